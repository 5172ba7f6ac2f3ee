"""Sampled Shapley values of a row: coalitions drawn anew for every background row.

The marginal game is the average of one game per background row. Drawing the coalitions
independently for each of them costs no more predictions than sharing them, and the errors
average out. The background is given: the spread between its rows is not an error, and the
standard errors count only what another draw of coalitions would change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import (
    Pairs,
    Sums,
    add_pairs,
    columns_known,
    groups_of_pairs,
)
from shapley_tutor._engine.plan import Way
from shapley_tutor._engine.rows import Grid
from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.sampling.draws import (
    LineupCoalitions,
    affordable_lineups,
    contributions_of,
    random_lineups,
)
from shapley_tutor.sampling.regression import (
    draw_coalitions,
    plan_sizes,
    solve,
    unit_of,
    worthwhile,
)
from shapley_tutor.sampling.rounds import Rounds

_CELLS_DRAWN = 2**22  # booleans of coalitions drawn at a time …
_ANSWERS = 2**21  # … and numbers that predict answers to them


def sampled_values(
    job: Job, predictions: FloatArray, way: Way, seeds: IntArray
) -> tuple[Sums, FloatArray]:
    """Values of all rows and their standard errors (rows, players, k).

    Parameters
    ----------
    predictions
        Of the rows, (rows, k).
    way
        "kernel" or "lineups", with its budget.
    seeds
        Of the draws for each row, (rows,).
    """
    sums = Sums.of_nothing(len(predictions), job.players.n, predictions.shape[1])
    errors = np.zeros_like(sums.values)
    for row, seed in enumerate(seeds):
        few, many = _by_need(job, row, way)
        add_pairs(job, iter(few), predictions, sums)
        rng = np.random.default_rng(seed)
        if way.precision is None:
            _sample_row(job, many, predictions[row], way, rng, sums.values[row], errors[row])
        else:
            errors[row] = _refine_row(job, many, predictions, way, rng, sums)
    return sums, errors


def _by_need(job: Job, row: int, way: Way) -> tuple[list[Pairs], list[Pairs]]:
    """Pairs of a row all of whose coalitions are asked for, and those to be sampled."""
    few: list[Pairs] = []
    many: list[Pairs] = []
    for pairs in groups_of_pairs(job, np.array([row]), np.arange(len(job.weights))):
        (few if way.all_at_once(len(pairs.differing)) else many).append(pairs)
    return few, many


def _sample_row(
    job: Job,
    groups: list[Pairs],
    prediction: FloatArray,
    way: Way,
    rng: np.random.Generator,
    values: FloatArray,
    errors: FloatArray,
) -> None:
    """Add to the values and errors of a row (players, k) what is drawn for some groups."""
    for pairs in groups:
        budget = way.budget_for(len(pairs.differing))
        for found, uncertain in _samples(job, pairs, prediction, way, budget, rng):
            values[pairs.differing] += found
            errors[pairs.differing] = np.hypot(errors[pairs.differing], uncertain)


def _refine_row(
    job: Job,
    groups: list[Pairs],
    predictions: FloatArray,
    way: Way,
    rng: np.random.Generator,
    sums: Sums,
) -> FloatArray:
    """Add to the values of a row what rounds of draws find; its standard errors (players, k).

    The rounds end when no error is above the precision, or when the budget is spent. A group
    whose next round would be as dear as all its coalitions becomes exact.
    """
    assert way.precision is not None
    errors: FloatArray = np.zeros(sums.values.shape[1:])
    open_: list[tuple[Pairs, Rounds]] = [(p, way.rounds_for(len(p.differing))) for p in groups]
    while True:
        spent = False
        for pairs, rounds in open_.copy():
            if rounds.exact_is_near():
                add_pairs(job, iter([pairs]), predictions, sums)
                open_.remove((pairs, rounds))
            elif budget := rounds.next():
                _add_round(job, pairs, predictions[pairs.rows[0]], way, budget, rng, rounds)
                spent = True
        errors = _errors_of(open_, errors.shape)
        if not spent or (errors <= way.precision).all():
            break
    for pairs, rounds in open_:
        sums.values[pairs.rows[0], pairs.differing] += rounds.values
    return errors


def _add_round(
    job: Job,
    pairs: Pairs,
    prediction: FloatArray,
    way: Way,
    budget: int,
    rng: np.random.Generator,
    rounds: Rounds,
) -> None:
    """Draw once more for a group."""
    parts = [*_samples(job, pairs, prediction, way, budget, rng)]
    found, uncertain = (np.stack(arrays) for arrays in zip(*parts, strict=True))
    rounds.add(budget, found.sum(axis=0), np.hypot.reduce(uncertain, axis=0))


def _errors_of(groups: list[tuple[Pairs, Rounds]], shape: tuple[int, ...]) -> FloatArray:
    """Standard errors (players, k) of what all groups have found together."""
    errors = np.zeros(shape)
    for pairs, rounds in groups:
        errors[pairs.differing] = np.hypot(errors[pairs.differing], rounds.errors)
    return errors


def _samples(
    job: Job,
    pairs: Pairs,
    prediction: FloatArray,
    way: Way,
    budget: int,
    rng: np.random.Generator,
) -> Iterator[tuple[FloatArray, FloatArray]]:
    """Values and errors (players who differ, k) that background rows add, some at a time."""
    sample = _by_regression if way.name == "kernel" else _by_lineups
    n, k = len(pairs.differing), len(prediction)
    step = max(1, min(_CELLS_DRAWN // (budget * n), _ANSWERS // (budget * k)))
    for start in range(0, len(pairs.rows), step):
        here = slice(start, start + step)
        part = Pairs(pairs.differing, pairs.rows[here], pairs.others[here])
        yield sample(job, part, prediction, budget, rng)


def _by_regression(
    job: Job,
    pairs: Pairs,
    prediction: FloatArray,
    budget: int,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """Weighted sums of values over background rows, by one regression for each; their errors."""
    n, draws = len(pairs.differing), len(pairs.others)
    plan = plan_sizes(n, (budget - 2) // 2, paired=True)
    rows = draw_coalitions(n, plan, draws, rng)  # (draws, units, n)
    both = np.concatenate([rows, ~rows], axis=1)
    answers = _predict(job, pairs, both.shape[1], lambda k, here: both[k, here])
    answers = answers.reshape(draws, 2, rows.shape[1], -1)
    differences = answers[:, 0] - answers[:, 1]
    totals = prediction - job.nobody(pairs.rows, pairs.others)  # (draws, k)
    unit = unit_of(differences, totals)  # squares in it neither overflow nor vanish
    differences, totals = differences / unit, totals / unit
    bent = worthwhile(rows, differences, totals, plan)
    folding = rng.spawn(1)[0]  # apart: what is drawn next does not depend on what bends
    values = np.zeros((n, len(prediction)))
    variances = np.zeros_like(values)
    for k, other in enumerate(pairs.others):
        found, uncertain = solve(rows[k], differences[k], totals[k], plan, folding, bent)
        values += job.weights[other] * found
        variances += job.weights[other] ** 2 * uncertain
    return values * unit, np.sqrt(variances) * unit


def _by_lineups(
    job: Job,
    pairs: Pairs,
    prediction: FloatArray,
    budget: int,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray]:
    """The same by antithetic line-ups, at least two pairs for each background row."""
    n, draws = len(pairs.differing), len(pairs.others)
    count = affordable_lineups(n, budget, antithetic=True)
    lineups = random_lineups(n, draws * count, rng, antithetic=True)
    rows = LineupCoalitions(lineups.reshape(draws, count, n))
    answers = _predict(job, pairs, count * (n - 1), rows).reshape(draws, count, n - 1, -1)
    nobody = job.nobody(pairs.rows, pairs.others)
    unit = unit_of(answers - prediction, nobody - prediction)
    values = np.zeros((n, len(prediction)))
    variances = np.zeros_like(values)
    for k, other in enumerate(pairs.others):
        mine = lineups[k * count : (k + 1) * count]
        added = contributions_of(mine, answers[k] / unit, nobody[k] / unit, prediction / unit)
        units = added.reshape(count // 2, 2, *added.shape[1:]).mean(axis=1)
        values += job.weights[other] * units.mean(axis=0)
        variances += job.weights[other] ** 2 * units.var(axis=0, ddof=1) / len(units)
    return values * unit, np.sqrt(variances) * unit


def _predict(
    job: Job, pairs: Pairs, count: int, coalitions: Callable[[int, slice], BoolArray]
) -> FloatArray:
    """Predictions for every background row and its coalitions: (pairs, coalitions, k).

    ``coalitions`` gives some of the ``count`` coalitions of a pair, bool (m, n).
    """

    def mixed(here: slice) -> Any:
        grids, start = [], here.start
        while start < here.stop:
            pair, first = divmod(start, count)
            last = min(first + here.stop - start, count)
            known = columns_known(job, pairs.differing, coalitions(pair, slice(first, last)))
            one = slice(pair, pair + 1)
            grids.append(Grid(pairs.rows[one], pairs.others[one], known))
            start += last - first
        return job.row_pool.grid(grids)

    draws = len(pairs.others)
    return job.predictor.in_batches(mixed, draws * count).reshape(draws, count, -1)
