"""The room that widgets take: the page stands still when they appear and while one plays."""

from __future__ import annotations

import pytest
from widgetlab import HEIGHT, MOVE, WATCH_HEIGHT, bench_of, each_widget, open_page, ready

# The bench's column is as wide as a chapter's in windows of 1200, 768 and 1440. In chapters, on a
# phone and at a desk, widgets are looked at by ``tests/site/test_standing_widgets.py``.
WIDTHS = (656, 768, 822)


@each_widget
@pytest.mark.parametrize("width", WIDTHS)
def test_its_height_does_not_change_by_itself(bench, browser, tag, width):
    path = bench_of(bench, tag)
    with open_page(browser, path, width=width, script=WATCH_HEIGHT) as page:
        page.wait_for_function("window.first")
        assert ready(page, tag).evaluate(HEIGHT) == page.evaluate("window.first") > 250


# Before a page's own scripts: the runs of the race wait until they are let go.
HOLD = """const json = Response.prototype.json, held = new Promise(go => { window.letGo = go; });
Response.prototype.json = async function () { await held; return json.call(this); };"""


@pytest.mark.parametrize("width", [320, 390, 540, 720, *WIDTHS])
def test_the_race_keeps_its_height_when_its_runs_come(bench, browser, width):
    path = bench_of(bench, "st-sampling-race")
    with open_page(browser, path, width=width, script=HOLD) as page:
        page.evaluate("document.fonts.ready.then(() => null)")
        race, guesses = page.locator("st-sampling-race"), page.locator(".st-choices button")
        height = race.evaluate(HEIGHT)
        assert guesses.count() == 0
        page.evaluate("letGo()")
        assert ready(page, "st-sampling-race").evaluate(HEIGHT) == height
        assert guesses.count() == 5


@pytest.mark.parametrize("width", [390, 1280])
def test_the_race_keeps_its_height_through_all_games(bench, browser, width):
    with open_page(browser, bench_of(bench, "st-sampling-race"), width=width) as page:
        race = ready(page, "st-sampling-race")
        heights = set()
        for game in ("airport", "vote", "sigmoid", "pairs"):
            race.get_by_label("Game").select_option(game)
            for step in ("0", "6", "10"):
                race.get_by_role("slider").fill(step)
                heights.add(race.evaluate(HEIGHT))
        race.get_by_label("Seed", exact=True).select_option("10")
        heights.add(race.evaluate(HEIGHT))
        assert len(heights) == 1
        assert heights.pop() < (1020 if width == 390 else 740)


@pytest.mark.parametrize("width", [390, 1280])
def test_who_is_missing_keeps_its_height_through_all_models(bench, browser, width):
    with open_page(browser, bench_of(bench, "st-who-is-missing"), width=width) as page:
        widget = ready(page, "st-who-is-missing")
        models = widget.get_by_label("Model").element_handle()
        slider = widget.get_by_role("slider", name="correlation").element_handle()
        heights, seen = set(), set()
        for model in ("first", "sum", "product", "positive", "larger", "step"):
            widget.evaluate(MOVE, [models, model])
            for rho in ("-1", "0", "0.8", "1"):
                heights.add(widget.evaluate(MOVE, [slider, rho]))
                seen.add(widget.locator(".stm-remark").text_content())
        assert len(heights) == 1
        assert len(seen) > 12


@each_widget
def test_print_and_readers_without_scripts_lose_no_paper(bench, browser, tag):
    """The table alone, and what is said of it, at their own height."""
    with open_page(browser, bench_of(bench, tag), java_script_enabled=False) as plain:
        boxes = plain.locator(f"{tag} > :is(.st-table, p)").all()
        table = sum(box.bounding_box()["height"] for box in boxes)
        assert table < plain.locator(tag).bounding_box()["height"] < table + 120
    with open_page(browser, bench_of(bench, tag)) as page:
        page.emulate_media(media="print")
        assert page.locator(f"{tag} > .st-table").first.is_visible()
        assert page.locator(tag).bounding_box()["height"] < table + 160


@each_widget
def test_a_finger_finds_every_control(bench, browser, tag):
    with open_page(browser, bench_of(bench, tag), width=390, has_touch=True) as page:
        page.locator(f"{tag} details").evaluate_all("all => all.forEach(d => { d.open = true; })")
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 900})
            small = page.locator(f"{tag} :is(button, select, input, summary)").evaluate_all(
                """all => all.map(e => e.closest("label, .st-node") ?? e)
                    .filter(e => e.checkVisibility())
                    .filter(e => e.getBoundingClientRect().height < 32).map(e => e.outerHTML)"""
            )
            assert small == []
            assert page.evaluate("document.documentElement.scrollWidth") == width
