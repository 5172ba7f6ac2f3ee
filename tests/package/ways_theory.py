"""Ways out of messages on named games, and on games about variance."""

from __future__ import annotations

from ways import Way

VARIANCE = """
from shapley_tutor import sensitivity as se
coin, die = ([-1, 1], [0.5, 0.5]), ([*range(1, 7)], [1 / 6] * 6)
rules, players, model = [coin, die], None, lambda X: X[:, 0] + 2 * X[:, 1]
"""
OF_RULES = {
    "right": "[1, 35 / 3]",
    "call": "st.shapley_values(se.variance_game(model, rules, players))",
}
NORMAL = """
from shapley_tutor import sensitivity as se
slopes, mean, cov, players, draws = [2, 1], [0, 0], [[1, 0.8], [0.8, 1]], None, 1024
model = lambda X: X @ [2.0, 1.0]
"""
LINEAR = {
    "right": "[116 / 25, 89 / 25]",
    "call": "st.shapley_values(se.linear_gaussian_game(slopes, cov, players))",
}
SAMPLED = {
    "right": "[116 / 25, 89 / 25]",
    "call": "st.shapley_values(se.sampled_gaussian_game(model, mean, cov, draws=draws, "
    "players=players))",
}
EFFECTS = {
    "right": "[116 / 205, 89 / 205]",
    "call": "se.linear_shapley_effects(slopes, cov)[:2]",
}

WAYS = {
    "fewer owners than none": Way(
        "ValueError: right must be at least 0 owners, got -1",
        "right = -1",
        "right = 1",
        right="[1 / 6, 1 / 6, 2 / 3]",
        call="st.shapley_values(st.games.gloves(2, right))",
    ),
    "one cost": Way(
        "TypeError: costs must be a list of numbers, got 3; for one aircraft write",
        "costs = 3",
        "costs = CODE",
        r"write (.*)$",
        "[3]",
        "st.shapley_values(st.games.airport(costs))",
    ),
    "no cost": Way(
        "ValueError: costs is empty; give the runway cost of at least one aircraft",
        "costs = []",
        "costs = [3]",
        right="[3]",
        call="st.shapley_values(st.games.airport(costs))",
    ),
    "a negative cost": Way(
        "ValueError: costs must be numbers of at least 0, one for each aircraft, got .*-3",
        "costs = [-3]",
        "costs = [0]",
        right="[0]",
        call="st.shapley_values(st.games.airport(costs))",
    ),
    "one player who is needed": Way(
        r"TypeError: T must hold players, got 0; for one player write \[0\]",
        "T = 0",
        "T = CODE",
        r"write (.*)$",
        "[1, 0]",
        "st.shapley_values(st.games.unanimity(2, T))",
    ),
    "nobody who is needed": Way(
        "ValueError: T must hold at least one player, got none",
        "T = []",
        "T = ['A']",
        right="[1, 0]",
        call="st.shapley_values(st.games.unanimity(2, T))",
    ),
    "a range without a point": Way(
        "ValueError: got n_points=0, low=0, high=1; pass at least 1 point and low < high",
        "from shapley_tutor.sensitivity import uniform_rule; n = 0",
        "n = CODE",
        r"at least (\d+)",
        "[0.5]",
        "uniform_rule(0, 1, n).points",
    ),
    "names of other inputs": Way(
        "ValueError: players has 1 names but rules has 2 inputs; give every input a name",
        VARIANCE + "players = ['coin']",
        "players.append('die')",
        **OF_RULES,
    ),
    "weights of other points": Way(
        r"ValueError: rules\[1\] has points \(6,\) and weights \(1,\); pass one weight for each",
        VARIANCE + "rules[1] = (die[0], [1 / 6])",
        "rules[1] = (die[0], [1 / 6] * len(die[0]))",
        **OF_RULES,
    ),
    "weights that are no probabilities": Way(
        r"ValueError: rules\[1\] has weights from 1 that sum to 6; pass finite points, and prob",
        VARIANCE + "weights = np.ones(6); rules[1] = (die[0], weights)",
        "rules[1] = (die[0], weights / weights.sum())",
        **OF_RULES,
    ),
    "a grid of too many points": Way(
        "ValueError: rules span 30 x 30 .* = 24,300,000 points, over 20,000,000; use fewer points",
        VARIANCE + "points, model = 30, lambda X: X[:, 0] + 2 * X[:, 1]\n"
        "build = lambda: [se.uniform_rule(0, 6, points)] * 5",
        "points = 10",
        right="[3, 12, 0, 0, 0]",
        call="st.shapley_values(se.variance_game(model, build()))",
    ),
    "a grid of too many points, sampled": Way(
        "ValueError: rules span .*, or estimate the worths by sampling",
        "from shapley_tutor import sensitivity as se; model = lambda X: X[:, 0] + 2 * X[:, 1]\n"
        "build = lambda: se.variance_game(model, [se.uniform_rule(0, 6, 30)] * 5)",
        "build = lambda: se.sampled_gaussian_game(model, [3] * 5, 3 * np.eye(5))",
        right="[3, 12, 0, 0, 0]",
        call="st.shapley_values(build())",
    ),
    "a model of two outputs": Way(
        r"ValueError: model returned shape \(12, 2\) for 12 rows, with 0 values that are not",
        VARIANCE + "model = lambda X: np.column_stack([X[:, 0] + 2 * X[:, 1], X[:, 1]])",
        "g = model; model = lambda X: g(X)[:, 0]",
        **OF_RULES,
    ),
    "no variance to share": Way(
        "ValueError: the worth of all players is 0.0, but shares .*; pass the worths of a variance",
        VARIANCE + "worths = np.zeros(4)",
        "worths = se.variance_game(model, rules)",
        right="[1 / (1 + 35 / 3), 35 / 3 / (1 + 35 / 3)]",
        call="se.sobol_indices(worths).first",
    ),
    "names of other normal inputs": Way(
        "ValueError: players has 1 names but coefficients has 2 inputs; give every input a name",
        NORMAL + "players = ['X1']",
        "players.append('X2')",
        **LINEAR,
    ),
    "coefficients of nothing": Way(
        r"ValueError: coefficients must have shape \(n,\), got \(1, 2\); pass one number an input",
        NORMAL + "slopes = [[2, 1]]",
        "slopes = slopes[0]",
        **LINEAR,
    ),
    "a coefficient that is not finite": Way(
        "ValueError: coefficients must be finite; .*: give an input that the model does not use "
        "the coefficient 0",
        NORMAL + "slopes, cov = [2, 1, np.nan], np.block([[np.array(cov), np.zeros((2, 1))], "
        "[np.zeros((1, 2)), np.ones((1, 1))]])",
        "slopes[2] = 0",
        **LINEAR | {"right": "[116 / 25, 89 / 25, 0]"},
    ),
    "text as coefficients": Way(
        "TypeError: coefficients and cov must be numbers, or equally many numbers in each, got '2'",
        NORMAL + "slopes = ['2', '1']",
        "slopes = [*map(float, slopes)]",
        **LINEAR,
    ),
    "a linear model without variance": Way(
        "ValueError: coefficients and cov give a variance of 0.0, but shares .* pass coefficients",
        NORMAL + "slopes = [0, 0]",
        "slopes = [2, 1]",
        **EFFECTS,
    ),
    "too many dependent inputs": Way(
        "ValueError: a group of dependent inputs in cov is 26 players, which .* merge players into",
        NORMAL + "slopes, cov = np.r_[2, 1, np.zeros(24)], 0.2 * np.eye(26) + 0.8",
        "slopes, cov = slopes[:2], cov[:2, :2]",
        **EFFECTS,
    ),
    "too few draws of pairs": Way(
        "ValueError: draws is 8; it must be even and at least 10",
        NORMAL + "draws = 8",
        "draws = CODE",
        r"at least (\d+)$",
        **SAMPLED,
    ),
    "names of other sampled inputs": Way(
        "ValueError: players has 1 names but mean has 2 inputs; give every input a name",
        NORMAL + "players = ['X1']",
        "players.append('X2')",
        **SAMPLED,
    ),
}
