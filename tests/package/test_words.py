"""Colored words: numbers and signs that can be read without color, in the light and in the dark."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup

import shapley_tutor as st
from shapley_tutor.plots import _style

WORDS = ["not", "a", "<b>bad</b>", "film"]
VALUES = [2.306, 0.0, -0.322, 0.001]


def chips(values=VALUES, **settings):
    shown = st.plots.colored_words(WORDS, values, **settings)
    return BeautifulSoup(shown._repr_html_(), "html.parser").select("span:has(> br)")


def style(chip) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in chip["style"].split(";") if part)
    return dict(pairs)


def test_text_shows_words_over_numbers() -> None:
    shown = st.plots.colored_words(["not", "bad"], [2.306, -0.322], title="Network")
    assert str(shown) == repr(shown) == "Network\n not    bad\n+2.31  −0.32"


def test_html_has_every_word_escaped_with_its_number() -> None:
    found = [list(chip.stripped_strings) for chip in chips()]
    assert found == [["not", "+2.31"], ["a", "0.00"], ["<b>bad</b>", "−0.32"], ["film", "0.00"]]
    shown = st.plots.colored_words(WORDS, VALUES, title="a < b")
    assert "a &lt; b" in shown._repr_html_()
    assert "<b>" not in shown._repr_html_()


def test_the_sign_is_a_line_above_or_a_dotted_line_below() -> None:
    up, zero, down, tiny = map(style, chips())
    assert up["border-top"].startswith("3px solid #")
    assert up["border-bottom"].endswith("transparent")
    assert down["border-bottom"].startswith("3px dotted #")
    assert down["border-top"].endswith("transparent")
    for flat in (zero, tiny):
        assert flat["border-top"] == flat["border-bottom"] == "3px solid transparent"


def test_every_word_carries_its_own_ground_and_ink_that_can_be_read_on_it() -> None:
    for chip in chips([3.0, 0.0, -3.0, -1.5]):
        look = style(chip)
        assert re.fullmatch("#[0-9A-F]{6}", look["background"])
        assert _style.contrast(look["color"], look["background"]) >= 4.5


def test_the_deepest_color_belongs_to_the_largest_or_to_the_scale() -> None:
    up, zero, *_ = (style(chip)["background"] for chip in chips([2.0, 0.0, -1.0, 0.5]))
    assert zero == "#FFFFFF"
    assert up == style(chips([4.0, 0, 0, 0])[0])["background"]
    half = style(chips([2.0, 0, 0, 0], scale=4.0)[0])["background"]
    same = style(chips([4.0, 2.0, 0, 0])[1])["background"]
    assert half == same != up
    beyond = style(chips([9.0, 0, 0, 0], scale=4.0)[0])["background"]
    assert beyond == up
    assert style(chips([0.0, 0, 0, 0])[0])["background"] == "#FFFFFF"


def test_decimals() -> None:
    shown = st.plots.colored_words(["a"], [0.0104], decimals=3)
    assert shown.numbers == ("+0.010",)


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="values has 1 entries but words has 2"):
        st.plots.colored_words(["a", "b"], [1.0])
    with pytest.raises(ValueError, match="scale is 0; pass a positive"):
        st.plots.colored_words(["a"], [1.0], scale=0)
    with pytest.raises(TypeError, match="must be numbers"):
        st.plots.colored_words(["a"], ["x"])
