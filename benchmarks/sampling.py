"""Estimates on equal numbers of model rows: error and time of the package and its peers."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import peers
from measure import peak_memory, seconds
from models import Counted, Job

OURS = "shapley_tutor kernel"
_SLOW = 4.0  # seconds: what takes longer is run once


def sampling_job(
    job: Job, budget: int, seeds: int, methods: dict[str, Any], left_out: dict[str, str]
) -> dict[str, Any]:
    """Errors, times and model rows of methods; ``budget`` is coalitions per background row."""
    left_out = dict(left_out)
    runs: dict[str, list[np.ndarray]] = {}
    times: dict[str, list[float]] = {}
    rows, memory = {}, {}
    for seed in range(seeds):  # interleaved, as the exact jobs are
        for name, estimate in methods.items():
            if name in left_out or max(times.get(name, [0.0])) > _SLOW:
                continue
            model, found = Counted(job.predict), []

            def action(estimate=estimate, model=model, found=found, seed=seed) -> None:
                found.append(estimate(model, job.X[0], job.background, budget, seed))

            try:
                if seed == 0:  # this also imports and compiles
                    watched = functools.partial(peak_memory, action)
                    first = seconds(
                        lambda name=name, watched=watched: memory.update({name: watched()})
                    )
                    rows[name] = model.rows
                taken = first if seed == 0 and first > _SLOW else seconds(action)
                times.setdefault(name, []).append(taken)
            except Exception as problem:  # a peer's failure is a finding
                left_out[name] = f"{type(problem).__name__}: {str(problem).splitlines()[0][:100]}"
                runs.pop(name, None)
                continue
            runs.setdefault(name, []).append(found[-1])
    return {
        "kind": "sampling",
        "budget": budget,
        "left_out": left_out,
        "packages": {
            name: {
                "seconds": float(np.median(times[name])),
                "rows": rows[name],
                "memory": memory[name],
                "error": float(np.sqrt(np.mean((np.array(own) - job.truth) ** 2))),
            }
            for name, own in runs.items()
        },
    }


def with_long_run(job: Job, budget: int) -> Job:
    """The job with the values of a long run in place of the truth."""
    values = peers.ours("kernel")(job.predict, job.X[0], job.background, budget, 123)
    return job._replace(truth=values)
