"""What several test files share: the built book and a browser."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import browsers
import pytest
from filelock import FileLock
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
collect_ignore = ["book/imported_before.py"]  # looked at for examples, it would be imported


class Site(NamedTuple):
    html: Path
    log: str
    returncode: int


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Search no garbage among what stays: modules and ten thousand tests, here and later on."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to build the book at once, while tests run that do not need it."""
    needed = any("site" in getattr(item, "fixturenames", ()) for item in session.items)
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if needed and worker == "gw0":
        folder = Path(session.config.option.basetemp).parent
        threading.Thread(target=built, args=[folder], daemon=True).start()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The book, built from the stored notebooks as `make pdf` does, but elsewhere.

    Without a browser it is what `make book` builds. Workers of pytest-xdist share one build.
    """
    base = tmp_path_factory.getbasetemp()
    return built(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base)


def built(folder: Path) -> Site:
    """Build the book in a folder, unless that has been done or is being done."""
    out, record = folder / "site", folder / "site.json"
    with FileLock(folder / "site.lock"):
        if not record.exists():
            record.write_text(json.dumps(build(out)), encoding="utf-8")
    log, returncode = json.loads(record.read_text(encoding="utf-8"))
    return Site(out / "_build" / "html", log, returncode)


def build(out: Path) -> tuple[str, int]:
    """Build the book in a folder; return what was said, and the exit status."""
    command = [Path(sys.executable).parent / "jupyter-book", "build", ROOT, "--path-output", out]
    done = subprocess.run(
        [*map(str, command), "--all", "-W", "--keep-going"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", "BOOK_PDF": "1" if browsers.chromium() else ""},
    )
    return done.stdout + done.stderr, done.returncode


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; without one, tests that need it are skipped, or fail if told so."""
    path = browsers.chromium()
    if path is None:
        if os.environ.get("SHAPLEY_REQUIRE_BROWSER"):
            pytest.fail("SHAPLEY_REQUIRE_BROWSER is set, but there is no Chromium; install one")
        pytest.skip("no Chromium; install one (Debian: apt-get install chromium) to open the pages")
    return path


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium, started."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=list(browsers.OPTIONS))
        yield started
        started.close()
