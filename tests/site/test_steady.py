"""Pages stand still while they load, their pictures are sharp, and they are light."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from urllib.parse import unquote

import imagesize
import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, Page, Route
from sitelab import CHAPTERS, PAGES, each_page, in_theme

# --- pictures -------------------------------------------------------------------------------


def every_page(site) -> dict[Path, str]:
    """All pages, those that Sphinx adds too."""
    files = [path for path in site.html.rglob("*.html") if "_static" not in path.parts]
    return {file: file.read_text(encoding="utf-8") for file in sorted(files)}


def pictures(page: str) -> list[Tag]:
    return [
        BeautifulSoup(tag, "html.parser").find("img") for tag in re.findall(r"<img\b[^>]*>", page)
    ]


def ratio_of_the_file(file: Path) -> float:
    if file.suffix == ".svg":
        box = re.search(r'<svg\b[^>]*viewBox="([^"]+)"', file.read_text(encoding="utf-8"))
        _, _, width, height = map(float, box[1].split())
    else:
        width, height = imagesize.get(file)
    return width / height


def test_every_picture_has_its_size_and_a_text_alternative(site):
    wrong = []
    for file, page in every_page(site).items():
        for img in pictures(page):
            ratio = ratio_of_the_file(file.parent / unquote(img["src"]))
            width, height = (int(img.get(name, 0)) for name in ("width", "height"))
            if not (img.get("alt") and width and height and "style" not in img.attrs):
                wrong.append((file.name, str(img)))
            elif abs(width / ratio - height) > 1:  # rounded to pixels
                wrong.append((file.name, "ratio", str(img)))
    assert wrong == []


def test_every_icon_is_drawn(site):
    for file, page in every_page(site).items():
        assert re.findall(r'<(?:i|span) class="[^"]*\bfa[bs-][^>]*>', page) == [], file.name
        assert 'class="svg-inline--fa' in page or len(page) < 2000, file.name


# --- nothing moves --------------------------------------------------------------------------

OBSERVE = """
window.shifts = [];
new PerformanceObserver(list => window.shifts.push(
    ...list.getEntries().flatMap(entry => entry.sources.map(
        ({node, previousRect: a, currentRect: b}) => [
            node?.outerHTML?.slice(0, 120) ?? node?.textContent, a.toJSON(), b.toJSON()
        ]))
)).observe({type: 'layout-shift', buffered: true});
"""
# Where everything is that can be seen, far below the window too; formulas as a whole. A movement
# begins, as for the browser that reports it, at 3 pixels.
REMEMBER = """() => {
    window.places = [...document.querySelectorAll('article, article *')]
        .filter(e => !e.closest('mjx-container *') && e.checkVisibility({visibilityProperty: true}))
        .map(e => [e, e.getBoundingClientRect()]);
    window.shifts = [];
}"""
MOVED = """() => window.places.flatMap(([e, a]) => {
    const b = e.getBoundingClientRect();
    const same = ['x', 'y', 'width', 'height'].every(k => Math.abs(a[k] - b[k]) < 3);
    return same || !e.isConnected ? [] : [[e.outerHTML.slice(0, 120), a.toJSON(), b.toJSON()]];
}).slice(0, 9).concat(window.shifts)"""
PAINTED = """performance.getEntriesByName('first-contentful-paint').length > 0
    && document.readyState !== 'loading'"""
LATE_TYPEFACES = """() => {
    const [ready, painted] = ['typefaces', 'first-contentful-paint']
        .map(name => performance.getEntriesByName(name)[0].startTime);
    return [...document.fonts].filter(face => /Shapley|MJXZERO/.test(face.family))
        .filter(face => face.status !== 'loaded' || ready > painted).map(face => face.family);
}"""
# Two frames: what was laid out has been painted, and what moved has been reported.
SETTLE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => setTimeout(done, 60))))"""
# What of the pictures is not sharp at two pixels of the screen per pixel of CSS.
BLURRED = """() => [...document.querySelectorAll('article img')]
    .filter(e => e.naturalWidth < 2 * e.getBoundingClientRect().width - 1)
    .map(e => `${e.naturalWidth} for ${e.getBoundingClientRect().width}: ${e.alt}`)"""


class Brake:
    """Holds back what a page can be painted without, until it is let go, kind by kind."""

    def __init__(self, tab: Page, deferred: set[str]) -> None:
        self.deferred, self.free = deferred, set[str]()
        self.held: dict[str, list[Route]] = defaultdict(list)
        tab.route("**/*", self._stop)

    def _stop(self, route: Route) -> None:
        kind = route.request.resource_type
        file = Path(route.request.url.partition("?")[0]).name
        late = kind in ("image", "font") or (kind == "script" and file in self.deferred)
        if late and kind not in self.free:
            self.held[kind].append(route)
        else:
            route.continue_()

    def let_go(self, kind: str) -> None:
        self.free.add(kind)
        for route in self.held.pop(kind, []):
            route.continue_()


def load_slowly(tab: Page, file: Path) -> list[object]:
    """Open a page: first its text and styles, then scripts, fonts, pictures; return what moved."""
    scripts = re.findall(
        r'<script\b[^>]*\bdefer\b[^>]*\bsrc="([^"?]+)', file.read_text(encoding="utf-8")
    )
    brake = Brake(tab, {Path(src).name for src in scripts})
    tab.goto(file.as_uri(), wait_until="commit")
    tab.wait_for_function(PAINTED)
    tab.evaluate(SETTLE)
    # While a page is still being read, its end grows: columns of half a table. From now on …
    tab.evaluate(REMEMBER)
    for kind in ("script", "font", "image"):
        brake.let_go(kind)
        if kind == "script":
            tab.wait_for_load_state("domcontentloaded")
    tab.wait_for_load_state("load")
    tab.evaluate("document.fonts.ready.then(() => null)")
    tab.evaluate(SETTLE)
    return list(tab.evaluate(MOVED))


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 390)])
@each_page
def test_nothing_moves_and_pictures_are_sharp(site, browser: Browser, page, theme, width):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
    context.add_init_script(in_theme(theme) + OBSERVE)
    tab = context.new_page()
    moved = load_slowly(tab, site.html / f"{page}.html")
    late = tab.evaluate(LATE_TYPEFACES)
    blurred = tab.evaluate(BLURRED) if width == 1280 else []
    context.close()
    assert moved == []
    assert late == []
    assert blurred == []


def test_without_scripts_solutions_are_open(site, browser: Browser):
    context = browser.new_context(java_script_enabled=False, offline=True)
    tab = context.new_page()
    tab.goto((site.html / f"{CHAPTERS[0]}.html").as_uri())
    paragraphs = tab.locator(".solution p:not(.admonition-title)")
    assert paragraphs.count() > 0
    assert all(paragraph.is_visible() for paragraph in paragraphs.all())
    context.close()


# --- weight ---------------------------------------------------------------------------------


def own_bytes(site, page: str) -> int:
    """A page and its pictures, without the files that all pages share."""
    file = site.html / f"{page}.html"
    sources = {str(img["src"]) for img in pictures(file.read_text(encoding="utf-8"))}
    own = [file.parent / unquote(source) for source in sources if "_static/" not in source]
    return sum(path.stat().st_size for path in [file, *own])


def test_pages_are_light(site):
    weights = {page: own_bytes(site, page) for page in PAGES}
    assert weights[PAGES[0]] < 500_000
    # Pictures for dense screens: photographs weigh most.
    assert {page: size for page, size in weights.items() if size > 3_000_000} == {}
