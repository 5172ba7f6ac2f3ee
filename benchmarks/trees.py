"""Trees: explain_trees() beside those that read trees, at the same game: marginal, all rows."""

from __future__ import annotations

import statistics
import time
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from measure import peak_memory, repeats_for, seconds

import shapley_tutor as st

OURS = "shapley_tutor"
SLOW = 4.0  # seconds: what takes longer is run once
_SAME = 1e-5  # of the largest value: what is further off is no exact value

warnings.filterwarnings("ignore")


class TreeJob(NamedTuple):
    """A model, rows and background rows; the kind says to which limits it is held."""

    name: str
    make: Callable[[], tuple[Any, np.ndarray, np.ndarray]]
    kind: str = "trees"


def boosted(depth: int, rows: int, background: int) -> tuple[Any, np.ndarray, np.ndarray]:
    """A boosting model of 100 trees on ten columns of whole numbers, rows and background."""
    return model(depth), data(rows, 2), data(background, 3)


def default_forest(rows: int) -> tuple[Any, np.ndarray, np.ndarray]:
    """A forest of 100 fully grown trees on the diabetes data: 27,000 leaves."""
    from sklearn.datasets import load_diabetes
    from sklearn.ensemble import RandomForestRegressor

    X, y = load_diabetes(return_X_y=True)
    return RandomForestRegressor(random_state=0).fit(X, y), X[:rows], X[200:300]


JOBS = [
    TreeJob("Trees, 100 of depth 4, 500 rows, B=500", partial(boosted, 4, 500, 500)),
    TreeJob("Trees, 100 of depth 6, 500 rows, B=500", partial(boosted, 6, 500, 500)),
    TreeJob("Trees, 100 of depth 6, 2,000 rows, B=2,000", partial(boosted, 6, 2000, 2000)),
    TreeJob("Trees, default forest, diabetes, 1 row, B=100", partial(default_forest, 1), "few"),
    TreeJob(
        "Trees, default forest, diabetes, 100 rows, B=100", partial(default_forest, 100), "few"
    ),
]
TOO_SLOW = {"shap": 2**20}  # pairs of a row and a background row: minutes


def data(count: int, seed: int = 0) -> np.ndarray:
    """Whole numbers, for which thresholds in single precision are exact."""
    return np.random.default_rng(seed).integers(-20, 21, (count, 10)).astype(float)


def model(depth: int) -> Any:
    """Gradient boosting of 100 trees."""
    from sklearn.ensemble import GradientBoostingRegressor

    X = data(4000)
    noise = np.random.default_rng(1).normal(size=len(X))
    y = X[:, 0] * X[:, 1] + 5 * X[:, 2] + 9 * np.sin(X[:, 3]) + noise
    return GradientBoostingRegressor(max_depth=depth, random_state=0).fit(X, y)


def ours(fitted: Any, X: np.ndarray, background: np.ndarray) -> np.ndarray:
    return st.explain_trees(fitted, X, background).values


def by_shap(fitted: Any, X: np.ndarray, background: np.ndarray) -> np.ndarray:
    import shap

    masker = shap.maskers.Independent(background, max_samples=len(background))
    explainer = shap.TreeExplainer(fitted, masker, feature_perturbation="interventional")
    return explainer.shap_values(X, check_additivity=False)


def by_woodelf(fitted: Any, X: np.ndarray, background: np.ndarray) -> np.ndarray:
    import pandas as pd
    from woodelf import WoodelfExplainer

    names = [f"x{j}" for j in range(X.shape[1])]
    rows, others = (pd.DataFrame(cells, columns=names) for cells in (X, background))
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):  # its bars
        return np.asarray(WoodelfExplainer(fitted, others).shap_values(rows))


PACKAGES: dict[str, Callable[[Any, np.ndarray, np.ndarray], np.ndarray]] = {
    "shap": by_shap,
    "woodelf": by_woodelf,
    OURS: ours,
}
ANOTHER_GAME = {
    "lightshap": "explain_tree takes no background: its values are path-dependent, another game",
}


def tree_job(job: TreeJob, repetitions: int) -> dict[str, Any]:
    """Measurements of all packages, and why the others cannot do it."""
    fitted, X, background = job.make()
    few = X[:1]
    truth = st.explain(fitted.predict, few, background[:50]).values[0]
    runs: dict[str, dict[str, Any]] = {}
    left_out = dict(ANOTHER_GAME)
    for name, explain in PACKAGES.items():
        if len(X) * len(background) > TOO_SLOW.get(name, np.inf):
            left_out[name] = "its time grows with rows times background rows: minutes here"
            continue
        try:
            error = np.abs(explain(fitted, few, background[:50])[0] - truth).max()
        except Exception as problem:  # a peer's failure is a finding
            left_out[name] = f"{type(problem).__name__}: {str(problem).splitlines()[0][:100]}"
            continue
        action = lambda explain=explain: explain(fitted, X, background)  # noqa: E731
        if not error <= _SAME * np.abs(truth).max():
            left_out[name] = f"wrong: off by {error:.2g}, after {_timed(action):.2g} s"
            continue
        runs[name] = {"action": action, "error": float(error), "times": []}
        runs[name]["memory"] = peak_memory(action)
    for _ in range(repetitions):  # interleaved: a slow minute of the machine hits all alike
        for run in runs.values():
            if not run["times"] or run["times"][0] < SLOW:
                run["times"].append(_timed(run["action"]))
    packages = {
        name: {
            "seconds": statistics.median(run["times"]),
            "memory": run["memory"],
            "error": run["error"],
        }
        for name, run in runs.items()
    }
    return {"kind": job.kind, "packages": packages, "left_out": left_out}


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    once = time.perf_counter() - start
    return once if once > SLOW else seconds(action, repeats_for(once))


def tree_growth(folder: Path, quick: bool) -> dict[str, Any]:
    """Time as rows, background rows and depth grow: a picture."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    st.plots.use_style()
    figure, panels = plt.subplots(1, 3, figsize=(11, 3.6), layout="constrained", sharey=True)
    most = 10_000 if quick else 1_000_000
    sizes = [size for size in (100, 1_000, 10_000, 100_000, 1_000_000) if size <= most]
    cases = {
        "rows (depth 6, B=500)": [(6, size, 500) for size in sizes if size <= 100_000],
        "background rows (depth 6, 500 rows)": [(6, 500, size) for size in sizes],
        "depth (500 rows, B=500)": [(depth, 500, 500) for depth in range(1, 9)],
    }
    models = {depth: model(depth) for depth in range(1, 9)}
    for axes, (title, shapes) in zip(panels, cases.items(), strict=True):
        which = {"rows": 1, "background": 2, "depth": 0}[title.split()[0]]
        for name, explain in PACKAGES.items():
            points = []
            for depth, rows, others in shapes:
                if rows * others > TOO_SLOW.get(name, np.inf) or (quick and name == "shap"):
                    continue
                given = models[depth], data(rows, 2), data(others, 3)
                taken = seconds(lambda e=explain, given=given: e(*given))
                points.append(((depth, rows, others)[which], taken))
            if points:
                axes.plot(*zip(*points, strict=True), "o-", label=name)
        axes.set_yscale("log")
        if which:
            axes.set_xscale("log")
        axes.set_xlabel(title)
    panels[0].set_ylabel("seconds")
    panels[0].legend()
    figure.savefig(folder / "growth-trees.png", dpi=150)
    return {"kind": "growth", "picture": "growth-trees.png"}
