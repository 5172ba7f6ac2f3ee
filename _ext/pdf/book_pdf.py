"""Sphinx extension: the whole book as a PDF, printed by Chromium, and the links to it.

Switched on by the environment variable ``BOOK_PDF=1``, as ``make pdf`` does. Without it, no page
has a link to the PDF, and no browser is needed: a link to what is not there never exists.
"""

from __future__ import annotations

import logging as python_logging
import os
from pathlib import Path
from typing import Any

import browsers
import yaml
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.util import logging

NAME = "shapley-values.pdf"
LINK = "The whole book (.pdf)"
log = logging.getLogger(__name__)


def find_browser(app: Sphinx, config: Config) -> None:
    """Stop at once if the PDF is asked for and nothing can print it."""
    if config.book_pdf and browsers.chromium() is None:
        raise ExtensionError(browsers.MISSING)


def set_tag(app: Sphinx) -> None:
    """Let text inside ``{only} book_pdf`` appear."""
    if app.config.book_pdf:
        app.tags.add("book_pdf")


def add_link(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Put the PDF at the end of the menu of downloads."""
    for group in context.get("header_buttons", []) if app.config.book_pdf else []:
        if group.get("label") == "download-buttons":
            link = {"type": "link", "url": context["pathto"](NAME, 1), "text": LINK}
            about = {"tooltip": "The whole book as a PDF", "icon": "fas fa-book"}
            group["buttons"].append({**link, **about, "label": "download-book-button"})


def write(app: Sphinx, error: Exception | None) -> None:
    """Print the book beside its pages; without the switch, remove what an earlier build printed."""
    if app.builder.format != "html" or error is not None:
        return
    target = Path(app.outdir) / NAME
    if not app.config.book_pdf:
        target.unlink(missing_ok=True)
        return
    pdf = make(Path(app.outdir), Path(app.srcdir), app.config.html_baseurl)
    target.write_bytes(pdf)
    log.info("printed the book: %s", target)


def make(site: Path, root: Path, address: str) -> bytes:
    """Return the book as a PDF, made from its built pages and what ``CITATION.cff`` says of it."""
    python_logging.getLogger("pikepdf").setLevel(python_logging.WARNING)
    import joined_pages
    import paper_pages
    import printed_book

    browser = browsers.chromium()
    assert browser is not None
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    author = ", ".join(person["name"] for person in citation["authors"])
    edition = f"Edition {citation['version']}"
    book = paper_pages.Book(citation["title"], author, edition, address)
    joined = joined_pages.join(site, root, book)
    pdf = printed_book.print_book(joined.document, site, browser, list(browsers.OPTIONS))
    about = {"Title": book.title, "Author": author, "Subject": edition}
    return printed_book.finished(pdf, about, joined.headings)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_config_value("book_pdf", os.environ.get("BOOK_PDF", "") not in ("", "0"), "html")
    app.connect("config-inited", find_browser)
    app.connect("builder-inited", set_tag)
    app.connect("html-page-context", add_link, priority=900)
    app.connect("build-finished", write, priority=900)  # when the pages are as they stay
    return {"parallel_read_safe": True, "parallel_write_safe": True}
