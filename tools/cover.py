"""Draw the book's pictures of itself: cover, social card and logo.

python tools/cover.py     writes cover.png, social-card.png and logo.svg into book/_static
"""

from __future__ import annotations

from importlib import resources
from math import cos, pi, sin
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine

import shapley_tutor as st

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STATIC = Path(__file__).resolve().parent.parent / "book" / "_static"
COVER, CARD, LOGO = STATIC / "cover.png", STATIC / "social-card.png", STATIC / "logo.svg"
COVER_DPI, CARD_DPI = 200, 100
APART = 1.7  # of the sectors of the logo from its middle


def draw() -> Figure:
    """Draw the cover; its numbers are computed from the two games."""
    mpl.use("Agg")
    st.plots.use_style()
    room = ConstrainedLayoutEngine(hspace=0.12)
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(6.4, 5.2), layout=room)
    friends, model = st.games.three_friends(), st.games.age_bp()
    pay, phi = st.shapley_values(friends), st.shapley_values(model).astype(float)
    st.plots.waterfall(friends[()], pay, friends.players, top, output_name="together")
    st.plots.waterfall(float(model[()]), phi, model.players, bottom)
    top.set_title("What three friends earn")
    bottom.set_title("What a model predicts")
    return figure


def typeface(wheel: str, file: str, size: float) -> FontProperties:
    """Return a face of the book (_ext/typefaces.py) from its wheel."""
    return FontProperties(fname=str(resources.files(wheel) / "files" / file), size=size)


def card() -> Figure:
    """Draw the social card, 1200 by 630: the book's name, and how three friends share 200."""
    mpl.use("Agg")
    st.plots.use_style()
    mpl.rcParams.update({"figure.constrained_layout.use": False, "savefig.bbox": "standard"})
    mpl.rcParams.update({"font.size": 21, "xtick.labelsize": 20, "ytick.labelsize": 20})
    palette, friends = st.plots.PALETTE, st.games.three_friends()
    figure = plt.figure(figsize=(12, 6.3), dpi=CARD_DPI)
    serif = typeface("font_source_serif_pro", "SourceSerifPro-Semibold.ttf", 68)
    sans = typeface("font_source_sans_pro", "SourceSansPro-Regular.ttf", 30)
    figure.text(0.055, 0.60, "Shapley\nvalues", font=serif, color=palette.ink, linespacing=1.0)
    words = "from three friends\nto neural networks"
    figure.text(0.057, 0.36, words, font=sans, color=palette.muted, linespacing=1.25)
    axes = figure.add_axes((0.53, 0.2, 0.42, 0.62))
    pay = st.shapley_values(friends)
    st.plots.waterfall(friends[()], pay, friends.players, axes, output_name="together")
    mark = figure.add_axes((0.055, 0.12, 0.08, 0.08 * 12 / 6.3))
    mark.pie(
        pay.astype(float), colors=palette.players, startangle=90, counterclock=False,
        wedgeprops={"edgecolor": palette.paper, "linewidth": 3},
    )  # fmt: skip
    mark.set(xlim=(-1, 1), ylim=(-1, 1))
    return figure


def logo() -> str:
    """Return the logo as SVG: a disk that three friends share, in the colors of its page."""
    pay, palette = st.shapley_values(st.games.three_friends()), st.plots.PALETTE
    sectors, turned = [], 0.0
    for k, (share, color) in enumerate(
        zip(pay.astype(float) / float(sum(pay)), palette.players, strict=False)
    ):
        ends = [2 * pi * turn for turn in (turned, turned + share)]
        (x, y), (u, v) = ((32 + 28 * sin(end), 32 - 28 * cos(end)) for end in ends)
        path = f"M32 32 {x:.2f} {y:.2f}A28 28 0 {int(share > 0.5)} 1 {u:.2f} {v:.2f}Z"
        middle = sum(ends) / 2  # apart from the others, so that nothing must be drawn between them
        away = f"translate({APART * sin(middle):.2f} {-APART * cos(middle):.2f})"
        fill = f"fill: var(--st-fill-{k}, {color})"
        sectors.append(f'  <path d="{path}" transform="{away}" style="{fill}"/>\n')
        turned += share
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" '
        'aria-label="A disk shared by three">\n'
        f"{''.join(sectors)}</svg>\n"
    )


if __name__ == "__main__":
    with plt.rc_context():
        draw().savefig(COVER, dpi=COVER_DPI)
    with plt.rc_context():
        card().savefig(CARD, dpi=CARD_DPI)
    LOGO.write_text(logo(), encoding="utf-8", newline="\n")
