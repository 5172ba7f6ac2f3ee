"""Print the joined document to PDF with Chromium.

The numbers of pages in the contents are known only when the book has been printed: it is printed
once to learn where each chapter begins, and once more with the numbers in their places. What a
reader sees depends on the sources alone: there is no date and no random identifier in the file.
Only the numbers by which Chromium names the cells of tables may differ from print to print.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from playwright.sync_api import Page, ViewportSize, sync_playwright

# The text of an A4 page between its margins, in pixels of CSS: 210 and 297 mm less those.
SHEET = ViewportSize(width=round((210 - 52) / 25.4 * 96), height=round((297 - 52) / 25.4 * 96))
# What scrolls on a screen shrinks on paper until it fits.
FIT = """() => document.querySelectorAll(
    'div.math, .st-table, .output.text_html, .pst-scrollable-table-container'
).forEach(box => {
    const room = box.getBoundingClientRect().width, needed = box.scrollWidth;
    if (needed > room + 1) { box.style.zoom = Math.floor(98 * room / needed) / 100; }
})"""
MINUTES = 5  # that a slow machine may take
FILL = """numbers => document.querySelectorAll('.number').forEach(place => {
    place.textContent = numbers[place.dataset.of];
})"""


def pages_of(pdf: bytes) -> dict[str, int]:
    """Return the number of the page, from 1, on which each place stands that a link leads to."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        numbers = {page.objgen: number for number, page in enumerate(file.pages, 1)}
        places: list[tuple[str, Any]] = list(file.Root.Dests.items())
        return {name.removeprefix("/"): numbers[place[0].objgen] for name, place in places}


def print_tab(tab: Page, final: bool) -> bytes:
    """Print what a tab shows, in the end with tags for those who listen, and bookmarks."""
    return tab.pdf(prefer_css_page_size=True, print_background=True, tagged=final, outline=final)


def print_book(document: str, site: Path, browser: str, options: list[str]) -> bytes:
    """Return the PDF of a document whose pictures lie in ``site``, its contents with numbers."""
    path = site.resolve() / "book-to-print.html"
    path.write_text(document, encoding="utf-8")
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=browser, args=options)
            context = chromium.new_context(java_script_enabled=False, offline=True, viewport=SHEET)
            tab = context.new_page()
            tab.set_default_timeout(MINUTES * 60_000)
            tab.emulate_media(media="print", color_scheme="light")
            tab.goto(path.as_uri())
            tab.evaluate("document.fonts.ready.then(() => null)")
            tab.evaluate(FIT)
            numbers = pages_of(print_tab(tab, final=False))
            tab.evaluate(FILL, numbers)
            pdf = print_tab(tab, final=True)
            chromium.close()
    finally:
        path.unlink()
    if (printed := pages_of(pdf)) != numbers:
        moved = sorted(name for name in numbers if printed.get(name) != numbers[name])
        raise ValueError(f"the numbers in the contents moved {moved[:5]} to other pages")
    return pdf


def retitle(items: list[pikepdf.OutlineItem], titles: Iterator[str], level: int = 0) -> None:
    """Give bookmarks their titles, parts open; Chromium repeats words of a title that moved on."""
    for item in items:
        item.title = next(titles)
        item.is_closed = level > 0
        retitle(item.children, titles, level + 1)


def finished(pdf: bytes, about: dict[str, str], bookmarks: list[str]) -> bytes:
    """Return the PDF with its metadata and bookmarks, packed; it depends on nothing else."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        del file.docinfo  # dates, and the browser's name
        for name, value in about.items():
            file.docinfo[f"/{name}"] = value
        file.Root.Lang = pikepdf.String("en")
        file.Root.PageMode = pikepdf.Name.UseOutlines
        file.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        titles = iter(bookmarks)
        with file.open_outline() as outline:
            retitle(outline.root, titles)
        if left := list(titles):
            raise ValueError(f"headings without a bookmark: {left[:5]}")
        packed = io.BytesIO()
        pack = pikepdf.ObjectStreamMode.generate
        file.save(packed, object_stream_mode=pack, deterministic_id=True)
    return packed.getvalue()
