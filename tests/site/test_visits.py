"""Every page, read by two readers from a folder: nothing moves, is missing, or cannot be read."""

from __future__ import annotations

import pytest
from sitelab import PAGES
from visits import DARK_PHONE, LIGHT_DESK, LOOKS, Findings

from shapley_tutor.plots._style import contrast

WRONG = ("late typefaces", "raw math", "formulas not typeset", "broken pictures")
WRONG_IN = {
    LIGHT_DESK: (*WRONG, "blurred pictures"),
    DARK_PHONE: (*WRONG, "too wide", "broken names"),
}


@pytest.fixture(params=[(page, look) for page in PAGES for look in LOOKS], ids=" ".join)
def visit(request, seen) -> tuple[str, Findings]:
    """A look, and what was seen."""
    page, look = request.param
    return look, seen(page, look)


def test_the_theme_is_the_one_chosen(visit):
    look, found = visit
    assert found["theme"] == LOOKS[look][0]


def test_nothing_moves(visit):
    assert visit[1]["moved"] == []


def test_nothing_is_missing_blurred_late_or_too_wide(visit):
    look, found = visit
    assert {what: found[what] for what in WRONG_IN[look]} == {what: [] for what in WRONG_IN[look]}


def test_all_text_can_be_read(visit):
    pairs = [(as_hex(text), as_hex(ground)) for text, ground in visit[1]["colors"]]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
    assert len(pairs) > 3


def as_hex(color: list[int]) -> str:
    return "#" + "".join(f"{part:02X}" for part in color)


def test_axe_finds_nothing(visit):
    assert visit[1]["axe"] == []


def test_nobody_complains(visit):
    assert visit[1]["complaints"] == []
