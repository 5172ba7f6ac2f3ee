"""Widget "Axiom switch" on its page: by hand, in an address, on a phone, without scripts."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from widgetlab import bench_of, chapter_of, open_page, opened, ready

TAG = "st-axiom-switch"
AXIOMS = ("efficiency", "symmetry", "null player", "additivity")
GAMES = ("Three friends", "Two and a watcher", "Gloves")


@pytest.fixture
def tab(browser, bench):
    with open_page(browser, bench_of(bench, TAG), reduced_motion="reduce") as page:
        ready(page, TAG)
        yield page


@pytest.fixture
def widget(tab):
    return tab.locator(TAG)


def turn(widget, axiom: str) -> None:
    widget.get_by_role("switch", name=axiom).press("Space")


def said(widget) -> str:
    return widget.locator(".sta-verdict").inner_text()


def possible(widget) -> list[str]:
    return widget.locator(".st-stage tbody tr td:last-child").all_inner_texts()


def shapes(widget) -> list[int]:
    """How many planes, lines and lone points are colored."""
    return [widget.locator(f".sta-{kind}").count() for kind in ("all", "line", "only")]


def test_switches_by_keyboard(tab, widget):
    assert said(widget).endswith("the Shapley value: A 260/3, B 200/3 and C 140/3.")
    assert possible(widget) == ["yes", "no", "no", "no", "no"]
    assert shapes(widget) == [0, 0, 1]
    widget.get_by_label("Game").focus()
    for _ in range(3):
        tab.keyboard.press("Tab")
    tab.keyboard.press("Space")  # the third switch
    assert not widget.get_by_role("switch", name="null player").is_checked()
    assert "in which the three get 200 together and B gets 200/3." in said(widget)
    assert possible(widget) == ["yes", "no", "no", "yes", "yes"]
    assert shapes(widget) == [0, 1, 0]
    tab.keyboard.press("Space")
    turn(widget, "symmetry")
    assert shapes(widget) == [1, 0, 0]
    assert possible(widget) == ["yes", "no", "yes", "yes", "yes"]
    assert widget.locator(".sta-corners").count() == 1
    status = widget.get_by_role("status")
    tab.wait_for_function(
        "w => w.textContent.includes('Without symmetry')", arg=status.element_handle()
    )
    assert status.inner_text().endswith(said(widget))


def test_the_sum_is_free_without_efficiency(widget):
    slider = widget.get_by_role("slider", name="Sum")
    assert slider.is_disabled()
    turn(widget, "efficiency")
    assert possible(widget) == ["yes", "yes", "no", "yes", "yes"]
    assert "2" not in widget.locator(".sta-number").all_text_contents()
    assert slider.evaluate("e => [e.min, e.max, e.value]") == ["0", "25", "20"]
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "210"
    numbers = widget.locator(".sta-number").all_text_contents()
    assert numbers == ["2"]  # the plain average alone pays 210
    assert widget.locator(".sta-corner").all_text_contents() == ["A 210", "B 210", "C 210"]
    turn(widget, "efficiency")
    assert slider.is_disabled()
    assert widget.locator(".sta-total").inner_text() == "200"


def test_the_picture_shows_payoffs_where_they_are(widget):
    """The dot of one line-up lies on the line from its own triangle's corners, by its payoffs."""
    turn(widget, "symmetry")
    corners = widget.locator(".sta-triangle").get_attribute("d")
    a, b, c = ([float(x) for x in spot.split()] for spot in corners.strip("MZ").split("L"))
    dots = widget.locator(".sta-mark").all()
    marks = [[float(dot.get_attribute(axis)) for axis in ("cx", "cy")] for dot in dots]
    for (x, y), pay in zip(marks, [(260, 200, 140), (300, 240, 60), (200, 200, 200)], strict=True):
        p, q, r = pay
        expected = [(p * a[k] + q * b[k] + r * c[k]) / 600 for k in (0, 1)]
        assert [x, y] == pytest.approx(expected, abs=0.1)
    assert widget.locator(".sta-number").all_text_contents() == ["1", "3", "4, 5"]
    assert "the whole plane" in widget.get_by_role("img").get_attribute("aria-label")


def test_a_state_is_shared_by_its_address(tab, widget):
    widget.get_by_label("Game").select_option(label="Gloves")
    for axiom in ("efficiency", "null player"):
        turn(widget, axiom)
    widget.get_by_role("slider", name="Sum").fill("25")
    link = widget.get_by_label("A link to this").input_value()
    assert link.partition("#")[2] == "off=efficiency,null-player&game=gloves&step=25"
    assert "#" not in tab.url  # the place in the text stays in the address
    there = opened(tab, link, TAG)
    assert said(there) == said(widget)
    assert there.locator(".sta-total").inner_text() == "75"
    assert 0 <= there.evaluate("e => e.getBoundingClientRect().top") < 200
    there.page.evaluate("location.hash = '#off=&game=watcher'")
    there.page.wait_for_function("document.querySelector('.sta-total').textContent === '120'")
    assert there.get_by_role("switch", checked=True).count() == 4
    there.page.evaluate("location.hash = '#four-demands'")  # a place on the page
    assert there.locator(".sta-total").inner_text() == "120"


@pytest.mark.parametrize(
    ("address", "reason"),
    {
        "off=fairness": "“fairness” is no axiom", "off=&game=chess": "“chess” is no game",
        "off=efficiency&step=26": "no step from 0 to 25", "off=&step=x": "no step",
        "off=<img%20src=x>": "is no axiom", "off=&game=toString": "is no game",
    }.items(),
)  # fmt: skip
def test_a_broken_address_is_explained(bench, browser, address, reason):
    with open_page(browser, bench_of(bench, TAG), fragment=address) as page:
        widget = page.locator(TAG)
        trouble = widget.locator(".st-trouble")
        trouble.wait_for(state="visible")
        assert reason in trouble.inner_text()
        assert widget.get_by_role("switch", checked=True).count() == 4
        turn(widget, "additivity")
        assert not trouble.is_visible()


# In every game, from one set of axioms to the next by one switch: the height, the page's width.
ROOM = """widget => {
    const root = document.documentElement, game = widget.querySelector("select");
    const switches = [...widget.querySelectorAll("[role=switch]")];
    const turned = [...Array(15).keys()].map(k => Math.log2((k + 1) & -(k + 1))).concat(3);
    return [...game.options].flatMap((_, chosen) => {
        game.selectedIndex = chosen;
        game.dispatchEvent(new Event("change", { bubbles: true }));
        return turned.map(k => {
            switches[k].click();
            const on = switches.map(e => Number(e.checked)).join("");
            return [chosen + on, widget.getBoundingClientRect().height, root.scrollWidth];
        });
    });
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_it_keeps_its_height_and_fits(bench, browser, width):
    with open_page(browser, bench_of(bench, TAG), width=width) as page:
        widget = ready(page, TAG)
        states, heights, widths = map(set, zip(*widget.evaluate(ROOM), strict=True))
        assert len(states) == len(GAMES) * 2 ** len(AXIOMS)
        assert max(widths) <= width
        assert widget.get_by_role("switch", checked=True).count() == 4
        assert len(heights) == 1
        assert heights.pop() <= (1310 if width == 390 else 735)


def test_the_table_says_what_the_widget_says(site, widget):
    html = BeautifulSoup(chapter_of(site, TAG).read_text(encoding="utf-8"), "html.parser")
    rows = [[td.get_text() for td in row.find_all("td")] for row in html.select(f"{TAG} tbody tr")]
    assert [row[0] for row in rows] == ["nothing", *AXIOMS]
    for column, game in enumerate(GAMES, start=1):
        widget.get_by_label("Game").select_option(label=game)
        assert said(widget).endswith(f"the Shapley value: {rows[0][column]}.")
        for row in rows[1:]:
            turn(widget, row[0])
            assert said(widget).endswith(f"all payoffs are possible in which {row[column]}.")
            turn(widget, row[0])


def test_without_scripts_and_in_print_the_table_stands(browser, bench):
    path = bench_of(bench, TAG)
    with open_page(browser, path, width=390, java_script_enabled=False) as page:
        assert page.locator(f"{TAG} table").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_link_does_not_answer_the_first_question(bench, browser):
    with open_page(browser, bench_of(bench, TAG), fragment="off=symmetry") as page:
        asked = ready(page, TAG).locator(".st-question p").first.inner_text()
        assert asked.startswith("? Choose the gloves.")
