"""Every message names a way out, and the way leads to the right numbers."""

from __future__ import annotations

import numpy as np
import pytest
import ways_answers
import ways_rows
from ways import follow

WAYS = {**ways_rows.WAYS, **ways_answers.WAYS}


@pytest.mark.parametrize("case", WAYS)
def test_the_way_out_leads_to_the_right_numbers(case):
    found, right = follow(WAYS[case])
    np.testing.assert_allclose(found, right, rtol=1e-9, atol=1e-9)
