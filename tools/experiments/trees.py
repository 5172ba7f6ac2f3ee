"""Two models of trees, each explained by both games of trees, over twelve training samples."""

from __future__ import annotations

from typing import Any

import numpy as np
import shap
from scipy.stats import spearmanr
from sklearn.datasets import load_breast_cancer, load_diabetes
from sklearn.ensemble import GradientBoostingClassifier, RandomForestRegressor

import shapley_tutor as st

PARTS = 12
TOLERANCE = 1e-6


def both_games(model: Any, X: Any, y: Any, seed: int) -> tuple[Any, Any]:
    """Marginal and path-dependent values of the rows that are left over, (rows, columns) each."""
    order = np.random.default_rng(seed).permutation(len(X))
    train, test = np.split(order, [len(X) * 7 // 10])
    model.fit(X[train], y[train])
    marginal = st.explain_trees(model, X[test], X[train]).values
    path = shap.TreeExplainer(model).shap_values(X[test])
    return marginal, path


def rms(values: Any) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(np.square(values))))


def compute(part: int) -> dict[str, Any]:
    """How far apart the two are: relative difference, other top features, ranks of mean |value|."""
    models = {
        "boosted": (GradientBoostingClassifier(random_state=part), load_breast_cancer()),
        "forest": (
            RandomForestRegressor(100, max_depth=6, random_state=part),
            load_diabetes(scaled=False),
        ),
    }
    found = {}
    for name, (model, source) in models.items():
        marginal, path = both_games(model, source.data, source.target, part)
        top = [abs(values).argmax(axis=1) for values in (marginal, path)]
        ranks = spearmanr(abs(marginal).mean(axis=0), abs(path).mean(axis=0))
        found[name] = np.array(
            [rms(path - marginal) / rms(marginal), np.mean(top[0] != top[1]), ranks.statistic]
        )
    return found
