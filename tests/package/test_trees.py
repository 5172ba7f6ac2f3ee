"""explain_trees() against enumeration, published numbers, explain() and shap."""

from __future__ import annotations

import functools
import tracemalloc

import brute
import numpy as np
import pytest
import shap
from hypothesis import given, settings
from hypothesis import strategies as some
from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
from sklearn.tree import DecisionTreeRegressor

import shapley_tutor as st
from shapley_tutor._trees import choice, work
from shapley_tutor._trees.tables import values_of_leaves


def close(found, right):
    np.testing.assert_allclose(found, right, rtol=1e-10, atol=1e-10 * np.abs(right).max(initial=1))


def enumerated(predict, X, background, *weightings):
    """Base value and values of every row by the definition, one coalition at a time.

    With several weightings of the background, one table for each.
    """
    weightings = weightings or [np.ones(len(background))]
    found = []
    for x in X:
        answers = {}
        for S in brute.subsets(range(len(x))):
            mixed = np.array(background)
            mixed[:, sorted(S)] = x[sorted(S)]
            answers[S] = predict(mixed)
        found.append([])
        for shares in weightings:
            worths = {S: float(y @ shares / np.sum(shares)) for S, y in answers.items()}
            values = brute.shapley(worths, len(x))
            found[-1].append([worths[frozenset()], *map(float, values)])
    tables = np.array(found).transpose(1, 0, 2)
    return tables if len(tables) > 1 else tables[0]


def numbers(e):
    return np.column_stack([e.base_values, e.values])


def data(seed, rows=60, columns=5):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(rows, columns)).round(1)
    return X, X[:, 0] * X[:, 1] + np.abs(X[:, 2]) + rng.normal(size=rows) / 5


# --- the definition


@functools.cache
def a_forest(seed):
    """A forest, rows, weights of a background, and what enumeration says without and with them."""
    X, y = data(seed)
    model = RandomForestRegressor(5, max_depth=seed % 5 + 1, random_state=seed).fit(X, y)
    weights = np.array([*np.random.default_rng(seed).integers(0, 4, 11), 1])
    return model, X, weights, enumerated(model.predict, X[:3], X[20:32], np.ones(12), weights)


@pytest.mark.parametrize("seed", range(10))
def test_a_forest_is_explained_as_enumeration_does(seed, trees_way):
    model, X, weights, tables = a_forest(seed)
    for given_weights, right in zip((None, weights), tables, strict=True):
        e = st.explain_trees(model, X[:3], X[20:32], background_weights=given_weights)
        close(numbers(e), right)
        close(e.predictions, model.predict(X[:3]))
        assert e.additivity_gap() < 1e-13
        assert not e.standard_errors.any()


def test_a_deep_tree_of_thirty_columns_agrees_with_explain(trees_way, monkeypatch):
    monkeypatch.setattr(choice, "LONGEST_IN_TABLES", 9)
    X, y = data(0, rows=800, columns=30)
    tree = DecisionTreeRegressor(max_depth=25, random_state=0, splitter="random").fit(X, y)
    assert tree.get_depth() >= 18
    if trees_way == "in tables":
        monkeypatch.setattr(work, "most_bits", lambda *_: 9)
    e = st.explain_trees(tree, X[:40], X[100:130])
    close(e.predictions, tree.predict(X[:40]))
    assert e.additivity_gap() < 1e-12
    differ = np.arange(0, 30, 4)  # columns in which the background differs from a row
    for x in X[:3]:
        background = np.tile(x, (10, 1))
        background[:, differ] = X[100:110, differ]

        def predict(cells, x=x):
            rows = np.tile(x, (len(cells), 1))
            rows[:, differ] = cells
            return tree.predict(rows)

        found = st.explain_trees(tree, x[None], background)
        right = enumerated(predict, x[None, differ], background[:, differ])
        close(numbers(found)[:, [0, *(1 + differ)]], right)
        assert not np.delete(found.values, differ, axis=1).any()


@settings(max_examples=20, deadline=None)
@given(seed=some.integers(0, 2**16), columns=some.integers(1, 4), rows=some.integers(1, 3))
def test_any_tree_agrees_with_enumeration(seed, columns, rows):
    rng = np.random.default_rng(seed)
    X = rng.integers(-2, 3, (40, columns)).astype(float)  # paths come back to their columns
    tree = DecisionTreeRegressor(random_state=seed).fit(X, rng.normal(size=40))
    e = st.explain_trees(tree, X[:rows], X[:7])
    close(numbers(e), enumerated(tree.predict, X[:rows], X[:7]))


@pytest.mark.parametrize("d", range(1, 9))
def test_what_a_leaf_pays_is_the_formula_of_its_pairs(d):
    """Value (p-1)! q! / (p+q)! to P and minus value p! (q-1)! / (p+q)! to Q, pair by pair."""
    from math import factorial as f

    weights = np.random.default_rng(d).random((1, 2**d))
    right, full = np.zeros((d + 1, 2**d)), 2**d - 1
    right[d, full] = 1
    for A in range(2**d):
        for C in range(2**d):
            P, Q = full & ~C, full & ~A
            if P & Q:
                continue
            p, q = P.bit_count(), Q.bit_count()
            for i in range(d):
                if P >> i & 1:
                    right[i, A] += weights[0, C] * f(p - 1) * f(q) / f(p + q)
                if Q >> i & 1:
                    right[i, A] -= weights[0, C] * f(p) * f(q - 1) / f(p + q)
    close(values_of_leaves(weights)[0], right)


# --- published numbers

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


@pytest.mark.parametrize(
    ("worth", "base", "at"),
    [
        # "Understanding Tree SHAP for Simple Models", a notebook of shap's documentation
        (lambda a, b: a and b, 0.25, {3: (0.375, 0.375), 0: (-0.125, -0.125)}),
        (lambda a, b: a or b, 0.75, {3: (0.125, 0.125), 0: (-0.375, -0.375)}),
        (lambda a, b: a != b, 0.5, {3: (-0.25, -0.25), 0: (-0.25, -0.25)}),
        (lambda a, b: (a and b) + a, 0.75, {3: (0.875, 0.375), 0: (-0.625, -0.125)}),
    ],
)
def test_logical_functions_as_published(worth, base, at, trees_way):
    tree = DecisionTreeRegressor(random_state=0).fit(CORNERS, [float(worth(*c)) for c in CORNERS])
    e = st.explain_trees(tree, CORNERS, CORNERS)
    close(e.base_values, np.full(4, base))
    for row, values in at.items():
        close(e.values[row], values)


def test_the_order_of_splits_does_not_matter():
    """Marginal values of age and blood pressure, as in closed form: 41/200 and 47/200."""
    counts, worths = [110, 40, 10, 40], [0.2, 0.7, 0.6, 0.9]
    X = np.repeat(CORNERS, counts, axis=0)
    found = []
    for order in ([0, 1], [1, 0]):
        tree = DecisionTreeRegressor(max_features=1, splitter="random", random_state=0)
        for seed in range(50):
            tree.set_params(random_state=seed).fit(X, np.repeat(worths, counts))
            if tree.tree_.feature[0] == order[0]:
                break
        assert tree.tree_.feature[0] == order[0]
        found.append(st.explain_trees(tree, CORNERS[3:], X).values[0])
    close(found, [[0.205, 0.235]] * 2)


# --- explain() and shap


def test_a_model_of_many_trees_agrees_with_explain(trees_way):
    X, y = data(1, rows=200, columns=8)
    model = GradientBoostingRegressor(n_estimators=60, max_depth=6, random_state=0).fit(X, y)
    e, slow = (f(m, X[:5], X[50:90]) for f, m in (
        (st.explain_trees, model), (st.explain, model.predict)
    ))  # fmt: skip
    close(numbers(e), numbers(slow))


def test_whole_numbers_agree_with_shap():
    """shap 0.51 keeps thresholds in single precision, which is enough for halves."""
    rng = np.random.default_rng(0)
    X = rng.integers(-9, 10, (300, 6)).astype(float)
    model = RandomForestRegressor(20, max_depth=6, random_state=0).fit(X, X[:, 0] * X[:, 1])
    masker = shap.maskers.Independent(X[100:250], max_samples=150)
    other = shap.TreeExplainer(model, masker, feature_perturbation="interventional")
    e = st.explain_trees(model, X[:30], X[100:250])
    np.testing.assert_allclose(e.values, other.shap_values(X[:30]), atol=1e-5)


def test_thresholds_are_not_rounded():
    """Scaled columns, where single precision of thresholds would be off by points."""
    X, y = load_diabetes(return_X_y=True)
    model = RandomForestRegressor(20, max_depth=6, random_state=0).fit(X, y)
    e, slow = (f(m, X[:3], X[100:150]) for f, m in (
        (st.explain_trees, model), (st.explain, model.predict)
    ))  # fmt: skip
    close(numbers(e), numbers(slow))


# --- borders


def test_one_row_against_one_row(trees_way):
    X, y = data(2)
    model = RandomForestRegressor(7, random_state=0).fit(X, y)
    e = st.explain_trees(model, X[:1], X[5:6])
    close(numbers(e), enumerated(model.predict, X[:1], X[5:6]))
    same = st.explain_trees(model, X[:1], X[:1])
    assert not same.values.any()


def test_a_constant_model_pays_nothing(trees_way):
    X, _ = data(3)
    e = st.explain_trees(DecisionTreeRegressor().fit(X, np.full(len(X), 3.0)), X[:4], X)
    assert not e.values.any()
    close(np.stack([e.base_values, e.predictions]), np.full((2, 4), 3.0))


def test_a_column_that_no_tree_tests_gets_exactly_nothing(trees_way):
    X, y = data(4)
    X[:, 3] = 1.0
    model = RandomForestRegressor(10, random_state=0).fit(X, y)
    X[::2, 3] = -5.0
    assert not st.explain_trees(model, X[:9], X).values[:, 3].any()


def test_weights_count_as_repeated_rows(trees_way):
    X, y = data(5)
    model = RandomForestRegressor(10, random_state=0).fit(X, y)
    weights = np.array([3, 0, 1, 2])
    e = st.explain_trees(model, X[:6], X[10:14], background_weights=weights)
    repeated = st.explain_trees(model, X[:6], np.repeat(X[10:14], weights, axis=0))
    close(numbers(e), numbers(repeated))
    marginal = st.explain_trees(model, X[:6], st.Marginal(X[10:14], weights))
    close(numbers(e), numbers(marginal))


def test_a_baseline_is_one_row():
    X, y = data(5)
    model = RandomForestRegressor(10, random_state=0).fit(X, y)
    e = st.explain_trees(model, X[:6], st.Baseline(X[10]))
    close(numbers(e), numbers(st.explain_trees(model, X[:6], X[10:11])))


@functools.cache
def forest_of_two():
    """A forest of two outputs, and rows."""
    X, y = data(6, rows=200)
    return RandomForestRegressor(8, max_depth=6, random_state=0).fit(X, np.c_[y, X[:, 4]]), X


@pytest.mark.parametrize(
    ("constant", "value"),
    [
        ("NODES_TOGETHER", 20),
        ("CELLS_OF_TABLES", 100),
        ("STATES_TOGETHER", 1),
        ("MOST_ROWS", 64),
        ("BITS_OF_A_UNIT", 0),
        ("BITS_OF_A_UNIT", 3),
        ("PAIRED_TOGETHER", 7),
        ("PAIRS_TOGETHER", 1),
        ("WALKERS_TOGETHER", 1),
        ("WALKERS_TOGETHER", 2**12),
        ("ANSWERS_TOGETHER", 1),
        ("ANSWERS_TOGETHER", 2**14),
    ],
)
def test_batches_do_not_matter(constant, value, trees_way, monkeypatch):
    model, X = forest_of_two()
    slow = trees_way == "by walks" and (value == 1 or constant == "WALKERS_TOGETHER")
    n, B = (9, 8) if slow else (80, 70)  # slow: a walk for every pair, or every two
    given = dict(X=X[:n], background=X[100 : 100 + B], background_weights=np.arange(B))
    right = st.explain_trees(model, **given)
    monkeypatch.setattr(work, constant, value)
    e = st.explain_trees(model, **given)
    close(e.values, right.values)
    close(e.base_values, right.base_values)
    close(e.predictions, right.predictions)


@pytest.mark.parametrize("n_jobs", [2, -1])
def test_workers_find_the_same(n_jobs):
    X, y = data(7, rows=150)
    model = RandomForestRegressor(9, max_depth=5, random_state=0).fit(X, y)
    one, more = (
        st.explain_trees(model, X[:20], X[50:], n_jobs=n) for n in (1, n_jobs)
    )  # fmt: skip
    close(numbers(more), numbers(one))
    assert more.evaluations == one.evaluations


def test_memory_does_not_grow_with_the_rows():
    X, y = data(8, rows=2000, columns=6)
    model = RandomForestRegressor(10, max_depth=8, random_state=0).fit(X, y)
    peaks = []
    for times in (10, 60):
        background = np.tile(X, (times, 1))
        tracemalloc.start()
        st.explain_trees(model, X[:200], background)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert max(peaks) < 64 * 2**20
    assert peaks[1] < peaks[0] + 8 * 2**20
    rows = np.tile(X, (40, 1))
    tracemalloc.start()
    e = st.explain_trees(model, rows, X[:100])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    result = e.values.nbytes + e.predictions.nbytes + e.base_values.nbytes + e.data.nbytes
    assert peak - result - e.standard_errors.nbytes < 64 * 2**20


def test_nothing_given_is_changed():
    X, y = data(9)
    model = RandomForestRegressor(5, random_state=0).fit(X, y)
    before, others = X.copy(), X[10:20].copy()
    e = st.explain_trees(model, X, others)
    X[:] = 0
    assert (e.data == before).all()
    assert (others == before[10:20]).all()
    close(e.predictions, model.predict(before))
