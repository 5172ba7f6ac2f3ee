"""The arithmetic of the widgets, in a browser, against the package."""

from __future__ import annotations

import random
from fractions import Fraction

import numpy as np
import pytest
from widgetlab import computed, module_page

import shapley_tutor as st

SEED, GAMES_OF_EACH_SIZE = 20, 800


@pytest.fixture(scope="module")
def modules(browser):
    with module_page(browser, "core/fractions", "core/games") as page:
        yield page


def texts(numbers) -> list[str]:
    return [str(number) for number in numbers]


def any_fraction(rng: random.Random) -> Fraction:
    """Whole numbers, decimals and thirds; often 0, so that ties and null players come up."""
    kinds = [0, rng.randint(-9, 9), rng.randint(-300, 300), rng.randint(10**9, 10**11)]
    return Fraction(rng.choice(kinds), rng.choice([1, 1, 1, 2, 3, 7, 10, 360]))


def any_games(n: int, count: int) -> list[list[Fraction]]:
    rng = random.Random(SEED + n)
    return [[any_fraction(rng) for _ in range(2**n)] for _ in range(count)]


# --- fractions ------------------------------------------------------------------------------


def test_fractions_calculate_as_python_does(modules):
    rng = random.Random(SEED)
    pairs = [(any_fraction(rng), any_fraction(rng)) for _ in range(3000)]
    found = computed(
        modules,
        """pairs => pairs.map(pair => {
            const [a, b] = games.gameOf(pair);
            return [a.add(b), a.sub(b), a.mul(b), b.isZero ? "none" : a.div(b), a.neg()].map(String)
                .concat([Math.sign(a.compare(b)), a.equals(b), a.toNumber()]);
        })""",
        [texts(pair) for pair in pairs],
    )
    expected = [
        [*texts([a + b, a - b, a * b, a / b if b else "none", -a]), int(a > b) - int(a < b), a == b]
        for a, b in pairs
    ]
    assert [row[:-1] for row in found] == expected
    assert [row[-1] for row in found] == pytest.approx([float(a) for a, _ in pairs], rel=1e-12)


@pytest.mark.parametrize(
    ("typed", "meant"),
    {
        "100": "100", " 2/3 ": "2/3", "-0.25": "-1/4", "−4/6": "-2/3", "1,5": "3/2", ".5": "1/2",
        "7.": "7", "+3": "3", "0/5": "0", "0.5/2": "1/4", "": None, "-": None, "1/0": None,
        "1/-2": None, "1e3": None, "abc": None, "1/2/3": None, "1.2.3": None, "Infinity": None,
        "1234567890123": None, "1/1234567890123": None, "<b>": None,
    }.items(),
)  # fmt: skip
def test_what_people_type(modules, typed, meant):
    found = computed(modules, "t => fractions.parseFraction(t)?.toString() ?? null", typed)
    assert found == meant


def test_decimals_are_rounded_as_on_paper(modules):
    cases = {"260/3": "86.67", "-200/3": "−66.67", "1/400": "0", "-1/400": "0", "5": "5"}
    cases |= {"1/2": "0.5", "1/8": "0.13", "-1/8": "−0.13", "1999/1000": "2", "100": "100"}
    found = computed(modules, "all => games.gameOf(all).map(x => x.decimal())", list(cases))
    assert found == list(cases.values())
    shown = {"9/10": "0.9", "-1/8": "−0.125", "-2/3": "−2/3", "1/10000": "1/10000", "-7": "−7"}
    assert computed(modules, "all => games.gameOf(all).map(x => x.show())", list(shown)) == list(
        shown.values()
    )


# --- games ----------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_thousands_of_random_games_agree_with_the_package(modules, n):
    some = any_games(n, GAMES_OF_EACH_SIZE)
    found = computed(
        modules,
        """some => some.map(texts => {
            const worths = games.gameOf(texts), orders = games.lineups(games.playerCount(worths));
            const walks = orders.map(order => games.walk(worths, order));
            const count = fractions.frac(orders.length);
            const averages = games.range(orders[0].length)
                .map(i => fractions.sum(walks.map(w => w.adds[i])).div(count));
            return [games.shapleyValues(worths), averages, games.dividends(worths)]
                .map(list => list.map(String));
        })""",
        [texts(worths) for worths in some],
    )
    for worths, (values, averages, dividends) in zip(some, found, strict=True):
        table = np.array(worths, dtype=object)
        assert values == averages == texts(st.shapley_values(table))
        assert dividends == texts(st.dividends(table))


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_weights_are_those_of_the_package(modules, n):
    found = computed(modules, "n => games.range(n).map(s => String(games.weight(s, n)))", n)
    assert found == texts(st.shapley_weights(n, exact=True))


def test_null_players_add_nothing_anywhere(modules):
    rng = random.Random(SEED)
    for _ in range(100):
        worths = [Fraction(rng.randint(0, 1)) for _ in range(8)]
        table = np.array(worths, dtype=object)
        expected = [i for i in range(3) if not any(st.marginal_contributions(table, i))]
        found = computed(modules, "t => games.nullPlayers(games.gameOf(t))", texts(worths))
        assert found == expected


def test_minimal_balanced_collections_are_counted_right(modules):
    # Shapley (1967), On balanced sets and cores, lists them for up to four players; the grand
    # coalition by itself is one more each time.
    found = modules.evaluate("[1, 2, 3, 4].map(n => games.balancedCollections(n).length)")
    assert [count + 1 for count in found] == [1, 2, 6, 42]


@pytest.mark.parametrize("n", [2, 3, 4])
def test_the_core_is_empty_exactly_when_the_least_core_is_positive(modules, n):
    rng = random.Random(SEED + n)
    some = [[Fraction(rng.randint(0, 6)) for _ in range(2**n)] for _ in range(120)]
    for worths in some:
        worths[-1] += rng.randint(0, 3 * n)  # or almost every core would be empty
    found = computed(
        modules,
        """some => some.map(texts => {
            const worths = games.gameOf(texts), test = games.coreTest(worths);
            return [test.empty, games.objections(worths, games.shapleyValues(worths))];
        })""",
        [texts(worths) for worths in some],
    )
    for worths, (empty, against) in zip(some, found, strict=True):
        table = np.array(worths, dtype=object)
        _, excess = st.least_core(table)
        assert abs(excess) < 1e-9 or empty == (excess > 0)
        if abs(excess) < 1e-9:
            assert not empty  # a core of one point or of a face: only exact numbers can tell
        over = st.excesses(table, st.shapley_values(table))
        assert against == [S for S in range(1, 2**n - 1) if over[S] > 0]
    assert {empty for empty, _ in found} == {True, False}
