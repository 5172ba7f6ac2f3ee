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

    Chosen is what takes the least time by an estimate. Tables take a time for each unit of b bits
    that grows with 2^b and with rows + others. Leaves of d columns in pairs, and walks to them,
    take one that grows with rows times others, and of these pairs 0.7^d come to the leaf.
    """
    bits, number = units_by_bits(forest, paths, _SMALL)
    small = bits <= _SMALL
    tables = number * _seconds_of_table(bits, rows + others)
    tables[bits > LONGEST_IN_TABLES] = np.inf
    pairs = number * _seconds_of_pairs(bits, rows, others)
    choices = [WALK, _SMALL, *bits[~small & (bits <= LONGEST_IN_TABLES)].tolist()]
    costs = [_seconds_of_walk(forest, paths, rows, others)] + [
        tables[bits <= most].sum() + pairs[~small & (bits > most)].sum() for most in choices[1:]
    ]
    return int(choices[int(np.argmin(costs))])


def units_by_bits(forest: Forest, paths: Paths, most: int) -> tuple[IntArray, IntArray]:
    """Bits that units take, several leaves together up to ``most``, and how many take as many."""
    bits = paths.above + forest.inner
    inside = forest.tests != LEAF
    unit = ~inside | (bits <= most)
    below = np.zeros(len(bits), dtype=bool)
    for side in (forest.left, forest.right):
        below[side[unit & inside]] = True
    found, number = np.unique(bits[unit & ~below], return_counts=True)
    return found, number


def _seconds_of_table(bits: IntArray, rows: int) -> FloatArray:
    """What a unit of so many bits takes: its table, and all rows in it."""
    table = 2.0**bits * (0.65 * bits**2 + 6.0 * bits) + 5000
    return np.asarray((table + rows * (bits + 8)) * 1e-9, dtype=float)


def _seconds_of_pairs(bits: IntArray, rows: int, others: int) -> FloatArray:
    """What a leaf with so many conditions takes: all rows by themselves, and their pairs."""
    each = rows * others * (2 + 250 * _ALIVE**bits)
    return np.asarray((5000 + (rows + others) * 8 * bits + each) * 1e-9, dtype=float)


def _seconds_of_walk(forest: Forest, paths: Paths, rows: int, others: int) -> float:
    """What it takes all pairs to walk to the leaves that they reach, and back."""
    columns = paths.above[forest.tests == LEAF]
    if columns.max() > LONGEST_WALK:
        return np.inf
    return float(rows * others * 250e-9 * (_ALIVE**columns).sum())
