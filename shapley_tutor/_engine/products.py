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
from shapley_tutor._engine.pairs import Sums, largest_of, shares_of
from shapley_tutor._typing import FloatArray, IntArray
from shapley_tutor.coalitions import coalitions

MAX_PLAYERS = 10
MAX_ROWS_OF_A_COALITION = 2**18  # they are in memory together
_WORTHS_HELD = 2**20  # of the rows, for some coalitions at a time


class Parts(NamedTuple):
    """Distinct parts of some rows: an example of each, and which one each row has."""

    examples: IntArray  # (u,)
    which: IntArray  # (rows,)


def product_values(job: Job, others: IntArray, predictions: FloatArray) -> Sums:
    """Shapley values as those by pairs, against some background rows."""
    n, (rows, k) = job.players.n, predictions.shape
    inside = coalitions(n)
    shares = shares_of(inside)  # (2**n, n)
    given = job.weights[others]
    nobody = given @ job.base_predictions[others]  # (k,)
    sums = Sums.of_nothing(rows, n, k)
    sums.values[:] = shares[0][None, :, None] * (nobody - given.sum() * predictions)[:, None]
    for batch in _batches(job, others, max(1, _WORTHS_HELD // (rows * k))):
        worths = np.empty((len(batch), rows, k))
        for worth, answer, item in zip(worths, _predict(job, batch), batch, strict=True):
            worth[:] = np.einsum("uwk,w->uk", answer, item.weights)[item.known.which]
            np.maximum(
                sums.largest,
                largest_of(answer.transpose(1, 0, 2))[item.known.which],
                out=sums.largest,
            )
        worths -= given.sum() * predictions
        some = shares[[item.mask for item in batch]].T @ worths.reshape(len(batch), -1)
        sums.values[:] += some.reshape(n, rows, k).transpose(1, 0, 2)
    return sums


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


class Item(NamedTuple):
    """An inner coalition with its distinct parts."""

    mask: int
    known: Parts  # of the rows
    unknown: IntArray  # an example of each part of the background, (w,) …
    weights: FloatArray  # … and what it weighs

    @property
    def size(self) -> int:
        """Model rows."""
        return len(self.known.examples) * len(self.unknown)


def _batches(job: Job, background: IntArray, most: int) -> Iterator[list[Item]]:
    """Inner coalitions with their distinct parts, in batches of about the best size."""
    codes_x, codes_b = _player_codes(job)
    codes_b, given = [own[background] for own in codes_b], job.weights[background]
    whole = Parts(np.array([0]), np.zeros(len(codes_x[0]), dtype=np.int64))
    other = Parts(np.array([0]), np.zeros(len(background), dtype=np.int64))
    batch: list[Item] = []
    size = 0
    for mask, known, unknown in _walk(codes_x, codes_b, 0, 0, whole, other):
        weights = np.bincount(unknown.which, given, len(unknown.examples)).astype(float)
        item = Item(mask, known, background[unknown.examples], weights)
        if batch and (size + item.size > job.predictor.batch.rows or len(batch) == most):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += item.size
    if batch:
        yield batch


def _walk(
    codes_x: list[IntArray],
    codes_b: list[IntArray],
    player: int,
    mask: int,
    known: Parts,
    unknown: Parts,
) -> Iterator[tuple[int, Parts, Parts]]:
    """Inner coalitions, player by player in or out: parts are held of one coalition at a time."""
    n = len(codes_x)
    if player == n:
        yield mask, known, unknown
        return
    last = player == n - 1
    if not (last and mask == 0):
        out = _refined(unknown, codes_b[player])
        yield from _walk(codes_x, codes_b, player + 1, mask, known, out)
    if not (last and mask == 2**player - 1):
        inside = _refined(known, codes_x[player])
        yield from _walk(codes_x, codes_b, player + 1, mask | 1 << player, inside, unknown)


def _predict(job: Job, batch: list[Item]) -> list[FloatArray]:
    """Predictions of a batch: one array (known parts, unknown parts, k) for each coalition."""
    shapes = [(len(item.known.examples), len(item.unknown)) for item in batch]
    edges = np.cumsum([0, *(item.size for item in batch)])
    rows = np.concatenate([np.repeat(item.known.examples, len(item.unknown)) for item in batch])
    others = np.concatenate([np.tile(item.unknown, len(item.known.examples)) for item in batch])
    inside = job.players.present(coalitions(job.players.n)[[item.mask for item in batch]])
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


def _refined(parts: Parts, codes: IntArray) -> Parts:
    """Distinct parts when one more player counts, whose values have these codes."""
    return _sort_out(parts.which * (codes.max() + 1) + codes)


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
