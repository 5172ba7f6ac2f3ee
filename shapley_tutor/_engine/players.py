"""Which columns make up each player."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._checks import checked_names
from shapley_tutor._tables import column_labels, is_frame, names_of
from shapley_tutor._typing import BoolArray, IntArray


class Players(NamedTuple):
    """Players, in the order of their first columns, and the player of every column."""

    names: tuple[str, ...]
    owner: IntArray  # (d,)

    @property
    def n(self) -> int:
        """How many players there are."""
        return len(self.names)

    @property
    def alone(self) -> bool:
        """Whether every player holds one column."""
        return len(self.names) == len(self.owner)

    def columns(self) -> list[IntArray]:
        """Columns of each player."""
        if self.alone:
            return list(np.arange(self.n)[:, None])
        order = np.argsort(self.owner, kind="stable")
        return np.split(order, np.cumsum(np.bincount(self.owner))[:-1])

    def present(self, coalitions: BoolArray) -> BoolArray:
        """Columns that coalitions (m, n) know: (m, d)."""
        return coalitions if self.alone else coalitions[:, self.owner]


def feature_groups(
    groups: Mapping[Any, Sequence[Any]] | None, X: Any, feature_names: Any = None
) -> Players:
    """Players and the columns that each of them holds.

    Parameters
    ----------
    groups
        ``{"name": [columns]}``, columns by label, or by position in an array (also as x0, x1),
        or by their new names; columns in no group stand alone.
    X
        The rows, for their columns.
    feature_names
        A new name for each column.

    Examples
    --------
    >>> players = feature_groups({"place": [0, 2]}, np.zeros((1, 3)))
    >>> players.names, players.owner.tolist()
    (('place', 'x1'), [0, 1, 0])
    """
    labels = column_labels(X)
    names = labels if is_frame(X) else [f"x{j}" for j in labels]
    if feature_names is not None:
        names = _new_names(feature_names, labels)
    positions: dict[Any, int] = {name: j for j, name in enumerate(names)}
    positions |= {label: j for j, label in enumerate(labels)}
    groups = _check_groups(groups)
    owner: dict[int, Any] = {}
    for group, columns in groups.items():
        for column in columns:
            if not isinstance(column, Hashable) or column not in positions:
                raise _unknown(column, labels, group)
            position = positions[column]
            if position in owner:
                raise ValueError(
                    f"groups: column {column!r} is in {owner[position]!r} and in {group!r}; "
                    "a column belongs to one player: take it out of one of them"
                )
            owner[position] = group
    for j, name in enumerate(names):
        if j not in owner and name in groups:
            raise ValueError(
                f"groups: {name!r} names a group and a column outside it; rename the group"
            )
    held = [owner.get(j, name) for j, name in enumerate(names)]
    numbers = {player: i for i, player in enumerate(dict.fromkeys(held))}
    return Players(names_of(numbers), np.array([numbers[player] for player in held]))


def _new_names(feature_names: Any, labels: list[Any]) -> list[str]:
    """Names of the columns as text, or why they cannot be."""
    names = names_of(checked_names(feature_names, "feature_names", "column"))
    if len(names) != len(labels):
        raise ValueError(
            f"feature_names has {len(names)} names but X has {len(labels)} columns; give one name "
            "for each column, in their order; columns are merged by groups={'name': [columns]}"
        )
    for name, label in zip(names, labels, strict=True):
        if name != label and name in labels:
            raise ValueError(
                f"feature_names calls the column {label!r} {name!r}, which is another column of X; "
                "give the names in the order of the columns, such as list(X.columns)"
            )
    return list(names)


def _check_groups(groups: Any) -> dict[Any, list[Any]]:
    if groups is None:
        return {}
    if not isinstance(groups, Mapping):
        raise TypeError(
            f"groups must be a dict of names to columns, got {type(groups).__name__}; pass "
            "{'name': [columns]}"
        )
    checked = {}
    for group, columns in groups.items():
        if isinstance(columns, str) or not hasattr(columns, "__iter__"):
            raise TypeError(
                f"groups[{group!r}] must be a list of columns, got {columns!r}; pass [{columns!r}]"
            )
        checked[group] = list(columns)
        if not checked[group]:
            raise ValueError(
                f"groups[{group!r}] is empty; a player needs at least one column: leave it out"
            )
    return checked


def _unknown(column: Any, labels: list[Any], group: Any) -> ValueError:
    return ValueError(
        f"groups[{group!r}] names the unknown column {column!r}; the columns are "
        f"{', '.join(map(str, labels[:8]))}{' ...' if len(labels) > 8 else ''}"
    )
