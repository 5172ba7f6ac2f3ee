"""Sphinx extension: the book's typefaces, cut down to the book's characters, and their sheet.

Source Serif Pro, Source Sans Pro and Inconsolata lie in wheels under the SIL Open Font License.
What is written into the site is changed, so it gets another name, as that license asks, and keeps
their copyright and license inside. Each face is a file that a page asks for first of all; nothing
is painted before the faces are there (``steady_pages.py``), so nothing jumps. ``custom.css`` says
where each is used; Inconsolata is narrow, so that lines of 78 characters fit beside text of this
size. The theme's icons, Font Awesome Free under the same license, are cut down likewise: they take
the place of its script of all icons, a megabyte (``book/_static/scripts``).
"""

from __future__ import annotations

import functools
import hashlib
import io
from importlib import resources
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from sphinx.application import Sphinx

SHEET, FOLDER = "typefaces.css", "typefaces"
SERIF, SANS = "font_source_serif_pro/files", "font_source_sans_pro/files"
MONO = "fontpkg_inconsolata/files"
THEME = "pydata_sphinx_theme/theme/pydata_sphinx_theme/static/vendor/fontawesome/webfonts"
# Name in the book: (folder in a wheel, file in it, how a style sheet asks for it).
FACES = {
    "serif-regular": (SERIF, "SourceSerifPro-Regular.otf", ""),
    "serif-italic": (SERIF, "SourceSerifPro-It.otf", " font-style: italic;"),
    "serif-bold": (SERIF, "SourceSerifPro-Semibold.otf", " font-weight: 600 700;"),
    "sans-regular": (SANS, "SourceSansPro-Regular.otf", ""),
    "sans-italic": (SANS, "SourceSansPro-It.otf", " font-style: italic;"),
    "sans-bold": (SANS, "SourceSansPro-Semibold.otf", " font-weight: 600 700;"),
    "mono-regular": (MONO, "Inconsolata[wdth,wght].ttf", ""),
    "icons-solid": (THEME, "fa-solid-900.woff2", " font-weight: 900;"),
}
# Name of an icon in its class, fa-…, and its character.
ICONS = {
    "angle-left": 0xF104, "angle-right": 0xF105, "arrow-up": 0xF062, "bars": 0xF0C9,
    "book": 0xF02D, "circle-half-stroke": 0xF042, "download": 0xF019, "file": 0xF15B,
    "file-pdf": 0xF1C1, "list": 0xF03A, "magnifying-glass": 0xF002, "moon": 0xF186,
    "rocket": 0xF135, "sun": 0xF185,
}  # fmt: skip
# Latin with its accents, Greek, punctuation, superscripts, arrows, signs of mathematics, marks.
# A test finds characters of the book that the wheels have and this lacks.
RANGES = (
    (0x20, 0x7E), (0xA0, 0xFF), (0x160, 0x161), (0x394, 0x394), (0x3A3, 0x3A3), (0x3B1, 0x3C9),
    (0x2010, 0x2026), (0x2032, 0x2032), (0x2070, 0x209C), (0x2190, 0x2195), (0x2202, 0x2265),
    (0x2713, 0x2717),
)  # fmt: skip
CUT = {"wdth": 100, "wght": 430}  # of a file that has all widths and weights: as dark as the text
CHARACTERS = frozenset(code for first, last in RANGES for code in range(first, last + 1))
CREDIT = """/* Source Serif Pro, Source Sans Pro, Inconsolata; Font Awesome Free (copyright
   Fonticons, Inc.): cut down and renamed; SIL OFL 1.1. */
"""
FEATURES = ("ccmp", "kern", "liga", "lnum", "mark", "pnum", "tnum")
# Copyright, family, style, full name, PostScript name, license and its address.
NAMES = (0, 1, 2, 4, 6, 13, 14)


def source(face: str) -> TTFont:
    """Return one face as its wheel has it."""
    folder, file, _ = FACES[face]
    wheel, *inside = folder.split("/")
    with resources.as_file(resources.files(wheel).joinpath(*inside, file)) as path:
        whole = TTFont(path, recalcTimestamp=False)  # the same wheel gives the same bytes
    return instantiateVariableFont(whole, CUT) if "fvar" in whole else whole


def font(face: str) -> TTFont:
    """Return one face with the book's characters and the book's name for it."""
    cut = source(face)
    options = Options(layout_features=list(FEATURES))
    options.name_IDs = list(NAMES)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=ICONS.values() if face == "icons-solid" else CHARACTERS)
    subsetter.subset(cut)
    if face == "mono-regular":
        raise_minus(cut)
    rename(cut, face)
    return cut


def raise_minus(cut: TTFont) -> None:
    """Make the minus of powers small and high: the wheel's is the one of the line."""
    glyph, minus = (cut["glyf"][cut.getBestCmap()[code]] for code in (0x207B, 0x2212))
    (part,) = glyph.components
    share, height = 0.6, 440  # the middle of its raised figures
    part.transform = [[share, 0], [0, 1]]
    part.x = round((1 - share) * (minus.xMin + minus.xMax) / 2)
    part.y = round(height - (minus.yMin + minus.yMax) / 2)
    glyph.recalcBounds(cut["glyf"])


def rename(cut: TTFont, face: str) -> None:
    """Name a font after its face: its old name is reserved for the unchanged one."""
    family, style = face.title().split("-")
    new = {1: f"Shapley {family}", 2: style, 4: f"Shapley {family} {style}"}
    new[6] = new[4].replace(" ", "-").replace("-", "", 1)
    for record in cut["name"].names:
        if record.nameID in new:
            record.string = new[record.nameID]
    if face == "icons-solid":  # its license is not inside, as the others have it
        cut["name"].setName("SIL Open Font License, Version 1.1", 13, 3, 1, 0x409)
    if "CFF " in cut:
        inside = cut["CFF "].cff
        inside.fontNames = [new[6]]
        inside.topDictIndex[0].FamilyName, inside.topDictIndex[0].FullName = new[1], new[4]


@functools.cache
def packed(face: str) -> bytes:
    """Return one face as the file of a web font."""
    cut = font(face)
    cut.flavor = "woff2"
    file = io.BytesIO()
    cut.save(file)
    return file.getvalue()


def address(face: str) -> str:
    """Return where a face lies, beside the sheet; what changes gets another address."""
    return f"{FOLDER}/{face}.woff2?v={hashlib.sha256(packed(face)).hexdigest()[:8]}"


def sheet() -> str:
    """Return the style sheet that names all faces."""
    rules = [CREDIT]
    for face, (_, _, asked_for) in FACES.items():
        rules.append(
            f'@font-face {{ font-family: "Shapley {face.title().split("-")[0]}";{asked_for} '
            f'src: url("{address(face)}") format("woff2"); }}\n'
        )
    # The theme's sheet comes later and says otherwise; the text after / is read aloud: nothing.
    rules.append('html :is(.fa-solid, .fas) { font-family: "Shapley Icons"; }\n')
    for name, code in ICONS.items():
        rules.append(f'html .fa-{name}::before {{ content: "\\{code:x}" / ""; }}\n')
    return "".join(rules)


def write(folder: Path) -> None:
    """Write the sheet and the faces into a folder."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    (folder / SHEET).write_text(sheet(), encoding="utf-8", newline="\n")
    for face in FACES:
        (folder / FOLDER / f"{face}.woff2").write_bytes(packed(face))


def write_files(app: Sphinx) -> None:
    """Write sheet and faces before Sphinx takes the checksums of sheets."""
    if app.builder.format == "html":
        write(Path(app.outdir) / "_static")


def ask_early(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Let a page ask for its faces before it has read its sheets."""
    context["typefaces"] = [f"_static/{address(face)}" for face in FACES]
    version = hashlib.sha256(sheet().encode()).hexdigest()[:8]
    context["typefaces_sheet"] = f"_static/{SHEET}?v={version}"


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    app.connect("builder-inited", write_files)
    app.connect("html-page-context", ask_early)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
