"""Whether two figures, stored as SVG, show the same: letters, colors and shapes, line by line.

Everything must be equal but what differs from machine to machine in its last digits: places, by
less than what an eye can see; levels of a color; and names made from places, which are made anew.
Pictures inside are compared pixel by pixel, with room for the softening of edges.
"""

from __future__ import annotations

import base64
import io
import itertools
import re

import notebooks
import numpy as np
from PIL import Image

POINTS = 0.05  # of 432, the width of a figure: a fifth of the thinnest line
LEVELS = 2  # of 255, of a color
DIFFERENT_LEVELS = 64  # of 255: more than the softening of edges differs from machine to machine
DIFFERENT_SHARE = 5e-5  # of the pixels: less than one digit of a label

PICTURE = re.compile(r"data:image/png;base64,\s*([A-Za-z0-9+/=\s]+)")
COLOR = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\b")
NUMBER = re.compile(r"(?<![\w#.-])-?\d+(?:\.\d+)?")


def difference(stored: str, fresh: str) -> str | None:
    """Say what differs between two figures, if anything does."""
    for one, two in itertools.zip_longest(parts(stored), parts(fresh)):
        if one is None or two is None:
            return "One of the figures goes on where the other ends"
        if one.startswith("data:") and two.startswith("data:"):
            share = share_of_different_pixels(one.partition(",")[2], two.partition(",")[2])
            if share > DIFFERENT_SHARE:
                return f"Pictures differ in {share:.3%} of their pixels"
        elif not same(one, two):
            return f"Figures differ: {one.strip()!r} stored, {two.strip()!r} fresh"
    return None


def parts(svg: str) -> list[str]:
    """The lines of a figure, and its pictures, with names that do not depend on places."""
    found = []
    for k, piece in enumerate(PICTURE.split(notebooks.steady(svg))):
        if k % 2:
            found.append(f"data:,{piece}")
        else:
            found += piece.splitlines()
    return found


def same(one: str, two: str) -> bool:
    """Whether two lines differ at most in last digits."""
    if one == two:
        return True
    levels, others = (colors(line) for line in (one, two))
    one, two = (COLOR.sub("#", line) for line in (one, two))
    first, second = (np.array(NUMBER.findall(line), dtype=float) for line in (one, two))
    return (
        "<!--" not in one  # what is written is equal to the letter
        and NUMBER.sub("0", one) == NUMBER.sub("0", two)
        and near(first, second, POINTS)
        and near(levels, others, LEVELS)
    )


def colors(line: str) -> np.ndarray:
    """The levels of all colors in a line."""
    return np.array([int(part, 16) for found in COLOR.findall(line) for part in found], dtype=float)


def near(first: np.ndarray, second: np.ndarray, room: float) -> bool:
    """Whether no two numbers are further apart."""
    return first.shape == second.shape and bool((np.abs(first - second) <= room).all())


def share_of_different_pixels(first: str, second: str) -> float:
    """Compare two base64-encoded pictures; 1.0 when their sizes differ."""
    one, two = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGBA"), dtype=int)
        for picture in (first, second)
    )
    if one.shape != two.shape:
        return 1.0
    return float((np.abs(one - two).max(axis=-1) > DIFFERENT_LEVELS).mean())
