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
from shapley_tutor._engine.pairs import Pairs, add_pairs, groups_of_pairs
from shapley_tutor._engine.plan import Way
from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.sampling.draws import (
    affordable_lineups,
    contributions_of,
    lineup_coalitions,
    random_lineups,
)
from shapley_tutor.sampling.regression import (
    draw_coalitions,
    plan_sizes,
    solve,
    unit_of,
    worthwhile,
)

_CELLS_DRAWN = 2**22  # booleans of coalitions drawn at a time …
_ANSWERS = 2**21  # … and numbers that predict answers to them


def sampled_values(
    job: Job, predictions: FloatArray, way: Way, seeds: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Values and standard errors of all rows: each (rows, players, k).

    Parameters
    ----------
    predictions
        Of the rows, (rows, k).
    way
        "kernel" or "lineups", with its budget.
    seeds
        Of the draws for each row, (rows,).
    """
    values = np.zeros((len(predictions), job.players.n, predictions.shape[1]))
    errors = np.zeros_like(values)
    for row, seed in enumerate(seeds):
        few, many = _by_need(job, row, way)
        add_pairs(job, iter(few), predictions, values)
        _sample_row(job, row, many, predictions[row], way, seed, values[row], errors[row])
    return values, errors


def _by_need(job: Job, row: int, way: Way) -> tuple[list[Pairs], list[Pairs]]:
    """Pairs of a row all of whose coalitions fit the budget, and those to be sampled."""
    few: list[Pairs] = []
    many: list[Pairs] = []
    for pairs in groups_of_pairs(job, np.array([row]), np.arange(len(job.weights))):
        n = len(pairs.differing)
        (few if 2.0**n <= way.budget_for(n) else many).append(pairs)
    return few, many


def _sample_row(
    job: Job,
    row: int,
    groups: list[Pairs],
    prediction: FloatArray,
    way: Way,
    seed: int,
    values: FloatArray,
    errors: FloatArray,
) -> None:
    """Add to the values of a row (players, k) what is drawn for some groups, and set its errors."""
    rng = np.random.default_rng(seed)
    everyone = np.arange(len(job.weights))
    unit = unit_of(prediction[None], job.nobody(np.full_like(everyone, row), everyone))
    sample = _by_regression if way.name == "kernel" else _by_lineups
    variances = np.zeros_like(values)  # in squares of the unit
    for pairs in groups:
        n = len(pairs.differing)
        budget = way.budget_for(n)
        step = max(1, min(_CELLS_DRAWN // (budget * n), _ANSWERS // (budget * len(unit))))
        for start in range(0, len(pairs.rows), step):
            here = slice(start, start + step)
            part = Pairs(pairs.differing, pairs.rows[here], pairs.others[here])
            found, uncertain = sample(job, part, prediction, unit, budget, rng)
            values[pairs.differing] += found * unit
            variances[pairs.differing] += uncertain
    errors[:] = np.sqrt(variances) * unit


def _by_regression(
    job: Job,
    pairs: Pairs,
    prediction: FloatArray,
    unit: FloatArray,
    budget: int,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Weighted sums of values and variances over background rows, by one regression for each.

    In units, and in squares of them.
    """
    n, draws = len(pairs.differing), len(pairs.others)
    plan = plan_sizes(n, (budget - 2) // 2, paired=True)
    rows = draw_coalitions(n, plan, draws, rng)  # (draws, units, n)
    both = np.concatenate([rows, ~rows], axis=1)
    answers = _predict(job, pairs, both).reshape(draws, 2, rows.shape[1], -1) / unit
    differences = answers[:, 0] - answers[:, 1]
    totals = (prediction - job.nobody(pairs.rows, pairs.others)) / unit  # (draws, k)
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
    job: Job,
    pairs: Pairs,
    prediction: FloatArray,
    unit: FloatArray,
    budget: int,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """The same by antithetic line-ups, at least two pairs for each background row."""
    n, draws = len(pairs.differing), len(pairs.others)
    count = affordable_lineups(n, budget, antithetic=True)
    lineups = random_lineups(n, draws * count, rng, antithetic=True)
    rows = lineup_coalitions(lineups).reshape(draws, count * (n - 1), n)
    answers = _predict(job, pairs, rows).reshape(draws, count, n - 1, -1) / unit
    nobody, everybody = job.nobody(pairs.rows, pairs.others) / unit, prediction / unit
    values = np.zeros((n, len(prediction)))
    variances = np.zeros_like(values)
    for k, other in enumerate(pairs.others):
        mine = lineups[k * count : (k + 1) * count]
        added = contributions_of(mine, answers[k], nobody[k], everybody)
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
    owner = np.full(job.players.n, n)  # columns of other players stay absent: x and b agree there
    owner[pairs.differing] = np.arange(n)
    columns = owner[job.players.owner]  # (d,)

    def mixed(here: slice) -> Any:
        known = np.pad(flat[here], ((0, 0), (0, 1)))[:, columns]
        return job.row_pool.mix(rows[here], known, others[here])

    return job.predictor.in_batches(mixed, len(flat)).reshape(draws, count, -1)
