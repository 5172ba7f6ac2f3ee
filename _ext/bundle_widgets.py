"""Sphinx extension: the widgets' ES modules as a classic script each, on the pages that use them.

A browser refuses ``<script type="module">`` from a folder, so for every element the modules of
``book/_static/widgets`` that it needs are joined into one script, each in a function of its own.
They may use ``import { a, b } from "./other.js"`` or ``"../core/other.js"`` (one line or several)
and, at the beginning of a line, ``export`` before ``function``, ``class`` or ``const``; anything
else is an error here. One module stands in no file: race_runs makes it.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Iterable, Mapping
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
DEFINED = re.compile(r'^customElements\.define\("(st-[\w-]+)"', re.MULTILINE)


def modules(folder: Path, made: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the sources of all modules of ``folder`` and those ``made``, by their names."""
    files = {
        path.relative_to(folder).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.js")
    }
    return files | dict(made or {})


@functools.cache
def scripts() -> dict[str, str]:
    """Return the script of every widget, by the name of its element."""
    sources = modules(FOLDER, {"race/runs": race_runs.module()})
    homes = {match[1]: name for name in sources for match in DEFINED.finditer(sources[name])}
    return {element: bundle(sources, [home]) for element, home in sorted(homes.items())}


def bundle(sources: Mapping[str, str], wanted: Iterable[str] | None = None) -> str:
    """Return one script of the modules ``wanted``, or all, and what they need, in this order."""
    needs: dict[str, set[str]] = {}
    left = sorted(sources if wanted is None else wanted)
    while left:
        name = left.pop(0)
        needs[name] = imports(name, sources[name])
        left += sorted(needs[name] - needs.keys())
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
    """Load the scripts of the widgets (elements named st-…) that stand on a page."""
    for element in sorted(set(re.findall(r"<(st-[\w-]+)", context.get("body", "")))):
        # not deferred: widgets have their height from the start
        app.add_js_file(f"{element}.js")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    for element, script in scripts().items():
        at_start(app, f"{element}.js", functools.partial(str, script))
    app.connect("html-page-context", add_script)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
