"""The book's pictures of itself show what the package computes today, in its palette."""

from __future__ import annotations

import io
import re

import cover
import matplotlib.image
import matplotlib.pyplot as plt
import numpy as np
import pytest

import shapley_tutor as st


@pytest.mark.parametrize(
    ("draw", "stored", "dpi"),
    [(cover.draw, cover.COVER, cover.COVER_DPI), (cover.card, cover.CARD, cover.CARD_DPI)],
    ids=["cover", "social card"],
)
def test_the_stored_picture_is_what_the_tool_draws(draw, stored, dpi):
    with plt.rc_context():
        figure = draw()
        fresh = io.BytesIO()
        figure.savefig(fresh, dpi=dpi)
        plt.close(figure)
    fresh.seek(0)
    now, then = matplotlib.image.imread(fresh), matplotlib.image.imread(stored)
    assert now.shape == then.shape
    different = (np.abs(now - then) > 0.1).any(axis=2).mean()
    assert different < 0.001, "run: python tools/cover.py"


def test_the_social_card_has_the_size_that_its_tags_state():
    assert matplotlib.image.imread(cover.CARD).shape[:2] == (630, 1200)


def test_the_logo_is_shared_as_the_three_friends_share():
    assert cover.LOGO.read_text(encoding="utf-8") == cover.logo(), "run: python tools/cover.py"
    ends = re.findall(r"M32 32 ([\d.]+) ([\d.]+)A28 28 0 (\d) 1 ([\d.]+) ([\d.]+)Z", cover.logo())
    angles = []
    for x, y, far, u, v in ends:
        turn = np.arctan2(float(u) - 32, 32 - float(v)) - np.arctan2(float(x) - 32, 32 - float(y))
        angles.append(turn % (2 * np.pi))
        assert (angles[-1] > np.pi) == (far == "1")
    pay = st.shapley_values(st.games.three_friends()).astype(float)
    np.testing.assert_allclose(np.divide(angles, 2 * np.pi), pay / pay.sum(), atol=1e-3)
