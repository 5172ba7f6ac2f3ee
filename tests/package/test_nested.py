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


# --- one level: the Owen value

SEATS = np.array([48, 37, 27, 17])
ASSEMBLY = st.Game(
    lambda rows: np.array([Fraction(int(row @ SEATS >= 65)) for row in rows], dtype=object),
    ["PP", "PSOE", "Podemos", "C's"],
)


@pytest.mark.parametrize(
    ("unions", "known"),
    [
        ([], [Fraction(1, 2), Fraction(1, 6), Fraction(1, 6), Fraction(1, 6)]),
        ([["PP", "C's"]], [Fraction(2, 3), 0, 0, Fraction(1, 3)]),
        ({"left": ["PSOE", "Podemos", "C's"]}, [0, *[Fraction(1, 3)] * 3]),
    ],
)
def test_owen_values_of_the_madrid_assembly(unions: Any, known: list[Any]) -> None:
    # Gimenez and Puente (2019), The Owen and the Owen-Banzhaf values ..., table 1
    assert st.owen_values(ASSEMBLY, unions).tolist() == known


def test_owen_values_of_costs() -> None:
    # the example of R's GameTheoryAllocation 1.0: 0.25, 0.25, 1.5
    costs = {"": 0, "A": 1, "B": 1, "C": 2, "AB": 1, "AC": 2, "BC": 2, "ABC": 2}
    table = st.Game.from_worths({who: Fraction(cost) for who, cost in costs.items()})
    assert st.owen_values(table, [[0, 1], [2]]).tolist() == [
        Fraction(1, 4), Fraction(1, 4), Fraction(3, 2),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "unions",
    [
        {"x": ["A", "B"], "y": ["C", "D"]},
        [("A", "B"), ["D", "C"], "E"],
        ["AB", "CD"],
        [{"A", "B"}, frozenset({"C", "D"}), 4],
        [[0, 1], np.array([2, 3])],
        (("A", "B"), ("C", "D"), ("E",)),
    ],
    ids=["dict", "lists", "texts", "sets", "positions", "tuples"],
)
def test_unions_are_named_in_many_ways(unions: Any) -> None:
    game = random_game(5, 6)
    known = by_definition(game, [["A", "B"], ["C", "D"], "E"])
    assert st.owen_values(game, unions).tolist() == known
    assert st.owen_values(list(game.worths()), unions).tolist() == known


@pytest.mark.parametrize("seed", range(4))
def test_a_union_gets_the_shapley_value_of_the_game_between_unions(seed: int) -> None:
    # and so it does not matter to a union how the others are made up of players
    table = random_game(5, seed).worths()
    values = st.owen_values(table, [[0, 3], [1, 2, 4]])
    between = st.shapley_values(table[[0, 0b01001, 0b10110, 0b11111]])
    assert [values[0] + values[3], values[1] + values[2] + values[4]] == list(between)
    merged = table[[0, 1, 0b10110, 0b10111, 0b01000, 0b01001, 0b11110, 0b11111]]  # 0, others, 3
    assert st.owen_values(merged, [[0, 2], [1]])[[0, 2]].tolist() == values[[0, 3]].tolist()


def test_members_who_are_alike_get_alike_and_null_players_nothing() -> None:
    values = st.owen_values(st.games.unanimity(4, "ABC"), ["AB", "CD"])
    assert values.tolist() == [Fraction(1, 4), Fraction(1, 4), Fraction(1, 2), 0]


@pytest.mark.parametrize(
    ("unions", "kind", "message"),
    [
        (["AB", "BC"], ValueError, r"unions\[0\] and unions\[1\] share \{B\}"),
        ({"x": ["A"], "y": ["A", "C"]}, ValueError, r"unions\['x'\] and unions\['y'\] share \{A\}"),
        ([["A"], []], ValueError, r"unions\[1\] has no player; leave it out"),
        ([["A", "D"]], ValueError, "player 'D' is not in this game"),
        ([["A", "A"]], ValueError, "names a player twice"),
        ([[0, 3]], ValueError, "player 3 is not in this game"),
        ("AB", TypeError, "unions must hold lists of players, got 'AB'"),
        (2, TypeError, "unions must hold lists of players, got 2"),
    ],
)
def test_unions_that_do_not_fit_are_refused(
    unions: Any, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        st.owen_values(st.games.three_friends(), unions)
