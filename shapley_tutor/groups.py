"""Which columns make up each player."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from shapley_tutor.inputs import column_names, is_frame
from shapley_tutor.typing import BoolArray


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
    owner: dict[int, str] = {}
    for group, columns in _check_groups(groups).items():
        for column in columns:
            position = _position(column, labels, names, group)
            if position in owner:
                raise ValueError(
                    f"groups: column {column!r} is in {owner[position]!r} and in {group!r}; "
                    "a column belongs to one player"
                )
            owner[position] = group
    players = list(dict.fromkeys(owner.get(j, names[j]) for j in range(len(names))))
    alone = {names[j] for j in range(len(names)) if j not in owner}
    clash = alone & set(owner.values())
    if clash:
        raise ValueError(f"groups: {clash.pop()!r} names a group and a column outside it; rename")
    members = np.zeros((len(players), len(names)), dtype=bool)
    for j, name in enumerate(names):
        members[players.index(owner.get(j, name)), j] = True
    return tuple(players), members


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


def _position(column: Any, labels: list[Any], names: tuple[str, ...], group: str) -> int:
    for known in (labels, list(names)):
        if column in known:
            return known.index(column)
    raise ValueError(
        f"groups[{group!r}] names the unknown column {column!r}; the columns are "
        f"{', '.join(map(str, labels[:8]))}{' ...' if len(labels) > 8 else ''}"
    )
