"""Shapley values of a model's predictions, many rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from shapley_tutor.coalitions import coalitions
from shapley_tutor.explanation import Explanation
from shapley_tutor.groups import feature_groups
from shapley_tutor.inputs import check_table
from shapley_tutor.predictions import Predictor
from shapley_tutor.removal import BATCH_ROWS, Pool, as_removal, average_predictions
from shapley_tutor.typing import BoolArray, FloatArray, IntArray
from shapley_tutor.values import shapley_values

MAX_EXACT_PLAYERS = 20
_WORTHS_AT_ONCE = 2**20  # worths held in memory: rows times coalitions (8 MiB an output)


def explain(
    predict: Any,
    X: Any,
    background: Any,
    *,
    background_weights: Any = None,
    groups: Mapping[str, Sequence[Any]] | None = None,
    method: str = "auto",
) -> Explanation:
    """Exact Shapley values of every row of ``X``.

    Introduced in chapter *By hand, and by SHAP*. Source: Strumbelj and Kononenko (2010);
    Lundberg and Lee (2017).

    Parameters
    ----------
    predict
        Function of rows (m, d), of the kind that X is, to (m,) or (m, k). It is called with
        many rows at a time.
    X
        Rows to explain: array or DataFrame (rows, d).
    background
        Rows (B, d) that stand in for unknown features (marginal expectation), or a removal:
        Marginal(rows, weights), Baseline(row), GaussianConditional(mean, cov).
    background_weights
        Weight of each background row, (B,).
    groups
        ``{"name": [columns]}``: one player for several columns. Columns in no group are
        players of their own. Players stand in the order of their first columns.
    method
        "exact", or "auto", which is exact: all 2**players coalitions, up to 20 players.

    Returns
    -------
    Explanation
        ``values`` (rows, players) or (rows, players, outputs); each row sums to its
        prediction minus its base value, to rounding.

    Raises
    ------
    TypeError, ValueError
        Before the first model call where possible: when shapes, columns, types, weights or
        groups do not fit, when there are too many players, and when predict does not answer
        with one finite number (or k) for each row.

    Examples
    --------
    >>> X = np.array([[3.0, 5.0]])
    >>> background = np.array([[0.0, 0.0], [2.0, 2.0]])
    >>> explain(lambda X: X[:, 0] * X[:, 1], X, background)
    Explanation of 1 row, 2 players: exact, 7 model rows
    base   x0   x1  prediction
       2  5.5  7.5          15
    """
    if method not in ("auto", "exact"):
        raise ValueError(f"method is {method!r}; it must be 'auto' or 'exact'")
    check_table(X, "X")
    predictor = Predictor(predict)
    removal = as_removal(background, background_weights)
    players, members = feature_groups(groups, X)
    _check_reasonable(len(players), len(X), len(removal.weights))
    pool = removal.pool(X)

    predictions = _predict_rows(predictor, pool, len(X))  # (rows, k)
    nothing = np.zeros((1, members.shape[1]), dtype=bool)
    base = average_predictions(predictor, pool, removal.weights, np.array([0]), nothing)[0, 0]
    inner = coalitions(len(players))[1:-1] @ members  # (2**n - 2, d)
    values = np.empty((len(X), len(players), len(base)))
    step = max(1, _WORTHS_AT_ONCE // (len(inner) + 2))
    for start in range(0, len(X), step):
        rows = np.arange(start, min(start + step, len(X)))
        worths = _worths(predictor, pool, removal.weights, rows, inner, base, predictions[rows])
        values[rows] = _values_of_rows(worths)
    return _explanation(predictor, X, values, base, predictions, players, members)


def _worths(
    predictor: Predictor,
    pool: Pool,
    weights: FloatArray,
    rows: IntArray,
    inner: BoolArray,
    base: FloatArray,
    predictions: FloatArray,
) -> FloatArray:
    """Worths of all coalitions for some rows: (rows, 2**n, k)."""
    worths = np.empty((len(rows), len(inner) + 2, len(base)))
    worths[:, 0], worths[:, -1] = base, predictions
    if len(inner):
        worths[:, 1:-1] = average_predictions(predictor, pool, weights, rows, inner)
    return worths


def _values_of_rows(worths: FloatArray) -> FloatArray:
    """Shapley values (rows, n, k) of worths (rows, 2**n, k)."""
    rows, size, outputs = worths.shape
    table = worths.transpose(1, 0, 2).reshape(size, rows * outputs)
    values = shapley_values(table)  # (n, rows * k)
    return values.reshape(-1, rows, outputs).transpose(1, 0, 2)


def _predict_rows(predictor: Predictor, pool: Pool, n: int) -> FloatArray:
    """Predictions of the rows themselves: (rows, k)."""
    starts = range(0, n, BATCH_ROWS)
    return np.concatenate(
        [predictor(pool.explained(np.arange(s, min(s + BATCH_ROWS, n)))) for s in starts]
    )


def _check_reasonable(n: int, rows: int, background: int) -> None:
    if n > MAX_EXACT_PLAYERS:
        raise ValueError(
            f"X has {n} players, and exact values would need 2**{n} coalitions: "
            f"{2.0**n * rows * background:.2g} model rows and {2.0**n * 8 / 2**20:,.0f} MiB for "
            f"the worths of one row; exact goes up to {MAX_EXACT_PLAYERS} players: "
            "merge columns into fewer players with groups={'name': [columns]}"
        )


def _explanation(
    predictor: Predictor,
    X: Any,
    values: FloatArray,
    base: FloatArray,
    predictions: FloatArray,
    players: tuple[str, ...],
    members: BoolArray,
) -> Explanation:
    outputs = predictor.n_outputs
    base_values = np.repeat(base[None], len(X), axis=0)  # (rows, k)
    if outputs is None:
        values, base_values, predictions = (
            values[..., 0],
            base_values[:, 0],
            predictions[:, 0],
        )
    return Explanation(
        values=values,
        base_values=base_values,
        predictions=predictions,
        data=X,
        feature_names=players,
        output_names=None if outputs is None else tuple(f"output {k}" for k in range(outputs)),
        standard_errors=np.zeros_like(values),
        evaluations=predictor.evaluations,
        method="exact",
        columns=tuple(tuple(int(j) for j in np.flatnonzero(own)) for own in members),
    )
