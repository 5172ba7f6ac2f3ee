"""Simulated series of a patient's pulse and temperature, with an event at a known step.

Six steps of two features, all independent and normal; a row is a series, step after step. What
comes of it is the pulse at step 2, and an alarm of 4 if three things come together: a pulse above
its mean at steps 4 and 5, and a temperature above its mean at step 5.
"""

from __future__ import annotations

import numpy as np

from shapley_tutor._typing import FloatArray

STEPS, FEATURES = 6, 2
NAMES = ("pulse", "temperature")
ALARM = 4.0
NOISE = 0.3
"""Standard deviation of what no series tells."""


def expected(rows: FloatArray) -> FloatArray:
    """What comes of series (m, 12), without the noise: (m,).

    Introduced in chapter *Time in players*.

    Examples
    --------
    >>> expected(alarm()[None])
    array([5.5])
    """
    pulse, temperature = rows.reshape(-1, STEPS, FEATURES).transpose(2, 0, 1)
    together = (pulse[:, 3] > 0) & (pulse[:, 4] > 0) & (temperature[:, 4] > 0)
    found: FloatArray = pulse[:, 1] + ALARM * together
    return found


def alarm() -> FloatArray:
    """A series with the alarm and a high pulse at step 2: (12,).

    Introduced in chapter *Time in players*.

    Examples
    --------
    >>> alarm().reshape(STEPS, FEATURES)[1]
    array([ 1.5, -0.5])
    """
    pulse = [-0.5, 1.5, 0.3, 1.0, 1.0, -0.2]
    temperature = [0.4, -0.5, 0.2, 0.1, 1.0, -0.3]
    return np.column_stack([pulse, temperature]).ravel()


def simulate_series(seed: int, n: int) -> tuple[FloatArray, FloatArray]:
    """Draw series (n, 12) and what came of them (n,).

    Introduced in chapter *Time in players*.

    Examples
    --------
    >>> rows, outcomes = simulate_series(0, 5)
    >>> rows.shape, outcomes.shape
    ((5, 12), (5,))
    """
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(n, STEPS * FEATURES))
    return rows, expected(rows) + NOISE * rng.normal(size=n)


def players() -> dict[str, dict[str, list[int]] | None]:
    """Three ways to cut a series into players: groups of columns, as ``explain`` takes them.

    Introduced in chapter *Time in players*.

    Examples
    --------
    >>> players()["steps"]["step 2"]
    [2, 3]
    """
    cells = np.arange(STEPS * FEATURES).reshape(STEPS, FEATURES)
    return {
        "cells": None,
        "steps": {f"step {k + 1}": cells[k].tolist() for k in range(STEPS)},
        "features": {name: cells[:, j].tolist() for j, name in enumerate(NAMES)},
    }
