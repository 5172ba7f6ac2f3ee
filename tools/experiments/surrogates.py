"""What the error of a network that stands in for the borehole does to its explanations.

A part is one network, which does not see a tenth of the runs: of 2,000 in the first ten parts, of
the first 200 of them in the others. Chapters *Few inputs, clear meanings* and *What makes the
output vary?*
"""

from __future__ import annotations

import numpy as np

import shapley_tutor as st
from shapley_tutor._typing import FloatArray
from shapley_tutor.datasets.boreholes import HIGH, LOW, flow, sample
from shapley_tutor.models.surrogate import fit_surrogate

RUNS, FOLDS = (2000, 200), 10
PARTS = len(RUNS) * FOLDS
TOLERANCE = 2e-3  # cubic meters a year
EXPLAINED, POINTS = 100, 4


def compute(part: int) -> dict[str, FloatArray]:
    """Fit, and return the error of the outputs, of the attributions and of the effects."""
    runs, fold = RUNS[part // FOLDS], part % FOLDS
    X = sample(RUNS[0], rng=0)[:runs]
    held_out = np.arange(runs) % FOLDS == fold
    network = fit_surrogate(X[~held_out], flow(X[~held_out]), seed=fold)
    largest = [0.0]

    def error(rows: FloatArray) -> FloatArray:
        gap: FloatArray = network.predict(rows) - flow(rows)
        largest[0] = max(largest[0], np.abs(gap).max())
        return gap

    off = st.explain(error, sample(200, rng=3)[:EXPLAINED], sample(100, rng=2)).values
    on_mixed_rows = largest[0]
    rules = [st.sensitivity.uniform_rule(a, b, POINTS) for a, b in zip(LOW, HIGH, strict=True)]
    game = st.sensitivity.variance_game(network.predict, rules)
    unseen = sample(5000, rng=1)
    return {
        "rmse": np.sqrt(np.mean(error(unseen) ** 2)),
        "held_out": np.sqrt(np.mean(error(X[held_out]) ** 2)),
        "largest": np.array([np.abs(error(unseen)).max(), on_mixed_rows]),
        "off": off.astype(np.float32),
        "effects": st.shapley_values(game) / game.worths()[-1],
    }
