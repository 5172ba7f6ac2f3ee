"""Whether the spread of ten refitted networks tells which of their bars are right.

A part draws 200 runs of the borehole of its own and fits ten networks, each without another tenth
of them. Attributions are those of 25 rows against 30 others. Chapter *Few inputs, clear meanings*.
"""

from __future__ import annotations

import numpy as np

import shapley_tutor as st
from shapley_tutor._typing import FloatArray
from shapley_tutor.datasets.boreholes import flow, sample
from shapley_tutor.models.surrogate import fit_surrogate

PARTS, TOLERANCE = 10, 5e-3  # cubic meters a year
RUNS, FOLDS, EXPLAINED, BACKGROUND = 200, 10, 25, 30


def compute(part: int) -> dict[str, FloatArray]:
    """Return the true bars, the mean of ten networks' bars, and their standard deviation."""
    X = sample(RUNS, rng=100 + part)
    rows, background = sample(EXPLAINED, rng=3), sample(BACKGROUND, rng=2)
    bars = []
    for fold in range(FOLDS):
        seen = np.arange(RUNS) % FOLDS != fold
        network = fit_surrogate(X[seen], flow(X[seen]), seed=fold)
        bars.append(st.explain(network.predict, rows, background).values)
    return {
        "true": st.explain(flow, rows, background).values,
        "mean": np.mean(bars, axis=0),
        "spread": np.std(bars, axis=0, ddof=1),
    }
