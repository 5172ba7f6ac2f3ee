"""Estimators of Shapley values at equal budgets, on four new games of twelve players in each part.

The network is trained on a split of its own, and its game is one tumor that it has not seen.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from math import comb

import numpy as np
import shap
from sklearn.datasets import load_breast_cancer

import shapley_tutor as st
from shapley_tutor._typing import BoolArray, FloatArray

PARTS, TOLERANCE = 20, 1e-5
N, SEEDS, ROWS = 12, 6, 50
BUDGETS = (64, 128, 256, 512)

Method = Callable[[st.Game, int, int], FloatArray]


def from_table(worths: FloatArray) -> st.Game:
    """Return the game of a table, in mask order."""
    bits = 1 << np.arange(N)
    return st.Game(lambda S: worths[S @ bits], N)


class Tumor:
    """A network on the first twelve measurements, and one held-out tumor as a game."""

    def __init__(self, seed: int) -> None:
        data = load_breast_cancer()
        X, malignant = data.data[:, :N], 1 - data.target
        train, test = st.data.split_rows(len(X), seed=seed)
        self.network = st.networks.fit_classifier(
            X[train], malignant[train], seed=seed, steps=300, learning_rate=1e-2
        )
        self.x, self.background = X[test[0]], X[train[:ROWS]]
        S = st.coalitions(N)
        by_row = [self.network.predict_proba(np.where(S, self.x, z)) for z in self.background]
        self.by_row = [from_table(worths) for worths in by_row]
        self.worths: FloatArray = np.mean(by_row, axis=0)


def airport(rng: np.random.Generator) -> FloatArray:
    """Twelve runways of random lengths: a coalition costs what its longest does."""
    worths: FloatArray = (st.coalitions(N) * rng.integers(1, 13, N)).max(axis=1).astype(float)
    return worths


def vote(rng: np.random.Generator) -> FloatArray:
    """Twelve parties with 1 to 10 seats, an odd number in all; more than half of them win."""
    seats = rng.integers(1, 11, N)
    seats[0] += 1 - seats.sum() % 2
    wins: FloatArray = (2 * (st.coalitions(N) @ seats) > seats.sum()).astype(float)
    return wins


def rough(rng: np.random.Generator) -> FloatArray:
    """Random dividends of up to four players: players, pairs, triples, fours weigh the same."""
    sizes = st.coalition_sizes(N)
    scale = np.array([comb(N - 1, s - 1) ** -0.5 if 1 <= s <= 4 else 0 for s in range(N + 1)])
    worths: FloatArray = np.array(
        st.worths_from_dividends(rng.normal(size=2**N) * scale[sizes]), dtype=float
    )
    return worths


def with_repetition(game: st.Game, budget: int, seed: int, by_weight: bool) -> FloatArray:
    """Regress on coalitions drawn independently, sizes by kernel weight or equally often."""
    rng = np.random.default_rng(seed)
    size = np.arange(1, N)
    mass = 1 / (size * (N - size))  # kernel weight of a whole size
    share = mass / mass.sum() if by_weight else np.full(N - 1, 1 / (N - 1))
    drawn = rng.choice(size, budget - 2, p=share)
    S: BoolArray = rng.permuted(np.arange(N) < drawn[:, None], axis=1)
    nothing, everything = game(np.array([[False], [True]]) & np.ones(N, dtype=bool))
    total, mean = everything - nothing, S.mean(axis=1)
    root = np.sqrt((mass / share)[drawn - 1])
    left = root[:, None] * (S - mean[:, None])
    fit: FloatArray = np.linalg.lstsq(left, root * (game(S) - nothing - mean * total))[0]
    values: FloatArray = total / N + fit
    return values


def by_kernel_explainer(game: st.Game, budget: int, seed: int) -> FloatArray:
    """Return what SHAP's KernelExplainer finds, all features kept."""
    np.random.seed(seed)  # noqa: NPY002 - shap draws from the global generator
    explainer = shap.KernelExplainer(lambda S: game(S > 0), np.zeros((1, N)), silent=True)
    found: FloatArray = explainer.shap_values(
        np.ones((1, N)), nsamples=budget - 2, l1_reg=False, silent=True
    )[0]
    return found


ESTIMATES: dict[str, Callable[[st.Game, int, int], st.Estimate]] = {
    "line-ups": lambda game, b, s: st.sample_lineups(game, b, s, antithetic=False),
    "antithetic": st.sample_lineups,
    "no pairs": lambda game, b, s: st.kernel_regression(game, b, s, paired=False),
    "pairs": lambda game, b, s: st.kernel_regression(game, b, s, single_index=False),
    "bend": st.kernel_regression,
}


def rmse(method: Method, game: st.Game, exact: FloatArray, budget: int) -> float:
    """Root mean squared error over players and seeds."""
    off = np.array([method(game, budget, seed) - exact for seed in range(SEEDS)])
    return float(np.sqrt(np.mean(off**2)))


def race(game: st.Game, exact: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Errors and coverage of the package's estimators, (estimators, budgets) each."""
    errors, covered = np.empty((2, len(ESTIMATES), len(BUDGETS)))
    for i, estimate in enumerate(ESTIMATES.values()):
        for j, budget in enumerate(BUDGETS):
            found = [estimate(game, budget, seed) for seed in range(SEEDS)]
            off = np.array([e.values for e in found]) - exact
            bars = 1.96 * np.array([e.standard_errors for e in found])
            errors[i, j] = np.sqrt(np.mean(off**2))
            covered[i, j] = np.mean(np.abs(off) <= bars + 1e-12)
    return errors, covered


def by_order(worths: FloatArray) -> FloatArray:
    """Shares of the variance of the worths: single players, pairs, more."""
    signs = 2.0 * st.coalitions(N) - 1
    pairs = np.array([signs[:, i] * signs[:, j] for i, j in combinations(range(N), 2)])
    shares = [np.sum((terms @ worths / 2**N) ** 2) for terms in (signs.T, pairs)]
    single, two = np.array(shares) / worths.var()
    return np.array([single, two, 1 - single - two])


def explained(tumor: Tumor, exact: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Errors and coverage of st.explain on the network, for each budget but the smallest."""
    errors, covered = np.empty((2, len(BUDGETS) - 1))
    for j, budget in enumerate(BUDGETS[1:]):
        found = [
            st.explain(
                tumor.network.predict_proba,
                tumor.x[None],
                tumor.background,
                method="kernel",
                budget=budget,
                rng=seed,
            )
            for seed in range(SEEDS)
        ]
        off = np.array([e.values[0] for e in found]) - exact
        bars = 1.96 * np.array([e.standard_errors[0] for e in found])
        errors[j] = np.sqrt(np.mean(off**2))
        covered[j] = np.mean(np.abs(off) <= bars + 1e-12)
    return errors, covered


def steps(tumor: Tumor, game: st.Game, exact: FloatArray) -> FloatArray:
    """Errors on the network, one improvement after another: (steps, budgets)."""

    def anew(game: st.Game, budget: int, seed: int) -> FloatArray:
        rng = np.random.default_rng(seed)
        found = [
            st.kernel_regression(own, budget, rng, single_index=False).values
            for own in tumor.by_row
        ]
        mean: FloatArray = np.mean(found, axis=0)
        return mean

    methods: list[Method] = [
        by_kernel_explainer,
        lambda game, b, s: with_repetition(game, b, s, by_weight=True),
        lambda game, b, s: with_repetition(game, b, s, by_weight=False),
        lambda game, b, s: ESTIMATES["no pairs"](game, b, s).values,
        lambda game, b, s: ESTIMATES["pairs"](game, b, s).values,
        anew,
    ]
    return np.array([[rmse(m, game, exact, b) for b in BUDGETS[1:]] for m in methods])


def compute(part: int) -> dict[str, FloatArray]:
    """Race on four games: a tumor, an airport, a vote and a rough game."""
    tumor = Tumor(part)
    rng = np.random.default_rng(part)
    tables = [tumor.worths, airport(rng), vote(rng), rough(rng)]
    games = [from_table(worths) for worths in tables]
    exact = [st.shapley_values(worths).astype(float) for worths in tables]
    pairs = list(zip(games, exact, strict=True))
    raced = [race(game, phi) for game, phi in pairs]
    errors, covered = explained(tumor, exact[0])
    return {
        "errors": np.array([errors for errors, _ in raced]),
        "covered": np.array([covered for _, covered in raced]),
        "kernel_explainer": np.array(
            [[rmse(by_kernel_explainer, game, phi, b) for b in BUDGETS] for game, phi in pairs]
        ),
        "steps": np.vstack([steps(tumor, *pairs[0]), errors]),
        "explain_covered": covered,
        "orders": by_order(tumor.worths),
    }
