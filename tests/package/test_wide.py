"""Wide rows, many outputs, many rows: what is predicted, held in memory, and announced."""

from __future__ import annotations

import sys
import tracemalloc
import warnings

import brute
import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st
from shapley_tutor._engine import plan

MEBIBYTE = 2**20
EXPLAIN = sys.modules["shapley_tutor.explain"]  # in the package, the function has this name


class Counting:
    """A model that remembers how many rows it was asked for, and each of them once."""

    def __init__(self, predict):
        self.predict, self.calls, self.rows = predict, [], set()

    def __call__(self, Z):
        self.calls.append(len(Z))
        rows = np.ascontiguousarray(Z, dtype=float)
        self.rows.update(rows.view(f"V{8 * rows.shape[1]}").ravel().tolist())  # the bytes of each
        return self.predict(np.asarray(Z))


# Many columns


@pytest.mark.parametrize("d", [600, 1_030, 10_000])
@pytest.mark.parametrize("differing", [1, 50, "all"])
def test_wide_rows_with_default_arguments(d, differing):
    """Ten thousand columns that all differ take 40,000 model rows, and not more."""
    weights = np.random.default_rng(0).normal(size=d)
    x, background = np.zeros((1, d)), np.zeros((1, d))
    x[0, :: 1 if differing == "all" else d // differing] = 1.0
    e = st.explain(lambda Z: Z @ weights, x, background, rng=0)
    np.testing.assert_allclose(e.values[0], x[0] * weights, atol=1e-11)
    np.testing.assert_allclose(e.standard_errors, 0, atol=1e-11)
    assert e.evaluations <= max(2_048, 4 * d) + 10


@pytest.mark.parametrize(("method", "budget"), [("kernel", 5_000), ("lineups", 25_000)])
def test_wide_rows_of_a_model_that_bends(method, budget):
    """Of 600 players, 3 matter together: their exact values are those of a small game."""
    x, background = np.ones((1, 600)), np.zeros((2, 600))
    background[1, :300] = 0.5

    def model(Z):
        return np.tanh(Z[:, 0] + 2 * Z[:, 299] - Z[:, 599] * Z[:, 0])

    worths = {}
    for S in brute.subsets(range(3)):
        rows = background[:, [0, 299, 599]].copy()
        rows[:, list(S)] = 1.0
        worths[S] = np.tanh(rows[:, 0] + 2 * rows[:, 1] - rows[:, 2] * rows[:, 0]).mean()
    wanted = np.zeros(600)
    wanted[[0, 299, 599]] = brute.shapley(worths, 3)
    e = st.explain(model, x, background, method=method, budget=budget, rng=0)
    assert (np.abs(e.values[0] - wanted) <= 6 * e.standard_errors[0] + 1e-12).all()
    assert e.standard_errors.max() < 0.1
    assert e.additivity_gap() < 1e-12


def test_wide_frames_and_groups():
    frame = pd.DataFrame(np.ones((1, 1_100)), columns=[f"w{j}" for j in range(1_100)])
    e = st.explain(lambda D: D.to_numpy().sum(axis=1), frame, frame * 0, rng=0)
    np.testing.assert_allclose(e.values, np.ones((1, 1_100)), atol=1e-12)
    groups = {f"part {k}": list(range(110 * k, 110 * (k + 1))) for k in range(10)}
    e = st.explain(
        lambda Z: Z.sum(axis=1), np.ones((1, 1_100)), np.zeros((1, 1_100)), groups=groups
    )
    np.testing.assert_allclose(e.values, np.full((1, 10), 110.0))
    assert e.method == "exact"


@pytest.mark.parametrize("removal", ["gaussian", "imputed"])
def test_wide_rows_given_what_is_known(removal):
    d = 1_030
    made = {
        "gaussian": st.GaussianConditional(np.zeros(40), np.eye(40), draws=82),
        "imputed": st.Imputed(lambda rows, present: np.where(present, rows, 0.0)),
    }[removal]
    x = np.ones((1, d if removal == "imputed" else 40))
    e = st.explain(lambda Z: Z.sum(axis=1), x, made, method="lineups", rng=0)
    np.testing.assert_allclose(e.values, x, atol=1e-9)


def test_exact_values_of_a_wide_row_are_refused_with_a_way_out():
    with pytest.raises(ValueError, match=r"X has 1030 players, .* far too many model rows; exact"):
        st.explain(lambda Z: Z[:, 0], np.ones((1, 1_030)), np.zeros((1, 1_030)), method="exact")
    sparse = np.zeros((1, 1_030))
    with pytest.raises(ValueError, match=r"X has 1030 players"):
        st.explain(lambda Z: Z[:, 0], sparse, np.zeros((1, 1_030)), method="exact")


@pytest.mark.parametrize(
    ("n", "estimate", "budget"),
    [
        (1_030, st.kernel_regression, 4_200),
        (1_030, st.sample_lineups, 5_000),
        (3_000, st.sample_lineups, 15_000),
        (1_500, st.kernel_regression, 6_100),
    ],
)
def test_games_of_a_thousand_players_and_more(n, estimate, budget):
    """A linear game, whose values any sample finds."""
    weights = np.random.default_rng(1).normal(size=n)
    found = estimate(st.Game(lambda S: 5 + S @ weights, n), budget, 0)
    np.testing.assert_allclose(found.values, weights, atol=1e-8)
    assert found.evaluations <= budget


def test_a_game_too_wide_for_its_budget_says_how_much_it_needs():
    game = st.Game(lambda S: S.sum(axis=1) * 1.0, 1_030)
    with pytest.raises(ValueError, match=r"a regression on 1030 players needs at least (\d+)") as e:
        st.kernel_regression(game, 2_000)
    needed = int(str(e.value).split("at least ")[1].split(":")[0])
    assert st.kernel_regression(game, needed, 0).evaluations <= needed
    with pytest.raises(ValueError, match=f"needs at least {needed}"):
        st.kernel_regression(game, needed - 2)


@pytest.mark.parametrize("n", [60, 66, 67, 68, 69, 80, 130, 300])
@pytest.mark.parametrize("paired", [True, False])
def test_regressions_beyond_what_64_bits_count(n, paired):
    """Binomials beyond 2**63: two players interact, the others add up."""
    weights = np.random.default_rng(n).normal(size=n)

    def worths(S):
        return S @ weights + 3.0 * (S[:, 0] & S[:, n - 1])

    exact = weights.copy()
    exact[[0, n - 1]] += 1.5
    found = st.kernel_regression(st.Game(worths, n), 6_000, 0, paired=paired)
    error = np.abs(found.values - exact)
    assert (error <= 6 * found.standard_errors + 1e-9).all()
    assert error.max() < 0.6
    np.testing.assert_allclose(found.values.sum(), exact.sum(), rtol=1e-9)


# Memory


def peak_beyond_the_result(explain):
    tracemalloc.start()
    try:
        e = explain()
        held, peak = tracemalloc.get_traced_memory()
        del held
    finally:
        tracemalloc.stop()
    result = e.values.nbytes + e.standard_errors.nbytes
    result += e.base_values.nbytes + e.predictions.nbytes + np.asarray(e.data).nbytes
    return peak - result, e


@pytest.mark.parametrize("outputs", [1, 8, 100, 1_000])
@pytest.mark.parametrize("way", ["products", "pairs", "one row", "gaussian", "kernel", "lineups"])
@pytest.mark.filterwarnings("ignore:explain.. is about to predict")
def test_memory_does_not_grow_with_the_outputs(outputs, way):
    rng = np.random.default_rng(0)
    options = {"method": "exact"}
    if way == "products":
        X, d = rng.integers(0, 2, size=(max(20, 8_000 // outputs), 8)), 8
        background = X[:20]
    elif way == "pairs":
        d = 6
        X, background = rng.normal(size=(max(5, 400 // outputs), d)), rng.normal(size=(20, d))
    elif way == "one row":
        d = 12
        X, background = rng.normal(size=(1, d)), rng.normal(size=(1, d))
    elif way == "gaussian":
        d = 8
        X = rng.normal(size=(3, d))
        background = st.GaussianConditional(np.zeros(d), np.eye(d), draws=20)
    else:
        d, options = 30, {"method": way, "budget": 400, "rng": 0}
        X, background = rng.normal(size=(2, d)), rng.normal(size=(8 if outputs < 1_000 else 4, d))
    weights = rng.normal(size=(d, outputs))
    beyond, e = peak_beyond_the_result(
        lambda: st.explain(lambda Z: np.tanh(Z @ weights), X, background, **options)
    )
    assert beyond < 64 * MEBIBYTE
    assert e.additivity_gap() < 1e-10


def test_eight_classes_of_ten_yes_and_no_answers_fit():
    """16,000 people: the first edition took 2.6 GB."""
    rng = np.random.default_rng(0)
    X, weights = rng.integers(0, 2, size=(16_000, 10)), rng.normal(size=(10, 8))
    beyond, e = peak_beyond_the_result(
        lambda: st.explain(lambda Z: np.tanh(Z @ weights), X, X[:100])
    )
    assert beyond < 64 * MEBIBYTE
    assert e.method == "exact"


@pytest.mark.parametrize("n_rows", [300, 2**14 + 500])
def test_a_large_result_is_held_once(n_rows):
    """12 players and 1,000 outputs of 300 rows, or 20 of 16,884, are 30 MB, and more to come."""
    rng = np.random.default_rng(0)
    outputs = 1_000 if n_rows == 300 else 20
    X, weights = rng.normal(size=(n_rows, 12)), rng.normal(size=(12, outputs))
    X[:, 4:] = 0.0
    beyond, e = peak_beyond_the_result(
        lambda: st.explain(lambda Z: Z @ weights, X, np.zeros((1, 12)))
    )
    assert beyond < 64 * MEBIBYTE
    np.testing.assert_allclose(e.values[7], X[7][:, None] * weights, atol=1e-12)


# Which rows are predicted


def rows_needed(X, background, weights=None):
    """All distinct mixtures of a row and a background row that counts."""
    needed = set()
    for x in X:
        for b in background if weights is None else background[np.asarray(weights) > 0]:
            for mask in range(2 ** len(x)):
                known = (mask >> np.arange(len(x)) & 1).astype(bool)
                needed.add(np.where(known, x, b).tobytes())
    return needed


@pytest.mark.parametrize("seed", range(3))
def test_yes_and_no_columns_take_about_as_many_rows_as_there_are_answers(seed):
    """Ten questions have 1,024 answers; 2,000 people against 100 are asked 200 million times."""
    rng = np.random.default_rng(seed)
    X = rng.integers(0, 2, size=(2_000, 10)).astype(float)
    background, weights = X[:100], rng.normal(size=10)
    model = Counting(lambda Z: np.tanh(Z @ weights))
    e = st.explain(model, X, background)
    assert e.method == "exact"
    assert len(model.rows) <= 2**10
    # each coalition's known parts times its unknown parts, at most 2**10 of them
    assert e.evaluations <= 2_000 + 100 + 2**10 * 2**10
    b = background.mean(axis=0)
    linear = st.explain(lambda Z: Z @ weights, X, background)
    np.testing.assert_allclose(linear.values, (X - b) * weights, atol=1e-12)


def test_nothing_but_distinct_mixtures_is_predicted():
    rng = np.random.default_rng(0)
    X, background = rng.integers(0, 3, size=(6, 4)) * 1.0, rng.integers(0, 3, size=(5, 4)) * 1.0
    model = Counting(lambda Z: np.sin(Z).sum(axis=1))
    st.explain(model, X, background)
    assert model.rows == rows_needed(X, background)


@pytest.mark.parametrize("method", ["exact", "kernel", "lineups"])
def test_background_rows_of_weight_0_are_not_predicted(method):
    rng = np.random.default_rng(0)
    X, background = rng.normal(size=(2, 5)), rng.normal(size=(8, 5))
    weights = np.array([1.0, 0, 2, 0, 0, 3, 0, 0])
    options = {"method": method} | ({} if method == "exact" else {"budget": 20, "rng": 0})
    model = Counting(lambda Z: np.sin(Z).prod(axis=1))
    e = st.explain(model, X, background, background_weights=weights, **options)
    assert model.rows <= rows_needed(X, background, weights)
    kept = weights > 0
    fewer = st.explain(model, X, background[kept], background_weights=weights[kept], **options)
    np.testing.assert_allclose(e.values, fewer.values, rtol=1e-12)
    assert e.evaluations == fewer.evaluations


@pytest.mark.parametrize("unit", [1e-300, 1.0, 1e300, 1e308])
@pytest.mark.parametrize("method", ["exact", "kernel", "lineups"])
def test_weights_of_any_unit_mean_the_same(unit, method):
    rng = np.random.default_rng(0)
    X, background = rng.normal(size=(2, 5)), rng.normal(size=(4, 5))
    options = {"method": method} | ({} if method == "exact" else {"budget": 20, "rng": 0})

    def model(Z):
        return np.sin(Z).prod(axis=1)

    plain = st.explain(model, X, background, background_weights=[1, 0.5, 0.25, 1], **options)
    weights = np.array([1, 0.5, 0.25, 1]) * unit
    found = st.explain(model, X, background, background_weights=weights, **options)
    np.testing.assert_allclose(found.values, plain.values, rtol=1e-12)
    np.testing.assert_allclose(found.standard_errors, plain.standard_errors, rtol=1e-12)


@pytest.mark.parametrize("n_rows", [1, 2])
def test_one_row_of_twenty_features_is_treated_as_two_are(n_rows):
    """2**20 coalitions of each of 60 pairs are 63 million model rows: too many for one row."""
    rng = np.random.default_rng(0)
    X, background = rng.normal(size=(n_rows, 20)), rng.normal(size=(60, 20))
    e = st.explain(lambda Z: Z[:, 0] * Z[:, 1], X, background, rng=0)
    assert e.method.startswith("kernel regression")
    few = st.explain(lambda Z: Z[:, 0] * Z[:, 1], X, background[:2], rng=0)
    assert few.method == "exact"


@pytest.mark.parametrize("period", [2, 7, 20, 100])
def test_the_choice_does_not_fall_into_step_with_the_data(period):
    """On every k-th day the shop is closed: all features are 0, and cost nothing."""
    rng = np.random.default_rng(0)
    X, background = rng.normal(size=(2_000, 14)), rng.normal(size=(60, 14))
    X[::period], background[::period] = 0.0, 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        e = st.explain(lambda Z: Z.sum(axis=1), X[:20], background, rng=0, budget=100)
    both = [(x != b).sum() for x in X[:20] for b in background]
    assert e.evaluations <= 20 + 60 + sum(min(2**k, 100) for k in both)
    (way,) = chosen(X, background)
    exact = np.mean([2.0 ** (x != b).sum() for x in X[::13] for b in background]) * 2_000 * 60
    assert (way.name in ("pairs", "products")) == (exact <= plan.MAX_EXACT_ROWS)


def chosen(X, background):
    """The way that explain() chooses, without taking it."""
    seen = []

    def stop(way, seconds):
        seen.append(way)
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(EXPLAIN, "announce", stop)
        with pytest.raises(KeyboardInterrupt):
            st.explain(lambda Z: Z.sum(axis=1), X, background)
    return seen


# What is announced


@pytest.mark.parametrize(("n_rows", "announced"), [(55, 0), (75, 1), (700, 1)])
def test_a_long_job_is_announced_once_with_its_size(n_rows, announced, monkeypatch):
    """12 features against 40 rows: 164,000 model rows for each row, ten million for 62."""
    rng = np.random.default_rng(0)
    X, background = rng.normal(size=(n_rows, 12)), rng.normal(size=(40, 12))
    monkeypatch.setattr(EXPLAIN, "find", interrupt)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with pytest.raises(KeyboardInterrupt):
            st.explain(lambda Z: Z[:, 0], X, background, rng=0)
    texts = [str(w.message) for w in caught]
    assert len(texts) == announced
    if announced:
        number = int(texts[0].split("about ")[2].split(" model rows")[0].replace(",", ""))
        exact = n_rows * 40 * (2**12 - 2)
        sampled = n_rows * 40 * 2_046  # the empty and the grand coalition are known
        wanted = exact if exact <= plan.MAX_EXACT_ROWS else sampled
        assert number == pytest.approx(wanted, rel=0.01)
        assert caught[0].filename == __file__


def interrupt(*args):
    raise KeyboardInterrupt


@pytest.mark.parametrize("n_jobs", [1, 2])
@pytest.mark.parametrize("method", ["exact", "kernel", "lineups"])
def test_progress_counts_model_rows_and_ends_at_its_total(n_jobs, method, monkeypatch):
    tqdm = pytest.importorskip("tqdm.auto")
    bars = []

    class Bar:
        def __init__(self, total, **options):
            self.total, self.n, self.first_total = total, 0, total
            bars.append(self)

        def update(self, count):
            self.n += count

        def close(self):
            self.closed = True

    monkeypatch.setattr(tqdm, "tqdm", Bar)
    rng = np.random.default_rng(0)
    X, background = rng.normal(size=(9, 6)), rng.normal(size=(11, 6))
    options = {"method": method} | ({} if method == "exact" else {"budget": 40, "rng": 0})
    e = st.explain(
        lambda Z: np.sin(Z).sum(axis=1), X, background, progress=True, n_jobs=n_jobs, **options
    )
    (bar,) = bars
    assert bar.n == bar.total == e.evaluations
    assert bar.first_total == pytest.approx(e.evaluations, rel=0.1)
    assert bar.closed


def test_the_docstring_says_how_many_rows_predict_sees():
    from shapley_tutor._engine import predictor

    largest = []
    X, background = np.random.default_rng(0).normal(size=(2, 150, 8))

    def model(Z):
        largest.append(len(Z))
        return Z[:, 0]

    st.explain(model, X, background, method="exact")
    text = " ".join(st.explain.__doc__.split())
    assert f"at most {predictor.MOST_ROWS:,} rows" in text
    assert f"{predictor._MOST_BYTES // MEBIBYTE} MiB" in text
    assert predictor.FIRST_ROWS <= max(largest) <= predictor.MOST_ROWS
