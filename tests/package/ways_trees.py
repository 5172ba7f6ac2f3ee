"""Ways out of messages on tree models: what they are, and which rows they take."""

from __future__ import annotations

from ways import Way

TREE = """
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor
from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor
training = np.array([[0.0, 0.0], [2.0, 2.0], [3.0, 5.0], [1.0, 4.0], [2.0, 5.0]])
y = training.prod(axis=1)
model = DecisionTreeRegressor(random_state=0).fit(training, y)
score = lambda rows: np.ravel(model.predict(rows))
cell = lambda *row: float(score(np.array([row]))[0])
run = lambda: st.explain_trees(model, X, background, **more)
explain, explain_trees = st.explain, st.explain_trees
"""
MANY = """
many = np.random.default_rng(0).integers(0, 6, (200, 2)).astype(float)
X, background = many[:2], many[50:54]
"""
LIGHT = """
import lightgbm, xgboost
D = pd.DataFrame({"a": np.arange(200.0) % 7, "city": pd.Categorical(["oslo", "bern"] * 100)})
y = np.arange(200.0) % 7 + 5.0 * (D["city"] == "oslo").to_numpy()
light = lambda **options: lightgbm.LGBMRegressor(n_estimators=5, verbose=-1, n_jobs=1, **options)
boost = lambda **options: xgboost.XGBRegressor(n_estimators=3, max_depth=3, **options)
coded = D.assign(city=D["city"].cat.codes)
"""
RIGHT = "by_hand(cell, X.tolist(), background.tolist())"
PREDICTED = "run = lambda: CODE"
BY_PREDICTIONS = r"predictions[:,] (explain\(.*\))$"

MODELS = {
    "a function instead of a model of trees": Way(
        "TypeError: model is a method; trees are read from",
        TREE + "model = model.predict; score = model",
        PREDICTED,
        BY_PREDICTIONS,
        RIGHT,
        "run()",
    ),
    "a linear model as trees": Way(
        "TypeError: model is a sklearn.linear_model.*LinearRegression; trees are read from",
        TREE + "from sklearn.linear_model import LinearRegression\n"
        "model = LinearRegression().fit(training, y)",
        PREDICTED,
        BY_PREDICTIONS,
        RIGHT,
        "run()",
    ),
    "a linear classifier as trees": Way(
        "TypeError: model is a sklearn.linear_model.*LogisticRegression; trees are read from",
        TREE + "from sklearn.linear_model import LogisticRegression\n"
        "model = LogisticRegression().fit(training, y > 5)\n"
        "cell = lambda *row: float(model.predict_proba([row])[0, 1])",
        "run = lambda: CODE[:, :, 1]",
        BY_PREDICTIONS,
        RIGHT,
        "run()",
    ),
    "a pipeline that ends with trees": Way(
        "TypeError: model is a sklearn.pipeline.Pipeline, whose last step alone may be of trees",
        TREE + "from sklearn.pipeline import make_pipeline\n"
        "from sklearn.preprocessing import StandardScaler\n"
        "model = make_pipeline(StandardScaler(), model).fit(training, y)",
        PREDICTED,
        r"it gets them: (.*\)), or explain the whole",
        RIGHT,
        "run()",
    ),
    "a search for trees": Way(
        "TypeError: model is a sklearn.model_selection.*GridSearchCV; pass the model that it found",
        TREE + "from sklearn.model_selection import GridSearchCV\n"
        "model = GridSearchCV(model, {'max_depth': [2]}, cv=2).fit(training, y)",
        PREDICTED,
        r"found: (.*)$",
        RIGHT,
        "run()",
    ),
    "trees that are not fitted": Way(
        "ValueError: model is not fitted, so that it has no trees",
        TREE + "fitted, model = model, DecisionTreeRegressor(random_state=0); X_ = training\n"
        "score = fitted.predict",
        "rows, X = X, training; CODE; X = rows",
        r"call (.*) first",
        RIGHT,
        "run()",
    ),
    "LightGBM that is not fitted": Way(
        "ValueError: model is not fitted, so that it has no trees",
        TREE + MANY + LIGHT + "model, given, y = light(), X, many.prod(axis=1)\n"
        "score = light().fit(many, y).predict",
        "X = many; CODE; X = given",
        r"call (.*) first",
        RIGHT,
        "run()",
    ),
    "classes of two targets": Way(
        "ValueError: model predicts the classes of 2 targets",
        TREE + "model = DecisionTreeClassifier(random_state=0).fit(training, "
        "np.column_stack([y > 5, y > 1]))\n"
        "cell = lambda *row: float(model.predict_proba([row])[0][0, 1])",
        "run = lambda: CODE[:, :, 1]",
        BY_PREDICTIONS,
        RIGHT,
        "run()",
    ),
    "boosting that begins with another model": Way(
        "ValueError: model begins with the predictions of LinearRegression",
        TREE + "from sklearn.linear_model import LinearRegression\n"
        "model = GradientBoostingRegressor(n_estimators=3, init=LinearRegression())\n"
        "model.fit(training, y)",
        PREDICTED,
        BY_PREDICTIONS,
        RIGHT,
        "run()",
    ),
    "linear boosting": Way(
        r"ValueError: model is linear \(booster='gblinear'\), not of trees",
        TREE + LIGHT + "model = boost(booster='gblinear').fit(training, y)".replace(
            "boost(", "xgboost.XGBRegressor(n_estimators=3, "
        ),
        "run = lambda: CODE[:, :, 0]",
        BY_PREDICTIONS,
        RIGHT,
        "run()",
        1e-5,
    ),
    "linear leaves": Way(
        r"ValueError: model has a linear function in each leaf \(linear_tree\)",
        TREE + MANY + LIGHT + "model = light(linear_tree=True).fit(many, many.prod(axis=1))",
        PREDICTED,
        BY_PREDICTIONS,
        RIGHT,
        "run()",
    ),
    "a model that predicts more than its trees say": Way(
        "ValueError: the trees of this .*Mine sum up to other numbers than it predicts",
        TREE + "class Mine(RandomForestRegressor):\n"
        "    def predict(self, rows):\n        return super().predict(rows) ** 2\n"
        "model = Mine(5, random_state=0).fit(training, y)",
        PREDICTED,
        BY_PREDICTIONS,
        RIGHT,
        "run()",
    ),
}  # fmt: skip

ROWS = {
    "more columns than the trees know": Way(
        "ValueError: X has 3 columns but the model was trained with 2; pass rows with the same",
        TREE + "X, background = np.c_[X, [1.0, 2.0]], np.c_[background, [1.0, 2.0]]\n"
        "cell = lambda a, b, c: float(score(np.array([[a, b]]))[0])",
        "X, background = X[:, :2], background[:, :2]\n",
        right="by_hand(lambda a, b: cell(a, b, 0), X[:, :2].tolist(), background[:, :2].tolist())",
        call="run()",
    ),
    "columns in another order than in training": Way(
        "ValueError: X has other columns than the model was trained with, or in another order",
        TREE + "model.fit(pd.DataFrame(training, columns=['a', 'b']), y)\n"
        "score = lambda rows: model.predict(pd.DataFrame(rows, columns=['a', 'b']))\n"
        "plain, others = X, background\n"
        "X, background = D[['b', 'a']], B[['b', 'a']]",
        "CODE; X, background = X[columns], background[columns]",
        r"take these: (columns = .*); pass",
        "by_hand(cell, plain.tolist(), others.tolist())",
        "run()",
    ),
    "a column of the training is missing": Way(
        "ValueError: X lacks columns that the model was trained with: 'b'; pass rows with all",
        TREE + "model.fit(pd.DataFrame(training, columns=['a', 'b']), y)\n"
        "score = lambda rows: model.predict(pd.DataFrame(rows, columns=['a', 'b']))\n"
        "plain, others = X, background\n"
        "X, background = D[['a']], B[['a']]",
        "X, background = D, B",
        right="by_hand(cell, plain.tolist(), others.tolist())",
        call="run()",
    ),
    "missing cells for trees that take none": Way(
        "ValueError: the model cannot take the rows of X, and neither can explain_trees: Input X",
        TREE + "model = GradientBoostingRegressor(n_estimators=3).fit(training, y)\n"
        "X = np.array([[3.0, 5.0], [np.nan, 4.0]])",
        "X = X[:1]",
        right="by_hand(cell, [[3, 5]], background.tolist())",
        call="run()",
    ),
    "infinite cells of the background": Way(
        "ValueError: the model cannot take the rows of background",
        TREE + "background = np.array([[0.0, 0.0], [2.0, 2.0], [np.inf, 1.0]])",
        "background = background[:2]",
        right="by_hand(cell, X.tolist(), background[:2].tolist())",
        call="run()",
    ),
    "text for trees": Way(
        "ValueError: the trees compare numbers, but a cell is none .*as the model was trained",
        TREE + "X = D.astype({'a': object}); X.loc[1, 'a'] = 'one'; background = B",
        "X = D",
        right="by_hand(cell, D.to_numpy().tolist(), B.to_numpy().tolist())",
        call="run()",
    ),
    "text for a histogram's encoder": Way(
        "ValueError: the trees compare numbers, but a cell is none .*as the model was trained",
        TREE + LIGHT + "from sklearn.ensemble import HistGradientBoostingRegressor as Hist\n"
        "model = Hist(max_iter=3, categorical_features='from_dtype').fit(D, y)\n"
        "cell = lambda a, c: float(model.predict(pd.DataFrame({'a': [a], "
        "'city': pd.Categorical([c], ['bern', 'oslo'])}))[0])\n"
        "X, background = D.iloc[:2].astype({'a': object}), D.iloc[50:54]; X.iloc[0, 0] = 'one'",
        "X = D.iloc[:2]",
        right="by_hand(cell, D.iloc[:2].to_numpy().tolist(), background.to_numpy().tolist())",
        call="run()",
    ),
    "categories whose codes are not known": Way(
        "ValueError: column 'city' holds categories, but LightGBM was trained with their codes",
        TREE + LIGHT + "model = light().fit(coded, y); X, background = D.iloc[:2], D.iloc[50:54]\n"
        "cell = lambda a, c: float(model.predict(pd.DataFrame({'a': [a], 'city': [c]}))[0])\n"
        "rows = [D.assign(**{'city': D['city'].cat.codes}) for D in (X, background)]",
        "X, background = (D.assign(**CODE) for D in (X, background))",
        r"such as (\{.*\}) in D.assign",
        "by_hand(cell, *(D.to_numpy().tolist() for D in rows))",
        "run()",
    ),
    "a category that XGBoost does not know": Way(
        "ValueError: column 'city' holds 'lima', a category that the model was not trained with",
        TREE + LIGHT + "model = boost(enable_categorical=True).fit(D, y)\n"
        "background, X = D.iloc[50:54], D.iloc[:2].copy()\n"
        "X['city'] = pd.Categorical(['lima', 'bern'])\n"
        "cell = lambda a, c: float(model.predict(pd.DataFrame({'a': [a], "
        "'city': pd.Categorical([c], ['bern', 'oslo'])}))[0])",
        "column = X['city']; X['city'] = CODE",
        r"make it missing: (.*)",
        "by_hand(cell, [[0.0, None], [1.0, 'bern']], background.to_numpy().tolist())",
        "run()",
        1e-5,
    ),
    "fewer columns of categories than in training": Way(
        "ValueError: X has 0 columns of categories, but the model was trained with 1",
        TREE + LIGHT + "model = light().fit(D, y); training = D\n"
        "cell = lambda a, c: float(model.predict(pd.DataFrame({'a': [a], "
        "'city': pd.Categorical([c], ['bern', 'oslo'])}))[0])\n"
        "X, background = (D.iloc[rows].astype({'city': object}) for rows in ([0, 1], [50, 53]))\n"
        "rows = X.to_numpy().tolist(), background.to_numpy().tolist()",
        "background = background.astype(training.dtypes); X = CODE",
        r"such as (.*)",
        "by_hand(cell, *rows)",
        "run()",
    ),
    "a background of draws for trees": Way(
        "TypeError: background is a GaussianConditional, but trees are explained against rows",
        TREE + "rows = background\n"
        "background = st.GaussianConditional([1.0, 1.0], np.eye(2), draws=64)",
        "background = rows",
        right="by_hand(cell, X.tolist(), rows.tolist())",
        call="run()",
    ),
    "weights beside a Marginal of trees": Way(
        "ValueError: background_weights were given with Marginal; weights belong to background "
        "rows: pass background.rows, or no weights",
        TREE + "plain = background.tolist(); background = st.Marginal(background)\n"
        "more = dict(background_weights=[1, 3])",
        "background = CODE",
        r"pass (.*), or no weights",
        "by_hand(cell, X.tolist(), plain, [1, 3])",
        "run()",
    ),
    "two names for one output of trees": Way(
        "ValueError: output_names has 2 names but the model has 1 output; give one name for each",
        TREE + "more = dict(output_names=['a', 'b'])",
        "more = dict(output_names=['a'])",
        right=RIGHT,
        call="run()",
    ),
}  # fmt: skip
WAYS = MODELS | ROWS
