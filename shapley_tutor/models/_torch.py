"""What every network here needs of PyTorch: one thread, seeded weights, answers in batches."""

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


def answers_of(
    network: Callable[[torch.Tensor], torch.Tensor], inputs: torch.Tensor, batch: int
) -> Array:
    """Answers (m, ...) of a network, or of any function of tensors, ``batch`` inputs at a time."""
    with torch.no_grad():
        return np.concatenate([network(part).cpu() for part in torch.split(inputs, batch)])
