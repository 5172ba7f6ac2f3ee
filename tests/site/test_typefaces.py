"""The typefaces: small, named as their license asks, with every character of the book."""

from __future__ import annotations

import functools
import gzip
import io
import re
from base64 import b64decode
from pathlib import Path

import pytest
import typefaces
from fontTools.ttLib import TTFont
from playwright.sync_api import Browser, Page
from sitelab import article_of, each_page, reader

CUSTOM = Path(__file__).resolve().parents[2] / "book" / "_static" / "custom.css"


@pytest.fixture(scope="module")
def sheet(site) -> str:
    return (site.html / "_static" / typefaces.SHEET).read_text(encoding="utf-8")


def faces(sheet: str) -> list[bytes]:
    """The fonts that a style sheet holds."""
    return [
        b64decode(data) for data in re.findall(r"url\(\"data:font/woff2;base64,([^\"]+)\"", sheet)
    ]


def test_the_sheet_holds_every_face_and_is_small(sheet):
    assert len(faces(sheet)) == sheet.count("@font-face") == len(typefaces.FACES) == 7
    assert all(data[:4] == b"wOF2" for data in faces(sheet))
    assert len(gzip.compress(sheet.encode())) < 150_000


def test_the_families_are_those_that_the_pages_ask_for(sheet):
    asked = re.findall(r'--st-(?:serif|sans): "([\w ]+)"', CUSTOM.read_text(encoding="utf-8"))
    families = set(re.findall(r'@font-face \{ font-family: "([\w ]+)"', sheet))
    assert families == {"Shapley Icons", *asked}
    assert len(families) == 3


def test_a_changed_face_has_a_name_of_its_own_and_keeps_its_license(sheet):
    for data in faces(sheet):
        names = TTFont(io.BytesIO(data))["name"]
        titles = [names.getDebugName(k) for k in (1, 4, 6)]
        assert all(title.startswith("Shapley") for title in titles)
        assert not any(re.search("Source|Awesome", title) for title in titles)
        assert re.search("Adobe|Font Awesome", names.getDebugName(0))
        assert "SIL Open Font License" in names.getDebugName(13)


@each_page
def test_no_character_of_a_page_was_cut_away(site, page):
    article = article_of(site, page, without="pre, code, script, style, svg, mjx-container")
    text = {ord(character) for character in article.get_text() if character.isprintable()}
    for face in ("serif-regular", "sans-regular"):
        assert {chr(code) for code in text & uncut(face) - typefaces.CHARACTERS} == set(), face


@functools.cache
def uncut(face: str) -> set[int]:
    return set(typefaces.source(face).getBestCmap())


def test_every_icon_has_its_character_and_is_not_read_aloud(sheet):
    (icons,) = [
        font for data in faces(sheet)
        if "Icons" in (font := TTFont(io.BytesIO(data)))["name"].getDebugName(1)
    ]  # fmt: skip
    assert set(icons.getBestCmap()) == set(typefaces.ICONS.values())
    for name, code in typefaces.ICONS.items():
        assert f'.fa-{name}::before {{ content: "\\{code:x}" / ""; }}' in sheet


def test_pages_are_set_in_them_from_a_folder(site, browser: Browser):
    with reader(browser) as visit:
        tab = visit.open(site.html / "book/game/coalitions.html")
        used = typefaces_of(tab)
    assert used == {
        "article h2": "ShapleySans-Bold",
        "section section > p": "ShapleySerif-Regular",
        "article p em": "ShapleySerif-Italic",
        "nav.bd-links a": "ShapleySans-Regular",
    }


def typefaces_of(tab: Page) -> dict[str, str]:
    client = tab.context.new_cdp_session(tab)
    client.send("DOM.enable")
    client.send("CSS.enable")
    root = client.send("DOM.getDocument")["root"]["nodeId"]
    used = {}
    for selector in ("article h2", "section section > p", "article p em", "nav.bd-links a"):
        query = {"nodeId": root, "selector": selector}
        node = client.send("DOM.querySelector", query)["nodeId"]
        fonts = client.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        used[selector] = max(fonts, key=lambda font: font["glyphCount"])["postScriptName"]
    return used
