"""Widgets where they stand, in their chapters: there at once, and as high as they stay."""

from __future__ import annotations

import pytest
from visits import LOOKS
from widgetlab import CHAPTERS, each_widget

each_look = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture
def widget(seen, tag, look):
    """What a reader has seen of it, from the first element of the page on."""
    return seen(f"book/{CHAPTERS[tag]}", look)["widget"]


@each_widget
@each_look
def test_it_stands_before_the_page_is_drawn(widget):
    """The element is complete as soon as it is in the page, so no fallback is ever replaced."""
    assert (widget["late"], widget["before"]) == (False, True)


@each_widget
@each_look
def test_its_height_does_not_change_by_itself(widget):
    assert widget["height"] == widget["first"] > 250


@pytest.mark.parametrize("tag", ["st-who-is-missing"])
@each_look
def test_the_question_of_who_is_missing_stays_in_sight_below_the_toolbar(widget):
    assert widget["question"] == [True, True]
