"""Cells of explained rows: copied, kept by position, and as pictures and frames need them."""

from __future__ import annotations

from datetime import datetime
from datetime import time as clock
from decimal import Decimal
from numbers import Number, Real
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._typing import Array, IntArray

_MISSING = "None"  # among text
_NUMBERS = (Real, Decimal, np.bool_)


def own_copy(rows: Any) -> Any:
    """Rows that no later change of the caller's reaches, nor one of their index."""
    if not is_frame(rows):
        return np.array(rows, subok=True)
    copied = rows.copy()
    copied.index = rows.index.copy(deep=True)
    copied.columns = rows.columns.copy(deep=True)
    return copied


def rows_at(rows: Any, positions: IntArray | slice) -> Any:
    """Some rows of an array or a DataFrame."""
    return rows.iloc[positions] if is_frame(rows) else rows[positions]


def index_of(rows: Any, outputs: tuple[Any, ...] | None) -> Any:
    """The rows' own labels; with outputs, each label once for each of them in a last level."""
    import pandas as pd

    index = rows.index if is_frame(rows) else pd.RangeIndex(len(rows))
    if outputs is None:
        return index
    repeated = index.repeat(len(outputs))
    levels = [repeated.get_level_values(level) for level in range(index.nlevels)]
    names = pd.Index(list(outputs), tupleize_cols=False)
    tiled = names.take(np.tile(np.arange(len(outputs)), len(index)))
    return pd.MultiIndex.from_arrays([*levels, tiled], names=[*index.names, "output"])


def for_pictures(rows: Any, columns: tuple[tuple[int, ...], ...]) -> Array:
    """One column of cells for each player: numbers where they are numbers, else text.

    Floats when all are numbers, else objects; NaN for a player of several columns.

    Examples
    --------
    >>> rows = np.array([[True, "oslo", None], [False, None, 2]], dtype=object)
    >>> for_pictures(rows, ((0,), (1,), (2,))).tolist()
    [[1.0, 'oslo', nan], [0.0, 'None', 2.0]]
    """
    unknown = np.full(len(rows), np.nan)
    cells = [
        _numbers_or_text(rows.iloc[:, own[0]] if is_frame(rows) else rows[:, own[0]])
        if len(own) == 1
        else unknown
        for own in columns
    ]
    alike = all(column.dtype == float for column in cells)
    table = np.empty((len(rows), len(cells)), dtype=float if alike else object)
    for j, column in enumerate(cells):
        table[:, j] = column
    return table


def _numbers_or_text(column: Any) -> Array:
    """A column as floats, missing ones NaN, or else as text."""
    cells = column.to_numpy() if hasattr(column, "to_numpy") else np.asarray(column)
    if cells.dtype.kind in "biuf":
        return cells.astype(float)
    if cells.dtype.kind == "m":
        return cells / np.timedelta64(1, "D")
    if cells.dtype.kind == "M":
        cells = cells.astype("datetime64[us]")  # which become Python's own
    objects = cells.astype(object)
    missing = np.array([*map(is_missing, objects)], dtype=bool)
    known = objects[~missing].tolist()
    if all(isinstance(cell, _NUMBERS) and not isinstance(cell, np.timedelta64) for cell in known):
        numbers = np.full(len(objects), np.nan)
        numbers[~missing] = [*map(float, known)]
        return numbers
    texts = np.full(len(objects), _MISSING, dtype=object)
    texts[~missing] = (
        _dates(known) if all(isinstance(cell, datetime) for cell in known) else [*map(str, known)]
    )
    return texts


def _dates(times: list[datetime]) -> list[str]:
    """ISO text, which sorts by time: days where all are days, else to the second or finer."""
    days = all(time.time() == clock.min for time in times)
    return [(time.date() if days else time).isoformat() for time in times]


def is_missing(cell: Any) -> bool:
    """Whether a cell is None, NaN, NaT or NA."""
    if cell is None or type(cell).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(cell, (Number, np.generic)) and bool(cell != cell)
