"""Numbers that are worths: float64, or Fractions of Python's own whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real
from typing import Any

import numpy as np

from shapley_tutor._typing import Array

_HALF = np.finfo(float).max / 2


def number_table(numbers: Sequence[Any] | Array, name: str = "worths") -> Array:
    """Numbers (m,) or (m, k) as floats; as Fractions when one of them is a Fraction."""
    table = np.array(list(numbers), dtype=object)
    wrong = [x for x in table.flat if not isinstance(x, (Real, Decimal, np.bool_))]
    if wrong:
        raise TypeError(
            f"{name} must be numbers, or equally many numbers in each, got {wrong[0]!r}"
        )
    some_exact = any(isinstance(number, Fraction) for number in table.flat)
    if some_exact and all(isinstance(number, Rational) for number in table.flat):
        return as_exact(table)
    return table.astype(float)


def first_not_finite(table: Array) -> int | None:
    """Row of the first worth that is NaN or infinite; None when all are finite."""
    if table.dtype == object or np.isfinite(table).all():
        return None
    finite = np.isfinite(table).reshape(len(table), -1).all(axis=1)  # (m,)
    return int(np.argmin(finite))


def with_finite_differences(table: Array, name: str = "worths", order: int = 1) -> Array:
    """The table (m,) or (m, k) itself, or why differences of its floats would not be finite.

    Those of a higher order are differences of differences, each up to twice as large.
    """
    if table.dtype == object:
        return table
    highest, lowest = table.max(axis=0, initial=0), table.min(axis=0, initial=0)
    if (highest / 2 - lowest / 2 > _HALF / 2 ** (order - 1)).any():
        raise ValueError(
            f"{name} go from {lowest.min():.3g} to {highest.max():.3g}; differences of so large "
            "numbers are not finite: divide all worths by a constant"
        )
    return table


def as_exact(table: Array) -> Array:
    """Fractions of Python's own ints, which never overflow as numpy's do."""
    exact = [Fraction(int(x.numerator), int(x.denominator)) for x in table.flat]
    return np.array(exact, dtype=object).reshape(table.shape)


def returned_worths(worths: Any, m: int) -> Array:
    """Worths that a value function returned, as floats or Fractions, or why they are not."""
    if isinstance(worths, (list, tuple)):
        worths = number_table(worths, "what value returns")
    if not isinstance(worths, np.ndarray):
        raise TypeError(
            f"value returned {type(worths).__name__}; it must return a numpy array with one "
            "worth for each coalition, such as np.array([...])"
        )
    if worths.ndim not in (1, 2) or len(worths) != m or 0 in worths.shape[1:]:
        raise ValueError(
            f"value returned an array of shape {worths.shape} for {m} coalitions; "
            f"it must return shape ({m},) or ({m}, k)"
        )
    if worths.dtype == object:
        wrong = [x for x in worths.flat if not isinstance(x, Rational)]
        if wrong:
            raise TypeError(
                f"value returned objects such as {wrong[0]!r}; they must be Fractions or ints, or "
                "else floats: end it with .astype(float)"
            )
        return as_exact(worths)
    if worths.dtype.kind not in "biuf":
        raise TypeError(
            f"value returned {worths.dtype}; worths must be numbers: end it with .astype(float) if "
            "they are"
        )
    return worths.astype(float)
