"""What the chapter on trees says of XGBoost, which its readers need not have."""

from __future__ import annotations

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
