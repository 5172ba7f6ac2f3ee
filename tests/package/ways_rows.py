"""Ways out of messages on rows: what X and the background are, their columns, their types."""

from __future__ import annotations

from mixing import PANDAS_HAS_STR
from ways import Way

FRAMES = "X, background, predict = D, B, product\n"
PRICES = """
price = {"rome": 10.0, "oslo": 20.0, "bern": 1000.0}
predict = lambda D: D["city"].astype(object).map(price).fillna(0.0).to_numpy(float)
def frame(cities, **dtype):
    return pd.DataFrame({"city": cities})
"""
SIZES = """
predict = lambda D: (D["size"] >= "m").to_numpy(float)
def sizes(cells, *levels):
    return pd.DataFrame({"size": pd.Categorical(cells, levels, ordered=True)})
"""
ONE = "st.explain(predict, X, background)"


def column(x: str, background: str, cell: str = "v") -> str:
    """Frames of one column ``v``, whose cells count as what an expression says."""
    return (
        f"X, background = pd.DataFrame({{'v': {x}}}), pd.DataFrame({{'v': {background}}})\n"
        f"cell = lambda v: float({cell})\n"
        "predict = lambda D: np.array([cell(v) for v in D['v'].astype(object)])\n"
    )


def alone(x: str, background: str) -> str:
    """The right numbers of one column."""
    return f"by_hand(cell, [[v] for v in {x}], [[v] for v in {background}])"


CATEGORY = (
    r"give (?:X|background) the categories of (?:background|X): (.*)$|"
    r"give both all categories(?:, in their order)?: (.*)$"
)

KINDS = {
    "None as background": Way(
        "TypeError: background must be a numpy array or a pandas DataFrame, got NoneType; pass "
        "rows of the data, such as the training rows",
        "training, background = background, None",
        "background = training",
    ),
    "a Series as a row of X": Way(
        "TypeError: X must be .* got pandas.*Series; pass one row as",
        FRAMES + "X = D.iloc[0]",
        "X = CODE",
        r"one row as (.*), one column",
        "by_hand(times, [[3, 5]], [[0, 0], [2, 2]])",
    ),
    "a Series of several types": Way(
        "TypeError: X must be .* got pandas.*Series; pass one row as",
        "X = pd.DataFrame({'age': [40], 'sex': ['f']}).iloc[0]\n"
        "background = pd.DataFrame({'age': [50, 30], 'sex': ['m', 'f']})\n"
        "predict = lambda D: D['age'].to_numpy() * np.where(D['sex'] == 'f', 2.0, 1.0)",
        "X = CODE",
        r"one row as (.*), one column",
        "by_hand(lambda age, sex: age * (2 if sex == 'f' else 1), [[40, 'f']], "
        "[[50, 'm'], [30, 'f']])",
    ),
    "a Series as a column of X": Way(
        "TypeError: X must be .* got pandas.*Series",
        "X, background, predict = D['a'], B[['a']], lambda D: D['a'].to_numpy() ** 2",
        "X = CODE",
        r"one column as (.*)$",
        "by_hand(lambda a: a * a, [[3], [1]], [[0], [2]])",
    ),
    "means as a baseline": Way(
        "TypeError: row must be .* got pandas.*Series",
        FRAMES + "row = B.mean()",
        "row = CODE",
        r"one row as (.*), one column",
        "by_hand(times, [[3, 5], [1, 4]], [[1, 1]])",
        "st.explain(predict, X, st.Baseline(row))",
    ),
    "polars as X": Way(
        r"TypeError: X must be .* got .*Polars; pass X\.to_pandas\(\); predict gets pandas rows",
        FRAMES + "class Polars:\n    to_pandas = lambda self: D\n    to_frame = None\nX = Polars()",
        "X = CODE",
        r"pass (.*); predict",
    ),
    "a query of polars as X": Way(
        r"TypeError: X must be .* got .*Lazy; pass X\.collect\(\)\.to_pandas\(\); predict gets",
        FRAMES + "class Polars:\n    to_pandas = lambda self: D\n    to_frame = None\n"
        "class Lazy:\n    collect = lambda self: Polars()\n    sink_csv = None\nX = Lazy()",
        "X = CODE",
        r"pass (.*); predict",
    ),
    "dask as X": Way(
        r"TypeError: X must be .* got dask\.",
        "import dask.array\nX = dask.array.from_array(X)",
        "X = CODE",
        r"pass (X.compute\(\))",
    ),
    "sparse rows as X": Way(
        "TypeError: X must be .* got scipy.*; predict gets numpy rows then",
        "import scipy.sparse\nX = scipy.sparse.csr_matrix(X)",
        "X = CODE",
        r"pass (.*); predict",
    ),
    "sparse rows as background": Way(
        "TypeError: background must be .* got scipy",
        "import scipy.sparse\nbackground = scipy.sparse.coo_array(background)",
        "background = CODE",
        r"pass (.*); predict",
    ),
    "a tensor as X": Way(
        "TypeError: X must be .* got torch.Tensor",
        "import torch\nX = torch.tensor(X, requires_grad=True)\n"
        "predict = lambda X: torch.mul(X[:, 0], X[:, 1])",
        "code = 'CODE'.split(', and if predict needs tensors, as predict ')\n"
        "X, predict = eval(code[0]), eval(code[1], dict(globals()))",
        "pass (.*)$",
    ),
    "clusters of shap.kmeans": Way(
        "TypeError: background must be .* got shap.*DenseData; pass st.Marginal",
        "import shap\nbackground = shap.kmeans(np.array([[0.0, 0.0], [2.0, 2.0], [2.0, 2.0]]), 2)",
        "background = CODE",
        r"pass (.*), or where X",
        "by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]], [1, 2])",
    ),
    "clusters of shap.kmeans beside a DataFrame": Way(
        "TypeError: background must be .* got shap.*DenseData",
        FRAMES
        + "import shap\nbackground = shap.kmeans(pd.DataFrame(np.array([[0.0, 0], [2, 2], [2, "
        "2]])), 2)",
        "background = CODE",
        r"where X is a DataFrame (.*)$",
        "by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]], [1, 2])",
    ),
    "clusters of shap.kmeans as X": Way(
        "TypeError: X must be .* got shap.*DenseData; pass the rows that it was made of",
        "import shap\nX = shap.kmeans(X, 2)",
        "X = CODE",
        r"made of, (X.data)$",
        "by_hand(times, X.data.tolist(), [[0, 0], [2, 2]])",
    ),
    "a masker of shap": Way(
        "TypeError: background must be .* got shap.*Independent",
        "import shap\nbackground = shap.maskers.Independent(background)",
        "background = CODE",
        r"made of, (.*)$",
    ),
    "a removal as X": Way(
        "TypeError: X must be .* got shapley_tutor.removal.Baseline; pass the array or DataFrame",
        "row = X[0]; X = st.Baseline(row)",
        "X = [row]",
        right="by_hand(times, [[3, 5]], [[0, 0], [2, 2]])",
    ),
    "an array of pandas": Way(
        r"TypeError: X must be .* got pandas.*; pass np\.asarray\(X\)",
        "given = X\nclass Foreign:\n"
        "    __module__ = 'pandas'\n"
        "    __array__ = lambda self, dtype=None, copy=None: given\n"
        "X = Foreign()",
        "X = CODE",
        r"pass (np\.asarray\(X\))",
    ),
    "a function as background": Way(
        "TypeError: background must be .* got function; rows filled in by a function",
        "background = lambda rows, present: np.where(present, rows, 2.0)",
        "background = CODE",
        r"are (st\.Imputed.*)$",
        "by_hand(times, [[3, 5], [1, 4]], [[2, 2]])",
    ),
    "arguments in another order": Way(
        r"TypeError: X must be .* got function; predict comes first",
        "X, predict = predict, X",
        "X, predict = predict, X",
    ),
    "a text as X": Way(
        r"TypeError: X must be .* got str; pass texts as a column, .*, and read it in predict",
        "X, background = 'a good film', np.array([['']])\n"
        "predict = lambda X: np.array([float(len(text)) for text in X[:, 0]])",
        "X = CODE",
        r"column, (.*), and",
        "[[0, 11]]",
    ),
    "a list of texts": Way(
        r"ValueError: X must have shape \(rows, columns\), got shape \(2,\); pass one row",
        "X, background = ['good', 'a film'], np.array([['']])\n"
        "predict = lambda X: np.array([float(len(text)) for text in X[:, 0]])",
        "X = CODE",
        r"such as texts, as (.*)$",
        "[[0, 4], [0, 6]]",
    ),
    "an array as one row": Way(
        r"ValueError: X must have shape \(rows, columns\), got shape \(2,\)",
        "X = X[0]",
        "X = CODE",
        r"one row as (.*), and one column",
        "by_hand(times, [[3, 5]], [[0, 0], [2, 2]])",
    ),
    "a list as one row": Way(
        r"ValueError: background must have shape \(rows, columns\), got shape \(2,\)",
        "background = [2.0, 2.0]",
        "background = CODE",
        r"one row as (.*), and one column",
        "by_hand(times, [[3, 5], [1, 4]], [[2, 2]])",
    ),
    "a number as X": Way(
        r"ValueError: X must have shape .* got shape \(\); pass one number as",
        "X, background = np.array(3.0), [[1.0]]; predict = lambda X: X[:, 0] ** 2",
        "X = CODE",
        r"one number as (.*)$",
        "[[1, 8]]",
    ),
    "a list of records": Way(
        "TypeError: X is a list of records with names",
        FRAMES + "X = [{'a': 3.0, 'b': 5.0}, {'a': 1.0, 'b': 4.0}]",
        "X = CODE",
        r"pass (.*)$",
    ),
    "an array of raw bytes": Way(
        "TypeError: X is an array of raw bytes; pass",
        "X = np.array([[b'3', b'5'], [b'1', b'4']], dtype='V1'); background = np.array("
        "[[b'0', b'0'], [b'2', b'2']], dtype=object)\n"
        "predict = lambda X: np.array([float(bytes(a)) * float(bytes(b)) for a, b in X])",
        "X = CODE",
        r"pass (.*)$",
    ),
    "a structured array": Way(
        "TypeError: background is a .*recarray of records with names",
        FRAMES + "background = B.to_records(index=False)",
        "background = CODE",
        r"pass (.*)$",
    ),
    "a dict of columns": Way(
        r"TypeError: X must be .* got dict; pass pd.DataFrame\(X\)",
        FRAMES + "X = D.to_dict('list')",
        "X = CODE",
        r"pass (.*)$",
    ),
    "a dict of cells": Way(
        r"TypeError: X must be .* got dict",
        FRAMES + "X = {'a': 3.0, 'b': 5.0}",
        "X = CODE",
        r"pass (.*)$",
        "by_hand(times, [[3, 5]], [[0, 0], [2, 2]])",
    ),
    "pictures as X": Way(
        r"ValueError: X must have shape \(rows, columns\), got shape \(1, 2, 2\)",
        "X = np.array([[[1.0, 2.0], [3.0, 4.0]]]); background = [[0.0, 1.0, 2.0, 0.0]]\n"
        "predict = lambda pictures: pictures[:, 0, 0] * pictures[:, 1, 1] + pictures[:, 0, 1]",
        "import re\n"
        "X, predict = eval(re.match('(.*), as predict', 'CODE')[1]), "
        "eval(re.search('as predict (.*), and make', 'CODE')[1], dict(globals()))\n"
        "more = dict(groups={'above': [0, 1], 'below': [2, 3]})",
        "pass (.*) with groups",
        "by_hand(lambda a, b, c, d: a * d + b, [[1, 2, 3, 4]], [[0, 1, 2, 0]], "
        "players=[[0, 1], [2, 3]])",
    ),
    "a list of pictures as background": Way(
        r"ValueError: background must have shape \(rows, columns\), got shape \(2, 1, 2\)",
        "background = [[[0.0, 0.0]], [[2.0, 2.0]]]",
        "background = CODE",
        r"pass (.*), as predict",
    ),
    "rows of different lengths": Way(
        "ValueError: X is a list whose rows differ in length; give every row the same number",
        "X = [[3.0, 5.0], [1.0]]",
        "X[1].append(4.0)",
    ),
    "no rows": Way(
        r"ValueError: X is empty: shape \(0, 2\); it needs at least one row and column",
        "rows = X; X = X[X[:, 0] > 100]",
        "X = rows",
    ),
    "masked floats": Way(
        r"TypeError: X is a masked array, whose mask would be lost.*or any value that the model",
        "X = np.ma.masked_equal(np.array([[3.0, -9.0], [1.0, 4.0]]), -9.0)\n"
        "predict = lambda X: np.nan_to_num(X[:, 0] * X[:, 1], nan=7.0)",
        "X = CODE",
        r"cells hold: (.*), or any",
        "by_hand(lambda a, b: 7 if b is None else a * b, [[3, None], [1, 4]], [[0, 0], [2, 2]])",
    ),
    "masked whole numbers": Way(
        "TypeError: background is a masked array",
        "background = np.ma.masked_equal([[0, 0], [2, -9]], -9)\n"
        "predict = lambda X: np.nan_to_num(X[:, 0] * X[:, 1], nan=7.0)",
        "background = CODE",
        r"cells hold: (.*), or any",
        "by_hand(lambda a, b: 7 if b is None else a * b, [[3, 5], [1, 4]], [[0, 0], [2, None]])",
    ),
    "masked objects": Way(
        "TypeError: X is a masked array",
        "X = np.ma.array([['x', 5.0]], object, mask=[[True, False]]); background = [['x', 2.0]]\n"
        "predict = lambda X: np.array([b if a == 'x' else 100.0 + b for a, b in X])",
        "X = CODE",
        r"cells hold: (.*), or any",
        "[[2, 100, 3]]",
    ),
    "masked text": Way(
        r"TypeError: X is a masked array.*X\.filled\(\)",
        "X = np.ma.array([['xx', 'y']], mask=[[True, False]]); background = np.array([['', '']])\n"
        "predict = lambda X: np.array([2.0 * (b == 'y') for a, b in X])",
        "X = CODE",
        r"cells hold: (.*), or any",
        "[[0, 0, 2]]",
    ),
}

COLUMNS = {
    "two columns of one name": Way(
        r"ValueError: X has two columns named 'a'; rename one, such as by X\.set_axis\(names, ",
        FRAMES + "X = D.set_axis(['a', 'a'], axis=1); names = ['a', 'b']",
        "X = CODE",
        r"such as by (.*)$",
    ),
    "a DataFrame beside an array": Way(
        "TypeError: X is a DataFrame but background is an array; pass both as the same kind",
        FRAMES + "background = B.to_numpy()",
        "background = CODE",
        r"kind: (.*), or X",
    ),
    "a DataFrame beside an array, for a model of arrays": Way(
        "TypeError: X is a DataFrame but background is an array",
        "X = D",
        "X = CODE",
        r", or (X\.to_numpy\(\)) if the model takes arrays",
    ),
    "an array beside a DataFrame": Way(
        "TypeError: background is a DataFrame but X is an array",
        FRAMES + "X = D.to_numpy(dtype=int)",
        "X = CODE",
        r"kind: (.*), or background",
    ),
    "an array beside a DataFrame, for a model of arrays": Way(
        "TypeError: background is a DataFrame but X is an array",
        "background = B",
        "background = CODE",
        r", or (background\.to_numpy\(\)) if",
    ),
    "a DataFrame beside an array as baseline": Way(
        "TypeError: X is a DataFrame but row is an array",
        FRAMES + "row = np.array([2.0, 1.0])",
        "row = CODE",
        r"kind: (.*), or X",
        "by_hand(times, [[3, 5], [1, 4]], [[2, 1]])",
        "st.explain(predict, X, st.Baseline(row))",
    ),
    "an array as a game's row beside a DataFrame": Way(
        "TypeError: background is a DataFrame but x is an array",
        FRAMES + "x = np.array([3.0, 5.0])",
        "x = CODE",
        r"kind: (.*), or background",
        "[2, 3, 5, 15]",
        "st.prediction_game(predict, x, background).worths()",
    ),
    "columns in another order": Way(
        r"ValueError: background has the columns of X in another order \('b', 'a' instead of 'a'",
        FRAMES + "background = pd.DataFrame({'b': [0.0, 2.0], 'a': [1.0, 2.0]})",
        "background = CODE",
        r"pass (.*)$",
        "by_hand(times, [[3, 5], [1, 4]], [[1, 0], [2, 2]])",
    ),
    "columns that X lacks": Way(
        "ValueError: background has columns that X lacks: 'target'; if the model needs none of",
        FRAMES + "background = B.assign(target=1.0)[['target', 'b', 'a']]",
        "background = CODE",
        r"pass (.*)$",
    ),
    "columns that the background lacks": Way(
        "ValueError: background lacks columns that X has: 'day'; if the model needs none of them",
        FRAMES + "X = D.assign(day='Monday')",
        "X = CODE",
        r"pass (.*)$",
    ),
    "columns of other names": Way(
        "ValueError: background has columns that X lacks: 'A', 'B', and lacks 'a', 'b'; pass rows",
        FRAMES + "background = B.set_axis(['A', 'B'], axis=1)",
        "background = CODE",
        r"names differ, (.*)$",
    ),
    "an array of more columns": Way(
        "ValueError: background has 3 columns but X has 2; pass rows with the same features",
        "background = np.hstack([background, [[7.0], [8.0]]])",
        "background = background[:, :2]",
    ),
    "two rows for a game": Way(
        r"ValueError: x has 2 rows; a game explains one",
        "x = X",
        "x = CODE",
        r"pass (.*), or use",
        "[2, 3, 5, 15]",
        "st.prediction_game(predict, x, background).worths()",
    ),
    "two rows of a DataFrame for a game": Way(
        "ValueError: x has 2 rows; a game explains one",
        FRAMES + "x = D",
        "x = CODE",
        r"pass (.*), or use",
        "[2, 3, 5, 15]",
        "st.prediction_game(predict, x, background).worths()",
    ),
}

TYPES = {
    "text beside numbers": Way(
        r"TypeError: background has type float64 but X has <U3, and no type holds both",
        "X, background = np.array([['3.5']]), np.array([[12.25]])\n"
        "predict = lambda X: np.array([float(x) for x in X[:, 0]])",
        "CODE",
        r"both; (.*)$",
        "by_hand(lambda v: v, [[3.5]], [[12.25]])",
    ),
    "objects beside numbers": Way(
        r"TypeError: background has type object but X has float64",
        "background = background.astype(object)",
        "CODE",
        r"both; (.*)$",
    ),
    "objects with None beside numbers": Way(
        "TypeError: background has type object but X has float64",
        "background = np.array([[None, 1.0]], dtype=object)\n"
        "predict = lambda X: np.array([100.0 if a is None else a * b for a, b in X])",
        "CODE",
        r"both; (.*)$",
        "by_hand(lambda a, b: 100 if a is None else a * b, [[3, 5], [1, 4]], [[None, 1]])",
    ),
    "whole numbers that floats cut": Way(
        "TypeError: background has type float64 but X has int64, and no type holds both",
        "X, background = np.array([[2**53 + 1]]), np.array([[0.5]])\n"
        "predict = lambda X: np.array([2.0 * (x == 2**53 + 1) + (x == 0.5) for x in X[:, 0]])",
        "CODE",
        r"both; (.*)$",
        "[[1, 1]]",
    ),
    "days beside numbers": Way(
        "TypeError: background has type int64 but X has datetime64.*give both the type that the "
        "model",
        "X, background = np.array([['1970-01-05']], dtype='datetime64[D]'), np.array([[1], [2]])\n"
        "predict = lambda X: X[:, 0].astype('datetime64[D]').astype(float)",
        "background = background.astype('datetime64[D]')",
        right="by_hand(lambda day: day, [[4]], [[1], [2]])",
    ),
    "categories that X lacks": Way(
        r"TypeError: column 'city' of background has other categories .*\('bern' in background "
        r"only",
        PRICES + "X = frame(pd.Categorical(['rome', 'oslo']))\n"
        "background = frame(pd.Categorical(['rome', 'oslo', 'bern', 'rome']))",
        "CODE",
        r"give X the categories of background: (.*)$",
        "by_hand(price.get, [['rome'], ['oslo']], [['rome'], ['oslo'], ['bern'], ['rome']])",
    ),
    "categories that the background lacks": Way(
        r"TypeError: column 'city' of background has other categories than X",
        PRICES + "X = frame(pd.Categorical(['bern', 'oslo']))\n"
        "background = frame(pd.Categorical(['oslo', 'oslo']))",
        "CODE",
        r"give background the categories of X: (.*)$",
        "by_hand(price.get, [['bern'], ['oslo']], [['oslo'], ['oslo']])",
    ),
    "categories in another order": Way(
        "TypeError: column 'city' of background has other categories than X, or in another order;",
        PRICES + "X = frame(pd.Categorical(['rome', 'oslo'], ['rome', 'oslo']))\n"
        "background = frame(pd.Categorical(['rome', 'rome'], ['oslo', 'rome']))",
        "CODE",
        r"give X the order of background: (.*)$",
        "by_hand(price.get, [['rome'], ['oslo']], [['rome'], ['rome']])",
    ),
    "no category in common": Way(
        r"TypeError: column 'city' of background has other categories.*give both all categories: ",
        PRICES + "X = frame(pd.Categorical(['rome']))\n"
        "background = frame(pd.Categorical(['oslo', 'bern', None]))",
        "CODE",
        r"give both all categories: (.*)$",
        "by_hand(lambda city: price.get(city, 0), [['rome']], [['oslo'], ['bern'], [None]])",
    ),
    "categories of numbers and of text": Way(
        "TypeError: column 'v' of background has other categories",
        column("pd.Categorical([1, 2])", "pd.Categorical(['x', 1])", "10 if v == 'x' else v"),
        "CODE",
        r"give both all categories: (.*)$",
        alone("[1, 2]", "['x', 1]"),
    ),
    "scales that overlap": Way(
        r"TypeError: column 'size' of background has other categories.*in their order: ",
        SIZES
        + "X, background = sizes(['s', 'l'], 's', 'm', 'l'), sizes(['m', 'xl'], 'm', 'l', 'xl')",
        "CODE",
        r"in their order: (.*)$",
        "by_hand(lambda size: size != 's', [['s'], ['l']], [['m'], ['xl']])",
    ),
    "scales that disagree": Way(
        r"TypeError: column 'size' of background has other categories.*in their order: ",
        SIZES
        + "X, background = sizes(['s', 'l'], 's', 'm', 'l'), sizes(['m', 'xl'], 'm', 's', 'xl')",
        # the message can but list them: the order is the user's
        "import re\nexec(re.sub(r'\\[.*?\\]', repr(['s', 'm', 'l', 'xl']), \"\"\"CODE\"\"\", "
        "count=1))",
        r"in their order: (.*)$",
        "by_hand(lambda size: size != 's', [['s'], ['l']], [['m'], ['xl']])",
    ),
    "a scale of more steps": Way(
        "TypeError: column 'size' of background has other categories",
        SIZES + "X, background = sizes(['s', 'l'], 's', 'l'), sizes(['m', 'l'], 's', 'm', 'l')",
        "CODE",
        r"give X the categories of background: (.*)$",
        "by_hand(lambda size: size != 's', [['s'], ['l']], [['m'], ['l']])",
    ),
    "a column named by a tuple": Way(
        r"TypeError: column \('a', 1\) of background has type Int64 but X has int64",
        "X = pd.DataFrame({('a', 1): [1, 2]})\n"
        "background = pd.DataFrame({('a', 1): pd.array([4, 5], dtype='Int64')})\n"
        "predict = lambda D: D[('a', 1)].to_numpy(dtype=float)",
        "CODE",
        r"X has int64; (.*)$",
        "by_hand(lambda v: v, [[1], [2]], [[4], [5]])",
    ),
}
MISSING = "5 if v is pd.NA or v is None or v != v else v"
TEXT = "{'x': 1, 'y': 2, 'z': 4}.get(v, 100 if v is None else 50)"
HOUR = "v.tz_convert('UTC').timestamp() / 3600"
TIMES = "pd.to_datetime(['2024-01-31 22:30', '2024-01-02 12:00'])"
for name, x, background, cell, xs, others in [
    ("Int64", "[1, 2]", "pd.array([4, 5], dtype='Int64')", MISSING, "[1, 2]", "[4, 5]"),
    ("Int64 with "
     "NA", "[1, 2]", "pd.array([4, None], dtype='Int64')", MISSING, "[1, 2]", "[4, None]"),
    ("Int64 with NA beside decimals", "[1.5, 2]", "pd.array([4, None], dtype='Int64')", MISSING,
     "[1.5, 2]", "[4, None]"),
    ("int64 beside Int64", "pd.array([4, None], dtype='Int64')", "[1, 2]", MISSING, "[4, None]",
     "[1, 2]"),
    ("Float64 beside large int64", "[2**53 + 1, 0]", "pd.array([0.5, None], dtype='Float64')",
     "5 if v is pd.NA else v == 2**53 + 1", "[2**53 + 1, 0]", "[0.5, pd.NA]"),
    ("boolean with NA", "[True, False]", "pd.array([True, None], dtype='boolean')", MISSING,
     "[1, 0]", "[1, None]"),
    ("bool beside objects", "[True, False]", "pd.Series([True, None], dtype=object)", MISSING,
     "[1, 0]", "[1, None]"),
    ("bool beside objects that are all bool", "[True, False]",
     "pd.Series([True, True], dtype=object)", MISSING, "[1, 0]", "[1, 1]"),
    *([
        ("text beside objects with None", "pd.Series(['x', 'y'], dtype='str')",
         "pd.Series(['z', None], dtype=object)", TEXT, "['x', 'y']", "['z', None]"),
        ("text beside objects", "pd.Series(['x', None], dtype='str')",
         "pd.Series(['z', 'y'], dtype=object)", TEXT, "['x', np.nan]", "['z', 'y']"),
    ] if PANDAS_HAS_STR else []),
    ("text beside categories", "pd.Series(['x', 'y'], dtype='str')", "pd.Categorical(['z', 'x'])",
     TEXT, "['x', 'y']", "['z', 'x']"),
    ("categories beside text", "pd.Categorical(['x', 'y'])", "pd.Series(['z', 'x'], dtype='str')",
     TEXT, "['x', 'y']", "['z', 'x']"),
    ("categories beside text that they hold", "pd.Categorical(['x', 'z'])",
     "pd.Series(['z', 'x'], dtype='str')", TEXT, "['x', 'z']", "['z', 'x']"),
    ("text beside numbers", "pd.Series(['x', 'y'], dtype='str')", "[1, 2]",
     "{'x': 10, 'y': 20}.get(v, v)", "['x', 'y']", "[1, 2]"),
    ("numbers beside whole numbers that floats cut", "[2**53 + 1, 0]", "[0.5, 1.0]",
     "v == 2**53 + 1", "[2**53 + 1, 0]", "[0.5, 1.0]"),
    ("times beside text", f"{TIMES}", "pd.Series(['never'], dtype='str')",
     "0 if isinstance(v, str) else v.hour", f"{TIMES}", "['never']"),
    ("times beside durations", f"{TIMES}", "pd.to_timedelta(['3h'])",
     "100 if isinstance(v, pd.Timedelta) else v.hour", f"{TIMES}", "[pd.Timedelta('3h')]"),
]:  # fmt: skip
    TYPES[f"a column: {name}"] = Way(
        "TypeError: column 'v' of background has type .* but X has ",
        column(x, background, cell), "CODE", r"but X has .*?; (.*)$", alone(xs, others),
    )  # fmt: skip
ZONES = (
    f"there, here = {TIMES}.tz_localize('UTC'), {TIMES}.tz_localize('Europe/Rome')\n"
    "X, background = pd.DataFrame({'t': there}), pd.DataFrame({'t': here})\n"
)
EPOCH = "predict = lambda D: np.array([t.timestamp() / 3600 for t in D['t'].astype(object)])"
TYPES |= {
    f"times of two zones, {which}": Way(
        "TypeError: column 't' of background has type .*Rome.* but X has .*UTC.*give both the zone "
        "whose clock the model reads: ",
        ZONES + model,
        "CODE",
        take,
        f"by_hand({cell}, [[t] for t in there], [[t] for t in here])",
    )
    for which, model, cell, take in [
        ("by the zone of X", EPOCH, "lambda t: t.timestamp() / 3600", "reads: (.*), or X = "),
        ("by that of the background", EPOCH, "lambda t: t.timestamp() / 3600", r", or (X = .*)$"),
        (
            "hours in UTC",
            "predict = lambda D: D['t'].dt.hour.to_numpy(float)",
            "lambda t: t.tz_convert('UTC').hour",
            "reads: (.*), or X = ",
        ),
        (
            "hours in Rome",
            "predict = lambda D: D['t'].dt.hour.to_numpy(float)",
            "lambda t: t.tz_convert('Europe/Rome').hour",
            r", or (X = .*)$",
        ),
    ]
}
TYPES |= {
    f"times without a zone in {name}": Way(
        r"TypeError: column 't' of background has type .*; where the times of \w+ are those of "
        r"that",
        ZONES + EPOCH + f"\n{name}['t'] = {name}['t'].dt.tz_localize(None)\n"
        f"{other}['t'] = {other}['t'].dt.tz_convert('Europe/Rome')",
        "CODE",
        r"of that zone: (.*)$",
        "by_hand(lambda t: t.timestamp() / 3600, [[t] for t in "
        f"{'there' if name == 'background' else 'there.tz_localize(None).tz_localize(here.tz)'}"
        "], [[t] for t in here])",
    )
    for name, other in [("X", "background"), ("background", "X")]
}
WAYS = KINDS | COLUMNS | TYPES
