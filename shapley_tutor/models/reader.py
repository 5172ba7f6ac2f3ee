"""A small network that reads sentences: words in, log-odds out, the same digits everywhere.

Needs PyTorch. Float64, trained on all sentences at once by :func:`shapley_tutor.models.mlp.train`,
seeded without touching PyTorch's global random state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray, IntArray
from shapley_tutor.datasets.reviews import MAX_WORDS, check_sentences, split_words
from shapley_tutor.models._torch import answers_of, one_thread, seeded
from shapley_tutor.models.mlp import History, train
from shapley_tutor.models.standardize import as_classes

import torch  # isort: skip (_torch says what to do where it is missing)
from torch import nn  # isort: skip
from torch.nn.functional import binary_cross_entropy_with_logits  # isort: skip

PAD = "<pad>"
"""Fills up a short sentence in front; its embedding is zero."""

UNKNOWN = "<unknown>"
"""Stands for every word that the reader does not know."""

BATCH_ROWS = 4096
"""Sentences that a reader evaluates at a time."""


class RecurrentNetwork(nn.Module):
    """Word numbers (m, length) to log-odds (m, 1): embedding, GRU, linear layer on its last state.

    Number 0 is the padding.
    """

    def __init__(self, n_words: int, embedding: int, hidden: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(n_words, embedding, padding_idx=0)
        self.read = nn.GRU(embedding, hidden, batch_first=True)
        self.score = nn.Linear(hidden, 1)

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Read each row from left to right."""
        _, last = self.read(self.embed(numbers))  # (1, m, hidden)
        scores: torch.Tensor = self.score(last[0])
        return scores


class Reader:
    """A trained network on sentences: what :func:`fit_reader` returns.

    A sentence is a string, or a row of words in which "" is no word. ``network`` is the
    ``torch.nn.Module``; ``vocabulary`` numbers the words; ``length`` is how many words the
    network reads; ``history`` holds the loss after every step of the training.
    """

    def __init__(
        self,
        network: RecurrentNetwork,
        vocabulary: Mapping[str, int],
        length: int,
        history: History,
    ) -> None:
        self.network = network.eval()
        self.vocabulary = vocabulary
        self.length = length
        self.history = history

    @one_thread()
    def predict_logit(self, sentences: Any) -> FloatArray:
        """Log-odds of class 1, (m,)."""
        numbers = torch.from_numpy(_numbers(sentences, self.vocabulary, self.length))
        return answers_of(self.network, numbers, BATCH_ROWS)[:, 0]

    def predict_proba(self, sentences: Any) -> FloatArray:
        """Probability of class 1, (m,)."""
        return np.asarray(1 / (1 + np.exp(-self.predict_logit(sentences))))


def fit_reader(
    sentences: Any,
    y: Any,
    *,
    length: int = MAX_WORDS,
    embedding: int = 4,
    hidden: int = 12,
    steps: int = 80,
    learning_rate: float = 0.05,
    unknown: float = 0.05,
    seed: int = 0,
) -> Reader:
    """Train a network to tell two kinds of sentences apart, by full-batch Adam on the log-loss.

    Introduced in chapter *Words as players*.

    Parameters
    ----------
    sentences, y
        Training sentences (m strings, or rows of words in which "" is no word) and their
        classes 0 and 1, (m,).
    length
        Most words of a sentence; shorter ones are padded in front.
    unknown
        Share of the training words that are made unknown, so that the network has seen such.
    seed
        Of the initial weights and of the words made unknown.

    Raises
    ------
    TypeError, ValueError
        If y does not hold one class 0 or 1 a sentence, or a sentence is longer than ``length``.

    Examples
    --------
    >>> reader = fit_reader(["good", "not good", "bad", "not bad"] * 9, [1, 0, 0, 1] * 9)
    >>> reader.predict_proba(["not bad", "not good"]).round()
    array([1., 0.])
    """
    words = sorted(
        {word for sentence in check_sentences(sentences) for word in split_words(sentence)}
    )
    numbered = [PAD, UNKNOWN, *(word for word in words if word not in (PAD, UNKNOWN))]
    vocabulary = {word: number for number, word in enumerate(numbered)}
    numbers = _numbers(sentences, vocabulary, length)
    labels = as_classes(y, 2)
    if len(labels) != len(numbers):
        raise ValueError(
            f"sentences has {len(numbers)} entries but y has {len(labels)}; pass one y a sentence"
        )
    lost = np.random.default_rng(seed).random(numbers.shape) < unknown
    numbers[lost & (numbers > 0)] = vocabulary[UNKNOWN]
    network = _untrained(len(vocabulary), embedding, hidden, seed)
    rows = torch.from_numpy(numbers), torch.from_numpy(labels)[:, None].double()
    history = train(
        network, rows, binary_cross_entropy_with_logits, steps=steps, learning_rate=learning_rate
    )
    return Reader(network, vocabulary, length, history)


def _untrained(n_words: int, embedding: int, hidden: int, seed: int) -> RecurrentNetwork:
    with seeded(seed):
        return RecurrentNetwork(n_words, embedding, hidden).double()


def _numbers(sentences: Any, vocabulary: Mapping[str, int], length: int) -> IntArray:
    """Word numbers (m, length) of sentences, padded in front."""
    numbers = np.zeros((len(check_sentences(sentences)), length), dtype=np.int64)
    for row, sentence in zip(numbers, sentences, strict=True):
        words = split_words(sentence)
        if len(words) > length:
            raise ValueError(
                f"a sentence has {len(words)} words but this reader takes {length}: "
                f"{' '.join(words)[:60]!r}; train with fit_reader(..., length={len(words)})"
            )
        row[length - len(words) :] = [vocabulary.get(w, vocabulary[UNKNOWN]) for w in words]
    return numbers
