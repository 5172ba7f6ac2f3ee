"""What an index of rows or outputs stands for: positions, or an error that names the way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from shapley_tutor._checks import is_whole
from shapley_tutor._tables import is_frame, same_labels
from shapley_tutor._typing import IntArray

_NAMES_SHOWN = 6  # in a message


def split_key(key: Any) -> tuple[Any, Any]:
    """Rows and outputs of ``e[rows]``, ``e[rows, outputs]`` or ``e[rows, :, outputs]``.

    Examples
    --------
    >>> split_key((2, ..., "yes"))
    (2, 'yes')
    >>> split_key(3)
    (3, slice(None, None, None))
    """
    given = list(key) if isinstance(key, tuple) else [key]
    dots = [k for k, one in enumerate(given) if one is Ellipsis]
    if len(dots) > 1 or len(given) > 3:
        raise IndexError(
            f"too many indices: {len(given)}; an explanation has rows, players and outputs, "
            "such as e[rows], e[rows, output] or e[rows, :, output]"
        )
    if dots == [0] and len(given) < 3:
        given[0] = slice(None)
    elif dots == [0]:
        raise _not_players(given[1])
    elif dots:
        given.pop(dots[0])
    if len(given) == 3:
        players = given.pop(1)
        if not is_all(players):
            raise _not_players(players)
    rows, outputs = [*given, slice(None), slice(None)][:2]
    return rows, outputs


def is_all(key: Any) -> bool:
    """Whether it is ``:``, everything as it stands."""
    return isinstance(key, slice) and key == slice(None)


def row_positions(key: Any, count: int) -> IntArray:
    """Positions of the rows that ``key`` keeps; they are no labels."""
    if is_whole(key):
        if not -count <= key < count:
            raise IndexError(f"no row {key}; there are {count}, from 0 to {count - 1}")
        return np.array([key]) % count
    return _positions(key, count, "row")


def _positions(key: Any, count: int, what: str) -> IntArray:
    """Positions that a slice, a list or a mask keeps."""
    if isinstance(key, slice):
        try:
            return np.arange(count)[key]
        except TypeError:
            raise IndexError(
                f"a slice of {what}s counts positions, got {key.start!r}:{key.stop!r}"
            ) from None
    several = np.asarray(key)
    if several.dtype == object and several.size and all(map(_is_bool, several.flat)):
        several = several.astype(bool)  # of a pandas column
    if several.ndim == 1 and several.size == 0:
        several = several.astype(int)
    if several.ndim != 1 or several.dtype.kind not in "biu":
        raise IndexError(
            f"{what}s are kept by position, a slice, a list of positions or a mask of {count} "
            f"booleans, got {_kind(key)}"
        )
    if several.dtype.kind == "b":
        if len(several) != count:
            raise IndexError(
                f"the mask has {len(several)} booleans but there are {count} {what}s; "
                "it needs one for each"
            )
        return np.flatnonzero(several)
    several = several.astype(np.int64)
    if (wrong := several[(several < -count) | (several >= count)]).size:
        raise IndexError(f"no {what} {wrong[0]}; there are {count}, from 0 to {count - 1}")
    return several % count if count else several


def refuse_labels(key: Any, rows: Any, players: tuple[str, ...], outputs: tuple[Any, ...]) -> None:
    """Say what to do instead of keeping rows by text, or by a mask with labels of other rows."""
    if isinstance(key, str):
        way = "; rows are kept by position: e[3], e[:10], e[mask]"
        if key in players:
            way = f" is a player{way_to_player(key, players)}"
        elif list(places(key, outputs)):
            way = f" is an output: use e[:, {key!r}]"
        elif is_frame(rows):
            way += ", e[e.data.index == label]"
        raise IndexError(f"e[{key!r}]: {key!r}{way}")
    labels: Any = getattr(key, "index", None)
    is_mask = hasattr(labels, "equals") and getattr(getattr(key, "dtype", None), "kind", "") == "b"
    alike = is_mask and is_frame(rows) and len(key) == len(rows)
    if alike and not same_labels(labels, rows.index):
        raise IndexError(
            "the labels of the mask are not those of the rows; where its order is theirs, pass "
            "mask.to_numpy()"
        )


def refuse_players(key: Any, players: tuple[str, ...], outputs: tuple[Any, ...]) -> None:
    """Say what to do instead of keeping a player as if it were an output."""
    for name in key if isinstance(key, list) else [key]:
        if isinstance(name, str) and name in players and not list(places(name, outputs)):
            raise IndexError(
                f"no output {name!r}: the index after the rows is that of the output, and "
                f"{name!r} is a player{way_to_player(name, players)}"
            )


def way_to_player(name: str, players: tuple[str, ...]) -> str:
    """How to see the values of one player."""
    return f": use e.to_frame()[{name!r}] or e.values[:, {players.index(name)}]"


def output_position(key: Any, names: tuple[Any, ...]) -> int:
    """Position of one output, given by name or position.

    A name is compared as it is. Where names are whole numbers, a whole number is a name.

    Examples
    --------
    >>> output_position("yes", ("no", "yes")), output_position(-1, ("no", "yes"))
    (1, 1)
    >>> output_position(1, (1, 2, 3))
    0
    """
    found = list(places(key, names))
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        raise IndexError(
            f"{len(found)} outputs are named {key!r}; keep one by a slice of positions, such as "
            f"e[:, {found[0]}:{found[0] + 1}]"
        )
    numbered = any(is_whole(name) for name in names)
    if is_whole(key) and not numbered and -len(names) <= key < len(names):
        return int(key) % len(names)
    hint = "; whole numbers are read as names here, a slice counts positions"
    raise IndexError(
        f"no output {key!r}; there are {listed(names)}{hint * (numbered and is_whole(key))}"
    )


def output_positions(key: Any, names: tuple[Any, ...]) -> int | list[int]:
    """Position of one output, or the list of several that a slice, list or mask keeps."""
    if isinstance(key, slice):
        several: list[int] = _positions(key, len(names), "output").tolist()
    elif isinstance(key, (list, np.ndarray)) or hasattr(key, "to_numpy"):
        keys = list(key)
        if keys and all(isinstance(one, (bool, np.bool_)) for one in keys):
            several = _positions(np.array(keys), len(names), "output").tolist()
        else:
            several = [output_position(one, names) for one in keys]
    else:
        return output_position(key, names)
    if not several:
        raise IndexError(f"{key!r} keeps no output; there are {listed(names)}")
    return several


def places(key: Any, names: tuple[Any, ...]) -> Iterator[int]:
    """Where ``key`` stands among the names, as it is: True is not 1, and 1 is not "1"."""
    for k, name in enumerate(names):
        if (_is_bool(name), name) == (_is_bool(key), key):
            yield k


def listed(names: tuple[Any, ...]) -> str:
    """Names in a sentence, the first of many.

    Examples
    --------
    >>> listed(("no", "yes")), listed(tuple(range(1000)))
    ('no, yes', '0, 1, 2, 3, 4, 5 and 994 more')
    """
    left = len(names) - _NAMES_SHOWN
    more = f" and {left} more" if left > 0 else ""
    return ", ".join(map(str, names[:_NAMES_SHOWN])) + more


def _is_bool(name: Any) -> bool:
    return isinstance(name, (bool, np.bool_))


def _not_players(key: Any) -> IndexError:
    return IndexError(
        f"the second of three indices is that of the players, which stay together; pass ':' "
        f"instead of {key!r}, as in e[rows, :, output]. One player's values: e.values[:, k] "
        "or e.to_frame()[name]"
    )


def _kind(key: Any) -> str:
    shape = getattr(key, "shape", None)
    if isinstance(key, (str, float, bool)) or key is None:
        return repr(key)
    return f"{type(key).__name__} of shape {shape}" if shape else f"{type(key).__name__}: {key!r}"
