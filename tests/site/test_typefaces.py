"""The typefaces: small, named as their license asks, with every character of the book."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import typefaces
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, Page
from sitelab import article_of, each_page, html_of, reader

CUSTOM = Path(__file__).resolve().parents[2] / "book" / "_static" / "custom.css"


@pytest.fixture(scope="module")
def sheet(site) -> str:
    return (site.html / "_static" / typefaces.SHEET).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def faces(site, sheet) -> list[bytes]:
    """The fonts that the sheet names."""
    files = re.findall(r'url\("([^"?]+)\?v=\w{8}"', sheet)
    return [(site.html / "_static" / file).read_bytes() for file in files]


def test_the_sheet_names_every_face_and_they_are_small(sheet, faces):
    assert len(faces) == sheet.count("@font-face") == len(typefaces.FACES) == 8
    assert all(data[:4] == b"wOF2" for data in faces)
    assert sum(map(len, faces)) < 170_000


def test_the_families_are_those_that_the_pages_ask_for(sheet):
    asked = re.findall(r'--st-(?:serif|sans|mono): "([\w ]+)"', CUSTOM.read_text(encoding="utf-8"))
    families = set(re.findall(r'@font-face \{ font-family: "([\w ]+)"', sheet))
    assert families == {"Shapley Icons", *asked}
    assert len(families) == 4


def test_a_changed_face_has_a_name_of_its_own_and_keeps_its_license(faces):
    for data in faces:
        names = TTFont(io.BytesIO(data))["name"]
        titles = [names.getDebugName(k) for k in (1, 4, 6)]
        assert all(title.startswith("Shapley") for title in titles)
        assert not any(re.search("Source|Inconsolata|Awesome", title) for title in titles)
        assert re.search("Adobe|Inconsolata|Font Awesome", names.getDebugName(0))
        assert "SIL Open Font License" in names.getDebugName(13)


@each_page
def test_no_character_of_a_page_was_cut_away(site, page):
    article = article_of(site, page, without="pre, code, script, style, svg, mjx-container")
    text = {ord(character) for character in article.get_text() if character.isprintable()}
    for face in ("serif-regular", "sans-regular"):
        assert {chr(code) for code in text & uncut(face) - typefaces.CHARACTERS} == set(), face
    code = {ord(c) for tag in html_of(site, page).select("article pre") for c in tag.get_text()}
    assert {chr(c) for c in code & uncut("mono-regular") - typefaces.CHARACTERS} - {"\n"} == set()


@functools.cache
def uncut(face: str) -> set[int]:
    return set(typefaces.source(face).getBestCmap())


def test_every_icon_has_its_character_and_is_not_read_aloud(sheet, faces):
    (icons,) = [
        font for data in faces
        if "Icons" in (font := TTFont(io.BytesIO(data)))["name"].getDebugName(1)
    ]  # fmt: skip
    assert set(icons.getBestCmap()) == set(typefaces.ICONS.values())
    for name, code in typefaces.ICONS.items():
        assert f'.fa-{name}::before {{ content: "\\{code:x}" / ""; }}' in sheet


SET_IN = {
    "article h2": "ShapleySans-Bold",
    "section section > p": "ShapleySerif-Regular",
    "article p em": "ShapleySerif-Italic",
    "nav.bd-links a": "ShapleySans-Regular",
    "div.cell > .cell_input pre": "ShapleyMono-Regular",
    ".bd-header-article .fa-rocket": "ShapleyIcons-Solid",
}


def test_pages_are_set_in_them_from_a_folder(site, browser: Browser):
    with reader(browser) as visit:
        tab = visit.open(site.html / "book/game/coalitions.html")
        used = typefaces_of(tab, SET_IN)
    assert used == SET_IN


def typefaces_of(tab: Page, selectors: Iterable[str]) -> dict[str, str]:
    client = tab.context.new_cdp_session(tab)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    used = {}
    for selector in selectors:
        query = {"nodeId": root, "selector": selector}
        node = client.send("DOM.querySelector", query)["nodeId"]
        fonts = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        used[selector] = max(fonts, key=lambda font: font["glyphCount"])["postScriptName"]
    return used
