"""DeepLIFT's two rules: Captum's and SHAP's numbers, and what the paper says of them."""

from __future__ import annotations

import numpy as np
import pytest
import shap
import torch
from captum.attr import DeepLift
from torch import nn

import shapley_tutor as st
from shapley_tutor.models.deeplift import rescale, reveal_cancel
from shapley_tutor.models.mlp import mlp


def rows(seed: int, n: int = 5, d: int = 4) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(seed).normal(size=(n, d)))


def network(depth: int, d: int = 4) -> nn.Sequential:
    return mlp(d, (7, 6, 5)[:depth], seed=3).requires_grad_(False)


@pytest.mark.filterwarnings("ignore:Setting forward, backward hooks")  # Captum on its way
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_rescale_is_captums_and_shaps(depth: int) -> None:
    net, X, reference = network(depth), rows(0), rows(1)
    theirs = DeepLift(net).attribute(X.requires_grad_(), reference.requires_grad_())
    X, reference, theirs = X.detach(), reference.detach(), theirs.detach().numpy()
    found = rescale(net, X, reference)
    np.testing.assert_allclose(found, theirs, rtol=0, atol=1e-12)
    each = [
        shap.DeepExplainer(net, r[None]).shap_values(x[None], check_additivity=False)
        for x, r in zip(X, reference, strict=True)
    ]
    np.testing.assert_allclose(found, np.array(each)[:, 0, :, 0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("rule", [rescale, reveal_cancel])
@pytest.mark.parametrize("depth", [1, 3])
@pytest.mark.parametrize("one", [True, False])
def test_both_rules_share_out_the_difference(rule, depth: int, one: bool) -> None:
    net, X, reference = network(depth), rows(0), rows(1)[: 1 if one else 5]
    owed = (net(X) - net(reference))[:, 0].numpy()
    np.testing.assert_allclose(rule(net, X, reference).sum(axis=1), owed, rtol=0, atol=1e-12)


def test_reveal_cancel_of_the_paper_in_a_sequence_of_sequences() -> None:
    """min(x1, x2) = x1 - relu(x1 - x2): section 3.5.3 divides it in halves."""
    inner = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
    net = nn.Sequential(inner, nn.Linear(2, 1)).double().requires_grad_(False)
    inner[0].weight[:], inner[0].bias[:] = torch.tensor([[1.0, 0.0], [1.0, -1.0]]), 0
    net[1].weight[:], net[1].bias[:] = torch.tensor([[1.0, -1.0]]), 0
    x, zero = torch.tensor([[3.0, 2.0], [2.0, 5.0]]).double(), torch.zeros(1, 2).double()
    np.testing.assert_allclose(reveal_cancel(net, x, zero), [[1, 1], [1, 1]])
    np.testing.assert_allclose(rescale(net, x, zero), [[0, 2], [2, 0]])


@pytest.mark.parametrize("seed", range(5))
def test_reveal_cancel_of_one_that_lifts_and_one_that_lowers_is_shapley(seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = nn.Sequential(nn.Linear(2, 1), nn.ReLU()).double().requires_grad_(False)
    net[0].weight[:] = torch.from_numpy(rng.uniform(0.5, 2, (1, 2)) * [1, -1])
    net[0].bias[:] = rng.normal()
    reference = rng.normal(size=(1, 2))
    X = reference + rng.uniform(0, 3, (6, 2))
    exact = st.explain(lambda z: net(torch.from_numpy(z)).numpy()[:, 0], X, reference).values
    np.testing.assert_allclose(reveal_cancel(net, X, reference), exact, rtol=0, atol=1e-12)


def by_the_paper(layers: list[nn.Module], x: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Sections 3.5.1 and 3.5.3, one weight and one unit at a time, for one row."""
    relu, m = (lambda z: max(z, 0.0)), np.ones(1)
    linear = [layer for layer in layers if isinstance(layer, nn.Linear)]
    moved, start, way = x - r, r, []
    for k, layer in enumerate(linear):
        w, z = layer.weight.numpy(), layer(torch.from_numpy(start)).numpy()
        up = [sum(a * d for a, d in zip(row, moved, strict=True) if a * d > 0) for row in w]
        down = [sum(a * d for a, d in zip(row, moved, strict=True) if a * d < 0) for row in w]
        if k == len(linear) - 1:
            way.append((w, moved, np.ones(1), np.ones(1)))
            break
        pairs = list(zip(z, up, down, strict=True))
        high = [(relu(s + p) - relu(s) + relu(s + p + q) - relu(s + q)) / 2 for s, p, q in pairs]
        low = [(relu(s + q) - relu(s) + relu(s + p + q) - relu(s + p)) / 2 for s, p, q in pairs]
        ratios = [
            [a / b if b else float(s > 0) for a, b, s in zip(*two, z, strict=True)]
            for two in ((high, up), (low, down))
        ]
        way.append((w, moved, *ratios))
        moved, start = np.add(high, low), np.array([relu(s) for s in z])
    for w, d, ups, downs in reversed(way):
        share = [
            (np.sign(w * d[i])[:, i] + 1) / 2 if abs(d[i]) > 1e-9 else 0.5 for i in range(len(d))
        ]
        both = [part * np.array(ups) + (1 - part) * np.array(downs) for part in share]
        m = np.array([(w[:, i] * m * both[i]).sum() for i in range(len(d))])
    return m * (x - r)


def test_reveal_cancel_is_what_the_paper_says() -> None:
    net, X, reference = network(3), rows(0), rows(1)
    found = reveal_cancel(net, X, reference)
    for values, x, r in zip(found, X.numpy(), reference.numpy(), strict=True):
        np.testing.assert_allclose(values, by_the_paper(list(net), x, r), rtol=0, atol=1e-12)


@pytest.mark.parametrize("rule", [rescale, reveal_cancel])
def test_units_that_stand_still_get_their_slope(rule) -> None:
    net, X = network(2), rows(0)
    moved = X.clone()
    moved[:, 0] += 1
    found = rule(net, moved, X)
    assert np.isfinite(found).all()
    np.testing.assert_array_equal(found[:, 1:], 0)
    np.testing.assert_array_equal(rule(net, X, X), 0)


@pytest.mark.parametrize("rule", [rescale, reveal_cancel])
def test_other_layers_are_refused(rule) -> None:
    net = nn.Sequential(nn.Linear(4, 1), nn.Sigmoid()).double()
    with pytest.raises(TypeError, match="network has a layer Sigmoid; pass a sequence"):
        rule(net, rows(0), rows(1))
