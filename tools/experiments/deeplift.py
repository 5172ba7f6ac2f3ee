"""SHAP's and Captum's explainers for networks on convolutional networks, against exact values.

A part is one network that averages its last channels, another seed for each. Of the pictures of
the chapter *Why pixels make poor players* it explains four whose mark moves its answer. Players are
twelve patches and the digit in the middle, or single pixels. Chapter *What DeepExplainer computes*.
"""

from __future__ import annotations

import copy
import warnings
from typing import Any

import captum.attr
import numpy as np
import shap
import torch
from torch import nn

import shapley_tutor as st
from experiments.gradients import by_lineups, off
from shapley_tutor._typing import FloatArray
from shapley_tutor.datasets.pictures import draw, simulate
from shapley_tutor.models.convnet import PictureClassifier, fit_convnet
from shapley_tutor.models.patches import patch_groups, patch_sums
from shapley_tutor.models.paths import integrate, slopes

SEEDS = (0, 2, 3, 4, 5, 6, 7, 9, 10, 11)  # those below 12 that learn; 1 and 8 guess
PARTS = len(SEEDS)
TOLERANCE = 1e-3

GRID = np.kron(np.arange(16).reshape(4, 4), np.ones((4, 4), int))
PLAYERS = np.where(np.isin(GRID, [5, 6, 9, 10]), 5, GRID)  # the digit is one player
OWNER = np.unique(PLAYERS.ravel(), return_inverse=True)[1]  # of each pixel, in order of labels
PICTURES, BACKGROUND, WALKS = 4, 20, 30
BLACK = st.Baseline(np.zeros(256))
METHODS = [
    "slope",
    "Integrated Gradients",
    "GradientExplainer",
    "GradientShap",
    "DeepExplainer",
    "DeepLift",
]


def compute(part: int) -> dict[str, Any]:
    """Train a network, and compare all explainers with exact values."""
    train = simulate(2000, seed=0)
    pool = draw(train)
    model = fit_convnet(pool, train.label, pooling="average", seed=SEEDS[part])
    pictures = moving(model)  # (4, 16, 16)
    rows, sums = pictures.reshape(-1, 256), patch_sums
    worths = np.stack([model.predict_logit(st.coalitions(13)[:, OWNER] * row) for row in rows], 1)
    exact = st.shapley_values(worths).T  # (4, 13)
    many = pool[:BACKGROUND]
    several = by_regression(model, rows, many.reshape(-1, 256), 128)
    first, second = (by_pixels(model, pictures, seed) for seed in (0, 1))
    size = np.mean(first * second)  # unbiased, as the two are independent; so are the others
    as_patches = [sums(half, PLAYERS) for half in (first, second)]
    black = all_maps(model, pictures, np.zeros((1, 16, 16)))
    wide = all_maps(model, pictures, many)
    owed = model.predict_logit(pictures) - model.predict_logit(0 * pictures)
    fitted = [by_regression(model, rows, BLACK, b).values for b in (64, 128)]
    return {
        "owed": owed,
        "off": np.array([off(sums(m, PLAYERS), exact) for m in black]),
        "off_many": np.array([off(sums(m, PLAYERS), several.values) for m in wide]),
        "error_many": np.sqrt(np.mean(several.standard_errors**2) / np.mean(several.values**2)),
        "pixels_as_patches": np.mean((as_patches[0] - exact) * (as_patches[1] - exact))
        / np.mean(exact**2),
        "pixels": np.array([np.mean((m - first) * (m - second)) for m in black]) / size,
        "one_walk": np.mean((first - second) ** 2) / 2 / size * WALKS,  # squared error of one
        "sampled": np.array(
            [off(v, exact) for v in [*map(by_lineups, [worths] * 2, (1, 2)), *fitted]]
        ),
        "missing": np.array([np.abs(m.sum(axis=(1, 2)) - owed).max() for m in black]),
        "cured": np.abs(apart(model, pictures) - black[4]).max(),
    }


def moving(model: PictureClassifier) -> FloatArray:
    """Four pictures of the mark that moves the answer more: (4, 16, 16)."""
    scenes = simulate(40, seed=2, held_out=True, unmarked=0)
    pictures = draw(scenes)
    moved = np.abs(model.predict_logit(pictures) - model.predict_logit(0 * pictures[:1]))
    kind = np.argmax([moved[scenes.mark == kind].mean() for kind in (0, 1)])
    return np.asarray(pictures[scenes.mark == kind][:PICTURES])


def by_regression(model: PictureClassifier, rows: FloatArray, removal: Any, budget: int) -> Any:
    """Sampled Shapley values of the 13 players."""
    groups = patch_groups(PLAYERS)
    how: Any = dict(groups=groups, method="kernel", budget=budget, rng=0)
    return st.explain(model.predict_logit, rows, removal, **how)


def by_pixels(model: PictureClassifier, pictures: FloatArray, seed: int) -> FloatArray:
    """Sampled Shapley values of the pixels: (4, 16, 16)."""
    rows = pictures.reshape(-1, 256)
    how: Any = dict(method="lineups", budget=2 + WALKS * 255, rng=seed)
    return np.asarray(st.explain(model.predict_logit, rows, BLACK, **how).values).reshape(
        -1, 16, 16
    )


def all_maps(model: PictureClassifier, pictures: FloatArray, background: FloatArray) -> list[Any]:
    """Attributions of the pixels, (4, 16, 16) each, in the order of METHODS."""
    net = model.network
    x, b = model.tensor(pictures), model.tensor(background)
    by_shap = shap.GradientExplainer(copy.deepcopy(net).float(), b.float())
    np.random.seed(0)  # noqa: NPY002 - Captum draws from the global generators
    torch.manual_seed(0)
    found = [
        (slopes(net, x) * (x - b.mean(dim=0))).numpy(),
        np.mean([integrate(net, x, row[None], steps=50) for row in b], axis=0),
        by_shap.shap_values(x.float(), nsamples=200, rseed=0)[..., 0],
        captum.attr.GradientShap(net).attribute(x, b, n_samples=5).detach().numpy(),
        shap.DeepExplainer(net, b).shap_values(x, check_additivity=False)[..., 0],
        np.mean([lifted(net, x, row[None]) for row in b], axis=0),
    ]
    return [m[:, 0] for m in found]


def lifted(net: nn.Module, x: Any, reference: Any) -> Any:
    """What Captum's DeepLift says, compared with one picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it says how it hooks into a network
        return captum.attr.DeepLift(net).attribute(x, reference).detach().numpy()


class Copy(nn.Module):
    """Its input, as another tensor."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Copy."""
        return x.clone()


def apart(model: PictureClassifier, pictures: FloatArray) -> Any:
    """DeepLift of the same network, with a copy between each ReLU and what follows: (4, 16, 16)."""
    layers: list[nn.Module] = []
    for layer in model.network.children():
        layers += [layer, Copy()] if isinstance(layer, nn.ReLU) else [layer]
    x = model.tensor(pictures)
    return lifted(nn.Sequential(*layers), x, 0 * x[:1])[:, 0]
