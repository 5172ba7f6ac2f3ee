"""The simulated patients: the draws the book states, digit for digit."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.model_selection import train_test_split

from shapley_tutor.datasets import patients as data


def test_patients_are_the_ones_the_book_states() -> None:
    people = data.patients()
    assert [len(part) for part in people] == [2100, 900, 2100, 900, 200]
    assert people.X_test[0].tolist() == [39.44011032348155, 0.0]
    np.testing.assert_allclose(people.background.mean(axis=0), [44.7115, 0.525], atol=5e-5)


def test_draws_come_in_the_stated_order_from_one_generator() -> None:
    rng = np.random.default_rng(0)
    X, y = data.simulate_patients(rng)
    again = np.random.default_rng(0)
    age, bp = again.normal(45, 12, 3000), again.integers(0, 2, 3000)
    p = 1 / (1 + np.exp(-(-6 + 0.04 * age + 0.002 * age**2 + 1.2 * bp)))
    np.testing.assert_array_equal(X, np.column_stack([age, bp]))
    np.testing.assert_array_equal(y, again.binomial(1, p))
    assert rng.bit_generator.state == again.bit_generator.state


def test_split_is_scikit_learns() -> None:
    X, y = data.simulate_patients(0)
    theirs = train_test_split(X, y, test_size=0.3, random_state=0)
    people = data.patients()
    ours = (people.X_train, people.X_test, people.y_train, people.y_test)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(mine, other)


@pytest.mark.parametrize(("n", "share", "seed"), [(10, 0.25, 1), (7, 0.3, 5), (101, 0.5, 42)])
def test_split_matches_scikit_learn_at_odd_sizes(n: int, share: float, seed: int) -> None:
    train, test = data.split_rows(n, share, seed)
    theirs = train_test_split(np.arange(n), test_size=share, random_state=seed)
    np.testing.assert_array_equal(train, theirs[0])
    np.testing.assert_array_equal(test, theirs[1])


def test_background_rows_are_training_rows() -> None:
    people = data.patients()
    rows = {tuple(row) for row in people.X_train}
    assert all(tuple(row) in rows for row in people.background)
    assert len(np.unique(people.background, axis=0)) == 200


def test_same_seed_same_patients_other_seed_others() -> None:
    np.testing.assert_array_equal(data.simulate_patients(3)[0], data.simulate_patients(3)[0])
    assert not np.array_equal(data.simulate_patients(3)[0], data.simulate_patients(4)[0])


def test_truth_is_the_formula() -> None:
    # by hand at (50, 1): -6 + 2 + 5 + 1.2 = 2.2
    np.testing.assert_allclose(data.true_log_odds([[50, 1]]), [2.2], rtol=1e-14)
    np.testing.assert_allclose(data.true_probability([[50, 1]]), [1 / (1 + np.exp(-2.2))])


def test_simulated_diseases_follow_the_truth() -> None:
    X, y = data.simulate_patients(1, n=200_000)
    p = data.true_probability(X)
    z = (y - p).sum() / np.sqrt((p * (1 - p)).sum())
    assert abs(z) < 4
    assert abs(X[:, 0].mean() - 45) < 4 * 12 / np.sqrt(len(X))
    assert set(np.unique(X[:, 1])) == {0.0, 1.0}


@pytest.mark.parametrize("X", [[50, 0], [[50, 0, 1]], 50])
def test_a_patient_is_a_row_of_two_numbers(X: object) -> None:
    with pytest.raises(ValueError, match=r"X has shape .*\(Age, BP\)"):
        data.true_probability(X)


def test_number_of_patients_is_positive_and_whole() -> None:
    for few in (0, -3):
        with pytest.raises(ValueError, match=f"n must be at least 1 patient, got {few}"):
            data.simulate_patients(0, n=few)
    with pytest.raises(TypeError, match=r"n must be a whole number of patients, got 2\.5"):
        data.simulate_patients(0, n=2.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("share", [0.0, 1.0, 1.5, -0.1])
def test_no_part_of_a_split_is_empty(share: float) -> None:
    with pytest.raises(ValueError, match="test_share"):
        data.split_rows(10, share)
