"""Explanation: what a reader sees, slices, and hands on."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st

RNG = np.random.default_rng(0)
X = pd.DataFrame(RNG.normal(size=(8, 3)), columns=["age", "bp", "bmi"], index=list("abcdefgh"))
BACKGROUND = pd.DataFrame(RNG.normal(size=(5, 3)), columns=X.columns)
ONE = st.explain(lambda X: np.exp(X).prod(axis=1).to_numpy(), X, BACKGROUND)
TWO = st.explain(lambda X: np.tanh(X.to_numpy() @ np.eye(3)[:, :2]), X, BACKGROUND)


def test_repr_and_html_show_five_rows_and_say_how_many_are_left():
    lines = repr(ONE).splitlines()
    assert lines[0].startswith("Explanation of 8 rows, 3 players: exact, ")
    assert lines[1].split() == ["base", "age", "bp", "bmi", "prediction"]
    assert len(lines) == 8
    assert lines[-1] == "... 3 more rows"
    shown = ONE._repr_html_()
    assert shown.count("<tr>") == 6
    assert "<th>bmi</th>" in shown
    assert "2 outputs" in repr(TWO)


@pytest.mark.parametrize("key", [3, slice(2, 5), [1, 4], np.arange(8) % 2 == 0])
def test_rows_are_kept_together(key):
    some = ONE[key]
    rows = np.arange(8)[key].reshape(-1)
    np.testing.assert_array_equal(some.values, ONE.values[rows])
    assert list(some.data.index) == list(X.index[rows])
    assert len(some) == len(rows) == len(some.predictions) == len(some.base_values)
    assert some.additivity_gap() < 1e-12


def test_outputs_by_position_and_name():
    np.testing.assert_array_equal(TWO[:, 1].values, TWO.values[..., 1])
    np.testing.assert_array_equal(TWO[2:4, "output 0"].values, TWO.values[2:4, :, 0])
    assert TWO[:, -1].output_names == ("output 1",)
    with pytest.raises(IndexError, match="no output 'setosa'; there are output 0, output 1"):
        TWO[:, "setosa"]
    with pytest.raises(IndexError, match="has one output"):
        ONE[:, 0]


def test_to_frame_is_a_row_for_each_row():
    frame = ONE.to_frame()
    assert list(frame.columns) == ["base", "age", "bp", "bmi", "prediction"]
    assert list(frame.index) == list("abcdefgh")
    sums = frame.drop(columns="prediction").sum(axis=1)
    np.testing.assert_allclose(sums, frame["prediction"], atol=1e-12)
    both = TWO.to_frame()
    np.testing.assert_allclose(both.loc[("c", "output 1"), "bp"], TWO.values[2, 1, 1])
    assert len(both) == 16


# --- the rows are those that were explained


def explained(X: Any, outputs: int = 1) -> st.Explanation:
    """Sums of the columns of numbers; output k is k + 1 times that."""

    def predict(rows: Any) -> Any:
        if isinstance(rows, pd.DataFrame):
            rows = rows.select_dtypes("number").to_numpy()
        total = rows.astype(float).sum(axis=1)
        return total if outputs == 1 else total[:, None] * np.arange(1, outputs + 1)

    return st.explain(predict, X, X[:1])


def changed_frame(change: str) -> tuple[st.Explanation, Any]:
    """A result, and the frame that it explains, changed after."""
    people = pd.DataFrame({"age": [50.0, 20.0, 30.0]}, index=["ann", "bob", "cy"])
    e = explained(people)
    if change == "sort":
        people.sort_values("age", inplace=True)
    elif change == "insert":
        people.insert(0, "id", [7.0, 8.0, 9.0])
    elif change == "drop":
        people.drop("bob", inplace=True)
    elif change == "cells":
        people *= 0
    elif change == "labels":
        people.index = ["x", "y", "z"]
    else:
        people.index.name = "person"
        people.columns.name = "question"
    return e, people


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("change", ["sort", "insert", "drop", "cells", "labels", "names"])
def test_a_result_stays_when_the_callers_frame_changes(change: str) -> None:
    e, _ = changed_frame(change)
    assert e.to_frame()["age"].to_dict() == {"ann": 0.0, "bob": -30.0, "cy": -20.0}
    assert e.to_frame().index.name is None
    assert e.data["age"].tolist() == e.to_shap().data[:, 0].tolist() == [50, 20, 30]
    assert list(e.data.columns) == ["age"]


def test_a_result_stays_when_the_callers_array_changes() -> None:
    rows = np.array([[1.0, 2.0], [3.0, 5.0]])
    e = explained(rows)
    rows *= 0
    assert e.data.tolist() == [[1, 2], [3, 5]]
    assert e.to_shap().data.tolist() == [[1, 2], [3, 5]]


def test_a_result_stays_when_the_numbers_of_its_index_change() -> None:
    labels = np.array([30, 10])
    X = pd.DataFrame({"a": [1.0, 2.0]}, index=pd.Index(labels, copy=False))
    e = explained(X)
    labels[:] = 0
    assert e.to_frame().index.tolist() == [30, 10]


def test_a_part_of_a_result_holds_numbers_of_its_own() -> None:
    whole = copy.deepcopy(TWO)
    part = whole[:, 1]
    part.values[:] = 0
    part.predictions[:] = 0
    np.testing.assert_array_equal(whole.values, TWO.values)
    np.testing.assert_array_equal(whole.predictions, TWO.predictions)


# --- indexing


def made(
    values: Any, names: tuple[str, ...] | None = None, outputs: tuple[Any, ...] | None = None
) -> st.Explanation:
    """A result of these values, base values 0."""
    values = np.asarray(values, dtype=float)
    n = values.shape[1]
    return st.Explanation(
        values=values,
        base_values=0 * values.sum(axis=1),
        predictions=values.sum(axis=1),
        data=np.arange(values.shape[0] * n).reshape(-1, n),
        feature_names=names or tuple(f"x{j}" for j in range(n)),
        output_names=outputs,
        standard_errors=0 * values,
        evaluations=10,
        method="exact",
        columns=tuple((j,) for j in range(n)),
    )


# 2 rows, 2 players, 3 outputs: value = 100 row + 10 player + output
CUBE = np.add.outer(np.add.outer([0, 100], [0, 10]), [0, 1, 2])
THREE = made(CUBE, outputs=("no", "maybe", "yes"))


@pytest.mark.parametrize(
    ("part", "values"),
    [
        (THREE[:, 1], CUBE[:, :, 1]),
        (THREE[:, -1], CUBE[:, :, 2]),
        (THREE[:, np.int64(1)], CUBE[:, :, 1]),
        (THREE[:, "yes"], CUBE[:, :, 2]),
        (THREE[:, :, 1], CUBE[:, :, 1]),
        (THREE[:, :, "yes"], CUBE[:, :, 2]),
        (THREE[1, :, 1], [[101, 111]]),
        (THREE[-1, :, "no"], [[100, 110]]),
        (THREE[..., "maybe"], CUBE[:, :, 1]),
        (THREE[1, ..., "maybe"], [[101, 111]]),
        (THREE[:, ..., 0], CUBE[:, :, 0]),
        (THREE[[True, False], "yes"], [[2, 12]]),
    ],
)
def test_one_output_has_players_as_its_last_axis(part: st.Explanation, values: Any) -> None:
    np.testing.assert_array_equal(part.values, values)
    np.testing.assert_array_equal(part.predictions, np.sum(values, axis=1))
    assert part.base_values.shape == part.predictions.shape
    assert part.standard_errors.shape == part.values.shape
    assert part.output_names == (("no", "maybe", "yes")[int(np.min(part.values)) % 10],)
    assert part.additivity_gap() == 0


@pytest.mark.parametrize(
    ("part", "kept"),
    [
        (THREE[:, :2], [0, 1]),
        (THREE[:, 1:], [1, 2]),
        (THREE[:, ::-1], [2, 1, 0]),
        (THREE[:, :, :2], [0, 1]),
        (THREE[..., :2], [0, 1]),
        (THREE[:, ["yes", "no"]], [2, 0]),
        (THREE[:, :, ["yes", 0]], [2, 0]),
        (THREE[:, np.array([0, -1])], [0, 2]),
        (THREE[:, [True, False, True]], [0, 2]),
        (THREE[:, pd.Series(["maybe"])], [1]),
        (THREE[:, :], [0, 1, 2]),
        (THREE[:, :, :], [0, 1, 2]),
        (THREE[...], [0, 1, 2]),
    ],
)
def test_several_outputs_keep_their_axis_and_names(part: st.Explanation, kept: list[int]) -> None:
    np.testing.assert_array_equal(part.values, CUBE[:, :, kept])
    np.testing.assert_array_equal(part.predictions, CUBE.sum(axis=1)[:, kept])
    assert part.output_names == tuple(("no", "maybe", "yes")[k] for k in kept)
    assert part.base_values.shape == (2, len(kept))
    assert part.standard_errors.shape == (2, 2, len(kept))


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        (-1, [1]),
        (np.int8(1), [1]),
        ([], []),
        ([1, 0, 1], [1, 0, 1]),
        (range(2), [0, 1]),
        (slice(None, None, -1), [1, 0]),
        (pd.Series([False, True]), [1]),
        (pd.Series([False, True], dtype="boolean"), [1]),
        (np.array([False, False]), []),
        (np.array([False, True], dtype=object), [1]),
    ],
)
def test_rows_by_every_kind_of_position(key: Any, kept: list[int]) -> None:
    part = THREE[key]
    np.testing.assert_array_equal(part.values, CUBE[kept])
    np.testing.assert_array_equal(part.data, THREE.data[kept])
    assert part.output_names == THREE.output_names
    assert part.additivity_gap() == 0
    assert f"of {len(kept)} row{'s' * (len(kept) != 1)}," in repr(part)
    assert f"of {len(kept)} row{'s' * (len(kept) != 1)}," in repr(part[:, 0])


NUMBERED = made(CUBE, outputs=(1, 2, 3))
TWICE = made(CUBE, outputs=("a", "b", "a"))
LABELS = made(CUBE, outputs=(("a", 1), False, "1"))


def test_names_are_compared_as_they_are() -> None:
    np.testing.assert_array_equal(NUMBERED[:, 1].values, CUBE[..., 0])  # the output named 1
    np.testing.assert_array_equal(NUMBERED[:, np.int64(3)].values, CUBE[..., 2])
    np.testing.assert_array_equal(NUMBERED[:, 1:].values, CUBE[..., 1:])  # slices count
    np.testing.assert_array_equal(NUMBERED[:, [3, 1]].values, CUBE[..., [2, 0]])
    np.testing.assert_array_equal(LABELS[:, ("a", 1)].values, CUBE[..., 0])
    np.testing.assert_array_equal(LABELS[:, False].values, CUBE[..., 1])
    np.testing.assert_array_equal(LABELS[:, "1"].values, CUBE[..., 2])
    np.testing.assert_array_equal(LABELS[:, 0].values, CUBE[..., 0])  # a position
    np.testing.assert_array_equal(LABELS[:, 1].values, CUBE[..., 1])
    assert LABELS[:, :2].output_names == (("a", 1), False)


NAMED = replace(ONE, output_names=("yes",))
AGED = ONE[np.array([True] * 8)]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: THREE[2], "no row 2; there are 2, from 0 to 1"),
        (lambda: THREE[-3], "no row -3"),
        (lambda: THREE[[0, 5]], "no row 5; there are 2"),
        (lambda: THREE[True], "rows are kept by position.* a mask of 2 booleans, got True"),
        (lambda: THREE[None], "got None"),
        (lambda: THREE[1.0], "got 1.0"),
        (lambda: THREE[[0.0]], "rows are kept by position"),
        (lambda: THREE[np.zeros((2, 2), dtype=bool)], r"got ndarray of shape \(2, 2\)"),
        (lambda: THREE[[True] * 3], "has 3 booleans but there are 2 rows; it needs one for each"),
        (lambda: THREE[0.5:], "a slice of rows counts positions"),
        (lambda: ONE["a":"c"], "a slice of rows counts positions, got 'a':'c'"),
        (lambda: ONE["label"], r"'label'; rows are kept by position.* e\[e.data.index == label\]"),
        (lambda: THREE["label"], r"rows are kept by position: e\[3\], e\[:10\], e\[mask\]$"),
        (lambda: ONE["bp"], r"'bp' is a player: use e.to_frame\(\)\['bp'\] or e.values\[:, 1\]"),
        (lambda: THREE["yes"], r"'yes' is an output: use e\[:, 'yes'\]"),
        (lambda: ONE[pd.Series([True] * 8)], r"labels of the mask.*mask.to_numpy\(\)"),
        (lambda: THREE[:, 3], "no output 3; there are no, maybe, yes"),
        (lambda: THREE[:, -4], "no output -4"),
        (lambda: THREE[:, True], "no output True"),
        (lambda: THREE[:, None], "no output None"),
        (lambda: THREE[:, 1.5], "no output 1.5"),
        (lambda: THREE[:, [0, "never"]], "no output 'never'; there are no, maybe, yes"),
        (lambda: THREE[:, [True, False]], "has 2 booleans but there are 3 outputs"),
        (lambda: THREE[:, []], r"\[\] keeps no output"),
        (lambda: THREE[:, 3:], "keeps no output"),
        (lambda: THREE[:, "a":], "a slice of outputs counts positions"),
        (lambda: THREE[:, "x1"], r"no output 'x1': .*'x1' is a player: use e.to_frame.*\[:, 1\]"),
        (lambda: THREE[:, ["x1"]], "'x1' is a player"),
        (lambda: THREE[:, 0, 1], "the second of three indices is that of the players"),
        (lambda: THREE[:, ["x0"], 1], r"pass ':' instead of \['x0'\]"),
        (lambda: THREE[..., 1, 1], "the second of three indices is that of the players"),
        (lambda: THREE[0, 0, 0, 0], "too many indices: 4"),
        (lambda: THREE[..., ...], "too many indices"),
        (lambda: NUMBERED[:, 0], "no output 0; there are 1, 2, 3; whole numbers are read as names"),
        (lambda: NUMBERED[:, "1"], "no output '1'"),
        (lambda: NUMBERED[:, 4], "no output 4; there are 1, 2, 3"),
        (lambda: TWICE[:, "a"], r"2 outputs are named 'a'.*e\[:, 0:1\]"),
        (lambda: ONE[:, 0], r"has one output; index it by rows only, e\[rows\]"),
        (lambda: ONE[:, :2], "has one output"),
        (lambda: ONE[:, :, 0], "has one output"),
        (lambda: ONE[:, "bp"], r"'bp' is a player: use e.to_frame\(\)\['bp'\] or e.values\[:, 1\]"),
        (lambda: ONE[2, ["age", "bp"]], "'age' is a player"),
        (lambda: NAMED[:, "no"], "has one output, 'yes'; index it by rows only"),
        (lambda: NAMED[:, 0], "has one output, 'yes'"),
        (lambda: NAMED["yes"], r"'yes' is an output"),
    ],
)  # fmt: skip
def test_what_an_index_cannot_mean_is_refused(call: Any, message: str) -> None:
    with pytest.raises(IndexError, match=message):
        call()


def test_one_output_may_have_a_name() -> None:
    assert NAMED[:, "yes"] is NAMED
    assert NAMED[..., "yes"] is NAMED
    assert NAMED[:2, :, "yes"].output_names == ("yes",)
    np.testing.assert_array_equal(NAMED[:2, "yes"].values, ONE.values[:2])
    assert repr(NAMED) == repr(ONE)
    assert NAMED._repr_html_() == ONE._repr_html_()
    pd.testing.assert_frame_equal(NAMED.to_frame(), ONE.to_frame())
    assert NAMED.to_shap().output_names is None
    column = made(CUBE[..., :1], outputs=("yes",))  # a model of one column
    assert column[:, "yes"].values.shape == (2, 2)
    assert column.to_frame().index.names == [None, "output"]


def test_results_are_compared_without_error() -> None:
    twin = replace(ONE)
    assert ONE == ONE
    assert twin != ONE
    assert len({ONE, twin, ONE}) == 2
    estimate = st.kernel_regression(st.games.age_bp(), budget=4)
    assert estimate == estimate
    assert estimate != replace(estimate)
    assert {estimate: 1}[estimate] == 1


# --- frames


def test_a_frame_of_several_outputs_keeps_the_order_of_rows() -> None:
    X = pd.DataFrame({"a": [1.0, 2.0, 3.0]}, index=[30, 10, 20])
    e = st.explain(lambda rows: np.column_stack([rows["a"], -rows["a"]]), X, X * 0)
    frame = e.to_frame()
    assert frame.xs("output 0", level=1)["a"].tolist() == [1, 2, 3]
    assert frame.index.tolist() == [(i, f"output {k}") for i in (30, 10, 20) for k in (0, 1)]
    assert frame["prediction"].tolist() == [1, -1, 2, -2, 3, -3]
    assert frame.columns.tolist() == ["base", "a", "prediction"]


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["ann", 7, "bo"], dtype=object),
        pd.Index(["b", "a", "b"], name="who"),
        pd.Index([1.5, None, 0.5]),
        pd.MultiIndex.from_tuples(
            [("p2", 2024), ("p1", 2023), ("p1", 2024)], names=["patient", "year"]
        ),
        pd.DatetimeIndex(["2024-02-01", "2024-01-01", "2024-03-01"], tz="UTC", name="day"),
        pd.CategoricalIndex(["c", "a", "b"], name="kind"),
        pd.RangeIndex(3),
        pd.Index([("a", 1), ("b",), ("a", 1)], tupleize_cols=False),
    ],
)
def test_a_frame_has_any_labels_of_rows(index: Any) -> None:
    X = pd.DataFrame({"a": [1.0, 2.0, 3.0]}, index=index)
    e = replace(made(CUBE[:1].repeat(3, axis=0)[:, :1], ("a",), ("yes", 2, ("no", 1))), data=X)
    frame = e.to_frame()
    assert frame.index.names == [*index.names, "output"]
    assert frame.index.get_level_values("output").tolist() == ["yes", 2, ("no", 1)] * 3
    for level in range(index.nlevels):
        pd.testing.assert_index_equal(
            frame.index.get_level_values(level), index.get_level_values(level).repeat(3)
        )
    assert frame["a"].tolist() == [0, 1, 2] * 3
    pd.testing.assert_index_equal(e[:, "yes"].to_frame().index, index)


def test_outputs_named_by_tuples_stay_one_level() -> None:
    frame = made(CUBE[..., :2], outputs=(("a", 1), ("b",))).to_frame()
    assert frame.index.nlevels == 2
    assert frame.index.get_level_values("output").tolist() == [("a", 1), ("b",)] * 2
    assert frame["x1"].tolist() == [10, 11, 110, 111]


def test_players_called_base_or_prediction_have_columns_of_their_own() -> None:
    e = made([[1.0, 2.0]], ("base", "prediction"))
    assert e.to_frame().to_dict("records") == [
        {"base value": 0, "base": 1, "prediction": 2, "prediction value": 3}
    ]
    again = made([[1.0, 2.0, 4.0]], ("base", "base value", "x"))
    assert again.to_frame().columns.tolist() == [
        "base value value", "base", "base value", "x", "prediction",
    ]  # fmt: skip
    names = " ".join(repr(e).splitlines()[1].split())
    assert names == "base value base prediction prediction value"


def test_names_that_differ_in_quotes_only_stay_apart() -> None:
    e = made([[1.0, 10.0]], ("1", "'1'"))
    assert e.to_frame()[["1", "'1'"]].to_numpy().tolist() == [[1, 10]]
    assert e.to_shap()[:, "'1'"].values.tolist() == [10]
    with pytest.raises(IndexError, match=r'"\'1\'" is a player: .*e.values\[:, 1\]'):
        e["'1'"]


# --- many players, many outputs


def test_of_many_players_the_largest_are_shown_and_the_others_summed() -> None:
    values = np.zeros((2, 300))
    values[:, 200:208] = [[8, -7, 6, 5, -4, 3, 2, 1], [8, -7, 6, 5, -4, 3, 2, 1]]
    values[0, 0], values[1, 1] = 0.5, -0.25
    e = made(values, tuple(f"f{j}" for j in range(300)))
    head, names, first, second = repr(e).splitlines()
    assert head == "Explanation of 2 rows, 300 players: exact, 10 model rows"
    shown = " ".join(f"f{200 + j}" for j in range(8))
    assert " ".join(names.split()) == f"base {shown} … and 292 more prediction"
    assert " ".join(first.split()) == "0 8 -7 6 5 -4 3 2 1 0.5 14.5"
    assert " ".join(second.split()) == "0 8 -7 6 5 -4 3 2 1 -0.25 13.75"
    assert len(names) < 100
    page = e._repr_html_()
    assert page.count("</th>") == 11
    assert "<th>… and 292 more</th>" in page


def test_ten_players_are_all_shown_in_their_order() -> None:
    ten, eleven = made([range(10)]), made([range(11)])
    assert repr(ten).splitlines()[1].split()[1:-1] == [f"x{j}" for j in range(10)]
    assert "… and 3 more" in repr(eleven)


def test_long_names_are_cut_in_the_table_only() -> None:
    e = made([[1.0, 2.0]], ("a" * 500, "b" * 40))
    assert repr(e).splitlines()[1].split() == ["base", "a" * 39 + "…", "b" * 40, "prediction"]
    assert e.to_frame().columns[1] == "a" * 500


def test_several_outputs_are_named_with_the_way_to_one() -> None:
    assert repr(THREE).splitlines() == [
        "Explanation of 2 rows, 2 players, 3 outputs: exact, 10 model rows",
        "outputs: no, maybe, yes; e[:, 'no'] shows the values of one",
    ]
    many = made(np.ones((1, 2, 1000)), outputs=tuple(f"<{k}>" for k in range(1000)))
    assert "<0>, <1>, <2>, <3>, <4>, <5> and 994 more; e[:, '<0>']" in repr(many)
    assert "&lt;5&gt; and 994 more" in many._repr_html_()


# --- pictures

DAYS = pd.date_range("2024-01-31", periods=12)
KINDS = pd.DataFrame(
    {
        "float": np.r_[np.nan, np.arange(11) / 2],
        "whole": np.arange(12),
        "nullable": pd.array([None, *range(11)], dtype="Int64"),
        "flag": np.arange(12) % 3 == 0,
        "maybe": pd.array([None, *[True, False, True] * 3, False, True], dtype="boolean"),
        "city": pd.Categorical(["rome", "oslo", None] * 4),
        "size": pd.Categorical([1, 2, 3] * 4, ordered=True),
        "text": pd.Series(["a", None, "b"] * 4, dtype=object),
        "string": pd.array(["a", None, "b"] * 4, dtype="string"),
        "day": DAYS,
        "time": [pd.NaT, *(DAYS[1:] + pd.Timedelta("90min"))],
        "zoned": DAYS.tz_localize("UTC"),
        "date": [day.date() for day in DAYS],
        "wait": pd.to_timedelta(np.arange(12), unit="D"),
        "exact": [Fraction(1, 2), Decimal("0.25"), None] * 4,
        "mixed": [1, "a", 2.5] * 4,
    }
).set_axis(DAYS)
FIRST: dict[str, list[Any]] = {
    "float": [np.nan, 0.0, 0.5],
    "whole": [0.0, 1.0, 2.0],
    "nullable": [np.nan, 0.0, 1.0],
    "flag": [1.0, 0.0, 0.0],
    "maybe": [np.nan, 1.0, 0.0],
    "city": ["rome", "oslo", "None"],
    "size": [1.0, 2.0, 3.0],
    "text": ["a", "None", "b"],
    "string": ["a", "None", "b"],
    "day": ["2024-01-31", "2024-02-01", "2024-02-02"],
    "time": ["None", "2024-02-01T01:30:00", "2024-02-02T01:30:00"],
    "zoned": ["2024-01-31", "2024-02-01", "2024-02-02"],
    "date": ["2024-01-31", "2024-02-01", "2024-02-02"],
    "wait": [0.0, 1.0, 2.0],
    "exact": [0.5, 0.25, np.nan],
    "mixed": ["1", "a", "2.5"],
}


def of_frame(frame: pd.DataFrame) -> st.Explanation:
    values = np.random.default_rng(1).normal(size=frame.shape)
    return replace(made(values, tuple(map(str, frame.columns))), data=frame)


@pytest.mark.parametrize("name", list(KINDS))
def test_cells_of_pictures_are_numbers_or_text(name: str) -> None:
    shown = of_frame(KINDS).to_shap().data[:3, list(KINDS).index(name)].tolist()
    alone = of_frame(KINDS[[name]]).to_shap().data
    assert list(map(repr, shown)) == list(map(repr, FIRST[name]))  # nan is nan
    assert list(map(repr, alone[:3, 0].tolist())) == list(map(repr, FIRST[name]))
    assert alone.dtype == (object if isinstance(FIRST[name][1], str) else float)


@pytest.mark.parametrize("name", ["text", "day", "whole", "flag", "mixed"])
def test_cells_of_arrays_are_those_of_frames(name: str) -> None:
    e = replace(of_frame(KINDS[[name]]), data=KINDS[[name]].to_numpy())
    assert e.to_shap().data.tolist() == of_frame(KINDS[[name]]).to_shap().data.tolist()


def test_dates_in_object_cells_are_text_too() -> None:
    cells = [[datetime.date(2024, 1, 31)], [None]]
    e = replace(made([[1.0], [2.0]]), data=np.array(cells, dtype=object))
    assert e.to_shap().data.tolist() == [["2024-01-31"], ["None"]]


@pytest.mark.parametrize("unit", ["D", "s", "ns"])
def test_arrays_of_dates_are_text_in_any_unit(unit: str) -> None:
    cells = np.array([["2024-01-31"], ["NaT"]], dtype=f"datetime64[{unit}]")
    e = replace(made([[1.0], [2.0]]), data=cells)
    assert e.to_shap().data.tolist() == [["2024-01-31"], ["None"]]


def test_a_group_of_columns_has_no_cell() -> None:
    frame = KINDS[["whole", "flag", "city"]]
    e = replace(of_frame(frame[["whole", "city"]]), data=frame, columns=((0, 1), (2,)))
    cells = e.to_shap().data
    assert np.isnan(cells[:, 0].astype(float)).all()
    assert cells[0, 1] == "rome"


@pytest.fixture(autouse=True)
def _no_windows() -> Iterator[None]:
    mpl.use("Agg")
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def pictures() -> dict[str, Any]:
    from shap import plots

    hidden = {"show": False}
    return {
        "bar": lambda e: plots.bar(e, **hidden),
        "bar of one": lambda e: plots.bar(e[0], **hidden),
        "beeswarm": lambda e: plots.beeswarm(e, **hidden),
        "waterfall": lambda e: plots.waterfall(e[0], **hidden),
        "heatmap": lambda e: plots.heatmap(e, **hidden),
        "decision": lambda e: plots.decision(
            0.0, e.values, e.data, feature_names=e.feature_names, **hidden
        ),
        "force": lambda e: plots.force(e[0], matplotlib=True, **hidden),
        "force of all": lambda e: plots.force(e).html(),
        "scatter": lambda e: [plots.scatter(e[:, k], **hidden) for k in range(e.shape[1])],
        "scatter in color": lambda e: plots.scatter(e[:, 0], color=e[:, -1], **hidden),
    }


PICTURES = [
    "bar", "bar of one", "beeswarm", "waterfall", "heatmap", "decision", "force", "force of all",
    "scatter", "scatter in color",
]  # fmt: skip
FRAMES = {
    "arrays of numbers": ONE,
    "numbers, booleans and missing ones": of_frame(KINDS[["float", "nullable", "flag", "maybe"]]),
    "all without missing numbers": of_frame(
        KINDS[["whole", "flag", "city", "size", "text", "string", "day", "time", "date", "mixed"]]
    ),
    "all": of_frame(KINDS),
    "text": of_frame(KINDS[["city", "text", "day"]]),
    "booleans": of_frame(KINDS[["flag"]].assign(other=~KINDS["flag"])),
}


@pytest.mark.filterwarnings(
    "ignore::Warning:shap",
    "ignore:.*set_(bad|over|under)",
    # NumPy compares NaN in the object cells that mixed columns need
    "ignore:invalid value encountered in greater:RuntimeWarning",
)
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("picture", PICTURES)
def test_every_shap_picture_takes_it(picture: str, frame: str) -> None:
    import matplotlib.pyplot as plt

    explanation = FRAMES[frame].to_shap()
    pictures()[picture](explanation)
    if picture != "force of all":
        assert plt.gcf().axes
        plt.gcf().canvas.draw()
