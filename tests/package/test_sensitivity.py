"""Variance games: against closed forms, brute force, and SciPy; what they refuse."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.stats import sobol_indices as scipy_indices
from scipy.stats import uniform

from shapley_tutor.coalitions import coalitions
from shapley_tutor.datasets import boreholes
from shapley_tutor.explain import explain
from shapley_tutor.game import Game
from shapley_tutor.removal import Marginal
from shapley_tutor.sampling.estimators import sample_lineups
from shapley_tutor.sensitivity import BATCH_ROWS, sobol_indices, uniform_rule, variance_game
from shapley_tutor.values import dividends, shapley_values, worths_from_dividends

COIN = ([-1.0, 1.0], [0.5, 0.5])


def borehole_rules(points: int) -> list:
    return [uniform_rule(a, b, points) for a, b in zip(boreholes.LOW, boreholes.HIGH, strict=True)]


def brute_worths(model, rules) -> np.ndarray:
    """Var(E[f | X_S]) by a loop over grid points and coalitions."""
    points = list(product(*(range(len(p)) for p, _ in rules)))
    chance = np.array([np.prod([w[k] for (_, w), k in zip(rules, p, strict=True)]) for p in points])
    rows = np.array([[q[k] for (q, _), k in zip(rules, p, strict=True)] for p in points])
    outputs = model(rows)
    worths = []
    for S in coalitions(len(rules)):
        groups: dict = {}
        for place, weight, output in zip(points, chance, outputs, strict=True):
            mass = groups.setdefault(tuple(np.array(place)[S]), [0.0, 0.0])
            mass[0] += weight
            mass[1] += weight * output
        mean = sum(total for _, total in groups.values())
        worths.append(sum(total**2 / mass for mass, total in groups.values() if mass) - mean**2)
    return np.array(worths)


# --- closed forms ---------------------------------------------------------------------------


def test_coins_by_hand() -> None:
    game = variance_game(lambda X: X[:, 0] + X[:, 1] * X[:, 2], [COIN] * 3)
    np.testing.assert_allclose(dividends(game), [0, 1, 0, 0, 0, 0, 1, 0], atol=1e-15)
    np.testing.assert_allclose(shapley_values(game), [1, 0.5, 0.5])
    first, total = sobol_indices(game)
    np.testing.assert_allclose(first, [0.5, 0, 0], atol=1e-15)
    np.testing.assert_allclose(total, [0.5, 0.5, 0.5])


def test_ishigami() -> None:
    # Ishigami and Homma (1990), with a = 7, b = 0.1: first-order 0.3139, 0.4424, 0
    def ishigami(X):
        return np.sin(X[:, 0]) * (1 + 0.1 * X[:, 2] ** 4) + 7 * np.sin(X[:, 1]) ** 2

    game = variance_game(ishigami, [uniform_rule(-np.pi, np.pi, 20)] * 3, ["x1", "x2", "x3"])
    known = np.zeros(8)
    known[[1, 2, 5]] = (
        (1 + 0.1 * np.pi**4 / 5) ** 2 / 2,
        49 / 8,
        0.01 * np.pi**8 * (1 / 18 - 1 / 50),
    )
    np.testing.assert_allclose(game.worths(), worths_from_dividends(known), rtol=1e-11, atol=1e-11)
    first, total = sobol_indices(game)
    np.testing.assert_allclose(first, [0.3139, 0.4424, 0], atol=5e-5)
    np.testing.assert_allclose(total, [0.5576, 0.4424, 0.2437], atol=5e-5)


def test_sobol_g_function() -> None:
    # Var of factor i is 1 / (3 (1 + a_i)^2); a kink at 1/2, so each half gets its own points
    a = np.array([0.0, 1.0, 4.5])
    left, right = uniform_rule(0, 0.5, 2), uniform_rule(0.5, 1, 2)
    rule = (
        np.concatenate([left.points, right.points]),
        np.concatenate([left.weights, right.weights]) / 2,
    )
    game = variance_game(lambda X: np.prod((np.abs(4 * X - 2) + a) / (1 + a), axis=1), [rule] * 3)
    each = 1 / (3 * (1 + a) ** 2)
    expected = [np.prod(each[S]) if S.any() else 0.0 for S in coalitions(3)]
    np.testing.assert_allclose(dividends(game), expected, rtol=1e-12, atol=1e-15)


def test_scipys_estimate_agrees() -> None:
    # scipy 1.17, Saltelli's estimator
    sides = zip(boreholes.LOW, boreholes.HIGH, strict=True)
    theirs = scipy_indices(
        func=lambda x: boreholes.flow(x.T),
        n=4096,
        dists=[uniform(a, b - a) for a, b in sides],
        rng=1,
    )
    ours = sobol_indices(variance_game(boreholes.flow, borehole_rules(3)))
    np.testing.assert_allclose(theirs.first_order, ours.first, atol=0.006)
    np.testing.assert_allclose(theirs.total_order, ours.total, atol=0.006)


# --- brute force and properties -------------------------------------------------------------


@settings(max_examples=40, deadline=None)
@given(some.integers(0, 10**6), some.lists(some.integers(1, 3), min_size=1, max_size=4))
def test_random_tables_against_brute_force(seed: int, sizes: list[int]) -> None:
    rng = np.random.default_rng(seed)
    rules = [(np.arange(m, dtype=float), rng.dirichlet(np.ones(m))) for m in sizes]
    table = rng.normal(5, 1, sizes)

    def model(X):
        return table[tuple(X.astype(int).T)]

    game = variance_game(model, rules)
    np.testing.assert_allclose(game.worths(), brute_worths(model, rules), atol=1e-12)
    assert dividends(game).min() > -1e-12
    if game.worths()[-1] > 1e-6:
        first, total = sobol_indices(game)
        effects = shapley_values(game) / game.worths()[-1]
        assert (first <= effects + 1e-9).all()
        assert (effects <= total + 1e-9).all()
        np.testing.assert_allclose(effects.sum(), 1)


def test_effect_is_the_covariance_of_attribution_and_prediction() -> None:
    rules = borehole_rules(2)
    rows = np.array(list(product(*[rule.points for rule in rules])))
    weights = np.array([np.prod(each) for each in product(*[rule.weights for rule in rules])])
    e = explain(boreholes.flow, rows, Marginal(rows, weights))
    centered = weights * (e.predictions - weights @ e.predictions)
    game = variance_game(boreholes.flow, rules)
    np.testing.assert_allclose(centered @ e.values, shapley_values(game), rtol=0, atol=1e-9)


def test_a_large_mean_costs_no_digits() -> None:
    game = variance_game(lambda X: 1e6 + X[:, 0] + X[:, 0] * X[:, 1], [COIN] * 2)
    np.testing.assert_allclose(game.worths(), [0, 1, 0, 2], atol=1e-9)
    assert game[""] == 0


def test_a_constant_model_makes_a_game_of_zeros() -> None:
    game = variance_game(lambda X: np.full(len(X), 3.0), [COIN] * 2)
    assert (game.worths() == 0).all()


def test_every_grid_point_is_evaluated_once_in_batches() -> None:
    calls: list[int] = []

    def model(X):
        calls.append(len(X))
        return X.sum(axis=1)

    game = variance_game(model, [uniform_rule(0, 1, 40)] * 3)
    game.worths()
    assert sum(calls) == 40**3
    assert max(calls) == BATCH_ROWS
    assert len(calls) == 2


def test_the_game_works_with_estimators() -> None:
    game = variance_game(boreholes.flow, borehole_rules(2), boreholes.NAMES)
    estimate = sample_lineups(game, 200, rng=0)
    np.testing.assert_allclose(estimate.values.sum(), game.worths()[-1])
    assert game.players == boreholes.NAMES


def test_indices_stay_fractions() -> None:
    half = Fraction(1, 2)
    game = Game.from_worths({"": 0 * half, "A": half, "B": half, "AB": 3 * half})
    first, total = sobol_indices(game)
    assert first.tolist() == [Fraction(1, 3)] * 2
    assert total.tolist() == [Fraction(2, 3)] * 2


def test_uniform_rule_is_exact_for_polynomials() -> None:
    points, weights = uniform_rule(2, 5, 4)
    for power in range(8):
        exact = (5 ** (power + 1) - 2 ** (power + 1)) / (power + 1) / 3
        np.testing.assert_allclose(weights @ points**power, exact, rtol=1e-13)


# --- what it refuses ------------------------------------------------------------------------


@pytest.mark.parametrize(("low", "high", "n"), [(0, 1, 0), (1, 1, 3), (2, 1, 3), (0, np.nan, 3)])
def test_a_rule_needs_a_range_and_a_point(low: float, high: float, n: int) -> None:
    with pytest.raises(ValueError, match="pass at least 1 point and low < high"):
        uniform_rule(low, high, n)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        (([1, 2], [0.5]), r"rules\[1\] has points \(2,\) and weights \(1,\)"),
        (([], []), r"rules\[1\] has points \(0,\)"),
        (([1, 2], [0.5, 0.6]), r"rules\[1\] has weights .* sum to 1.1"),
        (([1, 2], [1.5, -0.5]), r"rules\[1\] has weights from -0.5"),
        (([1, np.inf], [0.5, 0.5]), "pass finite points"),
        (([1, 2], [np.nan, 1.0]), r"rules\[1\] has weights"),
    ],
)
def test_a_rule_is_a_distribution(rule, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        variance_game(lambda X: X[:, 0], [COIN, rule])


def test_names_must_fit_the_rules() -> None:
    with pytest.raises(ValueError, match="players has 3 names but rules has 2 inputs"):
        variance_game(lambda X: X[:, 0], [COIN, COIN], ["a", "b", "c"])


def test_a_grid_too_large_says_how_large() -> None:
    with pytest.raises(ValueError, match=r"= 100,000,000 points, over 20,000,000; use fewer"):
        variance_game(boreholes.flow, borehole_rules(10))


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (lambda X: X, r"returned shape \(4, 2\) for 4 rows"),
        (lambda X: X[:2, 0], r"returned shape \(2,\) for 4 rows"),
        (lambda X: np.log(X[:, 0]), "2 values that are not finite"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value")
def test_a_model_returns_one_finite_number_a_row(model, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        variance_game(model, [COIN, COIN])


def test_shares_of_no_variance_are_refused() -> None:
    with pytest.raises(ValueError, match=r"worth of all players is 0\.0"):
        sobol_indices(np.zeros(4))
