"""The network that reads: words in, log-odds out, seeds, and what an absent word becomes."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from shapley_tutor.datasets import reviews as sentences
from shapley_tutor.models import reader as readers
from shapley_tutor.models.reader import PAD, UNKNOWN, Reader, fit_reader

TEXTS, LABELS = sentences.simulate_reviews(0, 1500)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return fit_reader(TEXTS, LABELS, steps=60)


def test_it_learns(reader: Reader) -> None:
    unseen, labels = sentences.simulate_reviews(1, 400)
    rule = np.mean((sentences.review_log_odds(unseen) > 0) == labels)
    assert np.mean((reader.predict_logit(unseen) > 0) == labels) > rule - 0.1
    assert reader.history.train[-1] < 0.6 * reader.history.train[0]


def test_the_same_seed_gives_the_same_network_and_another_seed_another() -> None:
    one, two, other = (
        fit_reader(TEXTS[:50], LABELS[:50], steps=3, seed=seed).predict_logit(TEXTS[:9])
        for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(one, two)
    assert np.abs(one - other).max() > 1e-3
    assert one.dtype == np.float64


def test_global_random_state_and_threads_are_left_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    threads = torch.get_num_threads()
    fit_reader(TEXTS[:20], LABELS[:20], steps=2).predict_logit(TEXTS[:3])
    assert torch.equal(torch.rand(3), expected)
    assert torch.get_num_threads() == threads


def test_strings_and_rows_of_words_are_the_same_sentences(reader: Reader) -> None:
    rows = np.array([["not", "", "bad"], ["", "good", ""]], dtype=object)
    np.testing.assert_array_equal(
        reader.predict_logit(rows), reader.predict_logit(["not bad", "Good"])
    )


def test_the_answer_does_not_depend_on_the_company(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = reader.predict_logit(TEXTS[:20])
    alone = np.array([reader.predict_logit([text])[0] for text in TEXTS[:20]])
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-12)
    monkeypatch.setattr(readers, "BATCH_ROWS", 7)
    np.testing.assert_allclose(reader.predict_logit(TEXTS[:20]), together, rtol=0, atol=1e-12)


def test_absent_words(reader: Reader) -> None:
    deleted, padded, padded_inside, unknown, strange, nothing = reader.predict_logit(
        ["bad film", f"{PAD} bad film", f"bad {PAD} film", f"{UNKNOWN} bad film",
         "zebra bad film", ""]
    )  # fmt: skip
    assert deleted == pytest.approx(padded, abs=1e-12)  # the padding stands in front
    assert abs(deleted - padded_inside) > 1e-3
    assert unknown == pytest.approx(strange, abs=1e-12)
    assert abs(deleted - unknown) > 1e-3
    assert np.isfinite(nothing)
    assert reader.network.embed.weight[0].abs().max() == 0


def test_probability_and_log_odds_agree(reader: Reader) -> None:
    p = reader.predict_proba(TEXTS[:9])
    np.testing.assert_allclose(np.log(p / (1 - p)), reader.predict_logit(TEXTS[:9]))


def test_some_training_words_are_made_unknown() -> None:
    plain = fit_reader(TEXTS[:300], LABELS[:300], steps=1, unknown=0.0)
    blurred = fit_reader(TEXTS[:300], LABELS[:300], steps=1, unknown=0.5)
    number = plain.vocabulary[UNKNOWN]

    def moved(reader: Reader) -> float:
        fresh = readers._untrained(len(reader.vocabulary), 4, 12, seed=0)
        change = reader.network.embed.weight[number] - fresh.embed.weight[number]
        return float(change.detach().abs().max())

    assert moved(plain) == 0 < moved(blurred)


def test_what_does_not_fit_is_refused(reader: Reader) -> None:
    with pytest.raises(ValueError, match=r"a sentence has 13 words but this reader takes 12: "):
        reader.predict_logit(["film " * 13])
    with pytest.raises(ValueError, match="sentences has 2 entries but y has 1"):
        fit_reader(["good", "bad"], [1])
    with pytest.raises(ValueError, match="class 2"):
        fit_reader(["good", "bad"], [1, 2])
    for call in (lambda: reader.predict_logit("good"), lambda: fit_reader("good", [1])):
        with pytest.raises(TypeError, match="pass a list of strings"):
            call()
