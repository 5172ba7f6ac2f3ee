"""The typeface of figures: the book's own where its wheel is installed, else matplotlib's."""

from __future__ import annotations

import functools
from dataclasses import replace
from importlib import resources, util

WHEEL = "font_source_sans_pro"
FAMILY = "Source Sans Pro"
# TrueType: of the same face as OpenType, matplotlib 3.11 sets the letters too close.
FILES = tuple(f"SourceSansPro-{style}.ttf" for style in ("Regular", "It", "Semibold", "SemiboldIt"))
OTHERS = "DejaVu Sans"  # comes with matplotlib, and has signs that the book's face lacks: ∅, ∖


def families() -> list[str]:
    """Families in which letters are looked for, one after the other."""
    return [FAMILY, OTHERS] if util.find_spec(WHEEL) else [OTHERS]


@functools.cache
def make_known() -> None:
    """Tell matplotlib where the book's face lies; once is enough."""
    if not util.find_spec(WHEEL):
        return
    from matplotlib.font_manager import fontManager

    for name in FILES:
        with resources.as_file(resources.files(WHEEL) / "files" / name) as path:
            fontManager.addfont(str(path))
    fontManager.ttflist[:] = [  # on pages, too, bold is Semibold
        replace(font, weight=700) if "SourceSansPro-Semibold" in font.fname else font
        for font in fontManager.ttflist
    ]
