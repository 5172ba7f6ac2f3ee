"""axe on every page, in both themes: names, roles, contrast; nothing is excused."""

from __future__ import annotations

from importlib import resources

import notebooks
import pytest
from playwright.sync_api import Browser
from sitelab import in_theme

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
FINDINGS = """async () => (await axe.run(document)).violations.flatMap(
    rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)}`))"""


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("page", notebooks.toc_files())
def test_axe_finds_nothing(site, browser: Browser, page, theme):
    context = browser.new_context(color_scheme=theme, offline=True, reduced_motion="reduce")
    context.add_init_script(in_theme(theme))
    tab = context.new_page()
    tab.goto((site.html / f"{page}.html").as_uri())
    tab.evaluate(AXE)
    found = tab.evaluate(FINDINGS)
    context.close()
    assert found == []
