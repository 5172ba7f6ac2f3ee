"""One right edge: text, code, callouts and formulas end where the column ends, at every width.

Where there is room, captions stand in a margin beside the column.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from sitelab import CHAPTERS, reader
from visits import LIGHT_DESK, LOOKS

EDGES = """() => [...document.querySelectorAll('article section > *')]
    .filter(e => e.checkVisibility() && e.matches('div.cell, div.admonition, div.math, p'))
    .filter(e => !e.parentElement.closest('div.admonition, details'))
    .map(e => [e.className || e.localName, Math.round(e.getBoundingClientRect().right)])"""


@pytest.mark.parametrize("page", CHAPTERS[::6])
def test_all_ends_at_one_edge(site, browser: Browser, page):
    with reader(browser) as visit:
        tab = visit.open(site.html / f"{page}.html")
        for width in (820, 1280, 1920):
            tab.set_viewport_size({"width": width, "height": 800})
            edges = tab.evaluate(EDGES)
            assert len({kind.split()[0] for kind, _ in edges}) >= 3, width
            assert len({right for _, right in edges}) == 1, (width, edges)


CAPTIONS = """() => [...document.querySelectorAll('article figure > figcaption')]
    .filter(e => e.checkVisibility() && !e.closest('details, div.admonition')).map(e => {
        const shown = e.parentElement.querySelector('img, svg, table');
        const [caption, picture, column, contents] = [e, shown,
            document.querySelector('article'), document.querySelector('.bd-sidebar-secondary')]
            .map(part => part.getBoundingClientRect());
        return {beside: caption.left > picture.right && caption.top < picture.bottom,
            below: caption.top >= picture.bottom - 1,
            clear: caption.right <= (contents.width ? contents.left : innerWidth),
            outside: caption.left >= column.right - 40};
    })"""


@pytest.mark.parametrize("page", CHAPTERS[::9])
def test_captions_stand_in_the_margin_where_there_is_one(site, browser: Browser, page):
    with reader(browser) as visit:
        tab = visit.open(site.html / f"{page}.html")
        for width in (1280, 1600, 1920):
            tab.set_viewport_size({"width": width, "height": 900})
            captions = tab.evaluate(CAPTIONS)
            assert captions
            place = "beside" if width >= 1600 else "below"
            assert [caption[place] for caption in captions] == [True] * len(captions), width
            assert all(caption["outside"] == (width >= 1600) for caption in captions)
            assert all(caption["clear"] for caption in captions)
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("page", CHAPTERS[::4])
def test_lines_of_78_characters_fit(seen, page):
    cells = seen(page, LIGHT_DESK)["code"]
    assert len(cells) > 3
    assert [text for over, text in cells if over > 0] == []


@pytest.mark.parametrize("page", ["book/deep/science", "book/game/axioms"])
def test_all_tables_begin_where_the_text_does(seen, page):
    found = seen(page, LIGHT_DESK)["tables"]
    assert len(found) > 2
    assert max(map(abs, found)) < 1


@pytest.mark.parametrize("look", LOOKS)
def test_text_begins_at_the_same_place_in_all_callouts(seen, look):
    begins = seen("book/game/axioms", look)["callouts"]
    assert len(begins) > 10
    assert max(begins) - min(begins) < 1
