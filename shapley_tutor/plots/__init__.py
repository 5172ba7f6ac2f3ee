"""Pictures of games and attributions: ``st.plots``.

Plots of attributions take an Explanation: ``waterfall(e[3])``, ``attribution_bars(e[3])`` and
``colored_words(e[3])`` draw one row, ``bar(e)``, ``beeswarm(e)`` and ``scatter(e, "Age")`` all.

Every plot takes ``ax=None`` and returns the axes it drew on. Without ``ax`` it makes a new
figure in the book's style; matplotlib's settings stay as they are unless
:func:`use_style` is called. Needs matplotlib: ``pip install "shapley-tutor[plots]"``.
"""

from __future__ import annotations

from shapley_tutor.plots._style import PALETTE, Palette, as_text, ink_on, use_style
from shapley_tutor.plots.along import scatter
from shapley_tutor.plots.attributions import attribution_bars
from shapley_tutor.plots.heat import heat_maps
from shapley_tutor.plots.lattice import coalition_lattice
from shapley_tutor.plots.lineups import lineup_table
from shapley_tutor.plots.rows import bar, beeswarm
from shapley_tutor.plots.steps import waterfall
from shapley_tutor.plots.words import ColoredWords, colored_words

__all__ = [
    "PALETTE",
    "ColoredWords",
    "Palette",
    "as_text",
    "attribution_bars",
    "bar",
    "beeswarm",
    "coalition_lattice",
    "colored_words",
    "heat_maps",
    "ink_on",
    "lineup_table",
    "scatter",
    "use_style",
    "waterfall",
]
