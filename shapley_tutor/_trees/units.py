"""Leaves and small subtrees, and the tests that tell which of their states a row is in.

A row reaches a leaf if it fulfils the leaf's condition on each of the d distinct columns that its
path tests: d bits. The leaves of a small subtree are looked at together: a unit's state is a bit
for each column on the way to it, whether the conditions on the way hold, and one for each test
inside it. Every state says which bits each of its leaves has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from shapley_tutor._trees.forest import LEAF, Forest
from shapley_tutor._typing import Array, BoolArray, IntArray


class Ways(NamedTuple):
    """Ways from the root to some nodes, all of the same length.

    A step is a test that must be passed (t), failed (t + the number of tests) or always holds
    (twice their number); its place is that of its column among the columns of the way.
    """

    nodes: IntArray  # (n,)
    steps: IntArray  # (n, length)
    places: IntArray  # (n, length)
    columns: IntArray  # (n, most), filled up with -1
    distinct: IntArray  # (n,): how many columns these are

    def some(self, which: BoolArray | IntArray | slice) -> Ways:
        """Some of them."""
        return Ways(*(part[which] for part in self))


class Leaves(NamedTuple):
    """Leaves with d distinct columns each, of some units."""

    units: IntArray  # (l,), positions
    nodes: IntArray  # (l,)
    slots: IntArray  # (l, d), of their columns among those of the unit
    patterns: Array  # (l, states): the bits of the leaf in every state of the unit


class Units(NamedTuple):
    """Units with as many bits each."""

    bits: int
    steps: IntArray  # (u, steps)
    places: IntArray  # (u, steps): bit that a step sets to 0 when it does not hold
    targets: IntArray  # (u, most + 1): number of each column times outputs, plus the output
    leaves: tuple[Leaves, ...]

    def states(self, answers: Array) -> Array:
        """State of each row in each unit, (u, rows).

        Answers are masks of all bits: rows of tests, of their opposites, and of one that always
        holds.
        """
        kind = state_type(self.bits)
        found = np.full((len(self.steps), answers.shape[1]), np.iinfo(kind).max, dtype=kind)
        others = ~(kind.type(1) << self.places.astype(kind))
        for i in range(self.steps.shape[1]):
            held = answers[self.steps[:, i]]
            held |= others[:, i, None]
            found &= held
        found &= kind.type(2**self.bits - 1)
        return found


def state_type(bits: int) -> np.dtype[np.unsignedinteger]:
    """Smallest type of whole numbers that holds so many bits."""
    return np.dtype(np.uint8 if bits <= 8 else np.uint16 if bits <= 16 else np.uint64)


def ways(forest: Forest, most_bits: int) -> Iterator[Ways]:
    """Ways to the units: to leaves, and to the largest subtrees that take so many bits."""
    here = _roots(forest)
    while len(here.nodes):
        ends = forest.tests[here.nodes] == LEAF
        ends |= here.distinct + forest.inner[here.nodes] <= most_bits
        yield here.some(ends)
        here = _down(forest, here.some(~ends))


def _roots(forest: Forest) -> Ways:
    n = len(forest.roots)
    empty = np.empty((n, 0), dtype=np.int64)
    return Ways(forest.roots, empty, empty, empty, np.zeros(n, dtype=np.int64))


def placed(
    forest: Forest, nodes: IntArray, columns: IntArray, count: IntArray
) -> tuple[Array, ...]:
    """Place of the column that nodes test, and columns and their count with it."""
    column = forest.columns[forest.tests[nodes]]
    known = columns == column[:, None]
    new = ~known.any(axis=1)
    place = np.where(new, count, known.argmax(axis=1) if known.shape[1] else 0)
    most = int(count.max(initial=0)) + 1
    wider = np.full((len(nodes), most), -1, dtype=np.int64)
    wider[:, : columns.shape[1]] = columns[:, :most]
    wider[np.arange(len(nodes)), place] = column
    return place, wider, count + new


class Paths(NamedTuple):
    """The paths from the roots to all nodes."""

    above: IntArray  # (nodes,): how many columns are tested above a node
    places: IntArray  # (nodes,): of the column that a node tests, among those of its path


def paths(forest: Forest) -> Paths:
    """Paths of all nodes."""
    found = Paths(*np.zeros((2, len(forest.tests)), dtype=np.int64))
    here = _roots(forest)
    nodes, columns, count = here.nodes, here.columns, here.distinct
    while len(nodes):
        found.above[nodes] = count
        inside = forest.tests[nodes] != LEAF
        nodes, columns = nodes[inside], columns[inside]
        place, columns, count = placed(forest, nodes, columns, count[inside])
        found.places[nodes] = place
        nodes = np.concatenate([forest.left[nodes], forest.right[nodes]])
        columns, count = np.tile(columns, (2, 1)), np.tile(count, 2)
    return found


def _down(forest: Forest, here: Ways) -> Ways:
    """One step further, to both sides."""
    if not len(here.nodes):
        return here
    place, columns, count = placed(forest, here.nodes, here.columns, here.distinct)
    tests = forest.tests[here.nodes]
    steps = np.repeat(np.column_stack([here.steps, tests]), 2, axis=0)
    steps[1::2, -1] += len(forest.view)
    children = np.column_stack([forest.left[here.nodes], forest.right[here.nodes]]).ravel()
    places = np.repeat(np.column_stack([here.places, place]), 2, axis=0)
    return Ways(children, steps, places, np.repeat(columns, 2, axis=0), np.repeat(count, 2))


def together(forest: Forest, found: list[Ways]) -> Ways:
    """Ways of several lengths as one, filled up with steps that always hold."""
    length = max(way.steps.shape[1] for way in found)
    most = max(int(way.distinct.max(initial=0)) for way in found)

    def filled(array: IntArray, width: int, value: int) -> IntArray:
        array = array[:, :width]
        wide = np.full((len(array), width), value, dtype=np.int64)
        wide[:, : array.shape[1]] = array
        return wide

    return Ways(
        np.concatenate([way.nodes for way in found]),
        np.concatenate([filled(way.steps, length, 2 * len(forest.view)) for way in found]),
        np.concatenate([filled(way.places, length, 0) for way in found]),
        np.concatenate([filled(way.columns, most, -1) for way in found]),
        np.concatenate([way.distinct for way in found]),
    )


def units(forest: Forest, found: Ways, bits: int) -> Units:
    """Units of ways that take as many bits."""
    opened = _Opened(forest, found, bits)
    unit, nodes, columns, count, patterns = opened.leaves()
    held = columns >= 0
    keys, slots = np.unique((unit[:, None] * forest.n_columns + columns)[held], return_inverse=True)
    first = np.searchsorted(keys // max(forest.n_columns, 1), np.arange(len(found.nodes) + 1))
    slot = np.full(columns.shape, -1, dtype=np.int64)
    slot[held] = slots.ravel()
    slot[held] -= np.broadcast_to(first[unit][:, None], columns.shape)[held]
    by_count = tuple(
        Leaves(unit[own], nodes[own], slot[own, :d], patterns[own])
        for d in np.unique(count).tolist()
        for own in [np.flatnonzero(count == d)]
    )
    targets = _targets(forest, found.nodes, keys, first)
    return Units(bits, opened.steps, opened.places, targets, by_count)


def _targets(forest: Forest, nodes: IntArray, keys: IntArray, first: IntArray) -> IntArray:
    """Where the values of each unit's columns go, and last, at the end, its predictions."""
    k, sizes = len(forest.base), np.diff(first)
    output = forest.first_outputs(nodes)
    most = int(sizes.max(initial=0))
    inside = np.arange(most) < sizes[:, None]
    targets = np.full((len(nodes), most + 1), -1, dtype=np.int64)
    targets[:, :most][inside] = keys % max(forest.n_columns, 1) * k
    targets[:, :most] += np.where(inside, output[:, None], 0)
    targets[:, most] = forest.n_columns * k + output
    return targets


class _Opened:
    """Subtrees level by level: their tests become steps, their leaves get their bits."""

    def __init__(self, forest: Forest, found: Ways, bits: int) -> None:
        self._forest, self._found = forest, found
        u, length = found.steps.shape
        self._length, inside = length, int((bits - found.distinct).max(initial=0))
        self.steps = np.full((u, length + inside), 2 * len(forest.view), dtype=np.int64)
        self.steps[:, :length] = found.steps
        self.places = np.zeros_like(self.steps)
        self.places[:, :length] = found.places
        self._next = found.distinct.copy()  # bit of the next test inside
        self._states = np.arange(2**bits, dtype=state_type(bits))

    def leaves(self) -> tuple[Array, ...]:
        """Unit, node, columns, their count, and bits in every state, of all leaves."""
        kind, found, width = self._states.dtype, self._found, self._found.columns.shape[1]
        ones = ~((kind.type(1) << found.distinct.astype(kind)) - kind.type(1))
        level: tuple[Array, ...] = (
            np.arange(len(found.nodes)), found.nodes, found.columns, found.distinct,
            self._states | ones[:, None],
        )  # fmt: skip
        ends = []
        while len(level[0]):
            end = self._forest.tests[level[1]] == LEAF
            ends.append(tuple(part[end] for part in level))
            level = self._down(*(part[~end] for part in level))
        width = max(width, *(int(count.max(initial=0)) for _, _, _, count, _ in ends))
        unit, nodes, columns, count, patterns = map(list, zip(*ends, strict=True))
        wide = [np.full((len(part), width), -1, dtype=np.int64) for part in columns]
        for part, narrow in zip(wide, columns, strict=True):
            part[:, : narrow.shape[1]] = narrow[:, :width]
        joined = [np.concatenate(parts) for parts in (unit, nodes, wide, count, patterns)]
        ordered = [part[np.argsort(joined[0], kind="stable")] for part in joined]
        ordered[4] &= (kind.type(1) << ordered[3].astype(kind))[:, None] - kind.type(1)
        return tuple(ordered)

    def _down(
        self, unit: IntArray, nodes: IntArray, columns: IntArray, count: IntArray, patterns: Array
    ) -> tuple[Array, ...]:
        if not len(unit):
            return unit, nodes, columns, count, patterns
        kind, forest = self._states.dtype, self._forest
        place, columns, count = placed(forest, nodes, columns, count)
        bit = self._next[unit] + np.arange(len(unit)) - np.searchsorted(unit, unit)
        self._next += np.bincount(unit, minlength=len(self._next))
        where = self._length + bit - self._found.distinct[unit]
        self.steps[unit, where], self.places[unit, where] = forest.tests[nodes], bit
        passed = -((self._states >> bit.astype(kind)[:, None]) & kind.type(1))  # all bits or none
        others = ~(kind.type(1) << place.astype(kind))[:, None]
        children = np.stack([patterns & (passed | others), patterns & (~passed | others)], axis=1)
        return (
            np.repeat(unit, 2), np.column_stack([forest.left[nodes], forest.right[nodes]]).ravel(),
            np.repeat(columns, 2, axis=0), np.repeat(count, 2),
            children.reshape(-1, patterns.shape[1]),
        )  # fmt: skip
