"""What predict gives back: taken as people return it, copied, and checked."""

from __future__ import annotations

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
        raise ValueError(f"predict returned shape {values.shape} for {m} rows; {needed}")
    if values.dtype.kind not in "biuf":
        raise TypeError(
            f"predict returned values of type {values.dtype}; {needed}{_numbers(answer)}"
        )
    numbers = np.array(values, dtype=float)
    if not (numbers.min() >= -_LARGEST and numbers.max() <= _LARGEST):  # NaN is neither
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
            f"predict returned {len(answer)} things in a tuple for {m} rows; {needed}: "
            "return one of them, such as lambda X: predict(X)[0]"
        )
    if hasattr(answer, "detach"):
        if getattr(answer, "is_cuda", False):
            raise TypeError(
                f"predict returned a tensor on a GPU for {m} rows; {needed}: "
                "end it with .detach().cpu().numpy()"
            )
        return np.asarray(answer.detach())
    if isinstance(answer, list):
        try:
            return np.asarray(answer)
        except ValueError:
            raise TypeError(
                f"predict returned a list of unequal parts for {m} rows; {needed}"
            ) from None
    name = kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    ending = "; end it with .toarray()" if hasattr(answer, "toarray") else ""
    raise TypeError(f"predict returned {name} for {m} rows; {needed}{ending}")


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


def _numbers(answer: Any) -> str:
    """How to turn objects or labels into numbers."""
    cells = np.asarray(answer).ravel()[:1]
    if len(cells) and isinstance(cells[0], str):
        return "; labels are no numbers: pass predict_proba, or compare with one of the labels"
    return "; end it with .astype(float)"


def _few(index: Any) -> str:
    return ", ".join(map(repr, list(index[:3]))) + (" ..." if len(index) > 3 else "")
