"""Sphinx extension: players have their colors in running text, as in figures and formulas.

In chapters on games the letters A to E are players, and in all chapters Age and BP are. Only pages
are colored: sources and readers' notebooks stay plain. Headings, links and code keep their color.
Whether a capital A is a player or the article is decided by what stands beside it, and in doubt it
is the article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import parts
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from typeset_math import IN_GAMES, NAMES, PLAYERS

LETTERS = PLAYERS | {"E": 4}
WORD = re.compile(r"(?<![\w’'.-])(?:[A-E]|Age|BP)(?![\w-])")
CELL = re.compile(r"<(t[hd])((?: style=\"[^\"]*\")?)>([^<>]+)</\1>")  # of a table that is HTML
PLAIN = (
    nodes.title, nodes.rubric, nodes.reference, nodes.literal, nodes.literal_block, nodes.math,
    nodes.math_block, nodes.term, nodes.citation, nodes.label, nodes.raw, nodes.image,
)  # fmt: skip
LINES = (nodes.paragraph, nodes.caption)
# Within a sentence only a player has a capital A. Where a sentence, a quotation or a title may
# begin, it is a player if it is in a list, owns something, or does something.
WITHIN = re.compile(r"(?:[\w,}=+−–…] |[{+−=])$")
GOES_ON = re.compile(
    r"['’]s\b|[,:})]|[ ](?:(?:(?:and|or)[ ])?[B-E]\b|(?:adds|alone|arrives|bakes|belongs|can|claims"
    r"|comes|concedes|earns|gets|has|is|joins|loses|must|pays|then)\b(?! of))"
)


def players_in(line: str, letters: bool) -> Iterator[re.Match[str]]:
    """Yield the words of a line that name a player; letters may be players or not."""
    for word in WORD.finditer(line):
        if len(word[0]) > 1 or (letters and (word[0] != "A" or is_player(line, word.start()))):
            yield word


def is_player(line: str, place: int) -> bool:
    """Whether the A at a place of a line is a player, and not the article: alone it always is."""
    return line.strip() == "A" or bool(
        WITHIN.search(line[:place]) or GOES_ON.match(line[place + 1 :])
    )


class PlayerWords(SphinxPostTransform):
    """Give the words that name players their classes."""

    default_priority = 920  # when numbers from cells stand there, and formulas have their stops
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Look at every line of a page, and at tables that come as HTML."""
        page = self.env.docname
        if page not in parts.numbers(Path(self.env.srcdir)):
            return
        letters = page.startswith(IN_GAMES)
        for line in list(self.document.findall(lambda node: isinstance(node, LINES))):
            color(line, letters)
        for raw in self.document.findall(nodes.raw):
            html = raw.astext()
            if (colored := CELL.sub(lambda cell: colored_cell(cell, letters), html)) != html:
                raw[:] = [nodes.Text(colored)]


def color(line: nodes.Element, letters: bool) -> None:
    """Color the players of one line; what stands beside a word may be in another node."""
    texts = list(line.findall(nodes.Text))
    whole, starts = "", []
    for text in texts:
        starts.append(len(whole))
        whole += text.astext()
    found = list(players_in(whole, letters))
    for text, start in zip(texts, starts, strict=True):
        inside = [w for w in found if start <= w.start() and w.end() <= start + len(text.astext())]
        if inside and not in_plain(text):
            spans = [(w.start() - start, w.end() - start, class_of(w[0])) for w in inside]
            text.parent.replace(text, list(pieces(text.astext(), spans)))


def in_plain(text: nodes.Text) -> bool:
    """Whether a text stands, on this page, in something that keeps its own color."""
    node = text.parent
    while node is not None:
        if isinstance(node, PLAIN):
            return True
        node = node.parent
    return False


def pieces(text: str, spans: Iterable[tuple[int, int, str]]) -> Iterator[nodes.Node]:
    """Yield the pieces of a text, some of them, from here to there, with a class."""
    done = 0
    for begin, end, name in spans:
        if begin > done:
            yield nodes.Text(text[done:begin])
        yield nodes.inline("", text[begin:end], classes=[name])
        done = end
    if done < len(text):
        yield nodes.Text(text[done:])


def class_of(word: str) -> str:
    """Return the class that has the color of a player."""
    return f"st-player-{(NAMES | LETTERS)[word]}"


def colored_cell(cell: re.Match[str], letters: bool) -> str:
    """Return a cell of a table with its players in color; one that says no more gets the class."""
    tag, style, text = cell.groups()
    if not (words := list(players_in(text, letters))):
        return cell[0]
    if words[0][0] == text:
        return f'<{tag}{style} class="{class_of(text)}">{text}</{tag}>'
    for word in reversed(words):
        span = f'<span class="{class_of(word[0])}">{word[0]}</span>'
        text = text[: word.start()] + span + text[word.end() :]
    return f"<{tag}{style}>{text}</{tag}>"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_post_transform(PlayerWords)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
