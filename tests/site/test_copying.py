"""Buttons that copy code: one stop of the Tab key, from which arrows lead to the others."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from sitelab import reader

PAGE = "book/deep/gradients.html"
STOPS = "[...document.querySelectorAll('article .copybtn')].filter(b => b.tabIndex === 0).length"
AT = """() => ({copy: document.activeElement.matches('.copybtn'),
    out: !document.activeElement.closest('article')})"""


@pytest.fixture
def tab(site, browser: Browser):
    with reader(browser) as visit:
        tab = visit.open(site.html / PAGE)
        tab.wait_for_function(f"{STOPS} === 1")
        yield tab


def test_the_way_through_the_text_has_one_stop_for_all_of_them(tab):
    met = []
    for _ in range(300):
        tab.keyboard.press("Tab")
        if not (at := tab.evaluate(AT))["out"]:
            met.append(at["copy"])
        elif met:
            break
    assert sum(met) == 1
    assert len(met) > 30
    assert tab.locator("article .copybtn:visible").count() > 5


def test_arrows_lead_to_all_others_and_the_stop_stays_where_one_was(tab):
    last = tab.locator("article .copybtn:visible").count() - 1
    tab.locator("article .copybtn:visible").first.focus()
    for _ in range(last + 2):  # at the end nothing happens
        tab.keyboard.press("ArrowDown")
    assert (
        tab.locator("article .copybtn:visible")
        .nth(last)
        .evaluate("e => e === document.activeElement && e.tabIndex === 0")
    )
    assert tab.evaluate(STOPS) == 1
    tab.keyboard.press("ArrowUp")
    assert (
        tab.locator("article .copybtn:visible")
        .nth(last - 1)
        .evaluate("e => e === document.activeElement")
    )


def test_who_scrolls_finds_it_in_sight(tab):
    cell = tab.locator("article .copybtn:visible").nth(4)
    cell.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 300)")
    tab.wait_for_function(
        "() => { const b = [...document.querySelectorAll('article .copybtn')]"
        ".find(b => b.tabIndex === 0); const y = b.getBoundingClientRect().top;"
        "return 0 < y && y < innerHeight; }"
    )
