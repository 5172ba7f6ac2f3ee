"""Banzhaf values, interactions, excesses and the least core."""

from __future__ import annotations

from fractions import Fraction
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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: untyped.least_core([0, 1]), "game_or_worths has 1 player; a core compares"),
        (lambda: untyped.least_core(np.zeros((4, 2))), r"has 2 outputs; pass one, worths\[:, k\]"),
        (lambda: untyped.excesses(np.zeros((4, 2)), [0, 0]), "has 2 outputs"),
        (lambda: untyped.excesses(np.zeros(4), [1, 2, 3]), r"shape \(2,\), one for each.*\(3,\)"),
        (lambda: untyped.excesses(np.zeros(4), ["a", "b"]), "payoffs must be numbers.*<U1"),
    ],
)
def test_bad_input_is_refused(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
