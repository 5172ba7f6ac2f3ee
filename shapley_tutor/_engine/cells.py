"""Which cells are the same: bit by bit, as a model may tell apart what Python calls equal.

NaN is NaN, but 0.0 is not -0.0, None is not NaN, and 1 is neither 1.0 nor True.
"""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from shapley_tutor._typing import Array, IntArray

_PLAIN = (str, bytes, bool, int, datetime.date)  # equal ones of one type are the same


def bits(cells: Array) -> Array:
    """Cells of one numpy type as what is equal where their bits are: numbers, text, raw bytes."""
    size = cells.dtype.itemsize
    if cells.dtype.kind not in "biufcmM":
        return cells
    return np.ascontiguousarray(cells).view(f"u{size}" if size in (1, 2, 4, 8) else f"V{size}")


def numbered(X: Array, background: Array) -> tuple[IntArray, IntArray]:
    """Objects as numbers, column by column: the same ones have one number."""
    n, d = X.shape
    numbers = np.empty((n + len(background), d), dtype=np.int64)
    for j in range(d):
        numbers[:, j] = _numbers([*X[:, j], *background[:, j]])
    return numbers[:n], numbers[n:]


def numbers_of_column(column: Any) -> IntArray:
    """Cells of a column of one of pandas' own types as numbers."""
    from pandas import CategoricalDtype, PeriodDtype, StringDtype, factorize

    exact = isinstance(column.dtype, (CategoricalDtype, PeriodDtype, StringDtype))
    if exact or column.dtype.kind in "biumM":
        return np.asarray(factorize(column, use_na_sentinel=False)[0], dtype=np.int64)
    return _numbers(list(column.array))


def same(ours: Any, theirs: Any) -> bool:
    """Whether two objects are the same to every model."""
    return bool(key(ours) == key(theirs))


def key(cell: Any) -> Any:
    """What stands for an object in a dictionary: its type and value, or which object it is."""
    kind = type(cell)
    if kind in _PLAIN:
        return kind, cell
    if kind is float:
        return kind, cell.hex()
    if isinstance(cell, np.generic):
        return kind, cell.dtype, cell.tobytes()
    if kind is tuple:
        return kind, tuple(map(key, cell))
    return id, id(cell)


def _numbers(cells: list[Any]) -> IntArray:
    seen: dict[Any, int] = {}
    return np.array([seen.setdefault(key(cell), len(seen)) for cell in cells], dtype=np.int64)
