"""What stands in for the unknown features of a row, when it is more than a background row."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._engine.rows import ArrayPool, FramePool, pool_of_rows
from shapley_tutor._tables import check_columns, is_frame
from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.removal import GaussianConditional, Impute, Imputed, Removal


class GaussianPool:
    """Mixes rows of X with draws of the unknown features given the known ones."""

    def __init__(self, X: Any, mean: FloatArray, cov: FloatArray, normals: FloatArray) -> None:
        self.columns = list(X.columns) if is_frame(X) else None
        self._frame = type(X) if is_frame(X) else None
        if X.shape[1] != len(mean):
            raise ValueError(f"mean has {len(mean)} entries but X has {X.shape[1]} columns")
        try:
            rows = np.asarray(X, dtype=float)
        except (TypeError, ValueError) as error:
            raise TypeError("X must hold numbers for a GaussianConditional removal") from error
        if not np.isfinite(rows).all():
            raise ValueError("X holds NaN or infinity, which no normal distribution can be given")
        self.n_explained = len(rows)
        self._rows, self._mean, self._cov, self._normals = rows, mean, cov, normals
        self._conditionals: dict[bytes, tuple[FloatArray, FloatArray]] = {}

    def explained(self, rows: IntArray) -> Any:
        """Rows of X."""
        return self._like_X(self._rows[rows])

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Any:
        """Rows (m, d): known columns from X, the rest drawn given them (draw ``others``)."""
        mixed = self._rows[rows]
        coalitions, which = np.unique(present, axis=0, return_inverse=True)
        for k, known in enumerate(coalitions):
            here = np.flatnonzero(which.ravel() == k)
            unknown = ~known
            slope, root = self._conditional(known)
            shift = (mixed[np.ix_(here, known)] - self._mean[known]) @ slope.T
            noise = self._normals[others[here], : unknown.sum()] @ root.T
            mixed[np.ix_(here, unknown)] = self._mean[unknown] + shift + noise
        return self._like_X(mixed)

    def _conditional(self, known: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Regression of the unknown on the known, and a root of what it leaves unexplained."""
        key = known.tobytes()
        if key not in self._conditionals:
            cov, unknown = self._cov, ~known
            cross = cov[np.ix_(unknown, known)]
            slope = cross @ np.linalg.pinv(cov[np.ix_(known, known)], hermitian=True)
            left = cov[np.ix_(unknown, unknown)] - slope @ cross.T
            size, axes = np.linalg.eigh((left + left.T) / 2)
            self._conditionals[key] = slope, axes * np.sqrt(np.maximum(size, 0))
        return self._conditionals[key]

    def _like_X(self, rows: FloatArray) -> Any:
        return rows if self._frame is None else self._frame(rows, columns=self.columns)


class ImputedPool:
    """Rows of X whose unknown columns a function fills."""

    def __init__(self, X: Any, impute: Impute) -> None:
        self.n_explained = len(X)
        self._X, self._impute = X, impute

    def explained(self, rows: IntArray) -> Any:
        """Rows of X, copied."""
        return self._X.iloc[rows] if is_frame(self._X) else self._X[rows]

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Any:
        """Rows (m, d): known columns from X, the rest imputed."""
        filled = self._impute(self.explained(rows), present.copy())
        self._check(filled, len(rows))
        return filled

    def _check(self, filled: Any, m: int) -> None:
        needed = f"it must return the {m} rows that it was given, filled in"
        if type(filled) is not type(self._X):
            raise TypeError(
                f"impute returned {type(filled).__name__} but X is {type(self._X).__name__}; "
                f"{needed}"
            )
        if filled.shape != (m, self._X.shape[1]):
            raise ValueError(f"impute returned shape {filled.shape} for {m} rows; {needed}")
        if is_frame(filled) and list(filled.columns) != list(self._X.columns):
            raise ValueError(
                f"impute returned the columns {list(filled.columns)[:8]} but X has "
                f"{list(self._X.columns)[:8]}; {needed}: end it with [rows.columns]"
            )
        if _types(filled) != _types(self._X):
            raise TypeError(
                f"impute returned values of type {_types(filled)} but X has {_types(self._X)}; "
                "end it with .astype(rows.dtype), or pass X as floats"
            )


def _types(X: Any) -> Any:
    """Type of an array's values; text of any length is one type. Of a DataFrame, each column's."""
    if is_frame(X):
        return X.dtypes.to_dict()
    return np.dtype("U") if X.dtype.kind == "U" else X.dtype


Pool = ArrayPool | FramePool | GaussianPool | ImputedPool


def pool_of(removal: Removal, X: Any) -> Pool:
    """Pool of X's rows and of what a removal puts in place of their unknown features."""
    if isinstance(removal, GaussianConditional):
        return GaussianPool(X, removal.mean, removal.cov, removal.normals)
    if isinstance(removal, Imputed):
        return ImputedPool(X, removal.impute)
    check_columns(X, removal.rows)
    return pool_of_rows(X, removal.rows)
