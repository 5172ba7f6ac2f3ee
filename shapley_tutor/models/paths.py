"""Slopes of a network along a line: Integrated Gradients, and what the corners of a box say.

Tensors in, numpy out, in the precision of the rows. All run on one CPU thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.models._torch import one_thread

import torch  # isort: skip (_torch says what to do where it is missing)

Differentiable = Callable[[torch.Tensor], torch.Tensor]
Rule = Literal["gauss", "middle"]

BATCH_NUMBERS = 32_768
"""Numbers of inputs that a function gets at a time, or all those of one step."""


def slopes(f: Differentiable, points: torch.Tensor) -> torch.Tensor:
    """Gradient of every answer with respect to its own input.

    Introduced in chapter *Shapley for differentiable models*, where it stands on the page.

    Parameters
    ----------
    f
        Inputs (m, ...) to one number each: (m,) or (m, 1).
    points
        Inputs (m, ...).

    Examples
    --------
    >>> slopes(lambda z: z[:, 0] ** 2 * z[:, 1], torch.tensor([[3.0, 1.0]]))
    tensor([[6., 9.]])
    """
    points = points.detach().clone().requires_grad_()
    (found,) = torch.autograd.grad(f(points).sum(), points)
    return found


@one_thread()
def integrate(
    f: Differentiable, X: Any, reference: Any, *, steps: int = 50, rule: Rule = "gauss"
) -> FloatArray:
    """Integrated Gradients: mean slopes on the line from a reference, times the distance.

    Introduced in chapter *Shapley for differentiable models*. Sundararajan, Taly and Yan (2017),
    equation 1.

    Parameters
    ----------
    f
        Inputs (m, ...) to one number each: (m,) or (m, 1). It has to work on tensors, of any m:
        points of several steps come at once.
    X, reference
        Inputs (m, ...), and where their lines begin: one for all, or one for each.
    steps
        Points on each line.
    rule
        Where they lie: by Gauss and Legendre, or in the middle of equal steps.

    Returns
    -------
    ndarray of float, shape (m, ...)
        In the unit of the answers. The values of an input sum to f(x) − f(reference), up to the
        error of the steps.

    Raises
    ------
    ValueError
        If steps is below 1, or rule is neither "gauss" nor "middle".

    Examples
    --------
    >>> ones, zero = torch.ones(1, 2).double(), torch.zeros(1, 2).double()
    >>> integrate(lambda z: z[:, 0] ** 2 * z[:, 1], ones, zero).round(3)
    array([[0.667, 0.333]])
    """
    if steps < 1:
        raise ValueError(f"steps is {steps}; pass at least 1")
    if rule == "gauss":
        nodes, weights = np.polynomial.legendre.leggauss(steps)
        nodes, weights = (nodes + 1) / 2, weights / 2
    elif rule == "middle":
        nodes, weights = (np.arange(steps) + 0.5) / steps, np.full(steps, 1 / steps)
    else:
        raise ValueError(f'rule is {rule!r}; pass "gauss" or "middle"')
    end, start = torch.as_tensor(X), torch.as_tensor(reference)
    total = torch.zeros_like(end)
    at_once = max(1, BATCH_NUMBERS // max(1, end.numel()))
    for first in range(0, steps, at_once):
        here = slice(first, first + at_once)
        points = torch.stack([start + t * (end - start) for t in nodes[here]])  # (k, m, ...)
        found = slopes(f, points.flatten(0, 1)).reshape(points.shape)
        for weight, slope in zip(weights[here], found, strict=True):  # one after the other:
            total += weight * slope  # the sum does not depend on how many are taken at once
    return np.asarray((end - start) * total)
