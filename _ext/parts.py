"""Sphinx extension: a part of the book on its first page, with a picture, its chapters and minutes.

A line names a chapter and says what one can do after it; its title and its minutes are those that
the chapter states, and the chapters are those that ``_toc.yml`` has in this part:

    ```{part}
    /book/game/coalitions | share what a team earns, by walking through all line-ups
    ```
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import part_pictures
import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

MINUTES = re.compile(r"Minutes:\**\s*(\d+)")
LINE = re.compile(r"/(\S+) \| (.+)")
NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


class Numbered(NamedTuple):
    """A part that has a number, its chapters, and its page (part_pages.py)."""

    numeral: str
    name: str
    chapters: tuple[str, ...]

    @property
    def folder(self) -> str:
        """The name of the folder with its chapters."""
        return PurePosixPath(self.chapters[0]).parent.name

    @property
    def page(self) -> str:
        """The page that the part has."""
        return f"book/{self.folder}/index"


def minutes_of(root: Path, chapter: str) -> int:
    """Return the minutes that a chapter states."""
    found = MINUTES.search((root / f"{chapter}.md").read_text(encoding="utf-8"))
    if found is None:
        raise ExtensionError(f"{chapter}.md: say how many minutes it takes, “**Minutes:** 20.”")
    return int(found[1])


@functools.cache
def contents(root: Path) -> tuple[dict[str, Any], ...]:
    """Return the parts as ``_toc.yml`` has them."""
    return tuple(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))["parts"])


def chapters_of(part: dict[str, Any]) -> tuple[str, ...]:
    """Return the chapters of a part."""
    return tuple(page["file"] for page in part["chapters"])


def numbered(root: Path) -> list[Numbered]:
    """Return the parts that have numbers: what is at the back has none."""
    found = [part for part in contents(root) if part.get("numbered")]
    return [
        Numbered(numeral, part["caption"], chapters_of(part))
        for numeral, part in zip(NUMERALS, found, strict=False)
    ]


def numbers(root: Path) -> dict[str, int]:
    """Return the number of every chapter, as the pages have it."""
    inside = [name for part in numbered(root) for name in part.chapters]
    return {name: k for k, name in enumerate(inside, 1)}


def in_words(minutes: int) -> str:
    """Return a time as people say it.

    >>> in_words(45), in_words(120), in_words(170)
    ('45 min', '2 h', '2 h 50 min')
    """
    hours, rest = divmod(minutes, 60)
    return " ".join([f"{hours} h"] * bool(hours) + [f"{rest} min"] * bool(rest or not hours))


def chapters_in(lines: Sequence[str], root: Path) -> list[tuple[str, str]]:
    """Return the chapters that lines name and what they say of them, if that is a part."""
    found = [LINE.fullmatch(line) for line in lines if line.strip()]
    if not all(found):
        raise ExtensionError("a line of {part} is “/book/part/chapter | what you can do after it”")
    chapters = [(match[1], match[2]) for match in found if match]
    names = tuple(name for name, _ in chapters)
    if names not in map(chapters_of, contents(root)):
        raise ExtensionError(f"no part of _toc.yml consists of {', '.join(names)}")
    return chapters


class Part(SphinxDirective):
    """The picture, the time and the chapters of one part."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the picture and the list."""
        root = Path(self.env.srcdir)
        chapters = chapters_in(list(self.content), root)
        minutes = [minutes_of(root, name) for name, _ in chapters]
        for name, _ in chapters:
            self.env.note_dependency(f"{name}.md")
        inside = tuple(name for name, _ in chapters)
        (part,) = [part for part in numbered(root) if part.chapters == inside]
        picture = part_pictures.draw(part.folder)
        link = nodes.reference("", f"Part {part.numeral}", refuri=f"{part.folder}/index.html")
        time = f": {len(chapters)} chapters, {in_words(sum(minutes))}"
        told = nodes.paragraph("", "", link, nodes.Text(time), classes=["st-part-time"])
        first = numbers(root)[chapters[0][0]]
        items = [
            self.item(first + k, *line, time)
            for k, (line, time) in enumerate(zip(chapters, minutes, strict=True))
        ]
        return [
            nodes.raw("", f'<div class="st-part-picture">{picture}</div>', format="html"),
            told,
            nodes.bullet_list("", *items, classes=["st-chapters"]),
        ]

    def item(self, number: int, name: str, promise: str, minutes: int) -> nodes.list_item:
        """Return a line of the list: number and title, minutes, and what comes of it."""
        link = addnodes.pending_xref(
            "", nodes.inline(classes=["xref", "std", "std-doc"]), refdoc=self.env.docname,
            refdomain="std", reftype="doc", reftarget=f"/{name}", refexplicit=False, refwarn=True,
        )  # fmt: skip
        time = nodes.inline("", f"{minutes} min", classes=["st-minutes"])
        named = nodes.inline("", "", nodes.inline("", f"{number}. ", classes=["st-number"]), link)
        title = nodes.paragraph("", "", named, nodes.Text(" "), time)
        return nodes.list_item("", title, nodes.paragraph("", promise, classes=["st-promise"]))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_directive("part", Part)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
