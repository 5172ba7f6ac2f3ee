"""Networks on simulated genotypes: two genes that act together, and one that is linked.

Every part simulates 1,000 people of its own and trains a network on them. Eight loci, each with 0,
1 or 2 copies of a rarer letter. A and B add to the trait; C and D do so together only; E does
nothing, but mostly travels with A; F, G and H do nothing. The same 100 other people are explained.
Chapter *Few inputs, clear meanings*.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

import shapley_tutor as st
from shapley_tutor._typing import FloatArray
from shapley_tutor.models.surrogate import fit_surrogate

PARTS, TOLERANCE = 10, 1e-4
LOCI = "ABCDEFGH"
PEOPLE, EXPLAINED, BACKGROUND = 1000, 100, 100
FREQUENCY, LINKED = 0.3, 0.9  # of the rarer letter; of the copies of A with which E travels


def people(n: int, rng: int) -> FloatArray:
    """Copies of the rarer letter at each locus, (n, 8)."""
    draw = np.random.default_rng(rng)
    letters = draw.random((n, 2, len(LOCI))) < FREQUENCY  # one from each parent
    together = draw.random((n, 2)) < LINKED
    letters[:, :, 4] = np.where(together, letters[:, :, 0], letters[:, :, 4])
    copies: FloatArray = letters.sum(axis=1).astype(float)
    return copies


def trait(X: FloatArray) -> FloatArray:
    """What the genes do: 1 for a copy at A, ½ at B, 2 for copies at C and D together."""
    value: FloatArray = X[:, 0] + X[:, 1] / 2 + 2.0 * ((X[:, 2] > 0) & (X[:, 3] > 0))
    return value


def compute(part: int) -> dict[str, FloatArray]:
    """Attributions and interactions of the trait itself and of a network, and its R²."""
    X = people(PEOPLE, rng=part)
    noise = np.random.default_rng(1000 + part).normal(size=PEOPLE)
    network = fit_surrogate(X, trait(X) + noise, hidden=(16,), steps=150, seed=part)
    explained, background = people(EXPLAINED, rng=100), people(BACKGROUND, rng=101)
    found: dict[str, FloatArray] = {}
    for name, model in {"true": trait, "network": network.predict}.items():
        games = [st.prediction_game(model, x, background) for x in explained]
        matrices = np.array([st.interaction_values(game) for game in games])
        pairs = [2 * matrices[:, i, j] for i, j in combinations(range(len(LOCI)), 2)]
        found[f"{name}_phi"] = np.abs(matrices.sum(axis=2)).mean(axis=0)
        found[f"{name}_pairs"] = np.abs(pairs).mean(axis=1)
    unseen = people(5000, rng=102)
    gap = network.predict(unseen) - trait(unseen)
    return {**found, "r2": 1 - np.mean(gap**2) / trait(unseen).var()}
