"""Removal by a function of what is known, and sampling where replacements depend on it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 6))
WEIGHTS = RNG.normal(size=6)


def model(rows):
    return np.tanh(rows @ WEIGHTS) + rows[:, 0] * rows[:, 1] * rows[:, 2]


def with_ones(rows, present):
    return np.where(present, rows, 1.0)


def mean_of_known(rows, present):
    known = np.maximum(present.sum(axis=1, keepdims=True), 1)
    return np.where(present, rows, np.where(present, rows, 0).sum(axis=1, keepdims=True) / known)


def by_definition(x):
    """Value of every coalition by one call each."""
    worths = [
        model(mean_of_known(x[None].copy(), present[None]))[0] for present in st.coalitions(6)
    ]
    return st.shapley_values(np.array(worths))


def test_filling_in_a_constant_is_a_baseline():
    filled = st.explain(model, X, st.Imputed(with_ones))
    fixed = st.explain(model, X, st.Baseline(np.ones(6)))
    np.testing.assert_allclose(filled.values, fixed.values, atol=1e-14)
    np.testing.assert_allclose(filled.base_values, fixed.base_values, atol=1e-14)


def test_values_are_those_of_the_definition_row_by_row():
    e = st.explain(model, X, st.Imputed(mean_of_known))
    np.testing.assert_allclose(e.values, [by_definition(x) for x in X], atol=1e-13)
    assert e.additivity_gap() < 1e-14
    assert e.method == "exact"
    # 2**6 coalitions of 3 rows, and one prediction to learn the outputs' shape
    assert e.evaluations == 3 * 64 + 1


def test_the_base_value_may_differ_from_row_to_row():
    last_known = lambda rows, present: np.where(present, rows, rows[:, [5]] * 0 + rows[:, [5]])  # noqa: E731
    e = st.explain(model, X, st.Imputed(last_known))
    np.testing.assert_allclose(e.base_values, model(np.repeat(X[:, [5]], 6, axis=1)), atol=1e-14)


@pytest.mark.parametrize("method", ["kernel", "lineups"])
def test_sampling_finds_the_exact_values_within_its_errors(method):
    wide = RNG.normal(size=(2, 12))
    f = lambda rows: np.tanh(rows @ np.linspace(-1, 1, 12)) + rows[:, 0] * rows[:, 3] * rows[:, 7]  # noqa: E731
    exact = st.explain(f, wide, st.Imputed(mean_of_known))
    found = st.explain(f, wide, st.Imputed(mean_of_known), method=method, budget=600, rng=0)
    assert found.evaluations <= 2 * 600 + 1
    assert (found.standard_errors > 0).any()
    assert (np.abs(found.values - exact.values) <= 5 * found.standard_errors + 1e-12).all()
    assert found.additivity_gap() < 1e-12
    again = st.explain(f, wide, st.Imputed(mean_of_known), method=method, budget=600, rng=0)
    np.testing.assert_array_equal(found.values, again.values)


def test_a_gaussian_conditional_can_be_sampled():
    cov = 0.5 * np.eye(12) + 0.5
    f = lambda rows: np.maximum(rows @ np.linspace(-1, 1, 12), 0)  # noqa: E731
    removal = st.GaussianConditional(np.zeros(12), cov, draws=64)
    exact = st.explain(f, np.ones((1, 12)), removal)
    found = st.explain(f, np.ones((1, 12)), removal, method="kernel", budget=300, rng=1)
    assert found.evaluations <= 300 * 64 + 1
    assert (np.abs(found.values - exact.values) <= 5 * found.standard_errors + 1e-12).all()


def test_auto_samples_when_exact_values_would_take_too_many_rows():
    removal = st.GaussianConditional(np.zeros(21), np.eye(21), draws=44)
    e = st.explain(lambda rows: rows.sum(axis=1), np.ones((1, 21)), removal, budget=128, rng=0)
    assert e.method.startswith("kernel regression, 128")
    np.testing.assert_allclose(e.values, 1, atol=1e-9)


def test_groups_are_filled_in_together():
    seen = []

    def impute(rows, present):
        seen.append(present)
        return with_ones(rows, present)

    e = st.explain(model, X, st.Imputed(impute), groups={"pair": [0, 4]})
    assert e.values.shape == (3, 5)
    assert all((present[:, 0] == present[:, 4]).all() for present in seen)


def test_outputs_and_dataframes_pass_through():
    frame = pd.DataFrame({"age": [40.0, 50.0], "sex": pd.Categorical(["f", "m"])})

    def impute(rows, present):
        return rows.assign(
            age=np.where(present[:, 0], rows["age"], 45.0),
            sex=rows["sex"].where(present[:, 1], "f"),
        )

    def predict(rows):
        assert list(rows.dtypes) == list(frame.dtypes)
        age = rows["age"].to_numpy()
        return np.stack([age, age * (rows["sex"] == "m").to_numpy()], axis=1)

    e = st.explain(predict, frame, st.Imputed(impute))
    np.testing.assert_allclose(e.values[:, :, 0], [[-5, 0], [5, 0]], atol=1e-12)
    np.testing.assert_allclose(e.values[1, :, 1], [2.5, 47.5], atol=1e-12)


def test_words_may_be_deleted():
    words = np.array([["not", "a", "bad", "film"]])

    def delete(rows, present):
        kept = [
            [w for w, p in zip(*pair, strict=True) if p] for pair in zip(rows, present, strict=True)
        ]
        return np.array([k + [""] * (4 - len(k)) for k in kept])

    def predict(rows):
        return np.array([-1.0 * ("bad" in r) + 1.5 * (" ".join(r).count("not bad")) for r in rows])

    e = st.explain(predict, words, st.Imputed(delete))
    # "not bad" is next to each other only when "a" is gone
    assert e.values[0, 1] < 0
    assert e.values[0, 3] == 0


@pytest.mark.parametrize(
    ("impute", "error", "message"),
    [
        (np.ones(6), TypeError, "impute must be a function of rows and present, got ndarray"),
        (lambda rows, present: rows.tolist(), TypeError, "impute returned list but X is ndarray"),
        (lambda rows, present: rows[:, :5], ValueError, r"impute returned shape \(\d+, 5\)"),
        (lambda rows, present: rows > 0, TypeError, "impute returned values of type bool"),
    ],
)
def test_what_impute_may_not_return(impute, error, message):
    with pytest.raises(error, match=message):
        st.explain(model, X, st.Imputed(impute))


def test_background_weights_belong_to_rows():
    with pytest.raises(ValueError, match="given with Imputed"):
        st.explain(model, X, st.Imputed(with_ones), background_weights=[1.0])
