"""Pictures: what they write is what the games say, and they leave nothing behind."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

import shapley_tutor as st
from shapley_tutor.plots import _style, drawings

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

NEGATIVE = {"": 10, "A": 100, "B": -30, "C": 60, "AB": 50, "AC": 160, "BC": -20, "ABC": 45.5}


PLOTS: dict[str, Callable] = {
    "coalition_lattice": lambda ax: st.plots.coalition_lattice(st.games.three_friends(), ax=ax),
    "lattice of A": lambda ax: st.plots.coalition_lattice(st.games.three_friends(), "A", ax),
    "lineup_table": lambda ax: st.plots.lineup_table(st.games.three_friends(), ax),
    "waterfall": lambda ax: st.plots.waterfall(0.2, [0.3, -0.4], ["Age", "BP"], ax),
    "attribution_bars": lambda ax: st.plots.attribution_bars([0.3, -0.4], ["Age", "BP"], ax),
    "oven": lambda ax: drawings.oven(st.games.three_friends(), "CBA", ax),
    "network": lambda ax: drawings.network([2, 16, 1], ["Age", "BP"], "log-odds", ax),
    "crowd": lambda ax: drawings.crowd(
        ["39", "high"], [["20", "low"], ["61", "low"]], [False, True], ["Age", "BP"], [0.2, 0.7], ax
    ),
    "sentences": lambda ax: drawings.sentences(
        ["not", "a", "good", "film"], [[True] * 4, [False, True, True, True]], [-0.3, 0.4], ax
    ),
    "stack": lambda ax: drawings.stack([("coalitions", 16), ("rows", 5), ("patients", 3)], ax),
    "line_of_people": lambda ax: drawings.line_of_people("ABCDE", "A", "BD", ax),
    "arrivals": lambda ax: drawings.arrivals(st.games.three_friends(), [["A", "B"], "C"], ax),
    "runway": lambda ax: drawings.runway(st.games.airport([8, 11, 13, 18]), ax),
    "neighbors": lambda ax: drawings.neighbors([0, 0, 4], "001", [(1, "0"), (3, "1")], ax=ax),
    "mixtures": lambda ax: drawings.mixtures(
        {"Anna": [("easy", 20, 95), ("hard", 80, 50)], "Ben": [("easy", 8, 90)]}, ax=ax
    ),
}


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    plt.close("all")  # those that the examples in docstrings made
    yield
    plt.close("all")


def texts(ax) -> list[str]:
    """All that the reader sees written, after the figure was drawn."""
    ax.figure.draw_without_rendering()
    found = ax.figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible())
    return [text.get_text() for text in found if text.get_text()]


def bars(ax) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_width()]


# What every plot keeps to


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_makes_one_figure_returns_its_axes_and_leaves_the_settings_alone(name):
    before = dict(mpl.rcParams)
    ax = PLOTS[name](None)
    assert plt.get_fignums() == [ax.figure.number]
    assert len(ax.figure.axes) == 1
    assert dict(mpl.rcParams) == before
    assert ax.figure.get_figwidth() == 6.0
    assert ax.figure.dpi == 200
    assert to_hex(ax.figure.get_facecolor()) == "#ffffff"


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_draws_on_the_axes_given_and_nowhere_else(name):
    _, (left, right) = plt.subplots(1, 2)
    assert PLOTS[name](left) is left
    assert len(plt.get_fignums()) == 1
    assert left.has_data()
    assert not right.has_data()


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_refuses_axes_that_are_none(name):
    figure, both = plt.subplots(1, 2)
    for wrong in (figure, both):
        with pytest.raises(TypeError, match=r"ax must be one matplotlib Axes, got .*plt.subplots"):
            PLOTS[name](wrong)


@pytest.mark.parametrize("name", PLOTS)
def test_text_stays_inside_the_picture_and_is_large_enough(name):
    ax = PLOTS[name](None)
    ax.figure.draw_without_rendering()
    width, height = ax.figure.canvas.get_width_height()
    for text in ax.figure.findobj(Text):
        if text.get_text() and text.get_visible() and text not in undrawn(ax):
            box = text.get_window_extent()
            assert text.get_fontsize() >= 14, text.get_text()
            assert -1 <= box.x0 <= box.x1 <= width + 1, text.get_text()
            assert -1 <= box.y0 <= box.y1 <= height + 1, text.get_text()


def undrawn(ax) -> list[Text]:
    """Labels of ticks that lie beyond the limits of their axis."""
    ticks = [
        (tick, sorted(axis.get_view_interval()))
        for axis in (ax.xaxis, ax.yaxis)
        for tick in axis.get_major_ticks() + axis.get_minor_ticks()
    ]
    outside = [tick for tick, (low, high) in ticks if not low <= tick.get_loc() <= high]
    return [label for tick in outside for label in (tick.label1, tick.label2)]


def test_a_plot_that_fails_half_way_leaves_no_figure_behind(monkeypatch):
    with pytest.raises(RuntimeError, match="half-way"), _style.canvas(None, 6, 4):
        raise RuntimeError("half-way")
    assert plt.get_fignums() == []


# The look


def test_use_style_gives_the_session_the_palette_of_the_plots():
    with plt.rc_context():
        st.plots.use_style()
        cycle = [color.upper() for color in mpl.rcParams["axes.prop_cycle"].by_key()["color"]]
        assert tuple(f"#{color.lstrip('#')}" for color in cycle) == _style.SERIES
        for key in ("text.color", "axes.labelcolor", "xtick.labelcolor", "ytick.labelcolor"):
            assert to_hex(f"#{mpl.rcParams[key].lstrip('#')}") == st.plots.PALETTE.ink.lower()
        for key in ("axes.edgecolor", "xtick.color", "ytick.color"):
            assert to_hex(f"#{mpl.rcParams[key].lstrip('#')}") == st.plots.PALETTE.muted.lower()
        assert mpl.rcParams["figure.facecolor"] == "white"
        assert mpl.rcParams["font.family"] == ["Source Sans Pro", "DejaVu Sans"]


def test_colors_can_be_read_on_white_and_text_on_each_fill():
    palette = st.plots.PALETTE
    for color in (palette.positive, palette.negative, palette.ink, palette.muted, palette.accent):
        assert _style.contrast(color, palette.paper) >= 4.5
    for color in palette.players:
        assert _style.contrast(color, palette.paper) >= 3.0  # WCAG: lines and fills
        assert _style.contrast(_style.ink_on(color), color) >= 4.4
        assert _style.contrast(_style.as_text(color), palette.paper) >= 4.5


# Machado, Oliveira, Fernandes (2009), severity 1.0, on linear RGB
DEFICIENCIES = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def lab(color: str, matrix: list[list[float]]) -> np.ndarray:
    """CIE L*a*b* of a color as seen through ``matrix``."""
    rgb = np.array([int(color[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(matrix) @ linear, 0, 1)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ seen / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_colors_stay_apart_under_color_vision_deficiencies(deficiency):
    palette, matrix = st.plots.PALETTE, DEFICIENCIES[deficiency]
    pairs = [(palette.positive, palette.negative), *itertools.combinations(palette.players, 2)]
    distances = [np.linalg.norm(lab(a, matrix) - lab(b, matrix)) for a, b in pairs]
    assert min(distances) > 10  # 2.3 is a difference that can just be seen
    assert distances[0] > 50


# Without matplotlib


def test_the_package_and_its_plots_import_no_matplotlib_until_a_plot_is_drawn():
    code = "import sys, shapley_tutor as st; st.plots; print('matplotlib' in sys.modules)"
    assert run_python(code).strip() == "False"


def test_a_missing_matplotlib_says_what_to_install():
    code = (
        "import sys; sys.modules['matplotlib'] = None\n"
        "import shapley_tutor as st\n"
        "try: st.plots.waterfall(0, [1], ['a'])\n"
        "except ImportError as error: print(error)"
    )
    said = run_python(code)
    assert 'pip install "shapley-tutor[plots]"' in said
    root = Path(__file__).parents[2]
    extras = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert any("matplotlib" in need for need in extras["optional-dependencies"]["plots"])


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


# coalition_lattice


def test_lattice_shows_every_worth_and_every_marginal_contribution():
    written = texts(st.plots.coalition_lattice(st.games.three_friends()))
    for worth in ("0", "100", "80", "60", "180", "160", "140", "200"):
        assert worth in written
    gains = sorted(text for text in written if "+" in text)
    assert gains == sorted(
        ["A +100", *["+100"] * 2, "+60", "B +80", *["+80"] * 2, "+40", "C +60", *["+60"] * 2, "+20"]
    )  # A, B, C: one for each coalition of the others, and the first with the name
    assert {"{A, B, C}", "{}"} <= set(written)


@pytest.mark.parametrize(
    "game",
    [st.Game(lambda rows: rows.sum(axis=1), ["a long name"]), st.games.airport([1, 2, 3, 4])],
)
def test_lattice_has_a_legend_where_a_line_has_no_room_for_a_name(game):
    ax = st.plots.coalition_lattice(game)
    entries = [text.get_text() for text in ax.get_legend().get_texts()]
    assert entries == [f"{name} joins" for name in game.players]


def test_lattice_of_a_player_shows_weights_as_thickness_and_the_payoff():
    game = st.games.three_friends()
    ax = st.plots.coalition_lattice(game, player="A")
    written = texts(ax)
    assert "= 260/3" in ax.get_xlabel()
    assert "1/3·100 + 1/6·100 + 1/6·100 + 1/3·60" in ax.get_xlabel()
    assert sorted(t for t in written if t.startswith("+")) == ["+100", "+100", "+100", "+60"]
    assert [t for t in written if "weight" in t] == ["weight\n1/3", "weight\n1/6", "weight\n1/3"]
    thick = [line for line in ax.lines if line.get_color() == st.plots.PALETTE.players[0]]
    widths = np.array([line.get_linewidth() for line in thick])
    assert len(ax.lines) == 12
    np.testing.assert_allclose(widths / widths.sum(), [1 / 3, 1 / 6, 1 / 6, 1 / 3])


def test_lattice_by_name_and_by_position_are_the_same():
    game = st.games.age_bp()
    by_name = st.plots.coalition_lattice(game, player="BP").get_xlabel()
    assert by_name == st.plots.coalition_lattice(game, player=1).get_xlabel()
    assert by_name.endswith("= 1/2·0.5 + 1/2·0.3 = 0.4")


def test_lattice_writes_negative_contributions_with_a_minus_sign():
    ax = st.plots.coalition_lattice(st.Game.from_worths(NEGATIVE), player="B")
    assert {"−40.0", "−50.0", "−80.0", "−114.5", "−30.0"} <= set(texts(ax))
    assert "1/3·(−40.0)" in ax.get_xlabel()
    assert ax.get_xlabel().endswith("= −73.17")


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_lattice_has_2_to_the_n_nodes_and_all_edges(n):
    game = st.Game(lambda rows: 1000.0 * rows.sum(axis=1) ** 2, n)
    plain = st.plots.coalition_lattice(game)
    assert len(plain.artists) == 2**n
    assert len([line for line in plain.lines if len(line.get_xdata())]) == n * 2 ** (n - 1)
    followed = st.plots.coalition_lattice(game, player=n - 1)
    assert sum(text.startswith("+") for text in texts(followed)) == 2 ** (n - 1)


@pytest.mark.parametrize(
    "players", [["A", "B", "C"], ["Cholesterol", "Blood pressure", "Age", "Weight"], 4, 5]
)
def test_lattice_nodes_do_not_cover_each_other(players):
    game = st.Game(lambda rows: 12345.0 * rows.sum(axis=1), players)
    for player in (None, 0):
        ax = st.plots.coalition_lattice(game, player)
        ax.figure.draw_without_rendering()
        boxes = [node.get_window_extent() for node in ax.artists]
        assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


# lineup_table


def test_lineup_table_has_a_row_for_each_lineup_and_the_shapley_values_last():
    ax = st.plots.lineup_table(st.games.three_friends())
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == [*(", ".join(order) for order in itertools.permutations("ABC")), "average"]
    written = texts(ax)
    assert {"A 260/3", "B 200/3", "C 140/3"} <= set(written)
    assert len(bars(ax)) == 7 * 3
    counted = [written.count(t) for t in ("A 100", "A 60", "B 80", "B 40", "C 60", "C 20")]
    assert counted == [4, 2, 4, 2, 4, 2]


def test_lineup_table_rows_add_up_to_the_grand_coalition():
    for game in (st.games.three_friends(), st.games.gloves(), st.Game.from_worths(NEGATIVE)):
        ax = st.plots.lineup_table(game)
        rows: dict[float, float] = {}
        for bar in bars(ax):
            middle = round(bar.get_y() + bar.get_height() / 2, 6)
            rows[middle] = rows.get(middle, 0.0) + bar.get_width()
        worths = game.worths()
        np.testing.assert_allclose(list(rows.values()), float(worths[-1] - worths[0]))


def test_lineup_table_hatches_negative_contributions_and_marks_both_ends():
    ax = st.plots.lineup_table(st.Game.from_worths(NEGATIVE))
    below = [bar for bar in bars(ax) if bar.get_width() < 0]
    assert below
    assert all(bar.get_hatch() for bar in below)
    assert all(bar.get_x() <= 10.0 for bar in below)
    assert not any(bar.get_hatch() for bar in bars(ax) if bar.get_width() > 0)
    assert {"v(∅) = 10.0", "v(N) = 45.5", "C −4.5", "B −73.17"} <= set(texts(ax))


def test_lineup_table_names_long_players_in_a_legend():
    game = st.Game(lambda rows: rows @ np.array([0.1, 0.2]), ["Cholesterol", "Age"])
    ax = st.plots.lineup_table(game)
    legend = [text.get_text() for text in ax.get_legend().get_texts()]
    assert legend == ["Cholesterol", "Age"]


@pytest.mark.parametrize(
    "game", [st.games.three_friends(), st.games.gloves(), st.Game.from_worths(NEGATIVE)]
)
def test_lineup_table_labels_stand_inside_their_bars_or_clear_of_all(game):
    ax = st.plots.lineup_table(game)
    ax.figure.draw_without_rendering()
    drawn = [bar.get_window_extent() for bar in bars(ax)]
    for text in ax.texts:
        box = text.get_window_extent()
        met = [bar for bar in drawn if bar.overlaps(box)]
        inside = [bar for bar in met if bar.x0 <= box.x0 and box.x1 <= bar.x1]
        assert len(met) == len(inside) <= 1, text.get_text()


# waterfall


def test_waterfall_steps_from_the_base_value_to_the_prediction():
    ax = st.plots.waterfall(
        0.53914, [-0.18741, -0.09261], ["Age", "BP"], data=[39.44011032348155, 0]
    )
    assert [t.get_text() for t in ax.texts] == ["0.5391", "−0.1874", "−0.0926", "0.2591"]
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == ["base value", "Age = 39.44", "BP = 0", "prediction"]
    first, second = bars(ax)
    assert first.get_x() == pytest.approx(0.53914)
    assert first.get_x() + first.get_width() == pytest.approx(second.get_x())
    assert {to_hex(bar.get_facecolor()) for bar in bars(ax)} == {st.plots.PALETTE.negative.lower()}


def test_waterfall_writes_fractions_as_they_are():
    thirds = [Fraction(260, 3), Fraction(200, 3), Fraction(140, 3)]
    ax = st.plots.waterfall(0, thirds, "ABC", output_name="v(N)")
    assert [t.get_text() for t in ax.texts] == ["0", "+260/3", "+200/3", "+140/3", "200"]
    tenths = st.plots.waterfall(Fraction(1, 5), [Fraction(3, 10), Fraction(2, 5)], ["Age", "BP"])
    assert [t.get_text() for t in tenths.texts] == ["0.2", "+0.3", "+0.4", "0.9"]


def test_waterfall_can_start_with_the_largest_payoff_and_keeps_a_zero():
    ax = st.plots.waterfall(0, [1, 0, -3], ["a", "b", "c"], data=[7, "red", 9], sort=True)
    rows = [label.get_text() for label in ax.get_yticklabels()]
    assert rows == ["base value", "c = 9", "a = 7", "b = red", "prediction"]
    assert [t.get_text() for t in ax.texts] == ["0", "−3", "+1", "0", "−2"]
    assert len(bars(ax)) == 2


def test_waterfall_labels_do_not_touch_bars():
    rng = np.random.default_rng(0)
    ax = st.plots.waterfall(150.0, rng.normal(0, 12, 10), [f"feature {i}" for i in range(10)])
    ax.figure.draw_without_rendering()
    drawn = [bar.get_window_extent() for bar in bars(ax)]
    for text in ax.texts:
        assert not any(text.get_window_extent().overlaps(bar) for bar in drawn)


# attribution_bars


def test_attribution_bars_show_one_explanation_by_sign():
    ax = st.plots.attribution_bars([-0.1874, 0.0926], ["Age", "BP"], errors=[0.01, 0.02])
    colors = [to_hex(bar.get_facecolor()) for bar in bars(ax)]
    palette = st.plots.PALETTE
    assert colors == [palette.negative.lower(), palette.positive.lower()]
    assert [t.get_text() for t in ax.texts] == ["−0.1874", "+0.0926"]


def test_attribution_bars_show_several_side_by_side():
    ours = [Fraction(260, 3), Fraction(-1, 3)]
    ax = st.plots.attribution_bars({"by hand": ours, "SHAP": ours}, ["A", "B"])
    assert [t.get_text() for t in ax.texts] == ["+260/3", "−1/3"] * 2
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["by hand", "SHAP"]
    assert len(bars(ax)) == 4


# Bad input


TWO_OUTPUTS = st.Game(lambda rows: rows[:, :2].astype(float), 2)
BAD = [
    (lambda: st.plots.coalition_lattice([0, 1]), TypeError, "game must be a Game, got list"),
    (lambda: st.plots.coalition_lattice(st.games.majority(6)), ValueError, "6 players.*at most 5"),
    (lambda: st.plots.coalition_lattice(TWO_OUTPUTS), ValueError, "2 outputs.*one output"),
    (lambda: st.plots.coalition_lattice(st.games.majority(3), "Z"), ValueError, "'Z'.*A, B, C"),
    (lambda: st.plots.lineup_table(st.games.majority(5)), ValueError, "5 players.*at most 4"),
    (lambda: st.plots.waterfall([1, 2], [1], ["a"]), ValueError, "base_value.*one number"),
    (lambda: st.plots.waterfall(1, [[1, 2]], ["a"]), ValueError, r"values has shape \(1, 2\)"),
    (lambda: st.plots.waterfall(1, [1, 2], ["a"]), ValueError, "names has 1 .*values has 2"),
    (lambda: st.plots.waterfall(1, [1], ["a"], data=[1, 2]), ValueError, "data has 2 .*names"),
    (lambda: st.plots.waterfall(1, [np.nan], ["a"]), ValueError, r"values\[0\] is nan"),
    (lambda: st.plots.waterfall(1, ["x"], ["a"]), TypeError, "values must be numbers, got"),
    (lambda: st.plots.attribution_bars({}, ["a"]), TypeError, "values must be a mapping"),
    (
        lambda: st.plots.attribution_bars({"us": [1], "them": [1, 2]}, ["a"]),
        ValueError,
        r"values\['them'\] has 2 .*names has 1",
    ),
    (lambda: st.plots.attribution_bars([1], ["a"], errors=[-1]), ValueError, "errors has a neg"),
    (
        lambda: st.plots.attribution_bars({"us": [1]}, ["a"], errors=[1]),
        ValueError,
        "errors is given for .*same keys",
    ),
]


@pytest.mark.parametrize(("call", "error", "message"), BAD)
def test_bad_input_is_named_and_leaves_no_figure(call, error, message):
    with pytest.raises(error, match=re.compile(message, re.DOTALL)):
        call()
    assert plt.get_fignums() == []


def test_names_with_dollar_signs_are_names():
    ax = st.plots.waterfall(0, [1, 2], ["$cost", "$gain"])
    ax.figure.draw_without_rendering()
    assert [label.get_text() for label in ax.get_yticklabels()][1:3] == [r"\$cost", r"\$gain"]
