"""What predict gives back: taken as people return it, copied, and checked."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
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
        raise ValueError(f"predict returned shape {values.shape} for {m} rows; {needed}")
    if values.dtype.kind not in "biuf":
        raise TypeError(
            f"predict returned values of type {values.dtype}; {needed}{_ending(values)}"
        )
    with np.errstate(over="ignore"):  # of a type wider than floats: infinity is refused below
        numbers = np.array(values, dtype=float)
    if not (np.abs(numbers) <= _LARGEST).all():
        _complain(numbers, m)
    return (numbers[:, 0] if numbers.ndim == 2 and numbers.shape[1] == 1 else numbers), names


def _as_array(answer: Any, m: int, labels: Any, needed: str) -> Array:
    kind = type(answer)
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
        return _from_pandas(answer, m, labels)
    if isinstance(answer, tuple):
        raise TypeError(
            f"predict returned {len(answer)} things in a tuple for {m} rows; {needed}: "
            "return one of them, such as lambda X: predict(X)[0]"
        )
    if hasattr(answer, "detach"):
        return _from_tensor(answer, m, needed)
    if isinstance(answer, list):
        return _from_list(answer, m, needed)
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    way_out = next((way for has, way in _WAYS_OUT.items() if hasattr(answer, has)), "")
    raise TypeError(f"predict returned {name} for {m} rows; {needed}{way_out}")


_WAYS_OUT = {
    "toarray": ": end it with .toarray()",
    "to_numpy": ": end it with .to_numpy()",
    "numpy": ": end it with .numpy()",
    "__array__": ": end it with np.asarray(...)",
    "__next__": ": collect what it yields in a list",
}


def _from_tensor(answer: Any, m: int, needed: str) -> Array:
    where, end = "that numpy cannot read", ".detach().cpu().float().numpy()"
    if getattr(answer, "is_cuda", False):
        where, end = "on a GPU", ".detach().cpu().numpy()"
    else:
        with contextlib.suppress(TypeError, RuntimeError, ValueError):
            return np.asarray(answer.detach())
    raise TypeError(f"predict returned a tensor {where} for {m} rows; {needed}: end it with {end}")


def _from_list(answer: list[Any], m: int, needed: str) -> Array:
    try:
        return np.asarray(answer)
    except ValueError:
        raise TypeError(
            f"predict returned a list of unequal parts for {m} rows; {needed}"
        ) from None
    except (TypeError, RuntimeError):
        raise TypeError(
            f"predict returned a list of {type(answer[0]).__name__} for {m} rows, which numpy "
            f"cannot read; {needed}: make each of them a number, float(value)"
        ) from None


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
    if labels is not None and index.equals(labels):
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


def checked_output_names(names: Any) -> tuple[Any, ...] | None:
    """Names of outputs as they are, or why they are none."""
    if names is None:
        return None
    if isinstance(names, (str, bytes)) or not hasattr(names, "__iter__"):
        raise TypeError(f"output_names must be a list of names, got {names!r}; pass [{names!r}]")
    if isinstance(names, (set, frozenset, Mapping)):
        raise TypeError(
            f"output_names must be a list of names, got {type(names).__name__}; pass the names in "
            "the order of the outputs"
        )
    checked = tuple(names)
    strange = [name for name in checked if not isinstance(name, Hashable)]
    if strange:
        raise TypeError(f"output_names holds {strange[0]!r}; a name is a text or a number")
    if len(set(checked)) < len(checked):
        twice = next(name for name in checked if checked.count(name) > 1)
        raise ValueError(f"output_names has {twice!r} more than once; give every output its own")
    return checked


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


def _ending(values: Array) -> str:
    """How to turn other values into numbers."""
    if values.dtype.kind == "c":
        return "; complex numbers have no order: end it with .real, or np.abs(...)"
    if values.dtype.kind in "SU" or isinstance(values.flat[0], (str, bytes)):
        return "; labels are no numbers: pass predict_proba, or compare with one of the labels"
    return "; end it with .astype(float)"


def _few(index: Any) -> str:
    return ", ".join(map(repr, list(index[:3]))) + (" ..." if len(index) > 3 else "")
