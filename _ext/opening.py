"""Sphinx extension: what a chapter asks and promises folds into one line, which says where one is.

A chapter opens with its promise and its picture; the goals and what one needs first follow. On the
page they fold to a line under the promise, "Chapter 5 of 24 · 20 minutes".
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import parts
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform

GOALS, NEEDS = "In this chapter you will", "You need first:"


class Opened(nodes.General, nodes.Element):  # type: ignore[misc]
    """What folds at the head of a chapter; ``line`` is what stays."""


class Opening(SphinxPostTransform):
    """Fold goals, needs and minutes of a chapter, wherever they stand before its first section."""

    default_priority = 197
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Look at a page that has a number."""
        root, page = Path(self.env.srcdir), self.env.docname
        numbers = parts.numbers(root)
        if page not in numbers:
            return
        top = self.document.next_node(nodes.section)
        paragraphs = [node for node in top.children if isinstance(node, nodes.paragraph)]
        goals = [node for node in paragraphs if node.astext().startswith(GOALS)]
        needs = [node for node in paragraphs if node.astext().startswith(NEEDS)]
        if not (goals and needs):
            raise ExtensionError(f"{page}: say “{GOALS}” and “{NEEDS}” first")
        folded = top.children[top.index(goals[0]) : top.index(needs[0]) + 1]
        minutes = parts.minutes_of(root, page)
        line = f"Chapter {numbers[page]} of {len(numbers)} · {minutes} minutes · "
        for node in folded:
            top.remove(node)
        top.insert(top.index(paragraphs[0]) + 1, Opened("", *folded, line=line))


def visit_opening(translator: Any, node: Opened) -> None:
    """Open the fold, with the line that stays."""
    goals = "<span>What you will be able to do, and need first</span>"
    translator.body.append(
        f'<details class="st-opening">\n<summary>{node["line"]}{goals}</summary>\n'
    )


def depart_opening(translator: Any, node: Opened) -> None:
    """Close the fold."""
    translator.body.append("</details>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_node(Opened, html=(visit_opening, depart_opening))
    app.add_post_transform(Opening)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
