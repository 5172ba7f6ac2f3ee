"""The nucleolus against published values, Kohlberg's criterion, and the order it is defined by."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from brute import random_table
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.optimize import linprog

import shapley_tutor as st

F = Fraction
untyped: Any = st  # calls that a type checker would refuse


def bankruptcy(estate: int, claims: list[int]) -> st.Game:
    """What a coalition gets when all others have been paid (O'Neill 1982)."""

    def value(rows: Any) -> Any:
        left = [max(F(estate - int(sum(claims) - row @ claims)), F(0)) for row in rows]
        return np.array(left, dtype=object)

    return st.Game(value, len(claims))


def market(seller: int, buyers: list[int]) -> st.Game:
    """One horse: a coalition with the seller is worth what its best buyer pays, less the price."""

    def value(rows: Any) -> Any:
        best = (rows[:, 1:] * buyers).max(axis=1) - seller
        return np.array([F(int(b)) for b in rows[:, 0] * np.maximum(best, 0)], dtype=object)

    return st.Game(value, len(buyers) + 1)


def vote(quota: int, seats: list[int]) -> st.Game:
    return st.Game(
        lambda rows: np.array([F(int(row @ seats >= quota)) for row in rows], dtype=object),
        len(seats),
    )


PUBLISHED = {
    "three friends": (st.games.three_friends(), [F(260, 3), F(200, 3), F(140, 3)]),
    "gloves": (st.games.gloves(2, 1), [0, 0, 1]),
    "Talmud, estate 100": (bankruptcy(100, [100, 200, 300]), [F(100, 3)] * 3),
    "Talmud, estate 200": (bankruptcy(200, [100, 200, 300]), [50, 75, 75]),
    "Talmud, estate 300": (bankruptcy(300, [100, 200, 300]), [50, 100, 150]),
    "a horse": (market(10, [15, 20]), [F(15, 2), 0, F(5, 2)]),
    "majority of five": (st.games.majority(5), [F(1, 5)] * 5),
    "a vote": (vote(51, [50, 49, 1]), [1, 0, 0]),  # the first has a veto
    # of a majority game in which every minimal winning coalition has the same weight and every
    # coalition or its complement wins, the weights themselves (Peleg 1968)
    "apex": (vote(65, [48, 37, 27, 17]), [F(2, 5), F(1, 5), F(1, 5), F(1, 5)]),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_values(name: str) -> None:
    game, known = PUBLISHED[name]
    found = st.nucleolus(game)
    assert found.tolist() == known
    assert all(type(payoff) is F for payoff in found)


@pytest.mark.parametrize(
    ("costs", "known"),
    [
        ([8, 11, 13, 18], [F(13, 4), F(13, 4), F(13, 4), F(33, 4)]),  # Littlechild and Owen 1973
        ([100, 200, 300], [50, 75, 175]),
    ],
)
def test_published_costs_are_negative_worths(costs: list[int], known: list[Any]) -> None:
    assert (-st.nucleolus(-st.games.airport(costs).worths())).tolist() == known


# --- properties


def excesses(table: Any, payoffs: Any) -> list[Any]:
    """Of all coalitions but the empty and the grand one, the largest first."""
    return sorted(st.excesses(table, payoffs)[1:-1], reverse=True)


def meets_kohlberg(table: Any, payoffs: Any) -> bool:
    """Kohlberg (1971): coalitions above any level are balanced, with players at their floor."""
    n = len(payoffs)
    complaint, members = st.excesses(table, payoffs)[1:-1], st.coalitions(n)[1:-1]
    floor = [i for i in range(n) if payoffs[i] == table[1 << i] - table[0]]
    rational = sum(table[1 << i] - table[0] for i in range(n)) <= table[-1] - table[0]
    extra = np.eye(n)[floor if rational else []]
    for level in sorted(set(complaint)):
        above = members[complaint >= level].astype(float)
        columns = np.vstack([above, extra, -np.ones(n)]).T  # weights: at least 1, 0 and any
        bounds = [(1, None)] * len(above) + [(0, None)] * len(extra) + [(None, None)]
        found = linprog(np.zeros(columns.shape[1]), A_eq=columns, b_eq=np.zeros(n), bounds=bounds)
        if found.status:
            return False
    return True


def small_table(n: int, seed: int) -> Any:
    """Few different worths, so that many coalitions complain equally."""
    worths = np.random.default_rng(seed).integers(0, 4, 2**n)
    worths[-1] += seed % 9
    return np.array([F(int(worth)) for worth in worths], dtype=object)


@settings(max_examples=60, deadline=None)
@given(some.integers(1, 5), some.integers(0, 10**6), some.booleans())
def test_kohlbergs_criterion_and_efficiency(n: int, seed: int, small: bool) -> None:
    rng = np.random.default_rng(seed)
    table = small_table(n, seed) if small else random_table(n, rng)
    found = st.nucleolus(table)
    total = table[-1] - table[0]
    alone = [table[1 << i] - table[0] for i in range(n)]
    assert sum(found) == total
    if sum(alone) <= total:
        assert all(paid >= least for paid, least in zip(found, alone, strict=True))
    assert meets_kohlberg(table, found)


def test_the_criterion_tells_other_payoffs_apart() -> None:
    for name in ["three friends", "Talmud, estate 200", "gloves"]:
        game, known = PUBLISHED[name]
        other = np.array(known, dtype=object) + np.array([F(1, 7), F(-1, 7), 0])
        assert meets_kohlberg(game.worths(), np.array(known, dtype=object))
        assert not meets_kohlberg(game.worths(), other)


@pytest.mark.parametrize("seed", range(8))
def test_no_other_payoff_has_smaller_complaints(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = small_table(4, seed)
    alone = np.array([table[1 << i] - table[0] for i in range(4)], dtype=object)
    best, total = excesses(table, st.nucleolus(table)), table[-1] - table[0]
    for _ in range(100):
        other = np.array([F(int(w), 10) for w in rng.integers(-20, 20, 4)], dtype=object)
        if sum(alone) <= total:  # others that give everybody what he earns alone
            parts = np.array([F(int(w)) for w in rng.integers(1, 20, 4)], dtype=object)
            other = alone + parts * ((total - sum(alone)) / sum(parts))
        else:
            other[0] += total - sum(other)
        assert excesses(table, other) >= best


@pytest.mark.parametrize("seed", range(6))
def test_it_is_in_the_least_core_and_in_the_core(seed: int) -> None:
    # where nobody spoils what others earn, as Maschler, Peleg and Shapley (1979) have it
    sizes = st.coalitions(5).sum(axis=1)
    table = np.random.default_rng(seed).uniform(size=32) * (sizes > 1)
    for i in range(5):
        halves = table.reshape(-1, 2, 2**i)
        halves[:, 1] = halves.max(axis=1)
    table[-1] += seed / 2
    found, (_, least) = st.nucleolus(table), st.least_core(table)
    assert st.excesses(table, found)[1:-1].max() == pytest.approx(least, abs=1e-9)
    assert (least <= 0) == (seed > 1)  # with so much to share the core is not empty


def test_symmetry_covariance_and_null_players() -> None:
    table = random_table(4, np.random.default_rng(9))
    gifts = np.array([F(3), F(-1, 2), F(7, 3), F(0)], dtype=object)
    moved = st.nucleolus(5 * table + st.coalitions(4) @ gifts + 11)
    assert moved.tolist() == (5 * st.nucleolus(table) + gifts).tolist()
    order = [2, 0, 3, 1]  # the new player k is the old player order[k]
    masks = st.coalitions(4) @ (1 << np.array(order))
    assert st.nucleolus(table[masks]).tolist() == st.nucleolus(table)[order].tolist()
    with_null = np.concatenate([st.games.majority(3).worths()] * 2)
    assert st.nucleolus(with_null).tolist() == [F(1, 3)] * 3 + [0]


def test_players_who_would_get_less_than_alone_get_that() -> None:
    # without the floor, the first would get less than the 1 it has alone
    table = np.array([F(x) for x in [0, 1, 0, 0, 0, 0, 8, 8]], dtype=object)
    assert st.nucleolus(table).tolist() == [1, F(7, 2), F(7, 2)]


@pytest.mark.parametrize("unit", [1e-300, 1e-7, 1.0, 1e12, 1e300])
def test_floats_give_floats_in_any_unit(unit: float) -> None:
    game, known = PUBLISHED["Talmud, estate 200"]
    found = st.nucleolus(game.worths().astype(float) * unit)
    assert found.dtype == np.float64
    np.testing.assert_allclose(found / unit, np.array(known, dtype=float), rtol=1e-14)


def test_rounded_worths_move_it_by_rounding() -> None:
    table = random_table(6, np.random.default_rng(2))
    np.testing.assert_allclose(
        st.nucleolus(table.astype(float)), st.nucleolus(table).astype(float), rtol=0, atol=1e-12
    )


def test_one_player_gets_all_and_ten_are_quick() -> None:
    assert st.nucleolus([F(2), F(5)]).tolist() == [3]
    assert st.nucleolus([2, 5]).tolist() == [3.0]
    council = vote(20, [5, 5, 4, 4, 3, 3, 2, 2, 2, 1])
    found = st.nucleolus(council)
    assert sum(found) == 1
    assert meets_kohlberg(council.worths(), found)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: untyped.nucleolus(np.zeros((4, 2))), ValueError, "has 2 outputs; pass one"),
        (lambda: untyped.nucleolus(np.zeros(2**15)), ValueError, "15 players; the nucleolus"),
        (lambda: untyped.nucleolus({"A": 1}), TypeError, "must be a Game or an array"),
        (lambda: untyped.nucleolus([0, 1, np.nan, 2]), ValueError, "worths are finite"),
    ],
)
def test_bad_input_is_refused(call: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()
