"""Other solutions of a game: Banzhaf values, the core, and the values of nested groups.

A nesting is players in brackets, such as ``[["not", "good"], ["a", "film"]]``: members of one
bracket arrive together. Without inner brackets the values are Shapley's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from shapley_tutor._numbers import as_exact, first_not_finite, number_table
from shapley_tutor._typing import Array, BoolArray, FloatArray
from shapley_tutor.coalitions import coalitions
from shapley_tutor.game import Game
from shapley_tutor.values import shapley_values, shapley_weights
from shapley_tutor.worths import (
    as_worths,
    n_players,
    weighted_contributions,
)

_ROUNDING = 8 * np.finfo(float).eps  # of the terms of a sum
_PROGRAM = 1e-12  # of a linear program whose numbers are near 1


def banzhaf_values(game_or_worths: Game | Array) -> Array:
    """Banzhaf value: the plain average of a player's 2**(n-1) marginal contributions.

    Parameters, returns and errors as in :func:`shapley_values`, but the sum over players is
    in general not v(N) - v(empty set). Source: Banzhaf (1965).

    Examples
    --------
    >>> from shapley_tutor.games import three_friends
    >>> print(*banzhaf_values(three_friends()))
    90 70 50
    """
    worths = as_worths(game_or_worths)
    n = n_players(worths)
    weight = Fraction(1, 2 ** (n - 1))
    return weighted_contributions(
        worths, np.full(n, weight, dtype=object if worths.dtype == object else float)
    )


def excesses(game_or_worths: Game | Array, payoffs: Array) -> Array:
    """What each coalition would earn alone beyond what its members are paid.

    A payoff vector that pays out v(N) is in the core when no excess is positive.
    Source: Gillies (1959).

    Parameters
    ----------
    game_or_worths
        A game or its worths (2**n,), counted from v(empty set).
    payoffs
        Payoff of each player, (n,).

    Returns
    -------
    array of shape (2**n,)
        In mask order. Fractions when worths are Fractions and payoffs Fractions or whole
        numbers. Of floats, an excess that is no more than the rounding error of its own terms
        is 0.

    Raises
    ------
    ValueError
        If there are several outputs, or payoffs are not n finite numbers.

    Examples
    --------
    >>> excesses(np.array([0, 100, 80, 200]), np.array([90, 110]))
    array([  0.,  10., -30.,   0.])
    """
    worths = _one_output(game_or_worths)
    n = n_players(worths)
    payoffs = _payoffs(payoffs, n)
    members = coalitions(n)
    if worths.dtype == object and payoffs.dtype == object:
        exact: Array = worths - worths[0] - members @ payoffs
        return exact
    worths, payoffs = worths.astype(float), payoffs.astype(float)
    excess: FloatArray = worths - worths[0] - members @ payoffs
    terms = abs(worths) + abs(worths[0]) + members @ abs(payoffs)
    excess[abs(excess) <= _ROUNDING * terms] = 0.0
    return excess


def _payoffs(payoffs: Any, n: int) -> Array:
    """One finite number for each player: Fractions of all rational ones, else floats."""
    given = np.asarray(payoffs)
    if given.shape != (n,) or given.dtype.kind not in "biufO":
        raise ValueError(
            f"payoffs must be numbers of shape ({n},), one for each player, "
            f"got {given.dtype} of shape {given.shape}"
        )
    if all(isinstance(payoff, Rational) for payoff in given):
        return as_exact(given)
    table = number_table(given, "payoffs")
    if (bad := first_not_finite(table)) is not None:
        raise ValueError(f"payoffs is {table[bad]} at player number {bad}; payoffs are finite")
    return table


def least_core(game_or_worths: Game | Array) -> tuple[FloatArray, float]:
    """Payoffs that keep the unhappiest coalition as happy as possible.

    Solves a linear program (scipy) over all coalitions but the empty and the grand one, for
    what the Shapley values leave of the game, in units of its largest worth.
    Source: Maschler, Peleg and Shapley (1979).

    Parameters
    ----------
    game_or_worths
        A game or its worths (2**n,), counted from v(empty set), in any unit.

    Returns
    -------
    payoffs, excess
        Payoffs (n,) that sum to v(N) - v(empty set), and the largest excess they leave:
        the core is empty exactly when it is positive. One that is no more than the rounding
        error of the worths, or of the program, is 0.

    Raises
    ------
    ModuleNotFoundError
        If scipy is not installed.
    RuntimeError
        If the linear program fails, with its message.
    ValueError
        If there are fewer than two players or several outputs.

    Examples
    --------
    >>> payoffs, excess = least_core(np.array([0, 100, 80, 180, 60, 160, 140, 200]))
    >>> round(excess, 6)
    26.666667
    """
    worths = _one_output(game_or_worths)
    n = n_players(worths)
    if n < 2:
        raise ValueError("game_or_worths has 1 player; a core compares coalitions of 2 or more")
    largest, worths = _in_units(worths)
    worths = worths - worths[0]
    fair = shapley_values(worths)
    members = coalitions(n)
    size, rest = _in_units(worths - members @ fair)
    payoffs, excess = _solved(members[1:-1], rest[1:-1].astype(float))
    unclear = _PROGRAM + (0.0 if worths.dtype == object or not size else _ROUNDING / float(size))
    if abs(excess) <= unclear:
        excess = 0.0
    paid = fair.astype(float) + payoffs * float(size)
    return paid * float(largest), excess * float(size) * float(largest)


def _in_units(numbers: Array) -> tuple[Any, Array]:
    """A unit near the largest |number|, and the numbers in it, as exact as they were; 0 if all are.

    Of floats it is a power of two, so that nothing is rounded.
    """
    largest = abs(numbers).max()
    if not largest:
        return 0.0, numbers
    if numbers.dtype == object:
        return largest, numbers / largest
    unit = np.ldexp(1.0, np.frexp(largest)[1] - 1)
    return unit, numbers / unit


def _solved(members: BoolArray, worths: FloatArray) -> tuple[FloatArray, float]:
    """Least core of a game with v(N) = 0 and |worths| near 1, less the empty and the grand one."""
    try:
        from scipy.optimize import linprog
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("least_core() needs scipy: pip install scipy") from error
    n = members.shape[1]
    solution = linprog(
        c=np.r_[np.zeros(n), 1.0],
        A_ub=-np.column_stack([members, np.ones(len(members))]),
        b_ub=-worths,
        A_eq=np.r_[np.ones(n), 0.0][None, :],
        b_eq=[0.0],
        bounds=(None, None),
        options={"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10},
    )
    if solution.status:
        raise RuntimeError(
            f"the linear program of the least core failed: {solution.message} "
            f"(status {solution.status})"
        )
    payoffs: FloatArray = solution.x[:-1] - solution.x[:-1].mean()
    return payoffs, float((worths - members @ payoffs).max())


def _one_output(game_or_worths: Game | Array) -> Array:
    worths = as_worths(game_or_worths)
    if worths.ndim != 1:
        raise ValueError(f"game_or_worths has {worths.shape[1]} outputs; pass one, worths[:, k]")
    return worths


def nested_values(game: Game, nesting: Sequence[Any]) -> Array:
    """Average marginal contributions over the line-ups in which every group stands together.

    Introduced in chapter *Words as players*. One level of groups gives the Owen value (Owen
    1977), several levels the value of Winter (1989), no groups the Shapley value.

    Parameters
    ----------
    game
        A game; all its worths are evaluated.
    nesting
        Players, named or numbered, in brackets within brackets: each player once.

    Returns
    -------
    array of shape (n,) or (n, k)
        Sums over players to v(N) - v(empty set). Fractions when the worths are Fractions.

    Raises
    ------
    ValueError
        If the nesting lacks a player, names one twice, or has an empty group.

    Examples
    --------
    >>> from shapley_tutor.games import three_friends
    >>> print(*nested_values(three_friends(), [["A", "B"], "C"]))
    90 70 40
    >>> print(*nested_values(three_friends(), ["A", "B", "C"]))
    260/3 200/3 140/3
    """
    worths = game.worths()
    exact = worths.dtype == object
    tree = _positions(game, nesting)
    named = list(_leaves(tree))
    wrong = [p for i, p in enumerate(game.players) if named.count(i) != 1]
    if wrong:
        times = named.count(game.index(wrong[0]))
        raise ValueError(
            f"nesting holds the player {wrong[0]!r} {times} times; it needs every player of the "
            f"game once: {', '.join(game.players)}"
        )
    values = np.full((game.n_players, *worths.shape[1:]), Fraction(0) if exact else 0.0)
    for player, before, weight in _arrivals(tree, 0, Fraction(1) if exact else 1.0, exact):
        values[player] += weight * (worths[before | 1 << player] - worths[before])
    return values


def nesting_of(linkage: Any, players: Sequence[Any]) -> list[Any]:
    """Nesting that a hierarchical clustering describes.

    Introduced in chapter *Words as players*.

    Parameters
    ----------
    linkage
        Rows (n - 1, 2 or more) in SciPy's format: row k joins the clusters in its first two
        columns, numbered 0 to n - 1 for the players, into cluster n + k.
    players
        Names or numbers of the n players.

    Raises
    ------
    ValueError
        If the number of rows does not fit.

    Examples
    --------
    >>> nesting_of([[0, 1], [2, 3]], ["a", "good", "film"])
    ['film', ['a', 'good']]
    """
    rows = np.asarray(linkage)
    if len(players) < 2 or rows.ndim != 2 or len(rows) != len(players) - 1:
        raise ValueError(
            f"linkage has shape {rows.shape} for {len(players)} players; it needs one row less "
            "than players, of at least two columns"
        )
    clusters: list[Any] = list(players)
    for left, right in rows[:, :2].astype(int):
        clusters.append([clusters[left], clusters[right]])
    nesting: list[Any] = clusters[-1]
    return nesting


def _positions(game: Game, node: Any) -> Any:
    """The nesting with numbers instead of names."""
    if isinstance(node, str) or not hasattr(node, "__len__"):
        return game.index(node)
    if len(node) == 0:
        raise ValueError("nesting has an empty group; a group needs at least one player")
    return [_positions(game, child) for child in node]


def _leaves(node: Any) -> Iterator[int]:
    if isinstance(node, int):
        yield node
    else:
        for child in node:
            yield from _leaves(child)


def _arrivals(node: Any, before: int, weight: Any, exact: bool) -> Iterator[tuple[int, int, Any]]:
    """Every player, every coalition (a mask) that can stand before it, and how often it does."""
    if isinstance(node, int):
        yield node, before, weight
        return
    masks = [sum(1 << player for player in _leaves(child)) for child in node]
    weights = shapley_weights(len(node), exact)
    for c, child in enumerate(node):
        others = np.array(masks[:c] + masks[c + 1 :], dtype=object)
        for row in coalitions(len(others)) if len(others) else np.zeros((1, 0), dtype=bool):
            joined = before | sum(others[row].tolist())
            yield from _arrivals(child, joined, weight * weights[row.sum()], exact)
