"""Compare what nbval leaves out: pictures, metadata (the names of glued values), cells never run.

nbval compares every other output of a cell with the stored one, type by type and to the letter.
The kernels have what a reader has, the extra ``[run]``, and nothing else of this environment.
"""

from __future__ import annotations

import base64
import io
import tempfile
from collections.abc import Generator
from pathlib import Path
from typing import Any

import bare_kernel
import numpy as np
import pytest
from nbval.plugin import IPyNbCell
from PIL import Image

DIFFERENT_LEVELS = 64  # of 255: more than the softening of edges differs from machine to machine
DIFFERENT_SHARE = 5e-5  # of the pixels: less than one digit of a label
PROFILE = tempfile.TemporaryDirectory(prefix="ipython-")  # as long as the tests run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, Any, Any]:
    """Let nbval start a notebook's kernel, before its first cell, with what readers have."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    with bare_kernel.bare(Path(PROFILE.name)):
        return (yield)


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
        if "image/png" in old["data"] and "image/png" in new["data"]:
            share = share_of_different_pixels(old["data"]["image/png"], new["data"]["image/png"])
            if share > DIFFERENT_SHARE:
                return f"Pictures differ in {share:.3%} of their pixels"
    return None


def share_of_different_pixels(first: str, second: str) -> float:
    """Compare two base64-encoded pictures; 1.0 when their sizes differ."""
    one, two = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(picture))).convert("RGB"), dtype=int)
        for picture in (first, second)
    )
    if one.shape != two.shape:
        return 1.0
    return float((np.abs(one - two).max(axis=-1) > DIFFERENT_LEVELS).mean())
