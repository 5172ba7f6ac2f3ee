"""Pieces of the rows, spread over cores or a cluster by joblib, and what one worker does."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np

from shapley_tutor._engine.conditional import conditional_values, worths_of_row
from shapley_tutor._engine.fills import ImputedPool
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import exact_values
from shapley_tutor._engine.plan import Way
from shapley_tutor._engine.products import product_values
from shapley_tutor._engine.sampled import sampled_values
from shapley_tutor._typing import FloatArray, IntArray
from shapley_tutor.game import Game
from shapley_tutor.sampling.estimators import kernel_regression, sample_lineups

_WORTHS_AT_ONCE = 2**20


@dataclass(frozen=True)
class Piece:
    """Some neighboring rows of X, the first of them number ``first``, and how to solve them."""

    job: Job
    way: Way
    first: int
    seeds: IntArray  # one for each row when sampling


@dataclass(frozen=True)
class Solved:
    """What was found for a piece."""

    values: FloatArray  # (rows, players, k)
    standard_errors: FloatArray
    base_values: FloatArray  # (rows, k)
    predictions: FloatArray  # (rows, k)
    evaluations: int


def explain_piece(piece: Piece) -> Solved:
    """Predict and explain the rows of a piece."""
    predictor = piece.job.predictor.copy()
    job = replace(piece.job, predictor=predictor)
    try:
        which = np.arange(job.pool.n_explained)
        predictions = predictor.in_batches(lambda here: job.pool.explained(which[here]), len(which))
        base = base_values(job)
        values, errors = _values(replace(piece, job=job), base, predictions)
    except Exception as error:
        last = piece.first + job.pool.n_explained - 1
        error.add_note(f"this happened while explaining rows {piece.first} to {last} of X")
        raise
    return Solved(values, errors, base, predictions, predictor.evaluations)


def base_values(job: Job) -> FloatArray:
    """v(empty set) of each row, (rows, k): one for all, unless a function fills in each row."""
    rows, pool = job.pool.n_explained, job.pool
    if not isinstance(pool, ImputedPool):
        return np.repeat(job.base_values[None], rows, axis=0)

    def nothing_known(here: slice) -> Any:
        which = np.arange(here.start, here.stop)
        absent = np.zeros((len(which), job.members.shape[1]), dtype=bool)
        return pool.mix(which, absent, np.zeros_like(which))

    return job.predictor.in_batches(nothing_known, rows)


def _values(
    piece: Piece, base: FloatArray, predictions: FloatArray
) -> tuple[FloatArray, FloatArray]:
    job, way = piece.job, piece.way
    if way.is_sampled and not (job.is_conditional and 2 ** len(job.members) <= way.budget):
        found = [
            _sampled(job, row, base[row], predictions[row], way, int(seed))
            for row, seed in enumerate(piece.seeds)
        ]
        return np.stack([value for value, _ in found]), np.stack([error for _, error in found])
    if job.is_conditional:
        values = conditional_values(job, base, predictions)
    else:
        values = _EXACT[way.name](job, predictions)
    # Rounding, not credit: measured by the row and the output that a value belongs to.
    background = np.abs(job.base_predictions).max(axis=0)  # (k,)
    scale = np.maximum(np.maximum(np.abs(predictions), np.abs(base)), background)  # (rows, k)
    values[np.abs(values) <= 8 * np.finfo(float).eps * scale[:, None]] = 0
    return values, np.zeros_like(values)


def _sampled(
    job: Job, row: int, base: FloatArray, prediction: FloatArray, way: Way, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Values and standard errors of one row, (players, k) each."""
    if not job.is_conditional:
        return sampled_values(job, row, prediction, way.budget, way.name, seed)
    estimator = kernel_regression if way.name == "kernel" else sample_lineups
    game = Game(lambda S: worths_of_row(job, row, base, prediction, S), len(job.members))
    found = estimator(game, way.budget, seed)
    return found.values, found.standard_errors


_EXACT = {"pairs": exact_values, "products": product_values}


Item = TypeVar("Item")
Result = TypeVar("Result")
_PIECES_PER_WORKER = 4
_STEPS_SHOWN = 50
ROWS_IN_A_PIECE = 2**14
"""Most rows that are explained together."""


def workers(n_jobs: int | None) -> int:
    """How many workers there are: ``n_jobs``, or those of an active ``joblib.parallel_config``."""
    if n_jobs == 1 or (n_jobs is None and "joblib" not in sys.modules):
        return 1
    from joblib import effective_n_jobs

    return int(effective_n_jobs(n_jobs))


def pieces_of(rows: int, n_workers: int, *, fine: bool, repeats: bool) -> list[IntArray]:
    """Neighboring rows in pieces.

    Few for one worker and several for each of many; more when progress is shown (``fine``),
    and as few as can be when repeated values are predicted once in each piece (``repeats``).
    """
    count = -(-rows // ROWS_IN_A_PIECE)
    wanted = n_workers if repeats else _PIECES_PER_WORKER * n_workers if n_workers > 1 else 1
    if fine and not repeats:
        wanted = max(wanted, _STEPS_SHOWN)
    count = max(count, min(rows, wanted))
    return np.array_split(np.arange(rows), count) if count > 1 else [np.arange(rows)]


def run(
    function: Callable[[Item], Result], items: Iterable[Item], n_jobs: int | None
) -> Iterator[Result]:
    """Results of ``function`` for each item, in order; items are made as they are needed."""
    if workers(n_jobs) == 1:
        yield from map(function, items)
        return
    from joblib import Parallel, delayed

    yield from Parallel(n_jobs=n_jobs, return_as="generator")(delayed(function)(i) for i in items)


class Progress:
    """A tqdm bar that counts rows explained, or nothing at all."""

    def __init__(self, wanted: bool, total: int) -> None:
        self._bar: Any = None
        if wanted:
            try:
                from tqdm.auto import tqdm
            except ModuleNotFoundError as error:
                raise ModuleNotFoundError("progress=True needs tqdm: pip install tqdm") from error
            self._bar = tqdm(total=total, unit="row")

    def add(self, count: int) -> None:
        """Count some more."""
        if self._bar is not None:
            self._bar.update(count)

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()
