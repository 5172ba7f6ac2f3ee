"""Exact Shapley values of many rows: every distinct mixed row is predicted once.

The marginal game of a row x is the average of one game per background row b, in which only
the players whose columns differ between x and b can matter. So pairs (x, b) are sorted by the
set D of players that differ; each set needs 2**|D| coalitions, and players outside it get
exactly 0. Where columns have few values, :mod:`shapley_tutor._engine.products`
is a second way.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from shapley_tutor._engine.buffer import block_of
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.rows import ArrayPool
from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.values import shapley_values

_CELLS_COMPARED = 2**21  # cells of X against background compared at a time
_WORTHS_HELD = 2**20  # worths of one group of rows held at a time


class Pairs(NamedTuple):
    """Pairs of a row of X and a background row that differ in the same players."""

    differing: IntArray  # players, (|D|,)
    rows: IntArray  # positions in X, sorted, (pairs,)
    others: IntArray  # background rows, (pairs,)


def exact_values(job: Job, predictions: FloatArray) -> FloatArray:
    """Shapley values (rows, players, k) of all rows, whose predictions (rows, k) are known."""
    rows, k = predictions.shape
    values = np.zeros((rows, len(job.members), k))
    for pairs in groups_of_pairs(job, np.arange(rows)):
        for part in _parts(pairs, job.predictor.batch.rows):
            own = np.unique(part.rows)
            found = pair_values(job, part, predictions[own])
            values[own[:, None], part.differing] += found
    return values


def pair_values(job: Job, pairs: Pairs, predictions: FloatArray) -> FloatArray:
    """Weighted sums of the pairs' values, (rows, |D|, k), from the rows' predictions (rows, k)."""
    _, first, which = np.unique(pairs.rows, return_index=True, return_inverse=True)
    worths = _worths(job, pairs, first, predictions[which])
    n = len(pairs.differing)
    solved = shapley_values(worths.reshape(2**n, -1))  # (|D|, rows * k)
    return solved.reshape(n, len(first), -1).transpose(1, 0, 2)


def groups_of_pairs(job: Job, rows: IntArray) -> Iterator[Pairs]:
    """Pairs (x, b), sorted by the set of players in which they differ."""
    n_background = len(job.weights)
    step = max(1, _CELLS_COMPARED // (n_background * job.members.shape[1]))
    for first in range(0, len(rows), step):
        some = rows[first : first + step]
        differ = differing_players(job, some, np.arange(n_background))  # (rows, B, players)
        flat = differ.reshape(-1, differ.shape[2])
        if flat.all():
            yield _pairs(np.arange(flat.size // len(flat[0])), some, n_background, flat[0])
            continue
        packed = np.packbits(flat, axis=1, bitorder="little")
        sets, which = np.unique(packed, axis=0, return_inverse=True)
        order = np.argsort(which.ravel(), kind="stable")
        for piece in np.split(
            order, np.cumsum(np.bincount(which.ravel(), minlength=len(sets)))[:-1]
        ):
            if flat[piece[0]].any():
                yield _pairs(piece, some, n_background, flat[piece[0]])


def differing_players(job: Job, rows: IntArray, others: IntArray) -> BoolArray:
    """Whether each player differs between rows (r,) and background rows (b,): (r, b, players)."""
    pool, others = job.row_pool, job.row_pool.n_explained + others
    if isinstance(pool, ArrayPool):
        x, other = pool.rows[rows][:, None], pool.rows[others][None]
        differ = (x != other) & ((x == x) | (other == other))  # NaN equals NaN
    else:
        columns = [pool.codes(j) for j in range(job.members.shape[1])]
        differ = np.stack([c[rows][:, None] != c[others][None] for c in columns], axis=2)
    if job.members.shape[0] == job.members.shape[1]:
        alone: BoolArray = differ[:, :, job.members.argmax(axis=1)]
        return alone
    return np.stack([differ[:, :, own].any(axis=2) for own in job.members], axis=2)


def _pairs(flat: IntArray, rows: IntArray, n_background: int, differing: BoolArray) -> Pairs:
    row, other = np.divmod(flat, n_background)
    return Pairs(np.flatnonzero(differing), rows[row], other)


def _parts(pairs: Pairs, batch_rows: int) -> Iterator[Pairs]:
    """Whole rows of X at a time: as many as fit into a batch, and into the memory for worths."""
    own, first = np.unique(pairs.rows, return_index=True)
    size = 2 ** len(pairs.differing)
    average = len(pairs.rows) / len(own)
    step = int(max(1, min(batch_rows / (average * size), _WORTHS_HELD / size)))
    edges = [*first[::step], len(pairs.rows)]
    for begin, end in itertools.pairwise(edges):
        yield Pairs(pairs.differing, pairs.rows[begin:end], pairs.others[begin:end])


def _worths(job: Job, pairs: Pairs, first: IntArray, predictions: FloatArray) -> FloatArray:
    """Worths (2**|D|, rows, k), less the prediction of the row, summed over the row's pairs.

    Taking the prediction away first makes the worths of equal predictions equal to the last bit.
    """
    worths = np.zeros((2 ** len(pairs.differing), len(first), predictions.shape[1]))
    for piece in _batches_of_pairs(len(pairs.rows), job.predictor.batch.rows):
        touched = slice(*np.searchsorted(first, [piece[0], piece[-1]], side="right") - [1, 0])
        starts = _starts(first, piece)
        expected = predictions[piece].T[:, None]  # (k, 1, pairs)
        weights = job.weights[pairs.others[piece]]  # (pairs,)
        nobody = job.base_predictions[pairs.others[piece]][None]
        for low, answers in itertools.chain([(0, nobody)], _predict_blocks(job, pairs, piece)):
            gaps = answers.transpose(2, 0, 1) - expected
            gaps *= weights  # (k, coalitions, pairs)
            sums = np.add.reduceat(gaps, starts, axis=2)  # (k, coalitions, rows)
            worths[low : low + len(answers), touched] += sums.transpose(1, 2, 0)
    return worths


def _predict_blocks(job: Job, pairs: Pairs, piece: IntArray) -> Iterator[tuple[int, FloatArray]]:
    """Predictions of the inner coalitions of D: (first mask, (coalitions, pairs, k))."""
    n, rows, others = len(pairs.differing), pairs.rows[piece], pairs.others[piece]
    columns = [np.flatnonzero(job.members[player]).tolist() for player in pairs.differing]
    mask, bits, block, known = 0, -1, None, 0
    while mask < 2**n:
        wanted = job.predictor.batch.bits(len(piece), n, mask)
        if block is None or wanted != bits:
            bits, known = wanted, 0
            block = block_of(job.row_pool, rows, others, 2**bits)
            inside = np.arange(2**bits)
            for i in range(bits):
                for column in columns[i]:
                    block.write(column, inside >> i & 1 == 1)
        for i in range(bits, n):
            if (mask ^ known) >> i & 1:
                for column in columns[i]:
                    block.write_all(column, mask >> i & 1 == 1)
        known = mask
        first, last = int(mask == 0), 2**bits - int(mask + 2**bits == 2**n)
        if last > first:
            answers = job.predictor(block.take(first, last))
            yield mask + first, answers.reshape(last - first, len(piece), -1)
        mask += 2**bits


def _batches_of_pairs(n: int, size: int) -> Iterator[IntArray]:
    for start in range(0, n, size):
        yield np.arange(start, min(start + size, n))


def _starts(first: IntArray, where: IntArray) -> IntArray:
    """Where the rows begin within a piece of their pairs."""
    inside = first[(first > where[0]) & (first <= where[-1])] - where[0]
    return np.concatenate([[0], inside])


def exact_rows(job: Job) -> float:
    """About how many model rows :func:`exact_values` takes, from a sample of the pairs."""
    rows, background = job.row_pool.n_explained, len(job.weights)
    few = np.arange(0, rows, -(-rows // 20))
    some = np.arange(0, background, -(-background // 100))
    differing = differing_players(job, few, some).sum(axis=2)
    return float(np.maximum(2.0**differing - 2, 0).mean() * rows * background)
