"""All line-ups of a game as bars: who adds what, in which order, and the average."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from shapley_tutor.game import Game
from shapley_tutor.plots._style import PALETTE, canvas, ink_on
from shapley_tutor.plots._text import check_game, floats, plain, writer
from shapley_tutor.typing import Array
from shapley_tutor.values import shapley_values

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PLAYERS = 4  # 24 line-ups
BAR = 0.74  # height of a bar; rows are 1 apart
LETTER = 0.098  # inches that a letter of 11 points takes, on average


def lineup_table(game: Game, ax: Axes | None = None) -> Axes:
    """Every line-up as a stacked bar of marginal contributions, and their average.

    A row is read from left to right: each player adds a piece of the bar when joining.
    Negative contributions stand left of the empty coalition's worth, hatched; a diamond
    then marks where the row ends, at v(N). The last row is the mean of the rows above:
    the Shapley values. Introduced in chapter *Who deserves what?*

    Parameters
    ----------
    game
        At most 4 players (24 line-ups), one output.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If ``game`` is no such game.

    Examples
    --------
    >>> import shapley_tutor as st
    >>> ax = lineup_table(st.games.three_friends())
    >>> [label.get_text() for label in ax.get_yticklabels()][-2:]
    ['C, B, A', 'average']
    """
    worths = check_game(game, MOST_PLAYERS, "lineup_table")
    n = game.n_players
    orders = list(itertools.permutations(range(n)))
    rows = [_contributions(worths, order) for order in orders]
    average = shapley_values(worths)
    write_average = writer(average)
    with canvas(ax, 6.0, 0.42 * len(orders) + 1.6) as axes:
        _frame(axes, game, orders, worths)
        write = writer(rows)
        for y, (order, row) in enumerate(zip(orders, rows, strict=True)):
            texts = [write(c) for c in row]
            _draw_row(axes, game, y, order, row, texts, worths)
        texts = [write_average(payoff) for payoff in average]
        _draw_row(axes, game, len(orders) + 0.4, tuple(range(n)), average, texts, worths)
        return axes


def _contributions(worths: Array, order: tuple[int, ...]) -> Array:
    """Marginal contributions in the order of joining: (n,)."""
    masks = np.cumsum([0, *(1 << i for i in order)])
    return np.diff(worths[masks])


def _draw_row(
    axes: Axes,
    game: Game,
    y: float,
    order: tuple[int, ...],
    row: Array,
    texts: list[str],
    worths: Array,
) -> None:
    """Stack what raises to the right of v(empty), what lowers to the left of it."""
    right = left = float(worths[0])
    for i, piece, text in zip(order, floats(row), texts, strict=True):
        if piece == 0.0:
            continue
        start = right if piece > 0 else left
        color = PALETTE.players[i]
        axes.barh(
            y, piece, BAR, start, color=color, edgecolor=PALETTE.paper, linewidth=1.2,
            hatch=None if piece > 0 else "////",
        )  # fmt: skip
        _label_piece(axes, start + piece / 2, y, abs(piece), [f"{game.players[i]} {text}", text], i)
        right, left = (right + piece, left) if piece > 0 else (right, left + piece)
    if left < worths[0]:
        end = float(worths[-1])
        axes.plot(end, y, "D", color=PALETTE.ink, markeredgecolor=PALETTE.paper, zorder=4)


def _label_piece(
    axes: Axes, x: float, y: float, width: float, texts: list[str], player: int
) -> None:
    """Write the longest of ``texts`` that fits into a bar of this width."""
    low, high = axes.get_xlim()
    inches = width / (high - low) * axes.get_position().width * axes.figure.get_size_inches()[0]
    color = PALETTE.players[player]
    for text in texts:
        if LETTER * len(text) <= inches:
            box = {"boxstyle": "round,pad=0.1", "facecolor": color, "edgecolor": "none"}
            axes.text(
                x, y, plain(text), ha="center", va="center_baseline", fontsize=11, bbox=box,
                color=ink_on(color), zorder=5,
            )  # fmt: skip
            return


def _frame(axes: Axes, game: Game, orders: list[tuple[int, ...]], worths: Array) -> None:
    """Limits, row names and the line between line-ups and average."""
    rows = floats([_contributions(worths, order) for order in orders])  # (n!, n)
    start = float(worths[0])
    lowest = start + np.where(rows < 0, rows, 0.0).sum(axis=1).min()
    highest = start + np.where(rows > 0, rows, 0.0).sum(axis=1).max()
    room = 0.02 * (highest - lowest or 1.0)
    axes.set_xlim(lowest - (room if lowest < start else 0.0), highest + room)
    names = [", ".join(plain(game.players[i]) for i in order) for order in orders]
    last = len(orders) + 0.4
    axes.set_yticks([*range(len(orders)), last], [*names, "average"])
    axes.get_yticklabels()[-1].set_fontweight("bold")
    axes.set_ylim(last + 0.6, -0.6)
    axes.axhline(len(orders) - 0.3, color=PALETTE.muted, linewidth=0.9)
    axes.axvline(start, color=PALETTE.ink, linewidth=0.9, zorder=3)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("worth")
