"""The borehole function: other people's numbers, the usual way of writing it, what it refuses."""

from __future__ import annotations

import numpy as np
import pytest

from shapley_tutor.datasets import boreholes

MIDDLE = np.array([[0.1, 25_000, 89_000, 1050, 90, 760, 1400, 11_000]])


def test_flow_at_one_point_by_hand() -> None:
    # three resistances in series, with ln(25000 / 0.1) = 12.4292162
    layers = 12.4292162
    resistance = layers / 89_000 + 2 * 1400 / (0.01 * 11_000) + layers / 90
    by_hand = 2 * np.pi * 290 / resistance
    np.testing.assert_allclose(boreholes.flow(MIDDLE), by_hand, rtol=1e-8)


def test_a_pencil_finds_the_spread_of_the_flows() -> None:
    # without the layers f = pi rw^2 Kw (Hu - Hl) / L, a product of independent factors
    mean = [0.0325 / 3, 290, np.log(1.5) / 560, 10_950]  # of rw^2, Hu - Hl, 1 / L, Kw
    square = [1.5125e-4, 290**2 + 2400, 1 / (1120 * 1680), 10_950**2 + 2190**2 / 12]
    sd = np.pi * np.sqrt(np.prod(square) - np.prod(mean) ** 2)
    flows = boreholes.flow(boreholes.sample(200_000, rng=0))
    np.testing.assert_allclose(flows.mean(), np.pi * np.prod(mean), rtol=0.01)
    np.testing.assert_allclose(flows.std(), sd, rtol=0.02)


@pytest.mark.parametrize(
    ("column", "sign"), list(enumerate([1, -1, 1, 1, 1, -1, -1, 1])), ids=boreholes.NAMES
)
def test_flow_moves_as_physics_says(column: int, sign: int) -> None:
    rows = boreholes.sample(50, rng=1)
    more = rows.copy()
    more[:, column] *= 1.001
    assert (sign * (boreholes.flow(more) - boreholes.flow(rows)) > 0).all()


def test_without_a_difference_of_heads_nothing_flows() -> None:
    row = MIDDLE.copy()
    row[:, 5] = row[:, 3]
    assert boreholes.flow(row) == [0.0]


def test_rows_stay_in_the_ranges_and_fill_them() -> None:
    rows = boreholes.sample(4000, rng=0)
    assert ((rows >= boreholes.LOW) & (rows <= boreholes.HIGH)).all()
    position = (rows - boreholes.LOW) / (boreholes.HIGH - boreholes.LOW)
    np.testing.assert_allclose(position.mean(axis=0), 0.5, atol=4 / np.sqrt(12 * 4000))
    correlation = np.corrcoef(rows.T) - np.eye(8)
    assert np.abs(correlation).max() < 5 / np.sqrt(4000)


def test_same_seed_same_rows_and_a_generator_goes_on() -> None:
    np.testing.assert_array_equal(boreholes.sample(3, 7), boreholes.sample(3, 7))
    rng = np.random.default_rng(7)
    assert not np.array_equal(boreholes.sample(3, rng), boreholes.sample(3, rng))


def test_the_rows_given_are_not_changed() -> None:
    rows = MIDDLE.copy()
    boreholes.flow(rows)
    np.testing.assert_array_equal(rows, MIDDLE)


def test_a_number_of_rows_is_whole_and_positive() -> None:
    for few in (0, -1):
        with pytest.raises(ValueError, match=f"n must be at least 1 row, got {few}"):
            boreholes.sample(few, 0)
    with pytest.raises(TypeError, match=r"n must be a whole number of rows, got 2\.5"):
        boreholes.sample(2.5, 0)  # type: ignore[arg-type]


def test_seven_columns_are_not_a_borehole() -> None:
    with pytest.raises(ValueError, match=r"X has shape \(2, 7\).*rw, r, Tu, Hu, Tl, Hl, L, Kw"):
        boreholes.flow(np.ones((2, 7)))


@pytest.mark.parametrize("value", [0.0, -1.0, np.nan])
def test_what_must_be_positive_is_checked(value: float) -> None:
    row = MIDDLE.copy()
    row[0, 7] = value
    with pytest.raises(ValueError, match=f"X holds Kw = {value}"):
        boreholes.flow(row)


def test_the_hole_must_be_narrower_than_its_influence() -> None:
    row = MIDDLE.copy()
    row[0, 1] = 0.1
    with pytest.raises(ValueError, match="r <= rw"):
        boreholes.flow(row)
