"""What the tests of the built book share: pages as trees, and a tab that hears every complaint."""

from __future__ import annotations

from pathlib import Path

import notebooks
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, Request

ROOT = Path(__file__).resolve().parents[2]
PAGES = notebooks.toc_files()
CHAPTERS = [path.relative_to(ROOT).with_suffix("").as_posix() for path in notebooks.chapters()]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

each_page = pytest.mark.parametrize("page", PAGES)


def html_of(site, page: str) -> BeautifulSoup:
    return BeautifulSoup((site.html / f"{page}.html").read_text(encoding="utf-8"), "html.parser")


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
