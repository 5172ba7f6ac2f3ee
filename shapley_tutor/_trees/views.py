"""How the cells of a column answer tests: as numbers that are compared with thresholds.

A view turns cells into numbers such that every test is ``number <= threshold``: minus infinity
always passes, to the left, and NaN never does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shapley_tutor._typing import FloatArray, IntArray

ALWAYS, NEVER = -np.inf, np.nan
SET = 0.0
"""Threshold of tests whose view knows the answer itself."""


@dataclass(frozen=True)
class Numbers:
    """Numbers as they are; missing ones go to one side."""

    column: int
    missing_left: bool = False

    def __call__(self, cells: FloatArray) -> FloatArray:
        """Numbers to compare."""
        if not self.missing_left:
            return cells
        return np.where(np.isnan(cells), ALWAYS, cells)


@dataclass(frozen=True)
class ZeroWhenMissing:
    """Numbers in which a missing one counts as 0."""

    column: int

    def __call__(self, cells: FloatArray) -> FloatArray:
        """Numbers to compare."""
        return np.where(np.isnan(cells), 0.0, cells)


@dataclass(frozen=True)
class MissingWhenZero:
    """Numbers in which those of at most ``zero`` count as missing, and go to one side."""

    column: int
    missing_left: bool
    zero: float

    def __call__(self, cells: FloatArray) -> FloatArray:
        """Numbers to compare."""
        missing = np.isnan(cells) | (np.abs(cells) <= self.zero)
        return np.where(missing, ALWAYS if self.missing_left else NEVER, cells)


@dataclass(frozen=True)
class Categories:
    """Codes of categories, some of which go left and some right.

    Attributes
    ----------
    left, right
        Codes that go to one side; decimals of a cell are cut off.
    rest_left
        Whether all other codes go left.
    missing_left
        Whether missing ones do.
    """

    column: int
    left: frozenset[int]
    right: frozenset[int]
    rest_left: bool
    missing_left: bool

    def __call__(self, cells: FloatArray) -> FloatArray:
        """Minus infinity for cells that go left, NaN for the others."""
        codes = np.trunc(cells)
        left = np.isin(codes, list(self.left))
        if self.rest_left:
            left |= ~np.isin(codes, list(self.right))
        left = np.where(np.isnan(cells), self.missing_left, left)
        return np.where(left, ALWAYS, NEVER)


View = Numbers | ZeroWhenMissing | MissingWhenZero | Categories


class Views:
    """All views of a forest, each of them once."""

    def __init__(self) -> None:
        self._numbers: dict[View, int] = {}

    def add(self, view: View) -> int:
        """Position of a view."""
        return self._numbers.setdefault(view, len(self._numbers))

    def numbers(self, columns: IntArray, missing_left: IntArray) -> IntArray:
        """Positions of views as numbers, one for each column and side of the missing ones."""
        keys, where = np.unique(
            2 * np.asarray(columns, dtype=np.int64) + (np.asarray(missing_left) != 0),
            return_inverse=True,
        )
        found = [self.add(Numbers(key // 2, bool(key % 2))) for key in keys.tolist()]
        return np.array(found, dtype=np.int64)[where.ravel()]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._numbers)
