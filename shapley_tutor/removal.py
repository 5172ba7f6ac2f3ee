"""What "feature absent" means: a model, a row and a removal become a game.

v(S) is the prediction when the features in S are known and the others are not. The removals
differ in what they put in place of the unknown ones:

- :class:`Marginal`: background rows, whatever the known features are (interventional);
- :class:`Baseline`: one fixed row;
- :class:`GaussianConditional`: draws from the distribution given the known features;
- :class:`Imputed`: what a function makes of the known features.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from shapley_tutor._engine.gaussian import GaussianPool, check_gaussian
from shapley_tutor._engine.imputed import Imputed
from shapley_tutor._engine.players import feature_groups
from shapley_tutor._engine.predictor import Predictor
from shapley_tutor._engine.rows import (
    ArrayPool,
    FramePool,
    check_columns,
    check_table,
    pool_of,
    row_bytes,
)
from shapley_tutor._typing import Array, BoolArray, FloatArray, IntArray
from shapley_tutor.game import Game


class Pool(Protocol):
    """Rows of X and their replacements, ready to be mixed."""

    n_explained: int

    def explained(self, rows: IntArray) -> Any:
        """Rows of X."""

    def mix(self, rows: IntArray, present: BoolArray, others: IntArray) -> Any:
        """Rows (m, d): known columns from X, the rest from replacement ``others`` (m,)."""


class Marginal:
    """Unknown features come from background rows, independently of the known ones.

    v(S) = sum over background rows b of weight_b * f(x_S, b without S): the marginal
    (interventional) expectation. Introduced in chapter *What does "without Age" mean?*
    Source: Janzing et al. (2020).

    Parameters
    ----------
    rows
        Background, array or DataFrame (B, d).
    weights
        Weight of each row (B,), at least 0 and not all 0; equal by default.

    Examples
    --------
    >>> Marginal(np.array([[0.0, 1.0], [2.0, 3.0]]), weights=[1, 3]).weights
    array([0.25, 0.75])
    """

    def __init__(self, rows: Any, weights: Any = None) -> None:
        self.rows = check_table(rows, "background")
        self.weights = _check_weights(weights, len(self.rows))

    def pool(self, X: Any) -> ArrayPool | FramePool:
        """Pool of X's rows and the background rows."""
        check_columns(X, self.rows)
        return pool_of(X, self.rows)


class Baseline(Marginal):
    """Unknown features take the values of one fixed row.

    v(S) = f(x_S, baseline without S). This is not an average of predictions, even when the
    baseline is an average of rows. Source: Sundararajan and Najmi (2020).

    Parameters
    ----------
    row
        Array (d,) or (1, d), or a DataFrame of one row.

    Examples
    --------
    >>> Baseline(np.array([45.0, 0.0])).rows
    array([[45.,  0.]])
    """

    def __init__(self, row: Any) -> None:
        rows = row[None] if isinstance(row, np.ndarray) and row.ndim == 1 else row
        super().__init__(rows)
        if len(self.rows) != 1:
            raise ValueError(
                f"row has {len(self.rows)} rows; a baseline is one row, and several are a "
                "background: use Marginal(rows)"
            )


class GaussianConditional:
    """Unknown features are drawn from a normal distribution given the known ones.

    v(S) = E[f(X) | X_S = x_S] for X ~ N(mean, cov): the conditional (observational)
    expectation, averaged over fixed draws that are matched in mean and covariance, so that
    models up to second order are averaged exactly. Source: Aas et al. (2021).

    Parameters
    ----------
    mean, cov
        Shapes (d,) and (d, d); the covariance symmetric and positive semi-definite.
    draws
        Number of draws (even, more than 2 d).
    rng
        Seed or Generator of the draws.

    Examples
    --------
    >>> removal = GaussianConditional(np.zeros(2), np.array([[1, 0.8], [0.8, 1]]))
    >>> prediction_game(lambda X: X[:, 0], np.array([1.0, 2.0]), removal).worths().round(10)
    array([0. , 1. , 1.6, 1. ])
    """

    def __init__(
        self,
        mean: Any,
        cov: Any,
        *,
        draws: int = 1024,
        rng: int | np.random.Generator | None = 0,
    ) -> None:
        self.mean, self.cov = check_gaussian(mean, cov, draws)
        self.weights = np.full(draws, 1 / draws)
        self._normals = _matched_normals(draws, len(self.mean), np.random.default_rng(rng))

    def pool(self, X: Any) -> GaussianPool:
        """Pool of X's rows and the draws that stand in for what is unknown."""
        return GaussianPool(X, self.mean, self.cov, self._normals)


Removal = Marginal | GaussianConditional | Imputed


def as_removal(background: Any, weights: Any = None) -> Removal:
    """Turn the background argument into a removal: rows mean :class:`Marginal`."""
    if isinstance(background, Removal):
        if weights is not None:
            raise ValueError(
                f"background_weights were given with {type(background).__name__}; "
                "weights belong to background rows: pass Marginal(rows, weights)"
            )
        return background
    return Marginal(background, weights)


def prediction_game(
    predict: Any,
    x: Any,
    background: Any,
    *,
    groups: Mapping[str, Sequence[Any]] | None = None,
) -> Game:
    """Game whose players are the features and whose worths are average predictions for ``x``.

    Introduced in chapter *What does "without Age" mean?*

    Parameters
    ----------
    predict
        Function of rows (m, d), of the kind that ``x`` is, to (m,) or (m, k).
    x
        The row to explain: array (d,) or (1, d), or a DataFrame of one row.
    background
        Background rows (B, d), or a removal: Marginal, Baseline, GaussianConditional, Imputed.
    groups
        ``{"name": [columns]}``: one player for several columns.

    Raises
    ------
    TypeError, ValueError
        If shapes, columns or the answers of predict do not fit.

    Examples
    --------
    >>> background = np.array([[0.0, 0.0], [2.0, 2.0]])
    >>> game = prediction_game(lambda X: X[:, 0] * X[:, 1], np.array([3.0, 5.0]), background)
    >>> game.worths()
    array([ 2.,  3.,  5., 15.])
    """
    X = check_table(x[None] if isinstance(x, np.ndarray) and x.ndim == 1 else x, "x")
    if len(X) != 1:
        raise ValueError(f"x has {len(X)} rows; a game explains one: pass x[0], or use explain()")
    predictor, removal = Predictor(predict, row_bytes(X)), as_removal(background)
    players, members = feature_groups(groups, X)
    pool = removal.pool(X)

    def value(coalitions: BoolArray) -> Array:
        present = coalitions @ members  # (m, d)
        worths: Array = average_predictions(
            predictor, pool, removal.weights, np.array([0]), present
        )[0]
        return worths if predictor.n_outputs else worths[:, 0]

    return Game(value, players)


def average_predictions(
    predictor: Predictor,
    pool: Pool,
    weights: FloatArray,
    rows: IntArray,
    present: BoolArray,
) -> FloatArray:
    """v(S) of rows of X and coalitions of features, in batches of bounded size.

    Parameters
    ----------
    rows
        Positions in X, (r,).
    present
        Known features of each coalition, bool (m, d).

    Returns
    -------
    array of shape (r, m, k)
    """
    r, m, size = len(rows), len(present), len(weights)
    sums: FloatArray | None = None
    start = 0
    while start < r * m * size:
        stop = min(start + predictor.batch.rows, r * m * size)
        cell, other = np.divmod(np.arange(start, stop), size)
        start = stop
        mixed = pool.mix(rows[cell // m], present[cell % m], other)
        weighted = predictor(mixed) * weights[other, None]  # (batch, k)
        if sums is None:
            sums = np.zeros((r * m, weighted.shape[1]))
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        sums[cell[first]] += np.add.reduceat(weighted, first)
    assert sums is not None  # r, m and size are at least 1
    return sums.reshape(r, m, -1)


def _check_weights(weights: Any, n: int) -> FloatArray:
    """Weights that sum to 1, or why they cannot."""
    if weights is None:
        return np.full(n, 1 / n)
    array = np.asarray(weights, dtype=float)
    if array.shape != (n,):
        raise ValueError(
            f"background_weights has shape {array.shape}; it needs one for each of {n} rows"
        )
    if not np.isfinite(array).all() or (array < 0).any():
        worst = array[~np.isfinite(array) | (array < 0)][0]
        raise ValueError(f"background_weights holds {worst}; weights are finite and at least 0")
    if array.sum() == 0:
        raise ValueError("background_weights are all 0; at least one row must count")
    shares: FloatArray = array / array.sum()
    return shares


def _matched_normals(draws: int, d: int, rng: np.random.Generator) -> FloatArray:
    """Standard normal draws (draws, d) with mean exactly 0 and covariance exactly 1."""
    half = rng.standard_normal((draws // 2, d))
    half = half @ np.linalg.inv(np.linalg.cholesky(half.T @ half / len(half))).T
    matched: FloatArray = np.concatenate([half, -half])
    return matched
