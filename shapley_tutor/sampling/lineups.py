"""Random line-ups and what each player adds in them."""

from __future__ import annotations

import numpy as np

from shapley_tutor._typing import BoolArray, FloatArray, IntArray


def affordable_lineups(n: int, budget: int, antithetic: bool, units: int = 2) -> int:
    """How many line-ups a budget of coalitions pays for, or why they are too few."""
    group = 2 if antithetic else 1
    groups = (int(budget) - 2) // (group * (n - 1))
    if groups < units:
        raise ValueError(
            f"budget is {budget} coalitions; {units} "
            f"{'pairs of line-ups' if antithetic else 'line-ups'} of {n} players need at least "
            f"{units * group * (n - 1) + 2}"
        )
    return groups * group


def random_lineups(n: int, count: int, rng: np.random.Generator, antithetic: bool) -> IntArray:
    """Line-ups (count, n); when antithetic, each is followed by its reverse."""
    fresh = count // 2 if antithetic else count
    lineups = rng.permuted(np.tile(np.arange(n), (fresh, 1)), axis=1)
    if not antithetic:
        return lineups
    return np.stack([lineups, lineups[:, ::-1]], axis=1).reshape(count, n)


def lineup_coalitions(lineups: IntArray) -> BoolArray:
    """Coalitions after the first, second, ... arrival but the last: (count * (n - 1), n)."""
    count, n = lineups.shape
    place = np.argsort(lineups, axis=1)  # (count, n): where each player stands
    return (place[:, None, :] <= np.arange(n - 1)[None, :, None]).reshape(count * (n - 1), n)


def contributions_of(
    lineups: IntArray, worths: FloatArray, nothing: FloatArray, everything: FloatArray
) -> FloatArray:
    """Marginal contribution of every player in every line-up.

    Parameters
    ----------
    lineups
        (count, n).
    worths
        Of the coalitions of :func:`lineup_coalitions`: (count, n - 1, k).
    nothing, everything
        v(empty set) and v(N), (k,).

    Returns
    -------
    array of shape (count, n, k)
        In the players' order.
    """
    count, _n = lineups.shape
    ends = np.broadcast_to(nothing, (count, 1, worths.shape[2]))
    full = np.broadcast_to(everything, (count, 1, worths.shape[2]))
    steps = np.diff(np.concatenate([ends, worths, full], axis=1), axis=1)  # by place in line
    place = np.argsort(lineups, axis=1)
    return np.take_along_axis(steps, place[:, :, None], axis=1)
