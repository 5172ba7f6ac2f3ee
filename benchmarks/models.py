"""Models and data of the benchmarks, the same every time."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

import shapley_tutor as st

Predict = Callable[[Any], np.ndarray]


class Counted:
    """A model that counts its rows and the seconds spent inside it."""

    def __init__(self, predict: Predict) -> None:
        self.predict, self.rows, self.seconds = predict, 0, 0.0

    def __call__(self, X: Any) -> np.ndarray:
        self.rows += len(X)
        start = time.perf_counter()
        answer = self.predict(X)
        self.seconds += time.perf_counter() - start
        return answer


class Job(NamedTuple):
    """What is explained in a benchmark: rows and background are arrays or DataFrames."""

    name: str
    predict: Predict
    X: Any
    background: Any
    peers: tuple[str, ...] = ()
    limit: float = 0.5  # of our time to that of the fastest peer
    arrays: Any = None  # the same job with arrays in place of DataFrames
    truth: np.ndarray | None = None  # of the first row, where enumeration would take too long


def network(*widths: int, seed: int = 0) -> Predict:
    """A float64 network with random weights."""
    import torch

    torch.manual_seed(seed)
    layers: list[torch.nn.Module] = []
    for a, b in pairwise(widths):
        layers += [torch.nn.Linear(a, b), torch.nn.ReLU()]
    module = torch.nn.Sequential(*layers[:-1]).double().eval()

    def predict(X: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            out = module(torch.from_numpy(np.ascontiguousarray(X, dtype=float)))
        return out.numpy()[:, 0] if widths[-1] == 1 else out.numpy()

    return predict


def boosting(d: int) -> Predict:
    from sklearn.ensemble import HistGradientBoostingRegressor

    rng = np.random.default_rng(1)
    X = rng.normal(size=(2000, d))
    y = X[:, 0] * X[:, 1] + X[:, 2] + np.sin(X[:, 3])
    return HistGradientBoostingRegressor(random_state=0).fit(X, y).predict


def breast_cancer() -> Job:
    """A network of 30 real features, its first patient, 50 background rows."""
    import torch
    from sklearn.datasets import load_breast_cancer
    from sklearn.preprocessing import StandardScaler

    X, y = load_breast_cancer(return_X_y=True)
    X = StandardScaler().fit_transform(X)
    torch.manual_seed(0)
    module = torch.nn.Sequential(
        torch.nn.Linear(30, 32), torch.nn.ReLU(), torch.nn.Linear(32, 1)
    ).double()
    optimizer = torch.optim.Adam(module.parameters(), lr=1e-2)
    inputs, targets = torch.from_numpy(X), torch.from_numpy(y[:, None].astype(float))
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.binary_cross_entropy_with_logits(module(inputs), targets).backward()
        optimizer.step()

    def predict(rows: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            out = module(torch.from_numpy(np.ascontiguousarray(rows, dtype=float)))
            return torch.sigmoid(out).numpy()[:, 0]

    chosen = np.random.default_rng(0).choice(len(X), 51, replace=False)
    return Job("breast cancer, 30 features", predict, X[chosen[:1]], X[chosen[1:]], ())


EVERY = ("naive loop", "shap Kernel", "shap Exact", "shapiq", "lightshap")
QUICK = EVERY[1:]  # where the naive loop would take minutes


def jobs() -> list[Job]:
    """The exact jobs, small to large."""
    rng = np.random.default_rng(0)
    rows = lambda m, d: rng.normal(size=(m, d))  # noqa: E731
    two, others = rows(500, 2), rows(200, 2)
    two[:, 1], others[:, 1] = rng.integers(0, 2, 500), rng.integers(0, 2, 200)
    small, wide, deep = network(2, 16, 1), network(10, 64, 64, 1), network(16, 64, 64, 1)
    ten, sixteen = (rows(50, 10), rows(100, 10)), (rows(10, 16), rows(50, 16))
    with_captum = (*EVERY, "captum")
    arrays = Job("10 features, 50 rows, B=100, MLP 10-64-64-1", wide, *ten, EVERY)
    return [
        Job("2 features, 1 row, B=200, MLP 2-16-1", small, two[:1], others, with_captum, 1.0),
        Job("2 features, 500 rows, B=200, MLP 2-16-1", small, two, others, with_captum, 1 / 50),
        Job("10 features, 1 row, B=100, MLP 10-64-64-1", wide, ten[0][:1], ten[1], EVERY),
        arrays,
        Job("10 features, 50 rows, B=100, boosting", boosting(10), *ten, QUICK, 1.0),
        Job("16 features, 1 row, B=50, MLP 16-64-64-1", deep, sixteen[0][:1], sixteen[1], QUICK),
        Job("16 features, 10 rows, B=50, MLP 16-64-64-1", deep, *sixteen, QUICK),
        Job(
            "10 features, 10 rows, B=100, MLP 10-64-64-30 (30 outputs)",
            network(10, 64, 64, 30), ten[0][:10], ten[1], EVERY,
        ),
        as_frames(arrays),
        mixed_frames(),
    ]  # fmt: skip


def as_frames(job: Job) -> Job:
    """The same job with DataFrames."""
    from pandas import DataFrame

    columns = [f"x{j}" for j in range(job.X.shape[1])]
    return Job(
        f"{job.name}, DataFrames",
        lambda frame: job.predict(np.asarray(frame, dtype=float)),
        DataFrame(job.X, columns=columns),
        DataFrame(job.background, columns=columns),
        QUICK,
        arrays=job,
    )


def mixed_frames() -> Job:
    """Ten columns of five types, as tables of customers or patients have; arrays hold codes."""
    from pandas import Categorical, DataFrame

    inner = network(10, 64, 64, 1)
    levels = ["bern", "oslo", "rome"]

    def table(rng: np.random.Generator, m: int) -> DataFrame:
        columns = {f"x{j}": rng.normal(size=m) for j in range(4)}
        columns |= {f"n{j}": rng.integers(0, 90, m) for j in range(3)}
        columns |= {"member": rng.integers(0, 2, m).astype(bool)}
        columns |= {"small": rng.normal(size=m).astype(np.float32)}
        columns |= {"city": Categorical.from_codes(rng.integers(0, 3, m), levels)}
        return DataFrame(columns)

    def coded(frame: DataFrame) -> np.ndarray:
        cells = np.empty(frame.shape)
        for j, name in enumerate(frame.columns):
            column = frame[name]
            cells[:, j] = column.cat.codes if name == "city" else column
        return cells

    rng = np.random.default_rng(2)
    X, background = table(rng, 10), table(rng, 100)
    arrays = Job("", inner, coded(X), coded(background))
    return Job(
        "10 features, 10 rows, B=100, MLP 10-64-64-1, DataFrames of five types",
        lambda frame: inner(coded(frame)), X, background, QUICK, arrays=arrays,
    )  # fmt: skip


def thousand_columns() -> list[Job]:
    """A row of 1,000 columns against 20: all of them differ, or about ten of them do."""
    rng = np.random.default_rng(3)
    slopes = rng.normal(size=(250, 4))

    def predict(rows: np.ndarray) -> np.ndarray:
        return np.tanh(np.einsum("mgi,gi->mg", rows.reshape(-1, 250, 4), slopes)).sum(axis=1)

    def values(x: np.ndarray, background: np.ndarray) -> np.ndarray:
        """Every four neighboring columns play a game of their own, whose worths are averages."""
        x, others = (cells.reshape(-1, 250, 4) for cells in (x, background))
        worths = [np.tanh((np.where(S, x, others) * slopes).sum(axis=2)).mean(axis=0) for S in
                  st.coalitions(4)]  # fmt: skip
        return st.shapley_values(np.array(worths)).T.ravel()

    rows = rng.normal(size=(21, 1000))
    words = np.where(rng.permuted(np.arange(1000) < 5 + 0 * rows, axis=1), rows, 0)
    return [
        Job(f"1,000 columns, {name}", predict, r[:1], r[1:], truth=values(r[0], r[1:]), limit=1.0)
        for name, r in (("all differ", rows), ("about ten differ", words))
    ]
