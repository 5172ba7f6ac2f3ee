"""The head of a chapter: where one is, goals that fold, and a picture on the first screen."""

from __future__ import annotations

import re

import pytest
from sitelab import CHAPTERS, html_of
from visits import LIGHT_DESK

each_chapter = pytest.mark.parametrize("page", CHAPTERS)


@each_chapter
def test_a_line_says_which_chapter_this_is_and_how_long_it_takes(site, page):
    (fold,) = html_of(site, page).select("article details.st-opening")
    line = fold.select_one("summary").get_text(" ", strip=True)
    number = CHAPTERS.index(page) + 1
    assert re.match(rf"Chapter {number} of {len(CHAPTERS)} · \d+ minutes ", line)
    assert "In this chapter you will" in fold.get_text()
    assert "You need first" in fold.get_text()
    heading = html_of(site, page).select_one("article h1").get_text()
    assert heading.startswith(f"{number}. ")


@each_chapter
def test_the_first_picture_is_on_the_first_screen(seen, page):
    assert seen(page, LIGHT_DESK)["first picture"] < 900
