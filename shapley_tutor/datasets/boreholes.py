"""Water that flows through a borehole: a physical model with eight inputs and published ranges.

Ranges: Harper and Gupta (1983); taken as independent and uniform, as is usual where a
computer experiment is imitated by a surrogate, since Morris, Mitchell and Ylvisaker (1993).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from shapley_tutor._checks import check_count
from shapley_tutor._typing import FloatArray


class Input(NamedTuple):
    """One input of the model: its symbol, what it means, its unit and its range."""

    symbol: str
    meaning: str
    unit: str
    low: float
    high: float


INPUTS = (
    Input("rw", "radius of the borehole", "m", 0.05, 0.15),
    Input("r", "radius of influence", "m", 100, 50_000),
    Input("Tu", "transmissivity of the upper aquifer", "m²/yr", 63_070, 115_600),
    Input("Hu", "head of water in the upper aquifer", "m", 990, 1110),
    Input("Tl", "transmissivity of the lower aquifer", "m²/yr", 63.1, 116),
    Input("Hl", "head of water in the lower aquifer", "m", 700, 820),
    Input("L", "length of the borehole", "m", 1120, 1680),
    Input("Kw", "hydraulic conductivity of the borehole", "m/yr", 9855, 12_045),
)
"""The inputs in the order of the columns."""

NAMES = tuple(each.symbol for each in INPUTS)
LOW = np.array([each.low for each in INPUTS])
HIGH = np.array([each.high for each in INPUTS])


def flow(X: Any) -> FloatArray:
    """Flow of water through the borehole in cubic meters a year.

    Introduced in chapter *Few inputs, clear meanings*. Source: Harper and Gupta (1983).

    Parameters
    ----------
    X
        Rows (m, 8), columns and units as in :data:`INPUTS`.

    Returns
    -------
    float array of shape (m,)

    Raises
    ------
    ValueError
        If ``X`` has not eight columns, or a length, transmissivity or conductivity in it
        is not positive, or the radius of influence is not above that of the borehole.

    Examples
    --------
    >>> flow([[0.1, 25_000, 89_000, 1050, 90, 760, 1400, 11_000]]).round(1)
    array([71.2])
    """
    rows = _checked(X)
    rw, r, Tu, Hu, Tl, Hl, L, Kw = rows.T
    log = np.log(r / rw)
    inner = 1 + 2 * L * Tu / (log * rw**2 * Kw) + Tu / Tl
    return np.asarray(2 * np.pi * Tu * (Hu - Hl) / (log * inner))


def sample(n: int, rng: int | np.random.Generator | None) -> FloatArray:
    """Draw ``n`` rows, every input uniform over its range and independent of the others.

    Introduced in chapter *Few inputs, clear meanings*.

    Raises
    ------
    TypeError, ValueError
        If ``n`` is not a positive whole number.

    Examples
    --------
    >>> sample(3, rng=0).shape
    (3, 8)
    """
    check_count(n, "n", "row")
    return np.random.default_rng(rng).uniform(LOW, HIGH, (n, len(INPUTS)))


def _checked(X: Any) -> FloatArray:
    rows = np.asarray(X, dtype=np.float64)
    if rows.ndim != 2 or rows.shape[1] != len(INPUTS):
        raise ValueError(
            f"X has shape {rows.shape}, but a borehole is a row of the eight numbers "
            f"{', '.join(NAMES)}; pass shape (m, 8), for one row x.reshape(1, -1)"
        )
    for column in (0, 1, 2, 4, 6, 7):  # all but the two heads
        if not (rows[:, column] > 0).all():
            bad = rows[~(rows[:, column] > 0), column][0]
            raise ValueError(f"X holds {NAMES[column]} = {bad}; it must be above 0")
    if not (rows[:, 1] > rows[:, 0]).all():
        raise ValueError("X has a row with r <= rw; the radius of influence must be above rw")
    return rows
