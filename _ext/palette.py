"""Sphinx extension: the colors of the pages, a style sheet made from the palette of the figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from shapley_tutor.plots._pages import palette_sheet

SHEET = "palette.css"


def write_sheet(app: Sphinx) -> None:
    """Write the style sheet into the site before Sphinx takes its checksum."""
    if app.builder.format == "html":
        target = Path(app.outdir) / "_static" / SHEET
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(palette_sheet(), encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_css_file(SHEET)
    app.connect("builder-inited", write_sheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
