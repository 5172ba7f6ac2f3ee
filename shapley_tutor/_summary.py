"""An explanation in a few lines of text: how large it is, and its first rows."""

from __future__ import annotations

import numpy as np

from shapley_tutor._selection import listed
from shapley_tutor._typing import FloatArray
from shapley_tutor.display import Table, text_number

_ROWS = 5
_ALL_PLAYERS = 10  # so many are shown whatever their values; of more …
_PLAYERS = 8  # … the largest
_LONGEST_NAME = 40


def counted(n: int, unit: str) -> str:
    """Write how many there are of a thing.

    Examples
    --------
    >>> counted(1, "row"), counted(2000, "output")
    ('1 row', '2,000 outputs')
    """
    return f"{n:,} {unit}{'s' * (n != 1)}"


def headline(shape: tuple[int, ...]) -> str:
    """Size of an explanation whose values have this shape.

    Examples
    --------
    >>> headline((1, 3)), headline((4, 1, 2))
    ('Explanation of 1 row, 3 players', 'Explanation of 4 rows, 1 player, 2 outputs')
    """
    sizes = map(counted, shape, ("row", "player", "output"))
    return f"Explanation of {', '.join(sizes)}"


def way_to_one(names: tuple[object, ...]) -> str:
    """Names of several outputs, and how to see the values of one."""
    return f"outputs: {listed(names)}; e[:, {names[0]!r}] shows the values of one"


def first_rows(
    base_values: FloatArray, values: FloatArray, predictions: FloatArray, names: list[str]
) -> Table:
    """Rows as a table; of many players the largest by mean |value|, and the sum of the others.

    Parameters
    ----------
    base_values, values, predictions
        (rows,), (rows, players) and (rows,).
    names
        Of all columns, (players + 2,).

    Examples
    --------
    >>> values = np.array([[*range(12)]], dtype=float)
    >>> ends = np.array([0.0])
    >>> first_rows(ends, values, ends + 66, ["base", *"ABCDEFGHIJKL", "prediction"])
    base   L   K  J  I  H  G  F  E  … and 4 more  prediction
       0  11  10  9  8  7  6  5  4             6          66
    """
    base, *players, prediction = names
    rows = slice(_ROWS)
    shown = values[rows]
    if len(players) > _ALL_PLAYERS and len(values):
        order = np.argsort(-np.abs(values).mean(axis=0), kind="stable")
        largest, others = order[:_PLAYERS], order[_PLAYERS:]
        shown = np.column_stack([shown[:, largest], shown[:, others].sum(axis=1)])
        players = [*(players[k] for k in largest), f"… and {len(others)} more"]
    numbers = np.column_stack([base_values[rows], shown, predictions[rows]])
    header = [base, *map(_shortened, players), prediction]
    return Table(header, [[*map(text_number, row)] for row in numbers])


def rows_left_out(count: int) -> str:
    """How many of the rows :func:`first_rows` does not show, as a line."""
    left = count - _ROWS
    return f"\n... {left} more rows" if left > 0 else ""


def _shortened(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
