"""What predict gives back: in which form, for which row, and whether it gives it again."""

from __future__ import annotations

import functools
import threading
import warnings

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array, csr_matrix

import shapley_tutor as st
from shapley_tutor._engine import predictor

D = 5
RNG = np.random.default_rng(0)
X, BACKGROUND = RNG.normal(size=(4, D)), RNG.normal(size=(6, D))
WEIGHTS = np.array([1.0, -2.0, 0.5, 3.0, 1.5])
NAMES = list("abcde")
FRAME, FRAME_BACKGROUND = (pd.DataFrame(rows, columns=NAMES) for rows in (X, BACKGROUND))
METHODS = {
    "exact": {"method": "exact"},
    "kernel": {"method": "kernel", "budget": 26},
    "lineups": {"method": "lineups", "budget": 26},
}


def wavy(Z):
    return np.sin(np.asarray(Z, dtype=float) * 1.7).prod(axis=1) + np.asarray(Z, dtype=float)[:, 0]


def plain(Z):
    return np.asarray(Z, dtype=float) @ WEIGHTS


def linear_values(rows, background):
    """Shapley values of ``plain``, known in closed form."""
    return (rows - background.mean(axis=0)) * WEIGHTS


# A row has the same values in any company


def company_checks(explain, rows, options, seed):
    """Compare a row's values alone, shuffled, repeated and spread over workers."""
    together = explain(rows, rng=seed, **options)
    order = np.random.default_rng(seed).permutation(len(rows)).tolist()
    take = rows.iloc if isinstance(rows, pd.DataFrame) else rows
    others = {
        "alone": [explain(take[k : k + 1], rng=seed, **options) for k in range(len(rows))],
        "shuffled": explain(take[order], rng=seed, **options),
        "repeated": explain(take[[0, *order, 0]], rng=seed, **options),
    }
    values, errors = together.values, together.standard_errors
    close = {"rtol": 1e-12, "atol": 1e-13}
    for k, alone in enumerate(others["alone"]):
        np.testing.assert_allclose(alone.values[0], values[k], **close)
        np.testing.assert_allclose(alone.standard_errors[0], errors[k], **close)
    np.testing.assert_allclose(others["shuffled"].values, values[order], **close)
    np.testing.assert_allclose(others["shuffled"].standard_errors, errors[order], **close)
    np.testing.assert_allclose(others["repeated"].values, values[[0, *order, 0]], **close)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(10))
def test_a_row_has_its_values_in_any_company(method, seed):
    def explain(rows, **options):
        return st.explain(wavy, rows, BACKGROUND, **options)

    company_checks(explain, X, METHODS[method], seed)


@pytest.mark.parametrize("method", METHODS)
def test_a_row_of_a_frame_has_its_values_in_any_company(method):
    rows = FRAME.assign(d=list("uvuv"))
    background = FRAME_BACKGROUND.assign(d=list("uuvvww"))

    def model(D):
        return wavy(D.assign(d=D["d"].map({"u": 0.1, "v": 0.7, "w": -0.4}).astype(float)))

    def explain(rows, **options):
        return st.explain(model, rows, background, **options)

    company_checks(explain, rows, METHODS[method], 3)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("removal", ["gaussian", "imputed"])
def test_a_row_has_its_values_in_any_company_given_what_is_known(method, removal):
    made = {
        "gaussian": st.GaussianConditional(np.zeros(D), np.eye(D) + 0.3, draws=12),
        "imputed": st.Imputed(lambda rows, present: np.where(present, rows, present.mean())),
    }[removal]
    if removal == "imputed":  # what it fills in must depend on the row alone
        made = st.Imputed(
            lambda rows, present: np.where(present, rows, present.mean(axis=1, keepdims=True))
        )

    def explain(rows, **options):
        return st.explain(wavy, rows, made, **options)

    company_checks(explain, X, METHODS[method], 5)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n_jobs", [2, 3])
@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_workers_change_nothing(method, n_jobs, backend):
    alone = st.explain(wavy, X, BACKGROUND, rng=1, n_jobs=1, **METHODS[method])
    with joblib.parallel_config(backend=backend):
        spread = st.explain(wavy, X, BACKGROUND, rng=1, n_jobs=n_jobs, **METHODS[method])
    np.testing.assert_allclose(spread.values, alone.values, rtol=1e-12)
    np.testing.assert_allclose(spread.standard_errors, alone.standard_errors, rtol=1e-12)
    assert spread.evaluations == alone.evaluations


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("size", [1, 7, 100, 100_000])
def test_batches_of_any_size_change_nothing(method, size, monkeypatch):
    usual = st.explain(wavy, X, BACKGROUND, rng=1, **METHODS[method])
    monkeypatch.setattr(predictor, "FIRST_ROWS", size)
    monkeypatch.setattr(predictor, "_SECONDS_TO_EXPLORE", float("inf"))  # and stays so
    sizes = []

    def model(Z):
        sizes.append(len(Z))
        return wavy(Z)

    found = st.explain(model, X, BACKGROUND, rng=1, **METHODS[method])
    assert max(sizes) <= max(2, size)
    np.testing.assert_allclose(found.values, usual.values, rtol=1e-12)
    np.testing.assert_allclose(found.standard_errors, usual.standard_errors, rtol=1e-12)
    assert found.evaluations == usual.evaluations


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("seed", range(10))
def test_arrays_frames_and_types_of_numbers_change_nothing(method, seed):
    options = {"rng": seed, **METHODS[method]}
    rows, background = (X * 10).round(), (BACKGROUND * 10).round()
    kinds = [rows, rows.astype(int), rows.astype(np.float32)]
    found = [st.explain(wavy, kind, background.astype(kind.dtype), **options) for kind in kinds]
    found.append(
        st.explain(
            wavy,
            pd.DataFrame(rows).rename(columns=str),
            pd.DataFrame(background).rename(columns=str),
            **options,
        )
    )
    mixed = pd.DataFrame(rows, columns=NAMES).astype({"a": int, "b": "Float64"})
    mixed_background = pd.DataFrame(background, columns=NAMES).astype({"a": int, "b": "Float64"})
    found.append(st.explain(wavy, mixed, mixed_background, **options))
    for other in found[1:]:
        np.testing.assert_allclose(other.values, found[0].values, rtol=1e-12, atol=1e-13)
        np.testing.assert_allclose(other.standard_errors, found[0].standard_errors, atol=1e-13)


@pytest.mark.parametrize("method", ["kernel", "lineups"])
def test_the_default_budget_of_a_row_does_not_grow_with_its_company(method):
    n = 1_100 if method == "lineups" else 700  # each needs more than the 2,048 of the others
    rows, background = np.zeros((2, n)), np.zeros((1, n))
    rows[0, :20], rows[1] = 1.0, 1.0

    def model(Z):
        return np.sin(Z[:, :20].sum(axis=1)) + Z.sum(axis=1)

    alone = st.explain(model, rows[:1], background, method=method, rng=0)
    together = st.explain(model, rows, background, method=method, rng=0)
    assert (alone.standard_errors[0, :20] > 0).all()
    np.testing.assert_allclose(together.values[0], alone.values[0], rtol=1e-12)
    np.testing.assert_allclose(together.standard_errors[0], alone.standard_errors[0], rtol=1e-12)


def test_a_budget_too_small_for_one_pair_in_thousands_is_refused_before_the_model_is_called():
    rows, background = np.zeros((60, 40)), np.zeros((60, 40))
    rows[:, 0] = 1.0
    rows[17] = 1.0  # this row differs in 40 players, all others in one

    def model(Z):
        raise AssertionError("called")

    with pytest.raises(ValueError, match=r"budget is 60 .* with 40 players needs at least"):
        st.explain(model, rows, background, method="kernel", budget=60)


def test_a_budget_too_small_for_a_late_row_is_refused():
    rows, background = np.zeros((2**14 + 2, 40)), np.zeros((1, 40))
    rows[-1] = 1.0
    with pytest.raises(ValueError, match=r"budget is 60 .* with 40 players needs at least"):
        st.explain(lambda Z: Z.sum(axis=1), rows, background, method="kernel", budget=60)


# Forms of an answer


class Tensor:
    """Stands for a tensor of a library that numpy can read."""

    is_cuda = False

    def __init__(self, numbers):
        self._numbers = numbers

    def detach(self):
        return self

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self._numbers, dtype=dtype)


class OnGPU(Tensor):
    """Stands for a tensor in the memory of a graphics card."""

    is_cuda = True


class OnAnotherDevice(Tensor):
    """Stands for a tensor that is neither on the CPU nor on CUDA."""

    device = "mps:0"

    def __array__(self, dtype=None, copy=None):
        raise TypeError("can't convert mps:0 device type tensor to numpy")


class Lazy:
    """Stands for an array of a library that is asked for numpy's by a method."""

    def __init__(self, method):
        setattr(self, method, lambda *_: None)


FORMS = {
    "a column": lambda y: y[:, None],
    "a list": lambda y: y.tolist(),
    "a list of lists": lambda y: y[:, None].tolist(),
    "a list of numpy numbers": list,
    "a matrix": lambda y: np.matrix(y).T,
    "a sparse sum": lambda y: csr_matrix(y[:, None]).sum(axis=1),
    "masked, without a mask": np.ma.masked_invalid,
    "a Series": pd.Series,
    "a nullable Series": lambda y: pd.Series(y, dtype="Float64"),
    "a Series of objects": lambda y: pd.Series(y, dtype=object),
    "a DataFrame of one column": lambda y: pd.DataFrame({"price": y}),
    "a tensor": Tensor,
    "longdouble": lambda y: y.astype(np.longdouble),
    "backwards in memory": lambda y: y[::-1].copy()[::-1],
    "Fortran's order": lambda y: np.asfortranarray(y[:, None]),
    "big endian": lambda y: y.astype(">f8"),
    "read only": lambda y: np.frombuffer(y.tobytes()),
}


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("framed", [False, True])
def test_one_number_for_each_row_in_any_form(form, framed):
    rows, background = (FRAME, FRAME_BACKGROUND) if framed else (X, BACKGROUND)
    e = st.explain(lambda Z: FORMS[form](plain(Z)), rows, background)
    np.testing.assert_allclose(e.values, linear_values(X, BACKGROUND), atol=1e-12)
    np.testing.assert_allclose(e.predictions, plain(X))
    assert e.values.shape == (4, D)
    assert e.output_names is None


@pytest.mark.parametrize(
    "dtype", [bool, np.int8, np.uint16, int, np.uint64, np.float16, "Int64", "boolean"]
)
def test_whole_and_short_numbers_become_floats(dtype):
    def votes(Z):
        answer = (plain(Z) > 0) + np.zeros(len(Z))
        return pd.Series(answer).astype(dtype) if isinstance(dtype, str) else answer.astype(dtype)

    e = st.explain(votes, X, BACKGROUND)
    wanted = st.explain(lambda Z: np.where(plain(Z) > 0, 1.0, 0.0), X, BACKGROUND)
    np.testing.assert_array_equal(e.values, wanted.values)
    assert np.abs(e.values).max() > 0.1


def test_tensors_of_single_precision_with_gradients():
    torch = pytest.importorskip("torch")
    weights = torch.tensor(WEIGHTS, dtype=torch.float32, requires_grad=True)
    e = st.explain(lambda Z: torch.as_tensor(Z, dtype=torch.float32) @ weights, X, BACKGROUND)
    np.testing.assert_allclose(e.values, linear_values(X, BACKGROUND), atol=1e-5)
    short = st.explain(lambda Z: torch.as_tensor(plain(Z)).bfloat16(), X, BACKGROUND)
    np.testing.assert_allclose(short.values, linear_values(X, BACKGROUND), atol=0.1)
    with pytest.raises(TypeError, match=r"a list of Tensor for 6 rows.* value\.item\(\)"):
        st.explain(lambda Z: list(weights.sum() * torch.as_tensor(plain(Z))), X, BACKGROUND)


REFUSED = {
    "None": (lambda y: None, "returned NoneType for 6 rows; it must return one number for each"),
    "a generator": (
        lambda y: (v for v in y),
        r"returned generator .* collect what it yields, lambda X: list\(predict\(X\)\)",
    ),
    "a tuple": (lambda y: (y, y), r"2 things in a tuple .* predict\(X\)\[0\]"),
    "a dict": (lambda y: {"y": y}, "returned dict"),
    "a text": (lambda y: "yes", "returned str"),
    "no axis": (lambda y: np.array(1.0), r"returned shape \(\)"),
    "a number": (lambda y: 1.0, "returned float"),
    "three axes": (lambda y: y[:, None, None], r"returned shape \(6, 1, 1\)"),
    "a row": (lambda y: y[None], r"returned shape \(1, 6\) for 6 rows"),
    "no outputs": (lambda y: np.empty((len(y), 0)), r"returned shape \(6, 0\)"),
    "too few": (lambda y: y[1:], r"returned shape \(5,\) for 6 rows"),
    "too few in a Series": (lambda y: pd.Series(y[1:]), r"returned shape \(5,\) for 6 rows"),
    "masked": (lambda y: np.ma.masked_greater(y, 1), r"a masked array.*\.filled\(value\)"),
    "on a GPU": (OnGPU, r"a tensor on a GPU for 6 rows.* \.detach\(\)\.cpu\(\)\.numpy\(\)"),
    "on a device": (
        OnAnotherDevice,
        r"a tensor on a GPU for 6 rows.* \.detach\(\)\.cpu\(\)\.numpy\(\)",
    ),
    "sparse": (lambda y: csr_array(y[:, None]), r"csr_array .*\.toarray\(\)"),
    "polars": (lambda y: Lazy("to_numpy"), r"Lazy for 6 rows.* end it with \.to_numpy\(\)"),
    "tensorflow": (lambda y: Lazy("numpy"), r"Lazy for 6 rows.* end it with \.numpy\(\)"),
    "jax": (lambda y: Lazy("__array__"), r"Lazy for 6 rows.* np\.asarray\(predict\(X\)\)"),
    "complex": (lambda y: y + 0j, r"complex128.* its \.real"),
    "objects": (lambda y: y.astype(object), r"of type object.* dtype=float\)"),
    "labels": (
        lambda y: np.where(y > 0, "yes", "no"),
        "labels are no numbers: pass model.predict_pro",
    ),
    "numbers as labels": (lambda y: np.where(y > 0, "1", "0"), "labels are no numbers"),
    "object labels": (lambda y: np.where(y > 0, "1", "0").astype(object), "labels are no numbers"),
    "a Series of labels": (lambda y: pd.Series(np.where(y > 0, "1", "0")), "labels are no num"),
    "object labels in a Series": (
        lambda y: pd.Series(np.where(y > 0, "1", "0"), dtype=object),
        "labels are no numbers",
    ),
    "categories of labels": (
        lambda y: pd.Series(pd.Categorical(np.where(y > 0, "1", "0"))),
        "labels are no numbers",
    ),
    "a column of labels": (
        lambda y: pd.DataFrame({"y": y, "label": np.where(y > 0, "1", "0")}),
        "of type object",
    ),
    "dates": (lambda y: pd.Series(pd.to_datetime(y)), r"datetime64.*count days"),
    "unequal parts": (lambda y: [[v] * (1 + k % 2) for k, v in enumerate(y)], "unequal parts"),
    "missing": (lambda y: pd.Series([*y[1:], pd.NA], dtype="Float64"), "nan for row 5 of 6"),
    "None in a list": (lambda y: [*y[1:], None], r"of type object.*dtype=float\)"),
    "too large": (lambda y: y.astype(np.longdouble) * np.longdouble(10) ** 400, "inf for row 0"),
    "infinite in half": (lambda y: y.astype(np.float16) * np.float16(np.inf), "inf for row 0"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_other_answers_are_refused_with_what_to_do(case):
    form, message = REFUSED[case]
    with pytest.raises((TypeError, ValueError), match=message):
        st.explain(lambda Z: form(np.abs(plain(Z)) + 1), X, BACKGROUND)


LABELS = {
    "numbers from 100": pd.Index(range(100, 110)),
    "texts": pd.Index(list("pqrstuvwxy")),
    "dates": pd.date_range("2024-01-01", periods=10),
    "two levels": pd.MultiIndex.from_product([list("uv"), range(5)], names=["team", "day"]),
    "all the same": pd.Index(["row"] * 10),
    "categories": pd.CategoricalIndex(list("pqrstuvwxy")),
    "periods": pd.period_range("2024-01", periods=10, freq="M"),
    "intervals": pd.interval_range(0, 10),
}


@pytest.mark.parametrize("labels", LABELS)
def test_a_series_with_the_labels_of_the_rows_or_with_none_is_taken(labels):
    index = LABELS[labels]
    rows, background = FRAME.set_axis(index[:4]), FRAME_BACKGROUND.set_axis(index[4:])
    for model in (
        lambda D: pd.Series(plain(D), index=D.index),
        lambda D: pd.Series(plain(D)),
        lambda D: D["a"] * 2,
        lambda D: D[["a"]] * 2,
    ):
        e = st.explain(model, rows, background)
        wanted = st.explain(lambda D, f=model: f(D).to_numpy(), rows, background)
        np.testing.assert_array_equal(e.values, wanted.values)


@pytest.mark.filterwarnings("ignore:predict answered")
@pytest.mark.parametrize("labels", [*LABELS, "none"])
def test_a_series_in_another_order_is_refused(labels):
    if labels == "all the same":
        return test_a_series_with_strange_labels_is_refused()
    index = LABELS.get(labels, pd.RangeIndex(10))
    rows, background = FRAME.set_axis(index[:4]), FRAME_BACKGROUND.set_axis(index[4:])
    with pytest.raises(ValueError, match=r"other labels, or in another order.*\.to_numpy\(\)"):
        st.explain(lambda D: pd.Series(plain(D), index=D.index)[::-1], rows, background)
    with pytest.raises(ValueError, match=r"other labels, or in another order.*\.to_numpy\(\)"):
        st.explain(lambda D: pd.DataFrame({"y": plain(D)}, index=D.index)[::-1], rows, background)
    return None


def test_a_series_with_strange_labels_is_refused():
    with pytest.raises(ValueError, match="other labels"):
        st.explain(lambda Z: pd.Series(plain(Z), index=range(5, 5 + len(Z))), X, BACKGROUND)
    with pytest.raises(ValueError, match="other labels"):
        st.explain(lambda Z: pd.Series(plain(Z)).sort_values(), X, BACKGROUND)


@pytest.mark.parametrize("order", [[5, 4, 3, 2, 1, 0], [3, 0, 5, 1, 4, 2]])
def test_numbers_that_are_labels_in_another_order_leave_a_doubt(order):
    """0, 1, 2, ... may count rows, or be their labels after sorting."""
    rows = FRAME.iloc[[k for k in order if k < len(FRAME)]]
    for model in (
        lambda D: pd.Series(plain(D), index=D.index).sort_index(),
        lambda D: pd.Series(plain(D)),
    ):
        with pytest.raises(ValueError, match=r"other labels, or in another order.*\.to_numpy\(\)"):
            st.explain(model, rows, FRAME_BACKGROUND)
    e = st.explain(lambda D: pd.Series(plain(D)).to_numpy(), rows, FRAME_BACKGROUND)
    np.testing.assert_allclose(e.values, linear_values(rows.to_numpy(), BACKGROUND), atol=1e-12)


def test_columns_of_a_frame_name_the_outputs():
    def both(D):
        return pd.DataFrame({"up": plain(D), 7: -plain(D)}, index=D.index)

    e = st.explain(both, FRAME, FRAME_BACKGROUND)
    assert e.output_names == ("up", 7)
    np.testing.assert_allclose(e[:, "up"].values, linear_values(X, BACKGROUND), atol=1e-12)
    np.testing.assert_array_equal(e[:, 7].values, -e[:, "up"].values)
    renamed = st.explain(both, FRAME, FRAME_BACKGROUND, output_names=["rise", "fall"])
    assert renamed.output_names == ("rise", "fall")


def test_columns_of_a_frame_that_change_their_order_are_refused():
    """A table whose columns stand in the order of their first appearance, as pivots make them."""

    def model(D):
        table = {"up": plain(D), "down": -plain(D)}
        return pd.DataFrame({name: table[name] for name in sorted(table, reverse=len(D) > 6)})

    with pytest.raises(ValueError, match=r"columns 'up', 'down', but 'down', 'up' the first time"):
        st.explain(model, FRAME, FRAME_BACKGROUND)


@pytest.mark.parametrize("names", [["low", "high"], ("low", "high"), np.array(["low", "high"])])
def test_names_of_outputs_reach_everything_made_of_them(names):
    e = st.explain(
        lambda Z: np.column_stack([plain(Z), wavy(Z)]), X, BACKGROUND, output_names=names
    )
    assert e.output_names == ("low", "high")
    np.testing.assert_array_equal(e[:, :, 1].values, e.values[..., 1])
    np.testing.assert_array_equal(e[:, "high"].values, e.values[..., 1])
    np.testing.assert_array_equal(e[1:3, :, "low"].values, e.values[1:3, :, 0])
    frame = e.to_frame()
    assert frame.index.names[-1] == "output"
    high = frame.xs("high", level="output")
    np.testing.assert_array_equal(high[list(e.feature_names)], e.values[..., 1])
    np.testing.assert_array_equal(high["prediction"], wavy(X))


def test_names_of_outputs_may_be_any_labels():
    e = st.explain(
        lambda Z: np.column_stack([plain(Z)] * 3), X, BACKGROUND, output_names=[2, None, (1, 2)]
    )
    np.testing.assert_array_equal(e[:, 2].values, e.values[..., 0])
    np.testing.assert_array_equal(e[:, None].values, e.values[..., 1])
    one = st.explain(plain, X, BACKGROUND, output_names=["price"])
    assert (one.output_names, one.values.shape) == (("price",), (4, D))


@pytest.mark.parametrize(
    ("names", "error", "message"),
    [
        ("ab", TypeError, r"must be a list of names, got 'ab'; pass \['ab'\]"),
        (b"ab", TypeError, "must be a list of names, got b'ab'"),
        (2, TypeError, "must be a list of names, got 2"),
        ({"a", "b"}, TypeError, "got set; pass the names in the order of the outputs"),
        ({"a": 1, "b": 2}, TypeError, "got dict"),
        ([["a"], ["b"]], TypeError, r"output_names holds \['a'\]; a name is a text or a number"),
        (["a", "a"], ValueError, "output_names has 'a' more than once"),
        ([1, True], ValueError, "output_names has 1 more than once"),
    ],
)
def test_bad_names_of_outputs_are_refused_before_the_model_is_called(names, error, message):
    def model(Z):
        raise AssertionError("called")

    with pytest.raises(error, match=message):
        st.explain(model, X, BACKGROUND, output_names=names)


@pytest.mark.parametrize("names", [[], ["a"], ["a", "b", "c"]])
def test_too_few_or_too_many_names_of_outputs_are_refused(names):
    with pytest.raises(ValueError, match=f"output_names has {len(names)} names .* 2 numbers"):
        st.explain(lambda Z: np.column_stack([plain(Z)] * 2), X, BACKGROUND, output_names=names)


# Memory that predict shares, keeps, or writes to


def reuses_its_output():
    out = np.empty(100_000)
    return lambda Z: np.dot(Z, WEIGHTS, out=out[: len(Z)])


def reuses_a_table():
    out = np.empty((100_000, 1))

    def predict(Z):
        out[: len(Z), 0] = Z @ WEIGHTS
        return out[: len(Z)]

    return predict


def spoils_what_it_returned():
    kept = []

    def predict(Z):
        for old in kept:
            old[:] = np.nan
        kept.append(Z @ WEIGHTS)
        return kept[-1]

    return predict


def keeps_its_input_and_spoils_it():
    kept = []

    def predict(Z):
        for old in kept:
            old[:] = np.nan
        kept.append(Z)
        return Z @ WEIGHTS

    return predict


def from_the_second_call_on(spoil):
    calls = []

    def predict(Z):
        calls.append(1)
        answer = Z @ WEIGHTS
        if len(calls) > 1:
            spoil(Z)
        return answer

    return predict


def spoils_its_input_from_the_second_call_on():
    return from_the_second_call_on(lambda Z: Z.fill(np.nan))


def flattens_its_input_from_the_second_call_on():
    def flatten(Z):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Z.shape = (-1,)

    return from_the_second_call_on(flatten)


def returns_a_view_of_its_input():
    def predict(Z):
        Z = Z * 1.0
        Z[:, 0] = Z @ WEIGHTS
        return Z[:, 0]

    return predict


SHARERS = [
    reuses_its_output,
    reuses_a_table,
    spoils_what_it_returned,
    keeps_its_input_and_spoils_it,
    spoils_its_input_from_the_second_call_on,
    flattens_its_input_from_the_second_call_on,
    returns_a_view_of_its_input,
]


@pytest.mark.parametrize("sharer", SHARERS)
@pytest.mark.parametrize("method", METHODS)
def test_memory_that_predict_shares_or_spoils_changes_nothing(sharer, method, monkeypatch):
    monkeypatch.setattr(predictor, "FIRST_ROWS", 20)  # many calls
    rows, background = X.copy(), BACKGROUND.copy()
    e = st.explain(sharer(), rows, background, rng=0, **METHODS[method])
    np.testing.assert_allclose(e.values, linear_values(X, BACKGROUND), atol=1e-12)
    np.testing.assert_allclose(e.predictions, plain(X))
    np.testing.assert_allclose(e.base_values, plain(BACKGROUND).mean())
    np.testing.assert_array_equal(rows, X)
    np.testing.assert_array_equal(background, BACKGROUND)


def test_a_column_of_the_input_is_an_answer():
    for rows, background, model in (
        (X, BACKGROUND, lambda Z: Z[:, 1]),
        (FRAME, FRAME_BACKGROUND, lambda D: D["b"]),
        (X, BACKGROUND, lambda Z: Z),
    ):
        e = st.explain(model, rows, background)
        values = e.values if e.values.ndim == 2 else e.values[..., 1]
        wanted = np.zeros((4, D))
        wanted[:, 1] = X[:, 1] - BACKGROUND[:, 1].mean()
        np.testing.assert_allclose(values, wanted, atol=1e-13)


FRAME_SPOILERS = {
    "cells": lambda D: D.__setitem__("a", 9.0),
    "a new column": lambda D: D.insert(0, "new", 1.0),
    "rows dropped": lambda D: D.drop(D.index[:1], inplace=True),
    "columns renamed": lambda D: D.rename(columns={"a": "z"}, inplace=True),
    "names of the axes": lambda D: (
        setattr(D.columns, "name", "spoiled"),
        setattr(D.index, "name", "spoiled"),
    ),
    "the index reset": lambda D: D.reset_index(drop=True, inplace=True),
    "the order": lambda D: D.sort_values("a", inplace=True),
}


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("spoiler", FRAME_SPOILERS)
def test_a_frame_that_predict_spoils_later_changes_nothing(spoiler, monkeypatch):
    monkeypatch.setattr(predictor, "FIRST_ROWS", 20)
    rows, background = FRAME.copy(), FRAME_BACKGROUND.copy()
    calls = []

    def predict(D):
        calls.append((list(D.columns), D.columns.name, D.index.name))
        answer = plain(D)
        if len(calls) > 1:
            FRAME_SPOILERS[spoiler](D)
        return answer

    e = st.explain(predict, rows, background)
    np.testing.assert_allclose(e.values, linear_values(X, BACKGROUND), atol=1e-12)
    assert len(calls) > 3
    assert all(call == (NAMES, None, None) for call in calls)
    pd.testing.assert_frame_equal(rows, FRAME)
    pd.testing.assert_frame_equal(background, FRAME_BACKGROUND)


@pytest.mark.filterwarnings("ignore:The inplace keyword")
def test_a_frame_that_predict_sorts_in_place_later_is_no_order_to_trust():
    """The answer has the labels of the rows as they are now, not as they were."""
    rows = FRAME.set_axis(list("pqrs"))

    def predict(D):
        if len(D) > 6:
            D.sort_values("a", inplace=True)
        return pd.Series(plain(D), index=D.index)

    with pytest.raises(ValueError, match="in another order"):
        st.explain(predict, rows, FRAME_BACKGROUND)


# Whether predict answers the same again


def explain_warned(*args, **options):
    """An explanation and the warnings that came with it."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        e = st.explain(*args, **options)
    return e, [w for w in caught if "for the same row" in str(w.message)]


def noisy(rng):
    return lambda Z: plain(Z) + rng.normal(scale=0.5, size=len(Z))


def noisy_by_a_thousandth(rng):
    return lambda Z: plain(Z) + rng.normal(scale=0.01, size=len(Z))


def noisy_far_from_zero(rng):
    return lambda Z: 2_000.0 + plain(Z) + rng.normal(scale=0.5, size=len(Z))


def drops_out(rng):
    return lambda Z: (Z * rng.integers(0, 2, size=Z.shape)) @ WEIGHTS


def learns(rng):
    calls = []

    def predict(Z):
        calls.append(1)
        return plain(Z) + len(calls)

    return predict


def counts_rows(rng):
    seen = [0]

    def predict(Z):
        seen[0] += len(Z)
        return plain(Z) * seen[0]

    return predict


def standardizes_the_batch(rng):
    return lambda Z: (Z - Z.mean(axis=0)) @ WEIGHTS


def shares_out_among_the_batch(rng):
    return lambda Z: np.exp(plain(Z)) / np.exp(plain(Z)).sum()


def subtracts_the_first_row(rng):
    return lambda Z: plain(Z) - plain(Z)[-1]


CHANGING = [
    noisy,
    noisy_by_a_thousandth,
    noisy_far_from_zero,
    drops_out,
    learns,
    counts_rows,
    standardizes_the_batch,
    shares_out_among_the_batch,
    subtracts_the_first_row,
]


@pytest.mark.parametrize("changing", CHANGING)
@pytest.mark.parametrize("n_background", [1, 2, 3, 6])
@pytest.mark.parametrize("framed", [False, True])
def test_a_predict_that_changes_its_mind_is_noticed(changing, n_background, framed):
    """Each in five repetitions, which draw other numbers."""
    rows, background = X, BACKGROUND[:n_background]
    if framed:
        rows, background = FRAME, FRAME_BACKGROUND[:n_background]
    for seed in range(5):
        model = changing(np.random.default_rng(seed))
        predict = (lambda D, f=model: f(D.to_numpy())) if framed else model
        _, caught = explain_warned(predict, rows, background, method="exact")
        assert len(caught) == 1
        assert "Networks: call .eval()" in str(caught[0].message)
        assert caught[0].filename == __file__


@pytest.mark.parametrize("removal", ["gaussian", "imputed"])
def test_noise_is_noticed_with_other_removals(removal):
    made = {
        "gaussian": st.GaussianConditional(np.zeros(D), np.eye(D), draws=12),
        "imputed": st.Imputed(lambda rows, present: np.where(present, rows, 0.0)),
    }[removal]
    _, caught = explain_warned(noisy(np.random.default_rng(0)), X, made, method="exact")
    assert len(caught) == 1
    _, caught = explain_warned(plain, X, made, method="exact")
    assert caught == []


def single_precision(rng):
    first, second = rng.normal(size=(D, 300)), rng.normal(size=300)

    def predict(Z):
        hidden = np.tanh(Z.astype(np.float32) @ first.astype(np.float32))
        return hidden @ second.astype(np.float32)

    return predict


def single_precision_far_from_zero(rng):
    model = single_precision(rng)
    return lambda Z: np.float32(1e4) + model(Z)


def caches(rng):
    known = {}

    def predict(Z):
        return np.array([known.setdefault(row.tobytes(), row @ WEIGHTS) for row in Z])

    return predict


def constant(rng):
    return lambda Z: np.full(len(Z), 3.0)


def zero(rng):
    return lambda Z: np.zeros(len(Z))


def forest(rng):
    ensemble = pytest.importorskip("sklearn.ensemble")
    model = ensemble.RandomForestRegressor(20, random_state=0)
    data = rng.normal(size=(100, D))
    return model.fit(data, plain(data)).predict


def boosting(rng):
    ensemble = pytest.importorskip("sklearn.ensemble")
    model = ensemble.HistGradientBoostingClassifier(max_iter=20, random_state=0)
    data = rng.normal(size=(100, D))
    return model.fit(data, plain(data) > 0).predict_proba


def nearest(rng):
    neighbors = pytest.importorskip("sklearn.neighbors")
    data = rng.normal(size=(100, D))
    return neighbors.KNeighborsRegressor(3).fit(data, plain(data)).predict


def normalized_network(rng):
    torch = pytest.importorskip("torch")
    torch.manual_seed(int(rng.integers(1000)))
    module = torch.nn.Sequential(
        torch.nn.Linear(D, 400),
        torch.nn.BatchNorm1d(400),
        torch.nn.ReLU(),
        torch.nn.Dropout(),
        torch.nn.Linear(400, 3),
    )
    module(torch.randn(64, D))
    module.eval()

    def predict(Z):
        with torch.no_grad():
            return module(torch.as_tensor(Z, dtype=torch.float32)).numpy()

    return predict


def small_logits(rng):
    """A difference of large terms: rounding is a large part of the smallest answers."""
    weights = rng.normal(size=(D, 2_000)).astype(np.float32)

    def predict(Z):
        hidden = Z.astype(np.float32) @ weights
        return np.maximum(hidden, 0).mean(axis=1) - np.maximum(-hidden, 0).mean(axis=1)

    return predict


STEADY = [
    single_precision,
    single_precision_far_from_zero,
    caches,
    constant,
    zero,
    forest,
    boosting,
    nearest,
    normalized_network,
    small_logits,
]


@functools.cache
def made(steady, seed):
    """A model, fitted once for all backgrounds."""
    return steady(np.random.default_rng([seed, 1]))


@pytest.mark.parametrize("steady", STEADY)
@pytest.mark.parametrize("n_background", [1, 2, 3, 40])
def test_a_predict_that_answers_the_same_is_never_suspected(steady, n_background):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        rows, background = rng.normal(size=(2, D)), rng.normal(size=(n_background, D))
        _, caught = explain_warned(made(steady, seed), rows, background, method="exact")
        assert [str(w.message) for w in caught] == []


def test_a_network_in_training_mode_is_noticed():
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    module = torch.nn.Sequential(torch.nn.BatchNorm1d(D), torch.nn.Linear(D, 1))

    def predict(Z):
        with torch.no_grad():
            return module(torch.as_tensor(Z, dtype=torch.float32))

    _, caught = explain_warned(predict, X, BACKGROUND)
    assert len(caught) == 1


# Workers that cannot have predict


def test_a_predict_that_cannot_be_sent_works_in_threads():
    lock = threading.Lock()

    def predict(Z):
        with lock:
            return plain(Z)

    with pytest.raises(TypeError, match=r"joblib\.parallel_config\(backend='threading'\)"):
        st.explain(predict, X, BACKGROUND, n_jobs=2)
    with joblib.parallel_config(backend="threading"):
        e = st.explain(predict, X, BACKGROUND, n_jobs=2)
    np.testing.assert_allclose(e.values, linear_values(X, BACKGROUND), atol=1e-12)


class Plain:
    """A predict that every backend can send."""

    def __call__(self, Z):
        return Z @ WEIGHTS


def test_the_multiprocessing_backend_works_or_names_the_way_out():
    with joblib.parallel_config(backend="multiprocessing"):
        with pytest.raises(TypeError, match=r"joblib\.parallel_config\(backend='threading'\)"):
            st.explain(lambda Z: Z @ WEIGHTS, X, BACKGROUND, n_jobs=2)
        e = st.explain(WEIGHTS.__rmatmul__, X, BACKGROUND, n_jobs=2)
    np.testing.assert_allclose(e.values, linear_values(X, BACKGROUND), atol=1e-12)
