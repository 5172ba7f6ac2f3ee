"""How players act together: interaction indices of pairs and of larger coalitions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np

from shapley_tutor._checks import check_count
from shapley_tutor._interactions import Interactions
from shapley_tutor._numbers import with_finite_differences
from shapley_tutor._typing import Array
from shapley_tutor.game import Game, checked_names
from shapley_tutor.values import shapley_values, shapley_weights
from shapley_tutor.worths import (
    added_by,
    as_worths,
    integers,
    n_players,
    sizes_or_one,
)


def interaction_values(game_or_worths: Game | Array) -> Array:
    """Shapley interaction values: a symmetric matrix whose row i sums to player i's value.

    Introduced in chapter *Synergy and overlap*.

    Off the diagonal stands half the Shapley interaction index of the pair, on the diagonal
    what remains of the player's value. Source: Grabisch and Roubens (1999); Lundberg et al.
    (2020) for the halves.

    Parameters
    ----------
    game_or_worths
        A game, or its worths in mask order: (2**n,) or (2**n, k).

    Returns
    -------
    array of shape (n, n) or (n, n, k)

    Raises
    ------
    TypeError, ValueError
        If the table is not numeric, not finite, or its length is not a power of two.

    Examples
    --------
    >>> interaction_values(np.array([0.2, 0.6, 0.7, 0.9])).round(10)
    array([[ 0.4, -0.1],
           [-0.1,  0.5]])
    """
    worths = as_worths(game_or_worths)
    n = n_players(worths)
    values = shapley_values(worths)
    exact = worths.dtype == object
    matrix = np.full((n, *values.shape), Fraction(0) if exact else 0.0)
    for i, j in itertools.combinations(range(n), 2):
        # without i, the players above i move down by one bit: j becomes j - 1
        second = added_by(added_by(worths, i), j - 1)
        weights = shapley_weights(n - 1, exact)[sizes_or_one(n - 2)]
        matrix[i, j] = matrix[j, i] = weights @ second / 2
    for i in range(n):
        matrix[i, i] = values[i] - matrix[i].sum(axis=0)
    return matrix


def interactions(game_or_worths: Game | Array, index: str = "SII", order: int = 2) -> Interactions:
    """Interaction indices of all coalitions of up to ``order`` players.

    Introduced in chapter *Synergy and overlap*. By dividends d(S), of a coalition T of t players:

    - "SII", Shapley interaction index: sum over S with T inside of d(S) / (s - t + 1). That of one
      player is the Shapley value. Grabisch and Roubens (1999).
    - "k-SII", n-Shapley values: SII made to sum up, which takes the Bernoulli numbers: of pairs
      SII itself, of one player the Shapley value less half of the pairs' with k = 2. Lundberg et
      al. (2020) for k = 2; Bordt and von Luxburg (2023).
    - "STII", Shapley-Taylor: below k players d(T); of k players the sum over S with T inside of
      d(S) / C(s, k). Sundararajan, Dhamdhere and Agarwal (2020).
    - "FSII", faithful Shapley interactions: the best fit to all worths, weighted as KernelSHAP
      does, by a game without dividends above k players. It is d(T), plus (-1)^(k-t) C(k, t) t/(k+t)
      times the sum of d(S) C(s-1, k) / C(s+k-1, k+t) over S with T inside and s > k. Tsai, Yeh
      and Ravikumar (2023).
    - "dividends": d(T), whatever the order. Harsanyi (1963).

    The last four, with the empty coalition, whose interaction is v(empty set), sum to v(N); of
    dividends this needs all orders. SII has no empty coalition and does not sum up.

    Parameters
    ----------
    game_or_worths
        A game, or its worths in mask order: (2**n,) or (2**n, k). Players of a table are called
        A, B, C, ...
    index
        One of the five names.
    order
        Players of the largest coalitions, 1 to n. This is the k of k-SII, STII and FSII.

    Returns
    -------
    Interactions
        A mapping from frozensets of names to a number each, or to arrays (k,) of several outputs.
        Fractions when the worths are Fractions. In the unit of the worths.

    Raises
    ------
    TypeError, ValueError
        If there is no such index, ``order`` is not a whole number from 1 to n, or the table is
        none of worths.

    Examples
    --------
    >>> from shapley_tutor.games import majority, unanimity
    >>> interactions(unanimity(4, "ABCD"), "FSII")
    S       FSII
    {}         0
    {A}     -0.2
    {B}     -0.2
    {C}     -0.2
    {D}     -0.2
    {A, B}   0.3
    {A, C}   0.3
    {A, D}   0.3
    {B, C}   0.3
    {B, D}   0.3
    {C, D}   0.3
    >>> interactions(majority(3), "dividends", order=3)["ABC"]
    Fraction(-2, 1)
    """
    worths = as_worths(game_or_worths)
    n = n_players(worths)
    shares = _checked_shares(index)
    order = check_count(order, "order", "player")
    if order > n:
        raise ValueError(
            f"order is {order} but the game has {n} player{'s' * (n > 1)}, who make no larger "
            f"coalition; pass at most {n}"
        )
    players = game_or_worths.players if isinstance(game_or_worths, Game) else checked_names(n)
    table, unit = integers(with_finite_differences(worths, order=order))
    exact = table.dtype == object
    found = {} if index == "SII" else {0: _one(worths[0])}
    weights = {t: _by_size(shares, t, order, n, exact) for t in range(1, order + 1)}
    for mask, derivative in _derivatives(table, order):
        by_size, weight_unit = weights[mask.bit_count()]
        total = by_size[sizes_or_one(n - mask.bit_count())] @ derivative
        found[mask] = _one(total * Fraction(1, unit * weight_unit) if exact else total)
    return Interactions(index, order, players, found)


def _of_sii(t: int, s: int, k: int) -> Fraction:
    """Part of the dividend of s players that an interaction of t of them gets."""
    return Fraction(1, s - t + 1)


def _of_k_sii(t: int, s: int, k: int) -> Fraction:
    larger = range(min(k, s) - t + 1)  # by so many players more
    return sum(
        (math.comb(s - t, j) * _bernoulli(j) * _of_sii(t + j, s, k) for j in larger), Fraction(0)
    )


def _of_stii(t: int, s: int, k: int) -> Fraction:
    return Fraction(1, math.comb(s, k)) if t == k else Fraction(s == t)


def _of_fsii(t: int, s: int, k: int) -> Fraction:
    if s <= k:
        return Fraction(s == t)
    part = Fraction(
        t * math.comb(k, t) * math.comb(s - 1, k), (k + t) * math.comb(s + k - 1, k + t)
    )
    return -part if (k - t) % 2 else part


def _of_dividends(t: int, s: int, k: int) -> Fraction:
    return Fraction(s == t)


_Shares = Callable[[int, int, int], Fraction]

_INDICES: dict[str, _Shares] = {
    "SII": _of_sii,
    "k-SII": _of_k_sii,
    "STII": _of_stii,
    "FSII": _of_fsii,
    "dividends": _of_dividends,
}


def _checked_shares(index: Any) -> _Shares:
    if not isinstance(index, str) or index not in _INDICES:
        raise ValueError(
            f"index must be one of {', '.join(map(repr, _INDICES))}, got {index!r}; the matrix of "
            "pairs that SHAP prints is interaction_values(game)"
        )
    return _INDICES[index]


@cache
def _bernoulli(m: int) -> Fraction:
    """Bernoulli number, the one of 1 negative."""
    earlier = sum((math.comb(m + 1, j) * _bernoulli(j) for j in range(m)), Fraction(0))
    return -earlier / (m + 1) if m else Fraction(1)


def _by_size(shares: _Shares, t: int, k: int, n: int, exact: bool) -> tuple[Array, int]:
    """Weight of a discrete derivative by the size of the coalition that t players join.

    The derivative is the sum of the dividends of all coalitions between: inclusion and exclusion.
    """
    others = n - t
    parts = [shares(t, t + more, k) for more in range(others + 1)]
    weights = [
        sum(
            (
                (-1) ** (more - size) * math.comb(others - size, more - size) * parts[more]
                for more in range(size, others + 1)
            ),
            Fraction(0),
        )
        for size in range(others + 1)
    ]
    return integers(np.array(weights, dtype=object if exact else float))


def _derivatives(table: Array, order: int, mask: int = 0) -> Iterator[tuple[int, Array]]:
    """Coalitions (masks) of 1 to ``order`` players, and what they add jointly to all others.

    The last to join stands before the others, so that its bit has not moved.
    """
    first = (mask & -mask).bit_length() - 1 if mask else n_players(table)
    for i in range(first):
        joint = added_by(table, i)  # (2**(n - t)[, k]), in mask order of the others
        yield mask | 1 << i, joint
        if order > 1:
            yield from _derivatives(joint, order - 1, mask | 1 << i)


def _one(value: Any) -> Any:
    """A float or Fraction, or an array (k,) of its own."""
    if isinstance(value, np.ndarray):
        return value.copy()
    return float(value) if isinstance(value, float) else value
