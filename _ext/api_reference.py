"""Sphinx extension: the package's docstrings as pages, each with its source and its chapter.

autodoc reads the docstrings, napoleon their sections, linkcode links to the source. A docstring
names its chapter by title, "Introduced in chapter *Train the network*"; here that becomes a link.
"""

from __future__ import annotations

import importlib
import inspect
import re
from functools import cache
from pathlib import Path
from typing import Any

import parts
import yaml
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

ROOT = Path(__file__).resolve().parent.parent
CHAPTER = re.compile(r"(Introduced in chapter)\s+\*([^*]+(?:\*\*[^*]+)*)\*")


@cache
def chapters() -> dict[str, str]:
    """Return the page of every chapter by its title, written as docstrings write it."""
    names = [name for part in parts.contents(ROOT) for name in parts.chapters_of(part)]
    texts = {name: ROOT / f"{name}.md" for name in names}
    heads = {
        name: re.search(r"^# (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
        for name, file in texts.items()
    }
    return {plain(head[1]): name for name, head in heads.items() if head}


def plain(title: str) -> str:
    """Return a title as docstrings write it: without mathematics, with straight quotes.

    >>> plain("When 2ⁿ is “too many”")
    'When 2**n is "too many"'
    """
    return title.replace("ⁿ", "**n").replace("“", '"').replace("”", '"')


def link(found: re.Match[str]) -> str:
    """Return the mention of a chapter as a link to it."""
    title = " ".join(found[2].split())
    if title not in chapters():
        raise ExtensionError(f"a docstring names the chapter “{title}”; no chapter has this title")
    return f"{found[1]} :doc:`{title} </{chapters()[title]}>`"


def link_chapters(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]
) -> None:
    """Put a link where a docstring names a chapter, in place."""
    lines[:] = CHAPTER.sub(link, "\n".join(lines)).split("\n")


@cache
def repository() -> str:
    """Return the address of the sources."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    return str(config["repository"]["url"])


def source_of(domain: str, info: dict[str, str]) -> str | None:
    """Return the address of the lines that define a function or a class."""
    if domain != "py" or not info["module"]:
        return None
    thing: Any = importlib.import_module(info["module"])
    for part in info["fullname"].split("."):
        thing = inspect.getattr_static(thing, part, None) or getattr(thing, part, None)
    thing = getattr(thing, "fget", None) or getattr(thing, "__func__", None) or thing
    try:
        file = Path(inspect.getsourcefile(inspect.unwrap(thing)) or "").resolve()
        lines, first = inspect.getsourcelines(thing)
    except TypeError:  # a value that is no code
        return None
    place = file.relative_to(ROOT).as_posix()
    return f"{repository()}/blob/main/{place}#L{first}-L{first + len(lines) - 1}"


def skip_fields(
    app: Sphinx, kind: str, name: str, member: object, skip: bool, options: object
) -> bool | None:
    """Leave out the fields of named tuples, whose docstrings say "field number 0"."""
    return True if type(member).__name__ == "_tuplegetter" else None


def setup(app: Sphinx) -> dict[str, Any]:
    """Register with Sphinx."""
    for extension in ("sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.linkcode"):
        app.setup_extension(extension)
    app.config.linkcode_resolve = source_of
    app.config.autodoc_typehints = "none"
    app.config.napoleon_google_docstring = False
    app.config.napoleon_use_ivar = True
    app.config.napoleon_use_param = False  # "X, y" are told of together
    app.config.napoleon_use_rtype = False
    app.config.napoleon_attr_annotations = False  # docstrings give shapes, which say more
    app.connect("autodoc-process-docstring", link_chapters, priority=400)
    app.connect("autodoc-skip-member", skip_fields)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
