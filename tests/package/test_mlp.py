"""The MLP: the loop, its seeds, and numpy in and out."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn
from torch.nn import functional

from shapley_tutor.datasets import patients as data
from shapley_tutor.models import mlp as networks
from shapley_tutor.models.mlp import Classifier, fit_classifier, mlp, train

PEOPLE = data.patients()


def fit(seed: int = 0, steps: int = 20, **settings: Any) -> Classifier:
    return fit_classifier(
        PEOPLE.X_train, PEOPLE.y_train, standardize=[0], steps=steps, seed=seed, **settings
    )


@pytest.mark.parametrize(
    ("n_inputs", "hidden", "n_outputs"), [(2, (16,), 1), (10, (64, 64), 1), (4, (), 3)]
)
def test_mlp_has_the_layers_asked_for(
    n_inputs: int, hidden: tuple[int, ...], n_outputs: int
) -> None:
    net = mlp(n_inputs, hidden, n_outputs)
    assert net(torch.zeros(5, n_inputs, dtype=torch.float64)).shape == (5, n_outputs)
    widths = [layer.out_features for layer in net if isinstance(layer, nn.Linear)]
    assert widths == [*hidden, n_outputs]
    assert all(weights.dtype == torch.float64 for weights in net.parameters())


def test_every_relu_is_an_object_of_its_own() -> None:
    relus = [layer for layer in mlp(3, (4, 4, 4)) if isinstance(layer, nn.ReLU)]
    assert len({id(layer) for layer in relus}) == len(relus) == 3


def test_a_seed_gives_the_weights_that_manual_seed_gives() -> None:
    torch.manual_seed(7)
    by_hand = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1)).double()
    for mine, theirs in zip(mlp(2, seed=7).parameters(), by_hand.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_global_random_state_is_left_alone() -> None:
    torch.manual_seed(123)
    expected = torch.rand(3)
    torch.manual_seed(123)
    numpys = np.random.get_state()[1].copy()  # noqa: NPY002 (the state to guard is the legacy one)
    fit(seed=5, steps=3)
    assert torch.equal(torch.rand(3), expected)
    np.testing.assert_array_equal(np.random.get_state()[1], numpys)  # noqa: NPY002


def test_number_of_threads_is_put_back() -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        fit(steps=1)
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_gradients_reach_every_weight() -> None:
    net = mlp(2, (16,))
    inputs = torch.randn(50, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    net(inputs).sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in net.parameters())


def test_package_repeats_the_loop_of_the_chapter() -> None:
    age = PEOPLE.X_train[:, 0]
    Z = torch.tensor(np.column_stack([(age - age.mean()) / age.std(), PEOPLE.X_train[:, 1]]))
    y = torch.tensor(PEOPLE.y_train[:, None], dtype=torch.float64)
    torch.manual_seed(3)
    net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 1)).double()
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    for _ in range(20):
        optimizer.zero_grad()
        loss = functional.binary_cross_entropy_with_logits(net(Z), y)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    by_hand = torch.sigmoid(net(Z)).detach().numpy()[:, 0]
    np.testing.assert_allclose(fit(seed=3).predict_proba(PEOPLE.X_train), by_hand, rtol=1e-12)


def test_history_holds_the_loss_before_and_after_every_step() -> None:
    model = fit(steps=20, held_out=(PEOPLE.X_test, PEOPLE.y_test))
    train_loss, held_out_loss = model.history
    assert held_out_loss is not None
    assert train_loss.shape == held_out_loss.shape == (21,)
    assert (np.diff(train_loss) < 0).all()
    p, y = model.predict_proba(PEOPLE.X_test), PEOPLE.y_test
    log_loss = -np.mean(np.where(y == 1, np.log(p), np.log(1 - p)))
    np.testing.assert_allclose(held_out_loss[-1], log_loss, rtol=1e-12)


def test_without_held_out_rows_only_the_training_loss_is_kept() -> None:
    assert fit(steps=2).history.held_out is None


def test_held_out_rows_change_nothing() -> None:
    watched = fit(held_out=(PEOPLE.X_test, PEOPLE.y_test))
    np.testing.assert_array_equal(
        watched.predict_proba(PEOPLE.X_test), fit().predict_proba(PEOPLE.X_test)
    )


def test_same_seed_same_network_other_seed_another() -> None:
    first, again, other = (fit(seed).predict_proba(PEOPLE.X_test) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.01


def test_the_books_network_gives_the_books_digits() -> None:
    """torch 2.13.0, CPU, float64."""
    model = fit(seed=0, steps=300)
    assert model.predict_proba(PEOPLE.X_test[:1]).round(4) == [0.3354]
    assert model.predict_proba(PEOPLE.background).mean().round(4) == 0.5369


def test_probability_and_log_odds_are_the_same_statement() -> None:
    model = fit()
    p, z = model.predict_proba(PEOPLE.X_test), model.predict_logit(PEOPLE.X_test)
    assert type(p) is type(z) is np.ndarray
    assert p.shape == z.shape == (900,)
    np.testing.assert_allclose(np.log(p / (1 - p)), z, rtol=1e-10, atol=1e-12)


def test_three_classes_give_three_probabilities_a_row() -> None:
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 4))
    y = X[:, :3].argmax(axis=1)
    model = fit_classifier(X, y, hidden=(8, 8), steps=300, learning_rate=1e-2)
    p = model.predict_proba(X)
    assert p.shape == model.predict_logit(X).shape == (300, 3)
    np.testing.assert_allclose(p.sum(axis=1), 1, rtol=1e-12)
    assert (p.argmax(axis=1) == y).mean() > 0.9
    assert model.history.train[0] == pytest.approx(np.log(3), abs=0.2)


def test_a_regression_is_trained_with_the_same_parts() -> None:
    Z = torch.linspace(-1, 1, 100, dtype=torch.float64)[:, None]
    history = train(mlp(1), (Z, Z**2), functional.mse_loss, steps=500, learning_rate=1e-2)
    assert history.train[-1] < 0.01 * history.train[0]


def test_batches_do_not_change_the_predictions(monkeypatch: pytest.MonkeyPatch) -> None:
    model = fit()
    whole = model.predict_logit(PEOPLE.X_test)
    monkeypatch.setattr(networks, "BATCH_ROWS", 7)
    np.testing.assert_allclose(model.predict_logit(PEOPLE.X_test), whole, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.int64, np.int8, np.float32, np.float64, object])
def test_rows_of_any_number_type_give_the_same_answer(dtype: type) -> None:
    X = np.array([[40, 0], [61, 1]])
    p = fit().predict_proba(X.astype(dtype))
    assert p.dtype == np.float64
    np.testing.assert_array_equal(p, fit().predict_proba(X.astype(np.float64)))


def test_rows_may_be_a_data_frame_or_read_only() -> None:
    frame = pd.DataFrame(PEOPLE.X_test, columns=list(data.FEATURE_NAMES))
    locked = PEOPLE.X_test.copy()
    locked.flags.writeable = False
    expected = fit().predict_proba(PEOPLE.X_test)
    np.testing.assert_array_equal(fit().predict_proba(frame), expected)
    np.testing.assert_array_equal(fit().predict_proba(locked), expected)


def test_predicting_changes_neither_rows_nor_network() -> None:
    model, X = fit(), PEOPLE.X_test.copy()
    first = model.predict_proba(X)
    np.testing.assert_array_equal(X, PEOPLE.X_test)
    np.testing.assert_array_equal(model.predict_proba(X), first)
    assert not model.network.training


def test_far_away_rows_get_probabilities_without_overflow() -> None:
    with np.errstate(all="raise"):
        p = fit(steps=300).predict_proba([[-1e9, 0], [1e9, 1]])
    assert ((p >= 0) & (p <= 1)).all()


def test_no_steps_leave_the_network_untrained() -> None:
    model = fit(steps=0)
    assert model.history.train.shape == (1,)
    for mine, fresh in zip(model.network.parameters(), mlp(2).parameters(), strict=True):
        assert torch.equal(mine.cpu(), fresh)


def test_progress_bar_is_off_unless_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    fit(steps=2)
    assert capsys.readouterr().err == ""
    fit(steps=2, progress=True)
    assert "training" in capsys.readouterr().err


def test_device_is_cuda_if_available_else_cpu() -> None:
    expected = "cuda" if torch.cuda.is_available() else "cpu"
    assert networks.default_device().type == expected
    assert next(fit(steps=0).network.parameters()).device.type == expected
    assert next(fit(steps=0, device="cpu").network.parameters()).device.type == "cpu"


@pytest.mark.parametrize(
    ("X", "y", "words"),
    [
        ([[1.0], [2.0]], [0, 1, 1], "X has 2 rows but y has 3"),
        ([[1.0], [2.0]], [0, 0], "y holds class 0 only"),
        ([[1.0], [2.0]], ["no", "yes"], "y has shape"),
        ([[1.0], [np.nan]], [0, 1], "nan in row 1, column 0"),
    ],
)
def test_bad_training_rows_are_refused(X: Any, y: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fit_classifier(X, y, steps=1)


def test_one_row_needs_two_dimensions_and_the_features_of_training() -> None:
    model = fit(steps=1)
    with pytest.raises(ValueError, match=r"reshape\(1, -1\)"):
        model.predict_proba(PEOPLE.X_test[0])
    with pytest.raises(ValueError, match="X has 3 columns but the training rows have 2"):
        model.predict_proba(np.zeros((4, 3)))


def test_layers_without_units_and_negative_steps_are_refused() -> None:
    with pytest.raises(ValueError, match=r"widths are \[2, 0, 1\].*at least 1 unit"):
        mlp(2, (0,))
    with pytest.raises(ValueError, match="steps is -1"):
        fit(steps=-1)


def test_without_torch_the_import_says_what_to_install() -> None:
    code = "import sys; sys.modules['torch'] = None; import shapley_tutor.models.mlp"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert 'pip install "shapley-tutor[torch]"' in done.stderr
