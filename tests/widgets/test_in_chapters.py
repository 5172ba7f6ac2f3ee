"""Links that cannot be read, in the chapters where the widgets stand."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from widgetlab import KEYS, chapter_of, open_page, ready

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
