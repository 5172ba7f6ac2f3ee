"""Sampling in rounds, each as large as all before it, until the standard errors are small enough.

Every round is an estimate of its own, by draws of its own, and the rounds are averaged by what
they cost. So their variances add up, and the average is as free of bias as a round is. That the
last round is the one after which the errors were small enough leaves a trace: errors that came
out small by chance end the sampling early.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray

MOST_BUDGET = 2**17
"""Coalitions that may be spent on a precision by default; more where the players need more."""
_FIRST = 512  # coalitions of the first round, or, where players are many, …
_TIMES = 3  # … so many times the smallest budget, and at most …
_TIMES_AT_MOST = 16  # … so many times in all
_EXACT_PLAYERS = 20
_FARTHEST = 1e6  # times as precise: what no budget brings


def check_precision(precision: Any) -> None:
    """Say so when a precision is no standard error that sampling can reach.

    Examples
    --------
    >>> check_precision(0.01)
    """
    if not isinstance(precision, (int, float, np.integer, np.floating)) or precision is True:
        raise TypeError(
            f"precision must be a number, the standard error wanted, got {precision!r}; leave it "
            "out for a fixed budget"
        )
    if not 0 < precision < math.inf:
        raise ValueError(
            f"precision must be a positive standard error in units of the output, got "
            f"{precision!r}; values without any error are exact ones: method='exact', or "
            "shapley_values(game)"
        )


class Rounds:
    """What the rounds for one game may cost, and what they have found together.

    Parameters
    ----------
    n
        Players.
    least
        Smallest budget of a round, in coalitions.
    budget
        Coalitions to spend at most; by default many.

    Attributes
    ----------
    values, errors
        The average of all rounds, weighted by their budgets, and its standard errors.

    Examples
    --------
    >>> rounds = Rounds(12, 46, 1400)
    >>> rounds.next()
    512
    >>> rounds.add(512, np.array([[1.0]]), np.array([[0.6]]))
    >>> rounds.add(512, np.array([[2.0]]), np.array([[0.8]]))
    >>> rounds.next(), rounds.values, rounds.errors
    (376, array([[1.5]]), array([[0.5]]))
    """

    def __init__(self, n: int, least: int, budget: int | None = None) -> None:
        self._least = least
        self._first = max(_FIRST, _TIMES * least)
        self._everything = 2.0**n if n <= _EXACT_PLAYERS else math.inf
        self.budget = max(MOST_BUDGET, _TIMES_AT_MOST * least) if budget is None else int(budget)
        self.spent = 0
        self.values: FloatArray = np.zeros(1)
        self.errors: FloatArray = np.zeros(1)

    def next(self) -> int:
        """Budget of the next round; 0 when what is left is too little for one."""
        step = min(self.spent or self._first, self.budget - self.spent)
        return step if step >= self._least else 0

    def exact_is_near(self) -> bool:
        """Whether the next round would bring the total to all coalitions there are."""
        total = 2 * self.spent or self._first
        return self._everything <= min(total, self.budget - self.spent)

    def add(self, budget: int, values: FloatArray, errors: FloatArray) -> None:
        """Add the values and standard errors that a round found, weighted by its budget."""
        self.spent += budget
        share = budget / self.spent
        self.values = (1 - share) * self.values + share * values
        self.errors = np.hypot((1 - share) * self.errors, share * errors)  # no square overflows

    def enough(self, error: float, precision: float) -> int:
        """About the budget, with room to spare, that brings a standard error down.

        Examples
        --------
        >>> Rounds(30, 118, 1000).enough(0.2, 0.1), Rounds(10, 38, 1000).enough(0.2, 0.1)
        (6000, 2048)
        """
        wanted = 1.5 * self.budget * min(error / precision, _FARTHEST) ** 2
        return int(min(float(f"{wanted:.2g}"), 2 * self._everything))
