"""Web fonts as Chromium can put them into a PDF: as fonts, and not as drawings of letters.

Fonts with cubic outlines (CFF, as the book's typefaces and MathJax's) would end up in it as
drawings (Type 3), which many viewers show coarsely. With quadratic outlines (TrueType) they are
embedded as fonts.
"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

WEB_FONT = re.compile(
    r"""url\(["']?(?:data:font/\w+;base64,([^"')]+)|([^"'):?]+\.woff2?)(?:\?\w+=\w+)?)["']?\)"""
)
ACCURACY = 0.001  # of the height of a line of type
LIMITS = (
    *("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs"),
    *("maxStackElements", "maxSizeOfInstructions", "maxComponentElements"),
)


def with_printable_fonts(sheet: str, site: Path) -> str:
    """Return a style sheet whose web fonts are TrueType and inside it."""

    def embedded(match: re.Match[str]) -> str:
        font = base64.b64decode(match[1]) if match[1] else (site / match[2]).read_bytes()
        return f'url("data:font/ttf;base64,{base64.b64encode(true_type(font)).decode()}")'

    return WEB_FONT.sub(embedded, sheet)


def true_type(data: bytes) -> bytes:
    """Return a font with quadratic outlines, unpacked."""
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    if "CFF " in font:
        replace_outlines(font)
    font.flavor = None
    file = io.BytesIO()
    font.save(file)
    return file.getvalue()


def replace_outlines(font: TTFont) -> None:
    """Draw every letter of a font anew, with quadratic curves."""
    glyphs, drawn = font.getGlyphSet(), {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(glyphs)
        error = ACCURACY * font["head"].unitsPerEm
        glyphs[name].draw(Cu2QuPen(pen, error, reverse_direction=True))
        drawn[name] = pen.glyph()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder, font["glyf"].glyphs = font.getGlyphOrder(), drawn
    del font["CFF "]
    font["maxp"].tableVersion = 0x00010000
    for limit in LIMITS:
        setattr(font["maxp"], limit, 0)
    font["maxp"].maxZones = 1
    font["post"].formatType = 3.0  # without names of glyphs
    font.sfntVersion = "\0\1\0\0"
