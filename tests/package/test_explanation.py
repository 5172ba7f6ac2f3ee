"""Explanation: what a reader sees, slices, and hands on."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st

RNG = np.random.default_rng(0)
X = pd.DataFrame(RNG.normal(size=(8, 3)), columns=["age", "bp", "bmi"], index=list("abcdefgh"))
BACKGROUND = pd.DataFrame(RNG.normal(size=(5, 3)), columns=X.columns)
ONE = st.explain(lambda X: np.exp(X).prod(axis=1).to_numpy(), X, BACKGROUND)
TWO = st.explain(lambda X: np.tanh(X.to_numpy() @ np.eye(3)[:, :2]), X, BACKGROUND)


def test_repr_and_html_show_five_rows_and_say_how_many_are_left():
    lines = repr(ONE).splitlines()
    assert lines[0].startswith("Explanation of 8 rows, 3 players: exact, ")
    assert lines[1].split() == ["base", "age", "bp", "bmi", "prediction"]
    assert len(lines) == 8
    assert lines[-1] == "... 3 more rows"
    shown = ONE._repr_html_()
    assert shown.count("<tr>") == 6
    assert "<th>bmi</th>" in shown
    assert "2 outputs" in repr(TWO)


@pytest.mark.parametrize("key", [3, slice(2, 5), [1, 4], np.arange(8) % 2 == 0])
def test_rows_are_kept_together(key):
    some = ONE[key]
    rows = np.arange(8)[key].reshape(-1)
    np.testing.assert_array_equal(some.values, ONE.values[rows])
    assert list(some.data.index) == list(X.index[rows])
    assert len(some) == len(rows) == len(some.predictions) == len(some.base_values)
    assert some.additivity_gap() < 1e-12


def test_outputs_by_position_and_name():
    np.testing.assert_array_equal(TWO[:, 1].values, TWO.values[..., 1])
    np.testing.assert_array_equal(TWO[2:4, "output 0"].values, TWO.values[2:4, :, 0])
    assert TWO[:, -1].output_names is None
    with pytest.raises(IndexError, match="no output 'setosa'; there are output 0, output 1"):
        TWO[:, "setosa"]
    with pytest.raises(IndexError, match="has one output"):
        ONE[:, 0]


def test_to_frame_is_a_row_for_each_row():
    frame = ONE.to_frame()
    assert list(frame.columns) == ["base", "age", "bp", "bmi", "prediction"]
    assert list(frame.index) == list("abcdefgh")
    sums = frame.drop(columns="prediction").sum(axis=1)
    np.testing.assert_allclose(sums, frame["prediction"], atol=1e-12)
    both = TWO.to_frame()
    np.testing.assert_allclose(both.loc[("c", "output 1"), "bp"], TWO.values[2, 1, 1])
    assert len(both) == 16


@pytest.mark.filterwarnings("ignore::Warning:shap", "ignore:.*set_(bad|over|under)")
@pytest.mark.parametrize("plot", ["bar", "beeswarm", "waterfall", "scatter", "heatmap"])
def test_every_shap_plot_takes_it(plot):
    mpl.use("Agg")
    import matplotlib.pyplot as plt
    import shap

    explanation = ONE.to_shap()
    one = {"waterfall": explanation[0], "scatter": explanation[:, "age"]}.get(plot, explanation)
    options = {} if plot == "scatter" else {"show": False}
    getattr(shap.plots, plot)(one, **options)
    assert plt.gcf().axes
    plt.close("all")
