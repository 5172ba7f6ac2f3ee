"""Widget "Sampling race": the regression with the bend taken out, against the package."""

from __future__ import annotations

import numpy as np
import pytest
from widgetlab import module_page

import shapley_tutor as st
from shapley_tutor.regression import _FOLDS, _PAIRS_PER_PLAYER, Regression, _solve_bent, plan_sizes
from shapley_tutor.singleindex import SingleIndex

N, EACH, STEPS = 10, 9, 57  # players, pairs in a step, steps to the end
GAMES = ("pairs", "airport", "vote", "sigmoid")
MASKS = 1 << np.arange(N)

CALL = """([game, seed, draws]) => {
    const worths = games.worthsOfGame(game), { stream } = random;
    const bent = new bentregression.BentRegression(worths, stream(seed, 3));
    const plain = new regression.Regression(worths, true, stream(seed, 3));
    const fit = new regression.Fit(bent, draws);
    return { drawn: bent.order.map(({ S }) => S), folds: bentregression.foldsOf(fit),
        ...bent.estimate(draws), plain: plain.estimate(draws) };
}"""


@pytest.fixture(scope="module")
def modules(browser):
    with module_page(
        browser,
        *(
            f"race/{name}"
            for name in ["bend", "bentregression", "race", "games", "random", "regression"]
        ),
    ) as page:
        yield page


def test_bent_games_are_those_of_the_package(modules):
    rng = np.random.default_rng(4)
    for _ in range(50):
        direction, shares = rng.normal(size=N), rng.normal(size=2)
        signs = rng.choice([-1.0, 1.0], size=(6, N))
        found = modules.evaluate(
            """([l, signs, shares]) => { const b = new bend.Bend(l); return [b.values,
                signs.map(s => b.differences(s)), signs.map(s => b.slopeAt(s, shares)),
                b.valueSlopes(shares)]; }""",
            [direction.tolist(), signs.tolist(), shares.tolist()],
        )
        games = SingleIndex(direction)
        slopes, value_slopes = games.slopes(signs, shares)
        expected = [games.values, games.differences(signs), slopes, value_slopes]
        for ours, theirs in zip(found, expected, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-12)


def from_package(found: dict, worths: np.ndarray, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Values and errors from the same draws and folds; the package sorts coalitions by size."""
    rows = st.coalitions(N)[found["drawn"][:draws]]
    order = np.argsort(rows.sum(axis=1), kind="stable")
    rows, folds = rows[order], np.array(found["folds"])[order]
    fit = Regression(np.where(rows, 1.0, -1.0), plan_sizes(N, len(rows), paired=True))
    assert ((folds < 0) == fit.complete).all()
    sizes = [np.bincount(folds[(folds >= 0) & (fit.strata == k)], minlength=10) for k in range(5)]
    assert max(np.ptp(size) for size in sizes) <= 1  # every fold has as many of each size
    masks = rows @ MASKS
    answers = (worths[masks] - worths[2**N - 1 - masks])[:, None]
    values, variances = _solve_bent(fit, folds, answers, np.array([worths[-1] - worths[0]]))
    return values, np.sqrt(variances)


@pytest.mark.parametrize("game", GAMES)
def test_values_and_errors_are_those_of_the_package(modules, game):
    worths = np.array(modules.evaluate("g => [...games.worthsOfGame(g)]", game))
    for seed in (1, 5, 12):
        for step in (5, 6, 9, 14, 28, 41, 56, STEPS):
            draws = min(step * EACH, 511)
            found = modules.evaluate(CALL, [game, seed, draws])
            values, errors = from_package(found, worths, draws)
            assert found["values"] == pytest.approx(values.tolist(), abs=1e-8)
            assert found["errors"] == pytest.approx(errors.tolist(), abs=1e-7)


def test_few_pairs_are_not_bent(modules):
    assert _FOLDS == 10
    last = (_PAIRS_PER_PLAYER * N - 1) // EACH  # the last step with too few
    for step, same in ((2, True), (last, True), (last + 1, False)):
        found = modules.evaluate(CALL, ["airport", 3, step * EACH])
        assert (found["values"] == found["plain"]["values"]) == same
        assert (found["errors"] == found["plain"]["errors"]) == same


@pytest.mark.parametrize("game", ["airport", "vote", "sigmoid"])
def test_it_saves_a_third_of_the_error_and_knows_it(modules, game):
    exact = modules.evaluate("g => games.exactValues(games.worthsOfGame(g))", game)
    points = modules.evaluate(
        """g => { const v = games.worthsOfGame(g);
            return Array.from({length: 40}, (_, s) => race.runRace(v, s + 1, 28).slice(3)
                .map(r => [r.points[27].values, r.points[27].errors])); }""",
        game,
    )
    values, errors = np.moveaxis(np.array(points), 2, 0)  # (seeds, runners, n)
    off = values - np.array(exact)
    paired, bent = np.sqrt((off**2).mean(axis=(0, 2)))
    assert bent < 0.67 * paired
    assert 0.88 < (np.abs(off[:, 1]) <= 1.96 * errors[:, 1]).mean() <= 1
