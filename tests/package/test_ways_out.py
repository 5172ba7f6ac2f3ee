"""Every message names a way out, and the way leads to the right numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import ways_answers
import ways_games
import ways_plots
import ways_rows
import ways_theory
import ways_trees
from ways import failure, follow

import shapley_tutor as st

WAYS = {
    **ways_rows.WAYS,
    **ways_answers.WAYS,
    **ways_games.WAYS,
    **ways_theory.WAYS,
    **ways_plots.WAYS,
    **ways_trees.WAYS,
}
PACKAGE = Path(st.__file__).parent
FILES = [
    *(PACKAGE / "_engine").glob("*.py"),
    *(PACKAGE / "sampling").glob("*.py"),
    PACKAGE / "plots" / "_explained.py",
    *(PACKAGE / "_trees").glob("*.py"),
    *(
        PACKAGE / f"{name}.py"
        for name in [
            "explain",
            "trees",
            "_tables",
            "removal",
            "_gaussian",
            "explanation",
            "_selection",
            "_cells",
            "_checks",
            "_numbers",
            "game",
            "worths",
            "coalitions",
            "values",
            "solutions",
            "core",
            "interactions",
            "_interactions",
            "games",
            "sensitivity",
            "_dependent",
            "_batches",
            "nucleolus",
        ]
    ),
]
# Text in these files that is no message: what stands between its braces, and what it is.
NO_MESSAGE = {
    "kernel regression": "Explanation.method",
    ",  coalitions per background row": "Explanation.method, of samples",
    ", precision reached for  of  rows": "the repr of an Explanation",
    "at least": "of a job announced, beside 'about'",
    " to a standard error of ": "Explanation.method, of a precision",
    ", at most  coalitions per background row": "Explanation.method, of a precision",
    "… and  more": "the name of the sum of all other features",
    "Game of  players: ": "the repr of a Game",
    "...  smaller ones": "the repr of Interactions",
    "exact, from the trees": "Explanation.method",
}


@pytest.mark.parametrize("case", WAYS)
def test_the_way_out_leads_to_the_right_numbers(case):
    found, right = follow(WAYS[case])
    np.testing.assert_allclose(found, right, rtol=(close := WAYS[case].close), atol=close)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_error_is_raised_by_a_case(file):
    reached = {(Path(f.file), f.line) for f in map(failure, WAYS.values())}
    missed = [
        f"{file.name}:{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Raise) and node.exc is not None
        if not any((file, line) in reached for line in range(node.lineno, node.end_lineno + 1))
    ]
    assert not missed, "no case in tests/package/ways_*.py reaches\n" + "\n".join(missed)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_text_of_a_message_is_read_by_a_case(file):
    said = [failure(way).text for way in WAYS.values()]
    tree = ast.parse(file.read_text(encoding="utf-8"))
    missed = [
        f"{file.name}:{line}: {'…'.join(pieces)}"
        for line, pieces in texts(tree)
        if not any(in_order(pieces, text) for text in said)
    ]
    assert not missed, "no case in tests/package/ways_*.py says\n" + "\n".join(missed)


def in_order(pieces: list[str], text: str) -> bool:
    """Whether a text has the pieces one after another, with anything between them."""
    end = 0
    for piece in pieces:
        start = text.find(piece, end)
        if start < 0:
            return False
        end = start + len(piece)
    return True


def texts(tree: ast.AST) -> Iterator[tuple[int, list[str]]]:
    """Lines and pieces of all texts of two words or more that are no docstrings."""
    passed = {id(part) for node in ast.walk(tree) for part in not_said(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            pieces = [part.value if isinstance(part, ast.Constant) else "" for part in node.values]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            pieces = re.split(r"\{\w*\}", node.value)  # for .format
        else:
            continue
        literal = "".join(pieces)
        if id(node) in passed or " " not in literal.strip():
            continue
        if literal not in NO_MESSAGE:
            yield node.lineno, pieces


def not_said(node: ast.AST) -> Iterator[ast.AST]:
    """Docstrings of a node, and the parts of an f-string, which is one text."""
    body = getattr(node, "body", None)
    for first in body if isinstance(body, list) else []:
        if isinstance(first, ast.Expr):
            yield first.value
    if isinstance(node, ast.JoinedStr):
        yield from (part for part in node.values if isinstance(part, ast.Constant))
