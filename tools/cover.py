"""Draw the picture of README and index: one waterfall for three friends, one for a prediction.

python tools/cover.py     writes book/_static/cover.png
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt

import shapley_tutor as st

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COVER = Path(__file__).resolve().parent.parent / "book" / "_static" / "cover.png"


def draw() -> Figure:
    """Draw the figure; its numbers are computed from the two games."""
    mpl.use("Agg")
    st.plots.use_style()
    figure, (top, bottom) = plt.subplots(2, 1, figsize=(6.4, 5.2), layout="constrained")
    friends, model = st.games.three_friends(), st.games.age_bp()
    pay, phi = st.shapley_values(friends), st.shapley_values(model).astype(float)
    st.plots.waterfall(friends[()], pay, friends.players, top, output_name="together")
    st.plots.waterfall(float(model[()]), phi, model.players, bottom)
    top.set_title("What three friends earn")
    bottom.set_title("What a model predicts")
    return figure


if __name__ == "__main__":
    draw().savefig(COVER, dpi=200)
