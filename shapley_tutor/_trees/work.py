"""The work, some trees at a time: tables, pairs of rows at their leaves, or walks of all pairs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, TypeVar

import numpy as np

from shapley_tutor._trees.choice import WALK, most_bits
from shapley_tutor._trees.forest import Forest
from shapley_tutor._trees.pairs import failed, pay_base, pay_pairs
from shapley_tutor._trees.rows import Rows
from shapley_tutor._trees.tables import Lookup, count, masks, values_of_units
from shapley_tutor._trees.units import (
    Paths,
    Units,
    Ways,
    paths,
    state_type,
    together,
    units,
    ways,
)
from shapley_tutor._trees.walks import Walk
from shapley_tutor._typing import Array, BoolArray, FloatArray, IntArray

NODES_TOGETHER = 2**14
"""About how many nodes are worked on at a time; a tree is never cut."""
CELLS_OF_TABLES = 2**19
"""Most cells of tables that are held at a time."""
STATES_TOGETHER = 2**20
"""Most states of rows that are held at a time."""
MOST_ROWS = 2**13
BITS_OF_A_UNIT = 7
PAIRED_TOGETHER = 2**10
"""Most rows, and background rows, that are paired at a time."""
PAIRS_TOGETHER = 2**20
"""Most cells of tables of pairs."""
WALKERS_TOGETHER = 2**20
"""Most walkers that are under way at a time, by the nodes that each pair can come to."""
ANSWERS_TOGETHER = 2**19
"""Most answers of rows, and of background rows, that walkers are given."""


class Work(NamedTuple):
    """What a worker gets: some trees, and all rows."""

    forest: Forest
    X: Rows
    background: Rows
    weights: FloatArray | None  # of the background rows, that sum to 1; None: all the same


class Found(NamedTuple):
    """What was found for all rows."""

    values: FloatArray  # (rows, columns, k)
    predictions: FloatArray  # (rows, k)
    base: FloatArray  # (k,)

    def add(self, other: Found) -> None:
        """Add what was found by other trees."""
        for ours, theirs in zip(self, other, strict=True):
            ours += theirs


def solve(work: Work) -> Found:
    """Values of all rows, by some trees; the forest's own base is left out."""
    forest, X = work.forest, work.X
    k = len(forest.base)
    found = np.zeros((len(X), (forest.n_columns + 1) * k))
    base = np.zeros(k)
    for trees in _chunks(forest):
        known = paths(trees)
        most = most_bits(trees, known, len(X), len(work.background))
        if most == WALK:
            _solve_walks(work, trees, known, found, base)
            continue
        by_bits = _by_bits(trees, min(most, BITS_OF_A_UNIT))
        for bits in [b for b in by_bits if b <= most]:
            for some in _parts(trees, by_bits[bits], bits):
                _solve_units(work, trees, some, found, base)
        for bits in [b for b in by_bits if b > most]:
            _solve_pairs(work, trees, by_bits[bits], found, base)
    ends = forest.n_columns * k
    return Found(found[:, :ends].reshape(len(X), -1, k), found[:, ends:], base)


def shared(work: Work, n_workers: int) -> list[Work]:
    """The same work in parts of about as many nodes, each for a worker of its own."""
    forest = work.forest
    starts = [*forest.roots.tolist(), len(forest.tests)]
    wanted = np.linspace(0, starts[-1], min(n_workers, len(forest.roots)) + 1)
    cuts = np.unique(np.searchsorted(starts, wanted))
    return [work._replace(forest=forest.part(a, b)) for a, b in pairwise(cuts.tolist())]


def _chunks(forest: Forest) -> Iterator[Forest]:
    """Some trees at a time."""
    sizes = np.diff([*forest.roots.tolist(), len(forest.tests)])
    chunk = np.cumsum(sizes) // NODES_TOGETHER
    cuts = [*np.flatnonzero(np.diff(chunk, prepend=-1)).tolist(), len(sizes)]
    for start, stop in pairwise(cuts):
        yield forest.part(start, stop)


def _by_bits(forest: Forest, most: int) -> dict[int, Ways]:
    """Ways by the bits that their units take, several leaves together up to so many."""
    found = list(ways(forest, most))
    bits = [way.distinct + forest.inner[way.nodes] for way in found]
    return {
        b: together(forest, [way.some(own == b) for way, own in zip(found, bits, strict=True)])
        for b in np.unique(np.concatenate(bits)).tolist()
    }


def _parts(forest: Forest, every: Ways, bits: int) -> Iterator[Units]:
    """Units of as many bits each, as many as fit into memory."""
    width = forest.values.shape[1]
    most = max(1, CELLS_OF_TABLES // (2**bits * (bits + 1) * width))
    for start in range(0, len(every.nodes), most):
        yield units(forest, every.some(slice(start, start + most)), bits)


def _solve_units(
    work: Work, forest: Forest, some: Units, found: FloatArray, base: FloatArray
) -> None:
    """Count the background, make the tables, look up every row."""
    tests, some = own_tests(forest, some)
    counts = np.zeros((len(some.steps), 2**some.bits))
    for rows, states in _states(forest, tests, some, work.background):
        own = None if work.weights is None else work.weights[rows]
        count(states, some.bits, own, counts)
    if work.weights is None:
        counts /= len(work.background)
    lookup = Lookup(some, values_of_units(forest, some, counts, base))
    for rows, states in _states(forest, tests, some, work.X):
        lookup.add(states, found[rows])


Some = TypeVar("Some", Units, Ways)


def own_tests(forest: Forest, some: Some) -> tuple[IntArray, Some]:
    """Tests that units or leaves need, and their steps by these."""
    n = len(forest.view)
    own = some.steps % max(n, 1)
    own[some.steps == 2 * n] = -1
    tests, where = np.unique(own, return_inverse=True)
    where = where.reshape(own.shape)
    if len(tests) and tests[0] < 0:
        tests, where = tests[1:], where - 1
    steps = where + (some.steps >= n) * len(tests)
    return tests, some._replace(steps=np.where(where < 0, 2 * len(tests), steps))


def _states(
    forest: Forest, tests: IntArray, some: Units, rows: Rows
) -> Iterator[tuple[slice, Array]]:
    """Some rows at a time, and their states in all units."""
    most = int(np.clip(STATES_TOGETHER // (len(some.steps) + len(tests)), 64, MOST_ROWS))
    for which in _slices(len(rows), most):
        cells = rows.cells(which.start, which.stop)
        yield which, some.states(masks(forest, tests, cells, state_type(some.bits)))


def _solve_pairs(
    work: Work, forest: Forest, every: Ways, found: FloatArray, base: FloatArray
) -> None:
    """Pay for all pairs of rows and background rows, some at a time."""
    rows, others = (min(len(of), PAIRED_TOGETHER) for of in (work.X, work.background))
    d = every.columns.shape[1]
    most = max(1, PAIRS_TOGETHER // (rows * others + (rows + others) * max(1, d)))
    for start in range(0, len(every.nodes), most):
        tests, ends = own_tests(forest, every.some(slice(start, start + most)))
        for there in _slices(len(work.background), others):
            missing = failed(ends, _answers(forest, tests, work.background, there))
            same = np.full(len(missing[0]), 1 / len(work.background))
            weights = same if work.weights is None else work.weights[there]
            pay_base(forest, ends, missing, weights, base)
            for here in _slices(len(work.X), rows):
                lost = failed(ends, _answers(forest, tests, work.X, here))
                pay_pairs(forest, ends, lost, missing, weights, found[here])


def _solve_walks(
    work: Work, forest: Forest, known: Paths, found: FloatArray, base: FloatArray
) -> None:
    """Let all pairs of rows and background rows walk, some at a time."""
    most = max(1, ANSWERS_TOGETHER // (len(forest.roots) + len(forest.view)))
    rows, others = (_slices(len(of), most) for of in (work.X, work.background))
    ends = forest.n_columns * len(forest.base)
    for here in rows:
        found[here, ends:] += forest.predict(work.X.cells(here.start, here.stop))
    together = max(1, WALKERS_TOGETHER // (len(forest.tests) * forest.values.shape[1]))
    for there in others:
        cells = work.background.cells(there.start, there.stop)
        same = np.full(cells.shape[1], 1 / len(work.background))
        weights = same if work.weights is None else work.weights[there]
        base += weights @ forest.predict(cells)
        theirs = _passed(forest, cells)
        for here in rows:
            mine = _passed(forest, work.X.cells(here.start, here.stop))
            walk = Walk(forest, known, mine, theirs, weights)
            for some in _slices(len(mine) * len(theirs), together):
                row, other = np.divmod(np.arange(some.start, some.stop), len(theirs))
                walk.pay(row, other, found[here])


def _passed(forest: Forest, cells: FloatArray) -> BoolArray:
    """Whether rows pass all tests: (rows, tests)."""
    return np.ascontiguousarray(forest.answers(cells, np.arange(len(forest.view))).T)


def _slices(count: int, size: int) -> list[slice]:
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]


def _answers(forest: Forest, tests: IntArray, rows: Rows, which: slice) -> Array:
    return masks(forest, tests, rows.cells(which.start, which.stop), np.dtype(np.uint8))
