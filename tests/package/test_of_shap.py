"""SHAP's plots, drawn in the book's colors, and in SHAP's own again afterwards."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest
import shap
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex

import shapley_tutor as st
from shapley_tutor.plots.of_shap import our_look
from shapley_tutor.plots.rows import HIGH, LOW

mpl.use("Agg")
import matplotlib.pyplot as plt

PALETTE = st.plots.PALETTE
RNG = np.random.default_rng(0)
ROWS = np.vstack([np.ones(3), RNG.normal(size=(29, 3))])
SHAP = shap.Explanation(ROWS * [1, -1, 2], np.zeros(30), ROWS, feature_names=list("abc"))
DRAW = {
    "bar": lambda: shap.plots.bar(SHAP[0], show=False),
    "waterfall": lambda: shap.plots.waterfall(SHAP[0], show=False),
    "beeswarm": lambda: shap.plots.beeswarm(SHAP, show=False),
    "scatter": lambda: shap.plots.scatter(SHAP[:, "a"], color=SHAP[:, "b"], show=False),
}
THEIRS = {"#ff0051", "#008bfb", "#1e88e5", "#ff0d57"}


def drawn(name: str) -> set[str]:
    """The colors of bars, arrows and dots."""
    plt.close("all")
    np.random.seed(0)  # noqa: NPY002 (SHAP draws dots in a random order)
    DRAW[name]()
    figure = plt.gcf()
    figure.draw_without_rendering()
    faces = [patch.get_facecolor() for ax in figure.axes for patch in ax.patches]
    for ax in figure.axes:
        for dots in ax.collections:
            if isinstance(dots, PathCollection):
                faces += list(dots.get_facecolors())
    plt.close("all")
    return {to_hex(color) for color in faces}


@pytest.mark.parametrize("name", ["bar", "waterfall"])
def test_signs_have_the_colors_of_the_book(name):
    with our_look():
        found = drawn(name)
    assert {PALETTE.positive.lower(), PALETTE.negative.lower()} <= found
    assert not THEIRS & found
    assert THEIRS & drawn(name)  # as SHAP has them


def test_letters_have_the_size_of_the_book():
    plt.close("all")
    with our_look():
        DRAW["scatter"]()
    sizes = {text.get_fontsize() for text in plt.gcf().findobj(mpl.text.Text)}
    assert sizes == {14}


@pytest.mark.parametrize("name", ["beeswarm", "scatter"])
def test_values_go_from_pale_to_strong(name):
    with our_look():
        found = drawn(name)
    before = drawn(name)
    ends = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (LOW, HIGH)])
    dots = [np.array([int(c[k : k + 2], 16) for k in (1, 3, 5)]) for c in found - before]
    assert len(dots) > 10
    for dot in dots:
        assert (ends.min(axis=0) - 1 <= dot).all()
        assert (dot <= ends.max(axis=0) + 1).all()
