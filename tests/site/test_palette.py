"""One palette: the colors of the pages are those of the figures, or lighter ones in the dark."""

from __future__ import annotations

import colorsys
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

import shapley_tutor as st
from shapley_tutor.plots._style import as_text, contrast

STATIC = Path(__file__).resolve().parents[2] / "book" / "_static"
SHEETS = sorted(STATIC.glob("*.css"))
PALETTE = st.plots.PALETTE
COLOR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(")
CARD = "#ffffff"  # the paper of the figures, which are white in both themes

# What stands as text or as a sign on paper and on the tint: its color in the figures.
SIGNS = {
    "ink": PALETTE.ink,
    "muted": PALETTE.muted,
    "raise": PALETTE.positive,
    "lower": PALETTE.negative,
    "accent": PALETTE.accent,
    **{f"player-{k}": color for k, color in enumerate(PALETTE.players)},
}


def block(selector: str) -> dict[str, str]:
    """The palette that custom.css gives to a selector."""
    sheet = (STATIC / "custom.css").read_text(encoding="utf-8")
    (body,) = re.findall(rf"^ *{re.escape(selector)} {{\n([^}}]*--st-ink:[^}}]*)}}", sheet, re.M)
    return {name: color.upper() for name, color in re.findall(r"--st-([\w-]+): (#\w{6});", body)}


LIGHT, DARK = block(":root"), block('html[data-theme="dark"]')


def hue(color: str) -> float:
    """Degrees on the color wheel."""
    red, green, blue = (int(color[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return 360 * colorsys.rgb_to_hls(red, green, blue)[0]


def test_both_themes_name_the_same_colors():
    assert set(LIGHT) == set(DARK) == {*SIGNS, "line", "tint", "paper"}


def test_by_light_a_color_is_that_of_the_figures_or_as_much_darker_as_text_needs():
    assert {name: LIGHT[name] for name in SIGNS} == {
        name: as_text(color, PALETTE.tint) for name, color in SIGNS.items()
    }
    assert [LIGHT[name] for name in ("line", "tint", "paper")] == [
        PALETTE.grid, PALETTE.tint, PALETTE.paper
    ]  # fmt: skip


@pytest.mark.parametrize("name", SIGNS)
def test_in_the_dark_a_color_is_lighter_and_keeps_its_hue(name):
    assert contrast(DARK[name], PALETTE.ink) > contrast(LIGHT[name], PALETTE.ink)
    apart = abs(hue(DARK[name]) - hue(LIGHT[name]))
    assert min(apart, 360 - apart) < 8


@pytest.mark.parametrize("ground", ["paper", "tint"])
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(theme, ground):
    assert {name: contrast(theme[name], theme[ground]) for name in SIGNS if
            contrast(theme[name], theme[ground]) < 4.5} == {}  # fmt: skip


def test_no_other_color_is_written_into_the_style_sheets():
    stated = {*LIGHT.values(), *DARK.values(), CARD.upper()}
    for sheet in SHEETS:
        found = set(COLOR.findall(sheet.read_text(encoding="utf-8")))
        assert {color.upper() for color in found} <= stated, sheet.name
    widgets = (STATIC / "widgets.css").read_text(encoding="utf-8")
    assert COLOR.findall(widgets) == []


def test_every_color_that_is_used_is_defined():
    text = "".join(p.read_text(encoding="utf-8") for p in [*SHEETS, *STATIC.glob("widgets/*.js")])
    used = set(re.findall(r"var\(--(st-[\w-]+)\)", text))
    assert used <= set(re.findall(r"--(st-[\w-]+):", text))
    assert {f"st-{name}" for name in LIGHT} <= used | {"st-player-0"}


def test_the_logo_is_drawn_in_the_palette():
    colors = set(COLOR.findall((STATIC / "logo.svg").read_text(encoding="utf-8")))
    assert colors <= {PALETTE.paper, *PALETTE.players}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_first_visit_starts_in_the_theme_of_the_system(site, browser: Browser, theme):
    context = browser.new_context(color_scheme=theme, offline=True)
    tab = context.new_page()
    tab.route("**/pydata-sphinx-theme.js*", lambda route: route.abort())  # it comes too late
    tab.goto((site.html / "book/index.html").as_uri())
    ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    logos = [logo.is_visible() for logo in tab.locator(".logo__image").all()]
    context.close()
    paper = {"light": LIGHT, "dark": DARK}[theme]["paper"]
    assert ground == f"rgb({', '.join(str(int(paper[k : k + 2], 16)) for k in (1, 3, 5))})"
    assert sum(logos) == 1
