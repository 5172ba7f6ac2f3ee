"""The line-up machine, large and small: by mouse, finger and keyboard, against the package."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import permutations
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from widgetlab import bench_of, chapter_of, open_page, ready

import shapley_tutor as st

TAG, SMALL = "st-lineup-machine", "st-lineup-toy"
FRIENDS, MODEL = st.games.three_friends(), st.games.age_bp()
ORDERS = list(map("".join, permutations("ABC")))
each_size = pytest.mark.parametrize("tab", [TAG, SMALL], indirect=True)


@pytest.fixture
def tab(bench, browser, request):
    tag = getattr(request, "param", TAG)
    with open_page(browser, bench_of(bench, tag), reduced_motion="reduce", has_touch=True) as page:
        ready(page, tag)
        yield page


def widget(tab):
    return tab.locator(f":is({TAG}, {SMALL})")


def lineup(tab) -> str:
    return "".join(widget(tab).locator(".st-card-name").all_inner_texts())


def bar(tab, which: str) -> list[tuple[int, float, float, str]]:
    """The pieces of a bar: player, where they begin, how long they are, what they say."""
    pieces = widget(tab).locator(which).locator(".st-piece:not(.st-base, .st-rest)")
    found = pieces.evaluate_all(
        """all => all.map(e => [Number(e.className.match(/st-p(\\d)/)[1]),
            parseFloat(e.style.left), parseFloat(e.style.width), e.textContent])"""
    )
    return [tuple(piece) for piece in found]


def lengths(tab, which: str) -> dict[int, float]:
    """How long the pieces of a bar are, in shares of all of them."""
    pieces = bar(tab, which)
    total = sum(width for _, _, width, _ in pieces)
    return {player: width / total for player, _, width, _ in pieces}


def rows(tab) -> list[str]:
    """What the heap says of its line-ups."""
    buttons = widget(tab).locator(".st-bars-tried button")
    return [str(button.get_attribute("aria-label")) for button in buttons.all()]


def seen(tab) -> list[str]:
    """The line-ups whose bars are on the heap."""
    tried = (
        widget(tab)
        .locator(".st-bars-tried li")
        .evaluate_all("all => all.map(e => !e.querySelector('.st-untried'))")
    )
    return [order for order, there in zip(ORDERS, tried, strict=True) if there]


def walk(game, order) -> list[Fraction]:
    """What each player adds in a line-up, in the players' own order, as the package has it."""
    before = {i: "".join(sorted(order[:k])) for k, i in enumerate(order)}
    return [game["".join(sorted(before[i] + i))] - game[before[i]] for i in game.players]


def drag(tab, name: str, to: str) -> None:
    boxes = {n: widget(tab).get_by_role("button", name=f"{n}, place").bounding_box() for n in "ABC"}
    centers = {n: (b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for n, b in boxes.items()}
    tab.mouse.move(*centers[name])
    tab.mouse.down()
    tab.mouse.move(*centers[to], steps=6)
    tab.mouse.up()


# --- by hand --------------------------------------------------------------------------------


@each_size
def test_at_first_one_lineup_is_filled(tab):
    assert lineup(tab) == "ABC"
    assert seen(tab) == ["ABC"]
    assert [text for _, _, _, text in bar(tab, ".st-oven")] == ["100", "80", "20"]


@each_size
def test_six_orders_by_mouse_make_the_shapley_values(tab):
    for move in ["A to B: BAC", "A to C: BCA", "C to B: CBA", "A to C: ACB", "A to C: CAB"]:
        drag(tab, name=move[0], to=move[5])
        assert lineup(tab) == move[-3:]
        order = ["ABC".index(i) for i in move[-3:]]
        pieces = sorted(bar(tab, ".st-oven"), key=lambda piece: piece[1])
        assert [player for player, *_ in pieces] == order  # as they stand, so they fill it
        assert [text for *_, text in sorted(pieces)] == list(map(str, walk(FRIENDS, move[-3:])))
    assert seen(tab) == ORDERS
    values = st.shapley_values(FRIENDS)
    assert [text for *_, text in bar(tab, ".st-mean")] == list(map(str, values))
    shares = {k: float(value / sum(values)) for k, value in enumerate(values)}
    assert lengths(tab, ".st-mean") == pytest.approx(shares, abs=1e-6)


def test_the_heap_has_a_bar_for_every_order(tab):
    widget(tab).get_by_role("button", name="All six").click()
    for k, order in enumerate(ORDERS):
        adds = walk(FRIENDS, order)
        said = ", ".join(f"{i} adds {adds['ABC'.index(i)]}" for i in order)
        assert rows(tab)[k] == f"Line-up {', '.join(order)}: {said}"
        row = f".st-bars-tried li:nth-child({k + 1})"
        assert [text for *_, text in bar(tab, row)] == list(map(str, adds))
        shares = {i: float(x / 200) for i, x in enumerate(adds)}
        assert lengths(tab, row) == pytest.approx(shares, abs=1e-6)
    values = widget(tab).locator(".st-value").all_inner_texts()
    exact = zip("ABC", st.shapley_values(FRIENDS), strict=True)
    assert [v.strip() for v in values] == [f"{i} {x} ≈ {float(x):.2f}" for i, x in exact]
    widget(tab).get_by_role("button", name="Line-up B, C, A").click()
    assert lineup(tab) == "BCA"


def test_what_found_no_room_is_shown_behind_the_wall(tab):
    rest = widget(tab).locator(".st-oven .st-rest")
    assert rest.inner_text() == "40"  # C bakes 60 and adds 20
    parts = (".st-frame", ".st-rest")
    walls = {e: widget(tab).locator(f".st-oven {e}").bounding_box() for e in parts}
    assert walls[".st-rest"]["x"] == pytest.approx(
        walls[".st-frame"]["x"] + walls[".st-frame"]["width"], abs=6
    )
    drag(tab, "A", "C")  # all lose 40 by coming last
    assert rest.inner_text() == "40"
    widget(tab).get_by_text("Change names and worths").click()
    widget(tab).get_by_label("v({A, B, C})", exact=True).fill("240")
    assert not rest.is_visible()


@each_size
def test_while_a_card_is_held_the_steps_show_what_would_be(tab):
    a, b = (widget(tab).get_by_role("button", name=f"{n}, place").bounding_box() for n in "AB")
    tab.mouse.move(a["x"] + 9, a["y"] + 9)
    tab.mouse.down()
    tab.mouse.move(b["x"] + 9, b["y"] + 9, steps=4)
    steps = widget(tab).locator(".st-step").all_inner_texts()
    assert steps[0].split()[-1] == "100"
    first, *_ = sorted(bar(tab, ".st-oven"), key=lambda piece: piece[1])
    assert first[0] == 1  # B would come first
    assert seen(tab) == ["ABC"]  # not yet
    tab.mouse.up()
    assert seen(tab) == ["ABC", "BAC"]


@each_size
def test_a_drag_that_goes_nowhere_changes_nothing(tab):
    drag(tab, "B", "B")
    assert (lineup(tab), seen(tab)) == ("ABC", ["ABC"])


@each_size
def test_a_finger_moves_a_card(tab):
    a, c = (widget(tab).get_by_role("button", name=f"{n}, place").bounding_box() for n in "AC")
    y, start, end = a["y"] + a["height"] / 2, a["x"] + 20, c["x"] + 20
    touch = tab.context.new_cdp_session(tab)
    for kind, x in [("Start", start), ("Move", (start + end) / 2), ("Move", end), ("End", None)]:
        points = [] if x is None else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    tab.wait_for_function("document.querySelector('.st-card-name').textContent === 'B'")
    assert lineup(tab) == "BCA"


@each_size
def test_orders_by_keyboard(tab):
    widget(tab).get_by_role("button", name="A, place 1 of 3").focus()
    for key, expected in [
        ("ArrowRight", "BAC"), ("End", "BCA"), ("ArrowRight", "BCA"), ("Home", "ABC"),
    ]:  # fmt: skip
        tab.keyboard.press(key)
        assert lineup(tab) == expected
        name = tab.evaluate("document.activeElement.getAttribute('aria-label')")
        assert name.startswith(f"A, place {expected.index('A') + 1} of 3")
    assert "A adds 100, B adds 80, C adds 20." in widget(tab).get_by_role("status").inner_text()


def test_what_is_said_of_all_six(tab):
    next_one = widget(tab).get_by_role("button", name="Next line-up")
    next_one.focus()
    for _ in range(5):
        tab.keyboard.press("Enter")
    said = widget(tab).get_by_role("status").inner_text()
    values = zip("ABC", st.shapley_values(FRIENDS), strict=True)
    listed = ", ".join(f"{name} {value}" for name, value in values)
    assert f"Shapley values of all six line-ups: {listed}." in said


@pytest.mark.parametrize("player", "ABC")
def test_counting_who_stands_before_makes_the_weights(tab, player):
    widget(tab).get_by_text("Who stands before A?").click()
    widget(tab).get_by_role("button", name="All six").click()
    widget(tab).get_by_role("button", name=player, exact=True).click()
    counts = tab.evaluate(
        """() => [...document.querySelector("st-lineup-machine .st-stage table").rows]
            .map(row => [...row.cells].map(cell => cell.textContent))"""
    )[1:]
    weights = st.shapley_weights(3, exact=True)
    others = [i for i in "ABC" if i != player]
    sets = [(), others[:1], others[1:], others]
    assert [row[0] for row in counts] == [f"{{{', '.join(S)}}}" if S else "∅" for S in sets]
    assert [Fraction(row[2]) for row in counts] == [weights[len(S)] for S in sets]
    assert all(row[2] == f"{len(row[1])}/6" for row in counts)  # one dot for each line-up
    adds = st.marginal_contributions(FRIENDS.worths(), "ABC".index(player))
    assert [row[3] for row in counts] == list(map(str, adds))


# --- the reader's own game ------------------------------------------------------------------

OWN = {"": "1/2", "A": "−3", "B": "0.25", "AB": "7", "C": "2/3", "AC": "1", "BC": "0"}


def test_names_and_worths_are_the_readers(tab):
    widget(tab).get_by_text("Change names and worths").click()
    widget(tab).get_by_label("Name 1").fill("Ann")
    for S, typed in OWN.items():
        inside = ", ".join("Ann" if i == "A" else i for i in S)
        name = f"v({{{inside}}})" if S else "v(∅)"
        widget(tab).get_by_label(name, exact=True).fill(typed)
    widget(tab).get_by_role("button", name="All six").click()
    exact = {S: Fraction(text.replace("−", "-")) for S, text in OWN.items()} | {"ABC": 200}
    game = st.Game.from_worths({S: Fraction(worth) for S, worth in exact.items()})
    values = widget(tab).locator(".st-value").all_inner_texts()
    found = [text.split()[1].replace("−", "-") for text in values]
    assert list(map(Fraction, found)) == list(st.shapley_values(game))
    assert values[0].startswith("Ann ")
    # lowered pieces stand left of where the bar begins, raised ones right of it
    order, adds = ORDERS[0], walk(game, ORDERS[0])
    scale = {player: (left, width) for player, left, width, _ in bar(tab, ".st-oven")}
    assert adds[0] < 0 < adds[1]
    assert scale[0][0] + scale[0][1] == pytest.approx(scale[1][0], abs=1e-3)
    assert order == lineup(tab).replace("Ann", "A")


def test_what_is_no_number_is_said_and_the_last_one_stays(tab):
    widget(tab).get_by_text("Change names and worths").click()
    field = widget(tab).get_by_label("v({A})", exact=True)
    field.fill("12 loaves")
    assert field.get_attribute("aria-invalid") == "true"
    assert widget(tab).get_by_role("alert").inner_text() == "type a number: 100, 2/3 or 0.5"
    assert [text for *_, text in bar(tab, ".st-oven")] == ["100", "80", "20"]
    widget(tab).get_by_role("button", name="The three friends again").click()
    assert field.input_value() == "100"
    assert not widget(tab).get_by_role("alert").is_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_long_names_cut_nothing(bench, browser, width):
    with open_page(browser, bench_of(bench, TAG), width=width) as page:
        machine = ready(page, TAG)
        machine.locator("details").evaluate_all("all => all.forEach(d => { d.open = true; })")
        for k, name in enumerate(["Benjamin", "Beatrice", "WWWWWWWW"]):
            machine.get_by_label(f"Name {k + 1}").fill(name)
        machine.get_by_role("button", name="All six").click()
        cut = machine.locator(".st-stage *").evaluate_all(
            """all => all.filter(e => e.checkVisibility() && e.localName !== "input"
                && !e.closest(".st-hidden, caption")
                && getComputedStyle(e).overflowX !== "visible" && !e.matches(".st-piece")
                && e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert [element for element in cut if "st-table" not in element] == []
        assert machine.locator(".st-order").first.text_content() == "BBW"  # colors tell them apart
        assert page.evaluate("document.documentElement.scrollWidth") == width


# --- the address ----------------------------------------------------------------------------


def opened_at(browser, bench, fragment: str):
    return open_page(browser, bench_of(bench, TAG), fragment=fragment, reduced_motion="reduce")


def test_a_state_is_shared_by_its_address(tab, bench, browser):
    drag(tab, "A", "C")
    widget(tab).get_by_text("Change names and worths").click()
    widget(tab).get_by_label("Name 2").fill("Zoë")
    widget(tab).get_by_label("v({A})", exact=True).fill("−2/3")
    link = widget(tab).get_by_label("A link to this").input_value()
    fragment = link.partition("#")[2]
    assert fragment == (
        f"lineups=ABC,BCA&worths=0,-2/3,80,180,60,160,140,200&names=A,{quote('Zoë')},C"
    )
    expected = rows(tab)
    assert "#" not in tab.url  # the place in the text stays in the address
    with opened_at(browser, bench, fragment) as other:
        assert rows(other) == expected
        assert lineup(other) == "ZoëCA"
        assert widget(other).get_by_label("v({A})", exact=True).input_value() == "−2/3"


@pytest.mark.parametrize(
    ("fragment", "reason"),
    {
        "lineups=ABD": "“ABD” is no order of A, B, C",
        "lineups=": "“” is no order of A, B, C",
        "lineups=ABC&worths=1,2": "it has 2 worths and needs 8",
        "lineups=ABC&worths=0,x,1,1,1,1,1,1": "“x” is no number",
        "lineups=ABC&names=Ann": "it has 1 names and needs 3",
        "lineups=ABC&names=%E0%A4%A": "a % that stands for no letter",
    }.items(),
)
def test_a_bad_address_says_so_where_the_reader_is(bench, browser, fragment, reason):
    with opened_at(browser, bench, fragment) as page:
        trouble = widget(page).get_by_role("alert")
        trouble.wait_for(state="visible")
        assert reason in trouble.inner_text()
        assert lineup(page) == "ABC"
        expect(trouble).to_be_in_viewport()


# --- in a nutshell --------------------------------------------------------------------------


@pytest.mark.parametrize("tab", [SMALL], indirect=True)
def test_the_same_bar_shares_a_prediction(tab):
    widget(tab).get_by_role("button", name="A prediction").click()
    base, values = MODEL[()], st.shapley_values(MODEL)
    assert lineup(tab) == "AgeBP"
    mean = {player: text for player, _, _, text in bar(tab, ".st-mean")}
    assert [mean[k] for k in (0, 1)] == [f"+{float(value)}" for value in values]
    assert widget(tab).locator(".st-mean .st-base").inner_text() == str(float(base))
    said = widget(tab).locator(".st-verdict").inner_text()
    numbers = [float(base), *map(float, values), float(base + sum(values))]
    assert [float(text) for text in re.findall(r"\d\.\d", said)] == numbers
    widget(tab).get_by_role("button", name="Age, place 1 of 2").press("ArrowRight")
    assert lineup(tab) == "BPAge"
    oven = {player: text for player, _, _, text in bar(tab, ".st-oven")}
    assert [oven[k] for k in (0, 1)] == ["+0.2", "+0.5"]
    widget(tab).get_by_role("button", name="Three friends").click()
    assert lineup(tab) == "ABC"


@pytest.mark.parametrize("tab", [SMALL], indirect=True)
def test_the_nutshell_says_when_the_values_are_there(tab):
    for left in (5, 4, 3, 2, 1):
        assert f"{left} to go" in widget(tab).locator(".st-verdict").inner_text()
        widget(tab).get_by_role("button", name="Next order").click()
    values = " + ".join(map(str, st.shapley_values(FRIENDS)))
    assert widget(tab).locator(".st-verdict").inner_text().startswith(f"{values} = 200")


# --- without it -----------------------------------------------------------------------------


def test_print_and_readers_without_scripts_get_the_fallback(tab, bench, browser):
    fallback = widget(tab).get_by_text("A B C, A C B")
    assert not fallback.is_visible()
    tab.emulate_media(media="print")
    assert fallback.is_visible()
    assert not widget(tab).get_by_text("Drag the friends").is_visible()
    with open_page(browser, bench_of(bench, TAG), java_script_enabled=False) as plain:
        assert widget(plain).get_by_text("A B C, A C B").is_visible()


def test_the_fallback_says_what_the_package_says(site):
    page = BeautifulSoup(chapter_of(site, TAG).read_text(encoding="utf-8"), "html.parser")
    found_rows = [
        [cell.get_text() for cell in row.find_all("td")] for row in page.select(f"{TAG} tr")[1:]
    ]
    adds = st.marginal_contributions(FRIENDS.worths(), 0)
    for (S, orders, share, contribution), expected in zip(found_rows[:-1], adds, strict=True):
        before = set(S) & set("BC")
        found = [order for order in ORDERS if set(order[: order.index("A")]) == before]
        assert orders.split(", ") == [" ".join(order) for order in found]
        assert (share, contribution) == (f"{len(found)}/6", str(expected))
    assert found_rows[-1][-1] == str(st.shapley_values(FRIENDS)[0])


def test_the_fallback_of_the_nutshell_says_what_the_package_says(bench):
    page = BeautifulSoup(bench_of(bench, SMALL).read_text(encoding="utf-8"), "html.parser")
    table = [[cell.get_text() for cell in row.select("td")] for row in page.select(f"{SMALL} tr")]
    assert table[1:-1] == [[" ".join(o), *map(str, walk(FRIENDS, o))] for o in ORDERS]
    assert table[-1] == ["average", *map(str, st.shapley_values(FRIENDS))]
    friends, prediction = (p.get_text() for p in page.select(f"{SMALL} p"))
    alone = [int(FRIENDS[i]) for i in "ABC"]
    assert list(map(int, re.findall(r"\d+", friends))) == [*alone, int(FRIENDS["ABC"])]
    shared = [MODEL[()], *st.shapley_values(MODEL), MODEL["Age", "BP"]]
    assert [float(text) for text in re.findall(r"\d\.\d", prediction)] == [float(x) for x in shared]
