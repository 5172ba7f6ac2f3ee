"""Where Chromium is: it prints the book and opens its pages in tests.

python _ext/pdf/browsers.py     says where; without one, what to do, with exit status 1

Only the standard library is imported, so that any Python can ask before anything is installed.
"""

from __future__ import annotations

import shutil
import sys

# Names on the path, then where installers of macOS and Windows put it. Debian's Chromium without
# a window comes first: it takes a quarter less time to open a page.
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
)
OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
MISSING = """\
The PDF is printed by Chromium or Google Chrome, and neither was found. Install one:
  Debian: sudo apt-get install chromium-headless-shell, or chromium
  macOS: brew install --cask chromium
Without one, `make book` builds the same pages without the PDF."""


def chromium() -> str | None:
    """Return the path of Chromium or Chrome, if there is one."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


if __name__ == "__main__":
    found = chromium()
    print(found or MISSING, file=sys.stdout if found else sys.stderr)
    sys.exit(not found)
