"""Sampling: unbiased, honest about its error, within its budget, exact where it can be."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor.sampling.draws import random_subsets
from shapley_tutor.sampling.regression import draw_coalitions, fewest_units, plan_sizes

N = 12
RNG = np.random.default_rng(1)
HIDDEN, OUT = RNG.normal(size=(N, 20)), RNG.normal(size=20)
ALL, MASKS = st.coalitions(N), 2 ** np.arange(N)
WORTHS = {  # of all coalitions, computed once
    "network": np.tanh(ALL @ HIDDEN) @ OUT,
    "weighted vote": (ALL @ np.arange(1, N + 1) > 39) * 1.0,
    "products": ALL @ np.arange(N) + 5.0 * ALL[:, :3].all(axis=1) - 7.0 * ALL[:, 3:7].all(axis=1),
}
GAMES = {
    name: st.Game(lambda S, table=table: table[S @ MASKS], N) for name, table in WORTHS.items()
}
EXACT = {name: st.shapley_values(table) for name, table in WORTHS.items()}


@pytest.mark.parametrize("paired", [True, False])
@pytest.mark.parametrize("n", [4, 7, 8])
def test_the_smallest_budget_is_solvable_whatever_the_draw(n, paired):
    """All single players are there, so that the regression is never singular."""
    game = st.Game(lambda S: S @ np.arange(n) + 1.0, n)
    smallest = fewest_units(n, paired) * (2 if paired else 1) + 2
    for seed in range(200):
        found = st.kernel_regression(game, smallest, seed, paired=paired)
        np.testing.assert_allclose(found.values, np.arange(n), atol=1e-9)
    with pytest.raises(ValueError, match=f"needs at least {smallest}:"):
        st.kernel_regression(game, smallest - 2, 0, paired=paired)


def repeat(estimator, name, budget, seeds, **options):
    runs = [estimator(GAMES[name], budget, seed, **options) for seed in range(seeds)]
    return np.array([r.values for r in runs]), np.array([r.standard_errors for r in runs])


@pytest.mark.parametrize("name", GAMES)
@pytest.mark.parametrize(
    ("estimator", "options", "budget"),
    [
        (st.kernel_regression, {"paired": True}, 400),
        (st.kernel_regression, {"paired": False}, 400),
        (st.sample_lineups, {"antithetic": True}, 6000),
        (st.sample_lineups, {"antithetic": False}, 6000),
    ],
)
def test_error_bars_cover_what_they_claim(name, estimator, options, budget):
    """Over 300 seeds, intervals of 1.96 standard errors hold the truth 93 to 97 % of the time."""
    values, errors = repeat(estimator, name, budget, 300, **options)
    gaps = values - EXACT[name]
    uncertain = gaps.std(axis=0) > 1e-12  # some players are found exactly, whatever the draw
    covered = (np.abs(gaps) <= 1.96 * errors)[:, uncertain].mean()
    assert 0.93 <= covered <= 0.97
    # unbiased: the mean of the runs is within 4.5 of its own standard errors
    assert (np.abs(gaps.mean(axis=0)) <= 4.5 * gaps.std(axis=0) / np.sqrt(300) + 1e-12).all()
    np.testing.assert_allclose(values.sum(axis=1), EXACT[name].sum(), atol=1e-10)


@pytest.mark.parametrize(
    ("estimator", "options"),
    [
        (st.kernel_regression, {"paired": True}),
        (st.kernel_regression, {"paired": False}),
        (st.sample_lineups, {"antithetic": True}),
        (st.sample_lineups, {"antithetic": False}),
    ],
)
@pytest.mark.parametrize("budget", [90, 91, 257])
def test_the_budget_is_kept_and_counted(estimator, options, budget):
    rows = []

    def value(S):
        rows.append(len(S))
        return S.sum(axis=1) * 1.0

    estimate = estimator(st.Game(value, 10), budget, 0, **options)
    assert sum(rows) == estimate.evaluations <= budget
    assert estimate.evaluations > budget - 2 * 10


@pytest.mark.parametrize("n", [2, 3, 4, 7])
@pytest.mark.parametrize("paired", [True, False])
def test_a_full_budget_is_exact(n, paired):
    worths = np.random.default_rng(n).normal(size=2**n)
    game = st.Game(lambda S: worths[S @ (1 << np.arange(n))], n)
    estimate = st.kernel_regression(game, 2**n, 0, paired)
    np.testing.assert_allclose(estimate.values, st.shapley_values(worths), atol=1e-12)
    assert estimate.evaluations == 2**n
    assert not estimate.standard_errors.any()


def test_pairs_are_exact_for_games_of_pairs():
    """A line-up with its reverse, and a paired regression, need no luck without triples."""
    rng = np.random.default_rng(0)
    main, pairs = rng.normal(size=9), np.triu(rng.normal(size=(9, 9)), 1)
    game = st.Game(lambda S: S @ main + ((S @ pairs) * S).sum(axis=1), 9)
    exact = st.shapley_values(game)
    for estimator in (st.sample_lineups, st.kernel_regression):
        estimate = estimator(game, 60, 0)
        np.testing.assert_allclose(estimate.values, exact, atol=1e-12)
        assert estimate.standard_errors.max() < 1e-12
    assert np.abs(st.sample_lineups(game, 60, 0, antithetic=False).values - exact).max() > 0.01


def test_several_outputs_are_solved_together():
    both = st.Game(lambda S: np.column_stack([GAMES["network"](S), GAMES["products"](S)]), N)
    for estimator in (st.sample_lineups, st.kernel_regression):
        together = estimator(both, 300, 7)
        for k, name in enumerate(["network", "products"]):
            alone = estimator(GAMES[name], 300, 7)
            np.testing.assert_allclose(together.values[:, k], alone.values, atol=1e-12)
            np.testing.assert_allclose(
                together.standard_errors[:, k], alone.standard_errors, atol=1e-12
            )


def test_more_budget_means_less_error():
    spreads = [
        repeat(st.kernel_regression, "network", budget, 40)[0].std(axis=0).mean()
        for budget in (100, 400, 1600)
    ]
    assert all(small < 0.6 * large for large, small in pairwise(spreads))


@pytest.mark.parametrize("n", [5, 8, 30])
def test_drawn_coalitions_do_not_repeat(n):
    plan = plan_sizes(n, 20, paired=True)
    rows = draw_coalitions(n, plan, 3, np.random.default_rng(0))
    for one in rows:
        both = np.concatenate([one, ~one])
        assert len(np.unique(both, axis=0)) == len(both)
        assert both.any(axis=1).all()
        assert not both.all(axis=1).any()
    assert plan.counts.sum() == rows.shape[1]


@pytest.mark.parametrize(("n", "size"), [(5, 2), (6, 3), (25, 12)])
def test_random_subsets_are_uniform(n, size):
    rng = np.random.default_rng(0)
    rows = random_subsets(n, size, 5, 2000, rng)
    assert (rows.sum(axis=2) == size).all()
    often = rows.mean(axis=(0, 1))
    assert (abs(often - size / n) < 5 * np.sqrt(size / n * (1 - size / n) / 10_000)).all()


@pytest.mark.parametrize("estimator", [st.kernel_regression, st.sample_lineups])
@pytest.mark.parametrize(
    ("budget", "error", "message"),
    [
        (10, ValueError, "budget is 10 coalitions; .* need"),
        (10.5, TypeError, "budget must be a whole number of coalitions, got 10.5"),
        (True, TypeError, "budget must be a whole number"),
    ],
)
def test_bad_budgets_are_refused_before_the_game_is_played(estimator, budget, error, message):
    def value(S):
        raise AssertionError("played")

    with pytest.raises(error, match=message):
        estimator(st.Game(value, 12), budget, 0)


def test_one_player_needs_no_luck():
    game = st.Game.from_worths({"": 1.0, "A": 4.0})
    for estimator in (st.kernel_regression, st.sample_lineups):
        estimate = estimator(game, 2, 0)
        assert estimate.values.tolist() == [3.0]
        assert estimate.standard_errors.tolist() == [0.0]


def test_the_same_seed_gives_the_same_numbers():
    for estimator in (st.kernel_regression, st.sample_lineups):
        first, second = (estimator(GAMES["network"], 200, 5).values for _ in range(2))
        np.testing.assert_array_equal(first, second)
        again = estimator(GAMES["network"], 200, np.random.default_rng(5)).values
        np.testing.assert_array_equal(first, again)
        assert np.abs(estimator(GAMES["network"], 200, 6).values - first).max() > 1e-6
