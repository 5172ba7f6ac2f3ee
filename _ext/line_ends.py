"""Sphinx extension: lines end where a reader would pause.

A browser may end a line at any space, and on a phone it does: between ``6`` and ``cm``, after the
minus of ``3 − 1``, between ``et`` and ``al.`` Pages get spaces there at which no line ends. A call
without a space, longer than half a phone, may break behind its dots and brackets. A sentence that
ends with a title that asks something has one stop, not two. The sources stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from player_words import pieces
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

NO_BREAK = "\N{NO-BREAK SPACE}"
UNITS = (
    "%|cm|mm|km|m³|ms|s|kB|MB|GB|KiB|MiB|GiB|bytes|years?|days?|hours?|minutes?|seconds?|times"
    "|(?:background |)rows?|features?|players?|patients?|coalitions?|pairs?|line-ups|splits?"
    "|(?:percentage |)points?|standard (?:errors|deviations)"
)
NUMBERED = (
    "Theorems?|Lemma|Proposition|Corollary|Definition|Exercises?|Tables?|Figs?\\.|Chapters?|chapters?"
    "|Parts?|[Ss]eeds?|class|BP|Age"
)
TIED = re.compile(
    rf"(?<=\d) (?=(?:{UNITS})(?![\w-]))"  # a number and what it counts
    r"|(?<=[−+±=≈<>≤≥×·]) (?=[−+±]?\d)"  # a sign and the number behind it
    r"|(?<=[\d%] to) (?=[−+]?\d)|(?<=\d of) (?=\d)"  # the end of a range
    r"|(?<=\d…) (?=\d)|(?<=\d,) (?=[−+]?[\d.]+\))"  # a number in groups, the end of a pair
    rf"|(?<=\bet) (?=al\.)|(?<![\w-])(?:{NUMBERED}) (?=\d)"
)
RANGE = re.compile(r"(?<=[\d%]) (?=(?:to|of)\s[−+]?\d)")  # its beginning
BRACKET = re.compile(r"\([^()]*\)")
DASHED = re.compile(r"\d[\d.,]*–[\d.,]*\d")
TEXT = re.compile(r"(?<=>)[^<>]*\d[^<>]*(?=<)")  # between the tags of a table that is HTML
LONG = re.compile(r"\S{20}")  # half a phone
JOINT = re.compile(r"(?<=[.(,=\[_])(?=\w)")
LINES = (nodes.paragraph, nodes.caption, nodes.title, nodes.term)
LEFT_ALONE = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


class LineEnds(SphinxPostTransform):
    """Tie what belongs together on every page, and let long names break."""

    default_priority = 940  # when numbers from cells stand there, and players have their colors
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Look at every line of a page, and at tables that come as HTML."""
        for line in list(self.document.findall(lambda node: isinstance(node, LINES))):
            tie(line)
        for link in self.document.findall(nodes.reference):
            stop_once(link)
        for code in list(self.document.findall(nodes.literal)):
            code[:] = list(breakable(code.astext()))
        for raw in self.document.findall(nodes.raw):
            if "<table" in (html := raw.astext()) and not html.startswith("<st-"):  # no widget
                raw[:] = [nodes.Text(TEXT.sub(lambda text: in_cell(text[0]), html))]


def tie(line: nodes.Element) -> None:
    """Tie what belongs together in one line; its ends may stand in two nodes."""
    texts = list(line.findall(nodes.Text))
    whole, start = kept("".join(text.astext() for text in texts)), 0
    for text in texts:
        tied = whole[start : start + len(text)]
        start += len(text)
        if not isinstance(text.parent, LEFT_ALONE):
            spans = [(found.start(), found.end(), "st-unbroken") for found in DASHED.finditer(tied)]
            text.parent.replace(text, list(pieces(tied, spans)))


def kept(line: str) -> str:
    """Return a line of the same length whose spaces within numbers and references do not break.

    Examples
    --------
    >>> kept("0.4 to 1.2 times, by Witter et al. (Theorem 25.2): 6 cm").replace(NO_BREAK, "~")
    '0.4~to~1.2~times, by Witter et~al. (Theorem~25.2): 6~cm'
    >>> kept("160 = 100 + 60 − 0.5, to 3 rowers").replace(NO_BREAK, "~")
    '160 =~100 +~60 −~0.5, to 3 rowers'
    """
    return RANGE.sub(NO_BREAK, TIED.sub(unbroken, line))


def unbroken(found: re.Match[str]) -> str:
    """Return a space that ends no line, with what stands before it."""
    return found[0][:-1] + NO_BREAK


def stop_once(link: nodes.reference) -> None:
    """Take away the stop of a sentence behind a link whose title has its own."""
    place = link.parent.index(link) + 1
    after = link.parent[place] if place < len(link.parent) else None
    asks = re.search(r"[?!]”?$", link.astext())
    if asks and isinstance(after, nodes.Text) and re.match(r"\.(?!\.)", after):
        link.parent[place] = nodes.Text(after[1:])


def breakable(code: str) -> Iterator[nodes.Node]:
    """Yield the parts of a piece of code, with places between them where a line may end."""
    first, *rest = JOINT.split(code) if LONG.search(code) else [code]
    yield nodes.Text(first)
    for part in rest:
        yield nodes.raw("", "<wbr>", format="html")
        yield nodes.Text(part)


def in_cell(text: str) -> str:
    """Return the text of a cell: ranges are whole in brackets; others may break before "to".

    Examples
    --------
    >>> in_cell("0.99 (0.95 to 1.00)").replace(NO_BREAK, "~")
    '0.99 (0.95~to~1.00)'
    >>> in_cell("0.95 to 1.00").replace(NO_BREAK, "~")
    '0.95 to~1.00'
    >>> in_cell("0.3–0.4")
    '<span class="st-unbroken">0.3–0.4</span>'
    """
    tied = BRACKET.sub(lambda found: RANGE.sub(NO_BREAK, found[0]), TIED.sub(unbroken, text))
    return DASHED.sub(r'<span class="st-unbroken">\g<0></span>', tied)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_post_transform(LineEnds)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
