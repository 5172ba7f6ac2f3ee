"""Simulated reviews: what the grammar draws, what the rule says of any words, rows of words."""

from __future__ import annotations

import numpy as np
import pytest

from shapley_tutor.datasets import reviews as sentences
from shapley_tutor.datasets.reviews import (
    player_names,
    review_log_odds,
    simulate_reviews,
    split_words,
    word_rows,
)


@pytest.mark.parametrize(
    ("text", "log_odds"),
    [
        ("good", 2.0),
        ("the film is good", 2.0),
        ("very good", 3.0),
        ("not good", -1.4),
        ("not very good", -2.1),
        ("not a very good film", -2.1),
        ("never never good", 2 * 0.49),
        ("slightly dull", -1.0),
        ("good and bad", 0.0),
        ("not good and bad", -3.4),  # "not" ends with its opinion
        ("not film and good", 2.0),  # … and at "and"
        ("very but good", 3.0),
        ("good but bad", 1.0 - 3.0),
        ("good but bad but bad", 1.0 - 6.0),  # the first "but" divides
        ("good not", 2.0),
        ("zebra", 0.0),
        ("", 0.0),
    ],
)
def test_the_rule_on_sentences_worked_out_by_hand(text: str, log_odds: float) -> None:
    assert review_log_odds([text])[0] == pytest.approx(log_odds)


def test_the_rule_takes_rows_of_words_with_holes() -> None:
    rows = np.array([["not", "", "good"], ["", "", ""]], dtype=object)
    np.testing.assert_allclose(review_log_odds(rows), review_log_odds(["not good", ""]))


def test_reviews_follow_the_seed_and_stay_short() -> None:
    texts, labels = simulate_reviews(3, 500)
    again = simulate_reviews(np.random.default_rng(3), 500)
    assert texts == again[0]
    np.testing.assert_array_equal(labels, again[1])
    assert texts != simulate_reviews(4, 500)[0]
    lengths = [len(text.split()) for text in texts]
    assert max(lengths) <= sentences.MAX_WORDS
    assert min(lengths) >= 1
    assert set(np.unique(labels)) == {0, 1}


def test_reviews_have_negations_degrees_and_buts_and_read_as_english() -> None:
    texts = simulate_reviews(0, 2000)[0]
    for word in ("not", "never", "very", "really", "slightly", "somewhat", "but", "and", "a", "an"):
        assert sum(word in text.split() for text in texts) > 20, word
    pairs = {pair for t in texts for pair in zip(t.split(), t.split()[1:], strict=False)}
    assert not {(a, b) for a, b in pairs if a == "a" and b[0] in "aeiou"}
    assert not {(a, b) for a, b in pairs if a == "an" and b[0] not in "aeiou"}
    assert not {(a, b) for a, b in pairs if a == "very" and b.endswith("ed")}
    assert ("i", "not") not in pairs


def test_labels_are_drawn_with_the_probability_of_the_rule() -> None:
    texts, labels = simulate_reviews(0, 20_000)
    log_odds = review_log_odds(texts)
    for low, high in [(-9, -3), (-3, -1), (-1, 1), (1, 3), (3, 9)]:
        some = (log_odds >= low) & (log_odds < high)
        expected = 1 / (1 + np.exp(-log_odds[some]))
        error = np.sqrt((expected * (1 - expected)).sum()) / some.sum()
        assert abs(labels[some].mean() - expected.mean()) < 4 * error


def test_the_number_of_reviews_must_be_a_positive_whole_number() -> None:
    for few in (0, -1):
        with pytest.raises(ValueError, match=f"n must be at least 1 review, got {few}"):
            simulate_reviews(0, few)
    with pytest.raises(TypeError, match=r"n must be a whole number of reviews, got 2\.5"):
        simulate_reviews(0, 2.5)  # type: ignore[arg-type]


def test_one_string_is_not_a_list_of_sentences() -> None:
    for function in (review_log_odds, word_rows):
        with pytest.raises(TypeError, match=r"sentences is the string 'a good film'; pass a list"):
            function("a good film")


def test_split_words_drops_empty_cells_and_capitals() -> None:
    assert split_words(" Not  Bad ") == ["not", "bad"]
    assert split_words(np.array(["", "Bad", ""], dtype=object)) == ["bad"]
    assert split_words("") == []


def test_word_rows_pad_at_the_end_or_keep_one_length() -> None:
    rows = word_rows(["a good film", "bad", "not bad"])
    assert rows.dtype == object
    assert rows.tolist() == [["a", "good", "film"], ["bad", "", ""], ["not", "bad", ""]]
    assert word_rows(["a good film", "bad", "not bad"], 2).tolist() == [["not", "bad"]]
    with pytest.raises(ValueError, match=r"no sentence has 4 words; .*\[1, 3\]"):
        word_rows(["a good film", "bad"], 4)
    with pytest.raises(ValueError, match="no sentence has any words"):
        word_rows([""])


def test_player_names_are_unique() -> None:
    names = player_names(["the", "plot", "of", "the", "film", "of", "the", "year"])
    assert names == ["the", "plot", "of", "the (2)", "film", "of (2)", "the (3)", "year"]
