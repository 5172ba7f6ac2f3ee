"""Rows that users hand over: numpy arrays or pandas DataFrames, checked."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np


def is_frame(X: Any) -> bool:
    """Whether X is a pandas DataFrame; pandas is not imported for it."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(X, pandas.DataFrame)


def check_table(X: Any, name: str) -> Any:
    """Return a 2-D array or DataFrame with at least one row, or say what came instead."""
    if is_frame(X):
        repeated = X.columns[X.columns.duplicated()]
        if len(repeated):
            raise ValueError(f"{name} has two columns named {repeated[0]!r}; rename one")
    elif isinstance(X, np.ma.MaskedArray):
        raise TypeError(
            f"{name} is a masked array, whose mask would be lost; say what masked cells hold: "
            f"{name}.filled(np.nan), or any value that the model knows"
        )
    elif not isinstance(X, np.ndarray):
        way_out = f"{name}.toarray()" if hasattr(X, "toarray") else f"np.asarray({name})"
        raise TypeError(
            f"{name} must be a numpy array or a pandas DataFrame, got {type(X).__name__}; "
            f"convert it with {way_out}"
        )
    if X.ndim != 2:
        hint = f"; pass one row as {name}[None]" if X.ndim == 1 else ""
        raise ValueError(f"{name} must have shape (rows, columns), got shape {X.shape}{hint}")
    if 0 in X.shape:
        raise ValueError(f"{name} is empty: shape {X.shape}; it needs at least one row and column")
    return X


def check_columns(X: Any, background: Any, name: str = "background") -> None:
    """Say where the columns of the background differ from those of X."""
    if is_frame(X) != is_frame(background):
        kinds = [type(table).__name__ for table in (X, background)]
        raise TypeError(f"X is a {kinds[0]} but {name} is a {kinds[1]}; pass both as the same kind")
    if X.shape[1] != background.shape[1]:
        raise ValueError(
            f"{name} has {background.shape[1]} columns but X has {X.shape[1]}; "
            "pass rows with the same features in the same order"
        )
    if is_frame(X) and list(X.columns) != list(background.columns):
        ours, theirs = list(X.columns), list(background.columns)
        if set(ours) == set(theirs):
            raise ValueError(
                f"{name} has the columns of X in another order ({theirs} instead of {ours}); "
                f"pass {name}[X.columns]"
            )
        strange = sorted(map(str, set(theirs) - set(ours)))
        raise ValueError(f"{name} has columns that X lacks: {', '.join(strange)}")


def column_names(X: Any) -> tuple[str, ...]:
    """Names of the columns: those of a DataFrame, else x0, x1, ..."""
    return tuple(map(str, X.columns)) if is_frame(X) else tuple(f"x{j}" for j in range(X.shape[1]))
