"""Costs and shares drawn: a runway that is paid by those who use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from shapley_tutor.coalitions import coalitions
from shapley_tutor.display import writer
from shapley_tutor.game import Game
from shapley_tutor.plots._style import PALETTE, canvas, ink_on
from shapley_tutor.plots.drawings._paper import LETTER, MIDDLE, WIDTH, blank, box, cut, hue
from shapley_tutor.values import shapley_values
from shapley_tutor.worths import check_game

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_AIRCRAFT = 8
LANE = 0.62  # inches, of an aircraft
STRIP = 0.34  # inches, of the runway


def runway(game: Game, ax: Axes | None = None) -> Axes:
    """A runway in sections, each shared by the aircraft that need it, and what each one pays.

    Introduced in chapter *Famous games*.

    Raises
    ------
    TypeError, ValueError
        If it is no airport game of at most eight aircraft: a coalition costs what its most
        expensive member needs.

    Examples
    --------
    >>> from shapley_tutor import games
    >>> ax = runway(games.airport([8, 11]))
    >>> [text.get_text() for text in ax.texts if text.get_text() != "0"]
    ['8 ÷ 2', '3 ÷ 1', 'pays', 'A', '4', '4', 'B', '4', '3', '7', '11', '8', 'costs']
    """
    worths = check_game(game, MOST_AIRCRAFT, "a runway")
    needs = [worths[1 << k] for k in range(game.n_players)]
    longest = [max([0, *np.array(needs)[row]]) for row in coalitions(game.n_players)]
    if min(needs) < 0 or any(cost != worth for cost, worth in zip(longest, worths, strict=True)):
        raise ValueError(
            "game is no airport game: a coalition must cost what its most expensive member needs, "
            "and nobody less than 0; make one with st.games.airport"
        )
    paid, left = shapley_values(game), 0.75 + min(LETTER * max(map(len, game.players)), 1.3)
    sections = _sections(needs, left, WIDTH - left - 0.95)
    tall = LANE * game.n_players + 1.25 + STRIP
    write_cost = writer([*needs, *(section.cost for section in sections)])
    write = writer([*paid, *(section.share for section in sections)])
    with canvas(ax, WIDTH, tall) as axes:
        blank(axes, tall)
        for section in sections:
            _written(axes, section, tall - 0.2, f"{write_cost(section.cost)} ÷ {section.users}")
        axes.text(WIDTH - 0.1, tall - 0.2, "pays", ha="right", va="center")
        for k, (name, need) in enumerate(zip(game.players, needs, strict=True)):
            y = tall - 0.45 - LANE * (k + 1)
            _aircraft(axes, left - 0.35, y + LANE / 2, hue(k))
            axes.text(left - 0.72, y + LANE / 2, cut(name, 1.3), ha="right", va="center")
            for section in sections:
                if need >= section.until:
                    wide = section.right - section.left
                    box(axes, section.left, y + 0.06, wide, LANE - 0.12, hue(k))
                    text = write(section.share)
                    _written(axes, section, y + LANE / 2, text, color=ink_on(hue(k)))
            look: dict[str, Any] = {"ha": "right", "va": "center", "weight": "bold"}
            axes.text(WIDTH - 0.1, y + LANE / 2, write(paid[k]), **look)
        if sections:
            _strip(axes, sections)
            _label_ends(axes, sections, write_cost)
        axes.text(left - 0.3, 0.2, "costs", ha="right", va="center", color=PALETTE.muted)
        return axes


class Section(NamedTuple):
    """What some aircraft need and shorter ones do not."""

    cost: Any
    users: int
    share: Any  # of each user
    until: Any  # the cost of the runway up to its end
    left: float  # inches
    right: float


def _sections(needs: Sequence[Any], left: float, wide: float) -> list[Section]:
    """The runway, cut where an aircraft needs no more of it; as long in inches as it costs."""
    ends = [0 * needs[0], *sorted({need for need in needs if need})]
    found = []
    for low, high in pairwise(ends):
        users, cost = sum(need >= high for need in needs), high - low
        exact = Fraction(cost) if isinstance(cost, int) else cost
        left_of, right_of = (left + wide * float(end) / float(ends[-1]) for end in (low, high))
        found.append(Section(cost, users, exact / users, high, left_of, right_of))
    return found


def _written(axes: Axes, section: Section, y: float, text: str, **look: Any) -> None:
    """Text in the middle of a section, if it has room there."""
    if LETTER * len(text) <= section.right - section.left + 0.1:
        axes.text((section.left + section.right) / 2, y, text, **look, **MIDDLE)


def _label_ends(axes: Axes, sections: Sequence[Section], write: Callable[[Any], str]) -> None:
    """The costs below the runway, from its far end: of two too near, the shorter has none."""
    first = sections[0]
    ends = [(first.left, first.until - first.cost), *((s.right, s.until) for s in sections)]
    free = WIDTH
    for x, cost in reversed(ends):
        half = LETTER * len(write(cost)) / 2
        if x + half < free:
            axes.text(x, 0.2, write(cost), color=PALETTE.muted, **MIDDLE)
            free = x - half


def _aircraft(axes: Axes, x: float, y: float, color: str) -> None:
    """An aircraft from above, its nose to the right."""
    from matplotlib.patches import Polygon

    half = np.array([
        [0.26, 0.0], [0.20, 0.04], [0.06, 0.045], [-0.08, 0.24], [-0.15, 0.24], [-0.07, 0.045],
        [-0.18, 0.035], [-0.23, 0.10], [-0.27, 0.10], [-0.24, 0.0],
    ])  # fmt: skip
    corners = np.vstack([half, half[::-1] * [1, -1]]) + np.array([x, y])
    axes.add_patch(Polygon(corners, closed=True, facecolor=color, edgecolor="none"))


def _strip(axes: Axes, sections: Sequence[Section]) -> None:
    """The runway: gray, with the white dashes of its middle, and a line where a section ends."""
    low, (start, end) = 0.42, (sections[0].left, sections[-1].right)
    box(axes, start, low, end - start, STRIP, PALETTE.muted)
    middle = [low + STRIP / 2] * 2
    axes.plot([start, end], middle, color=PALETTE.paper, lw=1.6, dashes=(6, 5))
    for x in (start, *(section.right for section in sections)):
        axes.plot([x, x], [low - 0.05, low + STRIP + 0.05], color=PALETTE.ink, lw=1.4)
