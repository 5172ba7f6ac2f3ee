"""Other values of a game: Banzhaf's, Owen's, and those of nested groups.

A nesting is players in brackets, such as ``[["not", "good"], ["a", "film"]]``: members of one
bracket arrive together. Without inner brackets the values are Shapley's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from shapley_tutor._typing import Array
from shapley_tutor.coalitions import coalitions
from shapley_tutor.game import Game, coalition_mask
from shapley_tutor.values import shapley_weights
from shapley_tutor.worths import (
    as_game,
    as_worths,
    n_players,
    weighted_contributions,
)


def banzhaf_values(game_or_worths: Game | Array) -> Array:
    """Banzhaf value: the plain average of a player's 2**(n-1) marginal contributions.

    Introduced in chapter *Why this rule and no other*. Source: Banzhaf (1965).

    Parameters
    ----------
    game_or_worths
        A game, or its worths in mask order: (2**n,) or (2**n, k).

    Returns
    -------
    array of shape (n,) or (n, k)
        In the unit of the worths; the sum over players is in general not v(N) - v(empty set).
        Fractions when the worths are Fractions.

    Raises
    ------
    TypeError, ValueError
        If the table is not numeric, not finite, or its length is not a power of two.

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


def owen_values(game: Game | Array, unions: Any) -> Array:
    """Owen value: Shapley's, over the line-ups in which the members of a union stand together.

    Every union gets its Shapley value in the game between the unions, and shares it so that
    members count who could also have joined other unions alone. Introduced in chapter *Players in
    brackets*. Source: Owen (1977). Unions within unions: ``solutions.nested_values``.

    Parameters
    ----------
    game
        A game, or its worths in mask order: (2**n,) or (2**n, k). Players of a table are called
        A, B, C, ...
    unions
        ``{"name": [players]}``, or a list of lists of players, by name or position. Players in no
        union stand alone.

    Returns
    -------
    array of shape (n,) or (n, k)
        In the order of the game's players; sums to v(N) - v(empty set). Fractions when the worths
        are Fractions.

    Raises
    ------
    TypeError, ValueError
        If a union is empty, a player is in two of them or in no game, or the table is none of
        worths.

    Examples
    --------
    >>> from shapley_tutor.games import gloves
    >>> print(*owen_values(gloves(2, 1), {"left": ["L1", "L2"]}))
    1/4 1/4 1/2
    """
    game = as_game(game)
    masks = _unions(unions, game)
    alone = [i for i in range(game.n_players) if not any(mask >> i & 1 for mask in masks)]
    together = [[i for i in range(game.n_players) if mask >> i & 1] for mask in masks]
    return nested_values(game, [*together, *alone])


def nested_values(game: Game | Array, nesting: Sequence[Any]) -> Array:
    """Average marginal contributions over the line-ups in which every group stands together.

    Introduced in chapter *Players in brackets*. One level of groups gives the Owen value (Owen
    1977), several levels the value of Winter (1989), no groups the Shapley value.

    Parameters
    ----------
    game
        A game, all of whose worths are evaluated, or its worths in mask order: (2**n,) or
        (2**n, k).
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
    game = as_game(game)
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

    Introduced in chapter *Players in brackets*.

    Parameters
    ----------
    linkage
        Rows (n - 1, 2 or more) in SciPy's format: row k joins the clusters in its first two
        columns, numbered 0 to n - 1 for the players, into cluster n + k.
    players
        Names or numbers of the n players.

    Returns
    -------
    list
        Players in brackets of two, for :func:`nested_values`.

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


def _unions(unions: Any, game: Game) -> list[int]:
    """Masks of the unions, checked: not empty, and no player twice."""
    if isinstance(unions, (str, bytes)) or not isinstance(unions, (Iterable, Mapping)):
        raise TypeError(
            f"unions must hold lists of players, got {unions!r}; write [['A', 'B'], ['C']] or "
            "{'left': ['A', 'B']}"
        )
    named = unions.items() if isinstance(unions, Mapping) else enumerate(unions)
    masks: dict[Any, int] = {}
    for name, members in named:
        mask = coalition_mask(
            members if isinstance(members, str) else _listed(members), game.players
        )
        if mask == 0:
            raise ValueError(f"unions[{name!r}] has no player; leave it out")
        for other, earlier in masks.items():
            if mask & earlier:
                raise ValueError(
                    f"unions[{other!r}] and unions[{name!r}] share {game.label(mask & earlier)}; "
                    "every player is in one union at most"
                )
        masks[name] = mask
    return list(masks.values())


def _listed(members: Any) -> list[Any]:
    """Members of a union; one player that stands there alone is a union of one."""
    if isinstance(members, Iterable):
        return sorted(members, key=str) if isinstance(members, (set, frozenset)) else list(members)
    return [members]


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
