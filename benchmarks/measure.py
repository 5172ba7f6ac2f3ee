"""Clocks: seconds of an action, peak memory, a model alone."""

from __future__ import annotations

import gc
import statistics
import threading
import time
from collections.abc import Callable

import numpy as np
import psutil
from models import Job

SIZES = (1_024, 2_048, 4_096, 8_192, 16_384, 65_536, 131_072)
_MOST_BYTES = 2**27  # of one batch
_BLOCK = 0.05  # seconds: what takes less is repeated until it takes so long


def seconds(action: Callable[[], object], repeats: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        action()
    return (time.perf_counter() - start) / repeats


def repeats_for(once: float) -> int:
    """How often to repeat what takes so many seconds, so that a clock can measure it."""
    return max(1, int(_BLOCK / max(once, 1e-6)))


def peak_memory(action: Callable[[], object]) -> float:
    """Largest resident memory during an action above that before it, MiB."""
    process, peak, done = psutil.Process(), [0], threading.Event()

    def watch() -> None:
        while not done.is_set():
            peak[0] = max(peak[0], process.memory_info().rss)
            time.sleep(0.002)

    gc.collect()
    before = process.memory_info().rss
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        action()
    finally:
        done.set()
        watcher.join()
    return max(0.0, (peak[0] - before) / 2**20)


def predict_alone(job: Job, rows: int, repetitions: int) -> float:
    """Seconds that predict needs for so many rows, in batches of the best of several sizes.

    What takes more than about a second is measured on a part of the rows.
    """
    frame, best = hasattr(job.background, "iloc"), np.inf
    row_bytes = 8 * job.X.shape[1]
    for size in SIZES:
        if np.isfinite(best) and (size > 2 * rows or size * row_bytes > _MOST_BYTES):
            break
        which = np.resize(np.arange(len(job.background)), min(size, rows))
        batch = job.background.iloc[which] if frame else job.background[which]
        once = seconds(lambda batch=batch: job.predict(batch))
        batches = max(1, min(rows // len(batch), round(0.5 / max(once, 1e-6))))

        def some(batch=batch, batches=batches) -> None:
            for _ in range(batches):
                job.predict(batch)

        repeats = repeats_for(once * batches)
        times = [seconds(some, repeats) for _ in range(repetitions)]
        best = min(best, statistics.median(times) * rows / (batches * len(batch)))
    return best
