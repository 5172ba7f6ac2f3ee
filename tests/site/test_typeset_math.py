"""Formulas are in the page as it comes: typeset, spoken, and never silently wrong."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
import typeset_math
from bs4 import BeautifulSoup
from docutils import nodes
from playwright.sync_api import Browser
from sitelab import CHAPTERS, PAGES, each_page, html_of
from typeset_math import typeset
from visits import LOOKS


class Translator:
    """As much of Sphinx's writer as a formula needs."""

    def __init__(self, page: str = "book/game/any") -> None:
        self.body: list[str] = []
        self.builder = SimpleNamespace(current_docname=page)

    def starttag(self, node, name, suffix="\n", **attributes):
        return f'<{name} class="{attributes["CLASS"]}">{suffix}'


def write(node: nodes.Node, page: str = "book/game/any") -> str:
    block = isinstance(node, nodes.math_block)
    translator = Translator(page)
    with pytest.raises(nodes.SkipNode):
        (typeset_math.visit_math_block if block else typeset_math.visit_math)(translator, node)
    return "".join(translator.body)


def spoken(page: str) -> str:
    """The MathML of the only formula, without spaces."""
    (found,) = BeautifulSoup(page, "html.parser").select("mjx-container > math")
    return re.sub(r"\s", "", found.get_text())


def test_a_formula_in_a_line_is_set_and_can_be_read_aloud():
    page = write(nodes.math("", r"v(S) < 1 \le \tfrac{2}{3}"))
    assert page.startswith('<span class="math notranslate nohighlight"><mjx-container')
    assert page.endswith("</mjx-container></span>")
    assert spoken(page) == "v(S)<1≤23"
    assert 'display="true"' not in page


@pytest.mark.parametrize(
    ("tex", "nowrap"),
    [(r"a &= b \\ &< c", False), (r"\begin{align} a &= b \\ &< c \end{align}", True)],
)
def test_a_displayed_formula_keeps_its_lines(tex, nowrap):
    node = nodes.math_block("", tex, nowrap=nowrap, number=None)
    page = write(node)
    assert spoken(page) == "a=b<c"
    assert page.count("<mtr>") == 2
    assert page.count("<div") == page.count("</div>") == 1


@pytest.mark.parametrize(
    ("tex", "page", "players"),
    [
        (r"\varphi_A = v(\{A, B\}) - v(\mathrm{D})", "book/game/any", [0, 0, 1, 3]),
        (r"\varphi_{\text{Age}} + \varphi_{\mathrm{BP}} = S + E", "book/game/any", [0, 1]),
        (r"A^\top B \varphi_{\text{Age}}", "book/model/any", [0]),  # matrices are no players
        (r"\text{A man} + \text{Ages}", "book/game/any", []),
        (r"B_0 = 1 = \binom{C_1}{A} B_k^2", "book/game/any", [0]),  # an index: numbers
    ],
)
def test_players_have_their_colors_in_formulas(tex, page, players):
    written = write(nodes.math("", tex), page)
    assert [int(k) for k in re.findall(r"st-player-(\d)", written)] == players


@pytest.mark.parametrize("tex", [r"\nosuchcommand", r"\frac{1", r"a &= b"])
def test_what_cannot_be_set_is_a_warning_that_says_where(tex, monkeypatch):
    said = []
    monkeypatch.setattr(
        typeset_math.log, "warning", lambda *a, location: said.append((a, location))
    )
    node = nodes.math("", tex)
    write(node)
    assert [(shown, place) for (_, shown), place in said] == [(tex, node)]


@each_page
def test_the_page_holds_formulas_not_tex_and_no_script_that_sets_them(site, page):
    tree = html_of(site, page)
    formulas = tree.select("article .math")
    assert [f.get_text() for f in formulas if not f.select("mjx-container > math")] == []
    text = (site.html / f"{page}.html").read_text(encoding="utf-8")
    assert re.findall(r"<mjx-merror\b|<\w[^<>]*\sdata-mjx-error\b", text) == []
    assert [s["src"] for s in tree.select("script[src]") if "mathjax" in s["src"]] == []
    sheets = [link["href"] for link in tree.select('link[rel="stylesheet"]')]
    assert any("mathjax.css" in sheet for sheet in sheets) == bool(formulas)


def test_there_are_formulas_in_most_chapters(site):
    counts = {page: len(html_of(site, page).select("mjx-container")) for page in PAGES}
    assert counts["book/game/weights"] > 100
    few = {page for page in CHAPTERS if counts[page] <= 5}
    assert len(few) <= len(CHAPTERS) // 8, few


def test_the_style_sheets_know_the_letters_that_a_page_uses_and_no_others(site):
    for page in PAGES:
        text = (site.html / f"{page}.html").read_text(encoding="utf-8")
        used = set(re.findall(r'"(mjx-c[0-9A-F]+(?: TEX-\w+)?)(?: st-player-\d)?"', text))
        letters = site.html / "_static" / typeset_math.LETTERS / f"{page.replace('/', '-')}.css"
        known = letters.read_text(encoding="utf-8") if used else ""
        for rule in (f"mjx-c.{letter.replace(' ', '.')}::before {{" for letter in used):
            assert rule in known, (page, rule)
        shown = re.findall(r"^mjx-c\.([\w.-]+)::before", known, re.MULTILINE)
        assert {letter.replace(".", " ") for letter in shown} <= used | {
            letter.partition(" ")[0] for letter in used
        }


def test_formulas_stand_there_without_javascript(site, browser: Browser):
    context = browser.new_context(java_script_enabled=False, offline=True)
    tab = context.new_page()
    tab.goto((site.html / "book" / "game" / "weights.html").as_uri())
    box = tab.locator("div.math mjx-container").first.bounding_box()
    context.close()
    assert box is not None
    assert box["width"] > 100
    assert box["height"] > 30


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("(", "), so", "(),"),
        ("at ", ". It", "."),
        ("the ", "-player game", "-"),
        ("let ", " be", None),
    ],
)
def test_a_formula_keeps_its_bracket_and_its_stop(before, after, kept):
    line = nodes.paragraph("", "", nodes.Text(before), nodes.math("", "x_1"), nodes.Text(after))
    line += [nodes.math("", "x_2"), nodes.strong("", "so")]
    text = line.astext()
    for formula in list(line.findall(nodes.math)):
        typeset_math.keep_with_marks(formula)
    spans = [span for span in line.findall(nodes.inline) if span["classes"] == ["st-unbroken"]]
    assert [span.astext().replace("x_1", "") for span in spans] == ([] if kept is None else [kept])
    assert line.astext() == text


@pytest.mark.parametrize("look", LOOKS)
def test_no_line_begins_with_the_stop_of_a_formula(seen, look):
    found = {page: seen(page, look)["stops that begin a line"] for page in CHAPTERS}
    assert not any(found.values()), found


def test_the_same_formula_is_the_same():
    assert typeset("x^2", False) == typeset("x^2", False) != typeset("x^2", True)
