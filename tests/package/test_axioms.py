"""The axioms of the Shapley value as properties of random games, in Fractions and floats."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as some

import shapley_tutor as st

worths = some.builds(Fraction, some.integers(-1000, 1000), some.integers(1, 12))
axiom = settings(max_examples=40, deadline=None, derandomize=True)


@some.composite
def games(draw: some.DrawFn, least: int = 1, most: int = 5, how_many: int = 1) -> Any:
    """Tables of worths of games with the same players: one, or a list of them."""
    n = draw(some.integers(least, most))
    one = some.lists(worths, min_size=2**n, max_size=2**n)
    tables = [np.array(draw(one), dtype=object) for _ in range(how_many)]
    return tables[0] if how_many == 1 else tables


def players(table: np.ndarray) -> range:
    """Positions of the players."""
    return range(len(table).bit_length() - 1)


def relabel(mask: int, order: tuple[int, ...]) -> int:
    """Mask with player i renamed to order[i]."""
    return sum(1 << order[i] for i in range(len(order)) if mask >> i & 1)


@axiom
@given(games())
def test_efficiency(table: np.ndarray) -> None:
    assert st.shapley_values(table).sum() == table[-1] - table[0]
    floats = table.astype(float)
    gap = st.shapley_values(floats).sum() - (floats[-1] - floats[0])
    assert abs(gap) <= 1e-11


@axiom
@given(games(least=2), some.data())
def test_equal_players_get_the_same(table: np.ndarray, data: some.DataObject) -> None:
    i, j = data.draw(some.sampled_from(list(itertools.combinations(players(table), 2))))
    swap = list(players(table))
    swap[i], swap[j] = j, i
    symmetric = np.array([table[min(m, relabel(m, tuple(swap)))] for m in range(len(table))])
    values = st.shapley_values(symmetric)
    assert values[i] == values[j]
    floats = st.shapley_values(symmetric.astype(float))
    assert abs(floats[i] - floats[j]) <= 1e-11


@axiom
@given(games(), some.data())
def test_names_do_not_matter(table: np.ndarray, data: some.DataObject) -> None:
    order = tuple(data.draw(some.permutations(list(players(table)))))
    renamed = np.empty_like(table)
    for mask in range(len(table)):
        renamed[relabel(mask, order)] = table[mask]
    before, after = st.shapley_values(table), st.shapley_values(renamed)
    assert all(before[i] == after[order[i]] for i in players(table))


@axiom
@given(games(), some.data())
def test_a_null_player_gets_exactly_nothing(table: np.ndarray, data: some.DataObject) -> None:
    i = data.draw(some.sampled_from(list(players(table))))
    useless = table[np.arange(len(table)) & ~(1 << i)]
    for game in (useless, useless.astype(float)):
        assert st.shapley_values(game)[i] == 0
        assert st.shapley_values_by_lineups(game)[i] == 0
        assert st.shapley_values_from_dividends(st.dividends(game))[i] == 0
        assert st.banzhaf_values(game)[i] == 0


@axiom
@given(games(), some.data())
def test_a_dummy_gets_what_it_brings(table: np.ndarray, data: some.DataObject) -> None:
    i = data.draw(some.sampled_from(list(players(table))))
    brings: Any = data.draw(worths)
    masks = np.arange(len(table))
    dummy = table[masks & ~(1 << i)] + (masks >> i & 1) * brings
    assert st.shapley_values(dummy)[i] == brings


@axiom
@given(games(how_many=2), worths, worths)
def test_values_of_a_mixture_are_the_mixture_of_the_values(pair: Any, a: Any, b: Any) -> None:
    first, second = pair
    mixed = st.shapley_values(first * a + second * b)
    assert (mixed == st.shapley_values(first) * a + st.shapley_values(second) * b).all()


@axiom
@given(games(), some.data())
def test_who_adds_more_gets_no_less(table: np.ndarray, data: some.DataObject) -> None:
    # Young (1985): raise what one player adds to coalitions, by any amounts
    i = data.draw(some.sampled_from(list(players(table))))
    raises = some.builds(Fraction, some.integers(0, 9), some.integers(1, 9))
    masks = np.arange(len(table))
    size = len(table)
    more = np.array(data.draw(some.lists(raises, min_size=size, max_size=size)), dtype=object)
    others = np.array(data.draw(some.lists(worths, min_size=size, max_size=size)), dtype=object)
    # anything may happen to the worths as long as i's contributions do not fall
    better = table + others[masks & ~(1 << i)] + (masks >> i & 1) * more
    assert st.shapley_values(better)[i] >= st.shapley_values(table)[i]


@axiom
@given(games())
def test_the_dual_game_has_the_same_values(table: np.ndarray) -> None:
    dual = table[-1] - table[::-1] + table[0]  # what the others lose when S leaves
    assert (st.shapley_values(dual) == st.shapley_values(table)).all()


@axiom
@given(games(), worths)
def test_the_level_of_the_worths_does_not_matter(table: np.ndarray, level: Fraction) -> None:
    assert (st.shapley_values(table + level) == st.shapley_values(table)).all()


@axiom
@given(games(least=2))
def test_interactions_share_out_every_value(table: np.ndarray) -> None:
    matrix = st.interaction_values(table)
    assert (matrix == matrix.T).all()
    assert (matrix.sum(axis=1) == st.shapley_values(table)).all()
    assert matrix.sum() == table[-1] - table[0]


@axiom
@given(games())
def test_all_routes_agree(table: np.ndarray) -> None:
    values = st.shapley_values(table)
    dividends = st.dividends(table)
    assert (st.shapley_values_by_lineups(table) == values).all()
    assert (st.shapley_values_from_dividends(dividends) == values).all()
    assert (st.worths_from_dividends(dividends) == table).all()


@axiom
@given(games(least=2), some.data())
def test_a_value_lies_between_the_smallest_and_the_largest_contribution(
    table: np.ndarray, data: some.DataObject
) -> None:
    i = data.draw(some.sampled_from(list(players(table))))
    added = st.marginal_contributions(table, i)
    assert min(added) <= st.shapley_values(table)[i] <= max(added)
