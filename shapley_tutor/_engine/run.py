"""Pieces of the work, spread over cores or a cluster by joblib, and put together again."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pickle import PicklingError
from typing import Any, NamedTuple, TypeVar

import numpy as np

from shapley_tutor._cells import own_copy
from shapley_tutor._engine.fills import pool_of
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.plan import Way
from shapley_tutor._engine.rows import rows_of
from shapley_tutor._engine.worker import Piece, Solved, explain_piece, say_where
from shapley_tutor._typing import FloatArray, IntArray
from shapley_tutor.removal import Imputed, Removal

_ROUNDING = 8 * np.finfo(float).eps  # of what is added up: smaller values are no credit
_OWN_BASE_HELD = 2**20
_VALUES_TOGETHER = 2**18


class Found(NamedTuple):
    """What was found for all rows."""

    values: FloatArray  # (rows, players, k)
    standard_errors: FloatArray
    base_values: FloatArray  # (rows, k)
    predictions: FloatArray  # (rows, k)
    largest: FloatArray  # of what was added up, (rows, k)
    evaluations: int


def find(
    job: Job,
    way: Way,
    removal: Removal,
    X: Any,
    seeds: IntArray,
    n_jobs: int | None,
    bar: Progress,
) -> Found:
    """Values of all rows of X, of which the job holds the first."""
    n_workers = workers(n_jobs)
    most = max(1, _OWN_BASE_HELD // job.base_predictions.size) if job.labels_matter else np.inf
    pieces = pieces_of(
        len(X), int(min(most, ROWS_IN_A_PIECE)), n_workers, repeats=way.name == "products"
    )
    parts = _parts(job, way, removal, n_workers, len(pieces))
    predictions = np.concatenate([_predictions(job, X, rows) for rows in pieces])
    if n_workers > 1:
        job.predictor.heard = None  # a bar cannot travel; finished pieces are counted here
    todo = _todo(job, way, removal, X, pieces, seeds, parts, predictions)
    solved = run(explain_piece, todo, n_jobs if n_workers > 1 else 1)
    found = _collected(solved, pieces, parts, job, predictions, bar if n_workers > 1 else None)
    if not way.is_sampled:
        without_rounding(job, found)
    return found


def _collected(
    solved: Iterable[Solved],
    pieces: list[IntArray],
    parts: int,
    job: Job,
    predictions: FloatArray,
    bar: Progress | None,
) -> Found:
    """All pieces together, whose parts add up; one piece by itself is not copied."""
    evaluations = job.predictor.evaluations
    shape = len(predictions), job.players.n, predictions.shape[1]
    alone = len(pieces) == parts == 1
    values, errors, base, largest = np.empty(0), np.empty(0), np.empty(0), np.empty(0)
    if not alone:
        values, errors = np.zeros(shape), np.zeros(shape)
        base, largest = np.empty_like(predictions), np.zeros_like(predictions)
    for number, one in enumerate(solved):
        rows = pieces[number // parts]
        here = slice(rows[0], rows[-1] + 1)
        if alone:
            values, errors = one.values, np.array(one.standard_errors)
            base, largest = one.base_values, one.largest
        else:
            values[here] += one.values
            base[here] = one.base_values
            errors[here] = one.standard_errors
            np.maximum(largest[here], one.largest, out=largest[here])
        evaluations += one.evaluations
        if bar is not None:
            bar.add(one.evaluations)
    return Found(values, errors, base, predictions, largest, evaluations)


def _parts(job: Job, way: Way, removal: Removal, n_workers: int, pieces: int) -> int:
    """Parts of the background, so that few rows of X can keep many workers busy."""
    if isinstance(removal, Imputed) or way.is_sampled:
        return 1
    wanted = -(-_PIECES_PER_WORKER * n_workers // pieces) if n_workers > pieces else 1
    return min(len(job.weights), wanted)


def _todo(
    job: Job,
    way: Way,
    removal: Removal,
    X: Any,
    pieces: list[IntArray],
    seeds: IntArray,
    parts: int,
    predictions: FloatArray,
) -> Iterator[Piece]:
    """Pieces of the work, made one at a time: each holds no rows of X but its own."""
    for rows in pieces:
        alone = len(rows) == job.pool.n_explained and rows[0] == 0
        here = job if alone else replace(job, pool=pool_of(removal, rows_of(X, rows)))
        for part in range(parts):
            yield Piece(here, way, int(rows[0]), seeds[rows], part, parts, predictions[rows])


def _predictions(job: Job, X: Any, rows: IntArray) -> FloatArray:
    """Predictions (rows, k) of neighboring rows of X as they were given, in memory of their own."""
    try:
        return job.predictor.in_batches(lambda here: own_copy(rows_of(X, rows[here])), len(rows))
    except Exception as error:
        say_where(error, int(rows[0]), len(rows))
        raise


def without_rounding(job: Job, found: Found) -> None:
    """Set exact values that are rounding and no credit to 0.

    What counts as rounding is measured by the row and the output that a value belongs to.
    """
    background = np.abs(job.base_predictions).max(axis=0, initial=0)  # (k,)
    scale = np.maximum(found.largest, background)
    for outer in (found.predictions, found.base_values):
        np.maximum(scale, np.abs(outer), out=scale)  # (rows, k)
    drop_rounding(found.values, scale)


def drop_rounding(values: FloatArray, scale: FloatArray) -> None:
    """Set values (rows, players, k) to 0 that are rounding of numbers of that size, (rows, k)."""
    step = max(1, _VALUES_TOGETHER // values[0].size)
    for start in range(0, len(values), step):
        some = values[start : start + step]
        some[np.abs(some) <= _ROUNDING * scale[start : start + step, None]] = 0


Item = TypeVar("Item")
Result = TypeVar("Result")
_PIECES_PER_WORKER = 4
ROWS_IN_A_PIECE = 2**14
"""Most rows that are explained together."""


def workers(n_jobs: int | None) -> int:
    """How many workers there are: ``n_jobs``, or those of an active ``joblib.parallel_config``."""
    if n_jobs == 1 or (n_jobs is None and "joblib" not in sys.modules):
        return 1
    try:
        from joblib import effective_n_jobs
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError("n_jobs needs joblib: pip install joblib") from error
    return int(effective_n_jobs(n_jobs))


def pieces_of(rows: int, most: int, n_workers: int, *, repeats: bool) -> list[IntArray]:
    """Neighboring rows in pieces of ``most`` rows.

    Few for one worker and several for each of many; as few as can be when repeated values are
    predicted once in each piece (``repeats``).
    """
    count = -(-rows // most)
    wanted = n_workers if repeats else _PIECES_PER_WORKER * n_workers if n_workers > 1 else 1
    count = max(count, min(rows, wanted))
    return np.array_split(np.arange(rows), count) if count > 1 else [np.arange(rows)]


def run(
    function: Callable[[Item], Result], items: Iterable[Item], n_jobs: int | None
) -> Iterator[Result]:
    """Results of ``function`` for each item, in order; items are made as they are needed."""
    if workers(n_jobs) == 1:
        yield from map(function, items)
        return
    from concurrent.futures.process import BrokenProcessPool

    from joblib import Parallel, delayed

    try:
        parallel = Parallel(n_jobs=n_jobs, return_as="generator")
    except ValueError:  # a backend that gives all results at the end
        parallel = Parallel(n_jobs=n_jobs)
    try:
        yield from parallel(delayed(function)(i) for i in items)
    except (PicklingError, AttributeError, TypeError, BrokenProcessPool) as error:
        if "pickl" not in str(error) and "serialize" not in str(error):
            raise
        why = error.__cause__ or error
        raise TypeError(
            f"predict, or its data, cannot be sent to other processes ({why}); work in threads: "
            "with joblib.parallel_config(backend='threading'), or with n_jobs=1"
        ) from error


class Progress:
    """A tqdm bar that counts model rows, or nothing at all."""

    def __init__(self, wanted: bool, total: float) -> None:
        self._bar: Any = None
        if wanted:
            try:
                from tqdm.auto import tqdm
            except ModuleNotFoundError as error:
                raise ModuleNotFoundError("progress=True needs tqdm: pip install tqdm") from error
            self._bar = tqdm(total=round(total), unit="row", unit_scale=True)

    def add(self, count: int) -> None:
        """Count some more."""
        if self._bar is not None:
            self._bar.update(count)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            if error[0] is None:
                self._bar.total = self._bar.n  # it was an estimate
            self._bar.close()
