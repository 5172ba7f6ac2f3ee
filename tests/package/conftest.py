"""What several test files of the package share."""

from __future__ import annotations

from collections.abc import Iterator

import numba.core.config
import pytest

from shapley_tutor._engine import plan, small
from shapley_tutor._trees import choice, work

# Of shap: its loops over a few rows take less time than to compile them.
numba.core.config.DISABLE_JIT = True


@pytest.fixture(scope="module", params=["by products", "by pairs", "at once"])
def exact_way(request: pytest.FixtureRequest) -> Iterator[str]:
    """All ways to exact values, however small the job: distinct parts where they are fewer.

    "at once" are those jobs on arrays that can be done so, in spite of their sizes; others go by
    pairs.
    """
    way = request.param
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "_TRIFLE", 0 if way == "by products" else float("inf"))
        patch.setattr(small, "_MOST_ROWS", 2**20 if way == "at once" else 0)
        yield way


@pytest.fixture(params=["in tables", "in pairs", "by walks", "as is best"])
def trees_way(request: pytest.FixtureRequest) -> Iterator[str]:
    """All ways through trees, however few or many the rows."""
    most = {"in tables": choice.LONGEST_IN_TABLES, "in pairs": 0, "by walks": choice.WALK}
    with pytest.MonkeyPatch.context() as patch:
        if request.param in most:
            patch.setattr(work, "most_bits", lambda *_: most[request.param])
        yield request.param
