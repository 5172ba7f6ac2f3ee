"""Ways through trees: that they find the same, where walkers come to, and which way is taken."""

from __future__ import annotations

import tracemalloc

import brute
import lightgbm
import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_diabetes
from sklearn.ensemble import (
    ExtraTreesRegressor,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.tree import DecisionTreeRegressor

import shapley_tutor as st
from shapley_tutor._trees import choice, walks, work
from shapley_tutor._trees.reading import read
from shapley_tutor._trees.units import paths

WAYS = {"in tables": choice.LONGEST_IN_TABLES, "in pairs": 0, "by walks": choice.WALK}


def by(most, monkeypatch, *of, **more):
    with monkeypatch.context() as patch:
        patch.setattr(work, "most_bits", lambda *_: most)
        return st.explain_trees(*of, **more)


def drawn(seed):
    """A model of some kind, and rows: few values, so that paths come back to their columns."""
    rng = np.random.default_rng(seed)
    columns = [3, 6, 12, 100][seed % 4]
    X = rng.integers(-3, 4, (90, columns)).astype(float)
    y = X[:, 0] * X[:, 1] + X @ rng.normal(size=columns) + rng.normal(size=90)
    kind = seed // 4 % 5
    if kind == 0:
        return RandomForestRegressor(4, random_state=seed).fit(X, y), X
    if kind == 1:
        model = ExtraTreesRegressor(4, max_depth=9, random_state=seed)
        return model.fit(X, np.c_[y, X[:, 0]]), X
    if kind == 2:
        return RandomForestClassifier(4, random_state=seed).fit(X, np.digitize(y, [-2, 2])), X
    X[rng.random(X.shape) < 0.2] = np.nan
    if kind == 3:
        model = HistGradientBoostingClassifier(max_iter=4, min_samples_leaf=3)
        return model.fit(X, np.digitize(y, [-2, 2])), X
    D = pd.DataFrame(X, columns=[f"c{j}" for j in range(columns)])
    D["c1"] = pd.Categorical(rng.choice(list("abcdefg"), 90))
    model = lightgbm.LGBMRegressor(
        n_estimators=4,
        min_child_samples=3,
        min_data_per_group=3,
        cat_smooth=1,
        verbose=-1,
        n_jobs=1,
    )
    return model.fit(D, y + 5 * D["c1"].isin(["a", "d"])), D


@pytest.mark.parametrize("seed", range(20))
def test_all_ways_find_the_same(seed, monkeypatch):
    model, rows = drawn(seed)
    weights = np.random.default_rng(seed).integers(0, 3, 30) + (np.arange(30) == 7)
    given = rows[:4], rows[50:80]
    found = {
        name: by(most, monkeypatch, model, *given, background_weights=weights)
        for name, most in WAYS.items()
    }
    right = found.pop("in tables")
    scale = np.abs(right.values).max()
    for e in found.values():
        np.testing.assert_allclose(e.values, right.values, rtol=0, atol=1e-12 * scale)
        np.testing.assert_allclose(e.base_values, right.base_values, rtol=1e-12)
        np.testing.assert_allclose(e.predictions, right.predictions, rtol=1e-12)
        assert e.additivity_gap() < 1e-12 * max(1, np.abs(right.predictions).max())
        assert e.method == right.method
        assert e.output_names == right.output_names


def test_walkers_come_to_the_leaves_that_mixtures_reach(monkeypatch):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 6))
    tree = DecisionTreeRegressor(random_state=0).fit(X, X[:, 0] * X[:, 1] + X[:, 2])
    paid, pay = [], walks.Walk._paid
    monkeypatch.setattr(
        walks.Walk,
        "_paid",
        lambda walk, ends, weights: paid.extend(ends.nodes) or pay(walk, ends, weights),
    )
    for x, b in zip(X[:20], X[50:70], strict=True):
        mixtures = np.array(
            [np.where(np.isin(range(6), [*S]), x, b) for S in brute.subsets(range(6))]
        )
        paid.clear()
        by(choice.WALK, monkeypatch, tree, x[None], b[None])
        assert sorted(paid) == sorted(set(tree.apply(mixtures)))


def test_memory_of_walks_is_bounded_where_every_leaf_is_reached(monkeypatch):
    """Rows of ones against rows of zeros: all mixtures are leaves."""
    corners = ((np.arange(2**13)[:, None] >> np.arange(13)) & 1).astype(float)
    forest = ExtraTreesRegressor(2, random_state=0)
    forest.fit(corners, np.random.default_rng(0).normal(size=len(corners)))
    ones, zeros = np.ones((6, 13)), np.zeros((60, 13))
    tracemalloc.start()
    e = by(choice.WALK, monkeypatch, forest, ones, zeros)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 2**20
    right = by(WAYS["in pairs"], monkeypatch, forest, ones[:1], zeros[:1])
    np.testing.assert_allclose(e.values, np.repeat(right.values, 6, axis=0), rtol=0, atol=1e-12)


# --- the rule


def ways_taken(model, sizes):
    """For each number of rows and background rows whether pairs walk."""
    forest = read(model).forest
    known = paths(forest)
    return [choice.most_bits(forest, known, *size) == choice.WALK for size in sizes]


def test_few_rows_walk_and_many_are_looked_up():
    X, y = load_diabetes(return_X_y=True)
    model = RandomForestRegressor(20, random_state=0).fit(X, y)
    sizes = [(1, 1), (1, 100), (10, 10), (500, 500), (10_000, 1_000)]
    assert ways_taken(model, sizes) == [True, True, True, False, False]
    assert ways_taken(model, [(b, x) for x, b in sizes]) == ways_taken(model, sizes)


def test_the_way_that_is_chosen_is_taken(monkeypatch):
    X, y = load_diabetes(return_X_y=True)
    model = RandomForestRegressor(3, max_depth=5, random_state=0).fit(X, y)
    taken = []
    for name in ("_solve_walks", "_solve_units"):
        way = getattr(work, name)
        monkeypatch.setattr(
            work, name, lambda *of, name=name, way=way: taken.append(name) or way(*of)
        )
    for rows, expected in ((1, "_solve_walks"), (300, "_solve_units")):
        taken.clear()
        st.explain_trees(model, X[:rows], X[:rows])
        assert set(taken) == {expected}


def test_paths_of_more_than_64_columns_do_not_walk():
    ones = np.eye(80)
    worths = np.random.default_rng(0).normal(size=80).cumsum() ** 2
    tree = DecisionTreeRegressor(random_state=0).fit(ones, worths)
    assert paths(read(tree).forest).above.max() > 64
    assert ways_taken(tree, [(1, 1)]) == [False]
    e = st.explain_trees(tree, ones[:1], ones[79:])
    mixtures = np.zeros((4, 80))
    mixtures[:, 0], mixtures[:, 79] = [0, 1, 0, 1], [1, 1, 0, 0]
    neither, first, last, both = tree.predict(mixtures)
    expected = np.zeros(80)
    expected[0] = (first - neither + both - last) / 2
    expected[79] = (last - neither + both - first) / 2
    np.testing.assert_allclose(e.values[0], expected, rtol=0, atol=1e-10 * np.abs(worths).max())
