"""Patches of an image as players: columns of flattened pictures, and back onto the picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray, IntArray


def patch_groups(labels: Any, channels: int = 1) -> dict[str, list[int]]:
    """Return the columns of flattened pictures that belong to each patch of a label map.

    Introduced in chapter *Why pixels make poor players*. The result is what ``groups`` of
    :func:`shapley_tutor.explain` takes.

    Parameters
    ----------
    labels
        Integers (H, W): the patch of every pixel, from a grid or a segmentation.
    channels
        Values a pixel has: rows are flattened pictures (H, W, channels).

    Returns
    -------
    dict
        ``{"patch 0": [columns], ...}``, named by label and in the order in which the patches
        first occur, row by row: the order of the players of an explanation.

    Raises
    ------
    TypeError, ValueError
        If labels is not a table of integers, or channels is not at least 1.

    Examples
    --------
    >>> patch_groups([[0, 0, 1], [2, 2, 1]])
    {'patch 0': [0, 1], 'patch 1': [2, 5], 'patch 2': [3, 4]}
    >>> patch_groups([[0, 1]], channels=3)
    {'patch 0': [0, 1, 2], 'patch 1': [3, 4, 5]}
    """
    if channels < 1:
        raise ValueError(f"channels is {channels}; pass 1 for gray pictures, 3 for color")
    names, owner = _patches(labels)
    order = np.argsort(owner, kind="stable")  # pixels, patch by patch
    counts = np.bincount(owner)
    columns = (order[:, None] * channels + np.arange(channels)).ravel()  # (H * W * channels,)
    parts = np.split(columns, np.cumsum(counts * channels)[:-1])
    return {f"patch {name}": part.tolist() for name, part in zip(names, parts, strict=True)}


def paint(values: Any, labels: Any) -> FloatArray:
    """Give every pixel the value of its patch.

    Introduced in chapter *Why pixels make poor players*.

    Parameters
    ----------
    values
        One number for each patch, in the order of :func:`patch_groups`: one row of an
        explanation's values.
    labels
        Integers (H, W), the same as for :func:`patch_groups`.

    Returns
    -------
    ndarray of float, shape (H, W)

    Raises
    ------
    TypeError, ValueError
        If labels is not a table of integers, or there is not one value for each patch.

    Examples
    --------
    >>> paint([0.5, -1.0], [[7, 7, 3], [7, 3, 3]])
    array([[ 0.5,  0.5, -1. ],
           [ 0.5, -1. , -1. ]])
    """
    names, owner = _patches(labels)
    values = np.asarray(values, dtype=float)
    if values.shape != names.shape:
        raise ValueError(
            f"values has shape {values.shape} but labels holds {len(names)} patches; "
            f"pass one number for each patch, shape {names.shape}"
        )
    painted: FloatArray = values[owner].reshape(np.shape(labels))
    return painted


def patch_sums(maps: Any, labels: Any) -> FloatArray:
    """Sum the values of pixels within each patch.

    Introduced in chapter *Why pixels make poor players*.

    Parameters
    ----------
    maps
        One number for each pixel: (m, H, W).
    labels
        Integers (H, W), the same as for :func:`patch_groups`.

    Returns
    -------
    ndarray of float, shape (m, patches)
        In the order of :func:`patch_groups`.

    Raises
    ------
    TypeError, ValueError
        If labels is not a table of integers, or maps do not have its shape.

    Examples
    --------
    >>> patch_sums([[[0.5, 0.5, -1.0], [0.5, 2.0, -1.0]]], [[7, 7, 3], [7, 3, 3]])
    array([[1.5, 0. ]])
    """
    names, owner = _patches(labels)
    maps = np.asarray(maps, dtype=float)
    height, width = np.shape(labels)
    if maps.ndim != 3 or maps.shape[1:] != (height, width):
        raise ValueError(
            f"maps has shape {maps.shape}; pass one number for each pixel, (m, {height}, {width})"
        )
    member = owner == np.arange(len(names))[:, None]  # (patches, H * W)
    sums: FloatArray = maps.reshape(len(maps), -1) @ member.T
    return sums


def _patches(labels: Any) -> tuple[IntArray, IntArray]:
    """Labels in the order in which they first occur, and each pixel's place in it: (H * W,)."""
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels holds {labels.dtype}; pass an integer for every pixel, (H, W)")
    if labels.ndim != 2 or labels.size == 0:
        raise ValueError(f"labels has shape {labels.shape}; pass one label a pixel, (H, W)")
    names, first, owner = np.unique(labels, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return names[order], place[owner.ravel()]
