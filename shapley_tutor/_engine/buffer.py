"""Mixed rows for a block of coalitions, in a buffer that is rewritten column by column.

A cell of the buffer is a coalition and a pair (row of X, background row). From one block of
coalitions to the next only the columns of the players whose membership changes are written.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._engine.rows import ArrayPool, FramePool
from shapley_tutor._typing import Array, BoolArray, IntArray


class ArrayBlock:
    """Rows of an array, (coalitions, pairs, columns)."""

    def __init__(self, pool: ArrayPool, rows: IntArray, others: IntArray, coalitions: int) -> None:
        self._x = pool.rows[rows]  # (pairs, d)
        self._other = pool.rows[pool.n_explained + others]
        shape = (coalitions, *self._x.shape)
        self._buffer: Array = np.empty(shape, dtype=pool.rows.dtype)
        self._buffer[:] = self._other

    def write(self, column: int, present: BoolArray) -> None:
        """Take one column from X in the coalitions where it is present, (coalitions,)."""
        x, other = self._x[:, column], self._other[:, column]
        self._buffer[:, :, column] = np.where(present[:, None], x, other)

    def write_all(self, column: int, present: bool) -> None:
        """The same for a column that is present in all coalitions or in none."""
        self._buffer[:, :, column] = (self._x if present else self._other)[:, column]

    def take(self, first: int, last: int) -> Array:
        """Copy of the rows of some coalitions: predict may keep it and write into it."""
        part = self._buffer[first:last]
        return part.reshape(-1, part.shape[2]).copy()


class FrameBlock:
    """The same for a DataFrame: every column is a buffer of its own type."""

    def __init__(self, pool: FramePool, rows: IntArray, others: IntArray, coalitions: int) -> None:
        self._pool, self._coalitions = pool, coalitions
        self._x, self._other = rows, pool.n_explained + others
        absent = np.zeros(coalitions, dtype=bool)
        self._columns: list[Any] = [None] * len(pool.columns)
        for column in range(len(pool.columns)):
            self.write(column, absent)

    def write(self, column: int, present: BoolArray) -> None:
        """Take one column from X in the coalitions where it is present, (coalitions,)."""
        sources = np.where(present[:, None], self._x, self._other).ravel()
        self._columns[column] = self._pool.column(column, sources)

    def write_all(self, column: int, present: bool) -> None:
        """The same for a column that is present in all coalitions or in none."""
        self.write(column, np.full(self._coalitions, present))

    def take(self, first: int, last: int) -> Any:
        """Rows of some coalitions as a new DataFrame."""
        pairs = len(self._x)
        return self._pool.frame([column[first * pairs : last * pairs] for column in self._columns])


Block = ArrayBlock | FrameBlock


def block_of(
    pool: ArrayPool | FramePool, rows: IntArray, others: IntArray, coalitions: int
) -> Block:
    """Buffer for so many coalitions of these pairs; all columns start as absent."""
    kind: Any = FrameBlock if isinstance(pool, FramePool) else ArrayBlock
    block: Block = kind(pool, rows, others, coalitions)
    return block
