"""Values in any unit: answers, outputs, rows and features of 1e-300 and of 1e300, and offsets."""

from __future__ import annotations

import brute
import numpy as np
import pytest

import shapley_tutor as st

D = 6
POWERS = [-300, -200, -160, -100, -10, -1, 1, 10, 100, 155, 160, 200, 300]
RNG = np.random.default_rng(0)
X, BACKGROUND = RNG.normal(size=(3, D)), RNG.normal(size=(5, D))
FIRST, SECOND = RNG.normal(size=(D, 8)), RNG.normal(size=8)
METHODS = {
    "exact": {"method": "exact"},
    "kernel": {"method": "kernel", "budget": 40, "rng": 7},
    "lineups": {"method": "lineups", "budget": 40, "rng": 7},
}
ESTIMATORS = {
    "kernel": lambda game: st.kernel_regression(game, 50, 0),
    "kernel, bent": lambda game: st.kernel_regression(game, 60, 0, single_index=True),
    "kernel, not paired": lambda game: st.kernel_regression(game, 50, 0, paired=False),
    "lineups": lambda game: st.sample_lineups(game, 50, 0),
    "lineups, not antithetic": lambda game: st.sample_lineups(game, 50, 0, antithetic=False),
    "exact": lambda game: st.kernel_regression(game, 2**D),
}
over_methods = pytest.mark.parametrize("method", METHODS)
over_powers = pytest.mark.parametrize("power", POWERS)
over_estimators = pytest.mark.parametrize("estimator", ESTIMATORS)


def network(Z):
    return np.tanh(Z @ FIRST) @ SECOND


def by_definition(predict, x, background):
    """Shapley values (d,) of a row, coalition by coalition."""
    worths = {}
    for S in brute.subsets(range(len(x))):
        rows = background.copy()
        rows[:, list(S)] = x[list(S)]
        worths[S] = predict(rows).mean()
    return np.array(brute.shapley(worths, len(x)), dtype=float)


def assert_scaled(found, one, unit, rtol=1e-9):
    np.testing.assert_allclose(found.values / unit, one.values, rtol=rtol)
    np.testing.assert_allclose(found.standard_errors / unit, one.standard_errors, rtol=rtol)


@over_methods
@over_powers
def test_values_scale_with_the_answers(method, power):
    one = st.explain(network, X, BACKGROUND, **METHODS[method])
    found = st.explain(lambda Z: network(Z) * 10.0**power, X, BACKGROUND, **METHODS[method])
    assert_scaled(found, one, 10.0**power)
    np.testing.assert_allclose(found.base_values / 10.0**power, one.base_values, rtol=1e-9)
    if method == "exact":
        wanted = [by_definition(network, x, BACKGROUND) for x in X]
        np.testing.assert_allclose(found.values / 10.0**power, wanted, rtol=1e-9)
    else:
        assert (one.standard_errors > 0).all()


@over_methods
@pytest.mark.parametrize("power", [-300, 150, 160, 300])
def test_a_model_that_is_0_at_both_ends_has_the_unit_of_its_other_answers(method, power):
    """What is known before sampling says nothing about the unit."""
    ends = np.concatenate([X, BACKGROUND])

    def model(Z):
        return np.where((Z[:, None] == ends).all(axis=2).any(axis=1), 0.0, network(Z))

    one = st.explain(model, X, BACKGROUND, **METHODS[method])
    found = st.explain(lambda Z: model(Z) * 10.0**power, X, BACKGROUND, **METHODS[method])
    assert_scaled(found, one, 10.0**power)
    assert np.abs(one.values).max() > 0.1


@over_methods
def test_outputs_of_any_size_stand_side_by_side(method):
    units = 10.0 ** np.array([-300, 0, 13, 300])
    together = st.explain(lambda Z: network(Z)[:, None] * units, X, BACKGROUND, **METHODS[method])
    alone = st.explain(network, X, BACKGROUND, **METHODS[method])
    for k, unit in enumerate(units):
        assert_scaled(together[:, k], alone, unit)


@over_methods
@pytest.mark.parametrize("n_jobs", [None, 2])
def test_rows_of_any_size_stand_side_by_side(method, n_jobs):
    """Of a row as large as 1e290, and of one as small as 1e-300, in one call."""
    rows, background = np.repeat(X[:1], 4, axis=0), BACKGROUND.copy()
    rows[:, 0], background[:, 0] = [-300, -4, 12, 290], -305

    def model(Z):
        return 10.0 ** Z[:, 0] * (3 + network(Z[:, [1, 1, 2, 3, 4, 5]]))

    together = st.explain(model, rows, background, n_jobs=n_jobs, **METHODS[method])
    for k, row in enumerate(rows):
        alone = st.explain(model, row[None], background, **METHODS[method])
        unit = 10.0 ** row[0]
        np.testing.assert_allclose(together.values[k] / unit, alone.values[0] / unit, rtol=1e-9)
        errors = alone.standard_errors[0] / unit
        np.testing.assert_allclose(together.standard_errors[k] / unit, errors, rtol=1e-9)
        wanted = by_definition(model, row, background)
        if method == "exact":
            np.testing.assert_allclose(together.values[k] / unit, wanted / unit, rtol=1e-9)
        np.testing.assert_allclose(together.values[k].sum(), wanted.sum(), rtol=1e-9)


@pytest.mark.parametrize("method", ["kernel", "lineups"])
def test_the_errors_of_players_who_matter_little_do_not_vanish(method):
    """One background row differs in six players of size 1e200, another in six of 1e-100."""
    x, background = np.ones((1, 2 * D)), np.ones((2, 2 * D))
    background[0, :D], background[1, D:] = BACKGROUND[:2]
    at_x = network(x[:, :D])

    def model(Z):
        return 1e200 * (network(Z[:, :D]) - at_x) + 1e-100 * (network(Z[:, D:]) - at_x)

    options = METHODS[method]
    small = st.explain(model, x, background[1:], **options).standard_errors[0, D:]
    both = st.explain(model, x, background, **options).standard_errors[0]
    assert (small > 1e-103).all()
    assert (both[:D] > 1e197).all()
    assert (both[D:] > 1e-103).all()


@over_methods
@pytest.mark.parametrize("offset", [1e9, -1e9])
def test_an_offset_changes_nothing_but_its_digits(method, offset):
    one = st.explain(network, X, BACKGROUND, **METHODS[method])
    found = st.explain(lambda Z: network(Z) + offset, X, BACKGROUND, **METHODS[method])
    lost = 1e9 * 2.0**-52  # of each answer
    np.testing.assert_allclose(found.values, one.values, atol=8 * lost)
    np.testing.assert_allclose(found.standard_errors, one.standard_errors, atol=8 * lost)
    np.testing.assert_allclose(found.base_values - offset, one.base_values, atol=2 * lost)


@pytest.mark.parametrize("power", [-900, -60, 60, 900])
def test_features_may_have_any_unit(power):
    unit = 2.0 ** (power * np.array([1, -1, 0, 1, 0, -1]))
    found = st.explain(lambda Z: network(Z / unit), X * unit, BACKGROUND * unit, method="exact")
    wanted = [by_definition(network, x, BACKGROUND) for x in X]
    np.testing.assert_allclose(found.values, wanted, rtol=1e-9)


def test_a_normal_distribution_may_have_any_units():
    """Of a linear model: the conditional means are a regression, in units near 1."""
    rng, weights = np.random.default_rng(1), np.array([1.0, -2.0, 0.5, 3.0])
    root = rng.normal(size=(4, 4))
    cov, mean, x = root @ root.T, rng.normal(size=4), rng.normal(size=4)

    def worth(S):
        known, rest = sorted(S), sorted(set(range(4)) - S)
        row = x.copy()
        if rest:
            row[rest] = mean[rest]
        if known and rest:
            slopes = np.linalg.solve(cov[np.ix_(known, known)], cov[np.ix_(known, rest)])
            row[rest] += (x[known] - mean[known]) @ slopes
        return row @ weights

    wanted = brute.shapley({S: worth(S) for S in brute.subsets(range(4))}, 4)
    for powers in ([0, 0, 0, 0], [6, -4, 0, -9], [-100, 100, 3, 50]):
        unit = 10.0 ** np.array(powers)
        removal = st.GaussianConditional(mean * unit, cov * unit * unit[:, None])
        e = st.explain(lambda Z, unit=unit: Z / unit @ weights, (x * unit)[None], removal)
        np.testing.assert_allclose(e.values[0], wanted, rtol=1e-9)


@over_estimators
@over_powers
def test_estimates_scale_with_the_worths(estimator, power):
    one = ESTIMATORS[estimator](st.Game(lambda S: network(S) + 0.1, D))
    found = ESTIMATORS[estimator](st.Game(lambda S: (network(S) + 0.1) * 10.0**power, D))
    assert_scaled(found, one, 10.0**power)
    assert (one.standard_errors > 0).all() == (estimator != "exact")


@over_estimators
def test_estimates_of_outputs_of_any_size_stand_side_by_side(estimator):
    units = 10.0 ** np.array([-300, 0, 13, 300])
    found = ESTIMATORS[estimator](st.Game(lambda S: network(S)[:, None] * units, D))
    one = ESTIMATORS[estimator](st.Game(network, D))
    np.testing.assert_allclose(found.values / units, one.values[:, None].repeat(4, 1), rtol=1e-9)
    errors = one.standard_errors[:, None].repeat(4, 1)
    np.testing.assert_allclose(found.standard_errors / units, errors, rtol=1e-9)


@over_estimators
def test_an_offset_of_the_worths_changes_nothing_but_its_digits(estimator):
    one = ESTIMATORS[estimator](st.Game(network, D))
    found = ESTIMATORS[estimator](st.Game(lambda S: network(S) + 1e9, D))
    np.testing.assert_allclose(found.values, one.values, atol=1e9 * 2.0**-49)
    np.testing.assert_allclose(found.standard_errors, one.standard_errors, atol=1e9 * 2.0**-49)


@over_methods
@pytest.mark.parametrize("largest", [5e307, -1.7e308])
def test_answers_whose_differences_are_not_finite_are_refused_by_name(method, largest):
    def model(Z):
        return np.where((X[1] == Z).all(axis=1), largest, 1.0)

    with pytest.raises(
        ValueError, match=r"returned .*e\+30[78] for row 1 of \d+; differences of so"
    ):
        st.explain(model, X, BACKGROUND, **METHODS[method])


@over_methods
def test_answers_almost_as_large_are_explained(method):
    """4e307 and -4e307: their difference is finite, and so is everything made of it."""
    found = st.explain(lambda Z: 4e307 * np.sign(network(Z)), X, BACKGROUND, **METHODS[method])
    one = st.explain(lambda Z: np.sign(network(Z)), X, BACKGROUND, **METHODS[method])
    np.testing.assert_allclose(found.values / 4e307, one.values, rtol=1e-9, atol=1e-14)
    np.testing.assert_allclose(found.standard_errors / 4e307, one.standard_errors, rtol=1e-9)


@over_estimators
def test_worths_whose_differences_are_not_finite_are_refused_by_name(estimator):
    game = st.Game(lambda S: np.where(S.sum(axis=1) % 2, -1.2e308, 1.2e308), D)
    with pytest.raises(ValueError, match=r"1\.2e\+308; differences .* by a constant"):
        ESTIMATORS[estimator](game)


def test_tables_whose_differences_are_not_finite_are_refused_by_name():
    with pytest.raises(ValueError, match=r"game_or_worths go from -1\.7e\+308 to 1\.7e\+308"):
        st.shapley_values(np.array([1.7e308, -1.7e308, 1.7e308, -1.7e308]))
    half = st.shapley_values(np.array([4e307, -4e307, 4e307, -4e307]))
    np.testing.assert_allclose(half, [-8e307, 0])


@pytest.mark.parametrize("power", [-300, -150, -7, 0, 7, 150, 300])
def test_the_least_core_has_no_unit(power):
    """Five vote, three carry: a majority gets 3/5 of an equal split, 2/5 less than its worth."""
    sizes = np.array([mask.bit_count() for mask in range(2**5)])
    majority = np.where(sizes >= 3, 1.0, 0.0) * 10.0**power
    payoffs, excess = st.least_core(majority)
    np.testing.assert_allclose(payoffs / 10.0**power, np.full(5, 0.2), rtol=1e-9)
    assert excess / 10.0**power == pytest.approx(0.4, rel=1e-9)
    convex = sizes**2 * 10.0**power  # a core with room: nobody is unhappy
    assert st.least_core(convex)[1] <= 0


def test_a_large_row_does_not_round_the_small_ones():
    """A bank's balance beside a child's: 1e18 and 0.01, and interest that only the small has."""

    def interest(Z):
        return np.where(Z[:, 0] > 1e6, Z[:, 0], Z[:, 0] * (1 + Z[:, 1]) - Z[:, 2])

    rows = np.array([[0.01, 0.5, 0.001], [1e18, 0.5, 0.001], [0.03, 0.25, 0.002]])
    background = np.array([[0.02, 0.0, 0.0]])
    found = st.explain(interest, rows, background)
    for k, row in enumerate(rows):
        wanted = by_definition(interest, row, background)
        rounding = 1e-15 * row[0]  # of the prediction: smaller values are 0, as explain() says
        np.testing.assert_allclose(found.values[k], wanted, rtol=1e-9, atol=rounding)
