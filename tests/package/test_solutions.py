"""Banzhaf values, interactions, excesses and the least core."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from brute import as_dict, banzhaf, interaction_index, random_table, shapley, subsets

import shapley_tutor as st

F = Fraction
untyped: Any = st  # calls that a type checker would refuse


@pytest.mark.parametrize("n", range(1, 7))
def test_banzhaf_is_the_plain_average(n: int) -> None:
    table = random_table(n, np.random.default_rng(n))
    ours = st.banzhaf_values(table)
    assert ours.tolist() == banzhaf(as_dict(table), n)
    assert all(type(value) is F for value in ours)
    np.testing.assert_allclose(
        st.banzhaf_values(table.astype(float)), ours.astype(float), rtol=0, atol=1e-12
    )


def test_banzhaf_of_the_friends_does_not_sum_to_the_worth_of_all() -> None:
    assert st.banzhaf_values(st.games.three_friends()).tolist() == [90, 70, 50]


@pytest.mark.parametrize("n", range(1, 7))
def test_interactions_are_half_the_index_and_rows_sum_to_the_values(n: int) -> None:
    table = random_table(n, np.random.default_rng(40 + n))
    v, matrix = as_dict(table), st.interaction_values(table)
    assert matrix.shape == (n, n)
    assert (matrix == matrix.T).all()
    assert matrix.sum(axis=1).tolist() == shapley(v, n)
    for i in range(n):
        for j in range(i):
            assert matrix[i, j] == interaction_index(v, n, i, j) / 2
    floats = st.interaction_values(table.astype(float))
    assert floats.dtype == np.float64
    np.testing.assert_allclose(floats, matrix.astype(float), rtol=0, atol=1e-12)


def test_interactions_of_the_friends() -> None:
    # the only dividend of more than one player is -40 on all three: shared by three pairs
    matrix = st.interaction_values(st.games.three_friends())
    assert [matrix[0, 1], matrix[0, 2], matrix[1, 2]] == [-10, -10, -10]
    assert matrix.diagonal().tolist() == [F(320, 3), F(260, 3), F(200, 3)]


def test_interactions_of_several_outputs() -> None:
    rng = np.random.default_rng(2)
    tables = [rng.normal(size=16) for _ in range(2)]
    together = st.interaction_values(np.column_stack(tables))
    assert together.shape == (4, 4, 2)
    for k, table in enumerate(tables):
        np.testing.assert_allclose(together[:, :, k], st.interaction_values(table), atol=1e-14)


def test_players_that_do_not_meet_do_not_interact() -> None:
    matrix = st.interaction_values(st.Game(lambda rows: rows @ np.arange(1.0, 6), 5))
    np.testing.assert_allclose(matrix, np.diag(np.arange(1.0, 6)), rtol=0, atol=1e-14)


# --- the core


def test_excesses_are_worth_minus_pay() -> None:
    game = st.games.three_friends()
    pay = st.shapley_values(game)
    excesses = as_dict(st.excesses(game, pay))
    v = as_dict(game.worths())
    assert excesses == {S: v[S] - sum(pay[i] for i in S) for S in subsets(range(3))}
    assert excesses[frozenset({0, 1})] == F(80, 3)


def test_excesses_count_from_the_empty_coalition() -> None:
    assert st.excesses(np.array([5.0, 6.0, 7.0, 10.0]), np.array([2, 3])).tolist() == [0, -1, -1, 0]


def test_least_core_of_the_friends_is_empty_by_eighty_thirds() -> None:
    game = st.games.three_friends()
    pay, excess = st.least_core(game)
    assert excess == pytest.approx(80 / 3, abs=1e-9)
    assert type(excess) is float
    np.testing.assert_allclose(pay, [260 / 3, 200 / 3, 140 / 3], atol=1e-9)


def test_least_core_of_the_gloves_gives_all_to_the_scarce_one() -> None:
    # the core is the one point (0, 0, 1) (Shapley and Shubik 1969)
    pay, excess = st.least_core(st.games.gloves())
    np.testing.assert_allclose(pay, [0, 0, 1], atol=1e-9)
    assert excess == pytest.approx(0, abs=1e-9)


def test_least_core_of_the_majority_of_three() -> None:
    pay, excess = st.least_core(st.games.majority(3))
    np.testing.assert_allclose(pay, [1 / 3] * 3, atol=1e-9)
    assert excess == pytest.approx(1 / 3, abs=1e-9)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_least_core_pays_everything_and_no_random_payoff_does_better(n: int) -> None:
    rng = np.random.default_rng(n)
    table = rng.normal(size=2**n) + 3
    pay, excess = st.least_core(table)
    total = table[-1] - table[0]
    assert pay.shape == (n,)
    assert pay.sum() == pytest.approx(total, abs=1e-9)
    assert st.excesses(table, pay)[1:-1].max() == pytest.approx(excess, abs=1e-9)
    for _ in range(200):
        other = rng.normal(size=n)
        other += (total - other.sum()) / n
        assert st.excesses(table, other)[1:-1].max() >= excess - 1e-9


def test_a_convex_game_has_its_shapley_values_in_the_core() -> None:
    # Shapley (1971), Cores of convex games
    game = st.Game(lambda rows: rows.sum(axis=1) ** 2.0 + rows[:, 0] * rows[:, 1], 5)
    assert st.excesses(game, st.shapley_values(game)).max() <= 1e-12
    assert st.least_core(game)[1] < 0


UNITS = [1e-300, 1e-12, 1e-7, 1e-3, 1e5, 1e12, 1e300]


@pytest.mark.parametrize("unit", UNITS)
def test_the_least_core_is_free_of_units(unit: float) -> None:
    # majority of three: every two earn all, so the best of payoffs, thirds, leave each two 1/3
    for worths, pay, excess in [
        (st.games.majority(3).worths().astype(float), [1 / 3] * 3, 1 / 3),
        (st.games.three_friends().worths().astype(float), [260 / 3, 200 / 3, 140 / 3], 80 / 3),
    ]:
        payoffs, largest = st.least_core(worths * unit)
        np.testing.assert_allclose(payoffs / unit, pay, rtol=1e-9)
        assert largest / unit == pytest.approx(excess, rel=1e-12)
    payoffs, largest = st.least_core(st.games.gloves().worths().astype(float) * unit)
    np.testing.assert_allclose(payoffs / unit, [0, 0, 1], atol=1e-9)
    assert largest == 0


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("n", [2, 4, 6])
def test_the_excess_of_a_random_game_changes_with_the_unit_alone(n: int, unit: float) -> None:
    table = np.random.default_rng(n).normal(size=2**n)
    (pay, excess), (scaled, largest) = st.least_core(table), st.least_core(table * unit)
    assert largest / unit == pytest.approx(excess, rel=1e-11)
    total = table[-1] - table[0]
    np.testing.assert_allclose([pay.sum(), (scaled / unit).sum()], [total, total], rtol=1e-12)


def test_what_everyone_brings_alone_hides_no_small_conflict() -> None:
    # beside a million each, thirds of one are still unfair to every two; in floats to rounding
    sure = st.coalitions(3) @ np.array([1e6, 2e6, 3e6])
    payoffs, excess = st.least_core(st.games.majority(3).worths().astype(float) + sure)
    np.testing.assert_allclose(payoffs - [1e6, 2e6, 3e6], [1 / 3] * 3, atol=1e-8)
    assert excess == pytest.approx(1 / 3, abs=1e-8)
    huge = st.coalitions(3) @ np.array([F(10**20), F(1), F(3)], dtype=object)
    payoffs, excess = st.least_core(st.games.majority(3).worths() + huge)
    assert excess == pytest.approx(1 / 3, rel=1e-12)
    np.testing.assert_allclose(payoffs, [1e20, 4 / 3, 10 / 3])


@pytest.mark.parametrize("unit", [1e-300, 1e-7, 1.0, 1e300])
def test_a_game_without_conflict_has_an_excess_of_exactly_zero(unit: float) -> None:
    pay = np.array([0.1, 0.2, 0.7, 0.0])
    payoffs, excess = st.least_core(st.coalitions(4) @ pay * unit)
    assert excess == 0
    np.testing.assert_allclose(payoffs / unit, pay, rtol=0, atol=1e-15)
    assert st.least_core(np.zeros(8))[1] == 0


def test_least_core_of_fractions_is_that_of_floats() -> None:
    table = random_table(4, np.random.default_rng(3))
    exact, floats = st.least_core(table), st.least_core(table.astype(float))
    assert exact[1] == pytest.approx(floats[1], rel=1e-12)
    assert type(exact[1]) is float
    assert exact[0].dtype == np.float64


def test_worths_near_the_largest_float_are_taken() -> None:
    payoffs, excess = st.least_core(np.array([-1e308, 0.0, 0.0, 7e307]))
    np.testing.assert_allclose(payoffs, [8.5e307, 8.5e307])  # each alone: 1e308, 1.5e307 too much
    assert excess == pytest.approx(1.5e307)


def test_a_program_that_fails_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = SimpleNamespace(status=4, message="Numerical difficulties.", x=None)
    monkeypatch.setattr("scipy.optimize.linprog", lambda *_, **__: failed)
    with pytest.raises(RuntimeError, match=r"program .* failed: Numerical difficulties. .status 4"):
        st.least_core(st.games.three_friends())


@pytest.mark.parametrize("unit", [1e-300, 1e-7, 1.0, 1e300])
def test_rounding_is_no_excess_whatever_the_unit(unit: float) -> None:
    pay = np.array([0.1, 0.2, 0.3, 0.7]) * unit
    worths = np.array([sum(pay[row][::-1]) for row in st.coalitions(4)])  # in another order
    assert (st.excesses(worths, pay) == 0).all()
    worths[3] += 1e-12 * unit
    assert st.excesses(worths, pay)[3] == pytest.approx(1e-12 * unit, rel=1e-3)
    assert (np.delete(st.excesses(worths, pay), 3) == 0).all()


def test_excesses_are_exact_where_worths_and_payoffs_are() -> None:
    worths = np.array([F(0), F(1, 3), F(1, 3), F(2**63)], dtype=object)
    assert st.excesses(worths, np.array([2**62, 2**62])).tolist() == [
        0, F(1, 3) - 2**62, F(1, 3) - 2**62, 0,
    ]  # fmt: skip
    halves = st.excesses(worths, np.array([0.5, 0.25]))
    assert halves.dtype == np.float64
    np.testing.assert_allclose(halves, [0, -1 / 6, 1 / 12, 2.0**63])
    large = st.excesses(np.array([0.0, 0.0, 0.0, 2.0**63]), np.array([2**62, 2**62]))
    assert large.tolist() == [0, -(2.0**62), -(2.0**62), 0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: untyped.least_core([0, 1]), "game_or_worths has 1 player; a core compares"),
        (
            lambda: untyped.least_core(np.zeros((4, 2))),
            r"has 2 outputs; pass one, such as worths\[:, 0\]",
        ),
        (lambda: untyped.excesses(np.zeros((4, 2)), [0, 0]), "has 2 outputs"),
        (lambda: untyped.excesses(np.zeros(4), [1, 2, 3]), r"shape \(2,\), one for each.*\(3,\)"),
        (lambda: untyped.excesses(np.zeros(4), ["a", "b"]), "payoffs must be numbers.*<U1"),
        (lambda: untyped.excesses(np.zeros(4), [0, np.nan]), "payoffs is nan at player number 1"),
        (lambda: untyped.excesses(np.zeros(4), [np.inf, 0.0]), "payoffs is inf at player number 0"),
    ],
)
def test_bad_input_is_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
