"""One estimate of one game, by line-ups or by a regression, and the worths that it asks for."""

from __future__ import annotations

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
    draw_coalitions,
    plan_sizes,
    solve,
    unit_of,
    worthwhile,
)

_ROWS_AT_ONCE = 2**16
_LARGEST = np.finfo(float).max / 4


def walk_lineups(
    game: Game, ends: FloatArray, budget: int, rng: np.random.Generator, antithetic: bool
) -> tuple[FloatArray, FloatArray, int]:
    """Values and standard errors (n, k) by line-ups, and how many coalitions were asked for."""
    n = game.n_players
    count = affordable_lineups(n, budget, antithetic)
    lineups = random_lineups(n, count, rng, antithetic)  # (lineups, n)
    rows = lineup_coalitions(lineups)  # (lineups * (n - 1), n)
    worths = evaluate(game, rows).reshape(count, n - 1, -1)
    unit = unit_of(worths, ends)
    nothing, everything = ends / unit
    added = contributions_of(lineups, worths / unit, nothing, everything)  # (lineups, n, k)
    units = added.reshape(-1, 2, *added.shape[1:]).mean(axis=1) if antithetic else added
    errors = units.std(axis=0, ddof=1) / np.sqrt(len(units))
    return units.mean(axis=0) * unit, errors * unit, len(rows)


def regress(
    game: Game,
    ends: FloatArray,
    budget: int,
    rng: np.random.Generator,
    paired: bool,
    single_index: bool | None,
) -> tuple[FloatArray, FloatArray, int]:
    """The same by one regression."""
    n, both = game.n_players, 2 if paired else 1
    plan = plan_sizes(n, (budget - 2) // both, paired)
    rows = draw_coalitions(n, plan, 1, rng)[0]
    if paired:
        answers = evaluate(game, rows) - evaluate(game, ~rows)
    else:
        answers = evaluate(game, rows) - ends[0]
    unit = unit_of(answers, ends)
    answers, total = answers / unit, (ends[1] - ends[0]) / unit
    if single_index is None:
        bent = worthwhile(rows[None], answers[None], total[None], plan)
    else:
        bent = np.full(len(total), single_index and can_bend(n, plan))
    values, variances = solve(rows, answers, total, plan, rng, bent)
    return values * unit, np.sqrt(variances) * unit, len(rows) * both


def ends_of(game: Game) -> tuple[FloatArray, bool]:
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


def evaluate(game: Game, rows: BoolArray) -> FloatArray:
    """Worths as floats (m, k), asked for in pieces."""
    pieces = [game(rows[i : i + _ROWS_AT_ONCE]) for i in range(0, len(rows), _ROWS_AT_ONCE)]
    worths = np.concatenate(pieces).astype(float).reshape(len(rows), -1)
    _check_size(worths)
    return worths
