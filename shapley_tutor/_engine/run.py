"""Shapley values of a piece of the rows: what one worker does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from shapley_tutor._engine.imputed import ImputedPool
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.pairs import exact_values
from shapley_tutor._engine.plan import Way
from shapley_tutor._engine.products import product_values
from shapley_tutor._engine.sampled import sampled_values
from shapley_tutor._typing import BoolArray, FloatArray, IntArray
from shapley_tutor.coalitions import coalitions
from shapley_tutor.game import Game
from shapley_tutor.removal import average_predictions
from shapley_tutor.sampling.estimators import kernel_regression, sample_lineups
from shapley_tutor.values import shapley_values

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


def solve(piece: Piece) -> Solved:
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
    scale = max(np.abs(predictions).max(), np.abs(base).max(), np.abs(job.base_predictions).max())
    values[np.abs(values) <= 8 * np.finfo(float).eps * scale] = 0  # rounding, not credit
    return values, np.zeros_like(values)


def _sampled(
    job: Job, row: int, base: FloatArray, prediction: FloatArray, way: Way, seed: int
) -> tuple[FloatArray, FloatArray]:
    """Values and standard errors of one row, (players, k) each."""
    if not job.is_conditional:
        return sampled_values(job, row, prediction, way.budget, way.name, seed)
    estimator = kernel_regression if way.name == "kernel" else sample_lineups
    game = Game(lambda S: _worths(job, row, base, prediction, S), len(job.members))
    found = estimator(game, way.budget, seed)
    return found.values, found.standard_errors


def _worths(
    job: Job, row: int, base: FloatArray, prediction: FloatArray, S: BoolArray
) -> FloatArray:
    """Worths (m, k) of coalitions of one row, of which those of nobody and of all are known."""
    worths = np.where(S.any(axis=1, keepdims=True), prediction, base)
    inner = S.any(axis=1) & ~S.all(axis=1)
    if inner.any():
        present = S[inner] @ job.members
        worths[inner] = average_predictions(
            job.predictor, job.pool, job.weights, np.array([row]), present
        )[0]
    return worths


def conditional_values(job: Job, base: FloatArray, predictions: FloatArray) -> FloatArray:
    """Values (rows, players, k) for a removal whose replacements depend on what is known."""
    n, (rows, k) = len(job.members), predictions.shape
    inner = coalitions(n)[1:-1] @ job.members
    values = np.empty((rows, n, k))
    step = max(1, _WORTHS_AT_ONCE // 2**n)
    for start in range(0, rows, step):
        some = np.arange(start, min(start + step, rows))
        worths = np.empty((2**n, len(some), k))
        worths[0], worths[-1] = base[some], predictions[some]
        if len(inner):
            found = average_predictions(job.predictor, job.pool, job.weights, some, inner)
            worths[1:-1] = found.transpose(1, 0, 2)
        solved = shapley_values(worths.reshape(2**n, -1))
        values[some] = solved.reshape(n, len(some), k).transpose(1, 0, 2)
    return values


_EXACT = {"pairs": exact_values, "products": product_values}
