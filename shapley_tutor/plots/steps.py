"""The waterfall: from the base value to a prediction, one payoff at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._typing import Array
from shapley_tutor.display import writer
from shapley_tutor.explanation import Explanation
from shapley_tutor.plots._explained import (
    MOST,
    cell_text,
    check_alone,
    check_most,
    largest,
    one_row,
    rest,
)
from shapley_tutor.plots._explained import output_name as shown_output
from shapley_tutor.plots._style import PALETTE, canvas, keep_texts_inside
from shapley_tutor.plots._text import (
    EQUALS,
    check_length,
    fitted,
    floats,
    in_units,
    number,
    plain,
    vector,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR = 0.62  # height of a bar; rows are 1 apart
_NEGLIGIBLE = 1e-3  # payoffs so small beside the base value are written with decimals of their own


def waterfall(
    base_value: Any,
    values: Any = None,
    names: Sequence[str] | None = None,
    ax: Axes | None = None,
    *,
    data: Sequence[Any] | None = None,
    output_name: str | None = None,
    sort: bool | None = None,
    most: int | None = None,
) -> Axes:
    """From the base value to the prediction: each payoff a bar that starts where the last ended.

    Read it from top to bottom. Introduced in chapter *From friends to features*.

    Parameters
    ----------
    base_value
        An :class:`~shapley_tutor.Explanation` of one row and one output, such as ``e[3]`` or
        ``e[3, :, 1]``, which brings values, names, data and the name of its output along. Or one
        number: the average prediction, v(empty).
    values
        Payoffs of the features, (d,); Fractions are written as Fractions.
    names
        Names of the features, d of them.
    ax
        Axes to draw on; a new figure without.
    data
        The row that is explained, (d,): its values stand beside the names.
    output_name
        What the sum is: "prediction", "probability", "f(x)", ...
    sort
        Largest payoff first, by absolute value; else in the order given. By default an
        Explanation is sorted and numbers are not.
    most
        Bars at most: of more features, the smallest are summed up in the last bar. By default 10
        for an Explanation, and all for numbers.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If the numbers are not one row's of one output, or lengths differ.

    Examples
    --------
    >>> ax = waterfall(0.2, [0.3, 0.4], ["Age", "BP"])
    >>> [text.get_text() for text in ax.texts]
    ['0.2', '+0.3', '+0.4', '0.9']
    >>> from shapley_tutor import explain
    >>> e = explain(lambda X: X @ [1.0, 2.0], np.eye(2), np.zeros((1, 2)))
    >>> ax = waterfall(e[1])
    >>> [label.get_text() for label in ax.get_yticklabels()]
    ['base value', 'x1 = 1', 'x0 = 0', 'prediction']
    """
    write_name: Callable[[object], str] = _in_one_line
    if isinstance(base_value, Explanation):
        check_alone("waterfall", values=values, names=names)
        e, row = base_value, one_row(base_value, "waterfall")
        base_value, values, names = row.base_value, row.values, row.names
        data = row.cells if data is None else data
        output_name = output_name or shown_output(e)
        sort, most = sort is not False, MOST if most is None else most
        write_name = fitted
    if values is None or names is None:
        raise TypeError(
            "waterfall needs a base value, values and names, or an Explanation of one row: "
            "waterfall(e[3])"
        )
    base_value = number(base_value, "base_value")
    payoffs = vector(values, "values")
    check_length("names", len(names), "values", len(payoffs))
    labels = [*map(write_name, _labels(names, data))]
    payoffs, labels = _in_order(payoffs, labels, bool(sort), most)
    levels = np.cumsum([base_value, *payoffs])  # (d + 1,): where each bar starts and ends
    labels = ["base value", *labels, write_name(output_name or "prediction")]
    with canvas(ax, 6.0, 0.3 + 0.47 * len(labels)) as axes:
        _draw(axes, labels, levels, payoffs)
        if write_name is fitted:
            axes.locator_params(axis="x", nbins=5)
            keep_texts_inside(axes)
        return axes


def _in_one_line(name: object) -> str:
    return plain(name).replace(EQUALS, " = ")


def _in_order(
    payoffs: Array, labels: list[str], sort: bool, most: int | None
) -> tuple[Array, list[str]]:
    """Payoffs and labels as they are to be drawn; the sum of the smallest is the last."""
    order, others = largest(
        np.abs(floats(payoffs)), len(payoffs) if most is None else check_most(most)
    )
    order = order if sort else np.sort(order)
    kept, names = payoffs[order], [labels[i] for i in order]
    if not len(others):
        return kept, names
    return np.append(kept, payoffs[others].sum()), [*names, rest(others)]


def _draw(axes: Axes, labels: list[str], levels: Array, payoffs: Array) -> None:
    ends = levels[[0, -1]]
    write = write_payoff = writer([*ends, *payoffs])
    if np.abs(floats(payoffs)).max() < _NEGLIGIBLE * np.abs(floats(ends)).max():
        write, write_payoff = writer(ends), writer(payoffs)
    unit, note = in_units(levels, payoffs)
    heights, steps = floats(levels) / unit, floats(payoffs) / unit
    _frame(axes, labels, heights)
    if note:
        axes.set_xlabel(note.lstrip(", "))
    _draw_steps(axes, heights, steps)
    _write_total(axes, heights[0], 0, write(levels[0]))
    for y, payoff in enumerate(payoffs, start=1):
        _write_step(axes, heights[y - 1 : y + 1], y, write_payoff(payoff, signed=True))
    _write_total(axes, heights[-1], len(payoffs) + 1, write(levels[-1]))


def _labels(names: Sequence[str], data: Sequence[Any] | None) -> list[str]:
    if data is None:
        return list(names)
    cells = list(data)
    check_length("data", len(cells), "names", len(names))
    return [
        name if cell is None else f"{name}{EQUALS}{cell_text(cell)}"
        for name, cell in zip(names, cells, strict=True)
    ]


def _draw_steps(axes: Axes, levels: Array, payoffs: Array) -> None:
    """Bars, and the thin lines that carry each level down to the next row."""
    for y, payoff in enumerate(payoffs, start=1):
        color = PALETTE.positive if payoff > 0 else PALETTE.negative
        if payoff == 0.0:
            axes.plot([levels[y]] * 2, [y - BAR / 2, y + BAR / 2], color=PALETTE.muted)
        else:
            axes.barh(y, payoff, BAR, levels[y - 1], color=color)
    reach = [(0.0, 1 - BAR / 2), *((y + BAR / 2, y + 1 - BAR / 2) for y in range(1, len(levels)))]
    reach[-1] = (reach[-1][0], len(levels))
    for level, (top, bottom) in zip(levels, reach, strict=True):
        axes.plot([level, level], [top, bottom], color=PALETTE.muted, linewidth=1.0, zorder=1)


def _write_step(axes: Axes, ends: Array, y: int, text: str) -> None:
    color = (
        PALETTE.ink
        if ends[0] == ends[1]
        else (PALETTE.positive if ends[1] > ends[0] else PALETTE.negative)
    )
    _beside(axes, ends.max(), y, text, color, "normal")


def _write_total(axes: Axes, level: Any, y: int, text: str) -> None:
    axes.plot(float(level), y, "o", color=PALETTE.ink, markersize=8, zorder=3)
    _beside(axes, float(level), y, text, PALETTE.ink, "bold", gap=9)


def _beside(
    axes: Axes, x: float, y: int, text: str, color: str, weight: str, gap: float = 5
) -> None:
    """Write ``text`` right of x: every label stands right of its bar, whatever the sign."""
    axes.annotate(
        text, (x, y), (gap, 0), textcoords="offset points", va="center_baseline", color=color,
        weight=weight,
    )  # fmt: skip


def _frame(axes: Axes, labels: list[str], levels: Array) -> None:
    span = levels.max() - levels.min() or abs(levels[0]) or 1.0
    axes.set_xlim(levels.min() - 0.06 * span, levels.max() + 0.24 * span)
    axes.set_yticks(range(len(labels)), labels)
    for end in (0, -1):
        axes.get_yticklabels()[end].set_fontweight("bold")
    axes.set_ylim(len(labels) - 0.45, -0.55)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
