"""What "feature absent" means: a model, a row and a removal become a game.

v(S) is the prediction when the features in S are known and the others are not. The removals
differ in what they put in place of the unknown ones:

- :class:`Marginal`: background rows, whatever the known features are (interventional);
- :class:`Baseline`: one fixed row;
- :class:`GaussianConditional`: draws from the distribution given the known features;
- :class:`Imputed`: what a function makes of the known features.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from shapley_tutor._tables import as_row, as_table, is_frame
from shapley_tutor._typing import BoolArray, FloatArray

Impute = Callable[[Any, BoolArray], Any]


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

    name = "background"

    def __init__(self, rows: Any, weights: Any = None) -> None:
        self.rows = as_table(rows, "background").copy()  # what the caller does later is his own
        self.weights = checked_weights(weights, self.rows)


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

    name = "row"

    def __init__(self, row: Any) -> None:
        super().__init__(as_row(row, "row"))
        if len(self.rows) != 1:
            raise ValueError(
                f"row has {len(self.rows)} rows; a baseline is one row, and several are a "
                "background: use st.Marginal(row)"
            )


class GaussianConditional:
    """Unknown features are drawn from a normal distribution given the known ones.

    v(S) = E[f(X) | X_S = x_S] for X ~ N(mean, cov): the conditional (observational)
    expectation, averaged over fixed draws that are matched in mean and covariance, so that
    models up to second order are averaged exactly. Source: Aas et al. (2021).

    Parameters
    ----------
    mean, cov
        Shapes (d,) and (d, d); the covariance symmetric and positive semi-definite. A pandas
        Series and DataFrame are matched with the columns of X by their labels.
    draws
        Number of draws (even, more than 2 d).
    rng
        Seed or Generator of the draws.

    Examples
    --------
    >>> import shapley_tutor as st
    >>> removal = st.GaussianConditional(np.zeros(2), np.array([[1, 0.8], [0.8, 1]]))
    >>> game = st.prediction_game(lambda X: X[:, 0], np.array([1.0, 2.0]), removal)
    >>> game.worths().round(10)
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
        self.labels, cov = _matched_labels(mean, cov)
        self.mean, self.cov = _check_gaussian(mean, cov, draws)
        self.weights = np.full(draws, 1 / draws)
        self.normals = _matched_normals(draws, len(self.mean), np.random.default_rng(rng))

    def moments_of(self, X: Any) -> tuple[FloatArray, FloatArray]:
        """Mean and covariance in the order of X's columns."""
        if X.shape[1] != len(self.mean):
            raise ValueError(
                f"mean has {len(self.mean)} entries but X has {X.shape[1]} columns; pass mean and "
                "cov of the columns of X, in their order"
            )
        if self.labels is None or not is_frame(X):
            return self.mean, self.cov
        columns = list(X.columns)
        if set(columns) != set(self.labels):
            if self.labels == list(range(len(columns))):  # pandas' own, in the order of X
                return self.mean, self.cov
            raise ValueError(
                f"mean and cov are of {self.labels[:8]} but X has the columns {columns[:8]}; "
                "pass those of the columns of X, such as of D[X.columns], or arrays in the order "
                "of its columns"
            )
        order = [self.labels.index(column) for column in columns]
        return self.mean[order], self.cov[np.ix_(order, order)]


class Imputed:
    """Unknown features are filled in by a function of the known ones.

    v(S) = f(impute(x, S)): an inpainted picture, a sentence without some words, a mean of the
    neighbors that are known. v(empty set) may differ from row to row. Introduced in chapter
    *A real photograph*. Source: Covert et al. (2021), section 4.

    Parameters
    ----------
    impute
        Function of rows (m, d), of the kind that X is, and present (m, d) bool: returns the
        rows with all other columns filled. It gets a copy, and should look at no column that
        is not present.

    Examples
    --------
    >>> import shapley_tutor as st
    >>> def mean_of_known(rows, present):
    ...     known = np.maximum(present.sum(axis=1, keepdims=True), 1)
    ...     mean = np.where(present, rows, 0).sum(axis=1, keepdims=True) / known
    ...     return np.where(present, rows, mean)
    >>> game = st.prediction_game(
    ...     lambda X: X.sum(axis=1), np.array([3.0, 5.0]), st.Imputed(mean_of_known)
    ... )
    >>> game.worths()
    array([ 0.,  6., 10.,  8.])
    """

    def __init__(self, impute: Impute) -> None:
        if not callable(impute):
            raise TypeError(
                f"impute must be a function of rows and present, got {type(impute).__name__}; "
                "a fixed row is st.Baseline(row), several are st.Marginal(rows)"
            )
        self.impute = impute
        self.weights = np.ones(1)

    def __repr__(self) -> str:
        return f"Imputed({getattr(self.impute, '__name__', self.impute)})"


Removal = Marginal | GaussianConditional | Imputed


def as_removal(background: Any, weights: Any = None) -> Removal:
    """Turn the background argument into a removal: rows mean :class:`Marginal`."""
    if isinstance(background, Removal):
        if weights is not None:
            raise ValueError(
                f"background_weights were given with {type(background).__name__}; weights belong "
                "to background rows: pass st.Marginal(rows, background_weights), or no weights"
            )
        return background
    return Marginal(background, weights)


def _matched_labels(mean: Any, cov: Any) -> tuple[list[Any] | None, Any]:
    """Labels of the features, if mean or cov has any, and cov in the order of mean."""
    given = [
        list(index)
        for index in (getattr(mean, "index", None), getattr(cov, "columns", None))
        if index is not None and not callable(index)
    ]
    if not given:
        return None, cov
    if is_frame(cov) and set(cov.index) == set(cov.columns):
        cov = cov.loc[cov.columns]
    if len(given) == 2 and given[0] != given[1]:
        if set(given[0]) != set(given[1]):
            raise ValueError(
                f"mean is of {given[0][:8]} but cov is of {given[1][:8]}; pass those of the same "
                "columns, D.mean(), D.cov()"
            )
        cov = cov.loc[given[0], given[0]]
    return given[0], cov


def _check_gaussian(mean: Any, cov: Any, draws: int) -> tuple[FloatArray, FloatArray]:
    """Mean (d,) and covariance (d, d) as floats, or why they do not describe a normal."""
    mean, cov = np.array(mean, dtype=float), np.array(cov, dtype=float)
    if mean.ndim != 1 or len(mean) == 0:
        raise ValueError(f"mean must have shape (d,), got {mean.shape}; pass one mean a column")
    if cov.shape != (len(mean), len(mean)):
        raise ValueError(
            f"cov must have shape ({len(mean)}, {len(mean)}), got {cov.shape}; of rows it is "
            "np.atleast_2d(np.cov(rows, rowvar=False)), of variances np.diag(variances)"
        )
    if not (np.isfinite(mean).all() and np.isfinite(cov).all()):
        raise ValueError(
            "mean and cov must be finite; one of them holds NaN or infinity: take them of rows "
            "without missing values, such as D.dropna()"
        )
    variances = np.diag(cov)
    if (variances < 0).any():
        raise ValueError(f"cov has the variance {variances.min():.3g}; a variance is at least 0")
    unit = np.sqrt(np.where(variances > 0, variances, 1.0))  # nothing depends on units
    standard = cov / unit / unit[:, None]
    if not np.allclose(standard, standard.T):
        raise ValueError("cov is not symmetric; a covariance is: pass (cov + cov.T) / 2")
    lowest = np.linalg.eigvalsh(standard)[0]
    if lowest < -1e-8 or np.abs(standard).max() > 1 + 1e-8:
        raise ValueError(
            f"cov has the negative eigenvalue {lowest:.3g} in standard units; a covariance has "
            "none: take it of complete rows, such as D.dropna().cov()"
        )
    if draws % 2 or draws <= 2 * len(mean):
        least = 2 * len(mean) + 2
        raise ValueError(f"draws is {draws}; it must be even and at least {least}")
    return mean, cov


def checked_weights(weights: Any, rows: Any) -> FloatArray:
    """Weights that sum to 1, or why they cannot."""
    n = len(rows)
    if weights is None:
        return np.full(n, 1 / n)
    labels = getattr(weights, "index", None)
    if is_frame(rows) and labels is not None and not callable(labels):
        weights = _in_order(weights, rows)
    array = np.asarray(weights, dtype=float)
    if array.shape != (n,):
        raise ValueError(
            f"background_weights has shape {array.shape}; it needs one for each of {n} rows"
            + ("; pass np.ravel(background_weights)" if array.size == n else "")
        )
    if not np.isfinite(array).all() or (array < 0).any():
        worst = array[~np.isfinite(array) | (array < 0)][0]
        raise ValueError(
            f"background_weights holds {worst}; weights are finite and at least 0: 0 leaves a row "
            "out"
        )
    if array.max() == 0:
        raise ValueError(
            "background_weights are all 0; at least one row must count: without weights all do"
        )
    shares = array / array.max()  # before they are added up: sums of the largest are infinite
    normalized: FloatArray = shares / shares.sum()
    return normalized


def _in_order(weights: Any, rows: Any) -> Any:
    """A Series of weights in the order of the background's rows, by their labels."""
    if weights.index.equals(rows.index):
        return weights
    if weights.index.is_unique and rows.index.is_unique and set(weights.index) == set(rows.index):
        return weights.reindex(rows.index)
    raise ValueError(
        "background_weights is a Series with other labels than the background's rows; if it stands "
        "in their order, pass background_weights.to_numpy()"
    )


def _matched_normals(draws: int, d: int, rng: np.random.Generator) -> FloatArray:
    """Standard normal draws (draws, d) with mean exactly 0 and covariance exactly 1."""
    half = rng.standard_normal((draws // 2, d))
    half = half @ np.linalg.inv(np.linalg.cholesky(half.T @ half / len(half))).T
    matched: FloatArray = np.concatenate([half, -half])
    return matched
