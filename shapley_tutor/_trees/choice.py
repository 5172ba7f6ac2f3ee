"""Which leaves are counted in tables, which take pairs of rows, and when all pairs walk instead."""

from __future__ import annotations

import numpy as np

from shapley_tutor._trees.forest import LEAF, Forest
from shapley_tutor._trees.units import Paths
from shapley_tutor._typing import FloatArray, IntArray

LONGEST_IN_TABLES = 15
"""Most bits of what is counted in tables: 2^15 cells for each column."""
LONGEST_WALK = 64
"""Most columns of a path that pairs can walk."""
WALK = -1
_ALIVE = 0.7  # of pairs, with each condition
_SMALL = 7  # bits of units of several leaves, and conditions of these at most


def most_bits(forest: Forest, paths: Paths, rows: int, others: int) -> int:
    """Most bits of what is counted in tables: the rest takes pairs; WALK if all pairs walk.

    Chosen is what takes least by an estimate. Tables take a time for each unit, for each cell of
    its leaves' tables, and for each row in each unit: rows + others. Walks take one for each leaf
    that each of rows * others pairs comes to, which are 0.7^d of the leaves of d columns; so do the
    pairs of leaves with long paths.
    """
    bits, number, leaves = units_by_bits(forest, paths, _SMALL)
    small = bits <= _SMALL
    tables = _seconds_of_tables(bits, number, leaves, rows + others)
    pairs = number * _seconds_of_pairs(bits, rows, others)
    choices = [WALK, _SMALL, *bits[~small & (bits <= LONGEST_IN_TABLES)].tolist()]
    costs = [_seconds_of_walks(forest, paths, rows, others)] + [
        tables[bits <= most].sum() + pairs[~small & (bits > most)].sum() for most in choices[1:]
    ]
    return int(choices[int(np.argmin(costs))])


def units_by_bits(forest: Forest, paths: Paths, most: int) -> tuple[IntArray, IntArray, IntArray]:
    """Bits that units take, several leaves together up to ``most``; how many do; their leaves."""
    bits = paths.above + forest.inner
    inside = forest.tests != LEAF
    unit = ~inside | (bits <= most)
    for side in (forest.left, forest.right):
        unit[side[inside & (bits <= most)]] = False  # inside a unit
    found, where, number = np.unique(bits[unit], return_inverse=True, return_counts=True)
    return found, number, np.bincount(where, forest.inner[unit] + 1).astype(np.int64)


def _seconds_of_tables(bits: IntArray, number: IntArray, leaves: IntArray, rows: int) -> FloatArray:
    """What all units of so many bits take: themselves, their leaves' tables, all rows in them."""
    cells = 2.0 ** np.minimum(bits, LONGEST_IN_TABLES) * bits
    found = number * (40_000 + rows * (bits + 8)) + leaves * (1500 + 20 * cells)
    return np.asarray(found * 1e-9, dtype=float)


def _seconds_of_pairs(bits: IntArray, rows: int, others: int) -> FloatArray:
    """What a leaf with so many conditions takes: all rows by themselves, and their pairs."""
    each = rows * others * (2 + 250 * _ALIVE**bits)
    return np.asarray((8000 + (rows + others) * 8 * bits + each) * 1e-9, dtype=float)


def _seconds_of_walks(forest: Forest, paths: Paths, rows: int, others: int) -> float:
    """What it takes all pairs to walk to the leaves that they reach, and back."""
    columns = paths.above[forest.tests == LEAF]
    if columns.max() > LONGEST_WALK:
        return np.inf
    reached = rows * others * (_ALIVE**columns).sum()
    return float((1000 * len(columns) + 200 * reached) * 1e-9)
