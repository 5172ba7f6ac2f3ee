"""Rows drawn: neighbors on a line whose labels are copied, and two groups that are mixed alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._typing import BoolArray, FloatArray
from shapley_tutor.display import writer
from shapley_tutor.plots._style import PALETTE, canvas, ink_on
from shapley_tutor.plots._text import plain
from shapley_tutor.plots.drawings._paper import LETTER, MIDDLE, WIDTH, blank, box, cut, hue

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CARD = 0.36  # inches, height of a training row
AXIS = 1.55  # inches, height of the line on which rows stand
TESTS = 0.92  # inches, height of the test cases


def neighbors(
    positions: Sequence[Any], labels: Sequence[Any], tests: Sequence[tuple[Any, Any]],
    kept: Sequence[bool] | None = None, ax: Axes | None = None,
) -> Axes:  # fmt: skip
    """Training rows on a line, and test cases below that copy the label of the nearest one.

    Introduced in chapter *What is a row worth?*

    Parameters
    ----------
    positions, labels
        Of the training rows, (n,).
    tests
        Position and true label of each test case.
    kept
        Which rows are there, (n,); the others are drawn without color. All of them without it.

    Examples
    --------
    >>> ax = neighbors([0, 3], [0, 1], [(1, 0), (4, 0)])
    >>> [text.get_text() for text in ax.texts if text.get_text().isalpha()]
    ['rows', 'tests', 'at', 'right', 'wrong']
    """
    there = np.ones(len(labels), dtype=bool) if kept is None else np.asarray(kept, dtype=bool)
    where = [*positions, *(place for place, _ in tests)]
    at = _along(where)
    mine, theirs = at[: len(labels)], at[len(labels) :]
    floors = [sum(mine[j] == x for j in range(i)) for i, x in enumerate(mine)]
    tall = AXIS + (CARD + 0.06) * (max(floors) + 1) + 0.38
    right = 0
    with canvas(ax, WIDTH, tall) as axes:
        blank(axes, tall)
        axes.plot([0.9, WIDTH - 0.1], [AXIS, AXIS], color=PALETTE.muted, lw=1.2)
        for y, word in ((AXIS + 0.24, "rows"), (TESTS, "tests"), (0.17, "at")):
            axes.text(0.05, y, word, va="center", color=PALETTE.muted)
        for i, (x, floor) in enumerate(zip(mine, floors, strict=True)):
            y = AXIS + 0.06 + (CARD + 0.06) * floor
            box(axes, x - 0.24, y, 0.48, CARD, hue(i) if there[i] else PALETTE.tint)
            ink = ink_on(hue(i)) if there[i] else PALETTE.muted
            axes.text(x, y + CARD / 2, plain(labels[i]), color=ink, weight="bold", **MIDDLE)
        for x, (place, truth) in zip(theirs, tests, strict=True):
            near = _nearest(positions, there, place)
            told = near is not None and labels[near] == truth
            right += bool(told)
            if near is not None:
                style = "-" if told else (0, (2, 1.5))
                color = PALETTE.muted if told else PALETTE.ink
                axes.plot([x, mine[near]], [TESTS + 0.16, AXIS], color=color, lw=1.6, ls=style)
            axes.plot(x, TESTS, "o", ms=22, mfc=PALETTE.paper, mec=PALETTE.ink, mew=1.2)
            axes.text(x, TESTS - 0.01, plain(truth), **MIDDLE)
            word = "?" if near is None else "right" if told else "wrong"
            weight = "normal" if told else "bold"
            axes.text(x, TESTS - 0.38, word, weight=weight, **MIDDLE)
        for position, x in sorted({*zip(where, at, strict=True)}):
            axes.text(x, 0.17, plain(position), color=PALETTE.muted, **MIDDLE)
        said = f"{right} of {len(tests)} right" if there.any() else "no rows"
        axes.text(WIDTH - 0.05, tall - 0.15, said, ha="right", va="center", weight="bold")
        return axes


def _nearest(positions: Sequence[Any], there: BoolArray, place: Any) -> int | None:
    """The row that is nearest to a place; of several the first, of none None."""
    rows = [(abs(position - place), i) for i, position in enumerate(positions) if there[i]]
    return min(rows)[1] if rows else None


def _along(positions: Sequence[Any]) -> FloatArray:
    """Positions in inches between both ends of the line; in its middle if all are the same."""
    x = np.asarray(positions, dtype=float)
    room = x.max() - x.min()
    return 1.3 + (x - x.min()) / room * (WIDTH - 1.9) if room else np.full(len(x), WIDTH / 2 + 0.4)


def mixtures(
    groups: Mapping[str, Sequence[tuple[str, Any, Any]]], unit: str = "%", ax: Axes | None = None
) -> Axes:
    """Groups side by side: each kind of case as wide as it is frequent, and filled to its rate.

    Introduced in chapter *What a value does not say*.

    A dashed line marks the rate of the whole group: what is filled would be level there.

    Parameters
    ----------
    groups
        ``{"Anna": [("easy", 20, 95), ("hard", 80, 50)]}``: kinds of cases, how many, and how
        many percent of them.
    unit
        What is written after a rate.

    Raises
    ------
    ValueError
        If there is no rate, or one that is no percentage.

    Examples
    --------
    >>> ax = mixtures({"Anna": [("easy", 20, 95), ("hard", 80, 50)]})
    >>> [text.get_text() for text in ax.texts]
    ['Anna: 59% in all', '95%', '20', 'easy', '50%', '80', 'hard']
    """
    known = [rate for kinds in groups.values() for _, _, rate in kinds]
    if not known or not all(0 <= rate <= 100 for rate in known):
        raise ValueError(f"groups must hold rates from 0 to 100, in percent, got {known}")
    rates = {name: _rate(kinds) for name, kinds in groups.items()}
    write = writer([*rates.values(), *known])
    whole, tall, foot, high = WIDTH / len(groups), 3.2, 0.6, 2.1
    with canvas(ax, WIDTH, tall) as axes:
        blank(axes, tall)
        for k, (group, kinds) in enumerate(groups.items()):
            x, wide = whole * k + 0.15, whole - 0.3
            total = float(sum(count for _, count, _ in kinds)) or 1.0
            level = foot + high * float(rates[group]) / 100
            said = f"{cut(group, wide - 1.2)}: {write(rates[group])}{unit} in all"
            axes.text(x + wide / 2, tall - 0.2, said, weight="bold", **MIDDLE)
            start = x
            for kind, count, rate in kinds:
                part = wide * float(count) / total
                filled = high * float(rate) / 100
                box(axes, start, foot, part, high, PALETTE.grid)
                box(axes, start, foot, part, filled, PALETTE.accent)
                _rate_text(axes, start + part / 2, foot, filled, part, f"{write(rate)}{unit}")
                if part > 2 * LETTER:
                    for y, text in ((0.36, count), (0.1, cut(kind, max(part, 0.5)))):
                        axes.text(start + part / 2, y, str(text), ha="center")
                start += part
            ends = [x - 0.08, x + wide + 0.08]
            axes.plot(ends, [level, level], color=PALETTE.paper, lw=4.5)  # seen on any ground
            axes.plot(ends, [level, level], color=PALETTE.ink, lw=1.6, ls=(0, (4, 2)))
        return axes


def _rate(kinds: Sequence[tuple[str, Any, Any]]) -> Any:
    """The rate of a whole group, by its counts; 0 of nobody."""
    total = sum(count for _, count, _ in kinds)
    return sum(count * rate for _, count, rate in kinds) / total if total else 0


def _rate_text(axes: Axes, x: float, foot: float, filled: float, wide: float, text: str) -> None:
    """A rate at the foot of its filling, or above it if that is low."""
    if LETTER * len(text) > wide + 0.05:
        return
    inside = filled > 0.35
    color = ink_on(PALETTE.accent) if inside else PALETTE.ink
    axes.text(x, foot + 0.2 + (0.0 if inside else filled), text, color=color, **MIDDLE)
