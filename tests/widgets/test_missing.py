"""Widget "Who is missing" on its page: by keyboard, by mouse, on a phone, without scripts."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import expect
from widgetlab import bench_of, chapter_of, open_page, opened, ready

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


BOXES = """w => {
    const box = e => {
        const { x, y, right, bottom } = e.getBoundingClientRect();
        return [x, y, right, bottom];
    };
    const named = [...w.querySelectorAll('.stm-name')].filter(e => e.textContent);
    return {
        names: Object.fromEntries(named.map(e =>
            [e.classList[1].replace('stm-name-', ''), [e.textContent, ...box(e)]])),
        drawn: Object.fromEntries(['marginal', 'conditional', 'star', 'told'].map(name =>
            [name, box(w.querySelector(`.stm-${name}`))])),
        picture: box(w.querySelector('.stm-picture svg')),
    };
}"""


def gap(a: list[float], b: list[float]) -> float:
    """How far two boxes are apart; negative if they overlap."""
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3])


SETTINGS = [
    "missing=first", "missing=first&picture=2", "missing=sum&rho=0&x=-2,3&mean=0.4",
    "missing=sum&rho=0.8&x=3,2&mean=-1&picture=2", "missing=first&rho=-0.9&x=-3,-3",
    "missing=first&rho=0.5&x=-1,-2.5&mean=1", "missing=first&rho=1&x=2,2&picture=2",
]  # fmt: skip


@pytest.mark.parametrize("fragment", SETTINGS)
@pytest.mark.parametrize("width", [390, 1280])
def test_names_stand_at_the_curves(browser, bench, fragment, width):
    with open_page(browser, bench_of(bench, TAG), fragment=fragment, width=width) as page:
        found = ready(page, TAG).evaluate(BOXES)
    names, (left, top, right, bottom) = found["names"], found["picture"]
    assert names["marginal"][0].startswith("marginal")
    assert "±" in names["marginal"][0]
    assert names["conditional"][0].startswith("conditional")
    for text, *box in names.values():
        assert left - 1 <= box[0] <= box[2] <= right + 1, text
        assert top - 1 <= box[1] <= box[3] <= bottom + 1, text
    for name in ("marginal", "conditional", "star", "told"):
        assert gap(names[name][1:], found["drawn"][name]) < 24, name
    bells = [names[name][1:] for name in ("marginal", "conditional")]
    assert gap(*bells) > 0


def test_what_is_impossible_is_shown_in_the_picture(widget):
    rho = widget.get_by_role("slider", name="correlation")
    drawing, star = widget.locator(".stm-picture svg"), widget.locator(".stm-star")
    words = widget.locator(".stm-labels")
    assert "impossible" not in words.text_content()
    rho.fill("1")
    assert "this row:impossible" in words.text_content()
    assert "all rows are on this line" in words.text_content()
    assert "conditionalalways 2.00" in words.text_content()
    assert "stm-never" in star.get_attribute("class")
    assert "the row is impossible" in drawing.get_attribute("aria-label")
    widget.get_by_role("slider", name="x₁").fill("2")  # on the line
    assert "impossible" not in words.text_content()
    assert "stm-never" not in star.get_attribute("class")
    assert "impossible" not in drawing.get_attribute("aria-label")
    rho.fill("0.95")
    assert "this line" not in words.text_content()


def test_a_setting_is_shared_by_its_address(tab, widget):
    widget.get_by_label("Model").select_option("product")
    widget.get_by_role("slider", name="correlation").fill("-0.35")
    widget.get_by_role("slider", name="x₁").fill("-1.5")
    widget.get_by_role("slider", name="mean").fill("0.3")
    widget.get_by_role("radio", name="x₂").check()
    link = widget.get_by_label("A link to this").input_value()
    assert link.partition("#")[2] == "missing=product&x=-1.5,2&mean=0.3&rho=-0.35&picture=2"
    assert "#" not in tab.url  # the place in the text stays in the address
    there = opened(tab, link, TAG)
    assert cells(there) == cells(widget)
    names = there.locator(".stm-picture svg").get_attribute("aria-label")
    assert names == widget.locator(".stm-picture svg").get_attribute("aria-label")
    assert 0 <= there.evaluate("e => e.getBoundingClientRect().top") < 200
    there.page.evaluate("location.hash = '#missing=first'")
    there.page.wait_for_function(
        "w => w.querySelector('select').value === 'first'", arg=there.element_handle()
    )
    assert cells(there)[4] == ["1.00", "1.00", "1.00", "0.20"]


@pytest.mark.parametrize(
    ("address", "reason"),
    {
        "missing=tree": "“tree” is no model", "missing=toString": "is no model",
        "missing=": "“” is no model", "missing=first&x=1": "it has 1 features and needs 2",
        "missing=first&x=1,y": "x goes from −3 to 3, not “y”",
        "missing=first&rho=2": "rho goes from −1 to 1, not “2”",
        "missing=first&mean=": "mean goes from −1 to 1", "missing=first&picture=3": "is 1 or 2",
    }.items(),
)  # fmt: skip
def test_a_bad_address_says_so_where_the_reader_is(browser, bench, address, reason):
    with open_page(browser, bench_of(bench, TAG), fragment=address) as page:
        widget = ready(page, TAG)
        trouble = widget.get_by_role("alert")
        assert reason in trouble.inner_text()
        expect(trouble).to_be_in_viewport()
        assert cells(widget)[4] == ["1.00", "1.00", "1.00", "0.20"]
        widget.get_by_role("radio", name="x₂").check()
        assert trouble.count() == 0


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
    with open_page(browser, bench_of(bench, TAG), java_script_enabled=False) as page:
        assert page.locator(f"{TAG} table").is_visible()
    with open_page(browser, bench_of(bench, TAG)) as page:
        page.emulate_media(media="print")
        assert page.locator(f"{TAG} > .st-table table").is_visible()
        assert not page.locator(f"{TAG} .st-stage").is_visible()
