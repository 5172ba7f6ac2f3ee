"""Many rows in one picture: mean sizes as bars, every row as a dot, values along a feature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._cells import for_pictures, is_missing
from shapley_tutor._tables import is_frame
from shapley_tutor._typing import Array, BoolArray, FloatArray
from shapley_tutor.display import writer
from shapley_tutor.explanation import Explanation
from shapley_tutor.plots._explained import (
    MOST,
    check_most,
    check_one_column,
    explained,
    largest,
    one_output,
    output_name,
    position,
    rest,
)
from shapley_tutor.plots._style import PALETTE, canvas, keep_texts_inside
from shapley_tutor.plots._text import check_length, fitted, in_units
from shapley_tutor.plots.attributions import attribution_bars

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOW, HIGH = "#8CC9C0", "#0B4A43"  # of a feature's value: the accent, lighter and darker
_BINS = 100  # along the axis, in which dots give way to each other
_SWARM = 0.38  # half-height of a feature's dots; features are 1 apart
_FEW_DEEP = 8  # dots on top of each other that do not fill that height
_LABELS = 12  # categories named along an axis
_LETTERS = 46  # that fit along an axis of 6 inches


def bar(explanation: Explanation, ax: Axes | None = None, *, most: int = MOST) -> Axes:
    """How much each feature matters: the mean size of its payoffs, |φ|, over all rows.

    Of one row, its payoffs with their signs, as :func:`attribution_bars` draws them.

    Parameters
    ----------
    explanation
        Of one output: ``e``, or ``e[:, :, 1]`` of several.
    ax
        Axes to draw on; a new figure without.
    most
        Bars at most: of more features, the smallest are summed up in the last.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If it is no Explanation, or one of several outputs.

    Examples
    --------
    >>> from shapley_tutor import explain
    >>> e = explain(lambda X: X @ [1.0, 2.0], np.eye(2), np.zeros((1, 2)))
    >>> ax = bar(e)
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['x1', 'x0']
    >>> [text.get_text() for text in ax.texts]
    ['1.0', '0.5']
    """
    e = one_output(explained(explanation, "bar"), "bar")
    if len(e) == 1:
        return attribution_bars(e, ax=ax, most=most)
    means = np.abs(e.values).mean(axis=0)
    kept, others = largest(means, check_most(most))
    names = [fitted(e.feature_names[i]) for i in kept] + [rest(others)] * bool(len(others))
    sizes = np.append(means[kept], [means[others].sum()] * bool(len(others)))
    unit, note = in_units(sizes)
    write = writer(sizes)
    with canvas(ax, 6.0, 1.0 + 0.45 * len(names)) as axes:
        axes.barh(range(len(names)), sizes / unit, 0.72, color=PALETTE.accent)
        for y, size in enumerate(sizes):
            axes.annotate(
                write(size), (size / unit, y), (5, 0), textcoords="offset points",
                va="center_baseline", fontsize=11,
            )  # fmt: skip
        _features_down(axes, names)
        axes.set_xlim(0.0, 1.1 * (sizes.max() / unit or 1.0))
        axes.set_xlabel(f"mean |φ| of {fitted(output_name(e))}{note}")
        keep_texts_inside(axes)
        return axes


def beeswarm(explanation: Explanation, ax: Axes | None = None, *, most: int = MOST) -> Axes:
    """Every row a dot at its payoff, feature by feature; darker where the feature is larger.

    The features with the largest mean |φ| come first. Dots are colored by the rank of the
    feature's value among the rows; they are hollow where that is missing or no number, and for
    players of several columns.

    Parameters
    ----------
    explanation
        Of one output: ``e``, or ``e[:, :, 1]`` of several.
    ax
        Axes to draw on; a new figure without.
    most
        Features at most: of more, the payoffs of the smallest are summed up in the last.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If it is no Explanation, or one of several outputs.

    Examples
    --------
    >>> from shapley_tutor import explain
    >>> e = explain(lambda X: X @ [1.0, 2.0], np.eye(2), np.zeros((1, 2)))
    >>> [label.get_text() for label in beeswarm(e).get_yticklabels()]
    ['x1', 'x0']
    """
    e = one_output(explained(explanation, "beeswarm"), "beeswarm")
    kept, others = largest(np.abs(e.values).mean(axis=0), check_most(most))
    names = [fitted(e.feature_names[i]) for i in kept]
    payoffs = [e.values[:, i] for i in kept]
    cells = for_pictures(e.data, e.columns)
    ranks = [_ranks(cells[:, i]) for i in kept]
    if len(others):
        names.append(rest(others))
        payoffs.append(e.values[:, others].sum(axis=1))
        ranks.append(np.full(len(e), np.nan))
    unit, note = in_units(*payoffs)
    with canvas(ax, 6.0, 1.3 + 0.45 * len(names)) as axes:
        xs = np.stack(payoffs) / unit  # (features, rows)
        for y, (x, rank) in enumerate(zip(xs, ranks, strict=True)):
            _dots(axes, x, y + _offsets(x, xs.min(), xs.max()), rank)
        axes.axvline(0.0, color=PALETTE.ink, linewidth=0.9, zorder=1)
        axes.margins(x=0.05)
        _features_down(axes, names)
        axes.set_xlabel(f"payoff φ for {fitted(output_name(e))}{note}")
        _legend(axes, np.stack(ranks))
        return axes


def scatter(
    explanation: Explanation, feature: str | int, ax: Axes | None = None, *, data: Any = None
) -> Axes:
    """The payoff of one feature along its value: a dot for each row.

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


def _features_down(axes: Axes, names: list[str]) -> None:
    """Names of the features from top to bottom."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=5)
    axes.grid(axis="x", color=PALETTE.grid)


def _ranks(cells: Array) -> FloatArray:
    """Ranks of numbers from 0 to 1, ties alike; NaN where a cell is missing or no number.

    Examples
    --------
    >>> _ranks(np.array([3.0, np.nan, 1.0, 3.0])).tolist()
    [0.75, nan, 0.0, 0.75]
    """
    try:
        numbers = cells.astype(float)
    except (TypeError, ValueError):
        return np.full(len(cells), np.nan)
    known = np.sort(numbers[~np.isnan(numbers)])
    below, up_to = (np.searchsorted(known, numbers, side) for side in ("left", "right"))
    middle = (below + up_to - 1) / 2 / max(len(known) - 1, 1)
    middle[np.isnan(numbers)] = np.nan
    return np.asarray(middle if len(known) > 1 else middle + 0.5)


def _offsets(x: FloatArray, low: float, high: float) -> FloatArray:
    """How far dots at about one place stand above and below each other."""
    bins = np.floor((x - low) / (high - low or 1.0) * _BINS)
    order = np.argsort(bins, kind="stable")
    first = np.searchsorted(bins[order], bins[order])
    rank = np.empty(len(x))
    rank[order] = np.arange(len(x)) - first  # 0, 1, 2, ... within a bin
    offsets = np.ceil(rank / 2) * np.where(rank % 2, 1, -1)
    deepest = max(float(np.abs(offsets).max()), _FEW_DEEP)
    return np.asarray(_SWARM * offsets / deepest)


def _dots(axes: Axes, x: FloatArray, y: FloatArray, rank: FloatArray) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    colors = LinearSegmentedColormap.from_list("values", [LOW, HIGH])
    known = ~np.isnan(rank)
    axes.scatter(x[known], y[known], 14, colors(rank[known]), linewidths=0, zorder=3)
    edge: dict[str, Any] = {"facecolors": "none", "edgecolors": PALETTE.muted, "linewidths": 0.8}
    axes.scatter(x[~known], y[~known], 14, zorder=2, **edge)


def _legend(axes: Axes, ranks: FloatArray) -> None:
    """What the colors of the dots mean."""
    unknown = np.isnan(ranks)
    look: dict[str, Any] = {"s": 30}
    if not unknown.all():
        axes.scatter([], [], color=LOW, label="low value", **look)
        axes.scatter([], [], color=HIGH, label="high value", **look)
    if unknown.any():
        edge: dict[str, Any] = {"facecolors": "none", "edgecolors": PALETTE.muted}
        axes.scatter([], [], label="no number", **edge, **look)
    axes.legend(
        loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, handletextpad=0.1, columnspacing=1.0
    )


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
