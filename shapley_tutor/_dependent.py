"""Variance games of normal inputs that depend on one another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from shapley_tutor._batches import in_batches
from shapley_tutor._gaussian import check_gaussian, matched_normals
from shapley_tutor._numbers import first_not_finite, number_table
from shapley_tutor._typing import Array, BoolArray, FloatArray
from shapley_tutor.coalitions import check_player_count
from shapley_tutor.game import Game, checked_names
from shapley_tutor.values import shapley_values
from shapley_tutor.worths import game_of

_RANK = 1e-12  # of correlations: below it, inputs are copies of one another


def linear_gaussian_game(
    coefficients: Any, cov: Any, players: int | Sequence[str] | None = None
) -> Game:
    """Variance game of a linear model of normal inputs that depend on one another, exactly.

    v(S) = Var(E[b @ X | X_S]) for X ~ N(mean, cov), whatever the mean. One input after the other
    becomes known, which takes its part out of the covariance of those that are left.
    Introduced in chapter *What makes the output vary?* Source: Owen and Prieur (2017); Iooss and
    Prieur (2019).

    Parameters
    ----------
    coefficients
        Of the inputs, (n,).
    cov
        Covariance of the inputs, (n, n): symmetric and positive semi-definite; correlated inputs
        may be copies of one another.
    players
        Names of the inputs; A, B, C, ... without.

    Returns
    -------
    Game
        With worths in squared units of the output. Fractions where ``coefficients`` and ``cov``
        are Fractions and whole numbers.

    Raises
    ------
    TypeError, ValueError
        If shapes do not fit, ``cov`` is no covariance, or there are more than 24 inputs.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from shapley_tutor import shapley_values
    >>> rho = Fraction(4, 5)
    >>> print(*shapley_values(linear_gaussian_game([2, 1], [[1, rho], [rho, 1]])))
    116/25 89/25
    """
    slopes, covariance = _linear(coefficients, cov)
    names = checked_names(len(slopes) if players is None else players)
    if len(names) != len(slopes):
        raise ValueError(
            f"players has {len(names)} names but coefficients has {len(slopes)} inputs; give every "
            "input a name"
        )
    check_player_count(len(names), "coefficients")
    worths = _linear_worths(slopes, covariance)
    return game_of(worths, names)


def linear_shapley_effects(coefficients: Any, cov: Any) -> Array:
    """Shapley effects of a linear model of normal inputs, as shares of its variance.

    Introduced in chapter *What is a feature worth?*

    Inputs that depend on one another, however indirectly, play a game of their own, and the
    effects are those of these games: hundreds of inputs are possible where at most 24 are
    dependent. Source: Owen and Prieur (2017); Broto, Bachoc and Depecker (2020) for the groups.

    Parameters
    ----------
    coefficients, cov
        As for :func:`linear_gaussian_game`.

    Returns
    -------
    array of shape (n,)
        At least 0; sums to 1. Fractions as for :func:`linear_gaussian_game`.

    Raises
    ------
    TypeError, ValueError
        As there; and if the variance of the model is 0.

    Examples
    --------
    >>> linear_shapley_effects([1, 1, 2], [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]).round(4)
    array([0.2143, 0.2143, 0.5714])
    """
    slopes, covariance = _linear(coefficients, cov)
    variance = slopes @ covariance @ slopes
    if not variance > 0:
        raise ValueError(
            f"coefficients and cov give a variance of {variance}, but shares of a variance need "
            "one above 0; pass coefficients of which one is not 0, of inputs that vary"
        )
    effects = np.empty_like(slopes)
    for group in _dependent(covariance):
        check_player_count(len(group), "a group of dependent inputs in cov")
        effects[group] = shapley_values(
            _linear_worths(slopes[group], covariance[np.ix_(group, group)])
        )
    shares: Array = effects / variance
    return shares


def sampled_gaussian_game(
    model: Callable[[Any], Any],
    mean: Any,
    cov: Any,
    *,
    draws: int = 2**14,
    rng: int | np.random.Generator | None = 0,
    players: int | Sequence[str] | None = None,
) -> Game:
    """Variance game of any model of normal inputs that depend on one another, estimated.

    Introduced in chapter *What makes the output vary?*

    v(S) is the covariance of f(X) and f(X'), where X' has the same X_S and the rest drawn anew
    given them ("pick and freeze"). All coalitions use the same draws, matched in mean and
    covariance, so that a linear model has no sampling error; that of others shrinks as
    1 / sqrt(draws). Source: Song, Nelson and Staum (2016); Broto, Bachoc and Depecker (2020).

    Parameters
    ----------
    model
        Rows (m, n) to outputs (m,).
    mean, cov
        Of the inputs, (n,) and (n, n).
    draws
        Model rows for each coalition; even, more than 4 n.
    rng
        Seed or Generator of the draws.
    players
        Names of the inputs; A, B, C, ... without.

    Returns
    -------
    Game
        With worths in squared units of the output. The model is called for the coalitions that
        are asked for: for all worths, ``draws`` times 2**n - 1 rows.

    Raises
    ------
    TypeError, ValueError
        If mean and cov describe no normal distribution, ``draws`` are too few, or the model
        returns anything but one finite number a row.

    Examples
    --------
    >>> rho = 0.6  # of a product, worths 2 rho**2 alone and 1 + rho**2 together
    >>> game = sampled_gaussian_game(lambda X: X[:, 0] * X[:, 1], [0, 0], [[1, rho], [rho, 1]])
    >>> game.worths().round(1)
    array([0. , 0.7, 0.7, 1.4])
    """
    center, covariance = check_gaussian(mean, cov, draws)
    n = len(center)
    if draws <= 4 * n:
        raise ValueError(f"draws is {draws}; it must be even and at least {4 * n + 2}")
    names = checked_names(n if players is None else players)
    if len(names) != n:
        raise ValueError(
            f"players has {len(names)} names but mean has {n} inputs; give every input a name"
        )
    spread = np.sqrt(np.diag(covariance))
    unit = np.where(spread > 0, spread, 1.0)
    correlations = covariance / unit / unit[:, None]
    size, axes = np.linalg.eigh(correlations)
    normals = matched_normals(draws, 2 * n, np.random.default_rng(rng)).reshape(draws, 2, n)
    first, second = np.moveaxis(normals @ (axes * np.sqrt(np.maximum(size, 0))).T, 1, 0)

    def outputs(standard: FloatArray) -> FloatArray:
        return _answers(model, center + standard * unit)

    plain = outputs(first)

    def worth(known: BoolArray) -> float:
        if not known.any():
            return 0.0
        inverse = np.linalg.pinv(correlations[np.ix_(known, known)], rcond=_RANK, hermitian=True)
        slopes = inverse @ correlations[known]  # (known, n): of all on those known
        other = second + (first - second)[:, known] @ slopes  # given what is known
        other[:, known] = first[:, known]
        frozen = plain if known.all() else outputs(other)
        middle = (plain.mean() + frozen.mean()) / 2
        return float(((plain - middle) * (frozen - middle)).mean())

    return Game(lambda rows: np.array([worth(row) for row in rows]), names)


def _answers(model: Callable[[Any], Any], rows: FloatArray) -> FloatArray:
    """Outputs of the model for all rows, (m,)."""
    return in_batches(model, lambda here: rows[here], len(rows))


def _linear(coefficients: Any, cov: Any) -> tuple[Array, Array]:
    """Coefficients (n,) and covariance (n, n), checked; Fractions if all are rational."""
    slopes, covariance = np.asarray(coefficients, dtype=object), np.asarray(cov, dtype=object)
    if slopes.ndim != 1 or len(slopes) == 0:
        raise ValueError(
            f"coefficients must have shape (n,), got {slopes.shape}; pass one number an input"
        )
    n = len(slopes)
    if covariance.shape == (n, n):
        table = number_table([*slopes, *covariance.flat], "coefficients and cov")
        slopes, covariance = table[:n], table[n:].reshape(n, n)
    check_gaussian(np.zeros(n), covariance, 2 * n + 2)
    if first_not_finite(slopes) is not None:
        raise ValueError(
            "coefficients must be finite; one of them is NaN or infinite: give an input that the "
            "model does not use the coefficient 0"
        )
    return slopes, covariance


def _linear_worths(slopes: Array, covariance: Array) -> Array:
    """Var(E[b @ X | X_S]) for every S in mask order, (2**n,)."""
    exact = covariance.dtype == object
    if not exact:  # in standard units: what is a copy of what does not depend on units
        spread = np.sqrt(np.diag(covariance))
        unit = np.where(spread > 0, spread, 1.0)
        slopes, covariance = slopes * unit, covariance / unit / unit[:, None]
    least = 0 if exact else _RANK
    # (coalitions, inputs left, inputs left and the output): covariances given the coalition
    left = np.column_stack([covariance, covariance @ slopes])[None]
    worths = left[:, 0, 0] * 0
    for _ in slopes:
        row, rest = left[:, 0, 1:], left[:, 1:, 1:]
        varies = left[:, 0, 0] > least  # given the coalition
        part = row * varies[:, None] / np.where(varies, left[:, 0, 0], 1)[:, None]
        worths = np.concatenate([worths, worths + part[:, -1] * row[:, -1]])
        left = np.concatenate([rest, rest - row[:, :-1, None] * part[:, None, :]])
    return worths


def _dependent(covariance: Array) -> list[list[int]]:
    """Inputs in groups that are independent of one another."""
    groups: list[list[int]] = []
    open_ = list(range(len(covariance)))
    while open_:
        group = [open_.pop(0)]
        for member in group:  # grows while it is walked
            joined = [j for j in open_ if covariance[member, j] != 0]
            group += joined
            open_ = [j for j in open_ if j not in joined]
        groups.append(sorted(group))
    return groups
