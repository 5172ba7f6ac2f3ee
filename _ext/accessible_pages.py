"""Sphinx extension: what those who hear a page are told that is not so.

pandas, the package's tables and Markdown leave the cell above the row names empty; as a ``th`` it
would be announced as a heading without a name. Docutils gives references a role that has been
withdrawn; they are plain paragraphs.
"""

from __future__ import annotations

import re
from typing import Any

from sphinx.application import Sphinx

EMPTY_HEADING = re.compile(r"<th\b[^>]*>(?:<p></p>)?</th>")
REFERENCE_ROLES = re.compile(r'(?<= )role="list" (?=class="citation-list")| role="doc-biblioentry"')


def mend(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """Turn empty headings into plain cells, and references into plain paragraphs."""
    if "body" in context:
        body = EMPTY_HEADING.sub("<td></td>", context["body"])
        context["body"] = REFERENCE_ROLES.sub("", body)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", mend)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
