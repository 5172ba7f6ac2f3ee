"""Games about variance: which inputs make the output of a model vary.

The worth of a coalition is v(S) = Var(E[f(X) | X_S]); its Shapley values are the Shapley effects.
Of independent inputs its dividends are the terms of Sobol's decomposition of the variance. Normal
inputs may depend on one another.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._batches import BATCH_ROWS, in_batches
from shapley_tutor._dependent import (
    linear_gaussian_game,
    linear_shapley_effects,
    sampled_gaussian_game,
)
from shapley_tutor._typing import Array, FloatArray, IntArray
from shapley_tutor.coalitions import check_player_count
from shapley_tutor.game import Game, checked_names
from shapley_tutor.worths import game_of, n_players, one_output

__all__ = [
    "BATCH_ROWS",
    "MOST_POINTS",
    "Rule",
    "SobolIndices",
    "linear_gaussian_game",
    "linear_shapley_effects",
    "sampled_gaussian_game",
    "sobol_indices",
    "uniform_rule",
    "variance_game",
]

MOST_POINTS = 2 * 10**7
"""Grid points up to which a grid is evaluated (their outputs take 160 MB)."""


class Rule(NamedTuple):
    """A distribution of one input as points and probabilities, (m,) each.

    Introduced in chapter *What makes the output vary?*

    Attributes
    ----------
    points
        Values of the input, (m,).
    weights
        Their probabilities, (m,).

    Examples
    --------
    >>> from shapley_tutor.sensitivity import Rule
    >>> Rule(points=np.array([0.0, 1.0]), weights=np.array([0.5, 0.5])).points
    array([0., 1.])
    """

    points: FloatArray
    weights: FloatArray


class SobolIndices(NamedTuple):
    """First-order and total indices, (n,) each, as shares of the variance.

    Introduced in chapter *What makes the output vary?*

    Attributes
    ----------
    first
        What each input adds when it comes first, (n,).
    total
        What it adds when it comes last, (n,).

    Examples
    --------
    >>> sobol_indices([0.0, 4.0, 2.0, 8.0]).total
    array([0.75, 0.5 ])
    """

    first: FloatArray
    total: FloatArray


def uniform_rule(low: float, high: float, n_points: int) -> Rule:
    """Gauss-Legendre points for an input that is uniform between ``low`` and ``high``.

    Introduced in chapter *What makes the output vary?* Means of polynomials up to degree
    2 * n_points - 1 are exact.

    Parameters
    ----------
    low, high
        Ends of the range, in the unit of the input.
    n_points
        How many points, at least 1.

    Returns
    -------
    Rule
        Points and probabilities, (n_points,) each.

    Raises
    ------
    ValueError
        If ``n_points`` is below 1 or the range is empty.

    Examples
    --------
    >>> points, weights = uniform_rule(0, 1, 3)
    >>> round(float(weights @ points**5), 12) == round(1 / 6, 12)
    True
    """
    if n_points < 1 or not low < high:
        raise ValueError(
            f"got n_points={n_points}, low={low}, high={high}; pass at least 1 point and low < high"
        )
    points, weights = np.polynomial.legendre.leggauss(n_points)
    return Rule(low + (high - low) * (points + 1) / 2, weights / 2)


def variance_game(
    model: Callable[[Any], Any],
    rules: Sequence[tuple[Any, Any]],
    players: int | Sequence[str] | None = None,
) -> Game:
    """Game of the inputs of a model: v(S) is the variance of E[f(X) | X_S].

    Introduced in chapter *What makes the output vary?* The inputs are independent. The model
    is called once for every point of the grid that the rules span; after that the worths of
    all coalitions are sums. Source: Owen (2014).

    Parameters
    ----------
    model
        Rows (m, n) to outputs (m,).
    rules
        Points and probabilities of each input, (m_i,) and (m_i,): :func:`uniform_rule`, or
        the values and probabilities of a discrete input.
    players
        Names of the inputs; A, B, C, ... without.

    Returns
    -------
    Game
        With worths in squared units of the output.

    Raises
    ------
    ValueError
        If a rule is not a distribution, the grid has over 20 million points, or the model
        returns anything but one finite number a row.

    Examples
    --------
    >>> die = (np.arange(1, 7), np.full(6, 1 / 6))
    >>> game = variance_game(lambda X: X[:, 0] + 2 * X[:, 1], [die, die])
    >>> round(game["A"], 4), round(game["B"], 4)  # 35/12 and 4 * 35/12
    (2.9167, 11.6667)
    """
    checked = [_checked(rule, i) for i, rule in enumerate(rules)]
    names = checked_names(len(checked) if players is None else players)
    if len(names) != len(checked):
        raise ValueError(
            f"players has {len(names)} names but rules has {len(checked)} inputs; give every input "
            "a name"
        )
    check_player_count(len(names), "rules")
    worths = _mean_squares(_scaled_deviations(model, checked)[None], checked)
    worths[0] = 0.0  # the mean was taken away; what is left of it is rounding
    return game_of(worths, names)


def sobol_indices(game_or_worths: Game | Array) -> SobolIndices:
    """First-order and total Sobol indices: what an input adds when it comes first, and last.

    Introduced in chapter *What makes the output vary?* Source: Sobol (2001).

    Parameters
    ----------
    game_or_worths
        A variance game, such as :func:`variance_game` makes, or its worths (2**n,).

    Returns
    -------
    SobolIndices
        First-order and total indices, (n,) each, as shares of the variance. Fractions when the
        worths are Fractions.

    Raises
    ------
    TypeError, ValueError
        If the worth of all inputs together, the variance, is not positive, or there are several
        outputs.

    Examples
    --------
    >>> first, total = sobol_indices(np.array([0.0, 4.0, 2.0, 8.0]))
    >>> first, total
    (array([0.5 , 0.25]), array([0.75, 0.5 ]))
    """
    worths = one_output(game_or_worths)
    singles = 1 << np.arange(n_players(worths))
    variance = worths[-1] - worths[0]
    if not variance > 0:
        raise ValueError(
            f"the worth of all players is {variance}, but shares of a variance need one above 0; "
            "pass the worths of a variance game"
        )
    first = (worths[singles] - worths[0]) / variance
    return SobolIndices(first, (worths[-1] - worths[len(worths) - 1 - singles]) / variance)


def _checked(rule: tuple[Any, Any], i: int) -> Rule:
    """Points and weights as floats, or why they are not a distribution."""
    points, weights = (np.asarray(part, dtype=np.float64) for part in rule)
    if points.ndim != 1 or points.shape != weights.shape or len(points) == 0:
        raise ValueError(
            f"rules[{i}] has points {points.shape} and weights {weights.shape}; "
            "pass one weight for each point, (m,) and (m,)"
        )
    if not (np.isfinite(points).all() and weights.min() >= 0 and abs(weights.sum() - 1) < 1e-9):
        raise ValueError(
            f"rules[{i}] has weights from {weights.min():.3g} that sum to {weights.sum():.6g}; "
            "pass finite points, and probabilities that sum to 1"
        )
    return Rule(points, weights)


def _scaled_deviations(model: Callable[[Any], Any], rules: list[Rule]) -> FloatArray:
    """(f - mean) times the root of the probability, at every grid point: (m_1, ..., m_n)."""
    outputs = _on_grid(model, rules)
    mean: Any = outputs
    for rule in rules:
        mean = np.tensordot(rule.weights, mean, axes=1)  # one axis less
    outputs -= mean
    for axis, rule in enumerate(rules):
        root = np.sqrt(rule.weights)
        outputs *= root.reshape(-1, *[1] * (len(rules) - axis - 1))
    return outputs


def _on_grid(model: Callable[[Any], Any], rules: list[Rule]) -> FloatArray:
    """Outputs of the model at every grid point, (m_1, ..., m_n), a batch of rows at a time."""
    shape = tuple(len(rule.points) for rule in rules)
    total = math.prod(shape)
    if total > MOST_POINTS:
        raise ValueError(
            f"rules span {' x '.join(map(str, shape))} = {total:,} points, over {MOST_POINTS:,}; "
            "use fewer points an input, or estimate the worths by sampling"
        )

    def at(here: IntArray) -> FloatArray:
        places = np.unravel_index(here, shape)
        return np.column_stack([rule.points[k] for rule, k in zip(rules, places, strict=True)])

    return in_batches(model, at, total).reshape(shape)


def _mean_squares(outputs: FloatArray, rules: list[Rule]) -> FloatArray:
    """E[E[f | X_S]^2] for every S in mask order, (2**n,), from scaled outputs (rows, m_1, ...).

    The inputs are taken one after the other. One that is in S becomes part of the rows, which
    copies nothing; one that is not is averaged away.
    """
    if not rules:
        return np.array([np.vdot(outputs, outputs)])
    root = np.sqrt(rules[0].weights)
    averaged = np.tensordot(outputs, root, axes=(1, 0))  # (rows, m_2, ..., m_n)
    kept = outputs.reshape(-1, *outputs.shape[2:])  # (rows * m_1, m_2, ..., m_n)
    worths = np.empty(2 ** len(rules))
    worths[0::2] = _mean_squares(averaged, rules[1:])
    worths[1::2] = _mean_squares(kept, rules[1:])
    return worths
