"""The built book: no warnings, no network, no dead link."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from unicodedata import normalize
from urllib.parse import unquote, urlsplit

import pytest
import readers
from playwright.sync_api import Browser
from sitelab import CHAPTERS, PAGES, ROOT, Visit, article_of, each_page, html_of, reader


@functools.cache
def anchors(site, page: str) -> set[str]:
    """Every id on a page: where a link with # may lead."""
    return {str(tag["id"]) for tag in html_of(site, page).find_all(id=True)}


# --- as files -------------------------------------------------------------------------------


def test_the_build_has_no_warning(site):
    assert site.returncode == 0, site.log
    assert re.findall("WARNING:.*|ERROR:.*", site.log) == []
    assert "build succeeded." in site.log


@each_page
def test_every_link_leads_somewhere(site, page):
    here = (site.html / f"{page}.html").resolve()
    dead = []
    for tag in html_of(site, page).find_all(["a", "img", "link", "script"]):
        target = urlsplit(tag.get("href") or tag.get("src") or "")
        if not target.scheme and not target.netloc:
            file = (here.parent / unquote(target.path)).resolve() if target.path else here
            if not file.is_file():
                dead.append((str(tag), "no such file"))
                continue
            name = file.relative_to(site.html.resolve()).with_suffix("").as_posix()
            if target.fragment and unquote(target.fragment) not in anchors(site, name):
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
    notebook = readers.target_of(page)
    opened = readers.launchers(page)
    assert opened["Binder"].endswith(f"lab/tree/{notebook}")
    assert opened["Colab"].endswith(f"blob/main/{notebook}")
    assert set(opened.values()) <= set(links)
    (download,) = [link for link in links if link.endswith(".ipynb") and "://" not in link]
    file = (site.html / f"{page}.html").parent / download
    assert file.resolve() == (site.html / notebook).resolve()
    assert file.read_bytes() == (ROOT / notebook).read_bytes()


@each_page
def test_every_picture_has_a_text_alternative(site, page):
    images = html_of(site, page).select("article img")
    assert [img["src"] for img in images if not img.get("alt") or "_images/" in img["alt"]] == []


@each_page
def test_numbers_in_the_text_were_filled_in(site, page):
    article = article_of(site, page, without="pre, code, script")
    assert not re.search(r"\{(glue|cite|numref|eq|doc|prf)[:}]|\?\?", article.get_text())


# --- in a browser ---------------------------------------------------------------------------


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    with reader(browser) as opened:
        yield opened


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
    content = solution.locator("> summary")
    hidden = solution.locator("p").first
    assert not hidden.is_visible()
    content.click()
    hidden.wait_for(state="visible")


def test_works_stand_where_one_looks_for_their_first_author(site):
    works = html_of(site, "book/back/bibliography").select("div.citation > p")
    authors = (re.split(r",| and |(?<=\w\w)\. ", work.get_text())[0] for work in works)
    first = [name.split()[-1] for name in authors]
    letters = ["".join(filter(str.isascii, normalize("NFKD", name.lower()))) for name in first]
    assert len(letters) > 100
    assert {"damour", "strumbelj"} <= set(letters)
    assert letters == sorted(letters)
