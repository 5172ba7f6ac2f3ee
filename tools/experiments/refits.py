"""Whether the spread of ten refitted networks tells which of their bars are right.

Ten sets of 200 runs of the borehole, and for each ten networks, each without another tenth of the
runs: a part is one network. Attributions are those of 25 rows against 30 others. Chapter *Few
inputs, clear meanings*.
"""

from __future__ import annotations

import numpy as np

import shapley_tutor as st
from shapley_tutor._typing import FloatArray
from shapley_tutor.datasets.boreholes import flow, sample
from shapley_tutor.models.surrogate import fit_surrogate

SETS, FOLDS = 10, 10
PARTS, TOLERANCE = SETS * FOLDS, 5e-3  # cubic meters a year
RUNS, EXPLAINED, BACKGROUND = 200, 25, 30


def compute(part: int) -> dict[str, FloatArray]:
    """Return the true bars, and those of a network."""
    runs, fold = divmod(part, FOLDS)
    X = sample(RUNS, rng=100 + runs)
    rows, background = sample(EXPLAINED, rng=3), sample(BACKGROUND, rng=2)
    seen = np.arange(RUNS) % FOLDS != fold
    network = fit_surrogate(X[seen], flow(X[seen]), seed=fold)
    return {
        "true": st.explain(flow, rows, background).values,
        "bars": st.explain(network.predict, rows, background).values.astype(np.float32),
    }
