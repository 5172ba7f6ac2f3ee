"""What every network here needs of PyTorch: one thread, seeds, Adam, answers in batches."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from shapley_tutor._typing import Array

try:
    import torch
except ImportError as error:
    raise ImportError(
        "the networks of shapley_tutor.models need PyTorch, which is not installed; "
        'run: pip install "shapley-tutor[torch]"'
    ) from error


class _Usage(threading.local):
    """How deep in one_thread() a thread of Python is."""

    depth = 0


_usage = _Usage()
_lock = threading.Lock()
_inside, _threads = 0, 1  # how many threads of Python are in, and what PyTorch had before


@contextmanager
def one_thread() -> Iterator[None]:
    """One CPU thread: fastest for small networks, and every machine adds in the same order.

    PyTorch's number of threads is half global: calls that overlap in several threads of Python
    all put back what the first of them found.
    """
    global _inside, _threads
    with _lock:
        _usage.depth += 1
        if _usage.depth == 1:
            if _inside == 0:
                _threads = torch.get_num_threads()
            _inside += 1
            torch.set_num_threads(1)
    try:
        yield
    finally:
        with _lock:
            _usage.depth -= 1
            if _usage.depth == 0:
                _inside -= 1
                torch.set_num_threads(_threads)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Weights made inside follow ``torch.manual_seed(seed)``; the global state is put back."""
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        yield


class Adam:
    """Moves the weights of a network down its loss: Kingma and Ba (2015), algorithm 1.

    Digit for digit that of ``torch.optim``, whose first step imports PyTorch's compiler: that takes
    longer than the whole training of a small network.
    """

    BETAS = 0.9, 0.999
    EPS = 1e-8

    def __init__(self, network: torch.nn.Module, learning_rate: float) -> None:
        self.weights = [weights for weights in network.parameters() if weights.requires_grad]
        self.means = [torch.zeros_like(weights) for weights in self.weights]  # of the slopes
        self.squares = [torch.zeros_like(weights) for weights in self.weights]
        self.learning_rate = learning_rate
        self.steps = 0

    def step(self, loss: torch.Tensor) -> None:
        """Go one step; weights on which the loss does not depend stay as they are."""
        slopes = torch.autograd.grad(loss, self.weights, allow_unused=True)
        self.steps += 1
        short, short_squares = (1 - beta**self.steps for beta in self.BETAS)  # they start at 0
        with torch.no_grad():
            for weights, slope, mean, square in zip(
                self.weights, slopes, self.means, self.squares, strict=True
            ):
                if slope is not None:
                    mean.lerp_(slope, 1 - self.BETAS[0])
                    square.mul_(self.BETAS[1]).addcmul_(slope, slope, value=1 - self.BETAS[1])
                    spread = (square.sqrt() / short_squares**0.5).add_(self.EPS)
                    weights.addcdiv_(mean, spread, value=-self.learning_rate / short)


def answers_of(
    network: Callable[[torch.Tensor], torch.Tensor], inputs: torch.Tensor, batch: int
) -> Array:
    """Answers (m, ...) of a network, or of any function of tensors, ``batch`` inputs at a time."""
    with torch.no_grad():
        return np.concatenate([network(part).cpu() for part in torch.split(inputs, batch)])
