"""Chapters are no longer than one sits through: words, and the minutes that they state.

250 words or 10 open lines a minute, proofs double.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from test_folded import lines
from test_readme import ROOT, chapters, stated


def words(text: str) -> int:
    text = re.sub(r"\{glue:text\}`[^`]*`", "1", text)
    text = re.sub(r"\{\w+:?\w*\}`([^`<]*)(<[^`]*>)?`", lambda m: m[1] if m[2] else "it", text)
    text = re.sub(r"^:\w+:.*$|^[`:]{3,}.*$|<[^>]+>", " ", text, flags=re.MULTILINE)
    return len(text.split())


def words_of(page: str, root: Path = ROOT) -> tuple[int, int]:
    """How many words a chapter has with its exercises, captions and tables, and its proofs."""
    cells = json.loads((root / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    text = re.sub(r"```\{index\}.*?```", "", text, flags=re.DOTALL)
    captions = [cell["metadata"].get("mystnb", {}).get("figure", {}).get("caption", "")
                for cell in cells]  # fmt: skip
    proofs = re.findall(r"(`{3,})\{prf:proof\}\n(.*?)\n\1(?=\n|$)", text, flags=re.DOTALL)
    return words(text) + words(" ".join(captions)), sum(words(proof) for _, proof in proofs)


def minutes(page: str) -> float:
    """Minutes that a chapter takes, its exercises and their solutions read as the rest."""
    return sum(words_of(page)) / 250 + lines(page) / 10


@pytest.mark.parametrize("page", chapters())
def test_the_minutes_of_a_chapter_are_honest(page):
    assert int(stated(page)[1]) == pytest.approx(minutes(page), rel=0.25), minutes(page)


@pytest.mark.parametrize("page", chapters())
def test_a_chapter_has_at_most_3500_words(page):
    """Captions and tables included, code not."""
    assert words_of(page)[0] <= 3500
