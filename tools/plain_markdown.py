"""What a chapter's Markdown says where nobody knows MyST: its roles and directives as plain text.

A chapter is written for Sphinx, which knows what ``{doc}`` or a fence named ``{exercise}`` mean.
Jupyter, Colab and Binder show CommonMark and formulas, nothing else. Here a role becomes its text
with a link to the published page, a theorem a quotation with a bold heading, a solution something
to unfold, a widget its table. What is not known here is an error: nothing is left as it was.
"""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

NEWLINE = "\n"
FENCE = re.compile(r"(?P<mark>`{3,}|~{3,}|:{3,})(?P<info>.*)$")
DIRECTIVE = re.compile(r"\{(?P<name>[\w:-]+)\}\s*(?P<argument>.*)$")
OPTION = re.compile(r":(?P<key>[\w-]+):\s*(?P<value>.*)$")
WIDGET = re.compile(r"<(?P<tag>st-[\w-]+)[ >]")
PIECE = re.compile(
    r"(?P<display>\$\$(?P<formula>.+?)\$\$(?:[ ]*\((?P<label>[\w-]+)\))?)"
    r"|(?<![\\$])(?P<inline>\$(?!\$)(?:\\.|[^$\\])+?\$)"
    r"|\{(?P<role>[\w:-]+)\}`(?P<content>[^`]+)`"
    r"|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL,
)
TITLED = re.compile(r"(?P<text>.+?)\s*<(?P<target>[^>]+)>", re.DOTALL)
NUMBERED = ("theorem", "lemma", "corollary", "proposition", "definition", "remark", "example")
KNOWN_ROLES = (
    "doc",
    "eq",
    "math:numref",
    "numref",
    "ref",
    "term",
    "prf:ref",
    "cite:t",
    "cite:p",
    "glue:text",
)


class Target(NamedTuple):
    """What a label names: its number as the pages show it, its title, and its address."""

    text: str
    title: str
    url: str


class Block(NamedTuple):
    """A piece of Markdown: a directive by its name, or text, code, a widget."""

    kind: str
    body: str
    argument: str = ""
    options: Mapping[str, str] = {}


@dataclass
class Book:
    """What a chapter may refer to, in any chapter.

    Attributes
    ----------
    targets : dict
        From a label to what it names.
    pages : dict
        From a page (``book/game/weights``) to its title.
    citations : dict
        From a key of the bibliography to authors and year.
    site : str
        Address of the published book, with a slash at its end.
    """

    site: str
    targets: dict[str, Target] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    citations: dict[str, tuple[str, str]] = field(default_factory=dict)

    def url(self, page: str) -> str:
        """Return the address of a page."""
        return f"{self.site}{page}.html"


@dataclass
class Chapter:
    """A chapter on its way to plain Markdown: the book, its glued values, an open solution."""

    book: Book
    page: str
    glued: Mapping[str, str]
    solution: str = ""  # "Solution to Exercise 3 (…)" from its start to its end
    told: bool = False  # whether something of it has been shown


# --- blocks ---------------------------------------------------------------------------------


def blocks(text: str) -> Iterator[Block]:
    """Cut Markdown into directives, fenced code, widgets, and the text between them.

    Raises
    ------
    ValueError
        If a fence or a widget is not closed.
    """
    lines, plain = text.split("\n"), list[str]()
    at = 0
    while at < len(lines):
        fence, widget = FENCE.match(lines[at]), WIDGET.match(lines[at])
        if not fence and not widget:
            plain.append(lines[at])
            at += 1
            continue
        if "\n".join(plain).strip():
            yield Block("text", "\n".join(plain).strip("\n"))
        plain = []
        end = closing(
            lines, at, fence["mark"] if fence else f"</{widget['tag'] if widget else ''}>"
        )
        yield (
            fenced(lines[at : end + 1])
            if fence
            else Block("widget", "\n".join(lines[at : end + 1]))
        )
        at = end + 1
    if "\n".join(plain).strip():
        yield Block("text", "\n".join(plain).strip("\n"))


def closing(lines: list[str], start: int, mark: str) -> int:
    """Return the line that closes what begins at ``start``."""
    for at in range(start + 1, len(lines)):
        line = lines[at].strip()
        if line == mark or (mark[0] != "<" and line.startswith(mark) and not line.strip(mark[0])):
            return at
    raise ValueError(f"nothing closes {lines[start]!r}: a line {mark!r} is missing")


def fenced(lines: list[str]) -> Block:
    """Return what stands in a fence: a directive with its options, or code."""
    fence = FENCE.match(lines[0])
    directive = DIRECTIVE.match(fence["info"].strip()) if fence else None
    if directive is None:
        return Block("code", "\n".join(lines))
    body, options = lines[1:-1], {}
    while body and (option := OPTION.match(body[0])):
        options[option["key"]] = option["value"]
        body = body[1:]
    return Block(directive["name"], "\n".join(body).strip("\n"), directive["argument"], options)


# --- formulas, roles, the text around them --------------------------------------------------


def inline(text: str, chapter: Chapter) -> str:
    """Replace the roles in a text, number its formulas, and keep each of these on one line.

    A formula that goes on in the next line would lose its way in a quotation.
    """

    def replaced(piece: re.Match[str]) -> str:
        if piece["display"]:
            return numbered(piece["formula"], piece["label"], chapter.book)
        if piece["inline"]:
            return re.sub(r"\s*\n\s*", " ", piece["inline"])
        return role(piece["role"], piece["content"], chapter) if piece["role"] else piece[0]

    return PIECE.sub(replaced, text)


def numbered(formula: str, label: str | None, book: Book) -> str:
    """Return a displayed formula with the number that the page gives it."""
    if not label:
        return f"$${formula}$$"
    tag = rf"\tag{{{book.targets[label].text.strip('()')}}}"
    return f"$$\n{formula.strip()} {tag}\n$$"


def link(text: str, url: str) -> str:
    """Return a Markdown link."""
    return f"[{text}]({url})"


def role(name: str, content: str, chapter: Chapter) -> str:
    """Return what a role says, with a link to what it means.

    Raises
    ------
    ValueError
        If the role, or what it names, is not known.
    """
    if name not in KNOWN_ROLES:
        raise ValueError(
            f"{chapter.page}: the role {{{name}}} is not known here; teach it to role()"
        )
    try:
        if name == "glue:text":
            return glued(content, chapter.glued)
        if name == "term":  # only pages lead to the glossary
            titled = TITLED.fullmatch(content)
            return titled["text"] if titled else content
        if name.startswith("cite"):
            return citation(content.split(","), chapter.book, in_text=name.endswith("t"))
        return reference(name, content, chapter.book)
    except KeyError as missing:
        raise ValueError(f"{chapter.page}: {{{name}}}`{content}`: {missing} is not there") from None


def glued(content: str, values: Mapping[str, str]) -> str:
    """Return a glued value as the page shows it: text without its quotes, numbers as they are."""
    key, _, form = content.partition(":")
    try:
        value = ast.literal_eval(values[key])
    except (SyntaxError, ValueError):  # the repr of something else: the page shows it
        return values[key]
    return format(value, form) if form else str(value)


def citation(keys: list[str], book: Book, *, in_text: bool) -> str:
    """Return authors and years, linked to the bibliography."""
    url = book.url("book/back/bibliography")
    cited = [book.citations[key.strip()] for key in keys]
    if in_text:
        return ", ".join(rf"{authors} \[{link(year, url)}\]" for authors, year in cited)
    return rf"\[{', '.join(link(f'{authors}, {year}', url) for authors, year in cited)}\]"


def reference(name: str, content: str, book: Book) -> str:
    """Return a reference to a page, or to something with a number on it."""
    titled = TITLED.fullmatch(content)
    target = titled["target"] if titled else content
    if name == "doc":
        page = target.strip("/")
        return link(titled["text"] if titled else book.pages[page], book.url(page))
    found = book.targets[target]
    text = titled["text"].replace("%s", found.text.split()[-1]) if titled else found.text
    return link(text, found.url)


# --- from blocks to plain Markdown ----------------------------------------------------------


def plain(text: str, chapter: Chapter) -> str:
    """Return the CommonMark of a piece of MyST; see the module's docstring."""
    return "\n\n".join(filter(None, (one(block, chapter) for block in blocks(text))))


def one(block: Block, chapter: Chapter) -> str:
    """Return one block as CommonMark.

    Raises
    ------
    ValueError
        If the directive is not known.
    """
    if block.kind == "code":
        return block.body
    if block.kind == "text":
        return inline(without_comments(definitions(block.body)), chapter)
    if block.kind == "widget":
        return widget(block.body, chapter)
    if block.kind == "index":
        return ""
    if block.kind == "table":
        number = chapter.book.targets[block.options["name"]].text
        return f"{inline(block.body, chapter)}\n\n**{number}.** {inline(block.argument, chapter)}"
    if block.kind == "math":
        return numbered(f"\n{block.body}\n", block.options.get("label"), chapter.book)
    if block.kind in ("dropdown", "details"):
        return unfold(inline(block.argument, chapter), plain(block.body, chapter))
    if block.kind == "prf:proof":
        return proof(inline(block.argument, chapter), plain(block.body, chapter))
    return quotation(heading_of(block, chapter), plain(block.body, chapter))


def heading_of(block: Block, chapter: Chapter) -> str:
    """Return the bold heading of a theorem, an exercise, an admonition."""
    if block.kind == "admonition":
        return inline(block.argument, chapter)
    if block.kind in ("note", "tip", "important", "warning", "caution", "hint"):
        return inline(block.argument, chapter) or block.kind.capitalize()
    if block.kind == "exercise" or block.kind.removeprefix("prf:") in NUMBERED:
        number = chapter.book.targets[block.options["label"]].text
        title = inline(block.argument, chapter)
        return f"{number} ({title})" if title else number
    raise ValueError(
        f"{chapter.page}: the directive {{{block.kind}}} is not known here; teach it to one()"
    )


def proof(heading: str, body: str) -> str:
    """Return a proof, with a sign where it ends; lists and displays stand by themselves."""
    start = f"**Proof{f' ({heading})' if heading else ''}.**"
    apart = re.match(r"[-*+] |\d+[.)] |\$\$|<", body)
    shut = re.search(r"(\$\$|^ *([-*+]|\d+[.)]) .*(\n +.*)*)\Z", body, re.MULTILINE)
    return f"{start}{2 * NEWLINE if apart else ' '}{body}{2 * NEWLINE if shut else ' '}∎"


def quotation(heading: str, body: str) -> str:
    """Return a quotation with a bold heading; formulas in it stay on one line."""
    body = re.sub(r"\$\$.+?\$\$", lambda m: " ".join(m[0].split()), body, flags=re.DOTALL)
    return "\n".join(f"> {line}".rstrip() for line in f"**{heading}**\n\n{body}".split("\n"))


def unfold(summary: str, body: str) -> str:
    """Return something to unfold; the empty lines make Markdown of what is inside."""
    return (
        f"<details>\n<summary>{html.escape(summary, quote=False)}</summary>\n\n{body}\n\n</details>"
    )


def widget(body: str, chapter: Chapter) -> str:
    """Return what a widget shows where no script runs, and a link to where one does."""
    inside = body.split("\n")[1:-1]
    table = "\n".join(re.sub(r"^<div[^>]*>|</div>$", "", line) for line in inside)
    url = chapter.book.url(chapter.page)
    return f"{table}\n\n*On {link('the page', url)} this table is something to play with.*"


def definitions(text: str) -> str:
    """Return a text whose lists of terms (``term``, then ``: meaning``) are lists of items."""
    item = re.compile(r"^(?P<term>\S.*)\n: +(?P<meaning>.*(?:\n +\S.*)*)$", re.MULTILINE)
    return item.sub(lambda m: f"- {m['term']}: {m['meaning']}", text)


def without_comments(text: str) -> str:
    """Return a text without the lines that MyST leaves out."""
    return re.sub(r"^%.*\n?", "", text, flags=re.MULTILINE)


# --- solutions: from one cell to another ----------------------------------------------------


def cell(text: str, chapter: Chapter) -> str:
    """Return a Markdown cell as CommonMark; a solution unfolds cell by cell.

    A solution may begin in one cell and end in another, with code between them, but what unfolds
    cannot: each cell closes what it opens.
    """
    parts, told = list[str](), list[str]()

    def tell() -> None:
        if any(told):
            more = ", continued" if chapter.told else ""
            parts.append(unfold(chapter.solution + more, "\n\n".join(filter(None, told))))
            chapter.told = True
        told.clear()

    for block in blocks(text):
        if block.kind == "solution-start":
            exercise = chapter.book.targets[block.argument.strip()]
            chapter.solution = f"Solution to {exercise.text} ({exercise.title})"
            chapter.told = False
        elif block.kind == "solution-end":
            tell()
            chapter.solution = ""
        else:
            (told if chapter.solution else parts).append(one(block, chapter))
    if chapter.solution and not any(told) and not chapter.told:
        told.append("In the next cell.")
    tell()
    return "\n\n".join(filter(None, parts))


# --- what carries a number ------------------------------------------------------------------


@dataclass
class Numbers:
    """Counts what a chapter numbers: figures, tables, formulas, exercises, theorems."""

    chapter: int | None  # none for pages that are no chapters
    counts: dict[str, int] = field(default_factory=dict)

    def next(self, kind: str) -> str:
        """Return the next number of a kind, after the chapter's."""
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return f"{self.chapter}.{self.counts[kind]}" if self.chapter else f"{self.counts[kind]}"

    def formula(self, label: str, url: str) -> Target:
        """Number a formula."""
        return Target(f"({self.next('math')})", "", f"{url}#equation-{label}")

    def figure(self, name: str, url: str) -> Target:
        """Number a figure, or a table, whose name says that it is one."""
        kind = "Table" if name.startswith("tab-") else "Fig."
        return Target(f"{kind} {self.next(kind)}", "", f"{url}#{name}")


def labels(text: str, url: str, numbers: Numbers) -> Iterator[tuple[str, Target]]:
    """Find what carries a number in a piece of MyST, in the order in which a page counts.

    Parameters
    ----------
    text : str
        Markdown of a page.
    url : str
        Address of the page.
    numbers : Numbers
        How far the page has counted; it counts on.

    Yields
    ------
    pair
        A label and what it names.
    """
    for block in blocks(text):
        label, name = block.options.get("label", ""), block.kind.removeprefix("prf:")
        if block.kind == "math" and label:
            yield label, numbers.formula(label, url)
        elif block.kind == "exercise" or name in NUMBERED:
            number = f"{name.capitalize()} {numbers.next(name)}"
            yield label, Target(number, block.argument, f"{url}#{label}")
        elif block.kind in ("figure", "table"):
            yield block.options["name"], numbers.figure(block.options["name"], url)
        elif block.kind == "text":
            pieces = (piece["label"] for piece in PIECE.finditer(block.body))
            yield from ((key, numbers.formula(key, url)) for key in pieces if key)
        if block.kind not in ("text", "math", "code", "widget", "figure", "table"):
            yield from labels(block.body, url, numbers)
