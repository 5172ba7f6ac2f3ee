"""Widget "Sampling race" on its page: by keyboard, by mouse, at rest, on a phone."""

from __future__ import annotations

import numpy as np
import pytest
from bs4 import BeautifulSoup
from widgetlab import module_page, open_page

import shapley_tutor as st

PAGE = "book/scale/sampling.html"
TAG = "st-sampling-race"
NAMES = ["line-ups", "antithetic", "kernel", "kernel, paired", "bend taken out"]
STEPS = {"38": 2, "128": 7, "254": 14, "506": 28, "1,028": 57}

CELLS = """widget => [...widget.querySelectorAll('.st-stage :is(tbody, tfoot) tr')].map(row =>
    [...row.cells].map(cell => cell.textContent))"""


def started(page):
    page.locator(TAG).scroll_into_view_if_needed()
    page.wait_for_selector(f"{TAG}[data-started]")
    return page.locator(TAG)


@pytest.fixture
def tab(browser, site):
    with open_page(browser, site.html / PAGE) as page:
        yield page


@pytest.fixture
def widget(tab):
    return started(tab)


@pytest.fixture(scope="module")
def airport(browser) -> np.ndarray:
    """Values by runner, step and player: airport, seed 1, as the modules have them."""
    with module_page(browser, "race/race", "race/games") as page:
        runners = page.evaluate("race.runRace(games.worthsOfGame('airport'), 1)")
    points = [[point["values"] or [np.nan] * 10 for point in r["points"]] for r in runners]
    return np.array(points)


def cells(widget) -> list[list[str]]:
    return widget.evaluate(CELLS)


def rounded(number: float) -> str:
    text = f"{abs(number):.2f}"
    return f"−{text}" if number < 0 and text != "0.00" else text


def expected_rows(airport: np.ndarray, step: int, player: int) -> list[list[str]]:
    exact = st.shapley_values(st.games.airport(range(1, 11))).astype(float)
    rows = []
    for k, name in enumerate(NAMES):
        values = airport[k, step - 1]
        paid = min(2 + 18 * step, 1024 if k > 1 else 10**6)
        error = np.sqrt(np.mean((values - exact) ** 2))
        numbers = [values[player], values[player] - exact[player], error]
        rows.append([name, f"{paid:,}", *map(rounded, numbers)])
    return [*rows, ["exact", "1,024", rounded(exact[player]), "", ""]]


def test_the_static_table_is_what_the_widget_finds(site, airport):
    html = BeautifulSoup((site.html / PAGE).read_text(encoding="utf-8"), "html.parser")
    header = [th.get_text() for th in html.select(f"{TAG} thead th")][1:]
    assert [text.split()[0] for text in header] == list(STEPS)
    static = [
        [td.get_text() for td in row.find_all("td")] for row in html.select(f"{TAG} tbody tr")
    ]
    found = [expected_rows(airport, step, player=9) for step in STEPS.values()]
    assert static == [[name, *(rows[k][4] for rows in found)] for k, name in enumerate(NAMES)]


def test_stepping_by_keyboard(tab, widget, airport):
    assert cells(widget) == expected_rows(airport, 2, player=9)
    step = widget.get_by_role("button", name="Step")
    step.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Space")
    assert cells(widget) == expected_rows(airport, 4, player=9)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")  # back
    assert cells(widget) == expected_rows(airport, 3, player=9)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("End")  # the slider
    assert cells(widget) == expected_rows(airport, 57, player=9)
    assert "Exact: kernel; kernel, paired; bend taken out." in widget.inner_text()
    tab.keyboard.press("ArrowLeft")
    assert widget.get_by_role("slider").get_attribute("aria-valuetext") == "1,010 coalitions"
    status = widget.get_by_role("status").element_handle()
    tab.wait_for_function("e => e.textContent.includes('1,010')", arg=status)
    widget.get_by_label("Player", exact=True).select_option("0")
    assert cells(widget) == expected_rows(airport, 56, player=0)


def test_playing_and_pausing_by_mouse(tab, widget):
    widget.get_by_role("button", name="Play").click()
    slider = widget.get_by_role("slider")
    tab.wait_for_function("s => Number(s.value) >= 5", arg=slider.element_handle())
    assert widget.get_by_role("status").text_content() == ""  # no word while it runs
    widget.get_by_role("button", name="Pause").click()
    here = slider.input_value()
    tab.wait_for_timeout(400)
    assert slider.input_value() == here
    slider.fill("56")
    widget.get_by_role("button", name="Play").click()
    tab.wait_for_function("s => s.value === '57'", arg=slider.element_handle())
    assert widget.get_by_role("button", name="Play").is_visible()  # it stops at the end
    widget.get_by_role("button", name="To the start").click()
    assert slider.input_value() == "2"


def test_a_seed_is_a_run_and_what_is_none_is_refused(widget):
    first = cells(widget)
    field = widget.get_by_label("Seed", exact=True)
    widget.get_by_role("button", name="Next seed").click()
    assert field.input_value() == "2"
    assert cells(widget) != first
    for nonsense in ("0", "-3", "2.5", "123456"):
        field.fill(nonsense)
        field.press("Enter")
        assert field.input_value() == "2"
    field.fill("1")
    field.press("Enter")
    assert cells(widget) == first


def test_pairs_show_the_theorem(widget):
    widget.get_by_label("Game").select_option("pairs")
    exact = "Exact: antithetic; kernel, paired; bend taken out."
    assert exact in widget.inner_text()
    assert [cells(widget)[k][4] for k in (1, 3, 4)] == ["0.00"] * 3
    assert "± 0.00" in widget.locator("figcaption").nth(1).text_content()


def test_the_picture_ends_where_the_numbers_are(widget):
    """The head of each line stands at the estimate, on the scale of the drawn labels."""
    widget.get_by_role("slider").fill("20")
    found = widget.evaluate(
        """w => [...w.querySelectorAll('.str-panel')].map(panel => {
            const [top, middle] = [...panel.querySelectorAll('.str-axes text')]
                .map(e => [Number(e.textContent), Number(e.getAttribute('y'))]);
            const y = new DOMMatrix(panel.querySelector('.str-head').getAttribute('transform')
                .replace(/translate\\((\\S+) (\\S+)\\)/, 'translate($1px, $2px)')).f + 4;
            return middle[0] + top[0] * (middle[1] - y) / (middle[1] - top[1]);
        })"""
    )
    assert found == pytest.approx([float(row[2]) for row in cells(widget)[:5]], abs=0.02)


@pytest.mark.parametrize("game", ["pairs", "airport", "vote", "sigmoid"])
def test_labels_of_the_axes_are_short_and_in_sight(widget, game):
    widget.get_by_label("Game").select_option(game)
    for player in "059":
        widget.get_by_label("Player", exact=True).select_option(player)
        labels = widget.evaluate(
            """w => [...w.querySelectorAll('.str-axes text')].map(e => {
                const text = e.getBBox(), box = e.ownerSVGElement.viewBox.baseVal;
                return [text.x, text.x + text.width - box.width];
            })"""
        )
        assert len(labels) == 5 * 6
        assert min(left for left, _ in labels) >= 0 >= max(right for _, right in labels)


def test_who_asks_for_calm_gets_no_play_button(browser, site):
    with open_page(browser, site.html / PAGE, reduced_motion="reduce") as page:
        widget = started(page)
        assert not widget.get_by_role("button", name="Play").is_visible()
        widget.get_by_role("button", name="Step").click()
        assert widget.get_by_role("slider").input_value() == "3"


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (320, "light")])
def test_it_fits_a_phone(browser, site, width, theme):
    with open_page(browser, site.html / PAGE, width=width, theme=theme) as page:
        widget = started(page)
        widget.get_by_label("Game").select_option("vote")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for control in widget.locator("select, input, button").all():
            assert control.bounding_box()["height"] >= 32
