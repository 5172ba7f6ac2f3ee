"""Background rows counted by state, values of every state, looked up for every row.

A leaf with d distinct columns pays a row, whose conditions A hold, for a background row, whose
conditions C hold, only if A and C together are all of them: with P = D minus C and Q = D minus A,
value (p-1)! q! / (p+q)! to each column of P, and minus value p! (q-1)! / (p+q)! to each of Q.
These are integrals of t^(p-1) (1-t)^q and t^p (1-t)^(q-1) over t from 0 to 1, polynomials of degree
d-1 at most: about d/2 points t give them exactly (Gauss). For one t the sum over all background
rows is a product over the columns, which one pass for each column finds for all 2^d sets A.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from shapley_tutor._trees.forest import Forest
from shapley_tutor._trees.units import Leaves, Units
from shapley_tutor._typing import Array, FloatArray, IntArray

_TOGETHER = 2**17
"""Most cells of a temporary array: it stays in the processor's cache."""
_UNITS_IN_A_PRODUCT = 16


def masks(forest: Forest, tests: IntArray, cells: FloatArray, kind: np.dtype[np.generic]) -> Array:
    """Answers as masks of all bits: of tests, of their opposites, and of what always holds."""
    passed = forest.answers(cells, tests)
    found = np.empty((2 * len(tests) + 1, cells.shape[1]), dtype=kind)
    np.negative(passed, out=found[: len(tests)], casting="unsafe", dtype=kind)
    np.invert(found[: len(tests)], out=found[len(tests) : -1])
    found[-1] = np.iinfo(kind).max  # type: ignore[type-var]
    return found


def count(states: Array, bits: int, weights: FloatArray | None, counts: FloatArray) -> None:
    """Add to the weight (units, 2^bits) of each state the rows that are in it."""
    units, rows = states.shape
    together = max(1, _TOGETHER // rows)
    for start in range(0, units, together):
        some = states[start : start + together].astype(np.intp)
        some += (np.arange(len(some)) << bits)[:, None]
        each = None if weights is None else np.broadcast_to(weights, some.shape).ravel()
        found = np.bincount(some.ravel(), each, minlength=len(some) << bits)
        counts[start : start + together] += found.reshape(len(some), -1)


def values_of_units(
    forest: Forest, units: Units, counts: FloatArray, base: FloatArray
) -> list[FloatArray]:
    """For each output, what each state of each unit pays: (units, states, columns + 1).

    Last comes the prediction. What the background rows' own predictions are, is added to ``base``.
    """
    width = forest.values.shape[1]
    shape = len(counts), units.targets.shape[1], counts.shape[1]
    tables = [np.zeros(shape) for _ in range(width)]
    for leaves in units.leaves:
        together = max(1, _TOGETHER // (counts.shape[1] * shape[1]))
        for start in range(0, len(leaves.nodes), together):
            own = slice(start, start + together)
            some = Leaves(*(part[own] for part in leaves))
            weights = _weights(some, counts)
            paid = np.take_along_axis(values_of_leaves(weights), some.patterns[:, None], axis=2)
            outputs = forest.first_outputs(some.nodes)
            for output, table in enumerate(tables):
                value = forest.values[some.nodes, output]
                np.add.at(base, outputs + output, weights[:, -1] * value)
                _add(table, some, paid * value[:, None, None])
    return [np.ascontiguousarray(table.transpose(0, 2, 1)) for table in tables]


def _weights(leaves: Leaves, counts: FloatArray) -> FloatArray:
    """Background rows by the bits of each leaf, (leaves, 2^d), of those by their units' states."""
    size = 2 ** leaves.slots.shape[1]
    if size == counts.shape[1] and (leaves.patterns == np.arange(size)).all():
        return counts[leaves.units]  # alone in their units
    where = leaves.patterns + (np.arange(len(leaves.nodes)) * size)[:, None]
    each: Array = counts[leaves.units].ravel()
    found: FloatArray = np.bincount(where.ravel(), each, len(where) * size).astype(float)
    return found.reshape(-1, size)


def _add(table: FloatArray, leaves: Leaves, paid: FloatArray) -> None:
    """Add what leaves pay to the table of their units, one leaf of each unit at a time."""
    rank = np.arange(len(paid)) - np.searchsorted(leaves.units, leaves.units)
    slots = np.column_stack([leaves.slots, np.full(len(paid), table.shape[1] - 1)])
    for r in range(int(rank.max()) + 1):
        own = rank == r
        table[leaves.units[own, None], slots[own]] += paid[own]


def values_of_leaves(weights: FloatArray) -> FloatArray:
    """What leaves of value 1 pay: (leaves, d + 1, 2^d) for weights (leaves, 2^d).

    For every set of conditions that hold for a row: to each column, and last whether the row
    reaches the leaf.

    Examples
    --------
    >>> values_of_leaves(np.array([[0.75, 0.25]])).round(9)[0]  # one column; 1 in 4 reach the leaf
    array([[-0.25,  0.75],
           [ 0.  ,  1.  ]])
    """
    leaves, size = weights.shape
    d = size.bit_length() - 1
    points, shares = _points(d)
    worth = np.repeat(weights[:, None], len(points), axis=1)  # (leaves, points, 2^d)
    for i in range(d):
        halves = worth.reshape(leaves, len(points), -1, 2, 2**i)
        fails, holds = halves[..., 0, :], halves[..., 1, :]
        t = points[:, None, None]
        lost = holds * (1 - t)
        fails *= t
        holds += fails
        fails[...] = lost
    without = np.einsum("lta,t->la", worth, shares / (1 - points))
    within = np.einsum("lta,t->la", worth, shares / points)
    paid = np.empty((leaves, d + 1, size))
    for i in range(d):
        out, low, high = (
            part.reshape(leaves, -1, 2, 2**i) for part in (paid[:, i], without, within)
        )
        np.negative(low[:, :, 0], out=out[:, :, 0])
        np.subtract(high[:, :, 1], high[:, :, 0], out=out[:, :, 1])
        out[:, :, 1] -= low[:, :, 0]
    paid[:, d] = 0
    paid[:, d, -1] = 1
    return paid


@cache
def _points(d: int) -> tuple[FloatArray, FloatArray]:
    """Points between 0 and 1 and their shares: exact for polynomials of degree d - 1."""
    points, shares = np.polynomial.legendre.leggauss(max(1, (d + 1) // 2))
    return (points + 1) / 2, shares / 2


class Lookup:
    """Tables of units, and where what they pay belongs."""

    def __init__(self, units: Units, tables: list[FloatArray]) -> None:
        self._bits, self._tables = units.bits, tables
        self._blocks = [
            _block(units.targets, start, len(tables))
            for start in range(0, len(units.targets), _UNITS_IN_A_PRODUCT)
        ]

    def add(self, states: Array, found: FloatArray) -> None:
        """Add to the values (rows, targets) of some rows what their states (units, rows) pay."""
        start = 0
        for number, (where, product) in enumerate(self._blocks):
            start = number * _UNITS_IN_A_PRODUCT
            some = states[start : start + _UNITS_IN_A_PRODUCT].T.astype(np.intp)  # (rows, units)
            some += np.arange(start, start + some.shape[1]) << self._bits
            for output, table in enumerate(self._tables):
                paid = table.reshape(-1, table.shape[2]).take(some, axis=0)
                found[:, where + output] += paid.reshape(len(some), -1) @ product


def _block(targets: IntArray, start: int, width: int) -> tuple[IntArray, FloatArray]:
    """Distinct targets of some units, and the matrix of zeros and ones that sums them up."""
    some = targets[start : start + _UNITS_IN_A_PRODUCT].ravel()
    where, place = np.unique(some, return_inverse=True)
    product = np.zeros((len(some), len(where)))
    product[np.arange(len(some)), place.ravel()] = some >= 0
    inside = where >= 0
    return where[inside], product[:, inside]
