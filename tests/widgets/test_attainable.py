"""Widget "Axiom switch": what is possible, against what the axioms demand of all rules."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from widgetlab import computed, module_page

import shapley_tutor as st

AXIOMS = ("efficiency", "symmetry", "null player", "additivity")
SETS = [on for size in range(5) for on in combinations(AXIOMS, size)]
N, COALITIONS = 3, 8

FRIENDS = st.games.three_friends().worths()
GAMES = {
    "friends": FRIENDS,
    "watcher": np.tile(np.minimum(FRIENDS[:4], 120), 2),
    "gloves": 60 * st.games.gloves().worths(),
}


def any_games(count: int) -> list[np.ndarray]:
    """Few dividends that are not 0, so that null players and players alike come up."""
    rng = random.Random(3)
    kinds = [0, 0, 0, 0, 1, 2, -3, Fraction(5, 7)]
    dividends = [[Fraction(rng.choice(kinds)) for _ in range(COALITIONS)] for _ in range(count)]
    return [st.worths_from_dividends(np.array(d)) for d in dividends]


NOTHING = np.array([Fraction(0)] * COALITIONS)
SOME = [*GAMES.values(), NOTHING, *any_games(60)]

# --- what the axioms demand, of worths and of rules that are matrices -----------------------


def null_space(rows: list[np.ndarray], width: int) -> np.ndarray:
    """An orthonormal basis, in rows, of all x with rows @ x = 0."""
    _, singular, right = np.linalg.svd(np.array([np.zeros(width), *rows]))
    return right[int((singular > 1e-9).sum()) :]


def unit(S: int) -> np.ndarray:
    return np.eye(COALITIONS)[S]


def null_conditions(i: int) -> list[np.ndarray]:
    """Worths are those of a game in which i is a null player where all these are 0."""
    return [unit(S | 1 << i) - unit(S) for S in range(COALITIONS) if not S >> i & 1]


def twin_conditions(i: int, j: int) -> list[np.ndarray]:
    rest = [S for S in range(COALITIONS) if not S & (1 << i | 1 << j)]
    return [unit(S | 1 << i) - unit(S | 1 << j) for S in rest]


def holds(conditions: list[np.ndarray], worths: np.ndarray) -> bool:
    return not any(condition @ worths.astype(float) for condition in conditions)


def demands(on: tuple[str, ...], games_with) -> list[tuple[np.ndarray, np.ndarray]]:
    """Pairs (payoffs' factors, game) for which the weighted sum of payoffs must be fixed."""
    found = []
    if "efficiency" in on:
        found += [(np.ones(N), game) for game in games_with([])]
    if "null player" in on:
        for i in range(N):
            found += [(np.eye(N)[i], game) for game in games_with(null_conditions(i))]
    if "symmetry" in on:
        for i, j in combinations(range(N), 2):
            factors = np.eye(N)[i] - np.eye(N)[j]
            found += [(factors, game) for game in games_with(twin_conditions(i, j))]
    return found


def directions(worths: np.ndarray, on: tuple[str, ...]) -> np.ndarray:
    """In which directions the payoffs of this game can differ between rules, in rows."""
    if "additivity" not in on:
        this = demands(on, lambda conditions: [worths] if holds(conditions, worths) else [])
        return null_space([factors for factors, _ in this], N)
    # A rule is a matrix; it is linear on the games that a few of them span.
    all_games = demands(on, lambda conditions: null_space(conditions, COALITIONS))
    matrices = null_space([np.outer(*pair).ravel() for pair in all_games], N * COALITIONS)
    return matrices.reshape(-1, N, COALITIONS) @ worths.astype(float)


def projector(vectors: np.ndarray) -> np.ndarray:
    """What is the same for all vectors that span the same space."""
    vectors = np.array(vectors, dtype=float).reshape(-1, N)
    _, singular, right = np.linalg.svd(np.concatenate([vectors, np.zeros((1, N))]))
    basis = right[: int((singular > 1e-9).sum())]
    return basis.T @ basis


# --- the widget -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def modules(browser):
    names = ("core/fractions", "core/games", "axioms/attainable", "axioms/rules", "axioms/words")
    with module_page(browser, *names) as page:
        yield page


def texts(numbers) -> list[str]:
    return [str(number) for number in numbers]


def exact(rows: list[list[str]]) -> list[list[Fraction]]:
    return [list(map(Fraction, row)) for row in rows]


def spaces(modules, some: list[np.ndarray]) -> list[list[list[list[Fraction]]]]:
    """For each game and set of axioms the basis that the widget has."""
    found = computed(
        modules,
        """([some, sets]) => some.map(texts => sets.map(on =>
            attainable.freedom(games.gameOf(texts), new Set(on)).map(y => y.map(String))))""",
        [[texts(worths) for worths in some], SETS],
    )
    return [[exact(basis) for basis in bases] for bases in found]


def test_the_possible_payoffs_are_those_that_the_axioms_leave(modules):
    sizes = set()
    for worths, bases in zip(SOME, spaces(modules, SOME), strict=True):
        for on, basis in zip(SETS, bases, strict=True):
            expected = projector(directions(worths, on))
            assert projector(basis) == pytest.approx(expected, abs=1e-9), (on, worths)
            assert len(basis) == round(np.trace(expected))
            sizes.add((on, len(basis)))
    found = [on for on, _ in sizes]  # but for three sets, it depends on the game
    assert {on for on in SETS if found.count(on) == 1} == {(), ("efficiency",), AXIOMS}


def test_the_games_and_the_rules_are_those_of_the_package(modules):
    found = computed(
        modules,
        """() => Object.entries(rules.GAMES).map(([key, { worths }]) => [key, worths.map(String),
            rules.RULES.map(rule => rule.pay(worths).map(String)),
            rules.cornersOf(worths).map(pay => pay.map(String))])""",
    )
    assert [key for key, *_ in found] == list(GAMES)
    for key, worths, (shapley, average, lineup, split, contributors), corners in found:
        table = GAMES[key]
        assert worths == texts(table)
        assert shapley == texts(st.shapley_values(table))
        assert average == texts(st.banzhaf_values(table))
        assert lineup == texts(np.diff(table[[0, 1, 3, 7]]))
        assert split == texts([Fraction(table[7], 3)] * 3)
        works = [any(st.marginal_contributions(table, i)) for i in range(N)]
        assert contributors == texts(Fraction(table[7], sum(works)) * work for work in works)
        adds = [list(st.marginal_contributions(table, i)) for i in range(N)]
        assert np.mean(np.array(exact(corners)), axis=0).tolist() == list(st.shapley_values(table))
        assert all(Fraction(pay) in adds[i] for corner in corners for i, pay in enumerate(corner))


FACTORS = {
    "A gets": (1, 0, 0), "B gets": (0, 1, 0), "C gets": (0, 0, 1),
    "the three get": (1, 1, 1), "A and B get the same": (1, -1, 0),
    "B gets the mean of what A and C get": (-1, 2, -1),
}  # fmt: skip


def claimed(limit: str) -> tuple[np.ndarray, Fraction]:
    """What a limit says, as factors of payoffs and their sum."""
    words = limit.removesuffix(" together").rsplit(" ", 1)
    if limit in FACTORS:
        return np.array(FACTORS[limit]), Fraction(0)
    return np.array(FACTORS[words[0]]), Fraction(words[1])


def test_the_words_tell_the_possible_payoffs_from_all_others(modules):
    bases = spaces(modules, list(GAMES.values()))
    for (key, worths), of_game in zip(GAMES.items(), bases, strict=True):
        value = st.shapley_values(worths)
        for on, basis in zip(SETS, of_game, strict=True):
            limits, sentence, reason = computed(
                modules,
                """([key, on]) => {
                    const { worths } = rules.GAMES[key], value = games.shapleyValues(worths);
                    const set = new Set(on), basis = attainable.freedom(worths, set);
                    return [words.limitsOf(value, basis), words.verdict(value, basis, set),
                        words.reason(set)];
                }""",
                [key, on],
            )
            said = [claimed(limit) for limit in limits]
            assert np.linalg.matrix_rank([f for f, _ in said] or [np.zeros(N)]) == N - len(basis)
            assert len(said) == N - len(basis)
            for factors, amount in said:
                assert factors @ value == amount
                assert not any(factors @ np.array(y) for y in basis)
            assert all(limit in sentence for limit in limits) or not basis
            assert all((axiom in sentence) == (axiom not in on) for axiom in AXIOMS if on)
            assert ("Shapley value" in sentence) == (on == AXIOMS)
            assert ("settle every game in its own way" in reason) == ("additivity" not in on)
            assert "undefined" not in sentence + reason


def test_a_slice_has_its_sum_and_what_is_possible(modules):
    cases = computed(
        modules,
        """([some, sets, totals]) => some.flatMap(texts => sets.flatMap(on => totals.map(total => {
            const worths = games.gameOf(texts), value = games.shapleyValues(worths);
            const basis = attainable.freedom(worths, new Set(on));
            const cut = attainable.slice(games.gameOf([total])[0], value, basis);
            return [basis.length, basis.every(y => fractions.sum(y).isZero),
                String(fractions.sum(value)), total,
                cut && cut.basis.length, cut && String(fractions.sum(cut.point)),
                cut && attainable.isPossible(cut.point, value, basis),
                cut && cut.basis.every(y => fractions.sum(y).isZero
                    && attainable.isPossible(y.map((x, i) => x.add(value[i])), value, basis))];
        })))""",
        [[texts(worths) for worths in SOME[:20]], SETS, ["0", "60", "210", "-1/3"]],
    )
    for size, level, given, total, cut, reached, possible, inside in cases:
        if level and given != total:
            assert cut is None
        else:
            assert (cut, reached) == (size if level else size - 1, total)
            assert possible is inside is True
    assert {case[4] for case in cases} == {None, 0, 1, 2}


def test_payoffs_are_possible_or_not(modules):
    value = st.shapley_values(FRIENDS)
    tried = [value, [90, 70, 50], [100, 80, 20], [0, 0, 0], [Fraction(200, 3)] * 3, [87, 67, 46]]
    found = computed(
        modules,
        """([texts, tried, sets]) => sets.map(on => tried.map(pay => {
            const worths = games.gameOf(texts), basis = attainable.freedom(worths, new Set(on));
            return attainable.isPossible(games.gameOf(pay), games.shapleyValues(worths), basis);
        }))""",
        [texts(FRIENDS), [texts(pay) for pay in tried], SETS],
    )
    for on, answers in zip(SETS, found, strict=True):
        space = projector(directions(FRIENDS, on))
        away = np.array([np.array(pay) - value for pay in tried], dtype=float)
        assert answers == (np.abs(away @ space - away).max(axis=1) < 1e-9).tolist(), on
