"""Before the work: what the background is worth, whether predict answers the same, and seeds."""

from __future__ import annotations

import contextlib
import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from shapley_tutor._engine.job import Job
from shapley_tutor._engine.rows import ArrayPool, FramePool
from shapley_tutor._tables import is_frame
from shapley_tutor._typing import BoolArray, FloatArray, IntArray

_SAME = 1e-4  # of the answers' spread, and …
_SINGLE = 1e-6  # … of an answer: networks in single precision differ less between batches
_MANY = 3  # background rows, of which two are other company than all


def with_base(job: Job) -> Job:
    """The job with the predictions of what replaces a row of which nothing is known, (B, k)."""
    base = job.predictor.in_batches(
        lambda here: _replaced(job, np.arange(here.start, here.stop)), len(job.weights)
    )
    return _asked_twice(replace(job, base_predictions=base))


def _replaced(job: Job, others: IntArray) -> Any:
    """What replaces a row of which nothing is known: a background row, or what is filled in."""
    if isinstance(job.pool, (ArrayPool, FramePool)):
        return job.pool.replaced(others)
    return _nothing_of_the_first(job, others)


def _nothing_of_the_first(job: Job, others: IntArray) -> Any:
    """The first row of X when nothing is known of it."""
    nothing = np.zeros((len(others), len(job.players.owner)), dtype=bool)
    return job.pool.mix(np.zeros_like(others), nothing, others)


def _asked_twice(job: Job) -> Job:
    """Ask for some background rows again: a model may draw at random, or look at labels.

    Beside other rows than before, for it may look at these too. The two rows of this are not
    counted as evaluations: no value is made of them.
    """
    few = len(job.weights) < _MANY and isinstance(job.pool, (ArrayPool, FramePool))
    own = np.arange(1 if few else min(2, len(job.weights)))
    before, spread = job.base_predictions[own], np.ptp(job.base_predictions, axis=0)
    if few:
        again, spread = _beside_the_first(job, before[0], spread)
    else:
        again = job.predictor.again(_nothing_of_the_first(job, own))
    if not _differ(again, before, spread).any():
        return job
    with_own_labels = job.predictor.again(_replaced(job, own))
    changed = _differ(with_own_labels, before, spread).any()
    if not changed and isinstance(job.pool, FramePool):
        again_labeled = job.predictor.again(_nothing_of_the_first(job, own))
        if _differ(again_labeled, before, spread).any():
            return replace(job, labels_matter=True)
    if changed:
        again = with_own_labels
    row = int(np.argmax(_differ(again, before, spread)))
    _warn_of_change(before[row], again[row])
    return job


def _beside_the_first(
    job: Job, before: FloatArray, spread: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The first background row's answer (1, k) beside the first row of X, and a wider spread."""
    known = np.repeat([[False], [True]], len(job.players.owner), axis=1)
    again = job.predictor.again(job.row_pool.mix(np.array([0, 0]), known, np.array([0, 0])))
    return again[:1], np.maximum(spread, np.abs(again[1] - before))


def _differ(ours: FloatArray, theirs: FloatArray, spread: FloatArray) -> BoolArray:
    """Which rows of answers (m, k) differ by more than rounding, given the outputs' spread (k,)."""
    size = np.maximum(np.abs(ours), np.abs(theirs))
    different = np.abs(ours - theirs) > _SAME * spread + _SINGLE * size
    rows: BoolArray = np.any(different, axis=1)
    return rows


def _warn_of_change(before: FloatArray, again: FloatArray) -> None:
    """Say that predict gave two answers (k,) for one row."""
    warnings.warn(
        f"predict answered {before} and then {again} for the same row: it draws "
        "at random, learns, or depends on the rows beside. The values explain one such "
        "answer, and their standard errors know nothing of it. Networks: call .eval(); "
        "else fix the seed, or average over many draws inside predict",
        stacklevel=5,
    )


def seeds_of_rows(X: Any, rng: int | np.random.Generator | None) -> IntArray:
    """A seed for each row, made from what it holds: the same alone and in company."""
    master = int(np.random.default_rng(rng).integers(2**63))
    key = master.to_bytes(8, "little")
    digests = [hashlib.blake2b(text, digest_size=8, key=key).digest() for text in _contents(X)]
    return np.array([int.from_bytes(digest, "little") >> 1 for digest in digests], dtype=np.int64)


def _contents(X: Any) -> Iterator[bytes]:
    """What each row holds, as bytes: the same for numbers of any type, in an array or a frame."""
    if is_frame(X) and all(getattr(dtype, "kind", "O") in "biuf" for dtype in X.dtypes):
        with contextlib.suppress(TypeError, ValueError):
            X = X.to_numpy(dtype=float, na_value=np.nan)
    if is_frame(X):
        from pandas.util import hash_pandas_object

        try:
            yield from (
                number.tobytes() for number in hash_pandas_object(X, index=False).to_numpy()
            )
            return
        except TypeError:  # cells that cannot be hashed
            X = X.to_numpy(dtype=object)
    if X.dtype.kind in "biuf":
        yield from ((row.astype(float) + 0.0).tobytes() for row in X)  # -0.0 + 0.0 is 0.0
    elif X.dtype.kind in "OUS":
        yield from (repr(row).encode() for row in X.tolist())
    else:
        yield from (row.tobytes() for row in X)
