"""Before the work: what the background is worth, whether predict answers the same, and seeds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from shapley_tutor._engine.job import Job
from shapley_tutor._engine.predictor import differ
from shapley_tutor._engine.rows import ArrayPool, FramePool
from shapley_tutor._tables import is_frame
from shapley_tutor._typing import IntArray


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
    """Ask for two background rows again: a model may draw at random, or look at labels.

    These two rows are not counted as evaluations: no value is made of them.
    """
    two = np.arange(min(2, len(job.weights)))
    before = job.base_predictions[two]
    if isinstance(job.pool, FramePool):
        labeled = job.predictor.again(_nothing_of_the_first(job, two))
        if not differ(labeled, before).any():
            return job
        if not differ(job.predictor.again(_replaced(job, two)), before).any():
            return replace(job, labels_matter=True)
    job.predictor.warn_if_it_changes(_replaced(job, two), before)
    return job


def seeds_of_rows(X: Any, rng: int | np.random.Generator | None) -> IntArray:
    """A seed for each row, made from what it holds: the same alone and in company."""
    master = int(np.random.default_rng(rng).integers(2**63))
    key = master.to_bytes(8, "little")
    digests = [hashlib.blake2b(text, digest_size=8, key=key).digest() for text in _contents(X)]
    return np.array([int.from_bytes(digest, "little") >> 1 for digest in digests], dtype=np.int64)


def _contents(X: Any) -> Iterator[bytes]:
    """What each row holds, as bytes."""
    if is_frame(X):
        from pandas.util import hash_pandas_object

        try:
            yield from (number.tobytes() for number in hash_pandas_object(X, index=False).to_numpy())
            return
        except TypeError:  # cells that cannot be hashed
            X = X.to_numpy(dtype=object)
    if X.dtype.kind in "OUS":
        yield from (repr(row).encode() for row in X.tolist())
    else:
        yield from (row.tobytes() for row in X)
