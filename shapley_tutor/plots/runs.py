"""One attribution from many runs: a dot for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.plots._style import PALETTE, canvas
from shapley_tutor.plots._text import floats, keyed, number, plain, vector
from shapley_tutor.plots.attributions import frame_payoffs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOTS_ACROSS = 46  # dots of 8 points that fit side by side into a figure


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
    named = keyed(values, "values", '{"Age": [-0.19, -0.14]}').items()
    runs = {name: floats(vector(row, f"values[{name!r}]")) for name, row in named}
    marks = _marks(reference, list(runs))
    reach = [*np.concatenate(list(runs.values()))]
    reach += [x for points in marks.values() for _, x in points]
    with canvas(ax, 6.0, 1.3 + 0.95 * len(runs)) as axes:
        frame_payoffs(axes, list(runs), reach, 0.06)
        step = float(np.ptp(axes.get_xlim())) / DOTS_ACROSS
        for y, row in enumerate(runs.values()):
            heights = y + 0.11 * _stack(row, step)
            axes.plot(
                row, heights, "o", color=PALETTE.accent, alpha=0.75,
                markersize=8, markeredgecolor=PALETTE.paper, zorder=3,
            )  # fmt: skip
        for k, (label, points) in enumerate(marks.items()):
            color = (PALETTE.ink, PALETTE.positive, PALETTE.negative)[k % 3]
            for j, (y, x) in enumerate(points):
                name = plain(label) if j == 0 else None
                axes.plot([x, x], [y - 0.36, y + 0.36], color=color, label=name, zorder=2)
        if marks:
            axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
        return axes


def _marks(reference: Any, names: list[str]) -> dict[str, list[tuple[int, float]]]:
    """Where to draw the reference: (row, payoff) pairs by label."""
    if reference is None:
        return {}
    example = '{"true model": {"Age": -0.16}}'
    marks: dict[str, list[tuple[int, float]]] = {}
    for label, points in keyed(reference, "reference", example).items():
        name = f"reference[{label!r}]"
        unknown = [key for key in keyed(points, name, '{"Age": -0.16}') if key not in names]
        if unknown:
            raise ValueError(
                f"{name} has {unknown[0]!r}, which values does not have; use {', '.join(names)}"
            )
        marks[label] = [(names.index(k), float(number(x, name))) for k, x in points.items()]
    return marks


def _stack(row: FloatArray, step: float) -> FloatArray:
    """Offsets 0, 1, -1, 2, ... so that dots nearer than ``step`` don't cover each other."""
    offsets = np.zeros(len(row))
    order = np.argsort(row, kind="stable")
    taken: list[tuple[float, float]] = []
    for i in order:
        near = {offset for x, offset in taken if row[i] - x < step}
        level = 0.0
        while level in near:
            level = -level if level > 0 else 1 - level
        offsets[i] = level
        taken.append((float(row[i]), level))
    return offsets
