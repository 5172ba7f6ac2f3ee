"""A small network on the diabetes data, split and trained anew in each part.

What its ten features are worth by five measures, and how well networks predict that see only the
features that a measure puts first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
import torch
from sklearn.datasets import load_diabetes
from torch.nn.functional import mse_loss

import shapley_tutor as st
from shapley_tutor._typing import BoolArray, FloatArray
from shapley_tutor.models.standardize import fit_standardizer

PARTS, TOLERANCE = 20, 1e-5
BACKGROUND, SHUFFLES, NETWORKS, KEPT = 30, 30, 2, (1, 2, 3, 4)

Model = Callable[[FloatArray], FloatArray]


def fit(X: FloatArray, y: FloatArray, seed: int) -> Model:
    """Return a network with 16 hidden units: raw rows (m, d) to progression scores (m,)."""
    to_inputs = fit_standardizer(X)
    center, scale = y.mean(), y.std()
    net = st.networks.mlp(X.shape[1], hidden=(16,), seed=seed)
    rows = torch.from_numpy(to_inputs(X)), torch.from_numpy((y[:, None] - center) / scale)
    history = st.networks.train(net, rows, mse_loss, steps=50, learning_rate=1e-2)
    fitted = st.networks.FittedMLP(net, to_inputs, history)
    return lambda rows: center + scale * fitted.outputs(rows)


def predictions(model: Model, X: FloatArray, background: FloatArray) -> FloatArray:
    """Average prediction of every row in every coalition: (2**d, rows)."""

    def average(S: BoolArray) -> FloatArray:
        mixed = np.where(S, X[:, None], background)  # (rows, background, d)
        means: FloatArray = model(mixed.reshape(-1, len(S))).reshape(mixed.shape[:2]).mean(axis=1)
        return means

    return np.array([average(S) for S in st.coalitions(X.shape[1])])


def rise_by_shuffling(model: Model, X: FloatArray, y: FloatArray, seed: int) -> FloatArray:
    """How much the mean squared error rises when a column is shuffled: (d,)."""
    rng = np.random.default_rng(seed)

    def shuffled(j: int) -> FloatArray:
        rows = X.copy()
        rows[:, j] = rng.permutation(rows[:, j])
        return rows

    loss = [
        [np.mean((y - model(shuffled(j))) ** 2) for _ in range(SHUFFLES)] for j in range(X.shape[1])
    ]
    rise: FloatArray = np.mean(loss, axis=1) - np.mean((y - model(X)) ** 2)
    return rise


def best_regressions(slopes: FloatArray, covariance: FloatArray) -> list[list[int]]:
    """For every size in KEPT, the features of the linear regression that explains most."""
    explained = st.sensitivity.linear_gaussian_game(slopes, covariance).worths()
    sizes = st.coalition_sizes(len(slopes))
    best = [np.where(sizes == k, explained, -1).argmax() for k in KEPT]
    return [np.flatnonzero(st.coalitions(len(slopes))[mask]).tolist() for mask in best]


def compute(part: int) -> dict[str, FloatArray]:
    """Split, train, and measure: losses are mean squared errors of held-out rows."""
    X, y = load_diabetes(return_X_y=True, scaled=False)
    train, test = st.data.split_rows(len(X), seed=part)

    @cache
    def refitted(columns: tuple[int, ...]) -> float:
        seen, unseen = X[train][:, list(columns)], X[test][:, list(columns)]
        models = [fit(seen, y[train], seed) for seed in range(NETWORKS)]
        return float(np.mean([(y[test] - model(unseen)) ** 2 for model in models]))

    def losses(sets: Iterable[Iterable[int]]) -> FloatArray:
        return np.array([refitted(tuple(sorted(columns))) for columns in sets])

    model = fit(X[train], y[train], seed=0)
    known = predictions(model, X[test], X[train[:BACKGROUND]])  # (1024, rows)
    loss = np.mean((y[test] - known) ** 2, axis=1)
    mean_phi, sage = np.abs(st.shapley_values(known)).mean(axis=1), st.shapley_values(-loss)
    everything = set(range(X.shape[1]))
    covariance = np.cov(X[train].T)
    slopes = np.linalg.solve(covariance, np.cov(X[train].T, y[train])[:-1, -1])
    return {
        "loss": loss[[0, -1]],
        "mean_phi": mean_phi,
        "permutation": rise_by_shuffling(model, X[test], y[test], part),
        "sage": sage,
        "refit": losses(everything - {j} for j in everything) - losses([everything]),
        "linear": st.shapley_values(st.sensitivity.linear_gaussian_game(slopes, covariance)),
        "kept_by_phi": losses(np.argsort(-mean_phi)[:k].tolist() for k in KEPT),
        "kept_best": losses(best_regressions(slopes, covariance)),
    }
