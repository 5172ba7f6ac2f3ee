"""One type for the cells of X and of the background, which cuts the values of neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapley_tutor._engine.cells import same
from shapley_tutor._typing import Array

_NUMBERS = "biufc"


def common_arrays(
    X: Array, background: Array, name: str, way_out: Callable[[], str]
) -> tuple[Array, Array]:
    """Both in X's type where that holds every value of the background, else in one for both.

    An integer background is no reason to cut the decimals of X, nor a half-precision X to cut
    a background of doubles.
    """
    ours, theirs = X.dtype, background.dtype
    if ours == theirs:
        return X, background
    families = (_NUMBERS, "m", "M", "UT", "S")
    alike = any(ours.kind in kinds and theirs.kind in kinds for kinds in families)
    if ours.kind == "O" and theirs.kind in _NUMBERS + "UTS":
        return X, background.astype(object)
    if alike:
        for dtype in (ours, *_results(ours, theirs), theirs):
            if _holds(dtype, background) and _holds(dtype, X):
                return X.astype(dtype, copy=False), background.astype(dtype, copy=False)
    raise TypeError(
        f"{name} has type {theirs} but X has {ours}, and no type holds both; {way_out()}"
    )


def _results(ours: np.dtype[Any], theirs: np.dtype[Any]) -> list[np.dtype[Any]]:
    """NumPy's type for both, if it has one: months and days have none."""
    try:
        return [np.result_type(ours, theirs)]
    except TypeError:
        return []


def _holds(dtype: np.dtype[Any], values: Array) -> bool:
    """Whether values keep what they are in a type, to the last bit."""
    if dtype == values.dtype:
        return True
    if values.dtype.kind == "c" and dtype.kind != "c":
        return False
    if values.dtype.kind in "iu" and dtype.kind in "iu":  # so would whole numbers
        ends = np.iinfo(dtype)
        return bool(ends.min <= int(values.min()) and int(values.max()) <= ends.max)
    with np.errstate(all="ignore"):
        cast = values.astype(dtype)
        if values.dtype.kind in "iu" and dtype.kind in "fc":
            exact = 2 ** (np.finfo(dtype).nmant + 1)
            if -exact <= int(values.min()) and int(values.max()) <= exact:
                return True
            return bool(cast.tolist() == values.tolist())
        real = cast.real if dtype.kind == "c" and values.dtype.kind != "c" else cast
        back = real.astype(values.dtype)
    if values.dtype.kind == "f" and not np.array_equal(np.signbit(back), np.signbit(values)):
        return False  # whole numbers have no -0.0
    return np.array_equal(back, values, equal_nan=values.dtype.kind in "fcmM")


def common_columns(x: Any, background: Any) -> tuple[Any, Any]:
    """Two pandas Series of one column in one type, or what to write so that they are."""
    if x.dtype == background.dtype and _same_levels(x.dtype, background.dtype):
        return x, background
    if _zone(x.dtype) is not None and _zone(x.dtype) == _zone(background.dtype):
        return _common_times(x, background)
    label = x.name
    plain = isinstance(x.dtype, np.dtype) and isinstance(background.dtype, np.dtype)
    name = f"column {label!r} of background"
    if plain and not (x.dtype == object or background.dtype == object):
        arrays = common_arrays(
            x.to_numpy(), background.to_numpy(), name, lambda: _frame_way_out(x, background)
        )
        dtype = arrays[0].dtype
        return x.astype(dtype), background.astype(dtype)
    if _is_category(x.dtype) and _is_category(background.dtype):
        only = [v for v in background.dtype.categories if v not in set(x.dtype.categories)]
        extra = f" ({', '.join(map(repr, only[:5]))} in background only)" if only else ""
        raise TypeError(
            f"{name} has other categories than X, or in another order{extra}; "
            f"{_frame_way_out(x, background)}"
        )
    raise TypeError(
        f"{name} has type {background.dtype} but X has {x.dtype}; {_frame_way_out(x, background)}"
    )


def _is_category(dtype: Any) -> bool:
    return getattr(dtype, "name", "") == "category"


def _same_levels(ours: Any, theirs: Any) -> bool:
    """Categories in the same order: pandas calls unordered ones equal in any order."""
    if not _is_category(ours):
        return True
    return all(map(same, ours.categories, theirs.categories))


def _zone(dtype: Any) -> str | None:
    """Time zone of a column of moments, if it has one."""
    zone = getattr(dtype, "tz", None)
    return None if zone is None else str(zone)


def _common_times(x: Any, background: Any) -> tuple[Any, Any]:
    """Moments of one time zone in one unit, as moments without a zone are."""
    ours, theirs = (column.dt.tz_convert(None) for column in (x, background))
    common = common_columns(ours, theirs)
    first, second = (one.dt.tz_localize("UTC").dt.tz_convert(x.dt.tz) for one in common)
    return first, second


def _frame_way_out(x: Any, background: Any) -> str:
    """The conversion that keeps all values, as code that runs."""
    label = x.name
    if _is_category(x.dtype) and _is_category(background.dtype):
        if set(x.dtype.categories) <= set(background.dtype.categories):
            return (
                "give X the categories of the background: "
                f"X = X.astype({{{label!r}: background[{label!r}].dtype}})"
            )
        return (
            "give both all categories: dtype = pd.api.types.union_categoricals("
            f"[background[{label!r}], X[{label!r}]]).dtype; "
            f"X, background = X.astype({{{label!r}: dtype}}), "
            f"background.astype({{{label!r}: dtype}})"
        )
    if _kept(background, x.dtype):
        return f"background = background.astype({{{label!r}: X[{label!r}].dtype}})"
    if _kept(x, background.dtype):
        return f"X = X.astype({{{label!r}: background[{label!r}].dtype}})"
    return (
        f"X, background = X.astype({{{label!r}: object}}), background.astype({{{label!r}: object}})"
    )


def _kept(values: Any, dtype: Any) -> bool:
    """Whether a Series keeps its values, and what is missing, in another type."""
    try:
        with np.errstate(all="ignore"):
            cast = values.astype(dtype)
        missing = values.isna().to_numpy()
        same = cast.isna().to_numpy() == missing
        ours, theirs = values.to_numpy(object)[~missing], cast.to_numpy(object)[~missing]
        return bool(same.all() and all(a == b for a, b in zip(ours, theirs, strict=True)))
    except (TypeError, ValueError, OverflowError, ArithmeticError):
        return False
