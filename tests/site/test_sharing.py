"""What a link to a page looks like where it is shared: title, promise, picture, address."""

from __future__ import annotations

from urllib.parse import unquote

import promises
import pytest
import yaml
from sitelab import ROOT, article_of, each_page, html_of

CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]


def tags(site, page: str) -> dict[str, str]:
    found = html_of(site, page).select("meta[property], meta[name]")
    return {str(tag.get("property") or tag["name"]): str(tag["content"]) for tag in found}


@each_page
def test_a_page_says_what_it_is_and_where(site, page):
    said = tags(site, page)
    heading = article_of(site, page, without=".headerlink").select_one("h1")
    assert said["og:title"] == heading.get_text()
    assert said["og:url"] == f"{CONFIG['html_baseurl']}{page}.html"
    canonical = html_of(site, page).select_one("link[rel=canonical]")["href"]
    assert canonical == said["og:url"]


@each_page
def test_a_page_is_described_by_whole_sentences_of_its_promise(site, page):
    said = tags(site, page)
    promise = html_of(site, page).select_one("article section > p").get_text()
    text = said["og:description"]
    assert text == said["description"]
    assert " ".join(promise.split()).startswith(text)
    assert text[-1] in ".?!”"
    assert 30 < len(text) <= promises.LONGEST


@each_page
def test_the_picture_of_a_page_is_there(site, page):
    said = tags(site, page)
    name = said["og:image"].removeprefix(CONFIG["html_baseurl"])
    assert (site.html / unquote(name)).is_file()
    assert said["og:image:alt"]
    assert said["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("One. Two.", "One. Two."),
        ("Is it “one”? It is.", "Is it “one”? It is."),
        (f"One. {'Two' * 100}.", "One."),
    ],
)
def test_only_whole_sentences_are_kept(text, kept):
    assert promises.shorten(text) == kept
