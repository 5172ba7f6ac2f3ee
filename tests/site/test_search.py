"""The search, asked in the words of people who ask: the page that answers is among the first five.

A query is two to five words of a question that was asked in public, and beside it a short term.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import section_search
from docutils.core import publish_doctree
from playwright.sync_api import Browser, Page
from sitelab import CHAPTERS, WIDE, reader

WEIGHTS, COALITIONS, FRIENDS = "game/weights", "game/coalitions", "game/three-friends"
AXIOMS, GAMES, INTERACTIONS = "game/axioms", "game/games", "game/interactions"
FEATURES, MISSING, TRAIN = (
    "model/features-as-players",
    "model/missing-features",
    "model/train-the-mlp",
)
BY_HAND, KERNEL, TREES = "model/by-hand-and-by-shap", "model/kernel-shap", "model/trees"
MANY, CLASSES, IMPORTANCE = "model/many-patients", "model/classes-and-units", "model/importance"
CAUSAL, CHECKLIST, CLINIC = "judgement/not-causal", "judgement/checklist", "judgement/clinic"
OWN, ROWS, SEQUENCES, QUESTIONS = (
    "judgement/your-model",
    "scale/rows",
    "deep/sequences",
    "back/questions",
)
SAMPLING, BACKGROUND, CLUSTERS = "scale/sampling", "scale/background", "scale/clusters"

ASKED = [  # words of the question, a short term, the pages that answer
    ("weight factor permutations", "formula weights", [WEIGHTS]),
    ("weighted average contributions", "weights sum", [WEIGHTS]),
    ("players opt out core", "core", [GAMES]),
    ("unanimity game core", "unanimity", [AXIOMS, GAMES]),
    ("airport game shapley", "airport", [GAMES]),
    ("negative shap values", "negative", [FEATURES]),
    ("missingness property", "missingness", [AXIOMS, MISSING]),
    ("variables ordering", "order", [COALITIONS, FEATURES]),
    ("inconsistency meaning", "consistency", [AXIOMS]),
    ("shapley interaction values difference", "interaction values", [INTERACTIONS]),
    ("off-diagonal elements interaction", "diagonal interaction", [INTERACTIONS]),
    ("interaction indices citations", "interaction index", [INTERACTIONS]),
    ("intuitiveness interaction split", "interaction split", [FRIENDS, FEATURES, INTERACTIONS]),
    ("ensemble average folds", "ensemble", [FEATURES]),
    ("sum contributions difference average prediction", "adds up", [FEATURES, BY_HAND]),
    ("misleading highly correlated", "correlated features", [MISSING]),
    ("multicolinearity feature dependence TreeSHAP", "TreeSHAP", [MISSING, TREES]),
    ("multicollinearity xgboost", "multicollinearity", [MISSING, TREES]),
    ("reliability multicollinearity", "collinear variables", [MISSING, IMPORTANCE]),
    ("stability independent features", "independent features", [MISSING, BACKGROUND]),
    ("conditional marginal expectation", "marginal conditional", [MISSING]),
    ("missing value treatment", "NaN", [MISSING]),
    ("interventional tree_path_dependent", "tree_path_dependent", [TREES]),
    ("feature_perturbation data", "feature_perturbation", [TREES]),
    ("expected_value mean training", "expected value mean", [TREES, BY_HAND, BACKGROUND]),
    ("shap values not adding up margin", "xgboost", [TREES]),
    ("speed up computation", "TreeExplainer runtime", [TREES, CLUSTERS]),
    ("interpretation base value predicted value", "base value", [FEATURES, BY_HAND]),
    ("base_value mean model prediction", "background 100 rows", [BACKGROUND]),
    ("expected value always 0.5", "expected value", [BY_HAND, CLASSES, FEATURES, TREES]),
    ("base value multi-class", "multi-class", [CLASSES]),
    ("convert log-odds probability", "log-odds", [CLASSES]),
    ("interpretation classification models", "log-odds", [CLASSES, FEATURES]),
    ("local accuracy raw output", "local accuracy", [AXIOMS, CLASSES, FEATURES]),
    ("multi-class classification", "classes", [CLASSES]),
    ("stacked bar classes", "every class", [CLASSES]),
    ("percentage contribution", "percent", [FEATURES, CLASSES]),
    ("target transform original units", "log target", [CLASSES, FEATURES]),
    ("unscaled feature values", "standardized features", [TRAIN, MANY, OWN]),
    ("true contribution simulated", "linear model coefficients", [BY_HAND, KERNEL, IMPORTANCE]),
    ("choosing background set", "choose background", [BACKGROUND]),
    ("train test set", "training or test background", [BACKGROUND, MANY]),
    ("reference accepted population threshold", "compared with whom", [BACKGROUND]),
    ("change drastically background", "background size error", [BACKGROUND]),
    ("contrast two examples", "one twin", [BACKGROUND]),
    ("comparing two datasets", "two datasets", [BACKGROUND]),
    ("values all one sign", "one sign", [BACKGROUND]),
    ("randomness shapley values seed", "seed", [BY_HAND, SAMPLING]),
    ("nsamples options", "nsamples", [BY_HAND, SAMPLING, KERNEL]),
    ("confidence error bars", "confidence interval", [SAMPLING, BACKGROUND, BY_HAND]),
    ("inconsistent contributions every run", "reproducible", [BY_HAND, CLUSTERS, SAMPLING, TRAIN]),
    ("zero shap values l1_reg", "zeros", [KERNEL]),
    ("KernelExplainer slow", "slow", [CLUSTERS, BY_HAND]),
    ("spark million rows", "Spark", [CLUSTERS]),
    ("variable importance", "global importance", [IMPORTANCE, MANY]),
    ("feature selection", "selection", [IMPORTANCE]),
    ("importance removing feature accuracy", "helps to predict", [IMPORTANCE]),
    ("noise rank higher", "noise feature", [IMPORTANCE]),
    ("feature importance gain different", "permutation importance", [IMPORTANCE]),
    ("explain loss model", "SAGE", [IMPORTANCE, "deep/variance"]),
    ("model accuracy trust explanation", "accuracy", [TRAIN, BY_HAND, "deep/science"]),
    ("compare two models", "retrained", [BY_HAND, CLASSES, MISSING]),
    ("training validation shap", "held out explain", [MANY, IMPORTANCE]),
    ("vertical dispersion", "beeswarm", [MANY]),
    ("SHAP and LIME difference", "LIME", [KERNEL]),
    ("group fairness disparity", "fairness", [CAUSAL, MISSING, AXIOMS]),
    ("relative contribution explanatory variables", "R squared", [IMPORTANCE]),
    ("stacking ensemble model", "stacking", [BY_HAND, FEATURES]),
    ("one-hot encoded categorical", "one-hot", [CLASSES]),
    ("aggregated one hot overestimated", "one hot sum", [CLASSES]),
    ("pretrained embeddings variables", "embedding", [CLASSES, "deep/transformer", "deep/text"]),
    ("image segmentation", "superpixels", ["deep/photograph"]),
    ("subword tokens", "pieces of words", ["deep/text", "deep/transformer"]),
    ("DeepExplainer sum check_additivity", "DeepExplainer", ["deep/deeplift"]),
    ("reused ReLU", "ReLU", ["deep/deeplift"]),
    ("integrated gradients converge", "convergence", ["deep/gradients"]),
    ("LayerNorm", "GELU LayerNorm", ["deep/deeplift"]),
    ("causal shapley values", "causal", [CAUSAL]),
    ("causality", "causal effect", [CAUSAL]),
    ("low positive rate high scores", "positive rate", [CAUSAL]),
    ("captum KernelShap", "KernelShap captum", [QUESTIONS, CLINIC, CHECKLIST]),
    ("learned explainer fastshap", "amortized", [QUESTIONS]),
    ("time series aggregation", "time series", [SEQUENCES]),
    ("LSTM 3d input", "LSTM", [SEQUENCES]),
    ("language model generation", "language model", [QUESTIONS, "deep/transformer"]),
    ("survival analysis", "survival", [QUESTIONS]),
    ("unsupervised model", "anomaly", [QUESTIONS]),
    ("hierarchical clustering explanations", "clustering explanations", [QUESTIONS]),
    ("data valuation", "Data Shapley", [ROWS]),
    ("marketing attribution channels", "marketing", [QUESTIONS]),
    ("fairly split bill", "cost sharing", [QUESTIONS, GAMES]),
    ("treatment effect", "uplift treatment effect", [QUESTIONS]),
]  # fmt: skip
FIRST = 5


@pytest.fixture(scope="module")
def tab(site, browser: Browser) -> Iterator[Page]:
    with reader(browser, "light", WIDE) as visit:
        yield visit.open(site.html / "search.html")


def found_for(tab: Page, query: str) -> list[str]:
    """The first pages that a query finds."""
    results = tab.evaluate("query => searchSections(query)", query)
    return [page.removeprefix("book/") for page, *_ in results[:FIRST]]


def test_the_pages_that_answer_exist():
    known = {page.removeprefix("book/") for page in CHAPTERS} | {QUESTIONS}
    assert {page for *_, pages in ASKED for page in pages} <= known


@pytest.mark.parametrize("which", [0, 1], ids=["words of the question", "a short term"])
def test_the_page_that_answers_is_among_the_first(tab, which):
    missed = [
        (row[which], found)
        for row in ASKED
        if not set(row[2]) & set(found := found_for(tab, row[which]))
    ]
    assert len(missed) <= len(ASKED) // 15, missed


def test_a_query_finds_sections_not_only_pages(tab):
    page, *anchors = tab.evaluate("searchSections('null player')")[0]
    assert page == "book/game/axioms"
    assert any(anchors)


@pytest.mark.parametrize("query", ["multicolinearity", "multicollineraity", "multicollinearty"])
def test_a_slip_of_the_pen_is_forgiven(tab, query):
    assert found_for(tab, query) == found_for(tab, "multicollinearity") != []


@pytest.mark.parametrize("query", ["", "  ", "?!", "the of", "qqqqqq", "__proto__", "<b>x</b>"])
def test_what_nobody_can_find_is_said(site, tab, query):
    tab.goto(
        (site.html / "search.html").as_uri() + "?q=" + tab.evaluate("encodeURIComponent", query)
    )
    assert tab.locator("#search-results a").count() == 0 or query == "<b>x</b>"
    assert tab.locator(".search-summary").inner_text()


def test_sections_begin_with_what_stands_there():
    settings = {"doctitle_xform": False, "report_level": 5}
    text = "Title\n=====\n\nFirst. Then more.\n\nPart\n----\n\n``code`` opens a longer sentence.\n"
    first, second = section_search.sections_of(
        "book/x", publish_doctree(text, settings_overrides=settings)
    )
    assert (first.title, first.anchor, first.snippet) == ("Title", "title", "")
    assert second.snippet == "code opens a longer sentence."
    assert second.words["chapter"] == ["titl"]
    assert first.words["body"] == ["first", "more"]
