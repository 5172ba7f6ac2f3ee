"""Planted pictures: the mark decides, the decoy does not, and one part changes at a time."""

from __future__ import annotations

import builtins
import sys
from typing import Any

import numpy as np
import pytest

from shapley_tutor.datasets.pictures import (
    CELL,
    NOTHING,
    SIZE,
    decoy_pixels,
    draw,
    mark_pixels,
    simulate,
)

MANY = simulate(4000, seed=0)


def test_the_same_seed_gives_the_same_pictures() -> None:
    one, two, other = (draw(simulate(5, seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, other)
    assert one.shape == (5, SIZE, SIZE)
    assert one.min() >= 0
    assert one.max() <= 1


def test_the_mark_decides_the_label() -> None:
    marked = MANY.mark != NOTHING
    np.testing.assert_array_equal(MANY.label[marked], MANY.mark[marked])
    assert abs(np.mean(~marked) - 0.2) < 0.03
    assert abs(MANY.label[~marked].mean() - 0.5) < 0.06  # a coin, about 800 times


@pytest.mark.parametrize("part", ["decoy", "digit", "mark_cell", "decoy_cell"])
def test_nothing_else_tells_the_label(part: str) -> None:
    values = getattr(MANY, part)
    for value in np.unique(values):
        chosen = MANY.label[values == value]
        assert abs(chosen.mean() - 0.5) < 4 * 0.5 / np.sqrt(len(chosen))


def test_mark_and_decoy_have_outer_cells_of_their_own() -> None:
    assert (MANY.mark_cell != MANY.decoy_cell).all()
    assert set(MANY.mark_cell) == set(MANY.decoy_cell) == set(range(16)) - {5, 6, 9, 10}
    for pixels, cell in (
        (mark_pixels(MANY), MANY.mark_cell),
        (decoy_pixels(MANY), MANY.decoy_cell),
    ):
        blocks = pixels.reshape(-1, 4, CELL, 4, CELL).sum(axis=(2, 4)).reshape(-1, 16)
        np.testing.assert_array_equal(blocks.argmax(axis=1), cell)
        assert (blocks.max(axis=1) == 9).all()


def test_an_intervention_changes_its_part_and_not_the_rest() -> None:
    scenes = simulate(50, seed=1, unmarked=0)
    before = draw(scenes)
    for after, pixels in (
        (scenes._replace(mark=1 - scenes.mark), mark_pixels(scenes)),
        (scenes._replace(mark=np.full(50, NOTHING)), mark_pixels(scenes)),
        (scenes._replace(decoy=1 - scenes.decoy), decoy_pixels(scenes)),
    ):
        changed = draw(after) != before
        assert changed.any(axis=(1, 2)).all()
        assert not changed[~pixels].any()


def test_without_parts_a_picture_is_its_noise() -> None:
    scenes = simulate(5, seed=1)
    none = np.full(5, NOTHING)
    empty = scenes._replace(mark=none, decoy=none, strokes=0 * scenes.strokes)
    np.testing.assert_array_equal(draw(empty), scenes.noise)


def test_held_out_digits_are_never_shown_in_training() -> None:
    shown = {strokes.tobytes() for strokes in simulate(4000, 0).strokes}
    kept = {strokes.tobytes() for strokes in simulate(4000, 0, held_out=True).strokes}
    assert not shown & kept


def test_bad_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match=r"n is 0 and unmarked is 0\.2; pass at least 1 scene"):
        simulate(0, seed=0)
    with pytest.raises(ValueError, match=r"unmarked is 1\.5; pass at least 1 scene and a share"):
        simulate(3, seed=0, unmarked=1.5)


def test_without_scikit_learn_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    true_import = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("sklearn"):
            raise ImportError(name)
        return true_import(name, *rest, **more)

    for name in [name for name in sys.modules if name.startswith("sklearn.datasets")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ImportError, match=r"needs scikit-learn, .* run: pip install scikit-learn"):
        simulate(1, seed=0)
