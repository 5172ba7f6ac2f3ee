"""The room that widgets take: the page stands still when they appear and while one plays."""

from __future__ import annotations

import pytest
from widgetlab import bench_of, chapter_of, each_widget, open_page, ready

# The bench's column is as wide as a chapter's in windows of 390, 1200, 1280, 768 and 1440.
WIDTHS = (390, 656, 720, 768, 822)

# Called after every piece of the page that the parser adds, before anything is drawn.
WATCH = """new MutationObserver(() => {
    const widget = document.querySelector(WIDGET);
    if (!widget) return;
    window.late ||= !("ready" in widget.dataset);
    window.before ||= !widget.nextElementSibling && document.readyState === "loading";
}).observe(document, { childList: true, subtree: true });"""

HEIGHT = "widget => widget.getBoundingClientRect().height"


@each_widget
def test_it_stands_before_the_page_is_drawn(site, browser, tag):
    """The element is complete as soon as it is in the page, so no fallback is ever replaced."""
    context = browser.new_context(offline=True)
    context.add_init_script(WATCH.replace("WIDGET", f'"{tag}"'))
    page = context.new_page()
    page.goto(chapter_of(site, tag).as_uri())
    assert page.evaluate("[window.late, window.before]") == [False, True]
    context.close()


def stays_as_high(browser, path, tag: str, width: int) -> None:
    context = browser.new_context(offline=True, viewport={"width": width, "height": 900})
    context.add_init_script(
        f"""addEventListener("DOMContentLoaded", async () => {{
            const widget = document.querySelector("{tag}");
            await document.fonts.ready;
            window.first = widget.getBoundingClientRect().height;
        }});"""
    )
    page = context.new_page()
    page.goto(path.as_uri())
    page.wait_for_function("window.first")
    assert ready(page, tag).evaluate(HEIGHT) == page.evaluate("window.first") > 250
    context.close()


@each_widget
@pytest.mark.parametrize("width", [390, 1280])
def test_its_height_does_not_change_by_itself_in_a_chapter(site, browser, tag, width):
    stays_as_high(browser, chapter_of(site, tag), tag, width)


@each_widget
@pytest.mark.parametrize("width", WIDTHS)
def test_its_height_does_not_change_by_itself(bench, browser, tag, width):
    stays_as_high(browser, bench_of(bench, tag), tag, width)


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
        heights = set()
        for model in ("first", "sum", "product", "positive", "larger", "step"):
            widget.get_by_label("Model").select_option(model)
            for rho in ("-1", "0", "0.8", "1"):
                widget.get_by_role("slider", name="correlation").fill(rho)
                heights.add(widget.evaluate(HEIGHT))
        assert len(heights) == 1


@each_widget
def test_all_of_it_is_seen_at_once_on_a_desk(bench, browser, tag):
    """In a window 800 pixels high, below the toolbar; folded parts are folded."""
    longer = {"st-lineup-machine": 950, "st-axiom-switch": 735, "st-sampling-race": 725}
    with open_page(browser, bench_of(bench, tag), width=720) as page:  # a column in 1280
        height = ready(page, tag).evaluate(HEIGHT)
    assert height <= longer.get(tag, 700)


@each_widget
def test_print_and_readers_without_scripts_lose_no_paper(bench, browser, tag):
    """The table alone, and what is said of it, at their own height."""
    plain = browser.new_page(java_script_enabled=False)
    plain.goto(bench_of(bench, tag).as_uri())
    table = sum(
        box.bounding_box()["height"] for box in plain.locator(f"{tag} > :is(.st-table, p)").all()
    )
    assert table < plain.locator(tag).bounding_box()["height"] < table + 120
    plain.close()
    with open_page(browser, bench_of(bench, tag)) as page:
        page.emulate_media(media="print")
        assert page.locator(f"{tag} > .st-table").first.is_visible()
        assert page.locator(tag).bounding_box()["height"] < table + 160


@each_widget
@pytest.mark.parametrize("width", [320, 390])
def test_a_finger_finds_every_control(bench, browser, tag, width):
    with open_page(browser, bench_of(bench, tag), width=width, has_touch=True) as page:
        page.locator(f"{tag} details").evaluate_all("all => all.forEach(d => { d.open = true; })")
        small = page.locator(f"{tag} :is(button, select, input, summary)").evaluate_all(
            """all => all.map(e => e.closest("label, .st-node") ?? e)
                .filter(e => e.checkVisibility())
                .filter(e => e.getBoundingClientRect().height < 32).map(e => e.outerHTML)"""
        )
        assert small == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
