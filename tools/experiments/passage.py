"""A long passage, for the query that one of its sentences answers.

A part is a block of 128 coalitions. The first two blocks are all coalitions of its eight
sentences; the others are what two runs of a paired regression ask for, 2,048 coalitions of its
words each, in the order in which a run asks. Which those are does not depend on the worths, so a
part stands alone.
"""

from __future__ import annotations

from functools import cache

import numpy as np

import shapley_tutor as st
from experiments._asked import asked
from shapley_tutor.datasets.passages import LONG_PASSAGE, LONG_QUERY
from shapley_tutor.models import minilm

RUNS, BUDGET, BLOCK = 2, 2048, 128
SENTENCES = 2 ** len(LONG_PASSAGE) // BLOCK  # blocks of coalitions of sentences
PARTS = SENTENCES + RUNS * BUDGET // BLOCK
TOLERANCE = 1e-4


@cache
def encoder() -> minilm.SentenceEncoder:
    """Return the encoder, loaded once."""
    return minilm.load_encoder()


def compute(part: int) -> dict[str, np.ndarray]:
    """Worths of one block."""
    if part < SENTENCES:
        players = np.array(LONG_PASSAGE, dtype=object)
        coalitions = st.coalitions(len(players))[part * BLOCK : (part + 1) * BLOCK]
        texts = [" ".join(players[row]) for row in coalitions]
    else:
        run, block = divmod(part - SENTENCES, BUDGET // BLOCK)
        words = np.array(" ".join(LONG_PASSAGE).split(), dtype=object)
        coalitions = asked(run, len(words), BUDGET)[block * BLOCK : (block + 1) * BLOCK]
        texts = [" ".join(words[row]) for row in coalitions]
    worths = encoder().similarity_to(LONG_QUERY)(texts)
    return {
        "worths": worths.astype(np.float32),
    }
