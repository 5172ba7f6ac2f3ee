"""The small library: nine words each, an answer for every query, one long passage."""

from __future__ import annotations

from shapley_tutor.datasets.passages import LONG_PASSAGE, PASSAGES, QUERIES


def test_every_short_passage_has_nine_words_and_no_mark() -> None:
    assert {len(text.split()) for text in PASSAGES} == {9}
    assert all(word.isalnum() for text in PASSAGES for word in text.split())
    assert len(set(PASSAGES)) == len(PASSAGES)


def test_every_query_has_an_answer_of_its_own() -> None:
    assert len(QUERIES) == 20
    assert len(set(QUERIES.values())) == 20
    assert all(0 <= answer < len(PASSAGES) for answer in QUERIES.values())


def test_the_long_passage_has_eight_sentences() -> None:
    assert len(LONG_PASSAGE) == 8
    assert all(text.endswith(".") and text.count(".") == 1 for text in LONG_PASSAGE)
