"""The waterfall: from the base value to a prediction, one payoff at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._typing import Array
from shapley_tutor.display import writer
from shapley_tutor.plots._style import PALETTE, canvas
from shapley_tutor.plots._text import check_length, floats, number, plain, vector

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR = 0.62  # height of a bar; rows are 1 apart


def waterfall(
    base_value: Any,
    values: Any,
    names: Sequence[str],
    ax: Axes | None = None,
    *,
    data: Sequence[Any] | None = None,
    output_name: str = "prediction",
    sort: bool = False,
) -> Axes:
    """From the base value to the prediction: each payoff a bar that starts where the last ended.

    Read it from top to bottom. Introduced in chapter *From friends to features*.

    Parameters
    ----------
    base_value
        One number: the average prediction, v(empty).
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
        Largest payoff first, by absolute value; else in the order given.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If the numbers are not one row's, or lengths differ.

    Examples
    --------
    >>> ax = waterfall(0.2, [0.3, 0.4], ["Age", "BP"])
    >>> [text.get_text() for text in ax.texts]
    ['0.2', '+0.3', '+0.4', '0.9']
    """
    base_value = number(base_value, "base_value")
    payoffs = vector(values, "values")
    check_length("names", len(names), "values", len(payoffs))
    labels = _labels(names, data)
    order = np.argsort(-np.abs(floats(payoffs)), kind="stable") if sort else range(len(payoffs))
    payoffs = payoffs[list(order)]
    levels = np.cumsum([base_value, *payoffs])  # (d + 1,): where each bar starts and ends
    labels = ["base value", *(labels[i] for i in order), plain(output_name)]
    write = writer([*levels[[0, -1]], *payoffs])
    with canvas(ax, 6.0, 0.3 + 0.47 * len(labels)) as axes:
        _frame(axes, labels, floats(levels))
        _draw_steps(axes, floats(levels), floats(payoffs))
        _write_total(axes, levels[0], 0, write(levels[0]))
        for y, payoff in enumerate(payoffs, start=1):
            _write_step(axes, floats(levels[y - 1 : y + 1]), y, write(payoff, signed=True))
        _write_total(axes, levels[-1], len(payoffs) + 1, write(levels[-1]))
        return axes


def _labels(names: Sequence[str], data: Sequence[Any] | None) -> list[str]:
    if data is None:
        return [plain(name) for name in names]
    cells = list(data)
    check_length("data", len(cells), "names", len(names))
    texts = [c if isinstance(c, str) else writer([c], thousands="")(c) for c in cells]
    return [f"{plain(name)} = {plain(text)}" for name, text in zip(names, texts, strict=True)]


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
    axes.grid(axis="x", color=PALETTE.grid)
