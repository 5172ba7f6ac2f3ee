"""Widgets where they stand, in their chapters: each is loaded once a width, and looked at."""

from __future__ import annotations

import functools
from typing import NamedTuple

import pytest
from playwright.sync_api import expect
from widgetlab import (
    CHAPTERS,
    HEIGHT,
    KEYS,
    WATCH_HEIGHT,
    chapter_of,
    each_widget,
    open_page,
    ready,
)

# Called after every piece of the page that the parser adds, before anything is drawn.
WATCH = f"""new MutationObserver(() => {{
    const widget = document.querySelector("{", ".join(CHAPTERS)}");
    if (!widget) return;
    window.late ||= !("ready" in widget.dataset);
    window.before ||= !widget.nextElementSibling && document.readyState === "loading";
}}).observe(document, {{ childList: true, subtree: true }});"""

# Whether the upper and the lower edge of the question can be touched, once the end of the grid
# has come into view.
IN_SIGHT = """widget => {
    widget.querySelector(".stm-table").scrollIntoView({ block: "end" });
    const question = widget.querySelector(".st-question");
    const { left, top, bottom } = question.getBoundingClientRect();
    return [top + 2, bottom - 2].map(
        y => question.contains(document.elementFromPoint(left + 20, y)));
}"""

each_width = pytest.mark.parametrize("width", [390, 1280])


class Seen(NamedTuple):
    """What a reader has seen of a widget, from the first element of the page on."""

    late: bool
    before: bool
    first_height: float
    height: float
    question: list[bool] | None


@pytest.fixture(scope="module")
def seen(site, browser):
    @functools.cache
    def visited(tag: str, width: int) -> Seen:
        script = WATCH + WATCH_HEIGHT
        with open_page(browser, chapter_of(site, tag), width=width, script=script) as page:
            page.wait_for_function("window.first")
            widget = ready(page, tag)
            height = widget.evaluate(HEIGHT)
            question = widget.evaluate(IN_SIGHT) if tag == "st-who-is-missing" else None
            return Seen(*page.evaluate("[late, before, first]"), height, question)

    return visited


@each_widget
@each_width
def test_it_stands_before_the_page_is_drawn(seen, tag, width):
    """The element is complete as soon as it is in the page, so no fallback is ever replaced."""
    assert (seen(tag, width).late, seen(tag, width).before) == (False, True)


@each_widget
@each_width
def test_its_height_does_not_change_by_itself(seen, tag, width):
    assert seen(tag, width).height == seen(tag, width).first_height > 250


@each_width
def test_the_question_of_who_is_missing_stays_in_sight_below_the_toolbar(seen, width):
    assert seen("st-who-is-missing", width).question == [True, True]


# Pictures far below too, then two frames: what was laid out has been painted.
LOAD_THE_REST = """async () => {
    const shown = [...document.images].filter(e => e.checkVisibility());
    for (const picture of shown) picture.loading = "eager";
    await Promise.all(shown.map(e => e.decode()));
    await document.fonts.ready;
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""


@pytest.mark.parametrize("tag", KEYS)
def test_a_bad_link_is_told_where_its_reader_is(site, browser, tag):
    """The widget may stand ten thousand pixels below the top."""
    with open_page(browser, chapter_of(site, tag), fragment=f"{KEYS[tag]}=nonsense") as page:
        ready(page, tag)
        trouble = page.locator(f"{tag} .st-trouble")
        assert trouble.inner_text().startswith("The link cannot be read (")
        expect(trouble).to_be_in_viewport()
        page.evaluate(LOAD_THE_REST)  # which does not push it away
        expect(trouble).to_be_in_viewport(ratio=1)
        toolbar = page.locator(".bd-header-article").bounding_box()
        assert trouble.bounding_box()["y"] >= toolbar["y"] + toolbar["height"]
