"""A cooperative game: players and a worth for every coalition."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from shapley_tutor._checks import check_count, check_distinct, is_whole
from shapley_tutor._numbers import first_not_finite, number_table, returned_worths
from shapley_tutor._typing import Array, BoolArray, ValueFunction
from shapley_tutor.coalitions import check_player_count, coalitions, label

_CHUNK = 2**16  # coalitions given to a value function in one call


class Game:
    """A cooperative game: players and a worth v(S) for every coalition S.

    Introduced in chapter *Who deserves what?*

    Parameters
    ----------
    value
        Function from coalitions, bool (m, n), to worths: (m,), or (m, k) for k outputs.
        Floats, or objects that are Fractions and ints.
    players
        Names, or how many players there are (then they are called A, B, C, ...).

    Raises
    ------
    TypeError, ValueError
        If ``value`` cannot be called, players repeat, or ``value`` returns anything but
        one finite worth for each coalition.

    Examples
    --------
    >>> game = Game(lambda rows: 10.0 * rows.sum(axis=1), players=["Ann", "Bo"])
    >>> game["Ann"], game[("Ann", "Bo")]
    (10.0, 20.0)
    >>> game.worths()
    array([ 0., 10., 10., 20.])
    """

    def __init__(self, value: ValueFunction, players: int | Sequence[str]) -> None:
        if not callable(value):
            raise TypeError(
                f"value must be a function of coalitions, got {type(value).__name__}; "
                "for a table of worths use Game.from_worths"
            )
        self.players = checked_names(players)
        self._value = value
        self._worths: Array | None = None

    @classmethod
    def from_worths(
        cls, worths: Mapping[Any, Any], players: int | Sequence[str] | None = None
    ) -> Game:
        """Build a game from a table that names every coalition.

        Parameters
        ----------
        worths
            Worth of every coalition. A key is a string of one-letter names, a tuple or a
            frozenset of names. Worths are numbers (Fractions stay exact) or sequences of k.
        players
            Names in the order wanted; by default, that of the coalitions of one player.

        Returns
        -------
        Game
            With worths (2**n,), or (2**n, k) where the table has k numbers for each coalition.

        Raises
        ------
        TypeError, ValueError
            If ``worths`` is no mapping; if a coalition is missing, named twice, or has players that
            are not known; if a worth is no finite number.

        Examples
        --------
        >>> Game.from_worths({"": 0, "A": 1, "B": 2, "AB": 4})["AB"]
        4.0
        """
        if not isinstance(worths, Mapping):
            raise TypeError(
                f"worths must map coalitions to numbers, got {type(worths).__name__}; "
                'write a dict such as {"": 0, "A": 1}'
            )
        names = _players_in(worths) if players is None else checked_names(players)
        n = check_player_count(len(names), "players")
        by_mask: dict[int, Any] = {}
        for key, worth in worths.items():
            mask = coalition_mask(key, names)
            if mask in by_mask:
                raise ValueError(f"worths names the coalition {_label(mask, names)} twice")
            by_mask[mask] = worth
        missing = [_label(mask, names) for mask in range(2**n) if mask not in by_mask]
        if missing:
            raise ValueError(
                f"worths has no coalition {', '.join(missing[:5])}"
                f"{' ...' if len(missing) > 5 else ''}; {n} players {', '.join(names)} need "
                f"all {2**n} coalitions (names longer than one letter go into tuples)"
            )
        table = number_table([by_mask[mask] for mask in range(2**n)])
        if (bad := first_not_finite(table)) is not None:
            raise ValueError(
                f"worths has {table[bad]} for the coalition {_label(bad, names)}; worths are finite"
            )
        bits = 1 << np.arange(n)
        game = cls(lambda rows: table[rows @ bits], names)
        game.worths()
        return game

    @classmethod
    def from_function(
        cls, function: Callable[[frozenset[str]], Any], players: int | Sequence[str]
    ) -> Game:
        """Build a game from a function of a set of names, called once for each coalition.

        Coalitions are evaluated when they are first asked for: an estimate from samples calls
        the function for those it draws alone.

        Parameters
        ----------
        function
            Function from a frozenset of names to a worth: a finite number (Fractions stay exact),
            or equally many for every coalition.
        players
            Names, or how many players there are (then they are called A, B, C, ...).

        Returns
        -------
        Game
            With worths (2**n,), or (2**n, k) where the function gives k numbers.

        Raises
        ------
        TypeError, ValueError
            If ``function`` cannot be called or players repeat; and when coalitions are evaluated,
            if it returns anything but finite numbers, or not equally many.

        Examples
        --------
        >>> sales = {"Ann": 3, "Bo": 4}
        >>> game = Game.from_function(lambda S: sum(sales[name] for name in S) ** 2, ["Ann", "Bo"])
        >>> game.worths()
        array([ 0.,  9., 16., 49.])
        """
        if not callable(function):
            raise TypeError(
                f"function must take a set of names, got {type(function).__name__}; for a table of "
                "worths use Game.from_worths"
            )
        names = checked_names(players)
        return cls(_Asked(function, names), names)

    @property
    def n_players(self) -> int:
        """How many players there are."""
        return len(self.players)

    def __call__(self, coalitions: BoolArray) -> Array:
        """Worths of coalitions: bool (m, n) to (m,) or (m, k)."""
        rows = np.asarray(coalitions)
        if rows.dtype != bool or rows.ndim != 2 or rows.shape[1] != self.n_players:
            raise ValueError(
                f"coalitions must be bool of shape (m, {self.n_players}), one column for each "
                f"player, got {rows.dtype} of shape {rows.shape}"
            )
        worths = returned_worths(self._value(rows), len(rows))
        if (bad := first_not_finite(worths)) is not None:
            members = [name for name, here in zip(self.players, rows[bad], strict=True) if here]
            raise ValueError(
                f"value returned {worths[bad]} for the coalition {label(members)}; "
                "worths are finite"
            )
        return worths

    def __getitem__(self, coalition: Any) -> Any:
        """Worth of one coalition, named as in :meth:`from_worths`."""
        mask = coalition_mask(coalition, self.players)
        if self._worths is None:
            row = np.array([[mask >> i & 1 == 1 for i in range(self.n_players)]])
            worth = self(row)[0]
        else:
            worth = self._worths[mask]
        return float(worth) if isinstance(worth, float) else worth

    def worths(self) -> Array:
        """Evaluate all coalitions, once.

        Returns
        -------
        array of shape (2**n,) or (2**n, k)
            In mask order, read-only: floats, or Fractions where the value function gives them.

        Raises
        ------
        TypeError, ValueError
            If there are more than 24 players, or the value function returns anything but one finite
            worth for each coalition.

        Examples
        --------
        >>> Game(lambda rows: rows.sum(axis=1) ** 2, 2).worths()
        array([0., 1., 1., 4.])
        """
        if self._worths is None:
            rows = coalitions(self.n_players)
            parts = [self(rows[i : i + _CHUNK]) for i in range(0, len(rows), _CHUNK)]
            if len({part.dtype for part in parts}) > 1:  # Fractions in some, floats in others
                parts = [part.astype(float) for part in parts]
            self._worths = np.concatenate(parts)
            self._worths.setflags(write=False)
        return self._worths

    def index(self, player: str | int) -> int:
        """Find the position of a player given by name or position.

        Parameters
        ----------
        player
            Name or position.

        Returns
        -------
        int
            From 0 to n - 1: the bit of the player in a mask.

        Raises
        ------
        ValueError
            If the player is not in the game.

        Examples
        --------
        >>> Game(lambda rows: rows.sum(axis=1), ["Ann", "Bo"]).index("Bo")
        1
        """
        return _position(player, self.players)

    def label(self, mask: int) -> str:
        """Write the coalition with this bit mask as the book does.

        Parameters
        ----------
        mask
            Integer whose bit i says whether player i belongs to the coalition.

        Returns
        -------
        str
            Such as ``{A, B}``.

        Examples
        --------
        >>> Game(lambda rows: rows.sum(axis=1), ["Ann", "Bo"]).label(0b11)
        '{Ann, Bo}'
        """
        return _label(mask, self.players)

    def __repr__(self) -> str:
        return f"Game of {self.n_players} players: {', '.join(self.players)}"


class _Asked:
    """Value function of a game that asks a function of a set of names, once for each set."""

    def __init__(self, function: Callable[[frozenset[str]], Any], names: tuple[str, ...]) -> None:
        self._function, self._names = function, names
        self._found: dict[bytes, Any] = {}

    def __call__(self, rows: BoolArray) -> Array:
        keys = [row.tobytes() for row in rows]
        for key, row in zip(keys, rows, strict=True):
            if key not in self._found:
                names = [name for name, here in zip(self._names, row, strict=True) if here]
                self._found[key] = self._worth(names)
        return number_table([self._found[key] for key in keys])

    def _worth(self, members: list[str]) -> Any:
        """Worth of one coalition as Python's numbers or an array (k,) of them, checked."""
        answer = self._function(frozenset(members))
        worth = _as_worth(answer)
        said = f"function returned {answer!r} for the coalition {label(members)}"
        if worth is None:
            raise TypeError(
                f"{said}; it must return a number, such as float(...), or a list of numbers"
            )
        if first_not_finite(number_table([worth])) is not None:
            raise ValueError(f"{said}; worths are finite")
        first = next(iter(self._found.values()), worth)
        if np.shape(worth) != np.shape(first):
            raise ValueError(
                f"{said} but {first!r} for another; it must return equally many numbers for every "
                "coalition"
            )
        return worth


def _as_worth(answer: Any) -> Any:
    """A number or an array (k,) of numbers as they are, or None where it is something else."""
    if isinstance(answer, np.ndarray) and answer.ndim == 0:
        answer = answer[()]
    try:
        table = np.array([answer], dtype=object)
        numbers = number_table(table)
    except (TypeError, ValueError):
        return None
    return table[0] if numbers.ndim < 3 and numbers.size else None


def checked_names(players: int | Sequence[str]) -> tuple[str, ...]:
    """Names of the players, checked: unique strings, at least one."""
    if is_whole(players):
        players = check_count(players, "players", "player")
        letters = string.ascii_uppercase
        return tuple(letters[:players]) if players <= 26 else tuple(map(str, range(players)))
    if not isinstance(players, Iterable):
        raise TypeError(f"players must be names or their number, got {players!r}")
    names = tuple(players)
    wrong = [name for name in names if not isinstance(name, str)]
    if wrong:
        raise TypeError(f"players must be named by strings, got {wrong[0]!r}")
    check_distinct(names, "players", "give every player its own name")
    if not names or "" in names:
        raise ValueError(
            f"players {'has an empty name' if names else 'is empty'}; "
            "a game needs at least one player, and every player a name"
        )
    return names


def _position(player: str | int, names: tuple[str, ...]) -> int:
    if isinstance(player, str) and player in names:
        return names.index(player)
    if is_whole(player) and 0 <= int(player) < len(names):
        return int(player)
    raise ValueError(f"player {player!r} is not in this game; its players are {', '.join(names)}")


def coalition_mask(key: Any, names: tuple[str, ...]) -> int:
    """Bit mask of a coalition named by a string, a tuple, a list or a set."""
    members = [key] if isinstance(key, str) and key in names else _members(key)
    positions = [_position(member, names) for member in members]
    if len(set(positions)) < len(positions):
        raise ValueError(
            f"coalition {key!r} names a player twice; names longer than one letter go into tuples"
        )
    return sum(1 << position for position in positions)


def _members(key: Any) -> list[Any]:
    if isinstance(key, np.ndarray):
        key = key.tolist()
    if not isinstance(key, (str, tuple, list, set, frozenset)):
        raise TypeError(
            "a coalition is a string of one-letter names, a tuple or a frozenset of names, "
            f"got {key!r}"
        )
    return sorted(key, key=str) if isinstance(key, (set, frozenset)) else list(key)


def _label(mask: int, names: tuple[str, ...]) -> str:
    return label([name for i, name in enumerate(names) if mask >> i & 1])


def _players_in(worths: Mapping[Any, Any]) -> tuple[str, ...]:
    """Players in the order in which the one-player coalitions, then others, name them."""
    keys = sorted((_members(key) for key in worths), key=len)
    names = [name for key in keys for name in key]
    return checked_names(list(dict.fromkeys(names)))
