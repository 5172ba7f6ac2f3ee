"""Sphinx extension: tables with a caption have a number, whether a cell or the text makes them.

A cell whose table has a caption names it as others name a figure (``mystnb: figure:``), with a
name that begins with ``tab-``; in the text it is a ``{table}`` with a ``:name:``. Both stand in a
``figure``, so that captions of tables lie where those of pictures do, and both are counted
together: ``{numref}`` writes "Table 2.3".
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

PREFIX = "tab-"
CLASS = "st-captioned"


class captioned(nodes.figure):  # type: ignore[misc]  # noqa: N801  # as nodes are named
    """A table and its caption."""


def title_of(node: nodes.Element) -> str:
    """Return the caption of a table, by which a reference without a number names it."""
    return next((child.astext() for child in node if isinstance(child, nodes.caption)), "")


class Captioned(SphinxTransform):
    """Find tables with captions, and let labels lead to them."""

    default_priority = 5  # before what is labeled is looked up

    def apply(self, **kwargs: Any) -> None:
        """Look at what a page shows with a caption."""
        for figure in list(self.document.findall(nodes.figure)):
            if any(name.startswith(PREFIX) for name in figure["names"]):
                self.take(figure, figure.children)
        for table in list(self.document.findall(nodes.table)):
            if table.children and isinstance(table[0], nodes.title):
                title = table.pop(0)
                inner = table.deepcopy()
                for kind in ("ids", "names"):
                    inner[kind] = []
                caption = nodes.caption(title.rawsource, "", *title.children)
                self.take(table, [inner, caption])

    def take(self, old: nodes.Element, children: list[nodes.Node]) -> None:
        """Put a table with its caption where one of them was, under the same labels."""
        new = captioned("", *children, ids=old["ids"], names=old["names"])
        new["classes"] = [CLASS, *old["classes"]]
        new.source, new.line = old.source, old.line
        old.replace_self(new)
        for label in new["ids"]:
            self.document.ids[label] = new


def visit(translator: Any, node: captioned) -> None:
    """Begin a table with a caption as one begins a figure."""
    translator.visit_figure(node)


def depart(translator: Any, node: captioned) -> None:
    """End it."""
    translator.depart_figure(node)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_enumerable_node(captioned, "table", title_of, html=(visit, depart))
    app.add_transform(Captioned)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
