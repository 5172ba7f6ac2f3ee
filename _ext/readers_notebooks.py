"""Sphinx extension: what a page's buttons open and download is its notebook for readers.

The theme's buttons lead to the notebook of which the page is made, which holds roles and
directives that only Sphinx understands. ``tools/readers.py`` has written another for each of them
into ``notebooks/``; it goes into the site, and the buttons lead to it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"


def notebook_of(page: str) -> str | None:
    """Return the path of a page's notebook for readers, from the root; None where there is none."""
    path = page.removeprefix("book/") + ".ipynb"
    return f"{FOLDER.name}/{path}" if (FOLDER / path).is_file() else None


def lead(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Let the buttons of a page lead to its notebook for readers."""
    if (notebook := notebook_of(page)) is None:
        return
    groups = context.get("header_buttons", [])
    buttons = {group.get("label"): group.get("buttons", []) for group in groups}
    for button in buttons.get("launch-buttons", []):
        button["url"] = button["url"].replace(f"{page}.ipynb", notebook)
    for button in buttons.get("download-buttons", []):
        if button.get("label") == "download-source-button":
            button["url"] = context["pathto"](notebook, 1)


def copy(app: Sphinx, exception: Exception | None) -> None:
    """Put the notebooks into the site."""
    if exception is None and app.builder.format == "html":
        target = Path(app.outdir) / FOLDER.name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(FOLDER, target, ignore=shutil.ignore_patterns(".*", "README.md"))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx: after the theme, which makes the buttons."""
    app.connect("html-page-context", lead, priority=900)
    app.connect("build-finished", copy)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
