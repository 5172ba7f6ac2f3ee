"""Tables of worths: v(S) of all 2**n coalitions in mask order, (2**n,) or (2**n, k)."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from shapley_tutor.coalitions import check_player_count, coalition_sizes
from shapley_tutor.game import Game
from shapley_tutor.typing import Array, IntArray


def as_worths(game_or_worths: Game | Array, name: str = "game_or_worths") -> Array:
    """Table of worths of a game or an array, checked: (2**n,) or (2**n, k)."""
    if isinstance(game_or_worths, Game):
        return game_or_worths.worths()
    if not isinstance(game_or_worths, (np.ndarray, list, tuple)):
        kind = type(game_or_worths).__name__
        raise TypeError(
            f"{name} must be a Game or an array of all 2**n worths, got {kind}"
        )
    table = np.asarray(game_or_worths)
    length = len(table) if table.ndim else 0
    if table.ndim not in (1, 2) or length < 2 or length & (length - 1):
        raise ValueError(
            f"{name} has shape {table.shape}; a table of worths has 2**n rows (2, 4, 8, ...), "
            "one for each coalition in mask order"
        )
    check_player_count(length.bit_length() - 1, "the number of players")
    if table.dtype == object and all(
        isinstance(x, (Fraction, int)) for x in table.flat
    ):
        return table
    if table.dtype.kind not in "biufO":
        raise TypeError(f"{name} must hold numbers, got {table.dtype}")
    table = table.astype(float)
    if not np.isfinite(table).all():
        where = int(
            np.flatnonzero(~np.isfinite(table).reshape(length, -1).all(axis=1))[0]
        )
        raise ValueError(
            f"{name} is {table[where]} at coalition number {where}; worths are finite"
        )
    return table


def n_players(worths: Array) -> int:
    """How many players a table of worths has."""
    return len(worths).bit_length() - 1


def split(table: Array, player: int) -> Array:
    """View (..., 2, 2**player[, k]): index 0 of axis 1 is without the player, 1 with."""
    return table.reshape(-1, 2, 2**player, *table.shape[1:])


def marginal_contributions(worths: Array, player: int) -> Array:
    """What one player adds to every coalition of the others.

    Parameters
    ----------
    worths
        Table (2**n,) or (2**n, k) in mask order.
    player
        Position of the player.

    Returns
    -------
    array of shape (2**(n-1),) or (2**(n-1), k)
        In mask order of the other players.

    Examples
    --------
    >>> marginal_contributions(np.array([0, 100, 80, 150]), 1)
    array([80, 50])
    """
    halves = split(worths, player)
    return (halves[:, 1] - halves[:, 0]).reshape(-1, *worths.shape[1:])


def sizes_or_one(n: int) -> IntArray:
    """Sizes of the coalitions of n players, where n may be 0: one empty coalition."""
    return coalition_sizes(n) if n else np.zeros(1, dtype=np.int64)


def weighted_contributions(worths: Array, weights_by_size: Array) -> Array:
    """Sum of each player's marginal contributions, weighted by size (n,): (n,) or (n, k)."""
    n = n_players(worths)
    table, unit = integers(worths)
    weights, weight_unit = integers(weights_by_size)
    by_coalition = weights[sizes_or_one(n - 1)]  # (2**(n-1),)
    sums = np.empty((n, *table.shape[1:]), dtype=table.dtype)
    for i in range(n):
        sums[i] = by_coalition @ marginal_contributions(table, i)
    return divide(sums, unit * weight_unit)


def integers(numbers: Array) -> tuple[Array, int]:
    """Fractions as whole numbers over one common denominator; floats as they are, over 1.

    Whole numbers of any size are several times faster than Fractions.
    """
    if numbers.dtype != object:
        return numbers, 1
    unit = math.lcm(*(Fraction(number).denominator for number in numbers.flat))
    whole = [int(number * unit) for number in numbers.flat]
    return np.array(whole, dtype=object).reshape(numbers.shape), unit


def divide(sums: Array, unit: int) -> Array:
    """Undo :func:`integers`: sums of whole numbers back to Fractions, floats unchanged."""
    return sums * Fraction(1, unit) if sums.dtype == object else sums / unit
