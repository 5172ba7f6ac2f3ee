"""Shapley values of a game by sampling, with standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shapley_tutor._typing import Array, BoolArray, FloatArray
from shapley_tutor.game import Game
from shapley_tutor.sampling.draws import (
    affordable_lineups,
    contributions_of,
    lineup_coalitions,
    random_lineups,
)
from shapley_tutor.sampling.regression import (
    can_bend,
    check_budget,
    draw_coalitions,
    fewest_units,
    plan_sizes,
    solve,
    unit_of,
    worthwhile,
)
from shapley_tutor.values import shapley_values

_ROWS_AT_ONCE = 2**16
_LARGEST = np.finfo(float).max / 4


@dataclass(frozen=True, eq=False)
class Estimate:
    """Estimated Shapley values.

    Attributes
    ----------
    values
        (n,) or (n, k); they sum to v(N) - v(empty set) to rounding.
    standard_errors
        Of each value over other draws of coalitions; 0 when exact.
    evaluations
        Coalitions whose worth was asked for.

    Examples
    --------
    >>> from shapley_tutor.games import age_bp
    >>> estimate = kernel_regression(age_bp(), budget=4)
    >>> estimate.values.round(10), estimate.evaluations
    (array([0.3, 0.4]), 4)
    """

    values: FloatArray
    standard_errors: FloatArray
    evaluations: int


def sample_lineups(
    game: Game,
    budget: int,
    rng: int | np.random.Generator | None = None,
    antithetic: bool = True,
) -> Estimate:
    """Average the marginal contributions over random line-ups.

    Introduced in chapter *When 2**n is too many*. Source: Castro et al. (2009); pairs of a
    line-up and its reverse: Mitchell et al. (2022).

    Parameters
    ----------
    game
        Any game; Fractions are taken as floats.
    budget
        Coalitions to evaluate at most, the empty and the grand one included.
    rng
        Seed or Generator.
    antithetic
        Walk every line-up backwards too: exact for games without interactions of three or
        more players.

    Notes
    -----
    The standard errors come from the spread of the line-ups drawn. Where a player matters in
    few line-ups, a small sample may hold none of them, and the error is then reported too
    small; :func:`kernel_regression` is safer there.

    Raises
    ------
    ValueError
        If the budget is too small for two line-ups (or pairs), which a standard error needs.

    Examples
    --------
    >>> from shapley_tutor.games import three_friends
    >>> estimate = sample_lineups(three_friends(), budget=1000, rng=0)
    >>> bool((abs(estimate.values - [260 / 3, 200 / 3, 140 / 3]) < 4).all())
    True
    """
    n, rng = game.n_players, np.random.default_rng(rng)
    check_budget(budget)
    if n == 1:
        ends, several = _ends(game)
        return _estimate(ends[1:] - ends[:1], np.zeros_like(ends[:1]), 2, several)
    count = affordable_lineups(n, budget, antithetic)
    ends, several = _ends(game)
    lineups = random_lineups(n, count, rng, antithetic)  # (lineups, n)
    rows = lineup_coalitions(lineups)  # (lineups * (n - 1), n)
    worths = _evaluate(game, rows).reshape(count, n - 1, -1)
    unit = unit_of(worths, ends)
    ends /= unit
    added = contributions_of(lineups, worths / unit, ends[0], ends[1])  # (lineups, n, k)
    units = added.reshape(-1, 2, *added.shape[1:]).mean(axis=1) if antithetic else added
    errors = units.std(axis=0, ddof=1) / np.sqrt(len(units))
    return _estimate(units.mean(axis=0) * unit, errors * unit, len(rows) + 2, several)


def kernel_regression(
    game: Game,
    budget: int,
    rng: int | np.random.Generator | None = None,
    paired: bool = True,
    single_index: bool | None = None,
) -> Estimate:
    """Solve the weighted least squares problem of KernelSHAP on sampled coalitions.

    Coalitions are drawn size by size, without replacement, every size about equally often;
    the values' sum is exact. Introduced in chapter *When 2**n is too many*. Source: Lundberg
    and Lee (2017); Covert and Lee (2021); Musco and Witter (2025).

    Parameters
    ----------
    game, budget, rng
        As in :func:`sample_lineups`. A budget of 2**n or more gives the exact values.
    paired
        Evaluate every coalition with its complement.
    single_index
        Fit, with the linear game, how far the worths bend along its sum (cubic and quintic
        terms, cross-fitted over ten folds) and correct for it: the errors of votes and of
        models that end in a sigmoid shrink to three quarters or less, at best to a fifth. Needs
        pairs, at least four for each player. A correction in the spirit of Witter et al. (2025).
        None: where it is worthwhile, that is with at most four outputs, for each output where a
        bend along the values found explains more than half of the squared residuals of the
        regression. True: for every output. False: for none.

    Notes
    -----
    Like any regression on a sample, the estimate is not exactly unbiased; the bias is small
    beside the standard error, which is an estimate as well and least reliable at the smallest
    budgets.

    Raises
    ------
    ValueError
        If the budget is too small for a regression on n players.

    Examples
    --------
    >>> from shapley_tutor.games import three_friends
    >>> kernel_regression(three_friends(), budget=8).values.round(4)
    array([86.6667, 66.6667, 46.6667])
    """
    n, rng = game.n_players, np.random.default_rng(rng)
    check_budget(budget)
    if budget >= 2**n:
        values = shapley_values(game).astype(float)
        return Estimate(values, np.zeros_like(values), 2**n)
    units = (budget - 2) // (2 if paired else 1)
    needed = fewest_units(n, paired)
    if units < needed:
        raise ValueError(
            f"budget is {budget} coalitions; a regression on {n} players needs at least "
            f"{needed * (2 if paired else 1) + 2}: raise it"
            + ", or use sample_lineups(game, budget, antithetic=False)"
            * (budget >= 2 * n)
        )
    ends, several = _ends(game)
    plan = plan_sizes(n, units, paired)
    rows = draw_coalitions(n, plan, 1, rng)[0]
    if paired:
        answers = _evaluate(game, rows) - _evaluate(game, ~rows)
    else:
        answers = _evaluate(game, rows) - ends[0]
    unit = unit_of(answers, ends)
    answers, total = answers / unit, (ends[1] - ends[0]) / unit
    if single_index is None:
        bent = worthwhile(rows[None], answers[None], total[None], plan)
    else:
        bent = np.full(len(total), single_index and can_bend(n, plan))
    values, variances = solve(rows, answers, total, plan, rng, bent)
    evaluations = len(rows) * (2 if paired else 1) + 2
    return _estimate(values * unit, np.sqrt(variances) * unit, evaluations, several)


def _ends(game: Game) -> tuple[FloatArray, bool]:
    """v(empty set) and v(N), (2, k), and whether worths have an axis of several outputs."""
    worths = game(np.array([[False], [True]]) & np.ones(game.n_players, dtype=bool))
    _check_size(worths)
    return worths.astype(float).reshape(2, -1), worths.ndim == 2


def _check_size(worths: Array) -> None:
    """Say so when differences of worths, or of those, may not be finite."""
    largest = np.abs(worths.astype(float)).max(initial=0)
    if largest > _LARGEST:
        raise ValueError(
            f"the game has a worth as large as {largest:.3g}; differences of so large numbers are "
            "not finite: divide all worths by a constant"
        )


def _evaluate(game: Game, rows: BoolArray) -> FloatArray:
    """Worths as floats (m, k), asked for in pieces."""
    pieces = [game(rows[i : i + _ROWS_AT_ONCE]) for i in range(0, len(rows), _ROWS_AT_ONCE)]
    worths = np.concatenate(pieces).astype(float).reshape(len(rows), -1)
    _check_size(worths)
    return worths


def _estimate(values: Array, errors: Array, evaluations: int, several: bool) -> Estimate:
    if not several:
        values, errors = values[:, 0], errors[:, 0]
    return Estimate(values, errors, evaluations)
