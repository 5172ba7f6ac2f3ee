"""Notebooks for readers say what the pages say: the same sentences, numbers and formulas."""

from __future__ import annotations

import copy
import functools
import json
import pickle
import re
from collections import Counter
from urllib.parse import urldefrag

import pytest
import readers
from bs4 import BeautifulSoup, Tag
from docutils import nodes
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from sitelab import CHAPTERS, ROOT, article_of, html_of

SITE = readers.the_book().site
WITH_FORMULAS = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, double_inline=True)
OF_NOTEBOOKS = re.compile("This is the notebook of|On the page this table is|In the next cell")
NOT_TEXT = ".headerlink, .cell, mjx-container, .eqno, script, button"
NOT_SAID = ".headerlink, mjx-container"

each_chapter = pytest.mark.parametrize("page", CHAPTERS)


@functools.cache
def texts(page: str, ending: str = "") -> tuple[str, ...]:
    """The Markdown cells of a notebook for readers: all, or those whose id ends so."""
    stored = json.loads((ROOT / readers.target_of(page)).read_text(encoding="utf-8"))
    return tuple(
        "".join(cell["source"])
        for cell in stored["cells"]
        if cell["cell_type"] == "markdown" and cell["id"].endswith(ending)
    )


def formulas(page: str, ending: str = "") -> Counter[str]:
    """Every formula in a notebook's text, without its number and its white space."""
    tokens = [token for text in texts(page, ending) for token in WITH_FORMULAS.parse(text)]
    tokens += [child for token in tokens for child in token.children or []]
    return Counter(squeezed(token.content) for token in tokens if token.type.startswith("math"))


# --- links ----------------------------------------------------------------------------------


@functools.cache
def places(site, page: str) -> dict[str, Tag]:
    """Whatever a link can lead to on a page of the site."""
    return {str(tag["id"]): tag for tag in html_of(site, page).find_all(id=True)}


@functools.cache
def links(page: str) -> list[tuple[str, str]]:
    """Text and address of every link in a notebook."""
    html = BeautifulSoup("".join(WITH_FORMULAS.render(t) for t in texts(page)), "html.parser")
    return [(a.get_text(), str(a["href"])) for a in html.find_all("a")]


@each_chapter
def test_links_lead_to_places_that_the_site_has(site, page):
    dead = []
    for _, address in links(page):
        if address.startswith(SITE):
            path, anchor = urldefrag(address.removeprefix(SITE))
            there = (site.html / path).is_file()
            if not there or (anchor and anchor not in places(site, path[:-5])):
                dead.append(address)
    assert dead == []
    assert len(links(page)) > 3


@each_chapter
def test_numbers_of_references_are_those_of_the_pages(site, page):
    wrong = []
    for text, address in links(page):
        path, anchor = urldefrag(address.removeprefix(SITE))
        if address.startswith(SITE) and anchor:
            place = places(site, path[:-5])[anchor]
            number = place.select_one(".caption-number, .eqno").get_text().rstrip("# \n")
            if text != number.strip():
                wrong.append((text, number, address))
    assert wrong == []


@each_chapter
def test_captions_and_headings_have_the_numbers_of_the_page(site, page):
    captions = html_of(site, page).select("article .caption-number")
    shown = [tag.get_text().strip() for tag in captions]
    said = "\n".join(texts(page))
    told = re.findall(r"^> \*\*((?:Exercise|Theorem|Definition) [\d.]+)", said, re.MULTILINE)
    told += re.findall(r"((?:Fig\.|Table) [\d.]*\d)(?=\.\*\*|</summary>)", said)
    assert Counter(told) == Counter(shown)


# --- formulas -------------------------------------------------------------------------------


def squeezed(formula: str) -> str:
    """A formula without its number and its white space."""
    return re.sub(r"\s|\\tag\{[\d.]+\}", "", formula)


@each_chapter
def test_every_formula_survives(site, page):
    stored = site.html.parent / ".doctrees" / f"{page}.doctree"
    document = pickle.loads(stored.read_bytes())
    for cell in list(document.findall(nodes.container)):
        if "cell" in cell["classes"]:  # code, its outputs and captions
            cell.parent.remove(cell)
    maths = (nodes.math, nodes.math_block)
    shown = Counter(squeezed(node.astext()) for kind in maths for node in document.findall(kind))
    assert formulas(page) == shown + formulas(page, "-caption")
    assert shown  # something was compared


# --- sentences ------------------------------------------------------------------------------


def plain(text: str) -> str:
    """A text without spaces, colons and second stops, and with one kind of quotation mark."""
    for curly, straight in ("‘'", "’'", '“"', '”"', "–-"):
        text = text.replace(curly, straight)
    return re.sub(r"[\s:]", "", text).replace("...", "…").replace("--", "-").replace("?.", "?")


@functools.cache
def said(page: str) -> list[str]:
    """Every paragraph, item, heading and field of a table in a notebook, without formulas."""
    found = []
    for text in texts(page):
        html = BeautifulSoup(WITH_FORMULAS.render(text), "html.parser")
        for formula in html.select("eq, eqn, section, .math"):
            formula.decompose()
        for block in html.select("p, li, td, th, h1, h2, h3, h4"):
            for inner in block.select("p, ul, ol"):
                found.append(inner.get_text())
                inner.decompose()
            found.append(block.get_text())
    return found


@each_chapter
def test_every_sentence_is_on_the_page(site, page):
    article = plain(article_of(site, page, without=NOT_TEXT).get_text())
    captions = [copy.copy(tag) for tag in html_of(site, page).select("article figcaption")]
    for part in [tag for caption in captions for tag in caption.select(NOT_SAID)]:
        part.decompose()
    shown = article + "".join(plain(caption.get_text()) for caption in captions)
    missing = [
        text
        for text in said(page)
        if re.sub(r"^Proof\.|∎$|^((?:Fig\.|Table)\d+\.\d+)\.", r"\1", plain(text)) not in shown
    ]
    assert [text for text in missing if not OF_NOTEBOOKS.match(text)] == []
    assert len(missing) < len(said(page)) / 10


@each_chapter
def test_every_paragraph_of_the_page_is_in_the_notebook(site, page):
    texts = (re.sub(r"^(Table\d+\.\d+)\.", r"\1", plain(text)) for text in said(page))
    told = "".join(texts).replace("∎", "")
    shown = article_of(site, page, without=NOT_TEXT).select("p, h2, h3")
    text = [p.get_text() for p in shown if "admonition-title" not in p.get("class", [])]
    left_out = [t for t in text if plain(t) not in told]
    assert left_out == []
    assert len(text) > 40
