"""Leaves with long paths: pairs of a row and a background row, walked down the trees together.

As long as both go the same way they are one; where they part, one goes on as the row, whose
column has been decided for it, and one as the background row. What arrives at a leaf pays the
columns of both kinds: those of P, which the row decided, and those of Q.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb
from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._trees.forest import LEAF, Forest
from shapley_tutor._trees.units import Ways, placed
from shapley_tutor._typing import Array, BoolArray, FloatArray, IntArray

WALKERS_TOGETHER = 2**15
"""About how many are on their way at a time."""


class Walkers(NamedTuple):
    """Pairs on their way, at any depth."""

    nodes: IntArray  # (n,)
    pairs: IntArray  # (n,): row times number of background rows, plus background row
    P: Array  # bits of columns that the row decided, by their places on the way …
    Q: Array  # … and of those that the background row did

    def some(self, which: IntArray | slice) -> Walkers:
        """Some of them."""
        return Walkers(*(part[which] for part in self))


class LongPaths:
    """Some leaves of a forest, and what pairs that arrive there pay."""

    def __init__(self, forest: Forest, ends: Ways) -> None:
        self._forest = forest
        self.leaf = np.full(len(forest.tests), -1)
        self.leaf[ends.nodes] = np.arange(len(ends.nodes))
        self._above = _above(forest, self.leaf >= 0)
        longest = int(ends.count.max(initial=0))
        self._kind: Any = np.dtype(np.uint64 if longest <= 64 else object)
        self._bit = self._bits(_places(forest))
        self._targets = ends.columns * len(forest.base)
        self._targets += forest.first_outputs(ends.nodes)[:, None]
        self._targets[ends.columns < 0] = 0  # which nobody pays
        self._values = forest.values[ends.nodes]
        self._gain, self._loss = shares(longest)

    def _bits(self, places: IntArray) -> Array:
        if self._kind == object:
            return np.array([1 << place for place in places.tolist()], dtype=object)
        return np.uint64(1) << np.minimum(places, 63).astype(np.uint64)

    def start(self, rows: int, others: int) -> Iterator[Walkers]:
        """All pairs of rows and background rows, at the roots, some at a time."""
        roots = self._forest.roots[self._above[self._forest.roots]]
        together = max(1, WALKERS_TOGETHER // max(1, len(roots)))
        for first in range(0, rows * others if len(roots) else 0, together):
            pairs = np.arange(first, min(first + together, rows * others))
            nobody = np.zeros(len(pairs) * len(roots), dtype=self._kind)
            yield Walkers(np.tile(roots, len(pairs)), np.repeat(pairs, len(roots)), nobody, nobody)

    def arrivals(self, walkers: Walkers, row: BoolArray, other: BoolArray) -> Iterator[Walkers]:
        """Walkers that have arrived at the leaves, given the rows' answers (tests, rows)."""
        waiting = [walkers]
        while waiting:
            here = waiting.pop()
            if len(here.nodes) > 2 * WALKERS_TOGETHER:
                half = len(here.nodes) // 2
                waiting += [here.some(slice(half)), here.some(slice(half, None))]
                continue
            arrived = self.leaf[here.nodes] >= 0
            if arrived.any():
                yield here.some(np.flatnonzero(arrived))
                here = here.some(np.flatnonzero(~arrived))
            if len(here.nodes):
                waiting.append(self._down(here, row, other))

    def _down(self, here: Walkers, row: BoolArray, other: BoolArray) -> Walkers:
        """One step further: those that part become two."""
        forest, bit, n = self._forest, self._bit[here.nodes], other.shape[1]
        test = forest.tests[here.nodes]
        x, z = row[test, here.pairs // n], other[test, here.pairs % n]
        as_other = (here.Q & bit) != 0
        apart = (x != z) & ~as_other & ((here.P & bit) == 0)
        nodes = self._child(here.nodes, np.where(as_other, z, x))
        first = Walkers(nodes, here.pairs, here.P | bit * apart, here.Q)
        second = here.some(np.flatnonzero(apart))
        nodes = self._child(second.nodes, z[apart])
        second = second._replace(nodes=nodes, Q=second.Q | bit[apart])
        both = Walkers(*(np.concatenate(pair) for pair in zip(first, second, strict=True)))
        above = self._above[both.nodes]
        return both if above.all() else both.some(np.flatnonzero(above))

    def _child(self, nodes: IntArray, left: BoolArray) -> IntArray:
        return np.where(left, self._forest.left[nodes], self._forest.right[nodes])

    def pay(
        self, arrived: Walkers, weights: FloatArray, found: FloatArray, base: FloatArray
    ) -> None:
        """Add what arrivals pay to values (rows, targets), and the first row's to ``base``."""
        leaf, k = self.leaf[arrived.nodes], len(base)
        x, z = np.divmod(arrived.pairs, len(weights))
        P, Q = self._columns(arrived.P), self._columns(arrived.Q)
        p, q = P.sum(axis=1), Q.sum(axis=1)
        each = P * self._gain[p, q][:, None] - Q * self._loss[p, q][:, None]
        where = x[:, None] * found.shape[1] + self._targets[leaf]
        ends = self._forest.first_outputs(arrived.nodes)
        last = x * found.shape[1] + found.shape[1] - k + ends
        each, where = np.column_stack([each, q == 0]), np.column_stack([where, last])
        first = (p == 0) & (x == 0)
        for output in range(self._values.shape[1]):
            worth = weights[z] * self._values[leaf, output]
            paid = (each * worth[:, None]).ravel()
            total = np.bincount(where.ravel() + output, paid, found.size + 1)
            found += total[: found.size].reshape(found.shape)
            base += np.bincount((ends + output)[first], worth[first], k)

    def _columns(self, masks: Array) -> BoolArray:
        """Bits of masks as booleans, (n, most)."""
        bits = self._bits(np.arange(self._targets.shape[1]))
        return (masks[:, None] & bits) != 0


def shares(most: int) -> tuple[FloatArray, FloatArray]:
    """What each column of P gains and each of Q loses, (most + 1, most + 1) by |P| and |Q|.

    Examples
    --------
    >>> gain, loss = shares(2)
    >>> gain[1, 1], loss[1, 1], gain[2, 0]
    (np.float64(0.5), np.float64(0.5), np.float64(0.5))
    """
    gain = np.zeros((most + 1, most + 1))
    for p in range(1, most + 1):
        gain[p] = [1 / (p * comb(p + q, p)) for q in range(most + 1)]
    return gain, gain.T


def _above(forest: Forest, leaves: BoolArray) -> BoolArray:
    """Whether one of some leaves stands at each node or below it."""
    above = leaves.copy()
    for nodes in reversed(forest.levels):
        some = nodes[forest.tests[nodes] != LEAF]
        above[some] = above[forest.left[some]] | above[forest.right[some]]
    return above


def _places(forest: Forest) -> IntArray:
    """Place of each node's column among the distinct columns on the way to it."""
    found = np.zeros(len(forest.tests), dtype=np.int64)
    nodes, columns = forest.roots, np.empty((len(forest.roots), 0), dtype=np.int64)
    count = np.zeros(len(nodes), dtype=np.int64)
    while len(nodes):
        inside = forest.tests[nodes] != LEAF
        nodes, columns, count = nodes[inside], columns[inside], count[inside]
        found[nodes], columns, count = placed(forest, nodes, columns, count)
        nodes = np.concatenate([forest.left[nodes], forest.right[nodes]])
        columns, count = np.tile(columns, (2, 1)), np.tile(count, 2)
    return found
