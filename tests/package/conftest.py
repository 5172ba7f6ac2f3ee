"""What several test files of the package share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shapley_tutor._engine import plan


@pytest.fixture(scope="module", params=["cheapest way", "by pairs"])
def exact_way(request: pytest.FixtureRequest) -> Iterator[str]:
    """Both ways to exact values: as explain() chooses, and by pairs of rows only."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "by pairs":
            patch.setattr(plan, "_WORTH_SORTING", 0.0)
            patch.setattr(plan, "_WORTH_SORTING_A_TRIFLE", 0.0)
        yield request.param
