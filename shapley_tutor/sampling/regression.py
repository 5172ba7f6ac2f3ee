"""The regression that finds Shapley values, on sampled coalitions, with standard errors.

Coalitions are drawn size by size without replacement, every size about equally often (their
leverage in the regression: Musco and Witter 2025), and paired with their complements. Only the
difference v(S) - v(complement) of a pair matters to the solution. Where a bent function of the
players' sum explains much of these differences, it is taken out: its values are known exactly.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from shapley_tutor._checks import is_whole
from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.sampling.bend import FOLDS, in_folds, solve_bent, unbent
from shapley_tutor.sampling.draws import random_subsets

_PAIRS_PER_PLAYER = 4  # fewer tell too little of a bend
_OUTPUTS = 4  # bends are found one by one: more would take longer than many a model
_PILOT = 3  # draws that tell whether to bend
_WORTHWHILE = 0.5  # of the squared residuals: what twice the pairs save (benchmarks/BEND.md)
_EXACT_LOG, _MOST_LOG = 36.0, 600.0  # logarithms of binomials: exact below, capped above


class Plan(NamedTuple):
    """How many coalitions (or pairs) of each size are drawn."""

    sizes: IntArray  # (strata,)
    counts: IntArray  # drawn
    totals: FloatArray  # to draw from
    masses: FloatArray  # kernel weight of all of them together
    paired: bool


def check_budget(budget: object) -> None:
    """Say so when a budget is not a whole number of coalitions."""
    if not is_whole(budget):
        raise TypeError(f"budget must be a whole number of coalitions, got {budget!r}")


def plan_sizes(n: int, units: int, paired: bool) -> Plan:
    """All single players, without which no regression is safe; other sizes about equally often."""
    sizes, totals = _strata(n, paired)
    counts = np.zeros(len(sizes), dtype=np.int64)
    counts[0] = min(units, totals[0])
    others = 1 + np.argsort(totals[1:], kind="stable")
    for rank, stratum in enumerate(others):
        fair = (units - counts.sum()) // (len(others) - rank)
        counts[stratum] = min(fair, totals[stratum])
    masses = (n - 1) / (sizes * (n - sizes))
    if paired and n % 2 == 0:
        masses[-1] /= 2  # one of each pair
    return Plan(sizes, counts, totals, masses, paired)


def fewest_units(n: int, paired: bool) -> int:
    """Fewest pairs (or coalitions) that show every size and how much it varies."""
    _, totals = _strata(n, paired)
    return int(totals[:1].sum() + np.minimum(totals[1:], 2).sum())


def _strata(n: int, paired: bool) -> tuple[IntArray, FloatArray]:
    """Sizes of the coalitions drawn, and how many there are of each."""
    sizes = np.arange(1, n // 2 + 1 if paired else n)
    logs = np.cumsum(np.log((n + 1 - sizes) / sizes))
    totals = np.exp(np.minimum(logs, _MOST_LOG))  # no binomials of thousands: nobody draws so many
    for stratum in np.flatnonzero(logs < _EXACT_LOG):
        size = int(sizes[stratum])
        totals[stratum] = math.comb(n - (paired and 2 * size == n), size)
    return sizes, totals


def draw_coalitions(n: int, plan: Plan, draws: int, rng: np.random.Generator) -> BoolArray:
    """Coalitions, independent between draws: bool (draws, units, n)."""
    parts = [
        random_subsets(n, int(size), int(count), draws, rng, halves=plan.paired and 2 * size == n)
        for size, count in zip(plan.sizes, plan.counts, strict=True)
        if count
    ]
    return np.concatenate(parts, axis=1)


def unit_of(*numbers: FloatArray) -> FloatArray:
    """A power of two for each output, about as large as its numbers (..., k): their unit.

    Squares of numbers in this unit neither overflow nor vanish.
    """
    largest = np.max([np.abs(x).reshape(-1, x.shape[-1]).max(axis=0) for x in numbers], axis=0)
    unit: FloatArray = np.exp2(
        np.where(largest > 0, np.maximum(np.frexp(largest)[1], -1000), 0).astype(float)
    )
    return unit


def solve(
    coalitions: BoolArray,
    answers: FloatArray,
    total: FloatArray,
    plan: Plan,
    rng: np.random.Generator | None = None,
    bent: BoolArray | None = None,
) -> tuple[FloatArray, FloatArray]:
    """Values and their sampling variances from one draw.

    Parameters
    ----------
    coalitions
        Bool (units, n), stratum after stratum.
    answers
        (units, k): v(S) - v(complement) when paired, else v(S) - v(empty set).
    total
        v(N) - v(empty set), (k,): the values sum to it.
    rng, bent
        From which outputs (k,) to take out what a bent function of the players' sum explains,
        as :func:`worthwhile` says; the Generator divides the pairs into folds.

    Returns
    -------
    values, variances
        Each (n, k).
    """
    fit = Regression(_signs(coalitions, plan), plan)
    values, residuals = fit(answers, total)
    variances = np.stack([fit.variances(fit.influence(r)) for r in residuals.T], axis=1)
    if rng is not None and bent is not None and bent.any():
        found = solve_bent(fit, in_folds(fit, rng), answers[:, bent], total[bent])
        values[:, bent], variances[:, bent] = found
    return values, variances


def can_bend(n: int, plan: Plan) -> bool:
    """Whether there are pairs, and enough of them."""
    return plan.paired and int(plan.counts.sum()) >= _PAIRS_PER_PLAYER * n


def worthwhile(
    coalitions: BoolArray, answers: FloatArray, totals: FloatArray, plan: Plan
) -> BoolArray:
    """From which outputs to take out a bend, by the first few of several draws.

    It is worthwhile where bends along the values found explain enough of what the regressions
    leave: somewhat too much is explained, for the values have seen it, but less so by more units.

    Parameters
    ----------
    coalitions, answers, totals
        As for :func:`solve`, (draws, ...) of each.

    Returns
    -------
    bool array of shape (k,)
    """
    k = totals.shape[1]
    if k > _OUTPUTS or not can_bend(coalitions.shape[2], plan):
        return np.zeros(k, dtype=bool)
    before, after = np.zeros(k), np.zeros(k)
    for rows, theirs, total in zip(coalitions[:_PILOT], answers, totals, strict=False):
        fit = Regression(_signs(rows, plan), plan)
        values, residuals = fit(theirs, total)
        left = [unbent(fit, v, r) for v, r in zip(values.T, residuals.T, strict=True)]
        before += fit.weights @ residuals**2
        after += fit.weights @ np.stack(left, axis=1) ** 2
    worth: BoolArray = before - after > _WORTHWHILE * before
    return worth


def _signs(coalitions: BoolArray, plan: Plan) -> FloatArray:
    return np.where(coalitions, 1.0, -1.0 if plan.paired else 0.0)


class Regression:
    """Weighted least squares on centered coalitions, with the values' sum held fixed."""

    def __init__(self, signs: FloatArray, plan: Plan) -> None:
        self.signs, self.plan = signs, plan
        self.strata = np.repeat(np.arange(len(plan.sizes)), plan.counts)
        self.complete: BoolArray = (plan.counts == plan.totals)[self.strata]
        weights = plan.masses / np.maximum(plan.counts, 1)
        self.weights: FloatArray = weights[self.strata]
        # What the other folds have drawn is not left to be drawn by this one: a share of its own
        # units in the fit without it, all of them where a size is complete, makes up for that.
        fold = plan.counts / FOLDS
        self._told: FloatArray = ((plan.counts - fold) / (plan.totals - fold))[self.strata]
        self._mean = signs.mean(axis=1, keepdims=True)
        self._centered = signs - self._mean  # (units, n): the sum is taken care of apart
        self._weighted = self._centered * self.weights[:, None]
        self._gram = self._weighted.T @ self._centered + 1.0  # + 1: the direction of the sum
        self.half: FloatArray = self._weighted @ np.linalg.inv(self._gram)
        self.leverage: FloatArray = (self.half * self._centered).sum(axis=1)

    def __call__(self, answers: FloatArray, total: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Values (n, k) and residuals (units, k)."""
        targets = self.targets(answers, total)
        deviations = self.half.T @ targets  # summing to 0
        deviations -= deviations.mean(axis=0)
        return total / len(deviations) + deviations, targets - self._centered @ deviations

    def influence(self, residuals: FloatArray, used: FloatArray | float = 0.0) -> FloatArray:
        """What each unit's residual (units,) adds to the values: (units, n).

        Residuals are those of a fit without the unit: lengthened by its leverage in the fit and in
        what else was fitted.
        """
        leverage = np.clip(self.leverage + used, 0, 1 - 1e-9)
        return self.half * (residuals / (1 - leverage))[:, None]

    def variances(self, influence: FloatArray) -> FloatArray:
        """Variance of the values over draws without replacement within each size: (n,)."""
        drawn = self.plan.counts > 0
        counts, totals = self.plan.counts[drawn], self.plan.totals[drawn]
        starts = np.cumsum(counts) - counts
        means = np.add.reduceat(influence, starts, axis=0) / counts[:, None]
        means[counts == 1] = 0.0
        spread = influence - np.repeat(means, counts, axis=0)
        squares = np.add.reduceat(spread**2, starts, axis=0)
        variances: FloatArray = (1 - counts / totals) * counts / np.maximum(counts - 1, 1) @ squares
        return variances

    def targets(self, answers: FloatArray, total: FloatArray) -> FloatArray:
        """Answers less the values' sum, (units, k)."""
        left: FloatArray = answers - self._mean * total
        return left

    def without(self, folds: IntArray, targets: FloatArray) -> FloatArray:
        """Deviations of the values from their mean, had one fold after another not been drawn.

        Parameters
        ----------
        folds
            Of the units, (units,); -1 for units that are always there.
        targets
            Of every output, (units, k).

        Returns
        -------
        array of shape (k, folds, n)
        """
        n, k = self.signs.shape[1], targets.shape[1]
        grams, right = np.empty((FOLDS, n, n)), np.empty((FOLDS, n, k))
        everything = self._weighted.T @ targets
        for f in range(FOLDS):
            some = np.flatnonzero(folds == f)
            here = self._weighted[some].T * (1 - self._told[some])
            grams[f] = self._gram - here @ self._centered[some]
            right[f] = everything - here @ targets[some]
        grams *= 1 + 1e-12 * np.eye(n)  # few units may leave them singular
        deviations = np.linalg.solve(grams, right)
        centered: FloatArray = deviations - deviations.mean(axis=1, keepdims=True)
        return centered.transpose(2, 0, 1)
