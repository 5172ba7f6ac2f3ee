"""Rows that users hand over: numpy arrays or pandas DataFrames, checked."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np


def is_frame(X: Any) -> bool:
    """Whether X is a pandas DataFrame; pandas is not imported for it."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(X, pandas.DataFrame)


def as_table(X: Any, name: str) -> Any:
    """Return a 2-D array or DataFrame with at least one row, or say what came instead.

    Lists of rows and numpy's matrices become arrays.
    """
    if is_frame(X):
        repeated = X.columns[X.columns.duplicated()]
        if len(repeated):
            raise ValueError(f"{name} has two columns named {repeated[0]!r}; rename one")
    elif isinstance(X, np.ma.MaskedArray):
        raise TypeError(
            f"{name} is a masked array, whose mask would be lost; say what masked cells hold: "
            f"{name}.filled(np.nan), or any value that the model knows"
        )
    elif isinstance(X, (np.ndarray, list, tuple)):
        X = _as_array(X, name)
    else:
        raise TypeError(
            f"{name} must be a numpy array or a pandas DataFrame, got {_kind(X)}; "
            f"{_way_out(X, name)}"
        )
    if not is_frame(X) and X.dtype.kind == "V":
        kind = "a structured array" if X.dtype.names else "an array of raw bytes"
        way_out = f"pd.DataFrame(np.ravel({name}))" if X.dtype.names else f"{name}.astype(object)"
        raise TypeError(f"{name} is {kind}, whose fields are no columns; pass {way_out}")
    _check_shape(X, name)
    return X


def as_row(x: Any, name: str) -> Any:
    """Return one row as a table: of shape (d,) or (1, d), or a DataFrame of one row."""
    if isinstance(x, (list, tuple)) and not (len(x) and isinstance(x[0], (list, tuple))):
        x = np.asarray(x)
    one = isinstance(x, np.ndarray) and x.ndim == 1
    return as_table(x[None] if one else x, name)


def check_columns(X: Any, background: Any, name: str = "background") -> None:
    """Say where the columns of the background differ from those of X."""
    if is_frame(X) != is_frame(background):
        frame, array = ("X", name) if is_frame(X) else (name, "X")
        raise TypeError(
            f"{frame} is a DataFrame but {array} is an array; pass both as the same kind: "
            f"pd.DataFrame({array}, columns={frame}.columns), or {frame}.to_numpy() if the model "
            "takes arrays"
        )
    if X.shape[1] != background.shape[1]:
        raise ValueError(
            f"{name} has {background.shape[1]} columns but X has {X.shape[1]}; "
            "pass rows with the same features in the same order"
        )
    if not is_frame(X) or X.columns.equals(background.columns):
        return
    ours, theirs = list(X.columns), list(background.columns)
    if ours != theirs:
        if set(ours) == set(theirs):
            raise ValueError(
                f"{name} has the columns of X in another order ({_few(theirs)} instead of "
                f"{_few(ours)}); pass {name}[X.columns]"
            )
        strange = sorted(set(theirs) - set(ours), key=str)
        raise ValueError(f"{name} has columns that X lacks: {_few(strange)}")


def column_labels(X: Any) -> list[Any]:
    """What the columns are called: a DataFrame's own labels, else their positions."""
    return list(X.columns) if is_frame(X) else list(range(X.shape[1]))


def names_of(labels: Iterable[Any]) -> tuple[str, ...]:
    """Labels as text; those that are equal as text only, such as 1 and "1", as Python writes them.

    Examples
    --------
    >>> names_of(["age", 1, "1"])
    ('age', '1', "'1'")
    """
    labels = list(labels)
    count = Counter(map(str, labels))
    names = tuple(str(x) if count[str(x)] == 1 else repr(x) for x in labels)
    return names if len(set(names)) == len(names) else tuple(map(repr, labels))


def _as_array(X: Any, name: str) -> Any:
    try:
        array = np.asarray(X)
    except ValueError:  # rows of different lengths
        raise ValueError(
            f"{name} is a {type(X).__name__} whose rows differ in length; "
            "give every row the same number of columns"
        ) from None
    return array


def _check_shape(X: Any, name: str) -> None:
    if X.ndim != 2:
        hint = ""
        if X.ndim == 1:
            hint = (
                f"; pass one row as {name}[None], and one column, such as texts, as {name}[:, None]"
            )
        elif X.ndim > 2:
            hint = (
                f"; pass {name}.reshape(len({name}), -1), reshape inside predict, and make players "
                "of several columns with groups"
            )
        raise ValueError(f"{name} must have shape (rows, columns), got shape {X.shape}{hint}")
    if 0 in X.shape:
        raise ValueError(f"{name} is empty: shape {X.shape}; it needs at least one row and column")


def _kind(X: Any) -> str:
    kind = type(X)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _way_out(X: Any, name: str) -> str:
    """What to write instead of X."""
    if X is None:
        return "pass rows of the data, such as the training rows"
    module = type(X).__module__.partition(".")[0]
    if module == "pandas":
        return f"pass one row as {name}.to_frame().T, one column as {name}.to_frame()"
    if hasattr(X, "to_pandas"):
        return f"pass {name}.to_pandas()"
    if hasattr(X, "toarray"):
        return f"pass {name}.toarray()"
    if hasattr(X, "detach"):
        return f"pass {name}.detach().cpu().numpy()"
    if hasattr(X, "data") and hasattr(X, "weights"):  # what shap.kmeans gives
        return f"pass st.Marginal({name}.data, {name}.weights)"
    if module == "shap" and hasattr(X, "data"):
        return f"pass the rows that it was made of, {name}.data"
    if callable(X):
        return "rows filled in by a function are st.Imputed(function)"
    if isinstance(X, str):
        return f"pass texts as a column, np.array([{name}])[:, None]"
    return "pass the array or DataFrame that it was made of"


def _few(labels: list[Any]) -> str:
    return ", ".join(map(repr, labels[:8])) + (" ..." if len(labels) > 8 else "")
