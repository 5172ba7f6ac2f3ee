"""Attributions from gradients against exact values: ten inputs, networks of two hidden layers.

Ten splits of scikit-learn's diabetes data, and for each a network that stopped after 60 steps and
one that went on to 400. Chapters *Shapley for differentiable models* and *What DeepExplainer
computes*.
"""

from __future__ import annotations

import copy
from math import comb
from typing import Any

import captum.attr
import numpy as np
import shap
import torch

import shapley_tutor as st
from shapley_tutor._typing import FloatArray
from shapley_tutor.models.deeplift import rescale, reveal_cancel
from shapley_tutor.models.paths import integrate, slopes
from shapley_tutor.models.progression import fit_progression

STEPS, SEEDS = (60, 400), 10
PARTS = len(STEPS) * SEEDS
TOLERANCE = 1e-3

N, ROWS, BACKGROUND = 10, 25, 20
WALKS = (1, 2, 4)  # line-ups for each background row, with their reverses where even
BUDGETS = (38, 64, 128)  # coalitions for each background row, of a regression
DIAGONAL = 40  # points at which a function is compared with its multilinear twin
METHODS = [
    "slope",
    "expected gradients",
    "GradientExplainer, 200",
    "GradientExplainer, 2000",
    "GradientShap, 5",
    "GradientShap, 200",
    "rescale",
    "reveal",
]


def compute(part: int) -> dict[str, Any]:
    """Train a network, and compare all methods with its exact values."""
    found = fit_progression(STEPS[part // SEEDS], seed=part % SEEDS)
    f = found.network
    X, B = found.X_test[:ROWS], found.X_train[:BACKGROUND]
    to, of = X.repeat_interleave(BACKGROUND, dim=0), B.repeat(ROWS, 1)  # (pairs, N)
    worths = corners(f, X, B)  # (2**N, pairs)
    pairs = st.shapley_values(worths).T  # (pairs, N)
    exact = pairs.reshape(ROWS, BACKGROUND, N).mean(axis=1)
    paths = integrate(f, to, of, steps=300, rule="middle")
    bend = np.abs(on_diagonal(worths) - along(f, to, of)).mean(axis=0)  # (pairs,)
    apart = np.sqrt(np.mean((paths - pairs) ** 2, axis=1))
    values = all_methods(f, X, B, to, of)
    single = paths, rescale(f, to, of), reveal_cancel(f, to, of)
    return {
        "r2": np.array(found.r2()),
        "off": np.array([off(v, exact) for v in values]),
        "signs": np.array([np.mean(v * exact < 0) for v in values]),
        "firsts": np.array([np.mean(top(v) != top(exact)) for v in values]),
        "sums": np.array([np.abs((v - exact).sum(axis=1)).max() for v in values]),
        "sampled": np.array([off(v, exact) for v in sampled(f, X, B, worths)]),
        "deep": np.abs(by_deep(f, X, B) - values[6]).max(),
        "pairs_off": np.array([off(v, pairs) for v in single]),
        "bend": bend.mean(),
        "apart": np.sqrt(np.mean(apart**2)),
        "alike": np.corrcoef(bend, apart)[0, 1],
    }


def by_deep(f: Any, X: Any, B: Any) -> Any:
    """SHAP's DeepExplainer, without its check, which warns with NumPy 2."""
    return shap.DeepExplainer(f, B).shap_values(X, check_additivity=False)[..., 0]


def off(values: Any, truth: Any) -> Any:
    """Root mean square of the differences, relative to that of the exact values."""
    return np.sqrt(np.mean((values - truth) ** 2) / np.mean(truth**2))


def top(values: Any) -> Any:
    """Which feature comes first, (rows,)."""
    return np.abs(values).argmax(axis=1)


def corners(f: Any, X: Any, B: Any) -> FloatArray:
    """Answers at all corners between a row and a background row: (2**N, pairs)."""
    S = torch.from_numpy(st.coalitions(N))[:, None, None]  # (2**N, 1, 1, N)
    mixed = [torch.where(S, x, B[None]) for x in X[:, None, None]]  # (2**N, 1, background, N)
    return np.concatenate([f(m[:, 0])[..., 0].numpy() for m in mixed], axis=1)


def on_diagonal(worths: FloatArray) -> FloatArray:
    """The multilinear function through the corners, along the diagonal: (points, pairs)."""
    sizes = st.coalition_sizes(N)
    mean = np.array([worths[sizes == s].mean(axis=0) for s in range(N + 1)])
    t = middles()[:, None]
    s = np.arange(N + 1)
    return np.asarray((np.array([comb(N, k) for k in s]) * t**s * (1 - t) ** (N - s)) @ mean)


def along(f: Any, to: Any, of: Any) -> FloatArray:
    """The function itself along the diagonal: (points, pairs)."""
    return np.array([f(of + t * (to - of))[:, 0].numpy() for t in middles()])


def middles() -> FloatArray:
    """Points of the diagonal, from 0 to 1."""
    return (np.arange(DIAGONAL) + 0.5) / DIAGONAL


def all_methods(f: Any, X: Any, B: Any, to: Any, of: Any) -> list[Any]:
    """Attributions (rows, N) in the order of METHODS."""

    def averaged(pairs: Any) -> Any:
        return pairs.reshape(ROWS, BACKGROUND, N).mean(axis=1)

    single = copy.deepcopy(f).float()
    explainer = shap.GradientExplainer(single, B.float())

    def drawn(n: int) -> Any:
        return explainer.shap_values(X.float(), nsamples=n, rseed=0)[..., 0]

    def by_captum(n: int) -> Any:
        np.random.seed(0)  # noqa: NPY002 - Captum draws from the global generators
        torch.manual_seed(0)
        return captum.attr.GradientShap(f).attribute(X, B, n_samples=n).detach().numpy()

    return [
        (slopes(f, X) * (X - B.mean(dim=0))).numpy(),
        averaged(integrate(f, to, of, steps=50)),
        drawn(200),
        drawn(2000),
        by_captum(5),
        by_captum(200),
        averaged(rescale(f, to, of)),
        averaged(reveal_cancel(f, to, of)),
    ]


def sampled(f: Any, X: Any, B: Any, worths: FloatArray) -> list[Any]:
    """Sampled Shapley values: by line-ups, in the order of WALKS, and by regression, of BUDGETS."""

    def predict(rows: FloatArray) -> FloatArray:
        return np.asarray(f(torch.from_numpy(rows))[:, 0])

    walked = [by_lineups(worths, k).reshape(ROWS, BACKGROUND, N).mean(axis=1) for k in WALKS]
    fitted = [
        st.explain(predict, X.numpy(), B.numpy(), method="kernel", budget=b, rng=0).values
        for b in BUDGETS
    ]
    return walked + fitted


def by_lineups(worths: FloatArray, count: int) -> FloatArray:
    """Mean of random line-ups of each pair, every second the reverse of the one before.

    Worths (2**n, pairs) to values (pairs, n).
    """
    n, pairs = len(worths).bit_length() - 1, np.arange(worths.shape[1])
    rng = np.random.default_rng(0)
    total, players = np.zeros((len(pairs), n)), np.tile(np.arange(n), (len(pairs), 1))
    order = players
    for k in range(count):
        order = order[:, ::-1] if k % 2 else rng.permuted(players, axis=1)
        mask = np.zeros(len(pairs), dtype=int)
        for player in order.T:
            step = worths[mask | 1 << player, pairs] - worths[mask, pairs]
            total[pairs, player] += step / count
            mask |= 1 << player
    return total
