"""Several attributions side by side: as bars, and as a dot for each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor.plots._style import PALETTE, canvas
from shapley_tutor.plots._text import check_length, floats, keyed, number, plain, vector, writer
from shapley_tutor.typing import Array, FloatArray

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GROUP = 0.8  # height of one feature's bars together; features are 1 apart


def attribution_bars(
    values: Any, names: Sequence[str], ax: Axes | None = None, *, errors: Any = None
) -> Axes:
    """Horizontal bars of the payoffs: of one explanation, or of several side by side.

    One explanation is colored by sign, several by explanation.

    Parameters
    ----------
    values
        Payoffs (d,), or a mapping such as ``{"by hand": payoffs, "SHAP": payoffs}``.
    names
        Names of the features, d of them.
    ax
        Axes to draw on; a new figure without.
    errors
        Half-widths of error bars, in the form of ``values``.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If numbers are missing or lengths differ.

    Examples
    --------
    >>> ax = attribution_bars({"ours": [-0.19, 0.09], "SHAP": [-0.19, 0.09]}, ["Age", "BP"])
    >>> [text.get_text() for text in ax.texts]
    ['−0.19', '+0.09', '−0.19', '+0.09']
    """
    many = values if isinstance(values, Mapping) else {"": values}
    table = {name: _row(row, "values", name, names) for name, row in keyed(many, "values", "{}").items()}
    widths = _errors(errors, table, names)
    write = writer(np.concatenate(list(table.values())))
    height = GROUP / len(table)
    with canvas(ax, 6.0, 1.0 + len(names) * (0.3 + 0.3 * len(table))) as axes:
        for k, (name, row) in enumerate(table.items()):
            ys = np.arange(len(names)) + (k - (len(table) - 1) / 2) * height
            error = None if widths is None else widths[name]
            _draw_bars(axes, ys, row, error, height, None if len(table) == 1 else k)
            for y, value, wide in zip(ys, row, error if error is not None else 0 * ys, strict=True):
                _write_beside(axes, value, y, float(wide), write(value, signed=True))
        _frame(axes, names, len(table))
        if len(table) > 1:
            _legend(axes, list(table))
        return axes


def _row(values: Any, argument: str, key: str, names: Sequence[str]) -> Array:
    name = f"{argument}[{key!r}]" if key else argument
    row = vector(values, name)
    check_length(name, len(row), "names", len(names))
    return row


def _errors(
    errors: Any, table: Mapping[str, Array], names: Sequence[str]
) -> dict[str, FloatArray] | None:
    if errors is None:
        return None
    many = errors if isinstance(errors, Mapping) else {"": errors}
    if set(many) != set(table):
        raise ValueError(
            f"errors is given for {sorted(many)} but values for {sorted(table)}; "
            "pass both in the same form with the same keys"
        )
    widths = {key: floats(_row(row, "errors", key, names)) for key, row in many.items()}
    if min(row.min() for row in widths.values()) < 0:
        raise ValueError("errors has a negative entry; pass half-widths, such as standard errors")
    return widths


def _draw_bars(
    axes: Axes, ys: FloatArray, row: Array, error: FloatArray | None, height: float, group: int | None
) -> None:
    lengths = floats(row)
    color: Any = [PALETTE.positive if v > 0 else PALETTE.negative for v in lengths]
    if group is not None:
        color = PALETTE.players[group % len(PALETTE.players)]
    look = {"ecolor": PALETTE.ink, "elinewidth": 1.3, "capsize": 3}
    axes.barh(ys, lengths, 0.9 * height, color=color, xerr=error, error_kw=look)


def _write_beside(axes: Axes, value: Any, y: float, error: float, text: str) -> None:
    """Write a payoff beyond the end of its bar, and beyond its error bar."""
    outward = 1 if value >= 0 else -1
    axes.annotate(
        text, (float(value) + outward * error, y), (5 * outward, 0), textcoords="offset points",
        ha="left" if outward > 0 else "right", va="center_baseline", fontsize=11,
    )  # fmt: skip


def _frame(axes: Axes, names: Sequence[str], groups: int) -> None:
    axes.set_yticks(range(len(names)), [plain(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.margins(x=0.2)
    axes.axvline(0.0, color=PALETTE.ink, linewidth=0.9)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("payoff φ")


def _legend(axes: Axes, names: list[str]) -> None:
    for k, name in enumerate(names):
        axes.barh(0, 0, color=PALETTE.players[k % len(PALETTE.players)], label=plain(name))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(len(names), 3))


def spread(
    values: Mapping[str, Any],
    ax: Axes | None = None,
    *,
    reference: Mapping[str, Mapping[str, float]] | None = None,
) -> Axes:
    """One dot for each run: how far a feature's payoff moves from run to run.

    Introduced in chapter *By hand, and by SHAP*.

    Parameters
    ----------
    values
        Payoffs by feature, such as ``{"Age": [-0.19, -0.14], "BP": [-0.09, -0.10]}``.
    ax
        Axes to draw on; a new figure without.
    reference
        Payoffs to mark, such as ``{"true model": {"Age": -0.16, "BP": -0.10}}``.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If numbers are missing, or a reference names an unknown feature.

    Examples
    --------
    >>> runs = {"Age": [-0.19, -0.14, -0.15], "BP": [-0.09, -0.10, -0.08]}
    >>> ax = spread(runs, reference={"true model": {"Age": -0.16, "BP": -0.10}})
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['Age', 'BP']
    """
    runs = {k: vector(v, f"values[{k!r}]") for k, v in keyed(values, "values", '{"Age": [...]}').items()}
    marks = _marks(reference, list(runs))
    everything = np.concatenate([floats(row) for row in runs.values()])
    step = (float(np.ptp(everything)) or 1.0) / 45
    with canvas(ax, 6.0, 1.3 + 0.95 * len(runs)) as axes:
        for y, row in enumerate(runs.values()):
            heights = y + 0.11 * _stack(floats(row), step)
            axes.plot(
                floats(row), heights, "o", color=PALETTE.accent, alpha=0.75,
                markersize=8, markeredgecolor=PALETTE.paper, zorder=3,
            )  # fmt: skip
        for k, (label, points) in enumerate(marks.items()):
            color = (PALETTE.ink, PALETTE.positive, PALETTE.negative)[k % 3]
            for j, (y, x) in enumerate(points):
                name = plain(label) if j == 0 else None
                axes.plot([x, x], [y - 0.36, y + 0.36], color=color, label=name, zorder=2)
        _frame(axes, list(runs), 1)
        if marks:
            axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
        return axes


def _marks(reference: Any, names: list[str]) -> dict[str, list[tuple[int, float]]]:
    """Reference marks as (row, payoff) by label."""
    if reference is None:
        return {}
    example = '{"true model": {"Age": -0.16}}'
    marks: dict[str, list[tuple[int, float]]] = {}
    for label, points in keyed(reference, "reference", example).items():
        unknown = [k for k in keyed(points, f"reference[{label!r}]", '{"Age": -0.16}') if k not in names]
        if unknown:
            raise ValueError(
                f"reference[{label!r}] names {unknown[0]!r}, which values does not have; "
                f"use {', '.join(names)}"
            )
        name = f"reference[{label!r}]"
        marks[label] = [(names.index(k), float(number(x, name))) for k, x in points.items()]
    return marks


def _stack(row: FloatArray, step: float) -> FloatArray:
    """Offsets 0, 1, -1, 2, ... so that dots nearer than ``step`` don't cover each other."""
    offsets = np.zeros(len(row))
    order = np.argsort(row, kind="stable")
    taken: list[tuple[float, float]] = []
    for i in order:
        near = {offset for x, offset in taken if row[i] - x < step}
        choice = next(o for k in range(len(row) + 1) for o in (float(k), float(-k)) if o not in near)
        offsets[i] = choice
        taken.append((float(row[i]), choice))
    return offsets
