"""Shapley values, from three friends to neural networks.

``import shapley_tutor as st`` needs numpy alone. ``st.plots``, ``st.networks`` and
``st.data`` are loaded when they are first used.
"""

from __future__ import annotations

import importlib
from typing import Any

from shapley_tutor import games
from shapley_tutor.coalitions import coalition_sizes, coalitions
from shapley_tutor.derivations import derivation
from shapley_tutor.display import Table
from shapley_tutor.estimators import Estimate, kernel_regression, sample_lineups
from shapley_tutor.explain import explain
from shapley_tutor.explanation import Explanation
from shapley_tutor.game import Game
from shapley_tutor.imputed import Imputed
from shapley_tutor.removal import (
    Baseline,
    GaussianConditional,
    Marginal,
    prediction_game,
)
from shapley_tutor.solutions import (
    banzhaf_values,
    excesses,
    interaction_values,
    least_core,
)
from shapley_tutor.tables import marginal_contributions
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

__version__ = "0.1.0"

_LAZY = {"boreholes", "data", "networks", "photographs", "plots", "sensitivity"}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return importlib.import_module(f"shapley_tutor.{name}")
    raise AttributeError(f"module 'shapley_tutor' has no attribute {name!r}")


__all__ = [
    "Baseline",
    "Estimate",
    "Explanation",
    "Game",
    "GaussianConditional",
    "Imputed",
    "Marginal",
    "Table",
    "banzhaf_values",
    "coalition_sizes",
    "coalitions",
    "contribution_table",
    "derivation",
    "dividends",
    "excesses",
    "explain",
    "games",
    "interaction_values",
    "kernel_regression",
    "kernel_weights",
    "least_core",
    "lineup_table",
    "marginal_contributions",
    "prediction_game",
    "sample_lineups",
    "shapley_values",
    "shapley_values_by_lineups",
    "shapley_values_from_dividends",
    "shapley_weights",
    "worth_table",
    "worths_from_dividends",
]
