"""Colored words have grounds of the page's theme, on which they can be read."""

from __future__ import annotations

import re

import numpy as np
import pytest
from bs4 import BeautifulSoup
from sitelab import CHAPTERS, html_of
from words_at_night import for_both_themes

import shapley_tutor as st
from shapley_tutor.plots._pages import DARK
from shapley_tutor.plots._style import contrast

BOTH = re.compile(r"light-dark\((#\w{6}),(#\w{6})\)")


def chips(html: str) -> list[dict[str, tuple[str, str]]]:
    """The colors of every word by day and at night, by what they are the colors of."""
    found = BeautifulSoup(html, "html.parser").select(".st-words span:has(> br)")
    pairs = [[part.split(":", 1) for part in str(chip["style"]).split(";")] for chip in found]
    return [{name: BOTH.search(value).groups() for name, value in chip if BOTH.search(value)}
            for chip in pairs]  # fmt: skip


@pytest.mark.parametrize("values", [[1.0, -1.0, 0.0], [0.2, -0.5, 1.0]])
def test_words_can_be_read_in_both_themes(values):
    plain = st.plots.colored_words(["up", "down", "flat"], values)._repr_html_()
    for chip, value in zip(chips(for_both_themes(plain)), values, strict=True):
        for ink, ground in zip(chip["color"], chip["background"], strict=True):
            assert contrast(ink, ground) >= 4.5
        assert chip["color"][1].lower() == DARK["ink"].lower()
        assert value or chip["background"][1].lower() == DARK["paper"].lower()
        grounds = chip["background"]
        day, night = ([int(color[k : k + 2], 16) for k in (1, 3, 5)] for color in grounds)
        assert np.mean(night) < 128 < np.mean(day)
        if value:  # the side of the sign: more red than blue, or less
            assert np.sign(night[0] - night[2]) == np.sign(day[0] - day[2]) == np.sign(value)


def test_browsers_that_do_not_know_themes_keep_the_day():
    plain = st.plots.colored_words(["up"], [1.0])._repr_html_()
    without = re.sub(r";[\w-]+:[^;]*light-dark\([^)]*\)", "", for_both_themes(plain))
    assert without == plain
    assert for_both_themes("<p>a #C44E00</p>") == "<p>a #C44E00</p>"


def test_every_colored_word_of_the_book_knows_both_themes(site):
    words = 0
    for page in CHAPTERS:
        for line in html_of(site, page).select(".st-words"):
            found = chips(str(line))
            assert all({"color", "background"} <= set(chip) for chip in found)
            words += len(found)
    assert words > 50
