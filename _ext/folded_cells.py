"""Sphinx extension: code that carries the idea stands open, what prepares or checks it is folded.

A chapter's tags say which is which (CONTRIBUTING.md). Set-up and plots fold to a line that names
them, cells that only check to a line that counts what they check. A reader may want all code, that
which carries the idea, or none: the browser keeps the choice (``folded.js``, ``folded.css``).
"""

from __future__ import annotations

import ast
import html
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

EQUAL = {"allclose", "array_equal", "assert_allclose", "assert_array_equal", "equal", "isclose"}
TABLE = "tab-"  # begins the name of a table with a caption (numbered_tables.py)
PLURALS = {"equality": "equalities", "inequality": "inequalities"}


def what_is_tested(test: ast.expr) -> Iterator[str]:
    """Name what an asserted expression tests: each comparison in it, or the whole of it."""
    found = []
    for node in ast.walk(test):
        if isinstance(node, ast.Compare):
            equal = [isinstance(operator, (ast.Eq, ast.Is)) for operator in node.ops]
            found += ["equality" if same else "inequality" for same in equal]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found += ["equality"] if node.func.attr in EQUAL else []
    yield from found or ["more"]


def told(source: str) -> str:
    """Count what the asserts of a cell test, as its text has it: in a loop each counts once.

    Examples
    --------
    >>> told("assert a == b == c; assert 0 < x")
    '2 equalities, 1 inequality'
    >>> told("assert np.allclose(x, y); assert found; assert not lost")
    '1 equality, 2 more'
    """
    asserts = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Assert)]
    counts = Counter(name for node in asserts for name in what_is_tested(node.test))
    words = [
        f"{counts[name]} {PLURALS.get(name, name) if counts[name] > 1 else name}"
        for name in ("equality", "inequality", "more")
        if counts[name]
    ]
    return ", ".join(words)


def what_folds(metadata: Mapping[str, Any], source: str) -> str:
    """Say what a folded cell is: its set-up, a plot, or other code."""
    if "setup" in metadata.get("tags", []):
        return "the set-up"
    shown = metadata.get("mystnb", {}).get("figure", {}).get("name", "")
    plots = ("mystnb" in metadata and not shown.startswith(TABLE)) or "plt." in source
    return "the plotting code" if plots else "the code"


class FoldedCells(SphinxPostTransform):
    """Say what folds, fold cells that check, and take away those that only glue."""

    default_priority = 198  # before myst-nb folds
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Look at every cell of a page."""
        cells = [cell for cell in self.document.findall(nodes.container) if is_cell(cell)]
        for cell in cells:
            tags = cell["cell_metadata"].get("tags", [])
            if "glue" in tags:  # what leads to it leads to its place
                place = cell.parent.index(cell)
                cell.parent[place : place + 1] = [nodes.target(ids=cell["ids"])] * bool(cell["ids"])
            elif "checks" in tags:
                cell["hide_mode"] = "all"
                cell["prompt_show"] = cell["prompt_hide"] = f"✓ checked: {told(source_of(cell))}"
            elif cell.get("hide_mode"):
                what = what_folds(cell["cell_metadata"], source_of(cell))
                cell["prompt_show"], cell["prompt_hide"] = f"Show {what}", f"Hide {what}"


def is_cell(node: nodes.container) -> bool:
    """Say whether a node is a cell of code."""
    return bool(node.get("nb_element") == "cell_code")


def source_of(cell: nodes.container) -> str:
    """Return the code of a cell."""
    return str(next(iter(cell.findall(nodes.literal_block))).astext())


def visit_folded(translator: Any, node: HideCodeCellNode) -> None:
    """Open what folds, with a line that says what it is: its own name, not one of buttons."""
    classes = ["hide", *node["classes"]]
    if node["prompt_show"] == node["prompt_hide"]:
        classes.append("st-checks")
    translator.body.append(f'<details class="{" ".join(classes)}">\n<summary>')
    for state, prompt in [("collapsed", "prompt_show"), ("expanded", "prompt_hide")]:
        translator.body.append(f'<span class="{state}">{html.escape(node[prompt])}</span>')
    translator.body.append("</summary>\n")


def depart_folded(translator: Any, node: HideCodeCellNode) -> None:
    """Close what folds."""
    translator.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded, depart_folded))
    app.add_post_transform(FoldedCells)
    app.add_js_file("folded.js")  # not deferred: the choice is known before the page is painted
    app.add_css_file("folded.css")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
