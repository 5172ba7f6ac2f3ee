"""Kernels that have what a reader has: the extra ``[run]`` and ipykernel, and nothing else.

The environment of the tests holds Sphinx, jupytext and much more, and a chapter that used them
would run there and fail in Colab. Kernels started inside ``bare`` do not find what comes from a
distribution that neither the extra nor ipykernel needs. Only ``glue`` is there all the same, as a
stand-in: the chapters' own cells hand numbers to their text with it, those for readers do not.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from unittest import mock

import notebooks
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
STARTUP = """\
def bare(refused):
    import sys
    import types

    from IPython import get_ipython
    from IPython.display import display as show

    class Without:
        def __init__(self, finder):
            self.finder = finder

        def __getattr__(self, name):
            return getattr(self.finder, name)

        def find_spec(self, name, path=None, target=None):
            there = name.partition(".")[0] not in refused
            return self.finder.find_spec(name, path, target) if there else None

    def glue(name, value, display=True):
        bundle, about = get_ipython().display_formatter.format(value)
        prefix = "" if display else "application/papermill.record/"
        about["scrapbook"] = dict(mime_prefix=prefix, name=name)
        show({{prefix + kind: data for kind, data in bundle.items()}}, metadata=about, raw=True)

    for name in [name for name in sys.modules if name.partition(".")[0] in refused]:
        del sys.modules[name]
    sys.meta_path[:] = map(Without, sys.meta_path)
    sys.modules["myst_nb"] = types.ModuleType("myst_nb")
    sys.modules["myst_nb"].glue = glue


bare(set({refused}))
del bare
"""


def requirements(*extras: str) -> list[Requirement]:
    """What pyproject.toml asks for with these extras, extras of extras included."""
    table = PROJECT["optional-dependencies"]
    found = list(map(Requirement, PROJECT["dependencies"]))
    for requirement in map(Requirement, [line for extra in extras for line in table[extra]]):
        inner = requirement.name == PROJECT["name"]
        found += requirements(*requirement.extras) if inner else [requirement]
    return found


@functools.cache
def allowed() -> frozenset[str]:
    """Names of the distributions that a reader has."""
    found = {canonicalize_name(PROJECT["name"])}
    todo = [*requirements("run"), Requirement("ipykernel")]
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        if name in found:
            continue
        found.add(name)
        for need in map(Requirement, metadata.distribution(name).requires or []):
            extras = ["", *requirement.extras]
            if not need.marker or any(need.marker.evaluate({"extra": e}) for e in extras):
                todo.append(need)
    return frozenset(found)


@functools.cache
def refused() -> frozenset[str]:
    """Modules that only come with distributions which a reader does not have."""
    return frozenset(
        module
        for module, distributions in metadata.packages_distributions().items()
        if allowed().isdisjoint(map(canonicalize_name, distributions))
    )


@contextmanager
def bare(folder: Path) -> Iterator[None]:
    """Let kernels that start here have nothing but what a reader has."""
    startup = folder / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    text = STARTUP.format(refused=json.dumps(sorted(refused())))
    (startup / "00-refuse.py").write_text(text, encoding="utf-8")
    shutil.copy(notebooks.KERNEL_CONFIG, startup.parent / "ipython_kernel_config.py")
    with mock.patch.dict(os.environ, notebooks.ENVIRONMENT, IPYTHONDIR=str(folder)):
        yield
