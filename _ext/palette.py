"""Sphinx extension: the colors of the pages, a style sheet made from the palette of the figures."""

from __future__ import annotations

from typing import Any

from made_files import at_start
from sphinx.application import Sphinx

from shapley_tutor.plots._pages import palette_sheet

SHEET = "palette.css"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_css_file(SHEET)
    at_start(app, SHEET, palette_sheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
