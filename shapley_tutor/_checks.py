"""One check of whole numbers, for everything that counts, and one of names."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np


def is_whole(number: Any) -> bool:
    """Whether it is a whole number, Python's or numpy's; True and False are not."""
    return isinstance(number, (int, np.integer)) and not isinstance(number, bool)


def check_count(number: Any, name: str, unit: str, least: int = 1) -> int:
    """Return an argument as an int, or say why it is no number of players, rows, ...

    Examples
    --------
    >>> check_count(np.int64(3), "n", "player")
    3
    """
    if not is_whole(number):
        kind = type(number).__name__
        raise TypeError(f"{name} must be a whole number of {unit}s, got {number!r} ({kind})")
    if number < least:
        raise ValueError(
            f"{name} must be at least {least} {unit}{'s' * (least != 1)}, got {number}"
        )
    return int(number)


def check_distinct(names: tuple[Any, ...], argument: str, way_out: str) -> None:
    """Say which name an argument has more than once, and what to do."""
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{argument} has {twice!r} more than once; {way_out}")


def checked_names(names: Any, argument: str, unit: str) -> tuple[Any, ...]:
    """Names of outputs or columns as they are, or why they are none.

    Examples
    --------
    >>> checked_names(["no", "yes"], "output_names", "output")
    ('no', 'yes')
    """
    if isinstance(names, (str, bytes)) or not hasattr(names, "__iter__"):
        raise TypeError(f"{argument} must be a list of names, got {names!r}; pass [{names!r}]")
    if isinstance(names, (set, frozenset, Mapping)):
        raise TypeError(
            f"{argument} must be a list of names, got {type(names).__name__}; pass the names in "
            f"the order of the {unit}s"
        )
    checked = tuple(names)
    strange = [name for name in checked if not isinstance(name, Hashable)]
    if strange:
        raise TypeError(f"{argument} holds {strange[0]!r}; a name is a text or a number")
    check_distinct(checked, argument, f"give every {unit} its own")
    return checked
