"""Exact values where columns have few values: distinct known parts times distinct unknown parts.

In coalition S a row x takes part only through x_S and a background row b only through its
columns outside S. With u distinct x_S and w distinct b outside S, u * w predictions give v(S)
of all rows; the background's parts are counted with their weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import shares_of
from shapley_tutor._typing import FloatArray, IntArray
from shapley_tutor.coalitions import coalitions

MAX_PLAYERS = 10
MAX_ROWS_OF_A_COALITION = 2**18  # they are in memory together
_WORTHS_HELD = 2**20  # of the rows, for some coalitions at a time


class Parts(NamedTuple):
    """Distinct parts of some rows: an example of each, and which one each row has."""

    examples: IntArray  # (u,)
    which: IntArray  # (rows,)


def product_values(job: Job, others: IntArray, predictions: FloatArray) -> FloatArray:
    """Shapley values (rows, players, k), as those by pairs, against some background rows."""
    n, (rows, k) = job.players.n, predictions.shape
    inside = coalitions(n)
    shares = shares_of(inside)  # (2**n, n)
    given = job.weights[others]
    nobody = given @ job.base_predictions[others]  # (k,)
    values: FloatArray = shares[0][None, :, None] * (nobody - given.sum() * predictions)[:, None]
    for batch in _batches(job, others, max(1, _WORTHS_HELD // (rows * k))):
        worths = np.empty((len(batch), rows, k))
        for worth, answer, (_, known, unknown) in zip(
            worths, _predict(job, others, batch), batch, strict=True
        ):
            weights = np.bincount(unknown.which, given, len(unknown.examples))
            worth[:] = np.einsum("uwk,w->uk", answer, weights)[known.which]
        worths -= given.sum() * predictions
        some = shares[[mask for mask, _, _ in batch]].T @ worths.reshape(len(batch), -1)
        values += some.reshape(n, rows, k).transpose(1, 0, 2)
    return values


def product_rows(job: Job) -> float:
    """Upper bound of the model rows that this way takes; infinite where it is not for them."""
    n, rows = job.players.n, job.row_pool.n_explained
    if n > MAX_PLAYERS or job.labels_matter:
        return np.inf
    codes_x, codes_b = _player_codes(job)
    distinct_x = [_count_distinct(own) for own in codes_x]
    distinct_b = [_count_distinct(own) for own in codes_b]
    inside = coalitions(n)[1:-1]
    known = np.where(inside, distinct_x, 1).prod(axis=1, dtype=float)
    unknown = np.where(inside, 1, distinct_b).prod(axis=1, dtype=float)
    each = np.minimum(known, rows) * np.minimum(unknown, len(job.weights))
    fits = n == 1 or each.max() * job.predictor.outputs <= MAX_ROWS_OF_A_COALITION
    return float(each.sum()) if fits else np.inf


Item = tuple[int, Parts, Parts]


def _batches(job: Job, background: IntArray, most: int) -> Iterator[list[Item]]:
    """Inner coalitions with their distinct parts, in batches of about the best size."""
    n = job.players.n
    codes_x, codes_b = _player_codes(job)
    known, unknown = _distinct_parts(codes_x), _distinct_parts([own[background] for own in codes_b])
    batch: list[Item] = []
    size = 0
    for mask in range(1, 2**n - 1):
        item = (mask, known[mask], unknown[2**n - 1 - mask])
        more = len(item[1].examples) * len(item[2].examples)
        if batch and (size + more > job.predictor.batch.rows or len(batch) == most):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += more
    if batch:
        yield batch


def _predict(job: Job, background: IntArray, batch: list[Item]) -> list[FloatArray]:
    """Predictions of a batch: one array (known parts, unknown parts, k) for each coalition."""
    shapes = [(len(known.examples), len(unknown.examples)) for _, known, unknown in batch]
    edges = np.cumsum([0, *(u * w for u, w in shapes)])
    rows = np.concatenate(
        [np.repeat(known.examples, w) for (_, known, _), (_, w) in zip(batch, shapes, strict=True)]
    )
    others = np.concatenate(
        [
            np.tile(background[unknown.examples], u)
            for (_, _, unknown), (u, _) in zip(batch, shapes, strict=True)
        ]
    )
    inside = job.players.present(coalitions(job.players.n)[[mask for mask, _, _ in batch]])
    which = np.repeat(np.arange(len(batch)), np.diff(edges))
    answers = job.predictor.in_batches(
        lambda here: job.row_pool.mix(rows[here], inside[which[here]], others[here]), len(rows)
    )
    parts = np.split(answers, edges[1:-1])
    return [part.reshape(*shape, -1) for part, shape in zip(parts, shapes, strict=True)]


def _player_codes(job: Job) -> tuple[list[IntArray], list[IntArray]]:
    """Codes of the values that each player takes in X and in the background."""
    ours, theirs = [], []
    for own in job.players.columns():
        (x, other), *more = map(job.row_pool.codes, own.tolist())
        for next_x, next_other in more:
            both, added = np.concatenate([x, other]), np.concatenate([next_x, next_other])
            codes = np.unique(both * (added.max() + 1) + added, return_inverse=True)[1]
            x, other = codes[: len(x)], codes[len(x) :]
        ours.append(x)
        theirs.append(other)
    return ours, theirs


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
