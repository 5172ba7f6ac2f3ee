"""Shapley values, from three friends to neural networks.

``import shapley_tutor as st`` needs numpy alone. ``st.plots``, ``st.datasets``, ``st.models`` and
the other rooms of ``_LAZY`` are loaded when they are first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from shapley_tutor import games
from shapley_tutor._interactions import Interactions
from shapley_tutor.coalitions import coalition_sizes, coalitions
from shapley_tutor.core import excesses, least_core
from shapley_tutor.derivations import derivation
from shapley_tutor.display import Table, numbers, table
from shapley_tutor.explain import explain, prediction_game
from shapley_tutor.explanation import Explanation
from shapley_tutor.game import Game
from shapley_tutor.interactions import interaction_values, interactions
from shapley_tutor.nucleolus import nucleolus
from shapley_tutor.removal import (
    Baseline,
    GaussianConditional,
    Imputed,
    Marginal,
)
from shapley_tutor.report import Report, report
from shapley_tutor.sampling import Estimate, kernel_regression, sample_lineups
from shapley_tutor.solutions import banzhaf_values, owen_values
from shapley_tutor.trees import explain_trees
from shapley_tutor.values import (
    dividends,
    kernel_weights,
    shapley_values,
    shapley_values_by_lineups,
    shapley_values_from_dividends,
    shapley_weights,
    worths_from_dividends,
)
from shapley_tutor.worksheets import contribution_table, lineup_table, worth_table
from shapley_tutor.worths import marginal_contributions

if TYPE_CHECKING:
    from shapley_tutor import datasets as datasets
    from shapley_tutor import models as models
    from shapley_tutor import plots as plots
    from shapley_tutor import sensitivity as sensitivity
    from shapley_tutor.datasets import boreholes as boreholes
    from shapley_tutor.datasets import patients as data  # noqa: F401
    from shapley_tutor.models import imagenet as photographs  # noqa: F401
    from shapley_tutor.models import mlp as networks  # noqa: F401

__version__ = "0.1.0"

# Loaded when first used; some of them need more than numpy.
_LAZY = {
    "boreholes": "datasets.boreholes",
    "data": "datasets.patients",
    "datasets": "datasets",
    "models": "models",
    "networks": "models.mlp",
    "photographs": "models.imagenet",
    "plots": "plots",
    "sensitivity": "sensitivity",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return importlib.import_module(f"shapley_tutor.{_LAZY[name]}")
    raise AttributeError(f"module 'shapley_tutor' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})


__all__ = [
    "Baseline",
    "Estimate",
    "Explanation",
    "Game",
    "GaussianConditional",
    "Imputed",
    "Interactions",
    "Marginal",
    "Report",
    "Table",
    "banzhaf_values",
    "coalition_sizes",
    "coalitions",
    "contribution_table",
    "derivation",
    "dividends",
    "excesses",
    "explain",
    "explain_trees",
    "games",
    "interaction_values",
    "interactions",
    "kernel_regression",
    "kernel_weights",
    "least_core",
    "lineup_table",
    "marginal_contributions",
    "nucleolus",
    "numbers",
    "owen_values",
    "prediction_game",
    "report",
    "sample_lineups",
    "shapley_values",
    "shapley_values_by_lineups",
    "shapley_values_from_dividends",
    "shapley_weights",
    "table",
    "worth_table",
    "worths_from_dividends",
]
