"""A small network in place of a function that is slow to run: numpy in, numpy out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.models.mlp import FittedMLP, mlp, train
from shapley_tutor.models.standardize import fit_standardizer

import torch  # isort: skip (mlp says what to do where it is missing)
from torch.nn.functional import mse_loss  # isort: skip


class Surrogate:
    """A network that was fitted to runs: what :func:`fit_surrogate` returns.

    ``fitted`` answers in standard units of the output; ``center`` and ``scale`` bring them back.
    """

    def __init__(self, fitted: FittedMLP, center: float, scale: float) -> None:
        self.fitted, self.center, self.scale = fitted, center, scale

    def predict(self, X: Any) -> FloatArray:
        """Output of each row, in its own unit: (m, d) to (m,)."""
        return self.center + self.scale * self.fitted.outputs(X)


def fit_surrogate(
    X: Any,
    y: Any,
    *,
    hidden: Sequence[int] = (32,),
    steps: int = 2000,
    learning_rate: float = 1e-2,
    seed: int = 0,
) -> Surrogate:
    """Fit a network to the runs of a model: mean squared error, full-batch Adam.

    Introduced in chapter *Few inputs, clear meanings*.

    Parameters
    ----------
    X, y
        Inputs of the runs (m, d) in their units, and their outputs (m,).
    hidden
        Widths of the hidden layers.
    steps, learning_rate
        Of Adam.
    seed
        Of the initial weights.

    Raises
    ------
    TypeError, ValueError
        If X is not a finite table of numbers, or y not one finite number for each of its rows.

    Examples
    --------
    >>> X = np.linspace(0, 1, 20)[:, None]
    >>> model = fit_surrogate(X, 100 + X[:, 0] ** 2, steps=300)
    >>> bool(abs(model.predict([[0.5]])[0] - 100.25) < 0.1)
    True
    """
    to_inputs = fit_standardizer(X)
    inputs = to_inputs(X)
    outputs = np.asarray(y, dtype=np.float64)
    if outputs.shape != (len(inputs),) or not np.isfinite(outputs).all():
        raise ValueError(
            f"y has shape {outputs.shape} and X has {len(inputs)} rows; pass one finite number for "
            "each row"
        )
    center, scale = float(outputs.mean()), float(outputs.std()) or 1.0
    target = torch.from_numpy((outputs - center) / scale)[:, None]
    network = mlp(inputs.shape[1], hidden, seed=seed)
    history = train(
        network,
        (torch.from_numpy(inputs), target),
        mse_loss,
        steps=steps,
        learning_rate=learning_rate,
    )
    return Surrogate(FittedMLP(network, to_inputs, history), center, scale)
