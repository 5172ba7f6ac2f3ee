"""Tables: those with captions are numbered, and named by their numbers; all look alike."""

from __future__ import annotations

import re

import pytest
import readers
from look_overs import SIDEWAYS
from playwright.sync_api import Browser
from sitelab import CHAPTERS, PAGES, PHONE, each_page, html_of, reader
from visits import DARK_PHONE, LIGHT_DESK

CAPTION = "figure.st-captioned > figcaption .caption-number"


@pytest.mark.parametrize("page", CHAPTERS)
def test_captions_of_tables_count_through_a_chapter(site, page):
    numbers = [tag.get_text().strip() for tag in html_of(site, page).select(CAPTION)]
    chapter = CHAPTERS.index(page) + 1
    assert numbers == [f"Table {chapter}.{k + 1}" for k in range(len(numbers))]


def test_most_chapters_have_some_and_notebooks_give_them_the_same_numbers(site):
    shown = {
        tag.find_parent("figure")["id"]: tag.get_text().strip()
        for page in CHAPTERS
        for tag in html_of(site, page).select(CAPTION)
    }
    targets = readers.the_book().targets
    told = {name: target.text for name, target in targets.items() if name.startswith("tab-")}
    assert told == shown
    assert len(shown) > 80


def test_what_is_said_of_a_table_names_and_reaches_it(site):
    links = [
        (page, link)
        for page in PAGES
        for link in html_of(site, page).select("article a.reference")
        if re.fullmatch(r"Table\s\d+\.\d+", link.get_text().strip())
    ]
    assert len(links) > 10
    for page, link in links:
        path, _, name = link["href"].partition("#")
        there = (site.html / f"{page}.html").parent / path if path else site.html / f"{page}.html"
        target = there.resolve().relative_to(site.html.resolve()).with_suffix("").as_posix()
        figure = html_of(site, target).find(id=name)
        assert figure.select_one(".caption-number").get_text().split() == link.get_text().split()


@each_page
def test_numbers_in_tables_have_a_true_minus_and_one_row_heads_the_columns(site, page):
    for table in html_of(site, page).select("article table"):
        cells = [cell.get_text().strip() for cell in table.select("td")]
        assert [cell for cell in cells if re.match(r"-\.?\d", cell)] == []
        heads = [row.select("th:not(:empty)") for row in table.select("thead tr")][:-1]
        assert all(cell.get("colspan") for row in heads for cell in row)


@pytest.mark.parametrize("page", ["book/judgement/checklist", "book/model/trees"])
def test_on_a_phone_names_stand_above_their_numbers(site, browser: Browser, page):
    with reader(browser, size=PHONE) as visit:
        tab = visit.open(site.html / f"{page}.html")
        for table in tab.locator(".st-stacked .st-table").all():
            assert table.evaluate("e => e.scrollWidth <= e.clientWidth")
            for row in table.locator("tbody tr").all():
                name, number = (row.locator(f"td:nth-child({k})").bounding_box() for k in (1, 2))
                assert name["x"] == number["x"]
                assert name["y"] + name["height"] <= number["y"] + number["height"]


@pytest.mark.parametrize("page", ["book/deep/images", "book/model/classes-and-units"])
def test_what_goes_on_beyond_the_edge_of_a_phone_has_a_shadow(site, browser: Browser, seen, page):
    with reader(browser, "light", PHONE) as visit:
        by_day = visit.open(site.html / f"{page}.html").evaluate(SIDEWAYS)
    for found in (by_day, seen(page, DARK_PHONE)["sideways"]):
        assert {kind for kind, _ in found} >= {"div", "pre"}
        assert {pieces for _, pieces in found} == {2}  # the cover, and the shadow


@pytest.mark.parametrize("part", ["game", "scale", "deep", "model", "judgement"])
def test_few_tables_are_wider_than_a_phone(seen, part):
    wide = {}
    for page in (page for page in CHAPTERS if f"/{part}/" in page):
        found = seen(page, DARK_PHONE)["sideways"]
        wide[page] = sum(kind == "div" for kind, _ in found)
        assert {pieces for _, pieces in found} == {2}, (page, found)  # code and formulas, too
    assert sum(wide.values()) <= 3, wide


@pytest.mark.parametrize("page", CHAPTERS)
def test_the_line_below_the_heads_goes_on_above_the_names_of_rows(seen, page):
    assert seen(page, LIGHT_DESK)["lines below heads"] == []


def test_there_are_heads_above_the_names_of_rows(site):
    tree = html_of(site, "book/game/interactions")
    assert len(tree.select("article thead td:empty")) > 1


@pytest.mark.parametrize(
    "page", ["game/coalitions", "game/three-friends", "model/importance", "model/trees"]
)
def test_no_formula_is_cut_on_a_phone(seen, page):
    assert seen(f"book/{page}", DARK_PHONE)["cut formulas"] == []
