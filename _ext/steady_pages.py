"""Sphinx extension: pages that stand still while they load, and load only what they use.

Typefaces that are part of a style sheet are ready before the first line is set, not one frame
later. Every picture gets its width and height, so that its place is free before it comes. An inch
of a figure is 100 pixels of CSS: drawn at 200 dpi it is sharp on dense screens, and its letters
have the same size in every chapter, whatever width a chapter asks for. Icons stand in the page as
SVG, instead of being put there by the theme's megabyte of all icons; and only the page of search
results loads the index of the search.
"""

from __future__ import annotations

import functools
import html
import re
from pathlib import Path
from typing import Any

import imagesize
import pydata_sphinx_theme
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

# MJXZERO gives the lines of formulas their height; MathJax's letters fill boxes that are there.
READY_TYPEFACES = """(root => {
  const faces = [...document.fonts].filter(face => /Shapley|MJXZERO/.test(face.family));
  root.classList.add("st-unset");  // steady.css: nothing is shown yet
  if (root.dataset.theme === "auto")  // a first visit; the theme's own script comes later
    root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  Promise.allSettled(faces.map(face => face.load())).then(() => {
    performance.mark("typefaces");
    root.classList.remove("st-unset");
  });
})(document.documentElement);"""
PIXELS_PER_INCH = 100
IMAGE = re.compile(r"<img\b[^>]*>")
SOURCE = re.compile(r'\bsrc="([^"]+)"')
SIZE = re.compile(r""" (?:width|height)="[^"]*"| style="(?:width|height): [\w.]+;?\"""")
VIEW_BOX = re.compile(r'<svg\b[^>]*\bviewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')

ICON = re.compile(r'<(i|span) class="([^"]*\bfa[bs]?\b[^"]*)"([^>]*)></\1>')
ICON_FAMILY = re.compile(r"\b(?:fa[bs]|fa-solid|fa-brands)(?![\w-])\s*")
ICON_NAME = re.compile(r"\bfa-(?!lg\b)([a-z-]+)")
TITLE = re.compile(r' title="([^"]*)"')
ICONS = Path(pydata_sphinx_theme.__file__).parent.joinpath(
    "theme/pydata_sphinx_theme/static/scripts/fontawesome.js"
)
CREDIT = """  <!-- Icons: Font Awesome Free 6.5.2 by @fontawesome, https://fontawesome.com/license/free,
  CC BY 4.0, copyright 2024 Fonticons, Inc. -->
"""
SCRIPT = r' *<script\b[^>]*\bsrc="[^"]*(?:{})\.js[^"]*"></script>\n?'
ALL_ICONS = re.compile(SCRIPT.format("_static/scripts/fontawesome"))
SEARCH = re.compile(SCRIPT.format("_static/searchtools|_static/language_data|/searchindex"))


@functools.cache
def css_size(picture: Path) -> tuple[int, int]:
    """Return width and height of a picture in pixels of CSS."""
    if picture.suffix == ".svg":
        box = VIEW_BOX.search(picture.read_text(encoding="utf-8"))
        width, height = (float(box[1]), float(box[2])) if box else (-1.0, -1.0)
        scale = 1.0
    else:
        width, height = imagesize.get(picture)
        dots_per_inch, _ = imagesize.getDPI(picture)
        scale = PIXELS_PER_INCH / dots_per_inch if dots_per_inch > 0 else 1.0
    if width <= 0 or height <= 0:
        raise ExtensionError(f"{picture}: cannot find the size of this picture")
    return round(width * scale), round(height * scale)


def sized(tag: str, folder: Path) -> str:
    """Return an ``<img>`` of a page in ``folder`` with its width and height."""
    source = SOURCE.search(tag)
    if source is None or source[1].startswith("data:"):
        raise ExtensionError(f"a picture that is not a file: {tag[:200]}")
    width, height = css_size((folder / html.unescape(source[1])).resolve())
    return f'<img width="{width}" height="{height}"{SIZE.sub("", tag).removeprefix("<img")}'


@functools.cache
def icon(name: str) -> tuple[str, str]:
    """Return the view box and the path of an icon, from the theme's script of all icons."""
    drawing = re.search(
        rf'[{{,]"?{re.escape(name)}"?:\[(\d+),(\d+),\[[^\]]*\],"[^"]*","([^"]+)"\]', all_icons()
    )
    if drawing is None:
        raise ExtensionError(f"{ICONS.name} has no icon {name}")
    return f"0 0 {drawing[1]} {drawing[2]}", drawing[3]


@functools.cache
def all_icons() -> str:
    """Return the theme's script of all icons."""
    return ICONS.read_text(encoding="utf-8")


def drawn(match: re.Match[str]) -> str:
    """Return an icon as the theme's script would have drawn it."""
    classes = " ".join(ICON_FAMILY.sub("", match[2]).split())
    attributes = match[3]
    name = ICON_NAME.search(classes)
    if name is None:
        raise ExtensionError(f"an icon without a name: {match[0]}")
    box, path = icon(name[1])
    title = TITLE.search(attributes)
    return (
        f'<svg class="svg-inline--fa {classes}" aria-hidden="true" '
        f'viewBox="{box}"{TITLE.sub("", attributes).rstrip()}>'
        + (f"<title>{title[1]}</title>" if title else "")
        + f'<path fill="currentColor" d="{path}"/></svg>'
    )


def steady(page: str, file: Path) -> str:
    """Return a page with sized pictures and drawn icons, without the scripts that it never uses."""
    page = IMAGE.sub(lambda match: sized(match[0], file.parent), page)
    page = ICON.sub(drawn, ALL_ICONS.sub(CREDIT, page))
    return page if file.name == "search.html" else SEARCH.sub("", page)


def rewrite(app: Sphinx, error: Exception | None) -> None:
    """Make every page of the built site steady."""
    if error is None and app.builder.format == "html":
        for file in Path(app.outdir).rglob("*.html"):
            if "_static" not in file.parts:
                before = file.read_text(encoding="utf-8")
                file.write_text(steady(before, file), encoding="utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_js_file(None, body=READY_TYPEFACES, priority=900)
    app.connect("build-finished", rewrite)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
