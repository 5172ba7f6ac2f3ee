"""SHAP's own plots in the book's colors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest import mock

from shapley_tutor.plots._style import PALETTE, SIZE, pyplot
from shapley_tutor.plots.rows import HIGH, LOW

VALUES = ("red_blue", "red_blue_no_bounds", "red_blue_circle")  # of features: low and high
SIGNS = ("red_white_blue", "red_transparent_blue")  # of attributions: lowering and raising
KEEPING_MAPS = ("scatter", "violin", "heatmap", "image")  # in their defaults


@contextmanager
def our_look() -> Iterator[None]:
    """Let ``shap.plots`` draw as the book does: signs warm and cold, low values pale, high strong.

    Introduced in chapter *From one patient to a cohort*.

    Letters of the figure that is drawn, too, get the size of the book's.

    Examples
    --------
    >>> import shap
    >>> with our_look():
    ...     signs = shap.plots.colors.red_rgb, shap.plots.colors.blue_rgb
    >>> from matplotlib.colors import to_hex
    >>> [to_hex(color) for color in signs]
    ['#c44e00', '#0b6fb0']
    """
    import shap
    from shap.plots import _style

    colors, new = shap.plots.colors, _colors()
    known = {id(getattr(colors, name)): color for name, color in new.items()}
    with ExitStack() as undone:
        undone.enter_context(mock.patch.multiple(colors, **new))
        undone.enter_context(_style.style_context(**_style_of(new)))
        for name in KEEPING_MAPS:
            plot = getattr(shap.plots, name)
            defaults = tuple(known.get(id(value), value) for value in plot.__defaults__ or ())
            undone.enter_context(mock.patch.object(plot, "__defaults__", defaults))
        yield
    for text in pyplot().gcf().findobj(lambda artist: hasattr(artist, "set_fontsize")):
        text.set_fontsize(SIZE)


def _colors() -> dict[str, Any]:
    """By the names that SHAP has for its colors and color maps."""
    from matplotlib.colors import LinearSegmentedColormap, to_rgb

    draw = LinearSegmentedColormap.from_list
    signs = [PALETTE.negative, PALETTE.paper, PALETTE.positive]
    maps = {name: draw(name, [LOW, HIGH]) for name in VALUES}
    maps |= {name: draw(name, signs) for name in SIGNS}
    return maps | {"red_rgb": to_rgb(PALETTE.positive), "blue_rgb": to_rgb(PALETTE.negative)}


def _style_of(colors: dict[str, Any]) -> dict[str, Any]:
    """What SHAP's style has names of its own for."""
    return {
        "primary_color_positive": colors["red_rgb"],
        "primary_color_negative": colors["blue_rgb"],
        "hlines_color": PALETTE.grid,
        "vlines_color": PALETTE.muted,
        "tick_labels_color": PALETTE.muted,
    }
