"""Widget "Who is missing" on its page: by keyboard, by mouse, on a phone, without scripts."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from widgetlab import bench_of, chapter_of, open_page, ready

TAG = "st-who-is-missing"

CELLS = """widget => [...widget.querySelectorAll('.st-stage tbody tr')].map(row =>
    [...row.querySelectorAll('.stm-number')].map(e => e.textContent))"""


@pytest.fixture
def tab(browser, bench):
    with open_page(browser, bench_of(bench, TAG)) as page:
        ready(page, TAG)
        yield page


@pytest.fixture
def widget(tab):
    return tab.locator(TAG)


def cells(widget) -> list[list[str]]:
    return widget.evaluate(CELLS)


def test_the_widget_starts_with_what_stands_in_the_page(site, widget):
    html = BeautifulSoup(chapter_of(site, TAG).read_text(encoding="utf-8"), "html.parser")
    rows = html.select(f"{TAG} tbody tr")
    static = [[td.get_text() for td in row.find_all("td")] for row in rows]
    assert cells(widget) == [row[1:] for row in static]
    names = widget.locator(".st-stage tbody th").all_text_contents()
    assert names == [row[0] for row in static]
    assert not widget.get_by_text("f = x₁, x = (1, 2), ρ = 0.8").is_visible()


def test_sliders_by_keyboard(tab, widget):
    rho = widget.get_by_role("slider", name="correlation")
    rho.focus()
    tab.keyboard.press("Home")  # -1
    assert cells(widget)[2][3] == "−2.00"
    assert [row[3] for row in cells(widget)[4:]] == ["2.00", "−1.00", "1.00"]
    for _ in range(20):
        tab.keyboard.press("ArrowRight")
    assert rho.input_value() == "0"
    assert cells(widget)[4] == ["1.00"] * 4
    assert "independent" in widget.locator(".stm-remark").text_content()
    tab.keyboard.press("Tab")
    tab.keyboard.press("End")  # x₁ = 3
    tab.keyboard.press("Tab")
    tab.keyboard.press("Home")  # x₂ = -3
    tab.keyboard.press("Tab")
    tab.keyboard.press("End")  # mean 1
    widget.get_by_label("Model").select_option("sum")
    assert cells(widget)[0] == ["0.00", "2.00", "2.00", "2.00"]
    assert cells(widget)[5] == ["−3.00", "−4.00", "−4.00", "−4.00"]
    widget.get_by_role("button", name="Start again").press("Enter")
    assert cells(widget)[4] == ["1.00", "1.00", "1.00", "0.20"]
    assert widget.get_by_label("Model").input_value() == "first"


def test_what_is_seen_is_said_once_the_hand_rests(tab, widget):
    status = widget.get_by_role("status")
    tab.wait_for_timeout(700)
    assert status.text_content() == ""  # not before a hand has moved
    widget.get_by_role("slider", name="correlation").press("ArrowLeft")
    tab.wait_for_function("w => w.textContent.includes('0.75')", arg=status.element_handle())
    assert status.text_content() == widget.locator(".stm-remark").text_content()


def test_the_star_is_dragged_and_the_missing_feature_chosen(tab, widget):
    drawing = widget.locator(".stm-picture svg")
    drawing.scroll_into_view_if_needed()
    box = drawing.bounding_box()

    def place(x1: float, x2: float) -> tuple[float, float]:
        return box["x"] + box["width"] * (x1 + 4) / 8, box["y"] + box["height"] * (4 - x2) / 8

    tab.mouse.move(*place(1, 2))
    tab.mouse.down()
    tab.mouse.move(*place(-2, 1.5), steps=4)
    tab.mouse.up()
    tab.mouse.move(*place(3, 3))  # let go: it stays
    outputs = widget.locator(".stm-value").all_text_contents()
    assert outputs == ["0.80", "−2.00", "1.50", "0.00"]
    assert cells(widget)[3] == ["−2.00"] * 4
    assert "Stand-ins for x₁" in drawing.get_attribute("aria-label")
    assert "conditional: 1.20 ± 0.60" in drawing.get_attribute("aria-label")
    widget.get_by_role("radio", name="x₂").check()
    assert "Stand-ins for x₂" in drawing.get_attribute("aria-label")
    assert "conditional: −1.60 ± 0.60" in drawing.get_attribute("aria-label")
    assert widget.locator("tr.stm-seen th").text_content() == "v({1})"


def test_bars_have_the_length_and_side_of_their_number(widget):
    widget.get_by_label("Model").select_option("product")
    widget.get_by_role("slider", name="x₁").fill("-1.5")
    numbers = [float(c.replace("−", "-")) for row in cells(widget)[4:6] for c in row]
    bars = widget.evaluate(
        """w => [...w.querySelectorAll('.stm-fill')].map(e => {
            const bar = e.parentElement.getBoundingClientRect(), fill = e.getBoundingClientRect();
            return (fill.width / bar.width) * (fill.right > bar.x + 0.51 * bar.width ? 1 : -1);
        })"""
    )
    scale = 5  # the next of 1, 2, 5, … above the largest number
    assert max(map(abs, numbers)) <= scale
    assert [2 * bar for bar in bars] == pytest.approx([x / scale for x in numbers], abs=0.01)


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (320, "light")])
def test_it_fits_a_phone(browser, bench, width, theme):
    with open_page(browser, bench_of(bench, TAG), width=width, theme=theme) as page:
        widget = page.locator(f"{TAG}[data-ready]")
        for model in ("first", "step"):
            widget.get_by_label("Model").select_option(model)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        for control in widget.locator("select, input[type=range], button, label:has(input)").all():
            assert control.bounding_box()["height"] >= 32


def test_without_scripts_and_in_print_the_table_stands(browser, bench):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto(bench_of(bench, TAG).as_uri())
    assert page.locator(f"{TAG} table").is_visible()
    context.close()
    with open_page(browser, bench_of(bench, TAG)) as page:
        page.emulate_media(media="print")
        assert page.locator(f"{TAG} > .st-table table").is_visible()
        assert not page.locator(f"{TAG} .st-stage").is_visible()
