"""The runs that the widget "Sampling race" draws, computed by the package: one of its modules.

Every run is what `sample_lineups` or `kernel_regression` returns for a game, a budget and a seed.
Numbers are stored as they are shown, as whole multiples of the game's last digit.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from functools import cache, partial
from itertools import chain

import numpy as np
import numpy.typing as npt

import shapley_tutor as st

N, SEEDS = 10, 10  # players; seeds 1, 2, … of every game
BUDGETS = [2 + 2 * (N - 1) * pairs for pairs in (2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 57)]
WIDE = 1.96  # standard errors to each side: right 95 % of the time
MASKS = 1 << np.arange(N)

RUNNERS: dict[str, Callable[[st.Game, int, int], st.Estimate]] = {
    "line-ups": partial(st.sample_lineups, antithetic=False),
    "antithetic": partial(st.sample_lineups, antithetic=True),
    "kernel": partial(st.kernel_regression, paired=False, single_index=False),
    "kernel, paired": partial(st.kernel_regression, paired=True, single_index=False),
    "bend taken out": partial(st.kernel_regression, paired=True, single_index=True),
}
DIGITS = {"pairs": 2, "airport": 2, "vote": 3, "sigmoid": 3}  # worth showing

SEATS = [9, 7, 6, 5, 4, 4, 3, 3, 2, 2]
EFFECTS = [2.4, -1.5, 1.2, 0.9, -0.8, 0.7, 0.6, -0.4, 0.3, 0.2]

Floats = npt.NDArray[np.float64]


def tables() -> dict[str, Floats]:
    """Worths of all coalitions of each game, in mask order."""
    S = st.coalitions(N).astype(float)
    votes, majority = S @ SEATS, sum(SEATS) / 2
    i, j = np.indices((N, N))
    bonuses = np.diag(np.arange(1.0, N + 1)) + np.where(i < j, (3 * i + 5 * j) % 11 - 5, 0)
    return {
        "pairs": ((S @ bonuses) * S).sum(axis=1),
        "airport": st.games.airport(range(1, N + 1)).worths().astype(float),
        "vote": (votes > majority).astype(float),
        "sigmoid": 1 / (1 + np.exp(1 - S @ EFFECTS)),
    }


def units(numbers: Floats, digits: int) -> npt.NDArray[np.int64]:
    """Return numbers as multiples of their last digit."""
    return np.asarray(np.rint(numbers * 10**digits), dtype=np.int64)


def stored(estimate: st.Estimate, exact: Floats, digits: int) -> list[int]:
    """Return one estimate: RMSE, whose band is right (a mask), errors as shown, half the bands.

    The RMSE has two more digits, so that it is 0 only where all values are exact.
    """
    off, half = estimate.values - exact, WIDE * estimate.standard_errors
    rmse = units(np.sqrt(np.mean(off**2)), digits + 2)
    right = (np.abs(off) <= half + 1e-9) @ MASKS
    shown = units(estimate.values, digits) - units(exact, digits)
    return [int(x) for x in (rmse, right, *shown, *units(half, digits))]


def runs(worths: Floats) -> list[list[list[st.Estimate]]]:
    """Return all estimates of one game by seed, runner and budget."""
    game = st.Game(lambda rows: worths[rows @ MASKS], N)
    return [
        [[runner(game, budget, seed) for budget in BUDGETS] for runner in RUNNERS.values()]
        for seed in range(1, SEEDS + 1)
    ]


@cache
def module() -> str:
    """Return the module "race/runs": `about` as it is, the numbers of all runs as `packed`."""
    games: dict[str, dict[str, object]] = {}
    paid: list[list[int]] = []
    numbers: list[int] = []
    for name, worths in tables().items():
        digits, exact, found = DIGITS[name], st.shapley_values(worths), runs(worths)
        shown = units(exact, digits).tolist()
        games[name] = {"digits": digits, "exact": shown, "from": len(numbers)}
        paid = [[e.evaluations for e in run] for run in found[0]]
        for run in chain.from_iterable(found):
            numbers.extend(x for estimate in run for x in stored(estimate, exact, digits))
    runners = [{"name": name, "paid": each} for name, each in zip(RUNNERS, paid, strict=True)]
    about = {"n": N, "seeds": SEEDS, "budgets": BUDGETS, "runners": runners, "games": games}
    text = json.dumps(numbers, separators=(",", ":")).encode()
    return (
        f"export const about = {json.dumps(about)};\n"
        f'export const packed = "{base64.b64encode(zlib.compress(text, 9)).decode()}";\n'
    )
