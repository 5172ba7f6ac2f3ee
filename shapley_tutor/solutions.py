"""Other solutions of a game: Banzhaf values, interactions, the core."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np

from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.coalitions import coalitions
from shapley_tutor.game import Game
from shapley_tutor.values import shapley_values, shapley_weights
from shapley_tutor.worths import (
    added_by,
    as_worths,
    n_players,
    sizes_or_one,
    weighted_contributions,
)


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


def interaction_values(game_or_worths: Game | Array) -> Array:
    """Shapley interaction values: a symmetric matrix whose row i sums to player i's value.

    Off the diagonal stands half the Shapley interaction index of the pair, on the diagonal
    what remains of the player's value. Source: Grabisch and Roubens (1999); Lundberg et al.
    (2020) for the halves.

    Returns
    -------
    array of shape (n, n) or (n, n, k)

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

    Examples
    --------
    >>> excesses(np.array([0, 100, 80, 200]), np.array([90, 110]))
    array([  0.,  10., -30.,   0.])
    """
    worths = _one_output(game_or_worths)
    n = n_players(worths)
    payoffs = np.asarray(payoffs)
    if payoffs.shape != (n,) or payoffs.dtype.kind not in "biufO":
        raise ValueError(
            f"payoffs must be numbers of shape ({n},), one for each player, "
            f"got {payoffs.dtype} of shape {payoffs.shape}"
        )
    excess: Array = worths - worths[0] - coalitions(n) @ payoffs
    return excess


def least_core(game_or_worths: Game | Array) -> tuple[FloatArray, float]:
    """Payoffs that keep the unhappiest coalition as happy as possible.

    Solves a linear program (scipy) over all coalitions but the empty and the grand one.
    Source: Maschler, Peleg and Shapley (1979).

    Returns
    -------
    payoffs, excess
        Payoffs (n,) that sum to v(N) - v(empty set), and the largest excess they leave:
        the core is empty exactly when it is positive.

    Raises
    ------
    ValueError
        If there are fewer than two players or several outputs.

    Examples
    --------
    >>> payoffs, excess = least_core(np.array([0, 100, 80, 180, 60, 160, 140, 200]))
    >>> round(excess, 6)
    26.666667
    """
    try:
        from scipy.optimize import linprog
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("least_core() needs scipy: pip install scipy") from error

    worths = _one_output(game_or_worths).astype(float)
    n = n_players(worths)
    if n < 2:
        raise ValueError("game_or_worths has 1 player; a core compares coalitions of 2 or more")
    rows = coalitions(n)[1:-1].astype(float)  # (2**n - 2, n)
    solution = linprog(
        c=np.r_[np.zeros(n), 1.0],
        A_ub=-np.column_stack([rows, np.ones(len(rows))]),
        b_ub=worths[0] - worths[1:-1],
        A_eq=np.r_[np.ones(n), 0.0][None, :],
        b_eq=[worths[-1] - worths[0]],
        bounds=(None, None),
    )
    return solution.x[:-1], float(solution.x[-1])


def _one_output(game_or_worths: Game | Array) -> Array:
    worths = as_worths(game_or_worths)
    if worths.ndim != 1:
        raise ValueError(f"game_or_worths has {worths.shape[1]} outputs; pass one, worths[:, k]")
    return worths
