"""The head of a chapter: where one is, goals that fold, and a picture on the first screen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sitelab import CHAPTERS, html_of, reader

SCREEN = {"width": 1280, "height": 800}
FIRST_PICTURE = """() => Math.min(...[...document.querySelectorAll(
    'article *')]
    .filter(e => e.matches('img, .st-words') || e.localName.startsWith('st-'))
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height > 40)
    .map(e => e.getBoundingClientRect().top + scrollY))"""
each_chapter = pytest.mark.parametrize("page", CHAPTERS)


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    with reader(browser, "light", SCREEN) as visit:
        yield visit.page


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
def test_the_first_picture_is_on_the_first_screen(site, tab, page):
    tab.goto((site.html / f"{page}.html").as_uri())
    tab.evaluate("document.fonts.ready.then(() => null)")
    assert tab.evaluate(FIRST_PICTURE) < 900
