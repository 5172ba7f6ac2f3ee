"""One palette: the colors of the pages are those of the figures, or lighter ones in the dark."""

from __future__ import annotations

import colorsys
import re
from pathlib import Path

import palette
import pytest
from playwright.sync_api import Browser

import shapley_tutor as st
from shapley_tutor.plots._pages import DARK, FILLS, LIGHT, SIGNS, palette_sheet
from shapley_tutor.plots._style import contrast

STATIC = Path(__file__).resolve().parents[2] / "book" / "_static"
SHEETS = sorted(STATIC.glob("*.css"))
PALETTE = st.plots.PALETTE
COLOR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch)\(")


def hue(color: str) -> float:
    """Degrees on the color wheel."""
    red, green, blue = (int(color[k : k + 2], 16) / 255 for k in (1, 3, 5))
    return 360 * colorsys.rgb_to_hls(red, green, blue)[0]


def test_both_themes_name_the_same_colors():
    assert set(LIGHT) == set(DARK) == {
        *SIGNS, *FILLS, *(f"on-{name}" for name in FILLS), "line", "tint", "paper", "card",
    }  # fmt: skip


def test_the_sheet_of_the_site_is_the_palette(site):
    sheet = (site.html / "_static" / palette.SHEET).read_text(encoding="utf-8")
    light, dark = sheet.upper().split("@MEDIA NOT PRINT")
    for colors, part in ((LIGHT, light), (DARK, dark)):
        assert dict(re.findall(r"--ST-([\w-]+): (#\w{6});", part)) == {
            name.upper(): color for name, color in colors.items()
        }


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


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_text_on_a_fill_can_be_read(theme):
    assert {name: contrast(theme[f"on-{name}"], theme[name]) for name in FILLS if
            contrast(theme[f"on-{name}"], theme[name]) < 4.5} == {}  # fmt: skip


def test_a_fill_has_the_color_that_the_player_has_in_figures():
    assert [LIGHT[name] for name in FILLS] == list(PALETTE.players)


def test_no_color_is_written_into_a_style_sheet():
    found = {sheet.name: COLOR.findall(sheet.read_text(encoding="utf-8")) for sheet in SHEETS}
    assert found == {sheet.name: [] for sheet in SHEETS}
    assert len(found) > 2


def test_every_color_that_is_used_is_defined():
    files = [*SHEETS, *STATIC.glob("widgets/**/*.js")]
    text = palette_sheet() + "".join(path.read_text(encoding="utf-8") for path in files)
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
    logos = [logo.is_visible() for logo in tab.locator(".navbar-brand svg").all()]
    context.close()
    paper = {"light": LIGHT, "dark": DARK}[theme]["paper"]
    assert ground == f"rgb({', '.join(str(int(paper[k : k + 2], 16)) for k in (1, 3, 5))})"
    assert sum(logos) == 1
