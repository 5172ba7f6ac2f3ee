"""DeepLIFT's two rules, layer by layer, for stacks of linear layers and ReLUs.

Tensors in, numpy out. Attributions are compared with one reference for each row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.models._torch import one_thread

import torch  # isort: skip (_torch says what to do where it is missing)
from torch import nn  # isort: skip

STILL = 1e-9
"""A unit that moves by less than this counts as standing still."""


@one_thread()
def rescale(network: nn.Sequential, X: Any, reference: Any) -> FloatArray:
    """DeepLIFT with the rescale rule: a ReLU counts as a line from where it was to where it is.

    Introduced in chapter *What DeepExplainer computes*. Shrikumar, Greenside and Kundaje (2017),
    section 3.5.2. The same as Captum's ``DeepLift``, and as SHAP's ``DeepExplainer`` for one row.

    Parameters
    ----------
    network
        Linear layers and ReLUs in a sequence, with one number as output.
    X, reference
        Rows (m, d), and the rows that they are compared with: (m, d) or (1, d).

    Returns
    -------
    ndarray of float, shape (m, d)
        The values of a row sum to f(x) − f(reference).

    Raises
    ------
    TypeError
        If a layer is neither linear nor a ReLU.

    Examples
    --------
    >>> one = nn.Sequential(nn.Linear(2, 1), nn.ReLU()).double()  # max(0, x1 + 2 x2 - 1)
    >>> one[0].weight.data[:], one[0].bias.data[:] = torch.tensor([1.0, 2.0]), -1
    >>> rescale(one, torch.ones(1, 2).double(), torch.zeros(1, 2).double()).round(3)
    array([[0.667, 1.333]])
    """
    now, before = torch.as_tensor(X), torch.as_tensor(reference)
    slopes = []  # of each layer, from the first to the last
    with torch.no_grad():
        for layer in _layers(network):
            after, after_before = layer(now), layer(before)
            if isinstance(layer, nn.ReLU):
                slopes.append(_ratio(after - after_before, now - before, (now > 0).to(now.dtype)))
            now, before = after, after_before
        multiplier = torch.ones_like(now)
        for layer in reversed(list(_layers(network))):
            if isinstance(layer, nn.Linear):
                multiplier = multiplier @ layer.weight
            else:
                multiplier = multiplier * slopes.pop()
        return np.asarray(multiplier * (torch.as_tensor(X) - torch.as_tensor(reference)))


@one_thread()
def reveal_cancel(network: nn.Sequential, X: Any, reference: Any) -> FloatArray:
    """DeepLIFT with the RevealCancel rule: what lifts a ReLU and what lowers it are two players.

    Introduced in chapter *What DeepExplainer computes*. Shrikumar, Greenside and Kundaje (2017),
    section 3.5.3. Each ReLU shares out its change between them by their Shapley values; within
    each of the two it goes by size.

    Parameters
    ----------
    network, X, reference
        As in :func:`rescale`.

    Returns
    -------
    ndarray of float, shape (m, d)
        The values of a row sum to f(x) − f(reference).

    Raises
    ------
    TypeError
        If a layer is neither linear nor a ReLU.

    Examples
    --------
    >>> one = nn.Sequential(nn.Linear(2, 1), nn.ReLU()).double()  # max(0, x1 - x2)
    >>> one[0].weight.data[:], one[0].bias.data[:] = torch.tensor([1.0, -1.0]), 0
    >>> reveal_cancel(one, torch.tensor([[3.0, 2.0]]).double(), torch.zeros(1, 2).double())
    array([[ 2., -1.]])
    """
    before = torch.as_tensor(reference)
    moved = torch.as_tensor(X) - before  # (m, units): how far each unit is from the reference
    up, down = moved.clamp(min=0), moved.clamp(max=0)  # what lifts it, what lowers it
    kept: list[tuple[torch.Tensor, ...]] = []  # what the way back needs of each layer
    with torch.no_grad():
        for layer in _layers(network):
            if isinstance(layer, nn.Linear):
                kept.append((moved,))
                raises, lowers = layer.weight.clamp(min=0).T, layer.weight.clamp(max=0).T
                plus, minus = moved.clamp(min=0), moved.clamp(max=0)
                up, down = plus @ raises + minus @ lowers, minus @ raises + plus @ lowers
            else:
                nothing, lifted = layer(before), layer(before + up)
                lowered, both = layer(before + down), layer(before + up + down)
                by_up = (lifted - nothing + both - lowered) / 2
                by_down = (lowered - nothing + both - lifted) / 2
                slope = (before > 0).to(up.dtype).expand_as(up)  # at the reference
                kept.append((_ratio(by_up, up, slope), _ratio(by_down, down, slope)))
                up, down = by_up, by_down
            before, moved = layer(before), up + down
        of_up = of_down = torch.ones_like(up)
        for layer in reversed(list(_layers(network))):
            if isinstance(layer, nn.Linear):
                (moved,) = kept.pop()
                raises, lowers = layer.weight.clamp(min=0), layer.weight.clamp(max=0)
                of_plus = of_up @ raises + of_down @ lowers  # of an input that has grown
                of_minus = of_down @ raises + of_up @ lowers
                of_up = of_down = torch.where(
                    moved.abs() < STILL,
                    (of_plus + of_minus) / 2,
                    torch.where(moved > 0, of_plus, of_minus),
                )
            else:
                ups, downs = kept.pop()
                of_up, of_down = of_up * ups, of_down * downs
        return np.asarray((torch.as_tensor(X) - torch.as_tensor(reference)) * of_up)


def _layers(network: nn.Sequential) -> Iterator[nn.Linear | nn.ReLU]:
    """Layers of a sequence and of those in it."""
    for layer in network.children():
        if isinstance(layer, nn.Sequential):
            yield from _layers(layer)
        elif isinstance(layer, (nn.Linear, nn.ReLU)):
            yield layer
        else:
            raise TypeError(
                f"network has a layer {type(layer).__name__}; pass a sequence of nn.Linear and "
                "nn.ReLU, or use Captum's DeepLift"
            )


def _ratio(change: torch.Tensor, moved: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    """How much a change is of what caused it; the slope where nothing moved."""
    still = moved.abs() < STILL
    return torch.where(still, slope, change / torch.where(still, 1.0, moved))
