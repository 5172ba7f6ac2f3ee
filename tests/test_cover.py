"""The picture of README and index shows what the package computes today."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import matplotlib.image
import matplotlib.pyplot as plt
import numpy as np

ROOT = Path(__file__).resolve().parent.parent


def load_tool():
    spec = importlib.util.spec_from_file_location("cover", ROOT / "tools" / "cover.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_stored_cover_is_what_the_tool_draws():
    tool = load_tool()
    with plt.rc_context():
        figure = tool.draw()
        fresh = io.BytesIO()
        figure.savefig(fresh, dpi=200)
        plt.close(figure)
    fresh.seek(0)
    drawn, stored = matplotlib.image.imread(fresh), matplotlib.image.imread(tool.COVER)
    assert drawn.shape == stored.shape
    different = (np.abs(drawn - stored) > 0.1).any(axis=2).mean()
    assert different < 0.001, "run: python tools/cover.py"
