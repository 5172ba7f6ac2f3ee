"""Sphinx extension: formulas are typeset when the book is built, not when a page is read.

MathJax runs here once, inside V8, instead of in every reader's browser: a page shows its formulas
at once, without a jump, without JavaScript and without a network. Each formula also carries its
MathML, which screen readers read. What MathJax cannot set is a warning that names the place.
"""

from __future__ import annotations

import functools
import html
import json
import re
import shutil
from base64 import b64encode
from collections.abc import Callable
from importlib import util
from pathlib import Path
from typing import Any

from docutils import nodes
from py_mini_racer import MiniRacer
from sphinx.application import Sphinx
from sphinx.ext import mathjax
from sphinx.util import logging

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
FORMULA = r'<span class="math[^>]*><mjx-container(?:(?!</mjx-container>).)*</mjx-container></span>'
WITH_MARKS = re.compile(f"[(“]{FORMULA}[-.,;:!?)’”]*|{FORMULA}[-.,;:!?)’”]+", re.DOTALL)
Visitor = Callable[[Any, Any], None]
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


def typesetting(visit: Visitor, display: bool) -> Visitor:
    """Wrap a visitor of Sphinx, which writes TeX between marks, so that the formula is set."""

    def visit_and_set(translator: Any, node: nodes.Node) -> None:
        config, start = translator.builder.config, len(translator.body)
        left, right = map(re.escape, config.mathjax_display if display else config.mathjax_inline)
        try:
            visit(translator, node)
        except nodes.SkipNode:
            written = "".join(translator.body[start:])
            marked = re.fullmatch(f"(.*?){left}(.*){right}(.*)", written, re.DOTALL)
            # an environment that brings its own display is written without marks
            parts = marked or re.fullmatch(r"(<[^>]*>)(.*)(</\w+>)", written, re.DOTALL)
            assert parts is not None
            tex = html.unescape(parts[2]).strip()
            formula = typeset(tex, display)
            if "data-mjx-error" in formula:
                log.warning("MathJax cannot set this formula: %s", tex, location=node)
            translator.body[start:] = [parts[1], formula, parts[3]]
            raise

    return visit_and_set


def as_data(font: Path) -> str:
    """Return a font as an address that holds it."""
    return "data:font/woff;base64," + b64encode(font.read_bytes()).decode("ascii")


def write_files(app: Sphinx) -> None:
    """Write the style sheet and the fonts into the site."""
    if app.builder.format == "html":
        static = Path(app.outdir) / "_static"
        shutil.copytree(package() / FONTS, static / "mathjax", dirs_exist_ok=True)
        css = engine().eval("MathJax.startup.adaptor.textContent(MathJax.chtmlStylesheet())")
        css = str(css).replace(f'"mathjax/{ZERO}"', f'"{as_data(static / "mathjax" / ZERO)}"')
        (static / "mathjax.css").write_text(css.strip() + "\n", encoding="utf-8", newline="\n")


def with_marks(page: str) -> str:
    """Keep each formula in a line with its bracket and stop: browsers break lines between them."""
    return WITH_MARKS.sub(r'<span class="st-unbroken">\g<0></span>', page)


def add_style(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Load the style sheet on a page with formulas, and keep each with its marks."""
    if "<mjx-container" in context.get("body", ""):
        app.add_css_file("mathjax.css")
        context["body"] = with_marks(context["body"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    inline = typesetting(mathjax.html_visit_math, display=False)
    block = typesetting(mathjax.html_visit_displaymath, display=True)
    app.add_html_math_renderer("typeset", (inline, None), (block, None))
    app.connect("builder-inited", write_files)
    app.connect("html-page-context", add_style)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
