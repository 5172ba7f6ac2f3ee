"""Arrow's columns and labels in DataFrames: the values of the definition, or a way out to them."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from mixing import arrow_kinds, arrow_series, series, type_text
from ways import by_hand, numbers

import shapley_tutor as st

pa = pytest.importorskip("pyarrow")  # of the extra [test]

ARROW = arrow_kinds()
SUMMER = pd.Timestamp("2024-06-30 23:30", tz="UTC")


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)


def beside_numbers(x, background):
    """X of two rows and a background of three, with a column ``w`` of numbers."""
    X = pd.DataFrame({"v": x, "w": [1.0, 2.0]}).set_axis(["q", "p"])
    return X, pd.DataFrame({"v": background, "w": [0.5, 3.0, 2.0]})


def product(read):
    """Of what a cell ``v`` counts and of ``w``."""
    return lambda D: np.array([read(v) for v in D["v"].array]) * D["w"].to_numpy()


# name: cells of X and of the background, Arrow's type, and what a model makes of a cell
CASES = {
    "large whole numbers": (
        [2**53 + 1, None], [2**53, None, -7], pa.int64(),
        lambda v: 0.5 if v is pd.NA else float(v - 2**53) if v > 0 else v,
    ),
    "NaN and missing numbers": (
        [0.25, np.nan], [None, -0.0, 0.0], pa.float64(),
        lambda v: 5.0 if v is pd.NA else 7.0 if v != v else v + np.copysign(1, v),
    ),
    "yes, no, unknown": (
        [True, None], [False, True, None], pa.bool_(), lambda v: 3.0 if v is pd.NA else 1.0 + v
    ),
    "text": (
        ["a", None], ["", "b", "a"], pa.string(),
        lambda v: 9.0 if v is pd.NA else {"": 1.0, "a": 2.0}.get(v, 4.0),
    ),
    "codes of text": (
        ["a", None], ["b", "c", None], pa.dictionary(pa.int32(), pa.string()),
        lambda v: 9.0 if v is pd.NA else float(ord(v)),
    ),
    "cents": (
        [Decimal("1.50"), None], [Decimal("-2.25"), Decimal("0.00"), None], pa.decimal128(8, 2),
        lambda v: 0.125 if v is pd.NA else float(v),
    ),
    "hours in Rome": (
        [SUMMER, None], [SUMMER + pd.Timedelta("1h"), None, SUMMER],
        pa.timestamp("us", "Europe/Rome"), lambda v: 99.0 if pd.isna(v) else v.hour,
    ),
    "days": (
        [datetime.date(2024, 2, 29), None],
        [datetime.date(1960, 1, 1), None, datetime.date(2024, 3, 1)],
        pa.date32(), lambda v: 99.0 if pd.isna(v) else v.day,
    ),
    "lists": ([[1.0, 2.0], None], [[], [5.0], [1.0, 2.0]], pa.list_(pa.float64()),
              lambda v: 99.0 if v is pd.NA else sum(v)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_values_by_hand(name):
    own, others, kind, read = CASES[name]
    X, B = beside_numbers(arrow_series(own, kind), arrow_series(others, kind))
    dtypes = [type_text(dtype) for dtype in X.dtypes]

    def predict(D):
        assert [type_text(dtype) for dtype in D.dtypes] == dtypes
        assert set(D.index) <= {"q", "p"}
        return product(read)(D)

    right = by_hand(lambda v, w: read(v) * w, cells(X), cells(B))
    close(numbers(st.explain(predict, X, B)), right)
    close(numbers(st.explain(predict, X, B, method="exact", n_jobs=2)), right)
    game = st.prediction_game(predict, X.iloc[[1]], B)
    close([game.worths()[0], *st.shapley_values(game).tolist()], right[1])


def test_a_change_of_an_arrow_column_is_seen_beside_nan():
    """Arrow's NaN is not equal to itself: no reason to call the rows changed, nor to miss it."""
    column = arrow_series([1.0, np.nan, None], pa.float64())
    X = pd.DataFrame({"v": column, "w": [1.0, 2.0, 3.0]})

    def changing(D):
        D["v"] = D["v"].fillna(0.0)
        return np.zeros(len(D))

    with pytest.raises(ValueError, match="predict changes the rows that it is given"):
        st.explain(changing, X, X)
    st.explain(lambda D: changing(D.copy()), X, X)


def test_parts_with_dictionaries_of_their_own():
    """One type, and yet the codes of X, of its two chunks and of the background differ."""
    kind = pa.dictionary(pa.int8(), pa.string())
    chunks = [pa.array(["b"]).cast(kind), pa.array(["a"]).cast(kind)]
    X = pd.DataFrame(
        {"v": pd.arrays.ArrowExtensionArray(pa.chunked_array(chunks)), "w": [1.0, 2.0]}
    )
    B = pd.DataFrame({"v": arrow_series(["c", "b", "a"], kind), "w": [2.0, 3.0, 0.5]})
    assert X["v"].dtype == B["v"].dtype
    right = by_hand(
        lambda v, w: ord(v) * w, [["b", 1.0], ["a", 2.0]], [["c", 2.0], ["b", 3.0], ["a", 0.5]]
    )
    close(numbers(st.explain(product(ord), X, B)), right)


# ---------------------------------------------------------------- two types


def meaning(cell):
    """What a cell says, whatever its type says it with."""
    if cell is None or cell is pd.NA or cell is pd.NaT or cell != cell:
        return "missing"
    cell = cell.item() if isinstance(cell, np.generic) else cell
    if isinstance(cell, (bool, int, float, Decimal)):
        return str(Fraction(cell) if np.isfinite(float(cell)) else cell)
    if isinstance(cell, datetime.timedelta):
        return f"for {pd.Timedelta(cell).total_seconds()}"
    if isinstance(cell, datetime.datetime):
        return f"at {pd.Timestamp(cell).isoformat()}"
    return f"{type(cell).__name__} {cell!r}"


def score(v, w):
    """A number that any other meaning changes."""
    return float(sum(k * letter for k, letter in enumerate(f"{meaning(v)} {w}".encode())) % 997)


def cells(frame):
    """Python's own cells, row by row."""
    return [[v, w] for v, w in zip(frame["v"].array, frame["w"].tolist(), strict=True)]


NOON = pd.Timestamp("2024-02-29 12:30")
PANDAS = {
    "int64": ([2**53 + 1, 3], "int64"),
    "float64": ([0.5, np.nan], "float64"),
    "bool": ([True, False], "bool"),
    "Int64": ([1, pd.NA], "Int64"),
    "Float64": ([0.5, pd.NA], "Float64"),
    "boolean": ([True, pd.NA], "boolean"),
    "object": (["a", None], object),
    "str": (["a", "b"], "str"),
    "string": (["a", pd.NA], "string[pyarrow]"),
    "string in Python": (["a", pd.NA], "string[python]"),
    "category": (["a", "b"], pd.CategoricalDtype(["b", "a"])),
    "datetime": ([NOON, pd.NaT], "datetime64[ns]"),
    "datetime in Berlin": ([NOON.tz_localize("Europe/Berlin")] * 2, "datetime64[s, Europe/Berlin]"),
    "timedelta": ([pd.Timedelta("1h"), pd.NaT], "timedelta64[ns]"),
}
TWO = {
    name: ((2 * some)[-2:], kind)
    for name, (some, kind) in ARROW.items()
    if name not in ("list", "struct")  # which pandas turns into arrays on the way
}


def told(X, B, predict, which=0):
    """What comes out when all is done that the messages say; of two ways, the one that is meant."""
    space, said = {"X": X.copy(), "background": B.copy(), "pd": pd}, []
    while len(said) < 3:
        try:
            return numbers(st.explain(predict, space["X"], space["background"])), said
        except TypeError as refused:
            said.append(str(refused))
            ours, theirs, way = re.match(
                r"column 'v' of background has type (.*) but X has (.*?); (.*)$", said[-1]
            ).groups()
            types = [Z["v"].dtype for Z in (space["background"], space["X"])]
            assert ours != theirs
            assert [ours, theirs] in ([*map(str, types)], [*map(repr, types)])
            exec(re.sub(r"^(give|where)[^:]*: ", "", way).split(", or ")[which], space)
    raise AssertionError("\n".join(said))


def zone(column):
    """Zone of a column of moments, "none" of others without one, "" of all other columns."""
    if not str(column.dtype).startswith(("datetime64", "timestamp")):
        return ""
    return str(getattr(getattr(column.dtype, "pyarrow_dtype", column.dtype), "tz", None) or "none")


@pytest.mark.parametrize("ours", TWO | PANDAS)
def test_every_two_types_lead_to_the_values_of_what_the_cells_mean(ours):
    for theirs in {**TWO, **(PANDAS if ours in TWO else {})}:
        x, background = (series(*(TWO | PANDAS)[name]) for name in (ours, theirs))
        if zone(x) and zone(background) and zone(x) != zone(background):
            continue  # what is meant depends on the model: below
        X = pd.DataFrame({"v": x, "w": [1.0, 2.0]}).set_axis(["q", "p"])
        B = pd.DataFrame({"v": background, "w": [0.5, 2.0]})
        found, _ = told(X, B, lambda D: np.array([score(*row) for row in cells(D)]))
        close(found, by_hand(score, cells(X), cells(B)))


IN_ROME = "Europe/Rome"
MOMENTS = {
    "pandas": lambda kind: pd.DatetimeTZDtype("us", kind) if kind else "datetime64[us]",
    "Arrow": lambda kind: pd.ArrowDtype(pa.timestamp("us", kind)),
}


def hours(D):
    return np.array([99.0 if pd.isna(v) else v.hour for v in D["v"].array]) * D["w"].to_numpy()


def moments(kind, there):
    times = [NOON, NOON + pd.Timedelta("13h"), None]
    return series([t and t.tz_localize(there) for t in times], MOMENTS[kind](there))


@pytest.mark.parametrize("theirs", MOMENTS)
@pytest.mark.parametrize("ours", MOMENTS)
@pytest.mark.parametrize("which", [0, 1])
def test_times_of_two_zones_are_asked_about(ours, theirs, which):
    X = pd.DataFrame({"v": moments(ours, "UTC"), "w": 1.0})
    B = pd.DataFrame({"v": moments(theirs, IN_ROME), "w": 2.0})
    found, said = told(X, B, hours, which)
    assert "give both the zone whose clock the model reads" in said[0]

    def hour(v, w):
        return (99 if pd.isna(v) else v.tz_convert(["UTC", IN_ROME][which]).hour) * w

    close(found, by_hand(hour, cells(X), cells(B)))


@pytest.mark.parametrize("there", [None, IN_ROME])
@pytest.mark.parametrize("theirs", MOMENTS)
@pytest.mark.parametrize("ours", MOMENTS)
def test_times_without_a_zone_are_those_of_the_other(ours, theirs, there):
    X = pd.DataFrame({"v": moments(ours, there), "w": 1.0})
    B = pd.DataFrame({"v": moments(theirs, None if there else IN_ROME), "w": 2.0})
    found, said = told(X, B, hours)
    assert "of that zone" in said[0]
    close(found, by_hand(lambda v, w: (99 if pd.isna(v) else v.hour) * w, cells(X), cells(B)))


# ---------------------------------------------------------------- what else is of Arrow

PLAIN = pd.DataFrame({"a": [3.0, 1.0, 2.0], "b": [5.0, 4.0, 1.0]}, index=["q", "p", "r"])
BEHIND = pd.DataFrame({"a": [0.0, 2.0], "b": [0.0, 2.0]})


def times(D):
    """Numbers of any type, multiplied."""
    return (D["a"].astype(float) * D["b"].astype(float)).to_numpy()


RIGHT = by_hand(lambda a, b: a * b, PLAIN.to_numpy().tolist(), BEHIND.to_numpy().tolist())
ANSWERS = {
    "doubles": lambda y: pd.Series(y, dtype="double[pyarrow]"),
    "whole numbers": lambda y: pd.Series(y, dtype="int64[pyarrow]"),
    "cents": lambda y: arrow_series([*map(Decimal, y.tolist())], pa.decimal128(9, 2)),
    "an array": lambda y: pd.array(y, dtype="double[pyarrow]"),
    "a table of one column": lambda y: pd.DataFrame({"y": pd.array(y, dtype="float[pyarrow]")}),
    "labels counted by Arrow": lambda y: pd.Series(
        y, index=pd.Index(range(len(y)), dtype="int64[pyarrow]")
    ),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_answers_of_arrow(kind):
    close(numbers(st.explain(lambda D: ANSWERS[kind](times(D)), PLAIN, BEHIND)), RIGHT)
    counted = PLAIN.reset_index(drop=True)
    close(numbers(st.explain(lambda D: ANSWERS[kind](times(D)), counted, BEHIND)), RIGHT)


def test_answers_of_arrow_beside_others():
    def both(D):
        return pd.DataFrame({"up": pd.array(times(D), dtype="double[pyarrow]"), "down": -times(D)})

    e = st.explain(both, PLAIN, BEHIND)
    close(numbers(e[:, "up"]), RIGHT)
    close(numbers(e[:, "down"]), -np.array(RIGHT))
    with pytest.raises(ValueError, match=r"nan for row 1 of 2; .* impute or clip inside predict"):
        st.explain(
            lambda D: pd.Series([*times(D)[1:], None], dtype="double[pyarrow]"), PLAIN, BEHIND
        )
    with pytest.raises(TypeError, match="labels are no numbers"):
        st.explain(lambda D: pd.Series(["a"] * len(D), dtype="string[pyarrow]"), PLAIN, BEHIND)


def test_answers_under_the_labels_of_x_in_another_type():
    """A model that hands its rows to another library may come back with labels of plain type."""
    X = PLAIN.set_axis(pd.Index([2, 0, 1], dtype="int64[pyarrow]"))
    e = st.explain(lambda D: pd.Series(times(D), index=D.index.to_numpy()), X, BEHIND)
    close(numbers(e), RIGHT)
    turned = X.iloc[[1, 2, 0]].set_axis(pd.Index([0, 1, 2], dtype="int64[pyarrow]"))
    with pytest.raises(ValueError, match="in another order"):
        st.explain(lambda D: pd.Series(times(D), D.index.to_numpy())[::-1], turned, BEHIND)


@pytest.mark.parametrize("dtype", ["string[pyarrow]", "string[python]", object])
def test_weights_of_arrow_find_their_rows(dtype):
    named = BEHIND.set_axis(pd.Index(["f", "g"], dtype=dtype))
    weights = pd.Series([1.0, 3.0], index=["g", "f"], dtype="double[pyarrow]")
    right = st.explain(times, PLAIN, BEHIND, background_weights=[3.0, 1.0])
    for index in (weights.index, pd.Index(weights.index, dtype="string[pyarrow]")):
        e = st.explain(times, PLAIN, named, background_weights=weights.set_axis(index))
        close(numbers(e), numbers(right))


def test_moments_of_arrow_are_matched_by_label():
    mean = pd.Series([1.0, 2.0], index=["a", "b"])
    cov = pd.DataFrame([[2.0, 0.5], [0.5, 1.0]], mean.index, mean.index)
    right = st.explain(times, PLAIN, st.GaussianConditional(mean, cov, draws=32))
    turned = mean[["b", "a"]], cov.loc[["b", "a"], ["b", "a"]]
    removal = st.GaussianConditional(*(z.astype("double[pyarrow]") for z in turned), draws=32)
    close(numbers(st.explain(times, PLAIN, removal)), numbers(right))
    for kind in ("double[pyarrow]", "int64[pyarrow]"):
        X = PLAIN.astype(kind)
        with pytest.raises(TypeError, match=r"X\.astype\(float\)"):
            st.explain(times, X, removal)
        close(numbers(st.explain(times, X.astype(float), removal)), numbers(right))


def test_masks_and_positions_of_arrow():
    X = PLAIN.set_axis(pd.Index(PLAIN.index, dtype="string[pyarrow]"))
    e = st.explain(times, X, BEHIND)
    mask = pd.Series([True, False, True], index=X.index, dtype="bool[pyarrow]")
    close(numbers(e[mask]), np.array(RIGHT)[[0, 2]])
    close(numbers(e[mask.set_axis(PLAIN.index)]), np.array(RIGHT)[[0, 2]])
    close(numbers(e[pd.Series([2, 0], dtype="int64[pyarrow]")]), np.array(RIGHT)[[2, 0]])
    with pytest.raises(IndexError, match="the labels of the mask are not those of the rows"):
        e[mask[::-1]]
    assert e.to_frame().index.equals(X.index)


@pytest.mark.parametrize("column", [[[1.0], None, []], [None, None, {"k": 1}], [{1}, None, "a"]])
def test_seeds_of_rows_are_the_same_alone_and_in_company(column):
    """Cells that cannot be hashed, in another row or in this one."""
    kinds = [object] if {1} in column else [object, pd.ArrowDtype(pa.array(column).type)]
    for kind in kinds:
        X = pd.DataFrame({"v": series(column, kind)})
        X[[f"x{j}" for j in range(6)]] = np.random.default_rng(0).normal(size=(3, 6))

        def predict(D):
            return np.sin(D.iloc[:, 1:].to_numpy().prod(axis=1)) + D["x0"].to_numpy() * D["x1"]

        whole = st.explain(predict, X, X, method="lineups", budget=40, rng=1)
        for i in range(3):
            alone = st.explain(predict, X.iloc[[i]], X, method="lineups", budget=40, rng=1)
            np.testing.assert_array_equal(alone.values, whole.values[[i]])


def test_two_kinds_of_text_are_told_apart():
    X, B = (PLAIN[["a"]].assign(v=pd.array(["x"] * 3, dtype=f"string[{where}]"))
            for where in ("python", "pyarrow"))  # fmt: skip
    with pytest.raises(TypeError, match=r"has type (\S.*) but X has (?!\1;)"):
        st.explain(len, X, B)


PICTURED = {
    "int64": [0.0, float(2**63), np.nan],
    "bool": [1.0, 0.0, np.nan],
    "decimal": [1.0, -2.5, np.nan],
    "string": ["a", "", "None"],
    "dictionary": ["a", "b", "None"],
    "date": ["2024-02-29", "1960-01-01", "None"],
    "moment": ["2024-03-31T12:00:00", "None", "2024-03-31T12:00:00"],
    "span": [1 / 24, 0.0, np.nan],
    "time": ["01:02:03", "00:00:00", "None"],
}


@pytest.mark.parametrize("name", PICTURED)
def test_what_pictures_show_of_arrow(name):
    some, kind = ARROW[name]
    some = (2 * some)[:3] if name != "int64" else [0, 2**63 - 1, None]
    X = pd.DataFrame({"v": series(some, kind), "w": [1.0, 2.0, 3.0]})
    shown = st.explain(lambda D: D["w"].to_numpy(), X, X).to_shap().data[:, 0]
    right = PICTURED[name]
    assert [str(cell) for cell in shown] == [str(cell) for cell in right]


@pytest.mark.parametrize("kind", ["float[pyarrow]", "double[pyarrow]"])
def test_trees_read_columns_of_arrow(kind):
    from sklearn.ensemble import HistGradientBoostingRegressor

    rng = np.random.default_rng(0)
    D = pd.DataFrame(np.float32(rng.normal(size=(90, 3))), columns=list("abc"))
    D.iloc[::7, 0] = np.nan
    model = HistGradientBoostingRegressor(max_iter=4).fit(D, np.nan_to_num(D).prod(axis=1))
    right = st.explain_trees(model, D[:6], D[40:50])
    arrow = D.astype(kind)
    close(numbers(st.explain_trees(model, arrow[:6], arrow[40:50])), numbers(right))
    close(numbers(st.explain(model.predict, arrow[:6], arrow[40:50])), numbers(right))
