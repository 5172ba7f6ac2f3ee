"""Values for nested groups against their definition: line-ups in which brackets stand together."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from scipy.cluster.hierarchy import linkage

import shapley_tutor as st
from shapley_tutor.solutions import nested_values, nesting_of


def brackets(node: Any) -> list[set[str]]:
    """Player sets of every bracket."""
    if isinstance(node, str):
        return [{node}]
    inner = [brackets(child) for child in node]
    return [set().union(*(sets[0] for sets in inner)), *(s for sets in inner for s in sets)]


def by_definition(game: st.Game, nesting: Any) -> list[Any]:
    """Go through all n! line-ups and keep those in which every bracket is an interval."""
    groups = brackets(nesting)
    total, kept = dict.fromkeys(game.players, Fraction(0)), 0
    for line in permutations(game.players):
        places = [[line.index(p) for p in group] for group in groups]
        if any(max(at) - min(at) >= len(at) for at in places):
            continue
        kept += 1
        for k, player in enumerate(line):
            total[player] += game[line[: k + 1]] - game[line[:k]]
    return [total[p] / kept for p in game.players]


def random_game(n: int, seed: int) -> st.Game:
    rng = np.random.default_rng(seed)
    worths = np.array([Fraction(int(w)) for w in rng.integers(-50, 50, 2**n)], dtype=object)
    return st.Game(lambda rows: worths[rows @ (1 << np.arange(n))], n)


NESTINGS: list[Any] = [
    ["A", "B", "C", "D", "E"],
    [["A", "B", "C", "D", "E"]],
    [["A", "B"], ["C", "D"], "E"],
    [["A", "C", "E"], ["B", "D"]],
    [["E", ["B", "A"]], ["C", "D"]],
    [[["A", "B"], "C"], ["D"], "E"],
    ["E", ["D", ["C", ["B", "A"]]]],
]


@pytest.mark.parametrize("nesting", NESTINGS, ids=str)
@pytest.mark.parametrize("seed", [0, 1])
def test_equal_to_the_definition_as_fractions(nesting: Any, seed: int) -> None:
    game = random_game(5, seed)
    values = nested_values(game, nesting)
    assert list(values) == by_definition(game, nesting)
    assert sum(values) == game.worths()[-1] - game.worths()[0]


def test_without_groups_it_is_the_shapley_value() -> None:
    game = random_game(6, 2)
    flat = list(game.players)
    assert list(nested_values(game, flat)) == list(st.shapley_values(game))
    assert list(nested_values(game, [flat])) == list(st.shapley_values(game))
    assert list(nested_values(game, [[p] for p in flat])) == list(st.shapley_values(game))


def test_a_union_of_glove_owners() -> None:
    # Owen's union of the long side of the market: 1/4, 1/4, 1/2 instead of 1/6, 1/6, 2/3
    values = nested_values(st.games.gloves(2, 1), [["L1", "L2"], "R1"])
    assert list(values) == [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2)]


def test_a_group_gets_its_value_in_the_game_of_groups() -> None:
    game = random_game(5, 4)
    values = nested_values(game, [["A", "B"], ["C", "D", "E"]])
    worths = game.worths()
    quotient = st.shapley_values(worths[[0, 0b00011, 0b11100, 0b11111]])
    assert list(quotient) == [sum(values[:2]), sum(values[2:])]


def test_several_outputs_floats_and_positions() -> None:
    rng = np.random.default_rng(0)
    table = rng.normal(size=(16, 3))
    game = st.Game(lambda rows: table[rows @ [1, 2, 4, 8]], ["w", "x", "y", "z"])
    values = nested_values(game, [["w", "x"], ["y", "z"]])
    assert values.shape == (4, 3)
    np.testing.assert_array_equal(values, nested_values(game, [[0, 1], np.array([2, 3])]))
    for k in range(3):
        one = st.Game(lambda rows, k=k: table[rows @ [1, 2, 4, 8], k], game.players)
        np.testing.assert_allclose(values[:, k], nested_values(one, [[0, 1], [2, 3]]))


def test_a_nesting_that_does_not_fit_is_refused() -> None:
    game = st.games.three_friends()
    for nesting, message in [
        (["A", "B"], r"holds the player 'C' 0 times"),
        ([["A", "B"], "C", "A"], r"holds the player 'A' 2 times"),
        ([["A", "B", "C"], []], r"empty group"),
        (["A", "B", "D"], r"'D' is not in this game"),
    ]:
        with pytest.raises(ValueError, match=message):
            nested_values(game, nesting)


def test_a_clustering_becomes_a_nesting() -> None:
    points = np.array([[0.0], [0.1], [5.0], [5.2], [9.0]])
    tree = nesting_of(linkage(points), list("abcde"))
    assert sorted(map(sorted, brackets(tree))) == sorted(
        map(sorted, [set("abcde"), set("ab"), set("cde"), set("cd"), *map(set, "abcde")])
    )
    for wrong in (np.zeros((3, 4)), np.zeros(4), [[0, 1]]):
        with pytest.raises(ValueError, match="it needs one row less"):
            nesting_of(wrong, list("abcde"))
