"""XGBoost's boosters, read from the JSON that they are saved as."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._trees.codes import Codes
from shapley_tutor._trees.forest import LEAF, Tree, grown
from shapley_tutor._trees.reading import Reading, refused
from shapley_tutor._trees.views import SET, Categories, Views
from shapley_tutor._typing import FloatArray

_LOGIT = {"binary:logistic", "binary:logitraw", "reg:logistic"}
_LOG = {"count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft"}


def read_xgboost(model: Any) -> Reading:
    """Trees of a Booster, or of a fitted model of XGBoost's scikit-learn interface."""
    wrapped = hasattr(model, "get_booster")
    booster = model.get_booster() if wrapped else model
    learner = json.loads(booster.save_raw("json"))["learner"]
    held = learner["gradient_booster"]
    if held["name"] == "gblinear":
        raise refused("is linear (booster='gblinear'), not of trees")
    weights = held.get("weight_drop")
    grown_trees = held.get("gbtree", held)["model"]
    last = _last_tree(model, grown_trees) if wrapped else len(grown_trees["trees"])
    views, parameters = Views(), learner["learner_model_param"]
    trees = [
        _tree(views, tree, 1.0 if weights is None else weights[i], grown_trees["tree_info"][i])
        for i, tree in enumerate(grown_trees["trees"][:last])
    ]
    n = int(parameters["num_feature"])
    forest = grown(trees, list(views), _base(learner), n)
    missing = getattr(model, "missing", np.nan) if wrapped else np.nan
    codes = Codes(_categories(grown_trees), "XGBoost")
    ask = _Wrapped(model) if wrapped else _Booster(booster)
    names = booster.feature_names
    classes = getattr(model, "classes_", None) if len(forest.base) > 1 else None
    return Reading(
        forest, Singles(codes, missing), ask, None if names is None else tuple(names),
        None if classes is None else tuple(np.asarray(classes).tolist()), 1e-5,
    )  # fmt: skip


@dataclass(frozen=True)
class Singles:
    """Rows in single precision, categories as their codes, as doubles."""

    codes: Codes
    missing: float

    def __call__(self, rows: Any) -> FloatArray:
        """Doubles of what the trees compare."""
        cells = self.codes(rows, np.float32)
        if not np.isnan(self.missing):
            cells[cells == np.float32(self.missing)] = np.nan
        return cells.astype(float)


@dataclass(frozen=True)
class _Wrapped:
    model: Any

    def __call__(self, rows: Any) -> Any:
        return self.model.predict(rows, output_margin=True)


@dataclass(frozen=True)
class _Booster:
    booster: Any

    def __call__(self, rows: Any) -> Any:
        names = self.booster.feature_names, self.booster.feature_types
        own = {} if is_frame(rows) else dict(feature_names=names[0], feature_types=names[1])
        matrix = import_module("xgboost").DMatrix(rows, enable_categorical=True, **own)
        return self.booster.predict(matrix, output_margin=True)


def _last_tree(model: Any, held: Any) -> int:
    """How many trees the model uses: those up to the best round, if training stopped early."""
    best = getattr(model, "best_iteration", None) if model.early_stopping_rounds else None
    return len(held["trees"]) if best is None else int(held["iteration_indptr"][best + 1])


def _base(learner: Any) -> FloatArray:
    """What the sum of the leaves is added to, (k,)."""
    parameters = learner["learner_model_param"]
    k = max(int(parameters["num_class"]), int(parameters.get("num_target", 1)), 1)
    score = np.atleast_1d(json.loads(parameters["base_score"])).astype(np.float32)
    margin: FloatArray = np.broadcast_to(score, k).astype(float)
    objective = learner["objective"]["name"]
    if objective in _LOGIT:
        margin = -np.log(1 / margin - 1)
    elif objective in _LOG:
        margin = np.log(margin)
    return margin


def _tree(views: Views, tree: Any, weight: float, output: int) -> Tree:
    left, right, columns = (
        np.array(tree[name], dtype=np.int64)
        for name in ("left_children", "right_children", "split_indices")
    )
    conditions = np.array(tree["split_conditions"], dtype=np.float32)
    view = views.numbers(columns, np.array(tree["default_left"]))
    # x < t, in single precision: at most the number before t
    thresholds = np.nextafter(conditions, np.float32(-np.inf)).astype(float)
    for node, codes in _right_codes(tree):
        missing_left = bool(tree["default_left"][node])
        view[node] = views.add(
            Categories(int(columns[node]), frozenset(), codes, True, missing_left)
        )
        thresholds[node] = SET
    w = int(tree["tree_param"]["size_leaf_vector"])
    values = conditions[:, None].astype(float)
    if w > 1:
        values = _vectors(tree, left == LEAF, right, w)
    return Tree(left, right, view, thresholds, values * weight, output if w < 2 else 0)


def _vectors(tree: Any, leaf: Any, right: Any, w: int) -> FloatArray:
    """What leaves say of several outputs at once, (nodes, w)."""
    values = np.zeros((len(leaf), w))
    held = tree.get("leaf_weights")
    if held is None:
        return np.array(tree["base_weights"], dtype=np.float32).reshape(-1, w).astype(float)
    values[leaf] = np.array(held, dtype=np.float32).reshape(-1, w)[right[leaf]]
    return values


def _right_codes(tree: Any) -> list[tuple[int, frozenset[int]]]:
    """Nodes that test categories, and the codes that go right."""
    parts = zip(
        tree["categories_nodes"], tree["categories_segments"], tree["categories_sizes"],
        strict=True,
    )  # fmt: skip
    return [
        (node, frozenset(tree["categories"][start : start + size])) for node, start, size in parts
    ]


def _categories(held: Any) -> list[list[Any] | None]:
    """Categories of each column in the order of their codes, where the model knows them."""
    found: list[list[Any] | None] = []
    for column in held.get("cats", {}).get("enc", []):
        values = column["values"]
        if "offsets" in column:
            text, ends = np.array(values, dtype=np.int8).tobytes(), column["offsets"]
            values = [text[a:b].decode() for a, b in pairwise(ends)]
        found.append(values or None)
    return found
