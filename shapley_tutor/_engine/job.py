"""What is explained, put together once: the model, the rows, the background, the players."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shapley_tutor._engine.fills import GaussianPool, ImputedPool, Pool
from shapley_tutor._engine.predictor import Predictor
from shapley_tutor._engine.rows import ArrayPool, FramePool
from shapley_tutor._typing import BoolArray, FloatArray


@dataclass(frozen=True)
class Job:
    """Rows to explain against weighted background rows."""

    predictor: Predictor
    pool: Pool
    weights: FloatArray  # of the background rows, (B,)
    members: BoolArray  # columns of each player, (players, d)
    base_predictions: FloatArray  # of the background rows, (B, k)

    @property
    def base_values(self) -> FloatArray:
        """v(empty set): the weighted average prediction of the background, (k,)."""
        average: FloatArray = np.sum(self.base_predictions * self.weights[:, None], axis=0)
        return average

    @property
    def is_conditional(self) -> bool:
        """Whether the replacements depend on what is known of a row."""
        return isinstance(self.pool, (GaussianPool, ImputedPool))

    @property
    def row_pool(self) -> ArrayPool | FramePool:
        """The pool, when the replacements are background rows."""
        assert not isinstance(self.pool, (GaussianPool, ImputedPool))
        return self.pool
