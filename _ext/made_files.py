"""What extensions share: files of the site that the build makes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sphinx.application import Sphinx


def at_start(app: Sphinx, name: str, content: Callable[[], str]) -> None:
    """Write a file into ``_static`` before Sphinx takes the checksums of sheets and scripts."""

    def write(app: Sphinx) -> None:
        if app.builder.format == "html":
            target = Path(app.outdir) / "_static" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content(), encoding="utf-8", newline="\n")

    app.connect("builder-inited", write)
