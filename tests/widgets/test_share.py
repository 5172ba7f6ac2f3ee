"""Addresses that hold the state of a widget: alike in all, and no place on a page is one."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from widgetlab import bench_of, chapter_of, module_page, open_page, ready

KEYS = {
    "st-lineup-machine": "lineups",
    "st-game-board": "game",
    "st-axiom-switch": "off",
    "st-who-is-missing": "missing",
    "st-sampling-race": "race",
}
each_shared = pytest.mark.parametrize("tag", KEYS)


def test_parts_of_an_address(browser):
    with module_page(browser, "core/share") as page:
        found = page.evaluate(
            """() => ["#race=vote&seed=3&costs", "#race", "#the-race", "", "#seed=3", "#races=1"]
                .map(hash => share.entriesOf(hash, "race")).map(m => m && [...m])"""
        )
    assert found == [[["race", "vote"], ["seed", "3"], ["costs", ""]], *[None] * 5]


@each_shared
def test_a_place_on_the_page_is_no_bad_link_and_stays(bench, browser, tag):
    with open_page(browser, bench_of(bench, tag), fragment=KEYS[tag]) as page:
        widget = ready(page, tag)
        assert widget.locator(".st-trouble").is_hidden()
        control = widget.locator(":is(select, input[type=range], .st-card)").first
        control.press("ArrowRight")
        page.wait_for_timeout(400)
        assert page.evaluate("location.hash") == f"#{KEYS[tag]}"
        link = widget.get_by_label("A link to this").input_value()
        assert link.startswith(page.url.partition("#")[0] + f"#{KEYS[tag]}=")


@each_shared
def test_a_bad_link_is_told_where_its_reader_is(site, browser, tag):
    """In the chapter, where the widget may stand ten thousand pixels below the top."""
    with open_page(browser, chapter_of(site, tag), fragment=f"{KEYS[tag]}=nonsense") as page:
        ready(page, tag)
        trouble = page.locator(f"{tag} .st-trouble")
        assert trouble.inner_text().startswith("The link cannot be read (")
        expect(trouble).to_be_in_viewport()
        page.wait_for_timeout(1500)  # what loads afterwards does not push it away
        expect(trouble).to_be_in_viewport(ratio=1)
        toolbar = page.locator(".bd-header-article").bounding_box()
        assert trouble.bounding_box()["y"] >= toolbar["y"] + toolbar["height"]
