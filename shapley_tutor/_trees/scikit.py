"""scikit-learn's trees, forests, gradient boosting and histogram gradient boosting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shapley_tutor._tables import is_frame
from shapley_tutor._trees.forest import LEAF, Tree, grown
from shapley_tutor._trees.reading import Reading, refused
from shapley_tutor._trees.rows import Convert
from shapley_tutor._trees.views import SET, Categories, Views
from shapley_tutor._typing import Array, FloatArray, IntArray


def read_scikit(model: Any, kind: str) -> Reading:
    """Trees of a fitted model of one of scikit-learn's classes."""
    if not hasattr(model, "n_features_in_"):
        raise ValueError("model is not fitted, so that it has no trees; call model.fit(X, y) first")
    if kind.startswith("Hist"):
        return _histogram(model)
    return _boosting(model) if kind.startswith("Gradient") else _average(model)


@dataclass(frozen=True)
class Singles:
    """Rows in single precision, as doubles."""

    def __call__(self, rows: Any) -> FloatArray:
        """Doubles of what the trees compare."""
        return numbers(rows, np.float32).astype(float)


@dataclass(frozen=True)
class Doubles:
    """Rows in double precision."""

    def __call__(self, rows: Any) -> FloatArray:
        """Doubles of what the trees compare."""
        return numbers(rows, float)


@dataclass(frozen=True)
class Encoded:
    """Rows whose categories a model's own encoder turns into codes, which it puts first."""

    encoder: Any
    order: IntArray  # of the columns that the encoder gives

    def __call__(self, rows: Any) -> FloatArray:
        """Doubles of what the trees compare, in the order of the columns of the rows."""
        cells = np.empty(rows.shape)
        try:
            cells[:, self.order] = self.encoder.transform(rows)
        except (TypeError, ValueError) as error:
            raise _no_numbers(error) from error
        return cells


def numbers(rows: Any, dtype: Any) -> Array:
    """Cells of an array or a DataFrame as numbers, missing ones NaN."""
    try:
        if is_frame(rows) and any(not isinstance(kind, np.dtype) for kind in rows.dtypes):
            columns = (rows.iloc[:, j] for j in range(rows.shape[1]))
            cells = [column.to_numpy(float, na_value=np.nan) for column in columns]
            return np.column_stack(cells).astype(dtype)
        with np.errstate(over="ignore"):
            return np.asarray(rows, dtype=dtype)
    except (TypeError, ValueError) as error:
        raise _no_numbers(error) from error


def _no_numbers(error: Exception) -> ValueError:
    return ValueError(
        f"the trees compare numbers, but a cell is none ({error}); pass the rows as the model was "
        "trained with them"
    )


def _tree(views: Views, tree: Any, values: FloatArray, output: int = 0) -> Tree:
    return Tree(
        tree.children_left, tree.children_right,
        views.numbers(np.maximum(tree.feature, 0), tree.missing_go_to_left),
        tree.threshold, values, output,
    )  # fmt: skip


def _average(model: Any) -> Reading:
    """A tree, or a forest of them: the average of what the leaves hold."""
    trees, views = getattr(model, "estimators_", [model]), Views()
    classifies = hasattr(model, "classes_")
    if classifies and isinstance(model.classes_, list):
        raise refused(
            f"predicts the classes of {len(model.classes_)} targets",
            "lambda X: model.predict_proba(X)[0]",
        )
    found = []
    for tree in trees:
        held = tree.tree_.value
        values = held[:, 0] if classifies else held[:, :, 0]  # (nodes, w)
        if classifies:
            values = values / values.sum(axis=1, keepdims=True)
        found.append(_tree(views, tree.tree_, values / len(trees)))
    forest = grown(found, list(views), np.zeros(found[0].values.shape[1]), model.n_features_in_)
    names = tuple(model.classes_.tolist()) if classifies else None
    ask = model.predict_proba if classifies else model.predict
    return Reading(forest, Singles(), ask, _names(model), names)


def _boosting(model: Any) -> Reading:
    """The first guess, and the trees of every stage and class."""
    first = model.init_
    if first != "zero" and type(first).__name__ not in ("DummyClassifier", "DummyRegressor"):
        raise refused(
            f"begins with the predictions of {type(first).__name__}", f"model.{_score(model)}"
        )
    views, n = Views(), model.n_features_in_
    base = model._raw_predict_init(np.zeros((1, n), dtype=np.float32))[0]
    found = [
        _tree(views, tree.tree_, tree.tree_.value[:, :, 0] * model.learning_rate, k)
        for stage in model.estimators_
        for k, tree in enumerate(stage)
    ]
    return Reading(
        grown(found, list(views), base, n), Singles(), getattr(model, _score(model)),
        _names(model), _classes(model),
    )  # fmt: skip


def _histogram(model: Any) -> Reading:
    """The baseline, and the trees of every stage and class."""
    n, views, order = model.n_features_in_, Views(), np.arange(model.n_features_in_)
    convert: Convert = Doubles()
    if model._preprocessor is not None:  # which puts the categories first
        categorical = model.is_categorical_
        order = np.concatenate([np.flatnonzero(categorical), np.flatnonzero(~categorical)])
        convert = Encoded(model._preprocessor, order)
    known, place = model._bin_mapper.make_known_categories_bitsets()
    codes = [_codes(known[i]) for i in place.tolist()] if len(known) else []
    found = [
        _histogram_tree(views, tree, k, order, codes)
        for stage in model._predictors
        for k, tree in enumerate(stage)
    ]
    forest = grown(found, list(views), np.ravel(model._baseline_prediction), n)
    return Reading(forest, convert, getattr(model, _score(model)), _names(model), _classes(model))


def _histogram_tree(
    views: Views, tree: Any, output: int, order: IntArray, known: list[frozenset[int]]
) -> Tree:
    nodes = tree.nodes
    columns, leaf = order[nodes["feature_idx"].astype(int)], nodes["is_leaf"].astype(bool)
    view = views.numbers(columns, nodes["missing_go_to_left"])
    thresholds = nodes["num_threshold"].astype(float)
    for i in np.flatnonzero(nodes["is_categorical"].astype(bool) & ~leaf).tolist():
        node = nodes[i]
        codes = _codes(tree.raw_left_cat_bitsets[node["bitset_idx"]])
        missing_left = bool(node["missing_go_to_left"])
        others = known[node["feature_idx"]] - codes
        view[i] = views.add(Categories(int(columns[i]), codes, others, missing_left, missing_left))
        thresholds[i] = SET
    left, right = (np.where(leaf, LEAF, nodes[side].astype(int)) for side in ("left", "right"))
    return Tree(left, right, view, thresholds, nodes["value"][:, None].astype(float), output)


def _codes(bits: Any) -> frozenset[int]:
    """Codes whose bits are set, of eight words of 32 bits."""
    found = np.unpackbits(np.asarray(bits, dtype="<u4").view(np.uint8), bitorder="little")
    return frozenset(np.flatnonzero(found).tolist())


def _names(model: Any) -> tuple[Any, ...] | None:
    names = getattr(model, "feature_names_in_", None)
    return None if names is None else tuple(names.tolist())


def _classes(model: Any) -> tuple[Any, ...] | None:
    classes = getattr(model, "classes_", None)
    return None if classes is None or len(classes) < 3 else tuple(classes.tolist())


def _score(model: Any) -> str:
    return "decision_function" if hasattr(model, "classes_") else "predict"
