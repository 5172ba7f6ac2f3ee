"""Which leaves are counted in tables and which are walked to, by what either would take."""

from __future__ import annotations

import numpy as np

from shapley_tutor._trees.forest import Forest
from shapley_tutor._trees.pairs import LongPaths
from shapley_tutor._trees.rows import Rows
from shapley_tutor._trees.units import Ways, together, ways
from shapley_tutor._typing import FloatArray, IntArray

LONGEST_IN_TABLES = 15
"""Most bits of what is counted in tables: 2^15 cells for each column."""
_ARRIVAL = 1.5e-6  # seconds, of a pair at a leaf
_TRIED = 6  # rows, and background rows, that are walked to see how many leaves they reach


def most_bits(forest: Forest, by_bits: dict[int, Ways], X: Rows, background: Rows) -> int:
    """Most bits of what is counted in tables: the rest is walked to; -1 if all of it is."""
    bits = np.array([b for b in by_bits if b <= LONGEST_IN_TABLES])
    number = np.array([len(by_bits[b].nodes) for b in bits.tolist()])
    tables = number * _seconds(bits, len(X) + len(background))
    pairs = len(X) * len(background)
    least = pairs * len(forest.roots) * _ARRIVAL
    if least > tables.sum() and (not len(bits) or bits.max() <= 12):
        return LONGEST_IN_TABLES
    reached = pairs * _ARRIVAL * _arrivals(forest, X, background)  # by bits
    choices = [-1, *bits[bits >= 7].tolist()]
    costs = [tables[bits <= most].sum() + reached[most + 1 :].sum() for most in choices]
    return int(choices[int(np.argmin(costs))])


def _seconds(bits: IntArray, rows: int) -> FloatArray:
    """What a unit of so many bits takes: its table, and all rows in it."""
    table = 2.0**bits * (0.65 * bits**2 + 6 * bits) + 5000
    return (table + rows * (bits + 8)) * 1e-9


def _arrivals(forest: Forest, X: Rows, background: Rows) -> FloatArray:
    """How many leaves a pair reaches, by their numbers of distinct columns: a few are tried."""
    ends = together(forest, list(ways(forest, -1)))
    every, tests = LongPaths(forest, ends), np.arange(len(forest.view))
    cells = [
        np.concatenate([rows.cells(i, i + 1) for i in tried], axis=1)
        for rows in (X, background)
        for tried in [np.unique(np.linspace(0, len(rows) - 1, _TRIED).astype(int)).tolist()]
    ]
    row, other = (forest.answers(some, tests) for some in cells)
    found = np.zeros(int(ends.count.max(initial=0)) + 1)
    for walkers in every.start(row.shape[1], other.shape[1]):
        for arrived in every.arrivals(walkers, row, other):
            found += np.bincount(ends.count[every.leaf[arrived.nodes]], minlength=len(found))
    return found / (row.shape[1] * other.shape[1])
