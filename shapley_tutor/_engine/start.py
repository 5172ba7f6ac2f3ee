"""Before the work: what the background is worth, whether predict answers the same, and seeds."""

from __future__ import annotations

import contextlib
import hashlib
import time
import warnings
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from shapley_tutor._cells import own_copy, rows_at
from shapley_tutor._engine.fills import GaussianPool
from shapley_tutor._engine.job import Job
from shapley_tutor._engine.rows import ArrayPool, FramePool
from shapley_tutor._tables import is_frame
from shapley_tutor._typing import BoolArray, FloatArray, IntArray

_SAME = 1e-4  # of the answers' spread, and …
_SINGLE = 1e-6  # … of an answer: networks in single precision differ less between batches
_MANY = 3  # background rows, of which two are other company than all

_PROBED = 32  # rows that are asked for under other labels


def with_base(job: Job) -> Job:
    """The job with the predictions of what replaces a row of which nothing is known, (B, k)."""
    base = job.predictor.in_batches(
        lambda here: _nothing_of_the_first(job, np.arange(here.start, here.stop)), len(job.weights)
    )
    return replace(job, base_predictions=base)


def looked_at_again(job: Job, X: Any) -> Job:
    """The job, knowing whether predict looks at labels; a predict that changes is told of.

    What is asked for again is not counted as evaluations: no value is made of it.
    """
    if warn_of_changes(job, job.predictor.again(asked_again(job))):
        return job
    return replace(job, labels_matter=_labels_matter(job, X))


def pace(job: Job) -> float:
    """Seconds for a model row in a batch as large as those to come; its rows do not count.

    A smaller call mostly shows what a call costs, whatever is in it.
    """
    count = job.predictor.batch.rows
    rows = _nothing_of_the_first(job, np.arange(count) % len(job.weights))
    start = time.perf_counter()
    job.predictor.again(rows)
    return (time.perf_counter() - start) / count


def alike(job: Job, X: Any) -> bool:
    """Whether the rows that are mixed are of X's own type, and can stand beside its rows."""
    return isinstance(job.pool, ArrayPool) and bool(job.pool.X.dtype == X.dtype)


def _nothing_of_the_first(job: Job, others: IntArray) -> Any:
    """The first row of X when nothing is known of it: background rows that have its label."""
    return job.nothing_known(np.zeros_like(others), others)


def _labels_matter(job: Job, X: Any) -> bool:
    """Whether some rows, of the background and of X, have other predictions under other labels."""
    if not (is_frame(X) and isinstance(job.pool, (FramePool, GaussianPool))):
        return False
    numbers = X.index.factorize()[0]
    elsewhere = np.flatnonzero(numbers != numbers[0])
    if not len(elsewhere):
        return False
    spread = np.ptp(job.base_predictions, axis=0)
    labels = X.index[_spread(len(elsewhere), elsewhere)]
    others = _spread(len(job.weights))
    relabeled = job.predictor.again(_nothing_of_the_first(job, others).set_axis(labels.copy()))
    if _differ(relabeled, job.base_predictions[others], spread).any():
        return True
    own = rows_at(X, _spread(job.pool.n_explained))
    ours = job.predictor.again(own_copy(own))
    theirs = job.predictor.again(own_copy(own).set_axis(labels.copy()))
    return bool(_differ(ours, theirs, spread).any())


def _spread(size: int, places: IntArray | None = None) -> IntArray:
    """Some of so many places, evenly: all of them where they are few."""
    some: IntArray = np.arange(_PROBED) * size // _PROBED
    return some if places is None else places[some]


def asked_again(job: Job) -> Any:
    """Two rows, background rows among them, in other company than before.

    Beside the first row of X, where there are too few of the background for that.
    """
    if not _are_few(job):
        return _nothing_of_the_first(job, np.arange(min(2, len(job.weights))))
    known = np.repeat([[False], [True]], len(job.players.owner), axis=1)
    return job.row_pool.mix(np.array([0, 0]), known, np.array([0, 0]))


def _are_few(job: Job) -> bool:
    return len(job.weights) < _MANY and isinstance(job.pool, (ArrayPool, FramePool))


def warn_of_changes(job: Job, again: FloatArray) -> bool:
    """Whether these answers differ from those of the first time, which is said.

    Predict may draw at random; and it may look at the rows beside.
    """
    spread = np.ptp(job.base_predictions, axis=0)
    if _are_few(job):
        again, beside = again[:1], again[1]
        spread = np.maximum(spread, np.abs(beside - job.base_predictions[0]))
    before = job.base_predictions[: len(again)]
    different = _differ(again, before, spread)
    if different.any():
        row = int(np.argmax(different))
        _warn_of_change(before[row], again[row])
    return bool(different.any())


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
        except TypeError:  # cells that cannot be hashed, in this row or in another
            if len(X) > 1:
                yield from (next(_contents(X.iloc[[i]])) for i in range(len(X)))
                return
            X = X.to_numpy(dtype=object)
    if X.dtype.kind in "biuf":
        yield from ((row.astype(float) + 0.0).tobytes() for row in X)  # -0.0 + 0.0 is 0.0
    elif X.dtype.kind in "OUST":
        yield from (repr(row).encode() for row in X.tolist())
    else:
        yield from (row.tobytes() for row in X)
