"""How players act together: interaction indices of pairs."""

from __future__ import annotations

import itertools
from fractions import Fraction

import numpy as np

from shapley_tutor._typing import Array
from shapley_tutor.game import Game
from shapley_tutor.values import shapley_values, shapley_weights
from shapley_tutor.worths import added_by, as_worths, n_players, sizes_or_one


def interaction_values(game_or_worths: Game | Array) -> Array:
    """Shapley interaction values: a symmetric matrix whose row i sums to player i's value.

    Off the diagonal stands half the Shapley interaction index of the pair, on the diagonal
    what remains of the player's value. Source: Grabisch and Roubens (1999); Lundberg et al.
    (2020) for the halves.

    Returns
    -------
    array of shape (n, n) or (n, n, k)

    Examples
    --------
    >>> interaction_values(np.array([0.2, 0.6, 0.7, 0.9])).round(10)
    array([[ 0.4, -0.1],
           [-0.1,  0.5]])
    """
    worths = as_worths(game_or_worths)
    n = n_players(worths)
    values = shapley_values(worths)
    exact = worths.dtype == object
    matrix = np.full((n, *values.shape), Fraction(0) if exact else 0.0)
    for i, j in itertools.combinations(range(n), 2):
        # without i, the players above i move down by one bit: j becomes j - 1
        second = added_by(added_by(worths, i), j - 1)
        weights = shapley_weights(n - 1, exact)[sizes_or_one(n - 2)]
        matrix[i, j] = matrix[j, i] = weights @ second / 2
    for i in range(n):
        matrix[i, i] = values[i] - matrix[i].sum(axis=0)
    return matrix
