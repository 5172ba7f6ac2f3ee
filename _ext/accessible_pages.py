"""Sphinx extension: what those who hear a page are told that is not so.

pandas, the package's tables and Markdown leave the cell above the row names empty; as a ``th`` it
would be announced as a heading without a name. Docutils gives references a role that has been
withdrawn; they are plain paragraphs.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


class EmptyHeadings(SphinxPostTransform):
    """Turn empty headings of tables that come as HTML into plain cells."""

    default_priority = 900  # when outputs of cells have become HTML
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Look at every piece of HTML on a page."""
        for raw in self.document.findall(nodes.raw):
            if "<th></th>" in (html := raw.astext()):
                raw[:] = [nodes.Text(html.replace("<th></th>", "<td></td>"))]


def visit_entry(translator: Any, node: nodes.entry) -> None:
    """Write an empty heading of a table as a plain cell, all else as ever."""
    start = len(translator.body)
    type(translator).visit_entry(translator, node)
    if translator.body[start].startswith("<th") and not node.astext():
        node.clear()
        translator.body[start:], translator.context[-1] = ["<td>"], "</td>\n"


def depart_entry(translator: Any, node: nodes.entry) -> None:
    """Close a cell."""
    type(translator).depart_entry(translator, node)


def visit_citation(translator: Any, node: nodes.citation) -> None:
    """Write a reference without a role."""
    translator.body.append(translator.starttag(node, "div", CLASS="citation"))


def depart_citation(translator: Any, node: nodes.citation) -> None:
    """Close a reference."""
    translator.body.append("</div>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_post_transform(EmptyHeadings)
    app.add_node(nodes.entry, override=True, html=(visit_entry, depart_entry))
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
