"""Ways out of messages on names of columns, on a precision, and on what plots draw."""

from __future__ import annotations

from ways import Way

MORE = "st.explain(predict, X, background, **more)"
MANY = """
n = 12
value = lambda S: np.tanh(S @ np.linspace(-1, 2, n)) + S[:, 0] * S[:, 3]
game = st.Game(value, n)
exact = st.shapley_values(game)
"""
WIDE = """
n = 12
X, background = np.ones((2, n)), np.zeros((1, n))
predict = lambda X: np.tanh(X @ np.linspace(-1, 2, n)) + X[:, 0] * X[:, 3]
exact = st.explain(predict, X, background)
"""
OF_WIDE = "np.column_stack([exact.base_values, exact.values])"
DRAWN = """
import matplotlib; matplotlib.use("Agg"); import matplotlib.pyplot as plt
def written(draw):
    texts = [float(t.get_text().replace("\N{MINUS SIGN}", "-")) for t in draw().texts]
    plt.close("all")
    return texts
def dots(draw):
    ax = draw()
    plt.close("all")
    return np.sort(np.concatenate([c.get_offsets() for c in ax.collections]), axis=0)
e = st.explain(predict, X, background)
both = lambda X: np.column_stack([X[:, 0], X[:, 0] * X[:, 1]])
"""
FOUR = "X = np.repeat(X, 2, axis=0)\n"

NAMES = {
    "one name for the columns": Way(
        "TypeError: feature_names must be a list of names, got 'ab'",
        "more = dict(feature_names='ab')",
        "more = dict(feature_names=['a', 'b'])",
    ),
    "a set of names for the columns": Way(
        "TypeError: feature_names must be a list of names, got set; pass the names in the order of "
        "the columns",
        "more = dict(feature_names={'a', 'b'})",
        "more = dict(feature_names=['a', 'b'])",
    ),
    "a name for two columns": Way(
        "ValueError: feature_names has 'a' more than once; give every column its own",
        "more = dict(feature_names=['a', 'a'])",
        "more = dict(feature_names=['a', 'b'])",
    ),
    "too few names for the columns": Way(
        "ValueError: feature_names has 1 names but X has 2 columns; give one name for each column, "
        "in their order; columns are merged by groups",
        "more = dict(feature_names=['place'])",
        "more = dict(groups={'place': [0, 1]})",
        right="by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]], players=[[0, 1]])",
    ),
    "names of a DataFrame in another order": Way(
        "ValueError: feature_names calls the column 'a' 'b', which is another column of X; give "
        "the names in the order of the columns",
        "X, background, predict = D, B, product; more = dict(feature_names=['b', 'a'])",
        "more = dict(feature_names=CODE)",
        r"such as (.*)$",
    ),
}

PRECISION = {
    "a precision in words": Way(
        "TypeError: precision must be a number, the standard error wanted, got 'high'; leave it out"
        " for a fixed budget",
        "more = dict(precision='high', budget=4)",
        "more = dict(budget=4)",
    ),
    "no error at all": Way(
        "ValueError: precision must be a positive standard error in units of the output, got 0; "
        "values without any error are exact ones",
        "more = dict(precision=0)",
        "more = dict(CODE)",
        r"exact ones: (method='exact'),",
    ),
    "no error at all, of a game": Way(
        "ValueError: precision must be a positive standard error",
        MANY + "found = lambda: st.kernel_regression(game, precision=0).values",
        "found = lambda: st.CODE",
        r", or (shapley_values\(game\))$",
        "exact",
        "found()",
    ),
    "a precision of exact values": Way(
        "ValueError: precision is 0.1 but method is 'exact', which has no error; drop one",
        "more = dict(precision=0.1, method='exact')",
        "more = dict(method='exact')",
    ),
    "a precision of exact values, and the other dropped": Way(
        "ValueError: precision is 0.1 but method is 'exact'",
        WIDE + "more = dict(precision=0.1, method='exact')",
        "more = dict(precision=0.1, rng=0)",
        right=OF_WIDE,
        call=MORE,
        close=0.3,
    ),
    "neither a budget nor a precision": Way(
        "TypeError: budget and precision are both None; pass a number of coalitions",
        MANY + "more = {}",
        "more = dict(CODE)",
        r"wanted, such as (.*)$",
        "exact",
        "st.kernel_regression(game, rng=0, **more)",
        close=0.04,
    ),
    "neither a budget nor a precision, of line-ups": Way(
        "TypeError: budget and precision are both None",
        MANY + "more = {}",
        "more = dict(CODE)",
        r"coalitions, such as (.*), or",
        "exact",
        "st.sample_lineups(game, rng=0, **more)",
        close=0.1,
    ),
    "a precision that a budget does not reach": Way(
        "UserWarning: the budget ended after 59. coalitions at a standard error of .*, and "
        "precision is 1e-05; raise it to about budget=8192, or ask for less precision",
        MANY + "more = dict(budget=600)",
        "more = dict(CODE)",
        r"to about (.*), or",
        "exact",
        "st.kernel_regression(game, rng=0, precision=1e-5, **more)",
    ),
    "a precision that a budget of line-ups does not reach": Way(
        "UserWarning: the budget ended after 5.. coalitions at a standard error of",
        MANY + "more = dict(precision=1e-5)",
        "more = dict(precision=0.2)",
        right="exact",
        call="st.sample_lineups(game, 600, rng=0, **more)",
        close=0.6,
    ),
    "a precision that a budget does not reach for some rows": Way(
        "UserWarning: 2 of 2 rows: the budget of 600 coalitions for each background row ended at "
        "standard errors of up to .*, and precision is 1e-05; raise it to about budget=8192, or "
        "ask for less precision",
        WIDE + "more = dict(precision=1e-5, budget=600, rng=0)",
        "more['budget'] = CODE",
        r"budget=(\d+), or",
        OF_WIDE,
        MORE,
    ),
}

PLOTS = {
    "a waterfall of several rows": Way(
        r"ValueError: the explanation has 4 rows and waterfall draws one; pass e\[3\]; all rows "
        r"are drawn by st.plots.bar\(e\) and st.plots.beeswarm\(e\)",
        FOUR + DRAWN,
        "e = CODE",
        r"pass (e\[3\]);",
        "[e.base_values[3], *sorted(e.values[3], key=abs)[::-1], e.predictions[3]]",
        "written(lambda: st.plots.waterfall(e))",
    ),
    "bars of several rows, which all rows have": Way(
        "ValueError: the explanation has 2 rows and attribution_bars draws one",
        DRAWN + "draw = lambda: st.plots.attribution_bars(e)",
        "draw = lambda: CODE",
        r"drawn by (st.plots.bar\(e\)) and",
        "sorted(np.abs(e.values).mean(axis=0))[::-1]",
        "written(draw)",
    ),
    "a waterfall of several outputs": Way(
        "ValueError: the explanation has 2 outputs and waterfall draws one; pass",
        DRAWN + "e = st.explain(both, X[:1], background)",
        "e = CODE",
        r"pass (e\[:, :, 1\]) or",
        "[e.base_values[0, 1], *sorted(e.values[0, :, 1], key=abs)[::-1], e.predictions[0, 1]]",
        "written(lambda: st.plots.waterfall(e))",
    ),
    "a beeswarm of several outputs, by name": Way(
        "ValueError: the explanation has 2 outputs and beeswarm draws one; pass",
        DRAWN + "e = st.explain(both, X, background, output_names=['low', 'high'])",
        "e = CODE",
        r"by its name, (e\[:, 'high'\])$",
        "np.sort(e.values[:, :, 1].ravel())",
        "dots(lambda: st.plots.beeswarm(e))[:4, 0]",
    ),
    "a plot of no rows": Way(
        "ValueError: the explanation has no rows; bar needs one; keep some",
        DRAWN + "every = e; e = every[[]]",
        "e = every[[0]]",
        right="np.array(sorted(every.values[0], key=abs)[::-1])",
        call="written(lambda: st.plots.bar(e))",
    ),
    "values beside an explanation": Way(
        "TypeError: waterfall was given an Explanation and values, which it takes from the "
        "Explanation: leave values out, and pass axes by name, ax=ax",
        DRAWN + "ax = plt.figure().subplots(); draw = lambda: st.plots.waterfall(e[0], ax)",
        "draw = lambda: st.plots.waterfall(e[0], CODE)",
        r"by name, (ax=ax)$",
        "[e.base_values[0], *sorted(e.values[0], key=abs)[::-1], e.predictions[0]]",
        "written(draw)",
    ),
    "values to report": Way(
        r"TypeError: explanation is a numpy.ndarray; pass what explain\(\) or explain_trees",
        "e = st.explain(predict, X, background); explanation = e.values",
        "explanation = e",
        right="[2.0]",
        call="[float(st.report(explanation).statements['Base value'])]",
    ),
    "values instead of an explanation": Way(
        "TypeError: beeswarm draws an Explanation, got ndarray; pass e = st.explain",
        DRAWN + "values = e.values; e = e.values",
        "CODE",
        r"pass (e = .*)$",
        "np.sort(e.ravel())",
        "dots(lambda: st.plots.beeswarm(e))[:4, 0]",
    ),
    "a feature that is not there": Way(
        "ValueError: the explanation has no feature 'x7'; pass a name or a position, there are "
        "x0, x1",
        DRAWN + "feature = 'x7'",
        "feature = 'x1'",
        right="np.sort(np.column_stack([X[:, 1], e.values[:, 1]]), axis=0)",
        call="dots(lambda: st.plots.scatter(e, feature))",
    ),
    "a group of columns along an axis": Way(
        "ValueError: 'both' holds 2 columns; say what stands along the axis, a cell for each row",
        DRAWN + "e = st.explain(predict, X, background, groups={'both': [0, 1]}); more = {}",
        "more = dict(CODE)",
        r"such as (.*)$",
        "np.sort(np.column_stack([X.mean(axis=1), e.values[:, 0]]), axis=0)",
        "dots(lambda: st.plots.scatter(e, 'both', **more))",
    ),
}

WAYS = NAMES | PRECISION | PLOTS
