"""Games with known answers: those of the book and of the literature.

All worths are Fractions where the arguments allow it, so that the values are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from shapley_tutor._checks import check_count
from shapley_tutor._numbers import first_not_finite, number_table
from shapley_tutor._typing import Array, BoolArray
from shapley_tutor.game import Game, checked_names, coalition_mask


def three_friends() -> Game:
    """Three friends A, B, C whose pairs add up and whose trio overlaps by 40.

    Introduced in chapter *Who deserves what?*

    Returns
    -------
    Game
        With players A, B, C and Fractions as worths.

    Examples
    --------
    >>> three_friends()["ABC"]
    Fraction(200, 1)
    """
    worths = {
        "": 0,
        "A": 100,
        "B": 80,
        "C": 60,
        "AB": 180,
        "AC": 160,
        "BC": 140,
        "ABC": 200,
    }
    return Game.from_worths({key: Fraction(worth) for key, worth in worths.items()})


def age_bp() -> Game:
    """Toy model with two features: 0.2 with none, 0.6 Age, 0.7 BP, 0.9 both (Fractions).

    Introduced in chapter *From friends to features*.

    Returns
    -------
    Game
        With players Age and BP and Fractions as worths.

    Examples
    --------
    >>> age_bp()[("Age", "BP")]
    Fraction(9, 10)
    """
    tenths = {(): 2, ("Age",): 6, ("BP",): 7, ("Age", "BP"): 9}
    return Game.from_worths({key: Fraction(worth, 10) for key, worth in tenths.items()})


def gloves(left: int = 2, right: int = 1) -> Game:
    """Owners of single gloves; a coalition is worth the pairs it can make.

    Introduced in chapter *Famous games*. Source: Shapley and Shubik (1969), On market games.

    Parameters
    ----------
    left, right
        How many owners of a left and of a right glove; at least one in all.

    Returns
    -------
    Game
        With players L1, L2, ..., R1, R2, ... and Fractions as worths, in pairs.

    Raises
    ------
    TypeError, ValueError
        If a number is not whole or negative, or both are 0.

    Examples
    --------
    >>> gloves().players, gloves()[("L1", "R1")]
    (('L1', 'L2', 'R1'), Fraction(1, 1))
    """
    left, right = check_count(left, "left", "owner", 0), check_count(right, "right", "owner", 0)
    names = [f"L{i + 1}" for i in range(left)] + [f"R{i + 1}" for i in range(right)]

    def pairs(rows: BoolArray) -> Array:
        return _fractions(np.minimum(rows[:, :left].sum(axis=1), rows[:, left:].sum(axis=1)))

    return Game(pairs, names)


def airport(costs: Sequence[float | Fraction]) -> Game:
    """Aircraft share a runway; a coalition costs what its largest aircraft needs.

    Introduced in chapter *Famous games*. Source: Littlechild and Owen (1973), A simple expression
    for the Shapley value in a special case, Management Science 20(3).

    Parameters
    ----------
    costs
        Runway cost of each aircraft, (n,); ints and Fractions stay exact.

    Returns
    -------
    Game
        With players A, B, C, ... Worths are costs, in the unit of ``costs``.

    Raises
    ------
    TypeError, ValueError
        If there is no cost, or one is no finite number of at least 0.

    Examples
    --------
    >>> airport([1, 2, 3])["AC"]
    Fraction(3, 1)
    """
    if not hasattr(costs, "__len__"):
        raise TypeError(
            f"costs must be a list of numbers, got {costs!r}; for one aircraft write [{costs!r}]"
        )
    if len(costs) == 0:
        raise ValueError("costs is empty; give the runway cost of at least one aircraft")
    exact = [Fraction(c) if isinstance(c, Rational) else c for c in costs]
    table = number_table(exact, "costs")
    if table.ndim != 1 or first_not_finite(table) is not None or min(table) < 0:
        raise ValueError(f"costs must be numbers of at least 0, one for each aircraft, got {costs}")
    # absent aircraft cost nothing: True * cost or False * cost, exact for Fractions too
    return Game(lambda rows: (rows * table).max(axis=1), len(costs))


def majority(n: int) -> Game:
    """One player, one vote: a coalition of more than half of ``n`` wins 1.

    Introduced in chapter *Famous games*.

    Parameters
    ----------
    n
        Number of players, at least 1.

    Returns
    -------
    Game
        With players A, B, C, ... and Fractions 0 and 1 as worths.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is not a whole number of at least 1.

    Examples
    --------
    >>> majority(3)["A"], majority(3)["AB"]
    (Fraction(0, 1), Fraction(1, 1))
    """
    return Game(lambda rows: _fractions(2 * rows.sum(axis=1) > n), n)


def unanimity(players: int | Sequence[str], T: Iterable[str | int]) -> Game:
    """Worth 1 for every coalition that contains all of ``T``, else 0.

    Introduced in chapter *Why this rule and no other*. Source: Shapley (1953); these games span all
    games.

    Parameters
    ----------
    players
        Names, or how many players there are (then they are called A, B, C, ...).
    T
        Names or positions of the players who are all needed, at least one; one-letter names may
        stand in a string.

    Returns
    -------
    Game
        With Fractions 0 and 1 as worths.

    Raises
    ------
    TypeError, ValueError
        If ``T`` is empty, or holds a player twice or one who is not in the game.

    Examples
    --------
    >>> unanimity(3, "AB")["AC"], unanimity(3, "AB")["ABC"]
    (Fraction(0, 1), Fraction(1, 1))
    """
    names = checked_names(players)
    if not isinstance(T, Iterable):
        raise TypeError(f"T must hold players, got {T!r}; for one player write [{T!r}]")
    mask = coalition_mask(T if isinstance(T, str) else tuple(T), names)
    if mask == 0:
        raise ValueError("T must hold at least one player, got none")
    members = [i for i in range(len(names)) if mask >> i & 1]
    return Game(lambda rows: _fractions(rows[:, members].all(axis=1)), names)


def security_council() -> Game:
    """UN Security Council: a motion passes with 9 of 15 votes and all 5 permanent members.

    Introduced in chapter *Famous games*. Source: Shapley and Shubik (1954) for the method; the
    rules since the enlargement of 1965.

    Returns
    -------
    Game
        With permanent players P1 to P5, elected ones E1 to E10, and Fractions 0 and 1 as worths.

    Examples
    --------
    >>> council = security_council()
    >>> permanent, elected = council.players[:5], council.players[5:]
    >>> council[permanent + elected[:3]], council[permanent + elected[:4]]
    (Fraction(0, 1), Fraction(1, 1))
    """
    names = [f"P{i + 1}" for i in range(5)] + [f"E{i + 1}" for i in range(10)]

    def passes(rows: BoolArray) -> Array:
        return _fractions(rows[:, :5].all(axis=1) & (rows.sum(axis=1) >= 9))

    return Game(passes, names)


def _fractions(numbers: Any) -> Array:
    """Whole numbers or truth values as an object array of Fractions."""
    return np.array([Fraction(int(number)) for number in numbers], dtype=object)
