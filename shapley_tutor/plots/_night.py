"""Figures in the dark: what color each of their colors becomes.

A color of the palette becomes that of the pages' dark theme. Any other, such as one of a color
map, is turned over in lightness and keeps its hue: paper becomes dark, ink light.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.plots._pages import DARK, SIGNS
from shapley_tutor.plots._style import DEEP, PALETTE, as_text

# Lightness (Oklab) of paper, of colors and of ink, by day and at night.
_DAY, _NIGHT = (0.24, 0.56, 1.0), (0.91, 0.75, 0.20)
_CALMER = 0.85  # of the chroma: light colors on dark ground look stronger
_TO_CONES = np.array([
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
])  # fmt: skip
_TO_LAB = np.array([
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
])  # fmt: skip
"""Björn Ottosson, A perceptual color space for image processing (2020)."""


@functools.cache
def of_the_palette() -> dict[str, str]:
    """Colors of the palette by day, also darkened for text, and what they are at night."""
    night = {
        PALETTE.positive: "raise", PALETTE.negative: "lower", PALETTE.ink: "ink",
        PALETTE.muted: "muted", PALETTE.grid: "line", PALETTE.tint: "tint",
        PALETTE.accent: "accent", PALETTE.paper: "paper",
    }  # fmt: skip
    night |= {color: f"player-{k}" for k, color in enumerate(PALETTE.players)}
    text = {as_text(SIGNS[name], paper): name for name in SIGNS
            for paper in (PALETTE.paper, PALETTE.tint)}  # fmt: skip
    return {color: DARK[name] for color, name in (text | night).items()} | {DEEP: DEEP}


def at_night(color: str) -> str:
    """Return a color such as ``"#C44E00"`` as figures have it in the dark.

    Examples
    --------
    >>> at_night("#FFFFFF"), at_night("#C44E00"), at_night("#8CC9C0")
    ('#12171C', '#F28F4F', '#31625C')
    """
    known = of_the_palette().get(color.upper())
    if known:
        return known
    parts = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)])
    red, green, blue = turned_over(parts)
    return f"#{red:02X}{green:02X}{blue:02X}"


def turned_over(colors: Any) -> Array:
    """Return colors (..., 3), 0 to 255, with their lightness turned over."""
    linear = _linear(np.asarray(colors, dtype=float) / 255)
    lab = np.cbrt(linear @ _TO_CONES.T) @ _TO_LAB.T
    lab[..., 1:] *= _CALMER
    lab[..., 0] = np.interp(lab[..., 0], _DAY, _NIGHT)
    back = (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_CONES).T
    return np.rint(255 * _encoded(np.clip(back, 0.0, 1.0))).astype(np.uint8)


def _linear(encoded: FloatArray) -> FloatArray:
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def _encoded(linear: FloatArray) -> FloatArray:
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
