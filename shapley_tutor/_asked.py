"""What was asked for, kept with the answer: which model, against what, with which versions."""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray

_PACKAGES = ("shapley_tutor", "numpy", "pandas", "sklearn", "torch", "xgboost", "lightgbm")


def versions() -> dict[str, str]:
    """Versions of this package and of those in use that make models and tables."""
    loaded = {name: sys.modules[name] for name in _PACKAGES if name in sys.modules}
    said = {name: str(getattr(module, "__version__", "?")) for name, module in loaded.items()}
    return {name: version.partition("+")[0] for name, version in said.items()}  # no "+cpu"


@dataclass(frozen=True)
class Asked:
    """The question behind an explanation.

    Attributes
    ----------
    predict
        Name of the function or the model explained.
    value_function
        "marginal", "baseline", "conditional" or "imputed"; "trees" is marginal, of raw scores.
    rows
        Background rows that count, or draws of a conditional distribution.
    weighted
        Whether some background rows count more than others.
    seed
        What ``rng`` was.
    versions
        Of the packages in use, by name.

    Examples
    --------
    >>> Asked("clinic", "marginal", 200).rows
    200
    """

    predict: str
    value_function: str
    rows: int = 1
    weighted: bool = False
    seed: str = ""
    versions: dict[str, str] = field(default_factory=versions)


def question(
    predict: str, value_function: str, rows: int, weights: FloatArray | None, seed: str = ""
) -> Asked:
    """The question, of background rows with these weights; None: all the same.

    Examples
    --------
    >>> question("clinic", "marginal", 3, np.array([0.25, 0.75, 0.0])).rows
    2
    """
    counted = np.ones(rows) if weights is None else weights[weights > 0]
    uneven = bool(np.ptp(counted) > 1e-9 * counted.max())
    return Asked(predict, value_function, len(counted), uneven, seed)


def name_of(predict: Any) -> str:
    """Name of a function, of a model's method with its class, or of a class.

    Examples
    --------
    >>> name_of(max), name_of([1].count), name_of(functools.partial(max, 3)), name_of(lambda X: X)
    ('max', 'list.count', 'max', 'a lambda')
    """
    if isinstance(predict, functools.partial):
        return name_of(predict.func)
    owner = getattr(predict, "__self__", None)
    short = getattr(predict, "__name__", type(predict).__name__)
    if short == "<lambda>":
        return "a lambda"
    if owner is None or isinstance(owner, type(sys)):
        return str(short)
    return f"{owner.__name__ if isinstance(owner, type) else type(owner).__name__}.{short}"


def seed_of(rng: Any) -> str:
    """What a report says of ``rng``.

    Examples
    --------
    >>> seed_of(3), seed_of(None)
    ('seed 3', 'no seed, so another run draws others')
    """
    if rng is None:
        return "no seed, so another run draws others"
    return f"seed {rng}" if not hasattr(rng, "bit_generator") else "a generator of the caller"
