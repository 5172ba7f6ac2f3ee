"""The look of the figures: palette, settings of matplotlib, and the axes that a plot draws on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor.plots import _faces

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Palette:
    """Colors that say one thing each: who a player is, which sign a number has, what is the page's.

    Players keep to hues between the warm and the cold sign, 40 degrees from either: teal, gold,
    violet, wine and forest. Their lightness differs too, from gold to forest, so that all stay
    apart without red or without green.

    Introduced in chapter *Who deserves what?*

    Examples
    --------
    >>> PALETTE.positive, PALETTE.negative
    ('#C44E00', '#0B6FB0')
    """

    positive: str = "#C44E00"
    """Raises the worth or the prediction (vermillion)."""
    negative: str = "#0B6FB0"
    """Lowers it (blue)."""
    ink: str = "#17202A"
    """Text and what must be read."""
    muted: str = "#5B6672"
    """Secondary text and axes."""
    grid: str = "#D9DEE3"
    """Lines that guide the eye."""
    tint: str = "#F1F4F6"
    """Quiet fills."""
    accent: str = "#3A4494"
    """The one line to look at when no sign and no player is meant; links and buttons on pages."""
    paper: str = "#FFFFFF"
    """Background; also text on dark fills."""
    players: tuple[str, ...] = ("#127E70", "#B98F12", "#A57BDA", "#832A5A", "#27401C")
    """One color per player, in the order of ``game.players``, and for nothing else."""


PALETTE = Palette()
SERIES = (PALETTE.accent, "#9AA3DE", PALETTE.ink, PALETTE.muted)
"""Colors of several ways to explain, side by side: they are no players."""
DEEP = "#0E141A"  # letters on a light fill, by day and at night; nothing else has this color
SIZE = 14  # points, of all letters
_STEPS, _WIDER = 12, 1.05  # towards limits that hold all texts, with a little room

_MATH = {"rm": "", "it": ":italic", "bf": ":bold", "bfit": ":bold:italic", "cal": "", "tt": ""}

STYLE: dict[str, Any] = {
    # 6 inches are the measure of the text; on a phone of 390 pixels 14 pt are 11 pixels.
    "figure.figsize": (6, 4),
    "figure.dpi": 200,
    "figure.facecolor": "white",
    "savefig.dpi": 200,
    "savefig.facecolor": "white",
    "savefig.bbox": "tight",
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.08,
    "figure.constrained_layout.w_pad": 0.08,
    "font.family": _faces.families(),
    "font.size": SIZE,
    "axes.titlesize": SIZE,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": SIZE,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "legend.fontsize": SIZE,
    "figure.labelsize": SIZE,
    "figure.titlesize": SIZE,
    "axes.formatter.min_exponent": 3,  # 0.01 and 0.1, not 10⁻² and 10⁻¹
    "mathtext.fontset": "custom",
    "mathtext.fallback": "stixsans",
    **{f"mathtext.{kind}": _faces.families()[0] + style for kind, style in _MATH.items()},
    "text.color": PALETTE.ink,
    "axes.edgecolor": PALETTE.muted,
    "axes.labelcolor": PALETTE.ink,
    "xtick.color": PALETTE.muted,
    "ytick.color": PALETTE.muted,
    "xtick.labelcolor": PALETTE.ink,
    "ytick.labelcolor": PALETTE.ink,
    "axes.prop_cycle": f"cycler('color', {list(SERIES)})",
    "axes.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.9,
    "axes.axisbelow": True,
    "axes.grid": False,
    "grid.color": PALETTE.grid,
    "grid.linewidth": 0.8,
    "lines.linewidth": 2.2,
    "lines.markersize": 6,
    "legend.frameon": False,
    "legend.handlelength": 1.8,
    "xtick.major.size": 4,
    "ytick.major.size": 4,
    "axes.xmargin": 0.03,
}
"""Settings of matplotlib that give figures the look of the book."""


def pyplot() -> Any:
    """Import ``matplotlib.pyplot``, or say how to get it."""
    try:
        import matplotlib.pyplot as plt
    except ImportError as error:
        raise ImportError(
            "shapley_tutor.plots needs matplotlib, which is not installed; "
            'run: pip install "shapley-tutor[plots]"'
        ) from error
    _faces.make_known()
    return plt


def use_style() -> None:
    """Give every later figure the look of the book.

    Introduced in chapter *Who deserves what?*

    The plots of this package look like that anyway; this is for figures of your own.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> with plt.rc_context():  # undone when the block ends
    ...     use_style()
    ...     plt.rcParams["font.size"]
    14.0
    """
    pyplot().style.use(STYLE)


@contextmanager
def canvas(ax: Axes | None, width: float, height: float) -> Iterator[Axes]:
    """Axes to draw on: ``ax`` as it is, or new ones of that size (inches) in the book's style."""
    plt = pyplot()
    if ax is not None:
        yield check_axes(ax)
        return
    with plt.style.context(STYLE):
        figure, new = plt.subplots(figsize=(width, height))
        try:
            yield new
        except BaseException:
            plt.close(figure)  # a failed plot leaves no empty figure behind
            raise


def keep_texts_inside(axes: Axes) -> None:
    """Widen the horizontal limits until every annotation of the axes stands between them."""
    texts = list(axes.texts)
    for text in texts:
        text.set_in_layout(False)  # else the axes shrink to make room
    figure = axes.figure.canvas.figure
    layout = figure.get_layout_engine()
    figure.draw_without_rendering() if layout is None else layout.execute(figure)
    boxes = [text.get_window_extent() for text in texts]
    for text in texts:
        text.set_in_layout(True)
    ends = low, high = axes.get_xlim()
    places = np.array([float(text.xy[0]) for text in texts])  # type: ignore[attr-defined]
    anchors = axes.transData.transform(np.column_stack([places, 0 * places]))[:, 0]
    left = anchors - [box.x0 for box in boxes]
    right = [box.x1 for box in boxes] - anchors
    for _ in range(_STEPS):
        pixel = _WIDER * (high - low) / axes.get_window_extent().width
        low, high = min(low, *(places - left * pixel)), max(high, *(places + right * pixel))
    if (low, high) != ends:
        axes.set_xlim(low, high)


def check_axes(ax: Any) -> Axes:
    """Return ``ax`` if it is one matplotlib Axes, else say how to get one."""
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise TypeError(
            f"ax must be one matplotlib Axes, got {type(ax).__name__}; "
            "pass one of those that plt.subplots returns, or leave ax out for a new figure"
        )
    return ax


def ink_on(color: str) -> str:
    """White or dark letters, whichever read better on ``color``.

    Introduced in chapter *Why this rule and no other*.

    Examples
    --------
    >>> ink_on("#832A5A"), ink_on("#B98F12")
    ('#FFFFFF', '#0E141A')
    """
    return max(PALETTE.paper, DEEP, key=lambda text: contrast(text, color))


def as_text(color: str, paper: str = PALETTE.paper) -> str:
    """``color``, darkened until text in it can be read on ``paper`` (contrast of 4.5).

    Introduced in chapter *Compared with whom?*

    Examples
    --------
    >>> as_text("#832A5A"), as_text("#B98F12"), as_text("#B98F12", PALETTE.tint)
    ('#832A5A', '#907318', '#80681A')
    """
    parts = np.array([int(color[k : k + 2], 16) for k in (1, 3, 5)])
    ink = np.array([int(PALETTE.ink[k : k + 2], 16) for k in (1, 3, 5)])
    for share in np.linspace(0.0, 1.0, 21):
        red, green, blue = np.rint((1 - share) * parts + share * ink).astype(int)
        mixed = f"#{red:02X}{green:02X}{blue:02X}"
        if contrast(mixed, paper) >= 4.5:
            return mixed
    return PALETTE.ink


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colors, 1 to 21 (WCAG 2.1).

    Examples
    --------
    >>> contrast("#FFFFFF", "#000000")
    21.0
    """
    low, high = sorted((_luminance(one), _luminance(other)))
    return round((high + 0.05) / (low + 0.05), 2)


def _luminance(color: str) -> float:
    """Relative luminance of an sRGB color such as ``"#C44E00"`` (WCAG 2.1)."""
    parts = [int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
