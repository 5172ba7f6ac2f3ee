"""Log-odds of a house cat with some of the patches of one photograph, for a paired regression.

Two runs ask for 1,024 coalitions each. A part is a block of 64 of them, in the order in which
a run asks. Which coalitions those are does not depend on the worths, so a part stands alone.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch
from skimage import data, filters, segmentation, transform

from experiments._asked import asked
from shapley_tutor.models import imagenet

RUNS, BUDGET, BLOCK = 2, 1024, 64
PARTS = RUNS * BUDGET // BLOCK
TOLERANCE = 1e-3


@cache
def scene() -> tuple[Any, Any, Any]:
    """Return the photograph, its blurred copy, both (224, 224, 3), and its patches (224, 224)."""
    sk: Any = data, filters, segmentation, transform  # without type hints
    photos, smooth, segments, sizes = sk
    crop = photos.chelsea()[:, 75:375]
    picture = sizes.resize(crop, (224, 224), anti_aliasing=True).astype(np.float32)
    labels = segments.slic(picture, n_segments=40, compactness=20, sigma=4, start_label=0)
    return picture, smooth.gaussian(picture, sigma=16, channel_axis=2), labels


@cache
def network() -> imagenet.PictureNetwork:
    """Return the network, loaded once."""
    return imagenet.load_network()


def cat(x: torch.Tensor) -> torch.Tensor:
    """Log-odds of a house cat, for pictures (m, 3, 224, 224)."""
    return imagenet.log_odds(network()(x), imagenet.HOUSE_CATS)


def compute(part: int) -> dict[str, np.ndarray]:
    """Worths of one block, and which network they belong to."""
    run, block = divmod(part, BUDGET // BLOCK)
    picture, blurred, labels = scene()
    coalitions = asked(run, labels.max() + 1, BUDGET)[block * BLOCK : (block + 1) * BLOCK]
    pictures = np.where(coalitions[:, labels][..., None], picture, blurred)
    worths = imagenet.function_of_rows(cat)(pictures)
    return {
        "worths": worths.astype(np.float32),
        "network": np.array(imagenet.weights_fingerprint()),
    }
