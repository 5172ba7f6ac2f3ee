"""One page of the built site, made for paper and for a document that holds all pages.

Every id gets the name of its page in front, every link between pages becomes a link inside the
document, and headings move down, below that of their part. What only a screen needs is left out;
what is folded away is opened; the solutions of a chapter stand at its end.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from printable_fonts import with_printable_fonts

ON_SCREEN_ONLY = (  # details.hide: paper has the code that carries the idea
    "a.headerlink, button, script, .st-dark, .toctree-wrapper, .on-screen, details.hide"
)
EMPTY_CELL = "div.cell:not(:has(> .cell_input, > .cell_output))"
SHORT = 3  # lines of code
REFERRING = ("for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")
SHEET_ADDRESS = re.compile(r"""url\((["']?)(?!data:|#)([^"')]+)\1\)""")
FIRST = "About this book"  # the first page bears the title of the book, which stands before it


class Book(NamedTuple):
    """What the book says of itself."""

    title: str
    author: str
    edition: str
    address: str


class Page(NamedTuple):
    """A page of the site, ready to be joined with the others."""

    anchor: str
    title: str  # HTML, as the next ones
    sections: list[tuple[str, str]]  # anchor and title
    headings: list[str]  # of all levels, without markup
    body: str
    sheets: list[str]  # addresses of the style sheets


def anchor(page: str, fragment: str = "") -> str:
    """Return the id that a page, or a place on it, has in the document."""
    return page.replace("/", ".") + (f":{fragment}" if fragment else "")


def beside(page: str, path: str) -> str:
    """Return a path that is relative to a page, relative to the site."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path)))


def moved(address: str, page: str, pages: set[str]) -> str | None:
    """Return where a link of ``page`` leads in the document; None if nowhere in it."""
    parsed = urlsplit(address)
    if parsed.scheme or parsed.netloc:
        return address
    target = beside(page, parsed.path).removesuffix(".html") if parsed.path else page
    return f"#{anchor(target, unquote(parsed.fragment))}" if target in pages else None


def relocate(article: Tag, page: str, pages: set[str]) -> None:
    """Make ids, links and pictures of a page those of the document."""
    for tag in article.find_all(True):
        if "id" in tag.attrs:
            tag["id"] = anchor(page, str(tag["id"]))
        for name in REFERRING:
            if name in tag.attrs:
                value = tag[name]
                words = value.split() if isinstance(value, str) else value
                tag[name] = " ".join(anchor(page, word) for word in words)
    for picture in article.find_all("img"):
        picture["src"] = beside(page, str(picture["src"]))
        picture.attrs.pop("loading", None)  # paper does not scroll
    for link in article.find_all("a", href=True):
        target = moved(str(link["href"]), page, pages)
        if target is None or link.find("img"):
            link.unwrap()
        else:
            link["href"] = target


def put_solutions_last(article: Tag, soup: BeautifulSoup) -> None:
    """Move the solutions of a chapter, which a screen folds away, to its end."""
    solutions = article.select(".solution")
    chapter = article.find("section")
    if solutions and isinstance(chapter, Tag):
        last = soup.new_tag("section", attrs={"id": "solutions"})
        heading = soup.new_tag("h2")
        heading.string = "Solutions"
        last.extend([heading, *(solution.extract() for solution in solutions)])
        chapter.append(last)


def tell_of_widgets(article: Tag, soup: BeautifulSoup, address: str) -> None:
    """Say below each widget, of which paper shows only a table, where it can be played with."""
    for widget in article.find_all(re.compile("^st-")):
        note = soup.new_tag("p", attrs={"class": "to-play"})
        link = soup.new_tag("a", attrs={"href": address})
        link.string = address
        note.extend(["On the web this is yours to play with: ", link])
        widget.insert_after(note)


def mark_what_leads_on(article: Tag) -> None:
    """Mark what stays on one sheet with what follows: short code, and text that ends in a colon."""
    short = [
        code
        for code in article.select(".cell_input:has(+ .cell_output)")
        if len(code.get_text().strip().splitlines()) <= SHORT
    ]
    text = [text for text in article.find_all("p") if text.get_text().rstrip().endswith(":")]
    for tag in (*short, *text):
        tag["class"] = " ".join([*tag.get_attribute_list("class"), "leads-on"])


def for_paper(article: Tag, soup: BeautifulSoup) -> None:
    """Leave out what only a screen needs, and open what it folds away."""
    for tag in article.select(ON_SCREEN_ONLY):
        tag.decompose()
    for cell in article.select(EMPTY_CELL):
        cell.decompose()
    for folded in article.find_all("details"):
        folded["open"] = ""
    mark_what_leads_on(article)
    put_solutions_last(article, soup)


def move_headings(article: Tag, down: int) -> list[str]:
    """Move headings down and return them; a class keeps the level that they have on the site."""
    headings = article.find_all(re.compile("^h[1-6]$"))
    for heading in headings:
        level = int(heading.name[1])
        heading["class"] = f"level-{level}"
        heading.name = f"h{min(level + down, 6)}"
    return [" ".join(heading.get_text().split()) for heading in headings]


def read(site: Path, page: str, pages: set[str], down: int, book: Book) -> Page:
    """Return one page of the site, its headings moved down, for a document of ``pages``."""
    soup = BeautifulSoup((site / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    article = soup.select_one("article.bd-article")
    if article is None:
        raise ValueError(f"{page}.html has no article.bd-article; has the theme changed?")
    for_paper(article, soup)
    relocate(article, page, pages)
    tell_of_widgets(article, soup, f"{book.address}{page}.html")
    title = article.find("h1")
    assert isinstance(title, Tag)
    if title.get_text().strip() == book.title:
        title.string = FIRST
    headings = move_headings(article, down)
    sections = [
        (str(heading.parent["id"]), heading.decode_contents())
        for heading in article.select("section > .level-2")
        if heading.parent is not None
    ]
    links = soup.select("head link[rel=stylesheet]")
    sheets = [beside(page, urlsplit(str(link["href"])).path) for link in links]
    return Page(anchor(page), title.decode_contents(), sections, headings, str(article), sheets)


def sheet(site: Path, path: str) -> str:
    """Return a style sheet of the site with addresses relative to the site."""
    text = (site / path).read_text(encoding="utf-8")
    text = SHEET_ADDRESS.sub(lambda match: f'url("{beside(path, match[2])}")', text)
    text = with_printable_fonts(text, site)
    # Letters that come late are not used on a screen, lest its lines break anew; a printer waits.
    return text.replace("font-display: optional", "font-display: block")
