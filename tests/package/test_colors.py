"""One color language: nobody takes a player for a sign, or for another player."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from shapley_tutor.plots._night import _TO_CONES, _TO_LAB, _linear
from shapley_tutor.plots._pages import DARK, LIGHT
from shapley_tutor.plots._style import PALETTE

PLAYERS = range(len(PALETTE.players))
THEMES = {"light": LIGHT, "dark": DARK}
# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB.
SIGHTS = {
    "normal": np.eye(3),
    "without green": np.array([
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]),
    "without red": np.array([
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]),
}  # fmt: skip
# In hundredths of Oklab: 2 can just be seen, black and white are 100 apart. In the dark all
# must be light, and there is less room.
APART = {
    ("light", "normal"): 12, ("light", "without green"): 9, ("light", "without red"): 9,
    ("dark", "normal"): 10, ("dark", "without green"): 7.5, ("dark", "without red"): 6.5,
}  # fmt: skip


def oklab(color: str, sight: str = "normal") -> np.ndarray:
    """A color as it is seen: lightness, from green to red, from blue to yellow."""
    rgb = np.array([int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    seen = np.clip(SIGHTS[sight] @ _linear(rgb), 0, 1)
    return _TO_LAB @ np.cbrt(_TO_CONES @ seen)


def hue(color: str) -> float:
    _, red, yellow = oklab(color)
    return float(np.degrees(np.arctan2(yellow, red)))


def between(one: float, other: float) -> float:
    """Degrees from one hue to another, the shorter way round."""
    return abs((one - other + 180) % 360 - 180)


@pytest.mark.parametrize(("theme", "sight"), APART)
def test_players_and_signs_are_told_apart(theme, sight):
    colors = THEMES[theme]
    players = {f"player {k}": colors[f"fill-{k}"] for k in PLAYERS}
    signs = {name: colors[name] for name in ("raise", "lower")}
    seen = {name: oklab(color, sight) for name, color in (players | signs).items()}
    distances = {
        (one, other): 100 * np.linalg.norm(seen[one] - seen[other])
        for one, other in itertools.combinations(seen, 2)
    }
    assert len(distances) == 21
    least = APART[theme, sight]
    assert {pair: round(d, 1) for pair, d in distances.items() if d < least} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_no_player_comes_near_the_hue_of_a_sign(theme):
    colors = THEMES[theme]
    distances = {
        (k, sign): between(hue(colors[f"{kind}-{k}"]), hue(colors[sign]))
        for k in PLAYERS
        for sign in ("raise", "lower")
        for kind in ("fill", "player")
    }
    assert {pair: round(d) for pair, d in distances.items() if d < 38} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_letters_of_a_player_are_neither_those_of_a_sign_nor_a_link(theme):
    colors = THEMES[theme]
    others = {name: oklab(colors[name]) for name in ("raise", "lower", "accent", "ink", "muted")}
    distances = {
        (k, name): 100 * np.linalg.norm(oklab(colors[f"player-{k}"]) - other)
        for k in PLAYERS
        for name, other in others.items()
    }
    assert {pair: round(d, 1) for pair, d in distances.items() if d < 8} == {}
