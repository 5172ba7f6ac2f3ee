"""The nucleolus: of all payoffs the one whose complaints are least, the largest first.

A sequence of linear programs, solved in whole numbers by the simplex method on their duals: the
matrix holds zeros and ones, its determinants stay small, and nothing is rounded.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from shapley_tutor._typing import Array, IntArray
from shapley_tutor.coalitions import coalitions
from shapley_tutor.game import Game
from shapley_tutor.worths import integers, n_players, one_output

MAX_NUCLEOLUS_PLAYERS = 14
"""Players up to which the programs are solved, in some ten seconds."""


def nucleolus(game_or_worths: Game | Array) -> Array:
    """Payoffs that make the largest complaint least, then the second largest, and so on.

    The complaint of a coalition is its excess, v(S) less what its members are paid. The nucleolus
    is one point. It lies in the core when that is not empty, and in the least core where no player
    makes a coalition earn less than it and the player would apart. Introduced in chapter *Famous
    games*.
    Source: Schmeidler (1969); Maschler, Peleg and Shapley (1979) for the programs.

    Parameters
    ----------
    game_or_worths
        A game or its worths (2**n,), counted from v(empty set), in any unit; up to 14 players.
        Of costs, pass the negative ones: ``-nucleolus(-costs.worths())``.

    Returns
    -------
    array of shape (n,)
        Sums to v(N) - v(empty set). Fractions when the worths are Fractions; else floats, which
        are the exact nucleolus of the floats given, rounded once. Nobody gets less than alone,
        unless v(N) is too small for that: then all payoffs compete (the prenucleolus).

    Raises
    ------
    TypeError, ValueError
        If there are several outputs, more than 14 players, or the table is none of worths.

    Examples
    --------
    >>> from shapley_tutor.games import airport, gloves
    >>> print(*nucleolus(gloves(2, 1)))
    0 0 1
    >>> print(*-nucleolus(-airport([8, 11, 13, 18]).worths()))  # of costs
    13/4 13/4 13/4 33/4
    """
    worths = one_output(game_or_worths)
    n = n_players(worths)
    if n > MAX_NUCLEOLUS_PLAYERS:
        raise ValueError(
            f"game_or_worths has {n} players; the nucleolus compares all {2**n:,} coalitions "
            f"several times, which is done up to {MAX_NUCLEOLUS_PLAYERS} players: merge players, "
            "or use shapley_values(game)"
        )
    exact = np.array([Fraction(worth) for worth in worths], dtype=object)
    payoffs = _payoffs(exact - exact[0])
    return payoffs if worths.dtype == object else payoffs.astype(float)


def _payoffs(worths: Array) -> Array:
    """Nucleolus of a game of Fractions with v(empty set) = 0.

    Coalitions are settled, some in every program, until what they get says what all get.
    """
    n = n_players(worths)
    members, singles = coalitions(n).T.astype(np.int64), 1 << np.arange(n)
    floor = singles if worths[singles].sum() <= worths[-1] else singles[:0]
    settled = {2**n - 1: worths[-1]}  # mask to payoff
    while True:
        table = _Tableau(members)
        settled = {mask: paid for mask, paid in settled.items() if table.enter(mask)}
        known = [int(np.flatnonzero(table.basis == mask)[0]) for mask in settled]
        paid = np.array([*settled.values()]) @ table.cells[known].astype(object)  # (2**n,)
        if len(settled) == n:
            payoffs: Array = paid[singles] * Fraction(1, table.unit)
            return payoffs
        settled |= _settled_next(table, worths, worths * table.unit - paid, floor)


def _settled_next(
    table: _Tableau, worths: Array, complaints: Array, floor: IntArray
) -> dict[int, Fraction]:
    """Coalitions that get the same in all solutions of the next program, and what they get.

    The program: the least complaint e such that every open coalition S gets v(S) - e, players of
    the ``floor`` at least what they earn alone, and the settled ones what they have. Solved is
    its dual, whose columns are the open coalitions and, once more, the floor: where the weight
    of a column is positive, its coalition gets no more in any solution.
    """
    rows = table.basis < 0
    open_ = np.flatnonzero(table.cells[rows].any(axis=0))
    floor = floor[np.isin(floor, open_)]
    masks = np.concatenate([open_, floor])
    has_complaint = np.arange(len(masks)) < len(open_)
    weights = np.append(has_complaint, True) * table.unit  # they sum to 1
    dual = _Tableau(np.vstack([np.pad(table.cells[rows][:, masks], [(0, 0), (0, 1)]), weights]))
    gains, scale = integers(complaints[masks])
    dual.unit, dual.gains = table.unit, np.append(gains, 0)
    dual.start(len(open_))
    dual.maximize()
    complaint = Fraction(-dual.gains[-1], dual.unit * scale)
    tight = dual.basis[dual.cells[:, -1] > 0]
    return {int(masks[k]): worths[masks[k]] - (complaint if has_complaint[k] else 0) for k in tight}


class _Tableau:
    """A simplex tableau of whole numbers over one common denominator, the ``unit``.

    Cells are minors of a matrix of zeros and ones, which are small (Hadamard): at most 15 rows
    fit int64 with room to spare. The row of ``gains``, what a column adds to the sum that is
    maximized, is of Python's whole numbers. The last column is the right side, once there is one.
    """

    def __init__(self, cells: IntArray) -> None:
        self.cells, self.unit = cells, 1
        self.gains = np.zeros(cells.shape[1], dtype=object)
        self.basis = np.full(len(cells), -1)  # column of each row

    def enter(self, column: int) -> bool:
        """Make a column basic in a row that has none yet, unless it depends on those that are."""
        rows = np.flatnonzero((self.basis < 0) & (self.cells[:, column] != 0))
        if len(rows):
            self.pivot(int(rows[0]), column)
        return len(rows) > 0

    def start(self, n_open: int) -> None:
        """Make a coalition and its complement basic, half each, and any others with weight 0.

        Open coalitions are in mask order and so are their complements, backwards.
        """
        for column in (0, n_open - 1):
            self.enter(column)
        for row in np.flatnonzero(self.basis < 0):
            self.pivot(int(row), int(np.flatnonzero(self.cells[row, :n_open])[0]))

    def maximize(self) -> None:
        """Improve until no column gains: the largest gain first, the first (Bland) when stuck."""
        stuck = False
        while (better := np.flatnonzero(self.gains[:-1] > 0)).size:
            column = better[0] if stuck else better[np.argmax(self.gains[better])]
            right = self.cells[:, -1]
            row = min(
                np.flatnonzero(self.cells[:, column] > 0),
                key=lambda r: (Fraction(int(right[r]), int(self.cells[r, column])), self.basis[r]),
            )
            stuck = right[row] == 0
            self.pivot(int(row), int(column))

    def pivot(self, row: int, column: int) -> None:
        """Exchange the basic column of a row (Edmonds and Bareiss: all divisions are exact)."""
        kept, entering = self.cells[row].copy(), self.cells[:, column].copy()
        pivot, gain = int(kept[column]), self.gains[column]
        self.cells = (pivot * self.cells - entering[:, None] * kept) // self.unit
        self.gains = (pivot * self.gains - gain * kept.astype(object)) // self.unit
        self.cells[row], self.basis[row] = kept, column
        self.unit = pivot
        if pivot < 0:
            self.cells, self.gains, self.unit = -self.cells, -self.gains, -pivot
