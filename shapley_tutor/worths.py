"""Tables of worths: v(S) of all 2**n coalitions in mask order, (2**n,) or (2**n, k)."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from shapley_tutor._numbers import first_not_finite, number_table, with_finite_differences
from shapley_tutor._typing import Array, IntArray
from shapley_tutor.coalitions import check_player_count, coalition_sizes
from shapley_tutor.game import Game


def as_worths(game_or_worths: Any, name: str = "game_or_worths") -> Array:
    """Table of worths of a game or an array, checked: (2**n,) or (2**n, k)."""
    if isinstance(game_or_worths, Game):
        return with_finite_differences(game_or_worths.worths())
    if not isinstance(game_or_worths, (np.ndarray, list, tuple)):
        kind = type(game_or_worths).__name__
        raise TypeError(f"{name} must be a Game or an array of all 2**n worths, got {kind}")
    table = _as_array(game_or_worths, name)
    length = len(table) if table.ndim else 0
    shaped = table.ndim in (1, 2) and 0 not in table.shape
    if not shaped or length < 2 or length & (length - 1):
        raise ValueError(
            f"{name} has shape {table.shape}; a table of worths has 2**n rows (2, 4, 8, ...), "
            "one for each coalition in mask order"
        )
    check_player_count(length.bit_length() - 1, "the number of players")
    if table.dtype == object and all(isinstance(x, (Fraction, int)) for x in table.flat):
        return table
    if table.dtype.kind not in "biufO":
        raise TypeError(f"{name} must hold numbers, got {table.dtype}")
    table = number_table(table, name) if table.dtype == object else table.astype(float)
    if (bad := first_not_finite(table)) is not None:
        raise ValueError(f"{name} is {table[bad]} at coalition number {bad}; worths are finite")
    return with_finite_differences(table, name)


def as_game(game_or_worths: Any, name: str = "game") -> Game:
    """The game itself, or that of a table of worths, with players A, B, C, ..."""
    if isinstance(game_or_worths, Game):
        return game_or_worths
    worths = as_worths(game_or_worths, name)
    return game_of(worths, n_players(worths))


def game_of(worths: Array, players: Any) -> Game:
    """The game of a table that was checked before; players as for :class:`Game`."""
    bits = 1 << np.arange(n_players(worths))
    return Game(lambda rows: worths[rows @ bits], players)


def _as_array(numbers: Any, name: str) -> Array:
    try:
        return np.asarray(numbers)
    except ValueError:
        raise ValueError(
            f"{name} has rows of different lengths; give every coalition one number, or k"
        ) from None


def check_game(game: Any, most: int, what: str) -> Array:
    """Worths (2**n,) of a game that can be shown: one output, at most ``most`` players."""
    if not isinstance(game, Game):
        raise TypeError(f"game must be a Game, got {type(game).__name__}; build one with st.Game")
    if game.n_players > most:
        raise ValueError(
            f"game has {game.n_players} players and {what} is shown for at most {most}; "
            "use shapley_values(game) for the numbers, or merge players"
        )
    worths = game.worths()
    if worths.ndim != 1:
        raise ValueError(
            f"game has {worths.shape[1]} outputs and {what} shows one; pass a game of one "
            "output, such as st.Game(lambda rows: game(rows)[:, k], game.players)"
        )
    return worths


def one_output(game_or_worths: Game | Array) -> Array:
    """Worths (2**n,) of a game that must have one output."""
    worths = as_worths(game_or_worths)
    if worths.ndim != 1:
        table = "game.worths()" if isinstance(game_or_worths, Game) else "worths"
        raise ValueError(
            f"game_or_worths has {worths.shape[1]} outputs; pass one, such as {table}[:, 0]"
        )
    return worths


def n_players(worths: Array) -> int:
    """How many players a table of worths has."""
    return len(worths).bit_length() - 1


def split(table: Array, player: int) -> Array:
    """View (..., 2, 2**player[, k]): index 0 of axis 1 is without the player, 1 with."""
    return table.reshape(-1, 2, 2**player, *table.shape[1:])


def marginal_contributions(game_or_worths: Game | Array, player: str | int) -> Array:
    """What one player adds to every coalition of the others.

    Introduced in chapter *Three friends, exactly*.

    Parameters
    ----------
    game_or_worths
        A game, or its worths in mask order: (2**n,) or (2**n, k).
    player
        Position of the player; of a game, also the name.

    Returns
    -------
    array of shape (2**(n-1),) or (2**(n-1), k)
        In mask order of the other players.

    Raises
    ------
    ValueError
        If there is no such player.

    Examples
    --------
    >>> marginal_contributions(np.array([0, 100, 80, 150]), 1)
    array([80., 50.])
    """
    worths = as_worths(game_or_worths)
    if isinstance(game_or_worths, Game):
        player = game_or_worths.index(player)
    if player not in range(n_players(worths)):
        raise ValueError(
            f"player must be a position from 0 to {n_players(worths) - 1}, got {player!r}"
        )
    return added_by(worths, int(player))


def added_by(worths: Array, player: int) -> Array:
    """Marginal contributions from a table that was checked before."""
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
        sums[i] = by_coalition @ added_by(table, i)
    return divide(sums, unit * weight_unit)


def integers(numbers: Array) -> tuple[Array, int]:
    """Fractions as whole numbers over one common denominator; floats as they are, over 1.

    Whole numbers of any size are several times faster than Fractions.
    """
    if numbers.dtype != object:
        return numbers, 1
    parts = [(int(x.numerator), int(x.denominator)) for x in numbers.flat]
    unit = math.lcm(*{below for _, below in parts})
    whole = [above * (unit // below) for above, below in parts]
    return np.array(whole, dtype=object).reshape(numbers.shape), unit


def divide(sums: Array, unit: int) -> Array:
    """Undo :func:`integers`: sums of whole numbers back to Fractions, floats unchanged."""
    return sums * Fraction(1, unit) if sums.dtype == object else sums / unit
