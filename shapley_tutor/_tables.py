"""Rows that users hand over: numpy arrays or pandas DataFrames, checked."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Mapping
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
    given = X
    if is_frame(X):
        repeated = X.columns[X.columns.duplicated()]
        if len(repeated):
            raise ValueError(
                f"{name} has two columns named {repeated[0]!r}; rename one, such as by "
                f"{name}.set_axis(names, axis=1)"
            )
    elif isinstance(X, np.ma.MaskedArray):
        code = {"f": ".filled(np.nan)", "O": ".filled(None)"}
        code |= dict.fromkeys("biu", ".astype(float).filled(np.nan)")
        raise TypeError(
            f"{name} is a masked array, whose mask would be lost; say what masked cells hold: "
            f"{name}{code.get(X.dtype.kind, '.filled()')}, or any value that the model knows"
        )
    elif isinstance(X, (np.ndarray, list, tuple)):
        X = _as_array(X, name)
    else:
        raise TypeError(
            f"{name} must be a numpy array or a pandas DataFrame, got {kind_of(X)}; "
            f"{_way_out(X, name)}"
        )
    if not is_frame(X) and X.dtype.kind == "V":
        raise TypeError(f"{name} is an array of raw bytes; pass {name}.astype(object)")
    _check_shape(X, given, name)
    return X


def as_row(x: Any, name: str) -> Any:
    """Return one row as a table: of shape (d,) or (1, d), or a DataFrame of one row."""
    if isinstance(x, (list, tuple)):
        x = _as_array(x, name)
    one = isinstance(x, np.ndarray) and x.ndim == 1
    return as_table(x[None] if one else x, name)


def check_columns(X: Any, background: Any, names: tuple[str, str]) -> None:
    """Say where the columns of the background differ from those of X; names are the arguments'."""
    ours, theirs = names
    if is_frame(X) != is_frame(background):
        frame, array = names if is_frame(X) else (theirs, ours)
        rows = array if len(background if is_frame(X) else X) > 1 else f"np.atleast_2d({array})"
        raise TypeError(
            f"{frame} is a DataFrame but {array} is an array; pass both as the same kind: "
            f"pd.DataFrame({rows}, columns={frame}.columns), or {frame}.to_numpy() if the model "
            "takes arrays"
        )
    same = not is_frame(X) or X.columns.equals(background.columns)
    if not same and list(X.columns) != list(background.columns):
        raise _other_columns(X, background, names)
    if X.shape[1] != background.shape[1]:
        raise ValueError(
            f"{theirs} has {background.shape[1]} columns but {ours} has {X.shape[1]}; "
            "pass rows with the same features in the same order"
        )


def _other_columns(X: Any, background: Any, names: tuple[str, str]) -> ValueError:
    """What to write when X has other columns than the background, or in another order."""
    x, name = names
    ours, theirs = list(X.columns), list(background.columns)
    if set(ours) == set(theirs):
        return ValueError(
            f"{name} has the columns of {x} in another order ({_few(theirs)} instead of "
            f"{_few(ours)}); pass {name}[{x}.columns]"
        )
    strange = sorted(set(theirs) - set(ours), key=str)
    lacking = sorted(set(ours) - set(theirs), key=str)
    if not lacking:
        return ValueError(
            f"{name} has columns that {x} lacks: {_few(strange)}; if the model needs none of them, "
            f"pass {name}[{x}.columns]"
        )
    if not strange:
        return ValueError(
            f"{name} lacks columns that {x} has: {_few(lacking)}; if the model needs none of them, "
            f"pass {x}[{name}.columns]"
        )
    return ValueError(
        f"{name} has columns that {x} lacks: {_few(strange)}, and lacks {_few(lacking)}; pass "
        f"rows with the features of {x}, and if only their names differ, "
        f"{name}.set_axis({x}.columns, axis=1)"
    )


def same_labels(ours: Any, theirs: Any) -> bool:
    """Whether two indexes hold the same labels, of whatever types: 1 of Arrow is 1."""
    if ours.equals(theirs) or ours.dtype == theirs.dtype:
        return bool(ours.equals(theirs))
    return bool(ours.astype(object).equals(theirs.astype(object)))


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
    if array.dtype.kind in "US" and not isinstance(X, np.ndarray):
        array = _with_own_types(X, array)
    in_lists = not isinstance(X, np.ndarray) and array.size
    if array.dtype.names or (in_lists and isinstance(array.flat[0], Mapping)):
        raise TypeError(
            f"{name} is a {type(X).__name__} of records with names; pass pd.DataFrame({name})"
        )
    return array


def _with_own_types(rows: Any, as_text: Any) -> Any:
    """Lists of rows as objects where they hold more than text, so that no number becomes text."""
    cells = np.array(rows, dtype=object)
    mixed = any(not isinstance(cell, (str, bytes)) for cell in cells.flat)
    return cells if mixed else as_text


def _check_shape(X: Any, given: Any, name: str) -> None:
    if X.ndim != 2:
        array = name if isinstance(given, np.ndarray) else f"np.array({name})"
        hint = f"pass one number as np.array([[{name}]])"
        if X.ndim == 1:
            hint = (
                f"pass one row as {array}[None], and one column, such as texts, as {array}[:, None]"
            )
        elif X.ndim > 2:
            shape = ", ".join(map(str, (-1, *X.shape[1:])))
            hint = (
                f"pass {array}.reshape(len({name}), -1), as predict lambda X: "
                f"predict(X.reshape({shape})), and make players of several columns with groups"
            )
        raise ValueError(f"{name} must have shape (rows, columns), got shape {X.shape}; {hint}")
    if 0 in X.shape:
        raise ValueError(f"{name} is empty: shape {X.shape}; it needs at least one row and column")


def kind_of(X: Any) -> str:
    """What an object is called in messages: its class, with its module unless it is Python's."""
    kind = type(X)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _way_out(X: Any, name: str) -> str:
    """What to write instead of X."""
    if X is None:
        return "pass rows of the data, such as the training rows"
    for attribute, way in _WAYS.items():
        if hasattr(X, attribute):
            return way.format(name=name)
    module = type(X).__module__.partition(".")[0]
    if hasattr(X, "data") and (module == "shap" or hasattr(X, "weights")):
        return _from_shap(X, name)
    if isinstance(X, Mapping):
        single = not any(hasattr(value, "__len__") for value in X.values())
        return f"pass pd.DataFrame({f'[{name}]' if single else name})"
    if isinstance(X, str):
        return f"pass texts as a column, np.array([{name}])[:, None], and read it in predict"
    if callable(X) and module != "shap":
        if name in ("X", "x"):
            return "predict comes first: explain(predict, X, background)"
        return f"rows filled in by a function are st.Imputed({name})"
    if hasattr(X, "__array__"):
        return f"pass np.asarray({name})"
    return "pass the array or DataFrame that it was made of"


_WAYS = {
    "sink_csv": "pass {name}.collect().to_pandas(); predict gets pandas rows then",
    "to_pandas": "pass {name}.to_pandas(); predict gets pandas rows then",
    "to_frame": "pass one row as {name}.to_frame().T.infer_objects(), one column as "
    "{name}.to_frame()",
    "compute": "pass {name}.compute()",
    "toarray": "pass {name}.toarray(); predict gets numpy rows then",
    "detach": "pass {name}.detach().cpu().numpy(), and if predict needs tensors, as predict "
    "lambda X: predict(torch.as_tensor(X))",
}


def _from_shap(X: Any, name: str) -> str:
    """Rows of what shap.kmeans gives, with weights, or of one of shap's maskers."""
    if name in ("X", "x") or not hasattr(X, "weights"):
        return f"pass the rows that it was made of, {name}.data"
    return (
        f"pass st.Marginal({name}.data, {name}.weights), or where X is a DataFrame "
        f"st.Marginal(pd.DataFrame({name}.data, columns=X.columns), {name}.weights)"
    )


def _few(labels: list[Any]) -> str:
    return ", ".join(map(repr, labels[:8])) + (" ..." if len(labels) > 8 else "")
