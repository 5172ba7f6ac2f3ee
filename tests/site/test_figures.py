"""Figures on pages: one file a theme, no ground of their own, letters that a phone shows, light."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from urllib.parse import unquote

import figures
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser
from sitelab import CHAPTERS, html_of, reader
from visits import DARK_PHONE

import shapley_tutor as st
from shapley_tutor.plots._night import at_night, of_the_palette, turned_over
from shapley_tutor.plots._pages import DARK
from shapley_tutor.plots._style import contrast

PALETTE = st.plots.PALETTE
SMALLEST = 11  # pixels of CSS, on a phone
LETTERS = re.compile(r"scale\(([\d.]+) -")  # of letters; a face has 100 units per point
each_chapter = pytest.mark.parametrize("page", CHAPTERS)


@functools.cache
def drawn(site, page: str, theme: str) -> dict[str, str]:
    """Every figure of a page in one theme, by its file."""
    folder = (site.html / f"{page}.html").parent
    sources = [img["src"] for img in html_of(site, page).select(f"article img.st-{theme}")]
    return {src: (folder / unquote(src)).read_text(encoding="utf-8") for src in sources}


@each_chapter
def test_every_figure_comes_for_both_themes_and_late(site, page):
    images = html_of(site, page).select("article :is(figure, .cell_output) img")
    assert images
    for light, dark in zip(images[::2], images[1::2], strict=True):
        assert "st-light" in light["class"]
        assert "st-dark" in dark["class"]
        assert light["alt"] == dark["alt"]
        assert {light["loading"], dark["loading"]} == {"lazy"}


@each_chapter
def test_in_the_dark_no_color_of_the_day_is_left(site, page):
    day = {color.lower() for color, night in of_the_palette().items() if color != night}
    for source, svg in drawn(site, page, "dark").items():
        assert day & set(re.findall(r"#[0-9a-f]{6}", svg.lower())) <= {
            color.lower() for color in DARK.values()
        }, source


@each_chapter
def test_a_figure_lets_the_page_show_through(site, page):
    for theme in figures.THEMES:
        for svg in drawn(site, page, theme).values():
            ground = re.search(r"<path d=[^>]*?style=\"([^\"]*)\"", svg)
            assert "fill: none" in ground[1]


@each_chapter
def test_a_phone_shows_letters_that_can_be_read(site, seen, page):
    shown = dict(seen(page, DARK_PHONE)["figures"])
    assert shown.keys() == drawn(site, page, "dark").keys()
    for source, width in shown.items():
        points, smallest = letters(drawn(site, page, "dark")[source])
        assert smallest * width / points >= SMALLEST, source


def letters(svg: str) -> tuple[float, float]:
    """The width of a figure and the size of its smallest letters, both in points."""
    scales = LETTERS.findall(svg) or ["1"]
    return float(re.search(r'viewBox="0 0 ([\d.]+)', svg)[1]), min(100 * float(s) for s in scales)


@each_chapter
def test_by_day_figures_and_letters_are_as_large(site, page):
    images = html_of(site, page).select("article img:is(.st-light, .st-dark)")
    for light, dark in zip(images[::2], images[1::2], strict=True):
        for side in ("width", "height"):
            assert light[side] == dark[side]
        assert letters(drawn(site, page, "light")[light["src"]]) == letters(
            drawn(site, page, "dark")[dark["src"]]
        )


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_one_of_the_two_is_shown_and_its_caption(site, browser: Browser, theme):
    with reader(browser, theme) as visit:
        tab = visit.open(site.html / f"{CHAPTERS[0]}.html")
        for name in figures.THEMES:
            assert tab.locator(f"article img.st-{name}").first.is_visible() == (name == theme)
        assert tab.locator("article figcaption").first.is_visible()


def test_what_is_not_shown_is_not_loaded(site, browser: Browser):
    with reader(browser, "dark") as visit:
        loaded: list[str] = []
        visit.page.on("request", lambda request: loaded.append(Path(request.url).name))
        tab = visit.open(site.html / f"{CHAPTERS[0]}.html")
        tab.evaluate("scrollTo(0, document.body.scrollHeight)")
        tab.wait_for_timeout(200)
        shown = [name for name in loaded if name.endswith("dark.svg")]
        assert shown
        assert not [name for name in loaded if name.endswith("light.svg")]


def test_on_paper_a_figure_is_as_by_day(site, browser: Browser):
    with reader(browser, "dark") as visit:
        tab = visit.open(site.html / f"{CHAPTERS[0]}.html")
        tab.emulate_media(media="print")
        for theme, seen in (("light", True), ("dark", False)):
            assert tab.locator(f"article img.st-{theme}").first.is_visible() == seen


def test_letters_keep_their_size_and_places_are_short():
    stored = '<path transform="scale(0.015625)"/><use x="58.105313" y="0.25"/>'
    assert figures.light(stored) == '<path transform="scale(0.015625)"/><use x="58.11" y="0.25"/>'


# --- colors at night ------------------------------------------------------------------------


def test_paper_and_ink_change_places():
    assert at_night(PALETTE.paper.lower()) == DARK["paper"]
    assert at_night(PALETTE.ink) == DARK["ink"]
    light, dark = turned_over([[250, 250, 250], [10, 10, 10]])
    assert light.max() < 40
    assert dark.min() > 200


@pytest.mark.parametrize("color", [PALETTE.positive, PALETTE.negative, *PALETTE.players])
def test_a_color_that_is_mixed_lies_near_the_palette_of_the_night(color):
    mixed = turned_over([int(color[k : k + 2], 16) for k in (1, 3, 5)])
    known = np.array([int(at_night(color)[k : k + 2], 16) for k in (1, 3, 5)])
    assert np.abs(mixed - known).max() < 72
    assert contrast("#{:02X}{:02X}{:02X}".format(*mixed), DARK["paper"]) > 4.5


def rgba(pixels) -> np.ndarray:
    return np.array(Image.fromarray(np.asarray(pixels, dtype=np.uint8)).convert("RGBA"))


def test_a_photograph_is_told_from_a_map_of_values():
    gray = rgba(np.arange(256).reshape(16, 16))
    assert figures.is_photograph(gray)
    signs = [PALETTE.negative, PALETTE.paper, PALETTE.positive]
    colors = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in signs])
    values = np.linspace(0, 2, 400).reshape(20, 20)
    mapped = np.stack([np.interp(values, (0, 1, 2), colors[:, k]) for k in range(3)], axis=-1)
    assert not figures.is_photograph(rgba(mapped))
    dots = gray.copy()
    dots[0, 0, 3] = 0  # a hole: what is drawn, not what was photographed
    assert not figures.is_photograph(dots)
