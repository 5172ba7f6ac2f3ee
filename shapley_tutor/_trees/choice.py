"""Which leaves are counted in tables and which take pairs of rows, by what either would take."""

from __future__ import annotations

import numpy as np

from shapley_tutor._trees.forest import LEAF, Forest
from shapley_tutor._trees.units import Ways
from shapley_tutor._typing import FloatArray, IntArray

LONGEST_IN_TABLES = 15
"""Most bits of what is counted in tables: 2^15 cells for each column."""
_ALIVE = 0.7  # of pairs, with each condition
_SMALL = 7  # bits of units of several leaves, and conditions of these at most


def most_bits(forest: Forest, by_bits: dict[int, Ways], rows: int, others: int) -> int:
    """Most bits of what is counted in tables: the rest takes pairs; -1 if all of it does."""
    bits = np.array(list(by_bits))
    number = np.array([len(by_bits[b].nodes) for b in by_bits])
    small = bits <= _SMALL
    tables = number * _seconds_of_table(bits, rows + others)
    tables[bits > LONGEST_IN_TABLES] = np.inf
    pairs = number * _seconds_of_pairs(bits, rows, others)
    few = np.count_nonzero(forest.tests == LEAF) - number[~small].sum()
    few_in_pairs = few * _seconds_of_pairs(np.array([_SMALL]), rows, others)[0]
    choices = [-1, _SMALL, *bits[~small & (bits <= LONGEST_IN_TABLES)].tolist()]
    costs = [
        (tables[bits <= most].sum() if most >= 0 else few_in_pairs)
        + pairs[~small & (bits > most)].sum()
        for most in choices
    ]
    return int(choices[int(np.argmin(costs))])


def _seconds_of_table(bits: IntArray, rows: int) -> FloatArray:
    """What a unit of so many bits takes: its table, and all rows in it."""
    table = 2.0**bits * (0.65 * bits**2 + 6.0 * bits) + 5000
    return np.asarray((table + rows * (bits + 8)) * 1e-9, dtype=float)


def _seconds_of_pairs(bits: IntArray, rows: int, others: int) -> FloatArray:
    """What a leaf with so many conditions takes: all rows by themselves, and their pairs."""
    each = rows * others * (2 + 250 * _ALIVE**bits)
    return np.asarray((5000 + (rows + others) * 8 * bits + each) * 1e-9, dtype=float)
