"""What the tests of the widgets share: their modules, and their elements on a page of a browser.

Pages are of two kinds: chapters of the built book, and the bench, where a widget stands alone
with the script and the style sheets of the sources. A chapter takes seconds to open.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import bundle_widgets
import palette
import pydata_sphinx_theme
import pytest
import race_runs
import sphinx_book_theme
import typefaces
from playwright.sync_api import Browser, Locator, Page, Route
from sitelab import in_theme

import shapley_tutor as st
from shapley_tutor.plots._pages import palette_sheet

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "book" / "_static"
MODULES = STATIC / "widgets"
ADDRESS = "http://widgets.test/"  # answered by the test itself, from the folder of the sources

CHAPTERS = {
    "st-lineup-toy": "index",
    "st-lineup-machine": "game/coalitions",
    "st-game-board": "game/three-friends",
    "st-axiom-switch": "game/axioms",
    "st-who-is-missing": "model/missing-features",
    "st-sampling-race": "scale/sampling",
    "st-tree-leaves": "model/trees",
    "st-words-away": "deep/text",
    "st-quarters": "deep/photograph",
    "st-weights-curve": "game/weights",
    "st-background-chooser": "scale/background",
    "st-gradient-walk": "deep/gradients",
    "st-kernel-weights": "model/kernel-shap",
}
ANY = ", ".join(CHAPTERS)  # a selector
TOY = "model/features-as-players"  # the game board again

SMALL = [  # with one question
    "st-words-away",
    "st-quarters",
    "st-weights-curve",
    "st-background-chooser",
    "st-gradient-walk",
    "st-kernel-weights",
]
ASKING = [tag for tag in CHAPTERS if tag not in ("st-lineup-toy", *SMALL)]  # with several

KEYS = {  # with which an address begins that holds the state
    "st-lineup-machine": "lineups",
    "st-game-board": "game",
    "st-axiom-switch": "off",
    "st-who-is-missing": "missing",
    "st-sampling-race": "race",
}

each_widget = pytest.mark.parametrize("tag", CHAPTERS)

PRESETS = {
    "three-friends": ("Three friends", st.games.three_friends()),
    "age-bp": ("Age and BP", st.games.age_bp()),
    "gloves": ("Gloves", st.games.gloves()),
    "airport": ("Airport", st.games.airport([12, 24, 40, 60])),
    "majority": ("Majority", st.games.majority(3)),
    "unanimity": ("Unanimity", st.games.unanimity(3, "AB")),
}  # of the game board

RUNNERS = {
    "line-ups": partial(st.sample_lineups, antithetic=False),
    "antithetic": partial(st.sample_lineups, antithetic=True),
    "kernel": partial(st.kernel_regression, paired=False, single_index=False),
    "kernel, paired": partial(st.kernel_regression, paired=True, single_index=False),
    "bend taken out": partial(st.kernel_regression, paired=True, single_index=True),
}  # of the race
BUDGETS = [38, 56, 74, 92, 128, 182, 254, 362, 506, 722, 1028]

# --- modules --------------------------------------------------------------------------------


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS)
    if name == "race/runs.js":
        route.fulfill(body=race_runs.module(), content_type="text/javascript")
    elif name.endswith(".js"):
        route.fulfill(path=MODULES / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")


@contextmanager
def module_page(browser: Browser, *modules: str) -> Iterator[Page]:
    """An empty page with the named ES modules as globals: `games` is all of core/games.js."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.route(f"{ADDRESS}**", _answer)
    page.goto(ADDRESS)
    for path in modules:
        name = Path(path).name
        page.evaluate(f"import('{ADDRESS}{path}.js').then(m => {{ window.{name} = m; }})")
    yield page
    context.close()


def computed(page: Page, script: str, argument: Any = None) -> Any:
    """What a function of the page gives: as one text, for Playwright is slow with many values."""
    told = "async (text) => JSON.stringify(await (SCRIPT)(JSON.parse(text)))"
    return json.loads(page.evaluate(told.replace("SCRIPT", script), json.dumps(argument)))


# --- pages ----------------------------------------------------------------------------------

SHEETS = [
    Path(pydata_sphinx_theme.__path__[0], "theme", "pydata_sphinx_theme", "static", "styles")
    / "pydata-sphinx-theme.css",
    Path(sphinx_book_theme.__path__[0], "theme", "sphinx_book_theme", "static", "styles")
    / "sphinx-book-theme.css",
    STATIC / "custom.css",
    STATIC / "widgets.css",
]
# As wide as the column of a chapter: 688 pixels in a window of 1,280, all but 32 in a small one.
BENCH = """<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bench</title>
<script>document.documentElement.dataset.theme = localStorage.getItem("theme") || "light";</script>
{links}
<style>
  body {{ margin: 0; padding: 0 16px; }}
  @media (min-width: 1280px) {{ main {{ width: 688px; margin: 0 auto; }} }}
</style>
<script src="{tag}.js"></script>
</head>
<body><main><article class="bd-article">
<h1>Bench</h1>
{element}
<p>Here a chapter goes on.</p>
</article></main></body>
</html>
"""


def make_for_bench(folder: Path) -> None:
    """Write what the pages load and is made, as the build of the book makes it: in ten seconds."""
    for tag, script in bundle_widgets.scripts().items():
        (folder / f"{tag}.js").write_text(script, encoding="utf-8")
    (folder / palette.SHEET).write_text(palette_sheet(), encoding="utf-8")
    typefaces.write(folder)


def take_for_bench(folder: Path, static: Path) -> None:
    """Take the same from the files of a built book."""
    for name in [*(f"{tag}.js" for tag in CHAPTERS), palette.SHEET, typefaces.SHEET]:
        shutil.copy(static / name, folder)
    shutil.copytree(static / typefaces.FOLDER, folder / typefaces.FOLDER)


def lay_out_bench(folder: Path) -> Path:
    """Write the pages, each with the element as it stands in its chapter."""
    for sheet in SHEETS:
        shutil.copy(sheet, folder)
    names = [typefaces.SHEET, palette.SHEET, *(sheet.name for sheet in SHEETS)]
    links = "\n".join(f'<link rel="stylesheet" href="{name}">' for name in names)
    for chapter in [*CHAPTERS.values(), TOY]:
        text = (ROOT / "book" / f"{chapter}.md").read_text(encoding="utf-8")
        element = re.search(r"^<(st-[\w-]+).*^</\1>", text, re.MULTILINE | re.DOTALL)
        assert element, chapter
        page = BENCH.format(links=links, element=element[0], tag=element[1])
        path = folder / f"{chapter}.html"
        path.parent.mkdir(exist_ok=True)
        up = "../" * chapter.count("/")
        path.write_text(page.replace('href="', f'href="{up}').replace('src="', f'src="{up}'))
    return folder


def chapter_of(site: Any, tag: str) -> Path:
    """The chapter of the built book in which the widget stands."""
    return Path(site.html / "book" / f"{CHAPTERS[tag]}.html")


def bench_of(bench: Path, tag: str) -> Path:
    """The page on which it stands alone."""
    return bench / f"{CHAPTERS[tag]}.html"


# A tab takes longer to come than a page, so tabs whose visit went well are used again.
_free: dict[object, list[Page]] = defaultdict(list)
# Before a page's own scripts: it finds what it would find in a new tab.
FORGET = "localStorage.clear(); sessionStorage.clear();"


def _new_tab(browser: Browser, theme: str, script: str, **options: Any) -> Page:
    context = browser.new_context(color_scheme=theme, offline=True, **options)
    context.add_init_script(FORGET + in_theme(theme))
    context.add_init_script(script)
    return context.new_page()


def _leave(page: Page) -> None:
    """As if nobody had been here: a page with the same address is loaded anew."""
    for other in page.context.pages:
        if other != page:
            other.close()
    page.goto("about:blank")
    page.emulate_media(media="null")
    page.mouse.move(0, 0)


@contextmanager
def open_page(
    browser: Browser,
    path: Path,
    *,
    fragment: str = "",
    width: int = 1280,
    theme: str = "light",
    script: str = "",
    **options: Any,
) -> Iterator[Page]:
    """A page loaded from its folder; at the end it must not have complained.

    The script runs before the page's own.
    """
    free = _free[browser, theme, script, *sorted(options.items())]
    page = free.pop() if free else _new_tab(browser, theme, script, **options)
    page.set_viewport_size({"width": width, "height": 900})
    complaints: list[str] = []
    hear = {
        "pageerror": lambda error: complaints.append(f"error: {error}"),
        "console": lambda m: complaints.append(m.text) if m.type == "error" else None,
        "requestfailed": lambda request: complaints.append(f"failed: {request.url}"),
    }
    for event, heard in hear.items():
        page.on(event, heard)
    page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
    yield page
    page.evaluate("0")  # what it has said by now has been heard
    for event, heard in hear.items():
        page.remove_listener(event, heard)
    assert complaints == []
    _leave(page)
    free.append(page)


HEIGHT = "widget => widget.getBoundingClientRect().height"
# A press, or a value put into a control as if the reader had done it; the widget's height then.
MOVE = """(widget, [control, value]) => {
    if (value) {
        control.value = value;
        control.dispatchEvent(new Event("input", { bubbles: true }));
        control.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
        control.click();
    }
    return widget.getBoundingClientRect().height;
}"""
# Before a page's own scripts: notes the height of its widget once all that was parsed is set in
# the typefaces of the book.
WATCH_HEIGHT = f"""addEventListener("DOMContentLoaded", async () => {{
    await document.fonts.ready;
    window.first = document.querySelector("{ANY}")?.getBoundingClientRect().height;
}});"""


def ready(page: Page, tag: str) -> Locator:
    """The widget, in sight, once it shows what it has to show."""
    page.wait_for_selector(f"{tag}[data-{'started' if tag == 'st-sampling-race' else 'ready'}]")
    widget = page.locator(tag)
    widget.scroll_into_view_if_needed()
    return widget


def opened(page: Page, link: str, tag: str) -> Locator:
    """The widget of a page that somebody else opens by its link."""
    other = page.context.new_page()
    other.goto(link)
    return ready(other, tag)
