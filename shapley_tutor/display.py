"""Numbers, coalitions and tables as a notebook shows them: text, HTML and LaTeX."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import numpy as np

from shapley_tutor._typing import Array

Number = Fraction | float
_DECIMALS_TYPED = 6  # a float with at most so many decimals is taken as it was typed
_DECIMALS_SHOWN = 4  # a Fraction that ends within so many decimals is shown as a decimal

_SPECIAL = {c: rf"\{c}" for c in "#$%&_{}"} | {
    "\\": r"{\backslash}",
    "^": r"{\wedge}",
    "~": r"{\sim}",
}


def as_fractions(worths: Array) -> Array:
    """Worths as Fractions when they are, or are floats of at most six decimals; else floats.

    Examples
    --------
    >>> print(*as_fractions(np.array([0.2, 100.0])))
    1/5 100
    """
    if worths.dtype == object:
        return worths
    typed = [Decimal(repr(float(worth))) for worth in worths.ravel()]
    if any(-int(number.as_tuple().exponent) > _DECIMALS_TYPED for number in typed):
        return worths
    return np.array([Fraction(number) for number in typed], dtype=object).reshape(worths.shape)


def text_number(number: Number, bracket: bool = False) -> str:
    """Write a number in plain text: 200, 0.25, 260/3, or four digits of a float.

    Examples
    --------
    >>> text_number(Fraction(260, 3)), text_number(Fraction(1, 5)), text_number(0.123456)
    ('260/3', '0.2', '0.1235')
    """
    if not isinstance(number, Fraction):
        text = _four_digits(float(number))
    elif _is_short_decimal(number):
        whole, rest = divmod(abs(number) * 10**_DECIMALS_SHOWN, 10**_DECIMALS_SHOWN)
        decimals = f"{int(rest):0{_DECIMALS_SHOWN}d}".rstrip("0")
        text = f"{'-' * (number < 0)}{whole}{'.' * bool(decimals)}{decimals}"
    else:
        text = str(number)
    return f"({text})" if bracket and text.startswith("-") else text


def latex_number(number: Number, bracket: bool = False) -> str:
    r"""Write a number in LaTeX: 200, 0.25, a fraction, or four digits of a float.

    Examples
    --------
    >>> latex_number(Fraction(-40, 3), bracket=True)
    '\\left(-\\tfrac{40}{3}\\right)'
    """
    if isinstance(number, Fraction) and not _is_short_decimal(number):
        sign = "-" if number < 0 else ""
        text = rf"{sign}\tfrac{{{abs(number.numerator)}}}{{{number.denominator}}}"
    else:
        base, _, power = text_number(number).partition("e")
        text = rf"{base}\cdot 10^{{{int(power)}}}" if power else base
    return rf"\left({text}\right)" if bracket and number < 0 else text


def latex_fraction(number: Fraction) -> str:
    """Write a weight in LaTeX: always a fraction, unless it is whole."""
    if number.denominator == 1:
        return str(number)
    return rf"\tfrac{{{number.numerator}}}{{{number.denominator}}}"


def rounded(number: Number, sign: str) -> str:
    """Decimal value behind a fraction that has no short one, such as `` ≈ 86.67``."""
    if isinstance(number, Fraction) and not _is_short_decimal(number):
        return f" {sign} {_four_digits(float(number))}"
    return ""


def latex_name(player: str) -> str:
    r"""Write a player's name in LaTeX: one letter as a symbol, longer names upright.

    Special characters stand outside of ``\text{}``, where MathJax would show the backslash.

    Examples
    --------
    >>> print(latex_name("A"), latex_name("blood_sugar"))
    A \text{blood}\_\text{sugar}
    """
    if len(player) == 1:
        return _SPECIAL.get(player, player)
    pieces = re.split(r"([#$%&_{}\\^~])", player)
    return "".join(_SPECIAL.get(s, rf"\text{{{s}}}") for s in pieces if s)


def latex_coalition(members: Sequence[str]) -> str:
    r"""Write a coalition in LaTeX; the empty one is ``\varnothing``."""
    if not members:
        return r"\varnothing"
    return r"\{" + ",".join(map(latex_name, members)) + r"\}"


@dataclass(frozen=True)
class Table:
    """A small table that displays as HTML in a notebook and aligned as plain text.

    Examples
    --------
    >>> Table(["S", "v(S)"], [["{}", "0"], ["{A}", "12.5"]])
    S    v(S)
    {}      0
    {A}  12.5
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    footer: Sequence[str] = field(default=())

    def _repr_html_(self) -> str:
        def line(cells: Sequence[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(c)}</{tag}>" for c in cells) + "</tr>"

        foot = f"<tfoot>{line(self.footer, 'td')}</tfoot>" if self.footer else ""
        return (
            f'<div class="st-table"><table><thead>{line(self.header, "th")}</thead>'
            f"<tbody>{''.join(line(row, 'td') for row in self.rows)}</tbody>{foot}</table></div>"
        )

    def __str__(self) -> str:
        lines = [self.header, *self.rows, *([self.footer] if self.footer else [])]
        widths = [max(len(line[k]) for line in lines) for k in range(len(self.header))]
        return "\n".join(
            "  ".join(
                cell.rjust(width) if k else cell.ljust(width)
                for k, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            for line in lines
        )

    __repr__ = __str__


def _four_digits(number: float) -> str:
    """Four digits of a number, or all in front of its point."""
    return f"{number:.0f}" if 1e3 <= abs(number) < 1e15 else f"{number + 0.0:.4g}"


def _is_short_decimal(number: Fraction) -> bool:
    return bool(10**_DECIMALS_SHOWN % number.denominator == 0)
