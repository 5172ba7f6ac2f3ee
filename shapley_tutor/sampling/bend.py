"""Bent functions of a weighted sum of players, whose Shapley values are known exactly.

Many games are close to h(sum of l_i over S): a network ends in a sigmoid, a vote in a quota.
With signs s_i = 1 (present) and -1 (absent), most of what h adds to the differences
v(S) - v(complement) are sums over triples and quintuples of players, such as

    e_3(S) = sum over i < j < k of (l_i s_i)(l_j s_j)(l_k s_k).

A product over t players, t odd, goes from -1 to 1 and is symmetric: each gets 2 / t of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor._typing import FloatArray, IntArray

if TYPE_CHECKING:
    from shapley_tutor.sampling.regression import Regression


FOLDS = 10


class SingleIndex:
    """The games e_3 and e_5 along a direction, or along each of several.

    Parameters
    ----------
    direction
        The players' weights l, (n,) or (directions, n); only their proportions matter.

    Attributes
    ----------
    values
        Shapley values of the two games, (n, 2) or (directions, n, 2).

    Examples
    --------
    >>> games = SingleIndex(np.array([1.0, 1.0, 1.0]))
    >>> everybody = games.differences(np.ones((1, 3)))
    >>> bool(np.allclose(games.values.sum(axis=0), everybody[0]))
    True
    """

    def __init__(self, direction: FloatArray) -> None:
        length = np.linalg.norm(direction, axis=-1, keepdims=True)
        self._length = np.where(length == 0, 1.0, length)
        self._l = direction / self._length
        self._powers = [np.sum(self._l**k, axis=-1) for k in range(6)]
        sums = _symmetric_sums(self._powers)
        self._without = _leave_out([np.expand_dims(s, -1) for s in sums], self._l)
        shares = [2 / k * self._l * self._without[k - 1] for k in (3, 5)]
        self.values: FloatArray = np.stack(shares, axis=-1)

    def differences(self, signs: FloatArray) -> FloatArray:
        """v(S) - v(complement) of coalitions given as signs (m, n): (m, 2), (m, directions, 2)."""
        p1, _, p3, _, p5 = self._power_sums(signs)[1:]
        p2, p4 = self._powers[2], self._powers[4]
        square = p1**2
        third = p1 * (square - 3 * p2) / 6 + p3 / 3
        fifth = p1 * (square * (square - 10 * p2) + 15 * p2**2 - 30 * p4)
        fifth += 20 * p3 * (square - p2) + 24 * p5
        return np.stack([2 * third, fifth / 60], axis=-1)

    def slopes(self, signs: FloatArray, shares: FloatArray) -> tuple[FloatArray, FloatArray]:
        """How a mix of the two games changes with the direction, if it is one.

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
        sums = _symmetric_sums(self._power_sums(signs))
        without = _leave_out([np.expand_dims(s, -1) for s in sums], signs * self._l)
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

    def _power_sums(self, signs: FloatArray) -> list[Any]:
        return [signs @ (self._l**k).T if k % 2 else self._powers[k] for k in range(6)]


def solve_bent(
    fit: Regression, folds: IntArray, answers: FloatArray, total: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Values and variances (n, k), every output bent along its own values.

    Each fold of the units drawn is bent along the values found without it: a direction that has
    seen a unit's own answer fits its noise. Sizes of which all units are there have no noise;
    they are bent along all directions by turns.
    """
    values, residuals = fit(answers, total)
    directions = fit.without(folds, fit.targets(answers, total))
    directions += total[:, None, None] / len(values)
    variances = np.empty_like(values)
    for k, along in enumerate(directions):
        change, variances[:, k] = _bend(fit, folds, along, values[:, k], residuals[:, k])
        values[:, k] += change
    return values, variances


def _bend(
    fit: Regression,
    folds: IntArray,
    directions: FloatArray,
    values: FloatArray,
    residuals: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """What the bend changes in one output's values, and their variances: each (n,)."""
    games = SingleIndex(directions)
    along = games.differences(fit.signs)  # (units, folds, 2)
    bent = along[np.arange(len(folds)), folds]
    bent[folds < 0] = along[folds < 0].mean(axis=1)
    known = games.values.mean(axis=0)
    found, left = fit(bent, known.sum(axis=0))
    shares, used = _least_squares(left, residuals, fit.weights)
    influence = fit.influence(residuals - left @ shares, used)
    # what a unit does to the direction, and this to the values: counted where both go together
    # (the noise of the direction by itself is in the residuals already)
    differences, slopes = SingleIndex(values).slopes(fit.signs, shares)
    missed = slopes - fit(differences, slopes.sum(axis=0))[0]
    turned = fit.influence(residuals) @ missed.T
    together = fit.variances(influence + turned) - fit.variances(turned)
    return (known - found) @ shares, np.maximum(fit.variances(influence), together)


def unbent(fit: Regression, values: FloatArray, residuals: FloatArray) -> FloatArray:
    """One output's residuals (units,) less what bends along its own values explain of them."""
    games = SingleIndex(values)
    left = fit(games.differences(fit.signs), games.values.sum(axis=0))[1]
    rest: FloatArray = residuals - left @ _least_squares(left, residuals, fit.weights)[0]
    return rest


def in_folds(fit: Regression, rng: np.random.Generator) -> IntArray:
    """A fold for each unit, equally many of each size in each; -1 where a size is complete."""
    order = rng.permutation(len(fit.strata))
    order = order[np.argsort(fit.strata[order], kind="stable")]
    fold = np.empty(len(order), dtype=np.int64)
    fold[order] = (np.arange(len(order)) + rng.integers(FOLDS)) % FOLDS
    fold[fit.complete] = -1
    return fold


def _least_squares(
    columns: FloatArray, target: FloatArray, weights: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Coefficients of a few columns, and the leverage of each row in finding them."""
    root = np.sqrt(weights)
    left, sizes, right = np.linalg.svd(columns * root[:, None], full_matrices=False)
    kept = sizes > 1e-10 * root.max()
    left, sizes, right = left[:, kept], sizes[kept], right[kept]
    shares: FloatArray = right.T @ (left.T @ (target * root) / sizes)
    return shares, (left**2).sum(axis=1)


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
