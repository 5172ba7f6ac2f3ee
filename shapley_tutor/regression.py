"""The regression that finds Shapley values, on sampled coalitions, with standard errors.

Coalitions are drawn size by size without replacement, every size about equally often (their
leverage in the regression: Musco and Witter 2025), and paired with their complements. Only the
difference v(S) - v(complement) of a pair matters to the solution.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from shapley_tutor.subsets import random_subsets
from shapley_tutor.typing import BoolArray, FloatArray, IntArray
from shapley_tutor.values import kernel_weights


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
    """Spread units over sizes: equally, but never more than there are of a size."""
    sizes = np.arange(1, n // 2 + 1) if paired else np.arange(1, n)
    totals = np.array([_total(n, int(size), paired) for size in sizes], dtype=float)
    counts = np.zeros(len(sizes), dtype=np.int64)
    left = units
    for rank, stratum in enumerate(np.argsort(totals, kind="stable")):
        fair = left // (len(sizes) - rank)
        counts[stratum] = int(min(totals[stratum], fair))
        left -= int(counts[stratum])
    return Plan(sizes, counts, totals, kernel_weights(n)[sizes], paired)


def fewest_units(n: int, paired: bool) -> int:
    """Fewest pairs (or coalitions) from which values and standard errors can be found."""
    return n + 2 if paired else 2 * n


def draw(n: int, plan: Plan, draws: int, rng: np.random.Generator) -> BoolArray:
    """Coalitions, independent between draws: bool (draws, units, n)."""
    parts = [
        random_subsets(n, int(size), int(count), draws, rng, halves=plan.paired and 2 * size == n)
        for size, count in zip(plan.sizes, plan.counts, strict=True)
        if count
    ]
    return np.concatenate(parts, axis=1)


def solve(
    coalitions: BoolArray, answers: FloatArray, total: FloatArray, plan: Plan
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

    Returns
    -------
    values, variances
        Each (n, k).
    """
    n = coalitions.shape[1]
    strata = np.repeat(np.arange(len(plan.sizes)), plan.counts)
    weights = (plan.weights * plan.totals / np.maximum(plan.counts, 1))[strata]
    rows = np.where(coalitions, 1.0, -1.0 if plan.paired else 0.0)
    mean = rows.mean(axis=1, keepdims=True)
    centered = rows - mean  # (units, n): the values' sum is taken care of apart
    targets = answers - mean * total
    gram = np.linalg.inv((centered.T * weights) @ centered + 1.0)  # + 1: the direction of the sum
    half = (centered * weights[:, None]) @ gram  # (units, n)
    deviations = half.T @ targets  # (n, k), summing to 0
    deviations -= deviations.mean(axis=0)
    leverage = np.clip((half * centered).sum(axis=1), 0, 1 - 1e-9)
    residuals = (targets - centered @ deviations) / np.sqrt(1 - leverage)[:, None]
    return total / n + deviations, _variances(half, residuals, strata, plan)


def _variances(half: FloatArray, residuals: FloatArray, strata: IntArray, plan: Plan) -> FloatArray:
    """Variance of the values over draws without replacement within each size: (n, k)."""
    variances = np.zeros((half.shape[1], residuals.shape[1]))
    for stratum, (count, total) in enumerate(zip(plan.counts, plan.totals, strict=True)):
        if count == total or count == 0:
            continue
        here = strata == stratum
        influence = half[here][:, :, None] * residuals[here][:, None, :]  # (count, n, k)
        spread = influence - influence.mean(axis=0) if count > 1 else influence
        scale = (1 - count / total) * count / max(count - 1, 1)
        variances += scale * (spread**2).sum(axis=0)
    return variances


def _total(n: int, size: int, paired: bool) -> int:
    return math.comb(n - 1, size) if paired and 2 * size == n else math.comb(n, size)
