"""Every page, read by two readers from a folder: by light at a desk, in the dark on a phone.

A page is loaded once a reader, slowly, and looked at in every way; test files say what was seen.
``SHAPLEY_SCREENSHOTS=1`` keeps pictures of whole pages in ``_build/screenshots``.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import look_overs
import typefaces
from filelock import FileLock, Timeout
from playwright.sync_api import Browser, Page
from sitelab import AXE, CHAPTERS, FINDINGS, PAGES, PHONE, ROOT, WIDE, reader
from widgetlab import ANY, ready

SCREENSHOTS = ROOT / "_build" / "screenshots"
LIGHT_DESK, DARK_PHONE = "light-1280", "dark-390"
LOOKS = {LIGHT_DESK: ("light", WIDE), DARK_PHONE: ("dark", PHONE)}
Findings = dict[str, Any]

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
REMEMBER = f"""() => {{
    window.places = [...document.querySelectorAll('article, article :not(mjx-container *)')]
        .filter(e => e.checkVisibility({{visibilityProperty: true}}))
        .map(e => [e, e.getBoundingClientRect()]);
    window.first = document.querySelector("{ANY}")?.getBoundingClientRect().height;
    window.shifts = [];
}}"""
MOVED = """() => window.places.flatMap(([e, a]) => {
    const b = e.getBoundingClientRect();
    const same = ['x', 'y', 'width', 'height'].every(k => Math.abs(a[k] - b[k]) < 3);
    return same || !e.isConnected ? [] : [[e.outerHTML.slice(0, 120), a.toJSON(), b.toJSON()]];
}).slice(0, 9).concat(window.shifts)"""
PAINTED = """performance.getEntriesByName('first-contentful-paint').length > 0
    && document.readyState !== 'loading'"""
# Two frames: what was laid out has been painted, and what moved has been reported.
SETTLE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => setTimeout(done, 60))))"""


class Brake:
    """Holds back what a page can be painted without, until it is let go, kind by kind.

    It speaks with the browser directly: of other files it is not asked.
    """

    KINDS = ("Script", "Font", "Image")

    def __init__(self, tab: Page, deferred: set[str]) -> None:
        self.deferred, self.free = deferred, set[str]()
        self.held: dict[str, list[str]] = defaultdict(list)
        self.client = tab.context.new_cdp_session(tab)
        self.client.on("Fetch.requestPaused", self._stop)
        self.client.send("Fetch.enable", {"patterns": [{"resourceType": k} for k in self.KINDS]})

    def _stop(self, paused: dict[str, Any]) -> None:
        kind, url = paused["resourceType"], paused["request"]["url"]
        file = Path(url.partition("?")[0]).name
        # The book's typefaces are waited for (steady_pages.py), MathJax's are not.
        late = kind == "Image" or (kind == "Script" and file in self.deferred)
        late |= kind == "Font" and f"/{typefaces.FOLDER}/" not in url
        if late and kind not in self.free:
            self.held[kind].append(paused["requestId"])
        else:
            self._continue(paused["requestId"])

    def _continue(self, request: str) -> None:
        self.client.send("Fetch.continueRequest", {"requestId": request})

    def let_go(self, kind: str) -> None:
        self.free.add(kind)
        for request in self.held.pop(kind, []):
            self._continue(request)


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
    for kind in Brake.KINDS:
        brake.let_go(kind)
        if kind == "Script":
            tab.wait_for_load_state("domcontentloaded")
    tab.wait_for_load_state("load")
    tab.evaluate("document.fonts.ready.then(() => null)")
    tab.evaluate(SETTLE)
    return list(tab.evaluate(MOVED))


# --- accessible -----------------------------------------------------------------------------

# axe takes a look at every token of code and every stroke and letter of a formula, which is most
# of a page and has no meaning of its own. It does so on one page, colors too, by light and in the
# dark; on the others it reads what remains, by light. The look-over of colors has been everywhere.
WITH_COLORS = CHAPTERS[0]
STRIP = """() => {
    document.querySelectorAll('mjx-math').forEach(e => e.replaceChildren());
    document.querySelectorAll('pre, math').forEach(e => { e.textContent = e.textContent; });
}"""
WITHOUT_COLORS = FINDINGS.replace(
    "selectors:", "rules: {'color-contrast': {enabled: false}}, selectors:"
)
# Links in a text must be told from it by more than a color, which would take long to compare.
UNDERLINED = """axe.configure({rules: [
    {id: 'link-in-text-block', any: ['link-in-text-block-style']}]})"""


def inaccessible(tab: Page, page: str) -> list[str]:
    """What axe finds; on a wide page, where there is most to be seen."""
    size = tab.viewport_size
    tab.emulate_media(reduced_motion="reduce")
    tab.set_viewport_size(WIDE)
    tab.evaluate(AXE)
    if page != WITH_COLORS:
        tab.evaluate(STRIP)
        tab.evaluate(UNDERLINED)
    found = tab.evaluate(FINDINGS if page == WITH_COLORS else WITHOUT_COLORS)
    tab.set_viewport_size(size)
    return list(found)


# --- a visit --------------------------------------------------------------------------------


def visit(browser: Browser, file: Path, page: str, look: str) -> Findings:
    """Go to a page and look at it in every way."""
    theme, size = LOOKS[look]
    with reader(browser, theme, size, OBSERVE + look_overs.WATCH_WIDGET) as visitor:
        tab, found = visitor.page, Findings()

        def look_for(scripts: dict[str, str]) -> None:
            found.update({name: tab.evaluate(script) for name, script in scripts.items()})

        found["moved"] = load_slowly(tab, file)
        if os.environ.get("SHAPLEY_SCREENSHOTS"):
            picture = SCREENSHOTS / f"{page.replace('/', '-')}-{look}.png"
            tab.screenshot(path=picture, full_page=True)
        look_for(look_overs.BOTH)
        if tag := tab.evaluate(f"document.querySelector('{ANY}')?.localName"):
            found["widget"] = ready(tab, tag).evaluate(look_overs.WIDGET)
        look_for(look_overs.WIDE_SCREEN if size is WIDE else look_overs.SMALL_SCREEN)
        found["complaints"] = [*visitor.complaints]  # before axe, which asks for more than it may
        axe = theme == "light" or page == WITH_COLORS
        found["axe"] = inaccessible(tab, page) if axe else []
        if size is PHONE:
            look_for(look_overs.UNFOLDED)
        return found


class Visits(NamedTuple):
    """What was seen on the pages of a site, kept beside it for all workers of a test run."""

    html: Path
    browser: Callable[[], Browser]

    def __call__(self, page: str, look: str) -> Findings:
        """Go where nobody has been; while another worker is there, go elsewhere."""
        record = self._record(page, look)
        for other in (page, *reversed(PAGES)):
            if record.exists():
                break
            self._go(other, look, patience=0)
        self._go(page, look, patience=-1)  # it is being written, or has been
        return dict(json.loads(record.read_text(encoding="utf-8")))

    def _record(self, page: str, look: str) -> Path:
        return self.html.parent / "visits" / f"{page.replace('/', '-')}-{look}.json"

    def _go(self, page: str, look: str, patience: float) -> None:
        record = self._record(page, look)
        record.parent.mkdir(exist_ok=True)
        try:
            with FileLock(record.with_suffix(".lock"), timeout=patience):
                if not record.exists():
                    file = self.html / f"{page}.html"
                    seen = visit(self.browser(), file, page, look)
                    record.write_text(json.dumps(seen), encoding="utf-8")
        except Timeout:
            pass
