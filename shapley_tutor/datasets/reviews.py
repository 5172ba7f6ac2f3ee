"""Simulated film reviews: a small grammar with negation and degree, labels from a known rule.

Nobody wrote these sentences. A grammar draws them, a rule gives each one its log-odds of
being positive, and a coin with that probability gives the label. The rule takes any words
in any order, so that it can be asked about sentences from which words are missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from shapley_tutor._checks import check_count
from shapley_tutor._typing import Array, FloatArray, IntArray

OPINIONS = {
    "good": 1.0, "great": 2.0, "funny": 1.0, "clever": 1.0, "brilliant": 2.0, "lovely": 1.5,
    "loved": 2.0, "liked": 1.0, "enjoyed": 1.5,
    "bad": -1.0, "awful": -2.0, "boring": -1.0, "dull": -1.0, "terrible": -2.0, "weak": -1.5,
    "hated": -2.0, "disliked": -1.0,
}  # fmt: skip
"""What a word says about the film, alone."""

DEGREES = {"very": 1.5, "really": 1.5, "slightly": 0.5, "somewhat": 0.5}
"""What a degree word multiplies the next opinion by."""

NEGATIONS = {"not": -0.7, "never": -0.7}
"""What a negation multiplies the next opinion by: less than a full turn."""

BEFORE_BUT, AFTER_BUT = 0.5, 1.5
"""What the opinions before and after "but" are multiplied by."""

STEEPNESS = 2.0
"""Log-odds for one unit of opinion."""

_VERBS = [word for word in OPINIONS if word.endswith("ed")]
_ADJECTIVES = [word for word in OPINIONS if word not in _VERBS]
_NOUNS = ["film", "plot", "story", "cast", "ending"]
MAX_WORDS = 12
"""Most words of a review."""


def split_words(sentence: str | Iterable[str]) -> list[str]:
    """Words of a sentence, or of a row of words; empty cells are no words.

    Examples
    --------
    >>> split_words("Not a bad film"), split_words(["not", "", "", "film"])
    (['not', 'a', 'bad', 'film'], ['not', 'film'])
    """
    words = sentence.split() if isinstance(sentence, str) else sentence
    return [word.lower() for word in words if word]


def review_log_odds(sentences: Any) -> FloatArray:
    """Log-odds that a review is positive: the rule behind the labels.

    Introduced in chapter *Words as players*. Each opinion is multiplied by the degree words
    and negations that stand before it, back to the last opinion, "and" or "but"; opinions
    before the first "but" count half, those after it half as much again; the log-odds are
    twice their sum.

    Parameters
    ----------
    sentences
        m strings, or rows of words (m, n) in which "" is no word.

    Returns
    -------
    float array of shape (m,)

    Raises
    ------
    TypeError
        If one string came instead of a list.

    Examples
    --------
    >>> review_log_odds(["a good film", "a very good film", "not very good", "not bad"])
    array([ 2. ,  3. , -2.1,  1.4])
    >>> review_log_odds(["good but dull", ""])
    array([-2.,  0.])
    """
    return STEEPNESS * np.array([_opinion(split_words(s)) for s in check_sentences(sentences)])


def _opinion(words: Sequence[str]) -> float:
    total, factor, clause = 0.0, 1.0, BEFORE_BUT if "but" in words else 1.0
    for word in words:
        if word in OPINIONS:
            total += clause * factor * OPINIONS[word]
            factor = 1.0
        elif word == "but":
            clause, factor = AFTER_BUT, 1.0
        elif word == "and":
            factor = 1.0
        else:
            factor *= DEGREES.get(word, 1.0) * NEGATIONS.get(word, 1.0)
    return total


def simulate_reviews(
    rng: int | np.random.Generator | None, n: int = 4000
) -> tuple[list[str], IntArray]:
    """Draw ``n`` reviews of at most 12 words and whether each is positive.

    Introduced in chapter *Words as players*.

    Parameters
    ----------
    rng
        Generator, or a seed for one.
    n
        Number of reviews.

    Returns
    -------
    sentences, labels
        Lower-case words separated by spaces, and 1 = positive, drawn with the probability
        of :func:`review_log_odds`: (n,).

    Raises
    ------
    TypeError, ValueError
        If ``n`` is not a positive whole number.

    Examples
    --------
    >>> sentences, labels = simulate_reviews(0, 3)
    >>> sentences[0], labels.shape
    ('not really good', (3,))
    """
    check_count(n, "n", "review")
    rng = np.random.default_rng(rng)
    sentences = [_draw_sentence(rng) for _ in range(n)]
    probability = 1 / (1 + np.exp(-review_log_odds(sentences)))
    return sentences, rng.binomial(1, probability)


def _draw_sentence(rng: np.random.Generator) -> str:
    """One clause, or two joined by "and" or "but"; drawn again if it is too long."""
    while True:
        words = _draw_clause(rng)
        if rng.random() < 0.6:
            words += [_one_of(["and", "but"], rng), *_draw_clause(rng)]
        if len(words) <= MAX_WORDS:
            return " ".join(words)


def _draw_clause(rng: np.random.Generator) -> list[str]:
    """Draw such as: i saw it; i never liked the end; not a bad film; the plot is very dull."""
    noun, verb = _one_of(_NOUNS, rng), _one_of(_VERBS, rng)
    degree = [_one_of(list(DEGREES), rng)] if rng.random() < 0.35 else []
    negated = bool(rng.random() < 0.35)
    opinion = [*degree, _one_of(_ADJECTIVES, rng)]
    thing = ["it"] if rng.random() < 0.5 else ["the", noun]
    kind = rng.integers(9)
    if kind == 0:
        return ["i", "saw", *thing]
    if kind <= 2:
        manner = [word for word in degree if word != "very"]
        return ["i", *["never"] * negated, *manner, verb, *thing]
    if kind <= 4:
        article = "an" if opinion[0][0] in "aeiou" else "a"
        return [*["not"] * negated, article, *opinion, noun]
    if kind <= 6:
        return [*["not"] * negated, *opinion]
    negation = [_one_of(list(NEGATIONS), rng)] * negated
    return ["the", noun, _one_of(["is", "was"], rng), *negation, *opinion]


def _one_of(words: Sequence[str], rng: np.random.Generator) -> str:
    return words[int(rng.integers(len(words)))]


def word_rows(sentences: Any, n_words: int | None = None) -> Array:
    """Sentences as rows of words, for :func:`shapley_tutor.explain`: objects (m, n_words).

    Introduced in chapter *Words as players*.

    Parameters
    ----------
    sentences
        m strings.
    n_words
        Columns: only sentences of exactly so many words are kept. By default all are kept,
        and short ones end with "".

    Raises
    ------
    ValueError
        If no sentence has so many words.

    Examples
    --------
    >>> word_rows(["not bad", "a good film"])
    array([['not', 'bad', ''],
           ['a', 'good', 'film']], dtype=object)
    >>> word_rows(["not bad", "a good film"], 2)
    array([['not', 'bad']], dtype=object)
    """
    split = [split_words(sentence) for sentence in check_sentences(sentences)]
    lengths = [len(words) for words in split]
    kept = split if n_words is None else [w for w in split if len(w) == n_words]
    if not kept or max(map(len, kept)) == 0:
        raise ValueError(
            f"no sentence has {n_words or 'any'} words; the lengths that came are "
            f"{sorted(set(lengths))}"
        )
    width = max(map(len, kept))
    rows = np.full((len(kept), width), "", dtype=object)
    for row, words in zip(rows, kept, strict=True):
        row[: len(words)] = words
    return rows


def player_names(words: Iterable[str]) -> list[str]:
    """Words as names of players: a repeated word gets a number, as every player needs a name.

    Introduced in chapter *Words as players*.

    Examples
    --------
    >>> player_names(["the", "plot", "of", "the", "film"])
    ['the', 'plot', 'of', 'the (2)', 'film']
    """
    seen: dict[str, int] = {}
    names = []
    for word in words:
        seen[word] = seen.get(word, 0) + 1
        names.append(word if seen[word] == 1 else f"{word} ({seen[word]})")
    return names


def check_sentences(sentences: Any) -> Any:
    """Return several sentences, or say that one string came."""
    if isinstance(sentences, str):
        raise TypeError(
            f"sentences is the string {sentences[:30]!r}; pass a list of strings, [sentence]"
        )
    return sentences
