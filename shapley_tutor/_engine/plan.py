"""Which way to the values: the rule that the docstring of explain() states."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import exact_rows, most_differing, sampled_sizes, two_to
from shapley_tutor._engine.products import product_rows
from shapley_tutor._typing import FloatArray
from shapley_tutor.sampling.regression import check_budget, fewest_units
from shapley_tutor.sampling.rounds import Rounds, check_precision

MAX_EXACT_PLAYERS = 20
MAX_EXACT_ROWS = 2**26
"""Model rows up to which method="auto" is exact: 67 million in all …"""
MAX_EXACT_ROWS_EACH = 2**22
"""… and 4 million for a row of X."""
MAX_REGRESSION_PLAYERS = 256
"""Players that differ up to which method="auto" samples by regression."""
DEFAULT_BUDGET = 2_048
"""Coalitions for each background row when sampling; more where the players need more."""
LONG_JOB = 10**7
"""Model rows from which a job is announced."""
_TRIFLE = 2**13  # model rows that are sooner predicted than a cheaper way is found
_WORTH_SORTING = 0.9  # share of the model rows below which distinct parts are sorted out
METHODS = ("auto", "exact", "kernel", "lineups")


@dataclass(frozen=True)
class Way:
    """How values are found.

    Exactly: "pairs" of rows and background rows, "products" of their distinct parts, or
    "conditional". By sampling: "kernel" or "lineups".
    """

    name: str
    rows: float  # about how many model rows it takes
    budget: int = 0  # coalitions for each background row, of the last two
    may_grow: bool = False  # whether this is the default, the most that any background row needs
    precision: float | None = None  # the standard error at which to stop before

    @property
    def is_sampled(self) -> bool:
        """Whether coalitions are drawn."""
        return self.name in ("kernel", "lineups")

    @property
    def text(self) -> str:
        """For the reader."""
        if not self.is_sampled:
            return "exact"
        kind = {"kernel": "kernel regression", "lineups": "line-ups"}[self.name]
        if self.precision is not None:
            kind += f" to a standard error of {self.precision}"
            return f"{kind}, at most {self.budget:,} coalitions per background row"
        return f"{kind}, {self.budget:,} coalitions per background row"

    def budget_for(self, n: int) -> int:
        """Coalitions for each background row that differs in n players.

        By default it grows with n alone: a row has the same values in any company.
        """
        if self.may_grow:
            return max(DEFAULT_BUDGET, needed(self.name, n))
        _check_enough(self.budget, self.name, n)
        return self.budget

    def rounds_for(self, n: int) -> Rounds:
        """Rounds for each background row that differs in n players, towards the precision."""
        if self.may_grow:
            return Rounds(n, needed(self.name, n))
        _check_enough(self.budget, self.name, n)
        return Rounds(n, needed(self.name, n), self.budget)

    def all_at_once(self, n: int) -> bool:
        """Whether all coalitions of n players are asked for, so that their values are exact."""
        if self.precision is not None:
            return self.rounds_for(n).exact_is_near()
        return two_to(n) <= self.budget_for(n)


def needed(method: str, n: int) -> int:
    """Smallest budget of a method with n players."""
    if method == "lineups":
        return 4 * (n - 1) + 2
    return 2 * fewest_units(n, paired=True) + 2


def check_choice(method: str, budget: int | None, precision: float | None = None) -> None:
    """Say what is wrong with a method, a budget or a precision by themselves."""
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; it must be one of {', '.join(map(repr, METHODS))}")
    if precision is not None:
        check_precision(precision)
        if method == "exact":
            raise ValueError(
                f"precision is {precision} but method is 'exact', which has no error; drop one"
            )
    if budget is None:
        return
    check_budget(budget)
    if method == "exact":
        raise ValueError(f"budget is {budget} but method is 'exact', which has no budget; drop one")


def choose(
    job: Job, n_rows: int, method: str, budget: int | None, precision: float | None = None
) -> Way:
    """Choose for ``n_rows`` rows of which the job holds the first."""
    n, share = job.players.n, n_rows / job.pool.n_explained
    if job.is_conditional:
        way = Way("conditional", two_to(n) * n_rows * len(job.weights))
    else:
        way = _exact_way(job, sampled_sizes(job), share)
    each = way.rows / n_rows
    if precision is not None:
        most = n if job.is_conditional else most_differing(job)
        sampled = _precise_way(job, most, n_rows, method, budget, precision)
        return way if method == "auto" and sampled.all_at_once(n) else sampled
    if method == "exact" or (method == "auto" and n <= MAX_EXACT_PLAYERS and budget is None):
        small = way.rows <= MAX_EXACT_ROWS and each <= MAX_EXACT_ROWS_EACH
        if method == "exact" or small:
            _check_exact(n, way.rows)
            return way
    if method == "auto" and budget is not None and n <= MAX_EXACT_PLAYERS and 2**n <= budget:
        return way
    return _sampled_way(
        job, n if job.is_conditional else most_differing(job), n_rows, method, budget
    )


def _exact_way(job: Job, sizes: np.typing.NDArray[np.int64], share: float) -> Way:
    """The cheapest exact way."""
    pairs = exact_rows(job, sizes) * share
    if pairs > _TRIFLE:
        products = product_rows(job) * share
        if products < _WORTH_SORTING * pairs:
            return Way("products", products)
    return Way("pairs", pairs)


def _sampled_way(job: Job, most: int, n_rows: int, method: str, budget: int | None) -> Way:
    """Sampling, where at most ``most`` players differ between a row and a background row."""
    method = _sampling(method, most)
    if budget is None:
        spent, grows = max(DEFAULT_BUDGET, needed(method, most)), True
    else:
        spent, grows = int(budget), False
        _check_enough(spent, method, most)
    rows = _asked_for(spent, method, most) * n_rows * len(job.weights)
    return Way(method, rows, spent, grows)


def _precise_way(
    job: Job, most: int, n_rows: int, method: str, budget: int | None, precision: float
) -> Way:
    """Sampling to a precision; how many model rows that takes is not known, but its first round."""
    method = _sampling(method, most)
    if budget is not None:
        _check_enough(int(budget), method, most)
    rounds = Rounds(most, needed(method, most), budget)
    first = two_to(most) if rounds.exact_is_near() else rounds.next()
    rows = _asked_for(int(first), method, most) * n_rows * len(job.weights)
    return Way(method, rows, rounds.budget, budget is None, precision)


def _sampling(method: str, most: int) -> str:
    """The method by which "auto" samples, or the one that was chosen."""
    if method != "auto":
        return method
    return "kernel" if most <= MAX_REGRESSION_PLAYERS else "lineups"


def _asked_for(budget: int, method: str, n: int) -> float:
    """How many coalitions of n players a budget pays for, less the two whose worth is known."""
    inner = two_to(n) - 2
    if inner + 2 <= budget:
        return inner
    unit = 2 if method == "kernel" else 2 * (n - 1)  # a pair of coalitions, or of line-ups
    return float((budget - 2) // unit * unit)


def _check_enough(budget: int, method: str, n: int) -> None:
    """Say so when a budget is too small for n players."""
    least = needed(method, n)
    if budget < min(least, two_to(n)):
        raise ValueError(
            f"budget is {budget} coalitions for each background row; method {method!r} with {n} "
            f"players needs at least {least}: raise it, or merge columns into groups"
        )


def announce(way: Way, seconds_each: float) -> None:
    """Say before a long job how long it is."""
    seconds = way.rows * seconds_each
    size, unit = 3600, "hours"
    if seconds < 5400:
        size, unit = (60, "minutes") if seconds > 90 else (1, "seconds")
    about = "about" if way.precision is None else "at least"
    warnings.warn(
        f"explain() is about to predict {about} {way.rows:,.0f} model rows, some "
        f"{seconds / size:.2g} {unit} at the pace of the first batch; fewer background rows, fewer "
        "rows of X, a smaller budget or groups of columns make it shorter",
        stacklevel=3,
    )


def warn_of_errors(way: Way, errors: FloatArray) -> None:
    """Say where the budget ended before the standard errors (rows, players, k) were reached."""
    if way.precision is None:
        return
    largest = errors.max(axis=(1, 2))  # (rows,)
    missed = int((largest > way.precision).sum())
    if not missed:
        return
    rounds = Rounds(errors.shape[1], 2, way.budget)
    warnings.warn(
        f"{missed} of {len(errors)} rows: the budget of {way.budget:,} coalitions for each "
        f"background row ended at standard errors of up to {largest.max():.3g}, and precision is "
        f"{way.precision}; raise it to about "
        f"budget={rounds.enough(float(largest.max()), way.precision)}, or ask for less precision",
        stacklevel=3,
    )


def _check_exact(n: int, rows: float) -> None:
    if n > MAX_EXACT_PLAYERS:
        many = f"{rows:.2g}" if rows < np.inf else "far too many"
        raise ValueError(
            f"X has {n} players, and exact values would need 2**{n} coalitions: "
            f"{many} model rows; exact goes up to {MAX_EXACT_PLAYERS} players: use "
            "method='kernel' with a budget, or merge columns with groups={'name': [columns]}"
        )
