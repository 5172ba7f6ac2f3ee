"""LightGBM's boosters, read from the dictionary that they dump."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._trees.codes import Codes
from shapley_tutor._trees.forest import LEAF, Tree, grown
from shapley_tutor._trees.reading import Reading, refused
from shapley_tutor._trees.views import (
    SET,
    Categories,
    MissingWhenZero,
    Numbers,
    View,
    Views,
    ZeroWhenMissing,
)
from shapley_tutor._typing import FloatArray

_ZERO = float(np.float32(1e-35))
"""What is nearer to 0 than this is 0."""


def read_lightgbm(model: Any) -> Reading:
    """Trees of a Booster, or of a fitted model of LightGBM's scikit-learn interface."""
    wrapped = not hasattr(model, "dump_model")
    if wrapped and not hasattr(model, "booster_"):
        raise ValueError("model is not fitted, so that it has no trees; call model.fit(X, y) first")
    booster = model.booster_ if wrapped else model
    dump = booster.dump_model()
    trees, each, views = dump["tree_info"], dump["num_tree_per_iteration"], Views()
    share = each / len(trees) if dump.get("average_output") else 1.0
    found = [_tree(views, tree, share, i % each) for i, tree in enumerate(trees)]
    names = booster.feature_name()
    forest = grown(found, list(views), np.zeros(each), len(names))
    classes = getattr(model, "classes_", None) if each > 1 else None
    return Reading(
        forest, _Doubles(dump.get("pandas_categorical") or []), _Raw(booster, share),
        None if names == [f"Column_{j}" for j in range(len(names))] else tuple(names),
        None if classes is None else tuple(np.asarray(classes).tolist()),
    )  # fmt: skip


@dataclass(frozen=True)
class _Doubles:
    """Rows as LightGBM takes them: arrays of whole numbers in single precision."""

    categories: list[list[Any]]  # of the columns of categories, in their order

    def __call__(self, rows: Any) -> FloatArray:
        """Doubles of what the trees compare."""
        whole = not is_frame(rows) and rows.dtype.kind in "biu"
        codes = Codes(self._by_column(rows), "LightGBM", unknown_is_missing=True)
        cells = codes(rows, np.float32 if whole else float).astype(float)
        cells[np.abs(cells) <= _ZERO] = 0.0
        return cells

    def _by_column(self, rows: Any) -> list[list[Any] | None]:
        if not is_frame(rows) or not self.categories:
            return []
        here = [j for j, kind in enumerate(rows.dtypes) if kind.name == "category"]
        if len(here) != len(self.categories):
            raise ValueError(
                f"X has {len(here)} columns of categories, but the model was trained with "
                f"{len(self.categories)}; give every column the type that it had in training, "
                "such as X.astype(training.dtypes)"
            )
        found: list[list[Any] | None] = [None] * rows.shape[1]
        for j, known in zip(here, self.categories, strict=True):
            found[j] = known
        return found


@dataclass(frozen=True)
class _Raw:
    booster: Any
    share: float  # LightGBM's raw score of a random forest is the sum of its trees

    def __call__(self, rows: Any) -> Any:
        return np.asarray(self.booster.predict(rows, raw_score=True)) * self.share


def _tree(views: Views, tree: Any, share: float, output: int) -> Tree:
    """Nodes of a dumped tree, each after its parent."""
    found, left, right = [tree["tree_structure"]], [], []
    for node in found:  # which grows meanwhile
        children = [node[side] for side in ("left_child", "right_child") if side in node]
        left.append(len(found) if children else LEAF)
        right.append(len(found) + 1 if children else LEAF)
        found += children
    if any(node.get("leaf_coeff") for node in found):
        raise refused("has a linear function in each leaf (linear_tree)", "model.predict")
    view = [views.add(_view(node)) if "split_feature" in node else 0 for node in found]
    thresholds = [
        float(node["threshold"]) if node.get("decision_type") == "<=" else SET for node in found
    ]
    values = np.array([[node.get("leaf_value", 0.0) * share] for node in found])
    return Tree(
        np.array(left), np.array(right), np.array(view), np.array(thresholds), values, output
    )


def _view(node: Any) -> View:
    """How a node looks at its column."""
    column, missing_left = node["split_feature"], node["default_left"]
    if node["decision_type"] == "==":
        codes = frozenset(map(int, str(node["threshold"]).split("||")))
        return Categories(column, codes, frozenset(), rest_left=False, missing_left=False)
    if node["missing_type"] == "NaN":
        return Numbers(column, missing_left)
    if node["missing_type"] == "Zero":
        return MissingWhenZero(column, missing_left, _ZERO)
    return ZeroWhenMissing(column)
