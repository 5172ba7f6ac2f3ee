"""How far the interactions of ten features come back when a model is trained again.

Every part trains two boosted models of scikit-learn's diabetes data: one on the same 309 patients
from another seed, one on as many patients drawn from them with replacement. Both explain the same
12 held-out patients against the same background. Chapter *Synergy and overlap*.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
from sklearn.datasets import load_diabetes
from sklearn.ensemble import GradientBoostingRegressor

import shapley_tutor as st

PARTS = 12
TOLERANCE = 1e-4  # of points of the progression score
PATIENTS, BACKGROUND = 12, 50
SETTINGS: Any = {"learning_rate": 0.03, "subsample": 0.5, "min_samples_leaf": 10}


def compute(part: int) -> dict[str, Any]:
    """Return payoffs, Shapley interactions of pairs and R² of two models trained anew."""
    data: Any = load_diabetes(scaled=False)
    X, y = data.data, data.target
    train, test = st.data.split_rows(len(X))
    drawn = np.random.default_rng(part).choice(train, len(train))
    found: dict[str, list[Any]] = {"payoffs": [], "pairs": [], "r2": []}
    for rows in (train, drawn):
        model: Any = GradientBoostingRegressor(**SETTINGS, random_state=part).fit(X[rows], y[rows])
        matrices = [
            st.interaction_values(st.prediction_game(model.predict, x, X[train[:BACKGROUND]]))
            for x in X[test[:PATIENTS]]
        ]
        found["payoffs"].append([matrix.sum(axis=1) for matrix in matrices])
        pairs = [[2 * m[i, j] for i, j in combinations(range(10), 2)] for m in matrices]
        found["pairs"].append(pairs)
        found["r2"].append(model.score(X[test], y[test]))
    return {name: np.array(values, dtype=np.float32) for name, values in found.items()}
