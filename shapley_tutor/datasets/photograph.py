"""Results that take minutes, stored together with what shows that they still belong."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._typing import Array, FloatArray

PHOTOGRAPH = Path(__file__).parent / "photograph.npz"
"""The long run of the chapter *A real photograph*: ``make photograph`` writes it."""


class LongRun(NamedTuple):
    """Sampled Shapley values of the patches of one picture."""

    values: FloatArray  # (patches,)
    standard_errors: FloatArray  # (patches,)
    base_value: float
    prediction: float
    labels: Array  # the patch of every pixel, (H, W)
    budget: int
    evaluations: int
    weights: str  # fingerprint of the network's weights


def store(e: Any, labels: Any, budget: int, weights: str, path: Path = PHOTOGRAPH) -> None:
    """Write the explanation of one picture, the patches and the network that it belongs to.

    Parameters
    ----------
    e
        Explanation of one row with one output.
    labels
        Integers (H, W): the patch of every pixel, at most 256 patches.
    budget
        That of the explanation.
    weights
        Fingerprint of the network's weights.

    Raises
    ------
    ValueError
        If e explains several rows or outputs, or labels has another number of patches.
    """
    labels = np.asarray(labels)
    if e.values.shape != (1, len(np.unique(labels))):
        raise ValueError(
            f"e.values has shape {e.values.shape} but labels holds {len(np.unique(labels))} "
            "patches; pass the explanation of one picture, one output and these patches"
        )
    run = LongRun(
        e.values[0], e.standard_errors[0], e.base_values[0], e.predictions[0],
        labels.astype(np.uint8), budget, e.evaluations, weights,
    )  # fmt: skip
    np.savez_compressed(path, **run._asdict())


def stored(path: Path = PHOTOGRAPH) -> LongRun:
    """Read what :func:`store` wrote. Introduced in chapter *A real photograph*.

    Examples
    --------
    >>> run = stored()
    >>> bool(np.isclose(run.base_value + run.values.sum(), run.prediction))
    True
    """
    with np.load(path) as file:
        arrays = [file[name] for name in LongRun._fields]
    return LongRun(*(array if array.ndim else array.item() for array in arrays))
