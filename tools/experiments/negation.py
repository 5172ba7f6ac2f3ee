"""What a logistic regression on the transformer's vectors makes of "not", over ten samples.

A part is a sample of 500 simulated reviews. One regression is trained on reviews without a
negation, one on reviews of all kinds, with two penalties each. They are asked about phrases, and
about 500 new reviews.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from sklearn import linear_model

from shapley_tutor.datasets import reviews
from shapley_tutor.models import minilm

PARTS, TRAIN, TEST = 10, 500, 500
STRENGTHS = 1.0, 10.0  # scikit-learn's default, and a penalty ten times weaker
TOLERANCE = 1e-3
PHRASES = (
    "", "not", "bad", "not bad", "it is not bad", "not a bad film", "not good", "it is not good",
)  # fmt: skip


@cache
def encoder() -> minilm.SentenceEncoder:
    """Return the encoder, loaded once."""
    return minilm.load_encoder()


def negated(texts: list[str]) -> np.ndarray:
    """Which of the reviews hold a negation."""
    return np.array([any(word in reviews.NEGATIONS for word in text.split()) for text in texts])


def sample(seed: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Draw twice as many reviews as are trained on: their texts, labels, and which are negated."""
    texts, labels = reviews.simulate_reviews(seed, 2 * TRAIN)
    return texts, labels, negated(texts)


def compute(part: int) -> dict[str, np.ndarray]:
    """Log-odds of the phrases and shares of right answers, of four regressions."""
    texts, labels, has = sample(part)
    plain = np.flatnonzero(~has)[:TRAIN]
    mixed = np.arange(TRAIN)
    unseen, truth = reviews.simulate_reviews(100 + part, TEST)
    kind = negated(unseen)
    vectors = encoder().embed(texts)
    new, phrases = encoder().embed(unseen), encoder().embed(PHRASES)
    sk: Any = linear_model  # without type hints
    log_odds, right, rule = [], [], (reviews.review_log_odds(unseen) > 0) == truth
    for strength in STRENGTHS:
        for rows in (plain, mixed):
            model = sk.LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-8)
            model.fit(vectors[rows], labels[rows])
            log_odds.append(model.decision_function(phrases))
            correct = model.predict(new) == truth
            right.append([correct[~kind].mean(), correct[kind].mean()])
    return {
        "log_odds": np.array(log_odds).reshape(2, 2, -1),  # (penalty, training, phrases)
        "right": np.array(right).reshape(2, 2, 2),  # (penalty, training, kind of review)
        "rule": np.array([rule[~kind].mean(), rule[kind].mean()]),
    }
