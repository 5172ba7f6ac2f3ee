"""Sphinx extension: a page for each part of the book: its picture, and how its chapters begin.

What a chapter says of itself there is its own first paragraph. The pages are not in ``_toc.yml``,
so that the numbers of chapters are theirs alone; the contents at the left and the first page lead
to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import part_pictures
import parts
from docutils import nodes
from promises import shorten
from sphinx.application import Sphinx


def chapters(app: Sphinx, names: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Give what the page of a part shows of each chapter."""
    root = Path(app.srcdir)
    for name in names:
        lead = app.env.get_doctree(name).next_node(nodes.paragraph)
        yield {
            "page": name,
            "number": parts.numbers(root)[name],
            "title": app.env.titles[name].astext(),
            "minutes": parts.minutes_of(root, name),
            "lead": shorten(lead.astext()),
        }


def promises(app: Sphinx) -> dict[str, str]:
    """Return what the first page says of each part, by the part's name."""
    first = app.env.get_doctree(str(app.config.root_doc))
    said = {}
    for section in first.findall(nodes.section):
        heading, paragraph = section.next_node(nodes.title), section.next_node(nodes.paragraph)
        said[heading.astext()] = paragraph.astext()
    return said


def pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Give Sphinx the pages that it does not know of."""
    for part in parts.numbered(Path(app.srcdir)):
        inside = list(chapters(app, part.chapters))
        context = {
            "title": f"Part {part.numeral}. {part.name}",
            "picture": part_pictures.draw(part.folder),
            "promise": promises(app)[part.name],
            "chapters": inside,
            "time": parts.in_words(sum(chapter["minutes"] for chapter in inside)),
            "next": following(app, part.page, inside[0]),
        }
        yield part.page, context, "part.html"


def following(app: Sphinx, page: str, chapter: dict[str, Any]) -> dict[str, str]:
    """Return where the foot of a part's page leads: to its first chapter, as the theme asks."""
    title = f"{chapter['number']}. {chapter['title']}"
    return {"link": app.builder.get_relative_uri(page, chapter["page"]), "title": escape(title)}


def name_parts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Tell the contents at the left which parts there are."""
    context["book_parts"] = parts.numbered(Path(app.srcdir))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-collect-pages", pages)
    app.connect("html-page-context", name_parts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
