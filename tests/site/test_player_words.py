"""Players have their colors in running text, and the article A has none."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from bs4 import BeautifulSoup, Tag
from player_words import CELL, colored_cell, players_in
from sitelab import CHAPTERS, STROKES, html_of

GAMES = [page for page in CHAPTERS if page.startswith("book/game/")]
NAMES = {"A": 0, "B": 1, "C": 2, "D": 3, "E": 4, "Age": 0, "BP": 1}
CODE = ".highlight, code, pre"
HEADINGS = "h1, h2, h3, h4, .admonition-title, summary, a, .caption-number"
LINES = "p, .caption-text, th, td"
# Words after a colored A at the start of a sentence, or anywhere before a comma or a stop. Add one
# only after reading the sentence: nouns and adjectives follow the article.
AFTER_A_PLAYER = {
    "’s", "'s", ",", ".", "?", ")", "}", ";", ":", "and", "add", "added", "adds", "all", "alone",
    "arrives", "at", "bake", "bakes", "be", "belongs", "can", "cares", "claims", "comes", "could",
    "does", "earns", "find", "gets", "has", "is", "joins", "less", "loses", "must", "or", "pays",
    "stays", "the", "to", "would", "(", "stand", "stands", "then", "together", "with",
}  # fmt: skip


@pytest.mark.parametrize(
    ("line", "players"),
    [
        ("A coalition is a set. A player joins it: A number", ""),
        ("A 0 may be a gain. Not for A. A has a veto", "AA"),
        ("A and B bake. “A adds 3”, and A’s payoff falls", "ABAA"),
        ("A and the others; A or nothing. A man and A", "A"),
        ("in {A, C}, before A, D comes; the pair A, B", "ACADAB"),
        ("(A, B) but (A line-up) and plan B-1, ABC", "AB"),
        ("**A alone** and A joins. A can of beans", "AA"),
    ],
)
def test_a_letter_is_a_player_or_an_article(line, players):
    found = "".join(word[0] for word in players_in(line, letters=True))
    assert found == players


def test_letters_are_players_in_games_alone_and_words_everywhere():
    line = "Age beats BP, Ages and BPM do not. Matrices A and B"
    assert [word[0] for word in players_in(line, letters=False)] == ["Age", "BP"]


@pytest.mark.parametrize(
    ("html", "letters", "colored"),
    [
        ("<th>B</th>", True, '<th class="st-player-1">B</th>'),
        ("<th>B</th>", False, "<th>B</th>"),
        ("<td>BP</td>", False, '<td class="st-player-1">BP</td>'),
        ("<th>A man</th>", True, "<th>A man</th>"),
        ("<th>A</th>", True, '<th class="st-player-0">A</th>'),
        (
            "<td>A 7, {B}</td>",
            True,
            '<td>A 7, {<span class="st-player-1">B</span>}</td>',
        ),
    ],
)
def test_a_cell_that_names_a_player_has_its_color(html, letters, colored):
    assert CELL.sub(lambda cell: colored_cell(cell, letters), html) == colored


def lines(site, page: str) -> list[Tag]:
    """Paragraphs, captions and cells of a page, each once, without code; ¤ for a formula."""
    text = (site.html / f"{page}.html").read_text(encoding="utf-8")
    text = re.sub(r"<mjx-container.*?</mjx-container>", "¤", STROKES.sub("", text), flags=re.S)
    article = BeautifulSoup(text, "html.parser").select_one("article")
    for other in article.select(f"{CODE}, {HEADINGS}, script, style, svg, .eqno"):
        other.replace_with("¤")
    for alike in article.select("figure img, .st-dark"):
        alike.decompose()
    return article.select(LINES)


def said(line: Tag) -> str:
    """What a line says, with colored words in brackets."""
    for word in line.select('span[class^="st-player-"]'):
        word.replace_with(f"⟦{word.get_text()}⟧")
    if any(name.startswith("st-player-") for name in line.get("class", [])):
        return f"⟦{line.get_text()}⟧"
    return " ".join(line.get_text().split())


def after(line: str, colored: bool) -> list[str]:
    """The word or the mark that follows each A of a line."""
    found = r"⟦A⟧" if colored else r"(?<![\w⟦])A(?!\w|⟧)"
    return re.findall(found + r" ?([’']s|⟦?[\w¤]+|\S|$)", line)


@pytest.fixture(scope="module")
def in_games(site) -> dict[str, list[str]]:
    """All lines of the chapters on games."""
    return {page: [said(line) for line in lines(site, page)] for page in GAMES}


def test_no_article_of_a_chapter_has_a_color(in_games):
    everywhere = [(line, word) for found in in_games.values() for line in found
                  for word in after(line, colored=True)]  # fmt: skip
    assert len(everywhere) > 100
    known = AFTER_A_PLAYER | {"B", "C", "", "¤", "…"}
    assert [pair for pair in everywhere if pair[1].lstrip("⟦") not in known] == []


def test_no_player_of_a_chapter_is_taken_for_an_article(in_games):
    plain = [(line, word) for found in in_games.values() for line in found
             for word in after(line, colored=False)]  # fmt: skip
    articles = Counter(word for _, word in plain)
    assert articles["player"] > 3
    assert [pair for pair in plain if pair[1] in AFTER_A_PLAYER] == []


def test_every_other_letter_of_a_player_is_colored_in_the_chapters_on_games(in_games):
    for page, found in in_games.items():
        assert [line for line in found if re.search(r"(?<![\w⟦.-])[BCD](?![\w⟧-])", line)] == [], (
            page
        )


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_word_has_the_color_of_its_player_in_text_alone(site, page):
    tree = html_of(site, page)
    words = tree.select('article :is(span, th, td)[class^="st-player-"]')
    assert {(word.get_text(), word["class"][0]) for word in words} <= {
        (name, f"st-player-{k}") for name, k in NAMES.items()
    }
    assert [
        word for word in words if word.find_parent(["h1", "h2", "h3", "a", "code", "pre"])
    ] == []
    if page not in GAMES:
        assert {word.get_text() for word in words} <= {"Age", "BP"}


def test_chapters_on_age_and_blood_pressure_have_colored_words(site):
    for page in ("book/model/by-hand-and-by-shap", "book/model/features-as-players"):
        assert len(html_of(site, page).select('article span[class^="st-player-"]')) > 20
