"""Ways out of messages on removals, on what an explanation is indexed by, and on games."""

from __future__ import annotations

from ways import Way

FRAMES = "X, background, predict = D, B, product\n"
GAUSS = """
predict = lambda X: np.asarray(X, dtype=float)[:, 0] + 2 * np.asarray(X, dtype=float)[:, 1]
mean, cov = [1.0, 3.0], np.array([[4.0, 1.0], [1.0, 2.0]])
def conditional(rows, mean=(1.0, 3.0), cov=((4.0, 1.0), (1.0, 2.0))):
    found = []  # of a linear model: the known one moves the expectation of the other
    for a, b in rows:
        v = {0: mean[0] + 2 * mean[1], 3: a + 2 * b}
        v[1] = a + 2 * (mean[1] + cov[0][1] / cov[0][0] * (a - mean[0]))
        v[2] = mean[0] + cov[0][1] / cov[1][1] * (b - mean[1]) + 2 * b
        first = (v[1] - v[0] + v[3] - v[2]) / 2
        found.append([v[0], first, v[3] - v[0] - first])
    return found
"""
NORMAL = "st.explain(predict, X, st.GaussianConditional(mean, cov, **more))"
SAMPLE = "S = pd.DataFrame({'a': [0.0, 2.0, 5.0, 1.0], 'b': [1.0, 3.0, 2.0, 4.0]})\n"
OF_SAMPLE = "conditional(X.to_numpy().tolist(), S.mean().tolist(), S.cov().to_numpy().tolist())"
OF_DATA = "st.explain(predict, X, st.GaussianConditional.from_data(data))"
IMPUTE = "impute = lambda rows, present: np.where(present, rows, [2.0, 1.0])\n"
FRAMED = (
    FRAMES + "impute = lambda rows, present: rows.where(present, pd.Series({'a': 2.0, 'b': 1.0}), "
    "axis=1)\n"
)
FILLED = "st.explain(predict, X, st.Imputed(impute))"
BASELINE = "by_hand(times, [[3, 5], [1, 4]], [[2, 1]])"
SUFFIX = "g = impute; impute = lambda rows, present: g(rows, present)CODE"
PAIR = "game, index, order, who = [0, 100, 80, 140], 'SII', 2, ('A', 'B')\n"
OF_PAIR = "[float(st.interactions(game, index, order)[who])]"
OF_UNIONS = {"right": "[90, 70, 40]", "call": "st.owen_values(st.games.three_friends(), unions)"}
OF_FUNCTION = {"right": "[2, 2]", "call": "st.shapley_values(st.Game.from_function(function, 2))"}

REMOVALS = {
    "a baseline of two rows": Way(
        "ValueError: row has 2 rows; a baseline is one row, and several are a background",
        "removal, row = (lambda: st.Baseline(row)), background",
        "removal = lambda: CODE",
        r"use (.*)$",
        call="st.explain(predict, X, removal())",
    ),
    "rows to fill in": Way(
        "TypeError: impute must be a function of rows and present, got ndarray; a fixed row is",
        "rows, row = background, background[1]; removal = lambda: st.Imputed(rows)",
        "removal = lambda: CODE",
        r"several are (.*)$",
        call="st.explain(predict, X, removal())",
    ),
    "a row to fill in": Way(
        "TypeError: impute must be a function of rows and present, got ndarray; a fixed row is",
        "row = np.array([2.0, 1.0]); removal = lambda: st.Imputed(row)",
        "removal = lambda: CODE",
        r"a fixed row is (.*), several",
        BASELINE,
        "st.explain(predict, X, removal())",
    ),
    "weights beside a removal": Way(
        "ValueError: background_weights were given with Marginal; weights belong to background",
        "rows, background = background, st.Marginal(background)\n"
        "background_weights = [1, 3]; more = dict(background_weights=background_weights)",
        "background = CODE; more = {}",
        r"pass (.*), or no weights",
        "by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]], [1, 3])",
    ),
    "weights beside a baseline": Way(
        "ValueError: background_weights were given with Baseline; .* or no weights",
        "background, more = st.Baseline([2.0, 1.0]), dict(background_weights=[1])",
        "more = {}",
        right=BASELINE,
    ),
    "too few weights": Way(
        r"ValueError: background_weights has shape \(1,\); it needs one for each of 2 rows$",
        "more = dict(background_weights=[1.0])",
        "more = dict(background_weights=[1.0, 1.0])",
    ),
    "weights in a column": Way(
        r"ValueError: background_weights has shape \(2, 1\); it needs one for each of 2 rows; pass",
        "background_weights = [[1.0], [3.0]]",
        "background_weights = CODE",
        r"pass (.*)$",
        "by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]], [1, 3])",
        "st.explain(predict, X, background, background_weights=background_weights)",
    ),
    "a negative weight": Way(
        "ValueError: background_weights holds -1.0; .*0 leaves a row out",
        "more = dict(background_weights=[1.0, -1.0])",
        "more = dict(background_weights=[1.0, 0])",
        right="by_hand(times, [[3, 5], [1, 4]], [[0, 0]])",
    ),
    "no weight at all": Way(
        "ValueError: background_weights are all 0; at least one row must count: without weights",
        "more = dict(background_weights=[0, 0])",
        "more = {}",
    ),
    "weights with labels of other rows": Way(
        "ValueError: background_weights is a Series with other labels than the rows that it weighs",
        FRAMES + "background_weights = pd.Series([1, 3], ['x', 'y'])",
        "background_weights = CODE",
        r"pass (.*)$",
        "by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]], [1, 3])",
        "st.explain(predict, X, background, background_weights=background_weights)",
    ),
    "a mean of other length": Way(
        "ValueError: mean has 3 entries but X has 2 columns; pass mean and cov of the columns of X",
        GAUSS + "mean, cov = [1.0, 3.0, 0.0], np.diag([4.0, 2.0, 1.0])",
        "mean, cov = mean[:2], cov[:2, :2]",
        right="conditional(X.tolist(), cov=np.diag([4.0, 2.0]))",
        call=NORMAL,
    ),
    "a mean of other columns": Way(
        r"ValueError: mean and cov are of \['a', 'b', 'c'\] but X has the columns|"
        "ValueError: mean has 3 entries but X has 2 columns",
        GAUSS
        + SAMPLE
        + "X, D = D, S.assign(c=[1.0, 0.0, 0.0, 2.0]); mean, cov = D.mean(), D.cov()",
        "D = D[X.columns]; mean, cov = D.mean(), D.cov()",
        right=OF_SAMPLE,
        call=NORMAL,
    ),
    "a mean of columns of other names": Way(
        r"ValueError: mean and cov are of \['A', 'B'\] but X has the columns \['a', 'b'\]; pass "
        r"those",
        GAUSS + SAMPLE + "X, T = D, S.set_axis(['A', 'B'], axis=1); mean, cov = T.mean(), T.cov()",
        "mean, cov = mean.to_numpy(), cov.to_numpy()",
        right=OF_SAMPLE,
        call=NORMAL,
    ),
    "a mean and a covariance of other columns": Way(
        r"ValueError: mean is of \['a', 'b'\] but cov is of \['a', 'c'\]; pass those of the same",
        GAUSS + SAMPLE + "X, D = D, S\nmean, cov = D.mean(), D.rename(columns={'b': 'c'}).cov()",
        "mean, cov = CODE",
        r"columns, (.*)$",
        OF_SAMPLE,
        NORMAL,
    ),
    "a mean in a table": Way(
        r"ValueError: mean must have shape \(d,\), got \(1, 2\); pass one mean a column",
        GAUSS + "mean = [mean]",
        "mean = mean[0]",
        right="conditional(X.tolist())",
        call=NORMAL,
    ),
    "rows instead of a covariance": Way(
        r"ValueError: cov must have shape \(2, 2\), got \(4, 2\)",
        GAUSS + SAMPLE + "mean, rows = S.mean().to_numpy(), S.to_numpy(); cov = rows",
        "cov = CODE",
        r"of rows it is (.*), of variances",
        "conditional(X.tolist(), S.mean().tolist(), S.cov().to_numpy().tolist())",
        NORMAL,
    ),
    "variances instead of a covariance": Way(
        r"ValueError: cov must have shape \(2, 2\), got \(2,\)",
        GAUSS + "cov = variances = [4.0, 2.0]",
        "cov = CODE",
        r"of variances (.*)$",
        "conditional(X.tolist(), cov=np.diag([4.0, 2.0]))",
        NORMAL,
    ),
    "moments of rows with NaN": Way(
        "ValueError: mean and cov must be finite; one of them holds NaN or infinity",
        GAUSS + SAMPLE + "D = pd.concat([S, pd.DataFrame({'a': [np.nan], 'b': [1.0]})])\n"
        "moments = lambda: (D.to_numpy().mean(0), np.cov(D.to_numpy(), rowvar=False))\n"
        "mean, cov = moments()",
        "D = CODE; mean, cov = moments()",
        r"such as (.*)$",
        "conditional(X.tolist(), S.mean().tolist(), S.cov().to_numpy().tolist())",
        NORMAL,
    ),
    "a negative variance": Way(
        "ValueError: cov has the variance -2; a variance is at least 0",
        GAUSS + "cov = np.diag([4.0, -2.0])",
        "cov = np.abs(cov)",
        right="conditional(X.tolist(), cov=np.diag([4.0, 2.0]))",
        call=NORMAL,
    ),
    "a covariance that is not symmetric": Way(
        "ValueError: cov is not symmetric; a covariance is",
        GAUSS + "cov = np.array([[4.0, 2.0], [0.0, 2.0]])",
        "cov = CODE",
        r"pass (.*)$",
        "conditional(X.tolist())",
        NORMAL,
    ),
    "a covariance of pairs": Way(
        "ValueError: cov has the negative eigenvalue -.* in standard units; a covariance has none",
        GAUSS + "predict = lambda X: X.iloc[:, 0].to_numpy() + 2 * X.iloc[:, 1].to_numpy()\n"
        "n = np.nan; D = pd.DataFrame({'a': [0.0, 1, 2, 0, 1, 2, n, n, n, 0.5, 1.5, 1],\n"
        "    'b': [0.0, 1, 2, n, n, n, 0, 1, 2, 1, 1, 1.5],\n"
        "    'c': [n, n, n, 0, 1, 2, 2, 1, 0, 1.5, 1, 0.5]})\n"
        "X = pd.DataFrame([[3.0, 5.0, 1.0]], columns=D.columns); mean, cov = D.mean(), D.cov()\n"
        "def right():\n"
        "    full = D.dropna(); m, c, w = full.mean(), full.cov(), np.array([1.0, 2.0, 0.0])\n"
        "    def worth(known):\n"
        "        known = list(known); rest = [j for j in range(3) if j not in known]\n"
        "        x = m.to_numpy().copy(); gap = (X.to_numpy()[0] - x)[known]\n"
        "        if known:\n"
        "            k = c.to_numpy()\n"
        "            x[rest] += k[np.ix_(rest, known)] @ np.linalg.pinv(k[np.ix_(known, "
        "known)]) @ gap\n"
        "            x[known] += gap\n"
        "        return float(x @ w)\n"
        "    import brute\n"
        "    v = {S: worth(sorted(S)) for S in brute.subsets(range(3))}\n"
        "    return [[v[frozenset()], *map(float, brute.shapley(v, 3))]]",
        "mean, cov = D.dropna().mean(), CODE",
        r"such as (.*)$",
        "right()",
        NORMAL,
    ),
    "an odd number of draws": Way(
        "ValueError: draws is 3; it must be even and at least 6",
        GAUSS + "more = dict(draws=3)",
        "more = dict(draws=CODE)",
        r"at least (\d+)$",
        "conditional(X.tolist())",
        NORMAL,
    ),
    "a sample with missing cells": Way(
        "ValueError: data holds NaN or infinity in 1 of 5 rows; pass rows without, such as",
        GAUSS + SAMPLE + "data = np.vstack([S.to_numpy(), [[np.nan, 1.0]]])",
        "data = CODE",
        r"such as (.*)$",
        OF_SAMPLE.replace("X.to_numpy()", "X"),
        OF_DATA,
    ),
    "a frame with missing cells": Way(
        "ValueError: data holds NaN or infinity in 1 of 5 rows; pass rows without, such as",
        GAUSS + SAMPLE + "X, data = D, pd.concat([S, S.iloc[:1].assign(b=np.nan)])",
        "data = CODE",
        r"such as (.*)$",
        OF_SAMPLE,
        OF_DATA,
    ),
    "a sample of text": Way(
        "TypeError: data holds .* in column 'b'; a normal distribution is one of numbers: leave",
        GAUSS + SAMPLE + "X, data = D, S.astype({'b': str}).astype({'b': object})",
        "data = dataCODE",
        r"use (\.astype\(float\)) where",
        OF_SAMPLE,
        OF_DATA,
    ),
    "a sample of names": Way(
        "TypeError: data holds <U1; a normal distribution is one of numbers: .* or take",
        GAUSS + "data = np.array([['a', 'b'], ['c', 'd']]); found = lambda: "
        "st.GaussianConditional.from_data(data)\n"
        "X = np.array([['a', 'd']]); predict = lambda X: np.char.equal(X, 'a') @ [1.0, 2.0]",
        "found = lambda: CODE",
        r"or take (.*)$",
        "[[0.5, 0.5, 0]]",
        "st.explain(predict, X, found())",
    ),
    "a sample of few rows": Way(
        "ValueError: data has 2 rows of a weight above 0 for 2 columns; a covariance of them needs",
        GAUSS + SAMPLE + "data = S.to_numpy()[:2]",
        "data = S.to_numpy()",
        right=OF_SAMPLE.replace("X.to_numpy()", "X"),
        call=OF_DATA,
    ),
    "a sample of few rows, and known moments": Way(
        "ValueError: data has 2 rows of .* or a mean and a covariance that are known as",
        GAUSS + "data = background; found = lambda: st.GaussianConditional.from_data(data)",
        "found = lambda: CODE",
        r"known as (.*)$",
        "conditional(X.tolist())",
        "st.explain(predict, X, found())",
    ),
    "a missing cell in X": Way(
        "ValueError: X holds NaN or infinity, which no normal distribution can be given; fill in",
        GAUSS + "X = np.array([[3.0, 5.0], [np.nan, 4.0]])",
        "X = X[np.isfinite(X).all(axis=1)]",
        right="conditional([[3.0, 5.0]])",
        call=NORMAL,
    ),
    "whole numbers in X": Way(
        "TypeError: X holds int64, but a GaussianConditional draws real numbers; if the model "
        "takes",
        GAUSS + "X = X.astype(int)",
        "X = CODE",
        r"pass (.*)$",
        "conditional(X.tolist())",
        NORMAL,
    ),
    "nullable numbers in X": Way(
        "TypeError: X holds Int64 in column 'a', but a GaussianConditional draws real numbers",
        GAUSS + "X = D.astype('Int64')",
        "X = CODE",
        r"pass (.*)$",
        "conditional(X.to_numpy().tolist())",
        NORMAL,
    ),
    "text in X": Way(
        r"TypeError: X holds (?:str|object) in column 'b', but a Gauss.* or take a Marginal",
        GAUSS + "X = D.assign(b=['5', '4']); given = X",
        "X = X.assign(b=X['b'].astype(float))",
        right="conditional([[3.0, 5.0], [1.0, 4.0]])",
        call=NORMAL,
    ),
    "a list of what is filled in": Way(
        "TypeError: impute returned list but X is ndarray; it must return the 1 rows",
        IMPUTE + "g = impute; impute = lambda rows, present: g(rows, present).tolist()",
        "impute = FIXED",
        r"pass (lambda .*)$",
        BASELINE,
        FILLED,
    ),
    "an array filled in for a DataFrame": Way(
        "TypeError: impute returned ndarray but X is DataFrame; it must return the 1 rows",
        FRAMED + "g = impute; impute = lambda rows, present: g(rows, present).to_numpy()",
        "impute = FIXED",
        r"pass (lambda .*)$",
        BASELINE,
        FILLED,
    ),
    "a column too few": Way(
        r"ValueError: impute returned shape \(1, 1\) for 1 rows; it must return the 1 rows that it",
        IMPUTE + "g = impute; impute = lambda rows, present: g(rows, present)[:, :1]",
        "impute = g",
        right=BASELINE,
        call=FILLED,
    ),
    "filled in another order": Way(
        r"ValueError: impute returned the columns \['b', 'a'\] but X has \['a', 'b'\]",
        FRAMED + "h = impute; impute = lambda rows, present: h(rows, present)[['b', 'a']]",
        SUFFIX,
        r"end it with (.*)$",
        BASELINE,
        FILLED,
    ),
    "filled in under other names": Way(
        r"ValueError: impute returned the columns \[0, 1\] but X has \['a', 'b'\]",
        FRAMED + "h = impute\n"
        "impute = lambda rows, present: pd.DataFrame(h(rows, present).to_numpy(), rows.index)",
        SUFFIX,
        r"end it with (.*)$",
        BASELINE,
        FILLED,
    ),
    "filled in under other labels": Way(
        "ValueError: impute returned rows with other labels; .* if they stand in the same order",
        FRAMED + "X = D.set_axis(['x', 'y'])\n"
        "h = impute; impute = lambda rows, present: h(rows, present).reset_index(drop=True)",
        SUFFIX,
        r"end it with (\S*\)) if",
        BASELINE,
        FILLED,
    ),
    "whole numbers filled in": Way(
        "TypeError: impute returned values of type int64 but X has float64",
        IMPUTE + "h = impute; impute = lambda rows, present: h(rows, present).astype(int)",
        SUFFIX,
        r"end it with (.*)$",
        BASELINE,
        FILLED,
    ),
    "decimals filled in for whole numbers": Way(
        "TypeError: impute returned values of type float64 but X has int64",
        "X = X.astype(int)\nimpute = lambda rows, present: np.where(present, rows, [2.5, 1.0])",
        "CODE",
        r"int64; (X = .*)$",
        "by_hand(times, [[3, 5], [1, 4]], [[2.5, 1]])",
        FILLED,
    ),
    "whole numbers filled in for a column": Way(
        "TypeError: impute returned values of type .* but X has ",
        FRAMED + "h = impute; impute = lambda rows, present: h(rows, present).astype(int)",
        SUFFIX,
        r"end it with (.*)$",
        BASELINE,
        FILLED,
    ),
    "decimals filled in for a column of whole numbers": Way(
        "TypeError: impute returned values of type .* but X has .*, and end impute with",
        FRAMES + "X = D.astype({'a': int})\n"
        "impute = lambda rows, present: rows.where(present, pd.Series({'a': 2.5, 'b': 1.0}), "
        "axis=1).astype(float)",
        'code = """CODE""".split(\', and end impute with \')\n'
        "exec(code[0]); g = impute; impute = eval(f'lambda rows, present: g(rows, "
        "present){code[1]}')",
        r"; (X = .*)$",
        "by_hand(times, [[3, 5], [1, 4]], [[2.5, 1]])",
        FILLED,
    ),
}

ONE = "e = st.explain(product, D, B)\n"
TWO = (
    "e = st.explain(lambda D: np.column_stack([D['a'] * D['b'], D['a']]), D, B,\n"
    "    output_names=['times', 'first'])\n"
)
PRODUCT = "by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]])"
OF_A = "[row[1] for row in by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]])]"
INDEXING = {
    "four indices": Way(
        r"IndexError: too many indices: 4; .*, such as",
        TWO + "rows, output = slice(None), 'times'; code = 'e[:, :, 0, 0]'",
        "code = 'CODE'",
        r"or (e\[rows, :, output\])$",
        PRODUCT,
        "eval(code)",
    ),
    "a player between rows and outputs": Way(
        "IndexError: the second of three indices is that of the players, which stay together",
        TWO + "code, k, name = \"e[:, 'a', 'times'].values\", 0, 'a'",
        "e = e[:, 'times']; code = 'CODE'",
        r"values: (e\.values\[:, k\])",
        OF_A,
        "eval(code)",
    ),
    "a player between rows and outputs, by name": Way(
        r"IndexError: the second of three indices.*pass ':' instead of \['a'\]",
        TWO + "code, k, name = \"e[:, ['a'], 'times'].values\", 0, 'a'",
        "e = e[:, 'times']; code = 'CODE'",
        r"or (e\.to_frame\(\)\[name\])$",
        OF_A,
        "eval(code)",
    ),
    "a player after dots": Way(
        "IndexError: the second of three indices",
        TWO + "code, k, name = \"e[..., 'a', 'times']\", 0, 'a'",
        "e = e[:, 'times']; code = 'CODE'",
        r"or (e\.to_frame\(\)\[name\])$",
        OF_A,
        "eval(code)",
    ),
    "a row too far": Way(
        "IndexError: no row 2; there are 2, from 0 to 1$",
        ONE + "k = 2",
        "k = CODE",
        r"to (\d+)$",
        "by_hand(times, [[1, 4]], [[0, 0], [2, 2]])",
        "e[k]",
    ),
    "rows too far": Way(
        "IndexError: no row 5; there are 2, from 0 to 1$",
        ONE + "k = 5",
        "k = CODE",
        r"to (\d+)$",
        "by_hand(times, [[1, 4], [3, 5]], [[0, 0], [2, 2]])",
        "e[[k, 0]]",
    ),
    "labels of rows in a slice": Way(
        "IndexError: a slice of rows counts positions, got 'x':'y'",
        ONE + "rows = slice('x', 'y')",
        "rows = slice(0, 2)",
        right=PRODUCT,
        call="e[rows]",
    ),
    "a fraction of a row": Way(
        "IndexError: rows are kept by position, a slice, a list of positions or a mask of 2 "
        "booleans",
        ONE + "rows = 0.0",
        "rows = [0]",
        right="by_hand(times, [[3, 5]], [[0, 0], [2, 2]])",
        call="e[rows]",
    ),
    "a table of rows": Way(
        r"IndexError: rows are kept by position.*got ndarray of shape \(2, 1\)",
        ONE + "rows = np.array([[0], [1]])",
        "rows = rows[:, 0]",
        right=PRODUCT,
        call="e[rows]",
    ),
    "a mask of another length": Way(
        "IndexError: the mask has 3 booleans but there are 2 rows; it needs one for each",
        ONE + "mask = np.array([True, False, True])",
        "mask = mask[:2]",
        right="by_hand(times, [[3, 5]], [[0, 0], [2, 2]])",
        call="e[mask]",
    ),
    "a mask with labels of other rows": Way(
        "IndexError: the labels of the mask are not those of the rows; where its order is theirs",
        ONE + "mask = pd.Series([True, False], index=[7, 8])",
        "mask = CODE",
        r"pass (.*)$",
        "by_hand(times, [[3, 5]], [[0, 0], [2, 2]])",
        "e[mask]",
    ),
    "a player as a row": Way(
        r"IndexError: e\['a'\]: 'a' is a player: use",
        ONE + "code = \"e['a']\"",
        "code = CODE".replace("CODE", '"""CODE"""'),
        r"use (.*) or e\.values",
        OF_A,
        "eval(code)",
    ),
    "a player as a row, by its place": Way(
        r"IndexError: e\['a'\]: 'a' is a player: use",
        ONE + "code = \"e['a']\"",
        'code = """CODE"""',
        r" or (e\.values.*)$",
        OF_A,
        "eval(code)",
    ),
    "an output as a row": Way(
        r"IndexError: e\['times'\]: 'times' is an output: use",
        TWO + "code = \"e['times']\"",
        'code = """CODE"""',
        r"use (.*)$",
        PRODUCT,
        "eval(code)",
    ),
    "a label as a row": Way(
        r"IndexError: e\['ann'\]: 'ann'; rows are kept by position: e\[3\], e\[:10\], e\[mask\], e",
        "e = st.explain(product, D.set_axis(['bo', 'ann']), B); label = 'ann'; code = 'e[label]'",
        'code = """CODE"""',
        r"mask\], (e\[.*\])$",
        "by_hand(times, [[1, 4]], [[0, 0], [2, 2]])",
        "eval(code)",
    ),
    "a player as an output": Way(
        "IndexError: no output 'a': the index after the rows is that of the output, and 'a' is "
        "a player",
        ONE + "code = \"e[:, 'a']\"",
        'code = """CODE"""',
        r"use (.*) or e\.values",
        OF_A,
        "eval(code)",
    ),
    "a second output of one": Way(
        r"IndexError: this explanation has one output; index it by rows only, e\[rows\]",
        ONE + "rows = slice(None); code = 'e[:, 1]'",
        "code = 'CODE'",
        r"rows only, (e\[rows\])",
        PRODUCT,
        "eval(code)",
    ),
    "an output of another name": Way(
        "IndexError: no output 'sum'; there are times, first",
        TWO + "name = 'sum'",
        "name = 'CODE'",
        r"there are (\w+),",
        PRODUCT,
        "e[:, name]",
    ),
    "names that are numbers": Way(
        "IndexError: no output 0; there are 2019, 2020; whole numbers are read as names here, a "
        "slice",
        "e = st.explain(lambda D: np.column_stack([D['a'], D['a'] * D['b']]), D, B,\n"
        "    output_names=[2019, 2020]); key = 0",
        "key = slice(1, 2)",
        right="np.array(by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]]))[:, 1:, None]",
        call="e[:, key].values",
    ),
    "two outputs of one name": Way(
        "IndexError: 2 outputs are named 'y'; keep one by a slice of positions, such as",
        "e = st.explain(lambda D: pd.DataFrame(np.column_stack([D['a'] * D['b'], D['a']]),\n"
        "    D.index, ['y', 'y']), D, B); code = \"e[:, 'y']\"",
        "code = 'CODE'",
        r"such as (.*)$",
        "np.array(by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]]))[:, 1:, None]",
        "eval(code).values",
    ),
    "no output kept": Way(
        r"IndexError: \[\] keeps no output; there are times, first",
        TWO + "key = []",
        "key = ['CODE']",
        r"there are (\w+),",
        "np.array(by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]]))[:, 1:, None]",
        "e[:, key].values",
    ),
    "no output kept of many": Way(
        r"IndexError: slice.* keeps no output; there are output 0, .*, output 5 and 1 more",
        "e = st.explain(lambda D: np.tile(product(D)[:, None], 7), D, B); key = slice(9, None)",
        "key = 'CODE'",
        r"there are (output 0),",
        PRODUCT,
        "e[:, key]",
    ),
    "pandas is not there": Way(
        r"ModuleNotFoundError: to_frame\(\) needs pandas: pip install pandas",
        "import sys; e = st.explain(predict, X, background)\n"
        "patch.setitem(sys.modules, 'pandas', None)",
        right="[[*row, sum(row)] for row in by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]])]",
        call="e.to_frame()",
    ),
    "shap is not there": Way(
        r"ModuleNotFoundError: to_shap\(\) needs shap: pip install .shapley-tutor\[shap\]",
        "import sys; e = st.explain(predict, X, background)\n"
        "patch.setitem(sys.modules, 'shap', None)",
        right="[row[1:] for row in by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]])]",
        call="e.to_shap().values",
    ),
}

FRIENDS = "worths = {'': 0, 'A': 100, 'B': 80, 'AB': 200}\n"
SHARED = "[110, 90]"
CALL = "st.shapley_values(st.Game.from_worths(worths))"
OF_GAME = "st.shapley_values(st.Game(value, players))"
SIZES = "value, players = (lambda S: S.sum(axis=1) ** 2.0), 2\n"
VALUED = "st.shapley_values(st.Game(value, 2))"
LARGE = "game = st.Game(lambda S: S @ np.arange(30.0), 30)\n"
GAMES = {
    "worths instead of a function": Way(
        "TypeError: value must be a function of coalitions, got dict; for a table of worths use",
        "Game = st.Game; " + FRIENDS + "make = lambda: st.Game(worths, 2)",
        "make = lambda: CODE(worths)",
        r"use (.*)$",
        SHARED,
        "st.shapley_values(make())",
    ),
    "a list of worths": Way(
        "TypeError: worths must map coalitions to numbers, got list; write a dict such as",
        "worths = [0, 1]",
        "worths = CODE",
        r"such as (.*)$",
        "[1]",
        CALL,
    ),
    "a coalition twice": Way(
        r"ValueError: worths names the coalition \{A, B\} twice",
        FRIENDS + "worths |= {'BA': 200}",
        "del worths['BA']",
        right=SHARED,
        call=CALL,
    ),
    "a coalition that is missing": Way(
        r"ValueError: worths has no coalition \{A\}; 2 players B, A need all 4 coalitions",
        FRIENDS + "del worths['A']",
        "worths['CODE'] = 100",
        r"no coalition \{(\w)\}",
        "[90, 110]",
        CALL,
    ),
    "many coalitions that are missing": Way(
        r"ValueError: worths has no coalition \{M\}, .* \.\.\.; 3 .*names longer than one "
        r"letter go",
        "worths = {'': 0, 'Mia': 1}",
        "worths = {(): 0, ('Mia',): 1}",
        right="[1]",
        call=CALL,
    ),
    "a name with a letter twice": Way(
        "ValueError: coalition 'Ann' names a player twice; names longer than one letter go into",
        "worths = {'': 0, 'Ann': 1}",
        "worths = {(): 0, ('Ann',): 1}",
        right="[1]",
        call=CALL,
    ),
    "an infinite worth": Way(
        r"ValueError: worths has inf for the coalition \{A, B\}; worths are finite",
        FRIENDS + "worths['AB'] = np.inf",
        "worths['AB'] = 200",
        right=SHARED,
        call=CALL,
    ),
    "worths that are text": Way(
        "TypeError: worths must be numbers, or equally many numbers in each, got '200'",
        FRIENDS + "worths['AB'] = '200'",
        "worths['AB'] = CODE",
        r"got '(.*)'$",
        SHARED,
        CALL,
    ),
    "a coalition of a number": Way(
        "TypeError: a coalition is a string of one-letter names, a tuple or a frozenset of names",
        FRIENDS + "worths[3] = worths.pop('AB')",
        "worths['AB'] = worths.pop(3)",
        right=SHARED,
        call=CALL,
    ),
    "a player who is not there": Way(
        "ValueError: player 'C' is not in this game; its players are A, B",
        FRIENDS + "coalition = 'AC'",
        "coalition = 'CODE'.split(', ')",
        r"players are (.*)$",
        "200",
        "st.Game.from_worths(worths)[coalition]",
    ),
    "a player twice in a coalition": Way(
        "ValueError: coalition 'AA' names a player twice",
        FRIENDS + "coalition = 'AA'",
        "coalition = 'A'",
        right="100",
        call="st.Game.from_worths(worths)[coalition]",
    ),
    "players twice": Way(
        "ValueError: players has 'Ann' more than once; give every player its own name",
        SIZES + "players = ['Ann', 'Ann']",
        "players = ['Ann', 'Bo']",
        right="[2, 2]",
        call=OF_GAME,
    ),
    "players that are no names": Way(
        "TypeError: players must be named by strings, got 1",
        SIZES + "players = [1, 2]",
        "players = [*map(str, players)]",
        right="[2, 2]",
        call=OF_GAME,
    ),
    "players that are neither": Way(
        "TypeError: players must be names or their number, got 2.0",
        SIZES + "players = 2.0",
        "players = int(players)",
        right="[2, 2]",
        call=OF_GAME,
    ),
    "no player": Way(
        "ValueError: players is empty; a game needs at least one player, and every player a name",
        SIZES + "players = []",
        "players = ['Ann', 'Bo']",
        right="[2, 2]",
        call=OF_GAME,
    ),
    "a player without a name": Way(
        "ValueError: players has an empty name; a game needs",
        SIZES + "players = ['Ann', '']",
        "players = ['Ann', 'Bo']",
        right="[2, 2]",
        call=OF_GAME,
    ),
    "fewer players than one": Way(
        "ValueError: players must be at least 1 player, got 0",
        SIZES + "players = 0",
        "players = CODE",
        r"at least (\d+)",
        "[1]",
        OF_GAME,
    ),
    "half a player": Way(
        r"TypeError: n must be a whole number of players, got 3.0 \(float\)",
        "n = 3.0",
        "n = int(n)",
        right="[1 / 3, 1 / 6, 1 / 3]",
        call="st.shapley_weights(n)",
    ),
    "too many players to list": Way(
        r"ValueError: n is 30 players, which means .* merge players into groups or explain with",
        LARGE + "n = 30; found = lambda: st.shapley_values(game)",
        "game = st.Game(lambda S: S @ [105.0, 330.0], 2)",
        right="[105, 330]",
        call="found()",
    ),
    "coalitions of numbers": Way(
        r"ValueError: coalitions must be bool of shape \(m, 2\), one column for each player, "
        r"got int64",
        SIZES + "S = np.array([[1, 0]])",
        "S = S.astype(CODE)",
        r"must be (\w+) of",
        "[1]",
        "st.Game(value, 2)(S)",
    ),
    "a value that returns a dict": Way(
        r"TypeError: value returned dict; it must return a numpy array with one worth",
        "value = lambda S: dict(enumerate(S.sum(axis=1) ** 2.0))",
        "g = value; value = lambda S: np.array([*g(S).values()])",
        right="[2, 2]",
        call=VALUED,
    ),
    "a value that returns a list of text": Way(
        r"TypeError: what value returns must be numbers, or equally many numbers in each, got '0'",
        "value = lambda S: [str(row.sum() ** 2) for row in S]",
        "g = value; value = lambda S: [*map(float, g(S))]",
        right="[2, 2]",
        call=VALUED,
    ),
    "a value of another shape": Way(
        r"ValueError: value returned an array of shape \(\) for 4 coalitions; it must return shape",
        "value = lambda S: np.array(S.sum() ** 2.0)",
        "value = lambda S: S.sum(axis=1) ** 2.0",
        right="[2, 2]",
        call=VALUED,
    ),
    "a value of objects": Way(
        "TypeError: value returned objects such as 0.0; they must be Fractions or ints, or else",
        "value = lambda S: (S.sum(axis=1) ** 2.0).astype(object)",
        "g = value; value = lambda S: g(S)CODE",
        r"end it with (.*)$",
        "[2, 2]",
        VALUED,
    ),
    "a value of text": Way(
        "TypeError: value returned <U32; worths must be numbers: end it with",
        "value = lambda S: (S.sum(axis=1) ** 2.0).astype(str)",
        "g = value; value = lambda S: g(S)CODE",
        r"end it with (.*) if",
        "[2, 2]",
        VALUED,
    ),
    "a value that is not finite": Way(
        r"ValueError: value returned -inf for the coalition \{\}; worths are finite",
        "value = lambda S: np.where(S.any(axis=1), S.sum(axis=1), -np.inf)",
        "value = lambda S: np.where(S.any(axis=1), S.sum(axis=1), 0.0)",
        right="[1, 1]",
        call=VALUED,
    ),
    "no game": Way(
        "TypeError: game_or_worths must be a Game or an array of all 2.*n worths, got dict",
        FRIENDS,
        "worths = st.Game.from_worths(worths)",
        right=SHARED,
        call="st.shapley_values(worths)",
    ),
    "worths of three coalitions": Way(
        r"ValueError: game_or_worths has shape \(3,\); a table of worths has 2\*\*n rows",
        "worths = [100, 80, 200]",
        "worths = [0, *worths]",
        right=SHARED,
        call="st.shapley_values(worths)",
    ),
    "a table of text": Way(
        "TypeError: game_or_worths must hold numbers, got <U3",
        "worths = np.array(['0', '100', '80', '200'])",
        "worths = worths.astype(float)",
        right=SHARED,
        call="st.shapley_values(worths)",
    ),
    "a table with NaN": Way(
        "ValueError: game_or_worths is nan at coalition number 3; worths are finite",
        "worths = [0, 100, 80, np.nan]",
        "worths[CODE] = 200",
        r"number (\d+)",
        SHARED,
        "st.shapley_values(worths)",
    ),
    "a table of ragged rows": Way(
        "ValueError: game_or_worths has rows of different lengths; give every coalition one number",
        "worths = [[0], [100, 1], [80], [200]]",
        "worths = [row[0] for row in worths]",
        right=SHARED,
        call="st.shapley_values(worths)",
    ),
    "line-ups of eleven": Way(
        r"ValueError: game has 11 players and so 39,916,800 line-ups; all of them are walked up "
        r"to 10",
        "game = st.Game(lambda S: S.sum(axis=1) ** 2.0, 11); values = st.shapley_values_by_lineups",
        "values = lambda game: eval('CODE', {**vars(st), 'game': game})",
        r"use (.*)$",
        "[11] * 11",
        "values(game)",
    ),
    "a game instead of dividends": Way(
        "TypeError: dividends must be an array, got a Game; pass",
        "dividends = st.dividends; table = game = st.Game(lambda S: S.sum(axis=1) ** 2.0, 3)",
        "table = CODE",
        r"pass (.*)$",
        "[3, 3, 3]",
        "st.shapley_values_from_dividends(table)",
    ),
    "contributions of nobody": Way(
        "ValueError: player must be a position from 0 to 1, got 'B'",
        "player = 'B'",
        "player = CODE",
        r"from 0 to (\d)",
        "[80, 100]",
        "st.marginal_contributions([0, 100, 80, 200], player)",
    ),
    "a budget too small for a regression": Way(
        "ValueError: budget is 30 coalitions; a regression on 30 players needs at least",
        LARGE + "budget = 30",
        "budget = CODE",
        r"at least (\d+): raise it",
        "np.arange(30)",
        "st.kernel_regression(game, budget, rng=0)",
    ),
    "a budget too small for a regression but not for line-ups": Way(
        "ValueError: budget is 80 coalitions; a regression on 30 players needs .* or use",
        LARGE + "budget = 80; found = lambda: st.kernel_regression(game, budget)",
        "found = lambda: st.CODE",
        r"use (.*)$",
        "np.arange(30)",
        "found()",
    ),
    "a budget too small for line-ups": Way(
        "ValueError: budget is 50 coalitions; 2 pairs of line-ups of 30 players need at least 118",
        LARGE + "budget = 50",
        "budget = CODE",
        r"at least (\d+): raise it",
        "np.arange(30)",
        "st.sample_lineups(game, budget, rng=0)",
    ),
    "a budget too small for single line-ups": Way(
        "ValueError: budget is 50 coalitions; 2 line-ups of 30 players need at least 60",
        LARGE + "budget = 50",
        "budget = CODE",
        r"at least (\d+): raise it",
        "np.arange(30)",
        "st.sample_lineups(game, budget, rng=0, antithetic=False)",
    ),
    "payoffs for others": Way(
        r"ValueError: payoffs must be numbers of shape \(2,\), one for each player, got int64",
        "payoffs = [90, 110, 0]",
        "payoffs = payoffs[:2]",
        right="[0, 10, -30, 0]",
        call="st.excesses([0, 100, 80, 200], payoffs)",
    ),
    "payoffs that are not finite": Way(
        "ValueError: payoffs is nan at player number 1; payoffs are finite",
        "payoffs = [90, np.nan]",
        "payoffs[CODE] = 110",
        r"number (\d)",
        "[0, 10, -30, 0]",
        "st.excesses([0, 100, 80, 200], payoffs)",
    ),
    "a core of one player": Way(
        "ValueError: game_or_worths has 1 player; a core compares coalitions of 2 or more",
        "worths = [0, 1]",
        "worths = [0, 1, 0, 1]",
        right="[1, 0]",
        call="st.least_core(worths)[0]",
    ),
    "a core of two outputs": Way(
        "ValueError: game_or_worths has 2 outputs; pass one, such as",
        "worths = np.array([[0, 0], [1, 5], [0, 5], [1, 10]])",
        "worths = CODE",
        r"such as (.*)$",
        "[1, 0]",
        "st.least_core(worths)[0]",
    ),
    "a core of a game of two outputs": Way(
        "ValueError: game_or_worths has 2 outputs; pass one, such as",
        "worths = game = st.Game(lambda S: np.column_stack([S[:, 0], S.sum(1)]) * 1.0, 2)",
        "worths = CODE",
        r"such as (.*)$",
        "[1, 0]",
        "st.least_core(worths)[0]",
    ),
    "scipy is not there": Way(
        r"ModuleNotFoundError: least_core\(\) needs scipy: pip install scipy",
        "import sys; patch.setitem(sys.modules, 'scipy.optimize', None)",
        right="[1, 0]",
        call="st.least_core([0, 1, 0, 1])[0]",
    ),
    "a linear program that fails": Way(
        r"RuntimeError: the linear program of the least core failed: no memory \(status 4\)",
        "import scipy.optimize, types\n"
        "failed = types.SimpleNamespace(status=4, message='no memory')\n"
        "patch.setattr(scipy.optimize, 'linprog', lambda **_: failed)",
        right="[1, 0]",
        call="st.least_core([0, 1, 0, 1])[0]",
    ),
    "a nesting without a player": Way(
        "ValueError: nesting holds the player 'C' 0 times; it needs every player of the game once",
        "from shapley_tutor.solutions import nested_values; nesting = [['A', 'B']]",
        "nesting.append('C')",
        right="[90, 70, 40]",
        call="nested_values(st.games.three_friends(), nesting)",
    ),
    "a nesting with an empty group": Way(
        "ValueError: nesting has an empty group; a group needs at least one player",
        "from shapley_tutor.solutions import nested_values; nesting = [['A', 'B'], 'C', []]",
        "del nesting[2]",
        right="[90, 70, 40]",
        call="nested_values(st.games.three_friends(), nesting)",
    ),
    "a linkage of other players": Way(
        r"ValueError: linkage has shape \(2, 2\) for 4 players; it needs one row less than players",
        "from shapley_tutor.solutions import nested_values, nesting_of; players = [0, 1, 2, 3]",
        "players = [0, 1, 2]",
        right="[90, 70, 40]",
        call="nested_values(st.games.three_friends(), nesting_of([[0, 1], [2, 3]], players))",
    ),
    "a table instead of a game": Way(
        "TypeError: game must be a Game, got list; build one with st.Game",
        "game = [0, 100, 80, 200]; rows = lambda: [*map(float, st.worth_table(game).rows[0][1:])]",
        "table = np.array(game); game = CODE(lambda S: table[S @ [1, 2]], 2)",
        r"with (st\.Game)",
        "[0, 100, 80, 200]",
        "rows()",
    ),
    "a table of too many players": Way(
        "ValueError: the number of players is 25 players, .*merge players into groups",
        "worths = np.zeros(2**25, dtype=bool); worths[-1] = True",
        "worths = [0, 0, 0, 1]",
        right="[0.5, 0.5]",
        call="st.shapley_values(worths)",
    ),
    "worths whose differences are not finite": Way(
        "ValueError: game_or_worths go from -1e\\+308 to 1e\\+308; differences of so large "
        "numbers are not finite: divide all worths by a constant",
        "worths = np.array([0.0, 1e308, -1e308, 1e308])",
        "worths = worths / 1e308",
        right="[1.5, -0.5]",
        call="st.shapley_values(worths)",
    ),
    "a sampled game of too large worths": Way(
        "ValueError: the game has a worth as large as 1.2e\\+308; differences of so large numbers "
        "are not finite: divide all worths by a constant",
        "unit = 1.0; game = lambda: st.Game(lambda S: S.sum(axis=1) * (1e307 / unit), 12)",
        "unit = 1e307",
        right="[1] * 12",
        call="st.kernel_regression(game(), 60, 0).values",
    ),
    "too many players to show": Way(
        r"ValueError: game has 12 players and .* is shown for at most \d+; use",
        "game = st.Game(lambda S: S.sum(axis=1) ** 2.0, 12)\n"
        "shapley_values = st.shapley_values; found = lambda: st.worth_table(game)",
        "found = lambda: CODE",
        r"use (.*) for the numbers",
        "[12] * 12",
        "found()",
    ),
    "a game of two outputs to show": Way(
        "ValueError: game has 2 outputs and .* shows one; pass a game of one output, such as",
        "game = st.Game(lambda S: np.column_stack([S[:, 0], S.sum(axis=1)]) * 1.0, 2); k = 1\n"
        "cells = lambda: [*map(float, st.worth_table(game).rows[0][1:])]",
        "game = eval('CODE', {'st': st, 'game': game, 'k': k})",
        r"such as (.*)$",
        "[0, 1, 1, 2]",
        "cells()",
    ),
    "an index of another name": Way(
        "ValueError: index must be one of 'SII', 'k-SII', 'STII', 'FSII', 'dividends', got 'shap'",
        PAIR + "index = 'shap'",
        "index = CODE",
        r"one of ('SII'), ",
        "[-40]",
        OF_PAIR,
    ),
    "the matrix that SHAP prints": Way(
        "ValueError: index must be one of 'SII', .*; the matrix of pairs that SHAP prints is",
        PAIR + "found = lambda: st.interactions(game, 'shap')",
        "found = lambda: st.CODE",
        r"prints is (.*)$",
        "[[100, -20], [-20, 80]]",
        "found()",
    ),
    "an order of more than all": Way(
        "ValueError: order is 3 but the game has 2 players, who make no larger coalition; pass",
        PAIR + "order = 3",
        "order = CODE",
        r"at most (\d+)$",
        "[-40]",
        OF_PAIR,
    ),
    "worths whose second differences are not finite": Way(
        r"ValueError: worths go from 0 to 1e\+308; differences of so large numbers are not finite",
        PAIR + "game = np.array([0, 0.5e308, 0.4e308, 1e308])",
        "game = game / 1e308",
        right="[0.1]",
        call=OF_PAIR,
    ),
    "an interaction of more players": Way(
        r"KeyError: .*\{A, B\} has 2 players, but SII is here of 1 to 1; pass another order",
        PAIR + "order = 1",
        "order = 2",
        right="[-40]",
        call=OF_PAIR,
    ),
    "an interaction of nobody": Way(
        r"KeyError: .*\{\} has 0 players, but SII is here of 1 to 2; .* or index to interactions",
        PAIR + "who = ()",
        "index = 'k-SII'",
        right="[0]",
        call=OF_PAIR,
    ),
    "an interaction of a stranger": Way(
        r"KeyError: .*player 'me' is not in this game; its players are A, B",
        PAIR + "who = ['A', 'me']",
        "who = 'CODE'.split(', ')",
        r"players are (.*)[\"']$",
        "[-40]",
        OF_PAIR,
    ),
    "pandas is not there for interactions": Way(
        r"ModuleNotFoundError: to_frame\(\) needs pandas: pip install pandas",
        PAIR + "import sys; patch.setitem(sys.modules, 'pandas', None)",
        right="[80, 60, -40]",
        call="st.interactions(game).to_frame()['SII']",
    ),
    "a nucleolus of fifteen": Way(
        r"ValueError: game_or_worths has 15 players; the nucleolus compares all 32,768 coalitions "
        r"several times, which is done up to 14 players: merge players, or use",
        "game = st.Game(lambda S: S.sum(axis=1) ** 2.0, 15); found = lambda: st.nucleolus(game)",
        "found = lambda: st.CODE",
        r"or use (.*)$",
        "[15] * 15",
        "found()",
    ),
    "a nucleolus of fifteen merged": Way(
        r"ValueError: game_or_worths has 15 players; .* merge players",
        "game = st.Game(lambda S: S.sum(axis=1) ** 2.0, 15)",
        "game = st.Game(lambda S: (S @ np.array([5, 5, 5])) ** 2.0, 3)",
        right="[75] * 3",
        call="st.nucleolus(game)",
    ),
    "unions as one string": Way(
        "TypeError: unions must hold lists of players, got 'AB'; write",
        "unions = 'AB'",
        "unions = CODE",
        r"write (\[.*\]) or",
        **OF_UNIONS,
    ),
    "a union as a number": Way(
        "TypeError: unions must hold lists of players, got 2; write .* or {'left'",
        "unions = 2",
        "unions = CODE",
        r" or ({.*})$",
        **OF_UNIONS,
    ),
    "a union of nobody": Way(
        r"ValueError: unions\['right'\] has no player; leave it out",
        "unions = {'left': 'AB', 'right': []}",
        "del CODE",
        r": (unions\[.*\]) has",
        **OF_UNIONS,
    ),
    "unions that overlap": Way(
        r"ValueError: unions\[0\] and unions\[1\] share \{B\}; every player is in one union at",
        "unions = [['A', 'B'], ['B', 'C']]",
        "unions[1].remove('B')",
        **OF_UNIONS,
    ),
    "a table instead of a function": Way(
        "TypeError: function must take a set of names, got dict; for a table of worths use",
        FRIENDS + "build = lambda: st.Game.from_function(worths, ['A', 'B'])",
        "build = lambda: st.CODE(worths)",
        r"use (.*)$",
        SHARED,
        "st.shapley_values(build())",
    ),
    "a function that returns text": Way(
        r"TypeError: function returned '0' for the coalition \{\}; it must return a number, such",
        "function = lambda S: str(len(S) ** 2)",
        "g = function; function = lambda S: eval('CODE'.replace('...', 'g(S)'), {'g': g, 'S': S})",
        r"such as (float\(...\))",
        **OF_FUNCTION,
    ),
    "a function that is not finite": Way(
        r"ValueError: function returned -inf for the coalition \{\}; worths are finite",
        "function = lambda S: len(S) ** 2 or -np.inf",
        "function = lambda S: len(S) ** 2",
        **OF_FUNCTION,
    ),
    "a function that returns more for some": Way(
        r"ValueError: function returned \[1\] for the coalition \{A\} but 0 for another; it must",
        "function = lambda S: [len(S) ** 2] if S else 0",
        "function = lambda S: len(S) ** 2",
        **OF_FUNCTION,
    ),
}
WAYS = REMOVALS | INDEXING | GAMES
