"""What stands in for the unknown features of a row, when it is more than a background row."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._cells import own_copy
from shapley_tutor._engine.kinds import kept
from shapley_tutor._engine.rows import ArrayPool, FramePool, as_types, pool_of_rows
from shapley_tutor._tables import check_columns, is_frame, same_labels
from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.removal import GaussianConditional, Impute, Imputed, Removal

_MOST_BYTES_REMEMBERED = 2**24
_RANK = 1e-12  # of correlations: below it, features are copies of one another


class GaussianPool:
    """Mixes rows of X with draws of the unknown features given the known ones.

    All of it in standard units: what is a copy of what must not depend on meters or miles.
    """

    def __init__(self, X: Any, removal: GaussianConditional) -> None:
        mean, cov = removal.moments_of(X)
        _check_real(X)
        rows = np.asarray(X, dtype=float)
        if not np.isfinite(rows).all():
            raise ValueError(
                "X holds NaN or infinity, which no normal distribution can be given; fill in such "
                "cells, or leave out their rows"
            )
        self.n_explained, self._X = len(rows), X
        self._mean, spread = mean, np.sqrt(np.diag(cov))
        self._spread = np.where(spread > 0, spread, 1.0)
        self._correlations = cov / self._spread / self._spread[:, None]
        self._rows, self._normals = rows, removal.normals
        self._remembered: dict[bytes, tuple[FloatArray, FloatArray]] = {}
        self._bytes = 0

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Any:
        """Rows (m, d): known columns from X, the rest drawn given them (draw ``others``)."""
        mixed = self._rows[rows]
        coalitions, which = np.unique(present, axis=0, return_inverse=True)
        for k, known in enumerate(coalitions):
            here = np.flatnonzero(which.ravel() == k)
            unknown = ~known
            slope, root = self._conditional(known)
            given = (mixed[np.ix_(here, known)] - self._mean[known]) / self._spread[known]
            noise = self._normals[others[here], : unknown.sum()] @ root.T
            drawn = (given @ slope.T + noise) * self._spread[unknown]
            mixed[np.ix_(here, unknown)] = self._mean[unknown] + drawn
        if not is_frame(self._X):
            return mixed.astype(self._X.dtype, copy=False)
        columns, index = self._X.columns.copy(), self._X.index.take(rows)
        frame = self._X._constructor(mixed, index, columns)
        frame.attrs = self._X.attrs
        return as_types(frame, list(self._X.dtypes))

    def _conditional(self, known: BoolArray) -> tuple[FloatArray, FloatArray]:
        """Regression of the unknown on the known, and a root of what it leaves unexplained."""
        key = known.tobytes()
        if key not in self._remembered:
            both, unknown = self._correlations, ~known
            cross = both[np.ix_(unknown, known)]
            inverse = np.linalg.pinv(both[np.ix_(known, known)], rcond=_RANK, hermitian=True)
            slope = cross @ inverse
            left = both[np.ix_(unknown, unknown)] - slope @ cross.T
            size, axes = np.linalg.eigh((left + left.T) / 2)
            self._remember(key, (slope, axes * np.sqrt(np.maximum(size, 0))))
        return self._remembered[key]

    def _remember(self, key: bytes, found: tuple[FloatArray, FloatArray]) -> None:
        """Keep the latest: a few thousand of small matrices, a few of large ones."""
        self._bytes += sum(array.nbytes for array in found)
        if self._bytes > _MOST_BYTES_REMEMBERED:
            self._remembered.clear()
            self._bytes = sum(array.nbytes for array in found)
        self._remembered[key] = found


class ImputedPool:
    """Rows of X whose unknown columns a function fills."""

    def __init__(self, X: Any, impute: Impute) -> None:
        self.n_explained = len(X)
        self._X, self._impute = X, impute

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Any:
        """Rows (m, d): known columns from X, the rest imputed."""
        known = own_copy(self._X.iloc[rows]) if is_frame(self._X) else self._X[rows]
        filled = self._impute(known, present.copy())
        self._check(filled, rows)
        return filled

    def _check(self, filled: Any, rows: IntArray) -> None:
        m, frame = len(rows), is_frame(self._X)
        needed = f"it must return the {m} rows that it was given, filled in"
        wrapped = "pd.DataFrame(impute(rows, present), rows.index, rows.columns)"
        if type(filled) is not type(self._X):
            raise TypeError(
                f"impute returned {type(filled).__name__} but X is {type(self._X).__name__}; "
                f"{needed}: pass lambda rows, present: "
                f"{wrapped if frame else 'np.asarray(impute(rows, present))'}"
            )
        if filled.shape != (m, self._X.shape[1]):
            raise ValueError(f"impute returned shape {filled.shape} for {m} rows; {needed}")
        if frame and list(filled.columns) != list(self._X.columns):
            turned = set(filled.columns) == set(self._X.columns)
            ending = "[rows.columns]" if turned else ".set_axis(rows.columns, axis=1)"
            raise ValueError(
                f"impute returned the columns {list(filled.columns)[:8]} but X has "
                f"{list(self._X.columns)[:8]}; {needed}: end it with {ending}"
            )
        if frame and not same_labels(filled.index, self._X.index.take(rows)):
            raise ValueError(
                f"impute returned rows with other labels; {needed}: end it with "
                ".set_axis(rows.index) if they stand in the same order"
            )
        if _types(filled) != _types(self._X):
            raise TypeError(
                f"impute returned values of type {_types(filled)} but X has {_types(self._X)}; "
                f"{_one_type(filled, self._X)}"
            )


def _one_type(filled: Any, X: Any) -> str:
    """What to write so that rows of X and what is filled in are of one type, and nothing is cut."""
    if not is_frame(X):
        if kept(filled, X.dtype):
            return "end it with .astype(rows.dtype)"
        dtype = filled.dtype if kept(X, filled.dtype) else "object"
        return f"X = X.astype({str(dtype)!r})"
    if all(kept(filled.iloc[:, j], dtype) for j, dtype in enumerate(X.dtypes)):
        return "end it with .astype(rows.dtypes)"
    wider = {}
    for j, (label, dtype) in enumerate(X.dtypes.items()):
        if not kept(filled.iloc[:, j], dtype):
            other = filled.dtypes.iloc[j]
            wider[label] = str(other) if kept(X.iloc[:, j], other) else "object"
    return f"X = X.astype({wider}), and end impute with .astype(rows.dtypes)"


def _types(X: Any) -> Any:
    """Type of an array's values; text of any length is one type. Of a DataFrame, each column's."""
    if is_frame(X):
        return X.dtypes.to_dict()
    return np.dtype("U") if X.dtype.kind == "U" else X.dtype


def _check_real(X: Any) -> None:
    """Say so when X holds anything but real numbers: what is drawn is never whole."""
    kinds = [(name, dtype) for name, dtype in X.dtypes.items()] if is_frame(X) else [("", X.dtype)]
    for name, dtype in kinds:
        if not (isinstance(dtype, np.dtype) and dtype.kind == "f"):
            where = f" in column {name!r}" if is_frame(X) else ""
            numbers = kept(X[name] if is_frame(X) else X, np.dtype(float))
            way_out = (
                "if the model takes them, pass X.astype(float)"
                if numbers
                else "give the model such columns as numbers, or take a Marginal"
            )
            raise TypeError(
                f"X holds {dtype}{where}, but a GaussianConditional draws real numbers; {way_out}"
            )


Pool = ArrayPool | FramePool | GaussianPool | ImputedPool


def pool_of(removal: Removal, X: Any, name: str = "X") -> Pool:
    """Pool of X's rows and of what a removal puts in place of their unknown features.

    ``name`` is what messages call X.
    """
    if isinstance(removal, GaussianConditional):
        return GaussianPool(X, removal)
    if isinstance(removal, Imputed):
        return ImputedPool(X, removal.impute)
    check_columns(X, removal.rows, (name, removal.name))
    rows, counts = removal.rows, removal.weights > 0
    if not counts.all():
        rows = rows[counts]
    return pool_of_rows(X, rows, (name, removal.name))
