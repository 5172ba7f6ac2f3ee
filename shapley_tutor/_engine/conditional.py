"""Average predictions coalition by coalition, for removals that depend on what is known."""

from __future__ import annotations

import numpy as np

from shapley_tutor._engine.fills import Pool
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import Sums, inner, largest_of, shares_of, starts
from shapley_tutor._engine.predictor import Predictor
from shapley_tutor._typing import BoolArray, FloatArray, IntArray

_WORTHS_HELD = 2**20  # of some coalitions and rows


def average_predictions(
    predictor: Predictor,
    pool: Pool,
    weights: FloatArray,
    rows: IntArray,
    present: BoolArray,
    others: IntArray | None = None,
) -> FloatArray:
    """v(S) of rows of X and coalitions of features, in batches of bounded size.

    Parameters
    ----------
    rows
        Positions in X, (r,).
    present
        Known features of each coalition, bool (m, d).
    others
        Replacements to average over, with their weights; all of them by default.

    Returns
    -------
    array of shape (r, m, k)
    """
    others = np.arange(len(weights)) if others is None else others
    r, m, size = len(rows), len(present), len(others)
    sums: FloatArray | None = None
    start = 0
    while start < r * m * size:
        stop = min(start + predictor.batch.rows, r * m * size)
        cell, which = np.divmod(np.arange(start, stop), size)
        start, other = stop, others[which]
        mixed = pool.mix(rows[cell // m], present[cell % m], other)
        weighted = predictor(mixed) * weights[other, None]  # (batch, k)
        if sums is None:
            sums = np.zeros((r * m, weighted.shape[1]))
        first = starts(cell)
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
        present = job.players.present(S[inner])
        worths[inner] = average_predictions(
            job.predictor, job.pool, job.weights, np.array([row]), present
        )[0]
    return worths


def conditional_values(
    job: Job, others: IntArray, base: FloatArray, predictions: FloatArray
) -> Sums:
    """Values for a removal whose replacements depend on what is known.

    Those of some replacements, ``others``, with their weights: their part of the base value comes
    with them.
    """
    share = job.weights[others].sum()
    n, (rows, k) = job.players.n, predictions.shape
    nobody = shares_of(np.zeros((1, n), dtype=bool))[0]  # (n,)
    sums = Sums.of_nothing(rows, n, k)
    sums.values[:] = nobody[None, :, None] * (base - share * predictions)[:, None]
    together = max(1, min(2**n - 2, _WORTHS_HELD // k))  # coalitions …
    step = max(1, _WORTHS_HELD // (together * k))  # … and rows at a time
    for start in range(0, rows, step):
        some = np.arange(start, min(start + step, rows))
        for inside in inner(n, together):
            worths = average_predictions(
                job.predictor, job.pool, job.weights, some, job.players.present(inside), others
            )
            worths -= share * predictions[some][:, None]
            sums.values[some] += np.einsum("rck,cn->rnk", worths, shares_of(inside), optimize=True)
            largest = largest_of(worths.transpose(1, 0, 2))
            sums.largest[some] = np.maximum(sums.largest[some], largest)
    return sums
