"""What a reader finds in a model, and which reader a model needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from shapley_tutor._tables import kind_of
from shapley_tutor._trees.forest import Forest
from shapley_tutor._trees.rows import Convert


class Reading(NamedTuple):
    """A model's trees, and how it treats rows."""

    forest: Forest
    convert: Convert
    ask: Callable[[Any], Any]  # the model's own raw score of rows of a table: (m,) or (m, k)
    columns: tuple[Any, ...] | None  # names of the columns that the model was trained with
    outputs: tuple[Any, ...] | None = None  # names of several outputs
    close: float = 1e-9  # how near to it the sum of the leaves is, relative to the largest


def read(model: Any) -> Reading:
    """The trees of a model, or why they cannot be read."""
    for kind in type(model).__mro__:
        package = kind.__module__.partition(".")[0]
        if package == "sklearn" and kind.__name__ in SCIKIT:
            from shapley_tutor._trees.scikit import read_scikit

            return read_scikit(model, kind.__name__)
        if package == "xgboost":
            from shapley_tutor._trees.xgboost import read_xgboost

            return read_xgboost(model)
        if package == "lightgbm":
            from shapley_tutor._trees.lightgbm import read_lightgbm

            return read_lightgbm(model)
    raise no_trees(model)


SCIKIT = {
    f"{family}{task}"
    for family in (
        "DecisionTree", "ExtraTree", "RandomForest", "ExtraTrees", "GradientBoosting",
        "HistGradientBoosting",
    )
    for task in ("Regressor", "Classifier")
}  # fmt: skip


def no_trees(model: Any) -> TypeError:
    """What to write when a model is none of trees."""
    kind = kind_of(model)
    if hasattr(model, "steps") and hasattr(model, "named_steps"):
        return TypeError(
            f"model is a {kind}, whose last step alone may be of trees; pass that step and rows as "
            "it gets them: explain_trees(model[-1], model[:-1].transform(X), "
            "model[:-1].transform(background)), or explain the whole: "
            f"{_whole(model)}"
        )
    if hasattr(model, "best_estimator_"):
        return TypeError(
            f"model is a {kind}; pass the model that it found: "
            "explain_trees(model.best_estimator_, X, background)"
        )
    return TypeError(
        f"model is a {kind}; trees are read from scikit-learn's DecisionTree, ExtraTree, "
        "RandomForest, ExtraTrees, GradientBoosting and HistGradientBoosting models, XGBoost's "
        f"and LightGBM's: explain any other by its predictions, {_whole(model)}"
    )


def _whole(model: Any) -> str:
    """The call that explains any model."""
    if callable(model) and not hasattr(model, "predict"):
        return "explain(model, X, background)"
    method = "predict_proba" if hasattr(model, "predict_proba") else "predict"
    return f"explain(model.{method}, X, background)"


def refused(what: str, predict: str = "model.predict") -> ValueError:
    """What to write when a model is more than the sum of a leaf of each tree."""
    return ValueError(
        f"model {what}; explain it by its predictions: explain({predict}, X, background)"
    )
