"""What the comparison of figures lets pass, and what it does not."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
import numpy as np
import pytest
import same_figure
from matplotlib.figure import Figure

import shapley_tutor as st

BARS = [0.4, 0.6]


def drawn(heights=BARS, title="A title with 45", color="#157F73", point=0.5, pixel=0.0) -> str:
    """A figure as notebooks store it: bars, dots, letters and a picture."""
    with mpl.rc_context():
        st.plots.use_style()
        mpl.rcParams["svg.hashsalt"] = "any"
        figure = Figure(figsize=(6, 3), dpi=200)
        left, right = figure.subplots(1, 2)
        left.bar([0, 1], heights, color=color)
        left.scatter([0.2, point], [0.1, 0.2])
        left.set_title(title)
        right.imshow(np.array([[0.0, 1.0], [1.0, pixel]]))
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
    return file.getvalue()


STORED = drawn()


def test_the_same_figure_gives_the_same_bytes():
    assert drawn() == STORED


@pytest.mark.parametrize("change", [
    {"heights": [0.4, 0.602]}, {"title": "A title with 46"}, {"color": "#157F78"},
    {"point": 0.502}, {"pixel": 0.9},
], ids=lambda change: next(iter(change)))  # fmt: skip
def test_what_an_eye_could_see_is_found(change):
    assert "differ" in same_figure.difference(STORED, drawn(**change))


def test_a_letter_is_found_even_if_it_is_drawn_the_same():
    """A minus is drawn as a hyphen would be: what is written counts, too."""
    assert same_figure.difference(STORED, STORED.replace("with 45 -->", "with 46 -->"))


def test_one_more_line_is_found():
    assert same_figure.difference(STORED, STORED + "<g/>\n")


def test_last_digits_and_names_made_of_them_pass():
    other = re.sub(r"\d+\.\d{4,}", lambda n: f"{float(n[0]) + 0.004:.6f}", STORED)
    other = re.sub(r"\b([mp])([0-9a-f]{10})\b", r"\g<1>f\g<2>", other)
    assert other != STORED
    assert same_figure.difference(STORED, other) is None
