"""Recompute the stored values of the chapter *A real photograph*: ``make photograph``.

Writes ``shapley_tutor/photograph.npz``. It takes 4,096 pictures through the network: some
minutes. The chapter makes the same call with a smaller budget and holds the two together.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from skimage import data, filters, segmentation, transform

import shapley_tutor as st
from shapley_tutor.datasets import photograph as longruns
from shapley_tutor.models import imagenet as photographs
from shapley_tutor.models.patches import patch_groups

BUDGET = 4096
SEED = 0


def main() -> None:
    """Explain the photograph as the chapter does, with the full budget."""
    sk: Any = data, filters, segmentation, transform  # without type hints
    photos, smooth, segments, sizes = sk
    crop = photos.chelsea()[:, 75:375]
    picture = sizes.resize(crop, (224, 224), anti_aliasing=True).astype(np.float32)
    labels = segments.slic(picture, n_segments=40, compactness=20, sigma=4, start_label=0)
    blurred = smooth.gaussian(picture, sigma=16, channel_axis=2)
    network = photographs.load_network()

    def cat(pictures: torch.Tensor) -> torch.Tensor:
        return photographs.log_odds(network(pictures), photographs.HOUSE_CATS)

    e = st.explain(
        photographs.function_of_rows(cat),
        picture.reshape(1, -1),
        st.Baseline(blurred.ravel()),
        groups=patch_groups(labels, channels=3),
        method="kernel",
        budget=BUDGET,
        rng=SEED,
    )
    longruns.store(e, labels, BUDGET, photographs.weights_fingerprint())


if __name__ == "__main__":
    main()
