"""X and background as the numbers that the trees compare, batch by batch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapley_tutor._cells import rows_at
from shapley_tutor._typing import FloatArray, IntArray

Convert = Callable[[Any], FloatArray]
"""Rows of a table as doubles (rows, columns)."""
_KEPT = 2**20
"""Most cells that are kept as numbers: more are made again when they are needed."""
_SPREAD = 8
_READ_TOGETHER = 2**13


class Rows:
    """Rows of an array or a DataFrame, read as a model reads them."""

    def __init__(self, table: Any, convert: Convert) -> None:
        self._table, self._convert = table, convert
        self._kept: FloatArray | None = None
        if table.shape[0] * table.shape[1] <= _KEPT:
            self._kept = self._cells(0, len(table))

    def __len__(self) -> int:
        return len(self._table)

    def cells(self, start: int, stop: int) -> FloatArray:
        """Some neighboring rows, (columns, rows)."""
        return self._cells(start, stop) if self._kept is None else self._kept[:, start:stop]

    def telling(self) -> IntArray:
        """Positions of some rows, the first with a missing and with an infinite cell among them.

        All rows are read.
        """
        found = np.linspace(0, len(self) - 1, _SPREAD).astype(int).tolist()
        missing, infinite = True, True  # yet to be found
        for start in range(0, len(self), _READ_TOGETHER):
            total = self.cells(start, min(start + _READ_TOGETHER, len(self))).sum(axis=0)
            if np.isfinite(total).all():
                continue
            cells = self.cells(start, min(start + _READ_TOGETHER, len(self)))
            for wanted, strange in ((missing, np.isnan(cells)), (infinite, np.isinf(cells))):
                rows = np.flatnonzero(strange.any(axis=0))
                found += (start + rows[:1]).tolist() if wanted else []
            missing &= not np.isnan(cells).any()
            infinite &= not np.isinf(cells).any()
        return np.unique(found)

    def _cells(self, start: int, stop: int) -> FloatArray:
        rows = self._convert(rows_at(self._table, slice(start, stop)))
        return np.ascontiguousarray(np.asarray(rows, dtype=float).T)
