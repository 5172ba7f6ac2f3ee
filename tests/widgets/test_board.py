"""The game board on its pages: by mouse and keyboard, against the package; games in addresses."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect
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
    """The node in which v(S) is typed; S as in "A, B", or "" for nobody."""
    return board(tab).get_by_role("spinbutton", name=f"v({{{S}}})" if S else "v(∅)", exact=True)


def worths_of(tab) -> list[str]:
    return [node.input_value() for node in board(tab).locator(".st-node input").all()]


def drag(tab, S: str, right: float = 0, up: float = 0, steps: int = 4) -> None:
    box = field(tab, S).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + right, y - up, steps=steps)
    tab.mouse.up()


def unfold(tab, name: str) -> None:
    board(tab).locator("summary", has_text=name).press("Enter")


def name(game, mask: int) -> str:
    return ", ".join(p for i, p in enumerate(game.players) if mask >> i & 1)


def numbers(locator) -> list[Fraction]:
    """The exact numbers in texts such as "260/3 ≈ 86.67"."""
    texts = [text.split()[0].replace("−", "-") for text in locator.all_text_contents()]
    return list(map(Fraction, texts))


def shown(tab) -> tuple[list[Fraction], list[Fraction]]:
    """Payoffs and dividends."""
    rows = board(tab).locator(".st-stage tbody tr td:last-child")
    return numbers(board(tab).locator(".st-bar-value")), numbers(rows)


def players(tab) -> list[str]:
    return board(tab).locator(".st-bars button:not(:text-is('all'))").all_inner_texts()


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
    assert players(tab) == list(game.players)
    gains = game.worths() * (-1 if preset == "Airport" else 1)  # costs: the less the better
    empty = st.least_core(gains)[1] > 1e-9
    core = board(tab).locator(".st-core").inner_text()
    assert core.startswith("The core is empty." if empty else "The core is not empty.")
    inside = max(st.excesses(gains, st.shapley_values(gains))) <= 0
    assert ("The Shapley value is in it" in core) == inside
    nulls = [p for i, p in enumerate(game.players) if not any(st.marginal_contributions(game, i))]
    said = board(tab).locator(".st-nulls").inner_text()
    assert said.startswith(f"{nulls[0]} is a null player") if nulls else said == ""


def test_typed_fractions_are_exact(tab):
    rng = random.Random(5)
    worths = [Fraction(rng.randint(-50, 300), rng.choice([1, 3, 7, 10])) for _ in range(8)]
    for mask, worth in enumerate(worths):
        field(tab, name(NAMED["Three friends"], mask)).fill(str(worth))
    assert shown(tab) == computed(worths)


def test_a_node_is_dragged(tab):
    """Four pixels are a step, to the right or up; what hangs on it changes with it."""
    drag(tab, "A, B, C", right=42)
    assert field(tab, "A, B, C").input_value() == "250"
    values = list(st.shapley_values(NAMED["Three friends"]))
    assert shown(tab)[0] == [value + Fraction(50, 3) for value in values]
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == "v({A, B, C})"
    drag(tab, "A, B, C", up=-42)
    assert field(tab, "A, B, C").input_value() == "200"
    drag(tab, "", right=-8, up=4)
    assert field(tab, "").input_value() == "−5"
    drag(tab, "C", right=-1000)
    assert field(tab, "C").input_value() == str(60 - 250 * 5).replace("-", "−")
    assert shown(tab) == computed([-5, 100, 80, 180, 60 - 1250, 160, 140, 200])


def test_while_a_node_is_held_everything_follows(tab):
    box = field(tab, "A, B").bounding_box()
    tab.mouse.move(box["x"] + 9, box["y"] + 9)
    tab.mouse.down()
    tab.mouse.move(box["x"] - 80, box["y"] + 9, steps=3)
    worth = 180 - 22 * 5
    assert field(tab, "A, B").input_value() == str(worth)
    assert shown(tab) == computed([0, 100, 80, worth, 60, 160, 140, 200])
    tags = board(tab).locator(".st-tag").all_text_contents()
    assert sorted(tags) == sorted(["+100", "−10", "+100", "+60"])  # what A adds
    tab.mouse.up()


def test_a_finger_drags_across_and_scrolls_up_and_down(tab):
    touch = tab.context.new_cdp_session(tab)

    def swipe(dx: float, dy: float) -> None:
        box = field(tab, "B").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for kind, share in [("Start", 0), ("Move", 0.5), ("Move", 1), ("End", None)]:
            points = [] if share is None else [{"x": x + share * dx, "y": y + share * dy}]
            touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    swipe(dx=0, dy=-60)
    assert worths_of(tab) == ["0", "100", "80", "180", "60", "160", "140", "200"]
    swipe(dx=40, dy=0)
    tab.wait_for_function("document.querySelectorAll('.st-node input')[2].value !== '80'")
    assert 80 < int(field(tab, "B").input_value()) <= 130
    assert tab.evaluate("document.activeElement.localName") == "body"  # no keyboard comes up


def test_a_press_begins_to_type(tab):
    field(tab, "A").click()
    assert shown(tab) == computed(NAMED["Three friends"].worths())
    tab.keyboard.type("2/3")
    assert field(tab, "A").input_value() == "2/3"
    assert shown(tab) == computed([0, Fraction(2, 3), 80, 180, 60, 160, 140, 200])


def test_a_node_moves_by_keyboard(tab):
    top = field(tab, "A, B, C")
    top.focus()
    for key, worth in [
        ("ArrowUp", 205), ("ArrowDown", 200), ("PageDown", 150), ("PageUp", 200),
        ("ArrowDown", 195),
    ]:  # fmt: skip
        tab.keyboard.press(key)
        assert top.input_value() == top.get_attribute("aria-valuetext") == str(worth)
        assert top.get_attribute("aria-valuenow") == str(worth)
    assert shown(tab) == computed([0, 100, 80, 180, 60, 160, 140, 195])
    top.fill("101.5")
    top.press("ArrowUp")  # to the next of the round numbers
    assert top.input_value() == "105"
    top.fill("101.5")
    top.press("ArrowDown")
    assert top.input_value() == "100"
    nodes = board(tab).locator(".st-node input")
    nodes.first.focus()
    for k in range(8):  # Tab goes from coalition to coalition
        assert nodes.nth(k).evaluate("e => e === document.activeElement")
        tab.keyboard.press("Tab")


def test_what_is_no_number_is_said_below_all_nodes(tab):
    field(tab, "A, B").fill("1/0")
    warning = board(tab).get_by_role("alert")
    assert warning.inner_text() == (
        "v({A, B}): 0 cannot divide; type 2/3, say. Until then it stays 180."
    )
    lattice = board(tab).locator(".st-lattice").bounding_box()
    assert warning.bounding_box()["width"] == lattice["width"]
    assert 0 <= warning.bounding_box()["y"] - lattice["y"] - lattice["height"] < 16
    assert shown(tab) == computed(NAMED["Three friends"].worths())
    field(tab, "A").fill("5")
    assert warning.count() == 0
    assert field(tab, "A, B").input_value() == "180"


@pytest.mark.parametrize("preset", NAMED)
def test_numbers_have_one_form(tab, preset):
    """All as decimals, or all as fractions, with a decimal only behind a payoff."""
    choose(tab, preset)
    payoffs = board(tab).locator(".st-bar-value").all_inner_texts()
    texts = [
        *worths_of(tab),
        board(tab).locator(".st-shares").text_content(),
        *board(tab).locator(".st-tag, .st-stage td").all_text_contents(),
        *(text.split(" ≈ ")[0].split(" = ")[0] for text in payoffs),
    ]
    joined = " ".join(texts)
    assert not ("." in joined and "/" in joined)
    assert ("/" in joined) == (preset in ("Three friends", "Gloves", "Majority"))


def test_players_come_as_null_players_and_go(tab):
    unfold(tab, "Players")
    count = board(tab).get_by_label("Players")
    count.select_option("4")
    assert shown(tab)[0] == [*st.shapley_values(NAMED["Three friends"]), 0]
    assert board(tab).locator(".st-nulls").inner_text().startswith("D is a null player")
    count.select_option("2")
    assert shown(tab) == computed(NAMED["Three friends"].worths()[:4])


def test_names_are_the_readers(tab):
    unfold(tab, "Players")
    board(tab).get_by_label("Name 1").fill("Ann")
    board(tab).get_by_label("Name 3").fill("Zoë")
    assert players(tab) == ["Ann", "B", "Zoë"]
    assert field(tab, "Ann, B, Zoë").input_value() == "200"
    assert shown(tab) == computed(NAMED["Three friends"].worths())
    warning = board(tab).get_by_role("alert")
    for typed, reason in {
        "Ann": "Two players have the same name: B stays.",
        "  ": "A player needs a name: B stays.",
    }.items():
        board(tab).get_by_label("Name 2").fill(typed)
        assert warning.inner_text() == reason
        assert players(tab) == ["Ann", "B", "Zoë"]
    board(tab).get_by_label("Name 2").fill("Bo")
    assert warning.count() == 0
    assert board(tab).get_by_label("A link").input_value().endswith("&players=Ann,Bo,Zo%C3%AB")


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
        assert "Solved!" not in mine.text_content()
    field(tab, "A, B, C").fill("180")
    assert "Solved!" in mine.text_content()
    said = board(tab).get_by_role("status").element_handle()
    announced = "Challenge solved: Make C a null player"  # after what the first worths have made
    tab.wait_for_function(f"said => said.textContent.startsWith('{announced}')", arg=said)
    field(tab, "A, B, C").fill("200")
    assert "Solved!" in mine.text_content()  # it was; it remains solved
    choose(tab, "Gloves")
    assert "Solved!" not in task(tab, "Make R1 a null player").text_content()


def test_a_core_must_be_there_before_it_is_emptied(tab):
    empty = task(tab, "Empty the core")
    assert "It is so already" in empty.text_content()
    field(tab, "A, B, C").fill("240")
    assert empty.text_content().strip().endswith("coalition.")
    field(tab, "A, B, C").fill("239.9")
    assert "Solved!" in empty.text_content()


def test_a_core_that_the_value_misses_and_a_negative_payoff(tab):
    choose(tab, "Unanimity")
    outside, negative = task(tab, "Shapley value outside"), task(tab, "payoff negative")
    field(tab, "A, C").fill("1")  # A is needed, with B or with C: all goes to A in the core
    assert "Solved!" in outside.text_content()
    field(tab, "C").fill("-5")
    assert "Solved!" in negative.text_content()


def test_equal_payoffs_for_unequal_players(tab):
    equal = task(tab, "same payoff")
    for S, worth in {"A": "3", "B": "2", "C": "1"}.items():
        field(tab, S).fill(worth)
    for S, worth in {"A, B": "0", "A, C": "1", "B, C": "2", "A, B, C": "6"}.items():
        field(tab, S).fill(worth)
    assert shown(tab)[0] == [2, 2, 2]
    assert "Solved!" in equal.text_content()


# --- the address ----------------------------------------------------------------------------


def test_a_game_is_shared_by_its_address(tab):
    tab.evaluate("location.hash = 'bench'")  # a place on the page
    field(tab, "A, B").fill("2/3")
    link = board(tab).get_by_label("A link to this game").input_value()
    assert link.partition("#")[2] == "game=0,100,80,2/3,60,160,140,200&players=A,B,C"
    tab.wait_for_timeout(400)
    assert tab.url.endswith("#bench")  # the place stays in the address
    expected = shown(tab)
    other = tab.context.new_page()
    other.goto(link)
    assert shown(other) == expected
    assert field(other, "A, B").input_value() == "2/3"
    other.evaluate("location.hash = '#game=0,1,2,3&players=Ann,Bo%20B'")
    other.wait_for_function("document.querySelector('st-game-board').dataset.players === '2'")
    assert players(other) == ["Ann", "Bo B"]
    other.evaluate("location.hash = '#strengths-and-limits'")  # a place on the page, no game
    assert players(other) == ["Ann", "Bo B"]
    other.evaluate("location.hash = '#game=1'")
    trouble = board(other).locator(".st-trouble")
    trouble.wait_for(state="visible")
    assert trouble.inner_text().endswith("Nothing is changed.")
    assert players(other) == ["Ann", "Bo B"]


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
        expect(trouble).to_be_in_viewport()
        assert trouble.evaluate("e => e === document.activeElement")
        choose(page, "Gloves")
        assert not trouble.is_visible()


# --- the room it takes ----------------------------------------------------------------------

SMALL = "0,0.4,0.5,-1/3"
LARGE = ",".join(str(Fraction(k * k, 3)) for k in range(16))
NAMES = "Ann,Bartholomew,C,WWWWWWWW"


@pytest.mark.parametrize(
    ("chapter", "fragment", "wide", "narrow"),
    [
        (CHAPTERS[TAG], "", 600, 960),
        (CHAPTERS[TAG], f"game={LARGE}&players={NAMES}", 700, 1150),
        (TOY, "", 420, 760),
    ],
    ids=["three", "four", "two"],
)
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_as_high_as_its_game_deserves(bench, browser, chapter, fragment, wide, narrow, width):
    with open_page(browser, bench / f"{chapter}.html", fragment=fragment, width=width) as page:
        ready(page, TAG)
        assert board(page).bounding_box()["height"] <= (wide if width == 1280 else narrow)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        lattice = board(page).locator(".st-lattice").bounding_box()
        paid = board(page).locator(".st-bars").bounding_box()
        beside = paid["x"] >= lattice["x"] + lattice["width"]
        assert beside == (width == 1280)
        both = paid["y"] + paid["height"] - lattice["y"]
        assert both < 844 - 56  # cause and effect share a screen
        boxes = [node.bounding_box() for node in board(page).locator(".st-node").all()]
        for k, a in enumerate(boxes):
            assert a["height"] >= 32
            assert lattice["x"] - 1 <= a["x"] <= lattice["x"] + lattice["width"] - a["width"] + 1
            for b in boxes[:k]:  # no node lies on another
                assert abs(a["x"] - b["x"]) >= a["width"] or abs(a["y"] - b["y"]) >= a["height"]


def test_no_number_is_cut_in_its_node(bench, browser):
    fragment = f"game={LARGE}&players={NAMES}"
    with open_page(browser, bench_of(bench, TAG), fragment=fragment, width=390) as page:
        parts = board(page).locator(".st-node :is(input, .st-who)")
        assert parts.count() == 32
        cut = "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.outerHTML)"
        assert parts.evaluate_all(cut) == []


# --- the state ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def modules(browser):
    with module_page(browser, "board/state", "core/fractions") as page:
        yield page


@pytest.mark.parametrize(
    ("value", "count", "step", "found"),
    [("7", 1, "5", "10"), ("7", -1, "5", "5"), ("-7", 1, "5", "-5"), ("-7", -1, "5", "-10"),
     ("10", 2, "5", "20"), ("2/3", 1, "1/20", "7/10"), ("2/3", -1, "1/20", "13/20"),
     ("2/3", 0, "5", "2/3")],
)  # fmt: skip
def test_steps_lead_to_round_numbers(modules, value, count, step, found):
    stepped = """([value, step, count]) => {
        const [a, b] = [value, step].map(fractions.parseFraction);
        return String(window.state.stepped(a, b, count));
    }"""
    assert modules.evaluate(stepped, [value, step, count]) == found


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
