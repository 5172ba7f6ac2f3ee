"""Shapley values of tree models' raw scores, read from the trees instead of sampled."""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

from shapley_tutor._asked import question
from shapley_tutor._cells import rows_at
from shapley_tutor._checks import checked_names
from shapley_tutor._engine.run import drop_rounding, run, workers
from shapley_tutor._tables import as_table, check_columns, is_frame, kind_of, names_of
from shapley_tutor._trees.reading import Reading, read
from shapley_tutor._trees.rows import Rows
from shapley_tutor._trees.work import Found, Work, shared, solve
from shapley_tutor._typing import FloatArray
from shapley_tutor.explanation import Explanation
from shapley_tutor.removal import Marginal, checked_weights


def explain_trees(
    model: Any,
    X: Any,
    background: Any,
    *,
    background_weights: Any = None,
    output_names: Sequence[Hashable] | None = None,
    n_jobs: int | None = None,
) -> Explanation:
    """Exact Shapley values of a tree model's raw score, for every row of ``X``.

    The game is that of :func:`explain`, the marginal (interventional) one, and so are the values;
    but the trees are read, and where rows are many the time grows with their number plus that of
    background rows, not with the product. Introduced in chapter *One function, two trees*. Source
    of the game: Janzing et al. (2020); of its values for pairs of rows: Lundberg et al. (2020).

    Parameters
    ----------
    model
        Fitted model. Explained is what it sums up: the prediction of a regression; the
        probability of every class of scikit-learn's trees and forests; the log-odds, or one raw
        score for each of several classes, of boosting (``decision_function``, ``output_margin``,
        ``raw_score``). From scikit-learn DecisionTree, ExtraTree, RandomForest, ExtraTrees,
        GradientBoosting and HistGradientBoosting, for regression and classification; from XGBoost
        and LightGBM boosters and what has their scikit-learn interface. After early stopping the
        trees that the model itself uses.
    X
        Rows to explain: array or DataFrame (rows, d). NaN and categories are treated as the
        model treats them, where it takes them.
    background
        Rows (B, d) that stand in for unknown features, or Marginal(rows, weights), Baseline(row).
    background_weights
        Weight of each background row, (B,).
    output_names
        A name for each output; by default the classes, where there are several outputs.
    n_jobs
        Workers over which the trees are spread, as in joblib (-1: all cores); None: one, or those
        of an active ``joblib.parallel_config``.

    Returns
    -------
    Explanation
        ``values`` (rows, d), or (rows, d, outputs) of several outputs; each row sums to its
        prediction minus its base value, to rounding. ``predictions`` are the sums of the leaves,
        in double precision: the model's own raw scores to rounding, which is that of single
        precision for XGBoost. ``evaluations`` counts the few rows for which the model is asked, to
        check that its trees have been read rightly. Values smaller than rounding are 0.

    Raises
    ------
    TypeError, ValueError
        When the model is none of these, the rows do not fit it, or it cannot take them.

    Notes
    -----
    A leaf asks for conditions on the d distinct columns of its path. Background rows are counted
    once by which of them they fulfil, 2^d numbers, from which follows what the leaf pays a row, by
    which of them it fulfils. Leaves with long paths take pairs of a row and a background row. When
    rows are few, such pairs walk down the trees instead, both ways where they answer a test
    differently, and pay only leaves that some mixture of the two reaches. The way is chosen by an
    estimate of time, in which 0.7^d of all pairs reach a leaf. Beside the values, 64 MiB suffice
    for any number of rows.

    Examples
    --------
    >>> from sklearn.tree import DecisionTreeRegressor
    >>> X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    >>> both = DecisionTreeRegressor().fit(X, [0.0, 0.0, 0.0, 1.0])
    >>> explain_trees(both, X[[0, 3]], X).values
    array([[-0.125, -0.125],
           [ 0.375,  0.375]])
    """
    X = as_table(X, "X")
    rows, weights = _background(background, background_weights)
    check_columns(X, rows, ("X", "background"))
    reading = read(model)
    _check_fit(reading, X)
    k = len(reading.forest.base)
    names = _names(output_names, k) or reading.outputs
    explained, asked = _checked_rows(model, reading, X, "X")
    others, more = _checked_rows(model, reading, rows, "background")
    found = _found(Work(reading.forest, explained, others, weights), n_jobs)
    values, predictions = found.values, found.predictions + reading.forest.base
    base = np.repeat((found.base + reading.forest.base)[None], len(X), axis=0)
    drop_rounding(values, np.maximum(np.abs(predictions), np.abs(base)))

    def shaped(array: FloatArray) -> FloatArray:
        return array[..., 0] if k == 1 else array

    labels = X.columns if is_frame(X) else [f"x{j}" for j in range(X.shape[1])]
    several = tuple(f"output {j}" for j in range(k)) if k > 1 else None
    return Explanation(
        values=shaped(values),
        base_values=shaped(base),
        predictions=shaped(predictions),
        data=X,
        feature_names=names_of(labels),
        output_names=names or several,
        standard_errors=shaped(np.zeros(values.shape)),
        evaluations=asked + more,
        method="exact, from the trees",
        columns=tuple((j,) for j in range(X.shape[1])),
        asked=question(kind_of(model), "trees", len(others), weights),
    )


def _background(background: Any, weights: Any) -> tuple[Any, FloatArray | None]:
    """Background rows, not copied, and their weights; None when all are the same."""
    if isinstance(background, Marginal):
        if weights is not None:
            raise ValueError(
                f"background_weights were given with {type(background).__name__}; weights belong "
                "to background rows: pass background.rows, or no weights"
            )
        return background.rows, background.weights
    if type(background).__module__ == Marginal.__module__:
        raise TypeError(
            f"background is a {type(background).__name__}, but trees are explained against rows; "
            "pass rows, or explain by predictions: explain(model.predict, X, background)"
        )
    rows = as_table(background, "background")
    return rows, None if weights is None else checked_weights(weights, rows)


def _check_fit(reading: Reading, X: Any) -> None:
    """Say where the columns of X are not those of the model."""
    n = reading.forest.n_columns
    if is_frame(X) and reading.columns is not None:
        ours, theirs = ([*map(_as_written, labels)] for labels in (X.columns, reading.columns))
        if ours != theirs:
            raise _other_columns(list(reading.columns), ours, theirs)
    if X.shape[1] != n:
        raise ValueError(
            f"X has {X.shape[1]} columns but the model was trained with {n}; pass rows with the "
            "same columns in the same order"
        )


def _as_written(label: Any) -> str:
    """A label as text, without spaces, as LightGBM keeps it."""
    return str(label).replace(" ", "_")


def _other_columns(names: list[Any], ours: list[str], theirs: list[str]) -> ValueError:
    lacking = [name for name, written in zip(names, theirs, strict=True) if written not in ours]
    if lacking:
        return ValueError(
            f"X lacks columns that the model was trained with: {', '.join(map(repr, lacking[:8]))};"
            " pass rows with all of them"
        )
    return ValueError(
        f"X has other columns than the model was trained with, or in another order; take these: "
        f"columns = {names}; pass X[columns] and background[columns]"
    )


def _names(names: Any, k: int) -> tuple[Any, ...] | None:
    """A name for each output, if they are given."""
    if names is None:
        return None
    checked = checked_names(names, "output_names", "output")
    if len(checked) != k:
        raise ValueError(
            f"output_names has {len(checked)} names but the model has {k} output{'s' * (k > 1)}; "
            "give one name for each output"
        )
    return checked


def _checked_rows(model: Any, reading: Reading, table: Any, name: str) -> tuple[Rows, int]:
    """Rows as numbers, and for how many of them the model was asked whether they are right."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that arrays lack
        try:
            rows = Rows(table, reading.convert)
            few = rows_at(table, rows.telling())
        except ValueError as error:
            error.add_note(f"This is about the rows of {name}.")
            raise
        try:
            own = np.asarray(reading.ask(few), dtype=float)
        except Exception as error:
            raise ValueError(
                f"the model cannot take the rows of {name}, and neither can explain_trees: "
                f"{str(error).splitlines()[0]}"
            ) from error
        cells = Rows(few, reading.convert).cells(0, len(few))
    forest, found = reading.forest, reading.forest.predict(cells)
    scale = np.abs(forest.values).max() * len(forest.roots) + np.abs(found).max()
    gap = np.abs(found.ravel() - own.ravel()).max() if own.size == found.size else np.inf
    if not gap <= reading.close * scale:
        raise ValueError(
            f"the trees of this {kind_of(model)} sum up to other numbers than it predicts (off by "
            f"{gap:.2g}); explain it by its predictions: explain(model.predict, X, background)"
        )
    return rows, len(few)


def _found(work: Work, n_jobs: int | None) -> Found:
    """What all trees give together."""
    n_workers = workers(n_jobs)
    parts = run(solve, shared(work, n_workers), n_jobs if n_workers > 1 else 1)
    found = next(parts)
    for part in parts:
        found.add(part)
    return found
