"""What several test files share: the built book and a browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, sync_playwright

from shapley_tutor import ways

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class Site(NamedTuple):
    html: Path
    log: str
    returncode: int


@pytest.fixture(scope="module", params=["cheapest way", "by pairs"])
def exact_way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways to exact values: as explain() chooses, and by pairs of rows only."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "by pairs":
            patch.setattr(ways, "_WORTH_SORTING", 0.0)
            patch.setattr(ways, "_WORTH_SORTING_A_TRIFLE", 0.0)
        yield request.param


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The book, built from the stored notebooks as `make book` does, but elsewhere."""
    out = tmp_path_factory.mktemp("site")
    command = [Path(sys.executable).parent / "jupyter-book", "build", ROOT, "--path-output", out]
    done = subprocess.run(
        [*map(str, command), "--all", "-W", "--keep-going"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    return Site(out / "_build" / "html", done.stdout + done.stderr, done.returncode)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without one, tests that need it are skipped, or fail if told so."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        if os.environ.get("SHAPLEY_REQUIRE_BROWSER"):
            pytest.fail("SHAPLEY_REQUIRE_BROWSER is set, but there is no Chromium; install one")
        pytest.skip("no Chromium; install one (Debian: apt-get install chromium) to open the pages")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield started
        started.close()
