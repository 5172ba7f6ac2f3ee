"""Models and data of the benchmarks, the same every time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import numpy as np

Predict = Callable[[np.ndarray], np.ndarray]


class Counted:
    """A model that counts its calls and rows and can be timed alone."""

    def __init__(self, predict: Predict) -> None:
        self.predict, self.calls, self.rows = predict, 0, 0

    def __call__(self, X: np.ndarray) -> np.ndarray:
        self.calls += 1
        self.rows += len(X)
        return self.predict(X)


class Job(NamedTuple):
    """What is explained in a benchmark."""

    name: str
    predict: Predict
    X: np.ndarray
    background: np.ndarray
    peers: tuple[str, ...]


def network(*widths: int, seed: int = 0) -> Predict:
    """A float64 network with random weights."""
    import torch

    torch.manual_seed(seed)
    layers: list[torch.nn.Module] = []
    for a, b in pairwise(widths):
        layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
    module = torch.nn.Sequential(*layers[:-1]).double().eval()

    def predict(X: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            out = module(torch.from_numpy(np.ascontiguousarray(X, dtype=float)))
        return out.numpy()[:, 0]

    return predict


def boosting(d: int) -> Predict:
    from sklearn.ensemble import HistGradientBoostingRegressor

    rng = np.random.default_rng(1)
    X = rng.normal(size=(2000, d))
    y = X[:, 0] * X[:, 1] + X[:, 2] + np.sin(X[:, 3])
    return HistGradientBoostingRegressor(random_state=0).fit(X, y).predict


def breast_cancer() -> Job:
    """A network of 30 real features, its first patient, 50 background rows."""
    import torch
    from sklearn.datasets import load_breast_cancer
    from sklearn.preprocessing import StandardScaler

    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    torch.manual_seed(0)
    module = torch.nn.Sequential(
        torch.nn.Linear(30, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1)
    ).double()
    optimizer = torch.optim.Adam(module.parameters(), lr=1e-2)
    inputs, targets = torch.from_numpy(X), torch.from_numpy(y[:, None].astype(float))
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(module(inputs), targets).backward()
        optimizer.step()

    def predict(rows: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            out = module(torch.from_numpy(np.ascontiguousarray(rows, dtype=float)))
            return torch.sigmoid(out).numpy()[:, 0]

    chosen = np.random.default_rng(0).choice(len(X), 51, replace=False)
    return Job("breast cancer, 30 features", predict, X[chosen[:1]], X[chosen[1:]], ())


def jobs() -> list[Job]:
    """The exact jobs, small to large."""
    rng = np.random.default_rng(0)
    rows = lambda m, d: rng.normal(size=(m, d))  # noqa: E731
    every = ("naive loop", "shap Kernel", "shap Exact", "shapiq", "lightshap")
    X, background = rows(500, 2), rows(200, 2)
    X[:, 1], background[:, 1] = rng.integers(0, 2, 500), rng.integers(0, 2, 200)
    wide = network(10, 64, 64, 1)
    trees = boosting(10)
    deep = network(16, 64, 64, 1)
    return [
        Job(
            "2 features, 500 rows, B=200, MLP 2-16-1",
            network(2, 16, 1),
            X,
            background,
            (*every, "captum"),
        ),
        Job("10 features, 1 row, B=100, MLP 10-64-64-1", wide, rows(1, 10), rows(100, 10), every),
        Job(
            "10 features, 50 rows, B=100, MLP 10-64-64-1", wide, rows(50, 10), rows(100, 10), every
        ),
        Job("10 features, 50 rows, B=100, boosting", trees, rows(50, 10), rows(100, 10), every),
        Job("16 features, 1 row, B=50, MLP 16-64-64-1", deep, rows(1, 16), rows(50, 16), every[1:]),
    ]
