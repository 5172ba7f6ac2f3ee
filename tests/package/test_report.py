"""A report states what values are values of; what nobody told it, it says so."""

from __future__ import annotations

import copy
import functools
import pickle
import sys
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import shapley_tutor as st

HEADINGS = [
    "Model and unit",
    "Function explained",
    "Rows",
    "Players",
    "Value function",
    "Background",
    "Base value",
    "Estimator",
    "Error bars",
    "Additivity",
    "Versions",
    "It does not say",
]
X, Y = load_diabetes(return_X_y=True, as_frame=True, scaled=False)
RIDGE = Ridge().fit(X, Y)
GAUSS = st.GaussianConditional.from_data(X, draws=64)


def halves(rows, present):
    return np.where(present, rows, np.asarray(rows) / 2)


def of(predict=RIDGE.predict, rows=X[:3], background=X[:40], **more):
    return st.explain(predict, rows, background, **more)


@pytest.fixture(scope="module")
def exact():
    return of(rng=1)


@pytest.fixture(scope="module")
def sampled():
    return of(lambda Z: np.exp(Z @ RIDGE.coef_ / 100), method="lineups", budget=60, rng=7)


def said(explanation, **more):
    return st.report(explanation, **more).statements


def test_every_heading_has_a_statement(exact, sampled):
    for explanation in (exact, sampled):
        stated = said(explanation)
        assert [*stated] == HEADINGS
        assert all(stated.values())
    assert [*said(exact, notes="Trained in May.")] == [*HEADINGS, "Notes"]


def test_what_was_not_stated_is_said_to_be_so(exact):
    stated = said(exact)
    assert stated["Model and unit"] == "not stated (pass model=…)"
    assert stated["Rows"] == "3 rows explained; not stated (pass data=…)"
    told = said(exact, model="ridge; points", data="the first three patients")
    assert told["Model and unit"] == "ridge; points"
    assert told["Rows"] == "3 rows explained; the first three patients"
    assert "not stated" not in str(st.report(exact, model="m", data="d"))


def test_numbers_are_those_of_the_explanation(exact):
    stated = said(exact)
    assert stated["Function explained"].startswith("Ridge.predict; one output, predictions ")
    assert stated["Players"] == "10: age, sex, bmi, bp, s1, s2, s3, s4, s5, s6"
    assert stated["Background"] == "40 rows"
    assert float(stated["Base value"]) == pytest.approx(exact.base_values[0], abs=0.05)
    assert stated["Estimator"] == f"exact, {exact.evaluations:,} model rows"
    assert stated["Error bars"] == "none: all coalitions count, none was drawn"


def test_samples_state_budget_seed_and_error(sampled):
    stated = said(sampled)
    assert "line-ups, 60 coalitions per background row" in stated["Estimator"]
    assert stated["Estimator"].endswith("model rows, seed 7")
    largest = sampled.standard_errors.max() / np.abs(sampled.values).max()
    share = float(stated["Error bars"].partition("(")[2].partition("%")[0])
    assert share == pytest.approx(100 * largest, abs=0.06)


@pytest.mark.parametrize(
    ("rng", "told"),
    [
        (3, "seed 3"),
        (None, "no seed, so another run draws others"),
        (np.random.default_rng(5), "a generator of the caller"),
    ],
)
def test_the_seed_is_that_of_the_caller(rng, told):
    explanation = of(method="lineups", budget=60, rng=rng, rows=X[:1], background=X[:2])
    assert said(explanation)["Estimator"].endswith(told)


def test_precision_says_how_many_rows_reached_it():
    bent = lambda Z: np.exp(Z @ RIDGE.coef_ / 50)  # noqa: E731
    with pytest.warns(UserWarning, match="precision"):
        explanation = of(bent, precision=1e-9, budget=64, rng=0, background=X[:5])
    missed = said(explanation)["Error bars"]
    assert missed.endswith(f"1e-09 was asked for, reached in {explanation.reached.sum()} of 3")


@pytest.mark.parametrize(
    ("background", "kind", "size", "limit"),
    [
        (X[:40], "marginal (interventional)", "40 rows", "mixtures"),
        (st.Marginal(X[:4], [1, 1, 2, 0]), "marginal (interventional)", "3 rows, weighted", "mix"),
        (st.Marginal(X[:4], [2, 2, 2, 2]), "marginal (interventional)", "4 rows", "mixtures"),
        (st.Baseline(X[:1]), "baseline", "1 row", "mixtures"),
        (GAUSS, "conditional (observational)", "64 draws", "one that it ignores has a value"),
        (st.Imputed(halves), "imputed", "none: a function fills in", "fills in is part"),
    ],
)
def test_each_removal_has_its_own_words(background, kind, size, limit):
    if isinstance(background, st.Imputed):
        explanation = of(lambda Z: Z @ RIDGE.coef_, X[:2].to_numpy(), background)
    else:
        explanation = of(RIDGE.predict, X[:2].astype(float), background)
    stated = said(explanation)
    assert stated["Value function"].startswith(kind)
    assert stated["Background"] == size
    assert limit in stated["It does not say"]


def test_trees_state_the_raw_score():
    labels = pd.cut(Y, 3, labels=["low", "middle", "high"]).astype(str)
    model = DecisionTreeClassifier(max_depth=3, random_state=0).fit(X, labels)
    stated = said(st.explain_trees(model, X[:3], X[:30]))
    assert "raw score" in stated["Value function"]
    assert stated["Background"] == "30 rows"
    assert "3 outputs (high, low, middle)" in stated["Function explained"]
    assert stated["Estimator"].startswith("exact, from the trees")
    tree = DecisionTreeRegressor(max_depth=2, random_state=0).fit(X, Y)
    weights = np.r_[np.zeros(5), np.arange(1, 26)]
    weighted = st.explain_trees(tree, X[:3], X[:30], background_weights=weights)
    assert said(weighted)["Background"] == "25 rows, weighted"


def test_groups_and_many_players_are_counted():
    wide = np.random.default_rng(0).normal(size=(4, 30))
    explanation = of(lambda Z: Z.sum(axis=1), wide[:2], wide[2:], groups={"ends": [0, 29]})
    players = said(explanation)["Players"]
    assert players.startswith("29: ends, x1, x2,")
    assert players.endswith("x11 and 17 more; 1 group of columns")


@pytest.mark.parametrize(
    ("predict", "name"),
    [
        (RIDGE.predict, "Ridge.predict"),
        (lambda Z: RIDGE.predict(Z), "a lambda"),
        (functools.partial(RIDGE.predict), "Ridge.predict"),
        (type("Model", (), {"__call__": lambda self, Z: RIDGE.predict(Z)})(), "Model"),
    ],
)
def test_the_function_has_its_name(predict, name):
    assert said(of(predict, X[:1], X[:2]))["Function explained"].startswith(f"{name}; ")


def test_parts_pickles_and_copies_keep_the_question(exact):
    for part in (exact[0], pickle.loads(pickle.dumps(exact)), copy.deepcopy(exact)):
        assert said(part)["Background"] == "40 rows"
    assert said(exact[0])["Rows"].startswith("1 row explained")


def test_no_rows_left_is_no_failure(exact):
    stated = said(exact[:0])
    assert stated["Base value"] == "none"
    assert stated["Rows"].startswith("0 rows")


def test_an_explanation_made_by_hand_has_no_question():
    e = of()
    by_hand = st.Explanation(
        e.values, e.base_values, e.predictions, e.data, e.feature_names, None,
        e.standard_errors, e.evaluations, e.method, e.columns,
    )  # fmt: skip
    stated = said(by_hand)
    assert stated["Value function"] == stated["Background"] == "not stated"
    assert "Versions" not in stated


def test_the_gap_is_measured(exact):
    broken = copy.deepcopy(exact)
    broken.values[1, 2] += 0.25
    assert "values: 0.25; " in said(broken)["Additivity"]
    assert "values: less than 10⁻⁶, which is rounding; " in said(exact)["Additivity"]


@pytest.mark.parametrize("scale", [1e-300, 1e-9, 1.0, 1e9, 1e300])
def test_gaps_belong_to_the_scale_of_the_predictions(scale):
    explanation = of(lambda Z: scale * (np.asarray(Z) @ RIDGE.coef_))
    assert "which is rounding" in said(explanation)["Additivity"]
    explanation.values[0, 0] *= 1.001
    assert "rounding" not in said(explanation)["Additivity"]


def test_versions_are_those_in_use(exact):
    versions = dict(part.rsplit(" ", 1) for part in said(exact)["Versions"].split(", "))
    assert versions["numpy"] == np.__version__
    assert versions["sklearn"] == sys.modules["sklearn"].__version__
    assert versions["shapley_tutor"] == st.__version__


class Texts(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.cells = []
        self.feed(text)

    def handle_data(self, data):
        self.cells.append(data)


def test_html_and_markdown_say_the_same(exact):
    report = st.report(exact, model="f < g & h", data="some", notes="<b>no markup</b>")
    cells = Texts(report._repr_html_()).cells
    assert dict(zip(cells[::2], cells[1::2], strict=True)) == report.statements
    lines = str(report).splitlines()
    assert lines == [f"- **{head}.** {text}" for head, text in report.statements.items()]
    assert "<b>" not in report._repr_html_()


def test_what_is_no_explanation_is_refused(exact):
    with pytest.raises(TypeError, match=r"explanation is a numpy.ndarray; pass what explain\(\)"):
        st.report(exact.values)
