"""Several attributions side by side, as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.display import writer
from shapley_tutor.plots._style import PALETTE, canvas
from shapley_tutor.plots._text import check_length, floats, keyed, plain, vector

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GROUP = 0.8  # height of one feature's bars together; features are 1 apart
ROOM = 0.27  # share of the width left for the numbers beyond the bars


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
    example = '{"by hand": payoffs, "SHAP": payoffs}'
    named = keyed(many, "values", example).items()
    table = {key: _row(row, "values", key, names) for key, row in named}
    widths = _errors(errors, table, names)
    write = writer(np.concatenate(list(table.values())))
    height = GROUP / len(table)
    with canvas(ax, 6.0, 1.0 + len(names) * (0.3 + 0.3 * len(table))) as axes:
        for k, (name, row) in enumerate(table.items()):
            ys = floats(np.arange(len(names)) + (k - (len(table) - 1) / 2) * height)
            error = None if widths is None else widths[name]
            _draw_bars(axes, ys, row, error, height, None if len(table) == 1 else k)
            for y, value, wide in zip(ys, row, error if error is not None else 0 * ys, strict=True):
                _write_beside(axes, value, y, float(wide), write(value, signed=True))
        reach = np.stack([floats(row) for row in table.values()])  # (explanations, d)
        wide = 0.0 if widths is None else np.stack(list(widths.values()))
        _frame(axes, names, [reach - wide, reach + wide])
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
    axes: Axes,
    ys: FloatArray,
    row: Array,
    error: FloatArray | None,
    height: float,
    group: int | None,
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


def _frame(axes: Axes, names: Sequence[str], reach: Any) -> None:
    """Feature names, and limits that hold zero and ``reach``, with room for labels."""
    low, high = min(0.0, np.min(reach)), max(0.0, np.max(reach))
    span = high - low or 1.0
    left, right = (ROOM if low < 0 else 0.03), (ROOM if high > 0 else 0.03)
    axes.set_xlim(low - left * span, high + right * span)
    axes.locator_params(axis="x", nbins=6)
    axes.set_yticks(range(len(names)), [plain(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.axvline(0.0, color=PALETTE.ink, linewidth=0.9)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("payoff φ")


def _legend(axes: Axes, names: list[str]) -> None:
    for k, name in enumerate(names):
        axes.barh(0, 0, color=PALETTE.players[k % len(PALETTE.players)], label=plain(name))
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=min(len(names), 3))
