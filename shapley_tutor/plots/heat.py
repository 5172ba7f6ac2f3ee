"""Attributions of pictures, as heat maps side by side."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.plots._style import PALETTE, STYLE, pyplot
from shapley_tutor.plots._text import keyed, plain

WIDTH, BAR = 6.0, 0.9  # inches: all of it, and what the color bar takes
LARGEST = 2.4  # inches, width and height of a panel
IN_LINE = 3  # entries of the legend
COLORS = (PALETTE.accent, PALETTE.ink, PALETTE.muted)
DASHES: tuple[Any, ...] = ("-", (0, (2, 1)), ":")
Corner = tuple[float, float]
OUTLINES = [(COLORS[k], DASHES[(k + turn) % 3]) for turn in range(3) for k in range(3)]


def heat_maps(
    maps: Mapping[str, Any],
    pictures: Any = None,
    *,
    outlines: Mapping[str, Any] | None = None,
    label: str = "attribution",
) -> Array:
    """Panels side by side, all on one scale: blue lowers, white is zero, orange raises.

    Introduced in chapter *Why pixels make poor players*. Maps in units of their own are
    brought to one scale before: ``values / np.abs(values).max()``.

    Parameters
    ----------
    maps
        ``{"Grad-CAM": map}`` by name: (H, W), or (rows, H, W) for a row of panels each.
    pictures
        What was explained, shown first: (H, W), (H, W, 3), or one for each row.
    outlines
        Pixels to draw a line around, such as ``{"evidence": mask}``: bool, in the shape of
        the maps. A legend names them. Nine can be told apart: three colors, each drawn
        through, dashed and dotted.
    label
        Of the color bar.

    Returns
    -------
    ndarray of matplotlib.axes.Axes, shape (rows, panels)

    Raises
    ------
    TypeError, ValueError
        If maps are no finite numbers, or maps, pictures and outlines differ in shape, or there
        are more than nine outlines.

    Examples
    --------
    >>> axes = heat_maps({"ours": [[0.1, -0.3]], "theirs": [[0.2, 0.0]]}, [[0.0, 1.0]])
    >>> [ax.get_title("left") for ax in axes[0]]
    ['picture', 'ours', 'theirs']
    """
    stacks = _stacks(maps)
    shape = next(iter(stacks.values())).shape  # (rows, H, W)
    shown = None if pictures is None else _pictures(pictures, shape)
    masks = {name: _mask(name, mask, shape) for name, mask in (outlines or {}).items()}
    if len(masks) > len(OUTLINES):
        raise ValueError(
            f"outlines has {len(masks)} entries and {len(OUTLINES)} can be told apart; "
            "draw the others in a second figure"
        )
    rows, columns = shape[0], len(stacks) + (shown is not None)
    plt = pyplot()
    with plt.style.context(STYLE):
        panel = min((WIDTH - BAR) / columns, LARGEST)
        size = (WIDTH, panel * rows + 0.35 + 0.3 * math.ceil(len(masks) / IN_LINE))
        figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False)
        figure.get_layout_engine().set(w_pad=0.03, h_pad=0.03)
        if shown is not None:
            _fill(axes[:, 0], "picture", shown, cmap="gray", vmin=0, vmax=1)
        reach = max(float(np.abs(stack).max()) for stack in stacks.values()) or 1.0
        for column, (name, stack) in zip(axes.T[-len(stacks) :], stacks.items(), strict=True):
            heat = _fill(column, name, stack, cmap=_colors(), vmin=-reach, vmax=reach)
        _outline(figure, axes, masks)
        bar = figure.colorbar(heat, ax=axes, label=label, aspect=10 * rows, pad=0.02)
        bar.ax.locator_params(nbins=4)
    return axes  # type: ignore[no-any-return]


def _stacks(maps: Any) -> dict[str, FloatArray]:
    """Maps by name as (rows, H, W), all of one shape."""
    stacks: dict[str, FloatArray] = {}
    for name, values in keyed(maps, "maps", '{"Grad-CAM": map}').items():
        stack = np.asarray(values, dtype=float)
        if stack.ndim not in (2, 3) or not np.isfinite(stack).all():
            raise ValueError(
                f"maps[{name!r}] has shape {stack.shape}; "
                "pass finite numbers, (H, W) or (rows, H, W)"
            )
        stacks[name] = stack.reshape(-1, *stack.shape[-2:])
    shapes = {name: stack.shape for name, stack in stacks.items()}
    if len(set(shapes.values())) > 1:
        raise ValueError(f"maps differ in shape: {shapes}; bring them to the size of the picture")
    return stacks


def _pictures(pictures: Any, shape: tuple[int, ...]) -> Array:
    """Pictures as (rows, H, W) or (rows, H, W, 3)."""
    shown = np.asarray(pictures, dtype=float)
    for full in (shape, (*shape, 3)):
        if shown.shape == full or (shape[0] == 1 and shown.shape == full[1:]):
            return shown.reshape(full)
    raise ValueError(
        f"pictures has shape {shown.shape} but the maps {shape}; pass one for each row"
    )


def _mask(name: str, mask: Any, shape: tuple[int, ...]) -> Array:
    pixels = np.asarray(mask, dtype=bool)
    if pixels.size != np.prod(shape):
        raise ValueError(f"outlines[{name!r}] has shape {pixels.shape} but the maps {shape}")
    return pixels.reshape(shape)


def _fill(column: Any, name: str, stack: Array, **look: Any) -> Any:
    """Draw one picture into each panel of a column, and return the last."""
    for ax, values in zip(column, stack, strict=True):
        image = ax.imshow(values, **look)
        ax.set(xticks=[], yticks=[])
        ax.spines[:].set(visible=True, color=PALETTE.grid)
    column[0].set_title(plain(name), weight="normal")
    return image


def _colors() -> Any:
    """Blue, white, orange: the colors of signs in every figure of the book."""
    from matplotlib.colors import LinearSegmentedColormap

    signs = [PALETTE.negative, PALETTE.paper, PALETTE.positive]
    return LinearSegmentedColormap.from_list("signs", signs)


def _outline(figure: Any, axes: Array, masks: dict[str, Array]) -> None:
    """Draw lines around the pixels of each mask, and a legend that names them."""
    from matplotlib.collections import LineCollection
    from matplotlib.patheffects import withStroke

    drawn = []
    for (name, mask), (color, dashes) in zip(masks.items(), OUTLINES, strict=False):
        for row, pixels in zip(axes, mask, strict=True):
            for ax in row:
                lines = LineCollection(
                    _around(pixels), colors=color, linestyles=[dashes], label=name
                )
                lines.set(linewidth=1.6, path_effects=[withStroke(linewidth=3, foreground="white")])
                ax.add_collection(lines)
        drawn.append(lines)
    if drawn:
        figure.legend(handles=drawn, loc="outside lower center", ncols=min(IN_LINE, len(drawn)))


def _around(pixels: Array) -> list[list[Corner]]:
    """Lines around pixels, from corner (x, y) to corner; each ends where it started."""
    padded = np.pad(pixels.astype(int), 1)
    below = np.argwhere(np.diff(padded, axis=0)[:, 1:-1])  # (k, 2): row above which a side lies
    right = np.argwhere(np.diff(padded, axis=1)[1:-1])
    sides = [((x - 0.5, y - 0.5), (x + 0.5, y - 0.5)) for y, x in below.tolist()]
    sides += [((x - 0.5, y - 0.5), (x - 0.5, y + 0.5)) for y, x in right.tolist()]
    joined: dict[Corner, list[Corner]] = defaultdict(list)
    for one, two in sides:
        joined[one].append(two)
        joined[two].append(one)
    lines = []
    for corner in joined:
        line = [corner]
        while joined[line[-1]]:  # an even number of sides meets in each corner
            line.append(joined[line[-1]].pop())
            joined[line[-1]].remove(line[-2])
        if len(line) > 1:
            lines.append(line)
    return lines
