"""Exact solutions of a game, from the table of all its worths.

A table of worths holds v(S) for all 2**n coalitions in mask order: player i belongs to
coalition k when bit i of k is set. Tables are (2**n,) or, with k outputs, (2**n, k).
Fractions go in and come out; everything else is float64.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from shapley_tutor._checks import check_count
from shapley_tutor._typing import Array, IntArray
from shapley_tutor.coalitions import coalition_sizes
from shapley_tutor.game import Game
from shapley_tutor.worths import (
    as_worths,
    divide,
    integers,
    n_players,
    split,
    weighted_contributions,
)

MAX_LINEUP_PLAYERS = 10
_LINEUPS_AT_ONCE = 40_320


def shapley_weights(n: int, exact: bool = False) -> Array:
    """Weight of a marginal contribution by the size of the coalition that is joined.

    ``w[s] = s! (n - s - 1)! / n!``: the share of all line-ups of n players in which a given
    coalition of size s stands before player i and everybody else behind.
    Introduced in chapter *Where the weights come from*; source: Shapley (1953).

    Parameters
    ----------
    n
        Number of players, at least 1.
    exact
        Return Fractions.

    Returns
    -------
    array of shape (n,)

    Raises
    ------
    TypeError, ValueError
        If ``n`` is not a whole number of at least 1.

    Examples
    --------
    >>> shapley_weights(3)
    array([0.33333333, 0.16666667, 0.33333333])
    >>> print(*shapley_weights(3, exact=True))
    1/3 1/6 1/3
    """
    n = check_count(n, "n", "player")
    weights = [Fraction(1, n * math.comb(n - 1, size)) for size in range(n)]
    return np.array(weights, dtype=object if exact else float)


def kernel_weights(n: int, exact: bool = False) -> Array:
    """Weight of a coalition in the regression that has the Shapley values as its solution.

    Introduced in chapter *Why a regression finds Shapley values*.

    ``(n - 1) / (C(n, s) s (n - s))`` by size s = 0, ..., n. At sizes 0 and n the weight is
    infinite: there the regression must fit exactly.
    Source: Charnes et al. (1988); Lundberg and Lee (2017), theorem 2.

    Parameters
    ----------
    n
        Number of players, at least 1.
    exact
        Return Fractions.

    Returns
    -------
    array of shape (n + 1,)
        ``inf`` at both ends; when ``exact``, Fractions with None at both ends.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is not a whole number of at least 1.

    Examples
    --------
    >>> kernel_weights(4)
    array([  inf, 0.25 , 0.125, 0.25 ,   inf])
    """
    n = check_count(n, "n", "player")
    inner = [Fraction(n - 1, math.comb(n, s) * s * (n - s)) for s in range(1, n)]
    if exact:
        return np.array([None, *inner, None], dtype=object)
    return np.array([np.inf, *map(float, inner), np.inf])


def shapley_values(game_or_worths: Game | Array) -> Array:
    """Shapley value of every player, from all 2**n worths in O(n 2**n) operations.

    Introduced in chapter *Where the weights come from*; source: Shapley (1953).

    Parameters
    ----------
    game_or_worths
        A game, or its worths in mask order: (2**n,) or (2**n, k).

    Returns
    -------
    array of shape (n,) or (n, k)
        Sums over players to v(N) - v(empty set). Fractions when the worths are Fractions;
        otherwise floats with a rounding error near 1e-16 of the largest worth.

    Raises
    ------
    TypeError, ValueError
        If the table is not numeric, not finite, or its length is not a power of two.

    Examples
    --------
    >>> from shapley_tutor.games import three_friends
    >>> print(*shapley_values(three_friends()))
    260/3 200/3 140/3
    """
    worths = as_worths(game_or_worths)
    return weighted_contributions(
        worths, shapley_weights(n_players(worths), exact=worths.dtype == object)
    )


def shapley_values_by_lineups(game_or_worths: Game | Array) -> Array:
    """Shapley values by their definition: the average over all n! line-ups (n up to 10).

    Introduced in chapter *Who deserves what?*

    Parameters
    ----------
    game_or_worths
        A game, or its worths in mask order: (2**n,) or (2**n, k).

    Returns
    -------
    array of shape (n,) or (n, k)
        Equal to :func:`shapley_values`. Fractions when the worths are Fractions.

    Raises
    ------
    TypeError, ValueError
        If there are more than 10 players, or the table is none of worths.

    Examples
    --------
    >>> from shapley_tutor.games import gloves
    >>> print(*shapley_values_by_lineups(gloves()))
    1/6 1/6 2/3
    """
    worths = as_worths(game_or_worths)
    n = n_players(worths)
    if n > MAX_LINEUP_PLAYERS:
        raise ValueError(
            f"game has {n} players and so {math.factorial(n):,} line-ups; all of them are walked "
            f"up to {MAX_LINEUP_PLAYERS} players: use shapley_values(game)"
        )
    table, unit = integers(worths)
    total = sum(_lineup_contributions(table, lineups).sum(axis=0) for lineups in _lineups(n))
    return divide(np.asarray(total, dtype=table.dtype), unit * math.factorial(n))


def dividends(game_or_worths: Game | Array) -> Array:
    """Harsanyi dividends: what each coalition adds beyond all its parts.

    Introduced in chapter *Three friends, exactly*.

    ``d(S) = v(S) - sum of d(T) over all proper subsets T of S`` (the Moebius transform).
    Source: Harsanyi (1963).

    Parameters
    ----------
    game_or_worths
        A game, or its worths in mask order: (2**n,) or (2**n, k).

    Returns
    -------
    array of shape (2**n,) or (2**n, k)
        In mask order; :func:`worths_from_dividends` inverts it.

    Raises
    ------
    TypeError, ValueError
        If the table is not numeric, not finite, or its length is not a power of two.

    Examples
    --------
    >>> dividends(np.array([0, 100, 80, 180, 60, 160, 140, 200]))
    array([  0., 100.,  80.,   0.,  60.,   0.,   0., -40.])
    """
    table = as_worths(game_or_worths).copy()
    for i in range(n_players(table)):
        halves = split(table, i)
        halves[:, 1] -= halves[:, 0]
    return table


def worths_from_dividends(dividends: Array) -> Array:
    """Worths of the game with these dividends: each coalition earns those of its subsets.

    Introduced in chapter *Three friends, exactly*.

    Parameters
    ----------
    dividends
        In mask order, (2**n,) or (2**n, k), as :func:`dividends` gives them.

    Returns
    -------
    array of shape (2**n,) or (2**n, k)
        In mask order. Fractions when the dividends are Fractions.

    Raises
    ------
    TypeError, ValueError
        If a game is passed, which has worths, or the table is not numeric.

    Examples
    --------
    >>> worths_from_dividends(np.array([0, 100, 80, -20]))
    array([  0., 100.,  80., 160.])
    """
    table = _dividend_table(dividends).copy()
    for i in range(n_players(table)):
        halves = split(table, i)
        halves[:, 1] += halves[:, 0]
    return table


def shapley_values_from_dividends(dividends: Array) -> Array:
    """Shapley values by a third route: every coalition shares its dividend equally.

    Introduced in chapter *Three friends, exactly*; source: Harsanyi (1963).

    Parameters
    ----------
    dividends
        In mask order, (2**n,) or (2**n, k), as :func:`dividends` gives them.

    Returns
    -------
    array of shape (n,) or (n, k)
        Sums over players to v(N) - v(empty set). Fractions when the dividends are Fractions.

    Raises
    ------
    TypeError
        If a game is passed, which has worths.

    Examples
    --------
    >>> shapley_values_from_dividends(np.array([0, 100, 80, 0, 60, 0, 0, -40.0]))
    array([86.66666667, 66.66666667, 46.66666667])
    """
    table = _dividend_table(dividends)
    n = n_players(table)
    sizes = np.maximum(coalition_sizes(n), 1)  # the empty coalition pays nobody
    exact = table.dtype == object
    by_size = np.array([Fraction(1, s) for s in range(1, n + 1)], dtype=object if exact else float)
    shares = (table.T * by_size[sizes - 1]).T
    return np.stack([split(shares, i)[:, 1].sum(axis=(0, 1)) for i in range(n)])


def _dividend_table(table: Any) -> Array:
    if isinstance(table, Game):
        raise TypeError("dividends must be an array, got a Game; pass dividends(game)")
    return as_worths(table, "dividends")


def _lineups(n: int) -> Iterator[IntArray]:
    """All line-ups of n players in pieces of shape (m, n)."""
    everyone: Any = itertools.permutations(range(n))
    while piece := list(itertools.islice(everyone, _LINEUPS_AT_ONCE)):
        yield np.array(piece, dtype=np.int64)


def _lineup_contributions(table: Array, lineups: IntArray) -> Array:
    """Marginal contribution of each player (columns) in each line-up (rows): (m, n[, k])."""
    arrived = np.cumsum(1 << lineups, axis=1)  # masks after each arrival
    before = np.concatenate([np.zeros_like(arrived[:, :1]), arrived[:, :-1]], axis=1)
    added = table[arrived] - table[before]  # (m, place in line[, k])
    place = np.argsort(lineups, axis=1)  # (m, n): where each player stands
    by_player: Array = added[np.arange(len(lineups))[:, None], place]
    return by_player
