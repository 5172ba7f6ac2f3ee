"""Every page, read by two readers from a folder: by light at a desk, in the dark on a phone.

Each page is loaded once a reader, slowly, and looked at in every way; the tests say what was seen.
``SHAPLEY_SCREENSHOTS=1`` keeps pictures of whole pages in ``_build/screenshots``.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import pytest
import typefaces
from playwright.sync_api import Browser, Page, Route
from sitelab import AXE, CHAPTERS, FINDINGS, PAGES, PHONE, ROOT, WIDE, reader

from shapley_tutor.plots._style import contrast

SCREENSHOTS = ROOT / "_build" / "screenshots"
LOOKS = {"light-1280": ("light", WIDE), "dark-390": ("dark", PHONE)}

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
    window.places = [...document.querySelectorAll('article, article :not(mjx-container *)')]
        .filter(e => e.checkVisibility({visibilityProperty: true}))
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


class Brake:
    """Holds back what a page can be painted without, until it is let go, kind by kind."""

    def __init__(self, tab: Page, deferred: set[str]) -> None:
        self.deferred, self.free = deferred, set[str]()
        self.held: dict[str, list[Route]] = defaultdict(list)
        tab.route("**/*", self._stop)

    def _stop(self, route: Route) -> None:
        kind = route.request.resource_type
        file = Path(route.request.url.partition("?")[0]).name
        # The book's typefaces are waited for (steady_pages.py), MathJax's are not.
        late = kind == "image" or (kind == "script" and file in self.deferred)
        late |= kind == "font" and f"/{typefaces.FOLDER}/" not in route.request.url
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


# --- what is seen ---------------------------------------------------------------------------

RAW_MATH = """() => {
    const article = document.querySelector('article').cloneNode(true);
    article.querySelectorAll('pre, code, script, style, mjx-container').forEach(e => e.remove());
    const raw = /\\\\[()[\\]]|\\$\\$|\\\\(frac|sum|begin|varphi|phi)\\b/g;
    return article.textContent.match(raw) || [];
}"""

MATH = """() => [...document.querySelectorAll('article .math')]
    .filter(e => !(e.querySelector('mjx-container')?.offsetWidth > 0 || e.closest('details')))
    .map(e => `not typeset: ${e.textContent}`)"""

BROKEN_IMAGES = """async () => {
    const shown = [...document.images].filter(e => e.checkVisibility());
    shown.forEach(e => { e.loading = 'eager'; });
    await Promise.allSettled(shown.map(e => e.decode()));
    return shown.filter(e => !(e.complete && e.naturalWidth > 0)).map(e => e.src);
}"""

# What of the pictures is not sharp at two pixels of the screen per pixel of CSS.
BLURRED = """() => [...document.querySelectorAll('article img')]
    .filter(e => !e.src.endsWith('.svg'))
    .filter(e => e.naturalWidth < 2 * e.getBoundingClientRect().width - 1)
    .map(e => `${e.naturalWidth} for ${e.getBoundingClientRect().width}: ${e.alt}`)"""

# Opens everything: the last thing to be done with a page.
TOO_WIDE = """() => {
    document.querySelectorAll('details').forEach(e => { e.open = true; });
    const root = document.documentElement;
    const scrolls = e => e !== document.body && getComputedStyle(e).overflowX !== 'visible';
    const inside = e => e && e !== root && (scrolls(e) || inside(e.parentElement));
    return root.scrollWidth <= root.clientWidth ? [] : [...document.querySelectorAll('article *')]
        .filter(e => e.getBoundingClientRect().right > root.clientWidth && !inside(e))
        .map(e => e.outerHTML.slice(0, 200)).concat(['page wider than the window']);
}"""

# The colors of all text and of what it stands on, every pair that occurs, layers upon one another.
COLORS = """() => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const known = new Map();
    const mixed = layers => {
        const key = layers.join();
        if (!known.has(key)) {
            for (const color of layers) {
                canvas.fillStyle = color;
                canvas.fillRect(0, 0, 1, 1);
            }
            known.set(key, [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3));
        }
        return known.get(key);
    };
    const beneath = new Map([[null, ['white']]]);
    const grounds = e => {
        if (!beneath.has(e)) {
            const under = grounds(e.parentElement), own = getComputedStyle(e).backgroundColor;
            beneath.set(e, own === 'rgba(0, 0, 0, 0)' ? under : [...under, own]);
        }
        return beneath.get(e);
    };
    const written = e => e.localName === 'mjx-c' || [...e.childNodes].some(
        part => part.nodeType === Node.TEXT_NODE && part.data.trim());
    const seen = e => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
    const pairs = [...document.querySelectorAll('body, body *')]
        .filter(e => written(e) && seen(e) && !e.closest('script, style, noscript, svg'))
        .map(e => {
            const under = grounds(e);
            return [mixed([...under, getComputedStyle(e).color]), mixed(under)];
        });
    return [...new Map(pairs.map(pair => [pair.join(), pair])).values()];
}"""

# axe takes a look at every token of code and every stroke of a formula, which is most of a page
# and has no meaning of its own. It does so on one page, colors too, by light and in the dark; on
# the others it reads what remains, by light. COLORS has been everywhere.
WITH_COLORS = CHAPTERS[0]
STRIP = """() => {
    document.querySelectorAll('mjx-math').forEach(e => e.replaceChildren());
    document.querySelectorAll('pre').forEach(e => { e.textContent = e.textContent; });
}"""
WITHOUT_COLORS = FINDINGS.replace(
    "selectors:", "rules: {'color-contrast': {enabled: false}}, selectors:"
)


class Seen(NamedTuple):
    """What a reader has seen on a page, and been told by the browser."""

    page: str
    theme: str
    shown: str
    moved: list[object]
    wrong: dict[str, list[str]]
    colors: list[tuple[list[int], list[int]]]
    axe: list[str]
    complaints: list[str]


@pytest.fixture(
    scope="module", params=[(page, look) for page in PAGES for look in LOOKS], ids=" ".join
)
def seen(request, site, browser: Browser) -> Seen:
    page, look = request.param
    theme, size = LOOKS[look]
    with reader(browser, theme, size, OBSERVE) as visit:
        tab = visit.page
        moved = load_slowly(tab, site.html / f"{page}.html")
        shown = tab.evaluate("document.documentElement.dataset.theme")
        if os.environ.get("SHAPLEY_SCREENSHOTS"):
            picture = SCREENSHOTS / f"{page.replace('/', '-')}-{look}.png"
            tab.screenshot(path=picture, full_page=True)
        looked_for = {
            "late typefaces": LATE_TYPEFACES,
            "raw math": RAW_MATH,
            "formulas not typeset": MATH,
            "broken pictures": BROKEN_IMAGES,
        }
        if size is WIDE:
            looked_for["blurred pictures"] = BLURRED
        wrong = {what: tab.evaluate(script) for what, script in looked_for.items()}
        colors = tab.evaluate(COLORS)
        complaints = [*visit.complaints]  # before axe, which asks for more than it may
        axe = findings(tab, page) if theme == "light" or page == WITH_COLORS else []
        if size is PHONE:
            wrong["too wide"] = tab.evaluate(TOO_WIDE)
        return Seen(page, theme, shown, moved, wrong, colors, axe, complaints)


def findings(tab: Page, page: str) -> list[str]:
    """What axe finds; on a wide page, where there is most to be seen."""
    size = tab.viewport_size
    tab.emulate_media(reduced_motion="reduce")
    tab.set_viewport_size(WIDE)
    tab.evaluate(AXE)
    if page != WITH_COLORS:
        tab.evaluate(STRIP)
    found = tab.evaluate(FINDINGS if page == WITH_COLORS else WITHOUT_COLORS)
    tab.set_viewport_size(size)
    return list(found)


def test_the_theme_is_the_one_chosen(seen):
    assert seen.shown == seen.theme


def test_nothing_moves(seen):
    assert seen.moved == []


def test_nothing_is_missing_blurred_late_or_too_wide(seen):
    assert seen.wrong == {what: [] for what in seen.wrong}


def test_all_text_can_be_read(seen):
    pairs = [(as_hex(text), as_hex(ground)) for text, ground in seen.colors]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []
    assert len(pairs) > 3


def as_hex(color: list[int]) -> str:
    return "#" + "".join(f"{part:02X}" for part in color)


def test_axe_finds_nothing(seen):
    assert seen.axe == []


def test_nobody_complains(seen):
    assert seen.complaints == []
