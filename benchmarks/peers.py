"""The package and its peers behind one face: exact values, and estimates on a budget."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

import shapley_tutor as st

Predict = Callable[[np.ndarray], np.ndarray]
Values = np.ndarray

warnings.filterwarnings("ignore")


def naive_exact(f: Predict, X: np.ndarray, background: np.ndarray) -> Values:
    """One coalition of one row at a time, each evaluated once."""
    rows, values = st.coalitions(X.shape[1]), []
    mixed = _mixed_frame if hasattr(X, "iloc") else _mixed_array
    for i in range(len(X)):
        worths = np.array([f(mixed(S, X, i, background)).mean(axis=0) for S in rows])
        values.append(st.shapley_values(worths))
    return np.array(values)


def _mixed_array(S: np.ndarray, X: np.ndarray, i: int, background: np.ndarray) -> np.ndarray:
    return np.where(S, X[i], background)


def _mixed_frame(S: np.ndarray, X: Any, i: int, background: Any) -> Any:
    taken = X.iloc[np.full(len(background), i)].reset_index(drop=True)
    return background.assign(**{name: taken[name] for name in X.columns[S]})


def ours_exact(f: Predict, X: np.ndarray, background: np.ndarray) -> Values:
    return st.explain(f, X, background, method="exact").values


def shap_kernel_exact(f: Predict, X: np.ndarray, background: np.ndarray) -> Values:
    import shap

    explainer = shap.KernelExplainer(f, background)
    return explainer.shap_values(X, nsamples=2 ** X.shape[1], l1_reg=False, silent=True)


def shap_exact(f: Predict, X: np.ndarray, background: np.ndarray) -> Values:
    import shap

    masker = shap.maskers.Independent(background, max_samples=len(background))
    return shap.explainers.Exact(f, masker)(X, silent=True).values


def shapiq_exact(f: Predict, X: np.ndarray, background: np.ndarray) -> Values:
    import shapiq

    values = []
    for x in X:
        game = _shapiq_game(f, x, background)
        found = shapiq.ExactComputer(game, n_players=len(x))("SV", 1)
        values.append(found.get_n_order_values(1))
    return np.array(values)


def lightshap_exact(f: Predict, X: np.ndarray, background: np.ndarray) -> Values:
    import lightshap

    found = lightshap.explain_any(
        f, X, bg_X=background, bg_n=len(background), method="kernel", how="exact", verbose=False
    )
    return _stacked(found.shap_values)


def captum_exact(f: Predict, X: np.ndarray, background: np.ndarray) -> Values:
    """Every row against every background row: all permutations, so for few features only."""
    import torch
    from captum.attr import ShapleyValues

    rows = torch.from_numpy(np.repeat(X, len(background), axis=0))
    others = torch.from_numpy(np.tile(background, (len(X), 1)))
    found = ShapleyValues(lambda z: torch.from_numpy(f(z.numpy()))).attribute(rows, others)
    return found.numpy().reshape(len(X), len(background), -1).mean(axis=1)


EXACT = {
    "naive loop": naive_exact,
    "shap Kernel": shap_kernel_exact,
    "shap Exact": shap_exact,
    "shapiq": shapiq_exact,
    "lightshap": lightshap_exact,
    "captum": captum_exact,
    "shapley_tutor": ours_exact,
}


def _stacked(values: Any) -> Values:
    """Values of several outputs stand last."""
    return np.stack(values, axis=-1) if isinstance(values, list) else np.asarray(values)


def _shapiq_game(f: Predict, x: np.ndarray, background: np.ndarray) -> Any:
    import shapiq

    return shapiq.MarginalImputer(
        f, background, x=x, sample_size=len(background), normalize=False, random_state=0
    )


# --- estimates: budget is coalitions for each background row --------------------------------


def ours(method: str) -> Callable[..., Values]:
    def estimate(
        f: Predict, x: np.ndarray, background: np.ndarray, budget: int, seed: int
    ) -> Values:
        found = st.explain(f, x[None], background, method=method, budget=budget, rng=seed)
        return found.values[0]

    return estimate


def shap_kernel(
    f: Predict, x: np.ndarray, background: np.ndarray, budget: int, seed: int
) -> Values:
    import shap

    np.random.seed(seed)  # noqa: NPY002 - the only seed that KernelExplainer takes
    explainer = shap.KernelExplainer(f, background)
    return explainer.shap_values(x, nsamples=budget, l1_reg=0, silent=True)


def shap_permutation(
    f: Predict, x: np.ndarray, background: np.ndarray, budget: int, seed: int
) -> Values:
    import shap

    masker = shap.maskers.Independent(background, max_samples=len(background))
    explainer = shap.explainers.Permutation(f, masker, seed=seed)
    return explainer(x[None], max_evals=budget, silent=True).values[0]


def shap_sampling(
    f: Predict, x: np.ndarray, background: np.ndarray, budget: int, seed: int
) -> Values:
    import shap

    np.random.seed(seed)  # noqa: NPY002 - the only seed that SamplingExplainer takes
    explainer = shap.SamplingExplainer(f, background)
    # one of its samples is two model rows: with a feature and without
    return explainer.shap_values(x, nsamples=budget * len(background) // 2, silent=True)


def shapiq_approximator(name: str, **options: Any) -> Callable[..., Values]:
    def estimate(
        f: Predict, x: np.ndarray, background: np.ndarray, budget: int, seed: int
    ) -> Values:
        import shapiq.approximator

        approximator = getattr(shapiq.approximator, name)(n=len(x), random_state=seed, **options)
        game = _shapiq_game(f, x, background)
        return approximator.approximate(budget, game).get_n_order_values(1)

    return estimate


def lightshap_kernel(
    f: Predict, x: np.ndarray, background: np.ndarray, budget: int, seed: int
) -> Values:
    """Its own iterations decide: as many as fit the budget (2 d coalitions each, one to start)."""
    import lightshap

    iterations = max(1, budget // (2 * len(x)) - 1)
    found = lightshap.explain_any(
        f, x[None], bg_X=background, bg_n=len(background), method="permutation", how="sampling",
        max_iter=iterations, tol=0.0, random_state=seed, verbose=False,
    )  # fmt: skip
    return np.asarray(found.shap_values)[0]


ESTIMATES = {
    "shap Kernel (l1_reg=0)": shap_kernel,
    "shap Permutation": shap_permutation,
    "shap Sampling": shap_sampling,
    "shapiq KernelSHAP": shapiq_approximator("KernelSHAP"),
    "shapiq KernelSHAP (paired)": shapiq_approximator("KernelSHAP", pairing_trick=True),
    "shapiq PermutationSamplingSV": shapiq_approximator("PermutationSamplingSV"),
    "shapiq SVARM": shapiq_approximator("SVARM", pairing_trick=True),
    "shapiq kADDSHAP": shapiq_approximator("kADDSHAP", pairing_trick=True),
    "shapiq UnbiasedKernelSHAP": shapiq_approximator("UnbiasedKernelSHAP"),
    "lightshap permutation": lightshap_kernel,
    "shapley_tutor lineups": ours("lineups"),
    "shapley_tutor kernel": ours("kernel"),
}
