"""Average predictions coalition by coalition, for removals that depend on what is known."""

from __future__ import annotations

import numpy as np

from shapley_tutor._engine.fills import Pool
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.predictor import Predictor
from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.coalitions import coalitions
from shapley_tutor.values import shapley_values

_WORTHS_AT_ONCE = 2**20


def average_predictions(
    predictor: Predictor,
    pool: Pool,
    weights: FloatArray,
    rows: IntArray,
    present: BoolArray,
) -> FloatArray:
    """v(S) of rows of X and coalitions of features, in batches of bounded size.

    Parameters
    ----------
    rows
        Positions in X, (r,).
    present
        Known features of each coalition, bool (m, d).

    Returns
    -------
    array of shape (r, m, k)
    """
    r, m, size = len(rows), len(present), len(weights)
    sums: FloatArray | None = None
    start = 0
    while start < r * m * size:
        stop = min(start + predictor.batch.rows, r * m * size)
        cell, other = np.divmod(np.arange(start, stop), size)
        start = stop
        mixed = pool.mix(rows[cell // m], present[cell % m], other)
        weighted = predictor(mixed) * weights[other, None]  # (batch, k)
        if sums is None:
            sums = np.zeros((r * m, weighted.shape[1]))
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        sums[cell[first]] += np.add.reduceat(weighted, first)
    assert sums is not None  # r, m and size are at least 1
    return sums.reshape(r, m, -1)


def worths_of_row(
    job: Job, row: int, base: FloatArray, prediction: FloatArray, S: BoolArray
) -> FloatArray:
    """Worths (m, k) of coalitions of one row, of which those of nobody and of all are known."""
    worths = np.where(S.any(axis=1, keepdims=True), prediction, base)
    inner = S.any(axis=1) & ~S.all(axis=1)
    if inner.any():
        present = S[inner] @ job.members
        worths[inner] = average_predictions(
            job.predictor, job.pool, job.weights, np.array([row]), present
        )[0]
    return worths


def conditional_values(job: Job, base: FloatArray, predictions: FloatArray) -> FloatArray:
    """Values (rows, players, k) for a removal whose replacements depend on what is known."""
    n, (rows, k) = len(job.members), predictions.shape
    inner = coalitions(n)[1:-1] @ job.members
    values = np.empty((rows, n, k))
    step = max(1, _WORTHS_AT_ONCE // 2**n)
    for start in range(0, rows, step):
        some = np.arange(start, min(start + step, rows))
        worths = np.empty((2**n, len(some), k))
        worths[0], worths[-1] = base[some], predictions[some]
        if len(inner):
            found = average_predictions(job.predictor, job.pool, job.weights, some, inner)
            worths[1:-1] = found.transpose(1, 0, 2)
        solved = shapley_values(worths.reshape(2**n, -1))
        values[some] = solved.reshape(n, len(some), k).transpose(1, 0, 2)
    return values
