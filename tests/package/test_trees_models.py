"""Every kind of model that explain_trees() reads: its thresholds, missing values, categories."""

from __future__ import annotations

import functools

import lightgbm
import numpy as np
import pandas as pd
import pytest
import xgboost
from sklearn import ensemble, tree

import shapley_tutor as st
from shapley_tutor._trees.reading import read
from shapley_tutor._trees.rows import Rows

RNG = np.random.default_rng(0)
X = RNG.normal(size=(300, 5))
Y = X[:, 0] * X[:, 1] + X[:, 2]
BINARY, THREE = (Y > 0) * 1, np.array(["low", "middle", "high"])[np.digitize(Y, [-1, 1])]
HOLES = np.where(RNG.random(X.shape) < 0.2, np.nan, X)
ZEROS = np.nan_to_num(HOLES)
FRAME = pd.DataFrame(X, columns=list("abcde"))
FRAME.insert(1, "city", pd.Categorical(RNG.choice(["oslo", "bern", "rome", "kyiv"], 300)))
FRAME["grade"] = pd.Categorical(RNG.choice([3, 5, 9], 300))
OF_FRAME = (
    Y + 2.0 * (FRAME["city"] == "oslo") - 3.0 * ((FRAME["city"] == "rome") & (FRAME["grade"] == 5))
)
OF_FRAME = OF_FRAME.to_numpy()

xgb, lgb = xgboost.XGBRegressor, lightgbm.LGBMRegressor
SMALL = dict(n_estimators=12, max_depth=4)
LIGHT = dict(n_estimators=12, verbose=-1, min_child_samples=5, n_jobs=1)

# Name: fitted model, rows, its raw score as a method and options.
MODELS = {
    "tree": (tree.DecisionTreeRegressor(max_depth=6), X, Y, "predict"),
    "tree, two classes": (tree.DecisionTreeClassifier(max_depth=6), X, BINARY, "predict_proba"),
    "tree, three classes": (tree.DecisionTreeClassifier(), X, THREE, "predict_proba"),
    "tree, balanced": (
        tree.DecisionTreeClassifier(max_depth=4, class_weight="balanced"), X, THREE,
        "predict_proba",
    ),
    "extra tree": (tree.ExtraTreeRegressor(max_depth=6), X, Y, "predict"),
    "extra tree, classes": (tree.ExtraTreeClassifier(), X, THREE, "predict_proba"),
    "forest": (ensemble.RandomForestRegressor(12), X, Y, "predict"),
    "forest, two classes": (ensemble.RandomForestClassifier(12), X, BINARY, "predict_proba"),
    "forest, three classes": (ensemble.RandomForestClassifier(12), X, THREE, "predict_proba"),
    "forest, three outputs": (
        ensemble.RandomForestRegressor(12), X, np.c_[Y, -2 * Y, X[:, 3]], "predict",
    ),
    "extra trees": (ensemble.ExtraTreesRegressor(12, max_depth=7), X, Y, "predict"),
    "extra trees, classes": (ensemble.ExtraTreesClassifier(12), X, THREE, "predict_proba"),
    "boosting": (ensemble.GradientBoostingRegressor(n_estimators=12), X, Y, "predict"),
    "boosting, no first guess": (
        ensemble.GradientBoostingRegressor(n_estimators=12, init="zero"), X, Y, "predict",
    ),
    "boosting, two classes": (
        ensemble.GradientBoostingClassifier(n_estimators=12), X, BINARY, "decision_function",
    ),
    "boosting, three classes": (
        ensemble.GradientBoostingClassifier(n_estimators=12), X, THREE, "decision_function",
    ),
    "histogram": (ensemble.HistGradientBoostingRegressor(max_iter=12), X, Y, "predict"),
    "histogram, two classes": (
        ensemble.HistGradientBoostingClassifier(max_iter=12), X, BINARY, "decision_function",
    ),
    "histogram, three classes": (
        ensemble.HistGradientBoostingClassifier(max_iter=12), X, THREE, "decision_function",
    ),
    "forest, missing": (ensemble.RandomForestRegressor(12), HOLES, Y, "predict"),
    "tree, missing": (tree.DecisionTreeRegressor(), HOLES, Y, "predict"),
    "histogram, missing": (
        ensemble.HistGradientBoostingRegressor(max_iter=12), HOLES, Y, "predict",
    ),
    "histogram, categories": (
        ensemble.HistGradientBoostingRegressor(max_iter=12, categorical_features="from_dtype"),
        FRAME, OF_FRAME, "predict",
    ),
    "histogram, codes": (
        ensemble.HistGradientBoostingRegressor(max_iter=12, categorical_features=[3]),
        np.c_[X[:, :3], np.where(RNG.random(300) < 0.1, np.nan, RNG.integers(0, 6, 300)), X[:, 3]],
        Y, "predict",
    ),
    "XGBoost": (xgb(**SMALL), X, Y, "output_margin"),
    "XGBoost, two classes": (xgboost.XGBClassifier(**SMALL), X, BINARY, "output_margin"),
    "XGBoost, three classes": (
        xgboost.XGBClassifier(**SMALL), X, np.digitize(Y, [-1, 1]), "output_margin",
    ),
    "XGBoost, missing": (xgb(**SMALL), HOLES, Y, "output_margin"),
    "XGBoost, missing as 0": (xgb(**SMALL, missing=0), ZEROS, Y, "output_margin"),
    "XGBoost, categories": (
        xgb(**SMALL, enable_categorical=True), FRAME, OF_FRAME, "output_margin",
    ),
    "XGBoost, dropped trees": (
        xgb(**SMALL, booster="dart", rate_drop=0.5), X, Y, "output_margin",
    ),
    "XGBoost, vectors": (
        xgb(**SMALL, multi_strategy="multi_output_tree"), X, np.c_[Y, -X[:, 3]], "output_margin",
    ),
    "XGBoost, two targets": (xgb(**SMALL), X, np.c_[Y, -X[:, 3]], "output_margin"),
    "XGBoost, forest": (xgboost.XGBRFRegressor(**SMALL), X, Y, "output_margin"),
    **{
        f"XGBoost, {objective}": (
            xgb(**SMALL, objective=objective), X, np.abs(Y) + 0.1, "output_margin",
        )
        for objective in (
            "reg:absoluteerror", "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox",
        )
    },
    "LightGBM": (lgb(**LIGHT), X, Y, "raw_score"),
    "LightGBM, two classes": (lightgbm.LGBMClassifier(**LIGHT), X, BINARY, "raw_score"),
    "LightGBM, three classes": (lightgbm.LGBMClassifier(**LIGHT), X, THREE, "raw_score"),
    "LightGBM, missing": (lgb(**LIGHT), HOLES, Y, "raw_score"),
    "LightGBM, missing as 0": (lgb(**LIGHT, zero_as_missing=True), ZEROS, Y, "raw_score"),
    "LightGBM, no missing": (lgb(**LIGHT, use_missing=False), HOLES, Y, "raw_score"),
    "LightGBM, whole numbers": (lgb(**LIGHT), RNG.integers(0, 9, (300, 5)), Y, "raw_score"),
    "LightGBM, categories": (
        lgb(**LIGHT, min_data_per_group=5, cat_smooth=1), FRAME, OF_FRAME, "raw_score",
    ),
    "LightGBM, dropped trees": (lgb(**LIGHT, boosting_type="dart"), X, Y, "raw_score"),
    "LightGBM, poisson": (lgb(**LIGHT, objective="poisson"), X, np.abs(Y), "raw_score"),
    "LightGBM, forest": (
        lgb(**LIGHT, boosting_type="rf", bagging_freq=1, bagging_fraction=0.5), X, Y, "predict",
    ),
}  # fmt: skip


@functools.cache
def fit(name):
    """A model, fitted once, its rows, and its raw score."""
    model, rows, y, score = MODELS[name]
    if "random_state" in model.get_params():
        model.set_params(random_state=0)
    model.fit(rows, y)
    if score in ("output_margin", "raw_score"):
        return model, rows, lambda rows: model.predict(rows, **{score: True})
    return model, rows, getattr(model, score)


@pytest.fixture(scope="module", params=MODELS)
def fitted(request):
    return fit(request.param)


@pytest.fixture(scope="module")
def slow(fitted):
    """What explain() says about four rows."""
    _, rows, score = fitted
    return st.explain(score, at(rows, slice(0, 4)), at(rows, slice(100, 125)))


def tolerance(model):
    return 2e-6 if type(model).__module__.startswith("xgboost") else 1e-10


def near(found, right, model):
    np.testing.assert_allclose(found, right, rtol=0, atol=tolerance(model) * np.abs(right).max())


def at(rows, positions):
    return rows.iloc[positions] if hasattr(rows, "iloc") else rows[positions]


def test_the_game_is_that_of_the_raw_score(fitted, slow, trees_way):
    model, rows, score = fitted
    X, background = at(rows, slice(0, 4)), at(rows, slice(100, 125))
    e = st.explain_trees(model, X, background)
    near(e.values, slow.values, model)
    near(e.base_values, slow.base_values, model)
    near(e.predictions, np.asarray(score(X)).reshape(e.predictions.shape), model)
    assert e.additivity_gap() < 1e-12
    assert e.feature_names == slow.feature_names


def test_every_threshold_is_compared_as_the_model_does(fitted):
    """Rows at each threshold, just below it, just above it, and missing."""
    model, rows, score = fitted
    reading = read(model)
    forest = reading.forest
    probes = []
    dtype = np.float32 if type(model).__module__.startswith("xgboost") else np.float64
    base = at(rows, slice(0, 1))
    for view, threshold in list(zip(forest.view, forest.thresholds, strict=True))[:400]:
        column = forest.views[view].column
        if not np.isfinite(threshold) or is_category(base, column):
            continue
        t = dtype(threshold)
        cells = {t, np.nextafter(t, dtype(-np.inf)), np.nextafter(t, dtype(np.inf))}
        cells |= {*map(np.float64, (np.float32(t), np.nextafter(np.float32(t), np.float32(9e9))))}
        probes += [(column, float(cell)) for cell in cells]
    takes_missing = "missing" in str(type(model)) or holes(rows)
    columns = range(rows.shape[1])
    probes += [(j, np.nan) for j in columns if takes_missing and not is_category(base, j)]
    probes += [(j, 0.0) for j in columns if not is_category(base, j)]
    assert probes
    many = at(rows, np.zeros(len(probes), dtype=int)).copy()
    for i, (column, cell) in enumerate(probes):
        if hasattr(many, "iloc"):
            many.isetitem(column, many.iloc[:, column].where(np.arange(len(many)) != i, cell))
        elif many.dtype.kind == "f":
            many[i, column] = cell
    found = forest.predict(Rows(many, reading.convert).cells(0, len(many)))
    near(found, np.asarray(score(many)).reshape(found.shape), model)


def is_category(rows, column):
    return hasattr(rows, "iloc") and rows.dtypes.iloc[column].name == "category"


def holes(rows):
    return not hasattr(rows, "iloc") and rows.dtype.kind == "f" and bool(np.isnan(rows).any())


@pytest.mark.parametrize("name", ["XGBoost, categories", "LightGBM, categories"])
def test_a_booster_is_its_model(name):
    model, rows, _ = fit(name)
    booster = model.get_booster() if hasattr(model, "get_booster") else model.booster_
    X, background = rows.iloc[:4], rows.iloc[100:125]
    e, of_model = (st.explain_trees(m, X, background) for m in (booster, model))
    np.testing.assert_array_equal(e.values, of_model.values)


@pytest.mark.parametrize("make", [xgb, lgb])
def test_a_model_that_stopped_early_uses_its_best_rounds(make):
    options = {"early_stopping_rounds": 2} if make is xgb else {"verbose": -1}
    model = make(n_estimators=200, random_state=0, **options)
    fit = {} if make is lgb else {"verbose": False}
    if make is lgb:
        fit["callbacks"] = [lightgbm.early_stopping(2, verbose=False)]
        fit |= dict(eval_X=X[200:], eval_y=Y[200:])
    else:
        fit["eval_set"] = [(X[200:], Y[200:])]
    model.fit(X[:200], Y[:200], **fit)
    e = st.explain_trees(model, X[:5], X[50:90])
    near(e.predictions, model.predict(X[:5]), model)
    assert len(read(model).forest.roots) < 190


def test_categories_follow_the_training_and_not_the_rows():
    """The same cells with categories in another order, or with fewer of them, are the same rows."""
    for name in ("histogram, categories", "XGBoost, categories", "LightGBM, categories"):
        model, rows, _ = fit(name)
        other = rows.copy()
        other["city"] = other["city"].cat.set_categories(["rome", "kyiv", "oslo", "bern"])
        e, right = (st.explain_trees(model, D.iloc[:5], rows.iloc[50:80]) for D in (other, rows))
        np.testing.assert_array_equal(e.values, right.values)


def test_missing_cells_among_categories_go_where_the_model_sends_them():
    holed = FRAME.copy()
    holed.loc[::3, "city"] = None
    for name in ("histogram, categories", "XGBoost, categories", "LightGBM, categories"):
        model, _, score = fit(name)
        e = st.explain_trees(model, holed.iloc[:5], FRAME.iloc[50:80])
        near(e.predictions, score(holed.iloc[:5]), model)


def test_an_unknown_category_is_missing_for_lightgbm():
    model = lgb(**LIGHT).fit(FRAME, OF_FRAME)
    strange = FRAME.iloc[:3].copy()
    strange["city"] = pd.Categorical(["lima", "oslo", "lima"])
    e = st.explain_trees(model, strange, strange)
    near(e.predictions, model.predict(strange), model)


# --- rows


def test_labels_names_and_outputs_are_kept():
    D = pd.DataFrame(
        X, columns=["my age", "b", "c", "d", "e"], index=[f"row {i}" for i in range(300)]
    )
    model = lightgbm.LGBMClassifier(**LIGHT).fit(D, THREE)
    e = st.explain_trees(model, D.iloc[:3], D)
    assert e.feature_names == ("my age", "b", "c", "d", "e")
    assert e.output_names == ("high", "low", "middle")
    assert list(e.to_frame().index.get_level_values(0)[::3]) == ["row 0", "row 1", "row 2"]
    named = st.explain_trees(model, D.iloc[:3], D, output_names=["x", "y", "z"])
    assert named.output_names == ("x", "y", "z")


@pytest.mark.parametrize("kind", [np.float32, np.int64, list, "Float64", "bool"])
def test_rows_of_other_types(kind):
    whole = RNG.integers(0, 2, (200, 4)).astype(float)
    model = ensemble.RandomForestRegressor(5, random_state=0).fit(whole, whole[:, 0] * whole[:, 1])
    if kind is list:
        X, background = whole[:5].tolist(), whole[50:80].tolist()
    elif isinstance(kind, str):
        X, background = (pd.DataFrame(rows).astype(kind) for rows in (whole[:5], whole[50:80]))
    else:
        X, background = whole[:5].astype(kind), whole[50:80].astype(kind)
    e, right = (
        st.explain_trees(model, X, background),
        st.explain_trees(model, whole[:5], whole[50:80]),
    )
    np.testing.assert_array_equal(e.values, right.values)


def test_a_subclass_is_read_as_what_it_is():
    class Mine(ensemble.RandomForestRegressor):
        pass

    model = Mine(5, random_state=0).fit(X, Y)
    near(st.explain_trees(model, X[:3], X).predictions, model.predict(X[:3]), model)
