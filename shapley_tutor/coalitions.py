"""Coalitions as rows of booleans and as bit masks.

A coalition of n players is a boolean row of length n, or the integer whose bit i
says whether player i belongs to it. Row k of :func:`coalitions` is the integer k.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shapley_tutor._checks import check_count
from shapley_tutor._typing import BoolArray, IntArray

MAX_PLAYERS = 24
"""Players up to which all 2**n coalitions are listed (24: 16.8 million worths, 134 MB)."""


def check_player_count(n: int, name: str = "n") -> int:
    """Return ``n`` as an int, or say why 2**n coalitions of it cannot be listed."""
    n = check_count(n, name, "player")
    if n > MAX_PLAYERS:
        size = 2.0**n * 8 / 2**20
        raise ValueError(
            f"{name} is {n} players, which means {2.0**n:.3g} coalitions and {size:,.0f} MiB "
            f"for their worths alone; listing all of them stops at {MAX_PLAYERS} players: "
            "merge players into groups or explain with fewer features"
        )
    return n


def coalitions(n: int) -> BoolArray:
    """All coalitions of ``n`` players.

    Introduced in chapter *Who deserves what?*

    Parameters
    ----------
    n
        Number of players, 1 to 24.

    Returns
    -------
    bool array of shape (2**n, n)
        Row k holds player i exactly when bit i of k is set, so row 0 is the empty
        coalition and the last row is the grand coalition.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is not a whole number from 1 to 24.

    Examples
    --------
    >>> coalitions(2).astype(int)
    array([[0, 0],
           [1, 0],
           [0, 1],
           [1, 1]])
    """
    n = check_player_count(n)
    masks = np.arange(2**n, dtype=np.int64)
    rows = np.empty((2**n, n), dtype=bool)
    for i in range(n):  # a column at a time: no integer array of shape (2**n, n)
        rows[:, i] = masks >> i & 1
    return rows


def coalition_sizes(n: int) -> IntArray:
    """Size of every coalition, in the order of :func:`coalitions`.

    Introduced in chapter *Where the weights come from*.

    Parameters
    ----------
    n
        Number of players, 1 to 24.

    Returns
    -------
    int array of shape (2**n,)
        Players of each coalition, 0 to n.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is not a whole number from 1 to 24.

    Examples
    --------
    >>> coalition_sizes(3)
    array([0, 1, 1, 2, 1, 2, 2, 3])
    """
    sizes = np.zeros(1, dtype=np.int64)
    for _ in range(check_player_count(n)):
        sizes = np.concatenate([sizes, sizes + 1])  # doubles: the next player joins
    return sizes


def label(members: Sequence[str]) -> str:
    """Write a coalition the way the book does.

    Examples
    --------
    >>> label(["A", "B"]), label([])
    ('{A, B}', '{}')
    """
    return "{" + ", ".join(members) + "}"
