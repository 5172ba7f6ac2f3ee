"""What the tests of the built book share: pages as trees, and readers who hear every complaint."""

from __future__ import annotations

import copy
import functools
import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import notebooks
import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page, Request

ROOT = Path(__file__).resolve().parents[2]
PAGES = [page for page in notebooks.toc_files() if page != "genindex"]  # which Sphinx writes
CHAPTERS = [path.relative_to(ROOT).with_suffix("").as_posix() for path in notebooks.chapters()]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
# What passes is not written down, nor where a finding stands: its HTML says it.
FINDINGS = """async () => (await axe.run(
    document, {resultTypes: ['violations'], selectors: false})).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`))"""

each_page = pytest.mark.parametrize("page", PAGES)


# The strokes of a formula, which say nothing: they are most of a page. What is read aloud stays.
STROKES = re.compile(r"<mjx-math\b.*?</mjx-math>", re.DOTALL)


@functools.cache
def html_of(site, page: str) -> BeautifulSoup:
    """A page as a tree that all tests share, without strokes: who cuts into it takes a copy."""
    text = (site.html / f"{page}.html").read_text(encoding="utf-8")
    tree = BeautifulSoup(STROKES.sub("", text), "html.parser")
    gc.freeze()  # it stays: nobody need look through it for garbage
    return tree


@functools.cache
def article_of(site, page: str, without: str) -> Tag:
    """A copy of what a page says, without some of its parts, that all tests share."""
    article = copy.copy(html_of(site, page).select_one("article"))
    for part in article.select(without):
        part.decompose()
    return article


def every_page(site) -> dict[str, BeautifulSoup]:
    """All pages, those that Sphinx adds too."""
    files = [path.relative_to(site.html).with_suffix("") for path in site.html.rglob("*.html")]
    names = sorted(path.as_posix() for path in files if "_static" not in path.parts)
    return {name: html_of(site, name) for name in names}


def in_theme(theme: str) -> str:
    """A script that runs before a page's own: the reader has chosen the theme."""
    return f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}')"


class Visit:
    """A tab without a network, that remembers every complaint."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.complaints: list[str] = []
        say = self.complaints.append
        page.on("requestfailed", self._failed)
        page.on("request", lambda request: self._outside(request.url))
        page.on("pageerror", lambda error: say(f"error: {error}"))
        page.on("console", lambda m: say(m.text) if m.type in ("error", "warning") else None)

    def _failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the reader has gone on before it came
            self.complaints.append(f"failed: {request.url}")

    def _outside(self, url: str) -> None:
        if not url.startswith(("file:", "data:", "blob:")):
            self.complaints.append(f"network: {url}")

    def open(self, path: Path) -> Page:
        self.page.goto(path.as_uri())
        self.page.evaluate("document.fonts.ready.then(() => null)")
        return self.page


@contextmanager
def reader(browser: Browser, theme: str = "light", size=WIDE, script: str = "") -> Iterator[Visit]:
    """A reader without a network who has chosen a theme; the script runs before a page's own."""
    context = browser.new_context(viewport=size, color_scheme=theme, offline=True)
    context.add_init_script(in_theme(theme) + ";" + script)
    try:
        yield Visit(context.new_page())
    finally:
        context.close()
