"""Which columns make up each player."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from shapley_tutor._tables import column_names, is_frame
from shapley_tutor._typing import BoolArray


def feature_groups(
    groups: Mapping[str, Sequence[Any]] | None, X: Any
) -> tuple[tuple[str, ...], BoolArray]:
    """Players and the columns that each of them holds.

    Parameters
    ----------
    groups
        ``{"name": [columns]}`` by name or position; columns in no group stand alone.
    X
        The rows, for their columns.

    Returns
    -------
    players, members
        Names in the order of each player's first column, and bool (players, d).

    Examples
    --------
    >>> players, members = feature_groups({"place": [0, 2]}, np.zeros((1, 3)))
    >>> players, members.astype(int).tolist()
    (('place', 'x1'), [[1, 0, 1], [0, 1, 0]])
    """
    names = column_names(X)
    labels = list(X.columns) if is_frame(X) else list(range(X.shape[1]))
    positions = {label: j for known in (names, labels) for j, label in enumerate(known)}
    owner: dict[int, str] = {}
    for group, columns in _check_groups(groups).items():
        for column in columns:
            if not isinstance(column, Hashable) or column not in positions:
                raise _unknown(column, labels, group)
            position = positions[column]
            if position in owner:
                raise ValueError(
                    f"groups: column {column!r} is in {owner[position]!r} and in {group!r}; "
                    "a column belongs to one player"
                )
            owner[position] = group
    alone = {names[j] for j in range(len(names)) if j not in owner}
    clash = alone & set(owner.values())
    if clash:
        raise ValueError(f"groups: {clash.pop()!r} names a group and a column outside it; rename")
    players = {name: i for i, name in enumerate(dict.fromkeys(_owners(owner, names)))}
    members = np.zeros((len(players), len(names)), dtype=bool)
    members[[players[name] for name in _owners(owner, names)], np.arange(len(names))] = True
    return tuple(players), members


def _owners(owner: dict[int, str], names: tuple[str, ...]) -> list[str]:
    """The player of each column."""
    return [owner.get(j, name) for j, name in enumerate(names)]


def _check_groups(groups: Any) -> dict[str, list[Any]]:
    if groups is None:
        return {}
    if not isinstance(groups, Mapping):
        raise TypeError(f"groups must be a dict of names to columns, got {type(groups).__name__}")
    checked = {}
    for group, columns in groups.items():
        if isinstance(columns, str) or not hasattr(columns, "__iter__"):
            raise TypeError(f"groups[{group!r}] must be a list of columns, got {columns!r}")
        checked[str(group)] = list(columns)
        if not checked[str(group)]:
            raise ValueError(f"groups[{group!r}] is empty; a player needs at least one column")
    return checked


def _unknown(column: Any, labels: list[Any], group: str) -> ValueError:
    return ValueError(
        f"groups[{group!r}] names the unknown column {column!r}; the columns are "
        f"{', '.join(map(str, labels[:8]))}{' ...' if len(labels) > 8 else ''}"
    )
