"""What the networks share: threads that are put back, seeds that leave no trace, batches."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
import torch

from shapley_tutor.models._torch import answers_of, one_thread, seeded


@pytest.fixture
def two_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_calls_that_overlap_put_back_what_the_first_one_found(two_threads):
    inside, outside = Barrier(2, timeout=20), Barrier(2, timeout=20)

    def early() -> tuple[int, int]:
        with one_thread():
            within = torch.get_num_threads()
            inside.wait()  # the other one has come in
        after = torch.get_num_threads()
        outside.wait()
        return within, after

    def late() -> tuple[int, int]:
        with one_thread():
            within = torch.get_num_threads()
            inside.wait()
            outside.wait()  # the other one has gone
        return within, torch.get_num_threads()

    with ThreadPoolExecutor(2) as pool:
        found = [job.result() for job in [pool.submit(early), pool.submit(late)]]
    assert found == [(1, 2), (1, 2)]
    assert torch.get_num_threads() == 2
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(torch.get_num_threads).result() == 2


def test_one_inside_the_other_stays_at_one(two_threads):
    with one_thread():
        with one_thread():
            pass
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2


def test_seeded_weights_leave_the_global_state_alone():
    before = torch.random.get_rng_state()
    with seeded(3):
        first = torch.rand(4)
    assert torch.equal(before, torch.random.get_rng_state())
    with torch.random.fork_rng():
        torch.manual_seed(3)
        assert torch.equal(first, torch.rand(4))


@pytest.mark.parametrize("batch", [1, 3, 7, 100])
def test_answers_come_in_order_and_in_batches(batch):
    sizes = []

    def double(part):
        sizes.append(len(part))
        assert not torch.is_grad_enabled()
        return 2 * part

    rows = torch.arange(14.0).reshape(7, 2)
    np.testing.assert_array_equal(answers_of(double, rows, batch), 2 * rows.numpy())
    assert max(sizes) <= batch
    assert sum(sizes) == 7
