"""Drawn pictures of ideas: an oven that fills, people in a line, a runway, words taken away.

What stands in them is computed: they take games, rows and predictions, and no numbers of their own.
"""

from __future__ import annotations

from shapley_tutor.plots._style import ink_on
from shapley_tutor.plots.drawings.models import crowd, network, sentences, stack
from shapley_tutor.plots.drawings.people import arrivals, line_of_people, oven
from shapley_tutor.plots.drawings.rows import mixtures, neighbors
from shapley_tutor.plots.drawings.sharing import runway

__all__ = [
    "arrivals",
    "crowd",
    "ink_on",
    "line_of_people",
    "mixtures",
    "neighbors",
    "network",
    "oven",
    "runway",
    "sentences",
    "stack",
]
