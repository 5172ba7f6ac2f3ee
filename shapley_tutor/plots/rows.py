"""Many rows in one picture: mean sizes as bars, and every row as a dot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._cells import for_pictures
from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.display import writer
from shapley_tutor.explanation import Explanation
from shapley_tutor.plots._explained import (
    MOST,
    check_most,
    explained,
    largest,
    one_output,
    output_name,
    rest,
)
from shapley_tutor.plots._style import PALETTE, canvas, keep_texts_inside
from shapley_tutor.plots._text import fitted, in_units
from shapley_tutor.plots.attributions import attribution_bars

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOW, HIGH = "#A9B2E4", "#20285F"  # of a feature's value: the accent, lighter and darker
_BINS = 100  # along the axis, in which dots give way to each other
_SWARM = 0.38  # half-height of a feature's dots; features are 1 apart
_FEW_DEEP = 8  # dots on top of each other that do not fill that height


def bar(explanation: Explanation, ax: Axes | None = None, *, most: int = MOST) -> Axes:
    """How much each feature matters: the mean absolute payoff over all rows.

    Introduced in chapter *From one patient to a cohort*.

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
                va="center_baseline",
            )  # fmt: skip
        _features_down(axes, names)
        axes.set_xlim(0.0, 1.1 * (sizes.max() / unit or 1.0))
        axes.set_xlabel(f"mean |φ| of {fitted(output_name(e))}{note}")
        keep_texts_inside(axes)
        return axes


def beeswarm(explanation: Explanation, ax: Axes | None = None, *, most: int = MOST) -> Axes:
    """Every row a dot at its payoff, feature by feature, in a color from low to high values.

    Introduced in chapter *From one patient to a cohort*.

    The features with the largest mean absolute values come first. Dots are colored by the rank of
    the feature's value among the rows; they are hollow where that is missing or no number, and
    for players of several columns.

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
        axes.grid(axis="x", color=PALETTE.grid)
        axes.set_xlabel(f"payoff φ for {fitted(output_name(e))}{note}")
        _legend(axes, np.stack(ranks))
        return axes


def _features_down(axes: Axes, names: list[str]) -> None:
    """Names of the features from top to bottom."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.locator_params(axis="x", nbins=5)


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
