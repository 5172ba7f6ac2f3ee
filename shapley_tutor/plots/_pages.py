"""The palette on pages: light as the figures, and dark. The site's style sheet is made from it."""

from __future__ import annotations

from collections.abc import Mapping

from shapley_tutor.plots._style import PALETTE, as_text, ink_on

SIGNS: Mapping[str, str] = {
    "ink": PALETTE.ink,
    "muted": PALETTE.muted,
    "raise": PALETTE.positive,
    "lower": PALETTE.negative,
    "accent": PALETTE.accent,
    **{f"player-{k}": color for k, color in enumerate(PALETTE.players)},
}
"""What stands as text or as a sign on paper and on the tint: its color in the figures."""

FILLS: Mapping[str, str] = {f"fill-{k}": color for k, color in enumerate(PALETTE.players)}
"""What is filled with a player's color has the very color of the figures."""

LIGHT: Mapping[str, str] = {
    "line": PALETTE.grid,
    "tint": PALETTE.tint,
    "paper": PALETTE.paper,
    "card": PALETTE.paper,
    **{name: as_text(color, PALETTE.tint) for name, color in SIGNS.items()},
    **FILLS,
    **{f"on-{name}": ink_on(color) for name, color in FILLS.items()},
}
"""By light the colors of the figures, darkened until they can be read on the tint."""

_DARK: Mapping[str, str] = {
    "line": "#3A4550",
    "tint": "#1B222A",
    "paper": "#12171C",
    "card": PALETTE.paper,  # pictures that know no theme are on white
    "ink": "#DFE5EA",
    "muted": "#A7B2BC",
    "raise": "#F28F4F",
    "lower": "#6BB5E8",
    "accent": "#A5AEF2",
    "player-0": "#509D8B",
    "player-1": "#E6C452",
    "player-2": "#9E79CD",
    "player-3": "#E096BE",
    "player-4": "#A9DB9D",
}

DARK: Mapping[str, str] = {
    **_DARK,
    **{name: _DARK[name.replace("fill", "player")] for name in FILLS},
    **{f"on-{name}": ink_on(_DARK[name.replace("fill", "player")]) for name in FILLS},
}
"""In the dark lighter colors of the same hues."""


def palette_sheet() -> str:
    """Return a style sheet that names every color ``--st-…``; on paper it is light."""
    light, dark = (
        "".join(f"  --st-{name}: {color.lower()};\n" for name, color in colors.items())
        for colors in (LIGHT, DARK)
    )
    return f':root {{\n{light}}}\n@media not print {{\nhtml[data-theme="dark"] {{\n{dark}}}\n}}\n'
