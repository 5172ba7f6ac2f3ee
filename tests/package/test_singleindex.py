"""Bent functions of a sum: their values, their slopes, and what they save."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor.sampling.bend import SingleIndex

L = np.random.default_rng(3).normal(size=6)
COALITIONS = st.coalitions(6)
SIGNS = np.where(COALITIONS, 1.0, -1.0)


@pytest.mark.parametrize(("which", "order"), [(0, 3), (1, 5)])
def test_values_and_differences_are_those_of_the_sum_over_subsets(which, order):
    terms = SIGNS * L / np.linalg.norm(L)
    worths = sum(
        terms[:, subset].prod(axis=1) for subset in map(list, combinations(range(6), order))
    )
    games = SingleIndex(7.5 * L)  # the length of the direction does not matter
    np.testing.assert_allclose(games.values[:, which], st.shapley_values(worths), atol=1e-14)
    np.testing.assert_allclose(
        games.differences(SIGNS)[:, which], worths - worths[::-1], atol=1e-14
    )


def test_slopes_are_those_of_the_differences_and_the_values():
    shares = np.array([0.7, -1.3])
    differences, values = SingleIndex(L).slopes(SIGNS, shares)
    for i, step in enumerate(1e-6 * np.eye(6)):
        up, down = SingleIndex(L + step), SingleIndex(L - step)
        moved = (up.differences(SIGNS) - down.differences(SIGNS)) @ shares / 2e-6
        np.testing.assert_allclose(differences[:, i], moved, atol=1e-8)
        np.testing.assert_allclose(
            values[:, i], (up.values - down.values) @ shares / 2e-6, atol=1e-8
        )


def test_a_direction_of_zeros_bends_nothing():
    games = SingleIndex(np.zeros(6))
    assert not games.values.any()
    assert not games.differences(SIGNS).any()


def rmse(game, budget, **options):
    exact = st.shapley_values(game)
    runs = [st.kernel_regression(game, budget, seed, **options).values for seed in range(60)]
    return np.sqrt(np.mean((np.array(runs) - exact) ** 2))


def test_it_saves_a_third_of_the_error_where_worths_bend_along_a_sum():
    vote = st.Game(lambda S: (S @ np.arange(1, 13) > 39) * 1.0, 12)
    sigmoid = st.Game(lambda S: 1 / (1 + np.exp(4 - S @ np.linspace(-1, 3, 12))), 12)
    for game in (vote, sigmoid):
        assert rmse(game, 400) < 0.67 * rmse(game, 400, single_index=False)


def test_it_costs_nothing_where_they_do_not():
    hidden, out = (
        np.random.default_rng(1).normal(size=(12, 20)),
        np.random.default_rng(2).normal(size=20),
    )
    game = st.Game(lambda S: np.maximum(S @ hidden, 0) @ out, 12)
    assert rmse(game, 400) < 1.05 * rmse(game, 400, single_index=False)


def test_every_output_is_bent_by_itself():
    weights = np.linspace(-1, 3, 12)
    one = lambda S: 1 / (1 + np.exp(4 - S @ weights))  # noqa: E731
    both = st.kernel_regression(
        st.Game(lambda S: np.stack([one(S), S @ weights], axis=1), 12), 300, rng=0
    )
    alone = st.kernel_regression(st.Game(one, 12), 300, rng=0)
    np.testing.assert_allclose(both.values[:, 0], alone.values, atol=1e-12)
    np.testing.assert_allclose(both.standard_errors[:, 0], alone.standard_errors, atol=1e-12)
    np.testing.assert_allclose(both.values[:, 1], weights, atol=1e-12)
    assert both.standard_errors[:, 1].max() < 1e-12


def test_a_large_share_of_all_coalitions_leaves_no_bias():
    """An eighth of the airport's coalitions: the direction leans neither to the sample nor away."""
    game = st.games.airport(range(1, 13))
    exact = st.shapley_values(game).astype(float)
    runs = [st.kernel_regression(game, 512, seed) for seed in range(150)]
    gaps = np.array([run.values for run in runs]) - exact
    inside = np.abs(gaps) <= 1.96 * np.array([run.standard_errors for run in runs])
    assert (np.abs(gaps.mean(axis=0)) < 0.45 * gaps.std(axis=0)).all()
    assert inside.mean(axis=0).min() > 0.88
    assert 0.93 <= inside.mean() <= 0.97
