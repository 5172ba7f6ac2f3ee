"""Results of experiments that take longer than a reader waits.

``tools/recompute.py`` computes them; the tests compute a part of each anew, drawn at random.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shapley_tutor._typing import Array

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """Names of the experiments of which results are stored.

    Examples
    --------
    >>> all(stored(name) for name in names())
    True
    """
    return sorted(path.stem for path in FOLDER.glob("*.npz"))


def stored(name: str) -> dict[str, Array]:
    """Results of one experiment, as named arrays with its parts along the first axis.

    Introduced in chapter *One function, two trees*.

    Parameters
    ----------
    name
        That of the experiment: one of :func:`names`.

    Raises
    ------
    ValueError
        If there is no such experiment.

    Examples
    --------
    >>> stored("pixels")
    Traceback (most recent call last):
    ...
    ValueError: name is 'pixels', but no such experiment is stored; pass one of names()
    """
    if name not in names():
        raise ValueError(f"name is {name!r}, but no such experiment is stored; pass one of names()")
    with np.load(FOLDER / f"{name}.npz") as file:
        return dict(file)
