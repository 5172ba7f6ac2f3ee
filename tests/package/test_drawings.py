"""Drawn pictures: what stands in them is computed, for one player, long names and losses, too."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, permutations

import matplotlib as mpl
import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor.plots import drawings
from shapley_tutor.plots._night import at_night
from shapley_tutor.plots._style import PALETTE, contrast
from shapley_tutor.solutions import nested_values

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.patches import FancyBboxPatch, Rectangle, Wedge
from matplotlib.text import Text

FRIENDS = st.games.three_friends()
LOSSES = st.Game.from_worths({"": 1, "A": -3, "B": 0, "AB": Fraction(1, 4)})
NOTHING = st.Game.from_worths({"": 0, "A": 0, "B": 0, "AB": 0})
ALONE = st.Game.from_worths({"": 0, "A": Fraction(5, 2)})
LONG = ["systolic blood pressure, second visit", "Age", "Cholesterol"]


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def boxes(ax, color: str | None = None) -> list[Rectangle]:
    found = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    return [b for b in found if color is None or to_hex(b.get_facecolor()) == color.lower()]


def people(ax) -> list[tuple[float, float, str]]:
    """Where shoulders are, and of which color."""
    found = [patch for patch in ax.patches if isinstance(patch, Wedge)]
    return [(*(round(float(z), 6) for z in w.center), to_hex(w.get_facecolor())) for w in found]


def nearest(text: Text, places: set[tuple[float, float]]) -> float:
    """Inches from a text to the nearest of several places."""
    return min(np.hypot(*np.subtract(text.get_position(), at)) for at in places)


def check_room(ax) -> None:
    """No two texts cover each other, and all stand in the picture."""
    ax.figure.draw_without_rendering()
    width, height = ax.figure.canvas.get_width_height()
    found = [text.get_window_extent() for text in ax.texts]
    for box in found:
        assert -1 <= box.x0 <= box.x1 <= width + 1
        assert -1 <= box.y0 <= box.y1 <= height + 1
    for (one, a), (two, b) in combinations(zip(texts(ax), found, strict=True), 2):
        assert not a.overlaps(b), (one, two)


ODD = {
    "oven of one": lambda: drawings.oven(ALONE, "A"),
    "oven of nothing": lambda: drawings.oven(NOTHING, "AB"),
    "oven of long names": lambda: drawings.oven(st.Game(lambda S: S @ [1.0, 2, 3], LONG), LONG),
    "line of one": lambda: drawings.line_of_people("A", "A", ""),
    "line of nine": lambda: drawings.line_of_people("ABCDEFGHI", "A", "BCD"),
    "line of long names": lambda: drawings.line_of_people(LONG, "Age", LONG[2:]),
    "arrivals of one": lambda: drawings.arrivals(ALONE, ["A"]),
    "arrivals of losses": lambda: drawings.arrivals(LOSSES, ["A", "B"]),
    "arrivals of nothing": lambda: drawings.arrivals(NOTHING, [["A", "B"]]),
    "arrivals of long names": lambda: drawings.arrivals(
        st.Game(lambda S: S @ [-1.0, 2, 0], LONG), [LONG[:2], LONG[2]]
    ),
    "runway of one": lambda: drawings.runway(st.games.airport([2.5])),
    "runway of nothing": lambda: drawings.runway(st.games.airport([0, 0])),
    "runway of six": lambda: drawings.runway(st.games.airport([40, 50, 60, 70, 80, 90])),
    "runway, sections too short": lambda: drawings.runway(st.games.airport([100, 101, 102])),
    "runway of long names": lambda: drawings.runway(
        st.Game(lambda S: (S * np.array([1.0, 2.0, 2.0])).max(axis=1), LONG)
    ),
    "one neighbor": lambda: drawings.neighbors([0], [0], [(0, 1)]),
    "no neighbor": lambda: drawings.neighbors([0, 1], [0, 1], [(0, 0)], [False, False]),
    "negative places": lambda: drawings.neighbors([-3, 0], [-1, 1], [(-2, -1), (2, 1)]),
    "a mixture of one": lambda: drawings.mixtures({"Anna": [("easy", 3, 100)]}),
    "a mixture of nothing": lambda: drawings.mixtures({"A": [("x", 0, 0)], "B": [("x", 5, 0)]}),
    "a mixture of long names": lambda: drawings.mixtures(
        {LONG[0]: [(LONG[2], 1, 30), (LONG[1], 99, Fraction(1, 3))], "B": [("x", 5, 0)]}
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_input_has_room(name):
    check_room(ODD[name]())


# oven


def test_the_oven_is_filled_by_what_each_adds():
    ax = drawings.oven(FRIENDS, "CBA")
    heights = [box.get_height() for box in boxes(ax)[-3:]]
    np.testing.assert_allclose(np.array(heights) / sum(heights), np.array([60, 80, 60]) / 200)
    assert texts(ax) == ["C", "+60", "60", "B", "+80", "140", "A", "+60", "200"]


def test_an_oven_with_nothing_to_bake_stays_empty():
    ax = drawings.oven(NOTHING, "BA")
    assert {box.get_height() for box in boxes(ax)} == {0.0}
    assert texts(ax) == ["B", "0", "0", "A", "0", "0"]


@pytest.mark.parametrize(("game", "order"), [(LOSSES, "AB"), (-1 * np.arange(4.0), "AB")])
def test_an_oven_takes_nothing_out(game, order):
    game = game if isinstance(game, st.Game) else st.Game(lambda S: S @ [-1.0, -2.0], "AB")
    with pytest.raises(ValueError, match=r"an oven only fills, .* take plots.lineup_table"):
        drawings.oven(game, order)
    assert plt.get_fignums() == []


# line_of_people


def test_all_lines_with_the_same_people_before_are_drawn_and_no_other():
    ax = drawings.line_of_people("ABCDE", "A", "BD")
    names = [text for text in texts(ax) if text in "ABCDE"]
    drawn = {tuple(names[k : k + 5]) for k in range(0, len(names), 5)}
    lines = permutations("ABCDE")
    assert drawn == {line for line in lines if set(line[: line.index("A")]) == {"B", "D"}}
    assert len(names) == 5 * len(drawn)
    assert texts(ax)[-1] == "2! · 2! = 4 of 120 line-ups: weight 1/30"


def test_the_player_has_one_place_in_all_lines_and_everybody_their_color():
    ax = drawings.line_of_people("ABCDE", "A", "BD")
    by_color = {color: {x for x, _, c in people(ax) if c == color} for *_, color in people(ax)}
    assert [len(by_color[color.lower()]) for color in PALETTE.players] == [1, 2, 2, 2, 2]


@pytest.mark.parametrize(
    ("players", "before", "said"),
    [
        ("A", "", "0! · 0! = 1 of 1 line-ups: weight 1"),
        ("ABC", "", "0! · 2! = 2 of 6 line-ups: weight 1/3"),
        ("ABC", "CB", "2! · 0! = 2 of 6 line-ups: weight 1/3"),
        ("ABCDEFGHI", "BCD", "3! · 5! = 720 of 362,880 line-ups: weight 1/504"),
    ],
)
def test_the_weight_is_counted(players, before, said):
    ax = drawings.line_of_people(players, "A", before)
    assert texts(ax)[-1] == said
    assert ("before" in texts(ax), "after" in texts(ax)) == (
        bool(before), len(before) + 1 < len(players)
    )  # fmt: skip


@pytest.mark.parametrize(("rest", "rows", "more"), [("BCD", 6, []), ("BCDE", 5, ["and 19 more"])])
def test_of_many_lines_the_first_are_drawn_and_the_others_counted(rest, rows, more):
    ax = drawings.line_of_people(["A", *rest], "A", "")
    assert len({y for _, y, _ in people(ax)}) == rows
    assert [text for text in texts(ax) if "more" in text] == more


@pytest.mark.parametrize(("player", "before"), [("A", "AB"), ("A", "X"), ("X", ""), ("A", "BB")])
def test_a_line_needs_players_that_are_there_once(player, before):
    with pytest.raises(ValueError, match=r"before must name each player once .* A, B, C, got"):
        drawings.line_of_people("ABC", player, before)


# arrivals


def test_where_a_couple_arrives_together_only_its_lines_count():
    ax = drawings.arrivals(FRIENDS, [["A", "B"], "C"])
    written = texts(ax)
    assert written.count("kept apart") == 2
    gains = [text for text in written if text.startswith("+")]
    rows = np.array([int(text) for text in gains]).reshape(4, 3)
    averages = [Fraction(text) for text in written[-3:]]
    assert averages == list(nested_values(FRIENDS, [["A", "B"], "C"]))
    np.testing.assert_array_equal(rows.mean(axis=0), [float(a) for a in averages])
    assert len([patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]) == 4


def test_without_brackets_all_lines_count_and_the_average_is_shapleys():
    ax = drawings.arrivals(FRIENDS, ["A", "B", "C"])
    assert "kept apart" not in texts(ax)
    assert texts(ax)[-3:] == ["260/3", "200/3", "140/3"]
    assert PALETTE.grid.lower() not in {color for *_, color in people(ax)}


def test_those_kept_apart_have_no_color():
    ax = drawings.arrivals(FRIENDS, [["A", "C"], "B"])
    gray = [y for _, y, color in people(ax) if color == PALETTE.grid.lower()]
    assert len(gray) == 6
    assert len(set(gray)) == 2


def test_letters_on_gray_people_turn_light_when_these_turn_dark():
    ax = drawings.arrivals(FRIENDS, [["A", "C"], "B"])
    gray = {(x, y) for x, y, color in people(ax) if color == PALETTE.grid.lower()}
    on_gray = [text for text in ax.texts if nearest(text, gray) < 0.2]
    assert [to_hex(text.get_color()) for text in on_gray] == [PALETTE.ink.lower()] * 6
    assert contrast(at_night(PALETTE.ink), at_night(PALETTE.grid)) > 4.5


def test_brackets_in_brackets_count_too():
    game = st.Game(lambda S: S @ [1.0, 2, 4, 8] + S[:, 0] * S[:, 1] * S[:, 3], 4)
    names = game.players
    ax = drawings.arrivals(game, [[[names[0], names[1]], names[2]], names[3]])
    assert texts(ax).count("kept apart") == 24 - 8
    nested = nested_values(game, [[[0, 1], 2], 3])
    np.testing.assert_allclose([float(text) for text in texts(ax)[-4:]], nested)


def test_losses_have_a_true_minus():
    assert {"−4.000", "+3.250", "+0.250", "−1.000", "−1.875", "1.125"} <= set(
        texts(drawings.arrivals(LOSSES, ["A", "B"]))
    )


def test_a_picture_of_arrivals_has_four_players_at_most():
    with pytest.raises(ValueError, match="at most 4"):
        drawings.arrivals(st.games.majority(5), list(st.games.majority(5).players))


# runway


def test_each_section_is_shared_by_the_aircraft_that_need_it():
    ax = drawings.runway(st.games.airport([8, 11, 13, 18]))
    written = texts(ax)
    assert written[:5] == ["8 ÷ 4", "3 ÷ 3", "2 ÷ 2", "5 ÷ 1", "pays"]
    assert written[5:-6] == [
        *("A", "2", "2"), *("B", "2", "1", "3"), *("C", "2", "1", "1", "4"),
        *("D", "2", "1", "1", "5", "9"),
    ]  # fmt: skip
    assert written[-6:] == ["18", "13", "11", "8", "0", "costs"]


@pytest.mark.parametrize("costs", [[8, 11, 13, 18], [7, 3, 3], [5, 0, 9], [0.5, 2.5]])
def test_a_lane_is_as_long_as_its_aircraft_needs(costs):
    ax = drawings.runway(st.games.airport(costs))
    strip = boxes(ax, PALETTE.muted)[0].get_width() / max(costs)
    for cost, color in zip(costs, PALETTE.players, strict=False):
        assert sum(b.get_width() for b in boxes(ax, color)) == pytest.approx(cost * strip)


def test_what_each_pays_is_its_shapley_value():
    game = st.games.airport([10, 16, 25])
    bold = [text.get_text() for text in drawings.runway(game).texts if text.get_weight() == "bold"]
    assert bold == ["10/3", "19/3", "46/3"] == [str(v) for v in st.shapley_values(game)]


def test_an_aircraft_that_needs_no_runway_has_no_lane():
    ax = drawings.runway(st.games.airport([0, 4]))
    assert boxes(ax, PALETTE.players[0]) == []
    assert texts(ax)[:5] == ["4 ÷ 1", "pays", "A", "0", "B"]


@pytest.mark.parametrize("game", [FRIENDS, LOSSES, st.Game(lambda S: S.max(axis=1) * -1.0, 2)])
def test_a_runway_is_that_of_an_airport_game(game):
    with pytest.raises(ValueError, match="game is no airport game"):
        drawings.runway(game)


# neighbors


FOUR = [0, 0, 4, 3], [0, 0, 1, 0], [(0, 0), (1, 0), (4, 1), (3, 1)]


def test_a_test_case_copies_the_label_of_the_nearest_row():
    ax = drawings.neighbors(*FOUR)
    verdicts = [text for text in texts(ax) if text in ("right", "wrong")]
    assert verdicts == ["right", "right", "right", "wrong"]
    assert texts(ax)[-1] == "3 of 4 right"


@pytest.mark.parametrize("kept", range(16))
def test_the_count_is_that_of_the_game_for_every_training_set(kept):
    positions, labels, tests = FOUR
    there = [kept >> i & 1 == 1 for i in range(4)]
    said = texts(drawings.neighbors(*FOUR, there))[-1]
    near = [
        min((abs(p - x), i) for i, p in enumerate(positions) if there[i])[1] if kept else None
        for x, _ in tests
    ]
    right = sum(i is not None and labels[i] == y for i, (_, y) in zip(near, tests, strict=True))
    assert said == (f"{right} of 4 right" if kept else "no rows")


def test_rows_that_are_not_there_have_no_color_and_no_arrow():
    ax = drawings.neighbors(*FOUR, [True, True, True, False])
    assert boxes(ax, PALETTE.players[3]) == []
    assert len(boxes(ax, PALETTE.players[0])) == 1
    alone = drawings.neighbors(*FOUR, [False] * 4)
    assert "?" in texts(alone)
    assert len(ax.lines) - len(alone.lines) == 4


def test_twins_stand_on_each_other():
    first, second = boxes(drawings.neighbors(*FOUR))[:2]
    assert first.get_x() == second.get_x()
    assert second.get_y() > first.get_y() + first.get_height()


def test_of_two_rows_as_near_the_first_is_copied():
    assert texts(drawings.neighbors([1, 3], ["a", "b"], [(2, "a")]))[-1] == "1 of 1 right"
    assert texts(drawings.neighbors([3, 1], ["b", "a"], [(2, "a")]))[-1] == "0 of 1 right"


# mixtures


WARD = {"Anna": [("easy", 20, 95), ("hard", 80, 50)], "Ben": [("easy", 80, 90), ("hard", 20, 40)]}


def test_columns_are_as_wide_as_they_are_frequent_and_filled_to_their_rate():
    ax = drawings.mixtures(WARD)
    filled, whole = boxes(ax, PALETTE.accent), boxes(ax, PALETTE.grid)
    widths = np.array([box.get_width() for box in filled])
    np.testing.assert_allclose(widths / widths[:2].sum(), [0.2, 0.8, 0.8, 0.2])
    shares = [a.get_height() / b.get_height() for a, b in zip(filled, whole, strict=True)]
    np.testing.assert_allclose(shares, [0.95, 0.5, 0.9, 0.4])


def test_the_dashed_line_is_where_the_filling_would_be_level():
    ax = drawings.mixtures(WARD)
    filled, whole = boxes(ax, PALETTE.accent), boxes(ax, PALETTE.grid)
    for line, pair in zip(ax.lines[::2], (slice(0, 2), slice(2, 4)), strict=True):
        area = sum(box.get_width() * box.get_height() for box in filled[pair])
        level = area / sum(box.get_width() for box in filled[pair])
        assert line.get_ydata()[0] == pytest.approx(whole[0].get_y() + level)
    assert texts(ax)[0] == "Anna: 59% in all"
    assert "Ben: 80% in all" in texts(ax)


@pytest.mark.parametrize("groups", [{}, {"A": []}, {"A": [("x", 1, 101)]}, {"A": [("x", 1, -1)]}])
def test_a_rate_is_a_percentage(groups):
    with pytest.raises(ValueError, match="groups must hold rates from 0 to 100"):
        drawings.mixtures(groups)
    assert plt.get_fignums() == []


# crowd


def test_a_crowd_keeps_the_row_and_averages_the_answers():
    ax = drawings.crowd(
        ["39", "high"], [["20", "low"], ["61", "low"]], [False, True], ["Age", "BP"], [0.2, 0.7]
    )
    assert texts(ax)[3:] == ["20", "high", "0.20", "61", "high", "0.70", "average", "0.45"]
