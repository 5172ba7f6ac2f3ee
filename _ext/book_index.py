"""Sphinx extension: the index of the book names the chapter behind every link.

Sphinx's own numbers the links of a term, [1], [2]. ``genindex.md`` gives the page its place in the
contents; Sphinx writes over it when it has read every ``{index}`` of the book.
"""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

Links = list[tuple[bool, str]]


def terms(app: Sphinx, entries: list[Any]) -> list[tuple[str, list[Any]]]:
    """Return (letter, [(term, [(is main, address, title of the page)])]), without repetition."""
    titles = {app.builder.get_target_uri(page): app.env.titles[page] for page in app.env.titles}

    def named(links: Links) -> list[tuple[bool, str, str]]:
        first = {uri.partition("#")[0]: (main, uri) for main, uri in reversed(links)}
        return [(main, uri, titles[page].astext()) for page, (main, uri) in first.items()]

    return [
        (letter, [(term, named(links)) for term, (links, _, _) in found])
        for letter, found in entries
    ]


def fill(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Hand the template what it shows."""
    if "genindexentries" in context:
        context["terms"] = terms(app, context["genindexentries"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("html-page-context", fill)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
