"""Bent functions of a weighted sum of players, whose Shapley values are known exactly.

Many games are close to h(sum of l_i over S): a network ends in a sigmoid, a vote in a quota.
With signs s_i = 1 (present) and -1 (absent), most of what h adds to the differences
v(S) - v(complement) are sums over triples and quintuples of players, such as

    e_3(S) = sum over i < j < k of (l_i s_i)(l_j s_j)(l_k s_k).

A product over t players, t odd, goes from -1 to 1 and is symmetric: each gets 2 / t of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray


class SingleIndex:
    """The games e_3 and e_5 along a direction.

    Parameters
    ----------
    direction
        The players' weights l, (n,); only their proportions matter.

    Attributes
    ----------
    values
        Shapley values of the two games, (n, 2).

    Examples
    --------
    >>> games = SingleIndex(np.array([1.0, 1.0, 1.0]))
    >>> everybody = games.differences(np.ones((1, 3)))
    >>> bool(np.allclose(games.values.sum(axis=0), everybody[0]))
    True
    """

    def __init__(self, direction: FloatArray) -> None:
        self._length = float(np.linalg.norm(direction)) or 1.0
        self._l = direction / self._length
        self._powers = [np.sum(self._l**k) for k in range(6)]
        self._without = _leave_out(_symmetric_sums(self._powers), self._l)
        shares = [2 / k * self._l * self._without[k - 1] for k in (3, 5)]
        self.values: FloatArray = np.stack(shares, axis=1)

    def differences(self, signs: FloatArray) -> FloatArray:
        """v(S) - v(complement) of coalitions given as signs (m, n): (m, 2)."""
        sums = self._sums(signs)
        return 2 * np.stack([sums[3], sums[5]], axis=1)

    def slopes(self, signs: FloatArray, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """How a mix of the two games changes with the direction.

        Parameters
        ----------
        signs
            Coalitions, (m, n).
        shares
            Of the two games, (2,).

        Returns
        -------
        of the differences (m, n) and of the values (n, n), for each entry of the direction
        """
        without = _leave_out([s[..., None] for s in self._sums(signs)], signs * self._l)
        pairs = _leave_out([e[:, None] for e in self._without], self._l)  # [i, j]: without both
        differences = np.zeros_like(signs)
        values = np.zeros((len(self._l), len(self._l)))
        for k, share in zip((3, 5), shares, strict=True):
            differences += 2 * share * signs * without[k - 1]
            others = self._l[:, None] * pairs[k - 2]
            np.fill_diagonal(others, self._without[k - 1])
            values += 2 / k * share * others
        along = (np.eye(len(self._l)) - np.outer(self._l, self._l)) / self._length
        return differences @ along, values @ along

    def _sums(self, signs: FloatArray) -> list[Any]:
        powers = [signs @ self._l**k if k % 2 else self._powers[k] for k in range(6)]
        sums = _symmetric_sums(powers)
        return [np.broadcast_to(s, len(signs)) for s in sums]


def _symmetric_sums(powers: list[Any]) -> list[Any]:
    """Elementary symmetric sums e_0 ... e_5 from power sums p_0 ... p_5 (Newton's identities)."""
    sums: list[Any] = [1.0]
    for k in range(1, 6):
        terms = ((-1) ** (j - 1) * sums[k - j] * powers[j] for j in range(1, k + 1))
        sums.append(sum(terms) / k)
    return sums


def _leave_out(sums: list[Any], terms: FloatArray) -> list[Any]:
    """The sums e_0 ... e_4 when one term is left out, for each term."""
    without: list[Any] = [np.ones_like(terms)]
    for k in range(1, 5):
        without.append(sums[k] - terms * without[-1])
    return without
