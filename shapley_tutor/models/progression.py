"""A network for scikit-learn's diabetes data: ten measurements to points of progression."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.datasets.patients import split_rows
from shapley_tutor.models._torch import seeded
from shapley_tutor.models.mlp import mlp, train
from shapley_tutor.models.standardize import fit_standardizer

import torch  # isort: skip (_torch says what to do where it is missing)
from torch import nn  # isort: skip
from torch.nn.functional import mse_loss  # isort: skip


class Progression(NamedTuple):
    """What :func:`fit_progression` returns: a network, and the patients in its inputs."""

    network: nn.Sequential  # (m, 10) to (m, 1), in points of the score
    X_train: torch.Tensor  # (309, 10), standardized
    X_test: torch.Tensor  # (133, 10)
    y_train: FloatArray  # (309,)
    y_test: FloatArray  # (133,)

    def r2(self) -> tuple[float, float]:
        """Share of the variance that the network explains, of training and of held-out patients."""
        pairs = (self.X_train, self.y_train), (self.X_test, self.y_test)
        found = [np.mean((y - self.network(X)[:, 0].numpy()) ** 2) / np.var(y) for X, y in pairs]
        return float(1 - found[0]), float(1 - found[1])


def fit_progression(steps: int = 60, *, seed: int = 0) -> Progression:
    """Train a network with two hidden layers of 32 ReLUs on 309 of 442 patients.

    Introduced in chapter *Shapley for differentiable models*. Full-batch Adam; the last layer
    turns its output into points, so that the network is the whole model. Needs scikit-learn.

    Parameters
    ----------
    steps
        Of the training: after 60 it predicts best, after 400 it knows its patients by heart.
    seed
        Of the split and of the initial weights.

    Examples
    --------
    >>> found = fit_progression(steps=20)
    >>> found.network(found.X_test).shape
    torch.Size([133, 1])
    """
    from sklearn.datasets import load_diabetes

    source: Any = load_diabetes(scaled=False)
    X, y = source.data, source.target
    learned, unseen = split_rows(len(X), seed=seed)
    inputs = torch.from_numpy(fit_standardizer(X[learned])(X))
    mean, scale = y[learned].mean(), y[learned].std()
    net = mlp(X.shape[1], hidden=(32, 32), seed=seed)
    targets = torch.from_numpy((y[learned] - mean) / scale)[:, None]
    train(net, (inputs[learned], targets), mse_loss, steps=steps, learning_rate=3e-3)
    with seeded(seed), torch.no_grad():
        points = nn.Linear(1, 1).double()
        points.weight.fill_(scale)
        points.bias.fill_(mean)
    network = nn.Sequential(*net, points).requires_grad_(False)
    return Progression(network, inputs[learned], inputs[unseen], y[learned], y[unseen])
