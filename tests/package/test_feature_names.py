"""Names of columns: instead of x0, x1, ... of an array, and beside the labels of a DataFrame."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st

X, BACKGROUND = np.array([[3.0, 5.0, 1.0], [1.0, 4.0, 2.0]]), np.zeros((1, 3))
NAMES = ["age", "bp", "bmi"]


def total(rows: Any) -> Any:
    return np.asarray(rows, dtype=float) @ [1.0, 10.0, 100.0]


def test_columns_of_an_array_have_the_names_everywhere() -> None:
    e = st.explain(total, X, BACKGROUND, feature_names=NAMES)
    plain = st.explain(total, X, BACKGROUND)
    assert e.feature_names == ("age", "bp", "bmi")
    assert list(e.to_frame().columns) == ["base", "age", "bp", "bmi", "prediction"]
    assert e.to_shap().feature_names == NAMES
    assert repr(e).splitlines()[1].split() == ["base", *NAMES, "prediction"]
    np.testing.assert_array_equal(e.values, plain.values)
    assert plain.feature_names == ("x0", "x1", "x2")


@pytest.mark.parametrize("columns", [["age", "bmi"], [0, 2], [0, "bmi"]])
def test_groups_use_names_or_positions(columns: list[Any]) -> None:
    e = st.explain(total, X, BACKGROUND, feature_names=NAMES, groups={"body": columns})
    assert e.feature_names == ("body", "bp")
    np.testing.assert_allclose(e.values, [[103, 50], [201, 40]])
    assert e.columns == ((0, 2), (1,))


def test_default_names_are_none_beside_new_ones() -> None:
    with pytest.raises(ValueError, match=r"groups\['body'\] names the unknown column 'x0'"):
        st.explain(total, X, BACKGROUND, feature_names=NAMES, groups={"body": ["x0", "x2"]})
    swapped = st.explain(
        total, X, BACKGROUND, feature_names=["x2", "x1", "x0"], groups={"a": ["x2", "x1"]}
    )
    assert swapped.feature_names == ("a", "x0")
    np.testing.assert_allclose(swapped.values, [[53, 100], [41, 200]])


def test_a_group_may_not_have_the_name_of_another_column() -> None:
    with pytest.raises(ValueError, match="'bp' names a group and a column outside it"):
        st.explain(total, X, BACKGROUND, feature_names=NAMES, groups={"bp": [0, 2]})


def test_a_dataframe_keeps_its_labels_for_predict_and_shows_the_names() -> None:
    seen = []

    def predict(rows: Any) -> Any:
        seen.append(list(rows.columns))
        return total(rows)

    frame = pd.DataFrame(X, columns=["a", "b", "c"])
    others = pd.DataFrame(BACKGROUND, columns=frame.columns)
    e = st.explain(predict, frame, others, feature_names=NAMES)
    assert e.feature_names == ("age", "bp", "bmi")
    assert all(columns == ["a", "b", "c"] for columns in seen)
    assert list(e.data.columns) == ["a", "b", "c"]
    for columns in (["a", "c"], ["age", "bmi"], ["age", "c"]):
        grouped = st.explain(predict, frame, others, feature_names=NAMES, groups={"g": columns})
        np.testing.assert_allclose(grouped.values, [[103, 50], [201, 40]])
    same = st.explain(predict, frame, others, feature_names=frame.columns)
    assert same.feature_names == ("a", "b", "c")


def test_names_of_a_dataframe_in_another_order_are_refused() -> None:
    frame = pd.DataFrame(X, columns=NAMES)
    others = pd.DataFrame(BACKGROUND, columns=NAMES)
    with pytest.raises(ValueError, match="calls the column 'age' 'bp', which is another column"):
        st.explain(total, frame, others, feature_names=["bp", "age", "bmi"])


def test_names_may_be_numbers_and_arrays_of_text() -> None:
    assert st.explain(total, X, BACKGROUND, feature_names=[2021, 2022, 2023]).feature_names == (
        "2021",
        "2022",
        "2023",
    )
    names = np.array(NAMES)
    assert st.explain(total, X, BACKGROUND, feature_names=names).feature_names == tuple(NAMES)


@pytest.mark.parametrize(
    ("names", "error", "message"),
    [
        ("age", TypeError, r"must be a list of names, got 'age'; pass \['age'\]"),
        ({"age": 0}, TypeError, "got dict; pass the names in the order of the columns"),
        ([["age"], "bp", "bmi"], TypeError, r"holds \['age'\]; a name is a text or a number"),
        (["age", "bp"], ValueError, "2 names but X has 3 columns; give one name for each column"),
        (["age", "bp", "age"], ValueError, "'age' more than once; give every column its own"),
    ],
)
def test_bad_names_are_refused_before_the_model_is_called(
    names: Any, error: type[Exception], message: str
) -> None:
    def predict(rows: Any) -> Any:
        raise AssertionError("called")

    with pytest.raises(error, match=f"feature_names.*{message}"):
        st.explain(predict, X, BACKGROUND, feature_names=names)
