"""Models drawn: layers of a network, rows that are filled in, words taken away, what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._typing import Array
from shapley_tutor.display import writer
from shapley_tutor.plots._style import PALETTE, canvas, ink_on
from shapley_tutor.plots._text import plain
from shapley_tutor.plots.drawings._paper import MIDDLE, WIDTH, blank, box

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def network(
    sizes: Sequence[int], names: Sequence[str], output: str, ax: Axes | None = None
) -> Axes:
    """Layers of a network from left to right, every unit joined with all of the next layer.

    Introduced in chapter *Train the network*.

    Examples
    --------
    >>> ax = network([2, 3, 1], ["Age", "BP"], "risk")
    >>> [text.get_text() for text in ax.texts]
    ['Age', 'BP', 'risk', '2', '3', '1']
    """
    tall = 0.19 * max(sizes) + 0.7
    with canvas(ax, WIDTH, tall) as axes:
        blank(axes, tall)
        across = np.linspace(1.0, WIDTH - 1.3, len(sizes))
        places = [_column(x, size, tall) for x, size in zip(across, sizes, strict=True)]
        for left, right in pairwise(places):
            for one in left:
                for two in right:
                    axes.plot(*zip(one, two, strict=True), color=PALETTE.grid, lw=0.9, zorder=1)
        for layer, column in enumerate(places):
            first = layer == 0 and len(names) <= len(PALETTE.players)
            colors = list(PALETTE.players[: len(names)]) if first else [PALETTE.muted] * len(column)
            xs, ys = np.transpose(column)
            axes.scatter(xs, ys, s=90, c=colors, zorder=2)
        for (x, y), name in zip(places[0], names, strict=True):
            axes.text(x - 0.2, y, plain(name), ha="right", va="center")
        x, y = places[-1][0]
        axes.text(x + 0.2, y, plain(output), va="center")
        for x, size in zip(across, sizes, strict=True):
            axes.text(x, 0.12, str(size), color=PALETTE.muted, **MIDDLE)
        return axes


def crowd(
    row: Sequence[str], others: Any, kept: Sequence[bool], names: Sequence[str],
    answers: Sequence[Any], ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """A row whose absent features are filled in from other people, and what the model says of each.

    Introduced in chapter *What does "without Age" mean?*

    Parameters
    ----------
    row, others
        Cells as they are written: of the row that is explained (d,), and of the others (B, d).
    kept
        Which features come from the row, (d,).
    names, answers
        Of the features, (d,); of the model for each filled row, (B,).

    Examples
    --------
    >>> ax = crowd(["39", "high"], [["20", "low"]], [True, False], ["Age", "BP"], [0.25])
    >>> [text.get_text() for text in ax.texts]
    ['Age', 'BP', 'model', '39', 'low', '0.25', 'average', '0.25']
    """
    filled = np.where(kept, np.asarray(row, dtype=object), np.asarray(others, dtype=object))
    mean = np.mean([float(answer) for answer in answers])
    write = writer([*answers, mean])
    tall, cell = 0.42 * (len(filled) + 2) + 0.1, (WIDTH - 2.0) / len(names)
    with canvas(ax, WIDTH, tall) as axes:
        blank(axes, tall)
        for j, name in enumerate([*names, "model"]):
            axes.text(0.3 + cell * (j + 0.5), tall - 0.25, plain(name), weight="bold", **MIDDLE)
        for i, (cells, answer) in enumerate(zip(filled, answers, strict=True)):
            y = tall - 0.42 * (i + 2)
            for j, text in enumerate(cells):
                color = PALETTE.players[j] if kept[j] else PALETTE.grid
                box(axes, 0.3 + cell * j + 0.04, y + 0.04, cell - 0.08, 0.34, color)
                axes.text(0.3 + cell * (j + 0.5), y + 0.21, plain(text),
                          color=ink_on(color) if kept[j] else PALETTE.ink, **MIDDLE)  # fmt: skip
            x = 0.3 + cell * (len(names) + 0.5)
            axes.text(x, y + 0.21, write(answer), **MIDDLE)
        axes.text(0.3 + cell * (len(names) - 0.5), 0.25, "average", ha="center", va="center")
        axes.text(x, 0.25, write(mean), weight="bold", **MIDDLE)
        return axes


def sentences(
    words: Sequence[str], kept: Any, worths: Sequence[Any], ax: Axes | None = None
) -> Axes:
    """A sentence of which words are taken away, (m, n) bools, and what a model says of the rest.

    Introduced in chapter *Words as players*.

    Examples
    --------
    >>> ax = sentences(["not", "good"], [[True, True], [False, True]], [-0.34, 0.44])
    >>> [text.get_text() for text in ax.texts]
    ['not', 'good', '−0.34', 'not', 'good', '+0.44']
    """
    write = writer(worths)
    lengths = np.array([0.105 * len(word) + 0.22 for word in words])
    ends = np.cumsum([0.1, *lengths])
    tall = 0.46 * len(worths) + 0.1
    with canvas(ax, WIDTH, tall) as axes:
        blank(axes, tall)
        for i, (shown, worth) in enumerate(zip(np.asarray(kept), worths, strict=True)):
            y = tall - 0.46 * (i + 1)
            for word, there, x, wide in zip(words, shown, ends, lengths, strict=False):
                if there:
                    box(axes, x, y + 0.03, wide - 0.05, 0.38, PALETTE.tint)
                color = PALETTE.ink if there else PALETTE.muted
                axes.text(x + wide / 2 - 0.025, y + 0.22, plain(word), color=color, **MIDDLE)
            color = PALETTE.positive if worth > 0 else PALETTE.negative
            color = PALETTE.ink if worth == 0 else color
            axes.text(WIDTH - 0.1, y + 0.22, write(worth, signed=True), color=color,
                      ha="right", va="center", weight="bold")  # fmt: skip
        return axes


def stack(counts: Sequence[tuple[str, int]], ax: Axes | None = None) -> Axes:
    """Three numbers that are multiplied, as a block: rows of sheets, columns of sheets, sheets.

    Introduced in chapter *From one patient to a million*.

    Examples
    --------
    >>> ax = stack([("coalitions", 4), ("people", 3), ("patients", 2)])
    >>> [text.get_text() for text in ax.texts]
    ['4 coalitions', '3 people', '2 patients']
    """
    (across, m), (down, n), (deep, count) = counts
    tall, shift = 2.5, 0.28
    wide, high = (WIDTH - 2.6) / m, (tall - 0.8 - shift * (count - 1)) / n
    with canvas(ax, WIDTH, tall) as axes:
        blank(axes, tall)
        for sheet in reversed(range(count)):
            x, y = 1.3 + shift * sheet, 0.5 + shift * sheet
            box(axes, x, y, wide * m, high * n, PALETTE.grid if sheet else PALETTE.tint)
            inner = [[(x + wide * i, y), (x + wide * i, y + high * n)] for i in range(1, m)]
            inner += [[(x, y + high * j), (x + wide * m, y + high * j)] for j in range(1, n)]
            for ends in inner:
                axes.plot(*zip(*ends, strict=True), color=PALETTE.muted, lw=0.8, zorder=1)
            corners = [(x, y), (x + wide * m, y), (x + wide * m, y + high * n), (x, y + high * n)]
            axes.plot(
                *zip(*corners, corners[0], strict=True), color=PALETTE.muted, lw=1.4, zorder=1
            )
        axes.text(1.3 + wide * m / 2, 0.22, f"{m} {across}", **MIDDLE)
        axes.text(1.2, 0.5 + high * n / 2, f"{n} {down}", ha="right", va="center")
        axes.text(1.4 + wide * m + shift * count, tall - 0.8, f"{count} {deep}", va="center")
        return axes


def _column(x: float, size: int, tall: float) -> Array:
    """Places of the units of a layer, from top to bottom, (size, 2)."""
    gap = 0.19 if size > 4 else 0.5
    ys = (tall + 0.3) / 2 + gap * ((size - 1) / 2 - np.arange(size))
    return np.column_stack([np.full(size, x), ys])
