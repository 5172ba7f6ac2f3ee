"""What the tests of the widgets share: their modules, and their elements on a built page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route
from sitelab import in_theme

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "book" / "_static" / "widgets"
ADDRESS = "http://widgets.test/"  # answered by the test itself, from the folder of the sources


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(ADDRESS)
    if name.endswith(".js"):
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
    for name in modules:
        page.evaluate(
            f"import('{ADDRESS}{name}.js').then(m => {{ window.{Path(name).name} = m; }})"
        )
    yield page
    context.close()


@contextmanager
def open_page(
    browser: Browser,
    path: Path,
    *,
    fragment: str = "",
    width: int = 1280,
    theme: str = "light",
    **options: Any,
) -> Iterator[Page]:
    """A page of the built book from its folder; at the end it must not have complained."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, offline=True, **options
    )
    context.add_init_script(in_theme(theme))
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.goto(path.as_uri() + (f"#{fragment}" if fragment else ""))
    yield page
    context.close()
    assert complaints == []
