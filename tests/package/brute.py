"""Definitions written out slowly, from scratch: what the package is compared with.

Nothing here imports the package. A game is a dict from frozensets of positions to worths.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import numpy as np

Worths = dict[frozenset[int], Any]


def subsets(players: Iterable[int]) -> list[frozenset[int]]:
    """All subsets, the empty one first."""
    pool = list(players)
    return [frozenset(c) for size in range(len(pool) + 1) for c in combinations(pool, size)]


def as_dict(table: Sequence[Any] | np.ndarray) -> Worths:
    """A table in mask order as a dict."""
    return {
        frozenset(i for i in range(len(table).bit_length()) if mask >> i & 1): worth
        for mask, worth in enumerate(table)
    }


def random_table(n: int, rng: np.random.Generator, exact: bool = True) -> Any:
    """Worths of a random game in mask order; the empty coalition is not worth 0."""
    if not exact:
        return rng.normal(size=2**n)
    above, below = rng.integers(-60, 60, 2**n), rng.integers(1, 13, 2**n)
    pairs = zip(above.tolist(), below.tolist(), strict=True)
    return np.array([Fraction(a, b) for a, b in pairs], dtype=object)


@functools.cache
def terms(n: int, i: int) -> list[tuple[Fraction, frozenset[int], frozenset[int]]]:
    """Of every coalition of the others: its weight, and the coalition with player i and without."""
    orders = [math.factorial(k) for k in range(n + 1)]
    return [
        (Fraction(orders[len(S)] * orders[n - len(S) - 1], orders[n]), S | {i}, S)
        for S in subsets(set(range(n)) - {i})
    ]


def shapley(v: Worths, n: int) -> list[Any]:
    """The formula, coalition by coalition."""
    values = []
    for i in range(n):
        total = Fraction(0)
        for weight, joined, alone in terms(n, i):
            total += weight * (v[joined] - v[alone])
        values.append(total)
    return values


def shapley_by_orders(v: Worths, n: int) -> list[Any]:
    """The definition: everybody arrives, in every order."""
    totals = [Fraction(0)] * n
    for order in permutations(range(n)):
        for place, i in enumerate(order):
            totals[i] += v[frozenset(order[: place + 1])] - v[frozenset(order[:place])]
    return [total / math.factorial(n) for total in totals]


def banzhaf(v: Worths, n: int) -> list[Any]:
    """Every coalition of the others counts the same."""
    return [
        sum(v[S | {i}] - v[S] for S in subsets(set(range(n)) - {i})) / Fraction(2) ** (n - 1)
        for i in range(n)
    ]


def interaction_index(v: Worths, n: int, i: int, j: int) -> Any:
    """Shapley interaction index of a pair (Grabisch and Roubens 1999)."""
    total = Fraction(0)
    for S in subsets(set(range(n)) - {i, j}):
        weight = Fraction(
            math.factorial(len(S)) * math.factorial(n - len(S) - 2), math.factorial(n - 1)
        )
        total += weight * (v[S | {i, j}] - v[S | {i}] - v[S | {j}] + v[S])
    return total


def dividend(v: Worths, S: frozenset[int]) -> Any:
    """Harsanyi dividend with its signs written out."""
    return sum((-1) ** (len(S) - len(T)) * v[T] for T in subsets(S))


def solve(matrix: list[list[Fraction]], right: list[Fraction]) -> list[Fraction]:
    """Solution of a square linear system in Fractions (Gauss and Jordan)."""
    rows = [[*map(Fraction, line), Fraction(b)] for line, b in zip(matrix, right, strict=True)]
    for k in range(len(rows)):
        pivot = next(r for r in range(k, len(rows)) if rows[r][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for r in range(len(rows)):
            if r != k:
                rows[r] = [x - rows[r][k] * y for x, y in zip(rows[r], rows[k], strict=True)]
    return [line[-1] for line in rows]
