"""What ten trainings of the small reader make of the words of ten reviews.

A part is one training: the same 6,000 reviews, other initial weights and other words made unknown.
Payoffs stand in the order of the reviews, of the removals and of the words.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import shap

import shapley_tutor as st
from shapley_tutor.datasets import reviews
from shapley_tutor.models.reader import PAD, UNKNOWN, Reader, fit_reader
from shapley_tutor.solutions import nested_values, nesting_of

PARTS = 10
TOLERANCE = 1e-3

REVIEW = "not a very good film but i really enjoyed it"
WORDS = 10
OTHERS = 9  # held-out reviews of as many words, drawn at random
COMPANY = 20  # reviews whose words stand in for absent ones
IN_PHRASES = 100  # the same for phrases, from reviews of as few words
REMOVALS = ("delete", "mask", "pad", "resample")
PHRASES = ("not bad", "not very good", "not very bad")


@cache
def data() -> tuple[Any, Any, list[str]]:
    """6,000 reviews and their labels to learn from, and ten reviews to explain."""
    texts, labels = reviews.simulate_reviews(0, 7500)
    long = [text for text in texts[6000:] if len(text.split()) == WORDS]
    drawn = np.random.default_rng(0).choice(len(long), OTHERS, replace=False)
    return texts[:6000], labels[:6000], [REVIEW, *(long[k] for k in drawn)]


def removal(name: str) -> Any:
    """What stands in the places of absent words."""
    if name == "resample":
        return st.Marginal(reviews.word_rows(data()[0], n_words=WORDS)[:COMPANY])
    word = {"delete": "", "mask": UNKNOWN, "pad": PAD}[name]
    return st.Baseline(np.full(WORDS, word, dtype=object))


def game(reader: Reader, sentence: str, absent: str | None = "") -> st.Game:
    """Game of a sentence whose missing words become ``absent``, or those of other reviews."""
    row = np.array([sentence.split()], dtype=object)
    if absent is None:
        others = reviews.word_rows(data()[0], n_words=row.size)[:IN_PHRASES]
        return st.prediction_game(reader.predict_logit, row, others)
    return st.prediction_game(
        reader.predict_logit, row, st.Baseline(np.full(row.size, absent, dtype=object))
    )


def in_brackets(reader: Reader, sentence: str) -> Any:
    """Values of the brackets in which SHAP puts the words, with absent words masked."""
    masker = shap.maskers.Text(split, mask_token=UNKNOWN, collapse_mask_token=False)
    brackets = nesting_of(masker.clustering(sentence), range(WORDS))
    return nested_values(game(reader, sentence, UNKNOWN), brackets)


def split(text: str) -> dict[str, Any]:
    """Take words for tokens."""
    return {"input_ids": text.split()}


split.decode = " ".join  # type: ignore[attr-defined]


def compute(part: int) -> dict[str, Any]:
    """Train a reader and explain what it says."""
    texts, labels, explained = data()
    reader = fit_reader(texts, labels, seed=part)
    held_out, truth = (column[6000:] for column in reviews.simulate_reviews(0, 7500))
    rows = np.array([text.split() for text in explained], dtype=object)
    found = [st.explain(reader.predict_logit, rows, removal(name)) for name in REMOVALS]
    return {
        "reviews": np.array(explained),
        "right": np.mean((reader.predict_logit(held_out) > 0) == (truth == 1)),
        "values": np.stack([e.values for e in found], axis=1),  # (review, removal, word)
        "base": np.stack([e.base_values for e in found], axis=1),
        "logit": found[0].predictions,
        "brackets": [in_brackets(reader, text) for text in explained],
        "pairs": st.interaction_values(game(reader, REVIEW)),
        **{phrase: game(reader, phrase).worths() for phrase in PHRASES},
        **{f"{phrase}, resampled": game(reader, phrase, None).worths() for phrase in PHRASES},
    }
