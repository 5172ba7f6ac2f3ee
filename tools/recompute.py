"""Compute what chapters show but cannot compute while a reader waits: ``make experiments``.

::

    python tools/recompute.py                every experiment, to shapley_tutor/datasets/runs
    python tools/recompute.py images         only this one
    python tools/recompute.py --check        write nothing: one part of each, drawn at random, is
                                             computed anew; exit 1 if what is stored is different

An experiment is a module of ``tools/experiments``: PARTS says how many independent parts it has
(networks, pictures, seeds), TOLERANCE how far numbers may differ between machines, and
``compute(part)`` returns named arrays, of the same shapes for every part.
"""

from __future__ import annotations

import argparse
import importlib
import random
import sys
import time
from pathlib import Path
from typing import Any

import joblib
import numpy as np

from shapley_tutor.datasets import runs

HERE = Path(__file__).resolve().parent


def experiments() -> list[str]:
    """Names of the experiments there are."""
    return sorted(path.stem for path in (HERE / "experiments").glob("[!_]*.py"))


def experiment(name: str) -> Any:
    """Return the module of one experiment."""
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    return importlib.import_module(f"experiments.{name}")


def computed(name: str, part: int) -> dict[str, np.ndarray]:
    """Results of one part, on one thread, so that every machine adds in the same order."""
    import torch

    torch.set_num_threads(1)
    return {key: np.asarray(array) for key, array in experiment(name).compute(part).items()}


def write(name: str, jobs: int) -> None:
    """Compute all parts and store them."""
    parts = range(experiment(name).PARTS)
    results = joblib.Parallel(jobs)(joblib.delayed(computed)(name, part) for part in parts)
    stacked: dict[str, Any] = {
        key: np.stack([result[key] for result in results]) for key in results[0]
    }
    np.savez_compressed(runs.FOLDER / f"{name}.npz", **stacked)


def differences(name: str, part: int) -> list[str]:
    """Compare one part of what is stored with the same part computed anew."""
    stored, found, tolerance = runs.stored(name), computed(name, part), experiment(name).TOLERANCE
    if stored.keys() != found.keys():
        return [f"{name}: {sorted(stored)} are stored, {sorted(found)} are computed"]
    if any(len(array) != experiment(name).PARTS for array in stored.values()):
        return [f"{name}: not all of its {experiment(name).PARTS} parts are stored"]
    said = []
    for key, array in found.items():
        was = stored[key][part]
        same = was.shape == array.shape and was.dtype == array.dtype
        if same and array.dtype.kind == "f":
            same = np.allclose(was, array, rtol=tolerance, atol=tolerance, equal_nan=True)
        elif same:
            same = np.array_equal(was, array)
        if not same:
            said.append(f"{name}: {key} of part {part} is not what is stored")
    return said


def main() -> None:
    """Compute and store, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *experiments()])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--jobs", type=int, default=-1)
    arguments = parser.parse_args()
    said = []
    for name in arguments.names or experiments():
        start = time.perf_counter()
        if arguments.check:
            said += differences(name, random.randrange(experiment(name).PARTS))
        else:
            write(name, arguments.jobs)
        print(f"{time.perf_counter() - start:6.0f} s  {name}", flush=True)
    if said:
        sys.exit("\n".join(said))


if __name__ == "__main__":
    main()
