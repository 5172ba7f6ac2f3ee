"""What a link means shows beside it, by pointer, keyboard and finger."""

from __future__ import annotations

import json
import posixpath

import hover_cards
import pytest
from playwright.sync_api import Browser, Page, expect
from sitelab import AXE, FINDINGS, PHONE, every_page, reader
from visits import UNDERLINED, WITHOUT_COLORS

PAGE = "book/game/axioms.html"
DEFINITION = "article a[href$='three-friends.html#def-dividend']"
WORK = "article .bibtex-citation a"
IN_THE_CARD = FINDINGS.replace("document,", "'#st-aside',")


@pytest.fixture(scope="module")
def cards(site) -> dict[str, str]:
    text = (site.html / "_static" / hover_cards.SCRIPT).read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.stCards = ").rstrip(";\n"))["cards"]


def test_every_reference_to_a_theorem_a_formula_or_a_work_has_a_card(site, cards):
    missing = set()
    for name, page in every_page(site).items():
        for link in page.select("article a.reference.internal[href*='#']"):
            file, _, anchor = str(link["href"]).partition("#")
            target = posixpath.join(posixpath.dirname(name), file) if file else f"{name}.html"
            address = f"{posixpath.normpath(target)}#{anchor}"
            if anchor.startswith(("def-", "thm-", "equation-")) or "bibliography" in file:
                missing |= {address} - set(cards)
    assert missing == set()
    assert len(cards) > 150


def test_terms_of_a_glossary_have_cards():
    page = (
        '<dl class="glossary"><dt id="term-core">core<a class="headerlink" href="#term-core">#</a>'
        '</dt><dd><p>What <a href="x">no group</a> would leave.</p></dd>\n'
        '<dt id="term-pay">pay</dt><dt id="term-payoff">payoff</dt><dd><p>A share.</p></dd></dl>'
    )
    assert dict(hover_cards.places(page)) == {
        "term-core": "<p><strong>core</strong></p><p>What no group would leave.</p>",
        "term-pay": "<p><strong>pay</strong></p><p>A share.</p>",
        "term-payoff": "<p><strong>payoff</strong></p><p>A share.</p>",
    }


def shown(tab: Page, link: str):
    tab.locator(link).first.scroll_into_view_if_needed()
    tab.wait_for_timeout(100)  # scrolling puts a card away
    return tab.locator(link).first


def test_a_pointer_shows_a_card_and_may_enter_it(site, browser: Browser):
    with reader(browser) as visit:
        tab = visit.open(site.html / PAGE)
        shown(tab, DEFINITION).hover()
        card = tab.locator("#st-aside")
        expect(card).to_contain_text("Definition 3.1")
        card.hover()
        tab.wait_for_timeout(400)
        expect(card).to_be_visible()
        tab.mouse.move(5, 5)
        expect(card).to_be_hidden()
        shown(tab, WORK).hover()
        expect(card).to_contain_text("Mathematical properties of the Banzhaf power index")
        assert visit.complaints == []
        tab.evaluate(AXE)
        assert tab.evaluate(IN_THE_CARD) == []
        tab.evaluate(UNDERLINED)
        assert tab.evaluate(WITHOUT_COLORS) == []  # which a visit to the page has seen
        expect(card).to_be_visible()


def test_a_keyboard_shows_it_and_escape_puts_it_away(site, browser: Browser):
    with reader(browser) as visit:
        tab = visit.open(site.html / PAGE)
        link = shown(tab, DEFINITION)
        tab.keyboard.press("Tab")
        link.focus()
        expect(tab.locator("#st-aside")).to_be_visible()
        assert link.get_attribute("aria-describedby") == "st-aside"
        tab.keyboard.press("Escape")
        expect(tab.locator("#st-aside")).to_be_hidden()
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/three-friends.html#def-dividend")


def test_a_first_tap_shows_it_and_a_second_one_goes_there(site, browser: Browser):
    context = browser.new_context(viewport=PHONE, offline=True, has_touch=True, is_mobile=True)
    tab = context.new_page()
    tab.goto((site.html / PAGE).as_uri())
    link = shown(tab, DEFINITION)
    link.tap()
    box = tab.locator("#st-aside").bounding_box()
    expect(tab.locator("#st-aside")).to_be_visible()
    assert box is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= PHONE["width"]
    assert tab.url.endswith(PAGE)
    link.tap()
    tab.wait_for_url("**/three-friends.html#def-dividend")
    context.close()


def test_without_scripts_the_link_leads_there_and_a_work_is_a_tooltip(site, browser: Browser):
    context = browser.new_context(java_script_enabled=False, offline=True)
    tab = context.new_page()
    tab.goto((site.html / PAGE).as_uri())
    assert "Banzhaf" in str(tab.locator(WORK).first.get_attribute("title"))
    tab.locator(DEFINITION).first.click()
    tab.wait_for_url("**/three-friends.html#def-dividend")
    context.close()
