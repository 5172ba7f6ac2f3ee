"""The core of a game: what a coalition gets too little, and the payoffs that leave the least."""

from __future__ import annotations

from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from shapley_tutor._numbers import as_exact, first_not_finite, number_table
from shapley_tutor._typing import Array, BoolArray, FloatArray
from shapley_tutor.coalitions import coalitions
from shapley_tutor.game import Game
from shapley_tutor.values import shapley_values
from shapley_tutor.worths import divide, integers, n_players, one_output

_ROUNDING = 8 * np.finfo(float).eps  # of the terms of a sum
_PROGRAM = 1e-12  # of a linear program whose numbers are near 1


def excesses(game_or_worths: Game | Array, payoffs: Array) -> Array:
    """What each coalition would earn alone beyond what its members are paid.

    Introduced in chapter *Famous games*.

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
    worths = one_output(game_or_worths)
    n = n_players(worths)
    payoffs = _payoffs(payoffs, n)
    if worths.dtype == object and payoffs.dtype == object:
        return _exact_excesses(worths, payoffs)
    members = coalitions(n)
    worths, payoffs = worths.astype(float), payoffs.astype(float)
    excess: FloatArray = worths - worths[0] - members @ payoffs
    terms = abs(worths) + abs(worths[0]) + members @ abs(payoffs)
    excess[abs(excess) <= _ROUNDING * terms] = 0.0
    return excess


def _exact_excesses(worths: Array, payoffs: Array) -> Array:
    """Excesses of Fractions (2**n,), by whole numbers over one common denominator."""
    whole, unit = integers(np.concatenate([worths, payoffs]))
    worths, payoffs = np.split(whole, [len(worths)])
    paid = worths[:1]  # the empty coalition has this
    for payoff in payoffs:
        paid = np.concatenate([paid, paid + payoff])  # without the player, with the player
    return divide(worths - paid, unit)


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

    Introduced in chapter *Famous games*.

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
    worths = one_output(game_or_worths)
    n = n_players(worths)
    if n < 2:
        raise ValueError("game_or_worths has 1 player; a core compares coalitions of 2 or more")
    largest, worths = _in_units(worths)
    worths = worths - worths[0]
    fair = shapley_values(worths)
    members = coalitions(n)
    exact = worths.dtype == object
    size, rest = _in_units(_exact_excesses(worths, fair) if exact else worths - members @ fair)
    payoffs, excess = _solved(members[1:-1], rest[1:-1].astype(float))
    unclear = _PROGRAM + (0.0 if exact or not size else _ROUNDING / float(size))
    if abs(excess) <= unclear:
        excess = 0.0
    paid = fair.astype(float) + payoffs * float(size)
    return paid * float(largest), excess * float(size) * float(largest)


def _in_units(numbers: Array) -> tuple[Any, Array]:
    """A unit near the largest |number|, and the numbers in it, as exact as they were; 0 if all are.

    Of floats it is a power of two, so that nothing is rounded.
    """
    whole, below = integers(numbers)
    largest = abs(whole).max()
    if not largest:
        return 0.0, numbers
    if numbers.dtype == object:
        return Fraction(largest, below), divide(whole, largest)
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
