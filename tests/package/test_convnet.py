"""The small convolutional network: layers, seeds, and numpy in and out."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from shapley_tutor.models.convnet import PictureClassifier, convnet, fit_convnet


def pictures(m: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).random((m, 8, 8))


def test_pictures_become_log_odds() -> None:
    model = PictureClassifier(convnet((3, 5)), 8)
    square = pictures(600)  # more than one batch
    logits = model.predict_logit(square)
    assert logits.shape == (600,)
    assert logits.dtype == np.float64
    np.testing.assert_array_equal(model.predict_logit(square.reshape(600, 64)), logits)
    np.testing.assert_allclose(model.predict_proba(square), 1 / (1 + np.exp(-logits)))
    with torch.no_grad():
        whole = model.network(torch.from_numpy(square[:, None]))[:, 0].numpy()
    np.testing.assert_allclose(whole, logits, rtol=0, atol=1e-12)


def test_each_layer_convolves_and_halves() -> None:
    net = convnet((3, 5))
    x = torch.zeros(2, 1, 8, 8, dtype=torch.float64)
    shapes = []
    for layer in net:
        x = layer(x)
        shapes.append(tuple(x.shape[1:]))
    assert shapes[:6] == [(3, 8, 8), (3, 8, 8), (3, 4, 4), (5, 4, 4), (5, 4, 4), (5, 2, 2)]
    assert shapes[-1] == (1,)
    relus = [layer for layer in net if isinstance(layer, torch.nn.ReLU)]
    assert len({id(layer) for layer in relus}) == 2


def test_where_a_shape_stands_does_not_matter() -> None:
    model = PictureClassifier(convnet((4,), seed=1), 8)
    shifted = np.zeros((2, 8, 8))
    shifted[0, 2:4, 2:4] = shifted[1, 4:6, 2:4] = 1.0  # an even number of pixels apart
    a, b = model.predict_logit(shifted)
    assert a == pytest.approx(b, abs=1e-12)


def test_seeds_decide_and_global_state_is_left_alone() -> None:
    X, y = pictures(40), np.arange(40) % 2
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    one, two, other = (
        fit_convnet(X, y, channels=(3,), epochs=2, seed=seed).predict_logit(X) for seed in (0, 0, 1)
    )
    assert torch.equal(torch.rand(3), expected)
    np.testing.assert_array_equal(one, two)
    assert not np.allclose(one, other)


def test_training_finds_the_bright_corner() -> None:
    X, y = 0.1 * pictures(128), np.arange(128) % 2
    X[y == 1, 1:3, 1:3] = 1.0
    model = fit_convnet(X, y, channels=(4,), epochs=30)
    np.testing.assert_array_equal(model.predict_logit(X) > 0, y == 1)
    untrained = fit_convnet(X, y, channels=(4,), epochs=0)
    fresh = PictureClassifier(convnet((4,)), 8)
    np.testing.assert_array_equal(untrained.predict_logit(X), fresh.predict_logit(X))


def test_threads_are_put_back() -> None:
    before = torch.get_num_threads()
    PictureClassifier(convnet((2,)), 8).predict_logit(pictures(3))
    assert torch.get_num_threads() == before


def test_bad_input_is_refused() -> None:
    model = PictureClassifier(convnet((2,)), 8)
    with pytest.raises(ValueError, match=r"X has shape \(3, 63\); pass pictures \(m, 8, 8\) or"):
        model.predict_logit(np.zeros((3, 63)))
    with pytest.raises(ValueError, match=r"channels is \(\); pass at least 1 for each layer"):
        convnet(())
    with pytest.raises(ValueError, match=r"pooling is .mean.; pass .max. or .average."):
        convnet(pooling="mean")
    with pytest.raises(ValueError, match=r"pictures has shape \(3, 64\); pass \(m, size, size\)"):
        fit_convnet(np.zeros((3, 64)), [0, 1, 0])
    with pytest.raises(ValueError, match="pictures has 3 and labels 2; pass one each"):
        fit_convnet(np.zeros((3, 8, 8)), [0, 1])


def test_average_pooling_is_a_sum_over_the_last_cells() -> None:
    model = PictureClassifier(convnet((3, 5), pooling="average", seed=2), 8)
    X = pictures(4)
    *below, _pool, _flat, last = model.network
    with torch.no_grad():
        cells = model.tensor(X)
        for layer in below:
            cells = layer(cells)
    assert cells.shape == (4, 5, 4, 4)  # halved once, not twice
    by_cell = np.einsum("c,mchw->mhw", last.weight[0].detach(), cells) / 16
    expected = by_cell.sum(axis=(1, 2)) + last.bias.item()
    np.testing.assert_allclose(model.predict_logit(X), expected, rtol=0, atol=1e-12)


def test_both_poolings_start_from_the_same_weights() -> None:
    one, two = convnet((3, 5), seed=4), convnet((3, 5), pooling="average", seed=4)
    for a, b in zip(one.parameters(), two.parameters(), strict=True):
        assert torch.equal(a, b)
    X, y = pictures(40), np.arange(40) % 2
    fitted = fit_convnet(X, y, channels=(3,), pooling="average", epochs=1)
    assert isinstance(fitted.network[-3], torch.nn.AdaptiveAvgPool2d)
