"""Rows spread over the cores of a machine or the workers of a cluster, by joblib."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import numpy as np

from shapley_tutor._typing import IntArray

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
