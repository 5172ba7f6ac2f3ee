"""Plain lists and tuples are taken wherever numpy takes them, with the same result as arrays."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor import sensitivity
from shapley_tutor.solutions import nested_values

WORTHS = [0, 100, 80, 180, 60, 160, 140, 200]
EXACT = [Fraction(worth, 7) for worth in WORTHS]
FRIENDS = st.games.three_friends()

OF_WORTHS: dict[str, Callable[[Any], Any]] = {
    "shapley_values": st.shapley_values,
    "shapley_values_by_lineups": st.shapley_values_by_lineups,
    "shapley_values_from_dividends": st.shapley_values_from_dividends,
    "dividends": st.dividends,
    "worths_from_dividends": st.worths_from_dividends,
    "banzhaf_values": st.banzhaf_values,
    "interaction_values": st.interaction_values,
    "interactions": lambda worths: [*st.interactions(worths, "FSII").values()],
    "nucleolus": st.nucleolus,
    "least_core": lambda worths: st.least_core(worths)[0],
    "excesses": lambda worths: st.excesses(worths, [90, 70, Fraction(40)]),
    "marginal_contributions": lambda worths: st.marginal_contributions(worths, 1),
    "owen_values": lambda worths: st.owen_values(worths, [(0, 2)]),
    "nested_values": lambda worths: nested_values(worths, [0, [1, 2]]),
    "sample_lineups": lambda worths: st.sample_lineups(worths, 40, 0).values,
    "kernel_regression": lambda worths: st.kernel_regression(worths, 8, 0).values,
    "sobol_indices": lambda worths: sensitivity.sobol_indices(worths).total,
}


@pytest.mark.parametrize("worths", [WORTHS, EXACT], ids=["numbers", "Fractions"])
@pytest.mark.parametrize("name", OF_WORTHS)
def test_worths_in_a_list(name: str, worths: list[Any]) -> None:
    function = OF_WORTHS[name]
    kind = object if worths is EXACT else float
    known = np.asarray(function(np.array(worths, dtype=kind)))
    for given in (worths, tuple(worths)):
        found = np.asarray(function(given))
        assert found.dtype == known.dtype
        np.testing.assert_array_equal(found, known)


@pytest.mark.parametrize("name", sorted(set(OF_WORTHS) - {"nucleolus", "least_core", "excesses"}))
def test_two_outputs_in_lists(name: str) -> None:
    function = OF_WORTHS[name]
    rows = [[worth, worth**2 / 7] for worth in WORTHS]
    if name == "sobol_indices":
        with pytest.raises(ValueError, match=r"has 2 outputs; pass one, such as worths\[:, 0\]"):
            function(rows)
        return
    np.testing.assert_array_equal(function(rows), function(np.array(rows)))


GIVEN: dict[str, tuple[Any, Any]] = {
    "coalitions": (FRIENDS([[True, False, True]]), FRIENDS(np.array([[True, False, True]]))),
    "a coalition as an array": (FRIENDS[np.array(["A", "C"])], FRIENDS[("A", "C")]),
    "a coalition as a list": (FRIENDS[[0, 2]], FRIENDS[("A", "C")]),
    "costs": (
        st.games.airport([1, 2.5]).worths(),
        st.games.airport(np.array([1, 2.5])).worths(),
    ),
    "players of T": (
        st.games.unanimity(3, [0, 2]).worths(),
        st.games.unanimity(3, np.array([0, 2])).worths(),
    ),
    "worths of k outputs": (
        st.Game.from_worths({"": [0, 1], "A": [2, 3]}).worths(),
        np.array([[0, 1], [2, 3]]),
    ),
    "weights": (
        st.Marginal([[0.0], [1.0]], [1, 3]).weights,
        st.Marginal(np.array([[0.0], [1.0]]), np.array([1, 3])).weights,
    ),
    "weights that are Fractions": (
        st.Marginal([[0.0], [1.0]], [Fraction(1, 3), Fraction(1)]).weights,
        [0.25, 0.75],
    ),
    "a baseline": (st.Baseline([0.0, 1.0]).rows, st.Baseline(np.array([0.0, 1.0])).rows),
    "mean and covariance": (
        st.GaussianConditional([0, 1], [[1, 0.5], [0.5, 1]]).normals,
        st.GaussianConditional(np.array([0, 1]), np.array([[1, 0.5], [0.5, 1]])).normals,
    ),
    "rules": (
        sensitivity.variance_game(lambda X: X[:, 0], [([0, 1], [0.5, 0.5])]).worths(),
        sensitivity.variance_game(
            lambda X: X[:, 0], [(np.array([0, 1]), np.array([0.5, 0.5]))]
        ).worths(),
    ),
}


@pytest.mark.parametrize("what", GIVEN)
def test_other_lists(what: str) -> None:
    np.testing.assert_array_equal(*GIVEN[what])


def test_a_value_may_return_a_list() -> None:
    sizes = st.Game(lambda rows: [float(row.sum()) for row in rows], 2)
    assert sizes.worths().tolist() == [0, 1, 1, 2]
    thirds = st.Game(lambda rows: [Fraction(int(r.sum()), 3) for r in rows], 2)
    assert st.shapley_values(thirds).tolist() == [Fraction(1, 3)] * 2


def test_rows_row_and_weights_of_an_explanation() -> None:
    def times(X: Any) -> Any:
        return X[:, 0] * X[:, 1]

    X, background, weights = [[3.0, 5.0]], [[0.0, 0.0], [2.0, 2.0]], [1, 3]
    in_lists = st.explain(times, X, background, background_weights=weights)
    in_arrays = st.explain(
        times, np.array(X), np.array(background), background_weights=np.array(weights)
    )
    np.testing.assert_array_equal(in_lists.values, in_arrays.values)
    game = st.prediction_game(times, X[0], background)
    assert game.worths().tolist() == [2, 3, 5, 15]
