"""explain(): exact values, the kinds of input it takes, and what it refuses."""

from __future__ import annotations

import itertools
import math
import time
import tracemalloc

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

import shapley_tutor as st
from shapley_tutor._engine.predictor import FIRST_ROWS, BatchSize

pytestmark = pytest.mark.usefixtures("exact_way")


def brute_force(predict, x, background, weights=None):
    """Marginal Shapley values of one row, one coalition at a time, from the definition."""
    d, weights = len(x), np.full(len(background), 1.0) if weights is None else weights

    def v(known):
        rows = np.array(background, dtype=float)
        rows[:, list(known)] = np.asarray(x, dtype=float)[list(known)]
        return np.average(predict(rows), axis=0, weights=weights)

    values = []
    for i in range(d):
        others = [j for j in range(d) if j != i]
        total = 0.0
        for size in range(d):
            for S in itertools.combinations(others, size):
                weight = math.factorial(size) * math.factorial(d - size - 1) / math.factorial(d)
                total = total + weight * (v((*S, i)) - v(S))
        values.append(total)
    return np.array(values)


def network(rng, d, outputs=None):
    """A random one-hidden-layer network of d inputs."""
    first, second = rng.normal(size=(d, 8)), rng.normal(size=(8, outputs or 1))

    def predict(X):
        out = np.tanh(X @ first) @ second
        return out if outputs else out[:, 0]

    return predict


@pytest.mark.parametrize("d", [1, 2, 3, 5])
@pytest.mark.parametrize("outputs", [None, 1, 3])
def test_equals_brute_force(d, outputs):
    rng = np.random.default_rng(d)
    predict, X, background = (
        network(rng, d, outputs),
        rng.normal(size=(4, d)),
        rng.normal(size=(7, d)),
    )
    e = st.explain(predict, X, background)
    several = () if outputs in (None, 1) else (outputs,)  # one column is one output
    wanted = np.array([brute_force(predict, x, background) for x in X])
    np.testing.assert_allclose(e.values, wanted.reshape(4, d, *several), atol=1e-13)
    np.testing.assert_allclose(e.predictions, predict(X).reshape(4, *several), atol=1e-14)
    base = np.tile(predict(background).mean(0), (4,) + (1,) * bool(outputs))
    np.testing.assert_allclose(e.base_values, base.reshape(4, *several))
    assert e.values.shape == (4, d, *several)
    assert e.additivity_gap() < 1e-13
    assert not e.standard_errors.any()
    assert e.standard_errors.shape == e.values.shape


def test_background_weights_count_rows():
    rng = np.random.default_rng(0)
    predict, X, background = network(rng, 3), rng.normal(size=(2, 3)), rng.normal(size=(3, 3))
    repeated = background[[0, 0, 0, 1, 2, 2]]
    weighted = st.explain(predict, X, background, background_weights=[3, 1, 2])
    np.testing.assert_allclose(weighted.values, st.explain(predict, X, repeated).values, atol=1e-14)
    removal = st.Marginal(background, [3, 1, 2])
    np.testing.assert_array_equal(weighted.values, st.explain(predict, X, removal).values)


def test_all_of_a_large_background_is_used():
    """Some explainers cut a background to 100 rows."""
    background = np.random.default_rng(0).normal(size=(1000, 1))
    e = st.explain(lambda X: X[:, 0] ** 2, np.array([[0.0]]), background)
    np.testing.assert_allclose(e.base_values, [np.mean(background**2)], rtol=1e-13)


@pytest.mark.parametrize(
    ("dtype", "scale", "offset"), [(float, 1e-9, 0.0), (float, 1.0, 1e6), (float, 1.0, 1.7e9)]
)
def test_a_feature_close_to_the_background_keeps_its_credit(dtype, scale, offset):
    """shap 0.51 KernelExplainer takes values within 1e-5 of the background as equal."""
    X = np.array([[1.0, 2.0]], dtype=dtype) * scale + offset
    background = np.array([[0.0, 0.0], [0.5, 1.0]], dtype=dtype) * scale + offset
    e = st.explain(lambda X: (X[:, 0] - offset + 2 * (X[:, 1] - offset)) / scale, X, background)
    np.testing.assert_allclose(e.values, [[0.75, 3.0]], rtol=1e-6)


@pytest.mark.parametrize("background_dtype", [int, bool, np.int8, np.float32])
def test_the_type_of_the_background_does_not_cut_x(background_dtype):
    background = np.array([[1, 0], [0, 1], [1, 1]]).astype(background_dtype)
    X = np.array([[45.7, 0.6]])
    e = st.explain(lambda X: X[:, 0] * X[:, 1], X, background)
    wanted = brute_force(lambda X: X[:, 0] * X[:, 1], X[0], background)
    np.testing.assert_allclose(e.values[0], wanted, atol=1e-13)


def test_integer_rows_against_a_fractional_background():
    background = np.array([[0.5, 1.25]])
    e = st.explain(lambda X: X.sum(axis=1), np.array([[3, 4]]), background)
    np.testing.assert_allclose(e.values, [[2.5, 2.75]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, np.int32, bool])
@pytest.mark.parametrize("order", ["C", "F"])
def test_predict_gets_rows_of_the_type_of_x(dtype, order):
    seen = set()

    def predict(rows):
        seen.add((type(rows), rows.dtype, rows.ndim, rows.shape[1]))
        return rows.sum(axis=1).astype(float)

    X = np.array([[1, 0], [0, 1]], dtype=dtype, order=order)
    X.setflags(write=False)
    st.explain(predict, X[::-1], np.array([[1, 1]], dtype=dtype))
    assert seen == {(np.ndarray, np.dtype(dtype), 2, 2)}


def test_data_frames_keep_columns_types_and_order():
    background = pd.DataFrame(
        {
            "age": [40, 60],
            "sex": pd.Categorical(["f", "m"]),
            "city": ["Rome", "Oslo"],
            "bmi": np.array([20, 30], dtype=np.float32),
        }
    )
    X = pd.DataFrame(
        {
            "age": [50],
            "sex": pd.Categorical(["m"], categories=["f", "m"]),
            "city": ["Rome"],
            "bmi": np.array([25], dtype=np.float32),
        },
        index=["patient 7"],
    )
    seen = []

    def predict(rows):
        seen.append((list(rows.columns), list(rows.dtypes)))
        return (rows["age"] * (rows["sex"] == "m") + 10 * (rows["city"] == "Rome")).to_numpy(float)

    e = st.explain(predict, X, background)
    assert all(columns == list(X.columns) and types == list(X.dtypes) for columns, types in seen)
    assert e.feature_names == ("age", "sex", "city", "bmi")
    # by hand: city adds 10 - 5; age x sex is a product game with worths 30, 25, 50, 50
    np.testing.assert_allclose(e.values[0], [-2.5, 22.5, 5, 0], atol=1e-12)
    assert e.values[0, 3] == 0


def test_nan_passes_through_to_a_model_that_takes_it():
    X = np.array([[np.nan, 1.0]])
    e = st.explain(lambda X: np.where(np.isnan(X[:, 0]), 5.0, X[:, 0]), X, np.zeros((2, 2)))
    np.testing.assert_array_equal(e.values, [[5.0, 0.0]])


def test_a_group_is_one_player():
    """Majority of three: two members merged win everything; their values would sum to 2/3."""
    majority = lambda X: (X.sum(axis=1) > 1.5).astype(float)  # noqa: E731
    X, background = np.ones((1, 3)), np.zeros((1, 3))
    merged = st.explain(majority, X, background, groups={"pair": [0, 1]})
    assert merged.feature_names == ("pair", "x2")
    np.testing.assert_allclose(merged.values, [[1, 0]])
    alone = st.explain(majority, X, background)
    np.testing.assert_allclose(alone.values, [[1 / 3] * 3])


def test_groups_name_columns_of_a_data_frame():
    X = pd.DataFrame({"a": [1.0], "b": [2.0], "c": [3.0]})
    e = st.explain(lambda X: X.sum(axis=1).to_numpy(), X, X * 0, groups={"outer": ["a", "c"]})
    assert e.feature_names == ("outer", "b")
    np.testing.assert_allclose(e.values, [[4, 2]])


def test_null_feature_gets_nothing_and_twins_share():
    rng = np.random.default_rng(1)
    predict = lambda X: np.exp(X[:, 0] + X[:, 1]) * np.sin(X[:, 2]) + X[:, 0] * X[:, 1]  # noqa: E731
    X, background = rng.normal(size=(5, 4)), rng.normal(size=(6, 4))
    X[:, 1], background[:, 1] = X[:, 0], background[:, 0]
    e = st.explain(predict, X, background)
    np.testing.assert_allclose(e.values[:, 3], 0, atol=1e-15)
    np.testing.assert_allclose(e.values[:, 0], e.values[:, 1], atol=1e-14)


class Counting:
    """A model that remembers how many rows it was given in each call."""

    def __init__(self, predict=lambda X: np.exp(X).sum(axis=1)):
        self.predict, self.calls, self.rows = predict, [], []

    def __call__(self, X):
        self.calls.append(len(X))
        self.rows.append(np.array(X, dtype=float))
        return self.predict(X)


ASKED_TWICE = 2  # rows of the background, to see whether predict answers the same


def test_each_coalition_of_each_row_is_evaluated_once():
    rng = np.random.default_rng(0)
    model = Counting()
    e = st.explain(model, rng.normal(size=(50, 4)), rng.normal(size=(30, 4)))
    # rows themselves, background once for all rows, 2**4 - 2 coalitions of each pair
    assert e.evaluations == 50 + 30 + 50 * 14 * 30
    rows = np.concatenate(model.rows)
    assert len(np.unique(rows, axis=0)) == e.evaluations == len(rows) - ASKED_TWICE
    assert len(model.calls) <= 3 + 50 * 14 * 30 // 2048 + 3


def test_few_values_make_few_model_rows(exact_way):
    """500 patients, 200 background rows, a binary feature: 2,100 rows instead of 200,700."""
    rng = np.random.default_rng(0)
    X = np.column_stack([rng.normal(size=500), rng.integers(0, 2, 500)])
    background = np.column_stack([rng.normal(size=200), rng.integers(0, 2, 200)])
    model = Counting(lambda X: np.tanh(X[:, 0] * (1 + X[:, 1])))
    e = st.explain(model, X, background)
    both_differ = (X[:, None] != background[None]).all(axis=2).sum()
    inner = 500 * 2 + 2 * 200 if exact_way == "by products" else 2 * both_differ
    assert e.evaluations == sum(model.calls) - ASKED_TWICE == 500 + 200 + inner
    wanted = brute_force(lambda X: np.tanh(X[:, 0] * (1 + X[:, 1])), X[7], background)
    np.testing.assert_allclose(e.values[7], wanted, atol=1e-13)


def test_features_equal_to_the_background_cost_nothing():
    rng = np.random.default_rng(0)
    X, background = rng.normal(size=(3, 12)), rng.normal(size=(9, 12))
    background[:, 4:] = 1.0
    X[:, 4:] = 1.0
    model = Counting()
    e = st.explain(model, X, background)
    assert e.evaluations == 3 + 9 + 3 * 9 * 14
    assert (e.values[:, 4:] == 0).all()


@pytest.mark.parametrize("n_background", [3, 40, 20_000])
def test_any_shape_of_work_gives_the_same(n_background):
    rng = np.random.default_rng(3)
    predict = network(rng, 3, 2)
    X, background = rng.normal(size=(9, 3)), rng.normal(size=(n_background, 3))
    X[:, 1], background[:, 1] = rng.integers(0, 2, 9), rng.integers(0, 2, n_background)
    e = st.explain(predict, X, background)
    for row in (0, 8):
        wanted = brute_force(predict, X[row], background)
        np.testing.assert_allclose(e.values[row], wanted, atol=1e-11)


def test_to_shap_carries_everything_over():
    rng = np.random.default_rng(4)
    X = rng.normal(size=(3, 3))
    e = st.explain(network(rng, 3), X, rng.normal(size=(5, 3)), groups={"both": [0, 2]})
    converted = e.to_shap()
    np.testing.assert_array_equal(converted.values, e.values)
    np.testing.assert_array_equal(converted.base_values, e.base_values)
    np.testing.assert_array_equal(converted.data[:, 1], X[:, 1])
    assert np.isnan(converted.data[:, 0]).all()
    assert converted.feature_names == ["both", "x1"]


def test_repr_shows_few_rows(exact_way):
    e = st.explain(lambda X: X.sum(axis=1), np.ones((8, 2)), np.zeros((1, 2)))
    rows = 11 if exact_way == "by products" else 25
    first = f"Explanation of 8 rows, 2 players: exact, {rows} model rows"
    assert repr(e).splitlines()[0] == first
    assert repr(e).splitlines()[-1] == "... 3 more rows"


def plain(X):
    return X.sum(axis=1)


GOOD = np.ones((2, 2))
BAD_ARGUMENTS = {
    "X is one row": (
        dict(X=np.ones(2)),
        ValueError,
        r"X must have shape .* got shape \(2,\).*X\[None\]",
    ),
    "X has rows of two lengths": (dict(X=[[1, 2], [3]]), ValueError, "rows differ in length"),
    "X is a text": (dict(X="rows.csv"), TypeError, "X must be a numpy array .* got str"),
    "X is sparse": (dict(X=csr_array(np.eye(2))), TypeError, r"pass X.toarray\(\)"),
    "X is empty": (dict(X=np.ones((0, 2))), ValueError, "X is empty"),
    "background is empty": (dict(background=np.ones((0, 2))), ValueError, "background is empty"),
    "background is wider": (
        dict(background=np.ones((2, 3))),
        ValueError,
        "background has 3 columns but X has 2; pass rows with the same features",
    ),
    "background is one row": (dict(background=np.ones(2)), ValueError, r"background\[None\]"),
    "one is a frame": (
        dict(X=pd.DataFrame(GOOD)),
        TypeError,
        "X is a DataFrame but background is an array; pass both as the same kind",
    ),
    "other names": (
        dict(
            X=pd.DataFrame(GOOD, columns=["a", "b"]),
            background=pd.DataFrame(GOOD, columns=["a", "c"]),
        ),
        ValueError,
        "background has columns that X lacks: 'c'",
    ),
    "other order": (
        dict(
            X=pd.DataFrame(GOOD, columns=["a", "b"]),
            background=pd.DataFrame(GOOD, columns=["b", "a"]),
        ),
        ValueError,
        r"another order .* background\[X.columns\]",
    ),
    "twice the same name": (
        dict(X=pd.DataFrame(GOOD, columns=["a", "a"])),
        ValueError,
        "X has two columns named 'a'",
    ),
    "other kinds of values": (
        dict(background=np.array([["a", "b"]])),
        TypeError,
        "background has type <U1 but X has float64, and no type holds both",
    ),
    "other categories": (
        dict(
            X=pd.DataFrame({"a": pd.Categorical(["u"])}),
            background=pd.DataFrame({"a": pd.Categorical(["v"])}),
        ),
        TypeError,
        r"column 'a' of background has other categories than X.*\('v' in background only\)",
    ),
    "weights too many": (
        dict(background_weights=[1, 2, 3]),
        ValueError,
        r"background_weights has shape \(3,\); it needs one for each of 2 rows",
    ),
    "weights negative": (dict(background_weights=[1, -1]), ValueError, "holds -1.0"),
    "weights all zero": (dict(background_weights=[0, 0]), ValueError, "all 0"),
    "weights not finite": (dict(background_weights=[1, np.nan]), ValueError, "holds nan"),
    "weights with a removal": (
        dict(background=st.Baseline(np.zeros(2)), background_weights=[1]),
        ValueError,
        "given with Baseline",
    ),
    "method unknown": (dict(method="exactly"), ValueError, "method is 'exactly'; it must be"),
    "groups overlap": (
        dict(groups={"a": [0, 1], "b": [1]}),
        ValueError,
        "column 1 is in 'a' and in 'b'",
    ),
    "groups unknown column": (dict(groups={"a": [5]}), ValueError, "unknown column 5"),
    "groups empty": (dict(groups={"a": []}), ValueError, r"groups\['a'\] is empty"),
    "groups a string": (
        dict(groups={"a": "x0"}),
        TypeError,
        r"must be a list of columns, got 'x0'",
    ),
    "groups a list": (dict(groups=[[0, 1]]), TypeError, "groups must be a dict"),
    "groups named as a column": (
        dict(groups={"x1": [0]}),
        ValueError,
        "names a group and a column",
    ),
    "too many players": (
        dict(X=np.ones((1, 30)), background=np.zeros((10, 30)), method="exact"),
        ValueError,
        r"X has 30 players, .* 2\*\*30 coalitions: 1.1e\+10 model rows; .* groups",
    ),
    "gaussian of another width": (
        dict(background=st.GaussianConditional(np.zeros(3), np.eye(3))),
        ValueError,
        "mean has 3 entries but X has 2 columns",
    ),
}


@pytest.mark.parametrize("case", BAD_ARGUMENTS)
def test_bad_arguments_are_refused_before_the_model_is_called(case):
    changes, error, message = BAD_ARGUMENTS[case]
    calls = []

    def predict(X):
        calls.append(len(X))
        return np.zeros(len(X))

    arguments = {"X": GOOD, "background": GOOD, **changes}
    with pytest.raises(error, match=message):
        st.explain(predict, **arguments)
    assert calls == []


class Estimator:
    """Stands for a fitted estimator."""

    def predict(self, X):
        return X[:, 0]


class Classifier(Estimator):
    """Stands for a fitted classifier."""

    def predict_proba(self, X):
        return X


def write_into(X):
    X[:, 0] = 0
    return X.sum(axis=1)


BAD_PREDICTS = {
    "not callable": (3, TypeError, "predict must be a function of rows, got int"),
    "an estimator": (Estimator(), TypeError, "pass model.predict$"),
    "a classifier": (Classifier(), TypeError, r"predict_proba\(X\)\[:, 1\]"),
    "already called": (plain(GOOD), TypeError, "not its result"),
    "wrong length": (lambda X: np.zeros(3), ValueError, r"returned shape \(3,\) for 2 rows"),
    "a scalar": (lambda X: np.float64(3), TypeError, "returned numpy.float64 for 2 rows"),
    "a scalar array": (lambda X: np.array(3.0), ValueError, r"returned shape \(\)"),
    "a list of lists": (lambda X: [[0.0], [1.0, 2.0]], TypeError, "list of unequal parts for 2"),
    "a tuple": (lambda X: (X[:, 0], X), TypeError, r"2 things in a tuple .* predict\(X\)\[0\]"),
    "three axes": (lambda X: np.zeros((len(X), 1, 1)), ValueError, r"shape \(2, 1, 1\)"),
    "strings": (lambda X: np.array(["a"] * len(X)), TypeError, "of type <U1"),
    "objects": (lambda X: np.array([None] * len(X)), TypeError, "of type object"),
    "NaN": (lambda X: np.array([0.0, np.nan]), ValueError, "returned nan for row 1 of 2"),
    "infinity": (lambda X: np.full(len(X), -np.inf), ValueError, "returned -inf for row 0"),
    "it changes its input": (
        write_into,
        ValueError,
        r"predict changes the rows .* predict\(X\.copy\(\)\)",
    ),
}


@pytest.mark.parametrize("case", BAD_PREDICTS)
def test_bad_predict_functions_are_named(case):
    predict, error, message = BAD_PREDICTS[case]
    with pytest.raises(error, match=message):
        st.explain(predict, GOOD, GOOD * 2)


def test_a_torch_module_gets_a_hint_and_a_tensor_is_taken():
    torch = pytest.importorskip("torch")
    with pytest.raises(TypeError, match=r"torch module, .* lambda X: module"):
        st.explain(torch.nn.Linear(2, 1), GOOD, GOOD)
    weights = torch.tensor([1.0, 2.0], requires_grad=True)
    e = st.explain(lambda X: torch.as_tensor(X, dtype=torch.float32) @ weights, GOOD, 0 * GOOD)
    np.testing.assert_array_equal(e.values, [[1, 2], [1, 2]])


def test_an_output_that_comes_and_goes_is_refused():
    calls = itertools.count()
    with pytest.raises(ValueError, match="returned 3 output columns, but no output columns"):
        st.explain(lambda X: np.zeros((len(X), 3)[: 1 + next(calls)]), GOOD, GOOD * 2)


def test_nothing_given_is_changed():
    X, background = np.ones((2, 2)), np.zeros((3, 2))
    st.explain(plain, X, background)
    assert (X == 1).all()
    assert (background == 0).all()


@pytest.mark.parametrize(
    ("rows", "players", "n_background"), [(1, 16, 50), (100, 8, 200), (3, 2, 100_000)]
)
@pytest.mark.filterwarnings("ignore:explain.. is about to predict")
def test_memory_stays_bounded(rows, players, n_background):
    """All mixed rows together would take up to 400 MiB; the work takes less than 64."""
    rng = np.random.default_rng(0)
    X, background = rng.normal(size=(rows, players)), rng.normal(size=(n_background, players))
    tracemalloc.start()
    st.explain(lambda X: X[:, 0] * X[:, 1], X, background)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 2**20


def test_a_long_job_is_announced_at_the_pace_of_its_batches():
    """Calls that take their time whatever is in them: few rows alone would say two hours."""

    def predict(rows):
        time.sleep(0.05)
        calls.append(len(rows))
        if len(calls) > 4:
            raise RuntimeError("the job has begun")
        return rows.sum(axis=1) * rows[:, 0]

    calls: list[int] = []
    background = np.random.default_rng(0).normal(size=(100, 17))
    with (
        pytest.warns(UserWarning, match="some .* minutes at the pace"),
        pytest.raises(RuntimeError, match="has begun"),
    ):
        st.explain(predict, background[:1] + 1, background, method="exact")
    assert max(calls) == FIRST_ROWS


def test_batches_grow_only_while_that_pays():
    """A model that is slower per row in larger batches keeps the small ones."""
    batch = BatchSize(row_bytes=80)
    for _ in range(20):
        batch.observe(batch.rows, seconds=1e-6 * batch.rows * (1 + batch.rows / 20_000))
    assert batch.rows == FIRST_ROWS
    batch = BatchSize(row_bytes=80)
    for _ in range(30):
        batch.observe(batch.rows, seconds=0.1 + 1e-6 * batch.rows)
    assert batch.rows > 50_000
    assert BatchSize(row_bytes=10**6).rows < 300


def test_batches_that_gain_nothing_are_not_tried_for_long():
    """What a row takes does not depend on the batch: large ones would only need memory."""
    batch, tried = BatchSize(row_bytes=80), set()
    for _ in range(30):
        tried.add(batch.rows)
        batch.observe(batch.rows, seconds=1e-5 * batch.rows)
    assert batch.rows == FIRST_ROWS
    assert max(tried) == 4 * FIRST_ROWS


def test_texts_of_different_lengths_keep_their_letters():
    rows, others = np.array([["no", "fun"]]), np.array([["", "excitement"]])
    seen = []

    def letters(Z):
        seen.extend(Z.ravel().tolist())
        return np.char.str_len(Z).sum(axis=1).astype(float)

    e = st.explain(letters, rows, others)
    np.testing.assert_allclose(e.values, [[2, 3 - 10]])
    assert "excitement" in seen
