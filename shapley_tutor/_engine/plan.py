"""Which way to the values: the rule that the docstring of explain() states."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import exact_rows
from shapley_tutor._engine.products import product_rows
from shapley_tutor.sampling.regression import check_budget, fewest_units

MAX_EXACT_PLAYERS = 20
MAX_EXACT_ROWS = 2**26
"""Model rows up to which method="auto" is exact: 67 million."""
DEFAULT_BUDGET = 2_048
"""Coalitions for each background row when sampling."""
_WORTH_SORTING = 0.5  # share of the model rows below which distinct parts are sorted out
_WORTH_SORTING_A_TRIFLE = 0.95
_TRIFLE = 2**14  # model rows that are soon predicted …
_FEW_PLAYERS = 3  # … and with so few players not worth looking for a cheaper way
METHODS = ("auto", "exact", "kernel", "lineups")


@dataclass(frozen=True)
class Way:
    """How values are found.

    Exactly: "pairs" of rows and background rows, "products" of their distinct parts, or
    "conditional". By sampling: "kernel" or "lineups".
    """

    name: str
    budget: int = 0  # coalitions for each background row, of the last two

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
        return f"{kind}, {self.budget:,} coalitions per background row"


def check_choice(method: str, budget: int | None) -> None:
    """Say what is wrong with a method or a budget by themselves."""
    if method not in METHODS:
        raise ValueError(f"method is {method!r}; it must be one of {', '.join(map(repr, METHODS))}")
    if budget is None:
        return
    check_budget(budget)
    if method == "exact":
        raise ValueError(f"budget is {budget} but method is 'exact', which has no budget; drop one")


def choose(job: Job, n_rows: int, method: str, budget: int | None) -> Way:
    """Choose for ``n_rows`` rows of which the job holds the first."""
    n = len(job.members)
    name, cost = _exact_way(job, n_rows)
    fits = cost <= MAX_EXACT_ROWS if budget is None else 2**n <= budget
    if method == "exact" or (method == "auto" and n <= MAX_EXACT_PLAYERS and fits):
        _check_exact(n, cost)
        return Way(name)
    method = "kernel" if method == "auto" else method
    budget = DEFAULT_BUDGET if budget is None else int(budget)
    needed = 2 * fewest_units(n, paired=True) + 2 if method == "kernel" else 4 * (n - 1) + 2
    if budget < min(needed, 2**n):
        raise ValueError(
            f"budget is {budget} coalitions for each background row; method {method!r} with {n} "
            f"players needs at least {needed}: raise it, or merge columns into groups"
        )
    return Way(method, budget)


def _exact_way(job: Job, n_rows: int) -> tuple[str, float]:
    """The cheapest exact way, and about how many model rows it takes."""
    share = n_rows / job.pool.n_explained
    if job.is_conditional:
        return "conditional", 2.0 ** len(job.members) * n_rows * len(job.weights)
    products = product_rows(job) * share
    trifle = products <= _TRIFLE
    few = len(job.members) <= _FEW_PLAYERS
    pairs = np.inf if trifle and few else exact_rows(job) * share
    worth = _WORTH_SORTING_A_TRIFLE if trifle else _WORTH_SORTING
    return "products" if products < worth * pairs else "pairs", min(products, pairs)


def _check_exact(n: int, rows: float) -> None:
    if n > MAX_EXACT_PLAYERS:
        raise ValueError(
            f"X has {n} players, and exact values would need 2**{n} coalitions: "
            f"{rows:.2g} model rows and {2.0**n * 8 / 2**20:,.0f} MiB for the worths of one row; "
            f"exact goes up to {MAX_EXACT_PLAYERS} players: use method='kernel' with a budget, or "
            "merge columns with groups={'name': [columns]}"
        )
