"""Numbers, coalitions and tables as a notebook shows them: text, HTML and LaTeX."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from shapley_tutor._typing import Array

Number = Fraction | float
_DECIMALS_TYPED = 6  # a float with at most so many decimals is taken as it was typed
_DECIMALS_SHOWN = 4  # a Fraction that ends within so many decimals is shown as a decimal
_DIGITS = 4  # of a float
LEFT = ' style="text-align: left"'  # of a cell; Jupyter sets them to the right
_LONGEST = 999  # a figure has no room for fractions with larger denominators

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


def writer(
    values: Any,
    decimals: int | None = None,
    *,
    longest: float = _LONGEST,
    minus: str = "−",
    thousands: str = ",",
) -> Callable[..., str]:
    """Choose one way to write all of ``values``; the result writes a number of them.

    Fractions that end within four decimals are written as decimals, others as fractions.
    Floats get the decimals that show four digits of the largest, less the zeros in which all of
    them end; very large and very small ones are written as powers of ten.

    Parameters
    ----------
    values
        Numbers that stand together, of any shape.
    decimals
        So many of each number, whatever the values are.
    longest
        Fractions with larger denominators are written as floats.
    minus, thousands
        What stands for the minus sign, and between thousands.

    Returns
    -------
    Callable
        ``write(number, signed=False)``; ``signed`` puts a plus before what is shown as positive.

    Examples
    --------
    >>> write = writer([0.2, 0.5391, -0.18744])
    >>> write(0.2), write(-0.18744), write(0.5391, signed=True)
    ('0.2000', '−0.1874', '+0.5391')
    >>> writer([0.2, 0.30000000000000004])(0.30000000000000004)
    '0.3'
    >>> writer([Fraction(260, 3)])(Fraction(260, 3)), writer([Fraction(3, 10)])(Fraction(3, 10))
    ('260/3', '0.3')
    """
    numbers = np.asarray(values, dtype=object).ravel().tolist()
    shown = _way(numbers, longest, thousands) if decimals is None else _fixed(decimals, thousands)

    def write(value: Any, signed: bool = False) -> str:
        text = shown(value)
        plus = "+" if signed and value > 0 and text.strip("0.") else ""
        return plus + text.replace("-", minus)

    return write


def _way(numbers: list[Any], longest: float, thousands: str) -> Callable[[Any], str]:
    """Exact decimals or fractions where all numbers are rational, else rounded decimals."""
    if all(isinstance(number, (int, Fraction)) for number in numbers):
        below = [number.denominator for number in numbers]
        unit = math.lcm(*below)
        for decimals in range(_DECIMALS_SHOWN + 1):
            if 10**decimals % unit == 0:
                return _exact(decimals, thousands)
        if max(below) <= longest:
            return str
    largest = max((abs(float(number)) for number in numbers), default=0.0)
    if largest and not 1e-4 <= largest < 1e15:
        return lambda number: f"{float(number):.{_DIGITS}g}"
    decimals = max(0, _DIGITS - 1 - math.floor(math.log10(largest or 1.0)))
    rounded = [round(float(number), decimals) for number in numbers]
    while decimals and all(round(number, decimals - 1) == number for number in rounded):
        decimals -= 1
    return _fixed(decimals, thousands)


def _exact(decimals: int, thousands: str) -> Callable[[Any], str]:
    """Write rational numbers that end within so many decimals, of any size."""
    return lambda number: f"{Decimal(f'{number * 10**decimals}e-{decimals}'):{thousands}f}"


def _fixed(decimals: int, thousands: str) -> Callable[[Any], str]:
    def write(number: Any) -> str:
        kept = round(float(number), decimals) + 0.0  # + 0.0: no "-0"
        return f"{kept:{thousands}.{decimals}f}"

    return write


def text_number(number: Number, bracket: bool = False) -> str:
    """Write a number in plain text: 200, 0.25, 260/3, or four digits of a float.

    Examples
    --------
    >>> text_number(Fraction(260, 3)), text_number(Fraction(1, 5)), text_number(0.123456)
    ('260/3', '0.2', '0.1235')
    """
    text = writer([number], longest=math.inf, minus="-", thousands="")(number)
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
        return f" {sign} {text_number(float(number))}"
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

    Introduced in chapter *Who deserves what?*

    Columns of words are set from the left, as the names of the rows are; numbers from the right.
    In HTML a hyphen in front of a number becomes a minus sign.

    Parameters
    ----------
    header
        Headings of the columns.
    rows
        Cells as text, as many as headings in each row.
    footer
        Cells of a last row, such as sums; none by default.

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
        left = self._from_the_left()

        def line(cells: Sequence[str], tag: str) -> str:
            return f"<tr>{''.join(cell(k, text, tag) for k, text in enumerate(cells))}</tr>"

        def cell(place: int, text: str, tag: str) -> str:
            shown = re.sub(r"^-(?=[\d.])", "−", html.escape(text))
            return f"<{tag}{LEFT if place in left and text else ''}>{shown}</{tag}>"

        foot = f"<tfoot>{line(self.footer, 'td')}</tfoot>" if self.footer else ""
        return (
            f'<div class="st-table"><table><thead>{line(self.header, "th")}</thead>'
            f"<tbody>{''.join(line(row, 'td') for row in self.rows)}</tbody>{foot}</table></div>"
        )

    def __str__(self) -> str:
        left = self._from_the_left()
        lines = [self.header, *self.rows, *([self.footer] if self.footer else [])]
        widths = [max(len(line[k]) for line in lines) for k in range(len(self.header))]
        return "\n".join(
            "  ".join(
                cell.ljust(width) if k in left else cell.rjust(width)
                for k, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in lines
        )

    def _from_the_left(self) -> set[int]:
        """Places of the columns that begin at one line: names of the rows, and words."""
        columns = zip(*self.rows, strict=False)
        return {0, *(k for k, cells in enumerate(columns) if _are_words(cells))}

    __repr__ = __str__


def _are_words(cells: Sequence[str]) -> bool:
    """Whether cells say something in words: each begins with a letter, unless it says nothing."""
    said = [cell for cell in cells if re.search(r"\w", cell)]
    return bool(said) and all(cell[0].isalpha() for cell in said)


def numbers(
    values: Any, decimals: int | None = None, *, signed: bool = False, apart: str = "  "
) -> str:
    """Numbers as a sentence prints them: a real minus, commas in thousands, few decimals.

    Introduced in chapter *Who deserves what?*

    Parameters
    ----------
    values
        One number, or several of any shape, which are written one after another.
    decimals
        So many of each; by default as ``writer`` chooses them for all together.
    signed
        Whether positive numbers have a plus.
    apart
        What stands between two numbers.

    Returns
    -------
    str
        The numbers; fractions as fractions.

    Examples
    --------
    >>> numbers([0.2345, -0.1], 2), numbers(12345.6, 1), numbers([Fraction(-260, 3), 2])
    ('0.23  −0.10', '12,345.6', '−260/3  2')
    """
    flat = np.asarray(values, dtype=object).ravel().tolist()
    write = writer(flat, decimals)
    return apart.join(write(number, signed=signed) for number in flat)


def table(data: Any, decimals: int | Mapping[str, int] | None = None, corner: str = "") -> Table:
    """Show numbers in rows and columns: a real minus, commas in thousands, equal decimals.

    Introduced in chapter *Train the network*.

    Parameters
    ----------
    data
        A DataFrame or a Series, or what makes a DataFrame, such as a dictionary of columns; its
        index stands in front of the rows.
    decimals
        So many of each number, or of each column by its name; by default as ``writer`` chooses
        them for a column, whole numbers without.
    corner
        Heading of the row names; by default the name of the index.

    Returns
    -------
    Table
        What displays as HTML in a notebook and aligned as plain text.

    Examples
    --------
    >>> table({"Age": [0.25, -0.5], "rows": [1234, 56]}, 2)
        Age   rows
    0  0.25  1,234
    1 −0.50     56
    """
    import pandas as pd

    frame = pd.DataFrame(data)
    each = decimals if isinstance(decimals, Mapping) else dict.fromkeys(frame, decimals)
    columns = [_cells(frame.iloc[:, k], each.get(name)) for k, name in enumerate(frame)]
    rows = zip(map(_label, frame.index), *columns, strict=True)
    names = [name for name in frame.index.names if name is not None]
    return Table([corner or _label(tuple(names)), *map(_label, frame)], [list(row) for row in rows])


def _label(name: Any) -> str:
    """Text of a row's or column's name, of several levels in one line."""
    return " ".join(map(str, name)) if isinstance(name, tuple) else str(name)


def _cells(column: Any, decimals: int | None) -> list[str]:
    """Text of a column: numbers alike, else as it is; a number that is missing is empty."""
    values = column.tolist()
    numeric = [isinstance(x, (int, float, Fraction)) and not isinstance(x, bool) for x in values]
    finite = [x for x, is_number in zip(values, numeric, strict=True) if is_number and x == x]
    whole = all(isinstance(x, int) for x in finite)
    write = writer(finite, 0 if whole else decimals)
    return [
        (write(x) if x == x else "") if is_number else str(x)
        for x, is_number in zip(values, numeric, strict=True)
    ]


def _is_short_decimal(number: Fraction) -> bool:
    return bool(10**_DECIMALS_SHOWN % number.denominator == 0)
