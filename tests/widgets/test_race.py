"""Widget "Sampling race" on its page: by keyboard, by mouse, at rest, on a phone."""

from __future__ import annotations

import functools
from itertools import pairwise

import numpy as np
import pytest
import race_runs
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from widgetlab import BUDGETS, RUNNERS, bench_of, open_page, opened, ready

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


@functools.cache
def estimates(budget: int, seed: int) -> dict[str, st.Estimate]:
    """What the package says of the airport."""
    return {name: runner(AIRPORT, budget, seed) for name, runner in RUNNERS.items()}


def computed_errors(budget: int, seed: int = 1) -> dict[str, float]:
    """The error of each runner over all players."""
    found = estimates(budget, seed)
    return {name: np.sqrt(np.mean((e.values - EXACT) ** 2)) for name, e in found.items()}


def computed_rows(budget: int, player: int, seed: int = 1) -> list[list[str]]:
    """Of one player: estimate, half a band, error; RMSE."""
    rows, rmse = [], computed_errors(budget, seed)
    for name, estimate in estimates(budget, seed).items():
        shown = estimate.values[player].round(2)
        half = 1.96 * estimate.standard_errors[player]
        numbers = [shown, half, shown - EXACT[player].round(2), rmse[name]]
        rows.append([name, *map(rounded, numbers)])
    return [*rows, ["exact", rounded(EXACT[player]), "", "", ""]]


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


def two_digits(error: float) -> str:
    """As a label has it: half a unit of what is stored may be lost."""
    return f"{round(error, 4):#.2g}" if error > 1e-9 else "exact"


def errors(widget) -> list[str]:
    """What stands at the ends of the five lines."""
    return [text.strip() for text in widget.locator(".str-error").all_text_contents()]


def test_stepping_by_keyboard(tab, widget):
    assert cells(widget) == computed_rows(38, player=9)
    step = widget.get_by_role("button", name="Step")
    step.focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Space")
    assert cells(widget) == computed_rows(74, player=9)
    assert errors(widget) == [two_digits(error) for error in computed_errors(74).values()]
    tab.keyboard.press("Tab")  # the slider
    tab.keyboard.press("ArrowLeft")
    assert cells(widget) == computed_rows(56, player=9)
    tab.keyboard.press("End")
    assert cells(widget) == computed_rows(1028, player=9)
    assert errors(widget)[2:] == ["exact"] * 3
    verdict = widget.locator(".str-verdict")
    exact = "Exact: kernel; kernel, paired; bend taken out."
    assert verdict.inner_text() == f"Up to 1,028 coalitions each. {exact}"  # these ask for 1,024
    tab.keyboard.press("ArrowLeft")
    assert widget.get_by_role("slider").get_attribute("aria-valuetext") == "722 coalitions"
    status = widget.get_by_role("status").element_handle()
    tab.wait_for_function("e => e.textContent.includes('722')", arg=status)
    widget.locator("summary", has_text="One player").press("Enter")
    widget.get_by_label("Player", exact=True).select_option("0")
    assert cells(widget) == computed_rows(722, player=0)


def test_the_verdict_says_who_is_ahead(widget):
    widget.get_by_role("slider").fill("4")
    rmse = computed_errors(128)
    first, last = min(rmse, key=rmse.get), max(rmse, key=rmse.get)
    said = widget.locator(".str-verdict").inner_text()
    ahead = f"Ahead: {first}, with an RMSE of {two_digits(rmse[first])}."
    assert said.startswith(f"128 coalitions each. {ahead}")
    assert f"That of {last} is " in said
    assert widget.locator(".str-verdict").evaluate("e => getComputedStyle(e).fontWeight") == "600"


def test_small_errors_have_digits_left(widget):
    widget.get_by_label("Game").select_option("sigmoid")
    widget.get_by_role("slider").fill("9")
    assert all(float(error) > 0 for error in errors(widget))
    assert all(len(error.replace(".", "").lstrip("0")) == 2 for error in errors(widget))


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


def test_a_guess_starts_the_race_and_is_kept_beside_the_answer(tab, widget):
    widget.get_by_role("button", name="antithetic", exact=True).click()
    slider, told = widget.get_by_role("slider"), widget.locator(".st-answer")
    assert told.inner_text().startswith("Your guess: antithetic. The answer")
    tab.wait_for_function("s => s.value === '4'", arg=slider.element_handle())
    assert told.inner_text().startswith("Your guess: antithetic. At 128 it was: bend taken out.")
    tab.wait_for_timeout(1000)
    assert slider.input_value() == "4"


def test_a_seed_is_a_run_and_after_the_last_comes_the_first(widget):
    field, again = (
        widget.get_by_label("Seed", exact=True),
        widget.get_by_role("button", name="Next"),
    )
    widget.get_by_role("slider").fill("4")
    for seed in [*range(1, 11), 1]:
        assert field.input_value() == str(seed)
        assert cells(widget) == computed_rows(128, player=9, seed=seed)
        again.click()


def test_pairs_show_the_theorem(widget):
    widget.get_by_label("Game").select_option("pairs")
    exact = "Exact: antithetic; kernel, paired; bend taken out."
    assert exact in widget.inner_text()
    assert [errors(widget)[k] for k in (1, 3, 4)] == ["exact"] * 3
    assert [cells(widget)[k][2] for k in (1, 3, 4)] == ["0.00"] * 3  # nor a band


LINES = """w => {
    const plot = w.querySelector('.str-plot').getBoundingClientRect();
    const share = spot => Number(spot) / 100 * plot.height;
    return {
        lines: [...w.querySelectorAll('.str-line')].map(e =>
            e.getAttribute('d').slice(1).split('L').map(spot => share(spot.split(' ')[1]))),
        ticks: [...w.querySelectorAll('.str-up')].map(e => {
            const box = e.getBoundingClientRect();
            return [e.textContent, box.y + box.height / 2 - plot.y];
        }),
        heads: [...w.querySelectorAll('.str-head')].map(e => {
            const box = e.getBoundingClientRect();
            return box.y + box.height / 2 - plot.y;
        }),
        labels: [...w.querySelectorAll('.str-label')].map(e => {
            const box = e.getBoundingClientRect();
            const right = w.getBoundingClientRect().right;
            return [box.y - plot.y, box.bottom - plot.y, box.right - right];
        }),
    };
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_lines_stand_at_their_errors_on_the_scale_of_the_labels(browser, bench, width):
    with open_page(browser, bench_of(bench, TAG), width=width) as page:
        widget = ready(page, TAG)
        widget.get_by_role("slider").fill("10")
        found = widget.evaluate(LINES)
        places = dict(found["ticks"])
        one, tenth = places["1"], places["0.1"]  # a power of ten apart
        for step, budget in enumerate(BUDGETS):
            for k, error in enumerate(computed_errors(budget).values()):
                exact = error < 1e-9
                at = places["exact"] if exact else one - np.log10(error) * (tenth - one)
                assert found["lines"][k][step] == pytest.approx(at, abs=1.5), (k, budget)
        assert found["heads"] == pytest.approx([line[-1] for line in found["lines"]], abs=1.5)


@pytest.mark.parametrize("width", [390, 1280])
def test_names_at_the_ends_are_apart_and_in_sight(browser, bench, width):
    with open_page(browser, bench_of(bench, TAG), width=width) as page:
        widget = ready(page, TAG)
        plot = widget.locator(".str-plot").bounding_box()
        for step in ("0", "6", "10"):
            widget.get_by_role("slider").fill(step)
            labels = sorted(widget.evaluate(LINES)["labels"])
            assert all(a[1] <= b[0] + 0.5 for a, b in pairwise(labels))
            assert labels[0][0] >= 0
            assert labels[-1][1] <= plot["height"]
            assert all(right <= 0 for *_, right in labels)


@pytest.mark.parametrize("by", ["hover", "focus"])
def test_a_method_shows_its_band_over_all_seeds(widget, by):
    widget.get_by_role("slider").fill("4")
    label = widget.get_by_role("button", name="kernel, paired: RMSE")
    note, band = widget.locator(".str-note"), widget.locator(".str-band")
    assert not band.get_attribute("d")
    getattr(label, by)()
    runs = [computed_errors(128, seed)["kernel, paired"] for seed in range(1, 11)]
    best, worst = two_digits(min(runs)), two_digits(max(runs))
    said = f"kernel, paired, ten seeds: the RMSE goes from {best} to {worst}."
    assert note.inner_text() == said
    assert len(band.get_attribute("d").split("L")) == 2 * 5
    assert widget.locator(".str-line.str-faint").count() == 4
    if by == "hover":
        widget.get_by_label("Game").hover()
    else:
        label.evaluate("e => e.blur()")
    assert note.inner_text().startswith("Point at a method")
    assert not band.get_attribute("d")


@pytest.mark.parametrize("game", ["pairs", "airport", "vote", "sigmoid"])
def test_labels_of_the_axes_are_in_sight_and_apart(widget, game):
    widget.get_by_label("Game").select_option(game)
    ticks = sorted(widget.evaluate(LINES)["ticks"], key=lambda tick: tick[1])
    assert ticks[-1][0] == "exact"
    assert len(ticks) >= 4
    assert all(b[1] - a[1] >= 14 for a, b in pairwise(ticks))
    left = widget.locator(".str-up").evaluate_all(
        "all => Math.min(...all.map(e => e.getBoundingClientRect().left))"
    )
    assert left >= widget.bounding_box()["x"]


def test_who_asks_for_calm_gets_no_play_button_and_reads_why(browser, bench):
    with open_page(browser, bench_of(bench, TAG), reduced_motion="reduce") as page:
        widget = ready(page, TAG)
        assert widget.get_by_role("button", name="Play").count() == 0
        assert widget.get_by_text("asks for little motion, so nothing plays").is_visible()
        widget.get_by_role("button", name="Step").click()
        assert widget.get_by_role("slider").input_value() == "1"
        widget.get_by_role("button", name="kernel", exact=True).click()  # a guess
        assert widget.get_by_role("slider").input_value() == "4"


# --- the address ----------------------------------------------------------------------------


def test_a_race_is_shared_by_its_address(tab, widget):
    widget.get_by_label("Game").select_option("vote")
    widget.get_by_label("Seed", exact=True).select_option("3")
    widget.get_by_role("slider").fill("4")
    widget.locator("summary", has_text="One player").press("Enter")
    widget.get_by_label("Player", exact=True).select_option("0")
    link = widget.get_by_label("A link to this").input_value()
    assert link.partition("#")[2] == "race=vote&seed=3&budget=128&player=A"
    assert "#" not in tab.url  # the place in the text stays in the address
    there = opened(tab, link, TAG)
    assert cells(there) == cells(widget)
    assert errors(there) == errors(widget)
    assert "Solved" not in there.locator(".st-answer").inner_text()  # a question is read first
    assert 0 <= there.evaluate("e => e.getBoundingClientRect().top") < 200
    there.page.evaluate("location.hash = '#race=pairs'")
    there.page.wait_for_function(
        "w => w.textContent.startsWith('38 coalitions each. Exact')",
        arg=there.locator(".str-verdict").element_handle(),
    )


@pytest.mark.parametrize(
    ("address", "reason"),
    {
        "race=chess": "“chess” is no game", "race=": "“” is no game",
        "race=vote&seed=11": "seeds go from 1 to 10", "race=vote&seed=x": "seeds go from 1 to 10",
        "race=vote&budget=100": "budgets are 38, 56", "race=vote&player=K": "players are A to J",
        "race=toString": "is no game",
    }.items(),
)  # fmt: skip
def test_a_bad_address_says_so_where_the_reader_is(browser, bench, address, reason):
    with open_page(browser, bench_of(bench, TAG), fragment=address) as page:
        widget = ready(page, TAG)
        trouble = widget.get_by_role("alert")
        trouble.wait_for(state="visible")
        assert reason in trouble.inner_text()
        expect(trouble).to_be_in_viewport()
        assert cells(widget) == computed_rows(38, player=9)
        widget.get_by_role("button", name="Step").click()
        assert trouble.count() == 0


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
