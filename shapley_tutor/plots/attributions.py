"""Several attributions side by side, as bars."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.display import writer
from shapley_tutor.explanation import Explanation
from shapley_tutor.plots._explained import (
    MOST,
    Row,
    check_alone,
    check_most,
    largest,
    one_row,
    rest,
)
from shapley_tutor.plots._style import PALETTE, SERIES, canvas, keep_texts_inside
from shapley_tutor.plots._text import (
    check_length,
    fitted,
    floats,
    in_units,
    keyed,
    plain,
    vector,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GROUP = 0.8  # height of one feature's bars together; features are 1 apart
IN_LINE = 3  # names of colors side by side
ROOM = 0.27  # share of the width left for the numbers beyond the bars


def attribution_bars(
    values: Any,
    names: Sequence[str] | None = None,
    ax: Axes | None = None,
    *,
    errors: Any = None,
    most: int | None = None,
) -> Axes:
    """Horizontal bars of the payoffs: of one explanation, or of several side by side.

    Introduced in chapter *What does "without Age" mean?*

    One explanation is colored by sign, several by explanation.

    Parameters
    ----------
    values
        An :class:`~shapley_tutor.Explanation` of one row and one output, such as ``e[3]``, which
        brings names and standard errors along; or payoffs (d,); or a mapping of these, such as
        ``{"exact": e[3], "SHAP": payoffs}``.
    names
        Names of the features, d of them; not beside an Explanation.
    ax
        Axes to draw on; a new figure without.
    errors
        Half-widths of error bars, in the form of ``values``. By default an Explanation that was
        sampled has 1.96 standard errors: about 95 of 100 such bars hold the exact value.
    most
        Features at most: of more, the smallest are summed up in the last, without error bars.
        By default 10 for an Explanation, whose largest payoffs come first, and all for numbers.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If numbers are missing, lengths differ, or an Explanation has several rows or outputs.

    Examples
    --------
    >>> ax = attribution_bars({"ours": [-0.19, 0.09], "SHAP": [-0.19, 0.09]}, ["Age", "BP"])
    >>> [text.get_text() for text in ax.texts]
    ['−0.19', '+0.09', '−0.19', '+0.09']
    >>> from shapley_tutor import explain
    >>> e = explain(lambda X: X @ [1.0, 2.0], np.eye(2), np.zeros((1, 2)))
    >>> [text.get_text() for text in attribution_bars(e[1]).texts]
    ['+2', '0']
    """
    many = values if isinstance(values, Mapping) else {"": values}
    named = keyed(many, "values", '{"by hand": payoffs, "SHAP": payoffs}')
    rows = {k: one_row(e, "attribution_bars") for k, e in named.items() if _is_explanation(e)}
    if rows:
        check_alone("attribution_bars", names=names)
        names = _common_names(rows)
        most = MOST if most is None else most
    if names is None:
        raise TypeError(
            "attribution_bars needs names, or an Explanation of one row: attribution_bars(e[3])"
        )
    payoffs = {key: rows[key].values if key in rows else row for key, row in named.items()}
    table = {key: _row(row, "values", key, names) for key, row in payoffs.items()}
    widths = _errors(errors, table, names) if errors is not None else _own_errors(rows, table)
    drawn = _Bars([*map(fitted if rows else plain, names)], table, widths)
    drawn = drawn if most is None else _at_most(drawn, check_most(most))
    with canvas(ax, 6.0, 1.0 + len(drawn.names) * (0.3 + 0.3 * len(table))) as axes:
        _draw(drawn, axes)
        if rows:
            axes.locator_params(axis="x", nbins=5)
            keep_texts_inside(axes)
        return axes


class _Bars(NamedTuple):
    """What is drawn: payoffs by explanation, (d,) each, and half-widths of error bars."""

    names: list[str]
    table: dict[str, Array]
    widths: dict[str, FloatArray] | None


def _is_explanation(values: Any) -> bool:
    return isinstance(values, Explanation)


def _common_names(rows: Mapping[str, Row]) -> list[str]:
    """Names of the features of all explanations, which must be the same."""
    (first, row), *others = rows.items()
    for key, other in others:
        if other.names != row.names:
            raise ValueError(
                f"values[{key!r}] and values[{first!r}] have different features; draw each of them "
                "by itself, or explain both with the same columns and groups"
            )
    return row.names


def _own_errors(
    rows: Mapping[str, Row], table: Mapping[str, Array]
) -> dict[str, FloatArray] | None:
    """1.96 standard errors of explanations that were sampled."""
    if not any(row.errors.any() for row in rows.values()):
        return None
    zero = np.zeros(len(next(iter(table.values()))))
    return {key: 1.96 * rows[key].errors if key in rows else zero for key in table}


def _at_most(bars: _Bars, most: int) -> _Bars:
    """The largest features first, and the sum of the others."""
    sizes = np.max([np.abs(floats(row)) for row in bars.table.values()], axis=0)
    kept, others = largest(sizes, most)
    names = [bars.names[i] for i in kept]
    table = {key: row[kept] for key, row in bars.table.items()}
    widths = bars.widths and {key: width[kept] for key, width in bars.widths.items()}
    if len(others):
        names.append(rest(others))
        table = {key: np.append(row, bars.table[key][others].sum()) for key, row in table.items()}
        widths = widths and {key: np.append(width, 0.0) for key, width in widths.items()}
    return _Bars(names, table, widths)


def _draw(bars: _Bars, axes: Axes) -> None:
    names, table, widths = bars
    write = writer(np.concatenate(list(table.values())))
    unit, note = in_units(*table.values())
    height = GROUP / len(table)
    for k, (name, row) in enumerate(table.items()):
        ys = floats(np.arange(len(names)) + (k - (len(table) - 1) / 2) * height)
        error = None if widths is None else widths[name] / unit
        lengths = floats(row) / unit
        _draw_bars(axes, ys, lengths, error, height, None if len(table) == 1 else k)
        for i, y in enumerate(ys):
            wide = 0.0 if error is None else float(error[i])
            _write_beside(axes, lengths[i], y, wide, write(row[i], signed=True))
    reach = np.stack([floats(row) for row in table.values()])  # (explanations, d)
    around = np.zeros(1) if widths is None else np.stack(list(widths.values()))
    _frame(axes, names, [(reach - around) / unit, (reach + around) / unit])
    axes.set_xlabel(f"payoff φ{note}")
    if len(table) > 1:
        _legend(axes, list(table))


def _row(values: Any, argument: str, key: str, names: Sequence[str]) -> Array:
    name = f"{argument}[{key!r}]" if key else argument
    row = vector(values, name)
    check_length(name, len(row), "names", len(names))
    return row


def _errors(errors: Any, table: Mapping[str, Array], names: Sequence[str]) -> dict[str, FloatArray]:
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
    lengths: FloatArray,
    error: FloatArray | None,
    height: float,
    group: int | None,
) -> None:
    color: Any = [PALETTE.positive if v > 0 else PALETTE.negative for v in lengths]
    if group is not None:
        color = SERIES[group % len(SERIES)]
    axes.barh(ys, lengths, 0.9 * height, color=color)
    if error is not None:
        error = np.where(error > 0, error, np.nan)  # what is exact has no bar of no length
        # With an edge of paper, as at night bars are almost as light as ink.
        for ink, width in [(PALETTE.paper, 3.5), (PALETTE.ink, 1.3)]:
            look: Any = {"ecolor": ink, "elinewidth": width, "capthick": width}
            axes.errorbar(lengths, ys, xerr=error, fmt="none", capsize=2.4 + width / 2, **look)


def _write_beside(axes: Axes, value: Any, y: float, error: float, text: str) -> None:
    """Write a payoff beyond the end of its bar, and beyond its error bar."""
    outward = 1 if value >= 0 else -1
    axes.annotate(
        text, (float(value) + outward * error, y), (5 * outward, 0), textcoords="offset points",
        ha="left" if outward > 0 else "right", va="center_baseline",
    )  # fmt: skip


def _frame(axes: Axes, names: Sequence[str], reach: Any) -> None:
    """Feature names, and limits that hold zero and ``reach``, with room for labels."""
    low, high = min(0.0, np.min(reach)), max(0.0, np.max(reach))
    span = high - low or 1.0
    left, right = (ROOM if low < 0 else 0.03), (ROOM if high > 0 else 0.03)
    axes.set_xlim(low - left * span, high + right * span)
    axes.locator_params(axis="x", nbins=6)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.axvline(0.0, color=PALETTE.ink, linewidth=0.9)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _legend(axes: Axes, names: list[str]) -> None:
    """Name the colors in rows of the same length, to be read row by row, in the order of bars."""
    bars = [
        axes.barh(0, 0, color=SERIES[k % len(SERIES)], label=plain(name))
        for k, name in enumerate(names)
    ]
    columns = math.ceil(len(bars) / math.ceil(len(bars) / IN_LINE))
    by_column = [bar for k in range(columns) for bar in bars[k::columns]]  # as Matplotlib fills
    axes.legend(handles=by_column, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=columns)
