"""Folded code: one line that says what it is, and a switch that the browser remembers."""

from __future__ import annotations

import re
from collections.abc import Callable

import folded_cells
import pytest
from playwright.sync_api import Browser, Page
from sitelab import CHAPTERS, PAGES, PHONE, WIDE, html_of, reader

PAGE = CHAPTERS[0]
SEEN = """() => ['.cell_input', 'details.hide > summary', '.cell_output'].map(selector =>
    [...document.querySelectorAll(`article .cell ${selector}`)].filter(
        e => e.checkVisibility() && !e.closest('.admonition') && e.offsetHeight > 0).length)"""
each_chapter = pytest.mark.parametrize("page", CHAPTERS)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("assert a == b == c", "2 equalities"),
        ("assert f(x) == 1, 'a message'", "1 equality"),
        ("for x in y:\n    assert all(a < b for a in x) and c >= 2", "2 inequalities"),
        ("assert np.isclose(x, y); assert 0 < x; assert found", "1 equality, 1 inequality, 1 more"),
        ("a = 1 == 2\nassert found; assert not lost", "2 more"),
    ],
)  # fmt: skip
def test_a_line_counts_what_is_asserted(source, line):
    assert folded_cells.told(source) == line


@each_chapter
def test_every_fold_says_what_it_is(site, page):
    lines = [e.get_text(" ") for e in html_of(site, page).select("article details.hide > summary")]
    known = r"Show (the [\w -]+) Hide \1|(✓ checked: \d.*) \2"
    assert [line for line in lines if not re.fullmatch(known, line)] == []


@each_chapter
def test_no_cell_that_only_glues_is_on_a_page(site, page):
    assert html_of(site, page).select("article .tag_glue") == []
    assert "glue(" not in html_of(site, page).select_one("article").get_text()


@pytest.mark.parametrize("page", PAGES)
def test_the_switch_is_where_code_is(site, page):
    tree = html_of(site, page)
    assert bool(tree.select(".st-code-switch select")) == bool(tree.select("article .cell_input"))


def choose(tab: Page, choice: str) -> list[int]:
    tab.get_by_label("Code on this site").select_option(choice)
    tab.wait_for_timeout(200)  # a browser hands on what a page keeps a moment later
    return list(tab.evaluate(SEEN))


def kept_on(load: Callable[[], Page], choice: str) -> Page:
    """Load a page that keeps a choice; a busy browser hands it on some moments later."""
    for _ in range(20):
        tab = load()
        if tab.get_by_label("Code on this site").input_value() == choice:
            return tab
        choose(tab, choice)
    pytest.fail(f"no page keeps the choice {choice!r}")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_all_code_key_code_or_none(site, browser: Browser, size):
    with reader(browser, "light", size) as visit:
        tab = visit.open(site.html / f"{PAGE}.html")
        code, lines, outputs = tab.evaluate(SEEN)
        assert min(code, lines, outputs) > 0
        assert choose(tab, "all") == [code + lines, lines, outputs]
        assert choose(tab, "none") == [0, 0, outputs]
        assert choose(tab, "key") == [code, lines, outputs]
        assert visit.complaints == []


def test_the_choice_holds_for_the_next_page(site, browser: Browser):
    with reader(browser) as visit:
        choose(visit.open(site.html / f"{PAGE}.html"), "none")
        tab = kept_on(lambda: visit.open(site.html / f"{CHAPTERS[1]}.html"), "none")
        assert tab.evaluate(SEEN)[0] == 0
        choose(tab, "all")

        def again() -> Page:
            tab.reload()
            return tab

        assert kept_on(again, "all").locator("details.hide:not([open])").count() == 0


def test_the_keyboard_switches_and_unfolds(site, browser: Browser):
    with reader(browser) as visit:
        tab = visit.open(site.html / f"{PAGE}.html")
        tab.get_by_label("Code on this site").focus()
        tab.keyboard.press("ArrowDown")
        assert tab.evaluate("document.documentElement.dataset.code") == "none"
        tab.keyboard.press("ArrowUp")
        fold = tab.locator("article details.hide").first
        fold.locator("summary").focus()
        tab.keyboard.press("Enter")
        assert fold.locator(".cell_input").is_visible()


def test_what_is_read_stays_where_it_is(site, browser: Browser):
    with reader(browser) as visit:
        tab = visit.open(site.html / f"{PAGE}.html")
        heading = tab.locator("article h2").nth(3)
        heading.evaluate("e => scrollTo({top: scrollY + e.getBoundingClientRect().top - 90})")
        before = heading.bounding_box()["y"]
        for choice in ("all", "none", "key"):
            choose(tab, choice)
            assert abs(heading.bounding_box()["y"] - before) < 2


@pytest.mark.parametrize("mode", ["all", "none"])
def test_a_choice_made_before_moves_nothing(site, browser: Browser, mode):
    """What the style sheet shows before the script has opened it is what stands there after."""
    script = f"localStorage.setItem('shapley-code', '{mode}')"
    heights = "[...document.querySelectorAll('article .cell')].map(e => e.offsetHeight)"
    with reader(browser, script=script + ";" + EARLY) as visit:
        tab = visit.open(site.html / f"{PAGE}.html")
        assert tab.evaluate("window.early") == tab.evaluate(heights)


EARLY = """
document.addEventListener('DOMContentLoaded', () => { window.early =
    [...document.querySelectorAll('article .cell')].map(e => e.offsetHeight); });
"""


def test_paper_has_the_code_that_is_open(site, browser: Browser):
    with reader(browser) as visit:
        tab = visit.open(site.html / f"{PAGE}.html")
        tab.emulate_media(media="print")
        code, lines, outputs = tab.evaluate(SEEN)
        assert code > 0
        assert lines == 0
        assert outputs > 0
