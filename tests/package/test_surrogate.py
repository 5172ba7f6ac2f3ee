"""Networks in place of functions: they fit, in the function's own unit, and say what is wrong."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from shapley_tutor.datasets import boreholes
from shapley_tutor.models.surrogate import fit_surrogate


def test_a_surrogate_answers_in_the_unit_of_the_runs() -> None:
    X = boreholes.sample(300, rng=0)
    y = boreholes.flow(X)
    model = fit_surrogate(X, y, steps=300)
    unseen = boreholes.sample(500, rng=1)
    error = model.predict(unseen) - boreholes.flow(unseen)
    assert error.shape == (500,)
    assert np.mean(error**2) < 0.02 * y.var()


def test_a_change_of_units_changes_nothing_else() -> None:
    X = np.random.default_rng(0).normal(size=(50, 2))
    y = X[:, 0] * X[:, 1]
    plain = fit_surrogate(X, y, steps=100)
    other = fit_surrogate(X * [10.0, 1e-3] + 5, 1000 * y - 7, steps=100)
    np.testing.assert_allclose(
        other.predict(X * [10.0, 1e-3] + 5), 1000 * plain.predict(X) - 7, rtol=1e-6, atol=1e-6
    )


def test_the_seed_decides_the_weights() -> None:
    X = np.random.default_rng(0).normal(size=(50, 2))
    one, same, other = (fit_surrogate(X, X[:, 0], steps=20, seed=s).predict(X) for s in (0, 0, 1))
    np.testing.assert_array_equal(one, same)
    assert np.abs(one - other).max() > 0


def test_an_output_that_never_changes_is_no_division_by_zero() -> None:
    X = np.random.default_rng(0).normal(size=(20, 2))
    model = fit_surrogate(X, np.full(20, 3.0), steps=500)
    np.testing.assert_allclose(model.predict(X), 3.0, atol=0.05)


@pytest.mark.parametrize("y", [[1.0], [[1.0], [2.0]], [1.0, np.nan]])
def test_outputs_that_are_not_one_finite_number_a_row_are_refused(y: Any) -> None:
    with pytest.raises(ValueError, match=r"y has shape .* X has 2 rows; pass one finite number"):
        fit_surrogate([[0.0], [1.0]], y, steps=1)
