"""Rows of numbers for a network: checked, standardized, with their columns' names.

Numpy alone; :mod:`shapley_tutor.models.mlp` stands on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from shapley_tutor._typing import FloatArray


class Standardizer(NamedTuple):
    """Raw rows to a model's inputs: (X - center) / scale, column by column."""

    center: FloatArray  # (d,)
    scale: FloatArray  # (d,)
    names: list[str] | None  # column names, if the rows it was fitted on had any

    def __call__(self, X: Any) -> FloatArray:
        """Standardize raw rows (m, d)."""
        rows, names = as_rows(X), names_of_columns(X)
        if rows.shape[1] != len(self.center):
            raise ValueError(
                f"X has {rows.shape[1]} columns but the training rows have "
                f"{len(self.center)}; pass rows with the same features in the same order"
            )
        if None not in (names, self.names) and names != self.names:
            raise ValueError(
                f"X has columns {names} but the training rows have {self.names}; "
                f"pass X[{self.names}]"
            )
        return np.asarray((rows - self.center) / self.scale)


def fit_standardizer(X: Any, columns: Sequence[int] | None = None) -> Standardizer:
    """Mean and standard deviation of the given columns (None: all); the others are kept.

    Introduced in chapter *What is a feature worth?*

    Examples
    --------
    >>> to_inputs = fit_standardizer([[40, 0], [60, 1]], columns=[0])
    >>> to_inputs([[50, 1], [70, 0]])
    array([[0., 1.],
           [2., 0.]])
    """
    rows = as_rows(X)
    d = rows.shape[1]
    chosen = list(range(d) if columns is None else columns)
    if any(column not in range(d) for column in chosen):
        raise ValueError(f"standardize is {chosen} but X has columns 0 to {d - 1}; pass numbers")
    center, scale = np.zeros(d), np.ones(d)
    center[chosen] = rows[:, chosen].mean(axis=0)
    spread = rows[:, chosen].std(axis=0)
    scale[chosen] = np.where(spread > 0, spread, 1)  # a constant column becomes 0
    return Standardizer(center, scale, names_of_columns(X))


def as_rows(X: Any) -> FloatArray:
    """X as a finite float64 table (m, d), or an error that says what is wrong with it.

    Examples
    --------
    >>> as_rows([[1, 2]])
    array([[1., 2.]])
    """
    if hasattr(X, "detach"):
        raise TypeError("X is a torch tensor; pass numpy rows: X.detach().cpu().numpy()")
    try:
        rows = np.asarray(X, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"X is not a table of numbers ({error}); encode it as numbers") from error
    if rows.ndim != 2 or 0 in rows.shape:
        raise ValueError(
            f"X has shape {rows.shape} but must be a table (rows, features) with at least one "
            "of each; for one row pass X[:1] or x.reshape(1, -1)"
        )
    if not np.isfinite(rows).all():
        row, column = np.argwhere(~np.isfinite(rows))[0]
        raise ValueError(
            f"X holds {rows[row, column]} in row {row}, column {column}, which the model cannot "
            "take; impute it or drop the row"
        )
    return rows


def as_classes(y: Any, n_classes: int | None = None) -> NDArray[np.int64]:
    """Class numbers 0, 1, ... as int64 (m,), or an error that says what is wrong with them.

    Examples
    --------
    >>> as_classes([True, False])
    array([1, 0])
    """
    labels = np.asarray(y)
    numbers = labels.ndim == 1 and labels.size > 0 and labels.dtype.kind in "buif"
    if not numbers or labels.min() < 0 or np.any(labels != np.floor(labels)):
        raise ValueError(
            f"y has shape {labels.shape} and type {labels.dtype} but must hold one class number "
            "0, 1, 2, ... a row; np.unique(y, return_inverse=True)[1] numbers any labels"
        )
    if n_classes is not None and labels.max() >= n_classes:
        raise ValueError(
            f"y holds class {labels.max()} but the training classes are 0 to {n_classes - 1}; "
            "train on rows of every class"
        )
    return labels.astype(np.int64)


def names_of_columns(X: Any) -> list[str] | None:
    """Names of a DataFrame's columns; None for an array."""
    return [str(name) for name in X.columns] if hasattr(X, "columns") else None
