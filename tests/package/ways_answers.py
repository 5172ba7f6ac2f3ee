"""Ways out of messages on predict, on what it returns, and on the other arguments of explain()."""

from __future__ import annotations

from ways import Way

FRAMES = "X, background, predict = D, B, product\n"
SUFFIX = "g = predict; predict = lambda X: g(X)CODE"
PASS = "predict = FIXED"
TO_PASS = r"pass (.*)$"
FITTED = """
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
rows = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [3.0, 3.0], [5.0, 2.0], [4.0, 4.0]])
labels = np.array(["no", "no", "yes", "no", "yes", "yes"])
"""
CLASSIFIER = FITTED + "predict = model = LogisticRegression().fit(rows, labels)\n"
PIPELINE = FITTED + (
    "predict = model = make_pipeline(StandardScaler(), LogisticRegression()).fit(rows, labels)\n"
)
PROBABILITY = (
    "by_hand(lambda a, b: model.predict_proba([[a, b]])[0, 1], X.tolist(), background.tolist())"
)
LABEL = "by_hand(lambda a, b: model.predict([[a, b]])[0] == {!r}, X.tolist(), background.tolist())"
NETWORK = """
import torch
torch.manual_seed(0)
first, last = torch.nn.Linear(2, 3), torch.nn.Linear(3, 1)
predict = module = torch.nn.Sequential(first, torch.nn.Tanh(), last)
def one(a, b):
    row = torch.tensor([[a, b]], dtype=next(module.parameters()).dtype)
    return module(row).item()
"""
OF_NETWORK = "by_hand(one, X.tolist(), background.tolist())"
SPANS = "predict = lambda X: np.datetime64('2024-01-01') + X[:, 0] * np.timedelta64(36, 'h')"
CUDA = """
class Tensor:
    is_cuda, device = True, 'cuda:0'
    def __init__(self, cells): self.cells = cells
    detach = lambda self: self
    def cpu(self):
        self.device = 'cpu'
        return self
    def numpy(self):
        assert self.device == 'cpu'
        return self.cells
predict = lambda X: Tensor(X[:, 0] * X[:, 1])
"""

PREDICTS = {
    "an estimator": Way(
        "TypeError: predict must be a function of rows, got sklearn.*; pass model.predict$",
        "from sklearn.linear_model import LinearRegression\n"
        "rows = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 5.0]])\n"
        "predict = model = LinearRegression().fit(rows, [1.0, 2.0, 7.0])",
        PASS,
        TO_PASS,
        "by_hand(lambda a, b: model.predict([[a, b]])[0], X.tolist(), background.tolist())",
    ),
    "a classifier": Way(
        "TypeError: predict must be a function of rows, got sklearn.*LogisticRegression",
        CLASSIFIER,
        PASS,
        r"pass (lambda .*), or",
        PROBABILITY,
    ),
    "a pipeline": Way(
        "TypeError: predict must be a function of rows, got sklearn.*Pipeline",
        PIPELINE,
        PASS,
        r", or (model\.predict_proba)$",
        PROBABILITY,
        "st.explain(predict, X, background)[:, 1]",
    ),
    "labels": Way(
        "TypeError: predict returned values of type <U3; .*; labels are no numbers: pass",
        CLASSIFIER + "predict = model.predict",
        PASS,
        r"numbers: pass (model\.predict_proba), or",
        PROBABILITY,
        "st.explain(predict, X, background)[:, 1]",
    ),
    "labels, one of which counts": Way(
        "TypeError: predict returned values of type <U3",
        CLASSIFIER + "predict = model.predict; X = X - 4",
        PASS,
        r"one of them, (lambda .*)$",
        LABEL.format("no"),
    ),
    "labels in a list": Way(
        "TypeError: predict returned values of type <U4",
        "predict = lambda X: ['high' if a * b > 3 else 'low' for a, b in X]",
        PASS,
        r"one of them, (lambda .*)$",
        "by_hand(lambda a, b: a * b <= 3, [[3, 5], [1, 4]], [[0, 0], [2, 2]])",
    ),
    "labels in a Series": Way(
        "TypeError: predict returned values of type object; .*; labels are no numbers",
        FRAMES + "predict = lambda D: (D['a'] > 1.5).map({True: 'old', False: 'young'})",
        PASS,
        r"one of them, (lambda .*)$",
        "by_hand(lambda a, b: a <= 1.5, [[3, 5], [1, 4]], [[0, 0], [2, 2]])",
    ),
    "a torch module": Way(
        r"TypeError: predict is a torch module, which takes and gives tensors; call "
        r"module.eval\(\)",
        NETWORK,
        PASS,
        r"such as (lambda .*)$",
        OF_NETWORK,
        close=1e-6,  # in single precision
    ),
    "a torch module in double precision, of a DataFrame": Way(
        "TypeError: predict is a torch module",
        NETWORK + "predict = module.double(); X, background = D, B",
        PASS,
        r"such as (lambda .*)$",
        "by_hand(one, D.to_numpy().tolist(), B.to_numpy().tolist())",
    ),
    "a torch module on another device": Way(
        "TypeError: predict is a torch module.*device='meta'",
        NETWORK
        + "module = module.double()\n"
        + "predict = torch.nn.Linear(2, 1, device='meta', dtype=torch.float64)",
        # torch's device without numbers stands for a GPU: the code runs once it is not named
        'predict = eval("""CODE""".replace(", device=\'meta\'", \'\'), globals())',
        r"such as (lambda .*)$",
        OF_NETWORK,
    ),
    "dropout": Way(
        r"UserWarning: predict answered .* and then .* for the same row.*Networks: call .eval\(\)",
        NETWORK + "model = module.double()\n"
        "dropping = torch.nn.Sequential(model[0], model[1], torch.nn.Dropout(), model[2]).train()\n"
        "predict = lambda X: dropping(torch.as_tensor(X))",
        "droppingCODE",
        r"call (\.eval\(\));",
        OF_NETWORK,
    ),
    "noise": Way(
        "UserWarning: predict answered .*; else fix the seed, or average",
        "rng = np.random.default_rng(0); predict = lambda X: X[:, 0] * X[:, 1] + "
        "rng.normal(size=len(X))",
        "predict = lambda X: X[:, 0] * X[:, 1] + np.random.default_rng(0).normal(size=1)",
        right="by_hand(lambda a, b: a * b + np.random.default_rng(0).normal(), "
        "[[3, 5], [1, 4]], [[0, 0], [2, 2]])",
    ),
    "a result instead of a function": Way(
        "TypeError: predict must be a function of rows, got numpy.ndarray; pass the model's "
        "function",
        "function = predict; predict = predict(X)",
        "predict = function",
    ),
    "a predict that writes into its rows": Way(
        "ValueError: predict changes the rows that it is given",
        "def predict(X):\n    X[:, 0] *= X[:, 1]\n    return X[:, 0]",
        PASS,
        r"such as (lambda .*)$",
    ),
    "a predict that adds a column": Way(
        "ValueError: predict changes the rows that it is given",
        FRAMES + "def predict(D):\n    D['c'] = D['a'] * D['b']\n    return D['c']",
        PASS,
        r"such as (lambda .*)$",
    ),
}

ANSWERS = {
    "a function of one row": Way(
        "TypeError: predict returned numpy.float64 for 2 rows; it must return one number for each",
        "predict = lambda x: (x[0] * x[1]).sum() if x.ndim == 2 else x[0] * x[1]",
        PASS,
        TO_PASS,
    ),
    "a function of one row of a DataFrame": Way(
        "TypeError: predict returned float for 2 rows",
        FRAMES + "predict = lambda x: float(np.asarray(x).prod())",
        PASS,
        TO_PASS,
    ),
    "one number in an array": Way(
        r"ValueError: predict returned shape \(\) for 2 rows",
        "predict = lambda x: np.array(x.prod())",
        PASS,
        TO_PASS,
    ),
    "outputs before rows": Way(
        r"ValueError: predict returned shape \(3, 2\) for 2 rows",
        "predict = lambda X: [X[:, 0] * X[:, 1], X[:, 0], X[:, 1]]",
        PASS,
        TO_PASS,
        call="st.explain(predict, X, background)[:, 0]",
    ),
    "an axis too many": Way(
        r"ValueError: predict returned shape \(2, 1, 1\) for 2 rows",
        "predict = lambda X: (X[:, 0] * X[:, 1])[:, None, None]",
        PASS,
        TO_PASS,
    ),
    "probabilities of several answers": Way(
        r"ValueError: predict returned shape \(2, 2, 3\) for 2 rows|.*shape \(3, 2, 1\)",
        "predict = lambda X: [(X[:, :1] * X[:, 1:]), X[:, :1], X[:, 1:]]",
        PASS,
        r"such as (lambda .*)$",
    ),
    "probabilities of answers with unequal classes": Way(
        "TypeError: predict returned a list of unequal parts for 2 rows",
        "predict = lambda X: [X[:, :1] * X[:, 1:], X]",
        PASS,
        r"such as (lambda .*)$",
    ),
    "rows of unequal lengths": Way(
        "TypeError: predict returned a list of unequal parts for 2 rows; it must return one number",
        "predict = lambda X: [[a * b, a][: 2 - k % 2] for k, (a, b) in enumerate(X)]",
        "predict = lambda X: [a * b for a, b in X]",
    ),
    "a tuple": Way(
        "TypeError: predict returned 2 things in a tuple for 2 rows",
        "predict = lambda X: (X[:, 0] * X[:, 1], X)",
        PASS,
        r"such as (lambda .*)$",
    ),
    "a dict": Way(
        "TypeError: predict returned dict for 2 rows",
        "predict = lambda X: {'score': X[:, 0] * X[:, 1]}",
        PASS,
        r"such as (lambda .*)$",
    ),
    "a list of dicts": Way(
        "TypeError: predict returned values of type object; .*: return one entry of each",
        "predict = lambda X: [{'score': a * b, 'label': 'good'} for a, b in X]",
        PASS,
        r"such as (lambda .*)$",
    ),
    "nothing": Way(
        "TypeError: predict returned NoneType for 2 rows; .*; end it with return$",
        "def predict(X):\n    X[:, 0] * X[:, 1]",
        "def predict(X):\n    return X[:, 0] * X[:, 1]",
    ),
    "objects": Way(
        "TypeError: predict returned values of type object",
        "predict = lambda X: (X[:, 0] * X[:, 1]).astype(object)",
        PASS,
        TO_PASS,
    ),
    "decimals in a list": Way(
        "TypeError: predict returned values of type object",
        "from decimal import Decimal; predict = lambda X: [Decimal(a * b) for a, b in X]",
        PASS,
        TO_PASS,
    ),
    "complex numbers": Way(
        "TypeError: predict returned values of type complex128; .*or its .real or .imag part",
        "predict = lambda X: X[:, 0] * X[:, 1] * (0.6 + 0.8j)",
        PASS,
        r"pass (lambda .*), or",
    ),
    "complex numbers, by their real part": Way(
        "TypeError: predict returned values of type complex128",
        "predict = lambda X: X[:, 0] * X[:, 1] + 1j",
        SUFFIX,
        r"or its (\.real) or",
    ),
    "dates": Way(
        "TypeError: predict returned values of type datetime64.*count days",
        "predict = lambda X: np.datetime64('2024-01-01T00', 'h') + (36 * X[:, 0]).astype(int)",
        PASS,
        r"days, (lambda .*)$",
        "by_hand(lambda a, b: 1.5 * a + 19723, [[3, 5], [1, 4]], [[0, 0], [2, 2]])",
    ),
    "durations in a Series": Way(
        "TypeError: predict returned values of type timedelta64.*count days",
        FRAMES + "predict = lambda D: pd.to_timedelta(36 * D['a'], unit='h')",
        PASS,
        r"days, (lambda .*)$",
        "by_hand(lambda a, b: 1.5 * a, [[3, 5], [1, 4]], [[0, 0], [2, 2]])",
    ),
    "masked answers": Way(
        "TypeError: predict returned a masked array; .* where value is what a masked answer means",
        "predict = lambda X: np.ma.masked_equal(X[:, 0] * X[:, 1], 0.0); value = -1.0",
        SUFFIX,
        r"end it with (.*?), where",
        "by_hand(lambda a, b: a * b or -1, [[3, 5], [1, 4]], [[0, 0], [2, 2]])",
    ),
    "a tensor on a GPU": Way(
        "TypeError: predict returned a tensor on a GPU for 2 rows",
        CUDA,
        SUFFIX,
        r"end it with (.*)$",
    ),
    "sparse answers": Way(
        "TypeError: predict returned scipy.*; end it with",
        "import scipy.sparse\npredict = lambda X: scipy.sparse.csr_matrix(X[:, :1] * X[:, 1:])",
        SUFFIX,
        r"end it with (.*)$",
    ),
    "a column of polars": Way(
        "TypeError: predict returned .*Polars for 2 rows",
        "class Polars:\n"
        "    def __init__(self, cells): self.to_numpy = lambda: cells\n"
        "predict = lambda X: Polars(X[:, 0] * X[:, 1])",
        SUFFIX,
        r"end it with (.*)$",
    ),
    "an array of Arrow": Way(  # whose to_numpy() refuses booleans, and cells that are missing
        r"TypeError: predict returned .*Arrow for 2 rows.*to_pylist",
        "class Arrow:\n"
        "    def __init__(self, cells): self.to_pylist, self.to_numpy = cells.tolist, None\n"
        "predict = lambda X: Arrow(X[:, 0] * X[:, 1])",
        SUFFIX,
        r"end it with (.*)$",
    ),
    "a tensor of another library": Way(
        "TypeError: predict returned .*Eager for 2 rows",
        "class Eager:\n"
        "    def __init__(self, cells): self.numpy = lambda: cells\n"
        "predict = lambda X: Eager(X[:, 0] * X[:, 1])",
        SUFFIX,
        r"end it with (.*)$",
    ),
    "an array of another library": Way(
        "TypeError: predict returned .*Jax for 2 rows; .*if it can become an array",
        "class Jax:\n"
        "    def __init__(self, cells): self.cells = cells\n"
        "    def __array__(self, dtype=None, copy=None): return self.cells\n"
        "predict = lambda X: Jax(X[:, 0] * X[:, 1])",
        PASS,
        TO_PASS,
    ),
    "rows of other labels": Way(
        r"ValueError: predict returned rows with other labels.*\('x', 'y' for 0, 0\)",
        FRAMES + "predict = lambda D: pd.Series(product(D), ['x', 'y', *range(2, len(D))])",
        SUFFIX,
        r"end it with (.*)$",
    ),
    "a Series for an array": Way(
        "ValueError: predict returned rows with other labels",
        "predict = lambda X: pd.Series(X[:, 0] * X[:, 1], range(1, len(X) + 1))",
        SUFFIX,
        r"end it with (.*)$",
    ),
    "answers in another order": Way(
        "ValueError: predict returned rows with other labels, or in another order",
        FRAMES + "import warnings; warnings.simplefilter('ignore')\n"
        "predict = lambda D: pd.Series(product(D), D.index).iloc[::-1]",
        "g = predict; predict = lambda D: g(D).iloc[::-1]CODE",
        r"in the order of the rows, end it with (\S+)",
    ),
    "a list that numpy cannot read": Way(
        "TypeError: predict returned a list of Tensor for 2 rows, which numpy cannot read; .*: "
        "make each of them a number",
        "import torch; one = torch.ones((), requires_grad=True)\n"
        "predict = lambda X: [one * float(a * b) for a, b in X]",
        "g = predict; predict = lambda X: [CODE for value in g(X)]",
        r"a number, (.*)$",
    ),
    "a generator": Way(
        "TypeError: predict returned generator for 2 rows; .*: collect what it yields",
        "predict = lambda X: (a * b for a, b in X)",
        PASS,
        r"collect what it yields, (.*)$",
    ),
    "columns that change their order": Way(
        "ValueError: predict returned the columns 'no', 'yes', but 'yes', 'no' the first time; "
        "their order must not change",
        FRAMES + "calls = []\n"
        "def predict(D):\n"
        "    calls.append(1)\n"
        "    yes, no = (pd.Series(product(D) * k, D.index) for k in (1, -1))\n"
        "    D = pd.DataFrame({'yes': yes, 'no': no})\n"
        "    return D if len(calls) < 2 else D[['no', 'yes']]",
        "g = predict; predict = lambda D: g(D)[['yes', 'no']].to_numpy()",
        call="st.explain(predict, X, background)[:, 0]",
    ),
    "columns that lose their names": Way(
        "ValueError: predict returned the columns no names, but 'yes', 'no' the first time",
        FRAMES + "calls = []\n"
        "def predict(D):\n"
        "    calls.append(1)\n"
        "    both = np.column_stack([product(D), -product(D)])\n"
        "    return both if len(calls) > 1 else pd.DataFrame(both, D.index, ['yes', 'no'])",
        "g = predict; predict = lambda D: np.asarray(g(D))",
        call="st.explain(predict, X, background)[:, 0]",
    ),
    "too large": Way(
        r"ValueError: predict returned \[1e\+308\] for row 0 of 2; .*divide them by a constant|"
        r"ValueError: predict returned 1e\+308 for row 0 of 2",
        "predict = lambda X: 1e308 + 0 * X[:, 0]",
        "predict = lambda X: (1e308 + 0 * X[:, 0]) / 1e300",
        right="[[1e8, 0, 0]] * 2",
    ),
    "not finite": Way(
        "ValueError: predict returned -inf for row 0 of 2; the average over such predictions is "
        "not",
        "predict = lambda X: np.where(X[:, 0] > 0, np.log(np.maximum(X[:, 0], 1e-300)), -np.inf)",
        "predict = lambda X: np.log(np.clip(X[:, 0], 1e-3, None))",
        right="by_hand(lambda a, b: np.log(max(a, 1e-3)), [[3, 5], [1, 4]], [[0, 0], [2, 2]])",
    ),
    "outputs that come and go": Way(
        "ValueError: predict returned .* output columns, but 2 output columns the first time",
        "X = [[0.0], [1.0], [2.0]]; background = [[0.0], [1.0]]\n"
        "levels = lambda X: np.unique(X)\n"
        "predict = lambda X: (X == levels(X)).astype(float)",
        "levels = lambda X: np.array([0.0, 1.0, 2.0])",
        right="by_hand(lambda a: a == 1, [[0], [1], [2]], [[0], [1]])",
        call="st.explain(predict, X, background)[:, 1]",
    ),
    "outputs that go": Way(
        "ValueError: predict returned no output columns, but 2 output columns the first time",
        "X = [[0.0]]; background = [[0.0], [1.0]]\n"
        "predict = lambda X: (X == np.unique(X)).astype(float)",
        "predict = lambda X: (X == [0.0, 1.0]).astype(float)",
        right="[[0.5, 0.5]]",
        call="st.explain(predict, X, background)[:, 0]",
    ),
}

ARGUMENTS = {
    "one output name": Way(
        "TypeError: output_names must be a list of names, got 'price'",
        "more = dict(output_names='price')",
        "more['output_names'] = CODE",
        TO_PASS,
    ),
    "a set of output names": Way(
        "TypeError: output_names must be a list of names, got set; pass the names in the order",
        "predict = lambda X: np.column_stack([X[:, 0], X[:, 0] * X[:, 1]]); names = {'no', 'yes'}",
        "names = ['no', 'yes']",
        call="st.explain(predict, X, background, output_names=names)[:, 'yes']",
    ),
    "an output name that is a list": Way(
        r"TypeError: output_names holds \['yes'\]; a name is a text or a number",
        "names = ['no', ['yes']]\n"
        "predict = lambda X: np.column_stack([X[:, 0], X[:, 0] * X[:, 1]])",
        "names = ['no', 'yes']",
        call="st.explain(predict, X, background, output_names=names)[:, 'yes']",
    ),
    "an output name twice": Way(
        "ValueError: output_names has 'no' more than once; give every output its own",
        "predict = lambda X: np.column_stack([X[:, 0], X[:, 0] * X[:, 1]]); names = ['no', 'no']",
        "names = ['no', 'yes']",
        call="st.explain(predict, X, background, output_names=names)[:, 1]",
    ),
    "too many output names": Way(
        r"ValueError: output_names has 2 names but predict returned 1 number for each row; give "
        r"one",
        "more = dict(output_names=['no', 'yes'])",
        "more = dict(output_names=['yes'])",
    ),
    "too few output names": Way(
        "ValueError: output_names has 1 names but predict returned 2 numbers for each row",
        "predict = lambda X: np.column_stack([X[:, 0], X[:, 0] * X[:, 1]]); names = ['yes']",
        "names = ['no', 'yes']",
        call="st.explain(predict, X, background, output_names=names)[:, 'yes']",
    ),
    "an unknown method": Way(
        r"ValueError: method is 'exactly'; it must be one of 'auto', 'exact'",
        "more = dict(method='exactly')",
        "more = dict(method=CODE)",
        r"'auto', ('exact')",
    ),
    "a budget for exact values": Way(
        "ValueError: budget is 100 but method is 'exact', which has no budget; drop one",
        "more = dict(method='exact', budget=100)",
        "del more['budget']",
    ),
    "half a budget": Way(
        "TypeError: budget must be a whole number of coalitions, got 64.0",
        "more = dict(budget=64.0)",
        "more = dict(budget=int(64.0))",
    ),
    "a budget that is too small": Way(
        "ValueError: budget is 20 coalitions for each background row; method 'kernel' with 30",
        "X, background = np.arange(30.0)[None] + 1, np.zeros((1, 30))\n"
        "predict, more = lambda X: X @ np.arange(30.0), dict(budget=20, rng=0)",
        "more['budget'] = CODE",
        r"needs at least (\d+): raise it",
        "[[0, *(np.arange(30.0) * np.arange(1, 31))]]",
    ),
    "a budget that is too small for line-ups": Way(
        "ValueError: budget is 20 .*; method 'lineups' with 30 .* or merge columns into groups",
        "X, background = np.arange(30.0)[None] + 1, np.zeros((1, 30))\n"
        "predict = lambda X: X @ np.arange(30.0)\n"
        "more = dict(budget=20, method='lineups', rng=0)",
        "more['groups'] = {'low': list(range(15)), 'high': list(range(15, 30))}",
        right="[[0, sum(k * (k + 1) for k in range(15)), sum(k * (k + 1) for k in range(15, 30))]]",
    ),
    "too many players": Way(
        r"ValueError: X has 25 players, and exact values would need 2\*\*25 coalitions",
        "X, background = np.arange(25.0)[None] + 1, np.zeros((1, 25))\n"
        "predict, more = lambda X: X @ np.arange(25.0), dict(method='exact')",
        "more = dict(CODE, budget=600, rng=0)",
        r"use (method='kernel') with a budget",
        "[[0, *(np.arange(25.0) * np.arange(1, 26))]]",
    ),
    "far too many players": Way(
        r"ValueError: X has 2000 players, and exact values would need 2\*\*2000 coalitions: far "
        "too many model rows",
        "X, background = np.ones((1, 2000)), np.zeros((1, 2000))\n"
        "predict, more = lambda X: X[:, :9].sum(1) * X[:, 9:].sum(1), dict(method='exact')\n"
        "name, columns = 'all', None",
        "more |= dict(CODE)\nmore['groups'] = {'few': range(9), 'many': range(9, 2000)}",
        r"with (groups=\{'name': \[columns\]\})$",
        "by_hand(times, [[9, 1991]], [[0, 0]])",
    ),
    "too many players, merged": Way(
        r"ValueError: X has 25 players, and exact values would need 2\*\*25 coalitions",
        "X, background = np.arange(25.0)[None] + 1, np.zeros((1, 25))\n"
        "predict, more = lambda X: X[:, :5].sum(1) * X[:, 5:].sum(1), dict(method='exact')\n"
        "name, columns = 'all', None",
        "more |= dict(CODE)\nmore['groups'] = {'few': range(5), 'many': range(5, 25)}",
        r"with (groups=\{'name': \[columns\]\})$",
        "by_hand(times, [[15, 310]], [[0, 0]])",
    ),
    "a long job": Way(
        r"UserWarning: explain\(\) is about to predict about 1\d,\d+,\d+ model rows, some .* "
        r"at the",
        "background = np.tile(np.random.default_rng(0).normal(size=(1, 12)), (2700, 1))\n"
        "background[:, 0] = np.arange(2700); X = np.ones((1, 12))\n"
        "more = dict(method='exact')",
        "background = background[:5]",
        right="[[*by_hand(times, [[1, 1]], [[k, background[0, 1]] for k in range(5)])[0], "
        "*[0] * 10]]",
    ),
    "a long job, merged": Way(
        r"UserWarning: explain\(\) is about to predict .*or groups of columns make it shorter",
        "background = np.tile(np.random.default_rng(0).normal(size=(1, 12)), (2700, 1))\n"
        "X, more = np.ones((1, 12)), dict(method='exact')",
        "more['groups'] = {'rest': range(2, 12)}",
        right="[[*by_hand(times, [[1, 1]], [background[0, :2].tolist()])[0], 0]]",
    ),
    "a long job, sampled": Way(
        r"UserWarning: explain\(\) is about to predict .*a smaller budget",
        "background = np.random.default_rng(0).normal(size=(5000, 12)); X = np.ones((1, 12))\n"
        "predict, more = lambda X: X[:, 0] - X[:, 1], dict(method='kernel', rng=0)",
        "more['budget'] = 64",
        right="[[(b := background.mean(axis=0))[0] - b[1], 1 - b[0], b[1] - 1, *[0] * 10]]",
    ),
    "tqdm is not there": Way(
        r"ModuleNotFoundError: progress=True needs tqdm: pip install tqdm",
        "import sys; patch.setitem(sys.modules, 'tqdm.auto', None); more = dict(progress=True)",
    ),
    "joblib is not there": Way(
        r"ModuleNotFoundError: n_jobs needs joblib: pip install joblib",
        "import sys; patch.setitem(sys.modules, 'joblib', None); more = dict(n_jobs=2)",
    ),
    "a predict that stays in its process": Way(
        "TypeError: predict, or its data, cannot be sent to other processes",
        "import contextlib, joblib, threading\nlock = threading.Lock(); config = "
        "contextlib.nullcontext()\n"
        "predict = lambda X, lock=lock: X[:, 0] * X[:, 1]\n"
        "def explained():\n"
        "    with config:\n        return st.explain(predict, X, background, n_jobs=2)",
        "config = CODE",
        r"work in threads: with (.*), or",
        call="explained()",
    ),
    "an error of the model": Way(
        r"KeyError: 'patient'\nthis happened while explaining rows 0 to 1 of X",
        "def predict(X):\n"
        "    if ((X[:, 0] == 3) & (X[:, 1] != 5)).any():\n"
        "        raise KeyError('patient')\n"
        "    return X[:, 0] * X[:, 1]",
        "predict = lambda X: X[:, 0] * X[:, 1]",
    ),
}

GROUPS = {
    "an unknown column": Way(
        r"ValueError: groups\['both'\] names the unknown column 'c'; the columns are a, b$",
        FRAMES + "more = dict(groups={'both': ['a', 'c']})",
        "more = dict(groups={'both': 'CODE'.split(', ')})",
        r"the columns are (.*)$",
        "by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]], players=[[0, 1]])",
    ),
    "an unknown column of many": Way(
        r"ValueError: groups\['g'\] names the unknown column 9; the columns are 0, .*, 7 \.\.\.$",
        "X, background, predict = np.ones((1, 9)), np.zeros((1, 9)), lambda X: X.sum(axis=1)\n"
        "more = dict(groups={'g': [0, 9], 'rest': range(1, 8)})",
        "more['groups'] = {'g': [0, 8], 'rest': range(1, 8)}",
        right="[[0, 2, 7]]",
    ),
    "a column in two groups": Way(
        "ValueError: groups: column 1 is in 'first' and in 'second'; .*take it out of one of them",
        "more = dict(groups={'first': [0, 1], 'second': [1]})",
        "more['groups']['first'].remove(1)",
    ),
    "a group that is called as a column": Way(
        "ValueError: groups: 'b' names a group and a column outside it; rename the group",
        FRAMES + "more = dict(groups={'b': ['a']})",
        "more = dict(groups={'B': ['a']})",
    ),
    "a list of groups": Way(
        "TypeError: groups must be a dict of names to columns, got list; pass",
        "more = dict(groups=[[0, 1]]); columns = 0; rest = 1",
        "more = dict(groups={'name': [0, 1]})",
        r"pass (\{.*\})$",
        "by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]], players=[[0, 1]])",
    ),
    "a group of one name": Way(
        r"TypeError: groups\['age'\] must be a list of columns, got 'a'",
        FRAMES + "more = dict(groups={'age': 'a'})",
        "more = dict(groups={'age': CODE})",
        TO_PASS,
    ),
    "a group without columns": Way(
        r"ValueError: groups\['none'\] is empty; .*leave it out",
        "more = dict(groups={'none': []})",
        "more = {}",
    ),
}
WAYS = PREDICTS | ANSWERS | ARGUMENTS | GROUPS
