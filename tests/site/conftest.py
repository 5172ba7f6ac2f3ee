"""What was seen on the pages of the built book, shared by the test files that ask for it."""

from __future__ import annotations

import pytest
from visits import Visits


@pytest.fixture
def seen(request: pytest.FixtureRequest, site) -> Visits:
    """Ask for a page and a look: the browser starts if nobody has been there."""
    return Visits(site.html, lambda: request.getfixturevalue("browser"))
