"""The bench: small pages on which the widgets stand alone, for tests that need no chapter."""

from __future__ import annotations

from pathlib import Path

import pytest
from widgetlab import lay_out_bench, make_for_bench, take_for_bench


@pytest.fixture(scope="session")
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a page for each chapter that has a widget, named as the chapter.

    What it loads is made here only if no test that is run needs the book, where it has been made.
    """
    folder = tmp_path_factory.mktemp("bench")
    if any("site" in getattr(item, "fixturenames", ()) for item in request.session.items):
        take_for_bench(folder, request.getfixturevalue("site").html / "_static")
    else:
        make_for_bench(folder)
    return lay_out_bench(folder)
