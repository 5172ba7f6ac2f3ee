"""Shapley values of a model's predictions, many rows at once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from shapley_tutor._asked import Asked, name_of, question, seed_of
from shapley_tutor._engine.conditional import average_predictions
from shapley_tutor._engine.fills import pool_of
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.plan import LONG_JOB, announce, check_choice, choose, warn_of_errors
from shapley_tutor._engine.players import feature_groups
from shapley_tutor._engine.predictor import Predictor
from shapley_tutor._engine.rows import check_types, row_bytes, rows_of
from shapley_tutor._engine.run import ROWS_IN_A_PIECE, Found, Progress, find, workers
from shapley_tutor._engine.small import find_small, is_small
from shapley_tutor._engine.start import looked_at_again, pace, seeds_of_rows, with_base
from shapley_tutor._tables import as_row, as_table, is_frame
from shapley_tutor._typing import Array, BoolArray, FloatArray
from shapley_tutor.explanation import Explanation
from shapley_tutor.game import Game
from shapley_tutor.removal import Marginal, as_removal


def explain(
    predict: Any,
    X: Any,
    background: Any,
    *,
    background_weights: Any = None,
    groups: Mapping[str, Sequence[Any]] | None = None,
    method: str = "auto",
    budget: int | None = None,
    rng: int | np.random.Generator | None = None,
    n_jobs: int | None = None,
    progress: bool = False,
    output_names: Sequence[Hashable] | None = None,
    feature_names: Sequence[Hashable] | None = None,
    precision: float | None = None,
) -> Explanation:
    """Shapley values of every row of ``X``: exact where that is reasonable, else sampled.

    Introduced in chapter *By hand, and by SHAP*. Source: Strumbelj and Kononenko (2010);
    Lundberg and Lee (2017).

    Parameters
    ----------
    predict
        Function of rows (m, d), of the kind that X is, to (m,) or (m, k): an array, a list, a
        Series, a DataFrame or a tensor on the CPU, in the order of the rows. It is called with
        many rows at a time, as many as are fastest: at most 131,072 rows, and 8 MiB of rows or of
        answers, but 16 rows may come whatever their size. A model that takes fewer goes through
        them in pieces of its own. Every call gets rows that nobody else uses. Two background rows
        are asked for again, to notice a model that answers differently the second time.
    X
        Rows to explain: array or DataFrame (rows, d).
    background
        Rows (B, d) that stand in for unknown features (marginal expectation), or a removal:
        Marginal(rows, weights), Baseline(row), GaussianConditional(mean, cov),
        Imputed(function).
    background_weights
        Weight of each background row, (B,).
    groups
        ``{"name": [columns]}``: one player for several columns. Columns in no group are
        players of their own. Players stand in the order of their first columns.
    method
        "exact": all coalitions of up to 20 players.
        "kernel": a paired, size-stratified regression for each background row. With at most
        four outputs of predict, each is corrected for what bends along the players' sum
        (``single_index`` of :func:`kernel_regression`) where that explains, over a row's first
        three background rows, more than half of the regressions' squared residuals.
        "lineups": antithetic line-ups for each background row.
        "auto": exact if that takes at most 4 million model rows for each row of X (about B times
        2**players, less where columns repeat values) and 67 million in all; with a budget, if
        2**players fits it; else "kernel", or "lineups" where more than 256 players differ. The
        result's ``method`` says which it was. With a precision: exact if all coalitions are no
        more than the first round, else sampled.
    budget
        Coalitions for each background row when sampling (default 2048, more where more than
        about 500 players differ), the empty and the grand one included: each row of X takes
        about budget times B model rows. Beside a precision it is the most that may be spent
        (default 131,072, more where more than about 2,000 players differ).
    rng
        Seed or Generator of the sampling. Every row has draws of its own, made from it and from
        what the row holds: the same alone, in any company and for any n_jobs.
    n_jobs
        Workers over which rows are spread, and background rows where rows of X are few, as in
        joblib (-1: all cores); None: one, or those of an active ``joblib.parallel_config``, such
        as a Dask cluster.
    progress
        Show a tqdm bar that counts model rows.
    output_names
        A name for each output; by default the columns of a DataFrame that predict returns.
    feature_names
        A name for each column of X, in their order: instead of x0, x1, ... of an array, and
        instead of the labels of a DataFrame, which predict goes on getting. ``groups`` may use
        them.
    precision
        Sample until no standard error of a row is larger, in units of the output, of every
        output, and stop there: ``precision=0.01``. Each row is sampled in rounds of its own, the
        first of 512 coalitions for each background row (more where many players differ), every
        next one as large as all before it, and the rounds are averaged. Where the next round
        would bring the total to all coalitions, and the budget holds them, they are asked for and
        the values are exact. The result's ``reached`` says of which rows the precision was
        reached. The errors that end the sampling are estimates: see :func:`kernel_regression`.

    Returns
    -------
    Explanation
        ``values`` (rows, players) or (rows, players, outputs); each row sums to its
        prediction minus its base value, to rounding. Exact values smaller than the rounding
        error of the predictions are 0.

    Raises
    ------
    TypeError, ValueError
        Before the first model call where possible: when shapes, columns, types, weights,
        groups, names, the budget or the precision do not fit, when there are too many players,
        and when predict does not answer with one finite number (or k) for each row.

    Warns
    -----
    UserWarning
        Before a job of more than ten million model rows, when predict answers differently the
        second time, and when the budget ended before the precision was reached.

    Examples
    --------
    >>> X = np.array([[3.0, 5.0]])
    >>> background = np.array([[0.0, 0.0], [2.0, 2.0]])
    >>> explain(lambda X: X[:, 0] * X[:, 1], X, background)
    Explanation of 1 row, 2 players: exact, 7 model rows
    base   x0   x1  prediction
       2  5.5  7.5          15
    """
    X = as_table(X, "X")
    check_choice(method, budget, precision)
    predictor = Predictor(predict, row_bytes(X), output_names)
    removal = as_removal(background, background_weights)
    players = feature_groups(groups, X, feature_names)
    pool = pool_of(removal, rows_of(X, np.arange(min(len(X), ROWS_IN_A_PIECE))))
    if isinstance(removal, Marginal) and len(X) > ROWS_IN_A_PIECE:
        check_types(X, removal.rows, ("X", removal.name))
    weights = removal.weights[removal.weights > 0]
    job = Job(predictor, pool, weights, players, np.empty((0, 1)))
    asked = question(name_of(predict), removal.value_function, len(weights), weights, seed_of(rng))
    by_itself = workers(n_jobs) == 1 and not progress
    small = by_itself and is_small(job, X, method, budget)
    way = None
    if not small:  # refuse before the first model row
        way = choose(job, len(X), method, budget, precision)
    job = with_base(job)
    if small and is_small(job, X, method, budget):  # with so many outputs, too
        return _explanation(find_small(job, X), job, X, "exact", precision, asked)
    job = looked_at_again(job, X)
    if way is None or job.labels_matter or predictor.outputs > 1:
        way = choose(job, len(X), method, budget, precision)
    if way.rows >= LONG_JOB:
        announce(way, pace(job))
    seeds = seeds_of_rows(X, rng) if way.is_sampled else np.zeros(len(X), dtype=np.int64)
    with Progress(progress, way.rows + predictor.evaluations + len(X)) as bar:
        predictor.heard = bar.add if progress else None
        bar.add(predictor.evaluations)
        found = find(job, way, removal, X, seeds, n_jobs, bar)
    warn_of_errors(way, found.standard_errors)
    return _explanation(found, job, X, way.text, precision, asked)


def _explanation(
    found: Found, job: Job, X: Any, method: str, precision: float | None, asked: Asked
) -> Explanation:
    """What was found, as it is handed to the caller."""
    predictor, players = job.predictor, job.players

    def shaped(array: FloatArray) -> FloatArray:
        return array[..., 0] if predictor.n_outputs is None else array

    return Explanation(
        values=shaped(found.values),
        base_values=shaped(found.base_values),
        predictions=shaped(found.predictions),
        data=X,
        feature_names=players.names,
        output_names=predictor.output_names,
        standard_errors=shaped(found.standard_errors),
        evaluations=found.evaluations,
        method=method,
        columns=tuple(tuple(own.tolist()) for own in players.columns()),
        precision=precision,
        asked=asked,
    )


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

    Returns
    -------
    Game
        With one player for each feature or group. Worths are in the unit of the predictions,
        (2**n,) or (2**n, k).

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
    X = as_row(x, "x").copy()  # the game is played later
    if len(X) != 1:
        one = "x.iloc[[0]]" if is_frame(X) else "x[0]"
        raise ValueError(f"x has {len(X)} rows; a game explains one: pass {one}, or use explain()")
    predictor, removal = Predictor(predict, row_bytes(X)), as_removal(background)
    players, pool = feature_groups(groups, X), pool_of(removal, X, "x")
    weights = removal.weights[removal.weights > 0]

    def value(coalitions: BoolArray) -> Array:
        present = players.present(coalitions)  # (m, d)
        worths: Array = average_predictions(predictor, pool, weights, np.array([0]), present)[0]
        return worths if predictor.n_outputs else worths[:, 0]

    return Game(value, list(players.names))
