"""The first page: what a reader sees who arrives from a search engine, and where it leads."""

from __future__ import annotations

import re
from pathlib import Path

import parts
import pytest
from playwright.sync_api import Browser
from sitelab import CHAPTERS, PAGES, PHONE, ROOT, WIDE, html_of, reader

FIRST = PAGES[0]
IN_SIGHT = """selector => [...document.querySelectorAll(selector)].map(e => {
    const box = e.getBoundingClientRect();
    return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
})"""


def test_the_first_screen_says_what_this_is_for_whom_and_where_to_begin(site, browser: Browser):
    with reader(browser, size={"width": 1280, "height": 800}) as visit:
        tab = visit.open(site.html / f"{FIRST}.html")
        for selector, count in {
            ".st-brand": 1, "article h1": 1, "article h1 + p": 1,
            ".st-ways dt": 3, ".st-ways dd": 3, "st-lineup-toy": 1,
        }.items():  # fmt: skip
            assert tab.evaluate(IN_SIGHT, selector) == [True] * count, selector


def test_three_ways_lead_in_in_the_order_of_the_book(site):
    ways = html_of(site, FIRST).select(".st-ways dl > *")
    assert [way.name for way in ways] == ["dt", "dd"] * 3
    for button, text in zip(ways[::2], ways[1::2], strict=True):
        found = [str(a["href"]) for a in text.select("a[href]")]
        pages = [f"book/{href.removesuffix('.html')}" for href in found]
        places = [CHAPTERS.index(page) for page in pages]
        assert places == sorted(places)
        assert button.select_one("a")["href"] == found[0]
        assert len(found) > 1


def chapters_of_way(number: int) -> list[str]:
    """Chapters that a way in leads through; "A to B" are all from A to B."""
    text = (ROOT / f"{FIRST}.md").read_text(encoding="utf-8")
    way = re.split(r"^\{doc\}`[^`]+`\n: ", text.partition(":::{div} st-ways")[2], flags=re.M)[
        number
    ]
    way = re.split(r"\n\n|:::", way)[0]
    found: list[str] = []
    for joint, page in re.findall(r"(to\s+)?\{doc\}`/([^`]+)`", way):
        start = CHAPTERS.index(found[-1]) + 1 if joint else CHAPTERS.index(page)
        found += CHAPTERS[start : CHAPTERS.index(page) + 1]
    return found


def needs(page: str) -> list[str]:
    """Chapters that a chapter says one needs first."""
    text = (ROOT / f"{page}.md").read_text(encoding="utf-8")
    told = re.search(r"\*\*You need first:\*\*(.+?)(\*\*Minutes|\n\n)", text, re.S)
    return re.findall(r"\{doc\}`/([^`]+)`", told[1]) if told else []


def test_the_way_of_those_who_use_shap_skips_nothing_that_its_chapters_need():
    way = chapters_of_way(2)
    in_order = way[: way.index("book/model/by-hand-and-by-shap") + 1]
    for k, page in enumerate(in_order):
        assert set(needs(page)) <= set(in_order[:k]), page
    minutes = sum(parts.minutes_of(ROOT, page) for page in in_order)
    assert minutes == pytest.approx(120, abs=15), "the first page says two hours"


def test_the_way_of_proofs_has_all_chapters_with_proofs():
    with_proofs = {
        page for page in CHAPTERS if "{prf:proof}" in (ROOT / f"{page}.md").read_text("utf-8")
    }
    assert with_proofs <= set(chapters_of_way(3))


def test_every_part_has_its_time_and_its_chapters_with_theirs(site):
    page = html_of(site, FIRST)
    told = [item.get_text() for item in page.select(".st-part-time")]
    lists = page.select(".st-chapters")
    found = map(parts.chapters_of, parts.contents(ROOT))
    expected = [part for part in found if part[0] in CHAPTERS]
    assert len(lists) == len(expected)
    numerals = [part.numeral for part in parts.numbered(ROOT)]
    for part, numeral, time, items in zip(expected, numerals, told, lists, strict=True):
        minutes = [parts.minutes_of(ROOT, chapter) for chapter in part]
        assert [item.get_text() for item in items.select(".st-minutes")] == [
            f"{number} min" for number in minutes
        ]
        total = parts.in_words(sum(minutes))
        assert time == f"Part {numeral}: {len(part)} chapters, {total}"
        numbers = [item.get_text() for item in items.select(".st-number")]
        assert numbers == [f"{1 + CHAPTERS.index(chapter)}. " for chapter in part]
        hrefs = [str(a["href"]) for a in items.select("a[href]")]
        assert [f"book/{href.removesuffix('.html')}" for href in hrefs] == list(part)


def test_the_name_stands_above_the_contents_in_the_colors_of_the_page(site, browser: Browser):
    with reader(browser, "dark") as visit:
        tab = visit.open(site.html / f"{CHAPTERS[0]}.html")
        brand = tab.locator(".navbar-brand")
        assert brand.inner_text().strip() == "Shapley Tutor"
        fills = [e.evaluate("e => getComputedStyle(e).fill") for e in brand.locator("path").all()]
        colors = [
            tab.evaluate(
                f"""() => {{ const e = document.createElement('i');
                e.style.color = 'var(--st-fill-{k})'; document.body.append(e);
                return getComputedStyle(e).color; }}"""
            )
            for k in range(3)
        ]
        assert fills == colors


@pytest.mark.parametrize("page", [FIRST, CHAPTERS[0]])
def test_on_a_phone_the_title_does_not_touch_the_bar(site, browser: Browser, page):
    with reader(browser, size=PHONE) as visit:
        tab = visit.open(site.html / f"{page}.html")
        bar = tab.locator(".bd-header-article").bounding_box()
        first = tab.locator("article .st-brand, article h1").first.bounding_box()
        assert first["y"] - bar["y"] - bar["height"] >= 20


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
def test_nothing_lies_on_the_page_while_one_scrolls(site, browser: Browser, size):
    """No button back to the top, which would cover what is to be touched."""
    with reader(browser, size=size) as visit:
        tab = visit.open(site.html / f"{CHAPTERS[0]}.html")
        assert tab.locator("#pst-back-to-top").count() == 0


def test_on_a_phone_no_command_is_cut(site, browser: Browser):
    with reader(browser, size=PHONE) as visit:
        tab = visit.open(site.html / "book/back/about.html")
        cut = "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)"
        commands = tab.locator("article pre")
        assert commands.count() > 1
        assert commands.evaluate_all(cut) == []


def test_the_first_page_asks_for_no_commands():
    text = Path(ROOT / f"{FIRST}.md").read_text(encoding="utf-8")
    assert not re.search(r"\bmake (?:book|test)\b|pip install", text)
