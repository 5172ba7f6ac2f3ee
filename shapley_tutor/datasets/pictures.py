"""Simulated pictures in which the truth is planted: a mark decides the label, a decoy does not.

Each picture shows a handwritten digit of scikit-learn's digits, a mark and a decoy on faint
noise. Only the marks are simulated to matter. A picture is drawn from a scene, so one part
can be changed while everything else, down to the noise, stays as it is.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from shapley_tutor._typing import BoolArray, FloatArray, IntArray

SIZE = 16
"""Height and width of a picture, in pixels."""

CELL = 4
"""Height and width of a cell; 4 by 4 cells make a picture."""

NOTHING = -1
"""In place of the kind of a mark or a decoy: there is none."""

HELD_OUT_DIGITS = 597
"""The last of the 1,797 digits; they are kept for pictures that no network is trained on."""

MARKS = 0.7 * np.array([[[0, 1, 0], [1, 1, 1], [0, 1, 0]], [[1, 0, 1], [0, 1, 0], [1, 0, 1]]])
"""The evidence (2, 3, 3): kind 0 is a plus, kind 1 is a cross. Fainter than the decoys."""

DECOYS = 1.0 * np.array([[[1, 1, 1], [1, 0, 1], [1, 1, 1]], [[1, 1, 1], [1, 1, 1], [1, 1, 1]]])
"""The decoys (2, 3, 3): kind 0 is a ring, kind 1 is a block."""


class Scenes(NamedTuple):
    """What is in m pictures; ``scenes._replace(mark=...)`` changes one part of all of them.

    Introduced in chapter *Why pixels make poor players*.

    Examples
    --------
    >>> scenes = simulate(3, seed=0, unmarked=0)
    >>> swapped = scenes._replace(mark=1 - scenes.mark)
    >>> bool((swapped.decoy == scenes.decoy).all())
    True
    """

    noise: FloatArray  # (m, 16, 16)
    strokes: FloatArray  # (m, 8, 8), the digit in the middle
    digit: IntArray  # (m,), which digit it is
    mark: IntArray  # (m,), 0 plus, 1 cross, -1 none
    mark_cell: IntArray  # (m,), 0 to 15, row by row
    decoy: IntArray  # (m,), 0 ring, 1 block, -1 none
    decoy_cell: IntArray  # (m,)
    shift: IntArray  # (m, 4): mark and decoy in their cells, 0 or 1 pixel down and right
    label: IntArray  # (m,), the mark's kind; where there is none, a coin


def simulate(n: int, seed: int, *, held_out: bool = False, unmarked: float = 0.2) -> Scenes:
    """Simulate scenes whose label is decided by the mark, and by nothing else in them.

    Introduced in chapter *Why pixels make poor players*. Digit, decoy, places and noise are
    drawn without looking at the label.

    Parameters
    ----------
    n
        Number of scenes.
    seed
        Of everything that is drawn.
    held_out
        Take digits that scenes without it never show.
    unmarked
        Share of scenes without a mark, whose label is a fair coin; the decoy is missing
        equally often.

    Raises
    ------
    ValueError
        If n is not at least 1 or unmarked is not a share.

    Examples
    --------
    >>> scenes = simulate(100, seed=0)
    >>> marked = scenes.mark != NOTHING
    >>> bool((scenes.label == scenes.mark)[marked].all())
    True
    """
    if n < 1 or not 0 <= unmarked <= 1:
        raise ValueError(
            f"n is {n} and unmarked is {unmarked}; pass at least 1 scene and a share from 0 to 1"
        )
    strokes, digit = _digits(held_out)
    rng = np.random.default_rng(seed)
    label, decoy = rng.integers(0, 2, size=(2, n))
    outer = np.setdiff1d(np.arange(16), [5, 6, 9, 10])  # the digit has the four in the middle
    cells = rng.permuted(np.tile(outer, (n, 1)), axis=1)[:, :2]  # two different cells
    chosen = rng.integers(0, len(digit), size=n)
    missing = rng.random((2, n)) < unmarked
    return Scenes(
        noise=rng.uniform(0.0, 0.2, size=(n, SIZE, SIZE)),
        strokes=strokes[chosen],
        digit=digit[chosen],
        mark=np.where(missing[0], NOTHING, label),
        mark_cell=cells[:, 0],
        decoy=np.where(missing[1], NOTHING, decoy),
        decoy_cell=cells[:, 1],
        shift=rng.integers(0, 2, size=(n, 4)),
        label=label,
    )


def draw(scenes: Scenes) -> FloatArray:
    """Draw the pictures of scenes, from 0 (black) to 1 (white).

    Introduced in chapter *Why pixels make poor players*.

    Returns
    -------
    ndarray of float, shape (m, 16, 16)

    Examples
    --------
    >>> scenes = simulate(3, seed=0, unmarked=0)
    >>> swapped = draw(scenes._replace(mark=1 - scenes.mark)) != draw(scenes)
    >>> bool(swapped[~mark_pixels(scenes)].any())  # nothing changes but the mark
    False
    """
    pictures = scenes.noise.copy()
    middle = pictures[:, CELL:-CELL, CELL:-CELL]  # (m, 8, 8), a view
    np.maximum(middle, scenes.strokes, out=middle)
    _stamp(pictures, MARKS, scenes.mark, _corners(scenes.mark_cell, scenes.shift[:, :2]))
    _stamp(pictures, DECOYS, scenes.decoy, _corners(scenes.decoy_cell, scenes.shift[:, 2:]))
    return pictures


def mark_pixels(scenes: Scenes) -> BoolArray:
    """Where the evidence is, or would be: the 3 by 3 pixels of the mark.

    Introduced in chapter *Why pixels make poor players*.

    Returns
    -------
    ndarray of bool, shape (m, 16, 16)

    Examples
    --------
    >>> mark_pixels(simulate(2, seed=0)).sum(axis=(1, 2))
    array([9, 9])
    """
    return _pixels(_corners(scenes.mark_cell, scenes.shift[:, :2]))


def decoy_pixels(scenes: Scenes) -> BoolArray:
    """Where the decoy is, or would be: (m, 16, 16).

    Introduced in chapter *Why pixels make poor players*.

    Examples
    --------
    >>> scenes = simulate(2, seed=0)
    >>> bool((decoy_pixels(scenes) & mark_pixels(scenes)).any())  # never in the same cell
    False
    """
    return _pixels(_corners(scenes.decoy_cell, scenes.shift[:, 2:]))


def _digits(held_out: bool) -> tuple[FloatArray, IntArray]:
    """Strokes (k, 8, 8), from 0 to 0.8, and which digits they are (k,)."""
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise ImportError(
            "shapley_tutor.datasets.pictures needs scikit-learn, which is not installed; "
            "run: pip install scikit-learn"
        ) from error
    data = load_digits()
    rows = slice(-HELD_OUT_DIGITS, None) if held_out else slice(-HELD_OUT_DIGITS)
    return 0.8 * data.images[rows] / 16, data.target[rows]


def _corners(cell: IntArray, shift: IntArray) -> IntArray:
    """Upper left pixels (m, 2) of what stands in a cell."""
    return CELL * np.stack(np.divmod(cell, SIZE // CELL), axis=1) + shift


def _pixels(corners: IntArray) -> BoolArray:
    everywhere = np.zeros((len(corners), SIZE, SIZE))
    _stamp(everywhere, np.ones((1, 3, 3)), np.zeros(len(corners), dtype=np.int64), corners)
    return everywhere > 0


def _stamp(pictures: FloatArray, shapes: FloatArray, kinds: IntArray, corners: IntArray) -> None:
    """Draw a 3 by 3 shape over each picture that has one, in place; 0 leaves a pixel alone."""
    for picture, kind, (top, left) in zip(pictures, kinds, corners, strict=True):
        if kind != NOTHING:
            here = picture[top : top + 3, left : left + 3]
            np.maximum(here, shapes[kind], out=here)
