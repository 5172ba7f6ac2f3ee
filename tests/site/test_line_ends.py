"""Lines end where a reader would pause: what belongs together stays together on every page."""

from __future__ import annotations

import re

import line_ends
import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from sitelab import CHAPTERS, PAGES, article_of, html_of

NO_PROSE = "pre, code, mjx-container, table, .caption-number"
BREAKS = re.compile(
    r"et al\.|(?:Theorem|Table|Fig\.|Exercise) \d|\d (?:cm|MiB|minutes|percentage points)\b"
    r"|[−=≈] [\d.]+|\d to \d"
)
WIDGET = re.compile("^st-")


@pytest.mark.parametrize("page", CHAPTERS)
def test_no_line_ends_within_a_number_or_a_reference(site, page):
    lines = article_of(site, page, without=NO_PROSE).select("p, figcaption")
    texts = [line.get_text() for line in lines if not line.find_parent(WIDGET)]
    assert [found[0] for text in texts for found in BREAKS.finditer(text)] == []
    assert any(line_ends.NO_BREAK in text for text in texts)


@pytest.mark.parametrize("page", PAGES)
def test_a_title_that_asks_has_one_stop(site, page):
    links = html_of(site, page).select("article a.reference")
    asking = [link for link in links if re.search(r"[?!]”?$", link.get_text())]
    assert [link for link in asking if str(link.next_sibling or "").startswith(".")] == []


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("st.explain(f, x)", ["st.explain(f, x)"]),  # short
        ("np.abs(st.explain(f).values)", ["np.", "abs(", "st.", "explain(", "f).", "values)"]),
    ],
)
def test_code_breaks_where_a_name_begins(code, parts):
    found = list(line_ends.breakable(code))
    assert [part.astext() for part in found if not isinstance(part, nodes.raw)] == parts
    marks = "".join(part.astext() for part in found if isinstance(part, nodes.raw))
    assert len(BeautifulSoup(marks, "html.parser").find_all("wbr")) == len(parts) - 1
