"""Widget "Sampling race": games, draws, estimates and errors against the package."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from widgetlab import module_page

import shapley_tutor as st
from shapley_tutor.lineups import contributions_of, lineup_coalitions
from shapley_tutor.regression import Regression, fewest_units, plan_sizes

N = 10
EACH = 2 * (N - 1)  # coalitions a step pays for
STEPS = 57
GAMES = ("pairs", "airport", "vote", "sigmoid")
MASKS = 1 << np.arange(N)

each_game = pytest.mark.parametrize("game", GAMES)


@pytest.fixture(scope="module")
def modules(browser):
    with module_page(browser, "race/race", "race/games", "race/random") as page:
        yield page


@pytest.fixture(scope="module")
def worths(modules) -> dict[str, np.ndarray]:
    found = {g: modules.evaluate("g => [...games.worthsOfGame(g)]", g) for g in GAMES}
    return {g: np.array(table) for g, table in found.items()}


def race(modules, game: str, seed: int, steps: int = STEPS) -> list[dict]:
    """What the five runners did: name, what they drew, points by step."""
    call = "([g, s, n]) => race.runRace(games.worthsOfGame(g), s, n)"
    return modules.evaluate(call, [game, seed, steps])


# --- random numbers -------------------------------------------------------------------------


def scramble(bits: int) -> int:
    z = bits & 0xFFFFFFFF
    z = (z ^ z >> 16) * 0x21F0AAAD & 0xFFFFFFFF
    z = (z ^ z >> 15) * 0x735A2D97 & 0xFFFFFFFF
    return z ^ z >> 15


def test_the_stream_is_its_definition(modules):
    for seed, lane in ((0, 0), (1, 0), (1, 1), (9999, 3)):
        state = scramble(scramble(seed) + lane)
        expected = [scramble(state + k * 0x9E3779B9) for k in range(1, 1001)]
        found = modules.evaluate(
            "([s, l]) => { const next = random.stream(s, l);"
            " return Array.from({length: 1000}, next); }",
            [seed, lane],
        )
        assert found == expected


def test_every_order_is_equally_likely(modules):
    found = modules.evaluate(
        """() => { const next = random.stream(7), count = {};
            for (let k = 0; k < 24000; k += 1) {
                const order = random.shuffled([0, 1, 2, 3], next).join("");
                count[order] = (count[order] ?? 0) + 1;
            }
            return count; }"""
    )
    assert sorted(found) == ["".join(map(str, p)) for p in permutations(range(4))]
    # 24 cells, 1000 expected in each: chi² with 23 degrees of freedom, 99.9 % below 49.7
    assert sum((count - 1000) ** 2 / 1000 for count in found.values()) < 49.7


# --- games ----------------------------------------------------------------------------------


def test_the_games_are_what_they_are_called(worths):
    coalitions = st.coalitions(N)
    airport = st.games.airport(range(1, N + 1)).worths()
    assert worths["airport"].tolist() == [int(w) for w in airport]
    seats = np.array([9, 7, 6, 5, 4, 4, 3, 3, 2, 2])
    assert seats.sum() == 45
    assert worths["vote"].tolist() == (2 * (coalitions @ seats) > 45).tolist()
    dividends, sizes = st.dividends(worths["pairs"]), coalitions.sum(axis=1)
    assert not dividends[sizes > 2].any()
    assert dividends[MASKS].tolist() == list(range(1, N + 1))
    assert dividends[sizes == 2].min() == -5
    assert dividends[sizes == 2].max() == 5
    logits = np.log(worths["sigmoid"] / (1 - worths["sigmoid"]))
    effects = st.dividends(logits)
    assert np.abs(effects[sizes > 1]).max() < 1e-10  # one sum under the bend
    assert effects[MASKS].min() < 0 < effects[MASKS].max()


@each_game
def test_exact_values_equal_the_package(modules, worths, game):
    found = modules.evaluate("v => games.exactValues(v)", worths[game].tolist())
    assert found == pytest.approx(list(st.shapley_values(worths[game])), rel=0, abs=1e-12)


# --- the runners ----------------------------------------------------------------------------


@each_game
def test_the_budgets_are_equal(modules, game):
    runners = race(modules, game, seed=3)
    assert [runner["name"] for runner in runners] == [
        "line-ups", "antithetic", "kernel", "kernel, paired", "bend taken out",
    ]  # fmt: skip
    budgets = [2 + EACH * step for step in range(1, STEPS + 1)]
    assert modules.evaluate("race.stepsOf(10)") == STEPS
    assert modules.evaluate("n => [race.budgetAt(1, n), race.budgetAt(57, n)]", N) == [20, 1028]
    for runner in runners[:2]:
        assert [point["paid"] for point in runner["points"]] == budgets
        assert len(runner["lineups"]) * (N - 1) + 2 == budgets[-1]
    for runner, cost in zip(runners[2:], (1, 2, 2), strict=True):
        assert [point["paid"] for point in runner["points"]] == [min(b, 2**N) for b in budgets]
        assert len(runner["drawn"]) * cost + 2 == 2**N


@each_game
@pytest.mark.parametrize("antithetic", [False, True])
def test_lineups_are_averaged_as_in_the_package(modules, worths, game, antithetic):
    for seed in (1, 2, 77):
        runner = race(modules, game, seed)[int(antithetic)]
        lineups = np.array(runner["lineups"])
        assert (np.sort(lineups, axis=1) == np.arange(N)).all()
        assert ((lineups[::2] == lineups[1::2, ::-1]).all()) == antithetic
        table = worths[game][lineup_coalitions(lineups) @ MASKS].reshape(-1, N - 1, 1)
        added = contributions_of(lineups, table, worths[game][:1], worths[game][-1:])[:, :, 0]
        for step in (2, 3, 10, STEPS):
            units = added[: 2 * step]
            if antithetic:
                units = units.reshape(-1, 2, N).mean(axis=1)
            point = runner["points"][step - 1]
            assert point["values"] == pytest.approx(units.mean(axis=0).tolist(), abs=1e-12)
            errors = units.std(axis=0, ddof=1) / np.sqrt(len(units))
            assert point["errors"] == pytest.approx(errors.tolist(), abs=1e-9)


@each_game
@pytest.mark.parametrize("paired", [False, True])
def test_the_regression_is_that_of_the_package(modules, worths, game, paired):
    table, total = worths[game], worths[game][-1] - worths[game][0]
    for seed in (1, 5):
        runner = race(modules, game, seed)[2 + paired]
        drawn = np.array(runner["drawn"])
        both = np.concatenate([drawn, 2**N - 1 - drawn]) if paired else drawn
        assert sorted(both) == list(range(1, 2**N - 1))  # each once
        for step in (2, 3, 7, 20, 41, STEPS):
            units = min(step * (EACH // 2 if paired else EACH), len(drawn))
            rows = st.coalitions(N)[drawn[:units]]
            size = rows.sum(axis=1)
            rows = rows[np.argsort(size, kind="stable")]
            plan = plan_sizes(N, units, paired)
            assert [int((size == s).sum()) for s in plan.sizes] == plan.counts.tolist()
            against = table[2**N - 1 - rows @ MASKS] if paired else table[0]
            fit = Regression(np.where(rows, 1.0, -1.0 if paired else 0.0), plan)
            answers = (table[rows @ MASKS] - against)[:, None]
            values, residuals = fit(answers, np.array([total]))
            errors = np.sqrt(fit.variances(fit.influence(residuals[:, 0])))
            point = runner["points"][step - 1]
            assert point["values"] == pytest.approx(values[:, 0].tolist(), abs=1e-9)
            assert point["errors"] == pytest.approx(errors.tolist(), abs=1e-9)


def test_the_first_step_shown_is_affordable():
    assert fewest_units(N, paired=True) <= 2 * EACH // 2
    assert fewest_units(N, paired=False) <= 2 * EACH


# --- what must come out ---------------------------------------------------------------------


def test_pairs_are_exact_for_antithetic_and_for_paired(modules, worths):
    exact = st.shapley_values(worths["pairs"])
    for seed in range(1, 21):
        runners = race(modules, "pairs", seed, steps=6)
        for k, least in ((1, 0), (3, 0), (0, 1e-3), (2, 1e-3)):
            gaps = [np.abs(p["values"] - exact).max() for p in runners[k]["points"][1:]]
            assert max(gaps) < 1e-11 if least == 0 else min(gaps) > least
        for k in (1, 3):
            assert max(max(p["errors"]) for p in runners[k]["points"][1:]) < 1e-11


@each_game
def test_the_regressions_end_exactly(modules, worths, game):
    exact = list(st.shapley_values(worths[game]))
    for runner in race(modules, game, seed=8)[2:]:
        assert runner["points"][-1]["values"] == pytest.approx(exact, abs=1e-10)
        assert runner["points"][-1]["errors"] == [0] * N


@each_game
def test_every_estimate_pays_out_what_there_is(modules, worths, game):
    total = worths[game][-1] - worths[game][0]
    for runner in race(modules, game, seed=4):
        sums = [sum(point["values"]) for point in runner["points"][1:]]
        assert sums == pytest.approx([total] * (STEPS - 1), abs=1e-9)


def test_a_walk_is_unbiased(modules):
    rng = np.random.default_rng(1)
    table = rng.integers(-50, 50, size=2**5)
    lineups = [list(order) for order in permutations(range(5))]
    walks = modules.evaluate(
        "([v, all]) => all.map(l => race.walked(v, l))", [table.tolist(), lineups]
    )
    exact = st.shapley_values(table)
    assert np.mean(walks, axis=0).tolist() == pytest.approx(exact.tolist(), abs=1e-12)


@pytest.mark.parametrize("game", ["airport", "vote", "sigmoid"])
def test_estimates_converge_and_bands_are_right(modules, worths, game):
    exact, seeds = st.shapley_values(worths[game]), 120
    points = modules.evaluate(
        """([g, seeds]) => { const v = games.worthsOfGame(g);
            return Array.from({length: seeds}, (_, s) => race.runRace(v, s + 1, 20)
                .map(r => [4, 19].map(k => [r.points[k].values, r.points[k].errors]))); }""",
        [game, seeds],
    )
    values, errors = np.moveaxis(np.array(points), 3, 0)  # (seeds, runners, 2, n)
    off = values - exact
    rmse = np.sqrt((off**2).mean(axis=(0, 3)))  # (runners, 2)
    assert (rmse[:, 1] < 0.65 * rmse[:, 0]).all()  # four times the budget: half the error
    lineups = off[:, :2].mean(axis=0) / (off[:, :2].std(axis=0, ddof=1) / np.sqrt(seeds))
    assert np.abs(lineups).max() < 4.5  # unbiased: 40 means of 120 runs
    covered = (np.abs(off) <= 1.96 * errors).mean(axis=(0, 3))[:, 1]
    # twins in a vote: too few draws to judge by
    assert (covered > [0.85, 0.75, 0.92, 0.92, 0.92]).all()
    assert (covered < 0.985).all()
