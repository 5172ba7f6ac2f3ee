"""Widgets where they stand, in their chapters: there at once, and as high as they stay."""

from __future__ import annotations

import pytest
from visits import LIGHT_DESK, LOOKS
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


@each_widget
@pytest.mark.parametrize("look", [LIGHT_DESK])
def test_all_of_it_is_seen_at_once_on_a_desk(widget, tag):
    """In a window 800 pixels high, below the toolbar; folded parts are folded."""
    longer = {"st-lineup-machine": 950, "st-axiom-switch": 735, "st-sampling-race": 725}
    assert widget["height"] <= longer.get(tag, 700)


@pytest.mark.parametrize("tag", ["st-who-is-missing"])
@each_look
def test_the_question_of_who_is_missing_stays_in_sight_below_the_toolbar(widget):
    assert widget["question"] == [True, True]
