"""Leaves with long paths: pairs of a row and a background row.

A leaf pays for a pair only if no condition fails for both: a product of two matrices counts these
conditions for all pairs of some rows. The pairs that are left, few where paths are long, pay the
columns of P, whose conditions fail for the background row, and of Q, where they fail for the row.
"""

from __future__ import annotations

from functools import cache
from math import comb

import numpy as np

from shapley_tutor._trees.forest import Forest
from shapley_tutor._trees.units import Ways
from shapley_tutor._typing import Array, BoolArray, FloatArray, IntArray


def failed(ends: Ways, answers: Array) -> BoolArray:
    """Which conditions of leaves with d columns each fail for rows: (leaves, rows, d).

    Answers are masks, as for :meth:`Units.states`.
    """
    leaves, d = ends.columns.shape
    fails = np.zeros((leaves, d, answers.shape[1]), dtype=bool)
    every = np.arange(leaves)
    for i in range(ends.steps.shape[1]):
        fails[every, ends.places[:, i]] |= answers[ends.steps[:, i]] == 0
    return np.ascontiguousarray(fails.transpose(0, 2, 1))


def pay_pairs(
    forest: Forest,
    ends: Ways,
    lost: BoolArray,
    missing: BoolArray,
    weights: FloatArray,
    found: FloatArray,
) -> None:
    """Add to values (rows, targets) what leaves pay rows for some background rows.

    ``lost`` (leaves, rows, d) are the conditions that fail for the rows, ``missing`` (leaves, B, d)
    those that fail for the background rows.
    """
    leaves, rows, d = lost.shape
    n = missing.shape[1]
    Q = lost.reshape(leaves * rows, d).astype(np.float32)
    P = missing.reshape(leaves * n, d).astype(np.float32)
    common = Q.reshape(lost.shape) @ P.reshape(missing.shape).transpose(0, 2, 1)
    row, other = np.divmod(np.flatnonzero(common == 0), n)  # row: leaf times rows, plus row
    other += row // rows * n
    p, q = P.sum(axis=1, dtype=np.int64)[other], Q.sum(axis=1, dtype=np.int64)[row]
    gain, loss = shares(d)
    weight = weights[other % n]
    starts = np.flatnonzero(np.diff(row, prepend=-1))
    if not len(starts):
        return
    own = row[starts]
    paid = np.empty((len(own), d + 1))
    paid[:, :d] = np.add.reduceat(P[other] * (weight * gain[p, q])[:, None], starts)
    paid[:, :d] -= Q[own] * np.add.reduceat(weight * loss[p, q], starts)[:, None]
    paid[:, d] = (q[starts] == 0) * np.add.reduceat(weight, starts)  # the prediction
    _scatter(forest, ends, paid, np.divmod(own, rows), found)


def _scatter(
    forest: Forest,
    ends: Ways,
    paid: FloatArray,
    where: tuple[IntArray, IntArray],
    found: FloatArray,
) -> None:
    """Add what leaves of value 1 pay to the targets of their columns, and of the prediction."""
    k, (leaf, row) = len(forest.base), where
    output = forest.first_outputs(ends.nodes)[:, None]
    targets = np.column_stack([ends.columns, np.full(len(output), forest.n_columns)]) * k + output
    flat = (row * found.shape[1])[:, None] + targets[leaf]
    for i in range(forest.values.shape[1]):
        worth = paid * forest.values[ends.nodes[leaf], i, None]
        total = np.bincount((flat + i).ravel(), worth.ravel(), found.size)
        found += total.reshape(found.shape)


def pay_base(
    forest: Forest, ends: Ways, missing: BoolArray, weights: FloatArray, base: FloatArray
) -> None:
    """Add the leaves' share of the background rows' own predictions."""
    share = ~missing.any(axis=2) @ weights  # (leaves,)
    for i in range(forest.values.shape[1]):
        outputs = forest.first_outputs(ends.nodes) + i
        base += np.bincount(outputs, share * forest.values[ends.nodes, i], len(base))


@cache
def shares(most: int) -> tuple[FloatArray, FloatArray]:
    """What each column of P gains and each of Q loses, (most + 1, most + 1) by |P| and |Q|.

    Examples
    --------
    >>> gain, loss = shares(2)
    >>> gain[1, 1].item(), loss[1, 1].item(), gain[2, 0].item()
    (0.5, 0.5, 0.5)
    """
    gain = np.zeros((most + 1, most + 1))
    for p in range(1, most + 1):
        gain[p] = [1 / (p * comb(p + q, p)) for q in range(most + 1)]
    return gain, gain.T
