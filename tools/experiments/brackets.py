"""What SHAP's partition explainer makes of ten texts of forty words, by its budget.

A part is one text: simulated reviews joined by "and", read by VADER, with absent words masked.
The last of the budgets is what the tree needs.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shap
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from shapley_tutor.datasets import reviews
from shapley_tutor.solutions import nesting_of

PARTS = 10
TOLERANCE = 1e-6

WORDS = 40
BUDGETS = (100, 250, 500, 1000)
ANALYZER = SentimentIntensityAnalyzer()


def vader(texts: Any) -> np.ndarray:
    """Compound scores."""
    return np.array([ANALYZER.polarity_scores(text)["compound"] for text in texts])


def split(text: str) -> dict[str, Any]:
    """Take words for tokens."""
    return {"input_ids": text.split()}


split.decode = " ".join  # type: ignore[attr-defined]


def worths_needed(node: Any) -> int:
    """How often a bracket asks until everything in it is opened."""
    return 2 + 2 * sum(map(worths_needed, node)) if isinstance(node, list) else 0


def compute(part: int) -> dict[str, Any]:
    """Explain one text with every budget."""
    words = " and ".join(reviews.simulate_reviews(1, 400)[0]).split()
    text = " ".join(words[WORDS * part : WORDS * (part + 1)])
    masker = shap.maskers.Text(split, mask_token="thing", collapse_mask_token=False)
    needed = 2 + worths_needed(nesting_of(masker.clustering(text), range(WORDS)))
    explainer = shap.Explainer(vader, masker)
    np.random.seed(0)  # noqa: NPY002 - SHAP breaks ties with the global generator
    found = [explainer([text], max_evals=m, silent=True) for m in (*BUDGETS, needed)]
    return {"needed": np.array(needed), "values": np.stack([e.values[0] for e in found])}
