"""Sphinx extension: a figure of a notebook, which is stored as SVG, for both themes.

A page gets two files and shows one of them: its figures cost no elements, and a browser loads only
what is seen. Neither has a ground of its own; what is white by day is the page's dark at night
(``shapley_tutor.plots._night``). Letters are paths, so a file needs no typeface. Photographs and
dense clouds of dots lie inside as WebP; a photograph is the same in both themes.
"""

from __future__ import annotations

import functools
import hashlib
import io
import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
from docutils import nodes
from PIL import Image, ImageColor
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from shapley_tutor.plots._night import at_night, turned_over
from shapley_tutor.plots._pages import DARK, LIGHT
from shapley_tutor.plots._style import PALETTE

STORED = "jupyter_execute"  # where the outputs of notebooks are unpacked
COLOR = re.compile(r"#[0-9a-fA-F]{6}\b")
RASTER = re.compile(r'xlink:href="data:image/png;base64,\s*([A-Za-z0-9+/=\s]+)"')
LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
NO_MEANING = re.compile(
    r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL
)
GROUND = re.compile(r'(<g id="patch_1">\s*<path [^>]*style=")fill: #ffffff')
NAME, NAMED = re.compile(r' id="([^"]+)"'), re.compile(r'href="#([^"]+)"|url\(#([^)]+)\)')
USE = r"<use [^>]*/>"
DOTS = re.compile(rf'(<g clip-path="url\(#\w+\)">)\n{USE}\n</g>(?:\n\1\n{USE}\n</g>)+')
FEW_COLORS, QUALITY = 4096, 82  # of a WebP
SOME, NEAR = 2000, 8  # pixels looked at; levels of 255 by which softened edges miss the color map


def light(svg: str) -> str:
    """Return a stored figure as pages show it by day."""
    return drawn(svg, LIGHT["ink"], lambda color: color, packed)


def dark(svg: str) -> str:
    """Return a stored figure as pages show it at night."""
    return drawn(svg, DARK["ink"], at_night, lambda data: packed(data, at_night=True))


def drawn(svg: str, ink: str, recolor: Callable[[str], str], pack: Callable[[str], str]) -> str:
    """Return a figure without ground, in short numbers and names, and ``ink`` where it has none."""
    text = shortly_named(NO_MEANING.sub("", GROUND.sub(r"\1fill: none", svg)))
    pieces = RASTER.split(text)  # what is drawn, and every second one a picture
    for k, piece in enumerate(pieces):
        if k % 2:
            pieces[k] = f'href="{pack(piece)}"'
        else:
            brief = LONG_NUMBER.sub(short, piece)
            pieces[k] = COLOR.sub(lambda found: recolor(found[0]).lower(), brief)
    return "".join(pieces).strip().replace("<svg ", f'<svg fill="{ink.lower()}" ', 1)


def short(number: re.Match[str]) -> str:
    """Return a place to a hundredth of a point; a small number, which scales letters, as it is."""
    return f"{float(number[0]):.2f}" if abs(float(number[0])) >= 1 else number[0]


def shortly_named(svg: str) -> str:
    """Return a figure in which only what is used has a name, and a short one."""
    names = {one or other: "" for one, other in NAMED.findall(svg)}
    names = {name: f"i{k}" for name, k in zip(names, count())}
    svg = NAME.sub(lambda n: f' id="{names[n[1]]}"' if n[1] in names else "", svg)
    svg = re.sub(r'(?:xlink:)?href="#([^"]+)"', lambda n: f'href="#{names[n[1]]}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda n: f"url(#{names[n[1]]})", svg)
    return DOTS.sub(together, re.sub(r"\s*\n\s*", "\n", svg))


def together(dots: re.Match[str]) -> str:
    """Return dots that are each clipped by the same frame as one group."""
    inside = "\n".join(re.findall(USE, dots[0]))
    inside = re.sub(r'style="fill: (#\w+)"', r'fill="\1"', inside)
    return f"{dots[1]}\n{inside}\n</g>"


def opened(data: str) -> Image.Image:
    """Return a picture from its letters."""
    return Image.open(io.BytesIO(b64decode(data))).convert("RGBA")


@functools.lru_cache(64)
def packed(data: str, at_night: bool = False) -> str:
    """Return a stored picture as the address of a WebP."""
    picture = opened(data)
    return as_webp(night(picture) if at_night else picture)


def as_webp(picture: Image.Image) -> str:
    """Return the address of a WebP; without loss where a picture has few colors."""
    file, lossless = io.BytesIO(), picture.getcolors(FEW_COLORS) is not None
    picture.save(file, "WEBP", lossless=lossless, quality=QUALITY)
    return "data:image/webp;base64," + b64encode(file.getvalue()).decode("ascii")


def night(picture: Image.Image) -> Image.Image:
    """Return a picture with its colors turned over; a photograph as it is."""
    pixels = np.array(picture)
    if not is_photograph(pixels):
        pixels[..., :3] = turned_over(pixels[..., :3])
    return Image.fromarray(pixels, "RGBA")


def is_photograph(pixels: Any) -> bool:
    """Say whether most pixels of a picture without holes lie off the color map of signed values."""
    if pixels[..., 3].min() < 255:
        return False
    some = pixels[..., :3].reshape(-1, 3)[:: max(1, pixels[..., 0].size // SOME)].astype(int)
    ends = [ImageColor.getrgb(color) for color in (PALETTE.negative, PALETTE.paper)]
    ends.append(ImageColor.getrgb(PALETTE.positive))
    steps = np.linspace(-1, 1, 257)
    signs = np.column_stack(
        [np.interp(steps, (-1, 0, 1), part) for part in zip(*ends, strict=True)]
    )
    off = np.abs(some[:, None] - signs).max(axis=2).min(axis=1)
    inked = some.min(axis=1) < 255 - NEAR  # paper is the middle of the map, and of a drawing
    return bool((off > NEAR)[inked].sum() > 0.5 * inked.sum())


THEMES = {"light": light, "dark": dark}


class BothThemes(SphinxPostTransform):
    """Give every figure of a notebook a file for each theme."""

    default_priority = 800  # when of each output the best form has been chosen
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Look at every picture of a page."""
        for image in list(self.document.findall(nodes.image)):
            path = Path(self.env.srcdir, image["uri"])
            if path.suffix == ".svg" and STORED in path.parts:
                image.parent.replace(image, [self.shown(image, path, theme) for theme in THEMES])

    def shown(self, image: nodes.image, stored: Path, theme: str) -> nodes.image:
        """Return the picture that one theme shows; its file lies beside the stored one."""
        svg = THEMES[theme](stored.read_text(encoding="utf-8"))
        name = hashlib.sha256(svg.encode()).hexdigest()[:16]
        file = stored.with_name(f"{name}-{theme}.svg")
        file.write_text(svg, encoding="utf-8", newline="\n")
        uri = file.relative_to(self.env.srcdir).as_posix()
        self.env.images.add_file(self.env.docname, uri)
        classes = [*image["classes"], f"st-{theme}"]
        return nodes.image(
            uri=uri, candidates={"*": uri}, alt=image["alt"], loading="lazy", classes=classes
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.add_post_transform(BothThemes)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
