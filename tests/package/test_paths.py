"""Integrated Gradients: the same as Captum's, and what their definition promises."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients

from shapley_tutor.models import paths
from shapley_tutor.models.mlp import mlp
from shapley_tutor.models.paths import integrate, slopes


def rows(seed: int, n: int = 4) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(n, 3)))


@pytest.mark.parametrize(("rule", "theirs"), [("gauss", "gausslegendre"), ("middle", None)])
@pytest.mark.parametrize("one", [True, False])
def test_they_are_captums(rule: str, theirs: str | None, one: bool) -> None:
    net, X = mlp(3, (8,), seed=1), rows(0)
    reference = rows(1)[:1] if one else rows(1)
    found = integrate(net, X, reference, steps=20, rule=rule)
    method = IntegratedGradients(net)
    expected = method.attribute(X, reference, n_steps=20, method=theirs or "riemann_middle")
    np.testing.assert_allclose(found, expected.detach().numpy(), rtol=0, atol=1e-7)


def test_polynomials_are_integrated_exactly() -> None:
    X, reference = rows(0), rows(1)
    found = integrate(lambda z: z[:, 0] ** 3 * z[:, 1], X, reference, steps=2)
    owed = (X[:, 0] ** 3 * X[:, 1] - reference[:, 0] ** 3 * reference[:, 1]).numpy()
    np.testing.assert_allclose(found.sum(axis=1), owed, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(found[:, 2], 0)


@pytest.mark.parametrize(("at_once", "calls"), [(1, 7), (11, 7), (35, 4), (36, 3), (84, 1)])
def test_steps_are_taken_several_at_a_time(at_once, calls, monkeypatch) -> None:
    net, X, sizes = mlp(3, (8,), seed=1), rows(0), []

    def f(z: torch.Tensor) -> torch.Tensor:
        sizes.append(len(z))
        answers: torch.Tensor = net(z)
        return answers

    expected = integrate(net, X, -X[:1], steps=7)
    monkeypatch.setattr(paths, "BATCH_NUMBERS", at_once)
    found = integrate(f, X, -X[:1], steps=7)
    assert (len(sizes), sum(sizes)) == (calls, 7 * len(X))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-14)


def test_pictures_keep_their_shape() -> None:
    X = torch.ones(2, 1, 3, 3).double()
    found = integrate(lambda z: (z**2).sum(dim=(1, 2, 3)), X, 0 * X[:1], steps=3)
    np.testing.assert_allclose(found, np.ones((2, 1, 3, 3)), rtol=0, atol=1e-12)


def test_slopes_leave_their_points_alone() -> None:
    X = rows(0)
    found = slopes(lambda z: (z**2).sum(dim=1), X)
    np.testing.assert_allclose(found, 2 * X)
    assert not X.requires_grad


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="steps is 0; pass at least 1"):
        integrate(torch.nn.Identity(), rows(0), rows(1), steps=0)
    with pytest.raises(ValueError, match='rule is \'trapezoid\'; pass "gauss" or "middle"'):
        integrate(torch.nn.Identity(), rows(0), rows(1), rule="trapezoid")  # type: ignore[arg-type]
