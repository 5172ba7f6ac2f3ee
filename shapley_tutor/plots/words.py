"""Sentences whose words carry their payoffs, as colored text."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.display import writer
from shapley_tutor.explanation import Explanation
from shapley_tutor.plots._explained import check_alone, one_row
from shapley_tutor.plots._style import PALETTE
from shapley_tutor.plots._text import check_length, floats, vector

DEEPEST = 0.5  # share of the color in the fill of the largest payoff; ink stays readable on it


@dataclass(frozen=True)
class ColoredWords:
    """A sentence that displays as colored text in a notebook, as words and numbers elsewhere.

    Introduced in chapter *Words as players*.

    What :func:`colored_words` returns. Sign and size can be read without color: a solid line
    above a word that raises the output, a dotted one below a word that lowers it, and the
    number under the word.

    Examples
    --------
    >>> ColoredWords(("not", "bad"), ("+2.31", "−0.32"), ("#F6C9A8", "#F2F5F8"))
     not    bad
    +2.31  −0.32
    """

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    fills: tuple[str, ...]
    title: str = ""

    def _repr_html_(self) -> str:
        chips = "".join(map(_chip, self.words, self.numbers, self.fills))
        title = f'<div style="margin-bottom:0.3rem">{html.escape(self.title)}</div>'
        return (
            '<div class="st-words" role="group" aria-label="Words with their payoffs" '
            'style="line-height:1.35;margin:0.4rem 0">'
            f"{title if self.title else ''}<div>{chips}</div></div>"
        )

    def __str__(self) -> str:
        widths = [max(map(len, pair)) for pair in zip(self.words, self.numbers, strict=True)]
        lines = [
            "  ".join(cell.center(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in (self.words, self.numbers)
        ]
        return "\n".join([self.title, *lines] if self.title else lines)

    __repr__ = __str__


def colored_words(
    words: Sequence[str] | Explanation,
    values: Any = None,
    *,
    title: str = "",
    scale: float | None = None,
    decimals: int = 2,
) -> ColoredWords:
    """Color the words of a sentence by their payoffs.

    Introduced in chapter *Words as players*.

    Parameters
    ----------
    words
        The n words in their order; or an :class:`~shapley_tutor.Explanation` of one row and one
        output whose players are words, such as ``e[3]``.
    values
        Payoff of each word, (n,); not beside an Explanation.
    title
        A line above the sentence.
    scale
        Size of payoff that gets the deepest color; by default that of the largest. Give the
        same to sentences that are to be compared.
    decimals
        Decimals of the numbers under the words.

    Raises
    ------
    TypeError, ValueError
        If numbers are missing, lengths differ, the scale is not positive, or an Explanation has
        several rows or outputs.

    Examples
    --------
    >>> colored_words(["not", "bad"], [2.31, -0.32])
     not    bad
    +2.31  −0.32
    """
    if isinstance(words, Explanation):
        check_alone("colored_words", values=values)
        only = one_row(words, "colored_words")
        words, values = only.names, only.values
    row = floats(vector(values, "values"))
    check_length("values", len(row), "words", len(words))
    if scale is not None and not scale > 0:
        raise ValueError(f"scale is {scale}; pass a positive size of payoff")
    write, fill = writer(row, decimals), _fill(row, scale)
    numbers = tuple(write(value, signed=True) for value in row)
    return ColoredWords(tuple(words), numbers, tuple(map(fill, row)), title)


def _fill(values: FloatArray, scale: float | None) -> Callable[[float], str]:
    """A way to mix the color of the sign with paper, deepest at ``scale``."""
    largest = scale or float(np.abs(values).max()) or 1.0

    def fill(value: float) -> str:
        share = DEEPEST * min(abs(value) / largest, 1.0)
        color = PALETTE.positive if value > 0 else PALETTE.negative
        pairs = [(int(color[k : k + 2], 16), int(PALETTE.paper[k : k + 2], 16)) for k in (1, 3, 5)]
        return "#" + "".join(f"{round(share * c + (1 - share) * p):02X}" for c, p in pairs)

    return fill


def _chip(word: str, number: str, fill: str) -> str:
    """One word over its number; the line above or below it says the sign without color."""
    lines = {
        "+": f"border-top:3px solid {PALETTE.positive};border-bottom:3px solid transparent",
        "−": f"border-top:3px solid transparent;border-bottom:3px dotted {PALETTE.negative}",
    }.get(number[0], "border-top:3px solid transparent;border-bottom:3px solid transparent")
    return (
        f'<span style="display:inline-block;text-align:center;margin:2px;padding:1px 6px;'
        f'border-radius:3px;background:{fill};color:{PALETTE.ink};{lines}">'
        f'{html.escape(word)}<br><span style="font-size:0.78em">{number}</span></span> '
    )
