"""Shapley values by three routes, against slow definitions and against a regression."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import pytest
from brute import as_dict, dividend, random_table, shapley, shapley_by_orders, solve, subsets

import shapley_tutor as st

F = Fraction
PACKAGE = str(Path(st.__file__).parent)


def by_dividends(game_or_worths: Any) -> np.ndarray:
    """The third route."""
    return st.shapley_values_from_dividends(st.dividends(game_or_worths))


ROUTES = [st.shapley_values, st.shapley_values_by_lineups, by_dividends]


# --- weights


@pytest.mark.parametrize("n", range(1, 8))
def test_weights_are_counted_line_up_by_line_up(n: int) -> None:
    counts: dict[frozenset[int], int] = {}
    for order in permutations(range(n)):
        before = frozenset(order[: order.index(0)])
        counts[before] = counts.get(before, 0) + 1
    weights = st.shapley_weights(n, exact=True)
    assert len(counts) == 2 ** (n - 1)
    for S, count in counts.items():
        assert weights[len(S)] == F(count, math.factorial(n))


@pytest.mark.parametrize("n", [1, 2, 3, 10, 20, 60])
def test_each_size_gets_one_nth_of_the_weight(n: int) -> None:
    weights = st.shapley_weights(n, exact=True)
    assert weights.shape == (n,)
    assert all(type(weight) is F for weight in weights)
    assert [weights[s] * math.comb(n - 1, s) for s in range(n)] == [F(1, n)] * n
    floats = st.shapley_weights(n)
    assert floats.dtype == np.float64
    assert floats.tolist() == [float(weight) for weight in weights]


def test_kernel_weights_are_the_published_ones() -> None:
    # R package kernelshap 0.9.0, kernel_weights(4) and kernel_weights_per_coalition_size(5),
    # as the tests of LightSHAP keep them: scaled to sum to 1
    four = st.kernel_weights(4)[1:-1]
    np.testing.assert_allclose(four / four.sum(), [0.4, 0.2, 0.4], rtol=1e-15)
    five = st.kernel_weights(5)[1:-1] * [math.comb(5, s) for s in range(1, 5)]
    np.testing.assert_allclose(five / five.sum(), [0.3, 0.2, 0.2, 0.3], rtol=1e-15)


def test_kernel_weights_have_the_scale_of_theorem_2() -> None:
    # Lundberg and Lee (2017), theorem 2: (n - 1) / (C(n, s) s (n - s))
    assert st.kernel_weights(2, exact=True).tolist() == [None, F(1, 2), None]
    assert st.kernel_weights(3, exact=True).tolist() == [None, F(1, 3), F(1, 3), None]
    assert st.kernel_weights(4, exact=True).tolist() == [None, F(1, 4), F(1, 8), F(1, 4), None]


@pytest.mark.parametrize("n", [1, 2, 5, 30])
def test_kernel_weights_end_in_infinity(n: int) -> None:
    floats, exact = st.kernel_weights(n), st.kernel_weights(n, exact=True)
    assert floats.shape == exact.shape == (n + 1,)
    assert floats[[0, -1]].tolist() == [math.inf, math.inf]
    assert exact[0] is None
    assert exact[-1] is None
    assert all(type(weight) is F for weight in exact[1:-1])
    assert floats[1:-1].tolist() == [float(weight) for weight in exact[1:-1]]


@pytest.mark.parametrize("n", range(1, 7))
def test_the_regression_with_kernel_weights_has_the_shapley_values_as_solution(n: int) -> None:
    table = random_table(n, np.random.default_rng(100 + n))
    v, weights = as_dict(table), st.kernel_weights(n, exact=True)
    # least squares under the constraint that the payoffs sum to v(N) - v(empty): n + 1 equations
    inner = [S for S in subsets(range(n)) if 0 < len(S) < n]
    total = v[frozenset(range(n))] - v[frozenset()]
    normal = [
        [sum((weights[len(S)] for S in inner if {i, j} <= S), F(0)) for j in range(n)] + [F(1)]
        for i in range(n)
    ]
    right = [
        sum((weights[len(S)] * (v[S] - v[frozenset()]) for S in inner if i in S), F(0))
        for i in range(n)
    ]
    solution = solve([*normal, [F(1)] * n + [F(0)]], [*right, total])
    assert solution[:n] == st.shapley_values(table).tolist()


@pytest.mark.parametrize("function", [st.shapley_weights, st.kernel_weights])
def test_weights_refuse_what_is_no_number_of_players(function: Any) -> None:
    for wrong in (2.0, "3", None, True):
        with pytest.raises(TypeError, match="n must be a whole number of players, got"):
            function(wrong)
    for few in (0, -1):
        with pytest.raises(ValueError, match=f"n must be at least 1 player, got {few}"):
            function(few)


# --- the routes


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("n", range(1, 8))
def test_all_routes_agree_as_fractions(n: int, seed: int) -> None:
    table = random_table(n, np.random.default_rng([n, seed]))
    expected = shapley(as_dict(table), n)
    for route in ROUTES:
        values = route(table)
        assert values.tolist() == expected
        assert all(type(value) is F for value in values)
    if n <= 6:
        assert shapley_by_orders(as_dict(table), n) == expected


@pytest.mark.parametrize("n", range(1, 8))
def test_all_routes_agree_as_floats(n: int) -> None:
    table = random_table(n, np.random.default_rng(n), exact=False)
    expected = np.array([float(value) for value in shapley(as_dict(table), n)])
    for route in ROUTES:
        values = route(table)
        assert values.dtype == np.float64
        np.testing.assert_allclose(values, expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("exact", [True, False])
@pytest.mark.parametrize("route", ROUTES)
def test_several_outputs_are_several_games(route: Callable[..., np.ndarray], exact: bool) -> None:
    rng = np.random.default_rng(5)
    tables = [random_table(4, rng, exact) for _ in range(3)]
    together = route(np.column_stack(tables))
    assert together.shape == (4, 3)
    for k, table in enumerate(tables):
        if exact:
            assert together[:, k].tolist() == route(table).tolist()
        else:
            np.testing.assert_allclose(together[:, k], route(table), rtol=0, atol=1e-14)
    assert route(np.column_stack(tables[:1])).shape == (4, 1)


@pytest.mark.parametrize("route", ROUTES)
def test_one_player_gets_everything(route: Callable[..., np.ndarray]) -> None:
    assert route(np.array([3.0, 10.0])).tolist() == [7]
    assert route([F(1, 2), F(2, 3)]).tolist() == [F(1, 6)]
    assert route(np.array([[3.0, 1.0], [10.0, 1.0]])).tolist() == [[7, 0]]


@pytest.mark.parametrize("route", ROUTES)
def test_large_numbers_and_denominators_stay_exact(route: Callable[..., np.ndarray]) -> None:
    rng = np.random.default_rng(8)
    primes = [2**61 - 1, 2**31 - 1, 10**18 + 9, 998244353, 7, 2**89 - 1, 3, 1]
    table = np.array(
        [F(int(a) * 10**25 + 1, p) for a, p in zip(rng.integers(-9, 9, 8), primes, strict=True)]
    )
    assert route(table).tolist() == shapley(as_dict(table), 3)
    whole = np.array([0, 2**62, 2**62, -(2**63), 2**80, 1, 2, 3**50], dtype=object)
    assert route(whole).tolist() == shapley(as_dict(whole), 3)


@pytest.mark.parametrize("route", ROUTES)
def test_a_null_player_gets_exactly_zero_in_floats(route: Callable[..., np.ndarray]) -> None:
    rng = np.random.default_rng(3)
    for n in range(2, 7):
        for null in range(n):
            masks = np.arange(2**n) & ~(1 << null)  # joining changes nothing
            table = rng.normal(scale=1e6, size=2**n)[masks]
            assert route(table)[null] == 0


@pytest.mark.parametrize("n", [8, 12, 16])
def test_floats_sum_to_the_worth_of_all_to_rounding(n: int) -> None:
    table = np.random.default_rng(n).normal(size=2**n)
    assert abs(st.shapley_values(table).sum() - (table[-1] - table[0])) < 1e-13


def test_line_ups_stop_at_ten_players_and_say_what_to_use() -> None:
    with pytest.raises(ValueError, match=r"11 players.*39,916,800 line-ups.*shapley_values\(game"):
        st.shapley_values_by_lineups(np.zeros(2**11))


def test_line_ups_are_walked_in_pieces() -> None:
    # 9 players: 362,880 line-ups, nine pieces
    table = np.random.default_rng(9).normal(size=2**9)
    np.testing.assert_allclose(
        st.shapley_values_by_lineups(table), st.shapley_values(table), rtol=0, atol=1e-13
    )


# --- dividends


@pytest.mark.parametrize("n", range(1, 7))
def test_dividends_are_the_signed_sums_and_are_inverted(n: int) -> None:
    table = random_table(n, np.random.default_rng(n))
    v, ours = as_dict(table), st.dividends(table)
    assert as_dict(ours.tolist()) == {S: dividend(v, S) for S in v}
    assert st.worths_from_dividends(ours).tolist() == table.tolist()
    assert st.dividends(st.worths_from_dividends(table)).tolist() == table.tolist()
    floats = np.random.default_rng(n).normal(size=(2**n, 2))
    np.testing.assert_allclose(
        st.worths_from_dividends(st.dividends(floats)), floats, rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("n", range(1, 6))
def test_a_unanimity_game_has_one_dividend(n: int) -> None:
    for S in subsets(range(n)):
        if S:
            mask = sum(1 << i for i in S)
            expected = [int(k == mask) for k in range(2**n)]
            assert st.dividends(st.games.unanimity(n, sorted(S))).tolist() == expected


def test_the_worth_of_nobody_is_a_dividend_that_nobody_gets() -> None:
    assert st.shapley_values_from_dividends(np.array([7.0, 1.0, 2.0, 4.0])).tolist() == [3, 4]


# --- twenty players


def test_twenty_players_cost_one_evaluation_of_each_coalition_in_few_calls() -> None:
    calls: list[int] = []

    def value(rows: np.ndarray) -> np.ndarray:
        calls.append(len(rows))
        return np.asarray(rows.sum(axis=1) ** 2.0 + 3 * rows[:, 7])

    game = st.Game(value, 20)
    values = st.shapley_values(game)
    st.shapley_values(game)
    expected = np.full(20, 20.0)
    expected[7] += 3
    np.testing.assert_allclose(values, expected, rtol=1e-12)
    assert sum(calls) == 2**20
    assert len(calls) <= 16


@pytest.mark.parametrize(
    "function",
    [st.shapley_values, st.dividends, by_dividends, st.banzhaf_values, st.interaction_values],
)
def test_no_python_loop_runs_over_coalitions(function: Callable[..., np.ndarray]) -> None:
    n = 16
    table, lines = np.arange(2.0**n), 0

    def count(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal lines
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        function(table)
    finally:
        sys.settrace(before)
    assert 0 < lines < 2**n / 4
