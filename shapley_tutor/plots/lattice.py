"""The coalition lattice: all coalitions, joined where one player makes the difference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from shapley_tutor._typing import Array, FloatArray
from shapley_tutor.coalitions import coalition_sizes
from shapley_tutor.display import writer
from shapley_tutor.game import Game
from shapley_tutor.plots._style import PALETTE, as_text, canvas
from shapley_tutor.plots._text import phi, plain
from shapley_tutor.values import shapley_values, shapley_weights
from shapley_tutor.worths import check_game

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_PLAYERS = 5
LABEL_ALL_UP_TO = 3  # with more players, labels on every edge would cover each other
THICKEST = 7.0  # points, for the largest Shapley weight in the picture
SHORT = 4  # characters of a name that still fits at a line
LETTER = 0.105  # inches a character takes
MARGIN = 1.0  # inches at the left, for the weights


class Layout(NamedTuple):
    """Where the nodes stand, and what is written in them."""

    labels: list[str]  # by mask
    places: FloatArray  # (2**n, 2): inches from the left and up, of each node's middle
    size: tuple[float, float]  # of the picture, in inches


def coalition_lattice(game: Game, player: str | int | None = None, ax: Axes | None = None) -> Axes:
    r"""All coalitions from the empty one (bottom) to the grand coalition (top).

    A node shows v(S). An edge is a player who joins, and stands for a marginal
    contribution: each is written down for up to 3 players, in the player's color, and on
    the lowest edges the player's name too (a legend has it if it is long). With
    ``player``, that player's edges alone carry their contributions; their thickness is the
    Shapley weight, and the sum under the picture is the payoff.
    Introduced in chapter *Three friends, exactly*.

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
    '$\\varphi_{\\mathrm{A}}$ = 1/3·100 + 1/6·100 + 1/6·100 + 1/3·60 = 260/3'
    """
    worths = check_game(game, MOST_PLAYERS, "a lattice")
    follow = None if player is None else game.index(player)
    layout = _layout(game, MARGIN if follow is not None else 0.0)
    with canvas(ax, *layout.size) as axes:
        axes.set_xlim(0.0, layout.size[0])
        axes.set_ylim(0.0, layout.places[-1, 1] + 0.5)
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
        named = follow is None and _short_names(game)
        _draw_edges(axes, worths, layout.places, follow, game.players if named else ())
        write = writer(worths)
        for mask, label in enumerate(layout.labels):
            joined = follow is not None and mask >> follow & 1 == 1
            _draw_node(axes, layout.places[mask], label, write(worths[mask]), joined)
        if follow is None and not named:
            _name_colors(axes, game)
        elif follow is not None:
            _write_weights(axes, layout.places)
            axes.set_xlabel(_payoff_line(game, worths, follow), labelpad=8)
        return axes


def _layout(game: Game, margin: float) -> Layout:
    """Coalitions of a size in a row, in mask order; 6 inches wide where that can be read."""
    n = game.n_players
    sizes = coalition_sizes(n)
    labels = [_node_label(game, mask) for mask in range(2**n)]
    lines = [line for label in labels for line in label.split("\n")]
    columns = int(np.bincount(sizes).max())
    needed = max(0.85, LETTER * max(map(len, lines)) + 0.25)
    step = max(needed, (6.0 - margin) / max(columns, 3))
    places = np.zeros((2**n, 2))
    for size in range(n + 1):
        row = np.flatnonzero(sizes == size)
        places[row, 0] = margin + step * (np.arange(len(row)) - (len(row) - 1) / 2)
    places[:, 0] += step * max(columns, 3) / 2
    row_height = 1.05 + 0.17 * max(label.count("\n") + 1 for label in labels)
    places[:, 1] = 0.5 + row_height * sizes
    return Layout(labels, places, (step * max(columns, 3) + margin, row_height * n + 1.6))


def _node_label(game: Game, mask: int) -> str:
    """Write ``{A, B}``; ``AB`` where many columns must fit; long names one a line."""
    label = game.label(mask)
    members = [name for i, name in enumerate(game.players) if mask >> i & 1]
    if game.n_players > LABEL_ALL_UP_TO and members and max(map(len, game.players)) == 1:
        return "".join(members)
    return label if len(label) <= 12 else label.replace(", ", ",\n")


def _short_names(game: Game) -> bool:
    """Whether the lowest edges can carry the players' names beside what they add alone."""
    return game.n_players <= LABEL_ALL_UP_TO and max(map(len, game.players)) <= SHORT


def _draw_edges(
    axes: Axes, worths: Array, places: FloatArray, follow: int | None, names: Sequence[str]
) -> None:
    n = len(worths).bit_length() - 1
    weights = shapley_weights(n)
    write = writer([worths[m | 1 << i] - worths[m] for m in range(2**n) for i in range(n)])
    for mask in range(2**n):
        for i in (i for i in range(n) if not mask >> i & 1):
            ends = places[[mask, mask | 1 << i]]
            if follow is not None and i != follow:
                axes.plot(*ends.T, color=PALETTE.grid, linewidth=1.0, zorder=1)
                continue
            color = PALETTE.players[i]
            weight = weights[mask.bit_count()] / weights.max()
            wide = 1.6 if follow is None else THICKEST * weight
            axes.plot(*ends.T, color=color, linewidth=wide, zorder=2, solid_capstyle="butt")
            if n <= LABEL_ALL_UP_TO or follow is not None:
                text = write(worths[mask | 1 << i] - worths[mask], signed=True)
                if names and not mask:
                    text = f"{plain(names[i])} {text}"
                _label_edge(axes, ends, text, color, 0.3 if mask and n > 2 else 0.5)


def _label_edge(axes: Axes, ends: FloatArray, text: str, color: str, at: float) -> None:
    """Write a contribution on its edge; ``at`` below the middle, clear of the crossings."""
    if ends[0, 0] == ends[1, 0]:
        at = 0.5
    x, y = ends[0] + at * (ends[1] - ends[0])
    box = {"boxstyle": "round,pad=0.12", "facecolor": PALETTE.paper, "edgecolor": "none"}
    look: dict[str, Any] = {"ha": "center", "va": "center", "zorder": 3, "bbox": box}
    axes.text(x, y, text, color=as_text(color), **look)


def _draw_node(axes: Axes, place: FloatArray, label: str, worth: str, joined: bool) -> None:
    """Draw a rounded box at ``place`` with the coalition and, below it, its worth."""
    from matplotlib.offsetbox import AnnotationBbox, TextArea, VPacker

    lines: list[Any] = [
        TextArea(plain(line), textprops={"color": PALETTE.muted}) for line in label.split("\n")
    ]
    strong = {"color": PALETTE.ink, "weight": "bold"}
    lines.append(TextArea(worth, textprops=strong))
    box = VPacker(children=lines, align="center", pad=0, sep=2)
    look = {
        "boxstyle": "round,pad=0.25,rounding_size=0.3",
        "facecolor": PALETTE.tint if joined else PALETTE.paper,
        "edgecolor": PALETTE.ink if joined else PALETTE.muted,
        "linewidth": 1.4 if joined else 0.9,
    }
    node = AnnotationBbox(box, (place[0], place[1]), bboxprops=look, zorder=5)
    axes.add_artist(node)


def _name_colors(axes: Axes, game: Game) -> None:
    """Which color is which player, under the picture."""
    for name, color in zip(game.players, PALETTE.players, strict=False):
        axes.plot([], [], color=color, label=f"{plain(name)} joins")
    columns = game.n_players if sum(map(len, game.players)) < 12 else 2
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=columns, columnspacing=1.2)


def _write_weights(axes: Axes, places: FloatArray) -> None:
    """Write the Shapley weight of each size, at the left, between two rows."""
    rows = np.unique(places[:, 1])
    weights = shapley_weights(len(rows) - 1, exact=True)
    for weight, low, high in zip(weights, rows[:-1], rows[1:], strict=True):
        look: dict[str, Any] = {"color": PALETTE.muted, "ha": "center", "va": "center"}
        axes.text(MARGIN / 2, (low + high) / 2, f"weight\n{weight}", **look)


def _payoff_line(game: Game, worths: Array, follow: int) -> str:
    """Write the payoff as the weighted sum that the picture shows."""
    payoff = shapley_values(worths)[follow]
    symbol, total = phi(game.players[follow]), writer([payoff])(payoff)
    n = game.n_players
    if n > LABEL_ALL_UP_TO:
        return f"{symbol} = {total}"
    without = [mask for mask in range(2**n) if not mask >> follow & 1]
    without.sort(key=lambda mask: (mask.bit_count(), mask))
    gains = [worths[mask | 1 << follow] - worths[mask] for mask in without]
    write, weights = writer(gains), shapley_weights(n, exact=True)
    texts = [write(gain) if gain >= 0 else f"({write(gain)})" for gain in gains]
    terms = [
        f"{weights[mask.bit_count()]}·{text}" for mask, text in zip(without, texts, strict=True)
    ]
    return f"{symbol} = {' + '.join(terms)} = {total}"
