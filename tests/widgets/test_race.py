"""Widget "Sampling race" on its page: by keyboard, by mouse, at rest, on a phone."""

from __future__ import annotations

import numpy as np
import pytest
import race_runs
from bs4 import BeautifulSoup
from widgetlab import RUNNERS, bench_of, open_page, ready

import shapley_tutor as st

TAG = "st-sampling-race"
WORTHS = race_runs.tables()["airport"]
AIRPORT = st.Game(lambda S: WORTHS[S @ race_runs.MASKS], race_runs.N)
EXACT = st.shapley_values(WORTHS)

CELLS = """widget => [...widget.querySelectorAll('.st-stage :is(tbody, tfoot) tr')].map(row =>
    [...row.cells].map(cell => cell.textContent))"""


@pytest.fixture
def tab(browser, bench):
    with open_page(browser, bench_of(bench, TAG)) as page:
        yield page


@pytest.fixture
def widget(tab):
    return ready(tab, TAG)


def cells(widget) -> list[list[str]]:
    return widget.evaluate(CELLS)


def rounded(number: float) -> str:
    text = f"{abs(number):.2f}"
    return f"−{text}" if number < 0 and text != "0.00" else text


def computed_rows(budget: int, player: int, seed: int = 1) -> list[list[str]]:
    """What the package says of the airport: paid, estimate, error, RMSE."""
    rows = []
    for name, runner in RUNNERS.items():
        estimate = runner(AIRPORT, budget, seed)
        error = np.sqrt(np.mean((estimate.values - EXACT) ** 2))
        shown = estimate.values[player].round(2)
        numbers = [shown, shown - EXACT[player].round(2), error]
        rows.append([name, f"{estimate.evaluations:,}", *map(rounded, numbers)])
    return [*rows, ["exact", "1,024", rounded(EXACT[player]), "", ""]]


def test_the_static_table_is_what_the_widget_finds(bench):
    html = BeautifulSoup(bench_of(bench, TAG).read_text(encoding="utf-8"), "html.parser")
    header = [th.get_text() for th in html.select(f"{TAG} thead th")][1:]
    budgets = [int(text.split()[0].replace(",", "")) for text in header]
    assert budgets == [38, 128, 254, 506, 1028]
    static = [
        [td.get_text() for td in row.find_all("td")] for row in html.select(f"{TAG} tbody tr")
    ]
    found = [computed_rows(budget, player=9) for budget in budgets]
    assert static == [[name, *(rows[k][4] for rows in found)] for k, name in enumerate(RUNNERS)]


def test_stepping_by_keyboard(tab, widget):
    assert cells(widget) == computed_rows(38, player=9)
    step = widget.get_by_role("button", name="Step")
    step.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Space")
    assert cells(widget) == computed_rows(74, player=9)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")  # back
    assert cells(widget) == computed_rows(56, player=9)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("End")  # the slider
    assert cells(widget) == computed_rows(1028, player=9)
    assert "Exact: kernel; kernel, paired; bend taken out." in widget.inner_text()
    tab.keyboard.press("ArrowLeft")
    assert widget.get_by_role("slider").get_attribute("aria-valuetext") == "722 coalitions"
    status = widget.get_by_role("status").element_handle()
    tab.wait_for_function("e => e.textContent.includes('722')", arg=status)
    widget.get_by_label("Player", exact=True).select_option("0")
    assert cells(widget) == computed_rows(722, player=0)


def test_playing_and_pausing_by_mouse(tab, widget):
    widget.get_by_role("button", name="Play").click()
    slider = widget.get_by_role("slider")
    tab.wait_for_function("s => Number(s.value) >= 2", arg=slider.element_handle())
    assert widget.get_by_role("status").text_content() == ""  # no word while it runs
    widget.get_by_role("button", name="Pause").click()
    here = slider.input_value()
    tab.wait_for_timeout(1000)
    assert slider.input_value() == here
    slider.fill("9")
    widget.get_by_role("button", name="Play").click()
    tab.wait_for_function("s => s.value === '10'", arg=slider.element_handle())
    assert widget.get_by_role("button", name="Play").is_visible()  # it stops at the end
    widget.get_by_role("button", name="To the start").click()
    assert slider.input_value() == "0"


def test_a_seed_is_a_run_and_after_the_last_comes_the_first(widget):
    field, again = (
        widget.get_by_label("Seed", exact=True),
        widget.get_by_role("button", name="Next"),
    )
    for seed in [*range(1, 11), 1]:
        assert field.input_value() == str(seed)
        assert cells(widget) == computed_rows(38, player=9, seed=seed)
        again.click()
    field.select_option("7")
    widget.get_by_role("slider").fill("4")
    assert cells(widget) == computed_rows(128, player=9, seed=7)


def test_pairs_show_the_theorem(widget):
    widget.get_by_label("Game").select_option("pairs")
    exact = "Exact: antithetic; kernel, paired; bend taken out."
    assert exact in widget.inner_text()
    assert [cells(widget)[k][4] for k in (1, 3, 4)] == ["0.00"] * 3
    assert "± 0.00" in widget.locator("figcaption").nth(1).text_content()


def test_the_picture_ends_where_the_numbers_are(widget):
    """The head of each line stands at the estimate, on the scale of the drawn labels."""
    widget.get_by_role("slider").fill("4")
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


def test_who_asks_for_calm_gets_no_play_button(browser, bench):
    with open_page(browser, bench_of(bench, TAG), reduced_motion="reduce") as page:
        widget = ready(page, TAG)
        assert not widget.get_by_role("button", name="Play").is_visible()
        widget.get_by_role("button", name="Step").click()
        assert widget.get_by_role("slider").input_value() == "1"


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (320, "light")])
def test_it_fits_a_phone(browser, bench, width, theme):
    with open_page(browser, bench_of(bench, TAG), width=width, theme=theme) as page:
        widget = ready(page, TAG)
        widget.get_by_label("Game").select_option("vote")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for control in widget.locator("select, input, button").all():
            assert control.bounding_box()["height"] >= 32


def test_without_the_runs_the_table_of_the_page_stands(browser, bench):
    """A browser too old to unpack them."""
    context = browser.new_context(offline=True)
    context.add_init_script("delete window.DecompressionStream")
    page = context.new_page()
    page.goto(bench_of(bench, TAG).as_uri())
    page.locator(f"{TAG} > .st-table").wait_for(state="visible")
    assert page.locator(f"{TAG} .st-stage").count() == 0
    context.close()
