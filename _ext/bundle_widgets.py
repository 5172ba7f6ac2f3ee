"""Sphinx extension: the widgets' ES modules as one classic script, on the pages that use them.

A browser refuses ``<script type="module">`` from a folder, so the modules of
``book/_static/widgets`` are joined into ``_static/widgets.js``, each in a function of its own.
They may use ``import { a, b } from "./other.js"`` or ``"../core/other.js"`` (one line or several)
and, at the beginning of a line, ``export`` before ``function``, ``class`` or ``const``; anything
else is an error here. One module stands in no file: race_runs makes it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import race_runs
from made_files import at_start
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

FOLDER = Path(__file__).resolve().parent.parent / "book" / "_static" / "widgets"
IMPORT = re.compile(r"""^import \{([^}]*)\} from ["'](\.{1,2}/[\w/.-]+)\.js["'];\n""", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)


def script() -> str:
    """Return the script of all widgets."""
    return bundle(FOLDER, {"race/runs": race_runs.module()})


def bundle(folder: Path, made: Mapping[str, str] | None = None) -> str:
    """Return one script of all modules of ``folder`` and those ``made``, in order of imports."""
    sources = {
        path.relative_to(folder).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.js")
    } | dict(made or {})
    needs = {name: imports(name, sources[name]) for name in sorted(sources)}
    order = TopologicalSorter(needs).static_order()
    parts = [wrap(name, sources[name]) for name in order]
    return "(() => {\n'use strict';\nconst modules = {};\n" + "".join(parts) + "})();\n"


def imports(name: str, source: str) -> set[str]:
    """Return the modules that a module imports, by their paths in the folder."""
    return {resolved(name, match[2]) for match in IMPORT.finditer(source)}


def resolved(name: str, relative: str) -> str:
    """Return the path in the folder of what a module calls ``./other`` or ``../core/other``."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), relative))


def wrap(name: str, source: str) -> str:
    """Return one module as a function that is called at once and keeps what it exports."""
    exported = ", ".join(match[1] for match in EXPORT.finditer(source))
    source = IMPORT.sub(
        lambda m: f'const {{{m[1].replace(" as ", ": ")}}} = modules["{resolved(name, m[2])}"];\n',
        source,
    )
    source = EXPORT.sub("", source)
    if left := re.search(r"^(?:import|export)\b.*", source, re.MULTILINE):
        raise ExtensionError(f"{name}.js: cannot be bundled: {left[0]}")
    return f'modules["{name}"] = (() => {{\n{source}return {{ {exported} }};\n}})();\n'


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object
) -> None:
    """Load the script on a page on which a widget (an element named st-…) stands."""
    if "<st-" in context.get("body", ""):
        app.add_js_file("widgets.js")  # not deferred: widgets have their height from the start


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    at_start(app, "widgets.js", script)
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
