"""What a plot takes from an Explanation: one output, one row, and the largest of many players."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._cells import for_pictures, is_missing, rows_at
from shapley_tutor._checks import check_count, is_whole
from shapley_tutor._selection import listed
from shapley_tutor._tables import is_frame
from shapley_tutor._typing import FloatArray, IntArray
from shapley_tutor.display import writer
from shapley_tutor.explanation import Explanation

MOST = 10  # bars of an explanation, unless the caller says how many


class Row(NamedTuple):
    """One row of an explanation."""

    base_value: float
    values: FloatArray  # (d,)
    errors: FloatArray  # standard errors, (d,)
    names: list[str]
    cells: list[Any]  # what each player's column holds; None for several columns


def output_name(e: Explanation) -> str:
    """What the values add up to."""
    return str(e.output_names[0]) if e.output_names else "prediction"


def one_output(e: Explanation, plot: str) -> Explanation:
    """The explanation if it has one output and a row at least, or how to get there."""
    if e.values.ndim == 3:
        count = e.values.shape[2]
        name = e.output_names[-1] if e.output_names else f"output {count - 1}"
        raise ValueError(
            f"the explanation has {count} outputs and {plot} draws one; pass e[:, :, {count - 1}] "
            f"or, by its name, e[:, {name!r}]"
        )
    if not len(e):
        raise ValueError(f"the explanation has no rows; {plot} needs one; keep some, e[[0]]")
    return e


def one_row(e: Explanation, plot: str) -> Row:
    """The one row of an explanation of one output, or how to get there."""
    e = one_output(e, plot)
    if len(e) > 1:
        raise ValueError(
            f"the explanation has {len(e)} rows and {plot} draws one; pass "
            f"e[{min(3, len(e) - 1)}]; all rows are drawn by st.plots.bar(e) and "
            "st.plots.beeswarm(e)"
        )
    names = list(e.feature_names)
    return Row(float(e.base_values[0]), e.values[0], e.standard_errors[0], names, _cells(e))


def _cells(e: Explanation) -> list[Any]:
    shown = for_pictures(e.data, e.columns)[0]
    cells: list[Any] = []
    for own, cell in zip(e.columns, shown, strict=True):
        alone = len(own) == 1 and _is_bool(rows_at(e.data, slice(1)), own[0])
        cells.append(bool(cell) if alone else cell if len(own) == 1 else None)
    return cells


def _is_bool(row: Any, column: int) -> bool:
    cell = row.iloc[0, column] if is_frame(row) else row[0, column]
    return isinstance(cell, (bool, np.bool_))


def cell_text(cell: Any) -> str:
    """Write what stands in a column of the row.

    Examples
    --------
    >>> [cell_text(cell) for cell in ("oslo", 39.44011, float("nan"), True, 2000)]
    ['oslo', '39.44', 'missing', 'True', '2000']
    """
    if isinstance(cell, str):
        return cell
    if is_missing(cell):
        return "missing"
    if isinstance(cell, (bool, np.bool_)):
        return str(cell)
    try:
        return writer([cell], thousands="")(cell)
    except (TypeError, ValueError, OverflowError):  # dates, infinity
        return str(cell)


def largest(sizes: FloatArray, most: int) -> tuple[IntArray, IntArray]:
    """Players to draw by themselves, the largest first, and those to sum up.

    All of them are drawn where there are at most ``most``; else one place is kept for the rest.

    Examples
    --------
    >>> largest(np.array([1.0, 3.0, 2.0]), 2)
    (array([1]), array([2, 0]))
    """
    order = np.argsort(-sizes, kind="stable")
    kept = len(order) if len(order) <= most else most - 1
    return order[:kept], order[kept:]


def check_most(most: Any) -> int:
    """How many bars there may be, two at least: one for the rest."""
    return check_count(most, "most", "bar", least=2)


def rest(others: Sequence[Any] | IntArray) -> str:
    """What the sum of all others is called."""
    return f"… and {len(others)} more"


def check_alone(plot: str, **given: Any) -> None:
    """Say so when an argument comes beside the Explanation that holds it."""
    for name, value in given.items():
        if value is not None:
            raise TypeError(
                f"{plot} was given an Explanation and {name}, which it takes from the "
                f"Explanation: leave {name} out, and pass axes by name, ax=ax"
            )


def explained(e: Any, plot: str) -> Explanation:
    """The Explanation, or where one comes from."""
    if not isinstance(e, Explanation):
        raise TypeError(
            f"{plot} draws an Explanation, got {type(e).__name__}; pass e = "
            "st.explain(predict, X, background)"
        )
    return e


def position(e: Explanation, feature: Any) -> int:
    """Where a feature stands among the players, given by name or position."""
    if isinstance(feature, str) and feature in e.feature_names:
        return e.feature_names.index(feature)
    if is_whole(feature) and -len(e.feature_names) <= feature < len(e.feature_names):
        return int(feature) % len(e.feature_names)
    raise ValueError(
        f"the explanation has no feature {feature!r}; pass a name or a position, there are "
        f"{listed(e.feature_names)}"
    )


def check_one_column(e: Explanation, player: int) -> None:
    """Say so when a player has no values of its own to stand along an axis."""
    count = len(e.columns[player])
    if count > 1:
        raise ValueError(
            f"{e.feature_names[player]!r} holds {count} columns; say what stands along the axis, "
            "a cell for each row, such as data=e.data.mean(axis=1)"
        )
