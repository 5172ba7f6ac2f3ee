"""The Shapley weights by coalition size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from shapley_tutor.plots._style import PALETTE, as_text, canvas
from shapley_tutor.values import shapley_weights

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DASHES = (0, (2, 1.5))


def weights_by_size(ns: Sequence[int] = (3, 5, 10, 20), ax: Axes | None = None) -> Axes:
    """Weight of one coalition against its size, and of all coalitions of a size together.

    The solid line is the weight of a single coalition S of the others. The dashed line is
    the total of each size, 1/n whatever the size; the gap between the two is the number of
    coalitions that share it. Introduced in chapter *Where the weights come from*.

    Parameters
    ----------
    ns
        Numbers of players, each at least 2; one pair of lines for each.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If ``ns`` is not a sequence of such numbers.

    Examples
    --------
    >>> ax = weights_by_size([3, 5])
    >>> [float(w.round(3)) for w in ax.lines[0].get_ydata()]  # n = 3: sizes 0, 1, 2
    [0.333, 0.167, 0.333]
    """
    counts = _player_counts(ns)
    with canvas(ax, 6.0, 4.6) as axes:
        from matplotlib.ticker import MaxNLocator

        for k, n in enumerate(counts):
            _draw_weights(axes, n, PALETTE.players[k % len(PALETTE.players)])
        axes.set_yscale("log")
        _explain_lines(axes, max(counts))
        _tick_weights(axes)
        axes.set_xlabel("size of the coalition S that the player joins")
        axes.set_ylabel("weight")
        axes.set_xlim(-0.04 * max(counts), 1.14 * max(counts))
        ticks = MaxNLocator(8, integer=True).tick_values(0, max(counts) - 1)
        # no coalition of others has n members
        axes.set_xticks([tick for tick in ticks if tick < max(counts)])
        return axes


def _player_counts(ns: Sequence[int]) -> list[int]:
    if np.ndim(ns) != 1 or len(ns) == 0:
        raise TypeError(f"ns must be a list of numbers of players such as [3, 5], got {ns!r}")
    for n in ns:
        if isinstance(n, bool) or not isinstance(n, (int, np.integer)) or n < 2:
            raise ValueError(f"ns has {n!r}; pass whole numbers of players, each 2 or more")
    return sorted({int(n) for n in ns})


def _draw_weights(axes: Axes, n: int, color: str) -> None:
    sizes = np.arange(n)
    axes.plot(sizes, shapley_weights(n), color=color, marker="o", markersize=5 if n < 15 else 4)
    axes.plot(sizes, np.full(n, 1 / n), color=color, linestyle=DASHES, linewidth=1.3)
    axes.annotate(
        f"n = {n}", (n - 1, 1 / n), (8, 0), textcoords="offset points", color=as_text(color),
        va="center", weight="bold",
    )  # fmt: skip


def _explain_lines(axes: Axes, n: int) -> None:
    """Say what the two kinds of line are, and count what lies between them for the largest n."""
    axes.plot([], [], color=PALETTE.muted, marker="o", markersize=4, label="one coalition")
    label = "all coalitions of a size: 1/n"
    axes.plot([], [], color=PALETTE.muted, linestyle=DASHES, linewidth=1.3, label=label)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    size = (n - 1) // 2
    count = math.comb(n - 1, size)
    if count < 100:  # too small a gap to write in
        return
    arrow = {"arrowstyle": "<->", "color": PALETTE.muted, "shrinkA": 2, "shrinkB": 4}
    weight = 1 / n / count
    axes.annotate("", (size, weight), (size, 1 / n), arrowprops=arrow)
    axes.annotate(
        f"{count:,} coalitions\nof size {size} share 1/{n}", (size, weight * count**0.78),
        (8, 0), textcoords="offset points", color=PALETTE.muted, va="center", fontsize=11,
    )  # fmt: skip


def _tick_weights(axes: Axes) -> None:
    """Powers of ten, or plain decimals where the weights span less than two of them."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    low, high = axes.get_ylim()
    few = high / low < 100
    axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if few else (1.0,)))
    axes.yaxis.set_minor_formatter(NullFormatter())
    if few:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda weight, _: f"{weight:g}"))
