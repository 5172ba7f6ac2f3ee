"""Games: what goes in, what comes out, how often the value function is called."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import shapley_tutor as st

untyped: Any = st  # calls that a type checker would refuse

FRIENDS = {"": 0, "A": 100, "B": 80, "C": 60, "AB": 180, "AC": 160, "BC": 140, "ABC": 200}


class Counting:
    """A value function that keeps count: a coalition is worth the square of its size."""

    def __init__(self) -> None:
        self.rows: list[int] = []

    def __call__(self, rows: np.ndarray) -> np.ndarray:
        self.rows.append(len(rows))
        return np.asarray(rows.sum(axis=1).astype(float) ** 2)


# --- what a game is


def test_worths_are_in_mask_order_whatever_order_the_table_has() -> None:
    game = st.Game.from_worths(dict(reversed(FRIENDS.items())), players="ABC")
    assert game.worths().tolist() == [0, 100, 80, 180, 60, 160, 140, 200]
    assert game.worths().dtype == np.float64


def test_keys_may_be_strings_tuples_and_frozensets() -> None:
    game = st.Game.from_worths(
        {(): 0, frozenset({"Age"}): 1, ("BP",): 2, ("BP", "Age"): 5}, players=["Age", "BP"]
    )
    assert game.players == ("Age", "BP")
    assert game.worths().tolist() == [0, 1, 2, 5]
    for key in [("Age", "BP"), ["BP", "Age"], {"Age", "BP"}, frozenset({"Age", "BP"}), (0, 1)]:
        assert game[key] == 5
    assert game["Age"] == game[("Age",)] == 1
    assert game[()] == game[""] == 0


def test_without_players_they_come_in_the_order_of_the_coalitions_of_one() -> None:
    assert st.Game.from_worths(FRIENDS).players == ("A", "B", "C")
    assert st.Game.from_worths({"": 0, "AB": 3, "B": 1, "A": 2}).players == ("B", "A")
    sets = {frozenset(): 0, frozenset("b"): 1, frozenset("a"): 2, frozenset("ab"): 3}
    assert st.Game.from_worths(sets).players == ("b", "a")
    assert st.Game.from_worths({frozenset(k): v for k, v in FRIENDS.items()}).n_players == 3


def test_fractions_stay_exact_and_make_whole_numbers_exact_too() -> None:
    game = st.Game.from_worths({"": 0, "A": Fraction(1, 3)})
    assert game.worths().tolist() == [Fraction(0), Fraction(1, 3)]
    assert all(type(worth) is Fraction for worth in game.worths())
    assert type(game["A"]) is Fraction


def test_one_float_makes_the_table_float() -> None:
    game = st.Game.from_worths({"": 0.5, "A": Fraction(1, 4)})
    assert game.worths().dtype == np.float64
    assert type(game["A"]) is float


def test_worths_with_several_outputs() -> None:
    game = st.Game.from_worths({"": [0, 1], "A": [2, 3]})
    assert game.worths().tolist() == [[0, 1], [2, 3]]
    exact = st.Game.from_worths({"": (Fraction(1, 3), 0), "A": (2, Fraction(1, 7))})
    assert exact.worths().tolist() == [[Fraction(1, 3), 0], [2, Fraction(1, 7)]]
    assert game["A"].tolist() == [2, 3]


def test_fractions_of_numpy_integers_cannot_overflow() -> None:
    big = np.int64(2**62)
    game = st.Game.from_worths({"": Fraction(0), "A": big})
    assert game["A"] * 4 == 2**64
    called = st.Game(lambda rows: np.array([big] * len(rows), dtype=object), 1)
    assert called["A"] * 4 == 2**64


def test_players_are_names_or_their_number() -> None:
    zero = Counting()
    assert st.Game(zero, 3).players == ("A", "B", "C")
    assert untyped.Game(zero, np.int64(2)).players == ("A", "B")
    assert st.Game(zero, 26).players[-1] == "Z"
    assert st.Game(zero, 27).players == tuple(map(str, range(27)))
    assert st.Game(zero, ["Age", "BP"]).players == ("Age", "BP")
    assert repr(st.Game(zero, "AB")) == "Game of 2 players: A, B"


def test_labels_and_positions() -> None:
    game = st.games.age_bp()
    assert [game.label(mask) for mask in range(4)] == ["{}", "{Age}", "{BP}", "{Age, BP}"]
    untyped_one: Any = np.int64(1)
    assert game.index("BP") == game.index(1) == game.index(untyped_one) == 1


@pytest.mark.parametrize("kind", [bool, np.int8, np.uint64, np.float32, float])
def test_every_kind_of_number_becomes_float64(kind: Any) -> None:
    game = st.Game(lambda rows: rows.any(axis=1).astype(kind), 2)
    assert game.worths().dtype == np.float64
    assert game.worths().tolist() == [0, 1, 1, 1]


def test_a_game_of_one_player() -> None:
    game = st.Game(Counting(), 1)
    assert game.worths().tolist() == [0, 1]


# --- how often the value function is called


def test_worths_are_evaluated_once() -> None:
    value = Counting()
    game = st.Game(value, 4)
    assert value.rows == []
    assert game.worths() is game.worths()
    st.shapley_values(game), st.dividends(game), st.interaction_values(game)
    assert game["AB"] == 4
    assert value.rows == [16]


def test_one_coalition_asked_early_costs_one_row() -> None:
    value = Counting()
    game = st.Game(value, 20)
    assert game["ABT"] == 9
    assert value.rows == [1]


def test_many_coalitions_are_asked_in_bounded_pieces() -> None:
    value = Counting()
    game = st.Game(value, 18)
    assert game.worths().shape == (2**18,)
    assert sum(value.rows) == 2**18
    assert max(value.rows) <= 2**16
    assert len(value.rows) <= 4
    assert np.array_equal(game.worths(), st.coalition_sizes(18) ** 2.0)


def test_worths_cannot_be_changed_by_the_reader() -> None:
    game = st.Game.from_worths(FRIENDS)
    with pytest.raises(ValueError, match="read-only"):
        game.worths()[0] = 1
    st.dividends(game)
    assert game["AB"] == 180


def test_a_call_takes_any_rows() -> None:
    game = st.Game.from_worths(FRIENDS)
    rows = np.array([[True, True, False], [False, False, False], [True, True, False]])
    assert game(rows).tolist() == [180, 0, 180]
    assert game(rows[:0]).shape == (0,)


# --- bad input


def ones(rows: np.ndarray) -> np.ndarray:
    return np.ones(len(rows))


BAD_GAMES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (
        lambda: untyped.Game(FRIENDS, 3),
        TypeError,
        r"value must be a function.*got dict.*from_worths",
    ),
    (lambda: untyped.Game(ones, 0), ValueError, "players must be at least 1 player, got 0"),
    (
        lambda: untyped.Game(ones, True),
        TypeError,
        "players must be names or their number, got True",
    ),
    (lambda: untyped.Game(ones, 2.5), TypeError, "players must be names or their number, got 2.5"),
    (lambda: untyped.Game(ones, []), ValueError, "players is empty"),
    (lambda: untyped.Game(ones, ["", "A"]), ValueError, "players has an empty name"),
    (lambda: untyped.Game(ones, ["A", 1]), TypeError, "players must be named by strings, got 1"),
    (lambda: untyped.Game(ones, ["A", "B", "A"]), ValueError, "players has 'A' more than once"),
    (lambda: untyped.Game(ones, 25).worths(), ValueError, "25 players.*256 MiB.*stops at 24"),
    (lambda: untyped.Game.from_worths([0, 1]), TypeError, "worths must map coalitions.*got list"),
    (lambda: untyped.Game.from_worths({}), ValueError, "players is empty"),
    (
        lambda: untyped.Game.from_worths({"": 0, "A": 1, "B": 2}),
        ValueError,
        r"worths has no coalition \{A, B\}; 2 players A, B need all 4 coalitions",
    ),
    (
        lambda: untyped.Game.from_worths({"": 0, "Age": 1}),
        ValueError,
        r"no coalition \{A\}.* \.\.\.; 3 players A, g, e.*longer than one letter go into tuples",
    ),
    (
        lambda: untyped.Game.from_worths({**FRIENDS, "BA": 180}),
        ValueError,
        r"worths names the coalition \{A, B\} twice",
    ),
    (lambda: untyped.Game.from_worths({"": 0, "AA": 1}), ValueError, "'AA' names a player twice"),
    (
        lambda: untyped.Game.from_worths(FRIENDS, players="ABD"),
        ValueError,
        "player 'C' is not in this game; its players are A, B, D",
    ),
    (lambda: untyped.Game.from_worths({0: 0, 1: 1}), TypeError, "a coalition is a string.*got 0"),
    (
        lambda: untyped.Game.from_worths({"": 0, "A": float("nan")}),
        ValueError,
        r"worths has nan for the coalition \{A\}",
    ),
    (
        lambda: untyped.Game.from_worths({"": 0, "A": float("inf")}),
        ValueError,
        r"worths has inf for the coalition \{A\}",
    ),
    (lambda: untyped.Game.from_worths({"": 0, "A": "1"}), TypeError, "must be numbers.*got '1'"),
    (lambda: untyped.Game.from_worths({"": 0, "A": None}), TypeError, "must be numbers.*got None"),
    (lambda: untyped.Game.from_worths({"": 0, "A": 1j}), TypeError, "must be numbers.*got 1j"),
    (lambda: untyped.Game.from_worths({"": [0, 1], "A": [1]}), TypeError, r"numbers.*got \[0, 1\]"),
    (
        lambda: untyped.Game.from_worths({"": 0, "A": [1]}),
        TypeError,
        "must be numbers.*equally many",
    ),
]


@pytest.mark.parametrize(("build", "error", "message"), BAD_GAMES)
def test_a_game_that_cannot_be_is_refused(
    build: Callable[[], Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        build()


BAD_VALUES: list[tuple[Any, type[Exception], str]] = [
    (lambda rows: {0: 1.0}, TypeError, "value returned dict; it must return a numpy"),
    (lambda rows: 1.0, TypeError, "value returned float; it must return a numpy array"),
    (lambda rows: None, TypeError, "value returned NoneType"),
    (lambda rows: np.zeros(3), ValueError, r"shape \(3,\) for 4 coalitions.*\(4,\) or \(4, k\)"),
    (lambda rows: np.float64(1), TypeError, "value returned float64"),
    (lambda rows: np.array(1.0), ValueError, r"shape \(\) for 4 coalitions"),
    (lambda rows: np.zeros((4, 1, 1)), ValueError, r"shape \(4, 1, 1\) for 4 coalitions"),
    (lambda rows: np.zeros((4, 0)), ValueError, r"shape \(4, 0\) for 4 coalitions"),
    (lambda rows: np.zeros(4, complex), TypeError, "value returned complex128"),
    (lambda rows: np.array(["a"] * 4), TypeError, "value returned <U1; worths must be numbers"),
    (lambda rows: np.array([0.5] * 4, dtype=object), TypeError, "such as 0.5; they must be Fr"),
    (
        lambda rows: np.where(rows[:, 1], np.nan, 0),
        ValueError,
        r"value returned nan for the coalition \{B\}",
    ),
    (
        lambda rows: np.stack([rows[:, 0], np.where(rows.all(axis=1), -np.inf, 0)], axis=1),
        ValueError,
        r"-inf\] for the coalition \{A, B\}",
    ),
]


@pytest.mark.parametrize(("value", "error", "message"), BAD_VALUES)
def test_a_value_function_that_returns_no_worths_is_refused(
    value: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        st.Game(value, 2).worths()


@pytest.mark.parametrize(
    ("rows", "came"),
    [
        (np.zeros((2, 3), int), r"got int64 of shape \(2, 3\)"),
        (np.zeros((2, 4), bool), r"got bool of shape \(2, 4\)"),
        (np.zeros(3, bool), r"got bool of shape \(3,\)"),
    ],
)
def test_rows_that_are_no_coalitions_are_refused(rows: np.ndarray, came: str) -> None:
    with pytest.raises(ValueError, match=rf"coalitions must be bool of shape \(m, 3\).*{came}"):
        st.games.three_friends()(rows)


@pytest.mark.parametrize(
    ("key", "error", "message"),
    [
        ("AD", ValueError, "player 'D' is not in this game; its players are A, B, C"),
        ("AA", ValueError, "coalition 'AA' names a player twice"),
        (("A", 0), ValueError, "names a player twice"),
        ((3,), ValueError, "player 3 is not in this game"),
        ((-1,), ValueError, "player -1 is not in this game"),
        ((True,), ValueError, "player True is not in this game"),
        (1, TypeError, "a coalition is a string of one-letter names, a tuple.*got 1"),
        (None, TypeError, "a coalition is a string.*got None"),
    ],
)
def test_a_coalition_that_is_not_there_is_refused(
    key: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        st.games.three_friends()[key]


# --- of a function of sets


def test_a_function_of_sets_is_asked_once_for_every_coalition() -> None:
    asked: list[frozenset[str]] = []

    def squares(S: frozenset[str]) -> int:
        asked.append(S)
        return len(S) ** 2

    game = st.Game.from_function(squares, ["Ann", "Bo", "Cy"])
    assert asked == []
    assert game["Ann"] == 1
    assert game[("Bo", "Cy")] == 4
    assert game.worths().tolist() == [0, 1, 1, 4, 1, 4, 4, 9]
    assert game(st.coalitions(3)[[7, 7]]).tolist() == [9, 9]
    assert len(asked) == len(set(asked)) == 8
    assert all(type(S) is frozenset for S in asked)
    assert st.shapley_values(game).tolist() == [3, 3, 3]


def test_a_function_of_sets_keeps_fractions_and_outputs() -> None:
    thirds = st.Game.from_function(lambda S: Fraction(len(S), 3) if S else 0, 2)
    assert thirds.worths().tolist() == [0, Fraction(1, 3), Fraction(1, 3), Fraction(2, 3)]
    assert all(type(value) is Fraction for value in st.shapley_values(thirds))
    for answer in (
        lambda S: (len(S), "A" in S),
        lambda S: [len(S), "A" in S],
        lambda S: np.array([len(S), "A" in S]),
    ):
        game = st.Game.from_function(answer, 2)
        assert game.worths().tolist() == [[0, 0], [1, 1], [1, 0], [2, 1]]
    for one in (lambda S: np.float32(len(S)), lambda S: np.array(len(S)), lambda S: len(S) > 0):
        assert st.Game.from_function(one, 1).worths().tolist() == [0.0, 1.0]


def test_an_answer_that_the_function_changes_later_is_kept_as_it_was() -> None:
    answer = np.zeros(2)

    def counted(S: frozenset[str]) -> Any:
        answer[:] = len(S)
        return answer

    assert st.Game.from_function(counted, 2).worths().tolist() == [[0, 0], [1, 1], [1, 1], [2, 2]]


def test_an_estimate_asks_for_what_it_draws_alone() -> None:
    asked: list[frozenset[str]] = []
    game = st.Game.from_function(lambda S: asked.append(S) or float(len(S)), 40)
    estimate = st.sample_lineups(game, 200, rng=0)
    np.testing.assert_allclose(estimate.values, 1)
    assert len(asked) == len(set(asked)) <= 200


def test_fractions_in_some_pieces_of_a_large_table_only(monkeypatch: pytest.MonkeyPatch) -> None:
    # the first piece, the coalitions without the last player, are all whole numbers
    monkeypatch.setattr(sys.modules["shapley_tutor.game"], "_CHUNK", 2**7)
    game = st.Game.from_function(lambda S: Fraction(1, 2) if "H" in S else 0, 8)
    assert game.worths().dtype == np.float64
    np.testing.assert_allclose(st.shapley_values(game), [*[0] * 7, 0.5], atol=1e-15)


@pytest.mark.parametrize(
    ("function", "kind", "message"),
    [
        ({"A": 1}, TypeError, "function must take a set of names, got dict.*Game.from_worths"),
        (lambda S: None, TypeError, r"function returned None for the coalition \{\}; it must"),
        (lambda S: "one", TypeError, r"function returned 'one' for the coalition \{\}"),
        (lambda S: [], TypeError, r"function returned \[\] for"),
        (lambda S: [[1], [2]], TypeError, r"returned \[\[1\], \[2\]\] for"),
        (lambda S: [[1], [2, 3]], TypeError, r"returned \[\[1\], \[2, 3\]\] for"),
        (lambda S: 1j, TypeError, r"returned 1j for"),
        (lambda S: -math.inf if "B" in S else 0, ValueError, r"returned -inf for .*\{B\}; worths"),
        (lambda S: [0, math.nan], ValueError, r"returned \[0, nan\] for .* worths are finite"),
        (lambda S: [1] if "B" in S else 0, ValueError, r"\[1\] for .*\{B\} but 0 for another"),
        (lambda S: [1] * (1 + len(S)), ValueError, "equally many numbers for every coalition"),
    ],
)
def test_a_function_that_gives_no_worths_is_refused(
    function: Any, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        st.Game.from_function(function, 2).worths()


def test_an_error_inside_the_function_is_not_hidden() -> None:
    game = st.Game.from_function(lambda S: {"A": 1}[min(S)], 2)
    with pytest.raises(ValueError, match="empty"):
        game.worths()
