"""What drawings are made of: paper without axes, boxes, people, and names that are cut to fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shapley_tutor.plots._style import PALETTE, as_text, ink_on
from shapley_tutor.plots._text import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 6.0  # inches, which are also the units of every drawing
LETTER = 0.105  # inches that a character takes, on average
MIDDLE: dict[str, Any] = {"ha": "center", "va": "center"}


def blank(axes: Axes, tall: float) -> None:
    """Axes without axes, in inches."""
    axes.set(xlim=(0, WIDTH), ylim=(0, tall))
    axes.axis("off")


def box(axes: Axes, x: float, y: float, wide: float, high: float, color: str) -> None:
    """A filled rectangle from its lower left corner."""
    from matplotlib.patches import Rectangle

    look: dict[str, Any] = {"facecolor": color, "edgecolor": PALETTE.paper, "linewidth": 1.2}
    axes.add_patch(Rectangle((x, y), wide, high, **look))


def outline(
    axes: Axes, x: float, y: float, wide: float, high: float, color: str = PALETTE.ink
) -> None:
    """A line around something, with round corners: the wall of an oven, a bracket."""
    from matplotlib.patches import FancyBboxPatch

    look: dict[str, Any] = {"facecolor": "none", "edgecolor": color, "linewidth": 1.8}
    style = "round,pad=0,rounding_size=0.12"
    axes.add_patch(FancyBboxPatch((x, y), wide, high, boxstyle=style, **look))


def person(
    axes: Axes, x: float, y: float, name: str, color: str, size: float = 0.36, wide: float = 0.72
) -> None:
    """A head and shoulders that stand at (x, y), with a short name on them, or a long one below."""
    from matplotlib.patches import Circle, Wedge

    axes.add_patch(Wedge((x, y), size, 0, 180, color=color))
    axes.add_patch(Circle((x, y + 1.44 * size), 0.47 * size, color=color))
    if is_short(name):
        ink = PALETTE.ink if color == PALETTE.grid else ink_on(color)  # gray turns dark at night
        look: dict[str, Any] = {"color": ink, "weight": "bold"}
        axes.text(x, y + 0.4 * size, plain(name), **look, **MIDDLE)
    else:
        axes.text(x, y - 0.13, cut(name, wide), color=_readable(color), **MIDDLE)


def is_short(name: str) -> bool:
    """Whether a name has room on a person's shoulders."""
    return len(name) <= 2


def cut(name: object, wide: float) -> str:
    """As much of a name as has room in so many inches.

    Examples
    --------
    >>> cut("Age", 1.0), cut("systolic blood pressure", 1.0)
    ('Age', 'systolic…')
    """
    text, room = str(name), max(int(wide / LETTER), 1)
    return plain(text if len(text) <= room else text[: room - 1].rstrip() + "…")


def hue(k: int) -> str:
    """The color of player number ``k``; there are five, and everybody after them is gray."""
    return PALETTE.players[k] if k < len(PALETTE.players) else PALETTE.muted


def _readable(color: str) -> str:
    return PALETTE.muted if color in (PALETTE.grid, PALETTE.muted) else as_text(color)
