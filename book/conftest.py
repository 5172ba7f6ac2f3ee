"""Compare what nbval leaves out: figures, metadata (the names of glued values), cells never run.

nbval compares every other output of a cell with the stored one, type by type and to the letter.
The kernels have what a reader has, the extra ``[run]``, and nothing else of this environment.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import bare_kernel
import pytest
import same_figure
from nbval.plugin import IPyNbCell

FIGURE = "image/svg+xml"
PROFILE = tempfile.TemporaryDirectory(prefix="ipython-")  # as long as the tests run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let nbval start a notebook's kernel, before its first cell, with what readers have."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    if FIGURE not in item.parent.skip_compare:
        item.parent.skip_compare += (FIGURE,)
    with bare_kernel.bare(Path(PROFILE.name), forked=has_many(item.session)):
        return (yield)


@functools.cache
def has_many(session: pytest.Session) -> bool:
    """Whether more than a few notebooks are run."""
    return len({item.path for item in session.items if isinstance(item, IPyNbCell)}) > 3


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """After nbval has run a cell and compared its text, compare the rest."""
    result = yield
    if isinstance(item, IPyNbCell) and item.options["check"]:
        problem = difference(item.cell, item.test_outputs)
        if problem:
            item.raise_cell_error(problem)
    return result


def difference(cell: Any, outputs: list[Any]) -> str | None:
    """Say what differs between a stored cell and its fresh outputs, if anything does."""
    if cell.execution_count is None:
        return "The stored cell was never run"
    stored = [output for output in cell.outputs if "data" in output]
    fresh = [output for output in outputs if "data" in output]
    if len(stored) != len(fresh):
        return f"{len(stored)} stored outputs, {len(fresh)} fresh ones"
    for old, new in zip(stored, fresh, strict=True):
        if old["metadata"] != new["metadata"]:
            return f"Metadata differ: {old['metadata']} stored, {new['metadata']} fresh"
        if FIGURE in old["data"] and FIGURE in new["data"]:
            problem = same_figure.difference(old["data"][FIGURE], new["data"][FIGURE])
            if problem:
                return problem
    return None
