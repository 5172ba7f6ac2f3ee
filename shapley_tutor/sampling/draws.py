"""Random coalitions of one size and random line-ups, for many draws at once."""

from __future__ import annotations

import math

import numpy as np

from shapley_tutor._typing import BoolArray, FloatArray, IntArray

_LISTED = 2**20  # up to so many subsets, ranks are drawn and no subset comes twice


def random_subsets(
    n: int, size: int, count: int, draws: int, rng: np.random.Generator, *, halves: bool = False
) -> BoolArray:
    """Subsets of ``size`` out of n players: bool (draws, count, n).

    Within a draw all subsets differ; where there are more than a million to choose from, an
    accidental repetition is so rare that it is left in. With ``halves`` (2 size = n) only
    subsets without player n - 1 are drawn, so that no subset is another's complement.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> random_subsets(3, 1, 3, 1, rng).sum(axis=(0, 2))
    array([1, 1, 1])
    """
    if 2 * size > n:
        return ~random_subsets(n, n - size, count, draws, rng)
    width = n - 1 if halves else n
    total = math.comb(width, size)
    if total <= _LISTED:
        ranks = np.stack([_ranks(total, count, rng) for _ in range(draws)])
        subsets = _unrank(ranks.ravel(), width, size).reshape(draws, count, width)
    else:
        keys = rng.random((draws, count, width))
        smallest = np.argpartition(keys, size, axis=2)[:, :, :size]
        subsets = np.zeros(keys.shape, dtype=bool)
        np.put_along_axis(subsets, smallest, True, axis=2)
    if halves:
        subsets = np.concatenate([subsets, np.zeros((draws, count, 1), dtype=bool)], axis=2)
    return subsets


def _ranks(total: int, count: int, rng: np.random.Generator) -> IntArray:
    if count == total:
        return np.arange(total)
    return rng.choice(total, size=count, replace=False, shuffle=False)


def _unrank(ranks: IntArray, n: int, size: int) -> BoolArray:
    """Subsets by their rank in colexicographic order: (m,) to bool (m, n)."""
    subsets = np.zeros((len(ranks), n), dtype=bool)
    rows, left = np.arange(len(ranks)), ranks.copy()
    below = [np.ones(n, dtype=np.int64)]  # how many subsets of k there are of players below i
    for _ in range(size):
        below.append(np.cumsum(below[-1]) - below[-1])
    for k in range(size, 0, -1):
        last = np.searchsorted(below[k], left, side="right") - 1  # whose k - 1 others are below
        subsets[rows, last] = True
        left -= below[k][last]
    return subsets


def affordable_lineups(n: int, budget: int, antithetic: bool, units: int = 2) -> int:
    """How many line-ups a budget of coalitions pays for, or why they are too few."""
    group = 2 if antithetic else 1
    groups = (int(budget) - 2) // (group * (n - 1))
    if groups < units:
        raise ValueError(
            f"budget is {budget} coalitions; {units} "
            f"{'pairs of line-ups' if antithetic else 'line-ups'} of {n} players need at least "
            f"{units * group * (n - 1) + 2}: raise it"
        )
    return groups * group


def random_lineups(n: int, count: int, rng: np.random.Generator, antithetic: bool) -> IntArray:
    """Line-ups (count, n); when antithetic, each is followed by its reverse."""
    fresh = count // 2 if antithetic else count
    lineups = rng.permuted(np.tile(np.arange(n), (fresh, 1)), axis=1)
    if not antithetic:
        return lineups
    return np.stack([lineups, lineups[:, ::-1]], axis=1).reshape(count, n)


class LineupCoalitions:
    """Coalitions after the first, second, ... arrival but the last of line-ups, some at a time.

    Parameters
    ----------
    lineups
        (draws, count, n); each draw has count * (n - 1) coalitions.

    Examples
    --------
    >>> LineupCoalitions(np.array([[[2, 0, 1], [1, 0, 2]]]))(0, slice(0, 3)).astype(int)
    array([[0, 0, 1],
           [1, 0, 1],
           [0, 1, 0]])
    """

    def __init__(self, lineups: IntArray) -> None:
        self._place = np.argsort(lineups, axis=2).astype(np.int32)  # where each player stands

    def __call__(self, draw: int, here: slice) -> BoolArray:
        """Some coalitions of a draw: bool (m, n)."""
        lineup, step = np.divmod(np.arange(here.start, here.stop), self._place.shape[2] - 1)
        inside: BoolArray = self._place[draw, lineup] <= step[:, None].astype(np.int32)
        return inside


def lineup_coalitions(lineups: IntArray) -> BoolArray:
    """Coalitions after the first, second, ... arrival but the last: (count * (n - 1), n)."""
    count, n = lineups.shape
    return LineupCoalitions(lineups[None])(0, slice(0, count * (n - 1)))


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
