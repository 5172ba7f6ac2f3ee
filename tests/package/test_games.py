"""Named games with answers published elsewhere, and each of them by brute force."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from brute import as_dict, shapley

import shapley_tutor as st

F = Fraction
untyped: Any = st  # calls that a type checker would refuse


def values(game: st.Game) -> list[Any]:
    """Values of the package, after a check against the slow formula."""
    ours: list[Any] = st.shapley_values(game).tolist()
    if game.n_players <= 7:
        assert ours == shapley(as_dict(game.worths()), game.n_players)
    return ours


def weighted_voting(quota: int, votes: Sequence[int]) -> st.Game:
    """Worth 1 for every coalition with at least ``quota`` votes."""
    return st.Game(lambda rows: exact(rows @ np.array(votes) >= quota), len(votes))


def exact(numbers: np.ndarray) -> np.ndarray:
    """Whole numbers as Fractions."""
    return np.array([F(int(x)) for x in numbers], dtype=object)


def test_three_friends() -> None:
    game = st.games.three_friends()
    assert game.players == ("A", "B", "C")
    assert [game[key] for key in ("", "A", "B", "C", "AB", "AC", "BC", "ABC")] == [
        0, 100, 80, 60, 180, 160, 140, 200,
    ]  # fmt: skip
    assert values(game) == [F(260, 3), F(200, 3), F(140, 3)]
    assert st.dividends(game).tolist() == [0, 100, 80, 0, 60, 0, 0, -40]


def test_age_and_blood_pressure() -> None:
    game = st.games.age_bp()
    assert game.players == ("Age", "BP")
    assert game.worths().tolist() == [F(1, 5), F(3, 5), F(7, 10), F(9, 10)]
    assert values(game) == [F(3, 10), F(2, 5)]
    assert st.dividends(game)[3] == F(-1, 5)


def test_gloves() -> None:
    game = st.games.gloves()
    assert game.players == ("L1", "L2", "R1")
    assert values(game) == [F(1, 6), F(1, 6), F(2, 3)]
    pairs = {("L1",): 0, ("L1", "L2"): 0, ("L1", "R1"): 1, ("L2", "R1"): 1, (0, 1, 2): 1}
    assert {key: game[key] for key in pairs} == pairs
    assert values(st.games.gloves(1, 1)) == [F(1, 2), F(1, 2)]
    assert values(st.games.gloves(1, 3)) == [F(3, 4), F(1, 12), F(1, 12), F(1, 12)]
    assert st.games.gloves(2, 3).worths()[-1] == 2


@pytest.mark.parametrize(
    "costs", [[5], [1, 2, 3], [4, 4, 1], [0, 7, 2, 7, 3], [F(1, 3), 2, F(5, 2)]]
)
def test_airport_is_what_littlechild_and_owen_say(costs: list[Any]) -> None:
    # every stretch of runway is shared by the aircraft that need it
    ordered = [0, *sorted(costs)]
    expected = []
    for cost in costs:
        stretches = range(1, ordered.index(cost, 1) + 1)
        expected.append(
            sum(F(ordered[k] - ordered[k - 1]) / (len(costs) - k + 1) for k in stretches)
        )
    assert values(st.games.airport(costs)) == expected


def test_airport_with_floats_gives_floats() -> None:
    game = st.games.airport([1.5, 2, 4])
    assert game.worths().dtype == np.float64
    assert st.shapley_values(game) == pytest.approx([0.5, 0.75, 2.75])


def test_airport_with_numpy_integers_cannot_overflow() -> None:
    costs = [np.int64(2**62), F(1, 3)]
    assert values(untyped.games.airport(costs)) == [2**62 - F(1, 6), F(1, 6)]


@pytest.mark.parametrize("n", range(1, 8))
def test_majority(n: int) -> None:
    game = st.games.majority(n)
    assert values(game) == [F(1, n)] * n
    sizes = st.coalition_sizes(n)
    assert game.worths().tolist() == [int(size > n / 2) for size in sizes]  # a tie wins nothing


def test_unanimity() -> None:
    assert values(st.games.unanimity(4, "BD")) == [0, F(1, 2), 0, F(1, 2)]
    assert values(st.games.unanimity(["Age", "BP", "x"], ["Age"])) == [1, 0, 0]
    assert values(st.games.unanimity(3, range(3))) == [F(1, 3)] * 3
    for size in range(1, 6):
        game = st.games.unanimity(5, range(size))
        assert values(game) == [F(1, size)] * size + [0] * (5 - size)
        assert game.worths().sum() == 2 ** (5 - size)


def test_security_council() -> None:
    # Shapley and Shubik's method for the council since 1965: 0.19627 and 0.00186
    game = st.games.security_council()
    assert game.n_players == 15
    assert game.players[4:6] == ("P5", "E1")
    power = st.shapley_values(game).tolist()
    assert power == [F(421, 2145)] * 5 + [F(4, 2145)] * 10
    assert [f"{float(power[0]):.5f}", f"{float(power[5]):.5f}"] == ["0.19627", "0.00186"]
    # an elected member decides when all five and three of the nine others stand before it
    lineups = math.comb(9, 3) * math.factorial(8) * math.factorial(6)
    assert power[5] == F(lineups, math.factorial(15))
    assert game[("P1", "P2", "P3", "P4", "P5", "E1", "E2", "E3")] == 0
    assert game.worths().sum() == sum(math.comb(10, k) for k in range(4, 11))


def test_security_council_before_1965() -> None:
    # Shapley and Shubik (1954): 98.7 percent of the power with the five of eleven members
    game = st.Game(lambda rows: exact(rows[:, :5].all(axis=1) & (rows.sum(axis=1) >= 7)), 11)
    power = st.shapley_values(game).tolist()
    assert power == [F(76, 385)] * 5 + [F(1, 462)] * 6
    assert f"{float(sum(power[:5])):.3f}" == "0.987"


def test_council_of_the_six() -> None:
    # Council of the EEC, 1958 to 1972, 12 of 17 votes; Felsenthal and Machover (1998):
    # three large 14/60, two middle 9/60, Luxembourg 0; Banzhaf counts 10, 6 and 0 of 32
    game = weighted_voting(12, [4, 4, 4, 2, 2, 1])
    assert values(game) == [F(14, 60)] * 3 + [F(9, 60)] * 2 + [0]
    assert st.banzhaf_values(game).tolist() == [F(10, 32)] * 3 + [F(6, 32)] * 2 + [0]


@pytest.mark.parametrize("n", [3, 4, 5, 6])
def test_apex_game(n: int) -> None:
    # one large player wins with any other; all the others win together
    game = weighted_voting(n - 1, [n - 2] + [1] * (n - 1))
    assert values(game) == [F(n - 2, n)] + [F(2, n * (n - 1))] * (n - 1)


@pytest.mark.parametrize(
    ("estate", "shares"),
    [
        (100, [F(100, 3)] * 3),
        (200, [F(100, 3), F(250, 3), F(250, 3)]),
        (300, [50, 100, 150]),
    ],
)
def test_bankruptcy_is_divided_by_random_arrival(estate: int, shares: list[Any]) -> None:
    # O'Neill (1982): the claims of the Talmud, 100, 200 and 300
    claims = np.array([100, 200, 300])
    game = st.Game(lambda rows: exact(np.maximum(estate - ~rows @ claims, 0)), 3)
    assert values(game) == shares


@pytest.mark.parametrize("workers", [1, 2, 4, 6])
def test_owner_and_workers(workers: int) -> None:
    # Shapley and Shubik (1967): the owner gets the mean harvest over 0 to all workers
    harvest = np.array([0, 3, 7, 8, 12, 12, 20])[: workers + 1]
    game = st.Game(lambda rows: exact(rows[:, 0] * harvest[rows[:, 1:].sum(axis=1)]), workers + 1)
    owner = F(int(harvest.sum()), workers + 1)
    assert values(game) == [owner] + [(int(harvest[-1]) - owner) / workers] * workers


def test_grouping_players_is_not_adding_their_values() -> None:
    # the one-hot trap: two of three voters as one player have all the power, apart only 2/3
    apart = st.shapley_values(st.games.majority(3))
    together = st.shapley_values(weighted_voting(2, [2, 1]))
    assert apart[0] + apart[1] == F(2, 3)
    assert together.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: untyped.games.gloves(-1, 2), ValueError, "left must be at least 0 owners, got -1"),
        (lambda: untyped.games.gloves(0, 0), ValueError, "players is empty"),
        (lambda: untyped.games.airport([]), ValueError, "costs is empty"),
        (lambda: untyped.games.airport([1, -2]), ValueError, r"at least 0.*got \[1, -2\]"),
        (lambda: untyped.games.airport([1, math.nan]), ValueError, r"at least 0.*got \[1, nan\]"),
        (lambda: untyped.games.airport([1, math.inf]), ValueError, r"at least 0.*got \[1, inf\]"),
        (lambda: untyped.games.airport([[1, 2]]), ValueError, "one for each aircraft"),
        (lambda: untyped.games.airport(["1"]), TypeError, "costs must be numbers.*got '1'"),
        (
            lambda: untyped.games.airport("12"),
            TypeError,
            "costs must be numbers.*got '1'",
        ),
        (lambda: untyped.games.airport(5), TypeError, "costs must be a list of numbers, got 5"),
        (lambda: untyped.games.majority(0), ValueError, "players must be at least 1 player, got 0"),
        (lambda: untyped.games.majority(2.5), TypeError, "players must be.*got 2.5"),
        (lambda: untyped.games.unanimity(3, ""), ValueError, "T must hold at least one player"),
        (lambda: untyped.games.unanimity(3, "AD"), ValueError, "player 'D' is not in this game"),
        (lambda: untyped.games.unanimity(3, "AA"), ValueError, "names a player twice"),
        (lambda: untyped.games.unanimity(3, 0), TypeError, r"T must hold players, got 0.*\[0\]"),
    ],
)
def test_bad_arguments_are_refused(build: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        build()
