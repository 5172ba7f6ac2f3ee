"""Exact Shapley values of many rows, pair by pair of a row and a background row.

The marginal game of a row x is the average of one game per background row b, in which only
the players whose columns differ between x and b can matter. So pairs (x, b) are sorted by the
set D of players that differ; each set needs 2**|D| coalitions, and players outside it get
exactly 0. Groups of pairs share calls of predict, and what a coalition is worth is shared out at
once: no table of worths is held. Where columns have few values,
:mod:`shapley_tutor._engine.products` is a second way.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._cells import own_copy, rows_at
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.rows import Grid
from shapley_tutor._tables import is_frame
from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.values import shapley_weights

_CELLS_COMPARED = 2**21  # cells of X against background compared at a time
_COALITIONS_TOGETHER = 16  # at least so many in a call: they share the work around it
_PAIRS_SAMPLED = 2_000
_LONG_RUN = 16  # pairs of a row, on average, from which a product for each row is fastest


class Pairs(NamedTuple):
    """Pairs of a row of X and a background row that differ in the same players."""

    differing: IntArray  # players, (|D|,)
    rows: IntArray  # positions in X, sorted, (pairs,)
    others: IntArray  # background rows, (pairs,)


class Sums(NamedTuple):
    """What adds up over background rows, and the largest of what was added."""

    values: FloatArray  # (rows, players, k)
    largest: FloatArray  # of a row's |v(S) - v(N)|, against single background rows, (rows, k)

    @classmethod
    def of_nothing(cls, rows: int, players: int, k: int) -> Sums:
        """Zeros, to be added to."""
        return cls(np.zeros((rows, players, k)), np.zeros((rows, k)))


class Part(NamedTuple):
    """Some pairs of one group with a block of coalitions: what one call of predict can hold."""

    pairs: Pairs
    coalitions: BoolArray  # of the players that differ, (C, |D|)

    @property
    def size(self) -> int:
        """Model rows."""
        return len(self.coalitions) * len(self.pairs.rows)


def exact_values(job: Job, others: IntArray, predictions: FloatArray) -> Sums:
    """Shapley values of all rows, whose predictions (rows, k) are known.

    Those against some background rows, ``others``, with their weights: the values of several
    parts of the background add up.
    """
    rows, k = predictions.shape
    sums = Sums.of_nothing(rows, job.players.n, k)
    add_pairs(job, groups_of_pairs(job, np.arange(rows), others), predictions, sums)
    return sums


def add_pairs(job: Job, groups: Iterator[Pairs], predictions: FloatArray, sums: Sums) -> None:
    """Add the exact values of pairs, weighted, to those of their rows."""
    batch: list[Part] = []
    room = 0
    for part in _parts(job, groups, predictions, sums):
        if part.size > room and batch:
            _predict(job, batch, predictions, sums)
            batch = []
        if not batch:
            room = job.predictor.batch.block
        batch.append(part)
        room -= part.size
    if batch:
        _predict(job, batch, predictions, sums)


def _parts(
    job: Job, groups: Iterator[Pairs], predictions: FloatArray, sums: Sums
) -> Iterator[Part]:
    """Blocks of inner coalitions; what the two outer ones are worth is shared out here."""
    for pairs in groups:
        n = len(pairs.differing)
        gaps = job.nobody(pairs.rows, pairs.others) - predictions[pairs.rows]
        _share(job, pairs, np.full((1, n), -1 / n), gaps[None], sums)  # of the empty coalition
        if n == 1:
            continue
        size = job.predictor.batch.block
        step = max(1, size // min(2**n - 2, _COALITIONS_TOGETHER))
        for start in range(0, len(pairs.rows), step):
            here = slice(start, start + step)
            some = Pairs(pairs.differing, pairs.rows[here], pairs.others[here])
            yield from (Part(some, block) for block in inner(n, max(1, size // len(some.rows))))


def inner(n: int, most: int) -> Iterator[BoolArray]:
    """Coalitions of n players but the empty and the full one, in blocks (C, n) of ``most``."""
    total = 2**n - 2
    for first in range(1, total + 1, most):
        masks = np.arange(first, min(first + most, total + 1))
        yield (masks[:, None] >> np.arange(n) & 1).astype(bool)


def _predict(job: Job, parts: list[Part], predictions: FloatArray, sums: Sums) -> None:
    """Mix the rows of all parts, predict them, and share out the answers."""
    grids = [
        Grid(pairs.rows, pairs.others, columns_known(job, pairs.differing, coalitions))
        for pairs, coalitions in parts
    ]
    mixed = job.row_pool.grid(grids)
    answers = job.predictor.in_batches(lambda here: _own_part(mixed, here), len(mixed))
    start = 0
    for pairs, coalitions in parts:
        end = start + len(coalitions) * len(pairs.rows)
        here = answers[start:end].reshape(len(coalitions), len(pairs.rows), -1)
        here -= predictions[pairs.rows]
        _share(job, pairs, shares_of(coalitions), here, sums)
        start = end


def _own_part(mixed: Any, here: slice) -> Any:
    """Rows for one call, which may keep and change them: nothing else uses them."""
    if here == slice(0, len(mixed)):
        return mixed
    part = rows_at(mixed, here)
    return own_copy(part) if is_frame(part) else part


def columns_known(job: Job, differing: IntArray, coalitions: BoolArray) -> BoolArray:
    """Columns that coalitions of the players who differ know: (C, d)."""
    if len(differing) == job.players.n:
        return job.players.present(coalitions)
    everyone = np.zeros((len(coalitions), job.players.n), dtype=bool)
    everyone[:, differing] = coalitions
    return job.players.present(everyone)


def _share(job: Job, pairs: Pairs, shares: FloatArray, gaps: FloatArray, sums: Sums) -> None:
    """Share out what coalitions are worth less the prediction, gaps (C, pairs, k), by (C, |D|)."""
    weights = job.weights[pairs.others]
    first = starts(pairs.rows)
    if _LONG_RUN * len(first) <= len(weights):
        runs = pairwise([*first.tolist(), len(weights)])
        worths = np.stack([weights[a:b] @ gaps[:, a:b] for a, b in runs], axis=1)
    else:
        worths = np.add.reduceat(gaps * weights[:, None], first, axis=1)  # (C, rows, k)
    added = shares.T @ worths.reshape(len(worths), -1)  # (|D|, rows * k)
    own = pairs.rows[first]
    sums.values[own[:, None], pairs.differing] += added.reshape(
        len(pairs.differing), len(own), -1
    ).transpose(1, 0, 2)
    largest = np.maximum.reduceat(largest_of(gaps), first)
    sums.largest[own] = np.maximum(sums.largest[own], largest)


def largest_of(gaps: FloatArray) -> FloatArray:
    """Largest absolute value along the first axis."""
    largest: FloatArray = np.maximum(gaps.max(axis=0), -gaps.min(axis=0))
    return largest


def shares_of(coalitions: BoolArray) -> FloatArray:
    """What each player gets of a coalition's worth: (m, n).

    Members get w[s - 1] of it and the others lose w[s], s being its size: every coalition is
    the end of its members' marginal contributions and the beginning of the others'.
    """
    weights = _weights(coalitions.shape[1])
    sizes = coalitions.sum(axis=1)
    shares: FloatArray = np.where(coalitions, weights[sizes - 1][:, None], -weights[sizes][:, None])
    return shares


@lru_cache
def _weights(n: int) -> FloatArray:
    """Shapley weights by size, and 0 at n: (n + 1,)."""
    weights: FloatArray = np.append(shapley_weights(n), 0.0)
    return weights


def starts(numbers: IntArray) -> IntArray:
    """Where runs of equal neighbors start."""
    return np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))


def groups_of_pairs(job: Job, rows: IntArray, others: IntArray) -> Iterator[Pairs]:
    """Pairs (x, b), sorted by the set of players in which they differ."""
    for some in _steps(rows, _rows_compared(job, others)):
        differ = job.differing(some, others)  # (rows, B, players)
        flat = differ.reshape(-1, differ.shape[2])
        if flat.all():
            yield _pairs(np.arange(len(flat)), some, others, flat[0])
            continue
        which = _numbers_of_sets(flat)
        order = np.argsort(which, kind="stable")
        edges = [*starts(which[order]).tolist(), len(order)]
        for start, end in pairwise(edges):
            piece = order[start:end]
            if flat[piece[0]].any():
                yield _pairs(piece, some, others, flat[piece[0]])


def _rows_compared(job: Job, others: IntArray) -> int:
    """How many rows to compare with all the others at a time."""
    return max(1, _CELLS_COMPARED // (len(others) * len(job.players.owner)))


def _steps(rows: IntArray, step: int) -> Iterator[IntArray]:
    return (rows[first : first + step] for first in range(0, len(rows), step))


def _numbers_of_sets(sets: BoolArray) -> IntArray:
    """Equal sets of players (m, n) have equal numbers."""
    n = sets.shape[1]
    if n <= 62:
        numbers: IntArray = sets @ (1 << np.arange(n, dtype=np.int64))
        return numbers
    packed = np.packbits(sets, axis=1, bitorder="little")
    return np.unique(packed, axis=0, return_inverse=True)[1].ravel()


def _pairs(flat: IntArray, rows: IntArray, others: IntArray, differing: BoolArray) -> Pairs:
    row, other = np.divmod(flat, len(others))
    return Pairs(np.flatnonzero(differing), rows[row], others[other])


def sampled_sizes(job: Job) -> IntArray:
    """In how many players some pairs differ, drawn at random: all of them where they are few."""
    rows, background = job.row_pool.n_explained, len(job.weights)
    few, some = np.arange(rows), np.arange(background)
    if rows * background > _PAIRS_SAMPLED:
        rng = np.random.default_rng(0)  # always the same: the choice must not change
        few = rng.permutation(rows)[:20]
        some = rng.permutation(background)[: max(1, _PAIRS_SAMPLED // len(few))]
    sizes: IntArray = job.differing(few, some).sum(axis=2)
    return sizes


def most_differing(job: Job) -> int:
    """In how many players a row and a background row differ at most; at least 1."""
    rows, others = np.arange(job.row_pool.n_explained), np.arange(len(job.weights))
    step = _rows_compared(job, others)
    found = (job.differing(some, others).sum(axis=2).max() for some in _steps(rows, step))
    return max(1, int(max(found)))


def exact_rows(job: Job, sizes: IntArray) -> float:
    """About how many model rows :func:`exact_values` takes, from :func:`sampled_sizes`."""
    counts = np.bincount(sizes.ravel()).tolist()
    sampled = sum(count * (two_to(n) - 2) for n, count in enumerate(counts) if n and count)
    total: float = sampled / sizes.size * job.row_pool.n_explained * len(job.weights)
    return total


def two_to(n: int) -> float:
    """2.0**n, infinite where that is beyond floats."""
    return 2.0**n if n < 1024 else float("inf")
