"""Sphinx extension: an empty corner of a table is no heading, for those who hear the page.

pandas and the package's tables leave the cell above the row names empty; as a ``th`` it would be
announced as a heading without a name.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx


def mend_tables(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Turn empty headings into plain cells."""
    if "body" in context:
        context["body"] = context["body"].replace("<th></th>", "<td></td>")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", mend_tables)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
