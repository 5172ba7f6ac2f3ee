"""What predict gives back: taken as people return it, copied, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from numbers import Number
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._typing import Array

_LARGEST = np.finfo(float).max / 4  # differences of smaller answers are finite


def checked_answer(answer: Any, rows: Any) -> tuple[Array, tuple[Any, ...] | None]:
    """Numbers (m,) or (m, k) in memory of their own, and the names of k outputs if there are any.

    Arrays, lists, tensors on the CPU, and pandas objects whose rows stand in the order of
    ``rows``. One column is one output, (m,).
    """
    m = len(rows)
    needed = f"it must return one number for each row, ({m},), or ({m}, k) for k outputs"
    names = tuple(answer.columns) if is_frame(answer) else None
    values = _as_array(answer, rows, needed)
    if values.ndim not in (1, 2) or len(values) != m or 0 in values.shape:
        raise ValueError(
            f"predict returned shape {values.shape} for {m} rows; {needed}{_reshaped(values, rows)}"
        )
    if values.dtype.kind not in "biuf":
        raise TypeError(
            f"predict returned values of type {values.dtype}; {needed}{_numbers(values)}"
        )
    numbers = np.array(values, dtype=float)
    if not (np.abs(numbers) <= _LARGEST).all():
        _complain(numbers, m)
    return (numbers[:, 0] if numbers.ndim == 2 and numbers.shape[1] == 1 else numbers), names


def _as_array(answer: Any, rows: Any, needed: str) -> Array:
    kind, m = type(answer), len(rows)
    if isinstance(answer, np.ma.MaskedArray):
        if np.ma.is_masked(answer):
            raise TypeError(
                f"predict returned a masked array; {needed}: end it with .filled(value), where "
                "value is what a masked answer means"
            )
        return np.asarray(answer.data)
    if isinstance(answer, np.ndarray):
        return np.asarray(answer)
    if kind.__module__.partition(".")[0] == "pandas" and hasattr(answer, "to_numpy"):
        return _from_pandas(answer, rows)
    if isinstance(answer, tuple):
        raise TypeError(
            f"predict returned {len(answer)} things in a tuple for {m} rows; {needed}{_OF_SEVERAL}"
        )
    if hasattr(answer, "detach"):
        if str(getattr(answer, "device", "cpu")) != "cpu":
            raise TypeError(
                f"predict returned a tensor on a GPU for {m} rows; {needed}: "
                "end it with .detach().cpu().numpy()"
            )
        return _from_tensor(answer.detach())
    if isinstance(answer, list):
        try:
            return np.asarray(answer)
        except ValueError:
            several = hasattr(answer[0], "__len__") and len(answer[0]) == m
            one = _OF_SEVERAL if several else ""
            raise TypeError(
                f"predict returned a list of unequal parts for {m} rows; {needed}{one}"
            ) from None
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    raise TypeError(f"predict returned {name} for {m} rows; {needed}{_as_numpy(answer, rows)}")


def _from_tensor(tensor: Any) -> Array:
    try:
        return np.asarray(tensor)
    except TypeError:  # numpy knows no bfloat16
        return np.asarray(tensor.double())


_OF_SEVERAL = ": return one of them, such as lambda X: predict(X)[0]"


def _one_by_one(rows: Any) -> str:
    """What to write when predict takes one row."""
    code = "X.apply(predict, axis=1).to_numpy()" if is_frame(rows) else "[predict(x) for x in X]"
    return f"; if predict is a function of one row, pass lambda X: {code}"


def _reshaped(values: Array, rows: Any) -> str:
    """What to write when predict returned numbers of another shape."""
    m = len(rows)
    if values.ndim > 2 and len(values) == m and values.size:
        return ": pass lambda X: predict(X).reshape(len(X), -1)"
    if values.ndim > 2 and values.shape[1] == m:
        return _OF_SEVERAL
    if values.ndim == 2 and values.shape[1] == m:
        return ": pass lambda X: np.array(predict(X)).T"
    return _one_by_one(rows)


def _as_numpy(answer: Any, rows: Any) -> str:
    """What to write when predict returned something that is no array."""
    if answer is None:
        return "; end it with return"
    if isinstance(answer, Mapping):
        return f": return one of its entries, such as lambda X: predict(X)[{next(iter(answer))!r}]"
    if isinstance(answer, Number):
        return _one_by_one(rows)
    for method in ("toarray", "compute", "to_numpy", "numpy"):
        if hasattr(answer, method):
            return f"; end it with .{method}()"
    return "; if it can become an array, pass lambda X: np.asarray(predict(X))"


def _from_pandas(answer: Any, rows: Any) -> Array:
    """Values of a Series or DataFrame, in the order of the rows."""
    m, index = len(rows), getattr(answer, "index", None)
    if index is not None and len(answer) == m:
        same = is_frame(rows) and index.equals(rows.index)
        numbered = index.equals(type(index)(range(m))) or list(index) == list(range(m))
        if not (same or numbered):
            raise ValueError(
                "predict returned rows with other labels, or in another order, than those that it "
                f"was given ({_few(index)} for {_few(rows.index) if is_frame(rows) else 0}); if "
                "they stand in the order of the rows, end it with .to_numpy()"
            )
    values = answer.to_numpy()
    if values.dtype == object:  # nullable numbers with a missing one among them
        try:
            values = answer.to_numpy(dtype=float, na_value=np.nan)
        except (TypeError, ValueError):
            return np.asarray(values)
    return np.asarray(values)


def _complain(numbers: Array, m: int) -> None:
    """Say which row has an answer that is not finite, or so large that differences are not."""
    bad = ~(np.abs(numbers) <= _LARGEST).reshape(m, -1).all(axis=1)
    row = int(np.flatnonzero(bad)[0])
    if np.isfinite(numbers[row]).all():
        raise ValueError(
            f"predict returned {numbers[row]} for row {row} of {m}; differences of so large "
            "numbers are not finite: divide them by a constant inside predict"
        )
    raise ValueError(
        f"predict returned {numbers[row]} for row {row} of {m}; the average over such "
        "predictions is not a number: impute or clip inside predict"
    )


def _numbers(values: Array) -> str:
    """How to turn objects or labels into numbers."""
    cell = values.ravel()[:1].tolist()[0]
    if isinstance(cell, (str, bytes)):
        return (
            "; labels are no numbers: pass model.predict_proba, or compare with one of them, "
            f"lambda X: np.array(predict(X)) == {cell!r}"
        )
    if isinstance(cell, Mapping):
        return (
            ": return one entry of each, such as "
            f"lambda X: [answer[{next(iter(cell), '')!r}] for answer in predict(X)]"
        )
    if values.dtype.kind == "c":
        return ": pass lambda X: np.abs(predict(X)), or its .real or .imag part"
    if values.dtype.kind in "mM":
        times = "(predict(X) - np.datetime64('1970-01-01'))"
        spans = times if values.dtype.kind == "M" else "predict(X)"
        return f": count days, lambda X: {spans} / np.timedelta64(1, 'D')"
    return ": pass lambda X: np.array(list(predict(X)), dtype=float)"


def _few(index: Any) -> str:
    return ", ".join(map(repr, list(index[:3]))) + (" ..." if len(index) > 3 else "")
