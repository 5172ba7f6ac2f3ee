"""How names are written in figures, and what the plots say about bad input."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np

from shapley_tutor._typing import Array, FloatArray

EQUALS = "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}"
"""Between a name and its value: both stay in one line with the name's last word."""
_SMALLEST = 1e-200  # of numbers that matplotlib places well


def phi(player: str) -> str:
    r"""Write the payoff's symbol with its player.

    Examples
    --------
    >>> phi("A"), phi("blood pressure")
    ('$\\varphi_{\\mathrm{A}}$', 'φ(blood pressure)')
    """
    if player.isascii() and player.isalnum():
        return rf"$\varphi_{{\mathrm{{{player}}}}}$"
    return f"φ({plain(player)})"


def plain(text: object) -> str:
    """Keep a name as it is: matplotlib would read text between dollar signs as a formula."""
    return str(text).replace("$", r"\$")


def fitted(name: object, width: int = 26, lines: int = 2) -> str:
    r"""A name in at most two lines; of a longer one both ends are kept.

    Examples
    --------
    >>> fitted("systolic blood pressure, second visit")
    'systolic blood pressure,\nsecond visit'
    >>> len(fitted("x" * 500))
    52
    """
    wrapped = textwrap.wrap(str(name), width) or [""]
    if len(wrapped) > lines:
        text = " ".join(str(name).split())
        half = (width * lines - 2) // 2
        wrapped = textwrap.wrap(f"{text[:half]}…{text[-half:]}", width)
        if len(wrapped) > lines:  # words that do not fill their lines: cut anywhere
            wrapped = [text[: width - 1] + "…", text[-width:]]
    return plain("\n".join(wrapped)).replace(EQUALS, " = ")


def in_units(*numbers: Any) -> tuple[float, str]:
    """A power of ten by which to draw numbers too small or too large for matplotlib, and its name.

    Examples
    --------
    >>> in_units([0.0, -20.0]), in_units([2e-300])
    ((1.0, ''), (1e-300, ', in units of 1e-300'))
    """
    sizes = np.concatenate([np.abs(floats(x)).ravel() for x in numbers])
    top = float(sizes[np.isfinite(sizes)].max(initial=0.0))
    if top == 0.0 or _SMALLEST < top < 1 / _SMALLEST:
        return 1.0, ""
    power = max(math.floor(math.log10(top)), -307)
    return float(f"1e{power}"), f", in units of 1e{power}"


def vector(values: Any, name: str) -> Array:
    """``values`` as a (d,) array: floats, or objects where Fractions came.

    Raises
    ------
    TypeError, ValueError
        If they are not a row of finite numbers.
    """
    array = np.asarray(values)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(
            f"{name} has shape {array.shape}; pass one number per entry, shape (d,) with d >= 1"
        )
    try:
        floats = array.astype(np.float64)
    except (TypeError, ValueError):
        raise TypeError(
            f"{name} must be numbers, got {array[0]!r} ({type(array[0]).__name__}) among them"
        ) from None
    if not np.isfinite(floats).all():
        where = int(np.flatnonzero(~np.isfinite(floats))[0])
        raise ValueError(f"{name}[{where}] is {array[where]}; a plot needs finite numbers")
    return array if array.dtype == object else floats


def number(value: Any, name: str) -> Any:
    """``value`` itself if it is one finite number."""
    if np.ndim(value) != 0:
        raise ValueError(f"{name} must be one number, got shape {np.shape(value)}; pass one row's")
    vector([value], name)
    return value


def check_length(name: str, length: int, other: str, needed: int) -> None:
    """Say so if two arguments that belong together differ in length."""
    if length != needed:
        raise ValueError(
            f"{name} has {length} entries but {other} has {needed}; pass one per feature, "
            "in the same order"
        )


def keyed(values: Any, name: str, example: str) -> Mapping[str, Any]:
    """``values`` if it is a mapping with something in it."""
    if not isinstance(values, Mapping) or not values:
        raise TypeError(f"{name} must be a mapping such as {example}, got {values!r:.60}")
    return values


def floats(values: Any) -> FloatArray:
    """Fractions or numbers as float64, for drawing."""
    return np.asarray(values).astype(np.float64)
