"""Small multilayer perceptrons on tabular rows: numpy in, numpy out, the same digits everywhere.

Networks are float64, trained on all
rows at once, and seeded without touching PyTorch's global random state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.models._torch import answers_of, one_thread, seeded
from shapley_tutor.models.standardize import Standardizer, as_classes, fit_standardizer

import torch  # isort: skip (_torch says what to do where it is missing)
from torch import nn  # isort: skip
from torch.nn import functional  # isort: skip

Loss = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
Pair = tuple[torch.Tensor, torch.Tensor]

BATCH_ROWS = 16_384
"""Rows that a fitted network evaluates at a time."""


class History(NamedTuple):
    """Loss after 0, 1, ..., ``steps`` steps, each of shape (steps + 1,)."""

    train: FloatArray
    held_out: FloatArray | None


class FittedMLP:
    """A trained network on raw rows: standardizes, evaluates in batches, returns numpy.

    Introduced in chapter *What is a feature worth?*

    ``network`` is the ``torch.nn.Module`` itself, which takes what ``standardizer`` gives;
    ``history`` holds the loss after every step of the training.

    Examples
    --------
    >>> X = np.array([[0.0], [1.0]])
    >>> untrained = History(np.array([]), None)
    >>> FittedMLP(mlp(1, ()), fit_standardizer(X), untrained).outputs(X).shape
    (2,)
    """

    def __init__(self, network: nn.Module, standardizer: Standardizer, history: History) -> None:
        self.network = network.eval()
        self.standardizer = standardizer
        self.history = history

    def outputs(self, X: Any) -> FloatArray:
        """Return what the last layer says: (m, d) raw rows to (m,), or (m, k) for k outputs."""
        device = next(self.network.parameters()).device
        rows = torch.from_numpy(self.standardizer(X))
        out = answers_of(lambda part: self.network(part.to(device)), rows, BATCH_ROWS)  # (m, k)
        return out[:, 0] if out.shape[1] == 1 else out


class Classifier(FittedMLP):
    """A network whose outputs are log-odds: what :func:`fit_classifier` returns."""

    def predict_logit(self, X: Any) -> FloatArray:
        """Log-odds of class 1, (m,); for k > 2 classes the k logits, (m, k)."""
        return self.outputs(X)

    def predict_proba(self, X: Any) -> FloatArray:
        """Probability of class 1, (m,); for k > 2 classes all k of them, (m, k)."""
        logits = torch.from_numpy(self.outputs(X))
        return np.asarray(logits.sigmoid() if logits.ndim == 1 else logits.softmax(dim=1))


def default_device() -> torch.device:
    """CUDA if it is available, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def mlp(
    n_inputs: int, hidden: Sequence[int] = (16,), n_outputs: int = 1, *, seed: int = 0
) -> nn.Sequential:
    """Make an untrained network: linear layers with a ReLU of its own between each two.

    Introduced in chapter *Train the network*. The weights are those that follow
    ``torch.manual_seed(seed)``; the global random state is put back.

    Returns
    -------
    torch.nn.Sequential
        In float64, on the CPU: (m, n_inputs) to (m, n_outputs).

    Examples
    --------
    >>> net = mlp(2, hidden=(16,))
    >>> sum(weights.numel() for weights in net.parameters())
    65
    """
    widths = [n_inputs, *hidden, n_outputs]
    if min(widths) < 1:
        raise ValueError(f"layer widths are {widths}; every layer needs at least 1 unit")
    layers: list[nn.Module] = []
    with seeded(seed):
        for width, next_width in pairwise(widths):
            layers += [nn.Linear(width, next_width), nn.ReLU()]
    return nn.Sequential(*layers[:-1]).double()


@one_thread()
def train(
    network: nn.Module,
    rows: Pair,
    loss: Loss,
    *,
    held_out: Pair | None = None,
    steps: int = 300,
    learning_rate: float = 1e-3,
    progress: bool = False,
) -> History:
    """Change ``network`` by ``steps`` full-batch steps of Adam, on one CPU thread.

    Introduced in chapter *Train the network*, where the same loop stands on the page.

    Parameters
    ----------
    rows
        Inputs and targets, all of them in every step.
    loss
        ``loss(outputs, targets)``, a scalar.
    held_out
        Inputs and targets that are measured after every step and never trained on.

    Examples
    --------
    >>> rows = torch.tensor([[0.0], [1.0]]).double()
    >>> net = mlp(1, hidden=())  # a line
    >>> history = train(net, (rows, 2 * rows), functional.mse_loss, learning_rate=0.1)
    >>> net(rows).detach().numpy().ravel().round(3) + 0
    array([0., 2.])
    """
    if steps < 0:
        raise ValueError(f"steps is {steps}; pass 0 (leaves the network untrained) or more")
    optimizer = torch.optim.Adam(network.parameters(), lr=learning_rate)
    losses, unseen = [], []
    for step in _counted(steps + 1, progress):
        current = loss(network(rows[0]), rows[1])
        losses.append(current.item())
        if held_out is not None:
            with torch.no_grad():
                unseen.append(loss(network(held_out[0]), held_out[1]).item())
        if step < steps:
            optimizer.zero_grad()
            current.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
    return History(np.array(losses), np.array(unseen) if unseen else None)


def fit_classifier(
    X: Any,
    y: Any,
    *,
    held_out: tuple[Any, Any] | None = None,
    hidden: Sequence[int] = (16,),
    standardize: Sequence[int] | None = None,
    steps: int = 300,
    learning_rate: float = 1e-3,
    seed: int = 0,
    device: str | torch.device | None = None,
    progress: bool = False,
) -> Classifier:
    """Train an MLP to tell classes apart: one logit for two classes, k for k > 2.

    Introduced in chapter *Train the network*. Minimizes the mean log-loss by full-batch Adam.

    Parameters
    ----------
    X, y
        Training rows (m, d) in raw units and their classes (m,), numbered 0, 1, ...
    held_out
        Rows and classes on which the loss is measured and never trained.
    standardize
        Columns to bring to mean 0 and standard deviation 1; all of them by default.
    seed
        Of the initial weights.
    device
        Where to train and predict; CUDA if it is available, else the CPU.

    Raises
    ------
    TypeError, ValueError
        If X is not a finite table of numbers or y does not number the classes of its rows.

    Examples
    --------
    >>> X, y = [[0.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1]
    >>> model = fit_classifier(X, y, steps=500, learning_rate=1e-2)
    >>> model.predict_proba(X).round()
    array([0., 0., 1., 1.])
    """
    n_classes = int(as_classes(y).max()) + 1
    if n_classes < 2:
        raise ValueError("y holds class 0 only; pass rows of at least two classes")
    standardizer = fit_standardizer(X, standardize)
    device = device or default_device()
    tensors = partial(_tensors, standardizer, n_classes, device)
    binary = n_classes == 2
    network = mlp(len(standardizer.center), hidden, 1 if binary else n_classes, seed=seed)
    history = train(
        network.to(device),
        tensors(X, y),
        functional.binary_cross_entropy_with_logits if binary else functional.cross_entropy,
        held_out=tensors(*held_out) if held_out is not None else None,
        steps=steps,
        learning_rate=learning_rate,
        progress=progress,
    )
    return Classifier(network, standardizer, history)


def _tensors(
    standardizer: Standardizer, n_classes: int, device: str | torch.device, X: Any, y: Any
) -> Pair:
    """Return inputs (m, d) and targets: (m, 1) floats for two classes, else class numbers (m,)."""
    inputs = torch.from_numpy(standardizer(X)).to(device)
    labels = torch.from_numpy(as_classes(y, n_classes)).to(device)
    if len(inputs) != len(labels):
        raise ValueError(f"X has {len(inputs)} rows but y has {len(labels)}; pass one y a row")
    return inputs, labels[:, None].double() if n_classes == 2 else labels


def _counted(n: int, progress: bool) -> Iterable[int]:
    """range(n), with a progress bar on request."""
    if not progress:
        return range(n)
    from tqdm.auto import tqdm

    bar: Iterable[int] = tqdm(range(n), desc="training", unit="step")
    return bar
