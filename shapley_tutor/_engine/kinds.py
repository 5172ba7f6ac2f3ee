"""One type for the cells of X and of the background, which cuts the values of neither."""

from __future__ import annotations

import warnings
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any

import numpy as np

from shapley_tutor._cells import is_missing
from shapley_tutor._engine.cells import same
from shapley_tutor._typing import Array

_NUMBERS, _TIMES = "biufc", "mM"


def common_arrays(X: Array, background: Array, names: tuple[str, str]) -> tuple[Array, Array]:
    """Both in X's type where that holds every value of the background, else in one for both.

    An integer background is no reason to cut the decimals of X, nor a half-precision X to cut
    a background of doubles. ``names`` are what messages call the two.
    """
    dtype = _common_type(X, background)
    if dtype is not None:
        return X.astype(dtype, copy=False), background.astype(dtype, copy=False)
    x, other = names
    raise TypeError(
        f"{other} has type {background.dtype} but {x} has {X.dtype}, and no type holds both; "
        f"{_array_way_out(X, background, names)}"
    )


def _common_type(X: Array, background: Array) -> Any:
    """A numpy type that holds the cells of both, None if there is none."""
    ours, theirs = X.dtype, background.dtype
    if ours == theirs or (ours.kind == "O" and theirs.kind in _NUMBERS + "UTS"):
        return ours
    families = (_NUMBERS, "m", "M", "UT", "S")
    if any(ours.kind in kinds and theirs.kind in kinds for kinds in families):
        for dtype in (ours, *_results(ours, theirs), theirs):
            if _holds(dtype, background) and _holds(dtype, X):
                return dtype
    return None


def _results(ours: np.dtype[Any], theirs: np.dtype[Any]) -> list[np.dtype[Any]]:
    """NumPy's type for both, if it has one: months and days have none."""
    try:
        return [np.result_type(ours, theirs)]
    except TypeError:
        return []


def _array_way_out(X: Array, background: Array, names: tuple[str, str]) -> str:
    x, other = names
    if kept(background, X.dtype):
        return f"{other} = {other}.astype({x}.dtype)"
    if kept(X, background.dtype):
        return f"{x} = {x}.astype({other}.dtype)"
    if X.dtype.kind in _TIMES or background.dtype.kind in _TIMES:
        return "give both the type that the model reads"
    return f"{x}, {other} = {x}.astype(object), {other}.astype(object)"


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


def common_columns(x: Any, background: Any, names: tuple[str, str]) -> tuple[Any, Any]:
    """Two pandas Series of one column in one type, or what to write so that they are."""
    ours, theirs = x.dtype, background.dtype
    categories = _is_category(ours) and _is_category(theirs)
    if ours == theirs and (not categories or all(map(same, ours.categories, theirs.categories))):
        return x, background  # pandas calls unordered categories equal in any order
    if _zone(ours) is not None and _zone(ours) == _zone(theirs) and not _of_arrow(ours, theirs):
        return _common_times(x, background, names)
    if all(isinstance(dtype, np.dtype) and dtype.kind != "O" for dtype in (ours, theirs)):
        dtype = _common_type(x.to_numpy(), background.to_numpy())
        if dtype is not None:
            return x.astype(dtype), background.astype(dtype)
    column = f"column {written(x.name)} of {names[1]}"
    if categories:
        only = [v for v in theirs.categories if v not in set(ours.categories)]
        extra = f" ({', '.join(map(repr, only[:5]))} in {names[1]} only)" if only else ""
        raise TypeError(
            f"{column} has other categories than {names[0]}, or in another order{extra}; "
            f"{_categories_way_out(x, background, names)}"
        )
    mine, others = (
        (str(ours), str(theirs)) if str(ours) != str(theirs) else (repr(ours), repr(theirs))
    )
    raise TypeError(
        f"{column} has type {others} but {names[0]} has {mine}; "
        f"{_column_way_out(x, background, names)}"
    )


def written(label: Any) -> str:
    """A label as code: whole numbers of numpy as Python's own.

    Examples
    --------
    >>> written(("age", np.int64(3)))
    "('age', 3)"
    """
    if isinstance(label, tuple):
        return repr(tuple(part.item() if isinstance(part, np.generic) else part for part in label))
    return repr(label.item() if isinstance(label, np.generic) else label)


def _is_category(dtype: Any) -> bool:
    return getattr(dtype, "name", "") == "category"


def _of_arrow(*dtypes: Any) -> bool:
    """Whether any of these types is one of Arrow's, which pandas wraps."""
    return any(hasattr(dtype, "pyarrow_dtype") for dtype in dtypes)


def _zone(dtype: Any) -> str | None:
    """Time zone of a column of moments, if it has one."""
    zone = getattr(getattr(dtype, "pyarrow_dtype", dtype), "tz", None)
    return None if zone is None else str(zone)


def _common_times(x: Any, background: Any, names: tuple[str, str]) -> tuple[Any, Any]:
    """Moments of one time zone in one unit, as moments without a zone are."""
    ours, theirs = (column.dt.tz_convert(None) for column in (x, background))
    common = common_columns(ours, theirs, names)
    first, second = (one.dt.tz_localize("UTC").dt.tz_convert(x.dt.tz) for one in common)
    return first, second


def _as(name: str, label: str, dtype: str) -> str:
    """Code that gives a column another type."""
    return f"{name} = {name}.astype({{{label}: {dtype}}})"


def _categories_way_out(x: Any, background: Any, names: tuple[str, str]) -> str:
    """The conversion that keeps all categories, as code that runs."""
    (ours, theirs), label = names, written(x.name)
    mine, others = x.dtype.categories, background.dtype.categories
    if x.dtype == background.dtype:  # which pandas calls equal: it would leave them as they are
        new = f"{ours}[{label}].cat.set_categories({theirs}[{label}].cat.categories)"
        return f"give {ours} the order of {theirs}: {ours} = {ours}.copy(); {ours}[{label}] = {new}"
    if set(mine) <= set(others):
        return f"give {ours} the categories of {theirs}: " + _as(
            ours, label, f"{theirs}[{label}].dtype"
        )
    if set(others) <= set(mine):
        return f"give {theirs} the categories of {ours}: " + _as(
            theirs, label, f"{ours}[{label}].dtype"
        )
    both = _as(ours, label, "dtype") + "; " + _as(theirs, label, "dtype")
    if x.dtype.ordered or background.dtype.ordered:
        every = _in_order(list(others), list(mine))
        return (
            "give both all categories, in their order: "
            f"dtype = pd.CategoricalDtype({every}, ordered=True); {both}"
        )
    return (
        f"give both all categories: dtype = pd.CategoricalDtype({theirs}[{label}].cat"
        f".categories.union({ours}[{label}].cat.categories, sort=False)); {both}"
    )


def _in_order(first: list[Any], second: list[Any]) -> list[Any]:
    """All categories of two scales, in the order of both if they have one."""
    before: dict[Any, set[Any]] = {category: set() for category in [*first, *second]}
    for scale in (first, second):
        for low, high in pairwise(scale):
            before[high].add(low)
    try:
        return list(TopologicalSorter(before).static_order())
    except CycleError:
        return list(before)


def _column_way_out(x: Any, background: Any, names: tuple[str, str]) -> str:
    """The conversion that keeps all values, as code that runs."""
    (ours, theirs), label = names, written(x.name)
    to_ours = _as(theirs, label, f"{ours}[{label}].dtype")
    to_theirs = _as(ours, label, f"{theirs}[{label}].dtype")
    zones = [_zone(column.dtype) for column in (x, background)]
    moments = all(str(c.dtype).startswith(("datetime64", "timestamp")) for c in (x, background))
    if all(zones) and zones[0] != zones[1]:
        return f"give both the zone whose clock the model reads: {to_ours}, or {to_theirs}"
    if any(zones) and moments and not all(zones):
        name, zoned = names if zones[1] else (theirs, ours)
        new = f"{name}[{label}].dt.tz_localize({zoned}[{label}].dt.tz)"
        return (
            f"where the times of {name} are those of that zone: "
            f"{name} = {name}.copy(); {name}[{label}] = {new}"
        )
    if kept(background, x.dtype):
        return to_ours
    if kept(x, background.dtype):
        return to_theirs
    return f"{_as(ours, label, 'object')}; {_as(theirs, label, 'object')}"


def kept(values: Any, dtype: Any) -> bool:
    """Whether cells of an array or a Series are what they were in another type."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of cells that are cut
            cast = values.astype(dtype)
            pairs = zip(_objects(values), _objects(cast), strict=True)
            # pandas 2.2 may make another type than it is asked for, of Arrow's dictionaries
            return bool(cast.dtype == dtype) and all(_same_cell(a, b) for a, b in pairs)
    except (TypeError, ValueError, ArithmeticError, NotImplementedError, Warning):
        return False


def _objects(values: Any) -> Array:
    cells: Array = np.asarray(values, dtype=object).ravel()
    return cells


def _same_cell(a: Any, b: Any) -> bool:
    """Whether a model sees the same; a missing number is one as NaN or NA, but None is None."""
    if is_missing(a) or is_missing(b):
        return is_missing(a) and is_missing(b) and (a is None) == (b is None)
    return bool(a == b)
