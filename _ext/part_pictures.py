"""The small pictures of the parts on the first page: SVG in the palette, computed by the package.

The photograph is one of the figures that the notebooks have stored.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from itertools import permutations
from pathlib import Path

import figures
from PIL import Image
from sphinx.errors import ExtensionError

import shapley_tutor as st

BOOK = Path(__file__).resolve().parent.parent / "book"
WIDTH, HEIGHT = 240, 132
GAP = 4  # between two pictures
BUDGETS = (4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)  # line-ups, of 10 players


def box(x: float, y: float, width: float, height: float, color: str, look: str = "") -> str:
    """Return a rectangle."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'style="fill: var(--st-{color})"{look}/>'
    )


def stack(pieces: Iterable[tuple[str, float]], y: float, height: float, unit: float) -> str:
    """Return a bar made of pieces, each a color and a length."""
    x, drawn = 0.0, []
    for color, length in pieces:
        drawn.append(box(x, y, max(length * unit - 1.5, 0), height, color))
        x += length * unit
    return "".join(drawn)


def lineups() -> str:
    """Return the six line-ups of the friends as bars, and their mean."""
    game = st.games.three_friends()
    color = {player: f"fill-{k}" for k, player in enumerate(game.players)}
    unit, rows = WIDTH / float(game["ABC"]), []
    for k, order in enumerate(permutations(game.players)):
        ends = [float(game["".join(sorted(order[:m]))] if m else game[()]) for m in range(4)]
        steps = [(color[i], ends[m + 1] - ends[m]) for m, i in enumerate(order)]
        rows.append(stack(steps, 15 * k, 11, unit))
    mean = zip(color.values(), map(float, st.shapley_values(game)), strict=True)
    return "".join(rows) + stack(mean, 100, 28, unit)


def prediction() -> str:
    """Return a prediction that grows from its base value, feature by feature."""
    game = st.games.age_bp()
    base, values = float(game[()]), st.shapley_values(game).astype(float)
    unit, x = WIDTH / (base + sum(values)), base * WIDTH / (base + sum(values))
    drawn = [box(0, 4, x, 26, "line")]
    for k, value in enumerate(values):
        drawn.append(box(x, 38 + 34 * k, value * unit, 26, f"fill-{k}"))
        x += value * unit
    return "".join(drawn) + box(0, 106, WIDTH, 22, "ink")


def estimates() -> str:
    """Return what more line-ups do to an estimate and its band."""
    game = st.games.airport(range(1, 11))
    exact = float(st.shapley_values(game)[-1])
    found = [st.sample_lineups(game, 10 * budget, 2) for budget in BUDGETS]
    middle = [float(e.values[-1]) - exact for e in found]
    half = [1.96 * float(e.standard_errors[-1]) for e in found]
    tall = max(abs(m) + h for m, h in zip(middle, half, strict=True))
    across = [k * WIDTH / (len(BUDGETS) - 1) for k in range(len(BUDGETS))]

    def points(heights: Iterable[float], xs: Iterable[float]) -> str:
        return " ".join(
            f"{x:.1f},{HEIGHT / 2 * (1 - y / tall):.1f}" for x, y in zip(xs, heights, strict=True)
        )

    upper = points((m + h for m, h in zip(middle, half, strict=True)), across)
    lower = points((m - h for m, h in zip(middle[::-1], half[::-1], strict=True)), reversed(across))
    return (
        f'<polygon points="{upper} {lower}" style="fill: var(--st-accent)" opacity="0.25"/>'
        f'<path d="M0 {HEIGHT / 2}H{WIDTH}" style="stroke: var(--st-ink)" stroke-width="1.2" '
        'stroke-dasharray="5 4"/>'
        f'<polyline points="{points(middle, across)}" fill="none" '
        'style="stroke: var(--st-accent)" stroke-width="2.5"/>'
    )


def rasters(chapter: str, name: str) -> list[Image.Image]:
    """Return the pictures inside a figure of a chapter, as its notebook has stored it."""
    stored = json.loads((BOOK / f"{chapter}.ipynb").read_text(encoding="utf-8"))
    for cell in stored["cells"]:
        if cell["metadata"].get("mystnb", {}).get("figure", {}).get("name") == name:
            drawn = ("".join(o.get("data", {}).get("image/svg+xml", "")) for o in cell["outputs"])
            return [upright(svg, found) for svg in drawn for found in figures.RASTER.finditer(svg)]
    raise ExtensionError(f"{chapter}.ipynb has no figure {name}; the first page shows it")


def upright(svg: str, found: re.Match[str]) -> Image.Image:
    """Return a picture as its figure shows it, which may turn it upside down."""
    picture = figures.opened(found[1])
    turned = "scale(1 -1)" in svg[found.end() : svg.index(">", found.end())]
    return picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if turned else picture


def photograph() -> str:
    """Return the cat and what its patches are paid, in both themes, from the stored notebook."""
    height = (WIDTH - GAP) // 2
    cat, payoffs, _ = rasters("deep/photograph", "fig-photograph-values")
    shown = [(0, "", cat), (WIDTH - height, "st-light", payoffs)]
    shown.append((WIDTH - height, "st-dark", figures.night(payoffs)))
    return "".join(
        f'<image class="{theme}" x="{x}" width="{height}" height="{height}" '
        f'href="{figures.as_webp(picture.resize((2 * height, 2 * height)))}"/>'
        for x, theme, picture in shown
    )


def common_cause() -> str:
    """Return a cause with two effects, and the value that one of them gets for nothing."""
    spots = [("ink", 120, 24), ("accent", 52, 104), ("accent", 188, 104)]
    (_, x, y), *effects = spots
    arrows = "".join(f"M{x} {y}L{a} {b}" for _, a, b in effects)
    circles = "".join(
        f'<circle cx="{a}" cy="{b}" r="22" style="fill: var(--st-{color})"/>'
        for color, a, b in spots
    )
    (_, a, b), (_, c, d) = effects
    return (
        f'<path d="{arrows}" style="stroke: var(--st-muted)" stroke-width="3"/>'
        f'<path d="M{a} {b}L{c} {d}" style="stroke: var(--st-line)" stroke-width="3" '
        f'stroke-dasharray="6 5"/>{circles}'
    )


PICTURES: dict[str, Callable[[], str]] = {
    "game": lineups, "model": prediction, "scale": estimates, "deep": photograph,
    "judgement": common_cause,
}  # fmt: skip
"""By the folder of the part."""


def draw(part: str) -> str:
    """Return the picture of a part; nothing if it has none."""
    if part not in PICTURES:
        return ""
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'aria-hidden="true">{PICTURES[part]()}</svg>'
    )
