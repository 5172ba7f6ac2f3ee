"""The axioms through explain(), whatever the model; and the values of shap."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as hs

import shapley_tutor as st
from shapley_tutor._engine import predictor

seeds = hs.integers(0, 10_000)
shapes = hs.tuples(hs.integers(2, 5), hs.integers(1, 4), hs.integers(1, 9))


pytestmark = pytest.mark.usefixtures("exact_way")


def case(seed, shape, repeat=False):
    """A random smooth model, rows and background; some columns take few values."""
    d, rows, background = shape
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(d, 6)), rng.normal(size=6)
    X, B = rng.normal(size=(rows, d)), rng.normal(size=(background, d))
    if repeat or seed % 2:
        X[:, 0], B[:, 0] = rng.integers(0, 2, rows), rng.integers(0, 2, background)
    return lambda Z: np.tanh(Z @ first) @ second, X, B


def close(a, b):
    np.testing.assert_allclose(a, b, rtol=0, atol=1e-12)


@settings(deadline=None, max_examples=40)
@given(seeds, shapes)
def test_efficiency(seed, shape):
    f, X, B = case(seed, shape)
    e = st.explain(f, X, B)
    assert e.additivity_gap() < 1e-12
    close(e.base_values, f(B).mean())


@settings(deadline=None, max_examples=40)
@given(seeds, shapes)
def test_a_feature_the_model_ignores_gets_exactly_nothing(seed, shape):
    f, X, B = case(seed, shape)
    rng = np.random.default_rng(seed)
    X, B = (np.column_stack([Z, rng.normal(size=len(Z))]) for Z in (X, B))
    e = st.explain(lambda Z: 9 + f(np.ascontiguousarray(Z[:, :-1])), X, B)  # 9: f may cancel
    assert (e.values[:, -1] == 0).all()


@pytest.mark.parametrize("seed", range(10))
def test_rounding_is_measured_by_the_largest_worth_on_the_way(seed):
    f, X, B = case(seed, (4, 3, 5))
    X[:, 1], B[:, 1] = X[:, 0] + 1, B[:, 0] + 1  # v(empty set) and v(N) are 0, worths between not
    e = st.explain(lambda Z: f(Z[:, [0, 2, 3]] @ np.eye(3, 4)) * (Z[:, 1] - Z[:, 0] - 1), X, B)
    assert np.abs(e.values).max() > 0.01
    none = st.explain(lambda Z: f(Z[:, [0, 2, 2]] @ np.eye(3, 4)) * (Z[:, 1] - Z[:, 0] - 1), X, B)
    assert (none.values[:, -1] == 0).all()


@settings(deadline=None, max_examples=40)
@given(seeds, shapes)
def test_a_feature_equal_to_the_background_gets_exactly_nothing(seed, shape):
    f, X, B = case(seed, shape)
    X[:, 1] = B[:, 1] = 0.7
    assert (st.explain(f, X, B).values[:, 1] == 0).all()


@settings(deadline=None, max_examples=40)
@given(seeds, shapes)
def test_twins_are_treated_alike(seed, shape):
    f, X, B = case(seed, shape)
    X, B = np.column_stack([X, X[:, 0]]), np.column_stack([B, B[:, 0]])

    def symmetric(Z):
        both = Z[:, :-1].copy()
        both[:, 0] = Z[:, 0] + Z[:, -1]
        return f(both)

    e = st.explain(symmetric, X, B)
    close(e.values[:, 0], e.values[:, -1])


@settings(deadline=None, max_examples=40)
@given(seeds, shapes, hs.floats(-3, 3), hs.floats(-3, 3))
def test_additivity_and_scaling_in_the_model(seed, shape, a, b):
    f, X, B = case(seed, shape)
    g, _, _ = case(seed + 1, shape)
    both = st.explain(lambda Z: a * f(Z) + b * g(Z) + 5, X, B)
    close(both.values, a * st.explain(f, X, B).values + b * st.explain(g, X, B).values)


@settings(deadline=None, max_examples=40)
@given(seeds, shapes)
def test_order_of_features_background_and_rows_does_not_matter(seed, shape):
    f, X, B = case(seed, shape)
    rng = np.random.default_rng(seed)
    features, people, patients = (rng.permutation(m) for m in (X.shape[1], len(B), len(X)))
    back = np.argsort(features)
    whole = st.explain(f, X, B).values
    shuffled = st.explain(
        lambda Z: f(np.ascontiguousarray(Z[:, back])), X[:, features], B[:, features]
    )
    close(shuffled.values, whole[:, features])
    close(st.explain(f, X, B[people]).values, whole)
    close(st.explain(f, X[patients], B).values, whole[patients])


@settings(deadline=None, max_examples=40)
@given(seeds, shapes)
def test_layout_and_type_do_not_matter(seed, shape):
    f, X, B = case(seed, shape)
    whole = st.explain(f, X, B).values
    wide = np.repeat(X, 2, axis=1)[:, ::2]  # not contiguous
    frozen = X.copy()
    frozen.setflags(write=False)
    for same in (np.asfortranarray(X), wide, frozen):
        close(st.explain(f, same, B).values, whole)
    single = st.explain(f, X.astype(np.float32), B.astype(np.float32)).values
    np.testing.assert_allclose(single, whole, atol=1e-5)
    whole_numbers = st.explain(f, np.rint(X).astype(int), np.rint(B).astype(np.int8))
    close(whole_numbers.values, st.explain(f, np.rint(X), np.rint(B)).values)


@settings(deadline=None, max_examples=30)
@given(seeds, shapes)
def test_marginal_is_the_average_of_baselines_and_weights_are_shares(seed, shape):
    f, X, B = case(seed, shape)
    weights = np.random.default_rng(seed).uniform(0, 1, len(B)) + 0.01
    each = np.array([st.explain(f, X, st.Baseline(b)).values for b in B])
    e = st.explain(f, X, B, background_weights=weights)
    close(e.values, np.average(each, axis=0, weights=weights))


def fitted(name):
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.linear_model import LinearRegression
    from sklearn.neural_network import MLPRegressor

    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 6))
    y = X[:, 0] * X[:, 1] + np.sin(X[:, 2]) + 0.1 * rng.normal(size=200)
    model = {
        "linear": LinearRegression(),
        "forest": RandomForestRegressor(20, random_state=0),
        "network": MLPRegressor(hidden_layer_sizes=(16,), max_iter=300, random_state=0, tol=1e-2),
    }[name]
    return model.fit(X, y).predict, X[:3], X[50:80]


@functools.cache
def of_shap(name):
    """A model, rows, a background, and shap's values of them: once for all exact ways."""
    import shap

    f, rows, background = fitted(name)
    masker = shap.maskers.Independent(background, max_samples=len(background))
    kernel = shap.KernelExplainer(f, background)
    exact = shap.explainers.Exact(f, masker)
    permutation = shap.explainers.Permutation(f, masker, seed=0)
    return (
        f,
        rows,
        background,
        {
            "kernel": kernel.shap_values(rows, nsamples=64, l1_reg=False, silent=True),
            "exact": exact(rows, silent=True).values,
            "permutation": permutation(rows, max_evals=130, silent=True).values,
        },
    )


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["linear", "forest", "network"])
def test_the_values_of_shap(name):
    """shap 0.51.0: Kernel without selection, Exact, and Permutation where it is exact."""
    f, rows, background, theirs = of_shap(name)
    ours = st.explain(f, rows, background).values
    close(ours, theirs["kernel"])
    close(ours, theirs["exact"])
    if name == "linear":  # without interactions, every line-up gives the answer
        close(ours, theirs["permutation"])
    else:
        assert np.abs(ours - theirs["permutation"]).max() < 0.5 * np.abs(ours).max()


@pytest.mark.parametrize("size", [1, 7, 60])
def test_the_size_of_the_batches_changes_nothing(size, monkeypatch):
    """Batches that end within a row's background, within a coalition, between two."""
    f, X, B = case(4, (5, 6, 40))
    X[:3, 1:3] = B[:25, 1:3] = 0.5  # rows of X that differ from few background rows
    whole = st.explain(f, X, B)
    monkeypatch.setattr(predictor, "FIRST_ROWS", size)
    monkeypatch.setattr(predictor, "MOST_ROWS", size)
    calls = []

    def counted(Z):
        calls.append(len(Z))
        return f(Z)

    parts = st.explain(counted, X, B)
    close(parts.values, whole.values)
    assert parts.evaluations == whole.evaluations == sum(calls) - 2  # two rows are asked twice
    assert max(calls) <= max(size, 40)  # a coalition's background rows are not taken apart


def test_a_row_with_many_more_pairs_than_its_neighbors(monkeypatch):
    """The pieces of its pairs end where the next row's pairs begin, somewhere inside a piece."""
    monkeypatch.setattr(predictor, "FIRST_ROWS", 64)
    monkeypatch.setattr(predictor, "MOST_ROWS", 64)
    B = np.zeros((1000, 2))
    B[-1] = 1
    X = np.zeros((301, 2))
    X[1] = 5
    e = st.explain(lambda Z: Z[:, 0] * Z[:, 1] + Z[:, 0], X, B)
    # a row of zeros differs from the last background row only, by 1 + 1 / 2 and 1 / 2
    close(np.delete(e.values, 1, axis=0), np.tile([-0.0015, -0.0005], (300, 1)))
    close(e.values[1], [5 + 12.5 - 0.0015, 12.5 - 0.0005])
