"""What predict gives back: taken as people return it, copied, and checked."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from numbers import Number
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame, kind_of, same_labels
from shapley_tutor._typing import Array

_LARGEST = np.finfo(float).max / 4  # differences of smaller answers are finite


def checked_answer(answer: Any, m: int, labels: Any) -> tuple[Array, tuple[Any, ...] | None]:
    """Numbers (m,) or (m, k) in memory of their own, and the names of k outputs if there are any.

    Arrays, lists, tensors on the CPU, and pandas objects whose rows stand in the order of the
    ``m`` rows asked for, whose ``labels`` are an index, or None of arrays. One column is one
    output, (m,).
    """
    needed = f"it must return one number for each row, ({m},), or ({m}, k) for k outputs"
    names = tuple(answer.columns) if is_frame(answer) else None
    values = _as_array(answer, m, labels, needed)
    if values.ndim not in (1, 2) or len(values) != m or 0 in values.shape:
        raise ValueError(
            f"predict returned shape {values.shape} for {m} rows; {needed}"
            f"{_reshaped(values, m, labels)}"
        )
    if values.dtype.kind not in "biuf":
        raise TypeError(
            f"predict returned values of type {values.dtype}; {needed}{_numbers(values)}"
        )
    with np.errstate(over="ignore"):  # of a type wider than floats: infinity is refused below
        numbers = np.array(values, dtype=float)
    if not (numbers.min() >= -_LARGEST and numbers.max() <= _LARGEST):  # NaN is neither
        _complain(numbers, m)
    return (numbers[:, 0] if numbers.ndim == 2 and numbers.shape[1] == 1 else numbers), names


def _as_array(answer: Any, m: int, labels: Any, needed: str) -> Array:
    if isinstance(answer, np.ma.MaskedArray):
        if np.ma.is_masked(answer):
            raise TypeError(
                f"predict returned a masked array; {needed}: end it with .filled(value), where "
                "value is what a masked answer means"
            )
        return np.asarray(answer.data)
    if isinstance(answer, np.ndarray):
        return np.asarray(answer)
    if type(answer).__module__.partition(".")[0] == "pandas" and hasattr(answer, "to_numpy"):
        return _from_pandas(answer, m, labels)
    if isinstance(answer, tuple):
        raise TypeError(
            f"predict returned {len(answer)} things in a tuple for {m} rows; {needed}{_OF_SEVERAL}"
        )
    if hasattr(answer, "detach"):
        return _from_tensor(answer, m, needed)
    if isinstance(answer, list):
        return _from_list(answer, m, needed)
    raise TypeError(
        f"predict returned {kind_of(answer)} for {m} rows; {needed}{_as_numpy(answer, labels)}"
    )


def _from_tensor(answer: Any, m: int, needed: str) -> Array:
    if str(getattr(answer, "device", "cpu")) != "cpu" or getattr(answer, "is_cuda", False):
        raise TypeError(
            f"predict returned a tensor on a GPU for {m} rows; {needed}: "
            "end it with .detach().cpu().numpy()"
        )
    tensor = answer.detach()
    try:
        return np.asarray(tensor)
    except TypeError:  # numpy knows no bfloat16
        return np.asarray(tensor.double())


def _from_list(answer: list[Any], m: int, needed: str) -> Array:
    try:
        return np.asarray(answer)
    except ValueError:
        several = hasattr(answer[0], "__len__") and len(answer[0]) == m
        one = _OF_SEVERAL if several else ""
        raise TypeError(
            f"predict returned a list of unequal parts for {m} rows; {needed}{one}"
        ) from None
    except (TypeError, RuntimeError):
        raise TypeError(
            f"predict returned a list of {type(answer[0]).__name__} for {m} rows, which numpy "
            f"cannot read; {needed}: make each of them a number, value.item()"
        ) from None


_OF_SEVERAL = ": return one of them, such as lambda X: predict(X)[0]"


def _one_by_one(labels: Any) -> str:
    """What to write when predict takes one row, of a DataFrame if there are labels."""
    apply = "X.apply(predict, axis=1).to_numpy()"
    code = "[predict(x) for x in X]" if labels is None else apply
    return f"; if predict is a function of one row, pass lambda X: {code}"


def _reshaped(values: Array, m: int, labels: Any) -> str:
    """What to write when predict returned numbers of another shape."""
    if values.ndim > 2 and len(values) == m and values.size:
        return ": pass lambda X: predict(X).reshape(len(X), -1)"
    if values.ndim > 2 and values.shape[1] == m:
        return _OF_SEVERAL
    if values.ndim == 2 and values.shape[1] == m:
        return ": pass lambda X: np.array(predict(X)).T"
    return _one_by_one(labels)


def _as_numpy(answer: Any, labels: Any) -> str:
    """What to write when predict returned something that is no array."""
    if answer is None:
        return "; end it with return"
    if isinstance(answer, Mapping):
        return f": return one of its entries, such as lambda X: predict(X)[{next(iter(answer))!r}]"
    if isinstance(answer, Number):
        return _one_by_one(labels)
    for method in ("toarray", "compute", "to_pylist", "to_numpy", "numpy"):
        if hasattr(answer, method):
            return f"; end it with .{method}()"
    if hasattr(answer, "__next__"):
        return ": collect what it yields, lambda X: list(predict(X))"
    return "; if it can become an array, pass lambda X: np.asarray(predict(X))"


def _from_pandas(answer: Any, m: int, labels: Any) -> Array:
    """Values of a Series or DataFrame, in the order of the rows."""
    index = getattr(answer, "index", None)
    if index is not None and len(answer) == m and not _in_order(index, m, labels):
        raise ValueError(
            "predict returned rows with other labels, or in another order, than those that it "
            f"was given ({_few(index)} for {_few(range(m) if labels is None else labels)}); if "
            "they stand in the order of the rows, end it with .to_numpy()"
        )
    values = answer.to_numpy()
    if values.dtype == object and not any(isinstance(x, (str, bytes)) for x in values.flat):
        # nullable numbers with a missing one among them
        with contextlib.suppress(TypeError, ValueError):
            values = answer.to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(values)


def _in_order(index: Any, m: int, labels: Any) -> bool:
    """Whether an answer with this index stands in the order of the rows, without doubt.

    Its labels are theirs, or 0, 1, 2, ...; but where theirs are 0, 1, 2, ... in another order, it
    may have been sorted by them.
    """
    if labels is not None and same_labels(index, labels):
        return True
    if not _count_up(index, m):
        return False
    return labels is None or not _count_up(labels, m, sort=True)


def _count_up(index: Any, m: int, *, sort: bool = False) -> bool:
    """Whether labels are 0, 1, 2, ..., or are so once they are sorted."""
    if getattr(getattr(index, "dtype", None), "kind", "O") not in "iuf":
        return False
    numbers = index.to_numpy()
    return np.array_equal(np.sort(numbers) if sort else numbers, np.arange(m))


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
