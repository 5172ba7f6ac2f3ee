"""Rows to explain and background rows in one pool, so that rows can be mixed column by column.

A mixed row takes each column either from a row of X or from a background row. What comes
out is of the kind that X is: an array of its type, or a DataFrame with X's columns and types, in
which every row has the label of the row of X that it was made of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._cells import rows_at
from shapley_tutor._engine.cells import bits, numbered, numbers_of_column
from shapley_tutor._engine.kinds import common_arrays, common_columns
from shapley_tutor._tables import is_frame
from shapley_tutor._typing import Array, BoolArray, IntArray


class Grid(NamedTuple):
    """Every one of some coalitions with every one of some pairs (row of X, background row)."""

    rows: IntArray  # positions in X, (P,)
    others: IntArray  # background rows, (P,)
    present: BoolArray  # columns that each coalition knows, (C, d)

    @property
    def size(self) -> int:
        """How many mixed rows these are: coalition after coalition, pair after pair."""
        return len(self.rows) * len(self.present)


def rows_of(X: Any, rows: IntArray) -> Any:
    """Some neighboring rows: a view of an array, a slice of a DataFrame."""
    return rows_at(X, slice(rows[0], rows[-1] + 1))


def row_bytes(X: Any) -> int:
    """About how many bytes a row takes."""
    return int(X.memory_usage(index=False).sum() // len(X)) if is_frame(X) else X[:1].nbytes


class Cells:
    """Columns of X and of the background in one numpy type."""

    def __init__(self, X: Array, background: Array) -> None:
        self.X, self.background = X, background
        self._codes: dict[int, tuple[IntArray, IntArray]] = {}
        self._bits: tuple[Array, Array] | None = None

    def grid(self, parts: Sequence[Grid], columns: IntArray | slice = slice(None)) -> Array:
        """Mixed rows of all parts, one under the other: (m, d)."""
        mixed = np.empty((sum(part.size for part in parts), self.X.shape[1]), self.X.dtype)
        start = 0
        for rows, others, present in parts:
            end = start + len(rows) * len(present)
            here = mixed[start:end].reshape(len(present), len(rows), -1)
            _put_together(here, self.X[rows], self.background[others], present[:, None, columns])
            start = end
        return mixed

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Array:
        """Rows (m, d): cells that are present (m, d) from X, the rest from the background."""
        mixed = self.background[others]
        np.copyto(mixed, self.X[rows], where=present)
        return mixed

    def codes(self, j: int) -> tuple[IntArray, IntArray]:
        """Equal cells of a column have equal codes 0, 1, ...: of X (n,), of background (B,)."""
        if j not in self._codes:
            x, other = self._comparable
            both = np.concatenate([x[:, j], other[:, j]])
            found = np.unique(both, return_inverse=True)[1]
            self._codes[j] = found[: len(x)], found[len(x) :]
        return self._codes[j]

    def differ(self, rows: IntArray, others: IntArray) -> BoolArray:
        """Whether cells differ between rows of X (r,) and background rows (b,): (r, b, d)."""
        x, other = self._comparable
        different: BoolArray = x[rows][:, None] != other[others][None]
        return different

    @property
    def _comparable(self) -> tuple[Array, Array]:
        """Cells as numbers or text that compare as the cells do: bit by bit, objects as numbers.

        So NaN equals NaN, and 0.0 is not -0.0: a model may tell them apart.
        """
        if self._bits is None:
            both = self.X, self.background
            self._bits = (
                numbered(*both) if self.X.dtype == object else (bits(both[0]), bits(both[1]))
            )
        return self._bits


def _put_together(out: Array, known: Array, unknown: Array, present: BoolArray) -> None:
    """Fill ``out`` with the cells that are present of ``known``, and the others of ``unknown``."""
    if out.dtype.itemsize == 8 and out.dtype.kind in "iufmM":  # bit by bit, several times faster
        mixed, ours, theirs = (cells.view(np.uint64) for cells in (out, known, unknown))
        np.multiply(present, ours ^ theirs, out=mixed)
        mixed ^= theirs
    else:
        out[:] = unknown
        np.copyto(out, known, where=present)


class ArrayPool(Cells):
    """Rows of two arrays of one common type."""

    def __init__(self, X: Array, background: Array, names: tuple[str, str]) -> None:
        super().__init__(*common_arrays(X, background, names))
        self.n_explained = len(X)


class FramePool:
    """Rows of two DataFrames with the same columns; every column keeps its own type.

    Columns of one numpy type lie together in one array, those of pandas' own types by themselves.
    """

    def __init__(self, X: Any, background: Any, names: tuple[str, str]) -> None:
        self.n_explained, self.columns, self.index = len(X), X.columns, X.index
        self._kind, self._attrs = X._constructor, dict(X.attrs)
        joined = [
            common_columns(X.iloc[:, j], background.iloc[:, j], names) for j in range(X.shape[1])
        ]
        self._dtypes = [x.dtype for x, _ in joined]
        frames = as_types(X, self._dtypes), as_types(background, self._dtypes)
        self._blocks: list[tuple[IntArray, Cells]] = []
        self._single: list[tuple[int, Any, Cells]] = []
        numpy_types: dict[Any, list[int]] = {}
        for j, dtype in enumerate(self._dtypes):
            if isinstance(dtype, np.dtype):
                numpy_types.setdefault(dtype, []).append(j)
            else:
                self._add_single(j, *joined[j])
        for dtype, places in numpy_types.items():
            cells = Cells(*(_block(frame, places, dtype) for frame in frames))
            self._blocks.append((np.array(places), cells))
        self._where = {j: (cells, i) for own, cells in self._blocks for i, j in enumerate(own)}
        self._where |= {j: (cells, 0) for j, _, cells in self._single}

    def grid(self, parts: Sequence[Grid]) -> Any:
        """Mixed rows of all parts, one under the other: a DataFrame."""
        labels = np.concatenate([np.tile(part.rows, len(part.present)) for part in parts])
        blocks = [cells.grid(parts, own) for own, cells in self._blocks]
        singles = [both.take(_positions(parts, j, self.n_explained)) for j, both, _ in self._single]
        return self._frame(blocks, singles, labels)

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Any:
        """Rows (m, d): columns that are present (m, d) from X, the rest from the background."""
        blocks = [cells.mix(rows, present[:, own], others) for own, cells in self._blocks]
        singles = [
            both.take(np.where(present[:, j], rows, self.n_explained + others))
            for j, both, _ in self._single
        ]
        return self._frame(blocks, singles, rows)

    def codes(self, j: int) -> tuple[IntArray, IntArray]:
        """Equal cells of a column have equal codes 0, 1, ...: of X (n,), of background (B,)."""
        cells, place = self._where[j]
        return cells.codes(place)

    def differ(self, rows: IntArray, others: IntArray) -> BoolArray:
        """Whether cells differ between rows of X (r,) and background rows (b,): (r, b, d)."""
        different = np.empty((len(rows), len(others), len(self._dtypes)), dtype=bool)
        for own, cells in self._blocks:
            different[:, :, own] = cells.differ(rows, others)
        for j, _, cells in self._single:
            different[:, :, j] = cells.differ(rows, others)[:, :, 0]
        return different

    def _add_single(self, j: int, x: Any, background: Any) -> None:
        from pandas import concat

        both = concat([x, background], ignore_index=True)
        codes, n = numbers_of_column(both), self.n_explained
        self._single.append((j, both.array, Cells(codes[:n, None], codes[n:, None])))

    def _frame(self, blocks: list[Array], singles: list[Any], labels: IntArray) -> Any:
        from pandas import DataFrame, Series

        index, columns = self.index.take(labels), self.columns.copy()  # predict may rename them
        if len(blocks) == 1 and not singles:
            block = blocks[0]  # its type is said, for pandas makes text of objects
            return self._as_X_is(DataFrame(block, index, columns, dtype=block.dtype, copy=False))
        cells: list[Any] = [None] * len(self._dtypes)
        for (own, _), block in zip(self._blocks, blocks, strict=True):
            for i, j in enumerate(own):
                cells[j] = Series(block[:, i], index=index, dtype=block.dtype, copy=False)
        for (j, _, _), array in zip(self._single, singles, strict=True):
            cells[j] = Series(array, index=index, copy=False)
        frame = DataFrame(dict(enumerate(cells)), index=index, copy=False)
        frame.columns = columns
        return self._as_X_is(frame)

    def _as_X_is(self, frame: Any) -> Any:
        """The DataFrame in X's class, with what is said about the whole of it."""
        from pandas import DataFrame

        frame = frame if self._kind is DataFrame else self._kind(frame)
        frame.attrs = self._attrs
        return frame


def check_types(X: Any, background: Any, names: tuple[str, str]) -> None:
    """Say so if no type holds both all rows of X and the background."""
    if is_frame(X):
        for j in range(X.shape[1]):
            common_columns(X.iloc[:, j], background.iloc[:, j], names)
    else:
        common_arrays(X, background, names)


def pool_of_rows(X: Any, background: Any, names: tuple[str, str]) -> ArrayPool | FramePool:
    """Pool of the rows of X and of a background whose columns have been checked.

    ``names`` are what messages call the two.
    """
    return (FramePool if is_frame(X) else ArrayPool)(X, background, names)


def _positions(parts: Sequence[Grid], j: int, n_explained: int) -> IntArray:
    """Where the cells of one column stand in X and background together: (m,)."""
    return np.concatenate(
        [
            np.where(present[:, None, j], rows, n_explained + others).ravel()
            for rows, others, present in parts
        ]
    )


def as_types(frame: Any, dtypes: list[Any]) -> Any:
    """The frame itself, or with the columns that need it in another type."""
    changed = {j: dtype for j, dtype in enumerate(dtypes) if frame.dtypes.iloc[j] != dtype}
    if not changed:
        return frame
    frame = frame.copy()
    for j, dtype in changed.items():
        frame.isetitem(j, frame.iloc[:, j].astype(dtype))
    return frame


def _block(frame: Any, places: list[int], dtype: Any) -> Array:
    """Columns of one numpy type as one array (rows, columns)."""
    block = np.empty((len(frame), len(places)), dtype=dtype)
    for i, j in enumerate(places):
        block[:, i] = frame.iloc[:, j].to_numpy()
    return block
