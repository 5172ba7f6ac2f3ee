"""Before the work: what the background is worth, whether predict answers the same, and seeds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from shapley_tutor._engine.fills import GaussianPool
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.predictor import differ
from shapley_tutor._engine.rows import FramePool
from shapley_tutor._tables import is_frame
from shapley_tutor._typing import IntArray

_PROBED = 32  # rows that are asked for under other labels


def with_base(job: Job, X: Any) -> Job:
    """The job with the predictions of what replaces a row of which nothing is known, (B, k).

    Two of these rows are asked for again: a model may draw at random. What is asked for again is
    not counted as evaluations: no value is made of it.
    """
    base = job.predictor.in_batches(
        lambda here: _nothing_of_the_first(job, np.arange(here.start, here.stop)), len(job.weights)
    )
    job = replace(job, base_predictions=base)
    two = np.arange(min(2, len(base)))
    changes = job.predictor.warn_if_it_changes(_nothing_of_the_first(job, two), base[two])
    return job if changes else replace(job, labels_matter=_labels_matter(job, X))


def _nothing_of_the_first(job: Job, others: IntArray) -> Any:
    """The first row of X when nothing is known of it: background rows that have its label."""
    nothing = np.zeros((len(others), len(job.players.owner)), dtype=bool)
    return job.pool.mix(np.zeros_like(others), nothing, others)


def _labels_matter(job: Job, X: Any) -> bool:
    """Whether some rows, of the background and of X, have other predictions under other labels."""
    if not (is_frame(X) and isinstance(job.pool, (FramePool, GaussianPool))):
        return False
    numbers = X.index.factorize()[0]
    elsewhere = np.flatnonzero(numbers != numbers[0])
    if not len(elsewhere):
        return False
    labels = X.index[_spread(len(elsewhere), elsewhere)]
    others = _spread(len(job.weights))
    relabeled = job.predictor.again(_nothing_of_the_first(job, others).set_axis(labels))
    if differ(relabeled, job.base_predictions[others]).any():
        return True
    own = job.pool.explained(_spread(job.pool.n_explained))
    ours, theirs = job.predictor.again(own.copy()), job.predictor.again(own.set_axis(labels))
    return bool(differ(ours, theirs).any())


def _spread(size: int, places: IntArray | None = None) -> IntArray:
    """Some of so many places, evenly: all of them where they are few."""
    some: IntArray = np.arange(_PROBED) * size // _PROBED
    return some if places is None else places[some]


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
            yield from (
                number.tobytes() for number in hash_pandas_object(X, index=False).to_numpy()
            )
            return
        except TypeError:  # cells that cannot be hashed
            X = X.to_numpy(dtype=object)
    if X.dtype.kind in "OUST":
        yield from (repr(row).encode() for row in X.tolist())
    else:
        yield from (row.tobytes() for row in X)
