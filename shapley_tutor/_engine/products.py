"""Exact worths where columns have few values: distinct known parts times distinct unknown parts.

In coalition S a row x takes part only through x_S and a background row b only through its
columns outside S. With u distinct x_S and w distinct b outside S, u * w predictions give v(S)
of all rows; the background's parts are counted with their weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from shapley_tutor._engine.job import Job
from shapley_tutor._typing import FloatArray, IntArray
from shapley_tutor.coalitions import coalitions
from shapley_tutor.values import shapley_values

MAX_PLAYERS = 10
MAX_ROWS_OF_A_COALITION = 2**18  # they are in memory together


class Parts(NamedTuple):
    """Distinct parts of some rows: an example of each, and which one each row has."""

    examples: IntArray  # (u,)
    which: IntArray  # (rows,)


def product_values(job: Job, predictions: FloatArray) -> FloatArray:
    """Shapley values (rows, players, k) of all rows, whose predictions (rows, k) are known."""
    n, (rows, k) = len(job.members), predictions.shape
    worths = np.empty((2**n, rows, k))
    worths[0] = job.base_values
    worths[-1] = predictions
    for batch in _batches(job):
        answers = _predict(job, batch)
        for (mask, known, unknown), answer in zip(batch, answers, strict=True):
            shares = np.bincount(unknown.which, job.weights, len(unknown.examples))
            worths[mask] = (answer * shares[:, None]).sum(axis=1)[known.which]
    values = shapley_values(worths.reshape(2**n, -1))
    return values.reshape(n, rows, k).transpose(1, 0, 2)


def product_rows(job: Job) -> float:
    """Upper bound of the model rows that this way takes; infinite where it is not for them."""
    n, rows = len(job.members), job.row_pool.n_explained
    if n > MAX_PLAYERS:
        return np.inf
    codes = _player_codes(job)
    distinct_x = [_count_distinct(own[:rows]) for own in codes]
    distinct_b = [_count_distinct(own[rows:]) for own in codes]
    inside = coalitions(n)[1:-1]
    known = np.where(inside, distinct_x, 1).prod(axis=1, dtype=float)
    unknown = np.where(inside, 1, distinct_b).prod(axis=1, dtype=float)
    each = np.minimum(known, rows) * np.minimum(unknown, len(job.weights))
    return float(each.sum()) if n == 1 or each.max() <= MAX_ROWS_OF_A_COALITION else np.inf


Item = tuple[int, Parts, Parts]


def _batches(job: Job) -> Iterator[list[Item]]:
    """Inner coalitions with their distinct parts, in batches of about the best size."""
    n, start = len(job.members), job.row_pool.n_explained
    codes = _player_codes(job)
    known = _distinct_parts([own[:start] for own in codes])
    unknown = _distinct_parts([own[start:] for own in codes])
    batch: list[Item] = []
    size = 0
    for mask in range(1, 2**n - 1):
        item = (mask, known[mask], unknown[2**n - 1 - mask])
        more = len(item[1].examples) * len(item[2].examples)
        if batch and size + more > job.predictor.batch.rows:
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += more
    if batch:
        yield batch


def _predict(job: Job, batch: list[Item]) -> list[FloatArray]:
    """Predictions of a batch: one array (known parts, unknown parts, k) for each coalition."""
    shapes = [(len(known.examples), len(unknown.examples)) for _, known, unknown in batch]
    edges = np.cumsum([0, *(u * w for u, w in shapes)])
    rows = np.concatenate(
        [np.repeat(known.examples, w) for (_, known, _), (_, w) in zip(batch, shapes, strict=True)]
    )
    others = np.concatenate(
        [
            np.tile(unknown.examples, u)
            for (_, _, unknown), (u, _) in zip(batch, shapes, strict=True)
        ]
    )
    inside = coalitions(len(job.members))[[mask for mask, _, _ in batch]]
    present = (inside @ job.members)[np.repeat(np.arange(len(batch)), np.diff(edges))]
    answers = job.predictor.in_batches(
        lambda here: job.row_pool.mix(rows[here], present[here], others[here]), len(rows)
    )
    parts = np.split(answers, edges[1:-1])
    return [part.reshape(*shape, -1) for part, shape in zip(parts, shapes, strict=True)]


def _player_codes(job: Job) -> list[IntArray]:
    """Codes of the values that each player takes in the rows of the pool."""
    players = []
    for own in job.members:
        codes, *more = map(job.row_pool.codes, np.flatnonzero(own).tolist())
        for other in more:
            codes = np.unique(codes * (other.max() + 1) + other, return_inverse=True)[1]
        players.append(codes)
    return players


def _count_distinct(codes: IntArray) -> int:
    return int(np.count_nonzero(np.bincount(codes)))


def _distinct_parts(codes: list[IntArray]) -> list[Parts]:
    """Distinct parts for every set of players but all of them, in mask order."""
    nobody = np.zeros(len(codes[0]), dtype=np.int64)
    parts = [Parts(np.array([0]), nobody)]
    for own in codes:
        for smaller in parts[:]:
            if len(parts) < 2 ** len(codes) - 1:
                parts.append(_sort_out(smaller.which * (own.max() + 1) + own))
    return parts


def _sort_out(codes: IntArray) -> Parts:
    """Distinct codes: by counting where they are small numbers, else by sorting."""
    if codes.max() > 8 * len(codes):
        _, examples, which = np.unique(codes, return_index=True, return_inverse=True)
        return Parts(examples, which)
    places = np.cumsum(np.bincount(codes) > 0) - 1
    which = places[codes]
    examples = np.empty(places[-1] + 1, dtype=np.int64)
    examples[which[::-1]] = np.arange(len(codes))[::-1]  # the first of each stays
    return Parts(examples, which)
