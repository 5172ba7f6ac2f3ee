"""Does taking out the bend pay? Errors at equal model rows and at equal time; writes BEND.md.

python benchmarks/bend.py           everything (some minutes on one core)
python benchmarks/bend.py --quick   fewer seeds and budgets: does it run at all?
"""

from __future__ import annotations

import argparse
import contextlib
import platform
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import NamedTuple
from unittest import mock

import numpy as np

import shapley_tutor as st
from shapley_tutor import sampled
from shapley_tutor.sampling.regression import _OUTPUTS, _PILOT, _WORTHWHILE

N = 16  # features or players; 2**16 = 65,536 coalitions
B = 8  # background rows
BUDGETS = (256, 1024, 4096)
LARGEST = 16_384  # without: so that more time can be spent on more coalitions
WAYS = {"without": False, "always": True, "rule": None}  # values of single_index
DEAR = 50e-6  # seconds a model row costs in the column of a dear model
RESULTS = Path(__file__).parent / "BEND.md"
PACKAGES = ("shapley-tutor", "numpy", "torch", "scikit-learn")


class Task(NamedTuple):
    """What is estimated; rows counts what one run asks the model for, per coalition."""

    name: str
    run: Callable[[int, int, str], tuple[np.ndarray, int]]  # budget, seed, way: values, model rows
    exact: np.ndarray
    repeats: int  # runs for each seed of the benchmark


@contextlib.contextmanager
def bending(way: str) -> Iterator[None]:
    """In explain(): always, never, or by the rule."""
    if way == "rule":
        yield
        return

    def same_for_all(rows: np.ndarray, answers: np.ndarray, totals: np.ndarray, plan: object):
        return np.full(totals.shape[1], way == "always")

    with mock.patch.object(sampled, "worthwhile", same_for_all):
        yield


def of_model(name: str, predict: Callable) -> Task:
    """One row and eight background rows of standard normal features."""
    rng = np.random.default_rng(7)
    X, background = rng.normal(size=(1, N)), rng.normal(size=(B, N))

    def run(budget: int, seed: int, way: str) -> tuple[np.ndarray, int]:
        with bending(way):
            e = st.explain(predict, X, background, method="kernel", budget=budget, rng=seed)
        return e.values, e.evaluations

    return Task(name, run, st.explain(predict, X, background, method="exact").values, 1)


def of_game(name: str, value: Callable) -> Task:
    game = st.Game(value, N)

    def run(budget: int, seed: int, way: str) -> tuple[np.ndarray, int]:
        found = st.kernel_regression(game, budget, seed, single_index=WAYS[way])
        return found.values, found.evaluations

    return Task(name, run, st.shapley_values(game), B)


def training() -> tuple[np.ndarray, np.ndarray]:
    """Features and a target: main effects, a product, a wave, noise."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(2000, N))
    y = X[:, 0] * X[:, 1] + X[:, 2] + np.sin(2 * X[:, 3]) + X[:, 4:9].sum(axis=1) / 2
    return X, y + rng.normal(size=2000) / 2


def network(activation: str, classes: int) -> Callable:
    """N-32-32-outputs: a regression (1 class), a probability (2) or several."""
    import torch

    torch.manual_seed(0)
    torch.set_num_threads(1)
    outputs = classes if classes > 2 else 1
    layers, act = torch.nn.Linear, getattr(torch.nn, activation)
    widths = layers(N, 32), act(), layers(32, 32), act(), layers(32, outputs)
    module = torch.nn.Sequential(*widths).double()
    X, y = training()
    edges = np.quantile(y, np.arange(1, classes) / classes)
    inputs, kinds = torch.from_numpy(X), torch.from_numpy(np.searchsorted(edges, y))
    optimizer = torch.optim.Adam(module.parameters(), lr=5e-3)
    for _ in range(200):
        optimizer.zero_grad()
        found = module(inputs)
        if classes == 1:
            loss = ((found[:, 0] - torch.from_numpy(y)) ** 2).mean()
        elif classes == 2:
            loss = torch.nn.functional.binary_cross_entropy_with_logits(found[:, 0], kinds.double())
        else:
            loss = torch.nn.functional.cross_entropy(found, kinds)
        loss.backward()
        optimizer.step()
    last = [lambda z: z[:, 0], lambda z: z[:, 0].sigmoid(), lambda z: z.softmax(1)]

    def predict(X: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return last[min(classes, 3) - 1](module(torch.from_numpy(X))).numpy()

    return predict


def trees() -> list[Task]:
    from sklearn.ensemble import GradientBoostingClassifier, RandomForestRegressor

    X, y = training()
    forest = RandomForestRegressor(20, random_state=0).fit(X, y)
    boosting = GradientBoostingClassifier(random_state=0).fit(X, y > 0)
    return [
        of_model("random forest", forest.predict),
        of_model("gradient boosting, log-odds", boosting.decision_function),
        of_model("gradient boosting, probability", lambda X: boosting.predict_proba(X)[:, 1]),
    ]


def tasks() -> list[Task]:
    slopes = np.random.default_rng(2).normal(size=N)
    seats = np.random.default_rng(3).integers(1, 20, size=N)
    return [
        of_model("logistic of a sum", lambda X: 1 / (1 + np.exp(-X @ slopes))),
        of_model("tanh network", network("Tanh", 1)),
        of_model("ReLU network", network("ReLU", 1)),
        of_model("ReLU network, sigmoid", network("ReLU", 2)),
        of_model("ReLU network, softmax of 3", network("ReLU", 3)),
        of_model("ReLU network, softmax of 10", network("ReLU", 10)),
        *trees(),
        of_game("weighted vote", lambda S: (2 * (S @ seats) > seats.sum()) * 1.0),
        of_game("airport", lambda S: (S * np.arange(1.0, N + 1)).max(axis=1)),
    ]


class Measured(NamedTuple):
    """Of one task, way and budget."""

    error: float
    seconds: float  # CPU time of a run
    rows: int


def measure(task: Task, budgets: tuple[int, ...], seeds: int) -> dict[tuple[str, int], Measured]:
    """Ways take turns, so that what else the machine does slows all of them down."""
    found: dict[tuple[str, int], list] = {(w, b): [] for w in WAYS for b in budgets}
    found["without", LARGEST] = []
    for way in WAYS:
        task.run(budgets[0], 0, way)
    for budget in (*budgets, LARGEST):
        ways = [way for way in WAYS if (way, budget) in found]
        for seed in range(seeds * task.repeats):
            for way in ways:
                start = time.process_time()
                values, rows = task.run(budget, seed, way)
                seconds = time.process_time() - start
                square = np.mean((values - task.exact) ** 2)
                found[way, budget].append((square, seconds, rows))
    return {
        key: Measured(float(np.sqrt(s)), float(t), int(r))
        for key, runs in found.items()
        for s, t, r in [np.mean(runs, axis=0)]
    }


def at_equal_time(
    measured: dict[tuple[str, int], Measured], way: str, budget: int, row_cost: float
) -> float:
    """The error of this way over the error without in the same time, interpolated log-log."""

    def cost(m: Measured) -> float:
        return np.log(m.seconds + row_cost * m.rows)

    curve = sorted((cost(m), np.log(m.error)) for (w, _), m in measured.items() if w == "without")
    times, errors = np.array(curve).T
    mine = measured[way, budget]
    slope = (errors[-1] - errors[-2]) / (times[-1] - times[-2])
    beyond = max(0.0, cost(mine) - times[-1]) * slope
    return float(np.exp(np.log(mine.error) - np.interp(cost(mine), times, errors) - beyond))


HEAD = f"""# Does taking out the bend pay?

Errors of sampled Shapley values with the bend taken out over errors without: below 1 it pays.
Models have {N} features; one row is explained against {B} background rows. Games have {N}
players. Errors are root mean squares over all values and {{seeds}} seeds (games: {B} times as
many), against exact values. Times are CPU times of one thread, so the tables differ a little from
run to run.

- *budget*: coalitions for each background row, or for the game.
- *equal rows*: error over the error without, at the same model rows.
- *equal time*: error over the error that a larger budget without reaches in the same time,
  interpolated between budgets on logarithmic scales; *dear*: the same with {DEAR * 1e6:.0f} µs
  added to the time for each model row.
- *always*: for every output. *rule*, the default: with at most {_OUTPUTS} outputs, for those where
  a bend along the values found explains more than {_WORTHWHILE:.0%} of what the regression without
  leaves (squared residuals; of a model, those of the first {_PILOT} background rows).
- *time*: CPU time over that without.

{{versions}}

"""

COLUMNS = ("equal rows", "time", "equal time", "dear")
COLUMNS = ("model or game", "budget", *(f"{w}: {c}" for w in ("always", "rule") for c in COLUMNS))


def lines_of(task: Task, budgets: tuple[int, ...], seeds: int) -> list[str]:
    measured = measure(task, budgets, seeds)
    lines = []
    for budget in budgets:
        cells = [task.name, f"{budget:,}"]
        plain = measured["without", budget]
        for way in ("always", "rule"):
            mine = measured[way, budget]
            ratios = (
                mine.error / plain.error,
                mine.seconds / plain.seconds,
                at_equal_time(measured, way, budget, 0.0),
                at_equal_time(measured, way, budget, DEAR),
            )
            cells += [f"{ratio:.2f}" for ratio in ratios]
        lines.append(f"| {' | '.join(cells)} |")
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    budgets, seeds = (BUDGETS[:2], 2) if quick else (BUDGETS, 10)
    lines = [f"| {' | '.join(COLUMNS)} |", "|:--" + "|--:" * (len(COLUMNS) - 1) + "|"]
    lines += [line for task in tasks() for line in lines_of(task, budgets, seeds)]
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    head = HEAD.format(seeds=seeds, versions=f"Python {platform.python_version()}, {versions}.")
    if not quick:
        RESULTS.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
