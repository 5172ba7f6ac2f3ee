"""What is explained, put together once: the model, the rows, the background, the players."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shapley_tutor._engine.fills import GaussianPool, ImputedPool, Pool
from shapley_tutor._engine.players import Players
from shapley_tutor._engine.predictor import Predictor
from shapley_tutor._engine.rows import ArrayPool, FramePool
from shapley_tutor._typing import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class Job:
    """Rows to explain against weighted background rows."""

    predictor: Predictor
    pool: Pool
    weights: FloatArray  # of the background rows, (B,)
    players: Players
    base_predictions: FloatArray  # of the background rows, (B, k)
    labels_matter: bool = False  # predict looks at the rows' labels …
    own_base: FloatArray | None = None  # … so that a background row has (rows, B, k) predictions

    @property
    def is_conditional(self) -> bool:
        """Whether the replacements depend on what is known of a row."""
        return isinstance(self.pool, (GaussianPool, ImputedPool))

    @property
    def row_pool(self) -> ArrayPool | FramePool:
        """The pool, when the replacements are background rows."""
        assert not isinstance(self.pool, (GaussianPool, ImputedPool))
        return self.pool

    def base_values(self, others: IntArray | slice = slice(None)) -> FloatArray:
        """v(empty set) of each row, (rows, k): the weighted sum of background predictions.

        Or what some background rows, ``others``, have in it.
        """
        weights = self.weights[others]
        if self.own_base is not None:
            own: FloatArray = np.einsum("rbk,b->rk", self.own_base[:, others], weights)
            return own
        average = np.sum(self.base_predictions[others] * weights[:, None], axis=0)
        return np.repeat(average[None], self.pool.n_explained, axis=0)

    def nothing_known(self, rows: IntArray, others: IntArray) -> Any:
        """What is asked for when nothing is known of rows of X: replacements with their labels."""
        absent = np.zeros((len(rows), len(self.players.owner)), dtype=bool)
        return self.pool.mix(rows, absent, others)

    def nobody(self, rows: IntArray, others: IntArray) -> FloatArray:
        """Predictions of background rows in place of rows of X: (pairs, k)."""
        if self.own_base is not None:
            return self.own_base[rows, others]
        return self.base_predictions[others]

    def differing(self, rows: IntArray, others: IntArray) -> BoolArray:
        """Whether each player differs between rows (r,) and background rows (b,): (r, b, n)."""
        cells = self.row_pool.differ(rows, others)
        if self.players.alone:
            return cells
        return np.stack([cells[:, :, own].any(axis=2) for own in self.players.columns()], axis=2)
