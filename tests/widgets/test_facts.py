"""What small widgets show is what the package computes, today."""

from __future__ import annotations

import facts
import numpy as np
import pytest

from shapley_tutor.datasets import runs


def agree(stored, found) -> None:
    """Numbers within one of their last digit: another machine may round the other way."""
    assert type(stored) is type(found)
    if isinstance(stored, dict):
        assert stored.keys() == found.keys()
        for key, value in stored.items():
            agree(value, found[key])
    elif isinstance(stored, list) and stored and isinstance(stored[0], (int, float)):
        step = 1 if all(isinstance(number, int) for number in stored) else 0.01
        assert np.allclose(stored, found, rtol=0, atol=step * 1.001)
    elif isinstance(stored, list):
        assert len(stored) == len(found)
        for one, other in zip(stored, found, strict=True):
            agree(one, other)
    else:
        assert stored == found


@pytest.mark.parametrize("room", facts.FACTS)
def test_facts_are_computed_again(room):
    agree(facts.stored(room), facts.FACTS[room]())


def test_another_digit_is_noticed():
    with pytest.raises(AssertionError):
        agree({"a": [[1, 2], [3, 4]]}, {"a": [[1, 2], [3, 6]]})


def test_every_room_with_facts_is_known():
    assert {path.parent.name for path in facts.ROOMS.glob("*/facts.js")} == set(facts.FACTS)


def test_words_are_paid_what_the_chapter_shows():
    found, first = facts.stored("words"), runs.stored("text")["values"][0, 0, 0]
    assert found["payoffs"] == pytest.approx(first, abs=0.0051)


def test_quarters_are_paid_what_the_chapter_shows():
    assert facts.stored("quarters")["payoffs"] == pytest.approx([1.2, 2.3, 2.2, 1.2], abs=0.05)
