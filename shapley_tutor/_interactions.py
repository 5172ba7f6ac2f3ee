"""Interactions of many coalitions as a mapping, and as a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from shapley_tutor.coalitions import label
from shapley_tutor.display import Table, text_number
from shapley_tutor.game import coalition_mask

_ROWS = 30  # of a table; of more, so many of the largest


class Interactions(Mapping[frozenset[str], Any]):
    """Interaction of every coalition up to a size: what :func:`interactions` returns.

    Introduced in chapter *Synergy and overlap*.

    A mapping from frozensets of names to numbers, small coalitions first. A coalition is looked
    up by any set, list or tuple of names, or by a string of one-letter names. Displays as a table.

    Parameters
    ----------
    index
        Which index it is: "SII", "k-SII", "STII", "FSII" or "dividends".
    order
        Size of the largest coalitions.
    players
        Names of the players.
    by_mask
        Coalitions as bit masks to their interactions: a number, or an array (k,).

    Raises
    ------
    KeyError
        If a coalition is looked up that is not there: too large, or of others.

    Examples
    --------
    >>> from shapley_tutor import games, interactions
    >>> pairs = interactions(games.three_friends(), "k-SII")
    >>> pairs["AB"] == pairs["B", "A"] == pairs[{"A", "B"}]
    True
    >>> {"A", "B", "C"} in pairs, len(pairs)
    (False, 7)
    """

    def __init__(
        self, index: str, order: int, players: tuple[str, ...], by_mask: Mapping[int, Any]
    ) -> None:
        self.index, self.order, self.players = index, order, players
        small_first = sorted(by_mask, key=lambda mask: (mask.bit_count(), _positions(mask)))
        self._by_mask = {mask: by_mask[mask] for mask in small_first}

    def __getitem__(self, coalition: Any) -> Any:
        try:
            mask = coalition_mask(coalition, self.players)
        except ValueError as error:  # so that "in" and get() say no, as of any mapping
            raise KeyError(str(error)) from None
        if mask not in self._by_mask:
            raise KeyError(
                f"{self._label(mask)} has {mask.bit_count()} players, but {self.index} is here of "
                f"{int(0 not in self._by_mask)} to {self.order}; pass another order or index to "
                "interactions()"
            )
        return self._by_mask[mask]

    def __iter__(self) -> Iterator[frozenset[str]]:
        return (frozenset(self._members(mask)) for mask in self._by_mask)

    def __len__(self) -> int:
        return len(self._by_mask)

    def to_frame(self) -> Any:
        """Convert to a pandas DataFrame: a row for each coalition, small ones first.

        Returns
        -------
        pandas.DataFrame
            The index holds coalitions as the book writes them, such as ``{A, B}``; the column
            ``size`` counts their players. The last column, or one for each output, is named by
            the index.

        Raises
        ------
        ModuleNotFoundError
            If pandas is not installed.

        Examples
        --------
        >>> from shapley_tutor import games, interactions
        >>> interactions(games.age_bp(), "STII").to_frame()
                   size  STII
        {}            0   1/5
        {Age}         1   2/5
        {BP}          1   1/2
        {Age, BP}     2  -1/5
        """
        try:
            import pandas as pd
        except ModuleNotFoundError as error:
            raise ModuleNotFoundError("to_frame() needs pandas: pip install pandas") from error
        sizes = {"size": [mask.bit_count() for mask in self._by_mask]}
        columns = dict(zip(self._headings(), zip(*self._cells(), strict=True), strict=True))
        return pd.DataFrame(sizes | columns, index=[*map(self._label, self._by_mask)])

    def _repr_html_(self) -> str:
        return self._table()._repr_html_()

    def __repr__(self) -> str:
        return repr(self._table())

    def _table(self) -> Table:
        """All coalitions small first, or the largest by |value| where they are many."""
        labels, cells = [*map(self._label, self._by_mask)], self._cells()
        kept = list(range(len(cells)))
        if len(kept) > _ROWS:
            kept = sorted(kept, key=lambda k: -max(map(abs, cells[k])))[:_ROWS]
        rows = [[labels[k], *map(text_number, cells[k])] for k in kept]
        if left := len(cells) - len(kept):
            rows.append([f"... {left} smaller ones", *[""] * len(cells[0])])
        return Table(["S", *self._headings()], rows)

    def _cells(self) -> list[list[Any]]:
        return [list(np.atleast_1d(value)) for value in self._by_mask.values()]

    def _headings(self) -> list[str]:
        outputs = len(np.atleast_1d(next(iter(self._by_mask.values()))))
        return [f"{self.index} {k}" for k in range(outputs)] if outputs > 1 else [self.index]

    def _members(self, mask: int) -> list[str]:
        return [self.players[i] for i in _positions(mask)]

    def _label(self, mask: int) -> str:
        return label(self._members(mask))


def _positions(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]
