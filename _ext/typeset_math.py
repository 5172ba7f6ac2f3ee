"""Sphinx extension: formulas are typeset when the book is built, not when a page is read.

MathJax runs here once, inside V8, instead of in every reader's browser: a page shows its formulas
at once, without a jump, without JavaScript and without a network. Each formula also carries its
MathML, which screen readers read. What MathJax cannot set is a warning that names the place.
MathJax's sheet is mostly a rule for each of its letters; a page gets those of the letters it has.
"""

from __future__ import annotations

import functools
import json
import re
import shutil
from base64 import b64encode
from collections import defaultdict
from importlib import util
from pathlib import Path
from typing import Any

from docutils import nodes
from few_nodes import with_fewer
from py_mini_racer import MiniRacer
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

COMPONENTS = (
    "startup",
    "core",
    "adaptors/liteDOM",
    "input/tex-base",
    "input/tex/extensions/ams",
    "input/tex/extensions/newcommand",
    "output/chtml",
    "output/chtml/fonts/tex",
    "a11y/assistive-mml",
)
SETTINGS = {
    "loader": {"load": []},
    "startup": {"document": "", "adaptor": "liteDOM", "handler": "HTMLHandler", "typeset": False}
    | {"input": ["tex"], "output": "chtml"},
    "tex": {"packages": ["base", "ams", "newcommand"]},
    "chtml": {"fontURL": "mathjax", "adaptiveCSS": False},
}
FONTS = "output/chtml/fonts/woff-v2"
ZERO = "MathJax_Zero.woff"  # gives the lines of formulas their height: it must never come late
# A player in a formula, a letter or a name, and which color it has in figures. Elsewhere a letter
# alone may be a matrix.
NAMES = {"Age": 0, "BP": 1}
PLAYERS = {"A": 0, "B": 1, "C": 2, "D": 3}
IN_GAMES = "book/game/"
LEAF = re.compile(r'<(mjx-mi|mjx-mtext) class="([^"]*)"([^>]*)>((?:<mjx-c [^>]*></mjx-c>)+)</\1>')
INDEXED = "<mjx-msub"  # what a letter with an index stands in: a number, not a player
CODE = re.compile(r'class="mjx-c([0-9A-F]+)')
ITALIC_A = 0x1D434
SHEET, LETTERS = "mathjax.css", "mathjax/letters"
RULE = re.compile(r'([^{}]+)\{(?:[^{}"]|"(?:[^"\\]|\\.)*")*\}\s*')  # a quoted } ends no rule
WORDS = re.compile(r"mjx-c[0-9A-F]+(?: TEX-\w+)?")  # in a formula
LETTER = re.compile(r"\.(mjx-c[0-9A-F]+)(?:\.(TEX-\w+))?")  # in what a rule selects
OPENING, CLOSING = ("(", "“"), "-.,;:!?)’”"
log = logging.getLogger(__name__)


def package() -> Path:
    """Return the folder of MathJax's files inside the package that carries them."""
    spec = util.find_spec("sphinx-mathjax-offline")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "static" / "mathjax"


@functools.cache
def engine() -> MiniRacer:
    """Return V8 with MathJax in it, ready to typeset."""
    v8 = MiniRacer()
    v8.eval(f"var global = globalThis; var MathJax = {json.dumps(SETTINGS)};")
    for component in COMPONENTS:
        v8.eval((package() / f"{component}.js").read_text(encoding="utf-8") + ";0")
    v8.eval("MathJax.startup.getComponents(); MathJax.startup.makeMethods(); 0")
    return v8


@functools.cache
def typeset(tex: str, display: bool) -> str:
    """Return the HTML of one formula; a wrong one says so in an attribute ``data-mjx-error``."""
    call = f"MathJax.tex2chtml({json.dumps(tex)}, {{display: {json.dumps(display)}}})"
    return str(engine().eval(f"MathJax.startup.adaptor.outerHTML({call})"))


def colored(html: str, page: str) -> str:
    """Return the HTML of a formula in which players have their colors."""
    players = NAMES | PLAYERS if page.startswith(IN_GAMES) else NAMES

    def leaf(found: re.Match[str]) -> str:
        tag, classes, rest, inside = found.groups()
        codes = [int(code, 16) for code in CODE.findall(inside)]
        name = "".join(chr(c - ITALIC_A + 65 if c >= ITALIC_A else c) for c in codes)
        around = html[html.rfind("<", 0, found.start()) : found.start()]
        if name not in players or (name in PLAYERS and around.startswith(INDEXED)):
            return found[0]
        return f'<{tag} class="{classes} st-player-{players[name]}"{rest}>{inside}</{tag}>'

    return LEAF.sub(leaf, html)


def formula(tex: str, display: bool, node: nodes.Node, page: str) -> str:
    """Return the HTML of the formula of a node on a page; warn if MathJax cannot set it."""
    tex = tex.strip()
    html = typeset(tex, display)
    if "data-mjx-error" in html:
        log.warning("MathJax cannot set this formula: %s", tex, location=node)
    return with_fewer(colored(html, page))


def visit_math(translator: Any, node: nodes.math) -> None:
    """Write a formula in a line."""
    page = translator.builder.current_docname
    start = translator.starttag(node, "span", "", CLASS="math notranslate nohighlight")
    translator.body.append(f"{start}{formula(node.astext(), False, node, page)}</span>")
    raise nodes.SkipNode


def visit_math_block(translator: Any, node: nodes.math_block) -> None:
    """Write a displayed formula after its number; an environment of its own (nowrap) has none."""
    body, tex = translator.body, node.astext()
    body.append(translator.starttag(node, "div", CLASS="math notranslate nohighlight"))
    if not node["nowrap"]:
        tex = aligned(tex)
        if node["number"]:
            body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
            translator.add_permalink_ref(node, _("Link to this equation"))
            body.append("</span>")
    page = translator.builder.current_docname
    body.append(f"{formula(tex, True, node, page)}</div>\n")
    raise nodes.SkipNode


def aligned(tex: str) -> str:
    """Return TeX as Sphinx reads it: an empty line parts two equations, ``&`` aligns lines."""
    parts = [part for part in tex.split("\n\n") if part.strip()]
    parts = [rf"\begin{{split}}{part}\end{{split}}" if r"\\" in part else part for part in parts]
    if len(parts) < 2:
        return "".join(parts)
    return r"\begin{align}\begin{aligned}" + r"\\".join(parts) + r"\end{aligned}\end{align}"


class WithMarks(SphinxPostTransform):
    """Keep each formula in a line with its bracket and stop: browsers break lines between them."""

    default_priority = 900  # when numbers from cells stand in their sentences
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Look at every formula in a line of a page."""
        for node in list(self.document.findall(nodes.math)):
            keep_with_marks(node)


def keep_with_marks(node: nodes.math) -> None:
    """Put a formula, the bracket before it and the stops after it into one span."""
    line = node.parent
    place = line.index(node)
    before, after = text_at(line, place - 1), text_at(line, place + 1)
    bracket = before[-1:] if before.endswith(OPENING) else ""
    rest = after.lstrip(CLOSING)
    stops = after[: len(after) - len(rest)]
    if bracket or stops:
        whole = nodes.inline("", "", nodes.Text(bracket), node, nodes.Text(stops))
        whole["classes"].append("st-unbroken")
        around = [nodes.Text(before.removesuffix(bracket)), whole, nodes.Text(rest)]
        line[place - bool(before) : place + 1 + bool(after)] = around


def text_at(line: nodes.Element, place: int) -> str:
    """Return the text at a place of a line, or nothing."""
    inside = 0 <= place < len(line) and isinstance(line[place], nodes.Text)
    return str(line[place]) if inside else ""


def as_data(font: Path) -> str:
    """Return a font as an address that holds it."""
    return "data:font/woff;base64," + b64encode(font.read_bytes()).decode("ascii")


@functools.cache
def sheets() -> tuple[str, dict[str, str]]:
    """Return MathJax's style sheet without rules for letters, and these by the classes they need.

    A class is that of a letter, or of a letter and its typeface, as they stand in a formula.
    """
    css = engine().eval("MathJax.startup.adaptor.textContent(MathJax.chtmlStylesheet())")
    common: list[str] = []
    letters: dict[str, str] = defaultdict(str)
    for rule in RULE.finditer(str(css).replace("mjx-assistive-mml", "mjx-container > math")):
        if found := LETTER.search(rule[1]):
            letters[" ".join(filter(None, found.groups()))] += rule[0].strip() + "\n"
        else:
            common.append(rule[0])
    return "".join(common).strip() + "\n", dict(letters)


def write_files(app: Sphinx) -> None:
    """Write the style sheet and the fonts into the site."""
    if app.builder.format == "html":
        static = Path(app.outdir) / "_static"
        shutil.copytree(package() / FONTS, static / "mathjax", dirs_exist_ok=True)
        css = sheets()[0].replace(f'"mathjax/{ZERO}"', f'"{as_data(static / "mathjax" / ZERO)}"')
        (static / SHEET).write_text(css, encoding="utf-8", newline="\n")


def letters_of(body: str) -> str:
    """Return the rules for the letters of a page."""
    there = set(WORDS.findall(body))
    there |= {words.partition(" ")[0] for words in there}
    return "".join(rules for words, rules in sheets()[1].items() if words in there)


def add_style(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Load the style sheets on a page with formulas."""
    if "<mjx-container" not in (body := context.get("body", "")):
        return
    letters = f"{LETTERS}/{page.replace('/', '-')}.css"
    path = Path(app.outdir) / "_static" / letters
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(letters_of(body), encoding="utf-8", newline="\n")
    app.add_css_file(SHEET)
    app.add_css_file(letters)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_html_math_renderer("typeset", (visit_math, None), (visit_math_block, None))
    app.add_post_transform(WithMarks)
    app.connect("builder-inited", write_files)
    app.connect("html-page-context", add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
