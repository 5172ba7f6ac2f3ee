"""Pages are steady without scripts too: sized pictures, icons; and they are light."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import imagesize
import typefaces
from bs4 import Tag
from playwright.sync_api import Browser
from sitelab import CHAPTERS, PAGES, every_page, html_of
from visits import LIGHT_DESK

# --- pictures and icons ---------------------------------------------------------------------

ICON = ":is(i, span)[class*='fa-']"


def ratio_of_the_file(file: Path) -> float:
    if file.suffix == ".svg":
        box = re.search(r'<svg\b[^>]*viewBox="([^"]+)"', file.read_text(encoding="utf-8"))
        _, _, width, height = map(float, box[1].split())
    else:
        width, height = imagesize.get(file)
    return width / height


def test_every_picture_has_its_size_and_a_text_alternative(site):
    wrong = []
    for name, page in every_page(site).items():
        for img in page.find_all("img"):
            ratio = ratio_of_the_file((site.html / name).parent / unquote(img["src"]))
            width, height = (int(img.get(side, 0)) for side in ("width", "height"))
            if in_a_menu(img):  # closed at first; a square of 1rem says the style sheet
                width, height = width or 16, height or 16
            if not (img.get("alt") and width and height and "style" not in img.attrs):
                wrong.append((name, str(img)))
            elif abs(width / ratio - height) > 1:  # rounded to pixels
                wrong.append((name, "ratio", str(img)))
    assert wrong == []


def in_a_menu(img: Tag) -> bool:
    return img.find_parent(class_="dropdown-menu") is not None


def test_every_icon_is_among_those_of_the_book(site):
    for name, page in every_page(site).items():
        for icon in page.select(ICON):
            solid, others = [], []
            for word in icon["class"]:
                (solid if word in ("fas", "fa-solid") else others).append(word)
            shapes = [word.removeprefix("fa-") for word in others if word.startswith("fa-")]
            assert solid, (name, str(icon))
            assert set(shapes) - {"lg"} <= set(typefaces.ICONS), (name, str(icon))
        assert page.select(ICON) or name in ("404", "index"), name  # not of the theme


# --- without scripts ------------------------------------------------------------------------


def test_without_scripts_solutions_unfold_and_their_titles_lead_nowhere(site, browser: Browser):
    context = browser.new_context(java_script_enabled=False, offline=True)
    tab = context.new_page()
    tab.goto((site.html / f"{CHAPTERS[0]}.html").as_uri())
    folds = tab.locator("details.solution").all()
    assert len(folds) > 2
    for fold in folds:
        assert fold.locator("> summary a").count() == 0
        assert not fold.locator("p").first.is_visible()
        fold.locator("> summary").click(position={"x": 60, "y": 10})  # on the words
        assert fold.locator("p").first.is_visible()
    context.close()


# --- weight ---------------------------------------------------------------------------------


def own_bytes(site, page: str) -> int:
    """A page and its pictures, without the files that all pages share."""
    file = site.html / f"{page}.html"
    sources = {str(img["src"]) for img in html_of(site, page).select("img:not(.st-dark)")}
    own = [file.parent / unquote(source) for source in sources if "_static/" not in source]
    return sum(path.stat().st_size for path in [file, *own])


def blocking(site, page: str) -> int:
    """Bytes of the style sheets of a page, as a server packs them."""
    file = site.html / f"{page}.html"
    links = html_of(site, page).select("link[rel=stylesheet]")
    sheets = [file.parent / unquote(urlsplit(str(link["href"])).path) for link in links]
    return sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets)


def test_a_page_waits_for_few_bytes_of_style(site):
    assert {page: size for page in PAGES if (size := blocking(site, page)) > 120_000} == {}


def test_pages_have_few_elements(seen):
    """With what scripts add, and formulas: elements that cost time when a page is laid out."""
    found = {page: seen(page, LIGHT_DESK)["elements"] for page in CHAPTERS}
    assert min(found.values()) > 1000
    assert {page: count for page, count in found.items() if count > 7_600} == {}


def test_pages_are_light(site):
    weights = {page: own_bytes(site, page) for page in PAGES}
    assert weights[PAGES[0]] < 500_000
    # Formulas weigh most, then photographs.
    assert {page: size for page, size in weights.items() if size > 1_800_000} == {}
