"""All line-ups of a game as bars: who adds what, in which order, and the average."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from shapley_tutor._typing import Array
from shapley_tutor.display import writer
from shapley_tutor.game import Game
from shapley_tutor.plots._style import PALETTE, canvas, ink_on
from shapley_tutor.plots._text import floats, plain
from shapley_tutor.values import shapley_values
from shapley_tutor.worths import check_game

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PLAYERS = 4  # 24 line-ups
BAR = 0.74  # height of a bar; rows are 1 apart
LETTER = 0.098  # inches that a character of 11 points takes, on average
LONG_NAME = 8  # characters; longer names go into a legend instead of into the bars


def lineup_table(game: Game, ax: Axes | None = None) -> Axes:
    """Every line-up as a stacked bar of marginal contributions, and their average.

    A row is read from left to right: each player adds a piece of the bar when joining.
    Negative contributions stand left of the empty coalition's worth, hatched; then a dashed
    line marks v(N), where every line-up ends. The last row is the mean of the rows above:
    the Shapley values. A number is left out where its piece has no room for it
    (``st.lineup_table`` prints them all). Introduced in chapter *Who deserves what?*

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
    worths = check_game(game, MOST_PLAYERS, "a picture of line-ups")
    orders = list(itertools.permutations(range(game.n_players)))
    rows = np.array([_contributions(worths, order) for order in orders])  # (n!, n)
    average = shapley_values(worths)
    legend = max(len(name) for name in game.players) > LONG_NAME
    with canvas(ax, 6.0, 0.42 * len(orders) + 1.6 + 0.35 * legend) as axes:
        _frame(axes, game, orders)
        _limit(axes, worths, floats(rows))
        if legend:
            _name_colors(axes, game)
        axes.figure.canvas.figure.draw_without_rendering()  # lays out: widths are known now
        write = writer(rows)
        for y, (order, row) in enumerate(zip(orders, rows, strict=True)):
            _draw_row(axes, game, y, order, row, [write(piece) for piece in row])
        write = writer(average)
        texts = [write(payoff) for payoff in average]
        _draw_row(axes, game, len(orders) + 0.4, orders[0], average, texts)
        return axes


def _contributions(worths: Array, order: tuple[int, ...]) -> Array:
    """Marginal contributions in the order of joining: (n,)."""
    masks = np.cumsum([0, *(1 << i for i in order)])
    return np.diff(worths[masks])


def _draw_row(
    axes: Axes, game: Game, y: float, order: tuple[int, ...], row: Array, texts: list[str]
) -> None:
    """Stack what raises to the right of v(empty), what lowers to the left of it."""
    for sign in (1, -1):
        end = float(game.worths()[0])
        pieces = [j for j, piece in enumerate(row) if piece * sign > 0]
        for j in pieces:
            size, player = float(row[j]), order[j]
            axes.barh(
                y, size, BAR, end, color=PALETTE.players[player], edgecolor=PALETTE.paper,
                linewidth=1.2, hatch="////" if size < 0 else None,
            )  # fmt: skip
            name = game.players[player]
            choices = [texts[j]] if len(name) > LONG_NAME else [f"{name} {texts[j]}", texts[j]]
            _label_piece(axes, (end, end + size), y, choices, player, j == pieces[-1])
            end += size


def _label_piece(
    axes: Axes, ends: tuple[float, float], y: float, choices: list[str], player: int, outer: bool
) -> None:
    """Write the first of ``choices`` that fits into a piece; beside it if it is the last."""
    low, high = axes.get_xlim()
    inches = axes.get_window_extent().width / axes.figure.dpi / (high - low)
    color = PALETTE.players[player]
    fitting = [text for text in choices if LETTER * len(text) <= abs(ends[1] - ends[0]) * inches]
    if fitting:
        box = {"boxstyle": "round,pad=0.1", "facecolor": color, "edgecolor": "none"}
        axes.text(
            sum(ends) / 2, y, plain(fitting[0]), ha="center", va="center_baseline",
            bbox=box, color=ink_on(color), zorder=5,
        )  # fmt: skip
    elif outer:
        right = ends[1] > ends[0]
        axes.annotate(
            plain(choices[0]), (ends[1], y), (4 if right else -4, 0), textcoords="offset points",
            ha="left" if right else "right", va="center_baseline", zorder=5,
        )  # fmt: skip


def _frame(axes: Axes, game: Game, orders: list[tuple[int, ...]]) -> None:
    """Row names, and the line between line-ups and average."""
    names = [", ".join(plain(game.players[i]) for i in order) for order in orders]
    last = len(orders) + 0.4
    axes.set_yticks([*range(len(orders)), last], [*names, "average"])
    axes.get_yticklabels()[-1].set_fontweight("bold")
    axes.set_ylim(last + 0.6, -0.6)
    axes.axhline(len(orders) - 0.3, color=PALETTE.muted, linewidth=0.9)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("worth")


def _limit(axes: Axes, worths: Array, rows: Array) -> None:
    """Room for every row, a line where rows start and, if bars go both ways, where they end."""
    start, end = float(worths[0]), float(worths[-1])
    lowest = start + np.minimum(rows, 0.0).sum(axis=1).min()
    highest = start + np.maximum(rows, 0.0).sum(axis=1).max()
    room = highest - lowest or 1.0
    both = lowest < start
    axes.set_xlim(lowest - (0.1 * room if both else 0.0), highest + 0.02 * room)
    axes.axvline(start, color=PALETTE.ink, linewidth=0.9, zorder=3)
    if not both:
        return
    axes.axvline(end, color=PALETTE.ink, linewidth=1.5, linestyle=(0, (3, 2)), zorder=4)
    write = writer(worths[[0, -1]])
    for x, text, left in ((start, "v(∅)", start <= end), (end, "v(N)", start > end)):
        axes.annotate(
            f"{text} = {write(worths[0 if text == 'v(∅)' else -1])}", (x, 1.0),
            (-3 if left else 3, 3), xycoords=("data", "axes fraction"),
            textcoords="offset points", ha="right" if left else "left",
        )  # fmt: skip


def _name_colors(axes: Axes, game: Game) -> None:
    from matplotlib.patches import Patch

    colors = zip(game.players, PALETTE.players, strict=False)
    handles = [Patch(color=color, label=plain(name)) for name, color in colors]
    axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2)
