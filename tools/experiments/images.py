"""Where the heat maps of 20 networks point, in pictures whose evidence is planted.

A part is one network: 10 seeds keep the largest number of each channel, 10 the average.
Numbers by kind of mark stand in the order plus, cross; those by method in that of METHODS.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import shap
from scipy.ndimage import maximum_filter
from scipy.stats import spearmanr
from torch import nn

import shapley_tutor as st
from shapley_tutor.datasets.pictures import NOTHING, Scenes, draw, mark_pixels, simulate
from shapley_tutor.models.convnet import PictureClassifier, Pooling, convnet, fit_convnet
from shapley_tutor.models.gradient_maps import grad_cam, integrated_gradients, smooth_grad
from shapley_tutor.models.patches import paint, patch_groups, patch_sums

POOLINGS: tuple[Pooling, ...] = ("max", "average")
SEEDS = 10
PARTS = 2 * SEEDS
TOLERANCE = 0.021  # one picture of 50 may fall to the other side on another machine

GRID = np.kron(np.arange(16).reshape(4, 4), np.ones((4, 4), int))
SHIFTED = np.roll(GRID, (2, 2), axis=(0, 1))  # cuts every mark into four pieces
METHODS = ["patches", "integrated", "smooth", "cam", "cam of layer 2", "deep", "edges"]
FEW = 10  # pictures of each kind that are compared with an untrained network


def compute(part: int) -> dict[str, Any]:
    """Train a network, intervene, and hold its maps against the truth."""
    pooling, seed = POOLINGS[part // SEEDS], part % SEEDS
    train = simulate(2000, seed=0)
    model = fit_convnet(draw(train), train.label, pooling=pooling, seed=seed)
    scenes = planted()
    pictures = draw(scenes)  # (100, 16, 16)
    answers = model.predict_logit(pictures)
    sign = np.where(answers > 0, 1, -1)
    nothing = np.full(len(sign), NOTHING)
    changes = {
        "mark swapped": scenes._replace(mark=1 - scenes.mark),
        "decoy swapped": scenes._replace(decoy=1 - scenes.decoy),
        "decoy erased": scenes._replace(decoy=nothing),
        "another digit": scenes._replace(strokes=scenes.strokes[::-1]),
    }
    erased = model.predict_logit(draw(scenes._replace(mark=nothing)))
    maps = all_maps(model, pictures, sign)
    shifted = maps | {"patches": patch_map(model, pictures, sign, SHIFTED)}
    few = np.concatenate([np.flatnonzero(scenes.mark == kind)[:FEW] for kind in (0, 1)])
    untrained = PictureClassifier(convnet(pooling=pooling, seed=100 + seed), 16)
    others = all_maps(untrained, pictures[few], sign[few])
    own = patch_sums(maps["patches"], GRID)[np.arange(100), scenes.mark_cell] / 16
    return {
        "right": np.mean(sign == np.where(scenes.label, 1, -1)),
        "changed": [np.mean(model.predict_logit(draw(s)) * sign < 0) for s in changes.values()],
        "worth": by_kind(scenes, sign * answers),
        "erased": by_kind(scenes, sign * erased),
        "phi": by_kind(scenes, own),
        "hits": [by_kind(scenes, hits(maps[name], GRID, scenes)) for name in METHODS],
        "with_signs": [
            by_kind(scenes, hits(maps[name], GRID, scenes, signs=True)) for name in METHODS
        ],
        "shifted": [by_kind(scenes, hits(shifted[name], SHIFTED, scenes)) for name in METHODS],
        "peaks": [by_kind(scenes, peaks(maps[name], scenes)) for name in METHODS[1:]],
        "alike": [alike(maps[name][few], others[name]) for name in METHODS],
    }


def planted() -> Scenes:
    """50 scenes with a plus and 50 with a cross, with digits that no network was trained on."""
    scenes = simulate(200, seed=2, held_out=True, unmarked=0)
    rows = np.concatenate([np.flatnonzero(scenes.mark == kind)[:50] for kind in (0, 1)])
    return Scenes(*(part[rows] for part in scenes))


def all_maps(model: PictureClassifier, pictures: Any, sign: Any) -> dict[str, Any]:
    """Maps (m, 16, 16) by name."""
    return {
        "patches": patch_map(model, pictures, sign, GRID),
        "integrated": integrated_gradients(model, pictures, sign),
        "smooth": smooth_grad(model, pictures, sign),
        "cam": grad_cam(model, pictures, sign),
        "cam of layer 2": grad_cam(model, pictures, sign, layer=4),
        "deep": deep(model, pictures, sign),
        "edges": np.hypot(*np.gradient(pictures, axis=(1, 2))),
    }


def patch_map(model: PictureClassifier, pictures: Any, sign: Any, labels: Any) -> Any:
    """Shapley values of 16 patches, from 128 coalitions, on the picture."""
    rows = pictures.reshape(len(pictures), 256)
    e = st.explain(
        model.predict_logit,
        rows,
        st.Baseline(np.zeros(256)),
        groups=patch_groups(labels),
        method="kernel",
        budget=128,
        rng=0,
    )
    return np.array([paint(row, labels) for row in e.values * np.reshape(sign, (-1, 1))])


def deep(model: PictureClassifier, pictures: Any, sign: Any) -> Any:
    """SHAP's DeepExplainer, compared with black."""
    network = copy.deepcopy(model.network)
    for name, layer in network.named_children():
        if isinstance(layer, nn.AdaptiveMaxPool2d):  # SHAP does not know it; 2 by 2 cells are left
            setattr(network, name, nn.MaxPool2d(2))
    x = model.tensor(pictures)
    explainer = shap.DeepExplainer(network, 0 * x[:1])
    values = explainer.shap_values(x, check_additivity=False)  # the check warns with NumPy 2
    return values[:, 0, :, :, 0] * np.reshape(sign, (-1, 1, 1))


def hits(maps: Any, labels: Any, scenes: Scenes, signs: bool = False) -> Any:
    """Whether the heaviest patch holds a piece of the mark: (m,)."""
    pieces = patch_sums(mark_pixels(scenes), labels) > 0  # (m, patches)
    sums = patch_sums(maps if signs else np.abs(maps), labels)
    heaviest = np.abs(sums).argmax(axis=1)
    return pieces[np.arange(len(maps)), heaviest]


def peaks(maps: Any, scenes: Scenes) -> Any:
    """Whether the largest value is on the mark or next to it: (m,)."""
    near = maximum_filter(mark_pixels(scenes), size=(1, 3, 3)).reshape(len(maps), 256)
    return near[np.arange(len(maps)), np.abs(maps).reshape(len(maps), 256).argmax(axis=1)]


def alike(maps: Any, others: Any) -> float:
    """Mean rank correlation of the patches of two maps, 0 for a map that is the same everywhere."""
    pairs = zip(*(patch_sums(np.abs(m), GRID) for m in (maps, others)), strict=True)
    found = [spearmanr(a, b)[0] if np.ptp(a) > 0 and np.ptp(b) > 0 else 0.0 for a, b in pairs]
    return float(np.mean(found))


def by_kind(scenes: Scenes, values: Any) -> list[float]:
    """Means over the pictures with a plus and over those with a cross."""
    return [float(np.mean(values[scenes.mark == kind])) for kind in (0, 1)]
