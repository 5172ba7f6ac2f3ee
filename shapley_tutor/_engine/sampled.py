"""Sampled Shapley values of a row: coalitions drawn anew for every background row.

The marginal game is the average of one game per background row. Drawing the coalitions
independently for each of them costs no more predictions than sharing them, and the errors
average out. The background is given: the spread between its rows is not an error, and the
standard errors count only what another draw of coalitions would change.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import Pairs, groups_of_pairs, pair_values
from shapley_tutor._typing import BoolArray, FloatArray
from shapley_tutor.sampling.draws import (
    affordable_lineups,
    contributions_of,
    lineup_coalitions,
    random_lineups,
)
from shapley_tutor.sampling.regression import draw_coalitions, plan_sizes, solve, worthwhile

_CELLS_DRAWN = 2**22  # booleans of coalitions drawn at a time


def sampled_values(
    job: Job, row: int, prediction: FloatArray, budget: int, method: str, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Values and standard errors of one row, each (players, k).

    Parameters
    ----------
    prediction
        Of the row, (k,).
    budget
        Coalitions for each background row, the empty and the grand one included.
    method
        "kernel" or "lineups".
    seed
        Of this row's draws.
    """
    values = np.zeros((len(job.members), len(prediction)))
    variances = np.zeros_like(values)
    rng = np.random.default_rng(seed)
    sample = _by_regression if method == "kernel" else _by_lineups
    for pairs in groups_of_pairs(job, np.array([row])):
        n = len(pairs.differing)
        if 2**n <= budget:
            values[pairs.differing] += pair_values(job, pairs, prediction[None])[0]
            continue
        step = max(1, _CELLS_DRAWN // (budget * n))
        for start in range(0, len(pairs.rows), step):
            part = Pairs(
                pairs.differing,
                pairs.rows[start : start + step],
                pairs.others[start : start + step],
            )
            found, uncertain = sample(job, part, prediction, budget, rng)
            values[pairs.differing] += found
            variances[pairs.differing] += uncertain
    return values, np.sqrt(variances)


def _by_regression(
    job: Job, pairs: Pairs, prediction: FloatArray, budget: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Weighted sums of values and variances over background rows, by one regression for each."""
    n, draws = len(pairs.differing), len(pairs.others)
    plan = plan_sizes(n, (budget - 2) // 2, paired=True)
    rows = draw_coalitions(n, plan, draws, rng)  # (draws, units, n)
    both = np.concatenate([rows, ~rows], axis=1)
    answers = _predict(job, pairs, both).reshape(draws, 2, rows.shape[1], -1)
    differences = answers[:, 0] - answers[:, 1]
    totals = prediction - job.base_predictions[pairs.others]  # (draws, k)
    bent = worthwhile(rows, differences, totals, plan)
    folding = rng.spawn(1)[0]  # apart: what is drawn next does not depend on what bends
    values = np.zeros((n, len(prediction)))
    variances = np.zeros_like(values)
    for k, other in enumerate(pairs.others):
        found, uncertain = solve(rows[k], differences[k], totals[k], plan, folding, bent)
        values += job.weights[other] * found
        variances += job.weights[other] ** 2 * uncertain
    return values, variances


def _by_lineups(
    job: Job, pairs: Pairs, prediction: FloatArray, budget: int, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """The same by antithetic line-ups, at least two pairs for each background row."""
    n, draws = len(pairs.differing), len(pairs.others)
    count = affordable_lineups(n, budget, antithetic=True)
    lineups = random_lineups(n, draws * count, rng, antithetic=True)
    rows = lineup_coalitions(lineups).reshape(draws, count * (n - 1), n)
    answers = _predict(job, pairs, rows).reshape(draws, count, n - 1, -1)
    values = np.zeros((n, len(prediction)))
    variances = np.zeros_like(values)
    for k, other in enumerate(pairs.others):
        mine = lineups[k * count : (k + 1) * count]
        added = contributions_of(mine, answers[k], job.base_predictions[other], prediction)
        units = added.reshape(count // 2, 2, *added.shape[1:]).mean(axis=1)
        values += job.weights[other] * units.mean(axis=0)
        variances += job.weights[other] ** 2 * units.var(axis=0, ddof=1) / len(units)
    return values, variances


def _predict(job: Job, pairs: Pairs, coalitions: BoolArray) -> FloatArray:
    """Predictions for every background row and its coalitions: (pairs, coalitions, k)."""
    draws, count, n = coalitions.shape
    flat = coalitions.reshape(-1, n)
    rows = np.repeat(pairs.rows, count)
    others = np.repeat(pairs.others, count)
    columns = job.members[pairs.differing]  # (n, d)

    def mixed(here: slice) -> Any:
        return job.row_pool.mix(rows[here], _columns_present(flat[here], columns), others[here])

    return job.predictor.in_batches(mixed, len(flat)).reshape(draws, count, -1)


def _columns_present(coalitions: BoolArray, columns: BoolArray) -> BoolArray:
    """Columns of X that a coalition of players shows: (m, n) and (n, d) to (m, d)."""
    owner = columns.argmax(axis=0)  # columns of no player stay absent: x and b agree there
    return coalitions[:, owner] & columns.any(axis=0)
