"""The payoff of one feature along what it holds: numbers, dates, text, and what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._cells import for_pictures, is_missing
from shapley_tutor._tables import is_frame
from shapley_tutor._typing import Array, BoolArray, FloatArray
from shapley_tutor.display import writer
from shapley_tutor.explanation import Explanation
from shapley_tutor.plots._explained import (
    check_one_column,
    explained,
    one_output,
    output_name,
    position,
)
from shapley_tutor.plots._style import PALETTE, canvas
from shapley_tutor.plots._text import check_length, fitted, in_units

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_LABELS = 12  # categories named along an axis
_LETTERS = 46  # that fit along an axis of 6 inches


def scatter(
    explanation: Explanation, feature: str | int, ax: Axes | None = None, *, data: Any = None
) -> Axes:
    """The payoff of one feature along its value: a dot for each row.

    Introduced in chapter *From one patient to a cohort*.

    Rows of equal value stand above each other where the feature interacts with others.

    Parameters
    ----------
    explanation
        Of one output: ``e``, or ``e[:, :, 1]`` of several.
    feature
        Its name, or position among the players.
    ax
        Axes to draw on; a new figure without.
    data
        What to put along the axis instead of what the feature's column holds, (rows,): years
        instead of standard units, or a number for a group of columns.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If it is no Explanation or one of several outputs, if there is no such feature, or if it
        holds several columns and there is no ``data``.

    Notes
    -----
    Numbers and dates have an axis, text and categories stand side by side, and rows without a
    value stand apart, at "missing".

    Examples
    --------
    >>> from shapley_tutor import explain
    >>> e = explain(lambda X: X @ [1.0, 2.0], np.eye(2), np.zeros((1, 2)))
    >>> scatter(e, "x1").get_xlabel()
    'x1'
    """
    e = one_output(explained(explanation, "scatter"), "scatter")
    i = position(e, feature)
    if data is None:
        check_one_column(e, i)
    column = _column(e.data, e.columns[i][0]) if data is None else data
    check_length("data", len(column), "the explanation's rows", len(e))
    unit, note = in_units(e.values[:, i])
    with canvas(ax, 6.0, 4.0) as axes:
        x, unknown, x_note = _along(axes, column)
        known = ~unknown
        ys = e.values[:, i] / unit
        look: dict[str, Any] = {"s": 22, "linewidths": 0.8, "zorder": 3}
        axes.scatter(x[known], ys[known], color=PALETTE.accent, **look)
        axes.scatter(x[unknown], ys[unknown], facecolors="none", edgecolors=PALETTE.muted, **look)
        axes.axhline(0.0, color=PALETTE.ink, linewidth=0.9, zorder=1)
        name = fitted(e.feature_names[i], 40)
        axes.set_xlabel(f"{name}{x_note}")
        axes.set_ylabel(f"φ for {fitted(output_name(e))}{note}")
        return axes


def _column(rows: Any, j: int) -> Any:
    return rows.iloc[:, j] if is_frame(rows) else rows[:, j]


def _along(axes: Axes, column: Any) -> tuple[FloatArray, BoolArray, str]:
    """Where cells stand along the axis, which of them are missing, and a note of units."""
    cells = column.to_numpy() if hasattr(column, "to_numpy") else np.asarray(column)
    if cells.dtype.kind == "M":
        return _dates(axes, cells)
    shown = for_pictures(cells[:, None], ((0,),))[:, 0]
    if shown.dtype != float or _are_true_or_false(cells):
        return *_categories(axes, column, cells if shown.dtype == float else shown), ""
    unit, note = in_units(shown)
    x, unknown = _numbers(axes, shown / unit)
    return x, unknown, note


def _are_true_or_false(cells: Array) -> bool:
    known = [cell for cell in cells if not is_missing(cell)]
    return bool(known) and all(isinstance(cell, (bool, np.bool_)) for cell in known)


def _numbers(axes: Axes, x: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Numbers as they are; those that are none left of all others, at a tick of their own."""
    unknown = ~np.isfinite(x)
    low, high = _limits(x[~unknown])
    if not unknown.any():
        axes.set_xlim(*_around(low, high))
        axes.locator_params(axis="x", nbins=6)
        return x, unknown
    ticks = _ticks(low, high) if not unknown.all() else []
    return _apart(axes, x, unknown, ticks, [*map(writer(ticks), ticks)]), unknown


def _dates(axes: Axes, cells: Array) -> tuple[FloatArray, BoolArray, str]:
    """Dates in days, with an axis that names them, and what all of them have in common."""
    from matplotlib import dates

    unknown = np.isnat(cells)
    days = (cells - np.datetime64("1970-01-01")) / np.timedelta64(1, "D")
    if unknown.all():
        return _apart(axes, days, unknown, [], []), unknown, ""
    locator = dates.AutoDateLocator()  # type: ignore[no-untyped-call]
    low, high = _limits(days[~unknown])
    within = dates.num2date([low, max(high, low + 1)])  # type: ignore[no-untyped-call]
    ticks = [
        float(tick)
        for tick in locator.tick_values(*within)  # type: ignore[no-untyped-call]
    ]
    formatter = dates.ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
    labels = formatter.format_ticks(ticks)  # type: ignore[no-untyped-call]
    note = formatter.get_offset()  # type: ignore[no-untyped-call]
    x = _apart(axes, days, unknown, ticks, labels)
    return x, unknown, f" ({note})" if note else ""


def _apart(
    axes: Axes, x: FloatArray, unknown: BoolArray, ticks: list[float], labels: list[str]
) -> FloatArray:
    """Places along an axis whose left end is kept for what is missing."""
    low, high = _limits(x[~unknown])
    left, right = _around(low, high)
    place = left - 2 * (right - high)
    shown = [(t, label) for t, label in zip(ticks, labels, strict=True) if left <= t <= right]
    if unknown.any():
        left = place - (right - high)
        shown.insert(0, (place, "missing"))
    axes.set_xlim(left, right)
    axes.set_xticks([t for t, _ in shown], [label for _, label in shown])
    return np.where(unknown, place, x)


def _limits(known: FloatArray) -> tuple[float, float]:
    return (float(known.min()), float(known.max())) if len(known) else (0.0, 0.0)


def _around(low: float, high: float) -> tuple[float, float]:
    """Limits of an axis with some room on both sides."""
    room = 0.06 * (high - low or abs(high) or 1.0)
    return low - room, high + room


def _ticks(low: float, high: float) -> list[float]:
    from matplotlib.ticker import MaxNLocator

    return [float(t) for t in MaxNLocator(4).tick_values(low, high) if low <= t <= high]


def _categories(axes: Axes, column: Any, texts: Array) -> tuple[FloatArray, BoolArray]:
    """Text side by side: categories in their order, other text sorted, what is missing last."""
    unknown = np.array([is_missing(cell) for cell in column], dtype=bool)
    levels = sorted({str(text) for text in texts[~unknown]})
    in_order = getattr(getattr(column, "dtype", None), "categories", None)
    if in_order is not None:
        levels = [str(level) for level in in_order if str(level) in levels]
    places = {level: k for k, level in enumerate(levels)}
    x = np.array([places.get(str(text), len(levels)) for text in texts], dtype=float)
    names = [*levels, *["missing"] * bool(unknown.any())]
    step = -(-len(names) // _LABELS)
    labels = [fitted(name, 14) for name in names[::step]]
    longest = max(len(line) for label in labels for line in label.split("\n")) + 2
    axes.set_xticks(
        range(0, len(names), step), labels, rotation=90 if longest * len(labels) > _LETTERS else 0
    )
    axes.set_xlim(-0.6, len(names) - 0.4)
    return x, unknown
