"""Stored results: what is written comes back, and belongs to the photograph of the chapter."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor.datasets import photograph as longruns
from shapley_tutor.models import imagenet as photographs

LABELS = np.array([[0, 0, 1], [2, 2, 1]])


def test_what_is_written_comes_back(tmp_path: Path) -> None:
    X, nothing = np.array([[1.0, 2.0, 3.0]]), np.zeros((1, 3))
    e = st.explain(lambda X: X.sum(axis=1) ** 2, X, nothing)
    longruns.store(e, LABELS, 8, "abc", tmp_path / "run.npz")
    run = longruns.stored(tmp_path / "run.npz")
    np.testing.assert_array_equal(run.values, e.values[0])
    np.testing.assert_array_equal(run.standard_errors, e.standard_errors[0])
    np.testing.assert_array_equal(run.labels, LABELS)
    assert (run.base_value, run.prediction) == (0.0, 36.0)
    assert (run.budget, run.evaluations, run.weights) == (8, e.evaluations, "abc")


def test_an_explanation_of_other_patches_is_refused(tmp_path: Path) -> None:
    e = st.explain(lambda X: X.sum(axis=1), np.ones((2, 3)), np.zeros((1, 3)))
    with pytest.raises(ValueError, match=r"e.values has shape \(2, 3\) but labels holds 3"):
        longruns.store(e, LABELS, 8, "abc", tmp_path / "run.npz")


def test_the_stored_photograph_belongs_to_the_network_that_is_installed() -> None:
    run = longruns.stored()
    assert run.weights == photographs.weights_fingerprint()
    assert run.labels.shape == (224, 224)
    assert len(np.unique(run.labels)) == len(run.values) == len(run.standard_errors)
    assert (run.budget, run.evaluations) == (4096, 4096)
    assert (run.standard_errors > 0).all()
    assert abs(run.base_value + run.values.sum() - run.prediction) < 1e-9
