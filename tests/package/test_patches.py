"""Patches of pictures: which columns are theirs, and their values back on the picture."""

from __future__ import annotations

import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor.models.patches import paint, patch_groups, patch_sums


def test_every_column_belongs_to_the_patch_of_its_pixel() -> None:
    labels = np.random.default_rng(0).integers(3, 9, size=(6, 5))
    owner = {
        column: name for name, part in patch_groups(labels, channels=3).items() for column in part
    }
    assert sorted(owner) == list(range(6 * 5 * 3))
    for column, name in owner.items():
        row, place, _ = np.unravel_index(column, (6, 5, 3))
        assert name == f"patch {labels[row, place]}"


def test_patches_stand_in_the_order_of_their_first_pixels() -> None:
    labels = [[5, 5, 2], [0, 2, 2]]
    assert list(patch_groups(labels)) == ["patch 5", "patch 2", "patch 0"]
    assert paint([1, 2, 3], labels).tolist() == [[1, 1, 2], [3, 2, 2]]


@pytest.mark.parametrize("channels", [1, 3])
def test_an_explanation_can_be_painted(channels: int) -> None:
    labels = np.array([[4, 4, 1], [0, 1, 1]])
    shape = (2, 3, channels)
    weights = np.random.default_rng(0).normal(size=shape)
    X = np.ones((1, 6 * channels))
    e = st.explain(
        lambda rows: rows @ weights.ravel(),
        X,
        st.Baseline(np.zeros(6 * channels)),
        groups=patch_groups(labels, channels),
    )
    assert e.feature_names == ("patch 4", "patch 1", "patch 0")
    picture = paint(e.values[0], labels)
    for label in (0, 1, 4):
        here = labels == label
        assert np.allclose(picture[here], weights[here].sum())


@pytest.mark.parametrize("call", [patch_groups, lambda labels: paint([1.0], labels)])
def test_labels_must_be_a_table_of_integers(call: object) -> None:
    assert callable(call)
    with pytest.raises(TypeError, match=r"labels holds float64; pass an integer for every pixel"):
        call([[0.0, 1.0]])
    with pytest.raises(ValueError, match=r"labels has shape \(2,\); pass one label a pixel"):
        call([0, 1])
    with pytest.raises(ValueError, match=r"labels has shape \(0, 3\)"):
        call(np.empty((0, 3), dtype=int))


def test_channels_and_values_must_fit() -> None:
    with pytest.raises(ValueError, match="channels is 0; pass 1 for gray pictures"):
        patch_groups([[0, 1]], channels=0)
    with pytest.raises(ValueError, match=r"values has shape \(3,\) but labels holds 2 patches"):
        paint([1, 2, 3], [[0, 1]])
    with pytest.raises(ValueError, match=r"values has shape \(1, 2\) but"):
        paint([[1, 2]], [[0, 1]])


def test_sums_of_patches_are_sums_of_their_pixels() -> None:
    rng = np.random.default_rng(0)
    labels, maps = rng.integers(3, 9, size=(6, 5)), rng.normal(size=(4, 6, 5))
    sums = patch_sums(maps, labels)
    for name, column in zip(patch_groups(labels), sums.T, strict=True):
        here = labels == int(name.split()[1])
        np.testing.assert_allclose(column, maps[:, here].sum(axis=1), rtol=0, atol=1e-12)
    with pytest.raises(ValueError, match=r"maps has shape \(6, 5\); pass .* \(m, 6, 5\)"):
        patch_sums(maps[0], labels)
