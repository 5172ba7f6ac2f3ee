"""What several test files of the package share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shapley_tutor._engine import plan


@pytest.fixture(scope="module", params=["by products", "by pairs"])
def exact_way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways to exact values, however small the job: distinct parts where they are fewer."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "by pairs":
            patch.setattr(plan, "_TRIFLE", float("inf"))
        else:
            patch.setattr(plan, "_TRIFLE", 0)
        yield request.param
