"""The game board on its pages: by mouse and keyboard, against the package; games in addresses."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from bs4 import BeautifulSoup
from widgetlab import CHAPTERS, PRESETS, TOY, bench_of, module_page, open_page, ready

import shapley_tutor as st

TAG = "st-game-board"
NAMED = dict(PRESETS.values())


@pytest.fixture
def tab(bench, browser):
    with open_page(browser, bench_of(bench, TAG), reduced_motion="reduce") as page:
        ready(page, TAG)
        yield page


def board(tab):
    return tab.locator(TAG)


def field(tab, S: str):
    """The field in which v(S) is typed; S as in "A, B", or "" for nobody."""
    return board(tab).get_by_role("textbox", name=f"v({{{S}}})" if S else "v(∅)", exact=True)


def name(game, mask: int) -> str:
    return ", ".join(p for i, p in enumerate(game.players) if mask >> i & 1)


def numbers(locator) -> list[Fraction]:
    """The exact numbers in texts such as "260/3 ≈ 86.67"."""
    texts = [text.split()[0].replace("−", "-") for text in locator.all_inner_texts()]
    return list(map(Fraction, texts))


def shown(tab) -> tuple[list[Fraction], list[Fraction]]:
    """Payoffs and dividends."""
    rows = board(tab).locator(".st-stage tbody tr td:last-child")
    return numbers(board(tab).locator(".st-bar-value")), numbers(rows)


def computed(worths) -> tuple[list[Fraction], list[Fraction]]:
    table = np.array(worths, dtype=object)
    return list(st.shapley_values(table)), list(st.dividends(table))


def choose(tab, preset: str) -> None:
    board(tab).get_by_label("Game", exact=True).select_option(label=preset)


def task(tab, words: str):
    return board(tab).locator(".st-challenges li", has_text=words)


@pytest.mark.parametrize("preset", NAMED)
def test_every_preset_has_the_values_of_the_package(tab, preset):
    choose(tab, preset)
    game = NAMED[preset]
    assert shown(tab) == computed(game.worths())
    assert board(tab).locator(".st-bar-name").all_inner_texts() == list(game.players)
    gains = game.worths() * (-1 if preset == "Airport" else 1)  # costs: the less the better
    empty = st.least_core(gains)[1] > 1e-9
    core = board(tab).locator(".st-core").inner_text()
    assert core.startswith("The core is empty." if empty else "The core is not empty.")
    inside = max(st.excesses(gains, st.shapley_values(gains))) <= 0
    assert ("The Shapley value is in it" in core) == inside
    nulls = [p for i, p in enumerate(game.players) if not any(st.marginal_contributions(game, i))]
    said = board(tab).locator(".st-nulls").inner_text()
    assert said.startswith(f"{nulls[0]} is a null player" if nulls else "No null player")


def test_typed_fractions_are_exact(tab):
    rng = random.Random(5)
    worths = [Fraction(rng.randint(-50, 300), rng.choice([1, 3, 7, 10])) for _ in range(8)]
    for mask, worth in enumerate(worths):
        field(tab, name(NAMED["Three friends"], mask)).fill(str(worth))
    assert shown(tab) == computed(worths)


def test_a_slider_moves_by_mouse_and_by_keyboard(tab):
    slider = board(tab).get_by_role("slider", name="v({A, B, C})")
    box = slider.bounding_box()
    slider.scroll_into_view_if_needed()
    slider.click(position={"x": box["width"] - 2, "y": box["height"] / 2})
    assert field(tab, "A, B, C").input_value() == "300"
    assert shown(tab)[0] == [120, 100, 80]
    slider.press("ArrowLeft")
    assert field(tab, "A, B, C").input_value() == slider.get_attribute("aria-valuetext") == "295"
    assert shown(tab)[0] == [100 + Fraction(55, 3), 80 + Fraction(55, 3), 60 + Fraction(55, 3)]


def test_players_come_as_null_players_and_go(tab):
    players = board(tab).get_by_label("Players")
    players.select_option("4")
    assert shown(tab)[0] == [*st.shapley_values(NAMED["Three friends"]), 0]
    assert board(tab).locator(".st-nulls").inner_text().startswith("D is a null player")
    players.select_option("2")
    assert shown(tab) == computed(NAMED["Three friends"].worths()[:4])


def test_lines_are_as_thick_as_their_weights(tab):
    for preset in ("Age and BP", "Three friends", "Airport"):
        choose(tab, preset)
        n = NAMED[preset].n_players
        lines = board(tab).locator(".st-edge:not(.st-faint)")
        widths = [float(e.get_attribute("stroke-width")) for e in lines.all()]
        assert board(tab).locator(".st-edge").count() == n * 2 ** (n - 1)
        without = st.coalitions(n).sum(axis=1)[::2]
        expected = np.array([st.shapley_weights(n)[size] for size in without])
        assert np.allclose(np.array(widths) / sum(widths), expected)
        board(tab).get_by_role("button", name="all", exact=True).click()
        assert board(tab).locator(".st-faint").count() == 0


# --- challenges -----------------------------------------------------------------------------


def test_the_null_player_is_noticed_and_announced(tab):
    mine = task(tab, "Make C a null player")
    for S, worth in {"C": "0", "A, C": "100", "B, C": "80"}.items():
        field(tab, S).fill(worth)
        assert "Solved!" not in mine.inner_text()
    field(tab, "A, B, C").fill("180")
    assert "Solved!" in mine.inner_text()
    said = board(tab).get_by_role("status").element_handle()
    announced = "Challenge solved: Make C a null player"  # after what the first worths have made
    tab.wait_for_function(f"said => said.textContent.startsWith('{announced}')", arg=said)
    field(tab, "A, B, C").fill("200")
    assert "Solved!" in mine.inner_text()  # it was; it remains solved
    choose(tab, "Gloves")
    assert "Solved!" not in task(tab, "Make R1 a null player").inner_text()


def test_a_core_must_be_there_before_it_is_emptied(tab):
    empty = task(tab, "Empty the core")
    assert "It is so already" in empty.inner_text()
    field(tab, "A, B, C").fill("240")
    assert empty.inner_text().strip().endswith("coalition.")
    field(tab, "A, B, C").fill("239.9")
    assert "Solved!" in empty.inner_text()


def test_a_core_that_the_value_misses_and_a_negative_payoff(tab):
    choose(tab, "Unanimity")
    outside, negative = task(tab, "Shapley value outside"), task(tab, "payoff negative")
    field(tab, "A, C").fill("1")  # A is needed, with B or with C: all goes to A in the core
    assert "Solved!" in outside.inner_text()
    field(tab, "C").fill("-5")
    assert "Solved!" in negative.inner_text()


def test_equal_payoffs_for_unequal_players(tab):
    equal = task(tab, "same payoff")
    for S, worth in {"A": "3", "B": "2", "C": "1"}.items():
        field(tab, S).fill(worth)
    for S, worth in {"A, B": "0", "A, C": "1", "B, C": "2", "A, B, C": "6"}.items():
        field(tab, S).fill(worth)
    assert shown(tab)[0] == [2, 2, 2]
    assert "Solved!" in equal.inner_text()


# --- the address ----------------------------------------------------------------------------


def test_a_game_is_shared_by_its_address(tab):
    field(tab, "A, B").fill("2/3")
    tab.wait_for_function("location.hash.startsWith('#game=0,100,80,2/3,')")
    link = board(tab).get_by_label("A link to this game").input_value()
    assert link == tab.url
    expected = shown(tab)
    other = tab.context.new_page()
    other.goto(link)
    assert shown(other) == expected
    assert field(other, "A, B").input_value() == "2/3"
    other.evaluate("location.hash = '#game=0,1,2,3&players=Ann,Bo%20B'")
    other.wait_for_function("document.querySelectorAll('st-game-board .st-bar').length === 2")
    assert board(other).locator(".st-bar-name").all_inner_texts() == ["Ann", "Bo B"]
    other.evaluate("location.hash = '#strengths-and-limits'")  # a place on the page, no game
    assert board(other).locator(".st-bar").count() == 2


@pytest.mark.parametrize(
    ("address", "reason"),
    {
        "game=": "1 worths", "game=1,2,3": "3 worths", "game=1,2,x,4": "“x” is not a number",
        "game=1,2,3,1/0": "“1/0”", "game=0,1,2,3&players=A": "1 names", "game=%E0%A4%A": "a %",
        "game=0,1,2,3&players=A,A": "the same name", "game=0,1,2,3&players=A,": "empty",
        "game=0,1,2,3&players=A,<img%20src=x%20onerror=alert(1)>": "too long",
    }.items(),
)  # fmt: skip
def test_a_broken_address_is_explained_and_the_preset_stands(bench, browser, address, reason):
    with open_page(browser, bench / f"{TOY}.html", fragment=address) as page:
        trouble = board(page).locator(".st-trouble")
        trouble.wait_for(state="visible")
        assert reason in trouble.inner_text()
        assert "This is Age and BP instead." in trouble.inner_text()
        assert shown(page) == computed(NAMED["Age and BP"].worths())
        choose(page, "Gloves")
        assert not trouble.is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sixteen_coalitions_fit_a_phone(bench, browser, theme):
    with open_page(browser, bench_of(bench, TAG), width=390, theme=theme) as page:
        choose(page, "Airport")
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        small = page.evaluate(
            """() => [...document.querySelectorAll("st-game-board :is(button, select, input)")]
                .filter(e => e.type !== "checkbox" && e.getBoundingClientRect().height < 32)
                .map(e => e.outerHTML)"""
        )
        assert small == []


# --- the state ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def modules(browser):
    with module_page(browser, "board/state") as page:
        yield page


def test_presets_are_the_games_of_the_package(modules):
    found = modules.evaluate(
        """() => Object.fromEntries(Object.entries(window.state.PRESETS)
            .map(([key, preset]) => [key, [preset.names, preset.worths.map(String)]]))"""
    )
    assert found == {
        key: [list(game.players), [str(worth) for worth in game.worths()]]
        for key, (_, game) in PRESETS.items()
    }


def test_a_game_survives_its_address(modules):
    found = modules.evaluate(
        """() => ["three-friends", "age-bp", "airport"].flatMap(key => {
            const board = window.state, state = board.preset(key);
            state.names[0] = "a&b=c,%";
            const hash = board.toHash(state);
            return [hash, board.toHash(board.fromHash(hash)), board.fromHash(hash).names[0]];
        })"""
    )
    assert found[0::3] == found[1::3]
    assert set(found[2::3]) == {"a&b=c,%"}


# --- for readers without scripts ------------------------------------------------------------


@pytest.mark.parametrize(
    ("chapter", "preset"), [(CHAPTERS[TAG], "Three friends"), (TOY, "Age and BP")]
)
def test_the_fallback_says_what_the_package_says(site, chapter, preset):
    text = (site.html / "book" / f"{chapter}.html").read_text(encoding="utf-8")
    html = BeautifulSoup(text, "html.parser")
    rows = [
        [cell.get_text().replace("−", "-") for cell in row.find_all(["th", "td"])][1:]
        for row in html.select("st-game-board tr")
    ]
    game = NAMED[preset]
    assert rows[0] == ["∅", *(game.label(mask) for mask in range(1, 2**game.n_players))]
    values, dividends = computed(game.worths())
    found = [list(map(Fraction, rows[k])) for k in (1, 2, 4)]
    assert found == [list(game.worths()), dividends, values]
