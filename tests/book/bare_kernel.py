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
from contextlib import contextmanager, nullcontext
from importlib import metadata
from pathlib import Path
from unittest import mock

import forked_kernels
import notebooks
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
STARTUP = f"""\
{Path(__file__).with_name("only_readers.py").read_text(encoding="utf-8")}

refuse(set(REFUSED))
stand_in()
del refuse, stand_in
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
def bare(folder: Path, forked: bool = True) -> Iterator[None]:
    """Let kernels that start here have nothing but what a reader has.

    The process from which they are forked takes as long as two or three of them would.
    """
    startup = folder / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    names = json.dumps(sorted(refused()))
    (startup / "00-refuse.py").write_text(STARTUP.replace("REFUSED", names), encoding="utf-8")
    shutil.copy(notebooks.KERNEL_CONFIG, startup.parent / "ipython_kernel_config.py")
    environment = {**notebooks.ENVIRONMENT, "IPYTHONDIR": str(folder)}
    start = forked_kernels.without(names) if forked else nullcontext()
    with mock.patch.dict(os.environ, environment), start:
        yield


def run(
    cells: list[str],
    folder: Path,
    start: Path | None = None,
    *,
    forked: bool = True,
    timeout: int = notebooks.CELL_TIMEOUT_SECONDS,
) -> list[str]:
    """Execute cells in a kernel that has what a reader has; return what each of them printed."""
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in cells])
    with bare(folder, forked):
        NotebookClient(
            notebook,
            kernel_manager_class=notebooks.OwnKernelManager,
            timeout=timeout,
            resources={"metadata": {"path": str(start or folder)}},
        ).execute()
    return ["".join(o.get("text", "") for o in cell.outputs) for cell in notebook.cells]
