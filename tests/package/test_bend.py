"""Bent functions of a sum: their values, their slopes, and what they save."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor.sampling import regression
from shapley_tutor.sampling.bend import SingleIndex

HIDDEN, OUT = np.random.default_rng(5).normal(size=(12, 30)), np.ones(30)
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


def test_several_directions_at_once_are_one_after_another():
    several = np.stack([L, L[::-1], np.zeros(6)])
    games = SingleIndex(several)
    for k, direction in enumerate(several):
        one = SingleIndex(direction)
        np.testing.assert_allclose(games.values[k], one.values, atol=1e-14)
        np.testing.assert_allclose(
            games.differences(SIGNS)[:, k], one.differences(SIGNS), atol=1e-14
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
    assert rmse(game, 400, single_index=True) < 1.05 * rmse(game, 400, single_index=False)


# --- where it is worthwhile -----------------------------------------------------------------

SLOPES = np.linspace(-1, 3, 12)


def sigmoid(S):
    return 1 / (1 + np.exp(4 - S @ SLOPES))


def stumps(S):
    """Trees of depth three: triples that lie along no sum."""
    hits = [S[:, [i, (5 * i + 1) % 12, (7 * i + 5) % 12]] == [1, 0, 1] for i in range(12)]
    return sum((-1) ** i * hit.all(axis=1) for i, hit in enumerate(hits))


@pytest.fixture
def bends(monkeypatch):
    """How many outputs are bent, one number for each time that something is."""
    counts, solve_bent = [], regression.solve_bent

    def counted(fit, folds, answers, total):
        counts.append(len(total))
        return solve_bent(fit, folds, answers, total)

    monkeypatch.setattr(regression, "solve_bent", counted)
    return counts


@pytest.mark.parametrize(
    ("value", "worthwhile"),
    [
        (sigmoid, True),
        (lambda S: (S @ np.arange(1, 13) > 39) * 1.0, True),
        (lambda S: (S * np.arange(1, 13)).max(axis=1) * 1.0, True),
        (stumps, False),
        (lambda S: np.sin(S @ HIDDEN) @ OUT, False),
        (lambda S: S[:, 0] * 2.0, None),  # nothing is left, or rounding errors
    ],
)
def test_it_is_on_by_itself_where_it_explains_enough(value, worthwhile, bends):
    game = st.Game(value, 12)
    found = [
        [st.kernel_regression(game, 400, seed, single_index=way) for seed in range(10)]
        for way in (None, True, False)
    ]
    rule, always, never = (np.array([e.values for e in runs]) for runs in found)
    if worthwhile is not None:
        assert bends == [1] * (20 if worthwhile else 10)
    np.testing.assert_allclose(rule, never if worthwhile is False else always, atol=1e-12)


def test_it_is_on_for_the_outputs_where_it_explains_enough(bends):
    several = st.Game(lambda S: np.stack([stumps(S), sigmoid(S), -sigmoid(S)], axis=1), 12)
    found = st.kernel_regression(several, 300, 1)
    assert bends == [2]
    for k, way in enumerate([False, True, True]):
        other = st.kernel_regression(several, 300, 1, single_index=way)
        np.testing.assert_allclose(found.values[:, k], other.values[:, k], atol=1e-12)
        np.testing.assert_allclose(
            found.standard_errors[:, k], other.standard_errors[:, k], atol=1e-12
        )


@pytest.mark.parametrize(("outputs", "expected"), [(4, [4]), (5, [])])
def test_with_more_than_four_outputs_it_is_off_unless_asked_for(outputs, expected, bends):
    game = st.Game(lambda S: np.repeat(sigmoid(S)[:, None], outputs, axis=1), 12)
    st.kernel_regression(game, 300, 0)
    assert bends == expected
    st.kernel_regression(game, 300, 0, single_index=True)
    assert bends == [*expected, outputs]


@pytest.mark.parametrize("way", [None, True])
@pytest.mark.parametrize(
    ("budget", "paired", "often"), [(98, True, 1), (97, True, 0), (98, False, 0)]
)
def test_it_needs_four_pairs_for_each_player(way, budget, paired, often, bends):
    game = st.Game(sigmoid, 12)
    st.kernel_regression(game, budget, 0, paired=paired, single_index=way)
    assert len(bends) == often


@pytest.mark.parametrize(("budget", "share"), [(98, 0.135), (200, 0.14)])
def test_error_bars_are_honest_where_the_sample_decides(budget, share, bends):
    """Seeds differ in whether they bend; choosing by the sample makes no interval too short."""
    game = st.Game(lambda S: sigmoid(S) + share * stumps(S), 12)
    runs = [st.kernel_regression(game, budget, seed) for seed in range(300)]
    gaps = np.array([run.values for run in runs]) - st.shapley_values(game)
    inside = np.abs(gaps) <= 1.96 * np.array([run.standard_errors for run in runs])
    assert 60 <= len(bends) <= 240
    assert 0.93 <= inside.mean() <= 0.97


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
    worths = st.games.airport(range(1, 13)).worths().astype(float)
    game, exact = st.Game(lambda S: worths[S @ 2 ** np.arange(12)], 12), st.shapley_values(worths)
    runs = [st.kernel_regression(game, 512, seed) for seed in range(150)]
    gaps = np.array([run.values for run in runs]) - exact
    inside = np.abs(gaps) <= 1.96 * np.array([run.standard_errors for run in runs])
    assert (np.abs(gaps.mean(axis=0)) < 0.45 * gaps.std(axis=0)).all()
    assert inside.mean(axis=0).min() > 0.88
    assert 0.93 <= inside.mean() <= 0.97
