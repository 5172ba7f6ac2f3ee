"""A model's predict function, called with many rows at once and checked at every call."""

from __future__ import annotations

import copy
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from shapley_tutor._checks import checked_names
from shapley_tutor._engine.answers import checked_answer
from shapley_tutor._tables import is_frame, kind_of
from shapley_tutor._typing import Array


class Predictor:
    """Calls ``predict`` and returns floats (m, k), or says what is wrong with its answer.

    Every call gets rows in memory of its own, and its answer is copied: what predict keeps of
    them, or writes to them later, changes nothing. Only the first call is told that it does.

    Attributes
    ----------
    evaluations
        Model rows predicted so far.
    n_outputs
        k when predict returns (m, k) with k > 1, else None.
    batch
        How many rows to pass in one call.
    seconds
        Spent inside predict.
    heard
        Called with the number of rows of every call, if given: a progress bar.
    """

    def __init__(
        self, predict: Any, row_bytes: int = 0, output_names: Sequence[Any] | None = None
    ) -> None:
        _check_callable(predict)
        self._predict = predict
        self.batch = BatchSize(row_bytes)
        self.evaluations, self.seconds = 0, 0.0
        self.heard: Callable[[int], object] | None = None
        self.n_outputs: int | None = None
        self._names = (
            None if output_names is None else checked_names(output_names, "output_names", "output")
        )
        self._columns: tuple[Any, ...] | None = None  # of a DataFrame, as predict returned it
        self._first = True

    @property
    def outputs(self) -> int:
        """How many numbers a row has for an answer."""
        return self.n_outputs or 1

    @property
    def output_names(self) -> tuple[Any, ...] | None:
        """Names of the k outputs; None when predict returns one number for a row without a name."""
        if self._names is not None or self.n_outputs is None:
            return self._names
        return tuple(f"output {k}" for k in range(self.n_outputs))

    def copy(self) -> Predictor:
        """A predictor of its own count, which has passed the checks of a first call."""
        twin = copy.copy(self)
        twin.batch = copy.copy(self.batch)
        twin.heard = None
        twin._first, twin.evaluations, twin.seconds = False, 0, 0.0
        return twin

    def __call__(self, rows: Any, known: int = 0) -> Array:
        """Predictions for rows (m, d): float (m, k).

        Those that have been asked for before, so many of them, do not count.
        """
        first, self._first = self._first, False
        m, labels = len(rows), _labels(rows)  # before predict can change them
        before = rows.copy() if first else None
        start = time.perf_counter()
        answer = self._predict(rows)
        seconds = time.perf_counter() - start
        if first:
            _check_unchanged(rows, before)
        self.batch.observe(m, seconds)
        numbers, names = checked_answer(answer, m, labels)
        self._check_outputs(numbers, names, first)
        self.evaluations += m - known
        self.seconds += seconds
        if self.heard is not None:
            self.heard(m - known)
        return numbers.reshape(m, -1)

    def in_batches(self, rows_of: Callable[[slice], Any], count: int, known: int = 0) -> Array:
        """Predictions (count, k) of rows that ``rows_of`` gives, a slice of them at a time.

        So many of them, ``known``, have been asked for before and do not count.
        """
        answers, start = [], 0
        while start < count:
            stop = min(start + self.batch.rows, count)
            again = min(known, stop - start)
            answers.append(self(rows_of(slice(start, stop)), again))
            start, known = stop, known - again
        return answers[0] if len(answers) == 1 else np.concatenate(answers)

    def again(self, rows: Any) -> Array:
        """Predictions (m, k) of rows that have been asked for before, which do not count."""
        m, labels = len(rows), _labels(rows)
        numbers, names = checked_answer(self._predict(rows), m, labels)
        self._check_outputs(numbers, names, first=False)
        return numbers.reshape(m, -1)

    def _check_outputs(self, numbers: Array, names: tuple[Any, ...] | None, first: bool) -> None:
        outputs = numbers.shape[1] if numbers.ndim == 2 else None
        if first:
            self._columns = names
        elif names != self._columns:
            raise ValueError(
                f"predict returned the columns {_few(names)}, but {_few(self._columns)} the first "
                "time; their order must not change: end it with .to_numpy() if they mean the same"
            )
        if not first:
            if outputs != self.n_outputs:
                raise ValueError(
                    f"predict returned {outputs or 'no'} output columns, but "
                    f"{self.n_outputs or 'no'} output columns the first time; their number must "
                    "not change: give a column to every output, also to one that no row has"
                )
            return
        self.n_outputs = outputs
        self.batch.limit(8 * (outputs or 1))
        if self._names is None and outputs is not None:
            self._names = names
        elif self._names is not None and len(self._names) != (outputs or 1):
            raise ValueError(
                f"output_names has {len(self._names)} names but predict returned "
                f"{outputs or 1} number{'s' * (outputs is not None)} for each row; give one name "
                "for each output"
            )


def _labels(rows: Any) -> Any:
    return rows.index if is_frame(rows) else None


def _few(names: tuple[Any, ...] | None) -> str:
    return "no names" if names is None else ", ".join(map(repr, names[:8]))


def _check_callable(predict: Any) -> None:
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(predict, torch.nn.Module):
        like = next(predict.parameters(), torch.zeros(1))
        device = "" if like.device.type == "cpu" else f", device={str(like.device)!r}"
        raise TypeError(
            "predict is a torch module, which takes and gives tensors; call module.eval() and pass "
            "a function of numpy rows, such as "
            "lambda X: module(torch.as_tensor(np.array(X, float), "
            f"dtype={like.dtype}{device})).detach().cpu().numpy()"
        )
    if callable(predict):
        return
    if hasattr(predict, "predict_proba"):
        hint = "; pass lambda X: model.predict_proba(X)[:, 1], or model.predict_proba"
    elif hasattr(predict, "predict"):
        hint = "; pass model.predict"
    else:
        hint = "; pass the model's function, not its result: explain(predict, X, background)"
    raise TypeError(f"predict must be a function of rows, got {kind_of(predict)}{hint}")


def _check_unchanged(rows: Any, before: Any) -> None:
    same = _frames_equal(rows, before) if is_frame(before) else _equal(rows, before)
    if not same:
        raise ValueError(
            "predict changes the rows that it is given; let it work on a copy, "
            "such as lambda X: predict(X.copy())"
        )


def _frames_equal(rows: Any, before: Any) -> bool:
    labels = rows.columns.equals(before.columns) and rows.index.equals(before.index)
    try:
        return bool(labels and (rows.equals(before) or _columns_equal(rows, before)))
    except (TypeError, ValueError):  # cells that cannot be compared, such as arrays
        return bool(labels)


def _columns_equal(rows: Any, before: Any) -> bool:
    """The same, where a NaN of Arrow is like every other: to pandas it is not even itself."""
    return all(
        ours.equals(theirs)
        or (str(ours.dtype).endswith("[pyarrow]") and [*map(repr, ours)] == [*map(repr, theirs)])
        for (_, ours), (_, theirs) in zip(rows.items(), before.items(), strict=True)
    )


def _equal(rows: Array, before: Array) -> bool:
    if rows.shape != before.shape or rows.dtype != before.dtype:
        return False
    if rows.dtype == object:
        return all(x is y for x, y in zip(rows.flat, before.flat, strict=True))
    if rows.dtype.kind == "T":  # texts lie elsewhere
        return bool(rows.tolist() == before.tolist())
    return rows.tobytes() == before.tobytes()


FIRST_ROWS = 2_048  # of networks: what is between two layers stays in the cache, without new pages
BLOCK_ROWS = 8_192
MOST_ROWS = 131_072
_FEWEST_ROWS = 16  # a photograph takes most of a megabyte
_MOST_BYTES = 8 * 2**20  # of the rows in one batch
_SECONDS_TO_EXPLORE = 0.05  # shorter jobs stay at FIRST_ROWS: a trial would cost more than it saves
_TIMINGS = 3  # the fastest of so many calls counts
_GAIN = 0.97  # a batch is better if it takes at most so much of the time per row …
_IN_VAIN = 2  # … and so many doublings in a row without a gain end the search, …
_MUCH_WORSE = 1.25  # … or one that takes this much more


class BatchSize:
    """Doubles the batch while that makes predict faster per row, then takes the best size.

    Attributes
    ----------
    rows
        Rows to give to predict in the next call.
    block
        Rows to mix at a time, for one call or several: fewer cost more to mix and to share out.
    """

    def __init__(self, row_bytes: int) -> None:
        limit = max(_FEWEST_ROWS, _MOST_BYTES // max(row_bytes, 1))
        self._most = min(MOST_ROWS, limit)
        self.rows = min(FIRST_ROWS, limit)
        self._best = float("inf")  # seconds per row …
        self._best_rows = self.rows  # … at this size
        self._timings: tuple[float, ...] = ()
        self._in_vain = 0
        self._settled = False
        self._spent = 0.0

    @property
    def block(self) -> int:
        return max(self.rows, min(BLOCK_ROWS, self._most))

    def limit(self, answer_bytes: int) -> None:
        """Keep the answers of a batch, so many bytes a row, as small as its rows."""
        self._most = min(self._most, max(_FEWEST_ROWS, _MOST_BYTES // max(answer_bytes, 1)))
        self.rows = min(self.rows, self._most)

    def observe(self, rows: int, seconds: float) -> None:
        """Take note of one call; calls much smaller than a batch say nothing."""
        if self._settled or 2 * rows < self.rows:
            return
        self._spent += seconds
        self._timings = (*self._timings[1 - _TIMINGS :], seconds / rows)
        if len(self._timings) < _TIMINGS or self._spent < _SECONDS_TO_EXPLORE:
            return
        fastest = min(self._timings)
        self._timings = ()
        self._in_vain += 1
        if fastest < _GAIN * self._best:
            self._best, self._best_rows, self._in_vain = fastest, self.rows, 0
        ended = self._in_vain == _IN_VAIN or fastest > _MUCH_WORSE * self._best
        if ended or 2 * self.rows > self._most:
            self.rows, self._settled = self._best_rows, True
        else:
            self.rows *= 2
