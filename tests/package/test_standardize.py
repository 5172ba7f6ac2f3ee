"""Rows for a network: what passes, what is refused, and what the error says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from shapley_tutor.models.standardize import as_classes, as_rows, fit_standardizer


def test_standardized_columns_have_mean_zero_and_deviation_one() -> None:
    X = np.random.default_rng(0).normal([40, 7], [12, 0.1], (500, 2))
    Z = fit_standardizer(X)(X)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(Z.std(axis=0), 1, rtol=1e-12)


def test_columns_not_named_are_kept_and_constant_ones_become_zero() -> None:
    X = np.array([[1.0, 0.0, 5.0], [3.0, 1.0, 5.0]])
    np.testing.assert_array_equal(fit_standardizer(X, [0, 2])(X), [[-1, 0, 0], [1, 1, 0]])


def test_input_is_left_alone() -> None:
    X = np.array([[1.0, 2.0], [3.0, 5.0]])
    copy = X.copy()
    fit_standardizer(X)(X)
    np.testing.assert_array_equal(X, copy)


@pytest.mark.parametrize("column", [2, -1, "Age"])
def test_unknown_column_is_refused(column: Any) -> None:
    with pytest.raises(ValueError, match=r"standardize is \[.*\] but X has columns 0 to 1"):
        fit_standardizer([[1.0, 2.0]], [column])


def test_another_number_of_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="X has 3 columns but the training rows have 2"):
        fit_standardizer([[1.0, 2.0]])([[1.0, 2.0, 3.0]])


def test_columns_in_another_order_are_refused_by_name() -> None:
    frame = pd.DataFrame({"Age": [40.0, 50.0], "BP": [0.0, 1.0]})
    to_inputs = fit_standardizer(frame)
    np.testing.assert_array_equal(to_inputs(frame), to_inputs(frame.to_numpy()))
    with pytest.raises(ValueError, match=r"X has columns \['BP', 'Age'\].*pass X\["):
        to_inputs(frame[["BP", "Age"]])


@pytest.mark.parametrize(
    ("X", "error", "words"),
    [
        ([1.0, 2.0], ValueError, r"shape \(2,\).*X\[:1\]"),
        (np.empty((0, 2)), ValueError, r"shape \(0, 2\).*at least one"),
        ([[1.0, np.nan]], ValueError, "nan in row 0, column 1.*impute"),
        ([[1.0], [np.inf]], ValueError, "inf in row 1, column 0"),
        ([["forty", 0]], TypeError, "not a table of numbers.*encode"),
        ([[1.0], [2.0, 3.0]], TypeError, "not a table of numbers"),
        (torch.zeros(2, 2), TypeError, r"torch tensor.*X\.detach\(\)\.cpu\(\)\.numpy\(\)"),
    ],
)
def test_what_is_not_a_finite_table_is_refused(
    X: object, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        as_rows(X)


@pytest.mark.parametrize("y", [[0, 1, 2], [0.0, 1.0, 2.0], np.array([0, 1, 2], dtype=np.uint8)])
def test_class_numbers_of_any_type_become_int64(y: object) -> None:
    assert as_classes(y).dtype == np.int64
    assert as_classes(y).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    "y", [[], [[0, 1]], [0.5, 1], [-1, 1], ["sick", "well"], [np.nan, 1.0], [None, 1]]
)
def test_what_does_not_number_classes_is_refused(y: object) -> None:
    with pytest.raises(ValueError, match=r"y has shape .*return_inverse=True\)\[1\]"):
        as_classes(y)


def test_a_class_the_training_rows_lack_is_refused() -> None:
    with pytest.raises(ValueError, match="y holds class 2 but the training classes are 0 to 1"):
        as_classes([0, 2], n_classes=2)
