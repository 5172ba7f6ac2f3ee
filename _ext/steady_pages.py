"""Sphinx extension: pages that stand still while they load.

Nothing is shown before the typefaces are there, some milliseconds; where they take longer than
three seconds, a page is set in others, and stays so. Every picture gets its width and height, so
that its place is free before it comes. An inch of a figure is 100 pixels of CSS: letters have the
same size in every chapter, that of the text.
"""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import imagesize
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

# MJXZERO gives the lines of formulas their height; MathJax's letters fill boxes that are there.
READY_TYPEFACES = """(root => {
  const faces = [...document.fonts].filter(face => /Shapley|MJXZERO/.test(face.family));
  root.classList.add("st-unset");  // steady.css: nothing is shown yet
  if (root.dataset.theme === "auto")  // a first visit; the theme's own script comes later
    root.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const late = setTimeout(() => root.classList.replace("st-unset", "st-late"), 3000);
  Promise.allSettled(faces.map(face => face.load())).then(() => {
    clearTimeout(late);
    performance.mark("typefaces");
    root.classList.remove("st-unset");
  });
})(document.documentElement);"""
PIXELS_PER_INCH = 100
POINTS_PER_INCH = 72


@functools.cache
def css_size(picture: Path) -> tuple[int, int]:
    """Return width and height of a picture in pixels of CSS."""
    if picture.suffix == ".svg":
        root = ElementTree.parse(picture).getroot()
        _, _, width, height = map(float, root.get("viewBox", "0 0 0 0").split())
        in_points = root.get("width", "").endswith("pt")
        scale = PIXELS_PER_INCH / POINTS_PER_INCH if in_points else 1.0
    else:
        width, height = imagesize.get(picture)
        dots_per_inch, _ = imagesize.getDPI(picture)
        scale = PIXELS_PER_INCH / dots_per_inch if dots_per_inch > 0 else 1.0
    if width <= 0 or height <= 0:
        raise ExtensionError(f"{picture}: cannot find the size of this picture")
    return round(width * scale), round(height * scale)


def visit_image(translator: Any, node: nodes.image) -> None:
    """Write a picture with its own width and height, whatever the page asks for."""
    width, height = css_size(Path(translator.builder.srcdir, node["uri"]))
    for name in ("width", "height", "scale"):
        node.attributes.pop(name, None)
    start = len(translator.body)
    type(translator).visit_image(translator, node)
    written = "".join(translator.body[start:])
    translator.body[start:] = [written.replace("<img", f'<img width="{width}" height="{height}"')]


def depart_image(translator: Any, node: nodes.image) -> None:
    """Close a picture."""
    type(translator).depart_image(translator, node)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_node(nodes.image, override=True, html=(visit_image, depart_image))
    app.add_js_file(None, body=READY_TYPEFACES, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
