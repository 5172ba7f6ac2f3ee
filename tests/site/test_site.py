"""The built book: no warnings, no network, no dead link; every page opened in a browser."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext
from sitelab import CHAPTERS, PAGES, PHONE, ROOT, WIDE, Visit, each_page, html_of, in_theme

SCREENSHOTS = ROOT / "_build" / "screenshots"


@functools.cache
def anchors(file: Path) -> set[str]:
    """Every id on a page: where a link with # may lead."""
    tags = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser").find_all(id=True)
    return {str(tag["id"]) for tag in tags}


# --- as files -------------------------------------------------------------------------------


def test_the_build_has_no_warning(site):
    assert site.returncode == 0, site.log
    assert re.findall("WARNING:.*|ERROR:.*", site.log) == []
    assert "build succeeded." in site.log


@each_page
def test_every_link_leads_somewhere(site, page):
    here = site.html / f"{page}.html"
    dead = []
    for tag in html_of(site, page).find_all(["a", "img", "link", "script"]):
        target = urlsplit(tag.get("href") or tag.get("src") or "")
        if not target.scheme and not target.netloc:
            file = (here.parent / unquote(target.path)).resolve() if target.path else here
            if not file.is_file():
                dead.append((str(tag), "no such file"))
            elif target.fragment and unquote(target.fragment) not in anchors(file):
                dead.append((str(tag), "no such place in the file"))
    assert dead == []


def test_nothing_is_loaded_from_the_network(site):
    remote = re.compile(
        r"""<(?:script|img|iframe|source)\b[^>]*\bsrc=["']?(?:https?:)?//[^>]*>"""
        r"""|<link\b[^>]*\brel=["']?(?:stylesheet|preload|preconnect|icon)[^>]*"""
        r"""\bhref=["']?(?:https?:)?//[^>]*>"""
        r"""|@import\s+(?:url\()?["']?(?:https?:)?//|\burl\(\s*["']?(?:https?:)?//"""
    )
    files = [path for ending in ("html", "css") for path in site.html.rglob(f"*.{ending}")]
    found = {
        path.relative_to(site.html).as_posix(): match[0]
        for path in files
        if (match := remote.search(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_can_be_launched_and_downloaded(site, page):
    links = [a["href"] for a in html_of(site, page).find_all("a", href=True)]
    notebook = f"{page}.ipynb"
    assert any("mybinder.org" in link and link.endswith(notebook) for link in links)
    assert any("colab.research.google.com" in link and link.endswith(notebook) for link in links)
    assert any("_sources" in link and link.endswith(notebook) for link in links)


@each_page
def test_every_picture_has_a_text_alternative(site, page):
    images = html_of(site, page).select("article img")
    assert [img["src"] for img in images if not img.get("alt") or "_images/" in img["alt"]] == []


@each_page
def test_numbers_in_the_text_were_filled_in(site, page):
    article = html_of(site, page).select_one("article")
    assert article is not None
    for code in article.select("pre, code, script"):
        code.decompose()
    assert not re.search(r"\{(glue|cite|numref|eq|doc|prf)[:}]|\?\?", article.get_text())


# --- in a browser ---------------------------------------------------------------------------


LOOKS = {
    f"{theme}-{size['width']}": (theme, size)
    for theme in ("light", "dark")
    for size in (WIDE, PHONE)
}


@pytest.fixture(scope="module", params=LOOKS)
def look(request, browser: Browser) -> Iterator[tuple[str, BrowserContext]]:
    theme, size = LOOKS[request.param]
    context = browser.new_context(viewport=size, color_scheme=theme, offline=True)
    context.add_init_script(in_theme(theme))
    yield request.param, context
    context.close()


RAW_MATH = """() => {
    const article = document.querySelector('article').cloneNode(true);
    article.querySelectorAll('pre, code, script, style, mjx-container').forEach(e => e.remove());
    const raw = /\\\\[()[\\]]|\\$\\$|\\\\(frac|sum|begin|varphi|phi)\\b/g;
    return article.textContent.match(raw) || [];
}"""

MATH = """() => [...document.querySelectorAll('article .math')]
    .filter(e => !(e.querySelector('mjx-container')?.offsetWidth > 0 || e.closest('details')))
    .map(e => `not typeset: ${e.textContent}`)"""

TOO_WIDE = """() => {
    document.querySelectorAll('details').forEach(e => { e.open = true; });
    document.querySelectorAll('.toggle-hidden').forEach(e => e.classList.remove('toggle-hidden'));
    const root = document.documentElement;
    const scrolls = e => e !== document.body && getComputedStyle(e).overflowX !== 'visible';
    const inside = e => e && e !== root && (scrolls(e) || inside(e.parentElement));
    return root.scrollWidth <= root.clientWidth ? [] : [...document.querySelectorAll('article *')]
        .filter(e => e.getBoundingClientRect().right > root.clientWidth && !inside(e))
        .map(e => e.outerHTML.slice(0, 200)).concat(['page wider than the window']);
}"""

BROKEN_IMAGES = """() => [...document.images]
    .filter(e => !(e.complete && e.naturalWidth > 0)).map(e => e.src)"""


@each_page
def test_a_page_from_a_folder_without_a_network(site, look, page):
    name, context = look
    visit = Visit(context.new_page())
    tab = visit.open(site.html / f"{page}.html")
    theme, size = LOOKS[name]
    assert tab.evaluate("document.documentElement.dataset.theme") == theme
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=SCREENSHOTS / f"{page.replace('/', '-')}-{name}.png", full_page=True)
    checks = {"raw math": RAW_MATH, "math": MATH, "images": BROKEN_IMAGES}
    if size is PHONE:
        checks["width"] = TOO_WIDE
    found = {check: tab.evaluate(script) for check, script in checks.items()}
    tab.close()
    assert found == {check: [] for check in checks}
    assert visit.complaints == []


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    context = browser.new_context(viewport=WIDE, offline=True)
    yield Visit(context.new_page())
    context.close()


def test_the_first_page_leads_to_the_book(site, visit):
    tab = visit.page
    tab.goto((site.html / "index.html").as_uri())
    tab.wait_for_url(f"**/{PAGES[0]}.html")
    assert visit.complaints == []


def test_there_is_one_search_box_and_it_searches_from_a_folder(site, visit):
    tab = visit.open(site.html / f"{PAGES[0]}.html")
    boxes = tab.locator(".search-button-field, form.bd-search")
    assert sum(box.is_visible() for box in boxes.all()) == 1
    visit.open(site.html / "search.html")
    tab.goto(f"{(site.html / 'search.html').as_uri()}?q=coalition")
    # results are listed one after another; this one must come
    tab.wait_for_selector('#search-results li a[href*="book/game/coalitions.html"]')
    assert visit.complaints == []


def test_a_folded_solution_opens(site, visit):
    tab = visit.open(site.html / f"{CHAPTERS[0]}.html")
    solution = tab.locator(".solution").first
    content = solution.locator(".toggle-button, summary").first
    hidden = solution.locator("p:not(.admonition-title)").first
    assert not hidden.is_visible()
    content.click()
    hidden.wait_for(state="visible")
