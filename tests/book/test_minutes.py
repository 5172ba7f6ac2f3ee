"""The minutes that a chapter states: 250 words and 10 open lines a minute, proofs double."""

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


def minutes(page: str, root: Path = ROOT) -> float:
    """Minutes that a chapter takes, its exercises and their solutions read as the rest."""
    cells = json.loads((root / f"{page}.ipynb").read_text(encoding="utf-8"))["cells"]
    captions = [
        cell["metadata"].get("mystnb", {}).get("figure", {}).get("caption", "")
        for cell in cells
        if cell["cell_type"] == "code"
    ]
    text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    text = re.sub(r"```\{index\}.*?```|<div class=\"st-table\">.*?</div>", "", text, flags=re.S)
    proofs = re.findall(r"(`{3,})\{prf:proof\}\n(.*?)\n\1(?=\n|$)", text, flags=re.DOTALL)
    read = words(text) + words(" ".join(captions)) + sum(words(proof) for _, proof in proofs)
    return read / 250 + lines(page) / 10


@pytest.mark.parametrize("page", chapters())
def test_the_minutes_of_a_chapter_are_honest(page):
    assert int(stated(page)[1]) == pytest.approx(minutes(page), rel=0.25), minutes(page)
