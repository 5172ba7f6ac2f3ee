"""Plots that take an Explanation: they draw what it holds, whatever it holds, and nothing meets."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st
from shapley_tutor.plots._night import at_night
from shapley_tutor.plots._style import PALETTE, contrast

mpl.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

RNG = np.random.default_rng(0)
ROWS = 40


def made(values: Any, data: Any = None, names: Any = None, **more: Any) -> st.Explanation:
    """An explanation of these values; base value 0 and no errors by default."""
    values = np.asarray(values, dtype=float)
    n, base = values.shape[1], more.pop("base", 0.0)
    given: dict[str, Any] = {
        "values": values,
        "base_values": np.full((len(values), *values.shape[2:]), base),
        "predictions": base + values.sum(axis=1),
        "data": RNG.normal(size=(len(values), n)) if data is None else data,
        "feature_names": tuple(names or [f"x{j}" for j in range(n)]),
        "output_names": None,
        "standard_errors": 0 * values,
        "evaluations": 10,
        "method": "exact",
        "columns": tuple((j,) for j in range(n)),
    }
    return st.Explanation(**given | more)


def noise(d: int) -> Any:
    return RNG.normal(size=(ROWS, d))


def with_missing() -> Any:
    data = noise(3)
    data[::3, 0] = np.nan
    data[:, 1] = np.nan
    data[4, 2], data[5, 2] = np.inf, -np.inf
    return data


def people() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "city": pd.Categorical(
                RNG.choice(["rome", "oslo", "bern"], ROWS), ["oslo", "rome", "bern", "nowhere"]
            ),
            "note": RNG.choice(["a", "b", None], ROWS),
            "seen": pd.Timestamp("2024-01-01") + pd.to_timedelta(RNG.integers(0, 900, ROWS), "D"),
            "smoker": RNG.random(ROWS) > 0.5,
            "visits": pd.array(RNG.integers(0, 9, ROWS), dtype="Int64"),
            "many": [f"level number {k}" for k in range(ROWS)],
        },
        index=[f"row {k}" for k in range(ROWS)],
    )
    frame.loc["row 3", "visits"] = pd.NA
    frame.loc["row 5", "seen"] = pd.NaT
    return frame


LONG = ["systolic blood pressure measured at the second visit to the clinic in spring", "x" * 120]
CASES: dict[str, st.Explanation] = {
    "numbers": made(noise(5), base=0.3),
    "long names": made(noise(3), names=[*LONG, "sklearn__onehot__country_united_kingdom"]),
    "dollars": made(noise(2), names=["$cost", "a $b$ c_d^e"]),
    "one feature": made(noise(1)),
    "one row": made(noise(3)[:1]),
    "200 features": made(noise(200) * np.linspace(0, 1, 200)),
    "zeros": made(np.zeros((ROWS, 3))),
    "tiny": made(1e-300 * noise(3), base=2e-300),
    "denormal": made(5e-324 * np.ones((ROWS, 2))),
    "huge": made(1e12 * noise(3), base=3e12),
    "1e300": made(1e300 * noise(3)),
    "small beside a large base": made(noise(3), base=3e12),
    "huge and tiny data": made(noise(2), data=noise(2) * [1e12, 1e-300]),
    "missing data": made(noise(3), data=with_missing()),
    "DataFrame": made(noise(6), data=people(), names=list(people().columns)),
    "text in an array": made(noise(2), data=RNG.choice(["a", "b"], (ROWS, 2))),
    "objects": made(noise(2), data=np.array([[1, "a"], [None, 2.5]] * (ROWS // 2), dtype=object)),
    "a group": made(noise(2), data=noise(3), names=["place", "x2"], columns=((0, 1), (2,))),
    "sampled": made(noise(3), standard_errors=np.full((ROWS, 3), 0.2), method="kernel"),
    "a named output": made(noise(3), output_names=("probability of readmission in 30 days",)),
}
FIRST = {name: e[min(3, len(e) - 1)] for name, e in CASES.items()}
ONE_ROW: dict[str, Callable[..., Any]] = {
    "waterfall": st.plots.waterfall,
    "attribution_bars": st.plots.attribution_bars,
}
ALL_ROWS: dict[str, Callable[..., Any]] = {"bar": st.plots.bar, "beeswarm": st.plots.beeswarm}


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    plt.close("all")
    yield
    plt.close("all")


def draw(plot: str, name: str, **more: Any) -> Any:
    if plot in ONE_ROW:
        return ONE_ROW[plot](FIRST[name], **more)
    if plot in ALL_ROWS:
        return ALL_ROWS[plot](CASES[name], **more)
    return st.plots.scatter(CASES[name], int(plot), **more)


def columns_of(name: str) -> list[str]:
    e = CASES[name]
    return [str(j) for j, own in enumerate(e.columns[:6]) if len(own) == 1]


DRAWN = [
    *itertools.product([*ONE_ROW, *ALL_ROWS], CASES),
    *((j, name) for name in CASES for j in columns_of(name)),
]


def seen(ax: Any) -> list[tuple[Text, Any]]:
    """Texts that are drawn, with their boxes in pixels."""
    ax.figure.draw_without_rendering()
    hidden = set()
    for axis in (ax.xaxis, ax.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks() + axis.get_minor_ticks():
            if not low <= tick.get_loc() <= high:
                hidden |= {tick.label1, tick.label2}
    found = ax.figure.findobj(lambda a: isinstance(a, Text) and a.get_visible())
    kept = [text for text in found if text.get_text().strip() and text not in hidden]
    return [(text, text.get_window_extent()) for text in kept]


@pytest.mark.parametrize(("plot", "name"), DRAWN)
def test_texts_stay_inside_the_picture_and_meet_no_other_and_no_bar(plot: str, name: str) -> None:
    ax = draw(plot, name)
    boxes = seen(ax)
    width, height = ax.figure.canvas.get_width_height()
    assert len(boxes) > 2
    for text, box in boxes:
        assert -1 <= box.x0 <= box.x1 <= width + 1, text.get_text()
        assert -1 <= box.y0 <= box.y1 <= height + 1, text.get_text()
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        down = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert min(across, down) <= 1, (one.get_text(), other.get_text())
    bars = [p.get_window_extent() for p in ax.patches if isinstance(p, Rectangle) and p.get_width()]
    for (text, box), bar in itertools.product(boxes, bars):
        across = min(bar.x1, box.x1) - max(bar.x0, box.x0)
        down = min(bar.y1, box.y1) - max(bar.y0, box.y0)
        assert min(across, down) <= 1, text.get_text()


@pytest.mark.parametrize("plot", [*ONE_ROW, *ALL_ROWS, "0"])
def test_a_plot_draws_on_the_axes_given_returns_them_and_leaves_the_settings(plot: str) -> None:
    before = dict(mpl.rcParams)
    _, (left, right) = plt.subplots(1, 2)
    assert draw(plot, "numbers", ax=left) is left
    assert left.has_data()
    assert not right.has_data()
    assert len(plt.get_fignums()) == 1
    own = draw(plot, "numbers")
    assert own.figure.get_figwidth() == 6.0
    assert len(own.figure.axes) == 1
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("plot", ["waterfall", "attribution_bars", "bar"])
@pytest.mark.parametrize("name", ["huge", "tiny", "long names"])
def test_numbers_stand_inside_axes_that_were_given(plot: str, name: str) -> None:
    _, ax = plt.subplots(figsize=(5, 3))
    draw(plot, name, ax=ax)
    ax.figure.draw_without_rendering()
    frame = ax.get_window_extent()
    for text in ax.texts:
        box = text.get_window_extent()
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1, text.get_text()


def labels(ax: Any) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def number(text: str) -> float:
    return float(text.replace("−", "-").replace(",", ""))


# --- one row


def test_waterfall_draws_base_value_values_data_and_prediction() -> None:
    X = pd.DataFrame({"Age": [40.0, 50.0], "BP": [1.0, 0.5], "Sex": ["f", "m"]})
    predict = lambda D: (D["Age"] / 10 - D["BP"] + (D["Sex"] == "m")).to_numpy(float)  # noqa: E731
    e = st.explain(predict, X, X[:1], output_names=["risk"])
    ax = st.plots.waterfall(e[1])
    assert labels(ax) == ["base value", "Age = 50", "Sex = m", "BP = 0.5", "risk"]
    found = [number(text.get_text()) for text in ax.texts]
    np.testing.assert_allclose(found, [3.0, 1.0, 1.0, 0.5, 5.5])
    given = st.plots.waterfall(e[1], sort=False, data=["a", "b", "c"], output_name="f")
    assert labels(given) == ["base value", "Age = a", "BP = b", "Sex = c", "f"]


def test_an_output_keeps_its_name_in_the_plot() -> None:
    two = lambda X: np.column_stack([X[:, 0], -X[:, 0] * X[:, 1]])  # noqa: E731
    X = np.array([[3.0, 5.0]])
    e = st.explain(two, X, 0 * X, output_names=["no", "yes"])
    for one in (e[:, "yes"], e[0, :, 1], e[..., "yes"]):
        ax = st.plots.waterfall(one)
        assert labels(ax)[-1] == "yes"
        np.testing.assert_allclose([number(t.get_text()) for t in ax.texts], [0, -7.5, -7.5, -15])
    named = st.explain(two, X, 0 * X, feature_names=["a", "b"])
    assert labels(st.plots.waterfall(named[..., 0]))[1:] == ["a = 3", "b = 5", "output 0"]


def test_of_200_features_the_smallest_are_one_bar() -> None:
    e = FIRST["200 features"]
    largest = np.sort(np.abs(e.values[0]))[::-1]
    for plot in ("waterfall", "attribution_bars"):
        ax = draw(plot, "200 features")
        values = [number(t.get_text()) for t in ax.texts]
        payoffs = values[1:-1] if plot == "waterfall" else values
        assert len(payoffs) == 10
        np.testing.assert_allclose(np.abs(payoffs[:9]), largest[:9], atol=0.006)
        np.testing.assert_allclose(sum(payoffs), e.values.sum(), atol=0.06)
        assert "… and 191 more" in labels(ax)
    assert len(st.plots.waterfall(made(noise(30))[0], most=30).texts) == 32
    assert len(draw("waterfall", "200 features", most=2).texts) == 4
    kept = labels(draw("waterfall", "200 features", most=4, sort=False))[1:-2]
    order = [int(label.partition(" = ")[0][1:]) for label in kept]
    assert order == sorted(np.argsort(-np.abs(e.values[0]))[:3])


def test_numbers_can_be_summed_up_too() -> None:
    ax = st.plots.waterfall(1, [4, 1, -2], ["a", "b", "c"], most=2)
    assert [t.get_text() for t in ax.texts] == ["1", "+4", "−1", "4"]
    assert labels(ax) == ["base value", "a", "… and 2 more", "prediction"]
    bars = st.plots.attribution_bars({"u": [1, 5, 2], "v": [1, 1, 9]}, ["a", "b", "c"], most=2)
    assert labels(bars) == ["c", "… and 2 more"]
    with pytest.raises(ValueError, match="most must be at least 2 bars, got 1"):
        st.plots.waterfall(1, [4, 1], ["a", "b"], most=1)


def test_small_payoffs_beside_a_large_base_value_are_not_written_as_nothing() -> None:
    e = FIRST["small beside a large base"]
    texts = [t.get_text() for t in st.plots.waterfall(e).texts]
    assert texts[0] == "3,000,000,000,000"
    found = sorted(abs(number(t)) for t in texts[1:-1])
    np.testing.assert_allclose(found, np.sort(np.abs(e.values[0])), atol=1e-3)


@pytest.mark.parametrize(("name", "unit"), [("tiny", 1e-300), ("1e300", 1e300), ("huge", 1)])
def test_bars_are_as_long_as_their_payoffs_at_any_scale(name: str, unit: float) -> None:
    e = FIRST[name]
    for plot in ("attribution_bars", "waterfall"):
        ax = draw(plot, name)
        shown = sorted(p.get_width() for p in ax.patches if isinstance(p, Rectangle))
        ratio = np.array(shown) / np.sort(e.values[0] / unit)
        np.testing.assert_allclose(ratio, ratio[0])
        low, high = ax.get_xlim()
        assert 0.2 < max(map(abs, shown)) / (high - low) < 1
        if unit != 1:
            assert "in units of 1e" in ax.get_xlabel()
            assert float(ax.get_xlabel().rsplit(" ", 1)[1]) == pytest.approx(unit * ratio[0] ** -1)


def test_bars_of_samples_have_error_bars_and_exact_ones_none() -> None:
    ax = draw("attribution_bars", "sampled")
    segments = np.concatenate([c.get_segments() for c in ax.collections])
    np.testing.assert_allclose(segments[:, 1, 0] - segments[:, 0, 0], 2 * 1.96 * 0.2)
    assert not draw("attribution_bars", "numbers").collections


def test_error_bars_stand_out_from_their_bars_at_night() -> None:
    """A light line upon a light bar has an edge of the paper's color, wider than itself."""
    edges, lines = draw("attribution_bars", "sampled").collections
    assert to_hex(edges.get_edgecolor()[0]) == PALETTE.paper.lower()
    assert to_hex(lines.get_edgecolor()[0]) == PALETTE.ink.lower()
    assert edges.get_linewidth()[0] > lines.get_linewidth()[0] + 2
    for sign in (PALETTE.positive, PALETTE.negative):
        bar, paper = at_night(sign), at_night(PALETTE.paper)
        assert contrast(bar, paper) > 4.5 > contrast(bar, at_night(PALETTE.ink))


@pytest.mark.parametrize("plot", ["waterfall", "bar", "attribution_bars"])
def test_no_line_of_a_grid_goes_through_numbers_beside_bars(plot: str) -> None:
    ax = draw(plot, "numbers")
    ax.figure.draw_without_rendering()
    assert len(ax.texts) > 2
    assert not any(tick.gridline.get_visible() for tick in ax.xaxis.get_major_ticks())


def test_explanations_stand_side_by_side_with_numbers() -> None:
    e = FIRST["numbers"]
    ax = st.plots.attribution_bars({"exact": e, "half": e.values[0] / 2}, most=3)
    found = [number(t.get_text()) for t in ax.texts]
    np.testing.assert_allclose(np.array(found[:3]) / 2, found[3:], atol=1e-3)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["exact", "half"]
    with pytest.raises(ValueError, match=r"'other'.*'one'. have different features"):
        st.plots.attribution_bars({"one": e, "other": FIRST["tiny"]})


def test_words_are_the_players_of_an_explanation() -> None:
    e = made([[2.31, -0.32]], names=["not", "bad"])
    assert str(st.plots.colored_words(e)) == " not    bad\n+2.31  −0.32"
    with pytest.raises(ValueError, match="40 rows and colored_words draws one"):
        st.plots.colored_words(CASES["numbers"])


def test_names_of_a_group_have_no_value_beside_them_and_missing_ones_say_so() -> None:
    names = labels(draw("waterfall", "a group"))
    assert "place" in names
    missing = made([[1.0, 2.0, 3.0]], data=np.array([[np.nan, np.inf, -1.0]]))
    assert labels(st.plots.waterfall(missing))[1:-1] == ["x2 = −1", "x1 = inf", "x0 = missing"]


# --- many rows


def test_bar_is_the_mean_size_over_the_rows() -> None:
    e = CASES["numbers"]
    ax = st.plots.bar(e)
    means = np.abs(e.values).mean(axis=0)
    np.testing.assert_allclose(
        [number(t.get_text()) for t in ax.texts], np.sort(means)[::-1], atol=1e-4
    )
    assert labels(ax) == [f"x{j}" for j in np.argsort(-means)]
    rest = draw("bar", "200 features", most=6)
    sizes = np.abs(CASES["200 features"].values).mean(axis=0)
    shown = [p.get_width() for p in rest.patches if isinstance(p, Rectangle)]
    np.testing.assert_allclose(sum(shown), sizes.sum())
    assert len(shown) == 6


def test_bar_of_one_row_keeps_the_signs() -> None:
    ax = st.plots.bar(CASES["one row"])
    found = sorted(number(t.get_text()) for t in ax.texts)
    np.testing.assert_allclose(found, np.sort(CASES["one row"].values[0]), atol=1e-3)


def test_beeswarm_has_a_dot_for_every_row_and_feature() -> None:
    e = CASES["numbers"]
    ax = st.plots.beeswarm(e)
    dots = np.concatenate([c.get_offsets() for c in ax.collections])
    order = np.argsort(-np.abs(e.values).mean(axis=0))
    assert labels(ax) == [f"x{j}" for j in order]
    for y, j in enumerate(order):
        mine = dots[np.abs(dots[:, 1] - y) < 0.5, 0]
        np.testing.assert_allclose(np.sort(mine), np.sort(e.values[:, j]))


def test_beeswarm_is_darker_where_the_feature_is_larger_and_hollow_where_it_is_missing() -> None:
    values = np.arange(4.0)[:, None] + 1
    e = made(values, data=np.array([[5.0], [np.nan], [7.0], [1e9]]))
    filled, hollow = st.plots.beeswarm(e).collections[:2]
    brightness = filled.get_facecolors()[:, :3].sum(axis=1)
    assert filled.get_offsets()[:, 0].tolist() == [1, 3, 4]
    assert (np.diff(brightness) < -0.1).all()
    assert hollow.get_offsets()[:, 0].tolist() == [2]
    assert hollow.get_facecolors().size == 0


def test_dots_at_one_place_give_way_to_each_other() -> None:
    ax = st.plots.beeswarm(made(np.ones((30, 1))))
    heights = np.concatenate([c.get_offsets() for c in ax.collections])[:, 1]
    assert len(set(heights.round(6))) == 30
    assert np.abs(heights).max() < 0.5


def test_scatter_puts_payoffs_over_the_values_of_a_feature() -> None:
    e = CASES["numbers"]
    for feature in ("x2", 2, -3):
        points = st.plots.scatter(e, feature).collections[0].get_offsets()
        np.testing.assert_allclose(points, np.column_stack([e.data[:, 2], e.values[:, 2]]))


def ticks(ax: Any) -> dict[str, float]:
    ax.figure.draw_without_rendering()
    places = zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)
    return {label.get_text(): float(place) for place, label in places if label.get_text()}


def test_scatter_shows_categories_in_their_order_and_missing_ones_apart() -> None:
    e = CASES["DataFrame"]
    city = st.plots.scatter(e, "city")
    assert list(ticks(city)) == ["oslo", "rome", "bern"]
    place = e.data["city"].astype(str).map(ticks(city))
    np.testing.assert_allclose(city.collections[0].get_offsets()[:, 0], place)
    assert list(ticks(st.plots.scatter(e, "smoker"))) == ["False", "True"]
    assert list(ticks(st.plots.scatter(e, "note"))) == ["a", "b", "missing"]
    for name in ("visits", "seen"):
        ax = st.plots.scatter(e, name)
        known, unknown = (c.get_offsets() for c in ax.collections[:2])
        assert (len(known), len(unknown)) == (ROWS - 1, 1)
        assert unknown[0, 0] == ticks(ax)["missing"] < known[:, 0].min()


def test_scatter_takes_other_data_for_the_axis() -> None:
    e, years = CASES["a group"], np.arange(ROWS) + 1980
    points = st.plots.scatter(e, "place", data=years).collections[0].get_offsets()
    np.testing.assert_allclose(points, np.column_stack([years, e.values[:, 0]]))
    with pytest.raises(ValueError, match="data has 3 entries but the explanation's rows has 40"):
        st.plots.scatter(e, "place", data=years[:3])


def test_signs_have_their_colors() -> None:
    ax = st.plots.attribution_bars(made([[1.0, -2.0]]))
    colors = [to_hex(p.get_facecolor()) for p in ax.patches if isinstance(p, Rectangle)]
    palette = st.plots.PALETTE
    assert colors == [palette.negative.lower(), palette.positive.lower()]


# --- what is refused leaves no figure

THREE = made(RNG.normal(size=(5, 2, 3)), output_names=("no", "maybe", "yes"))
PLOTS: dict[str, Callable[..., Any]] = {**ONE_ROW, **ALL_ROWS, "words": st.plots.colored_words}


@pytest.mark.parametrize("plot", PLOTS)
def test_several_outputs_are_refused_with_a_way_out(plot: str) -> None:
    with pytest.raises(ValueError, match=r"3 outputs.*pass e\[:, :, 2\] or, .* e\[:, 'yes'\]"):
        PLOTS[plot](THREE)
    assert plt.get_fignums() == []


@pytest.mark.parametrize("plot", ["waterfall", "attribution_bars", "words"])
def test_several_rows_are_refused_with_a_way_out(plot: str) -> None:
    with pytest.raises(ValueError, match=r"40 rows.*draws one; pass e\[3\]"):
        PLOTS[plot](CASES["numbers"])
    with pytest.raises(ValueError, match=r"2 rows.*draws one; pass e\[1\]"):
        PLOTS[plot](CASES["numbers"][:2])
    assert plt.get_fignums() == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: st.plots.waterfall(0.2), "needs a base value, values and names, or an Expl"),
        (lambda: st.plots.attribution_bars([1, 2]), "needs names, or an Explanation of one row"),
        (lambda: st.plots.waterfall(FIRST["numbers"], [1]), "an Explanation and values"),
        (lambda: st.plots.attribution_bars(FIRST["numbers"], ["a"]), "an Explanation and names"),
        (lambda: st.plots.colored_words(FIRST["numbers"], [1]), "an Explanation and values"),
        (lambda: st.plots.bar([1, 2]), "bar draws an Explanation, got list"),
        (lambda: st.plots.bar(CASES["numbers"], most=2.5), "most must be a whole number of bars"),
    ],
)
def test_what_does_not_fit_is_named(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()
    assert plt.get_fignums() == []
