"""Steps of a training and steps along a line: as PyTorch takes them, whatever their batches."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import nn

from shapley_tutor.models import paths
from shapley_tutor.models._torch import Adam
from shapley_tutor.models.mlp import mlp

INPUTS = torch.linspace(-1, 1, 15).double().reshape(5, 3)


class TwoHeads(nn.Module):
    """One head is used, one is not, and the first layer is frozen."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.used, self.unused = mlp(3, (4,), 4, seed=1), mlp(4, ()), mlp(4, ())
        self.body[0].requires_grad_(False)

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        answers: torch.Tensor = self.used(self.body(z).relu())
        return answers


def test_adam_is_pytorchs_to_the_last_digit() -> None:
    ours, theirs = TwoHeads(), TwoHeads()
    before = [weights.clone() for weights in ours.parameters()]
    mine, other = Adam(ours, 0.01), torch.optim.Adam(theirs.parameters(), lr=0.01)
    for _ in range(30):
        mine.step((ours(INPUTS) - 1).square().mean())
        other.zero_grad()
        (theirs(INPUTS) - 1).square().mean().backward()  # type: ignore[no-untyped-call]
        other.step()
    pairs = zip(ours.parameters(), theirs.parameters(), strict=True)
    assert all(torch.equal(weights, others) for weights, others in pairs)
    same = [torch.equal(*pair) for pair in zip(before, ours.parameters(), strict=True)]
    assert same == [True] * 2 + [False] * 4 + [True] * 2


@pytest.mark.parametrize(("at_once", "calls"), [(1, 7), (15, 7), (44, 4), (45, 3), (105, 1)])
def test_steps_are_taken_several_at_a_time(
    at_once: int, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    network, sizes = mlp(3, (8,), seed=1), []

    def f(z: torch.Tensor) -> torch.Tensor:
        sizes.append(len(z))
        answers: torch.Tensor = network(z)
        return answers

    expected = paths.integrate(network, INPUTS, -INPUTS[:1], steps=7)
    monkeypatch.setattr(paths, "BATCH_NUMBERS", at_once)
    found = paths.integrate(f, INPUTS, -INPUTS[:1], steps=7)
    assert (len(sizes), sum(sizes)) == (calls, 7 * len(INPUTS))
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-14)
