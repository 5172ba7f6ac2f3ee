"""How numbers are written in figures, and what the plots say about bad input."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.game import Game

LONGEST_DENOMINATOR = 999
"""Fractions with longer denominators are written as decimals."""


def writer(values: Any) -> Callable[..., str]:
    """Choose one way to write all of ``values``; the result writes a number of them.

    Numbers get as few decimals as they need, at most as many as give the largest four
    significant digits. Fractions that would have to be rounded are written as fractions.

    Examples
    --------
    >>> write = writer([0.2, 0.5391, -0.18744])
    >>> write(0.2), write(-0.18744), write(0.5391, signed=True)
    ('0.2000', '−0.1874', '+0.5391')
    >>> writer([0.2, 0.30000000000000004])(0.30000000000000004)
    '0.3'
    >>> writer([Fraction(260, 3)])(Fraction(260, 3)), writer([Fraction(3, 10)])(Fraction(3, 10))
    ('260/3', '0.3')
    """
    cells = np.asarray(values, dtype=object).ravel().tolist()
    decimals = _decimals([float(c) for c in cells])
    rational = all(isinstance(c, (int, Fraction)) for c in cells)
    rounded = rational and any((c * 10**decimals).denominator > 1 for c in cells)
    as_fractions = rounded and max(c.denominator for c in cells) <= LONGEST_DENOMINATOR

    def write(value: Any, signed: bool = False) -> str:
        if as_fractions:
            text = str(value)
        else:
            text = f"{round(float(value), decimals) + 0.0:,.{decimals}f}"  # + 0.0: no "-0"
        plus = "+" if signed and value > 0 else ""
        return plus + text.replace("-", "−")

    return write


def _decimals(values: Sequence[float]) -> int:
    largest = max((abs(v) for v in values), default=0.0)
    if largest == 0.0:
        return 0
    enough = max(0, 3 - math.floor(math.log10(largest)))
    for decimals in range(enough):
        if all(abs(v - round(v, decimals)) <= 1e-9 * largest for v in values):
            return decimals
    return enough


def phi(player: str) -> str:
    r"""Write the payoff's symbol with its player.

    Examples
    --------
    >>> phi("A"), phi("blood pressure")
    ('$\\varphi_{\\mathrm{A}}$', 'φ(blood pressure)')
    """
    if player.isascii() and player.isalnum():
        return rf"$\varphi_{{\mathrm{{{player}}}}}$"
    return f"φ({plain(player)})"


def plain(text: object) -> str:
    """Keep a name as it is: matplotlib would read text between dollar signs as a formula."""
    return str(text).replace("$", r"\$")


def check_game(game: Any, most: int, plot: str) -> Array:
    """Worths (2**n,) of a game that can be drawn: one output, at most ``most`` players."""
    if not isinstance(game, Game):
        raise TypeError(f"game must be a Game, got {type(game).__name__}; build one with st.Game")
    if game.n_players > most:
        raise ValueError(
            f"game has {game.n_players} players and {plot} can be read up to {most}; "
            "merge players, or print the numbers as a table"
        )
    worths = game.worths()
    if worths.ndim != 1:
        raise ValueError(
            f"game has {worths.shape[1]} outputs and {plot} draws one; pass a game of one "
            "output, such as st.Game(lambda rows: game(rows)[:, 0], game.players)"
        )
    return worths


def vector(values: Any, name: str) -> Array:
    """``values`` as a (d,) array: floats, or objects where Fractions came.

    Raises
    ------
    TypeError, ValueError
        If they are not a row of finite numbers.
    """
    array = np.asarray(values)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(
            f"{name} has shape {array.shape}; pass one number per entry, shape (d,) with d >= 1"
        )
    try:
        floats = array.astype(np.float64)
    except (TypeError, ValueError):
        raise TypeError(
            f"{name} must be numbers, got {array[0]!r} ({type(array[0]).__name__}) among them"
        ) from None
    if not np.isfinite(floats).all():
        where = int(np.flatnonzero(~np.isfinite(floats))[0])
        raise ValueError(f"{name}[{where}] is {array[where]}; a plot needs finite numbers")
    return array if array.dtype == object else floats


def number(value: Any, name: str) -> Any:
    """``value`` itself if it is one finite number."""
    if np.ndim(value) != 0:
        raise ValueError(f"{name} must be one number, got shape {np.shape(value)}; pass one row's")
    vector([value], name)
    return value


def check_length(name: str, length: int, other: str, needed: int) -> None:
    """Say so if two arguments that belong together differ in length."""
    if length != needed:
        raise ValueError(
            f"{name} has {length} entries but {other} has {needed}; pass one per feature, "
            "in the same order"
        )


def keyed(values: Any, name: str, example: str) -> Mapping[str, Any]:
    """``values`` if it is a mapping with something in it."""
    if not isinstance(values, Mapping) or not values:
        raise TypeError(f"{name} must be a mapping such as {example}, got {values!r:.60}")
    return values


def floats(values: Any) -> FloatArray:
    """Fractions or numbers as float64, for drawing."""
    return np.asarray(values).astype(np.float64)
