"""What several experiments share: the coalitions of a regression, before any is worth something."""

from __future__ import annotations

import numpy as np

import shapley_tutor as st


def asked(run: int, n: int, budget: int) -> np.ndarray:
    """Coalitions (budget, n) for which a run asks; which they are does not depend on the worths."""
    rows: list[np.ndarray] = []

    def note(coalitions: np.ndarray) -> np.ndarray:
        rows.append(coalitions)
        sizes: np.ndarray = coalitions.sum(axis=1)
        return sizes

    st.kernel_regression(st.Game(note, n), budget, rng=run)
    return np.concatenate(rows)
