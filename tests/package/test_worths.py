"""Tables of worths."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from brute import as_dict, random_table, subsets

import shapley_tutor as st

untyped: Any = st  # calls that a type checker would refuse

EVERYTHING: list[Any] = [
    st.shapley_values,
    st.shapley_values_by_lineups,
    st.dividends,
    st.interaction_values,
    st.banzhaf_values,
    st.least_core,
    lambda table: untyped.excesses(table, [0, 0]),
    lambda table: st.marginal_contributions(table, 0),
]
FROM_DIVIDENDS: list[Any] = [st.worths_from_dividends, st.shapley_values_from_dividends]

BAD_TABLES: list[tuple[Any, type[Exception], str]] = [
    (np.zeros(3), ValueError, r"has shape \(3,\); a table of worths has 2\*\*n rows"),
    (np.zeros(1), ValueError, r"has shape \(1,\)"),
    (np.zeros(0), ValueError, r"has shape \(0,\)"),
    (np.zeros((2, 0)), ValueError, r"has shape \(2, 0\)"),
    (np.array(3.0), ValueError, r"has shape \(\)"),
    (np.zeros((4, 2, 2)), ValueError, r"has shape \(4, 2, 2\)"),
    ([0, 1, float("nan"), 2], ValueError, "is nan at coalition number 2; worths are finite"),
    (np.array([[0, 0], [1, np.inf]]), ValueError, r"inf\] at coalition number 1"),
    ([[1, 2], [3]], ValueError, "rows of different lengths"),
    (["1", "2"], TypeError, "must hold numbers, got <U1"),
    (np.array(["1", "2"], dtype=object), TypeError, "must be numbers.*got '1'"),
    (np.array([None, 2], dtype=object), TypeError, "must be numbers.*got None"),
    (np.zeros(4, complex), TypeError, "must hold numbers, got complex128"),
    (np.zeros(2**25, np.int8), ValueError, "the number of players is 25"),
    ({"": 0, "A": 1}, TypeError, "must be a Game or an array.*got dict"),
    (3.0, TypeError, "must be a Game or an array.*got float"),
]


@pytest.mark.parametrize("function", EVERYTHING)
@pytest.mark.parametrize(("table", "error", "message"), BAD_TABLES)
def test_what_is_no_table_of_worths_is_refused_everywhere(
    function: Any, table: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        function(table)


@pytest.mark.parametrize("function", FROM_DIVIDENDS)
def test_bad_dividends_are_refused_by_their_name(function: Any) -> None:
    with pytest.raises(ValueError, match=r"^dividends has shape \(3,\)"):
        function(np.zeros(3))
    with pytest.raises(ValueError, match=r"^dividends is nan at coalition number 1"):
        function([0, np.nan])
    with pytest.raises(TypeError, match=r"^dividends must be a Game or an array"):
        function("AB")
    with pytest.raises(TypeError, match=r"got a Game; pass dividends\(game\)"):
        function(st.games.three_friends())


@pytest.mark.parametrize("n", range(1, 6))
def test_marginal_contributions_stand_in_the_order_of_the_others(n: int) -> None:
    table = random_table(n, np.random.default_rng(n))
    v = as_dict(table)
    for i in range(n):
        others = [k for k in range(n) if k != i]
        ordered = sorted(subsets(others), key=lambda S: sum(1 << others.index(k) for k in S))
        expected = [v[S | {i}] - v[S] for S in ordered]
        assert st.marginal_contributions(table, i).tolist() == expected


def test_marginal_contributions_of_a_game_by_name_and_of_several_outputs() -> None:
    game = st.games.three_friends()
    assert st.marginal_contributions(game, "C").tolist() == [60, 60, 60, 20]
    two = np.column_stack([game.worths().astype(float), np.arange(8)])
    assert st.marginal_contributions(two, 2).tolist() == [[60, 4], [60, 4], [60, 4], [20, 4]]


@pytest.mark.parametrize("kind", [np.uint8, np.int8, bool])
def test_small_integers_cannot_overflow(kind: Any) -> None:
    table = np.array([1, 0, 1, 1]).astype(kind) * (100 if kind is not bool else 1)
    wide = table.astype(float)
    for function in EVERYTHING[:6]:
        assert np.array_equal(
            np.hstack(function(table)).astype(float), np.hstack(function(wide)).astype(float)
        )
    assert st.marginal_contributions(table, 0).tolist() == [wide[1] - wide[0], wide[3] - wide[2]]


@pytest.mark.parametrize("player", [-1, 2, "A", 0.5])
def test_a_player_that_is_not_there_is_refused(player: Any) -> None:
    with pytest.raises(ValueError, match="player must be a position from 0 to 1, got"):
        st.marginal_contributions(np.zeros(4), player)


def test_the_caller_s_table_is_left_alone() -> None:
    for table in (np.arange(8.0), random_table(3, np.random.default_rng(0))):
        before = table.copy()
        for function in (*EVERYTHING[:6], *FROM_DIVIDENDS):
            function(table)
        assert np.array_equal(table, before)


def test_lists_and_whole_numbers_of_any_size_are_tables_too() -> None:
    assert untyped.shapley_values([0, 10, 20, 40]).tolist() == [15, 25]
    assert untyped.shapley_values([0, Fraction(1, 3)]).tolist() == [Fraction(1, 3)]
    big = untyped.shapley_values([0, 10**30, 5, 10**30 + 7])
    assert big.tolist() == [10**30 + 1, 6]
