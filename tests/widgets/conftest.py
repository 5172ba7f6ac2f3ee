"""The bench: small pages on which the widgets stand alone, for tests that need no chapter."""

from __future__ import annotations

from pathlib import Path

import pytest
from widgetlab import lay_out_bench


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page for each chapter that has a widget, named as the chapter."""
    return lay_out_bench(tmp_path_factory.mktemp("bench"))
