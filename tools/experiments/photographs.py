"""Six methods on fifty views of ten photographs, 100 passes each, judged by deletion and insertion.

A part is one method, or one pair of random orders, on one view. The question is always the
log-odds of the class that the network finds most probable in that view.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
import shap
import torch
from captum import attr
from matplotlib import cbook, image
from skimage import color, data, filters, segmentation, transform
from sklearn.datasets import load_sample_image

import shapley_tutor as st
from shapley_tutor.models import imagenet

METHODS = ("Shapley", "Partition", "Occlusion", "Grad-CAM", "Integrated Gradients", "SmoothGrad")
RANDOM = 3  # pairs of random orders for each view
PHOTOGRAPHS, VIEWS = 10, 5
PARTS = PHOTOGRAPHS * VIEWS * (len(METHODS) + RANDOM)
TOLERANCE = 1e-3

PASSES = 100  # forward and backward together; occlusion and Grad-CAM have no use for so many
STEPS = 6  # of a curve, from all patches to none
MOST = 32  # patches, at most
SIDE = imagenet.SIDE


def photographs() -> tuple[Any, ...]:
    """Ten photographs that come inside packages, with sides of their own."""
    photos: Any = data
    with cbook.get_sample_data("grace_hopper.jpg") as file:
        portrait = image.imread(file, format="jpg")
    return (
        photos.chelsea(),
        photos.astronaut(),
        photos.coffee(),
        photos.rocket(),
        photos.stereo_motorcycle()[0],
        photos.camera(),
        photos.coins(),
        load_sample_image("china.jpg"),
        load_sample_image("flower.jpg"),
        portrait,
    )


class View(NamedTuple):
    """One view of a photograph, and what is asked about it."""

    picture: Any  # (224, 224, 3)
    labels: Any  # the patch of every pixel (224, 224)
    blurred: Any
    plain: Any  # the mean color everywhere
    label: int  # the class asked about
    question: Any  # pictures as a tensor (m, 3, 224, 224) to log-odds (m,)

    def worth(self, coalitions: np.ndarray, fill: Any = None) -> np.ndarray:
        """Log-odds (m,) with some of the patches (m, n)."""
        shown = coalitions[:, self.labels][..., None]
        pictures = np.where(shown, self.picture, self.blurred if fill is None else fill)
        return imagenet.function_of_rows(self.question)(pictures)


@cache
def network() -> imagenet.PictureNetwork:
    """Return the network, loaded once."""
    return imagenet.load_network()


@cache
def view(photograph: int, number: int) -> View:
    """Square number 0 to 4 of a photograph, each smaller than the last; 1 and 3 are mirrored."""
    sk: Any = color, filters, segmentation, transform  # without type hints
    colors, smooth, segments, sizes = sk
    photo = photographs()[photograph]
    photo = colors.gray2rgb(photo) if photo.ndim == 2 else photo
    side = round(min(photo.shape[:2]) * (1 - 0.1 * number))
    rng = np.random.default_rng([photograph, number])
    top, left = (rng.integers(0, length - side + 1) for length in photo.shape[:2])
    square = photo[top : top + side, left : left + side]
    square = square[:, ::-1] if number % 2 else square
    picture = sizes.resize(square, (SIDE, SIDE), anti_aliasing=True).astype(np.float32)
    labels = segments.slic(picture, n_segments=20, compactness=20, sigma=4, start_label=0)
    label = int(imagenet.function_of_rows(network())(picture[None])[0].argmax())
    return View(
        picture,
        labels,
        smooth.gaussian(picture, sigma=16, channel_axis=2).astype(np.float32),
        np.full_like(picture, picture.mean(axis=(0, 1))),
        label,
        lambda x: imagenet.log_odds(network()(x), [label]),
    )


def per_patch(pixels: np.ndarray, labels: np.ndarray, mean: bool = False) -> np.ndarray:
    """Sum or mean of a map over each patch."""
    sums = np.bincount(labels.ravel(), pixels.ravel())
    return sums / np.bincount(labels.ravel()) if mean else sums


def scores(method: str, of: View, seed: int) -> np.ndarray:
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
        return of.worth(everyone) - of.worth(~np.eye(n, dtype=bool))
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


def curve(order: np.ndarray, insertion: bool, of: View, fill: Any) -> np.ndarray:
    """Worths as the patches are shown, or hidden, in that order, (7,)."""
    n = len(order)
    counts = np.round(np.linspace(0, n, STEPS + 1)).astype(int)
    first = np.argsort(order) < counts[:, None]  # (7, n)
    return of.worth(first if insertion else ~first, fill)


def compute(part: int) -> dict[str, np.ndarray]:
    """One method, or two random orders, on one view."""
    number, kind = divmod(part, len(METHODS) + RANDOM)
    of = view(*divmod(number, VIEWS))
    n = of.labels.max() + 1
    rng = np.random.default_rng(part)
    found = np.full(MOST, np.nan, dtype=np.float32)
    if kind < len(METHODS):
        with imagenet.counted_calls(network()) as calls:
            found[:n] = scores(METHODS[kind], of, number)
        order = np.lexsort([rng.random(n), -found[:n]])  # equal scores in a random order
        orders, passes = [order, order], [calls.forward, calls.backward]
    else:
        orders, passes = [rng.permutation(n), rng.permutation(n)], [0, 0]
    curves = [
        [curve(order, insertion, of, fill) for insertion, order in enumerate(orders)]
        for fill in (of.blurred, of.plain)
    ]
    return {
        "scores": found,
        "curves": np.array(curves, dtype=np.float32),  # (fill, deletion and insertion, 7)
        "passes": np.array(passes),
        "label": np.array(of.label),
    }
