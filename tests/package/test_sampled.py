"""explain() by sampling: honest errors, the same draws for any split, DataFrames and groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st
from shapley_tutor._engine import sampled
from shapley_tutor.sampling import regression

D = 10
RNG = np.random.default_rng(0)
HIDDEN, OUT = RNG.normal(size=(D, 12)) / 2, RNG.normal(size=12)
X = RNG.normal(size=(3, D))
BACKGROUND = RNG.normal(size=(6, D))


def network(X):
    return np.tanh(X @ HIDDEN) @ OUT


EXACT = st.explain(network, X, BACKGROUND, method="exact")


@pytest.mark.parametrize(("method", "budget"), [("kernel", 130), ("lineups", 600)])
def test_error_bars_cover_what_they_claim(method, budget):
    """The spread between background rows is given and is no sampling error."""
    inside, gaps = [], []
    for seed in range(80):
        e = st.explain(network, X, BACKGROUND, method=method, budget=budget, rng=seed)
        gaps.append(e.values - EXACT.values)
        inside.append(np.abs(gaps[-1]) <= 1.96 * e.standard_errors)
    assert 0.93 <= np.mean(inside) <= 0.97
    gaps = np.array(gaps)
    assert (np.abs(gaps.mean(axis=0)) < 4.5 * gaps.std(axis=0) / np.sqrt(80)).all()


@pytest.mark.parametrize("method", ["kernel", "lineups"])
def test_budget_rows_and_efficiency(method):
    e = st.explain(network, X, BACKGROUND, method=method, budget=200, rng=0)
    assert e.additivity_gap() < 1e-12
    np.testing.assert_allclose(e.base_values, EXACT.base_values)
    used = e.evaluations - len(X) - len(BACKGROUND)
    assert 180 * len(X) * len(BACKGROUND) < used <= 198 * len(X) * len(BACKGROUND)
    assert "200 coalitions per background row" in e.method
    assert (e.standard_errors > 0).all()


def test_a_row_has_the_same_draws_alone_in_company_and_for_any_split():
    whole = st.explain(network, X, BACKGROUND, method="kernel", budget=100, rng=5)
    split = st.explain(network, X, BACKGROUND, method="kernel", budget=100, rng=5, n_jobs=2)
    np.testing.assert_allclose(split.values, whole.values, atol=1e-13)
    others = st.explain(network, X[[2, 0]], BACKGROUND, method="kernel", budget=100, rng=5)
    np.testing.assert_allclose(others.values, whole.values[[2, 0]], atol=1e-13)
    again = st.explain(network, X, BACKGROUND, method="kernel", budget=100, rng=6)
    assert np.abs(again.values - whole.values).min() > 1e-6


def logistic(X):
    return 1 / (1 + np.exp(-2 * X @ OUT[:D]))


def wavy(X):
    return np.sin(3 * X @ HIDDEN) @ OUT


def sometimes(X):
    """Bends along a sum where the first feature is negative."""
    return np.where(X[:, 0] < 0, logistic(X), wavy(X))


def count(monkeypatch, module, name):
    calls, function = [], getattr(module, name)

    def counted(*arguments):
        calls.append(arguments)
        return function(*arguments)

    monkeypatch.setattr(module, name, counted)
    return calls


@pytest.mark.parametrize(("model", "bent"), [(logistic, True), (wavy, False)])
def test_three_background_rows_tell_whether_the_bend_of_all_is_taken_out(model, bent, monkeypatch):
    bends = count(monkeypatch, regression, "solve_bent")
    tries = count(monkeypatch, regression, "unbent")
    st.explain(model, X, BACKGROUND, method="kernel", budget=300, rng=0)
    assert len(tries) == 3 * len(X)
    assert len(bends) == (len(X) * len(BACKGROUND) if bent else 0)


def test_many_outputs_are_not_even_tried(monkeypatch):
    tries = count(monkeypatch, regression, "unbent")
    several = lambda X: np.repeat(logistic(X)[:, None], 50, axis=1)  # noqa: E731
    st.explain(several, X, BACKGROUND, method="kernel", budget=300, rng=0)
    assert not tries


def test_a_row_is_bent_alike_alone_in_company_and_by_any_worker(monkeypatch):
    rows, background = np.concatenate([X, -X]), BACKGROUND.copy()
    rows[:, 0] = 0.5
    rows[::2, 0] = background[:, 0] = -0.5  # these bend; in others the first player matters
    options = {"method": "kernel", "budget": 300, "rng": 5}
    bends = count(monkeypatch, regression, "solve_bent")
    whole = st.explain(sometimes, rows, background, **options)
    assert 0 < len(bends) < len(rows) * len(background)
    split = st.explain(sometimes, rows, background, n_jobs=2, **options)
    np.testing.assert_allclose(split.values, whole.values, atol=1e-13)
    for k in (1, 4):
        first = st.explain(sometimes, rows[:k], background, **options)
        np.testing.assert_allclose(first.values, whole.values[:k], atol=1e-13)


def test_what_is_drawn_does_not_depend_on_what_bends(monkeypatch):
    """With two draws at a time, the draws after the first two come after their folds."""
    monkeypatch.setattr(sampled, "_CELLS_DRAWN", 2 * 300 * D)
    drawn = count(monkeypatch, sampled, "solve")
    for model in (logistic, wavy):
        st.explain(model, X[:1], BACKGROUND, method="kernel", budget=300, rng=0)
    bent, plain = drawn[: len(BACKGROUND)], drawn[len(BACKGROUND) :]
    assert all(a[5].all() and not b[5].any() for a, b in zip(bent, plain, strict=True))
    for a, b in zip(bent, plain, strict=True):
        np.testing.assert_array_equal(a[0], b[0])


def test_error_bars_are_honest_where_the_pilot_decides():
    inside = []
    exact = st.explain(logistic, X, BACKGROUND, method="exact").values
    for seed in range(100):
        e = st.explain(logistic, X, BACKGROUND, method="kernel", budget=130, rng=seed)
        inside.append(np.abs(e.values - exact) <= 1.96 * e.standard_errors)
    assert 0.93 <= np.mean(inside) <= 0.97


def test_auto_is_exact_where_that_is_reasonable_and_says_so():
    assert st.explain(network, X, BACKGROUND).method == "exact"
    assert st.explain(network, X, BACKGROUND, budget=1024).method == "exact"
    assert st.explain(network, X, BACKGROUND, budget=1000).method.startswith("kernel regression")
    wide = np.ones((1, 25))
    e = st.explain(lambda X: X.sum(axis=1), wide, np.zeros((2, 25)), rng=0)
    assert e.method.startswith("kernel regression, 2,048")
    np.testing.assert_allclose(e.values, wide, atol=1e-12)


def test_players_that_do_not_differ_cost_nothing_and_get_nothing():
    background = BACKGROUND.copy()
    x = X[:1].copy()
    x[:, 3], background[:, 3] = 1.0, 1.0
    e = st.explain(network, x, background, method="kernel", budget=100, rng=0)
    assert e.values[0, 3] == 0 == e.standard_errors[0, 3]
    few = x.copy()
    few[:, 4:], background[:, 4:] = 0.0, 0.0  # 2**3 coalitions fit the budget: exact
    e = st.explain(network, few, background, method="kernel", budget=100, rng=0)
    np.testing.assert_allclose(e.values, st.explain(network, few, background).values, atol=1e-13)
    assert not e.standard_errors.any()


def test_frames_groups_weights_and_outputs():
    names = [f"f{j}" for j in range(D)]
    frame, background = pd.DataFrame(X, columns=names), pd.DataFrame(BACKGROUND, columns=names)
    groups = {"first": names[:2]}
    weights = np.arange(1.0, 7.0)

    def both(rows):
        out = network(rows.to_numpy())
        return np.column_stack([out, -2 * out])

    options = {"background_weights": weights, "groups": groups}
    e = st.explain(both, frame, background, method="kernel", budget=300, rng=1, **options)
    exact = st.explain(both, frame, background, method="exact", **options)
    assert e.values.shape == (3, D - 1, 2)
    np.testing.assert_allclose(e.values[..., 1], -2 * e.values[..., 0], atol=1e-12)
    assert (np.abs(e.values - exact.values) < 6 * e.standard_errors).all()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        (
            {"budget": 9, "method": "kernel"},
            ValueError,
            "method 'kernel' with 10 players needs at least 38",
        ),
        (
            {"budget": 30, "method": "lineups"},
            ValueError,
            "method 'lineups' with 10 players needs at least 38",
        ),
        ({"budget": 2.5}, TypeError, "budget must be a whole number of coalitions, got 2.5"),
        ({"budget": 100, "method": "exact"}, ValueError, "method is 'exact', which has no budget"),
    ],
)
def test_bad_budgets_are_refused_before_the_model_is_called(options, error, message):
    def predict(X):
        raise AssertionError("called")

    with pytest.raises(error, match=message):
        st.explain(predict, X, BACKGROUND, **options)


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("method", ["kernel", "lineups"])
def test_few_players_are_exact_by_any_method(n, method):
    rows, others = np.arange(1.0, n + 1)[None], np.zeros((3, n))
    e = st.explain(lambda Z: Z.prod(axis=1) + Z[:, 0], rows, others, method=method)
    exact = st.explain(lambda Z: Z.prod(axis=1) + Z[:, 0], rows, others, method="exact")
    np.testing.assert_allclose(e.values, exact.values, atol=1e-12)
    assert not e.standard_errors.any()
