"""What SHAP's partition explainer makes of the cat, with 32, 64 and 128 pictures."""

from __future__ import annotations

import numpy as np
import shap

from experiments.photograph import cat, network, scene
from shapley_tutor.models import imagenet

BUDGETS = (32, 64, 128)
PARTS = len(BUDGETS)
TOLERANCE = 1e-3

CELL = 4  # pixels are summed over squares of this side, to be stored


def compute(part: int) -> dict[str, np.ndarray]:
    """Values (56, 56), and how many pictures they took."""
    picture, blurred, _ = scene()
    np.random.seed(0)  # noqa: NPY002 - SHAP breaks ties with the global generator
    explainer = shap.Explainer(imagenet.function_of_rows(cat), shap.maskers.Image(blurred))
    with imagenet.counted_calls(network()) as calls:
        found = explainer(picture[None], max_evals=BUDGETS[part], batch_size=4, silent=True)
    pixels = found.values[0].sum(axis=2)  # (224, 224)
    side = len(pixels) // CELL
    squares = pixels.reshape(side, CELL, side, CELL).sum(axis=(1, 3))
    return {"values": squares.astype(np.float32), "pictures": np.array(calls.forward)}
