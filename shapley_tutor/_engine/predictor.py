"""A model's predict function, called with many rows at once and checked at every call."""

from __future__ import annotations

import copy
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._typing import Array


class Predictor:
    """Calls ``predict`` and returns floats (m, k), or says what is wrong with its answer.

    Attributes
    ----------
    evaluations
        Model rows predicted so far.
    n_outputs
        k when predict returns (m, k), None when it returns (m,).
    batch
        How many rows to pass in one call.
    """

    def __init__(self, predict: Any, row_bytes: int = 0) -> None:
        _check_callable(predict)
        self._predict = predict
        self.batch = BatchSize(row_bytes)
        self.evaluations = 0
        self._first = True
        self.n_outputs: int | None = None

    @property
    def output_names(self) -> tuple[str, ...] | None:
        """Names of the k outputs; None when predict returns one number for a row."""
        if self.n_outputs is None:
            return None
        return tuple(f"output {k}" for k in range(self.n_outputs))

    def copy(self) -> Predictor:
        """A predictor of its own count, which has passed the checks of a first call."""
        twin = copy.copy(self)
        twin.batch = copy.copy(self.batch)
        twin._first, twin.evaluations = False, 0
        return twin

    def __call__(self, rows: Any) -> Array:
        """Predictions for rows (m, d): float (m, k)."""
        first, self._first = self._first, False
        before = rows.copy() if first else None
        start = time.perf_counter()
        answer = self._predict(rows)
        self.batch.observe(len(rows), time.perf_counter() - start)
        if first:
            _check_unchanged(rows, before)
        shape = self._check_answer(answer, len(rows), first)
        self.evaluations += len(rows)
        numbers: Array = np.array(answer, dtype=float)  # a copy: predict may use its memory again
        return numbers.reshape(shape)

    def in_batches(self, rows_of: Callable[[slice], Any], count: int) -> Array:
        """Predictions (count, k) of rows that ``rows_of`` gives, a slice of them at a time."""
        answers, start = [], 0
        while start < count:
            stop = min(start + self.batch.rows, count)
            answers.append(self(rows_of(slice(start, stop))))
            start = stop
        return answers[0] if len(answers) == 1 else np.concatenate(answers)

    def _check_answer(self, answer: Any, m: int, first: bool) -> tuple[int, int]:
        needed = f"it must return a numpy array of shape ({m},), or ({m}, k) for k outputs"
        if isinstance(answer, np.ma.MaskedArray):
            raise TypeError(
                f"predict returned a masked array; {needed}: end it with .filled(value), where "
                "value is what a masked answer means"
            )
        if not isinstance(answer, np.ndarray):
            raise TypeError(
                f"predict returned {_kind(answer)} for {m} rows; {needed}{_way_out(answer)}"
            )
        if answer.ndim not in (1, 2) or len(answer) != m or 0 in answer.shape:
            raise ValueError(f"predict returned shape {answer.shape} for {m} rows; {needed}")
        if answer.dtype.kind not in "biuf":
            raise TypeError(f"predict returned values of type {answer.dtype}; {needed} of numbers")
        if not np.isfinite(answer).all():
            row = int(np.flatnonzero(~np.isfinite(answer).reshape(m, -1).all(axis=1))[0])
            raise ValueError(
                f"predict returned {answer[row]} for row {row} of {m}; the average over such "
                "predictions is not a number: impute or clip inside predict"
            )
        outputs = answer.shape[1] if answer.ndim == 2 else None
        if first:
            self.n_outputs = outputs
        elif outputs != self.n_outputs:
            raise ValueError(
                f"predict returned {outputs or 'no'} output columns, but {self.n_outputs or 'no'} "
                "output columns the first time; their number must not change"
            )
        return m, outputs or 1


def _check_callable(predict: Any) -> None:
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(predict, torch.nn.Module):
        raise TypeError(
            "predict is a torch module, which takes and gives tensors; pass a function of numpy "
            "rows, such as lambda X: module(torch.as_tensor(X)).detach().numpy()"
        )
    if callable(predict):
        return
    if hasattr(predict, "predict_proba"):
        hint = "; pass lambda X: model.predict_proba(X)[:, 1], or model.predict_proba"
    elif hasattr(predict, "predict"):
        hint = "; pass model.predict"
    else:
        hint = "; pass the model's function, not its result"
    raise TypeError(f"predict must be a function of rows, got {_kind(predict)}{hint}")


def _check_unchanged(rows: Any, before: Any) -> None:
    same = rows.equals(before) if is_frame(rows) else _equal(rows, before)
    if not same:
        raise ValueError(
            "predict changes the rows that it is given; let it work on a copy, "
            "such as lambda X: predict(X.copy())"
        )


def _equal(rows: Array, before: Array) -> bool:
    return rows.shape == before.shape and rows.tobytes() == before.tobytes()


def _kind(thing: Any) -> str:
    kind = type(thing)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _way_out(answer: Any) -> str:
    if hasattr(answer, "detach"):
        return "; end it with .detach().numpy()"
    return "; wrap it in np.asarray(...)" if isinstance(answer, (list, tuple)) else ""


FIRST_ROWS = 4_096
MOST_ROWS = 131_072
_FEWEST_ROWS = 16  # a photograph takes most of a megabyte
_MOST_BYTES = 8 * 2**20  # of the rows in one batch
_SECONDS_TO_EXPLORE = 0.05  # shorter jobs stay at FIRST_ROWS: a trial would cost more than it saves
_TIMINGS = 3  # the fastest of so many calls counts
_MUCH_WORSE = 1.25  # a batch that takes this much more time per row ends the search


class BatchSize:
    """Doubles the batch until that makes predict much slower per row, then takes the best size.

    Attributes
    ----------
    rows
        Rows to give to predict in the next call.
    """

    def __init__(self, row_bytes: int) -> None:
        limit = max(_FEWEST_ROWS, _MOST_BYTES // max(row_bytes, 1))
        self._most = min(MOST_ROWS, limit)
        self.rows = min(FIRST_ROWS, limit)
        self._best = float("inf")  # seconds per row …
        self._best_rows = self.rows  # … at this size
        self._timings: tuple[float, ...] = ()
        self._settled = False
        self._spent = 0.0

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
        if fastest < self._best:
            self._best, self._best_rows = fastest, self.rows
        if fastest > _MUCH_WORSE * self._best or 2 * self.rows > self._most:
            self.rows, self._settled = self._best_rows, True
        else:
            self.rows *= 2

    def bits(self, pairs: int, n: int, mask: int) -> int:
        """Largest b such that 2**b coalitions of these pairs fit, aligned to where mask stands."""
        bits = min(max(self.rows // pairs, 1).bit_length() - 1, n)
        return min(bits, (mask & -mask).bit_length() - 1) if mask else bits
