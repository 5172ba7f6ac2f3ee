"""Sphinx extension: what a page promises in its first sentences describes it where it is shared.

sphinxext-opengraph alone would stop after a number of characters, in the middle of a word.
"""

from __future__ import annotations

import html
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

LONGEST = 280
SENTENCE_ENDS = re.compile(r"(?<=[.?!”])\s+(?=[A-Z“])")


def shorten(text: str) -> str:
    """Return the first sentences of a text, as many as are shown where a page is shared."""
    first, *others = SENTENCE_ENDS.split(" ".join(text.split()))
    for sentence in others:
        if len(first) + 1 + len(sentence) > LONGEST:
            break
        first = f"{first} {sentence}"
    return first


def describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Hand the promise to search engines, and to sphinxext-opengraph."""
    paragraph = tree.next_node(nodes.paragraph) if tree is not None else None
    if paragraph is not None:
        text = shorten(paragraph.astext())
        context["meta"] = {**(context["meta"] or {}), "og:description": html.escape(text)}
        context["metatags"] += f'<meta name="description" content="{html.escape(text)}" />\n'


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", describe, priority=400)  # before sphinxext-opengraph
    return {"parallel_read_safe": True, "parallel_write_safe": True}
