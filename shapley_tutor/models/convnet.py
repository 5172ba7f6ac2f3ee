"""Small convolutional networks on gray pictures: numpy in, numpy out, the same digits everywhere.

Needs PyTorch. Networks are float64 and seeded without touching PyTorch's global random state.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.models._torch import answers_of, one_thread, seeded
from shapley_tutor.models.standardize import as_classes

import torch  # isort: skip (_torch says what to do where it is missing)
from torch import nn  # isort: skip
from torch.nn import functional  # isort: skip

BATCH_PICTURES = 64
"""Pictures that a network evaluates at a time: few, so that they stay in the processor's cache."""

Pooling = Literal["max", "average"]


class PictureClassifier:
    """A trained network for two classes of square gray pictures, flattened to rows or not.

    ``network`` is the ``torch.nn.Module`` itself: (m, 1, size, size) to log-odds (m, 1).
    """

    def __init__(self, network: nn.Module, size: int) -> None:
        self.network = network.eval()
        self.size = size

    def tensor(self, X: Any) -> torch.Tensor:
        """Pictures (m, size, size) or flattened rows (m, size * size) as (m, 1, size, size)."""
        X = np.asarray(X, dtype=float)
        if X.ndim < 2 or X[0].size != self.size**2:
            raise ValueError(
                f"X has shape {X.shape}; pass pictures (m, {self.size}, {self.size}) "
                f"or flattened rows (m, {self.size**2})"
            )
        return torch.from_numpy(X.reshape(-1, 1, self.size, self.size))

    @one_thread()
    def predict_logit(self, X: Any) -> FloatArray:
        """Log-odds of class 1: pictures (m, size, size) or rows (m, size * size) to (m,)."""
        return answers_of(self.network, self.tensor(X), BATCH_PICTURES)[:, 0]

    def predict_proba(self, X: Any) -> FloatArray:
        """Probability of class 1: (m,)."""
        return np.asarray(torch.from_numpy(self.predict_logit(X)).sigmoid())


def convnet(
    channels: Sequence[int] = (8, 8, 8), *, pooling: Pooling = "max", seed: int = 0
) -> nn.Sequential:
    """Make an untrained network: convolutions and ReLUs, then one number of each channel.

    Introduced in chapter *Why pixels make poor players*. Every 3 by 3 convolution keeps the
    size of the picture; between two of them it is halved.

    Parameters
    ----------
    channels
        Of each convolution.
    pooling
        Which number of a channel of the last ReLU is kept: its largest or its average.
    seed
        Of the weights.

    Returns
    -------
    torch.nn.Sequential
        In float64: pictures (m, 1, H, W) to log-odds (m, 1).

    Raises
    ------
    ValueError
        If a layer has no channel, or pooling is neither "max" nor "average".

    Examples
    --------
    >>> net = convnet((8, 8, 8))
    >>> sum(weights.numel() for weights in net.parameters())
    1257
    """
    if not channels or min(channels) < 1:
        raise ValueError(f"channels is {tuple(channels)}; pass at least 1 for each layer")
    if pooling not in ("max", "average"):
        raise ValueError(f'pooling is {pooling!r}; pass "max" or "average"')
    layers: list[nn.Module] = []
    with seeded(seed):
        for width, next_width in pairwise([1, *channels]):
            layers += [nn.Conv2d(width, next_width, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)]
        if pooling == "max":
            layers += [nn.AdaptiveMaxPool2d(1)]
        else:  # of all cells, so the last are not halved
            layers[-1:] = [nn.AdaptiveAvgPool2d(1)]
        layers += [nn.Flatten(), nn.Linear(channels[-1], 1)]
    return nn.Sequential(*layers).double()


@one_thread()
def fit_convnet(
    pictures: Any,
    labels: Any,
    *,
    channels: Sequence[int] = (8, 8, 8),
    pooling: Pooling = "max",
    epochs: int = 15,
    batch: int = 64,
    learning_rate: float = 1e-2,
    seed: int = 0,
) -> PictureClassifier:
    """Train a network to tell two classes of pictures apart, on one CPU thread.

    Introduced in chapter *Why pixels make poor players*. Minimizes the log-loss by Adam on
    batches that are drawn anew in every epoch.

    Parameters
    ----------
    pictures, labels
        Square pictures (m, size, size) and their classes 0 and 1, (m,).
    channels, pooling
        Of :func:`convnet`.
    epochs, batch
        Passes over the pictures, and pictures in a step.
    seed
        Of the initial weights and of the batches.

    Raises
    ------
    TypeError, ValueError
        If pictures are not square, or labels do not give one class for each.

    Examples
    --------
    >>> pictures = np.zeros((64, 4, 4))
    >>> pictures[::2, 1, 1] = 1.0
    >>> model = fit_convnet(pictures, np.arange(64) % 2, channels=(4,), epochs=40)
    >>> model.predict_proba(pictures[:2]).round()
    array([0., 1.])
    """
    pictures = np.asarray(pictures, dtype=float)
    if pictures.ndim != 3 or pictures.shape[1] != pictures.shape[2]:
        raise ValueError(f"pictures has shape {pictures.shape}; pass (m, size, size)")
    classes = as_classes(labels, 2)
    if len(classes) != len(pictures):
        raise ValueError(f"pictures has {len(pictures)} and labels {len(classes)}; pass one each")
    model = PictureClassifier(convnet(channels, pooling=pooling, seed=seed), pictures.shape[1])
    inputs, targets = model.tensor(pictures), torch.from_numpy(classes)[:, None].double()
    optimizer = torch.optim.Adam(model.network.parameters(), lr=learning_rate)
    draws = torch.Generator().manual_seed(seed)
    for _ in range(epochs):
        for rows in torch.split(torch.randperm(len(inputs), generator=draws), batch):
            outputs = model.network(inputs[rows])
            loss = functional.binary_cross_entropy_with_logits(outputs, targets[rows])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return model
