"""Every part has a number and a page, with what its chapters say of themselves."""

from __future__ import annotations

import parts
import pytest
from playwright.sync_api import Browser
from promises import shorten
from sitelab import AXE, CHAPTERS, FINDINGS, PAGES, PHONE, ROOT, html_of, reader

PARTS = parts.numbered(ROOT)
each_part = pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)


@each_part
def test_its_page_has_its_chapters_their_minutes_and_how_they_begin(site, part):
    page = html_of(site, part.page)
    assert page.select_one("h1").get_text() == f"Part {part.numeral}. {part.name}"
    assert page.select_one("article svg")
    (foot,) = page.select(".prev-next-area a")
    assert foot["href"] == page.select_one(".st-chapters a")["href"]
    first = page.select_one(".st-chapters p > span").get_text()  # its number and title
    assert foot.select_one(".prev-next-title").get_text() == first
    links = [str(a["href"]) for a in page.select(".st-chapters a")]
    assert [f"book/{part.folder}/{link}" for link in links] == [f"{c}.html" for c in part.chapters]
    told = [item.get_text() for item in page.select(".st-minutes")]
    assert told == [f"{parts.minutes_of(ROOT, chapter)} min" for chapter in part.chapters]
    leads = [item.get_text() for item in page.select(".st-promise")]
    for lead, chapter in zip(leads, part.chapters, strict=True):
        said = html_of(site, chapter).select_one("article p").get_text()
        assert lead == shorten(said)


def test_the_contents_and_the_first_page_lead_to_all_of_them(site):
    for page in (PAGES[0], CHAPTERS[-1], PARTS[0].page):
        captions = html_of(site, page).select("nav.bd-links .caption")
        names = [caption.get_text() for caption in captions]
        assert names == [*(f"{part.numeral}. {part.name}" for part in PARTS), "Back"]
        assert len([caption for caption in captions if caption.find("a")]) == len(PARTS)
    links = [str(a["href"]) for a in html_of(site, PAGES[0]).select(".st-part-time a")]
    assert [f"book/{link}" for link in links] == [f"{part.page}.html" for part in PARTS]


@each_part
def test_all_can_read_it_on_a_phone_too(site, browser: Browser, part):
    with reader(browser, "dark", PHONE) as visit:
        tab = visit.open(site.html / f"{part.page}.html")
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert visit.complaints == []
        tab.evaluate(AXE)
        assert tab.evaluate(FINDINGS) == []
