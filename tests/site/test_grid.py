"""One right edge: text, code, callouts and formulas end where the column ends, at every width."""

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
