"""The best passage for each of twenty queries, and what its nine words are paid in two games.

A part is a query. The worths of all 512 coalitions of the best passage's words, with the absent
ones deleted and with [MASK] in their places; and Integrated Gradients of the words' vectors, from a
sentence of masks and from [PAD], the token 0 with which Captum starts by default.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import torch
from captum.attr import LayerIntegratedGradients

import shapley_tutor as st
from shapley_tutor.datasets.passages import PASSAGES, QUERIES
from shapley_tutor.models import minilm
from shapley_tutor.models._torch import one_thread

PARTS = len(QUERIES)
TOLERANCE = 1e-4


@cache
def encoder() -> minilm.SentenceEncoder:
    """Return the encoder, loaded once."""
    return minilm.load_encoder()


def worths(query: str, words: list[str], absent: str) -> np.ndarray:
    """Similarities of all coalitions of words, in the order of ``st.coalitions``."""
    rows = np.where(st.coalitions(len(words)), np.array(words, dtype=object), absent)
    return encoder().similarity_to(query)(rows)


def gradients(query: str, words: list[str]) -> np.ndarray:
    """Integrated Gradients of nine words, from masks and from [PAD]: (2, 9)."""
    network, apart = encoder().network, encoder().pieces(words)
    target = torch.from_numpy(encoder().embed([query])[0]).float()
    numbers = torch.tensor([encoder().numbers(words)])
    masks = torch.tensor([encoder().numbers([minilm.MASK] * (numbers.shape[1] - 2))])
    owner = np.repeat(np.arange(len(words)), list(map(len, apart)))
    paths: Any = LayerIntegratedGradients(lambda x: network(x) @ target, network.words)
    found = []
    for baseline in (masks, None):
        with one_thread():
            by_piece = paths.attribute(
                numbers, baselines=baseline, n_steps=50, internal_batch_size=50
            )
        inner = by_piece.detach().sum(dim=2).numpy()[0, 1:-1]
        found.append(np.bincount(owner, inner, len(words)))
    return np.array(found)


def compute(part: int) -> dict[str, np.ndarray]:
    """Worths and gradients of one query's best passage."""
    query = list(QUERIES)[part]
    every = encoder().similarity_to(query)(PASSAGES)
    best = int(every.argmax())
    words = PASSAGES[best].split()
    return {
        "best": np.array(best),
        "similarities": every.astype(np.float32),
        "deleted": worths(query, words, "").astype(np.float32),
        "masked": worths(query, words, minilm.MASK).astype(np.float32),
        "gradients": gradients(query, words).astype(np.float32),
    }
