"""Rows to explain and background rows in one pool, so that rows can be mixed column by column.

A mixed row takes each column either from a row of X or from a background row. What comes
out is of the kind that X is: an array of one type, or a DataFrame with X's columns and types.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._typing import Array, BoolArray, IntArray


def rows_of(X: Any, rows: IntArray) -> Any:
    """Some neighboring rows: a view of an array, a slice of a DataFrame."""
    here = slice(rows[0], rows[-1] + 1)
    return X.iloc[here] if is_frame(X) else X[here]


def row_bytes(X: Any) -> int:
    """About how many bytes a row takes."""
    return int(X.memory_usage(index=False).sum() // len(X)) if is_frame(X) else X[:1].nbytes


class Coded:
    """Columns whose distinct values are sorted out once."""

    def __init__(self) -> None:
        self._codes: dict[int, IntArray] = {}

    def codes(self, j: int) -> IntArray:
        """Equal values of a column have equal codes 0, 1, ...: (pool rows,); NaN equals NaN."""
        if j not in self._codes:
            self._codes[j] = self._sort_out(j)
        return self._codes[j]

    def _sort_out(self, j: int) -> IntArray:
        raise NotImplementedError


class ArrayPool(Coded):
    """Rows of two arrays of one common type."""

    def __init__(self, X: Array, background: Array) -> None:
        super().__init__()
        dtype = common_dtype(X, background, "background")
        self.rows = np.concatenate([X.astype(dtype), background.astype(dtype)])
        self.n_explained = len(X)

    def explained(self, rows: IntArray) -> Array:
        """Rows of X."""
        return self.rows[rows]

    def _sort_out(self, j: int) -> IntArray:
        return np.unique(self.rows[:, j], return_inverse=True)[1]

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Array:
        """Rows (m, d): columns that are present (m, d) from X, the rest from the background."""
        return np.where(present, self.rows[rows], self.rows[self.n_explained + others])


class FramePool(Coded):
    """Rows of two DataFrames with the same columns; every column keeps its own type."""

    def __init__(self, X: Any, background: Any) -> None:
        super().__init__()
        import pandas as pd

        self.n_explained = len(X)
        self.columns = list(X.columns)
        self._make = pd.DataFrame
        self._pools = [_joined_column(X[name], background[name]) for name in self.columns]

    def explained(self, rows: IntArray) -> Any:
        """Rows of X."""
        return self.frame([pool.take(rows) for pool in self._pools])

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Any:
        """Rows (m, d): columns that are present (m, d) from X, the rest from the background."""
        sources = _sources(self.n_explained, rows, present, others)
        return self.frame([pool.take(sources[:, j]) for j, pool in enumerate(self._pools)])

    def column(self, j: int, sources: IntArray) -> Any:
        """Cells of one column by their positions in the pool."""
        return self._pools[j].take(sources)

    def frame(self, columns: list[Any]) -> Any:
        """DataFrame of columns, which are copied."""
        return self._make(dict(zip(self.columns, columns, strict=True)))

    def _sort_out(self, j: int) -> IntArray:
        from pandas import factorize

        return np.asarray(factorize(self._pools[j], use_na_sentinel=False)[0], dtype=np.int64)


def pool_of_rows(X: Any, background: Any) -> ArrayPool | FramePool:
    """Pool of the rows of X and of a background whose columns have been checked."""
    return FramePool(X, background) if is_frame(X) else ArrayPool(X, background)


def common_dtype(X: Array, background: Array, name: str) -> np.dtype[Any]:
    """Type that holds the values of both without cutting any; X's own wherever it can.

    An integer background is not a reason to cut the decimals of X, nor the reverse.
    """
    ours, theirs = X.dtype, background.dtype
    if ours == theirs:
        return ours
    if ours.kind == theirs.kind == "U":  # text as wide as the longer one
        return np.result_type(ours, theirs)
    if ours.kind not in "biuf" or theirs.kind not in "biuf":
        raise TypeError(
            f"{name} has type {theirs} but X has type {ours}; convert one of them, "
            "or pass DataFrames, where every column has its own type"
        )
    if ours.kind == "f":
        return ours
    with np.errstate(invalid="ignore"):
        kept = np.array_equal(background.astype(ours), background)
    return ours if kept else np.result_type(ours, theirs)


def _sources(n_explained: int, rows: IntArray, present: BoolArray, others: IntArray) -> IntArray:
    """Index into the pool for each cell of the mixed rows: (m, d)."""
    return np.where(present, rows[:, None], n_explained + others[:, None])


def _joined_column(x: Any, background: Any) -> Any:
    """Values of one column of X and of the background, in X's type where that cuts nothing."""
    import pandas as pd

    name = f"column {x.name!r} of background"
    if x.dtype != background.dtype:
        plain = isinstance(x.dtype, np.dtype) and isinstance(background.dtype, np.dtype)
        if not plain:
            raise TypeError(
                f"{name} has type {background.dtype} but X has {x.dtype}; "
                f"convert it with background.astype({{{x.name!r}: X[{x.name!r}].dtype}})"
            )
        dtype = common_dtype(x.to_numpy(), background.to_numpy(), name)
        x, background = x.astype(dtype), background.astype(dtype)
    return pd.concat([x, background], ignore_index=True).array
