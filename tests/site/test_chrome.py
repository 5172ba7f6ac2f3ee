"""What stands around the text: where it leads, what it loads, and the search."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import typefaces
import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page
from sitelab import CHAPTERS, PAGES, PHONE, ROOT, WIDE, Visit, every_page, html_of, reader

# --- addresses ------------------------------------------------------------------------------


def outside(page: BeautifulSoup) -> set[str]:
    """Hosts that a page leads to, besides its article and its head."""
    addresses = [
        str(tag[name])
        for name in ("href", "src", "action", "data", "poster")
        for tag in page.find_all(attrs={name: True})
        if not tag.find_parent(["head", "article"])
    ]
    return {host for address in addresses if (host := urlsplit(address).netloc)}


def test_around_the_text_only_binder_and_colab_are_elsewhere(site):
    found = {name: outside(page) for name, page in every_page(site).items()}
    assert found.keys() > {"genindex", "search", "404", *PAGES}
    launchers = {"mybinder.org", "colab.research.google.com"}
    assert found == {name: launchers if name in CHAPTERS else set() for name in found}


def test_the_first_page_says_where_the_sources_are(site):
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    repository = config["repository"]["url"]
    links = [str(a["href"]) for a in html_of(site, PAGES[0]).select("article a[href]")]
    assert repository in links
    assert f"{repository}/issues" in links


def test_a_wrong_address_leads_back_from_any_depth(site):
    soup = html_of(site, "404")
    assert soup.select("script[src], img") == []
    root = "/shapley-tutor/"  # where Pages puts the site of a repository of that name
    links = [str(a["href"]) for a in soup.find_all(["a", "link"])]
    assert sum(link.endswith(".css") for link in links) == 2
    assert links
    assert all(link.startswith(root) for link in links)
    assert all((site.html / link.removeprefix(root)).is_file() for link in links)


# --- its look -------------------------------------------------------------------------------


def color(tab: Page, name: str) -> str:
    return tab.evaluate(
        """name => { const e = document.createElement('i'); e.style.color = `var(${name})`;
        document.body.append(e); return getComputedStyle(e).color; }""",
        name,
    )


def test_what_has_the_focus_is_marked_in_the_colors_of_the_book(site, browser: Browser):
    with reader(browser) as visit:
        tab = visit.open(site.html / f"{CHAPTERS[0]}.html")
        ground = "document.querySelector('.skip-link').computedStyleMap().get('background-color')"
        tab.keyboard.press("Tab")
        assert tab.evaluate(f"{ground}.toString()") == color(tab, "--st-ink")
        tab.keyboard.press("Control+k")
        box = tab.locator("#pst-search-dialog form.bd-search")
        box.wait_for(state="visible")
        ring = box.evaluate("e => getComputedStyle(e).boxShadow")
        assert color(tab, "--st-accent") in ring


@pytest.mark.parametrize(
    ("toggle", "dialog"),
    [("primary", "pst-primary-sidebar-modal"), ("secondary", "pst-secondary-sidebar-modal")],
)
def test_on_a_phone_a_button_closes_the_contents(site, browser: Browser, toggle, dialog):
    with reader(browser, size=PHONE) as visit:
        tab = visit.open(site.html / f"{CHAPTERS[0]}.html")
        for _ in range(2):  # it opens again
            tab.locator(f".bd-header-article .{toggle}-toggle").click()
            drawer = tab.locator(f"dialog#{dialog}")
            drawer.wait_for(state="visible")
            drawer.get_by_role("button", name="Close the contents").click()
            drawer.wait_for(state="hidden")
        assert visit.complaints == []


# --- what is loaded -------------------------------------------------------------------------


class Recorder(SimpleHTTPRequestHandler):
    """Answers from a folder, silently, and remembers the files it sent."""

    sent: list[Path]

    def __init__(self, *args, sent: list[Path], **options) -> None:
        self.sent = sent
        super().__init__(*args, **options)

    def log_request(self, code="-", size="-") -> None:
        self.sent.append(Path(self.translate_path(self.path)))

    def log_message(self, *args) -> None:
        pass


@pytest.fixture(scope="module")
def server(site) -> Iterator[tuple[str, list[Path]]]:
    sent: list[Path] = []
    answer = partial(Recorder, directory=str(site.html), sent=sent)
    with ThreadingHTTPServer(("127.0.0.1", 0), answer) as http:
        threading.Thread(target=http.serve_forever).start()
        yield f"http://127.0.0.1:{http.server_port}", sent
        http.shutdown()


@pytest.mark.parametrize("page", ["index", "book/game/coalitions"])
def test_a_first_visit_is_light(site, server, browser: Browser, page):
    address, sent = server
    sent.clear()
    context = browser.new_context()  # nothing in its cache
    tab = context.new_page()
    tab.goto(f"{address}/{page}.html")
    if page == "index":
        tab.wait_for_url(f"**/{PAGES[0]}.html")
    tab.wait_for_load_state("networkidle")
    context.close()
    sizes = {
        path.relative_to(site.html).as_posix(): path.stat().st_size
        for path in sent
        if path.is_file()
    }
    shared = {name: size for name, size in sizes.items() if name.startswith("_static/")}
    assert sum(sizes.values()) - sum(shared.values()) < 500_000, sizes
    assert sum(shared.values()) < 1_500_000, shared  # a third of it when compressed
    assert "searchindex.js" not in sizes
    assert sizes["_static/scripts/fontawesome.js"] < 200  # ours, in place of the theme's


def test_typefaces_are_asked_for_before_the_sheets_that_name_them(server, browser: Browser):
    context = browser.new_context()
    tab = context.new_page()
    tab.goto(f"{server[0]}/book/game/coalitions.html")
    asked = tab.evaluate("""() => performance.getEntriesByType('resource')
        .filter(e => e.name.includes('/typefaces/')).map(e => [e.name, e.initiatorType])""")
    context.close()
    assert len({name for name, _ in asked}) == len(typefaces.FACES)
    assert {kind for _, kind in asked} == {"link"}


# --- search ---------------------------------------------------------------------------------


@pytest.fixture(params=[("light", WIDE), ("dark", PHONE)], ids=["light-1280", "dark-390"])
def visit(request, browser: Browser) -> Iterator[Visit]:
    with reader(browser, *request.param) as opened:
        yield opened


def test_the_keyboard_finds_dividends_from_a_folder(site, visit):
    tab = visit.open(site.html / f"{CHAPTERS[-1]}.html")
    tab.keyboard.press("Control+k")
    box = tab.locator("#pst-search-dialog input[name=q]")
    box.wait_for(state="visible")
    tab.keyboard.type("dividend")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#search-results p.search-summary:has-text('found')")
    found = [str(a.get_attribute("href")) for a in tab.locator("#search-results li a").all()]
    assert any("book/game/three-friends.html" in href for href in found)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.locator('#search-results li a[href*="three-friends"]').first.click()
    tab.wait_for_url("**/book/game/three-friends.html*")
    assert "dividend" in tab.locator("article").inner_text()
    assert visit.complaints == []
