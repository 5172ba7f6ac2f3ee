"""Removals: the three answers to "what does absent mean", and the game they make."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st

RHO = 0.8
NORMAL = st.GaussianConditional(np.zeros(2), np.array([[1, RHO], [RHO, 1]]))


def first(X):
    return X[:, 0]


def test_marginal_and_conditional_differ_on_an_unused_feature():
    """f(x) = x1 at (1, 2) with correlation 4/5: marginal (1, 0), conditional (1/5, 4/5)."""
    x = np.array([1.0, 2.0])
    conditional = st.shapley_values(st.prediction_game(first, x, NORMAL))
    np.testing.assert_allclose(conditional, [1 / 5, 4 / 5], atol=1e-12)
    background = np.random.default_rng(0).normal(size=(50, 2))
    marginal = st.shapley_values(st.prediction_game(first, x, background - background.mean(axis=0)))
    np.testing.assert_allclose(marginal, [1, 0], atol=1e-15)
    assert marginal[1] == 0


@pytest.mark.parametrize("rho", [-1.0, -0.3, 0.0, 0.5, 1.0])
def test_conditional_closed_form(rho):
    cov = np.array([[1, rho], [rho, 1]])
    x = np.array([1.0, 2.0 if abs(rho) < 1 else rho])
    values = st.shapley_values(
        st.prediction_game(first, x, st.GaussianConditional(np.zeros(2), cov))
    )
    np.testing.assert_allclose(values, [x[0] - rho * x[1] / 2, rho * x[1] / 2], atol=1e-7)


def test_conditional_of_a_quadratic_model_is_exact():
    """E[X1 X2 | X1 = a] = a (m2 + s12 / s11 (a - m1)); E[X1 X2] = m1 m2 + s12."""
    mean, cov = np.array([1.0, -2.0]), np.array([[2.0, 0.6], [0.6, 1.0]])
    game = st.prediction_game(
        lambda X: X[:, 0] * X[:, 1], np.array([3.0, 5.0]), st.GaussianConditional(mean, cov)
    )
    wanted = [
        1 * -2 + 0.6,
        3 * (-2 + 0.6 / 2 * (3 - 1)),
        5 * (1 + 0.6 / 1 * (5 + 2)),
        15,
    ]
    np.testing.assert_allclose(game.worths(), wanted, atol=1e-12)


def test_conditional_agrees_with_monte_carlo_on_a_nonlinear_model():
    rng = np.random.default_rng(0)
    root = rng.normal(size=(3, 3))
    mean, cov = rng.normal(size=3), root @ root.T
    model = lambda X: np.exp(0.2 * X).sum(axis=1) * np.cos(X[:, 2])  # noqa: E731
    x = mean + 0.5
    game = st.prediction_game(model, x, st.GaussianConditional(mean, cov, draws=40_000))
    # condition on feature 0 by hand
    slope = cov[1:, 0] / cov[0, 0]
    left = cov[1:, 1:] - np.outer(slope, cov[0, 1:])
    draws = rng.multivariate_normal(mean[1:] + slope * 0.5, left, size=400_000)
    answers = model(np.column_stack([np.full(len(draws), x[0]), draws]))
    error = answers.std() * np.sqrt(1 / 400_000 + 1 / 40_000)
    assert abs(game["x0"] - answers.mean()) < 4 * error


def test_explain_takes_every_removal_and_data_frames():
    X = pd.DataFrame({"a": [1.0, 0.5], "b": [2.0, -1.0]})
    e = st.explain(lambda X: X["a"].to_numpy(), X, NORMAL)
    np.testing.assert_allclose(e.values[0], [1 / 5, 4 / 5], atol=1e-12)
    np.testing.assert_allclose(e.values.sum(axis=1), X["a"], atol=1e-12)
    baseline = st.explain(lambda X: X["a"].to_numpy(), X, st.Baseline(X.iloc[[1]]))
    np.testing.assert_allclose(baseline.values, [[0.5, 0], [0, 0]])


def test_a_baseline_of_means_is_not_an_average_of_predictions():
    background = np.array([[0.0], [2.0]])
    square = lambda X: X[:, 0] ** 2  # noqa: E731
    x = np.array([3.0])
    assert st.prediction_game(square, x, background)[()] == 2.0
    assert st.prediction_game(square, x, st.Baseline(background.mean(axis=0)))[()] == 1.0


def test_prediction_game_is_a_game_of_the_features():
    x = pd.DataFrame({"Age": [50.0], "BP": [1.0]})
    background = pd.DataFrame({"Age": [40.0, 60.0], "BP": [0.0, 1.0]})
    game = st.prediction_game(lambda X: (X["Age"] * X["BP"]).to_numpy(), x, background)
    assert game.players == ("Age", "BP")
    np.testing.assert_allclose(game.worths(), [30, 25, 50, 50])
    assert game[("Age",)] == 25
    np.testing.assert_allclose(
        st.shapley_values(game),
        st.explain(lambda X: (X["Age"] * X["BP"]).to_numpy(), x, background).values[0],
    )


def test_prediction_game_of_several_outputs_and_groups():
    both = lambda X: np.column_stack([X.sum(axis=1), X.prod(axis=1)])  # noqa: E731
    game = st.prediction_game(both, np.full(3, 2.0), np.ones((1, 3)), groups={"pair": [1, 2]})
    assert game.players == ("x0", "pair")
    np.testing.assert_allclose(game.worths(), [[3, 1], [4, 2], [5, 4], [6, 8]])


def test_weights_are_exact_shares():
    assert st.Marginal(np.ones((2, 1)), [1, 3]).weights.tolist() == [0.25, 0.75]
    assert Fraction(st.Baseline(np.ones(2)).weights[0]) == 1


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: st.Baseline(np.ones((2, 2))), "row has 2 rows; a baseline is one row"),
        (lambda: st.Baseline("a row"), "must be a numpy array"),
        (lambda: st.Marginal(np.ones((2, 2)), [1]), r"shape \(1,\)"),
        (lambda: st.GaussianConditional(np.zeros(2), np.eye(3)), r"cov must have shape \(2, 2\)"),
        (
            lambda: st.GaussianConditional(np.zeros((2, 2)), np.eye(2)),
            r"mean must have shape \(d,\)",
        ),
        (lambda: st.GaussianConditional([0, np.nan], np.eye(2)), "must be finite"),
        (lambda: st.GaussianConditional([0, 0], [[1, 0.5], [0, 1]]), "not symmetric"),
        (lambda: st.GaussianConditional([0, 0], [[1, 2], [2, 1]]), "negative eigenvalue -1"),
        (lambda: st.GaussianConditional([0, 0], np.eye(2), draws=5), "draws is 5; it must be even"),
        (lambda: st.prediction_game(first, np.ones((2, 2)), np.ones((1, 2))), "x has 2 rows"),
        (
            lambda: st.explain(first, np.array([[np.nan, 1.0]]), NORMAL),
            "X holds NaN or infinity",
        ),
    ],
)
def test_bad_removals_are_refused(make, message):
    with pytest.raises((TypeError, ValueError), match=message):
        make()


# --- moments of data


def test_moments_of_data_are_those_of_numpy_and_pandas():
    rng = np.random.default_rng(4)
    data = rng.normal(size=(50, 3)) @ rng.normal(size=(3, 3)) + [1e6, 0, -3]
    removal = st.GaussianConditional.from_data(data)
    np.testing.assert_allclose(removal.mean, data.mean(axis=0))
    np.testing.assert_allclose(removal.cov, np.cov(data, rowvar=False), rtol=1e-9)
    np.testing.assert_array_equal(st.GaussianConditional.from_data(data.tolist()).cov, removal.cov)
    weights = rng.integers(0, 4, 50)
    weighted = st.GaussianConditional.from_data(data, weights)
    np.testing.assert_allclose(weighted.mean, np.average(data, axis=0, weights=weights))
    np.testing.assert_allclose(
        weighted.cov, np.cov(data, rowvar=False, aweights=weights), rtol=1e-8
    )
    assert st.GaussianConditional.from_data(data, draws=64, rng=3).normals.shape == (64, 3)


def test_columns_of_a_frame_are_kept():
    rng = np.random.default_rng(5)
    data = pd.DataFrame(rng.normal(size=(40, 2)) @ [[1, 0.7], [0, 0.5]], columns=["a", "b"])
    X = pd.DataFrame({"b": [2.0], "a": [1.0]})
    removal = st.GaussianConditional.from_data(data, pd.Series(1.0, data.index))
    e = st.explain(lambda X: X["a"].to_numpy() ** 2, X, removal)
    same = st.GaussianConditional(data.mean(), data.cov())
    np.testing.assert_allclose(
        e.values, st.explain(lambda X: X["a"].to_numpy() ** 2, X, same).values
    )
    assert e.feature_names == ("b", "a")
    assert removal.labels == ["a", "b"]


def test_a_constant_column_is_known_and_tells_nothing():
    rng = np.random.default_rng(6)
    data = np.column_stack([rng.normal(size=30), np.full(30, 0.1), rng.normal(size=30)])
    removal = st.GaussianConditional.from_data(data)
    assert removal.cov[1].tolist() == [0, 0, 0]
    assert removal.mean[1] == 0.1
    game = st.prediction_game(lambda X: X @ [1.0, 10.0, 2.0], data[0], removal)
    values = st.shapley_values(game)
    two = st.GaussianConditional.from_data(data[:, [0, 2]])
    without = st.prediction_game(lambda X: X @ [1.0, 2.0], data[0, [0, 2]], two)
    np.testing.assert_allclose(values[[0, 2]], st.shapley_values(without))
    np.testing.assert_allclose(values[1], 0, atol=1e-12)


def test_whole_numbers_and_nullable_types_are_numbers():
    data = pd.DataFrame({"a": pd.array([1, 2, 4], dtype="Int64"), "b": [True, False, False]})
    removal = st.GaussianConditional.from_data(data)
    np.testing.assert_allclose(removal.mean, [7 / 3, 1 / 3])
    data.loc[1, "a"] = pd.NA
    with pytest.raises(ValueError, match="data holds NaN or infinity in 1 of 3 rows"):
        st.GaussianConditional.from_data(data)


@pytest.mark.parametrize(
    ("data", "weights", "message"),
    [
        ([[0.0, 1.0], [2.0, 0.0]], None, "2 rows of a weight above 0 for 2 columns; .* least 3"),
        ([[0.0], [1.0], [3.0]], [1, 0, 0], "1 rows of a weight above 0 for 1 columns"),
        ([[0.0], [1.0], [np.inf]], None, r"pass rows without, such as data\[np.isfinite"),
        ([["a"], ["b"]], None, "data holds <U1; a normal distribution is one of numbers"),
        ([0.0, 1.0], None, r"data must have shape \(rows, columns\)"),
        ([[0.0], [1.0]], [1.0], r"weights has shape \(1,\); it needs one for each of 2 rows"),
        ([[0.0], [1.0]], [1.0, -1.0], "weights holds -1.0"),
        ([[0.0], [1.0]], [0, 0], "weights are all 0"),
        (None, None, "data must be a numpy array or a pandas DataFrame"),
    ],
)
def test_data_without_moments_are_refused(data, weights, message):
    with pytest.raises((TypeError, ValueError), match=message):
        st.GaussianConditional.from_data(data, weights)
