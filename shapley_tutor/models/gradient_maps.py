"""Heat maps from gradients, each as its authors define it: numpy in, numpy out.

Every map explains the log-odds of one class: those of class 1 where ``sign`` is 1, of class 0
where it is −1. All run on one CPU thread and leave PyTorch's global random state alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.models._torch import one_thread
from shapley_tutor.models.convnet import PictureClassifier

import torch  # isort: skip (_torch says what to do where it is missing)
from torch import nn  # isort: skip
from torch.nn import functional  # isort: skip


@one_thread()
def grad_cam(
    model: PictureClassifier, pictures: Any, sign: Any, *, layer: int | None = None
) -> FloatArray:
    """Grad-CAM: channels of a layer, weighted by their mean gradients, where the sum is positive.

    Introduced in chapter *Why pixels make poor players*. Selvaraju et al. (2017), equations 1
    and 2, enlarged to the size of the picture with linear interpolation.

    Parameters
    ----------
    model, pictures
        A network whose layers are one sequence, and pictures (m, size, size) or rows.
    sign
        The class to explain: 1 or −1, or one for each picture (m,).
    layer
        The layer whose activations are taken, by its number; the last ReLU if not given.

    Returns
    -------
    ndarray of float, shape (m, size, size)
        Without a unit: only places can be compared.

    Raises
    ------
    ValueError
        If pictures do not have the model's size.

    Examples
    --------
    >>> from shapley_tutor.models.convnet import convnet
    >>> model = PictureClassifier(convnet((4, 4), pooling="average"), 8)
    >>> grad_cam(model, np.ones((3, 8, 8)), sign=1).shape
    (3, 8, 8)
    """
    layers = list(model.network.children())
    if layer is None:
        layer = max(k for k, module in enumerate(layers) if isinstance(module, nn.ReLU))
    below, above = nn.Sequential(*layers[: layer + 1]), nn.Sequential(*layers[layer + 1 :])
    activations = below(model.tensor(pictures)).detach().requires_grad_()  # (m, channels, h, w)
    slopes = _slopes(above, activations, sign)
    weights = slopes.mean(dim=(2, 3), keepdim=True)  # (m, channels, 1, 1)
    coarse = (weights * activations).sum(dim=1, keepdim=True).relu()  # (m, 1, h, w)
    fine = functional.interpolate(coarse, (model.size, model.size), mode="bilinear")
    return _maps(fine)


@one_thread()
def integrated_gradients(
    model: PictureClassifier, pictures: Any, sign: Any, *, baseline: float = 0.0, steps: int = 50
) -> FloatArray:
    """Integrated Gradients: from a picture of one gray, straight to the picture, by midpoints.

    Introduced in chapter *Why pixels make poor players*. Sundararajan, Taly and Yan (2017),
    equation 3.

    Parameters
    ----------
    model, pictures, sign
        As in :func:`grad_cam`.
    baseline
        The gray that stands for "nothing there"; 0 is black.
    steps
        Pictures on the way at which the gradient is taken.

    Returns
    -------
    ndarray of float, shape (m, size, size)
        In log-odds. The values of a picture sum to what it has more than the baseline, up to
        the error of the steps.

    Raises
    ------
    ValueError
        If pictures do not have the model's size.

    Examples
    --------
    >>> from shapley_tutor.models.convnet import convnet
    >>> model = PictureClassifier(convnet((4, 4)), 8)
    >>> pictures = np.random.default_rng(0).random((1, 8, 8))
    >>> owed = model.predict_logit(pictures) - model.predict_logit(0 * pictures)
    >>> bool(abs(integrated_gradients(model, pictures, sign=1).sum() - owed) < 0.01)
    True
    """
    end = model.tensor(pictures)
    total = torch.zeros_like(end)
    for t in (np.arange(steps) + 0.5) / steps:
        total += _slopes(model.network, baseline + t * (end - baseline), sign)
    return _maps((end - baseline) * total / steps)


@one_thread()
def smooth_grad(
    model: PictureClassifier,
    pictures: Any,
    sign: Any,
    *,
    noise: float = 0.15,
    copies: int = 50,
    seed: int = 0,
) -> FloatArray:
    """SmoothGrad: the average gradient over noisy copies of the picture.

    Introduced in chapter *Why pixels make poor players*. Smilkov et al. (2017).

    Parameters
    ----------
    model, pictures, sign
        As in :func:`grad_cam`.
    noise
        Its standard deviation, as a share of the range of each picture's values.
    copies, seed
        How many, and the seed of their noise.

    Returns
    -------
    ndarray of float, shape (m, size, size)
        In log-odds for a change of a pixel by 1.

    Raises
    ------
    ValueError
        If pictures do not have the model's size.

    Examples
    --------
    >>> from shapley_tutor.models.convnet import convnet
    >>> model = PictureClassifier(convnet((4, 4)), 8)
    >>> pictures = np.random.default_rng(0).random((1, 8, 8))
    >>> ours, theirs = (smooth_grad(model, pictures, sign) for sign in (1, -1))
    >>> bool(np.allclose(ours, -theirs))
    True
    """
    inputs = model.tensor(pictures)
    spread = noise * (inputs.amax(dim=(1, 2, 3)) - inputs.amin(dim=(1, 2, 3)))[:, None, None, None]
    draws = torch.Generator().manual_seed(seed)
    total = torch.zeros_like(inputs)
    for _ in range(copies):
        shaken = torch.randn(inputs.shape, generator=draws, dtype=inputs.dtype)
        total += _slopes(model.network, inputs + spread * shaken, sign)
    return _maps(total / copies)


def _slopes(network: nn.Module, inputs: torch.Tensor, sign: Any) -> torch.Tensor:
    """Gradient of each input's log-odds of the class that ``sign`` names, as the inputs."""
    inputs = inputs.detach().requires_grad_()
    answers = network(inputs)[:, 0] * torch.as_tensor(sign, dtype=inputs.dtype)
    (slopes,) = torch.autograd.grad(answers.sum(), inputs)
    return slopes


def _maps(values: torch.Tensor) -> FloatArray:
    """(m, 1, size, size) as an array (m, size, size)."""
    return np.asarray(values.detach()[:, 0])
