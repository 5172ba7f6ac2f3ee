"""What reaches predict is what the caller gave: cells, types, labels, names, one by one.

Every mixed row is made by hand in mixing.py, and the model there reads rows to the letter.
"""

from __future__ import annotations

import functools
import sys

import numpy as np
import pandas as pd
import pytest
from mixing import (
    OBJECTS,
    OTHER_TIMES,
    OTHER_TYPE,
    PANDAS_HAS_STR,
    SAME_TYPE,
    StrictModel,
    by_definition,
    cells_of,
    columns_text,
    contents,
    frame_of,
    index_text,
    number,
    random_case,
    random_columns,
    random_labels,
    series,
    stored,
    texts_of,
    token,
    type_text,
    uneven_case,
)

import shapley_tutor as st
from shapley_tutor._engine import plan

seeds = pytest.mark.parametrize("seed", range(10))


@pytest.fixture
def rng(seed):
    return np.random.default_rng(seed)


def close(ours, theirs):
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)


def check_seen(model, X, B, dtypes):
    """All that the model saw has X's labels and names, and cells of X or of the background."""
    own = [type_text(dtype) for dtype in X.dtypes]
    assert model.types_seen <= {tuple(own), tuple(type_text(dtype) for dtype in dtypes)}
    assert model.columns_seen == {columns_text(X.columns)}
    assert model.labels_seen <= {token(label) for label in X.index}
    assert model.index_names == {index_text(X.index)}
    for j, ((_, ours), (_, theirs)) in enumerate(zip(X.items(), B.items(), strict=True)):
        given = {
            text for column in (ours, theirs) for text in texts_of(model.reads, stored(column))
        }
        assert model.cells_seen[j] <= given


def alone(d):
    return [[j] for j in range(d)]


def check_case(model, case, players=None, weights=None, **options):
    """explain() and prediction_game() against the definition."""
    X, B, dtypes = case
    players = players or alone(X.shape[1])
    before = contents(X), contents(B)
    e = st.explain(model, X, B, method="exact", background_weights=weights, **options)
    assert (contents(X), contents(B)) == before
    check_seen(model, X, B, dtypes)
    truth = by_definition(type(model)(**model.how), X, B, dtypes, players, weights)
    close(e.values, truth.values)
    close(e.base_values, truth.base)
    close(e.predictions, model(X))
    removal = B if weights is None else st.Marginal(B, weights)
    for i in {0, len(X) - 1}:
        watched = type(model)(**model.how)
        game = st.prediction_game(watched, X.iloc[[i]], removal, groups=options.get("groups"))
        close(game.worths(), truth.worths[i])
        check_seen(watched, X.iloc[[i]], B, dtypes)
    return e


@seeds
@pytest.mark.parametrize("labels", [True, False])
def test_columns_of_mixed_types(seed, rng, labels):
    kinds = rng.choice(list(SAME_TYPE), 4).tolist()
    check_case(StrictModel(labels=labels), random_case(rng, kinds, 3, 3))


@pytest.mark.parametrize("kind", SAME_TYPE)
def test_every_kind_of_column(kind, monkeypatch):
    """Three columns of a kind, one alone, one beside numbers; each in both exact ways."""
    for seed in range(6):
        rng = np.random.default_rng(seed)
        monkeypatch.setattr(plan, "_TRIFLE", [0, np.inf][seed // 3])
        kinds = [[kind], [kind, "float64"], [kind] * 3][seed % 3]
        case = random_case(rng, kinds, int(rng.integers(1, 4)), int(rng.integers(1, 5)))
        check_case(StrictModel(labels=seed % 2 == 0), case)


@pytest.mark.usefixtures("exact_way")
@pytest.mark.parametrize("cell", range(len(OBJECTS)))
def test_object_cells_that_are_equal_to_others(cell):
    """Each against all: None, NaN, NA, 0.0, -0.0, False, equal moments in two zones."""
    X = frame_of([series([OBJECTS[cell]], object)] * 2, pd.RangeIndex(1), pd.Index(["a", "b"]))
    B = frame_of(
        [series(OBJECTS, object), series(OBJECTS[::-1], object)],
        pd.RangeIndex(len(OBJECTS)),
        X.columns,
    )
    model = StrictModel()
    e = st.explain(model, X, B, method="exact")
    truth = by_definition(StrictModel(), X, B, [np.dtype(object)] * 2, alone(2))
    close(e.values, truth.values)
    check_seen(model, X, B, X.dtypes)
    arrays = [Z.to_numpy(dtype=object) for Z in (X, B)]
    e = st.explain(StrictModel(), *arrays, method="exact")
    close(e.values, by_definition(StrictModel(), *arrays, object, alone(2)).values)


@seeds
def test_types_of_x_and_background_that_differ(seed, rng):
    """The type is X's own, or the common one where X's would cut the background."""
    case = uneven_case(rng, 2, 3, int(rng.integers(1, 4)))
    model = StrictModel(reads=number, types=False)
    check_case(model, case)


@pytest.mark.parametrize("row", range(len(OTHER_TYPE + OTHER_TIMES)))
def test_the_common_type_of_every_two(row):
    own, cells, other, others, both = (OTHER_TYPE + OTHER_TIMES)[row]
    X = pd.DataFrame({"n": series(cells, own)})
    B = pd.DataFrame({"n": series(others, other)})
    check_case(StrictModel(number, types=False), (X, B, [np.dtype(both)]))
    arrays = [Z["n"].to_numpy()[:, None] for Z in (X, B)]
    model = StrictModel(number, types=False)
    e = st.explain(model, *arrays, method="exact")
    close(e.values, by_definition(model, *arrays, np.dtype(both), [[0]]).values)
    names = {f"{np.dtype(dtype).str} ndarray" for dtype in (own, both)}
    assert {types[0] for types in model.types_seen} <= names


@seeds
def test_groups_on_such_frames(seed, rng):
    kinds = rng.choice(list(SAME_TYPE), 5).tolist()
    X, B, dtypes = random_case(rng, kinds, 2, 3)
    places = rng.permutation(5)[:2].tolist()
    held = {0: [1, 3], 1: [0, 4, 2]}[seed % 2]
    held = held if seed % 3 else sorted(places)
    players = [held if j == held[0] else [j] for j in range(5) if j == held[0] or j not in held]
    players.sort(key=min)
    groups = {"together": [X.columns[j] for j in held]}
    e = check_case(StrictModel(), (X, B, dtypes), players, groups=groups)
    assert e.columns == tuple(tuple(sorted(own)) for own in players)


@seeds
def test_weights_are_matched_with_background_rows_by_label(seed, rng):
    kinds = rng.choice(list(SAME_TYPE), 3).tolist()
    case = random_case(rng, kinds, 2, 4)
    given = rng.uniform(0.1, 1, 4) * [1, 1, 0, 1]
    B = case.B.set_axis(pd.Index([30, 10, 40, 20]) if seed % 2 else list("dbac"))
    model = StrictModel()
    check_case(model, (case.X, B, case.dtypes), weights=given)
    series_of = pd.Series(given, B.index).iloc[rng.permutation(4)]
    e = st.explain(StrictModel(), case.X, B, background_weights=series_of, method="exact")
    close(e.values, by_definition(model, *case[:1], B, case.dtypes, alone(3), given).values)


@seeds
def test_a_baseline_of_one_row(seed, rng):
    kinds = rng.choice(list(SAME_TYPE), 4).tolist()
    X, B, dtypes = random_case(rng, kinds, 3, 1)
    model = StrictModel()
    e = st.explain(model, X, st.Baseline(B), method="exact")
    truth = by_definition(StrictModel(), X, B, dtypes, alone(4))
    close(e.values, truth.values)
    check_seen(model, X, B, dtypes)
    one = st.explain(StrictModel(), X.iloc[[1]], B, method="exact")
    close(one.values, truth.values[[1]])


@seeds
def test_imputed_frames(seed, rng):
    """Unknown cells come from the row's own label: another removal than a background."""
    kinds = rng.choice(list(SAME_TYPE), 3).tolist()
    X, B, dtypes = random_case(rng, kinds, 3, 1)
    seen = []

    def impute(rows, present):
        seen.append([type_text(dtype) for dtype in rows.dtypes])
        columns = [
            series(
                [
                    own if known else cells_of(B.iloc[:, j])[0]
                    for own, known in zip(cells_of(rows.iloc[:, j]), present[:, j], strict=True)
                ],
                dtypes[j],
            )
            for j in range(3)
        ]
        return frame_of(columns, rows.index, rows.columns)

    model = StrictModel()
    e = st.explain(model, X, st.Imputed(impute), method="exact")
    truth = by_definition(StrictModel(), X, B, dtypes, alone(3))
    close(e.values, truth.values)
    close(e.base_values, truth.base)
    check_seen(model, X, B, dtypes)
    assert seen == [[type_text(dtype) for dtype in dtypes]] * len(seen)
    game = st.prediction_game(StrictModel(), X.iloc[[2]], st.Imputed(impute))
    close(game.worths(), truth.worths[2])


@seeds
def test_imputed_columns_in_another_order_or_under_other_labels_are_refused(seed, rng):
    kinds = rng.choice(["float64", "int8", "str"], 3).tolist()
    X = random_case(rng, kinds, 3, 1).X.set_axis(list("abc"), axis=1).set_axis([5, 3, 9])
    order = rng.permutation(3)
    turned = np.roll(order, 1) if (order == np.arange(3)).all() else order
    with pytest.raises(ValueError, match="impute returned the columns"):
        st.explain(StrictModel(), X, st.Imputed(lambda rows, known: rows.iloc[:, turned]))
    with pytest.raises(ValueError, match="impute returned rows with other labels"):
        st.explain(StrictModel(), X, st.Imputed(lambda rows, known: rows.reset_index(drop=True)))


def gaussian_case(rng, d, dtype):
    root = rng.normal(size=(d, d))
    kinds = [list("abcde")[:d], [3, 1, 4, 0, 2][:d], list(range(d)), rng.permutation(d).tolist()]
    labels = pd.Index(kinds[rng.integers(4)])
    mean = pd.Series(rng.normal(size=d), labels)
    cov = pd.DataFrame(root @ root.T, labels, labels)
    X = pd.DataFrame(rng.normal(size=(3, d)).astype(dtype), columns=labels[rng.permutation(d)])
    X.iloc[0, 0] = -0.0
    return X.rename_axis(columns="feature").set_axis(random_labels(rng, 3)), mean, cov


def expected_linear(slopes, x, mean, cov, known):
    """E[slopes @ Z | Z_known = x_known] of a normal Z; known is bool (d,)."""
    filled, unknown = np.where(known, x, mean), ~known
    if known.any() and unknown.any():
        inside, across = cov[np.ix_(known, known)], cov[np.ix_(unknown, known)]
        filled[unknown] += across @ np.linalg.solve(inside, (x - mean)[known])
    return float(filled @ slopes)


@seeds
@pytest.mark.parametrize("labels_count", [False, True])
def test_gaussian_conditional_of_frames(seed, rng, labels_count):
    """Mean and covariance belong to columns by label; with labels of rows that count, too."""
    d, dtype = 4, ["float64", "float64", "float32"][seed % 3]
    X, mean, cov = gaussian_case(rng, d, dtype)
    slopes = pd.Series(rng.normal(size=d), mean.index)
    X = X.set_axis([30, 10, 20]) if labels_count else X
    price = pd.Series([1.0, 2.0, 3.0], [10, 20, 30])
    watched = StrictModel()

    def model(rows):
        watched(rows.iloc[:5])
        factor = price[rows.index].to_numpy() if labels_count else 1.0
        return (rows.astype(float) * slopes[rows.columns]).sum(axis=1).to_numpy() * factor

    across, down = rng.permutation(mean.index), rng.permutation(mean.index)
    removal = st.GaussianConditional(mean, cov.loc[down, across], draws=32)
    e = st.explain(model, X, removal, method="exact")
    tolerance = 1e-9 if dtype == "float64" else 1e-5
    order = X.columns
    moments = mean.loc[order].to_numpy(), cov.loc[order, order].to_numpy()
    for i in range(3):
        factor = price[X.index[i]] if labels_count else 1.0
        x = X.iloc[i].to_numpy(dtype=float)
        worths = [
            factor * expected_linear(slopes.loc[order].to_numpy(), x, *moments, S)
            for S in st.coalitions(d)
        ]
        truth = st.shapley_values(np.array(worths))
        np.testing.assert_allclose(e.values[i], truth, rtol=0, atol=tolerance)
        assert abs(e.base_values[i] - worths[0]) < tolerance
        game = st.prediction_game(model, X.iloc[[i]], removal)
        np.testing.assert_allclose(game.worths(), worths, rtol=0, atol=tolerance)
    assert watched.types_seen == {(type_text(X.dtypes.iloc[0]),) * d}
    assert watched.columns_seen == {columns_text(X.columns)}
    assert watched.labels_seen <= {token(label) for label in X.index}


# ---------------------------------------------------------------- labels


def priced(price):
    """A model that looks prices up by the rows' labels, and knows no others."""
    return lambda rows: rows.iloc[:, 0].to_numpy() * price.loc[rows.index].to_numpy()


@seeds
@pytest.mark.usefixtures("exact_way")
def test_a_model_that_looks_up_labels(seed, rng):
    """Few values in X and background, of which most are 0: nothing shows from a few of them."""
    n, size = int(rng.integers(2, 6)), int(rng.integers(3, 30))
    labels = pd.Index(rng.permutation(n) + 101)
    price = pd.Series(rng.integers(1, 3, n) * 10.0, labels)
    X = pd.DataFrame({"q": rng.integers(0, 3, n) * 1.0, "w": rng.integers(0, 2, n) * 1.0}, labels)
    B = pd.DataFrame({"q": np.zeros(size), "w": rng.integers(0, 2, size) * 1.0})
    B.iloc[-1, 0] = 1.0

    def model(rows):
        return rows["q"].to_numpy() * price.loc[rows.index].to_numpy() * (1 + rows["w"].to_numpy())

    e = st.explain(model, X, B, method="exact")
    truth = by_definition(model, X, B, X.dtypes, alone(2))
    close(e.values, truth.values)
    close(e.base_values, truth.base)


@seeds
def test_datetime_labels(seed, rng):
    X = pd.DataFrame(
        {"load": rng.normal(size=4), "wind": rng.normal(size=4)},
        index=pd.date_range("2024-01-15", periods=4, freq="35D", name="day"),
    )
    B = pd.DataFrame(rng.normal(size=(3, 2)), columns=X.columns)

    def model(rows):
        return rows["load"].to_numpy() * rows.index.month.to_numpy() + rows["wind"].to_numpy()

    e = st.explain(model, X, B, method="exact")
    close(e.values, by_definition(model, X, B, X.dtypes, alone(2)).values)


@seeds
def test_names_of_column_levels(seed, rng):
    columns = pd.MultiIndex.from_product([["x", "y"], [2023, 2024]], names=["v", "year"])
    X = pd.DataFrame(rng.normal(size=(2, 4)), columns=columns)
    B = pd.DataFrame(rng.normal(size=(3, 4)), columns=columns.set_names([None, None]))

    def model(rows):
        return (
            rows.xs("x", axis=1, level="v").prod(axis=1)
            + rows.xs(2024, axis=1, level="year").sum(axis=1)
        ).to_numpy()

    e = st.explain(model, X, B, method="exact")
    close(e.values, by_definition(model, X, B, X.dtypes, alone(4)).values)


def test_more_rows_than_a_piece_holds():
    """Labels that are equal within the first piece."""
    n = 2**14 + 7
    for seed in range(10):
        rng = np.random.default_rng(seed)
        shop = np.array([1] * 2**14 + [2] * 7)
        X = pd.DataFrame({"a": rng.integers(-5, 5, n), "b": rng.normal(size=n)}, index=shop)
        B = pd.DataFrame({"a": [0.5, 2.0], "b": rng.normal(size=2)})
        price = pd.Series([10.0, 20.0], [1, 2])
        e = st.explain(priced(price), X, B, method="exact")
        wanted = (X["a"].to_numpy() - 1.25) * price.loc[shop].to_numpy()
        close(e.values, np.column_stack([wanted, np.zeros(n)]))
        close(e.base_values, 1.25 * price.loc[shop])


def test_a_number_in_the_last_piece_that_no_common_type_holds():
    asked = []
    for seed in range(7):
        rng = np.random.default_rng(seed)
        X = rng.integers(-9, 9, (2**14 + 7, 2))
        X[-1 - seed % 7, seed % 2] = 2**53 + 1
        B = np.full((1, 2), 0.5)
        with pytest.raises(TypeError, match="background has type float64 but X has int64"):
            st.explain(asked.append, X, B)
        with pytest.raises(TypeError, match=f"column '{'ab'[seed % 2]}' of background"):
            st.explain(asked.append, *(pd.DataFrame(Z, columns=["a", "b"]) for Z in (X, B)))
    assert asked == []


@pytest.mark.usefixtures("exact_way")
def test_pieces_change_nothing(monkeypatch):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        case = random_case(rng, rng.choice(list(SAME_TYPE), 3).tolist(), 5, 3)
        whole = st.explain(StrictModel(labels=seed % 2 == 0), case.X, case.B)
        for module in ("shapley_tutor.explain", "shapley_tutor._engine.run"):
            monkeypatch.setattr(sys.modules[module], "ROWS_IN_A_PIECE", 2)
        parts = st.explain(StrictModel(labels=seed % 2 == 0), case.X, case.B)
        monkeypatch.undo()
        close(parts.values, whole.values)


@seeds
def test_moments_without_labels_are_in_the_order_of_the_columns(seed, rng):
    """A Series and a DataFrame whose labels are pandas' own, for columns that have names."""
    root, mean = rng.normal(size=(3, 3)), rng.normal(size=3)
    X = pd.DataFrame(rng.normal(size=(2, 3)), columns=list("cab"))
    removals = [
        st.GaussianConditional(*moments, draws=16)
        for moments in ((mean, root @ root.T), (pd.Series(mean), pd.DataFrame(root @ root.T)))
    ]
    plain, labeled = (st.explain(lambda Z: Z.to_numpy() @ [1, 2, 4], X, r) for r in removals)
    close(labeled.values, plain.values)
    close(plain.base_values, mean @ [1, 2, 4])


class Patients(pd.DataFrame):
    """A DataFrame with something of its own."""

    @property
    def _constructor(self):
        return Patients

    def risk(self):
        """What a model reads."""
        return self.iloc[:, 0].to_numpy() * self.attrs["scale"]


@seeds
def test_the_class_of_a_frame_and_its_attributes(seed, rng):
    X, B = Patients(rng.normal(size=(3, 2))), Patients(rng.normal(size=(3, 2)))
    X["c"] = B["c"] = "text" if seed % 2 else 0.0
    X.attrs = {"scale": float(rng.uniform(1, 2))}
    e = st.explain(lambda rows: rows.risk(), X, B)
    gap = (X[0].to_numpy() - B[0].mean()) * X.attrs["scale"]
    close(e.values, np.column_stack([gap, np.zeros((3, 2))]))
    numbers = X[[0, 1]]
    normal = st.GaussianConditional(np.zeros(2), np.eye(2), draws=8)
    e = st.explain(lambda rows: rows.risk(), numbers, normal)
    close(e.values[:, 0], X[0].to_numpy() * X.attrs["scale"])


@seeds
@pytest.mark.parametrize("method", ["kernel", "lineups"])
def test_what_predict_sees_of_a_sample(seed, rng, method):
    """Labels, types and cells are the same as of all coalitions."""
    case = random_case(rng, rng.choice(list(SAME_TYPE), 6).tolist(), 2, 2)
    model = StrictModel()
    e = st.explain(model, case.X, case.B, method=method, budget=40, rng=seed)
    check_seen(model, *case)
    nothing = [[0, 1, 2, 3, 4, 5]]
    close(e.base_values, by_definition(StrictModel(), *case, nothing).base)
    close(e.base_values + e.values.sum(axis=1), e.predictions)


# ---------------------------------------------------------------- columns


@seeds
def test_names_that_are_equal_as_text_only(seed, rng):
    labels = [1, "1", "'1'", 1.5, "1.5", None, "None"]
    labels = [labels[k] for k in rng.permutation(7)[:5]]
    X = pd.DataFrame(rng.normal(size=(2, 5)), columns=pd.Index(labels, dtype=object))
    B = pd.DataFrame(rng.normal(size=(3, 5)), columns=X.columns)
    e = check_case(StrictModel(), (X, B, X.dtypes))
    assert len(set(e.feature_names)) == 5
    groups = {1: [labels[0], labels[2]], "1": [labels[1], labels[4]]}
    if not {1, "1"} & {labels[3]}:
        players = sorted([[0, 2], [1, 4], [3]], key=min)
        e = check_case(StrictModel(), (X, B, X.dtypes), players, groups=groups)
        assert len(set(e.feature_names)) == 3


@seeds
def test_columns_in_another_order_or_with_another_name_are_refused(seed, rng):
    names = random_columns(rng, 4)
    X = pd.DataFrame(rng.normal(size=(2, 4)), columns=names)
    B = X.iloc[:, np.roll(np.arange(4), 1 + seed % 3)]
    with pytest.raises(ValueError, match="columns of X in another order"):
        st.explain(StrictModel(), X, B)
    with pytest.raises(ValueError, match="columns that X lacks"):
        st.explain(StrictModel(), X, X.set_axis([*names[:3], "another"], axis=1))
    doubled = X.set_axis([*names[:3], names[0]], axis=1)
    with pytest.raises(ValueError, match="X has two columns named"):
        st.explain(StrictModel(), doubled, doubled)


# ---------------------------------------------------------------- refusals

CATEGORY = functools.partial(pd.CategoricalDtype)
NO_COMMON_TYPE = [
    ("category", ["rome", "oslo"], "category", ["rome", "bern"]),
    (CATEGORY(["a", "b"]), ["a"], CATEGORY(["b", "a"]), ["a"]),
    (CATEGORY(["a", "b"], True), ["a"], CATEGORY(["a", "b"]), ["a"]),
    (CATEGORY(["a", "b"], True), ["a"], CATEGORY(["b", "a"], True), ["a"]),
    (CATEGORY(["a"]), ["a"], CATEGORY(["a", "b"]), ["a"]),
    (CATEGORY([1, 2]), [1], CATEGORY([1.0, 2.0]), [1.0]),
    (CATEGORY([True, "a"]), [True], CATEGORY([1, "a"]), [1]),
    (CATEGORY(["a", "b"]), ["a"], "str", ["a"]),
    *([(object, ["a"], "str", ["a"]), ("str", ["a"], object, [None])] if PANDAS_HAS_STR else []),
    ("string", ["a"], "str", ["a"]),
    (object, [None], "float64", [1.0]),
    (object, [True], "bool", [True]),
    ("Int64", [1, pd.NA], "int64", [1]),
    ("int64", [1], "Int64", [1, pd.NA]),
    ("Float64", [1.0], "float64", [np.nan]),
    ("boolean", [True], "bool", [True]),
    ("Int64", [1], "Int8", [1]),
    ("datetime64[ns, UTC]", _utc := [pd.Timestamp("2024-03-31", tz="UTC")], "datetime64[ns]", [0]),
    ("datetime64[us, UTC]", _utc, "datetime64[us, Europe/Berlin]", _utc),
    ("datetime64[ns]", [0], "timedelta64[ns]", [0]),
    ("datetime64[ns]", [0], "int64", [0]),
    ("int64", [0], "datetime64[ns]", [0]),
    ("int64", [2**53 + 1], "float64", [0.5]),
    ("float64", [0.5], "int64", [2**53 + 1]),
    ("int64", [-1], "uint64", [2**63 + 1]),
    ("datetime64[ns]", [1], "datetime64[s]", [pd.Timestamp("3024-02-29").as_unit("s")]),
    ("timedelta64[s]", [1], "datetime64[s]", [1]),
    ("period[M]", [pd.Period("2024-01", "M")], "period[D]", [pd.Period("2024-01-01", "D")]),
]


def as_code(label):
    """A label as one would type it."""
    parts = label if isinstance(label, tuple) else (label,)
    plain = tuple(part.item() if isinstance(part, np.generic) else part for part in parts)
    return repr(plain if isinstance(label, tuple) else plain[0])


@pytest.mark.parametrize("row", range(len(NO_COMMON_TYPE)))
def test_without_a_common_type_the_column_is_named(row):
    """Before predict is asked, whichever column it is."""
    own, cells, other, others = NO_COMMON_TYPE[row]
    for seed in range(10):
        rng = np.random.default_rng(seed)
        d, where = 3, int(rng.integers(3))
        names = random_columns(rng, d)
        even = random_case(rng, rng.choice(list(SAME_TYPE), d).tolist(), 2, 2)
        ours = [even.X.iloc[:, j].reset_index(drop=True) for j in range(d)]
        theirs = [even.B.iloc[:, j].reset_index(drop=True) for j in range(d)]
        ours[where] = series(cells[:1] * 2, own) if len(cells) == 1 else series(cells, own)
        theirs[where] = series(others[:1] * 2, other) if len(others) == 1 else series(others, other)
        X, B = (frame_of(columns, pd.RangeIndex(2), names) for columns in (ours, theirs))
        asked = []
        with pytest.raises(TypeError) as refusal:
            st.explain(asked.append, X, B)
        assert f"column {as_code(names[where])} of background" in str(refusal.value)
        with pytest.raises(TypeError, match="of background"):
            st.prediction_game(asked.append, X.iloc[[0]], B)
        assert asked == []


# ---------------------------------------------------------------- arrays

ARRAYS = {
    **{name: [0.0, -0.0, 1.5, np.nan, np.inf] for name in ("float16", "float32", "float64", ">f8")},
    **{name: [0, 1, np.iinfo(name).min, np.iinfo(name).max] for name in ("int8", "int64", ">i4")},
    **{name: [0, 1, np.iinfo(name).max] for name in ("uint8", "uint16", "uint64")},
    "longdouble": [np.longdouble(1) / 3, np.longdouble(0.0), np.longdouble(-0.0), np.longdouble(2)],
    "bool": [True, False],
    "complex64": [0j, complex(-0.0, 0.0), complex(0.0, -0.0), 1j, complex(np.nan, 1)],
    "complex128": [0j, complex(-0.0, 0.0), complex(0.0, -0.0), 1j, complex(np.nan, 1)],
    "U3": ["", "a", "abc"],
    "S3": [b"", b"a", b"abc"],
    "M8[M]": [np.datetime64("2024-03"), np.datetime64("NaT", "M")],
    "T": ["", "a", "a text of any length, that lies outside of the array"],
    "M8[s]": [np.datetime64("2024-03-31", "s"), np.datetime64("NaT", "s")],
    "M8[ns]": [np.datetime64("2024-03-31", "ns"), np.datetime64("NaT", "ns")],
    "m8[ms]": [np.timedelta64(5, "ms"), np.timedelta64(0, "ms"), np.timedelta64("NaT", "ms")],
    "O": OBJECTS,
}


def random_array(rng, dtype, rows, d):
    array = np.empty((rows, d), dtype=dtype)
    for place in np.ndindex(rows, d):
        array[place] = ARRAYS[dtype][rng.integers(len(ARRAYS[dtype]))]
    return array


@pytest.mark.usefixtures("exact_way")
@pytest.mark.parametrize("dtype", ARRAYS)
def test_every_type_of_array(dtype):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        d = int(rng.integers(1, 5))
        X, B = random_array(rng, dtype, 2, d), random_array(rng, dtype, 3, d)
        before = contents(X), contents(B)
        model = StrictModel()
        e = st.explain(model, X, B, method="exact")
        assert (contents(X), contents(B)) == before
        assert model.types_seen == {(f"{X.dtype.str} ndarray",)}
        for j, seen in model.cells_seen.items():
            assert seen <= {*texts_of(token, X[:, j]), *texts_of(token, B[:, j])}
        truth = by_definition(StrictModel(), X, B, X.dtype, alone(d))
        close(e.values, truth.values)
        game = st.prediction_game(StrictModel(), X[1], B)
        close(game.worths(), truth.worths[1])


@pytest.mark.parametrize("method", ["kernel", "lineups"])
@pytest.mark.parametrize("dtype", ARRAYS)
def test_a_seed_decides_what_is_sampled_from_such_arrays(dtype, method):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        X, B = random_array(rng, dtype, 2, 6), random_array(rng, dtype, 1, 6)
        model = StrictModel()
        once, twice = (
            st.explain(model, Z, B, method=method, budget=40, rng=seed)
            for Z in (X, X.copy(order="F"))
        )
        np.testing.assert_array_equal(once.values, twice.values)
        for j, seen in model.cells_seen.items():
            assert seen <= {*texts_of(token, X[:, j]), *texts_of(token, B[:, j])}


@seeds
def test_text_of_any_length(seed, rng):
    words = ["a", "bb", "a long word", ""]
    X, B = (np.array(rng.choice(words[k:], (2, 3))) for k in (0, 1))
    both = np.result_type(X, B)
    e = st.explain(StrictModel(types=False), X, B, method="exact")
    close(e.values, by_definition(StrictModel(types=False), X, B, both, alone(3)).values)


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.zeros((2, 1), dtype=[("a", float), ("b", int)]),
        lambda: np.zeros(2, dtype=[("a", float), ("b", int)]),
        lambda: np.rec.fromarrays([[1.0, 2.0], [3, 4]], names="a,b"),
        lambda: np.zeros((2, 2), dtype="V8"),
    ],
)
def test_structured_arrays_are_refused(make):
    for call in (
        lambda: st.explain(len, make(), make()),
        lambda: st.explain(len, np.zeros((2, 2)), make()),
        lambda: st.Baseline(make()[:1]),
    ):
        with pytest.raises(TypeError, match=r"records with names|raw bytes"):
            call()


@seeds
@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")
def test_matrices_are_arrays_and_masks_are_refused(seed, rng):
    X, B = rng.normal(size=(2, 3)), rng.normal(size=(4, 3))
    model = StrictModel()
    e = st.explain(model, np.asmatrix(X), np.asmatrix(B))
    close(e.values, by_definition(StrictModel(), X, B, X.dtype, alone(3)).values)
    assert model.types_seen == {("<f8 ndarray",)}
    for hide in (rng.random((2, 3)) < 0.5, np.zeros((2, 3), dtype=bool)):
        masked = np.ma.array(X, mask=hide)
        with pytest.raises(TypeError, match="masked array"):
            st.explain(model, masked, B)
        with pytest.raises(TypeError, match="masked array"):
            st.explain(model, X, masked)


@seeds
@pytest.mark.usefixtures("exact_way")
def test_an_array_and_a_frame_give_the_same(seed, rng):
    X = np.round(rng.normal(size=(4, 4)), seed % 3)
    B = np.round(rng.normal(size=(5, 4)), seed % 3)
    weights = rng.uniform(size=5)

    def model(Z):
        Z = np.asarray(Z)
        return np.tanh(Z).prod(axis=1) + np.copysign(1, Z[:, 0]) * Z[:, 1]

    array = st.explain(model, X, B, background_weights=weights)
    frames = [pd.DataFrame(Z, columns=list("dcba")) for Z in (X, B)]
    frame = st.explain(model, *frames, background_weights=weights)
    np.testing.assert_allclose(frame.values, array.values, rtol=0, atol=1e-13)
    np.testing.assert_allclose(frame.base_values, array.base_values, rtol=0, atol=1e-13)


# ---------------------------------------------------------------- what is the caller's


@seeds
def test_what_the_caller_changes_later_changes_nothing(seed, rng):
    X, B = rng.normal(size=(2, 3)), rng.normal(size=(3, 3))
    for given in (lambda Z: Z.copy(), lambda Z: pd.DataFrame(Z.copy(), columns=list("abc"))):
        x, b = given(X), given(B)
        mean, cov = np.zeros(3), np.eye(3)
        removals = [b, st.Marginal(b), st.GaussianConditional(mean, cov, draws=8)]
        found = [st.explain(StrictModel(), x, removal) for removal in removals]
        one = x.iloc[[0]].copy() if isinstance(x, pd.DataFrame) else x[0]
        before = [st.prediction_game(StrictModel(), one, removal).worths() for removal in removals]
        games = [st.prediction_game(StrictModel(), one, removal) for removal in removals]
        kept = [(e.values.copy(), contents(e.data)) for e in found]
        if isinstance(x, pd.DataFrame):
            one.iloc[:] = 0.0
            x.iloc[:], b.iloc[:] = 0.0, 0.0
            x.index, x.columns = ["p", "q"], list("xyz")
        else:
            x[:], b[:] = 0.0, 0.0
        mean[:], cov[:] = 9.0, 0.0
        assert [(e.values.tolist(), contents(e.data)) for e in found] == [
            (values.tolist(), data) for values, data in kept
        ]
        for game, worths in zip(games, before, strict=True):
            close(game.worths(), worths)
        again = given(X)
        for removal, e in zip(removals[1:], found[1:], strict=True):
            close(st.explain(StrictModel(), again, removal).values, e.values)
