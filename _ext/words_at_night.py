"""Sphinx extension: colored words have their ground and ink for both themes.

A notebook stores the colors of day. A page gets those of night beside them, the ones that figures
have there; a browser without ``light-dark`` keeps those of day.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from shapley_tutor.plots._night import at_night

DECLARED = re.compile(r"(?P<name>background|color|border-(?:top|bottom)):(?P<value>[^;\"]*#\w{6})")
COLOR = re.compile(r"#[0-9A-Fa-f]{6}\b")


class WordsAtNight(SphinxPostTransform):
    """Give colored words the colors of both themes."""

    default_priority = 930
    formats = ("html",)

    def run(self, **kwargs: object) -> None:
        """Look at every output that is HTML."""
        for raw in self.document.findall(nodes.raw):
            if 'class="st-words"' in (html := raw.astext()):
                raw[:] = [nodes.Text(for_both_themes(html))]


def for_both_themes(html: str) -> str:
    """Return HTML whose declarations of a color are followed by one for both themes."""
    return DECLARED.sub(declared_twice, html)


def declared_twice(found: re.Match[str]) -> str:
    """Return a declaration as it was and, after it, the one that knows the theme."""
    both = COLOR.sub(lambda color: f"light-dark({color[0]},{at_night(color[0])})", found["value"])
    return f"{found[0]};{found['name']}:{both}"


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_post_transform(WordsAtNight)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
