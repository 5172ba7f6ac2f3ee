"""Trees of any package in one form: every test asks whether a number is at most a threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from shapley_tutor._trees.views import View
from shapley_tutor._typing import BoolArray, FloatArray, IntArray

LEAF = -1


class Tree(NamedTuple):
    """One tree as a reader finds it; node 0 is the root."""

    left: IntArray  # child of each node, LEAF in leaves
    right: IntArray
    views: IntArray  # view of the column that a node tests
    thresholds: FloatArray
    values: FloatArray  # of the leaves, (nodes, w): of w neighboring outputs …
    output: int = 0  # … beginning with this one


@dataclass(frozen=True)
class Forest:
    """Nodes of all trees one after the other; the prediction is the sum of the leaves' values.

    Attributes
    ----------
    views
        Ways to look at the columns.
    view, thresholds
        Of each distinct test, in the order of the views.
    tests
        The test of each node; LEAF in leaves.
    left, right
        Children of each node: left if the test is passed.
    values
        (nodes, w), of leaves: of w neighboring outputs, the first of which is that of the tree.
    roots, outputs
        Of each tree.
    base
        (k,), added to the sum.
    n_columns
        How many columns the model reads.
    """

    views: tuple[View, ...]
    view: IntArray
    thresholds: FloatArray
    tests: IntArray
    left: IntArray
    right: IntArray
    values: FloatArray
    roots: IntArray
    outputs: IntArray
    base: FloatArray
    n_columns: int

    @cached_property
    def columns(self) -> IntArray:
        """Column of each test."""
        of_views = np.array([view.column for view in self.views], dtype=np.int64)
        return of_views[self.view] if len(self.view) else np.empty(0, dtype=np.int64)

    @cached_property
    def inner(self) -> IntArray:
        """How many tests stand below each node and at it."""
        count = np.zeros(len(self.tests), dtype=np.int64)
        for nodes in reversed(self.levels):
            some = nodes[self.tests[nodes] != LEAF]
            count[some] = 1 + count[self.left[some]] + count[self.right[some]]
        return count

    @cached_property
    def levels(self) -> list[IntArray]:
        """Nodes by their distance from the root."""
        levels, nodes = [], self.roots
        while len(nodes):
            levels.append(nodes)
            some = nodes[self.tests[nodes] != LEAF]
            nodes = np.concatenate([self.left[some], self.right[some]])
        return levels

    def part(self, first: int, last: int) -> Forest:
        """Some neighboring trees, with the tests that they need, without the base."""
        ends = [*self.roots.tolist(), len(self.tests)]
        start, nodes = ends[first], slice(ends[first], ends[last])
        tests = self.tests[nodes]
        needed = np.zeros(len(self.view), dtype=bool)
        needed[tests[tests != LEAF]] = True
        numbers = np.append(np.cumsum(needed) - 1, LEAF)  # leaves take the last
        return replace(
            self,
            view=self.view[needed],
            thresholds=self.thresholds[needed],
            tests=numbers[tests],
            left=self.left[nodes] - start,
            right=self.right[nodes] - start,
            values=self.values[nodes],
            roots=self.roots[first:last] - start,
            outputs=self.outputs[first:last],
            base=np.zeros_like(self.base),
        )

    def first_outputs(self, nodes: IntArray) -> IntArray:
        """First output of the trees of some nodes."""
        return self.outputs[np.searchsorted(self.roots, nodes, side="right") - 1]

    def answers(self, cells: FloatArray, tests: IntArray) -> BoolArray:
        """Whether rows pass some tests, given in order: (tests, rows), of cells (columns, rows)."""
        passed = np.empty((len(tests), cells.shape[1]), dtype=bool)
        views = self.view[tests]
        cuts = [*np.flatnonzero(np.diff(views, prepend=-1)).tolist(), len(tests)]
        for start, stop in pairwise(cuts):
            view = self.views[views[start]]
            limits = self.thresholds[tests[start:stop], None]
            np.less_equal(view(cells[view.column]), limits, out=passed[start:stop])
        return passed

    def predict(self, cells: FloatArray) -> FloatArray:
        """Predictions (rows, k) of cells (columns, rows): every row walks down every tree."""
        passed = self.answers(cells, np.arange(len(self.view)))
        rows = np.tile(np.arange(cells.shape[1]), len(self.roots))
        nodes = np.repeat(self.roots, cells.shape[1])
        under_way = np.flatnonzero(self.tests[nodes] != LEAF)
        while len(under_way):
            here = nodes[under_way]
            left = passed[self.tests[here], rows[under_way]]
            here = np.where(left, self.left[here], self.right[here])
            nodes[under_way] = here
            under_way = under_way[self.tests[here] != LEAF]
        found = np.repeat(self.base[None], cells.shape[1], axis=0)
        where = rows * found.shape[1] + np.repeat(self.outputs, cells.shape[1])
        for i in range(self.values.shape[1]):
            total = np.bincount(where + i, self.values[nodes, i], found.size)
            found += total.reshape(found.shape)
        return found


def grown(
    trees: Sequence[Tree], views: Sequence[View], base: NDArray[np.float64], n_columns: int
) -> Forest:
    """A forest of trees, in which every distinct test stands once."""
    sizes = [len(tree.left) for tree in trees]
    roots = np.cumsum([0, *sizes], dtype=np.int64)[:-1]
    start = np.repeat(roots, sizes)
    left, right = (
        np.concatenate([getattr(tree, side) for tree in trees]).astype(np.int64)
        for side in ("left", "right")
    )
    inside = left != LEAF
    view = np.concatenate([tree.views for tree in trees]).astype(np.int64)[inside]
    thresholds = np.concatenate([tree.thresholds for tree in trees]).astype(float)[inside]
    tests = np.full(len(left), LEAF, dtype=np.int64)
    tests[inside], view, thresholds = _distinct(view, thresholds)
    return Forest(
        tuple(views), view, thresholds, tests,
        np.where(inside, left + start, LEAF), np.where(inside, right + start, LEAF),
        np.concatenate([tree.values for tree in trees]).astype(float),
        roots, np.array([tree.output for tree in trees], dtype=np.int64),
        np.asarray(base, dtype=float), n_columns,
    )  # fmt: skip


def _distinct(view: IntArray, thresholds: FloatArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Number of each test among the distinct ones, and these, in order."""
    if not len(view):
        return np.empty(0, dtype=np.int64), view, thresholds
    order = np.lexsort((thresholds, view))
    view, thresholds = view[order], thresholds[order]
    new = np.concatenate([[True], (np.diff(view) != 0) | (thresholds[1:] != thresholds[:-1])])
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.cumsum(new) - 1
    return numbers, view[new], thresholds[new]
