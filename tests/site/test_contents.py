"""The contents at the right: they mark the section that is being read, wherever that is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from sitelab import CHAPTERS, PHONE, reader

SCREEN = {"width": 1280, "height": 800}


def at_every_position(step: int, before: str, look: str) -> str:
    """A script: what is seen of a page as it is scrolled from its beginning to its end."""
    return f"""async () => {{
        const found = [];
        {before}
        for (let y = 0; y < document.documentElement.scrollHeight - innerHeight; y += {step}) {{
            scrollTo({{top: y, behavior: 'instant'}});
            await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
            {look}
        }}
        return found;
    }}"""


# The entry marked, and that of the last heading in the window's upper quarter.
POSITIONS = at_every_position(
    237,
    """
    const links = [...document.querySelectorAll('.st-contents a')].filter(a => a.hash);
    const top = a => document.getElementById(a.hash.slice(1)).getBoundingClientRect().top;
    const tops = links.map(a => top(a) + scrollY);""",
    """
    const marked = links.filter(a => a.hasAttribute('aria-current')).map(a => a.hash);
    const read = links.filter((a, i) => tops[i] <= scrollY + 200).slice(-1).map(a => a.hash);
    found.push([marked, read]);""",
)


@pytest.fixture(scope="module")
def longest(site) -> str:
    return max(CHAPTERS, key=lambda page: len((site.html / f"{page}.html").read_text("utf-8")))


def test_the_section_that_is_read_is_marked_everywhere(site, browser: Browser, longest):
    with reader(browser, "light", SCREEN) as visit:
        tab = visit.open(site.html / f"{longest}.html")
        positions = tab.evaluate(POSITIONS)
    assert len(positions) > 50
    assert [pair for pair in positions if pair[0] != pair[1]] == []
    assert len({tuple(read) for _, read in positions}) > 8


# Whether the entry marked can be seen, and how high the contents are.
IN_SIGHT = at_every_position(
    411,
    "const box = document.querySelector('.bd-sidebar-secondary');",
    """
    const marked = box.querySelector('a[aria-current]')?.getBoundingClientRect();
    const {top, bottom} = box.getBoundingClientRect();
    found.push([!marked || (marked.height > 0 && marked.top >= top && marked.bottom <= bottom),
                box.scrollHeight]);""",
)


@pytest.mark.parametrize("page", ["back/questions", "judgement/clinic"])
def test_the_mark_is_in_sight_where_contents_are_long(site, browser: Browser, page):
    with reader(browser, "light", SCREEN) as visit:
        found = visit.open(site.html / "book" / f"{page}.html").evaluate(IN_SIGHT)
    assert len(found) > 25
    assert [k for k, (seen, _) in enumerate(found) if not seen] == []
    assert max(height for _, height in found) < 1.5 * SCREEN["height"]


# Whether the page that is read can be seen in the list of pages, below the search field.
LISTED = """() => {
    const box = [...document.querySelectorAll('.bd-sidebar-primary')].find(e => e.offsetHeight);
    const pages = box.querySelectorAll('.bd-docs-nav :is(.current > a, a[aria-current])');
    const page = [...pages].at(-1).getBoundingClientRect();
    const above = box.querySelector('.search-button-field').getBoundingClientRect();
    const {bottom} = box.getBoundingClientRect();
    return page.height > 0 && page.top >= above.bottom && page.bottom <= bottom;
}"""


@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["desk", "phone"])
def test_the_page_that_is_read_is_in_sight_among_the_others(site, browser: Browser, size):
    """Wherever one comes from: the theme keeps the list as it was scrolled on the last page."""
    way = ["back/questions", "game/coalitions", "deep/index", "judgement/clinic", "game/index"]
    with reader(browser, "light", size) as visit:
        for page in way:
            tab = visit.open(site.html / "book" / f"{page}.html")
            if size == PHONE:
                tab.locator(".bd-header-article .primary-toggle").click()
                tab.locator("dialog#pst-primary-sidebar-modal").wait_for(state="visible")
            tab.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
            assert tab.evaluate(LISTED), page
