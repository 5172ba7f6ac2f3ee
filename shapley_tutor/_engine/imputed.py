"""Rows completed by a function of what is known of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapley_tutor._engine.rows import is_frame
from shapley_tutor._typing import BoolArray, IntArray

Impute = Callable[[Any, BoolArray], Any]


class Imputed:
    """Unknown features are filled in by a function of the known ones.

    v(S) = f(impute(x, S)): an inpainted picture, a sentence without some words, a mean of the
    neighbors that are known. v(empty set) may differ from row to row. Introduced in chapter
    *A real photograph*. Source: Covert et al. (2021), section 4.

    Parameters
    ----------
    impute
        Function of rows (m, d), of the kind that X is, and present (m, d) bool: returns the
        rows with all other columns filled. It gets a copy, and should look at no column that
        is not present.

    Examples
    --------
    >>> from shapley_tutor import prediction_game
    >>> def mean_of_known(rows, present):
    ...     known = np.maximum(present.sum(axis=1, keepdims=True), 1)
    ...     mean = np.where(present, rows, 0).sum(axis=1, keepdims=True) / known
    ...     return np.where(present, rows, mean)
    >>> game = prediction_game(
    ...     lambda X: X.sum(axis=1), np.array([3.0, 5.0]), Imputed(mean_of_known)
    ... )
    >>> game.worths()
    array([ 0.,  6., 10.,  8.])
    """

    def __init__(self, impute: Impute) -> None:
        if not callable(impute):
            raise TypeError(
                f"impute must be a function of rows and present, got {type(impute).__name__}; "
                "a fixed row is a Baseline, several are a Marginal"
            )
        self.impute = impute
        self.weights = np.ones(1)

    def pool(self, X: Any) -> ImputedPool:
        """Pool of X's rows and the function that completes them."""
        return ImputedPool(X, self.impute)

    def __repr__(self) -> str:
        return f"Imputed({getattr(self.impute, '__name__', self.impute)})"


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
