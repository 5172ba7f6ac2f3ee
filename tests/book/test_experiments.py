"""Stored results are what the experiments give: one part of each, drawn at random, is redone."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import numpy as np
import pytest

from shapley_tutor.datasets import runs

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import recompute  # noqa: E402


def test_what_is_stored_is_what_is_computed_by_an_experiment() -> None:
    assert runs.names() == recompute.experiments()


@pytest.mark.parametrize("name", recompute.experiments())
def test_a_part_drawn_at_random_comes_out_as_it_is_stored(name: str) -> None:
    part = random.SystemRandom().randrange(recompute.experiment(name).PARTS)
    assert recompute.differences(name, part) == []


@pytest.mark.parametrize("name", recompute.experiments())
def test_a_chapter_shows_it(name: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "book").rglob("*.md")]
    assert any(f'runs.stored("{name}")' in text for text in texts)


def test_another_digit_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Toy:
        PARTS, TOLERANCE = 3, 1e-6

        @staticmethod
        def compute(part: int) -> dict[str, np.ndarray]:
            return {"half": np.array([part / 2, np.nan]), "count": np.array([part, 7])}

    monkeypatch.setattr(runs, "FOLDER", tmp_path)
    monkeypatch.setattr(recompute, "experiment", lambda name: Toy)
    recompute.write("toy", 1)
    assert [recompute.differences("toy", part) for part in range(3)] == [[], [], []]
    arrays = runs.stored("toy")
    arrays["half"][1, 0] += 1e-3
    arrays["count"][2, 1] += 1
    np.savez(tmp_path / "toy.npz", **arrays)
    said = [recompute.differences("toy", part) for part in range(3)]
    assert said == [
        [],
        ["toy: half of part 1 is not what is stored"],
        ["toy: count of part 2 is not what is stored"],
    ]
    np.savez(tmp_path / "toy.npz", **{key: array[:2] for key, array in arrays.items()})
    assert recompute.differences("toy", 0) == ["toy: not all of its 3 parts are stored"]
