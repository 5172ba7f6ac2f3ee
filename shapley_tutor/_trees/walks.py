"""Few rows: every pair of a row and a background row walks down the trees.

Where both answer a test alike, or its column has been decided further up, there is one way to go.
Where they differ, both are gone: with the row's cell, which decides the column for P, and with
that of the background row, for Q. So a pair comes only to leaves that some mixture of both reaches,
which pay value (p-1)! q! / (p+q)! to each column of P and minus value p! (q-1)! / (p+q)! to each of
Q. What a column gets at all leaves below the node that decided it is summed up on the way back.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from shapley_tutor._trees.forest import LEAF, Forest
from shapley_tutor._trees.pairs import shares
from shapley_tutor._trees.units import Paths, state_type
from shapley_tutor._typing import Array, BoolArray, FloatArray, IntArray


class _Walkers(NamedTuple):
    """Mixtures of pairs that are under way, as far down as one another."""

    nodes: IntArray  # where they are
    starts: Array  # where the answers of their pairs start
    decided: Array  # bits of P and Q, by the places of the columns on the path
    theirs: Array  # bits of Q
    sizes: Array  # |P| times ``most + 1``, plus |Q|

    def some(self, which: IntArray) -> _Walkers:
        return _Walkers(*(part[which] for part in self))


class _Level(NamedTuple):
    """What is kept of walkers for the way back."""

    inside: IntArray  # those that went on
    split: IntArray  # those of them that went both ways: the second comes after all the first
    targets: IntArray  # where the columns get what they are paid that these decided
    ends: IntArray  # those that were in leaves
    paid: FloatArray  # (ends, 2, w): what these pay to each of P, and take from each of Q

    def back(self, below: FloatArray, found: FloatArray) -> FloatArray:
        """Pay the columns that were decided here; what is still to be paid further up."""
        first, second = below[: len(self.inside)], below[len(self.inside) :]
        gains = first[self.split, 0] - second[:, 1]
        for output in range(gains.shape[1]):
            np.add.at(found, self.targets + output, gains[:, output])
        first[self.split] += second
        paid = np.empty((len(self.inside) + len(self.ends), *below.shape[1:]))
        paid[self.inside], paid[self.ends] = first, self.paid
        return paid


class Walk:
    """Pairs of some rows and background rows in some trees.

    ``mine`` (rows, tests) and ``theirs`` (B, tests) are the answers of both, ``weights`` (B,).
    """

    def __init__(
        self, forest: Forest, paths: Paths, mine: BoolArray, theirs: BoolArray, weights: FloatArray
    ) -> None:
        self._forest, self._most = forest, int(paths.above.max(initial=0))
        self._kind = state_type(self._most)
        self._bits = self._kind.type(1) << paths.places.astype(self._kind)
        self._children = np.column_stack([forest.right, forest.left]).ravel()
        self._outputs = forest.first_outputs(np.arange(len(forest.tests)))
        self._mine, self._theirs, self._weights = mine, theirs, weights

    def pay(self, rows: IntArray, others: IntArray, found: FloatArray) -> None:
        """Add to values (rows, targets) what pairs of these rows and background rows are paid."""
        forest = self._forest
        answers = (2 * self._mine[rows].view(np.uint8) + self._theirs[others]).ravel()
        here, levels = self._at_roots(len(rows)), []
        weights = self._weights[others]
        firsts = rows * found.shape[1]  # where the values of each pair's row start
        while len(here.nodes):
            ends = np.flatnonzero(forest.tests[here.nodes] == LEAF)
            inside = np.flatnonzero(forest.tests[here.nodes] != LEAF)
            paid = self._paid(here.some(ends), weights)
            here, split, targets = self._down(here.some(inside), answers, firsts)
            levels.append(_Level(inside, split, targets, ends, paid))
        below = np.empty((0, 2, forest.values.shape[1]))
        for level in reversed(levels):
            below = level.back(below, found.reshape(-1))

    def _at_roots(self, pairs: int) -> _Walkers:
        roots, tests = self._forest.roots, self._mine.shape[1]
        nodes = np.repeat(roots, pairs)
        starts = np.tile(np.arange(pairs) * tests, len(roots))
        P, Q = np.zeros((2, len(nodes)), dtype=self._kind)
        sizes = np.zeros(len(nodes), dtype=np.int16)
        return _Walkers(nodes, starts.astype(np.int32), P, Q, sizes)

    def _pairs(self, starts: Array) -> Array:
        return np.asarray(starts // max(1, self._mine.shape[1]))

    def _paid(self, ends: _Walkers, weights: FloatArray) -> FloatArray:
        """What leaves pay to each of P, and take from each of Q: (ends, 2, w)."""
        gain, loss = (table.ravel() for table in shares(self._most))
        each = np.column_stack([gain[ends.sizes], loss[ends.sizes]])
        each *= weights[self._pairs(ends.starts), None]
        return np.asarray(each[:, :, None] * self._forest.values[ends.nodes, None])

    def _down(
        self, here: _Walkers, answers: Array, firsts: IntArray
    ) -> tuple[_Walkers, IntArray, IntArray]:
        """One step further; which walkers went both ways, and where their columns' values are."""
        forest, (nodes, starts, decided, theirs, sizes) = self._forest, here
        tests, bits = forest.tests[nodes], self._bits[nodes]
        answer = answers[starts + tests]
        own, other = answer >> 1, answer & 1
        split = np.flatnonzero((own != other) & (decided & bits == 0))
        ways = self._children[2 * nodes + np.where(theirs & bits, other, own)]
        at, bit, size = nodes[split], bits[split], sizes[split]
        more = self._children[2 * at + other[split]]
        decided[split] |= bit
        sizes[split] += self._most + 1
        k = len(forest.base)
        targets = firsts[self._pairs(starts[split])] + forest.columns[tests[split]] * k
        below = _Walkers(
            np.concatenate([ways, more]),
            np.concatenate([starts, starts[split]]),
            np.concatenate([decided, decided[split]]),
            np.concatenate([theirs, theirs[split] | bit]),
            np.concatenate([sizes, size + 1]),
        )
        return below, split, targets + self._outputs[at]
