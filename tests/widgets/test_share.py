"""Addresses that hold the state of a widget: alike in all, and no place on a page is one."""

from __future__ import annotations

import pytest
from widgetlab import KEYS, bench_of, module_page, open_page, ready

# Before a page's own scripts: a widget waits a hundredth of the time that it means to.
HURRY = """const after = window.setTimeout;
window.setTimeout = (call, wait = 0, ...rest) => after(call, wait / 100, ...rest);"""

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
    path = bench_of(bench, tag)
    with open_page(browser, path, fragment=KEYS[tag], script=HURRY) as page:
        widget = ready(page, tag)
        assert widget.locator(".st-trouble").is_hidden()
        control = widget.locator(":is(select, input[type=range], .st-card)").first
        control.press("ArrowRight")
        page.wait_for_timeout(20)
        assert page.evaluate("location.hash") == f"#{KEYS[tag]}"
        link = widget.get_by_label("A link to this").input_value()
        assert link.startswith(page.url.partition("#")[0] + f"#{KEYS[tag]}=")
