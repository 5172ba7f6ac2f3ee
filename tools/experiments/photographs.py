"""Six methods on five photographs, at most 100 passes each, judged by deletion and insertion.

A part is one method, or one pair of random orders, on one photograph. The question is always
the log-odds of the class that the network finds most probable.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import shap
import torch
from captum import attr
from skimage import data, filters, segmentation, transform

import shapley_tutor as st
from shapley_tutor.models import imagenet

METHODS = ("Shapley", "Partition", "Occlusion", "Grad-CAM", "Integrated Gradients", "SmoothGrad")
RANDOM = 8  # pairs of random orders for each photograph
PHOTOGRAPHS, KINDS = 5, len(METHODS) + RANDOM
PARTS = PHOTOGRAPHS * KINDS
TOLERANCE = 1e-3

PASSES = 100  # forward and backward together; occlusion and Grad-CAM have no use for so many
STEPS = 6  # of a curve; its two ends are the same for every order, and left out
MOST = 20  # patches, at most
SIDE = imagenet.SIDE


def photographs() -> tuple[Any, ...]:
    """Five photographs that come inside scikit-image."""
    photos: Any = data
    return (
        photos.chelsea(),
        photos.astronaut(),
        photos.coffee(),
        photos.rocket(),
        photos.stereo_motorcycle()[0],
    )


class Scene(NamedTuple):
    """One photograph, its patches, and what is asked about it."""

    picture: Any  # (224, 224, 3)
    labels: Any  # the patch of every pixel (224, 224)
    blurred: Any
    label: int  # the class asked about
    question: Any  # pictures as a tensor (m, 3, 224, 224) to log-odds (m,)

    def worth(self, coalitions: np.ndarray) -> np.ndarray:
        """Log-odds (m,) with some of the patches (m, n)."""
        shown = coalitions[:, self.labels][..., None]
        pictures = np.where(shown, self.picture, self.blurred)
        return imagenet.function_of_rows(self.question)(pictures)


@cache
def network() -> imagenet.PictureNetwork:
    """Return the network, loaded once."""
    return imagenet.load_network()


@cache
def scene(photograph: int) -> Scene:
    """Take the largest square in the middle of a photograph, and cut it into patches."""
    sk: Any = filters, segmentation, transform  # without type hints
    smooth, segments, sizes = sk
    photo = photographs()[photograph]
    side = min(photo.shape[:2])
    top, left = ((length - side) // 2 for length in photo.shape[:2])
    square = photo[top : top + side, left : left + side]
    picture = sizes.resize(square, (SIDE, SIDE), anti_aliasing=True).astype(np.float32)
    labels = segments.slic(picture, n_segments=20, compactness=20, sigma=4, start_label=0)
    label = int(imagenet.function_of_rows(network())(picture[None])[0].argmax())
    return Scene(
        picture,
        labels,
        smooth.gaussian(picture, sigma=16, channel_axis=2).astype(np.float32),
        label,
        lambda x: imagenet.log_odds(network()(x), [label]),
    )


def per_patch(pixels: np.ndarray, labels: np.ndarray, mean: bool = False) -> np.ndarray:
    """Sum or mean of a map over each patch."""
    sums = np.bincount(labels.ravel(), pixels.ravel())
    return sums / np.bincount(labels.ravel()) if mean else sums


def scores(method: str, of: Scene, seed: int) -> np.ndarray:
    """What a method gives each patch, (n,)."""
    n = of.labels.max() + 1
    if method == "Shapley":
        game = st.Game(of.worth, n)
        return st.kernel_regression(game, PASSES, rng=seed).values
    if method == "Partition":
        np.random.seed(seed)  # noqa: NPY002 - SHAP draws from the global generator
        explainer = shap.Explainer(
            imagenet.function_of_rows(of.question), shap.maskers.Image(of.blurred)
        )
        found = explainer(of.picture[None], max_evals=PASSES, batch_size=4, silent=True)
        return per_patch(found.values[0].sum(axis=2), of.labels)
    if method == "Occlusion":
        everyone = np.ones((1, n), dtype=bool)
        lost: np.ndarray = of.worth(everyone) - of.worth(~np.eye(n, dtype=bool))
        return lost
    picture = imagenet.as_tensor(of.picture[None]).requires_grad_()
    if method == "Grad-CAM":
        cam: Any = attr.LayerGradCam(of.question, network().features)
        cells = cam.attribute(picture, relu_attributions=True)
        wide = attr.LayerAttribution.interpolate(cells, (SIDE, SIDE), "bilinear")
        return per_patch(wide[0, 0].detach().numpy(), of.labels, mean=True)
    if method == "Integrated Gradients":
        baseline = imagenet.as_tensor(of.blurred[None])
        path: Any = attr.IntegratedGradients(of.question)
        added = path.attribute(picture, baseline, n_steps=PASSES // 2, internal_batch_size=4)
        return per_patch(added[0].sum(dim=0).detach().numpy(), of.labels)
    torch.manual_seed(seed)
    noisy: Any = attr.NoiseTunnel(attr.Saliency(of.question))
    smooth = noisy.attribute(
        picture, nt_samples=PASSES // 2, nt_samples_batch_size=4, stdevs=0.15, abs=False
    )
    return per_patch(smooth[0].abs().sum(dim=0).detach().numpy(), of.labels, mean=True)


def curve(order: np.ndarray, insertion: bool, of: Scene) -> np.ndarray:
    """Worths as the patches are shown, or hidden, in that order, (5,)."""
    counts = np.round(len(order) * np.arange(1, STEPS) / STEPS)
    first = np.argsort(order) < counts[:, None]  # (5, n)
    return of.worth(first if insertion else ~first)


def compute(part: int) -> dict[str, np.ndarray]:
    """One method, or two random orders, on one photograph."""
    photograph, kind = divmod(part, KINDS)
    of = scene(photograph)
    n = of.labels.max() + 1
    rng = np.random.default_rng(part)
    found = np.full(MOST, np.nan, dtype=np.float32)
    if kind < len(METHODS):
        with imagenet.counted_calls(network()) as calls:
            found[:n] = scores(METHODS[kind], of, photograph)
        order = np.lexsort([rng.random(n), -found[:n]])  # equal scores in a random order
        orders, passes = [order, order], [calls.forward, calls.backward]
    else:
        orders, passes = [rng.permutation(n), rng.permutation(n)], [0, 0]
    curves = [curve(orders[0], False, of), curve(orders[1], True, of)]
    return {
        "scores": found,
        "curves": np.array(curves, dtype=np.float32),  # (deletion and insertion, 5)
        "passes": np.array(passes),
        "label": np.array(of.label),
    }
