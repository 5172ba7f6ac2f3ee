"""Widget "Who is missing": its closed forms against the package, and its page by hand."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from widgetlab import computed, module_page

import shapley_tutor as st

WAYS = ("zero", "mean", "marginal", "conditional")
MODELS = {
    "first": lambda z: z[:, 0],
    "sum": lambda z: z[:, 0] + z[:, 1],
    "product": lambda z: z[:, 0] * z[:, 1],
    "positive": lambda z: np.maximum(z[:, 0], 0.0),
    "larger": lambda z: np.maximum(z[:, 0], z[:, 1]),
    "step": lambda z: (z[:, 0] > 0) * 1.0,
}
QUADRATIC = ("first", "sum", "product")  # the package's draws are exact for these
# a grid of width h is off by about h²/12 where a model has a kink, by h/2 where it jumps
GRID_ERROR = {"positive": 1e-3, "larger": 1e-3, "step": 3e-2}
DRAW_ERROR = 5 * 1.5 / 128  # five standard errors of 2**14 draws


def any_settings(model: str, count: int, seed: int = 5) -> list[dict]:
    rng = random.Random(f"{model} {seed}")
    return [
        {
            "model": model,
            "x": [rng.uniform(-3, 3), rng.uniform(-3, 3)],
            "mean": rng.choice([0, rng.uniform(-1, 1)]),
            "rho": rng.choice([rng.uniform(-1, 1), rng.uniform(-1, 1), 0, 0.8, 1, -1]),
        }
        for _ in range(count)
    ]


def grid(mean: float, rho: float) -> st.Marginal:
    """Many rows with weights that stand for the normal distribution."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(6)
    return cloud(mean, rho, nodes, weights)


def fine_grid(mean: float, rho: float) -> st.Marginal:
    nodes = np.linspace(-7, 7, 281)  # steps of 0.05
    return cloud(mean, rho, nodes, np.exp(-(nodes**2) / 2))


def cloud(mean: float, rho: float, nodes: np.ndarray, weights: np.ndarray) -> st.Marginal:
    z = np.stack(np.meshgrid(nodes, nodes), axis=-1).reshape(-1, 2)
    second = rho * z[:, 0] + math.sqrt(1 - rho**2) * z[:, 1]
    rows = mean + np.column_stack([z[:, 0], second])
    return st.Marginal(rows, np.outer(weights, weights).ravel())


def removals(setting: dict, rows: st.Marginal, draws: int) -> dict:
    mean, rho = np.full(2, float(setting["mean"])), setting["rho"]
    cov = np.array([[1.0, rho], [rho, 1.0]])
    return {
        "zero": st.Baseline(np.zeros(2)),
        "mean": st.Baseline(mean),
        "marginal": rows,
        "conditional": st.GaussianConditional(mean, cov, draws=draws),
    }


@pytest.fixture(scope="module")
def modules(browser):
    with module_page(browser, "missing/missing", "missing/remarks") as page:
        yield page


def compared(modules, settings: list[dict]) -> list[dict]:
    """For each setting and way: worths, payoffs and total, as the widget has them."""
    found = computed(modules, "all => all.map(missing.compareWays)", settings)
    return [{one["way"]: one for one in ways} for ways in found]


def test_the_normal_distribution(modules):
    z = np.linspace(-9, 9, 3001).tolist()
    shares = computed(modules, "all => all.map(missing.normalShare)", z)
    expected = [math.erfc(-x / math.sqrt(2)) / 2 for x in z]
    assert shares == pytest.approx(expected, rel=0, abs=1e-15)


@pytest.mark.parametrize("model", QUADRATIC)
def test_closed_forms_equal_the_package(modules, model):
    settings = any_settings(model, 150)
    for setting, ways in zip(settings, compared(modules, settings), strict=True):
        rows = grid(setting["mean"], setting["rho"])
        for name, removal in removals(setting, rows, draws=8).items():
            game = st.prediction_game(MODELS[model], np.array(setting["x"]), removal)
            assert ways[name]["worths"] == pytest.approx(list(game.worths()), abs=1e-9), setting
            values = st.shapley_values(game)
            assert ways[name]["payoffs"] == pytest.approx(list(values), abs=1e-9), setting


@pytest.mark.parametrize("model", GRID_ERROR)
def test_closed_forms_of_bent_models_are_what_the_package_approaches(modules, model):
    settings = [s for s in any_settings(model, 30) if abs(s["rho"]) < 0.99]
    errors = dict.fromkeys(WAYS, 1e-12) | {"marginal": GRID_ERROR[model], "conditional": DRAW_ERROR}
    for setting, ways in zip(settings, compared(modules, settings), strict=True):
        rows = fine_grid(setting["mean"], setting["rho"])
        for name, removal in removals(setting, rows, draws=2**14).items():
            game = st.prediction_game(MODELS[model], np.array(setting["x"]), removal)
            assert ways[name]["worths"] == pytest.approx(list(game.worths()), abs=errors[name])


@pytest.mark.parametrize("model", GRID_ERROR)
def test_conditional_worths_of_bent_models(modules, model):
    """One missing feature: an integral over one normal variable, on a very fine grid."""
    settings = any_settings(model, 60)
    z = np.linspace(-8, 8, 400_001)
    weights = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    for setting, ways in zip(settings, compared(modules, settings), strict=True):
        x, mean, rho = setting["x"], setting["mean"], setting["rho"]
        for told, coalition in ((0, 1), (1, 2)):
            rows = np.empty((len(z), 2))
            rows[:, told] = x[told]
            rows[:, 1 - told] = mean + rho * (x[told] - mean) + math.sqrt(1 - rho**2) * z
            expected = weights @ MODELS[model](rows)
            found = ways["conditional"]["worths"][coalition]
            assert found == pytest.approx(expected, abs=1e-7 if model != "step" else 5e-5), setting


@pytest.mark.parametrize("model", MODELS)
def test_what_holds_for_every_setting(modules, model):
    settings = any_settings(model, 300)
    independent = [{**s, "rho": 0} for s in settings]
    for setting, ways in zip(settings, compared(modules, settings), strict=True):
        prediction = MODELS[model](np.array([setting["x"]]))[0]
        assert [ways[w]["worths"][3] for w in WAYS] == pytest.approx([prediction] * 4)
        for way in ways.values():
            assert sum(way["payoffs"]) == pytest.approx(way["worths"][3] - way["worths"][0])
            assert way["total"] == pytest.approx(sum(way["payoffs"]))
            assert list(st.shapley_values(np.array(way["worths"]))) == pytest.approx(way["payoffs"])
        assert ways["marginal"]["worths"][0] == pytest.approx(ways["conditional"]["worths"][0])
        if model in ("first", "positive", "step"):
            assert [ways[w]["payoffs"][1] for w in WAYS[:3]] == pytest.approx([0] * 3, abs=1e-15)
    for ways in compared(modules, independent):
        assert ways["marginal"]["worths"] == pytest.approx(ways["conditional"]["worths"])


def test_the_case_of_the_chapter_and_the_limits(modules):
    case = {"model": "first", "x": [1, 2], "mean": 0, "rho": 0.8}
    assert compared(modules, [case])[0]["conditional"]["payoffs"] == pytest.approx([0.2, 0.8])
    for rho, moved in ((1, 1.0), (-1, -1.0)):
        payoffs = compared(modules, [{**case, "rho": rho}])[0]["conditional"]["payoffs"]
        assert payoffs == pytest.approx([1 - moved, moved])


def test_the_sentence_says_what_is_so(modules):
    settings = [s for model in MODELS for s in any_settings(model, 200)]
    said = computed(modules, "all => all.map(s => remarks.remark(s))", settings)
    assert not [text for text in said if "NaN" in text or "undefined" in text or "-" in text]
    for setting, text, ways in zip(settings, said, compared(modules, settings), strict=True):
        marginal, conditional = (np.array(ways[w]["payoffs"]) for w in WAYS[2:])
        moved = conditional - marginal
        if setting["model"] == "sum" and "hands" not in text:
            amount = f"{abs(moved[0]):.2f}"
            ends = ("x₂", "x₁") if moved[0] > 0 else ("x₁", "x₂")
            assert f"here {amount}, from {ends[0]} to {ends[1]}" in text
        elif "never reads" in text and "here all four" not in text:
            assert f"{conditional[1]:.2f} all the same".replace("-", "−") in text
        elif "agree:" in text:
            assert abs(ways["mean"]["worths"][0] - ways["marginal"]["worths"][0]) < 0.0051
        assert ("independent" in text) == (setting["rho"] == 0)
