"""Models evaluated a batch of rows at a time, their answers checked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray, IntArray

BATCH_ROWS = 2**15
"""Rows that the model gets in one call."""


def in_batches(
    model: Callable[[Any], Any], rows_at: Callable[[IntArray], FloatArray], total: int
) -> FloatArray:
    """Outputs of the model, checked, for rows that are made a batch at a time."""
    outputs = np.empty(total)
    for start in range(0, total, BATCH_ROWS):
        here = np.arange(start, min(start + BATCH_ROWS, total))
        answer = np.asarray(model(rows_at(here)), dtype=np.float64)
        if answer.shape != here.shape or not np.isfinite(answer).all():
            raise ValueError(
                f"model returned shape {answer.shape} for {len(here)} rows, with "
                f"{np.sum(~np.isfinite(answer))} values that are not finite; it must return one "
                "finite number a row"
            )
        outputs[here] = answer
    return outputs
