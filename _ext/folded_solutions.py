"""Sphinx extension: solutions fold as answers do, without scripts, and their titles only unfold.

sphinx-exercise makes a title of links, which lead to the exercise just above; sphinx-togglebutton
would fold it by a script. Here a solution is the element that sphinx-design writes for a dropdown.
"""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx_design.icons import get_octicon
from sphinx_exercise.nodes import solution_node

CLASSES = "solution sd-sphinx-override sd-dropdown sd-card sd-mb-3"
MARK = (
    '<span class="sd-summary-state-marker sd-summary-chevron-right">'
    f"{get_octicon('chevron-right', height='1.5em')}</span>"
)


def visit_solution(translator: Any, node: solution_node) -> None:
    """Open what folds, with its title as the line that stays."""
    node["classes"] = []
    title = node.pop(0)
    for link in list(title.findall(nodes.reference)):
        link.replace_self(link.children)
    translator.body.append(translator.starttag(node, "details", CLASS=CLASSES))
    translator.body.append('<summary class="sd-summary-title sd-card-header">')
    translator.body.append('<span class="sd-summary-text">')
    for part in title.children:
        part.walkabout(translator)
    translator.body.append(f"</span>{MARK}</summary>\n")
    translator.body.append('<div class="sd-summary-content sd-card-body docutils">\n')


def depart_solution(translator: Any, node: solution_node) -> None:
    """Close what folds."""
    translator.body.append("</div>\n</details>\n")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_node(solution_node, override=True, html=(visit_solution, depart_solution))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
