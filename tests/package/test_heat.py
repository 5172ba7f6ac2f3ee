"""Heat maps: one scale, zero in the middle, names, outlines where they belong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest

import shapley_tutor as st

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.collections import LineCollection

A = np.array([[0.1, -0.4, 0.0], [0.0, 0.2, 0.3]])


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


def test_panels_have_names_and_one_scale_around_zero() -> None:
    axes = st.plots.heat_maps({"ours": A, "theirs": 2 * A}, np.ones((2, 3)))
    assert axes.shape == (1, 3)
    assert [ax.get_title("left") for ax in axes[0]] == ["picture", "ours", "theirs"]
    limits = {ax.images[0].get_clim() for ax in axes[0, 1:]}
    assert limits == {(-0.8, 0.8)}
    np.testing.assert_array_equal(axes[0, 2].images[0].get_array(), 2 * A)


def test_zero_is_white_and_signs_have_the_colors_of_the_book() -> None:
    image = st.plots.heat_maps({"a": A})[0, 0].images[0]
    white, raises, lowers = (image.cmap(image.norm(v)) for v in (0.0, 0.4, -0.4))
    np.testing.assert_allclose(white[:3], 1, atol=0.01)
    assert mpl.colors.to_hex(raises).upper() == st.plots.PALETTE.positive
    assert mpl.colors.to_hex(lowers).upper() == st.plots.PALETTE.negative


def test_several_pictures_give_several_rows_in_color_too() -> None:
    stack = np.stack([A, -A])
    for shape in ((2, 2, 3), (2, 2, 3, 3)):
        axes = st.plots.heat_maps({"a": stack, "b": stack}, np.full(shape, 0.5))
        assert axes.shape == (2, 3)
    assert axes[1, 0].images[0].get_array().shape == (2, 3, 3)
    np.testing.assert_array_equal(axes[1, 1].images[0].get_array(), -A)
    assert st.plots.heat_maps({"a": A}, np.full((2, 3, 3), 0.5)).shape == (1, 2)


def test_an_outline_follows_the_sides_of_its_pixels() -> None:
    mask = np.zeros((2, 3), dtype=bool)
    mask[1, 1:] = True
    axes = st.plots.heat_maps({"a": A}, np.ones((2, 3)), outlines={"mark": mask})
    for ax in axes[0]:
        (lines,) = [c for c in ax.collections if isinstance(c, LineCollection)]
        (points,) = lines.get_segments()  # in one go
        assert len(points) == 6 + 1  # sides around two pixels side by side
        assert tuple(points[0]) == tuple(points[-1])
        np.testing.assert_array_equal(np.abs(np.diff(points, axis=0)).sum(axis=1), 1)
        assert points[..., 0].min() == 0.5
        assert points[..., 0].max() == 2.5
        assert points[..., 1].min() == 0.5
        assert points[..., 1].max() == 1.5
    (legend,) = axes[0, 0].figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["mark"]


@pytest.mark.parametrize("count", [1, 3, 4, 9])
def test_every_outline_is_drawn_in_a_look_of_its_own(count: int) -> None:
    marks = {f"mark {k}": np.roll([[True, False, False], [False] * 3], k) for k in range(count)}
    axes = st.plots.heat_maps({"a": A}, outlines=marks)
    lines = [c for c in axes[0, 0].collections if isinstance(c, LineCollection)]
    looks = {(mpl.colors.to_hex(c.get_color()[0]), str(c.get_linestyle())) for c in lines}
    assert len(lines) == len(looks) == count
    (legend,) = axes[0, 0].figure.legends
    assert [text.get_text() for text in legend.get_texts()] == list(marks)


def test_settings_and_other_figures_stay_as_they_are() -> None:
    before = dict(mpl.rcParams)
    axes = st.plots.heat_maps({"a": 0 * A})
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == [axes[0, 0].figure.number]
    axes[0, 0].figure.draw_without_rendering()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"maps": A}, "maps must be a mapping such as"),
        ({"maps": {"a": [1.0]}}, r"maps\['a'\] has shape \(1,\); pass finite numbers"),
        ({"maps": {"a": A * np.nan}}, "pass finite numbers"),
        ({"maps": {"a": A, "b": A.T}}, "maps differ in shape: .* bring them to the size"),
        ({"maps": {"a": A}, "pictures": A.T}, r"pictures has shape \(3, 2\) but the maps"),
        ({"maps": {"a": [A, A]}, "pictures": A}, "pass one for each row"),
        ({"maps": {"a": A}, "outlines": {"m": [True]}}, r"outlines\['m'\] has shape \(1,\)"),
        (
            {"maps": {"a": A}, "outlines": dict.fromkeys("abcdefghij", A > 0)},
            "10 entries and 9 can",
        ),
    ],
)
def test_what_does_not_fit_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        st.plots.heat_maps(**arguments)
    assert plt.get_fignums() == []
