"""Sphinx extension: what a link means shows beside it: theorems, formulas, works, terms.

When all pages are written, the places that can be shown are cut out of them into one script,
``cards.js``, which ``hover.js`` asks for when a reader first points at a link. Pages do not grow,
and without scripts the links are links.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from typeset_math import letters_of

SCRIPT = "cards.js"
# What begins a place: definitions and theorems, numbered formulas, works of the bibliography.
BEGINS = re.compile(r'<div class="(?:proof \w+ admonition|math [\w ]*|citation)" id="([\w.-]+)">')
DIV = re.compile(r"<(/?)div\b[^>]*>")
# Terms of a glossary and what they mean; several may mean the same.
TERMS = re.compile(
    r'((?:<dt id="term-(?:(?!</dt>).)*</dt>\s*)+)<dd>((?:(?!</dd>).)*)</dd>', re.DOTALL
)
TERM = re.compile(r'<dt id="(term-[\w.-]+)">(.*?)</dt>', re.DOTALL)
# What a card does not have: links and ids, which are those of the page.
HEADER_LINK = re.compile(r'<a class="headerlink".*?</a>')
LINK = re.compile(r"</?a\b[^>]*>")
ID = re.compile(r'(?<=<)([^<>]*) id="[^"]*"')


def places(page: str) -> Iterator[tuple[str, str]]:
    """Give the anchors of a page that can be shown, and the HTML there."""
    for begin in BEGINS.finditer(page):
        depth = 0
        for div in DIV.finditer(page, begin.start()):
            depth += -1 if div[1] else 1
            if not depth:
                yield begin[1], plain(page[begin.start() : div.end()])
                break
    for terms, meaning in TERMS.findall(page):
        for anchor, term in TERM.findall(terms):
            yield anchor, plain(f"<p><strong>{term.strip()}</strong></p>{meaning}")


def plain(html: str) -> str:
    """Return HTML without links and ids.

    Examples
    --------
    >>> plain('<p id="x">See <a href="y">this</a>.<a class="headerlink" href="z">#</a></p>')
    '<p>See this.</p>'
    """
    return ID.sub(r"\1", LINK.sub("", HEADER_LINK.sub("", html)))


def cards(site: Path) -> dict[str, str]:
    """Return what can be shown, by address from the root of the site."""
    return {
        f"{path.relative_to(site).as_posix()}#{anchor}": html
        for path in sorted(site.glob("book/**/*.html"))
        for anchor, html in places(path.read_text(encoding="utf-8"))
    }


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the cards, and the rules for the letters of their formulas."""
    if app.builder.format == "html" and error is None:
        found = cards(Path(app.outdir))
        letters = letters_of("".join(found.values()))
        script = f"window.stCards = {json.dumps({'cards': found, 'letters': letters})};\n"
        (Path(app.outdir) / "_static" / SCRIPT).write_text(script, encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_js_file("hover.js", defer="defer")
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
