"""Sampling to a precision: reached, honest, no dearer than it must be, and the same every time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor.sampling import rounds

N = 14
RNG = np.random.default_rng(3)
HIDDEN, OUT = RNG.normal(size=(N, 20)), RNG.normal(size=20)
ALL, MASKS = st.coalitions(N), 2 ** np.arange(N)
WORTHS = {  # of all coalitions, computed once
    "network": np.tanh(ALL @ HIDDEN) @ OUT,
    "weighted vote": (ALL @ np.arange(1, N + 1) > 50) * 1.0,
    "products": ALL @ np.arange(N) + 5.0 * ALL[:, :3].all(axis=1) - 7.0 * ALL[:, 3:7].all(axis=1),
    "two outputs": np.column_stack([np.tanh(ALL @ HIDDEN) @ OUT, ALL.sum(axis=1) ** 2 / 20]),
}
GAMES = {
    name: st.Game(lambda S, table=table: table[S @ MASKS], N) for name, table in WORTHS.items()
}
EXACT = {name: st.shapley_values(table) for name, table in WORTHS.items()}
PRECISION = {"network": 0.1, "weighted vote": 0.02, "products": 0.1, "two outputs": 0.15}
ESTIMATORS = [st.kernel_regression, st.sample_lineups]

X = RNG.normal(size=(3, N))
BACKGROUND = RNG.normal(size=(5, N))


def network(rows: Any) -> Any:
    return np.tanh(rows @ HIDDEN / 3) @ OUT


TRUTH = st.explain(network, X, BACKGROUND, method="exact")


class Counted:
    """A value function, or a predict, that counts what it was asked for."""

    def __init__(self, function: Any) -> None:
        self.function, self.rows = function, 0

    def __call__(self, rows: Any) -> Any:
        self.rows += len(rows)
        return self.function(rows)


# --- games


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("name", GAMES)
def test_no_standard_error_is_above_the_precision(estimator: Any, name: str) -> None:
    found = estimator(GAMES[name], rng=0, precision=PRECISION[name])
    assert found.reached
    assert found.precision == PRECISION[name]
    assert 0 < found.standard_errors.max() <= PRECISION[name]
    worths = GAMES[name].worths()
    np.testing.assert_allclose(found.values.sum(axis=0), worths[-1] - worths[0], atol=1e-9)


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_error_bars_cover_what_they_claim_over_thirty_seeds(estimator: Any) -> None:
    """Stopping when errors are small makes them too small by little: 91 to 98 of 100 bars hold."""
    inside = []
    for name, game in GAMES.items():
        for seed in range(30):
            found = estimator(game, rng=seed, precision=PRECISION[name])
            uncertain = found.standard_errors > 1e-9
            bars = np.abs(found.values - EXACT[name]) <= 1.96 * found.standard_errors
            inside.extend(bars[uncertain])
    assert len(inside) > 1000
    assert 0.91 <= np.mean(inside) <= 0.98


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_rounds_double_and_stop_at_once(estimator: Any) -> None:
    """The total is 512 times a power of two; half of it does not reach the precision."""
    value = Counted(GAMES["network"]._value)
    found = estimator(st.Game(value, N), rng=1, precision=0.1)
    assert value.rows == found.evaluations
    spent = [512 * 2**k for k in range(8)]
    total = min(s for s in spent if s >= found.evaluations)
    assert 0.9 * total < found.evaluations <= total
    with pytest.warns(UserWarning, match="the budget ended after"):
        half = estimator(GAMES["network"], total // 2, 1, precision=0.1)
    assert not half.reached
    assert half.evaluations <= total // 2
    assert estimator(GAMES["network"], total, 1, precision=0.1).reached


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("n", [1, 2, 5, 9])
def test_few_players_are_exact_from_the_start(estimator: Any, n: int) -> None:
    value = Counted(lambda S: S.prod(axis=1) + S[:, 0] * 1.0)
    found = estimator(st.Game(value, n), rng=0, precision=0.01)
    exact = st.shapley_values(st.Game(value.function, n))
    np.testing.assert_allclose(found.values, exact, atol=1e-12)
    assert not found.standard_errors.any()
    assert value.rows == found.evaluations == 2**n


@pytest.mark.parametrize("estimator", ESTIMATORS)
def test_where_exact_is_cheaper_it_is_taken(estimator: Any) -> None:
    value = Counted(GAMES["network"]._value)
    found = estimator(st.Game(value, N), rng=0, precision=1e-6)
    np.testing.assert_allclose(found.values, EXACT["network"], atol=1e-10)
    assert not found.standard_errors.any()
    assert 2**N <= value.rows == found.evaluations < 2 ** (N + 1)


def test_more_players_than_all_coalitions_allow_are_sampled() -> None:
    game = st.Game(lambda S: np.sqrt(S.sum(axis=1)), 40)
    found = st.kernel_regression(game, rng=0, precision=0.001)
    assert found.reached
    assert (np.abs(found.values - np.sqrt(40) / 40) < 5 * 0.001).all()


def test_a_round_is_weighted_by_what_it_cost() -> None:
    both = rounds.Rounds(30, 100, 10_000)
    both.add(500, np.array([1.0]), np.array([0.2]))
    both.add(1500, np.array([5.0]), np.array([0.1]))
    np.testing.assert_allclose(both.values, [4.0])
    np.testing.assert_allclose(both.errors**2, [0.25**2 * 0.2**2 + 0.75**2 * 0.1**2])
    assert both.next() == 2000
    assert rounds.Rounds(30, 100).budget == rounds.MOST_BUDGET == 131_072
    assert rounds.Rounds(20_000, 80_000).budget > rounds.MOST_BUDGET


@pytest.mark.parametrize("method", ["kernel", "lineups"])
@pytest.mark.parametrize("unit", [2.0**-1000, 2.0**1000])
def test_a_precision_may_be_as_small_or_as_large_as_the_output(method: str, unit: float) -> None:
    """The same rounds in any unit: no square of an error is lost or infinite."""
    more: dict[str, Any] = {"method": method, "rng": 0}
    estimator = st.kernel_regression if method == "kernel" else st.sample_lineups
    usual = st.explain(network, X[:1], BACKGROUND, precision=0.02, **more)
    e = st.explain(lambda Z: network(Z) * unit, X[:1], BACKGROUND, precision=0.02 * unit, **more)
    np.testing.assert_allclose(e.values, usual.values * unit)
    np.testing.assert_allclose(e.standard_errors / unit, usual.standard_errors)
    assert e.evaluations == usual.evaluations
    value = GAMES["network"]._value
    game = st.Game(lambda S: value(S) * unit, N)
    found = estimator(game, rng=0, precision=0.1 * unit)
    same = estimator(GAMES["network"], rng=0, precision=0.1)
    np.testing.assert_allclose(found.standard_errors / unit, same.standard_errors)
    with pytest.warns(UserWarning, match="budget="):
        assert not estimator(game, 600, 0, precision=1e-300 if unit > 1 else 5e-324).reached


@pytest.mark.parametrize("wrong", ["high", True, None, [0.1], 0, -1, np.inf, np.nan, 1j])
def test_bad_precisions_are_refused_before_any_worth_is_asked_for(wrong: Any) -> None:
    def value(S: Any) -> Any:
        raise AssertionError("asked")

    for estimator in ESTIMATORS:
        with pytest.raises((TypeError, ValueError), match="precision"):
            estimator(st.Game(value, 12), rng=0, precision=wrong)
    if wrong is not None:
        with pytest.raises((TypeError, ValueError), match="precision"):
            st.explain(value, X, BACKGROUND, precision=wrong)


# --- models


@pytest.mark.parametrize("method", ["auto", "kernel", "lineups"])
@pytest.mark.parametrize("precision", [0.05, 0.02])
def test_every_row_reaches_the_precision(method: str, precision: float) -> None:
    predict = Counted(network)
    e = st.explain(predict, X, BACKGROUND, method=method, precision=precision, rng=0)
    assert e.reached.tolist() == [True] * 3
    assert 0 < e.standard_errors.max() <= precision
    assert f"to a standard error of {precision}, at most 131,072 coalitions" in e.method
    assert e.additivity_gap() < 1e-12
    assert (np.abs(e.values - TRUTH.values) < 5 * precision).all()
    assert predict.rows == e.evaluations + 2  # two background rows are asked for again
    assert e.precision == e[1].precision == precision
    assert e[1:].reached.tolist() == [True, True]
    assert "reached" not in repr(e)


def test_a_finer_precision_costs_more_and_no_more_than_it_must() -> None:
    cost, errors = [], []
    for precision in (0.1, 0.03, 0.01, 0.005):
        e = st.explain(network, X[:1], BACKGROUND, precision=precision, rng=0, method="lineups")
        cost.append(e.evaluations)
        errors.append(e.standard_errors.max())
    assert cost == sorted(cost)
    assert cost[0] < cost[-1]
    for total, error, precision in zip(cost, errors, (0.1, 0.03, 0.01, 0.005), strict=True):
        if total > min(cost) and error:  # half of it would not have been enough
            assert error * 2**0.5 > 0.8 * precision


def test_error_bars_of_rows_cover_what_they_claim_over_thirty_seeds() -> None:
    inside = []
    for method, precision in (("kernel", 0.015), ("lineups", 0.03)):
        for seed in range(30):
            e = st.explain(network, X, BACKGROUND, method=method, precision=precision, rng=seed)
            inside.append(np.abs(e.values - TRUTH.values) <= 1.96 * e.standard_errors)
    assert 0.91 <= np.mean(inside) <= 0.98


def test_a_row_stops_by_itself_alone_in_company_and_for_any_n_jobs() -> None:
    options: dict[str, Any] = {"precision": 0.02, "rng": 7}
    rows = X * np.array([[1.0], [0.1], [3.0]])  # of which some are harder than others
    whole = st.explain(network, rows, BACKGROUND, **options)
    alone = [st.explain(network, rows[[k]], BACKGROUND, **options) for k in range(3)]
    costs = [e.evaluations - 1 - len(BACKGROUND) for e in alone]
    assert len(set(costs)) > 1
    assert whole.evaluations == sum(costs) + 3 + len(BACKGROUND)
    for k, e in enumerate(alone):
        np.testing.assert_allclose(e.values[0], whole.values[k], atol=1e-13)
        np.testing.assert_allclose(e.standard_errors[0], whole.standard_errors[k], atol=1e-13)
    split = st.explain(network, rows, BACKGROUND, n_jobs=2, **options)
    np.testing.assert_allclose(split.values, whole.values, atol=1e-13)
    assert split.evaluations == whole.evaluations


def test_the_budget_is_the_most_and_what_is_missed_is_said() -> None:
    predict = Counted(network)
    with pytest.warns(UserWarning, match="3 of 3 rows: the budget of 900 .*precision is 0.001"):
        e = st.explain(predict, X, BACKGROUND, precision=0.001, budget=900, rng=0)
    assert not e.reached.any()
    assert "precision reached for 0 of 3 rows" in repr(e)
    assert predict.rows <= 900 * len(X) * len(BACKGROUND) + len(X) + len(BACKGROUND) + 2
    assert "at most 900 coalitions" in e.method


def test_exact_is_taken_where_it_is_cheaper() -> None:
    small = lambda rows: network(np.pad(rows, ((0, 0), (0, N - 9))))  # noqa: E731
    e = st.explain(small, X[:, :9], BACKGROUND[:, :9], precision=0.1)
    assert e.method == "exact"
    fine = st.explain(network, X, BACKGROUND, precision=1e-9, rng=0)
    np.testing.assert_allclose(fine.values, TRUTH.values, atol=1e-12)
    assert not fine.standard_errors.any()
    pairs = len(X) * len(BACKGROUND)
    assert fine.evaluations <= pairs * 2 ** (N + 1)


def test_background_rows_that_hardly_differ_are_exact_and_the_others_sampled() -> None:
    background = np.concatenate([BACKGROUND, X[:1] + 0.0])
    background[-1, :4] += 1.0  # differs from the first row in four columns
    e = st.explain(network, X[:1], background, precision=0.02, rng=0)
    exact = st.explain(network, X[:1], background, method="exact")
    assert e.reached.all()
    assert (np.abs(e.values - exact.values) < 5 * 0.02).all()


@pytest.mark.parametrize("method", ["kernel", "lineups"])
def test_conditional_games_and_several_outputs(method: str) -> None:
    two = lambda rows: np.column_stack([network(rows), 2 * network(rows)])  # noqa: E731
    gauss = st.GaussianConditional(BACKGROUND.mean(axis=0), np.eye(N), draws=32)
    e = st.explain(two, X[:1], gauss, precision=0.2, rng=0, method=method)
    assert e.values.shape == (1, N, 2)
    assert e.reached.all()
    assert 0 < e.standard_errors.max() <= 0.2
    several = st.explain(two, X, BACKGROUND, precision=0.05, rng=0, method=method)
    assert several.standard_errors.max() <= 0.05
    assert several[:, 1].reached.all()


def test_without_a_precision_everything_is_reached() -> None:
    assert TRUTH.precision is None
    assert TRUTH.reached.tolist() == [True] * 3
    e = st.explain(network, X, BACKGROUND, budget=200, rng=0)
    assert e.reached.all()
    assert st.kernel_regression(GAMES["network"], 400, 0).reached
