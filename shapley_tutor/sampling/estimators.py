"""Shapley values of a game by sampling, with standard errors."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.game import Game
from shapley_tutor.sampling.draws import affordable_lineups
from shapley_tutor.sampling.once import ends_of, regress, walk_lineups
from shapley_tutor.sampling.regression import check_budget, fewest_units
from shapley_tutor.sampling.rounds import Rounds, check_precision
from shapley_tutor.values import shapley_values
from shapley_tutor.worths import as_game


@dataclass(frozen=True, eq=False)
class Estimate:
    """Estimated Shapley values.

    Introduced in chapter *When 2**n is too many*.

    Attributes
    ----------
    values
        (n,) or (n, k); they sum to v(N) - v(empty set) to rounding.
    standard_errors
        Of each value over other draws of coalitions; 0 when exact.
    evaluations
        Coalitions whose worth was asked for.
    precision
        The standard error that was asked for, or None.

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
    precision: float | None = None

    @property
    def reached(self) -> bool:
        """Whether no standard error is above the precision asked for; True where none was."""
        return self.precision is None or bool((self.standard_errors <= self.precision).all())


def sample_lineups(
    game: Game | Array,
    budget: int | None = None,
    rng: int | np.random.Generator | None = None,
    antithetic: bool = True,
    *,
    precision: float | None = None,
) -> Estimate:
    """Average the marginal contributions over random line-ups.

    Introduced in chapter *When 2**n is too many*. Source: Castro et al. (2009); pairs of a
    line-up and its reverse: Mitchell et al. (2022).

    Parameters
    ----------
    game
        Any game, or a table of all its worths; Fractions are taken as floats.
    budget
        Coalitions to evaluate at most, the empty and the grand one included. It may be left out
        beside a precision, and is then 131,072, or more where the players need more.
    rng
        Seed or Generator.
    antithetic
        Walk every line-up backwards too: exact for games without interactions of three or
        more players.
    precision
        Stop as soon as no standard error is larger, in units of the worths (of every output).
        Line-ups are walked in rounds, each as large as all before it, and all of them are
        averaged. Where the next round would bring the total to all 2**n coalitions and the
        budget holds them, the values become exact.

    Returns
    -------
    Estimate
        Its ``reached`` says whether the precision was reached. Where it was not, there is a
        warning too.

    Notes
    -----
    The standard errors come from the spread of the line-ups drawn. Where a player matters in
    few line-ups, a small sample may hold none of them, and the error is then reported too
    small; :func:`kernel_regression` is safer there.

    A precision ends the sampling after a round whose errors came out small, by chance too. What
    that costs is small where a round holds many line-ups: see the notes of
    :func:`kernel_regression`.

    Raises
    ------
    TypeError, ValueError
        If the budget is too small for two line-ups (or pairs), which a standard error needs, if
        there is neither a budget nor a precision, or the precision is no positive number.

    Examples
    --------
    >>> from shapley_tutor.games import majority, three_friends
    >>> estimate = sample_lineups(three_friends(), budget=1000, rng=0)
    >>> bool((abs(estimate.values - [260 / 3, 200 / 3, 140 / 3]) < 4).all())
    True
    >>> estimate = sample_lineups(majority(15), rng=0, precision=0.02)
    >>> estimate.reached, bool(estimate.standard_errors.max() <= 0.02)
    (True, True)
    """
    found = estimate_by_lineups(as_game(game), budget, rng, antithetic, precision)
    return _told(found)


def kernel_regression(
    game: Game | Array,
    budget: int | None = None,
    rng: int | np.random.Generator | None = None,
    paired: bool = True,
    single_index: bool | None = None,
    *,
    precision: float | None = None,
) -> Estimate:
    """Solve the weighted least squares problem of KernelSHAP on sampled coalitions.

    Coalitions are drawn size by size, without replacement, every size about equally often;
    the values' sum is exact. Introduced in chapter *When 2**n is too many*. Source: Lundberg
    and Lee (2017); Covert and Lee (2021); Musco and Witter (2025).

    Parameters
    ----------
    game, budget, rng
        As in :func:`sample_lineups`. A budget of 2**n or more gives the exact values; beside a
        precision it is only the most that may be spent.
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
    precision
        As in :func:`sample_lineups`, one regression a round.

    Returns
    -------
    Estimate
        Its ``reached`` says whether the precision was reached. Where it was not, there is a
        warning too.

    Notes
    -----
    Like any regression on a sample, the estimate is biased. Over 400 seeds or more, in 18 games of
    10 to 14 players, the bias was up to a third of the standard deviation at the smallest budgets,
    about two pairs for each player, up to a seventh at three pairs and about a tenth from five on;
    up to a quarter where a correction for the bend had made the deviation small. A network of
    twelve inputs had 0.6 at the smallest budget and 0.2 at five pairs. An average over games that
    are sampled apart, as over background rows, loses deviation and keeps bias. The standard
    errors are estimates as well: a quarter to a third too long at two pairs, right from ten on.
    Intervals of 1.96 standard errors held the exact value in 88 to 94 of 100 cases at two pairs,
    and in 91 to 96 above.

    A precision ends the sampling after a round whose errors came out small, which they may by
    chance. What that costs was measured on networks, votes and products of 14 and 16 players, 200
    seeds each, stopping after 500 to 8,000 coalitions: intervals of 1.96 standard errors held the
    exact value in 94 to 96 of 100 cases, and in 93 to 97 for line-ups. A rare event of which the
    first round sees nothing ends the sampling too early: where single coalitions may matter,
    set a small precision, or a budget.

    Raises
    ------
    TypeError, ValueError
        If the budget is too small for a regression on n players, if there is neither a budget
        nor a precision, or the precision is no positive number.

    Examples
    --------
    >>> from shapley_tutor.games import three_friends
    >>> kernel_regression(three_friends(), budget=8).values.round(4)
    array([86.6667, 66.6667, 46.6667])
    """
    game = as_game(game)
    found = estimate_by_regression(game, budget, rng, paired, single_index, precision)
    return _told(found)


def estimate_by_lineups(
    game: Game,
    budget: int | None,
    rng: int | np.random.Generator | None,
    antithetic: bool = True,
    precision: float | None = None,
) -> Estimate:
    """As :func:`sample_lineups`, but a precision that is missed is not said."""
    n, rng = game.n_players, np.random.default_rng(rng)
    _check_spending(budget, precision)
    if n == 1:
        ends, several = ends_of(game)
        return _estimate(ends[1:] - ends[:1], np.zeros_like(ends[:1]), 2, several, precision)
    if budget is not None:
        affordable_lineups(n, budget, antithetic)  # or why they are too few

    def draw(ends: FloatArray, budget: int) -> tuple[FloatArray, FloatArray, int]:
        return walk_lineups(game, ends, budget, rng, antithetic)

    if precision is not None:
        units = 4 if antithetic else 2
        return _in_rounds(game, draw, Rounds(n, units * (n - 1) + 2, budget), precision)
    assert budget is not None
    ends, several = ends_of(game)
    values, errors, asked = draw(ends, budget)
    return _estimate(values, errors, asked + 2, several)


def estimate_by_regression(
    game: Game,
    budget: int | None,
    rng: int | np.random.Generator | None,
    paired: bool = True,
    single_index: bool | None = None,
    precision: float | None = None,
) -> Estimate:
    """As :func:`kernel_regression`, but a precision that is missed is not said."""
    n, rng = game.n_players, np.random.default_rng(rng)
    _check_spending(budget, precision)
    least = fewest_units(n, paired) * (2 if paired else 1) + 2
    if budget is not None:
        if budget >= 2**n and precision is None:
            return _exactly(game)
        _check_regression(budget, least, n)

    def draw(ends: FloatArray, budget: int) -> tuple[FloatArray, FloatArray, int]:
        return regress(game, ends, budget, rng, paired, single_index)

    if precision is not None:
        return _in_rounds(game, draw, Rounds(n, least, budget), precision)
    assert budget is not None
    ends, several = ends_of(game)
    values, errors, asked = draw(ends, budget)
    return _estimate(values, errors, asked + 2, several)


Draw = Callable[[FloatArray, int], tuple[FloatArray, FloatArray, int]]
"""From v(empty set) and v(N), (2, k), and a budget to values, errors and coalitions asked for."""


def _in_rounds(game: Game, draw: Draw, rounds: Rounds, precision: float) -> Estimate:
    """Draw until the standard errors are at most the precision, or the budget is spent."""
    if rounds.exact_is_near():  # before any worth is asked for
        return _exactly(game, precision)
    ends, several = ends_of(game)
    asked = 2
    while budget := rounds.next():
        if rounds.exact_is_near():
            return _exactly(game, precision, asked)
        values, errors, more = draw(ends, budget)
        rounds.add(budget, values, errors)
        asked += more
        if (rounds.errors <= precision).all():
            break
    return _estimate(rounds.values, rounds.errors, asked, several, precision)


def _told(found: Estimate) -> Estimate:
    """The estimate, with a warning if the budget ended before its precision was reached."""
    if found.precision is not None and not found.reached:
        largest = float(found.standard_errors.max())
        rounds = Rounds(len(found.values), 2, found.evaluations)
        warnings.warn(
            f"the budget ended after {found.evaluations:,} coalitions at a standard error of "
            f"{largest:.3g}, and precision is {found.precision}; raise it to about "
            f"budget={rounds.enough(largest, found.precision)}, or ask for less precision",
            stacklevel=3,
        )
    return found


def _exactly(game: Game, precision: float | None = None, asked: int = 0) -> Estimate:
    """Exact values, from all worths."""
    values = shapley_values(game).astype(float)
    return Estimate(values, np.zeros_like(values), asked + 2**game.n_players, precision)


def _check_spending(budget: int | None, precision: float | None) -> None:
    """Say so when there is no budget and no precision, or when one of them is none."""
    if precision is not None:
        check_precision(precision)
    elif budget is None:
        raise TypeError(
            "budget and precision are both None; pass a number of coalitions, such as "
            "budget=2048, or the standard error wanted, such as precision=0.01"
        )
    if budget is not None:
        check_budget(budget)


def _check_regression(budget: int, least: int, n: int) -> None:
    if budget < least and budget < 2**n:
        raise ValueError(
            f"budget is {budget} coalitions; a regression on {n} players needs at least "
            f"{least}: raise it"
            + ", or use sample_lineups(game, budget, antithetic=False)"
            * (budget >= 2 * n)
        )


def _estimate(
    values: Array,
    errors: Array,
    evaluations: int,
    several: bool,
    precision: float | None = None,
) -> Estimate:
    if not several:
        values, errors = values[:, 0], errors[:, 0]
    return Estimate(values, errors, evaluations, precision)
