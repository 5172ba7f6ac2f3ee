"""The coalition lattice: all coalitions, joined where one player makes the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from shapley_tutor.coalitions import coalition_sizes
from shapley_tutor.game import Game
from shapley_tutor.plots._style import PALETTE, canvas
from shapley_tutor.plots._text import check_game, phi, plain, writer
from shapley_tutor.typing import Array
from shapley_tutor.values import shapley_values, shapley_weights

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PLAYERS = 5
LABEL_ALL_UP_TO = 3  # with more players, labels on every edge would cover each other
THICKEST = 7.0  # points, for the largest Shapley weight in the picture
Positions = Array  # (2**n, 2): column in its row, size

# Where along an edge its label stands: clear of the crossings, by the size below the edge.
LABEL_AT = {1: 0.5, 2: 0.5, 3: 0.3, 4: 0.26, 5: 0.3}


def coalition_lattice(
    game: Game, player: str | int | None = None, ax: Axes | None = None
) -> Axes:
    """All coalitions from the empty one (bottom) to the grand coalition (top).

    A node shows v(S). An edge is a player who joins, and stands for a marginal
    contribution: each is written down for up to 3 players, in the player's color. With
    ``player``, that player's edges alone carry their contributions; their thickness is the
    Shapley weight, and the sum under the picture is the payoff.
    Introduced in chapter *Who deserves what?*

    Parameters
    ----------
    game
        At most 5 players, one output.
    player
        Name or position of the player to follow.
    ax
        Axes to draw on; a new figure without.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    TypeError, ValueError
        If ``game`` is no such game, or ``player`` is not in it.

    Examples
    --------
    >>> import shapley_tutor as st
    >>> ax = coalition_lattice(st.games.three_friends(), player="A")
    >>> ax.get_xlabel()
    '$\\\\varphi_{\\\\mathrm{A}}$ = 1/3·100 + 1/6·100 + 1/6·100 + 1/3·60 = 260/3'
    """
    worths = check_game(game, MOST_PLAYERS, "coalition_lattice")
    follow = None if player is None else game.index(player)
    places = _positions(game.n_players)
    size = _figure_size(game)
    with canvas(ax, *size) as axes:
        _draw_edges(axes, game, worths, places, follow)
        for mask in range(len(worths)):
            joined = follow is not None and mask >> follow & 1 == 1
            _draw_node(axes, places[mask], game.label(mask), writer(worths)(worths[mask]), joined)
        if follow is not None:
            _write_weights(axes, game, places)
            axes.set_xlabel(_payoff_line(game, worths, follow), labelpad=8)
        _frame(axes, places, follow is not None)
        return axes


def _positions(n: int) -> Positions:
    """Node k stands in the row of its size, rows centered, in mask order: (2**n, 2)."""
    sizes = coalition_sizes(n)
    places = np.zeros((2**n, 2))
    for size in range(n + 1):
        row = np.flatnonzero(sizes == size)
        places[row, 0] = np.arange(len(row)) - (len(row) - 1) / 2
        places[row, 1] = size
    return places


def _figure_size(game: Game) -> tuple[float, float]:
    """Inches: 6 wide where that can be read, wider for long names or many columns."""
    n = game.n_players
    columns = max(1, int(np.bincount(coalition_sizes(n)).max()))
    longest = max(len(game.label(mask)) for mask in range(2**n))
    return max(6.0, columns * max(0.85, 0.085 * min(longest, 10))), 1.2 * n + 1.6


def _draw_edges(
    axes: Axes, game: Game, worths: Array, places: Positions, follow: int | None
) -> None:
    n = game.n_players
    weights = shapley_weights(n)
    sizes = coalition_sizes(n)
    write = writer([worths[m | 1 << i] - worths[m] for m in range(2**n) for i in range(n)])
    for mask in range(2**n):
        for i in (i for i in range(n) if not mask >> i & 1):
            ends = places[[mask, mask | 1 << i]]
            if follow is not None and i != follow:
                axes.plot(*ends.T, color=PALETTE.grid, linewidth=1.0, zorder=1)
                continue
            color = PALETTE.players[i]
            wide = 1.6 if follow is None else THICKEST * weights[sizes[mask]] / weights.max()
            axes.plot(*ends.T, color=color, linewidth=wide, zorder=2, solid_capstyle="butt")
            if n <= LABEL_ALL_UP_TO or follow is not None:
                text = write(worths[mask | 1 << i] - worths[mask], signed=True)
                _label_edge(axes, ends, text, color, LABEL_AT[n])


def _label_edge(axes: Axes, ends: Array, text: str, color: str, at: float) -> None:
    if ends[0, 0] == ends[1, 0] or ends[0, 1] == 0:
        at = max(at, 0.42)
    x, y = ends[0] + at * (ends[1] - ends[0])
    box = {"boxstyle": "round,pad=0.12", "facecolor": PALETTE.paper, "edgecolor": "none"}
    axes.text(x, y, text, color=color, ha="center", va="center", zorder=3, bbox=box)


def _draw_node(axes: Axes, place: Array, label: str, worth: str, joined: bool) -> None:
    """A rounded box at ``place`` with the coalition and, below it, its worth."""
    from matplotlib.offsetbox import AnnotationBbox, TextArea, VPacker

    lines: list[Any] = [
        TextArea(plain(label), textprops={"color": PALETTE.muted, "fontsize": 11}),
        TextArea(worth, textprops={"color": PALETTE.ink, "fontsize": 13, "weight": "bold"}),
    ]
    box = VPacker(children=lines, align="center", pad=0, sep=2)
    look = {
        "boxstyle": "round,pad=0.25,rounding_size=0.3",
        "facecolor": PALETTE.tint if joined else PALETTE.paper,
        "edgecolor": PALETTE.ink if joined else PALETTE.muted,
        "linewidth": 1.4 if joined else 0.9,
    }
    node = AnnotationBbox(box, (place[0], place[1]), bboxprops=look, zorder=5)
    axes.add_artist(node)


def _write_weights(axes: Axes, game: Game, places: Positions) -> None:
    """The Shapley weight of each size, at the left, between two rows."""
    left = places[:, 0].min() - 0.62
    for size, weight in enumerate(shapley_weights(game.n_players, exact=True)):
        text = f"weight\n{weight}"
        axes.text(left, size + 0.5, text, color=PALETTE.muted, ha="center", va="center")


def _payoff_line(game: Game, worths: Array, follow: int) -> str:
    """The payoff as the weighted sum that the picture shows."""
    payoff = shapley_values(worths)[follow]
    n = game.n_players
    without = [mask for mask in range(2**n) if not mask >> follow & 1]
    without.sort(key=lambda mask: (mask.bit_count(), mask))
    gains = [worths[mask | 1 << follow] - worths[mask] for mask in without]
    write = writer(gains)
    symbol, total = phi(game.players[follow]), writer([payoff])(payoff)
    if n > LABEL_ALL_UP_TO:
        return f"{symbol} = {total}"
    weights = shapley_weights(n, exact=True)
    texts = [write(gain) if gain >= 0 else f"({write(gain)})" for gain in gains]
    terms = [
        f"{weights[mask.bit_count()]}·{text}" for mask, text in zip(without, texts, strict=True)
    ]
    return f"{symbol} = {' + '.join(terms)} = {total}"


def _frame(axes: Axes, places: Positions, weights: bool) -> None:
    left, right = places[:, 0].min(), places[:, 0].max()
    axes.set_xlim(left - (0.95 if weights else 0.5), right + 0.5)
    axes.set_ylim(-0.35, places[:, 1].max() + 0.35)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
