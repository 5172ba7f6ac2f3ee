"""Numbers, names and tables as text, LaTeX and HTML."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from shapley_tutor.display import (
    Number,
    Table,
    as_fractions,
    latex_coalition,
    latex_fraction,
    latex_name,
    latex_number,
    numbers,
    rounded,
    table,
    text_number,
    writer,
)

F = Fraction


@pytest.mark.parametrize(
    ("number", "text", "latex"),
    [
        (F(0), "0", "0"),
        (F(200), "200", "200"),
        (F(-7), "-7", "-7"),
        (F(1, 4), "0.25", "0.25"),
        (F(-1, 5), "-0.2", "-0.2"),
        (F(30001, 10000), "3.0001", "3.0001"),
        (F(1, 10**5), "1/100000", r"\tfrac{1}{100000}"),
        (F(260, 3), "260/3", r"\tfrac{260}{3}"),
        (F(-40, 3), "-40/3", r"-\tfrac{40}{3}"),
        (F(10**20 + 1), "100000000000000000001", "100000000000000000001"),
        (F(2 * 10**20 + 1, 2), "100000000000000000000.5", "100000000000000000000.5"),
        (0.123456, "0.1235", "0.1235"),
        (-2.5, "-2.5", "-2.5"),
        (-0.0, "0", "0"),
        (0.29996, "0.3", "0.3"),
        (999.96, "1000", "1000"),
        (12345.678, "12346", "12346"),
        (-123456.7, "-123457", "-123457"),
        (1.23456e-5, "1.235e-05", r"1.235\cdot 10^{-5}"),
        (-3e20, "-3e+20", r"-3\cdot 10^{20}"),
    ],
)
def test_numbers_as_text_and_latex(number: Number, text: str, latex: str) -> None:
    assert text_number(number) == text
    assert latex_number(number) == latex
    negative = text.startswith("-")
    assert text_number(number, bracket=True) == (f"({text})" if negative else text)
    bracketed = rf"\left({latex}\right)" if negative else latex
    assert latex_number(number, bracket=True) == bracketed


@pytest.mark.parametrize(
    ("values", "written"),
    [
        ([0.1 + 0.2], ["0.3"]),
        ([-1e-18, 1.0], ["0", "1"]),
        ([152.1334, -0.5], ["152.1", "−0.5"]),
        ([0.2, 0.5391, -0.18744], ["0.2000", "0.5391", "−0.1874"]),
        ([0.20001, 0.5], ["0.2", "0.5"]),
        ([1234567.0], ["1,234,567"]),
        ([0.000123456], ["0.0001235"]),
        ([-1.23456e-5, 1e-6], ["−1.235e−05", "1e−06"]),
        ([0], ["0"]),
        ([], []),
        ([F(-1, 3), F(2)], ["−1/3", "2"]),
        ([F(-1, 4), 2], ["−0.25", "2.00"]),
        ([F(1, 1001)], ["0.000999"]),
        ([10**20 + 1], ["100,000,000,000,000,000,001"]),
    ],
)
def test_numbers_that_stand_together_are_written_in_one_way(values: list, written: list) -> None:
    write = writer(values)
    assert [write(value) for value in values] == written


def test_a_sign_is_that_of_what_is_shown() -> None:
    write = writer([0.3, -0.4], decimals=1)
    shown = [write(number, signed=True) for number in (0.3, -0.4, 0.04, -0.04, 0)]
    assert shown == ["+0.3", "−0.4", "0.0", "0.0", "0.0"]
    assert writer([F(260, 3)])(F(260, 3), signed=True) == "+260/3"


def test_huge_fractions_are_written_in_full() -> None:
    assert text_number(F(10**400)) == "1" + "0" * 400


def test_weights_stay_fractions() -> None:
    assert latex_fraction(F(1, 4)) == r"\tfrac{1}{4}"
    assert latex_fraction(F(1)) == "1"


def test_a_decimal_follows_only_where_the_fraction_has_no_short_one() -> None:
    assert rounded(F(260, 3), "≈") == " ≈ 86.67"
    assert rounded(F(1234567, 3), r"\approx") == r" \approx 411522"
    assert [rounded(F(3, 10), "≈"), rounded(F(5), "≈"), rounded(0.123456, "≈")] == ["", "", ""]


def test_floats_of_at_most_six_decimals_become_fractions() -> None:
    assert as_fractions(np.array([0.2, 100.0, 0.123456])).tolist() == [
        F(1, 5),
        F(100),
        F(123456, 10**6),
    ]
    assert as_fractions(np.array([[0.1], [1e22]])).tolist() == [[F(1, 10)], [F(10**22)]]
    for floats in ([0.2, 0.1234567], [1 / 3], [0.1 + 0.2], [1e-7]):
        assert as_fractions(np.array(floats)).tolist() == floats
        assert as_fractions(np.array(floats)).dtype == np.float64


def test_names_in_latex() -> None:
    assert latex_name("A") == "A"
    assert latex_name("Age") == r"\text{Age}"
    assert latex_name("blood_sugar") == r"\text{blood}\_\text{sugar}"
    assert latex_name("_x") == r"\_\text{x}"
    assert [latex_name(c) for c in "_%#&${}"] == [rf"\{c}" for c in "_%#&${}"]
    assert latex_name("\\") == r"{\backslash}"
    assert latex_coalition([]) == r"\varnothing"
    assert latex_coalition(["A", "BP"]) == r"\{A,\text{BP}\}"


def test_a_table_as_text_is_aligned() -> None:
    table = Table(["S", "v(S)"], [["{A}", "1"], ["{A, B}", "10.5"]], footer=["sum", "11.5"])
    assert str(table) == repr(table) == "\n".join([
        "S       v(S)",
        "{A}        1",
        "{A, B}  10.5",
        "sum     11.5",
    ])  # fmt: skip


def test_a_table_as_html_has_head_body_foot_and_escapes() -> None:
    html = Table(["<b>", "x & y"], [["1", "<script>"]], footer=["", "'2'"])._repr_html_()
    root = ET.fromstring(html)
    assert root.attrib == {"class": "st-table"}
    for part, expected in [
        ("thead/tr/th", ["<b>", "x & y"]),
        ("tbody/tr/td", ["1", "<script>"]),
        ("tfoot/tr/td", ["", "'2'"]),
    ]:
        assert [cell.text or "" for cell in root.findall(f"table/{part}")] == expected


def test_a_table_without_a_footer_has_none() -> None:
    assert "tfoot" not in Table(["a"], [["1"]])._repr_html_()
    assert str(Table(["a"], [["1"]])) == "a\n1"


def test_words_begin_at_one_line_and_numbers_end_at_one() -> None:
    table = Table(
        ["rule", "players", "breaks", "off by", "who", "empty"],
        [["plain", "2", "efficiency", "rounding", "–", ""], ["equal", "−10", "", "0.004", "é", ""]],
        footer=["all", "8", "none", "", "", "!"],
    )
    assert str(table).splitlines() == [
        "rule   players  breaks        off by  who  empty",
        "plain        2  efficiency  rounding  –",
        "equal      −10                 0.004  é",
        "all          8  none                           !",
    ]
    root = ET.fromstring(table._repr_html_())
    for row in root.iter("tr"):
        left = [cell.get("style") == "text-align: left" for cell in row if cell.text]
        wanted = [k in (0, 2, 4) for k, cell in enumerate(row) if cell.text]
        assert left == wanted


def test_a_hyphen_before_a_number_is_a_minus_in_html_only() -> None:
    shown = Table(["a", "b"], [["-1.5", "-x"]])
    assert '<td style="text-align: left">−1.5</td><td>-x</td>' in shown._repr_html_()
    assert "-1.5" in str(shown)


@pytest.mark.parametrize(
    ("values", "options", "text"),
    [
        (-0.12765, {"decimals": 4}, "−0.1277"),
        ([[1.0, -2.5]], {}, "1.0  −2.5"),
        (np.array([1234567, 5]), {}, "1,234,567  5"),
        ([F(-1, 3), F(2)], {"apart": ", "}, "−1/3, 2"),
        ([0.5, -0.25, -0.001], {"decimals": 1, "signed": True}, "+0.5  −0.2  0.0"),
    ],
)
def test_numbers_in_a_line(values: object, options: dict[str, Any], text: str) -> None:
    assert numbers(values, **options) == text


def test_a_frame_as_a_table() -> None:
    frame = pd.DataFrame(
        {"share": [0.125, -0.5], "rows": [1234, 7], "word": ["a", "b"], "gap": [np.nan, 2.0]},
        index=pd.Index(["x", "y"], name="row"),
    )
    shown = table(frame, {"share": 2})
    assert shown.header == ["row", "share", "rows", "word", "gap"]
    assert shown.rows == [["x", "0.12", "1,234", "a", ""], ["y", "−0.50", "7", "b", "2"]]
    assert table({"a": [1.0]}, 1, corner="k").header == ["k", "a"]


def test_names_of_several_levels_stand_in_one_line() -> None:
    frame = pd.DataFrame([[1, 2]], columns=pd.MultiIndex.from_product([["p"], ["q", "r"]]))
    assert table(frame).header == ["", "p q", "p r"]
