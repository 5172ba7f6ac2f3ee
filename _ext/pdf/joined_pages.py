"""The pages of the built site as one HTML document, from which the PDF of the book is printed.

Pages come in the order of ``_toc.yml``, after a title page and the contents, and each part has a
page with its name.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape
from pathlib import Path
from typing import NamedTuple

import yaml
from paper_pages import Book, Page, read, sheet
from parts import NUMERALS

STYLE = Path(__file__).with_suffix(".css")
COVER = "_static/cover.png"
DOCUMENT = """<!DOCTYPE html>
<html lang="en" data-theme="light" data-mode="light">
<head><meta charset="utf-8"><title>{title}</title>
<style>
{style}
</style></head>
<body><main class="bd-main"><div class="bd-content"><div class="bd-article-container">
{front}
<nav class="contents bd-article" id="contents"><h1 class="level-1">Contents</h1>
<ul>
{contents}
</ul></nav>
{chapters}
</div></div></main></body>
</html>
"""


class Joined(NamedTuple):
    """The document, and its headings as bookmarks name them."""

    document: str
    headings: list[str]


def parts(root: Path) -> list[tuple[str, list[str]]]:
    """Return the parts of ``_toc.yml`` with their pages, the first page as a part of its own."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    named = {part["caption"]: [item["file"] for item in part["chapters"]] for part in toc["parts"]}
    return [("", [toc["root"]]), *named.items()]


def is_a_part(pages: list[str]) -> bool:
    """Say whether pages are the chapters of a part: at the back of the book each stands alone."""
    return len(pages) > 1 and not pages[0].startswith("book/back/")


def row(anchor: str, title: str, kind: str) -> str:
    """Return a line of the contents; the number of the page is filled in once it is known."""
    number = f'<span class="number" data-of="{escape(anchor)}">000</span>'
    return f'<li class="{kind}"><a href="#{escape(anchor)}">{title}</a>{number}</li>'


def title_page(book: Book) -> str:
    """Return the title page."""
    title, _, subtitle = map(escape, book.title.partition(": "))
    return (
        f'<header class="title-page"><h1>{title}<span>: </span><small>{subtitle}</small></h1>'
        f'<img src="{COVER}" alt=""><p>{escape(book.author)}</p>'
        f'<p>{escape(book.edition)}<br><a href="{book.address}">{book.address}</a><br>'
        "Text and figures: CC BY 4.0. Code: BSD-3-Clause.</p></header>"
    )


def part_title(numeral: str, caption: str) -> str:
    """Return the title of a part."""
    return f"<small>Part {numeral} </small>{escape(caption)}"


def part_page(numeral: str, caption: str) -> str:
    """Return the page before the first chapter of a part."""
    title = part_title(numeral, caption)
    return f'<section class="part" id="part-{numeral}"><h1>{title}</h1></section>'


def sheet_name(page: Page) -> str:
    """Return the name of the sheets of paper on which a page is printed."""
    return re.sub(r"\W", "-", page.anchor)


def chapter(page: Page) -> str:
    """Return a page as a chapter that begins on a new sheet."""
    sheets = f"page: {sheet_name(page)}"
    return f'<div class="chapter" id="{page.anchor}" style="{sheets}">{page.body}</div>'


def footer(page: Page) -> str:
    """Return the rule that puts the title of a page at the foot of its sheets."""
    quoted = page.headings[0].replace("\\", "\\\\").replace('"', '\\"')
    return f'@page {sheet_name(page)} {{ @bottom-left {{ content: "{quoted}"; }} }}'


def listed(pages: list[Page]) -> set[str]:
    """Return the titles of sections for the contents: not those that half of the chapters have."""
    count = Counter(title for page in pages for _, title in page.sections)
    return {title for title, often in count.items() if 2 * often < len(pages)}


def join(site: Path, root: Path, book: Book) -> Joined:
    """Return the document: title page, contents, and every page of ``_toc.yml``."""
    names = {name for _, inside in parts(root) for name in inside}
    divided = [
        (caption, [read(site, name, names, int(is_a_part(inside)), book) for name in inside])
        for caption, inside in parts(root)
    ]
    pages = [page for _, inside in divided for page in inside]
    shown = listed(pages)
    contents, bodies, headings = [], [], [book.title, "Contents"]
    numerals = iter(NUMERALS)
    for caption, inside in divided:
        places = [page.anchor.replace(".", "/") for page in inside]
        kind = "chapter" if is_a_part(places) else "alone"  # without a page that names its part
        if kind == "chapter":
            numeral = next(numerals)
            contents.append(row(f"part-{numeral}", part_title(numeral, caption), "part"))
            bodies.append(part_page(numeral, caption))
            headings.append(f"{numeral}. {caption}")
        for page in inside:
            contents.append(row(page.anchor, page.title, kind))
            contents += [
                row(*section, "section") for section in page.sections if section[1] in shown
            ]
            bodies.append(chapter(page))
            headings += page.headings
    paths = dict.fromkeys(path for page in pages for path in page.sheets)
    rules = [footer(page) for page in pages]
    document = DOCUMENT.format(
        title=escape(book.title),
        style="\n".join(
            [*(sheet(site, path) for path in paths), STYLE.read_text(encoding="utf-8"), *rules]
        ),
        front=title_page(book),
        contents="\n".join(contents),
        chapters="\n".join(bodies),
    )
    return Joined(document, headings)
