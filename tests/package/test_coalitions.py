"""Coalitions as rows and masks."""

from __future__ import annotations

import itertools
import tracemalloc
from typing import Any

import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor.coalitions import MAX_PLAYERS, label


@pytest.mark.parametrize("n", range(1, 9))
def test_row_k_holds_player_i_exactly_when_bit_i_is_set(n: int) -> None:
    rows = st.coalitions(n)
    assert rows.shape == (2**n, n)
    assert rows.dtype == bool
    for k, i in itertools.product(range(2**n), range(n)):
        assert bool(rows[k, i]) is bool(k & (1 << i))


@pytest.mark.parametrize("n", range(1, 9))
def test_sizes_belong_to_the_rows(n: int) -> None:
    rows = st.coalitions(n)
    assert st.coalition_sizes(n).tolist() == [sum(row) for row in rows.tolist()]


def test_label_writes_members_between_braces() -> None:
    assert [label(()), label(("A",)), label(("Age", "BP"))] == ["{}", "{A}", "{Age, BP}"]


def test_the_rows_are_built_without_a_table_of_integers() -> None:
    n = 16
    tracemalloc.start()
    try:
        rows = st.coalitions(n)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert rows.nbytes == n * 2**n
    assert peak < 4 * rows.nbytes  # a (2**n, n) array of int64 would be 8 times as large


@pytest.mark.parametrize("function", [st.coalitions, st.coalition_sizes])
@pytest.mark.parametrize("wrong", [2.0, "3", None, True, [3]])
def test_a_player_count_that_is_no_whole_number_is_refused(function: Any, wrong: Any) -> None:
    with pytest.raises(TypeError, match="n must be a whole number of players, got"):
        function(wrong)


@pytest.mark.parametrize("function", [st.coalitions, st.coalition_sizes])
@pytest.mark.parametrize("wrong", [0, -3])
def test_no_players_are_refused(function: Any, wrong: int) -> None:
    with pytest.raises(ValueError, match=f"n must be at least 1 player, got {wrong}"):
        function(wrong)


def test_too_many_players_are_refused_with_the_bill_and_the_way_out() -> None:
    with pytest.raises(ValueError, match=r"1\.1e\+12 coalitions and 8,388,608 MiB.*groups"):
        st.coalitions(40)
    with pytest.raises(ValueError, match=f"n is {MAX_PLAYERS + 1} players"):
        st.coalition_sizes(MAX_PLAYERS + 1)


def test_numpy_integers_count_players_too() -> None:
    two: Any = np.int64(2)
    assert st.coalitions(two).shape == (4, 2)
