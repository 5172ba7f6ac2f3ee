"""The regression that finds Shapley values, on sampled coalitions, with standard errors.

Coalitions are drawn size by size without replacement, every size about equally often (their
leverage in the regression: Musco and Witter 2025), and paired with their complements. Only the
difference v(S) - v(complement) of a pair matters to the solution. What a bent function of the
players' sum explains of these differences is taken out before: its values are known exactly.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.sampling.bend import SingleIndex
from shapley_tutor.sampling.subsets import random_subsets
from shapley_tutor.values import kernel_weights

_PAIRS_PER_PLAYER = 4  # fewer tell too little of a bend
_FOLDS = 10


class Plan(NamedTuple):
    """How many coalitions (or pairs) of each size are drawn."""

    sizes: IntArray  # (strata,)
    counts: IntArray  # drawn
    totals: FloatArray  # to draw from
    weights: FloatArray  # kernel weight of one
    paired: bool


def check_budget(budget: object) -> None:
    """Say so when a budget is not a whole number of coalitions."""
    if isinstance(budget, bool) or not isinstance(budget, (int, np.integer)):
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
    return Plan(sizes, counts, totals, kernel_weights(n)[sizes], paired)


def fewest_units(n: int, paired: bool) -> int:
    """Fewest pairs (or coalitions) that show every size and how much it varies."""
    _, totals = _strata(n, paired)
    return int(totals[:1].sum() + np.minimum(totals[1:], 2).sum())


def _strata(n: int, paired: bool) -> tuple[IntArray, FloatArray]:
    """Sizes of the coalitions drawn, and how many there are of each."""
    sizes = np.arange(1, n // 2 + 1 if paired else n)
    halves = [paired and 2 * size == n for size in sizes]
    totals = [math.comb(n - half, size) for size, half in zip(sizes, halves, strict=True)]
    return sizes, np.array(totals, dtype=float)


def draw(n: int, plan: Plan, draws: int, rng: np.random.Generator) -> BoolArray:
    """Coalitions, independent between draws: bool (draws, units, n)."""
    parts = [
        random_subsets(n, int(size), int(count), draws, rng, halves=plan.paired and 2 * size == n)
        for size, count in zip(plan.sizes, plan.counts, strict=True)
        if count
    ]
    return np.concatenate(parts, axis=1)


def solve(
    coalitions: BoolArray,
    answers: FloatArray,
    total: FloatArray,
    plan: Plan,
    rng: np.random.Generator | None = None,
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
    rng
        If given, take out what a bent function of the players' sum explains: from pairs,
        where there are enough of them. It divides them into folds.

    Returns
    -------
    values, variances
        Each (n, k).
    """
    signs = np.where(coalitions, 1.0, -1.0 if plan.paired else 0.0)
    fit = Regression(signs, plan)
    if rng is not None and plan.paired and len(signs) >= _PAIRS_PER_PLAYER * signs.shape[1]:
        folds = _folds(fit, rng)
        solved = [_solve_bent(fit, folds, answers[:, [k]], total[[k]]) for k in range(len(total))]
        return np.stack([v for v, _ in solved], axis=1), np.stack([e for _, e in solved], axis=1)
    values, residuals = fit(answers, total)
    variances = [fit.variances(fit.influence(column)) for column in residuals.T]
    return values, np.stack(variances, axis=1)


class Regression:
    """Weighted least squares on centered coalitions, with the values' sum held fixed."""

    def __init__(self, signs: FloatArray, plan: Plan) -> None:
        self.signs, self.plan = signs, plan
        self.strata = np.repeat(np.arange(len(plan.sizes)), plan.counts)
        self.complete: BoolArray = (plan.counts == plan.totals)[self.strata]
        weights = plan.weights * plan.totals / np.maximum(plan.counts, 1)
        self.weights: FloatArray = weights[self.strata]
        # What the other folds have drawn is not left to be drawn by this one: a share of its own
        # units in the fit without it, all of them where a size is complete, makes up for that.
        fold = plan.counts / _FOLDS
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
        variances = np.zeros(influence.shape[1])
        for stratum, (count, total) in enumerate(
            zip(self.plan.counts, self.plan.totals, strict=True)
        ):
            if count in (0, total):
                continue
            here = influence[self.strata == stratum]
            spread = here - here.mean(axis=0) if count > 1 else here
            variances += (1 - count / total) * count / max(count - 1, 1) * (spread**2).sum(axis=0)
        return variances

    def targets(self, answers: FloatArray, total: FloatArray) -> FloatArray:
        """Answers less the values' sum, (units, k)."""
        left: FloatArray = answers - self._mean * total
        return left

    def without(self, some: BoolArray, targets: FloatArray) -> FloatArray:
        """Deviations of the values from their mean (n, k), as if some units had not been drawn."""
        here = self._weighted[some].T * (1 - self._told[some])
        gram = self._gram - here @ self._centered[some]
        gram[np.diag_indices_from(gram)] *= 1 + 1e-12  # few units may leave it singular
        deviations = np.linalg.solve(gram, self._weighted.T @ targets - here @ targets[some])
        centered: FloatArray = deviations - deviations.mean(axis=0)
        return centered


def _solve_bent(
    fit: Regression, folds: IntArray, answers: FloatArray, total: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Values and variances of one output (n,), corrected by games that bend along the values.

    Each fold of the units drawn is bent along the values found without it: a direction that has
    seen a unit's own answer fits its noise. Sizes of which all units are there have no noise;
    they are bent along all directions by turns.
    """
    values, residuals = fit(answers, total)
    n, targets = len(values), fit.targets(answers, total)
    bent, known = np.zeros((len(folds), 2)), np.zeros((n, 2))
    for f in range(_FOLDS):
        games = SingleIndex(total / n + fit.without(folds == f, targets)[:, 0])
        known += games.values / _FOLDS
        for here, part in ((folds == f, 1.0), (folds < 0, 1 / _FOLDS)):
            bent[here] += part * games.differences(fit.signs[here])
    found, left = fit(bent, known.sum(axis=0))
    shares, used = _least_squares(left, residuals[:, 0], fit.weights)
    influence = fit.influence(residuals[:, 0] - left @ shares, used)
    # what a unit does to the direction, and this to the values: counted where both go together
    # (the noise of the direction by itself is in the residuals already)
    differences, slopes = SingleIndex(values[:, 0]).slopes(fit.signs, shares)
    missed = slopes - fit(differences, slopes.sum(axis=0))[0]
    turned = fit.influence(residuals[:, 0]) @ missed.T
    together = fit.variances(influence + turned) - fit.variances(turned)
    variances = np.maximum(fit.variances(influence), together)
    return values[:, 0] + (known - found) @ shares, variances


def _folds(fit: Regression, rng: np.random.Generator) -> IntArray:
    """A fold for each unit, equally many of each size in each; -1 where a size is complete."""
    order = rng.permutation(len(fit.strata))
    order = order[np.argsort(fit.strata[order], kind="stable")]
    fold = np.empty(len(order), dtype=np.int64)
    fold[order] = (np.arange(len(order)) + rng.integers(_FOLDS)) % _FOLDS
    fold[fit.complete] = -1
    return fold


def _least_squares(
    columns: FloatArray, target: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Coefficients of a few columns, and the leverage of each row in finding them."""
    root = np.sqrt(weights)
    left, sizes, right = np.linalg.svd(columns * root[:, None], full_matrices=False)
    kept = sizes > 1e-10 * root.max()
    left, sizes, right = left[:, kept], sizes[kept], right[kept]
    shares: FloatArray = right.T @ (left.T @ (target * root) / sizes)
    return shares, (left**2).sum(axis=1)
