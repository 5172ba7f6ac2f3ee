"""Sphinx extension: a search that finds sections, and says how each begins.

Sphinx looks for pages that hold every word of a query, so that a question in a reader's own words
finds nothing. Here every section is a document of its own. Its words are weighed by where they
stand (BM25F: Robertson, Zaragoza and Taylor 2004, "Simple BM25 extension to multiple weighted
fields"): index terms before headings before text; a query need not find all of its words.
``search.js`` does the asking, in the page, without a network.
"""

from __future__ import annotations

import functools
import json
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

WEIGHTS = {"terms": 6.0, "title": 4.0, "chapter": 1.5, "body": 1.0}
SPARED = (nodes.literal_block, nodes.math, nodes.math_block, nodes.comment, nodes.raw)
LENGTH_MATTERS = 0.5  # 0: not at all, 1: a section twice as long counts half
SNIPPET = 180  # letters
NAME = "sections.js"
QUESTION_WORDS = frozenset(
    [
        "a",
        "am",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "if",
        "in",
        "is",
        "it",
        "its",
        "may",
        "me",
        "mean",
        "means",
        "my",
        "near",
        "no",
        "not",
        "of",
        "on",
        "one",
        "or",
        "our",
        "shall",
        "she",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "to",
        "us",
        "use",
        "used",
        "using",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
    ]
)
stem = functools.cache(SearchEnglish({}).stem)


class Section(NamedTuple):
    """A section of a page: where it is, how it begins, and its words by where they stand."""

    page: str
    anchor: str
    title: str
    snippet: str
    words: dict[str, list[str]]


def words_of(text: str) -> list[str]:
    """Cut a text into the stems that are looked for; parts of compounds and the whole.

    Examples
    --------
    >>> words_of("Why do one-hot columns add up?")
    ['onehot', 'hot', 'column', 'add', 'up']
    >>> words_of("feature_perturbation='tree_path_dependent'")
    ['featureperturb', 'featur', 'perturb', 'treepathdepend', 'tree', 'path', 'depend']
    """
    found = []
    for compound in re.findall(r"[\w’'-]+", text.lower()):
        compound = re.sub(r"[’']s?\b", "", compound)
        parts = [part for part in re.split(r"[\W_]+", compound) if part]
        whole = ["".join(parts)] if len(parts) > 1 else []
        found += [word for word in [*whole, *parts] if word not in QUESTION_WORDS]
    return [stem(word) for word in found if len(word) > 1]


def said(node: nodes.Node) -> Iterator[str]:
    """Say what a node says, without code, formulas, what cells print, and sections inside."""
    if isinstance(node, nodes.Text):
        yield str(node)
    elif isinstance(node, (*SPARED, addnodes.index)) or is_section(node):
        return
    elif isinstance(node, nodes.container) and node.get("nb_element") == "cell_code":
        for caption in node.findall(nodes.caption):
            yield caption.astext() + " "
    else:
        for child in node.children:
            yield from said(child)
        if isinstance(node, nodes.TextElement) and not isinstance(node, nodes.Inline):
            yield " "


def first_sentence(section: nodes.section) -> str:
    """Return how a section begins: its first sentence, or what of it fits."""
    for child in section.children:
        if is_section(child):
            break
        for paragraph in child.findall(nodes.paragraph):
            if any(isinstance(part, nodes.math_block) for part in paragraph.children):
                continue
            text = " ".join("".join(plain(paragraph)).split())
            if len(text) > 20:
                sentence = re.split(r"(?<=[.?!:])\s+(?=[A-Z“\"])", text)[0]
                return sentence if len(sentence) <= SNIPPET else cut(sentence)
    return ""


def plain(node: nodes.Node) -> Iterator[str]:
    """Write a paragraph as plain text; formulas as their source without marks."""
    if isinstance(node, nodes.math):
        yield re.sub(r"\\[a-zA-Z]+|[{}\\]", "", node.astext())
    elif isinstance(node, nodes.Text):
        yield str(node)
    else:
        for child in node.children:
            yield from plain(child)


def cut(text: str) -> str:
    """Cut a text after the last word that fits."""
    return text[:SNIPPET].rpartition(" ")[0].rstrip(",;:") + " …"


def terms_of(section: nodes.section) -> Iterator[str]:
    """Give the index terms that stand in a section itself."""
    for child in section.children:
        if not is_section(child):
            for entry in child.findall(addnodes.index):
                for _, term, *_ in entry["entries"]:
                    yield term.replace(";", " ")


def is_section(node: nodes.Node) -> bool:
    """Say whether a node is a section with a heading; exercises and proofs hold others."""
    return isinstance(node, nodes.section) and isinstance(node.next_node(), nodes.title)


def sections_of(page: str, doctree: nodes.document) -> Iterator[Section]:
    """Cut a page into its sections."""
    chapter = ""
    for section in doctree.findall(is_section):
        title, *own = section.children
        heading = title.astext()
        chapter = chapter or heading
        words = {
            "terms": [word for term in terms_of(section) for word in words_of(term)],
            "title": words_of(heading),
            "chapter": words_of(f"{chapter} {page.rpartition('/')[2]}"),
            "body": words_of("".join(text for child in own for text in said(child))),
        }
        yield Section(page, section["ids"][0], heading, first_sentence(section), words)


def index(sections: list[Section]) -> dict[str, Any]:
    """Weigh every stem in every section; what is written into the site."""
    fields = list(WEIGHTS)
    mean = {f: sum(len(s.words[f]) for s in sections) / max(len(sections), 1) or 1 for f in fields}
    found: dict[str, list[float]] = defaultdict(list)
    for number, section in enumerate(sections):
        weights: defaultdict[str, float] = defaultdict(float)
        for field in fields:
            words = section.words[field]
            length = 1 - LENGTH_MATTERS + LENGTH_MATTERS * len(words) / mean[field]
            for word in words:
                weights[word] += WEIGHTS[field] / length
        for word, weight in weights.items():
            found[word] += [number, round(weight, 2)]
    pages = list(dict.fromkeys(section.page for section in sections))
    titles = {s.page: s.title for s in reversed(sections)}
    return {
        "pages": [[page, titles[page]] for page in pages],
        "sections": [[pages.index(s.page), s.anchor, s.title, s.snippet] for s in sections],
        "words": dict(sorted(found.items())),
        "passed_over": sorted(QUESTION_WORDS),
    }


def remembered(app: Sphinx) -> list[Section]:
    """Return the sections of the pages written so far."""
    found: list[Section] = vars(app.env).setdefault("shapley_sections", [])
    return found


def collect(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Remember the sections of a page."""
    if doctree is not None and app.builder.format == "html":
        remembered(app).extend(sections_of(page, doctree))


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the index beside the pages."""
    if exception is None and app.builder.format == "html":
        made = json.dumps(index(remembered(app)), ensure_ascii=False, separators=(",", ":"))
        target = Path(app.outdir) / "_static" / NAME
        target.write_text(f"window.SECTIONS={made};\n", encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.connect("builder-inited", lambda app: remembered(app).clear())
    app.connect("html-page-context", collect)
    app.connect("build-finished", write)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
