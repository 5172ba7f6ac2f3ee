"""Interaction indices against the definitions of their papers, and published values."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from itertools import combinations
from typing import Any

import brute
import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st

F = Fraction
INDICES = ["SII", "k-SII", "STII", "FSII", "dividends"]
untyped: Any = st  # calls that a type checker would refuse


def by_names(v: brute.Worths) -> dict[frozenset[str], Any]:
    return {frozenset("ABCDEFG"[i] for i in S): value for S, value in v.items()}


def derivative(v: brute.Worths, T: frozenset[int], S: frozenset[int]) -> Any:
    return sum((-1) ** (len(T) - len(L)) * v[S | L] for L in brute.subsets(T))


def sets_up_to(n: int, k: int, least: int = 1) -> list[frozenset[int]]:
    return [S for S in brute.subsets(range(n)) if least <= len(S) <= k]


# --- definitions, written as in the papers


def sii(v: brute.Worths, n: int, k: int) -> brute.Worths:
    """Grabisch and Roubens (1999): derivatives weighted by (n-t-s)! s! / (n-t+1)!."""
    found: brute.Worths = {}
    for T in sets_up_to(n, k):
        others, t = set(range(n)) - T, len(T)
        found[T] = sum(
            F(math.factorial(n - t - len(S)) * math.factorial(len(S)), math.factorial(n - t + 1))
            * derivative(v, T, S)
            for S in brute.subsets(others)
        )
    return found


def k_sii(v: brute.Worths, n: int, k: int) -> brute.Worths:
    """Bordt and von Luxburg (2023), definition 6: from order 1 upwards."""
    bernoulli = [F(1), F(-1, 2), F(1, 6), F(0), F(-1, 30), F(0), F(1, 42)]
    plain = sii(v, n, k)
    found: brute.Worths = {}
    for order in range(1, k + 1):
        for S in sets_up_to(n, order):
            size = order - len(S)
            if size == 0:
                found[S] = plain[S]
                continue
            more = combinations(set(range(n)) - S, size)
            found[S] += bernoulli[size] * sum(plain[S | set(K)] for K in more)
    return {frozenset(): v[frozenset()], **found}


def stii(v: brute.Worths, n: int, k: int) -> brute.Worths:
    """Sundararajan, Dhamdhere and Agarwal (2020), equation 3 and definition 1."""
    found = {T: derivative(v, T, frozenset()) for T in sets_up_to(n, k - 1, least=0)}
    for T in map(frozenset, combinations(range(n), k)):
        terms = (
            derivative(v, T, S) / math.comb(n - 1, len(S)) for S in brute.subsets(set(range(n)) - T)
        )
        found[T] = F(k, n) * sum(terms)
    return found


def fsii(v: brute.Worths, n: int, k: int) -> brute.Worths:
    """Tsai, Yeh and Ravikumar (2023): weighted least squares, exact at both ends."""
    inner = sets_up_to(n, k)
    everyone = frozenset(range(n))
    rows = [S for S in brute.subsets(everyone) if 0 < len(S) < n]
    weight = {S: F(n - 1, math.comb(n, len(S)) * len(S) * (n - len(S))) for S in rows}
    empty = v[frozenset()]

    def normal(A: frozenset[int], B: frozenset[int]) -> Fraction:
        return sum((weight[S] for S in rows if S >= A | B), F(0))

    matrix = [[*(normal(A, B) for B in inner), F(1)] for A in inner]
    right = [sum((weight[S] * (v[S] - empty) for S in rows if S >= A), F(0)) for A in inner]
    matrix.append([*[F(1)] * len(inner), F(0)])  # the multiplier of the sum
    solved = brute.solve(matrix, [*right, v[everyone] - empty])
    return {frozenset(): empty, **dict(zip(inner, solved, strict=False))}


def dividends(v: brute.Worths, n: int, k: int) -> brute.Worths:
    return {S: brute.dividend(v, S) for S in sets_up_to(n, k, least=0)}


DEFINITIONS = dict(zip(INDICES, [sii, k_sii, stii, fsii, dividends], strict=True))


@pytest.mark.parametrize("index", INDICES)
@pytest.mark.parametrize("n", range(1, 6))
def test_equal_to_the_definition_as_fractions(index: str, n: int) -> None:
    table = brute.random_table(n, np.random.default_rng(n))
    for order in range(1, n + 1):
        found = st.interactions(table, index, order)
        assert dict(found) == by_names(DEFINITIONS[index](brute.as_dict(table), n, order))
        assert all(type(value) is F for value in found.values())


@pytest.mark.parametrize("index", INDICES)
def test_floats_are_near_the_fractions(index: str) -> None:
    table = brute.random_table(6, np.random.default_rng(7))
    exact = st.interactions(table, index, 3)
    floats = st.interactions(table.astype(float), index, 3)
    assert all(type(value) is float for value in floats.values())
    assert list(floats) == list(exact)
    np.testing.assert_allclose(
        [*floats.values()], [float(value) for value in exact.values()], rtol=0, atol=1e-12
    )


@pytest.mark.parametrize("index", INDICES)
def test_several_outputs(index: str) -> None:
    tables = [np.random.default_rng(seed).normal(size=16) for seed in (0, 1)]
    together = st.interactions(np.column_stack(tables), index, 2)
    for k, table in enumerate(tables):
        alone = st.interactions(table, index, 2)
        assert list(together) == list(alone)
        np.testing.assert_allclose([value[k] for value in together.values()], [*alone.values()])
    exact = np.column_stack([brute.random_table(3, np.random.default_rng(k)) for k in (0, 1)])
    assert st.interactions(exact, index)["AB"].tolist() == [
        st.interactions(exact[:, k], index)["AB"] for k in (0, 1)
    ]


# --- published values: singles and pairs for k = 2 (shapiq 1.4.1 agrees)

PAIRS = {
    "friends": (st.games.three_friends(), "AB", {
        "SII": (F(260, 3), -20), "k-SII": (F(320, 3), -20), "STII": (100, F(-40, 3)),
        "FSII": (F(320, 3), -20), "dividends": (100, 0)}),
    "and of 3": (st.games.unanimity(3, "ABC"), "AB", {
        "SII": (F(1, 3), F(1, 2)), "k-SII": (F(-1, 6), F(1, 2)), "STII": (0, F(1, 3)),
        "FSII": (F(-1, 6), F(1, 2)), "dividends": (0, 0)}),
    "and of 4": (st.games.unanimity(4, "ABCD"), "AB", {
        "SII": (F(1, 4), F(1, 3)), "k-SII": (F(-1, 4), F(1, 3)), "STII": (0, F(1, 6)),
        "FSII": (F(-1, 5), F(3, 10)), "dividends": (0, 0)}),
    "majority of 3": (st.games.majority(3), "AB", {
        "SII": (F(1, 3), 0), "k-SII": (F(1, 3), 0), "STII": (0, F(1, 3)),
        "FSII": (F(1, 3), 0), "dividends": (0, 1)}),
    "gloves, both left": (st.games.gloves(), ("L1", "L2"), {
        "SII": (F(1, 6), F(-1, 2)), "k-SII": (F(1, 6), F(-1, 2)), "STII": (0, F(-1, 3)),
        "FSII": (F(1, 6), F(-1, 2)), "dividends": (0, 0)}),
    "gloves, a pair": (st.games.gloves(), ("R1", "L1"), {
        "SII": (F(2, 3), F(1, 2)), "k-SII": (F(1, 6), F(1, 2)), "STII": (0, F(2, 3)),
        "FSII": (F(1, 6), F(1, 2)), "dividends": (0, 1)}),
    "age and blood pressure": (st.games.age_bp(), ("Age", "BP"), {
        "SII": (F(3, 10), F(-1, 5)), "k-SII": (F(2, 5), F(-1, 5)), "STII": (F(2, 5), F(-1, 5)),
        "FSII": (F(2, 5), F(-1, 5)), "dividends": (F(2, 5), F(-1, 5))}),
}  # fmt: skip


@pytest.mark.parametrize("index", INDICES)
@pytest.mark.parametrize("name", PAIRS)
def test_published_values(name: str, index: str) -> None:
    game, pair, known = PAIRS[name]
    found = st.interactions(game, index)
    assert (found[(pair[0],)], found[pair]) == known[index]


def test_taylor_of_the_friends_who_have_a_synergy() -> None:
    table = st.games.three_friends().worths().copy()
    table[-1] = F(300)
    found = {index: st.interactions(table, index) for index in INDICES}
    assert [found[index]["A"] for index in INDICES] == [120, 90, 100, 90, 100]
    assert [found[index]["BC"] for index in INDICES] == [30, 30, 20, 30, 0]


# --- properties


@pytest.mark.parametrize("index", ["k-SII", "STII", "FSII"])
@pytest.mark.parametrize("order", range(1, 6))
def test_with_the_empty_coalition_they_sum_to_the_worth_of_all(index: str, order: int) -> None:
    table = brute.random_table(5, np.random.default_rng(order))
    found = st.interactions(table, index, order)
    assert sum(found.values()) == table[-1]
    assert found[()] == table[0]


@pytest.mark.parametrize("index", ["k-SII", "STII", "FSII"])
def test_order_one_is_shapley_and_order_n_the_dividends(index: str) -> None:
    table = brute.random_table(6, np.random.default_rng(5))
    singles = st.interactions(table, index, 1)
    assert [singles[name] for name in "ABCDEF"] == st.shapley_values(table).tolist()
    assert dict(st.interactions(table, index, 6)) == dict(st.interactions(table, "dividends", 6))


def test_pairs_agree_with_the_matrix() -> None:
    table = brute.random_table(5, np.random.default_rng(3))
    matrix, pairs = st.interaction_values(table), st.interactions(table)
    for i, j in combinations(range(5), 2):
        assert pairs[i, j] == 2 * matrix[i, j]


def test_a_null_player_interacts_with_nobody() -> None:
    game = st.Game(lambda rows: rows[:, 0] * rows[:, 1] * rows[:, 2] * 6.0, 4)
    for index in INDICES:
        found = st.interactions(game, index, 3)
        assert all(abs(value) < 1e-12 for S, value in found.items() if "D" in S)


def test_twelve_players_have_78_coalitions_of_one_or_two() -> None:
    table = np.random.default_rng(1).normal(size=2**12)
    pairs = st.interactions(table)
    assert len(pairs) == 78
    np.testing.assert_allclose([pairs[i,] for i in range(12)], st.shapley_values(table), atol=1e-13)


# --- the mapping


def test_a_coalition_is_named_by_any_set_list_or_tuple() -> None:
    found = st.interactions(st.games.gloves())
    for key in [("L1", "R1"), ["R1", "L1"], {"L1", "R1"}, frozenset({"L1", "R1"}), (0, 2)]:
        assert found[key] == F(1, 2)
    assert found["L1"] == F(1, 6)
    assert isinstance(found, Mapping)
    assert {"L1", "L2", "R1"} not in found
    assert {"L1", "me"} not in found
    assert found.get(("L1", "me"), 7) == 7
    assert list(found)[:4] == [{"L1"}, {"L2"}, {"R1"}, {"L1", "L2"}]
    assert (found.index, found.order, found.players) == ("SII", 2, ("L1", "L2", "R1"))


def test_the_table_is_text_html_and_a_frame() -> None:
    found = st.interactions(st.games.majority(3))
    assert str(found).splitlines()[:2] == ["S       SII", "{A}     1/3"]
    assert '<td style="text-align: left">{A, B}</td><td>0</td>' in found._repr_html_()
    frame = found.to_frame()
    assert isinstance(frame, pd.DataFrame)
    assert frame.loc["{B, C}"].tolist() == [2, 0]
    assert frame["SII"].tolist() == [*found.values()]
    outputs = st.interactions(np.arange(8.0).reshape(4, 2), "k-SII")
    assert list(outputs.to_frame()) == ["size", "k-SII 0", "k-SII 1"]
    assert str(outputs).splitlines()[-1].split() == ["{A,", "B}", "0", "0"]


def test_of_many_coalitions_the_largest_are_shown() -> None:
    table = np.random.default_rng(0).normal(size=2**9)
    found = st.interactions(table)
    lines = str(found).splitlines()
    assert len(lines) == 32
    assert lines[-1].strip() == "... 15 smaller ones"
    largest = max(found, key=lambda S: abs(found[S]))
    assert lines[1].startswith("{" + ", ".join(sorted(largest)) + "}")


# --- what it refuses


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (lambda: untyped.interactions([0, 1], "shap"), ValueError, r"index must be one of 'SII'"),
        (lambda: untyped.interactions([0, 1], None), ValueError, r"'dividends', got None"),
        (lambda: untyped.interactions([0, 1], [2]), ValueError, r"got \[2\]"),
        (lambda: untyped.interactions([0, 1]), ValueError, "order is 2 but the game has 1 player,"),
        (lambda: untyped.interactions([0, 1], "SII", 0), ValueError, "order must be at least 1"),
        (lambda: untyped.interactions([0, 1], "SII", 1.0), TypeError, "order must be a whole"),
        (lambda: untyped.interactions([0, 1, 2]), ValueError, "a table of worths has"),
        (
            lambda: untyped.interactions([0, 5e307, -5e307, 1e308]),
            ValueError,
            "divide all worths by a constant",
        ),
    ],
)
def test_bad_input_is_refused(call: Any, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        call()


def test_a_coalition_that_is_not_there_is_a_key_error() -> None:
    found = st.interactions(st.games.three_friends())
    with pytest.raises(KeyError, match=r"\{A, B, C\} has 3 players, but SII is here of 1 to 2"):
        found["ABC"]
    with pytest.raises(KeyError, match=r"\{\} has 0 players, but SII"):
        found[""]
    with pytest.raises(KeyError, match="'Z' is not in this game"):
        found["Z"]
    with pytest.raises(TypeError, match="a coalition is a string"):
        found[3]
