"""How explain_trees() gets to its values; imported by trees alone.

- ``reading``   finds the reader of a model: ``scikit``, ``xgboost``, ``lightgbm``;
- ``views``     how cells of a column answer tests: missing values, zeros, categories;
- ``forest``    all trees in one form, whatever package they come from;
- ``rows``      X and background as the numbers that the trees compare, batch by batch;
- ``units``     leaves and small subtrees, and the tests that tell a row's state in them;
- ``tables``    background rows counted by state, values of every state, looked up for every row;
- ``pairs``     leaves with long paths: pairs of a row and a background row;
- ``walks``     few rows: such pairs walk down the trees, to the leaves that they reach alone;
- ``choice``    which of these ways takes the least time;
- ``work``      the work, some trees at a time.
"""
