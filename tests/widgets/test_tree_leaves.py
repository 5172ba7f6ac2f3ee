"""Widget "Leaf by leaf": its payments against the package, and its page by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from bs4 import BeautifulSoup
from widgetlab import bench_of, chapter_of, module_page, open_page, ready

import shapley_tutor as st

TAG = "st-tree-leaves"
ROWS = list(product([0, 1], repeat=3))
CELLS = """w => [...w.querySelectorAll('.stt-payments tr')].slice(1).map(row =>
    [...row.children].map(cell => cell.textContent))"""


def risk(age: int, bp: int, smokes: int) -> Fraction:
    """The widget's tree, as a function."""
    if not age:
        return Fraction(3 if bp else 1, 10)
    return Fraction(9 if smokes else 6 if bp else 4, 10)


def game(x, b) -> st.Game:
    def worth(S):
        return risk(*(x[i] if "ABC"[i] in S else b[i] for i in range(3)))

    return st.Game.from_function(worth, "ABC")


@pytest.fixture(scope="module")
def modules(browser):
    with module_page(browser, "tree/tree", "core/fractions") as page:
        yield page


def test_payments_of_leaves_sum_to_the_shapley_values_of_every_pair(modules):
    pairs = [[list(x), list(b)] for x, b in product(ROWS, ROWS)]
    found = modules.evaluate("all => all.map(([x, b]) => tree.totals(x, b).map(String))", pairs)
    for (x, b), paid in zip(pairs, found, strict=True):
        assert list(map(Fraction, paid)) == list(st.shapley_values(game(x, b))), (x, b)


def test_every_leaf_is_a_game_of_its_own(modules):
    script = """([x, b]) => tree.LEAVES.map(leaf => [
        tree.payments(leaf, x, b).paid.map(String),
        [0, 1, 2, 3, 4, 5, 6, 7].map(S =>
            tree.LEAVES[tree.reached(tree.mixed(x, b, S))] === leaf ? String(leaf.value) : "0"),
    ])"""
    for x, b in product(ROWS, ROWS):
        for paid, worths in modules.evaluate(script, [list(x), list(b)]):
            members = [tuple("ABC"[i] for i in range(3) if S >> i & 1) for S in range(8)]
            leaf = st.Game.from_worths(dict(zip(members, map(Fraction, worths), strict=True)))
            assert list(map(Fraction, paid)) == list(st.shapley_values(leaf))


def test_a_mixed_row_ends_where_the_tree_sends_it(modules):
    ends = "all => all.map(row => String(tree.LEAVES[tree.reached(row)].value))"
    found = modules.evaluate(ends, ROWS)
    assert list(map(Fraction, found)) == [risk(*row) for row in ROWS]


@pytest.fixture
def widget(browser, bench):
    with open_page(browser, bench_of(bench, TAG)) as page:
        yield ready(page, TAG)


def test_it_starts_with_what_stands_in_the_page(site, widget):
    html = BeautifulSoup(chapter_of(site, TAG).read_text(encoding="utf-8"), "html.parser")
    static = [[c.get_text() for c in row.find_all("td")] for row in html.select(f"{TAG} tr")[1:]]
    assert widget.evaluate(CELLS) == static
    assert widget.get_by_role("status").inner_text() == ""


def test_by_keyboard(widget):
    drawing = widget.locator("svg.stt-tree")
    assert "The mixed row ends at 0.1, x at 0.9, b at 0.1." in drawing.get_attribute("aria-label")
    widget.get_by_role("checkbox", name="Age in S").press("Space")
    assert "The mixed row ends at 0.4, x at 0.9" in drawing.get_attribute("aria-label")
    assert widget.locator("tr.st-current th").inner_text() == "0.4"
    status = widget.get_by_role("status").inner_text()
    assert status.startswith("Solved. With S = {Age} it ends at 0.4.")
    assert status.endswith("Payoffs: Age 29/60, BP 2/15, Smokes 11/60.")
    widget.get_by_role("button", name="Age of x: old").press("Enter")
    assert widget.evaluate(CELLS)[-1] == ["sum", "0.3 − 0.1", "", "0", "0.2", "0"]
    widget.get_by_role("button", name="Start again").press("Enter")
    assert widget.evaluate(CELLS)[-1][3:] == ["29/60", "2/15", "11/60"]


def test_it_notices_answers(widget):
    told = widget.locator(".st-answer")
    another = widget.get_by_role("button", name="Another question")
    another.press("Enter")
    widget.get_by_role("button", name="Age of x: old").press("Enter")
    assert "Solved. Yes: no mixed row gets to the split on Smokes" in told.inner_text()
    another.press("Enter")
    widget.get_by_role("button", name="Start again").press("Enter")
    assert "Solved" not in told.inner_text()
    for name in ("BP of x: high", "Smokes of x: yes", "BP of b: normal"):
        widget.get_by_role("button", name=name).press("Enter")
    assert "Solved. Yes: BP is paid −0.2. Its worse value is that of b." in told.inner_text()


@pytest.mark.parametrize("width", [390, 1280])
def test_it_keeps_its_height_in_all_states(browser, bench, width):
    with open_page(browser, bench_of(bench, TAG), width=width) as page:
        widget, heights = ready(page, TAG), set()
        for name in ("Age of x", "BP of b", "Smokes of x", "Age of b", "BP of x", "Age of x"):
            heights.add(widget.evaluate("w => w.getBoundingClientRect().height"))
            widget.get_by_role("button", name=name).click()
        assert len(heights) == 1
        assert width == 390 or heights.pop() <= 700
