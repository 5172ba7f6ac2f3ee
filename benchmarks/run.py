"""The package beside its peers, in one process, interleaved; writes RESULTS.md.

python benchmarks/run.py                 everything (about half an hour on two cores)
python benchmarks/run.py --only boosting the tables whose titles hold this word; others are kept
python benchmarks/run.py --quick         fewer repetitions, small jobs: does it run at all?
"""

from __future__ import annotations

import argparse
import functools
import platform
import re
import statistics
import threading
import time
from importlib import metadata
from pathlib import Path

import models
import numpy as np
import peers
import psutil
import targets

TOO_SLOW = 30.0  # seconds; what takes longer is run once
RESULTS = Path(__file__).parent / "RESULTS.md"
PACKAGES = (
    "shapley-tutor",
    "shap",
    "shapiq",
    "lightshap",
    "captum",
    "numpy",
    "torch",
    "scikit-learn",
)


def seconds(action, repeats: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        action()
    return (time.perf_counter() - start) / repeats


def peak_memory(action) -> float:
    """Largest resident memory during an action above that before it, MiB."""
    process, peak, done = psutil.Process(), [0], threading.Event()

    def watch():
        while not done.is_set():
            peak[0] = max(peak[0], process.memory_info().rss)
            time.sleep(0.002)

    before = process.memory_info().rss
    watcher = threading.Thread(target=watch)
    watcher.start()
    action()
    done.set()
    watcher.join()
    return max(0.0, (peak[0] - before) / 2**20)


def predict_alone(job: models.Job, rows: int, repetitions: int) -> float:
    """Seconds that predict needs for so many rows, in batches of the best of several sizes."""
    best = np.inf
    sample = np.resize(job.background, (131_072, job.X.shape[1]))
    for size in (1_024, 2_048, 4_096, 8_192, 16_384, 65_536, 131_072):
        if size > 2 * rows and np.isfinite(best):
            break

        def all_rows(size=size):
            for start in range(0, rows, size):
                job.predict(sample[: min(size, rows - start)])

        once = seconds(all_rows)
        count = repetitions if once < 1 else 2
        times = [seconds(all_rows, max(1, int(0.05 / once))) for _ in range(count)]
        best = min(best, statistics.median(times))
    return best


def exact_job(job: models.Job, repetitions: int) -> list[str]:
    names = [*job.peers, "shapley_tutor"]
    rows, error, memory, first = {}, {}, {}, {}
    truth = peers.EXACT["naive loop"](job.predict, job.X[:1], job.background)[0]
    for name in names:
        counted = models.Counted(job.predict)
        found = {}

        def action(name=name, counted=counted, found=found):
            found["values"] = peers.EXACT[name](counted, job.X, job.background)

        start = time.perf_counter()
        memory[name] = peak_memory(action)
        first[name] = time.perf_counter() - start
        rows[name] = counted.rows
        error[name] = np.abs(found["values"][0] - truth).max()
    actions = {
        name: functools.partial(peers.EXACT[name], job.predict, job.X, job.background)
        for name in names
    }
    # what takes milliseconds is run often enough to be measured
    quick = [name for name in names if first[name] < TOO_SLOW]
    once = {name: first[name] if first[name] > 1 else seconds(actions[name]) for name in quick}
    repeats = {name: max(1, int(0.05 / once[name])) for name in quick}
    times: dict[str, list[float]] = {name: [] if name in quick else [first[name]] for name in names}
    for _ in range(repetitions):
        for name in quick:  # interleaved: a slow minute of the machine hits all alike
            times[name].append(seconds(actions[name], repeats[name]))
    median = {name: statistics.median(times[name]) for name in names}
    limit = predict_alone(job, rows["shapley_tutor"], repetitions)
    fastest = min(median[name] for name in job.peers)
    lines = [
        f"### {job.name}",
        "",
        "| package | time | to the fastest peer | to predict alone | model rows | extra memory "
        "| error |",
        "|:--|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {median[name] * 1e3:,.1f} ms | {median[name] / fastest:.3g} | "
        f"{median[name] / limit:.3g} | {rows[name]:,} | {memory[name]:,.0f} MiB | "
        f"{error[name]:.0e} |"
        for name in names
    ]
    return [*lines, ""]


def sampling(budgets: tuple[int, ...], seeds: int) -> list[str]:
    job = models.breast_cancer()
    x = job.X[0]
    long_run = peers.ours("kernel")(job.predict, x, job.background, 131_072, 123)
    lines = [
        "## Sampling",
        "",
        f"### {job.name}, {len(job.background)} background rows",
        "",
        f"Root mean square error over features and {seeds} seeds, against 131,072 coalitions "
        "per background row.",
        "",
        "| method | " + " | ".join(f"{b:,} coalitions" for b in budgets) + " |",
        "|:--|" + "--:|" * len(budgets),
    ]
    table: dict[str, list[float]] = {}
    for name, estimate in peers.ESTIMATES.items():
        table[name] = []
        for budget in budgets:
            counted = models.Counted(job.predict)
            try:
                runs = [estimate(counted, x, job.background, budget, seed) for seed in range(seeds)]
            except Exception as problem:
                print(name, budget, problem)
                table[name].append(np.nan)
                continue
            table[name].append(float(np.sqrt(np.mean((np.array(runs) - long_run) ** 2))))
            print(
                f"{name} {budget} {counted.rows / seeds:,.0f} rows: {table[name][-1]:.2e}",
                flush=True,
            )
    for name, errors in table.items():
        lines.append(f"| {name} | " + " | ".join(f"{e:.1e}" for e in errors) + " |")
    best = np.nanmin([errors for name, errors in table.items() if "tutor" not in name], axis=0)
    ours = np.array(table["shapley_tutor kernel"])
    lines.append(
        "| **ours to the best peer** | " + " | ".join(f"**{r:.3g}**" for r in ours / best) + " |"
    )
    return [*lines, ""]


def growth() -> list[str]:
    """Time of one explanation as players, rows and background grow, beside predict alone."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    import shapley_tutor as st

    st.plots.use_style()
    figure, panels = plt.subplots(1, 3, figsize=(11, 3.6), layout="constrained", sharey=True)
    rng = np.random.default_rng(0)
    cases = {
        "players (1 row, B=50)": [(n, 1, 50) for n in (2, 4, 6, 8, 10, 12, 14, 16)],
        "rows (8 players, B=50)": [(8, rows, 50) for rows in (1, 4, 16, 64, 256)],
        "background rows (8 players, 1 row)": [(8, 1, b) for b in (10, 40, 160, 640, 2560)],
    }
    for axes, (title, shapes) in zip(panels, cases.items(), strict=True):
        ours, alone = [], []
        for n, rows, background in shapes:
            job = models.Job(
                "", models.network(n, 64, 64, 1), rng.normal(size=(rows, n)),
                rng.normal(size=(background, n)), (),
            )  # fmt: skip
            counted = models.Counted(job.predict)
            st.explain(counted, job.X, job.background, method="exact")
            ours.append(
                statistics.median(
                    seconds(lambda job=job: peers.ours_exact(*job[1:4])) for _ in range(5)
                )
            )
            alone.append(predict_alone(job, counted.rows, 3))
        which = {"players": 0, "rows": 1, "background": 2}[title.split()[0]]
        x = [shape[which] for shape in shapes]
        axes.plot(x, ours, "o-", color=st.plots.PALETTE.accent, label="explain()")
        axes.plot(x, alone, ":", color=st.plots.PALETTE.ink, label="predict alone")
        axes.set_yscale("log")
        if not title.startswith("players"):
            axes.set_xscale("log")
        axes.set_xlabel(title)
    panels[0].set_ylabel("seconds")
    panels[0].legend()
    figure.savefig(RESULTS.with_name("growth.png"), dpi=150)
    return [
        "## How the cost grows",
        "",
        "![Seconds by players, rows and background](growth.png)",
        "",
    ]


def header(repetitions: int) -> list[str]:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return [
        "# Benchmarks",
        "",
        f"Written by `make bench` on {platform.machine()}, {psutil.cpu_count()} cores, "
        f"Python {platform.python_version()}: {versions}.",
        f"Each table comes from one process: medians of {repetitions} interleaved runs; what takes "
        f"more than {TOO_SLOW:.0f} seconds is run once.",
        "",
    ]


def kept(title: str) -> list[str]:
    """The section with this title as it stands in RESULTS.md."""
    if not RESULTS.is_file():
        return []
    level = "###" if "features," in title else "##"
    text = RESULTS.read_text(encoding="utf-8")
    found = re.search(
        rf"^{level} {re.escape(title)}$.*?(?=^#{{2,{len(level)}}} |\Z)", text, re.M | re.S
    )
    return found[0].splitlines() if found else []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    quick, repetitions = arguments.quick, 3 if arguments.quick else 5
    jobs = models.jobs()[: 2 if quick else None]
    budgets, seeds = ((512,), 3) if quick else ((512, 2048, 8192), 5)
    makers = {job.name: functools.partial(exact_job, job, repetitions) for job in jobs}
    makers["Sampling"] = functools.partial(sampling, budgets, seeds)
    if not quick:
        makers["How the cost grows"] = growth
    sections = {title: kept(title) for title in makers}
    for title, make in makers.items():
        if arguments.only.lower() in title.lower():
            sections[title] = make()
            print("\n".join(sections[title]), flush=True)
            if not quick:  # written at once: nothing is lost if the rest is cut short
                body = [line for lines in sections.values() for line in [*lines, ""]]
                text = "\n".join([*header(repetitions), "## Exact values", "", *body])
                RESULTS.write_text(re.sub(r"\n{3,}", "\n\n", text), encoding="utf-8")
    if not quick:
        targets.write()


if __name__ == "__main__":
    main()
