"""What the chapter on trees says of XGBoost, which its readers need not have."""

from __future__ import annotations

import json

import numpy as np
import shap
import xgboost
from sklearn.datasets import load_breast_cancer

import shapley_tutor as st


def test_the_base_value_of_a_boosted_classifier_need_not_be_the_mean_of_its_log_odds():
    """shap 0.51.0, xgboost 3.2.0: rows are weighed by the curvature of the loss, their Hessian."""
    X, y = load_breast_cancer(return_X_y=True)
    rows = np.r_[np.flatnonzero(y == 1), np.flatnonzero(y == 0)[:58]]  # those of the chapter
    model = xgboost.XGBClassifier(n_estimators=50, random_state=0).fit(X[rows], y[rows])
    explainer = shap.TreeExplainer(model)
    fresh = float(np.ravel(explainer.expected_value)[0])
    explainer.shap_values(X[:1])
    later = float(explainer.expected_value)
    mean = float(model.predict(X[rows], output_margin=True).mean())
    assert np.round([fresh, later, mean], 2).tolist() == [1.82, 2.25, 5.4]
    marginal = st.explain_trees(model, X[:1], X[rows])
    assert np.isclose(marginal.base_values[0], mean, atol=1e-4)


def test_values_of_xgboost_itself_end_with_the_base_value_and_sum_to_the_margin_of_all_trees():
    """xgboost 3.2.0. Each tree is averaged with the Hessian weights that its rows had."""
    X, y = load_breast_cancer(return_X_y=True)
    train, watched = slice(400), [(X[400:], y[400:])]
    model = xgboost.XGBClassifier(n_estimators=200, early_stopping_rounds=5, random_state=0)
    model.fit(X[train], y[train], eval_set=watched, verbose=False)
    booster, rows = model.get_booster(), xgboost.DMatrix(X[400:])
    values = booster.predict(rows, pred_contribs=True)
    assert values.shape == (169, 31)
    start = json.loads(booster.save_config())["learner"]["learner_model_param"]["base_score"]
    share = float(start.strip("[]"))
    leaves = (
        booster.trees_to_dataframe()
        .query("Feature == 'Leaf'")
        .assign(weighed=lambda leaf: leaf["Gain"] * leaf["Cover"])
    )
    trees = leaves.groupby("Tree")[["weighed", "Cover"]].sum()
    base = np.log(share / (1 - share)) + (trees["weighed"] / trees["Cover"]).sum()
    assert np.allclose(values[:, -1], base, rtol=0, atol=1e-4)
    of_all = booster.predict(rows, output_margin=True)
    assert np.allclose(values.sum(axis=1), of_all, rtol=0, atol=1e-4)
    assert booster.num_boosted_rounds() > model.best_iteration + 1
    assert np.abs(of_all - model.predict(X[400:], output_margin=True)).max() > 0.1
