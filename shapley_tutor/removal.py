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

from shapley_tutor._gaussian import (
    check_gaussian,
    matched_labels,
    matched_normals,
    sample_moments,
)
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

    Raises
    ------
    TypeError, ValueError
        If rows are no table of at least one row, or weights do not fit.

    Examples
    --------
    >>> Marginal(np.array([[0.0, 1.0], [2.0, 3.0]]), weights=[1, 3]).weights
    array([0.25, 0.75])
    """

    name = "background"
    value_function = "marginal"

    def __init__(self, rows: Any, weights: Any = None) -> None:
        self.rows = as_table(rows, "background").copy()  # what the caller does later is his own
        self.weights = checked_weights(weights, self.rows)


class Baseline(Marginal):
    """Unknown features take the values of one fixed row.

    Introduced in chapter *What does "without Age" mean?*

    v(S) = f(x_S, baseline without S). This is not an average of predictions, even when the
    baseline is an average of rows. Source: Sundararajan and Najmi (2020).

    Parameters
    ----------
    row
        Array (d,) or (1, d), or a DataFrame of one row.

    Raises
    ------
    TypeError, ValueError
        If it is not one row.

    Examples
    --------
    >>> Baseline(np.array([45.0, 0.0])).rows
    array([[45.,  0.]])
    """

    name = "row"
    value_function = "baseline"

    def __init__(self, row: Any) -> None:
        super().__init__(as_row(row, "row"))
        if len(self.rows) != 1:
            raise ValueError(
                f"row has {len(self.rows)} rows; a baseline is one row, and several are a "
                "background: use st.Marginal(row)"
            )


class GaussianConditional:
    """Unknown features are drawn from a normal distribution given the known ones.

    Introduced in chapter *What does "without Age" mean?*

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

    Raises
    ------
    ValueError
        If mean and cov describe no normal distribution, or draws are too few.

    Examples
    --------
    >>> import shapley_tutor as st
    >>> removal = st.GaussianConditional(np.zeros(2), np.array([[1, 0.8], [0.8, 1]]))
    >>> game = st.prediction_game(lambda X: X[:, 0], np.array([1.0, 2.0]), removal)
    >>> game.worths().round(10)
    array([0. , 1. , 1.6, 1. ])
    """

    value_function = "conditional"

    def __init__(
        self,
        mean: Any,
        cov: Any,
        *,
        draws: int = 1024,
        rng: int | np.random.Generator | None = 0,
    ) -> None:
        self.labels, cov = matched_labels(mean, cov)
        self.mean, self.cov = check_gaussian(mean, cov, draws)
        self.weights = np.full(draws, 1 / draws)
        self.normals = matched_normals(draws, len(self.mean), np.random.default_rng(rng))

    @classmethod
    def from_data(
        cls,
        data: Any,
        weights: Any = None,
        *,
        draws: int = 1024,
        rng: int | np.random.Generator | None = 0,
    ) -> GaussianConditional:
        """Normal distribution with the mean and the covariance of rows of data.

        The covariance has n - 1 below, or 1 - sum of weights**2 with weights that sum to 1. A
        constant column has variance 0: where unknown it keeps its value, and it tells nothing of
        the others.

        Parameters
        ----------
        data
            Numbers, array or DataFrame (rows, d), of at least d + 1 rows without missing cells.
            Columns of a DataFrame are matched with those of X by their labels.
        weights
            Weight of each row (rows,), at least 0 and not all 0; equal by default.
        draws, rng
            As for the class.

        Returns
        -------
        GaussianConditional

        Raises
        ------
        TypeError, ValueError
            If a column holds no numbers, a cell is NaN or infinite, there are too few rows, or
            weights do not fit.

        Examples
        --------
        >>> data = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 2.0]])
        >>> removal = GaussianConditional.from_data(data)
        >>> removal.mean, removal.cov
        (array([2., 2.]), array([[4., 1.],
               [1., 1.]]))
        """
        table = as_table(data, "data")
        mean, cov = sample_moments(table, checked_weights(weights, table, "weights"))
        removal = cls(mean, cov, draws=draws, rng=rng)
        removal.labels = list(table.columns) if is_frame(table) else None
        return removal

    def moments_of(self, X: Any) -> tuple[FloatArray, FloatArray]:
        """Mean and covariance in the order of X's columns.

        Parameters
        ----------
        X
            Array or DataFrame (rows, d).

        Returns
        -------
        mean, cov
            Arrays (d,) and (d, d).

        Raises
        ------
        ValueError
            If X has other columns.

        Examples
        --------
        >>> removal = GaussianConditional([1.0, 2.0], [[1, 0], [0, 4]])
        >>> removal.moments_of(np.zeros((3, 2)))[0]
        array([1., 2.])
        """
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

    Raises
    ------
    TypeError
        If ``impute`` cannot be called.

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

    value_function = "imputed"

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


def checked_weights(weights: Any, rows: Any, name: str = "background_weights") -> FloatArray:
    """Weights that sum to 1, or why they cannot."""
    n = len(rows)
    if weights is None:
        return np.full(n, 1 / n)
    labels = getattr(weights, "index", None)
    if is_frame(rows) and labels is not None and not callable(labels):
        weights = _in_order(weights, rows, name)
    array = np.asarray(weights, dtype=float)
    if array.shape != (n,):
        raise ValueError(
            f"{name} has shape {array.shape}; it needs one for each of {n} rows"
            + (f"; pass np.ravel({name})" if array.size == n else "")
        )
    if not np.isfinite(array).all() or (array < 0).any():
        worst = array[~np.isfinite(array) | (array < 0)][0]
        raise ValueError(
            f"{name} holds {worst}; weights are finite and at least 0: 0 leaves a row out"
        )
    if array.max() == 0:
        raise ValueError(f"{name} are all 0; at least one row must count: without weights all do")
    shares = array / array.max()  # before they are added up: sums of the largest are infinite
    normalized: FloatArray = shares / shares.sum()
    return normalized


def _in_order(weights: Any, rows: Any, name: str) -> Any:
    """A Series of weights in the order of the rows, by their labels."""
    if weights.index.equals(rows.index):
        return weights
    if weights.index.is_unique and rows.index.is_unique and set(weights.index) == set(rows.index):
        return weights.reindex(rows.index)
    raise ValueError(
        f"{name} is a Series with other labels than the rows that it weighs; if it stands in their "
        f"order, pass {name}.to_numpy()"
    )
