"""The network of ten measurements: a whole model, seeded, in points."""

from __future__ import annotations

import numpy as np
import torch

from shapley_tutor.models.progression import fit_progression


def test_it_predicts_points_and_learns_by_heart() -> None:
    early, late = fit_progression(60), fit_progression(400)
    assert len(early.X_train) == 309
    assert len(early.X_test) == 133
    assert abs(early.network(early.X_train).mean().item() - early.y_train.mean()) < 5
    assert early.r2()[1] > 0.3
    assert late.r2()[0] > 0.9 > 0.3 > late.r2()[1]


def test_a_seed_is_a_split_and_weights() -> None:
    state = torch.get_rng_state()
    one, same, other = (fit_progression(3, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.equal(one.network(one.X_test), same.network(same.X_test))
    assert not np.array_equal(one.y_test, other.y_test)
