"""One right edge: text, code, callouts and formulas end where the column ends, at every width.

Where there is room, captions stand in a margin beside the column.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from sitelab import CHAPTERS, reader

EDGES = """() => [...document.querySelectorAll('article section > *')]
    .filter(e => e.checkVisibility() && e.matches('div.cell, div.admonition, div.math, p'))
    .filter(e => !e.parentElement.closest('div.admonition, details'))
    .map(e => [e.className || e.localName, Math.round(e.getBoundingClientRect().right)])"""


@pytest.mark.parametrize("page", CHAPTERS[::6])
@pytest.mark.parametrize("width", [820, 1280, 1920])
def test_all_ends_at_one_edge(site, browser: Browser, page, width):
    with reader(browser, "light", {"width": width, "height": 800}) as visit:
        edges = visit.open(site.html / f"{page}.html").evaluate(EDGES)
    assert len({kind.split()[0] for kind, _ in edges}) >= 3
    assert len({right for _, right in edges}) == 1, edges


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
    for width in (1280, 1600, 1920):
        with reader(browser, "light", {"width": width, "height": 900}) as visit:
            tab = visit.open(site.html / f"{page}.html")
            captions = tab.evaluate(CAPTIONS)
            assert captions
            place = "beside" if width >= 1600 else "below"
            assert [caption[place] for caption in captions] == [True] * len(captions), width
            assert all(caption["outside"] == (width >= 1600) for caption in captions)
            assert all(caption["clear"] for caption in captions)
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


CUT = """() => [...document.querySelectorAll('article pre')].filter(e => e.checkVisibility())
    .filter(e => Math.max(...e.textContent.split('\\n').map(line => line.length)) <= 78)
    .map(e => [e.scrollWidth - e.clientWidth, e.textContent])"""


@pytest.mark.parametrize("page", CHAPTERS[::4])
def test_lines_of_78_characters_fit(site, browser: Browser, page):
    with reader(browser) as visit:
        cells = visit.open(site.html / f"{page}.html").evaluate(CUT)
    assert len(cells) > 3
    assert [text for over, text in cells if over > 0] == []


EDGES_OF_TABLES = """() => [...document.querySelectorAll(
        'article :is(.st-table, .text_html) table, table.table')]
    .filter(e => e.checkVisibility() && !e.closest('details, div.admonition, .st-stage'))
    .map(e => {
        const cell = e.querySelector('tbody tr > *');
        const left = parseFloat(getComputedStyle(cell).paddingLeft);
        const column = document.querySelector('article section > p');
        return cell.getBoundingClientRect().left + left - column.getBoundingClientRect().left;
    })"""


@pytest.mark.parametrize("page", ["book/deep/science", "book/game/axioms"])
def test_all_tables_begin_where_the_text_does(site, browser: Browser, page):
    with reader(browser) as visit:
        found = visit.open(site.html / f"{page}.html").evaluate(EDGES_OF_TABLES)
    assert len(found) > 2
    assert max(map(abs, found)) < 1


BEGINS = """() => [...document.querySelectorAll('article section > div.admonition')]
    .filter(e => e.checkVisibility()).map(e => {
        const text = [...e.querySelectorAll('p:not(.admonition-title)')].find(
            p => !p.closest('li, .cell') && p.checkVisibility());
        return text ? text.getBoundingClientRect().left - e.getBoundingClientRect().left : 0;
    }).filter(Boolean)"""


@pytest.mark.parametrize("width", [390, 1280])
def test_text_begins_at_the_same_place_in_all_callouts(site, browser: Browser, width):
    with reader(browser, "light", {"width": width, "height": 800}) as visit:
        begins = visit.open(site.html / "book/game/axioms.html").evaluate(BEGINS)
    assert len(begins) > 10
    assert max(begins) - min(begins) < 1
