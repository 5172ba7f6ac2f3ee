"""The package beside its peers, in one process, interleaved; writes results.json and RESULTS.md.

python benchmarks/run.py                 everything (a quarter of an hour on two quiet cores)
python benchmarks/run.py --only boosting the jobs whose titles hold this word; others are kept
python benchmarks/run.py --list          the titles
python benchmarks/run.py --quick         one repetition, written to _build/bench: does it run?
"""

from __future__ import annotations

import argparse
import functools
import json
import platform
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import growth
import models
import peers
import psutil
import report
import trees
from exact import exact_job
from sampling import sampling_job, with_long_run

HERE = Path(__file__).parent
PACKAGES = (
    "shapley-tutor", "shap", "shapiq", "lightshap", "captum", "numpy", "pandas", "torch",
    "scikit-learn", "woodelf-explainer",
)  # fmt: skip
BUDGETS = (512, 2048, 8192)
WIDE_BUDGET = 4_000  # two line-ups there and back, of 1,000 players
PAIRS = "a regression on all pairs of 1,000 features does not fit into memory"
WIDE = {
    **{name: peers.ESTIMATES[name] for name in peers.ESTIMATES if "tutor" not in name},
    "shapley_tutor": peers.ours("auto"),
}
NOT_WIDE = {
    "shapiq kADDSHAP": PAIRS,
    "shapiq SVARM": "needs two coalitions for every feature and size: a million",
}

Maker = Callable[[], dict[str, Any]]


def makers(quick: bool, folder: Path) -> dict[str, Maker]:
    """What makes each section, by its title."""
    repetitions, seeds = (1, 1) if quick else (5, 5)
    made: dict[str, Maker] = {
        job.name: functools.partial(exact_job, job, repetitions) for job in models.jobs()
    }
    for job in models.thousand_columns():
        made[job.name] = functools.partial(wide, job, seeds)
    medical = functools.cache(
        lambda: with_long_run(models.breast_cancer(), 8_192 if quick else 131_072)
    )
    for budget in BUDGETS:
        made[f"Sampling, breast cancer, 30 features, B=50, {budget:,} coalitions"] = (
            functools.partial(narrow, medical, budget, seeds)
        )
    made["How the cost grows"] = functools.partial(growth.growth, folder)
    for job in trees.JOBS:
        made[job.name] = functools.partial(trees.tree_job, job, repetitions)
    made["Trees: how the cost grows"] = functools.partial(trees.tree_growth, folder, quick)
    return made


def narrow(job: Callable[[], models.Job], budget: int, seeds: int) -> dict[str, Any]:
    found = sampling_job(job(), budget, seeds, peers.ESTIMATES, {})
    against = f"error: root mean square over features and {seeds} seeds, against a long run"
    return {**found, "against": against}


def wide(job: models.Job, seeds: int) -> dict[str, Any]:
    found = sampling_job(job, WIDE_BUDGET, min(seeds, 2), WIDE, NOT_WIDE)
    against = "error: root mean square over features and seeds, against a formula"
    return {**found, "against": against}


def machine() -> str:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    cores = f"{psutil.cpu_count()} cores"
    return f"{platform.machine()}, {cores}, Python {platform.python_version()}: {versions}"


def stored(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))["results"] if path.is_file() else {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    folder = HERE.parent / "_build" / "bench" if arguments.quick else HERE
    folder.mkdir(parents=True, exist_ok=True)
    todo = makers(arguments.quick, folder)
    if arguments.list:
        print("\n".join(todo))
        return
    path, start = folder / "results.json", time.perf_counter()
    results = stored(path)
    for title, make in todo.items():
        if arguments.only.lower() not in title.lower():
            continue
        results[title] = make()
        print(f"{time.perf_counter() - start:6.0f} s  {title}", flush=True)
        results = {name: results[name] for name in todo if name in results}
        # written at once: nothing is lost if the rest is cut short
        text = json.dumps({"machine": machine(), "results": results}, indent=1)
        path.write_text(text + "\n", encoding="utf-8")
        report.write(folder)
    print(f"written: {folder / 'RESULTS.md'}")


if __name__ == "__main__":
    main()
