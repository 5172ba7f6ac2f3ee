"""The PDF of the whole book: all there, in order, findable by contents, bookmarks and links."""

from __future__ import annotations

import bisect
import copy
import itertools
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import book_pdf
import browsers
import joined_pages
import numpy as np
import paper_pages
import pikepdf
import printed_book
import pypdfium2
import pytest
import yaml
from sitelab import PAGES, ROOT, article_of, each_page, html_of
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
MARGIN = 26 / 25.4 * 72  # points


class Sheet(NamedTuple):
    text: str  # without white space: where words end is the viewer's guess
    width: float
    outer: tuple[float, float]  # where the leftmost letter begins and the rightmost ends


def squeezed(text: str) -> str:
    """A text without white space and hyphens, where a viewer guesses, and icons."""
    return re.sub(r"[\s\u00ad\ufffe\x02\ue000-\uf8ff-]", "", text)


def sheets_of(path: Path) -> list[Sheet]:
    document, sheets = pypdfium2.PdfDocument(path), []
    for page in document:
        letters = page.get_textpage()
        boxes = [letters.get_rect(k) for k in range(letters.count_rects())]
        left = outermost(letters, sorted(boxes, key=lambda box: box[0]))[0]
        right = outermost(letters, sorted(boxes, key=lambda box: -box[2]))[2]
        text = squeezed(letters.get_text_range())
        sheets.append(Sheet(text, page.get_width(), (left, right)))
    return sheets


def outermost(letters, boxes):
    """The first box but those of braces that stretch, which are cut out of longer ones."""
    return next(
        box for box in boxes if not re.search(r"[\ue000-\uf8ff]", letters.get_text_bounded(*box))
    )


@pytest.fixture(scope="module")
def pdf(site, chromium) -> Path:
    return site.html / book_pdf.NAME


@pytest.fixture(scope="module")
def sheets(pdf) -> list[Sheet]:
    return sheets_of(pdf)


@pytest.fixture(scope="module")
def bookmarks(pdf) -> list[tuple[int, str, int]]:
    """Level, title and page of every bookmark, the first page being 1."""
    found = pypdfium2.PdfDocument(pdf).get_toc()
    return [(mark.level, mark.get_title(), mark.get_dest().get_index() + 1) for mark in found]


def title_of(site, page: str) -> str:
    heading = article_of(site, page, without=".headerlink").h1
    title = " ".join(heading.get_text().split())
    return paper_pages.FIRST if title == CITATION["title"] else title


# --- how one gets to it ---------------------------------------------------------------------


@each_page
def test_every_page_leads_to_the_pdf(site, pdf, page):
    soup = html_of(site, page)
    here = (site.html / f"{page}.html").parent
    menu = soup.select(".dropdown-download-buttons a[href]")
    (link,) = [a for a in menu if (here / unquote(a["href"])).resolve() == pdf.resolve()]
    assert link.get_text().strip() == book_pdf.LINK
    in_text = soup.select(f'article a[href$="{pdf.name}"]')
    assert len(in_text) == (page == PAGES[0])


def test_it_is_a_file_to_be_loaded_in_a_moment(pdf):
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert 1e6 < pdf.stat().st_size < 15e6


# --- what is in it --------------------------------------------------------------------------


def test_no_sheet_is_empty_and_nothing_sticks_out(sheets):
    assert 200 < len(sheets) < 600
    for number, sheet in enumerate(sheets, 1):
        left, right = sheet.outer
        assert len(sheet.text) > 5, number
        assert left > MARGIN - 3, number
        assert right < sheet.width - MARGIN + 3, number


@each_page
def test_every_sentence_of_a_page_is_in_the_pdf(site, sheets, page):
    article = copy.copy(html_of(site, page).select_one("article"))
    for tag in article.select(f"{paper_pages.ON_SCREEN_ONLY}, mjx-container"):
        tag.replace_with("\0")  # formulas are laid out, not written in a line
    blocks = article.select("p, li, figcaption, td, th, pre")
    pieces = {squeezed(piece) for block in blocks for piece in re.split(r"[\0]", block.get_text())}
    whole = "".join(sheet.text for sheet in sheets)
    missing = [piece for piece in pieces if piece not in whole and not on_two(piece, sheets)]
    assert missing == []
    assert len(pieces) > 20


def on_two(piece: str, sheets: list[Sheet]) -> bool:
    """Say whether a text begins on one sheet, with as much as there is, and ends on the next."""
    cuts = range(len(piece) + 1)
    return any(
        (longest := bisect.bisect(cuts, 0, key=lambda cut: piece[:cut] not in one.text) - 1) > 0
        and piece[longest:] in next_one.text
        for one, next_one in itertools.pairwise(sheets)
    )


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("st.lineup_table(friends)", "line-up A B C sum"),
        ("two commands set everything up", "make book # the HTML"),
    ],
)
def test_what_belongs_together_is_on_one_sheet(sheets, first, then):
    (sheet,) = [sheet for sheet in sheets if squeezed(first) in sheet.text]
    assert squeezed(then) in sheet.text


def left_white(pdf: Path) -> list[float]:
    """The share of each sheet that is white at its end, but of those before a new beginning."""
    begins = {n for name, n in printed_book.pages_of(pdf.read_bytes()).items() if ":" not in name}
    found = []
    for number, page in enumerate(document := pypdfium2.PdfDocument(pdf), 1):
        if number + 1 in begins or number == len(document):
            continue
        ink = np.array(page.render(scale=0.5, grayscale=True).to_pil()) < 200
        between = ink[round(len(ink) * 25 / 297) : round(len(ink) * 270 / 297)]
        found.append(1 - np.flatnonzero(between.any(axis=1)).max(initial=0) / len(between))
    return found


def test_little_of_the_sheets_stays_white(pdf):
    """With cells of code in one piece it was 8.9%, and a quarter of 25 sheets."""
    white = np.array(left_white(pdf))
    assert len(white) > 300
    assert white.mean() < 0.084
    assert (white > 1 / 4).sum() <= 16


def test_known_numbers_can_be_found(sheets):
    text = "".join(sheet.text for sheet in sheets)
    assert all(number in text for number in ("260/3", "200/3", "140/3"))
    assert "92,378" in text  # a number that a cell puts into a sentence


def test_no_formula_is_raw(sheets):
    raw = re.compile(r"\\[()\[\]]|\$\$|\\(?:frac|sum|begin|varphi|phi)\b|\{(?:glue|cite|doc)[:}]")
    # code that writes TeX is code
    found = {number: raw.findall(sheet.text) for number, sheet in enumerate(sheets, 1)}
    assert {number: hits for number, hits in found.items() if hits} == {}


# --- how one finds one's way in it ----------------------------------------------------------


@each_page
def test_a_chapter_begins_where_contents_and_bookmarks_say(site, sheets, bookmarks, page):
    title = title_of(site, page)
    (number,) = [number for level, name, number in bookmarks if name == title and level < 2]
    sheet = sheets[number - 1].text
    assert squeezed(title) in sheet[: 200 + len(title)]
    contents = "".join(sheets[k - 1].text for k in range(2, first_after_contents(bookmarks)))
    assert f"{squeezed(title)}{number}" in contents


def first_after_contents(bookmarks) -> int:
    names = [name for _, name, _ in bookmarks]
    return bookmarks[names.index("Contents") + 1][2]


def test_bookmarks_are_the_headings_of_the_book(site, bookmarks):
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    parts = [part["caption"] for part in toc["parts"] if part["caption"] != "Back"]
    names = [name for _, name, _ in bookmarks]
    assert names[:2] == [CITATION["title"], "Contents"]
    assert [name for name in names if re.match(r"[IVX]+\. ", name)] == [
        f"{numeral}. {part}" for numeral, part in zip(joined_pages.NUMERALS, parts, strict=False)
    ]
    chapters = [title_of(site, page) for page in PAGES]
    assert [name for level, name, _ in bookmarks if level < 2 and name in chapters] == chapters
    numbers = [number for _, _, number in bookmarks]
    assert numbers == sorted(numbers)


def test_every_link_leads_into_the_book_or_onto_the_web(pdf):
    places, dead = set(), []
    with pikepdf.open(pdf) as file:
        known = {name.removeprefix("/") for name in file.Root.Dests.keys()}  # noqa: SIM118
        for number, page in enumerate(file.pages, 1):
            for note in page.get("/Annots", []):
                action = note.get("/A", {})
                address = str(action.get("/URI", ""))
                place = str(note.get("/Dest", action.get("/D", ""))).removeprefix("/")
                places.add(place)
                if not (address.startswith("https://") if address else place in known):
                    dead.append((number, address or place))
    assert dead == []
    assert len(places) > 200


def test_it_says_what_it_is(pdf):
    with pikepdf.open(pdf) as file:
        about = {name: str(value) for name, value in file.docinfo.items()}
        assert about == {
            "/Title": CITATION["title"],
            "/Author": "Shapley Tutor contributors",
            "/Subject": f"Edition {CITATION['version']}",
        }
        assert str(file.Root.Lang) == "en"
        assert file.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in file.Root


def test_fonts_are_in_the_file_as_fonts(pdf):
    kinds = {}
    with pikepdf.open(pdf) as file:
        for page in file.pages:
            for font in page.resources.get("/Font", {}).values():
                inner = font.DescendantFonts[0] if "/DescendantFonts" in font else font
                described = inner.get("/FontDescriptor", {})
                embedded = any(f"/FontFile{kind}" in described for kind in ("", "2", "3"))
                kinds[str(font.get("/BaseFont", font.Subtype)).partition("+")[2]] = embedded
    assert all(kinds.values()), [kind for kind, inside in kinds.items() if not inside]
    assert {"ShapleySerif-Regular", "ShapleySans-Bold", "MathJax_Math-Italic"} <= set(kinds)


# --- how it is made -------------------------------------------------------------------------

WIDE = "".join(f"<td>{n}.00000000</td>" for n in range(40))
SMALL = f"""<!DOCTYPE html><title>x</title><style>
@page {{ size: A4; margin: 25mm 26mm 27mm }} td {{ white-space: nowrap }}</style>
<a href="#far">to</a> <span class="number" data-of="far">000</span>
<div class="st-table"><table><tr>{WIDE}</tr></table></div>
<h1 style="break-before: page" id="far">Far</h1>"""


def test_what_is_too_wide_shrinks_and_printing_twice_gives_the_same(tmp_path, chromium):
    def printed() -> bytes:
        pdf = printed_book.print_book(SMALL, tmp_path, chromium, list(browsers.OPTIONS))
        return printed_book.finished(pdf, {"Title": "x"}, ["Far"])

    path = tmp_path / "small.pdf"
    path.write_bytes(printed())
    first, second = sheets_of(path)
    assert first.text.startswith("to2")
    assert second.text == "Far"
    assert "39.00000000" in first.text
    assert first.outer[1] < first.width - MARGIN + 3
    assert path.read_bytes() == printed()
    assert [file.name for file in tmp_path.iterdir()] == ["small.pdf"]


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("#fig-a", "#book.game.weights:fig-a"),
        ("coalitions.html", "#book.game.coalitions"),
        ("../model/kernel-shap.html#eq-1", "#book.model.kernel-shap:eq-1"),
        ("https://doi.org/10.1", "https://doi.org/10.1"),
        ("../../_sources/book/game/weights.ipynb", None),
        ("../../search.html", None),
    ],
)
def test_links_are_turned_into_the_document(address, target):
    assert paper_pages.moved(address, "book/game/weights", set(PAGES)) == target


# --- without it -----------------------------------------------------------------------------


def small_site(folder: Path, switch: str | None) -> Path:
    """Build one page with the extension and the theme of the book; return the folder of HTML."""
    folder.mkdir()
    text = "Title\n=====\n\n.. only:: book_pdf\n\n   `The book <shapley-values.pdf>`__\n"
    (folder / "index.rst").write_text(text, encoding="utf-8")
    html = folder / "html"
    html.mkdir()
    (html / book_pdf.NAME).touch()  # left by an earlier build
    settings = {"extensions": ["book_pdf"], "html_theme": "sphinx_book_theme"}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("BOOK_PDF", raising=False)
        if switch is not None:
            patch.setenv("BOOK_PDF", switch)
        app = Sphinx(
            folder, None, html, folder / "trees", "html", settings, status=None, warning=None
        )
        app.build()
    return html


@pytest.mark.parametrize("switch", [None, "", "0"])
def test_without_the_switch_there_is_neither_pdf_nor_link(tmp_path, switch):
    html = small_site(tmp_path / "book", switch)
    text = (html / "index.html").read_text(encoding="utf-8")
    assert "dropdown-download-buttons" in text
    assert book_pdf.NAME not in text
    assert not (html / book_pdf.NAME).exists()


def test_without_a_browser_the_build_ends_before_it_begins(tmp_path, monkeypatch):
    monkeypatch.setattr(browsers, "chromium", lambda: None)
    with pytest.raises(ExtensionError, match="apt-get install chromium"):
        small_site(tmp_path / "book", "1")


def test_make_pdf_says_at_once_what_is_missing(tmp_path):
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "book").mkdir()
    shutil.copytree(ROOT / "_ext", tmp_path / "_ext")
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in ("make", "sh", "find"):
        (tools / name).symlink_to(shutil.which(name))
    python = tools / "python"  # that can ask for a browser, and cannot install anything
    python.write_text(f'#!/bin/sh\n[ "$1" = _ext/pdf/browsers.py ] && exec {sys.executable} "$1"\n')
    python.chmod(0o755)
    done = subprocess.run(
        ["make", "pdf", f"PYTHON={python}"],
        cwd=tmp_path, env={"PATH": str(tools)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "printed by Chromium or Google Chrome, and neither was found" in done.stderr
    assert "Installing" not in done.stdout
    assert not (tmp_path / ".venv").exists()
