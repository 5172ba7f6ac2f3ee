"""Shapley effects of normal inputs that depend on one another: published formulas, brute force."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import brute
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from shapley_tutor.coalitions import coalitions
from shapley_tutor.sensitivity import (
    linear_gaussian_game,
    linear_shapley_effects,
    sampled_gaussian_game,
    sobol_indices,
    uniform_rule,
    variance_game,
)
from shapley_tutor.values import shapley_values

F = Fraction
HALF, RHO = F(1, 2), F(4, 5)


def brute_worths(slopes: Any, cov: Any) -> np.ndarray:
    """Var(E[b @ X | X_S]) = b C_S C_SS^-1 C_S b, one coalition at a time."""
    worths = []
    for S in coalitions(len(slopes)):
        cross = cov[S] @ slopes
        worths.append(cross @ np.linalg.lstsq(cov[np.ix_(S, S)], cross, rcond=1e-10)[0])
    return np.array(worths)


# --- closed forms


@pytest.mark.parametrize(
    ("slopes", "known"),
    [
        ([1, 0], [F(17, 25), F(8, 25)]),
        ([1, 1], [F(9, 5), F(9, 5)]),
        ([2, 1], [F(116, 25), F(89, 25)]),
    ],
)
def test_two_inputs_by_hand(slopes: list[int], known: list[Fraction]) -> None:
    game = linear_gaussian_game(slopes, [[1, RHO], [RHO, 1]])
    assert shapley_values(game).tolist() == known
    shares = linear_shapley_effects(slopes, [[1, RHO], [RHO, 1]])
    assert shares.tolist() == [value / sum(known) for value in known]


@settings(max_examples=30, deadline=None)
@given(some.lists(some.integers(-9, 9), min_size=3, max_size=3), some.integers(-9, 9))
def test_two_inputs_of_owen_and_prieur(numbers: list[int], tenths: int) -> None:
    # Owen and Prieur (2017), section 4: half of what is shared goes to either
    b1, b2, s2 = numbers
    rho, s1, s2 = F(tenths, 10), 3, abs(s2) + 1
    cov = [[s1**2, rho * s1 * s2], [rho * s1 * s2, s2**2]]
    a, b = (b1 * s1) ** 2, (b2 * s2) ** 2
    shared = rho * b1 * b2 * s1 * s2
    known = [
        a * (1 - rho**2 / 2) + shared + b * rho**2 / 2,
        b * (1 - rho**2 / 2) + shared + a * rho**2 / 2,
    ]
    assert shapley_values(linear_gaussian_game([b1, b2], cov)).tolist() == known


def test_three_inputs_of_iooss_and_prieur() -> None:
    # Iooss and Prieur (2019), section 3.2: the first is independent of the two others
    b, s, rho = [F(2), F(-1), F(3)], [F(1), F(2), HALF], F(-3, 5)
    cov = np.diag([x**2 for x in s])
    cov[1, 2] = cov[2, 1] = rho * s[1] * s[2]
    u, v, w = ((b[i] * s[i]) ** 2 for i in range(3))
    shared = rho * b[1] * b[2] * s[1] * s[2]
    known = [u, v + shared + rho**2 / 2 * (w - v), w + shared + rho**2 / 2 * (v - w)]
    assert shapley_values(linear_gaussian_game(b, cov)).tolist() == known
    assert linear_shapley_effects(b, cov).tolist() == [x / sum(known) for x in known]


def test_independent_inputs_share_by_their_variances() -> None:
    game = linear_gaussian_game([1, 2, 3], np.diag([F(4), F(1), F(1)]))
    assert shapley_values(game).tolist() == [4, 4, 9]
    first, total = sobol_indices(game)
    assert first.tolist() == total.tolist() == [F(4, 17), F(4, 17), F(9, 17)]


def test_copies_share_equally() -> None:
    ones = np.array([[F(1)] * 3] * 3)
    game = linear_gaussian_game([1, 0, 0], ones)
    assert shapley_values(game).tolist() == [F(1, 3)] * 3
    np.testing.assert_allclose(linear_shapley_effects([1, 0, 5], np.ones((3, 3))), [1 / 3] * 3)
    units = np.array([1.0, 1e-9, 1e6])  # a copy in other units is a copy
    copies = linear_shapley_effects([1, 0, 0], units * units[:, None])
    np.testing.assert_allclose(copies, [1 / 3] * 3)


# --- brute force and properties


@pytest.mark.parametrize("n", range(1, 7))
def test_random_covariances_against_brute_force(n: int) -> None:
    rng = np.random.default_rng(n)
    root, slopes = rng.normal(size=(n, n)), rng.normal(size=n)
    for cov in (root @ root.T, root[:, : (n + 1) // 2] @ root[:, : (n + 1) // 2].T):
        worths = linear_gaussian_game(slopes, cov).worths()
        np.testing.assert_allclose(worths, brute_worths(slopes, cov), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("n", range(1, 6))
def test_fractions_are_near_the_floats(n: int) -> None:
    root = np.random.default_rng(n).integers(-3, 4, (n, n))
    cov = [[F(int(x)) for x in row] for row in root @ root.T + np.eye(n, dtype=int)]
    exact = linear_gaussian_game(range(1, n + 1), cov).worths()
    assert all(type(worth) is F for worth in exact)
    floats = linear_gaussian_game(range(1, n + 1), np.array(cov, dtype=float)).worths()
    np.testing.assert_allclose(floats, exact.astype(float), rtol=1e-10)


def test_groups_give_what_the_whole_game_gives() -> None:
    # Broto, Bachoc and Depecker (2020): groups of inputs, here mixed up, play games of their own
    rng = np.random.default_rng(0)
    order, cov = rng.permutation(9), np.zeros((9, 9))
    for size, start in [(4, 0), (3, 4), (2, 7)]:
        root = rng.normal(size=(size, size))
        cov[start : start + size, start : start + size] = root @ root.T
    cov, slopes = cov[np.ix_(order, order)], rng.normal(size=9)
    whole = shapley_values(linear_gaussian_game(slopes, cov))
    shares = linear_shapley_effects(slopes, cov)
    np.testing.assert_allclose(shares, whole / whole.sum(), rtol=1e-9)
    assert shares.sum() == pytest.approx(1)


def test_hundreds_of_inputs_in_pairs() -> None:
    pair = np.array([[1, 0.8], [0.8, 1]])
    cov = np.kron(np.eye(100), pair)
    shares = linear_shapley_effects([2, 1] * 100, cov)
    np.testing.assert_allclose(shares, [116 / 20500, 89 / 20500] * 100)


# --- any model, sampled


def test_a_linear_model_has_no_sampling_error() -> None:
    rng = np.random.default_rng(3)
    root, slopes = rng.normal(size=(4, 4)), rng.normal(size=4)
    cov = root @ root.T * np.outer([1, 1e3, 1e-6, 1], [1, 1e3, 1e-6, 1])
    slopes /= [1, 1e3, 1e-6, 1]
    game = sampled_gaussian_game(lambda X: X @ slopes + 7, [1, 2, 3, 4], cov, draws=100)
    np.testing.assert_allclose(
        game.worths(), linear_gaussian_game(slopes, cov).worths(), rtol=1e-9, atol=1e-12
    )


def estimates(model: Any, cov: Any) -> tuple[np.ndarray, np.ndarray]:
    """Mean of ten estimates of all worths, and its standard error."""
    games = [sampled_gaussian_game(model, np.zeros(len(cov)), cov, rng=k) for k in range(10)]
    worths = np.array([game.worths() for game in games])
    return worths.mean(axis=0), worths.std(axis=0, ddof=1) / np.sqrt(10)


def test_a_product_of_two_inputs() -> None:
    # E[X1 X2 | X1] = rho X1^2 has the variance 2 rho^2; that of X1 X2 is 1 + rho^2
    rho = 0.6
    found, error = estimates(lambda X: X[:, 0] * X[:, 1], [[1, rho], [rho, 1]])
    known = [0, 2 * rho**2, 2 * rho**2, 1 + rho**2]
    assert (abs(found - known) <= 4 * error).all()
    assert error.max() < 0.02


def test_independent_inputs_agree_with_the_grid() -> None:
    def model(U: Any) -> Any:
        return np.exp(U[:, 0]) * (1 + U[:, 1]) + U[:, 2] ** 2

    def of_normals(X: Any) -> Any:  # their distribution function makes them uniform
        return model(0.5 * (1 + np.vectorize(math.erf)(X / np.sqrt(2))))

    grid = variance_game(model, [uniform_rule(0, 1, 12)] * 3).worths()
    found, error = estimates(of_normals, np.eye(3))
    assert (abs(found - grid) <= 4 * error).all()
    assert error.max() < 0.01


def test_the_same_seed_gives_the_same_game_and_only_what_is_asked_is_run() -> None:
    calls: list[int] = []

    def model(X: Any) -> Any:
        calls.append(len(X))
        return np.sin(X[:, 0]) + X[:, 1] ** 2

    def game(rng: int) -> Any:
        return sampled_gaussian_game(model, [0, 0], [[1, 0.5], [0.5, 1]], draws=500, rng=rng)

    one, two, other = game(1), game(1), game(2)
    assert calls == [500] * 3
    assert one["A"] == two["A"] != other["A"]
    assert calls == [500] * 6
    assert one.worths()[1] == two["A"]


def test_effects_of_random_games_sum_to_the_variance() -> None:
    cov = np.array([[1, 0.5, 0.2], [0.5, 2, 0], [0.2, 0, 1]])
    game = sampled_gaussian_game(lambda X: np.cos(X[:, 0] * X[:, 1]) + X[:, 2], [0, 1, 0], cov)
    worths = game.worths()
    values = brute.shapley(brute.as_dict(worths), 3)
    np.testing.assert_allclose(shapley_values(game), np.array(values, dtype=float))
    assert sum(shapley_values(game)) == pytest.approx(worths[-1])


# --- what they refuse


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: linear_gaussian_game([1, 2], np.eye(3)), r"cov must have shape \(2, 2\)"),
        (lambda: linear_gaussian_game([], []), r"coefficients must have shape \(n,\)"),
        (lambda: linear_gaussian_game(2, [[1]]), r"coefficients must have shape \(n,\), got \(\)"),
        (lambda: linear_gaussian_game([1, np.nan], np.eye(2)), "coefficients must be finite"),
        (lambda: linear_gaussian_game([1, 1], [[1, 2], [2, 1]]), "negative eigenvalue"),
        (lambda: linear_gaussian_game([1, 1], [[1, F(2)], [0, 1]]), "cov is not symmetric"),
        (lambda: linear_gaussian_game([1, 1], np.eye(2), ["a"]), "players has 1 names but"),
        (lambda: linear_gaussian_game(["a", 1], np.eye(2)), "coefficients and cov must be numbers"),
        (lambda: linear_gaussian_game([1] * 25, np.eye(25)), "coefficients is 25 players"),
        (lambda: linear_shapley_effects([0, 0], np.eye(2)), "variance of 0.0, but shares"),
        (
            lambda: linear_shapley_effects([1] * 25, np.ones((25, 25))),
            "a group of dependent inputs",
        ),
        (lambda: sampled_gaussian_game(len, [0, 0], np.eye(2), draws=8), "at least 10"),
        (lambda: sampled_gaussian_game(len, [0, 0], np.eye(2), draws=4), "draws is 4"),
        (lambda: sampled_gaussian_game(len, [0], [[1]], players=2), "players has 2 names but mean"),
        (lambda: sampled_gaussian_game(lambda X: X, [0], [[1]]), "model returned shape"),
    ],
)
def test_bad_input_is_refused(call: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        call()
