"""What a chapter's code is where nobody folds cells as the pages do: without glue, with a title.

Jupyter folds a cell to its first line, Colab to its title. So what is folded begins with a title
that says what it is, in the words of the pages (``_ext/folded_cells.py``).
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent.parent / "_ext"))
from folded_cells import told, what_folds

FOLDED = {"hide-input", "hide-cell", "remove-input", "remove-cell", "checks"}
SHUT = {"hide-output", "hide-cell", "remove-output", "remove-cell"}


def glues(node: ast.stmt) -> bool:
    """Say whether a statement does nothing but glue: its import, a call, a loop of calls."""
    if isinstance(node, ast.ImportFrom):
        return node.module == "myst_nb"
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return isinstance(node.value.func, ast.Name) and node.value.func.id == "glue"
    return isinstance(node, (ast.For, ast.With, ast.If)) and all(map(glues, blocks_of(node)))


def blocks_of(node: ast.stmt) -> list[ast.stmt]:
    """Return the statements inside a compound statement."""
    return [*getattr(node, "body", []), *getattr(node, "orelse", [])]


def glue_lines(statements: list[ast.stmt]) -> set[int]:
    """Return the numbers of the lines that do nothing but glue, counted from 1."""
    found: set[int] = set()
    for node in statements:
        if glues(node):
            found |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        else:
            found |= glue_lines(blocks_of(node))
    return found


def without_glue(source: str) -> str:
    """Return code without what hands numbers to the page's text, which has them already."""
    if "glue" not in source:
        return source
    dropped = glue_lines(ast.parse(source).body)
    lines = source.split("\n")
    kept = "\n".join(line for number, line in enumerate(lines, 1) if number not in dropped)
    try:
        ast.parse(kept)
    except SyntaxError as error:
        raise ValueError(f"without the lines that glue, this is no code:\n{source}") from error
    return re.sub(r"\n{4,}", "\n\n\n", kept).strip("\n")


def is_folded(cell: Any, solution: str) -> bool:
    """Say whether a cell is folded: by its tags, or as part of a solution."""
    return bool(solution or set(cell["metadata"].get("tags", [])) & FOLDED)


def titled(cell: Any, source: str, solution: str) -> str:
    """Return the code of a cell; if it is folded, below a title."""
    if not is_folded(cell, solution):
        return source
    if "checks" in cell["metadata"].get("tags", []):
        title = f"check: {told(source)}"
    else:
        title = solution or what_folds(cell["metadata"], source)
    return f"# @title {title[0].upper()}{title[1:]}\n{source}"


def folding(cell: Any, solution: str) -> dict[str, Any]:
    """Return the metadata that fold a cell as the page does: for Jupyter, and for Colab."""
    shut = (
        {"outputs_hidden": True} if solution or set(cell["metadata"].get("tags", [])) & SHUT else {}
    )
    if is_folded(cell, solution):
        return {"cellView": "form", "jupyter": {"source_hidden": True, **shut}}
    return {"jupyter": shut} if shut else {}
