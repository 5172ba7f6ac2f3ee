"""What one worker does: the values of some rows of X against a part of the background."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from shapley_tutor._engine.conditional import conditional_values, worths_of_row
from shapley_tutor._engine.fills import ImputedPool
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import Sums, exact_values
from shapley_tutor._engine.plan import Way
from shapley_tutor._engine.products import product_values
from shapley_tutor._engine.sampled import sampled_values
from shapley_tutor._typing import FloatArray, IntArray
from shapley_tutor.game import Game
from shapley_tutor.sampling.estimators import estimate_by_lineups, estimate_by_regression


@dataclass(frozen=True)
class Piece:
    """Some neighboring rows of X against a part of the background, and how to solve them."""

    job: Job
    way: Way
    first: int  # number of the first row
    seeds: IntArray  # one for each row when sampling
    part: int  # of the background …
    parts: int  # … of so many
    predictions: FloatArray  # of the rows, (rows, k)


@dataclass(frozen=True)
class Solved:
    """What was found for a piece."""

    values: FloatArray  # (rows, players, k)
    standard_errors: FloatArray
    base_values: FloatArray  # (rows, k)
    largest: FloatArray  # of what was added up to exact values, (rows, k)
    evaluations: int


def explain_piece(piece: Piece) -> Solved:
    """Explain the rows of a piece."""
    predictor = piece.job.predictor.copy()
    predictor.heard = piece.job.predictor.heard
    job = replace(piece.job, predictor=predictor)
    try:
        if job.labels_matter:
            job = replace(job, own_base=_own_base(job))
        base = base_values(job)
        (values, largest), errors = _values(replace(piece, job=job), base)
    except Exception as error:
        say_where(error, piece.first, job.pool.n_explained)
        raise
    return Solved(values, errors, base, largest, predictor.evaluations)


def say_where(error: Exception, first: int, count: int) -> None:
    """Add to an error which rows of X were at work."""
    error.add_note(f"this happened while explaining rows {first} to {first + count - 1} of X")


def background_part(n_background: int, part: int, parts: int) -> IntArray:
    """Neighboring background rows: one of several parts."""
    everyone = np.arange(n_background)
    return everyone if parts == 1 else np.array_split(everyone, parts)[part]


def base_values(job: Job) -> FloatArray:
    """v(empty set) of each row, (rows, k): one for all, unless a function fills in each row."""
    if not isinstance(job.pool, ImputedPool):
        return job.base_values()

    def nothing_known(here: slice) -> Any:
        rows = np.arange(here.start, here.stop)
        return job.nothing_known(rows, np.zeros_like(rows))

    return job.predictor.in_batches(nothing_known, job.pool.n_explained)


def _own_base(job: Job) -> FloatArray:
    """Predictions of the background under the label of each row: (rows, B, k)."""
    rows, size = job.pool.n_explained, len(job.weights)

    def relabeled(here: slice) -> Any:
        return job.nothing_known(*np.divmod(np.arange(here.start, here.stop), size))

    return job.predictor.in_batches(relabeled, rows * size).reshape(rows, size, -1)


def _values(piece: Piece, base: FloatArray) -> tuple[Sums, FloatArray]:
    job, way, predictions = piece.job, piece.way, piece.predictions
    if way.is_sampled and not job.is_conditional:
        return sampled_values(job, predictions, way, piece.seeds)
    if way.is_sampled and not way.all_at_once(job.players.n):
        return _sampled_games(piece, base)
    others = background_part(len(job.weights), piece.part, piece.parts)
    if job.is_conditional:
        mine = base if piece.parts == 1 else job.base_values(others)
        sums = conditional_values(job, others, mine, predictions)
    else:
        sums = _EXACT[way.name](job, others, predictions)
    return sums, np.broadcast_to(0.0, sums.values.shape)


def _sampled_games(piece: Piece, base: FloatArray) -> tuple[Sums, FloatArray]:
    """Values and standard errors, the game of each row being sampled."""
    job, way = piece.job, piece.way
    estimator = estimate_by_regression if way.name == "kernel" else estimate_by_lineups
    sums = Sums.of_nothing(len(base), job.players.n, base.shape[1])
    errors = np.zeros_like(sums.values)
    for row, seed in enumerate(piece.seeds):
        worths = partial(worths_of_row, job, row, base[row], piece.predictions[row])
        game = Game(worths, list(job.players.names))
        found = estimator(game, way.budget, int(seed), precision=way.precision)
        sums.values[row], errors[row] = found.values, found.standard_errors
    return sums, errors


_EXACT = {"pairs": exact_values, "products": product_values}
