"""The book's simulated patients: two features, and a truth that is known.

Nobody was measured. Age is drawn from a normal distribution, high blood pressure by a
fair coin, and the disease from the probability that :func:`true_probability` gives.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._checks import check_count
from shapley_tutor._typing import FloatArray, IntArray

FEATURE_NAMES = ("Age", "BP")
"""Columns of the patients: age in years; blood pressure, 1 = high and 0 = not high."""

FEATURE_LABELS = ("Age (years)", "BP (0 = not high, 1 = high)")
"""The same columns as axis labels, with their units."""


class Patients(NamedTuple):
    """What :func:`patients` returns: training rows, held-out rows and a background."""

    X_train: FloatArray  # (2100, 2)
    X_test: FloatArray  # (900, 2)
    y_train: IntArray  # (2100,)
    y_test: IntArray  # (900,)
    background: FloatArray  # (200, 2), rows of X_train


def true_log_odds(X: Any) -> FloatArray:
    """Log-odds of disease from which the patients are simulated.

    -6 + 0.04 age + 0.002 age² + 1.2 BP, with age in years. Introduced in chapter
    *By hand, and by SHAP*.

    Parameters
    ----------
    X
        Patients, shape (m, 2): age in years, BP 0 or 1.

    Returns
    -------
    float array of shape (m,)

    Raises
    ------
    ValueError
        If ``X`` has not two columns.

    Examples
    --------
    >>> true_log_odds([[50, 0], [50, 1]]).round(2)
    array([1. , 2.2])
    """
    rows = np.asarray(X, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(FEATURE_NAMES):
        raise ValueError(
            f"X has shape {rows.shape}, but a patient is a row of two numbers (Age, BP); "
            "pass shape (m, 2), for one patient X[:1] or x.reshape(1, -1)"
        )
    age, bp = rows.T
    return np.asarray(-6 + 0.04 * age + 0.002 * age**2 + 1.2 * bp)


def true_probability(X: Any) -> FloatArray:
    """Probability of disease from which the patients are simulated, shape (m,).

    Introduced in chapter *Train the network*.

    Takes and raises what :func:`true_log_odds` does.

    Examples
    --------
    >>> true_probability([[50, 0], [50, 1]]).round(4)
    array([0.7311, 0.9002])
    """
    return np.asarray(1 / (1 + np.exp(-true_log_odds(X))))


def simulate_patients(
    rng: int | np.random.Generator | None, n: int = 3000
) -> tuple[FloatArray, IntArray]:
    """Draw ``n`` patients: Age ~ N(45, 12), BP ~ {0, 1}, y ~ Binomial(1, p).

    Introduced in chapter *Train the network*. A Generator is advanced, so that the next
    draw from it (the book's background) continues the same stream.

    Parameters
    ----------
    rng
        Generator, or a seed for one.
    n
        Number of patients.

    Returns
    -------
    X : float array of shape (n, 2)
        Age in years, BP 0 or 1.
    y : int array of shape (n,)
        1 = has the disease.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is not a positive whole number.

    Examples
    --------
    >>> X, y = simulate_patients(np.random.default_rng(0))
    >>> X.shape, round(float(y.mean()), 3)
    ((3000, 2), 0.555)
    """
    check_count(n, "n", "patient")
    rng = np.random.default_rng(rng)
    age = rng.normal(45, 12, n)
    bp = rng.integers(0, 2, n)
    X = np.column_stack([age, bp])  # (n, 2)
    return X, rng.binomial(1, true_probability(X))


def split_rows(n: int, test_share: float = 0.3, seed: int = 0) -> tuple[IntArray, IntArray]:
    """Shuffle row numbers and cut them into training and held-out rows.

    Introduced in chapter *From one patient to a cohort*.

    The same rows, in the same order, as scikit-learn's
    ``train_test_split(X, y, test_size=test_share, random_state=seed)``, without needing it.

    Returns
    -------
    train, test : int arrays
        Row numbers; ``test`` holds the share, rounded up.

    Raises
    ------
    ValueError
        If one of the two parts would be empty.

    Examples
    --------
    >>> train, test = split_rows(3000)
    >>> len(train), len(test)
    (2100, 900)
    """
    n_test = math.ceil(test_share * n)
    if not 0 < n_test < n:
        raise ValueError(
            f"test_share is {test_share} of {n} rows, which leaves one part empty; "
            "choose a share between 0 and 1 that gives both parts a row"
        )
    order = np.random.RandomState(seed).permutation(n)
    return order[n_test:], order[:n_test]


def patients(rng: int | np.random.Generator | None = 0) -> Patients:
    """Everything the chapters on the model start from, drawn in the book's order.

    3000 simulated patients, the 70/30 split, and then, from the same generator, 200
    training rows as background. Introduced in chapter *Train the network*.

    Examples
    --------
    >>> people = patients()
    >>> people.X_test[0]
    array([39.44011032,  0.        ])
    >>> people.background.mean(axis=0).round(4)
    array([44.7115,  0.525 ])
    """
    rng = np.random.default_rng(rng)
    X, y = simulate_patients(rng)
    train, test = split_rows(len(X))
    chosen = rng.choice(len(train), 200, replace=False)
    return Patients(X[train], X[test], y[train], y[test], X[train][chosen])
