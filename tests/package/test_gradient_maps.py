"""Heat maps from gradients: the same as Captum's, and what their definitions promise."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients, LayerAttribution, LayerGradCam, Saliency

from shapley_tutor.models.convnet import PictureClassifier, convnet
from shapley_tutor.models.gradient_maps import grad_cam, integrated_gradients, smooth_grad

MAPS = [grad_cam, integrated_gradients, smooth_grad]
SIGN = np.array([1, -1, 1])
GIVEN = {"additional_forward_args": torch.tensor([1.0, -1.0, 1.0])}


def pictures() -> np.ndarray:
    return np.random.default_rng(0).random((3, 8, 8))


def model(pooling: str = "max") -> PictureClassifier:
    return PictureClassifier(convnet((3, 5), pooling=pooling, seed=1), 8)


def toward(network: torch.nn.Module) -> object:
    return lambda x, sign: network(x)[:, 0] * sign


@pytest.mark.parametrize("pooling", ["max", "average"])
@pytest.mark.parametrize("layer", [1, 4])
def test_grad_cam_is_captums(pooling: str, layer: int) -> None:
    net = model(pooling)
    method = LayerGradCam(toward(net.network), net.network[layer])
    coarse = method.attribute(
        net.tensor(pictures()).requires_grad_(), relu_attributions=True, **GIVEN
    )
    theirs = LayerAttribution.interpolate(coarse, (8, 8), "bilinear")[:, 0].detach().numpy()
    assert theirs.max() > 0
    ours = grad_cam(net, pictures(), SIGN, layer=layer)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)
    if layer == 4:
        np.testing.assert_array_equal(grad_cam(net, pictures(), SIGN), ours)


@pytest.mark.parametrize("pooling", ["max", "average"])
@pytest.mark.parametrize("baseline", [0.0, 1.0])
def test_integrated_gradients_are_captums(pooling: str, baseline: float) -> None:
    net = model(pooling)
    method = IntegratedGradients(toward(net.network))
    theirs = method.attribute(
        net.tensor(pictures()), baselines=baseline, n_steps=40, method="riemann_middle", **GIVEN
    )
    ours = integrated_gradients(net, pictures(), SIGN, baseline=baseline, steps=40)
    np.testing.assert_allclose(
        ours, theirs[:, 0].detach().numpy(), rtol=0, atol=1e-8
    )  # float32 steps


def test_integrated_gradients_share_out_the_difference() -> None:
    net, shown = model(), pictures()
    owed = SIGN * (net.predict_logit(shown) - net.predict_logit(0 * shown))
    gaps = [
        np.abs(integrated_gradients(net, shown, SIGN, steps=steps).sum(axis=(1, 2)) - owed).max()
        for steps in (5, 500)
    ]
    assert gaps[1] < 0.2 * gaps[0]
    assert gaps[1] < 1e-3


def test_without_noise_smooth_grad_is_the_gradient() -> None:
    net = model()
    x = net.tensor(pictures()).requires_grad_()
    theirs = Saliency(toward(net.network)).attribute(x, abs=False, **GIVEN)[:, 0].numpy()
    ours = smooth_grad(net, pictures(), SIGN, noise=0.0, copies=2)
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-12)


def test_noise_follows_the_range_of_each_picture_and_the_seed() -> None:
    net = model()
    one, two, other = (smooth_grad(net, pictures(), SIGN, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(one, two)
    assert not np.allclose(one, other)
    linear = PictureClassifier(torch.nn.Sequential(torch.nn.Flatten(), Square()).double(), 8)
    # the gradient of x² is 2x: its average over copies is 2x plus twice the mean noise
    mean_noise = smooth_grad(linear, pictures(), 1, noise=1.0, copies=400) / 2 - pictures()
    flat = smooth_grad(linear, pictures() / 10, 1, noise=1.0, copies=400) / 2 - pictures() / 10
    assert mean_noise.std() == pytest.approx(1 / 20, rel=0.2)
    np.testing.assert_allclose(flat, mean_noise / 10, rtol=0, atol=1e-12)


class Square(torch.nn.Module):
    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        return (rows**2).sum(dim=1, keepdim=True)


@pytest.mark.parametrize("method", MAPS)
def test_random_state_and_weights_are_left_alone(method: object) -> None:
    assert callable(method)
    net = model()
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    maps = method(net, pictures(), SIGN)
    assert torch.equal(torch.rand(3), expected)
    assert maps.shape == (3, 8, 8)
    assert all(weights.grad is None for weights in net.network.parameters())
    np.testing.assert_array_equal(method(net, pictures().reshape(3, 64), SIGN), maps)
    with pytest.raises(ValueError, match=r"X has shape \(3, 7, 7\); pass pictures \(m, 8, 8\)"):
        method(net, np.zeros((3, 7, 7)), SIGN)
