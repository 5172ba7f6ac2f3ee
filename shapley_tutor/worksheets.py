"""Tables that a notebook displays of a game: worths, contributions, line-ups."""

from __future__ import annotations

from itertools import permutations

from shapley_tutor.coalitions import label
from shapley_tutor.derivations import MAX_PLAYERS_SHOWN, derivation, small_first
from shapley_tutor.display import Table, as_fractions, text_number
from shapley_tutor.game import Game
from shapley_tutor.values import shapley_values_by_lineups
from shapley_tutor.worths import check_game


def worth_table(game: Game) -> Table:
    """Worth of every coalition, small coalitions first.

    Introduced in chapter *Who deserves what?*

    Parameters
    ----------
    game
        A game of at most 5 players with one output.

    Returns
    -------
    Table
        Displays as HTML in a notebook; ``str()`` is text.

    Raises
    ------
    TypeError, ValueError
        If ``game`` is no game, or has more players or outputs.

    Examples
    --------
    >>> from shapley_tutor.games import age_bp
    >>> print(worth_table(age_bp()))
    S      {}  {Age}  {BP}  {Age, BP}
    v(S)  0.2    0.6   0.7        0.9
    """
    worths = as_fractions(check_game(game, MAX_PLAYERS_SHOWN, "a table of worths"))
    masks = small_first(game.n_players)
    return Table(
        ["S", *[game.label(mask) for mask in masks]],
        [["v(S)", *[text_number(worths[mask]) for mask in masks]]],
    )


def contribution_table(game: Game, player: str | int) -> Table:
    """Marginal contribution of a player to every coalition of the others, with its weight.

    Introduced in chapter *Where the weights come from*.

    Parameters
    ----------
    game
        A game of at most 5 players with one output.
    player
        Name or position.

    Returns
    -------
    Table
        Displays as HTML in a notebook; ``str()`` is text. A row for each coalition of the others,
        and their sum.

    Raises
    ------
    TypeError, ValueError
        If the player is unknown, or ``game`` is no game, or has more players or outputs.

    Examples
    --------
    >>> from shapley_tutor.games import age_bp
    >>> print(contribution_table(age_bp(), "BP"))
    S      v(S)  v(S + BP)  contribution  weight  product
    {}      0.2        0.7           0.5     1/2     0.25
    {Age}   0.6        0.9           0.3     1/2     0.15
    sum                                        1      0.4
    """
    worked = derivation(game, player)
    header = [
        "S",
        "v(S)",
        f"v(S + {worked.player})",
        "contribution",
        "weight",
        "product",
    ]
    rows = [
        [
            label(term.coalition),
            *map(text_number, (term.before, term.after, term.contribution)),
            str(term.weight),
            text_number(term.weighted),
        ]
        for term in worked.terms
    ]
    total = str(sum(term.weight for term in worked.terms))
    return Table(header, rows, footer=["sum", "", "", "", total, text_number(worked.value)])


def lineup_table(game: Game) -> Table:
    """All n! line-ups, what each player adds when arriving, and the average of each column.

    Introduced in chapter *Who deserves what?*

    Parameters
    ----------
    game
        A game of at most 5 players with one output.

    Returns
    -------
    Table
        Displays as HTML in a notebook; ``str()`` is text. A row for each line-up, and their
        average: the Shapley values.

    Raises
    ------
    TypeError, ValueError
        If ``game`` is no game, or has more players or outputs.

    Examples
    --------
    >>> from shapley_tutor.games import age_bp
    >>> print(lineup_table(age_bp()))
    line-up  Age   BP  sum
    Age BP   0.4  0.3  0.7
    BP Age   0.2  0.5  0.7
    average  0.3  0.4  0.7
    """
    worths = as_fractions(check_game(game, MAX_PLAYERS_SHOWN, "a table of line-ups"))
    rows = []
    for lineup in permutations(range(game.n_players)):
        added, mask = {}, 0
        for i in lineup:
            added[i] = worths[mask | 1 << i] - worths[mask]
            mask |= 1 << i
        cells = [added[i] for i in range(game.n_players)]
        name = " ".join(game.players[i] for i in lineup)
        rows.append([name, *map(text_number, [*cells, sum(cells)])])
    average = shapley_values_by_lineups(worths)
    footer = ["average", *map(text_number, [*average, sum(average)])]
    return Table(["line-up", *game.players, "sum"], rows, footer=footer)
