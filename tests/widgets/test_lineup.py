"""The line-up machine on its page: by mouse, finger and keyboard, against the package."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from bs4 import BeautifulSoup
from widgetlab import bench_of, chapter_of, open_page, ready

import shapley_tutor as st

TAG = "st-lineup-machine"
FRIENDS = st.games.three_friends()
ORDERS = list(permutations("ABC"))
UNSEEN = "·"


@pytest.fixture
def tab(bench, browser):
    path = bench_of(bench, TAG)
    with open_page(browser, path, reduced_motion="reduce", has_touch=True) as page:
        ready(page, TAG)
        yield page


def widget(tab):
    return tab.locator(TAG)


def lineup(tab) -> str:
    return "".join(widget(tab).locator(".st-card-name").all_inner_texts())


def table(tab, which: int) -> list[list[str]]:
    return tab.evaluate(
        """k => [...document.querySelectorAll("st-lineup-machine .st-stage table")[k].rows]
            .map(row => [...row.cells].map(cell => cell.textContent))""",
        which,
    )


def seen(tab) -> list[str]:
    """The line-ups whose rows are filled."""
    return [row[0].replace(" ", "") for row in table(tab, 0)[1:-1] if row[1] != UNSEEN]


def walk(game, order) -> list[str]:
    """A row of the first table as the package computes it, in the players' own order."""
    before = {i: "".join(sorted(order[:k])) for k, i in enumerate(order)}
    adds = [game["".join(sorted(before[i] + i))] - game[before[i]] for i in game.players]
    return [*map(str, adds), str(sum(adds))]


def drag(tab, name: str, to: str) -> None:
    boxes = {n: widget(tab).get_by_role("button", name=f"{n}, place").bounding_box() for n in "ABC"}
    centers = {n: (b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for n, b in boxes.items()}
    tab.mouse.move(*centers[name])
    tab.mouse.down()
    tab.mouse.move(*centers[to], steps=6)
    tab.mouse.up()


def test_at_first_one_lineup_is_filled(tab):
    assert lineup(tab) == "ABC"
    assert seen(tab) == ["ABC"]
    assert table(tab, 0)[1][1:] == walk(FRIENDS, "ABC")


def test_six_orders_by_mouse_make_the_shapley_values(tab):
    widget(tab).scroll_into_view_if_needed()
    for move in ["A to B: BAC", "A to C: BCA", "C to B: CBA", "A to C: ACB", "A to C: CAB"]:
        drag(tab, name=move[0], to=move[5])
        assert lineup(tab) == move[-3:]
    assert sorted(seen(tab)) == sorted(map("".join, ORDERS))
    assert [row[1:] for row in table(tab, 0)[1:-1]] == [walk(FRIENDS, order) for order in ORDERS]
    values = st.shapley_values(FRIENDS)
    assert table(tab, 0)[-1] == ["φ", *map(str, values), str(sum(values))]
    bars = widget(tab).locator(".st-bar-value").all_inner_texts()
    assert bars == [f"{value} ≈ {float(value):.2f}" for value in values]


def test_while_a_card_is_held_the_steps_show_what_would_be(tab):
    widget(tab).scroll_into_view_if_needed()
    a, b = (widget(tab).get_by_role("button", name=f"{n}, place").bounding_box() for n in "AB")
    tab.mouse.move(a["x"] + 9, a["y"] + 9)
    tab.mouse.down()
    tab.mouse.move(b["x"] + 9, b["y"] + 9, steps=4)
    steps = widget(tab).locator(".st-step").all_inner_texts()
    assert steps[0].split() == ["joins", "{B}", "180", "−", "80", "=", "100"]
    assert seen(tab) == ["ABC"]  # not yet
    tab.mouse.up()
    assert seen(tab) == ["ABC", "BAC"]


def test_a_drag_that_goes_nowhere_changes_nothing(tab):
    widget(tab).scroll_into_view_if_needed()
    drag(tab, "B", "B")
    assert (lineup(tab), seen(tab)) == ("ABC", ["ABC"])


def test_a_finger_moves_a_card(tab):
    widget(tab).scroll_into_view_if_needed()
    a, c = (widget(tab).get_by_role("button", name=f"{n}, place").bounding_box() for n in "AC")
    y, start, end = a["y"] + a["height"] / 2, a["x"] + 20, c["x"] + 20
    touch = tab.context.new_cdp_session(tab)
    for kind, x in [("Start", start), ("Move", (start + end) / 2), ("Move", end), ("End", None)]:
        points = [] if x is None else [{"x": x, "y": y}]
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    tab.wait_for_function("document.querySelector('.st-card-name').textContent === 'B'")
    assert lineup(tab) == "BCA"


def test_six_orders_by_keyboard_and_what_is_said(tab):
    widget(tab).get_by_role("button", name="A, place 1 of 3").focus()
    for key, expected in [
        ("ArrowRight", "BAC"), ("End", "BCA"), ("ArrowRight", "BCA"), ("Home", "ABC"),
    ]:  # fmt: skip
        tab.keyboard.press(key)
        assert lineup(tab) == expected
        name = tab.evaluate("document.activeElement.getAttribute('aria-label')")
        assert name.startswith(f"A, place {expected.index('A') + 1} of 3")
    assert "Average of 3 of 6 line-ups" in widget(tab).get_by_role("status").inner_text()
    widget(tab).get_by_role("button", name="Next line-up").focus()
    for _ in range(3):
        tab.keyboard.press("Enter")
    said = widget(tab).get_by_role("status").inner_text()
    values = zip("ABC", st.shapley_values(FRIENDS), strict=True)
    listed = ", ".join(f"{name} {value}" for name, value in values)
    assert f"Shapley values of all six line-ups: {listed}." in said


@pytest.mark.parametrize("player", "ABC")
def test_counting_who_stands_before_makes_the_weights(tab, player):
    widget(tab).get_by_role("button", name="All six").click()
    widget(tab).get_by_role("button", name=player, exact=True).click()
    rows = table(tab, 1)[1:]
    weights = st.shapley_weights(3, exact=True)
    others = [i for i in "ABC" if i != player]
    sets = [(), others[:1], others[1:], others]
    assert [row[0] for row in rows] == [f"{{{', '.join(S)}}}" if S else "∅" for S in sets]
    assert [Fraction(row[2]) for row in rows] == [weights[len(S)] for S in sets]
    assert all(row[2] == f"{len(row[1])}/6" for row in rows)  # one dot for each line-up
    adds = st.marginal_contributions(FRIENDS.worths(), "ABC".index(player))
    assert [row[3] for row in rows] == list(map(str, adds))


def test_names_and_worths_are_the_readers(tab):
    widget(tab).get_by_text("Change names and worths").click()
    widget(tab).get_by_label("Name 1").fill("Ann")
    worths = {"": "1/2", "A": "−3", "B": "0.25", "AB": "7", "C": "2/3", "AC": "1", "BC": "0"}
    labels = {S: ", ".join("Ann" if i == "A" else i for i in S) for S in worths}
    for S, typed in worths.items():
        name = f"v({{{labels[S]}}})" if S else "v(∅)"
        widget(tab).get_by_label(name, exact=True).fill(typed)
    widget(tab).get_by_role("button", name="All six").click()
    exact = {S: Fraction(text.replace("−", "-")) for S, text in worths.items()} | {"ABC": 200}
    game = st.Game.from_worths({S: Fraction(worth) for S, worth in exact.items()})
    found = [text.replace("−", "-") for text in table(tab, 0)[-1][1:]]
    assert list(map(Fraction, found)) == [*st.shapley_values(game), 200 - Fraction(1, 2)]
    assert table(tab, 0)[0] == ["line-up", "Ann", "B", "C", "sum"]


def test_what_is_no_number_is_said_and_the_last_one_stays(tab):
    widget(tab).get_by_text("Change names and worths").click()
    field = widget(tab).get_by_label("v({A})", exact=True)
    field.fill("12 loaves")
    assert field.get_attribute("aria-invalid") == "true"
    assert widget(tab).get_by_role("alert").inner_text() == "type a number: 100, 2/3 or 0.5"
    assert table(tab, 0)[1][1:] == walk(FRIENDS, "ABC")
    widget(tab).get_by_role("button", name="The three friends again").click()
    assert field.input_value() == "100"
    assert not widget(tab).get_by_role("alert").is_visible()


def test_print_and_readers_without_scripts_get_the_fallback(tab, bench, browser):
    fallback = widget(tab).get_by_text("A B C, A C B")
    assert not fallback.is_visible()
    tab.emulate_media(media="print")
    assert fallback.is_visible()
    assert not widget(tab).get_by_text("Drag the friends").is_visible()
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(bench_of(bench, TAG).as_uri())
    assert widget(plain).get_by_text("A B C, A C B").is_visible()
    plain.close()


def test_the_fallback_says_what_the_package_says(site):
    page = BeautifulSoup(chapter_of(site, TAG).read_text(encoding="utf-8"), "html.parser")
    rows = [
        [cell.get_text() for cell in row.find_all("td")]
        for row in page.select("st-lineup-machine tr")[1:]
    ]
    adds = st.marginal_contributions(FRIENDS.worths(), 0)
    for (S, orders, share, contribution), expected in zip(rows[:-1], adds, strict=True):
        before = set(S) & set("BC")
        found = [order for order in ORDERS if set(order[: order.index("A")]) == before]
        assert orders.split(", ") == [" ".join(order) for order in found]
        assert (share, contribution) == (f"{len(found)}/6", str(expected))
    assert rows[-1][-1] == str(st.shapley_values(FRIENDS)[0])
