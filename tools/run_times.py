"""Measure how long the chapters and the experiments take: ``book/back/run-times.md``.

::

    python tools/run_times.py        on a quiet machine: a quarter of an hour

Every chapter runs once, in a kernel of its own; of every experiment one part is computed, and the
time of all its parts is that many times as long. The tables of the page are written
anew, with the date.
"""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path

import nbformat
import notebooks
import recompute

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "book" / "back" / "run-times.md"
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
ONE_PART = """
import sys, time, recompute
recompute.experiment(sys.argv[1])
start = time.perf_counter()
recompute.computed(sys.argv[1], 0)
print(time.perf_counter() - start)
"""
MADE = re.compile(r"(^% made: (\w+)\n).*?(^% end\n)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """One execution of a chapter: seconds in all, of the longest cell, and MB at the most."""

    seconds: float
    longest: float
    memory: float


def seconds_of(cell: nbformat.NotebookNode) -> float:
    """Seconds that a cell took; nothing for a cell that says nothing of it."""
    told = sorted(cell.metadata.get("execution", {}).values())
    moments = [datetime.datetime.fromisoformat(moment) for moment in told]
    return sum((late - early).total_seconds() for early, late in pairwise(moments))


def run_chapter(text: Path) -> Run:
    """Execute a chapter, writing nothing."""
    notebook = notebooks.read_text(text)
    notebook.cells.append(nbformat.v4.new_code_cell(PEAK))
    start = time.perf_counter()
    notebooks.execute(notebook, text.parent, timed=True)
    seconds = time.perf_counter() - start
    kilobytes = float(notebook.cells[-1].outputs[0]["text"])
    return Run(seconds, max(map(seconds_of, notebook.cells)), kilobytes * 1024 / 1e6)


def minutes_of(experiment: str) -> float:
    """Minutes of all parts of an experiment on one core, from its first part."""
    run = subprocess.run(
        [sys.executable, "-c", ONE_PART, experiment], cwd=ROOT / "tools", check=True,
        stdout=subprocess.PIPE, text=True, env=os.environ | notebooks.ENVIRONMENT,
    )  # fmt: skip
    parts: int = recompute.experiment(experiment).PARTS
    return float(run.stdout.split()[-1]) * parts / 60


def shown_in(experiment: str, texts: list[Path]) -> str:
    """Return links to the chapters that show an experiment."""
    asked = f'runs.stored("{experiment}")'
    found = [text for text in texts if asked in text.read_text(encoding="utf-8")]
    return ", ".join(map(link, found))


def link(text: Path) -> str:
    """Return a link to a chapter."""
    return f"{{doc}}`/{text.relative_to(ROOT).with_suffix('').as_posix()}`"


def made(runs: dict[Path, Run], experiments: dict[str, float]) -> dict[str, str]:
    """Return what the page shows by name: the machine, a row for each chapter and experiment."""
    today, python = datetime.date.today(), ".".join(platform.python_version_tuple()[:2])
    pytorch, seconds = version("torch").partition("+")[0], [run.seconds for run in runs.values()]
    chapters = [
        f"| {link(text)} | {run.seconds:.0f} | {run.longest:.0f} | {run.memory:,.0f} |\n"
        for text, run in runs.items()
    ]
    stored = [
        f"| {name} | {shown_in(name, list(runs))} | {recompute.experiment(name).PARTS} "
        f"| {minutes:,.1f} |\n"
        for name, minutes in experiments.items()
    ]
    return {
        "machine": f"Measured on {today:%B} {today.day}, {today.year}, on {platform.system()} "
        f"with {os.cpu_count()} cores, Python {python} and PyTorch {pytorch}.\n",
        "chapters": "| Chapter | Seconds | Longest cell | Memory, MB |\n|:--|--:|--:|--:|\n"
        + "".join(chapters) + f"| All | {sum(seconds):,.0f} | | |\n",
        "experiments": "| Experiment | Shown in | Parts | Minutes |\n|:--|:--|--:|--:|\n"
        + "".join(stored) + f"| All | | | {sum(experiments.values()):,.1f} |\n",
    }  # fmt: skip


def page(old: str, parts: dict[str, str]) -> str:
    """Return the page with its made parts new."""
    return MADE.sub(lambda found: found[1] + parts[found[2]] + found[3], old)


def main() -> None:
    """Measure all and write the page."""
    runs = {}
    for text in notebooks.chapters():
        runs[text] = run_chapter(text)
        print(f"{runs[text].seconds:6.1f} s  {text.stem}", flush=True)
    experiments = {}
    for name in recompute.experiments():
        experiments[name] = minutes_of(name)
        print(f"{experiments[name]:6.1f} min  {name}", flush=True)
    new = page(PAGE.read_text(encoding="utf-8"), made(runs, experiments))
    PAGE.write_text(new, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
