"""Small jobs on arrays: every row that is needed mixed at once, and predicted in one call.

Such a job is over in less than a millisecond, and so is a loop over groups of pairs. Here all
pairs (x, b) share one table, coalitions along its second axis; those that a pair does not need,
because x and b agree in some players, stay 0 in it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import largest_of, shares_of
from shapley_tutor._engine.run import Found, without_rounding
from shapley_tutor._engine.start import alike, asked_again, warn_of_changes
from shapley_tutor._engine.worker import say_where
from shapley_tutor._typing import BoolArray, FloatArray
from shapley_tutor.coalitions import coalitions

_MOST_ROWS = 2**13  # cells of the table, and model rows
_MOST_PLAYERS = 6  # sets of them, times coalitions, are held


def is_small(job: Job, X: Any, method: str, budget: int | None) -> bool:
    """Whether all of it fits into one table and one call, and nothing changes its type."""
    if method not in ("auto", "exact") or budget is not None:
        return False
    n, pairs = job.players.n, len(X) * len(job.weights)
    if n > _MOST_PLAYERS or not alike(job, X):
        return False
    return (pairs << n) + len(X) <= min(_MOST_ROWS, job.predictor.batch.block)


def find_small(job: Job, X: Any) -> Found:
    """Values of all rows of X, in a job that knows its base predictions."""
    r, B, n = len(X), len(job.weights), job.players.n
    rows, others = np.arange(r), np.arange(B)
    sets = job.differing(rows, others).reshape(-1, n) @ (1 << np.arange(n))  # (r * B,)
    needed, shares = _tables(n)
    pair, mask = np.nonzero(needed[sets])
    row, other = np.divmod(pair, B)
    mixed = job.row_pool.mix(row, job.players.present(coalitions(n)[mask]), other)
    again = asked_again(job)
    try:
        rows = np.concatenate([X, again, mixed], dtype=X.dtype)
        answers = job.predictor.in_batches(lambda here: rows[here], len(rows), known=len(again))
    except Exception as error:
        say_where(error, 0, r)
        raise
    predictions, again, inner = np.split(answers, [r, r + len(again)])
    warn_of_changes(job, again)
    gaps = np.zeros((r * B, 2**n, answers.shape[1]))
    gaps[:, 0] = (job.base_predictions - predictions[:, None]).reshape(r * B, -1)
    gaps[pair, mask] = inner - predictions[row]
    together = gaps.reshape(r, B << n, -1)
    weighted = (shares[sets].reshape(r, B, -1) * job.weights[:, None]).reshape(r, B << n, n)
    values = weighted.transpose(0, 2, 1) @ together
    largest = largest_of(together.transpose(1, 0, 2))
    evaluations = job.predictor.evaluations
    none = np.zeros_like(values)
    found = Found(values, none, job.base_values(), predictions, largest, evaluations)
    without_rounding(job, found)
    return found


@lru_cache
def _tables(n: int) -> tuple[BoolArray, FloatArray]:
    """What belongs to each set of players that differ and each coalition.

    Whether the coalition is asked for, (2**n, 2**n), and what each player gets of its worth,
    (2**n, 2**n, n).
    """
    needed = np.zeros((2**n, 2**n), dtype=bool)
    shares = np.zeros((2**n, 2**n, n))
    for differing, here in enumerate(coalitions(n)[1:], start=1):
        members = np.flatnonzero(here)
        inside = coalitions(len(members))[:-1]  # all but the full one, whose gap is 0
        masks = inside @ (1 << members)
        needed[differing, masks[1:]] = True
        shares[differing, masks[:, None], members] = shares_of(inside)
    return needed, shares
