"""One job, exactly: the package beside its peers, interleaved."""

from __future__ import annotations

import statistics
import time
from typing import Any

import numpy as np
import peers
from measure import peak_memory, predict_alone, repeats_for, seconds
from models import Counted, Job

OURS, ON_ARRAYS = "shapley_tutor", "shapley_tutor, arrays"
SLOW = 4.0  # seconds: what takes longer is run once
TOO_SLOW = 90.0  # seconds: what would take longer is left out
JOB_SECONDS = 60.0  # after which no new round of a job begins
_SAME = 1e-6  # of the largest value: what is further off is no exact value


def exact_job(job: Job, repetitions: int) -> dict[str, Any]:
    """Measurements of all packages that can do the job, and why the others cannot."""
    truth = peers.EXACT["naive loop"](job.predict, job.X[:1], job.background)[0]
    runs, left_out = {}, {}
    for name in (*job.peers, OURS):
        run = Run(name, job)
        reason = run.try_one_row(truth)
        if reason:
            left_out[name] = reason
        else:
            runs[name] = run
    if job.arrays is not None:
        runs[ON_ARRAYS] = Run(OURS, job.arrays)
    for run in runs.values():
        run.measure_once(truth)
    start = time.perf_counter()
    for _ in range(repetitions):  # interleaved: a slow minute of the machine hits all alike
        for run in runs.values():
            if run.first < SLOW:
                run.measure()
        if time.perf_counter() - start > JOB_SECONDS:
            break
    rows = runs[OURS].rows if OURS in runs else len(job.X) * len(job.background)
    return {
        "kind": "exact",
        "limit": job.limit,
        "packages": {name: run.result() for name, run in runs.items()},
        "left_out": left_out,
        "alone_each": predict_alone(job, rows, min(3, repetitions)) / rows,
    }


class Run:
    """One package at one job."""

    def __init__(self, name: str, job: Job) -> None:
        self._explain, self._job = peers.EXACT[name], job
        self._times: list[float] = []
        self._outside: list[float] = []
        self.rows, self.memory, self.first, self.error = 0, 0.0, 0.0, 0.0
        self._repeats = 1

    def try_one_row(self, truth: np.ndarray) -> str | None:
        """Why this package cannot do the job, if so: tried on one row."""
        job = self._job
        one, found = job.X[:1], []
        action = lambda: found.append(self._explain(job.predict, one, job.background))  # noqa: E731
        try:
            action()  # imports, and what is compiled at the first call
            needed = seconds(action) * len(job.X)
        except Exception as problem:  # a peer's failure is a finding
            return f"{type(problem).__name__}: {str(problem).splitlines()[0][:100]}"
        values = np.asarray(found[-1])[0]
        if values.shape != truth.shape:
            return f"returns shape {values.shape} for a row, not {truth.shape}"
        error, largest = np.abs(values - truth).max(), np.abs(truth).max()
        if not error <= _SAME * largest:
            return f"wrong: off by {error:.2g} where the largest value is {largest:.2g}"
        if needed > TOO_SLOW:
            return f"would take about {needed:,.0f} seconds"
        return None

    def measure_once(self, truth: np.ndarray) -> None:
        """Memory, model rows, error, and the first time."""
        found = []
        model = Counted(self._job.predict)
        action = lambda: found.append(self._explain(model, self._job.X, self._job.background))  # noqa: E731
        self.first = seconds(lambda: setattr(self, "memory", peak_memory(action)))
        self.rows = model.rows
        self.error = float(np.abs(np.asarray(found[0])[0] - truth).max())
        self._note(self.first, model.seconds)
        if self.first < SLOW:  # without the watcher, which costs a millisecond
            self._times, self._outside = [], []
            action()
            self._repeats = repeats_for(min(self.first, seconds(action)))

    def measure(self) -> None:
        """One more time, of as many repetitions as a clock needs."""
        job, model = self._job, Counted(self._job.predict)
        total = seconds(lambda: self._explain(model, job.X, job.background), self._repeats)
        self._note(total, model.seconds / self._repeats)

    def _note(self, total: float, inside: float) -> None:
        self._times.append(total)
        self._outside.append(total - inside)

    def result(self) -> dict[str, Any]:
        return {
            "seconds": statistics.median(self._times),
            "outside": statistics.median(self._outside),
            "times": len(self._times),
            "rows": self.rows,
            "memory": self.memory,
            "error": self.error,
        }
