"""People who arrive one after the other: the oven they fill, and the lines they can stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, permutations, product
from math import factorial
from typing import TYPE_CHECKING, Any

from shapley_tutor.display import writer
from shapley_tutor.game import Game
from shapley_tutor.plots._style import PALETTE, as_text, canvas, ink_on
from shapley_tutor.plots.drawings._paper import (
    MIDDLE,
    WIDTH,
    blank,
    box,
    cut,
    hue,
    is_short,
    outline,
    person,
)
from shapley_tutor.solutions import nested_values
from shapley_tutor.values import shapley_weights
from shapley_tutor.worths import check_game

if TYPE_CHECKING:
    from matplotlib.axes import Axes

OVEN = 2.4  # inches, its height
SMALL = 0.27  # inches, half the shoulders of somebody in a line
MOST_ROWS = 6  # lines that are drawn; of more, the first five
MOST_PLAYERS = 4  # whose 24 lines are all drawn
APART = 0.22  # inches between those before, the player, and those after
FOOT, HEAD = 0.75, 0.45  # inches below the lines, where they are counted, and above


def oven(game: Game, order: Sequence[str], ax: Axes | None = None) -> Axes:
    """Players who arrive one by one, and the oven that fills up to the worth of those inside.

    Introduced in chapter *Who deserves what?*

    Raises
    ------
    ValueError
        If somebody takes something out of the oven: it only shows how it is filled.

    Examples
    --------
    >>> from shapley_tutor import games
    >>> ax = oven(games.three_friends(), "BCA")
    >>> [text.get_text() for text in ax.texts][:3]
    ['B', '+80', '80']
    """
    levels = [game[[game.index(name) for name in order[:k]]] for k in range(len(order) + 1)]
    if levels[0] < 0 or any(low > high for low, high in pairwise(levels)):
        raise ValueError(
            "an oven only fills, and in this order the worths fall or start below 0: "
            f"{', '.join(map(str, levels))}; take plots.lineup_table for such a game"
        )
    write = writer(levels)
    step, tall = WIDTH / len(order), OVEN / (float(levels[-1]) or 1.0)
    with canvas(ax, WIDTH, OVEN + 1.7) as axes:
        blank(axes, OVEN + 1.7)
        for k, name in enumerate(order):
            x, wide = step * k + 0.25, step - 0.5
            person(axes, x + wide / 2, OVEN + 0.82, name, hue(game.index(name)), wide=step)
            for j in range(k + 1):
                low, high = float(levels[j]), float(levels[j + 1])
                color = hue(game.index(order[j]))
                box(axes, x, 0.5 + tall * low, wide, tall * (high - low), color)
                if j == k:
                    gain = write(levels[j + 1] - levels[j], signed=True)
                    middle = 0.5 + tall * (low + high) / 2
                    axes.text(x + wide / 2, middle, gain, color=ink_on(color), **MIDDLE)
            outline(axes, x - 0.06, 0.44, wide + 0.12, OVEN + 0.12)
            axes.text(x + wide / 2, 0.2, write(levels[k + 1]), weight="bold", **MIDDLE)
        return axes


def line_of_people(
    players: Sequence[str], player: str, before: Sequence[str], ax: Axes | None = None
) -> Axes:
    """Every line in which just the players ``before`` stand before a player, and their count.

    Introduced in chapter *Where the weights come from*.

    Raises
    ------
    ValueError
        If somebody is not among the players, or the player stands before itself.

    Examples
    --------
    >>> ax = line_of_people("ABC", "A", "C")
    >>> [text.get_text() for text in ax.texts][-1]
    '1! · 1! = 1 of 6 line-ups: weight 1/6'
    """
    if not {player, *before} <= {*players} or player in before or len({*before}) < len(before):
        raise ValueError(
            f"before must name each player once who stands before {player!r}, among "
            f"{', '.join(players)}, got {', '.join(before) or 'nobody'}"
        )
    after = [name for name in players if name != player and name not in before]
    both = product(permutations(before), permutations(after))
    count = factorial(len(before)) * factorial(len(after))
    rows = [[*left, player, *right] for left, right in islice(both, MOST_ROWS)]
    rows = rows if count <= MOST_ROWS else rows[:-1]
    step = min(0.85, (WIDTH - 2 * APART - 0.4) / len(players))
    places = _places(len(before), len(after), step)
    row_height = 0.62 if all(map(is_short, players)) else 0.85
    tall = FOOT + HEAD + row_height * len(rows) + 0.34 * (count > len(rows))
    with canvas(ax, WIDTH, tall) as axes:
        blank(axes, tall)
        foot = FOOT + 0.34 * (count > len(rows))
        parts = {"before": (0, len(before)), "after": (len(before) + 1, len(players))}
        for word, (first, last) in parts.items():
            if first < last:
                x, wide = places[first] - step / 2, step * (last - first)
                box(axes, x, FOOT - 0.05, wide, tall - FOOT - HEAD + 0.1, PALETTE.tint)
                axes.text(x + wide / 2, tall - 0.2, word, color=PALETTE.muted, **MIDDLE)
                axes.text(x + wide / 2, FOOT - 0.22, f"{last - first}!", **MIDDLE)
        for k, row in enumerate(reversed(rows)):
            feet = foot + row_height * k + (0.04 if row_height < 0.7 else 0.28)
            for x, name in zip(places, row, strict=True):
                person(axes, x, feet, name, hue(list(players).index(name)), SMALL, step - 0.1)
        if count > len(rows):
            axes.text(WIDTH / 2, FOOT + 0.17, f"and {count - len(rows):,} more", **MIDDLE)
        weight = shapley_weights(len(players), exact=True)[len(before)]
        share = f"{count:,} of {factorial(len(players)):,} line-ups: weight {weight}"
        said = f"{len(before)}! · {len(after)}! = {share}"
        axes.text(WIDTH / 2, 0.2, said, weight="bold", **MIDDLE)
        return axes


def _places(before: int, after: int, step: float) -> list[float]:
    """Where people of a line stand: those before, a gap, the player, a gap, those after."""
    gaps = [(k >= before > 0) + (k > before) for k in range(before + after + 1)]
    places = [step * (k + 0.5) + APART * gap for k, gap in enumerate(gaps)]
    left = (WIDTH - places[-1] - step / 2) / 2
    return [left + place for place in places]


def arrivals(game: Game, nesting: Sequence[Any], ax: Axes | None = None) -> Axes:
    """All lines of people, what each adds where brackets stay together, and the average of these.

    Introduced in chapter *Players in brackets*.

    ``nesting`` is players in brackets, as :func:`shapley_tutor.solutions.nested_values` takes them.

    Raises
    ------
    TypeError, ValueError
        If the game has more than four players or the nesting is none of them.

    Examples
    --------
    >>> from shapley_tutor import games
    >>> ax = arrivals(games.three_friends(), [["A", "B"], "C"])
    >>> [text.get_text() for text in ax.texts][-4:]
    ['average', '90', '70', '40']
    """
    check_game(game, MOST_PLAYERS, "a picture of line-ups")
    values = nested_values(game, nesting)
    lines = list(permutations(game.players))
    gains = [_gains(game, line) for line in lines]
    write, n = writer([*values, *(gain for row in gains for gain in row.values())]), game.n_players
    row_height = 0.66 if all(map(is_short, game.players)) else 0.88
    tall, step, wide = row_height * len(lines) + 0.95, 3.1 / max(n, 3), 2.5 / max(n, 3)
    columns = [3.45 + wide * (k + 0.5) for k in range(n)]
    with canvas(ax, WIDTH, tall) as axes:
        blank(axes, tall)
        for x, name, k in zip(columns, game.players, range(n), strict=True):
            look: dict[str, Any] = {"color": as_text(hue(k)), "weight": "bold"}
            axes.text(x, tall - 0.2, cut(name, wide), **look, **MIDDLE)
        for row, (line, gain) in enumerate(zip(lines, gains, strict=True)):
            y = tall - 0.4 - row_height * (row + 1)
            feet = y + (0.1 if row_height < 0.7 else 0.3)
            kept = all(_together(line, bracket) for bracket in _brackets(nesting))
            for x, name in enumerate(line):
                color = hue(game.index(name)) if kept else PALETTE.grid
                person(axes, 0.1 + step * (x + 0.5), feet, name, color, SMALL, step - 0.2)
            if not kept:
                look = {"color": PALETTE.muted, **MIDDLE}
                axes.text(3.45 + wide * n / 2, y + row_height / 2, "kept apart", **look)
                continue
            for bracket in _brackets(nesting):
                places = [line.index(name) for name in bracket]
                x, high = 0.1 + step * min(places) + 0.06, row_height - 0.06
                outline(axes, x, y + 0.02, step * len(places) - 0.12, high)
            for x, name in zip(columns, game.players, strict=True):
                axes.text(x, y + row_height / 2, write(gain[name], signed=True), **MIDDLE)
        axes.plot([0.1, columns[-1] + wide / 2], [0.5, 0.5], color=PALETTE.muted, lw=0.9)
        axes.text(3.2, 0.22, "average", ha="right", va="center", weight="bold")
        for x, value in zip(columns, values, strict=True):
            axes.text(x, 0.22, write(value), weight="bold", **MIDDLE)
        return axes


def _gains(game: Game, line: Sequence[str]) -> dict[str, Any]:
    """What each adds in a line."""
    worths = [game[list(line[:k])] for k in range(len(line) + 1)]
    return {name: worths[k + 1] - worths[k] for k, name in enumerate(line)}


def _brackets(nesting: Sequence[Any]) -> Iterator[list[str]]:
    """Members of every inner bracket, brackets in brackets too."""
    for part in nesting:
        if not isinstance(part, str):
            yield [*_members(part)]
            yield from _brackets(part)


def _members(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    else:
        for part in node:
            yield from _members(part)


def _together(line: Sequence[str], bracket: Sequence[str]) -> bool:
    """Whether nobody else stands between the members of a bracket."""
    places = [line.index(name) for name in bracket]
    return max(places) - min(places) == len(places) - 1
