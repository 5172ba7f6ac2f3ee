"""Derivations and tables: what is shown is read back, computed again and compared."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from itertools import permutations
from typing import Any

import numpy as np
import pytest
from brute import as_dict, random_table, shapley

import shapley_tutor as st

F = Fraction
SPECIAL = r"a_b#c$d%e&f{g}h\i^j~k"
NUMBER = r"\d+(?:\.\d+)?"

GAMES = [(n, seed) for n in range(1, 6) for seed in range(2)]


def random_game(n: int, seed: int, exact: bool = True) -> st.Game:
    """A random game of players with names of one letter and of several."""
    names = ["A", "Age", "c", "BP", "blood_sugar"][:n]
    table = random_table(n, np.random.default_rng([n, seed]), exact)
    return st.Game(lambda rows: table[rows @ (1 << np.arange(n))], names)


# --- reading LaTeX back


def statements(latex: str) -> list[str]:
    r"""Right-hand sides of an aligned block, continued lines joined, ``\\`` and ``&`` gone."""
    start, end = "$$\n\\begin{aligned}\n", "\n\\end{aligned}\n$$"
    assert latex.startswith(start)
    assert latex.endswith(end)
    joined: list[str] = []
    for line in re.split(r" \\\\(?:\[0\.6ex\])?\n", latex[len(start) : -len(end)]):
        assert line.count("&") - line.count(r"\&") == 1  # one mark to align at in each line
        left, _, right = re.sub(r"(?<!\\)&", "@", line).partition("@")
        if right.startswith(("=", r"\approx")):
            joined.append(left + right.removeprefix(r"\approx").removeprefix("=").strip())
        elif right.startswith(r"\qquad\times"):  # the formula is broken before its bracket
            joined[-1] += right[len(r"\qquad\times") :].replace(" ", r"\,", 1)
        else:
            assert right.startswith(r"\quad {}+")
            joined[-1] += " + " + right[len(r"\quad {}+") :].strip()
    return joined


def compute(latex: str, worths: dict[str, Any] | None = None) -> Fraction:
    """Value of a sum as it is printed: fractions, decimals, factorials, brackets, worths."""
    assert not re.search(r"[+-]\s*-", latex)  # a negative number after a sign has brackets
    text = re.sub(r"\\(?:left|right|bigl|bigr)(?=[()\[\]])", "", latex)
    if worths is not None:
        text = re.sub(r"v\((\\\{.*?\\\}|\\varnothing)\)", lambda m: f"({worths[m[1]]})", text)
    text = text.replace("[", "(").replace("]", ")")
    text = re.sub(rf"({NUMBER})!", lambda m: f"{math.factorial(int(m[1]))}", text)
    text = re.sub(
        r"\\t?frac\{([^{}]*)\}\{([^{}]*)\}",
        lambda m: f"(({m[1].replace(chr(92) + ',', '*')})/({m[2]}))",
        text,
    )
    text = re.sub(r"\\cdot 10\^\{(-?\d+)\}", r"*F(10)**\1", text)
    text = re.sub(r"\)\(", ")*(", text.replace(r"\,", "*"))
    assert "\\" not in text, text
    assert not re.search(r"[{}]", text), text
    value = eval(re.sub(rf"(?<![\w.])({NUMBER})", r"F('\1')", text), {"F": plain_fraction})
    assert isinstance(value, Fraction)
    return value


def plain_fraction(number: Any) -> Fraction:
    """A literal as a Fraction; exponents reach it as whole Fractions."""
    return Fraction(number)


def latex_worths(game: st.Game) -> dict[str, Any]:
    """Worth of every coalition by the LaTeX that stands for it."""
    names = [
        n if len(n) == 1 else rf"\text{{{n}}}".replace("_", r"}\_\text{") for n in game.players
    ]
    table = {}
    for mask, worth in enumerate(game.worths()):
        members = [name for i, name in enumerate(names) if mask >> i & 1]
        table[r"\{" + ",".join(members) + r"\}" if members else r"\varnothing"] = worth
    return table


def well_formed(latex: str) -> None:
    """Braces, begin and end, left and right all come in pairs."""
    depth = 0
    for brace in re.findall(r"(?<!\\)(?:\\\\)*([{}])", latex):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert re.findall(r"\\begin\{(\w+)\}", latex) == re.findall(r"\\end\{(\w+)\}", latex)
    for left, right in [(r"\left", r"\right"), (r"\bigl", r"\bigr"), (r"\{", r"\}")]:
        assert latex.count(left) == latex.count(right)
    assert latex.count("$$") == 2


@pytest.mark.parametrize(("n", "seed"), GAMES)
def test_every_line_of_the_latex_computes_to_the_boxed_value(n: int, seed: int) -> None:
    game = random_game(n, seed)
    expected = shapley(as_dict(game.worths()), n)
    for i, player in enumerate(game.players):
        latex = st.derivation(game, player)._repr_latex_()
        well_formed(latex)
        formula, with_worths, numbers, products, boxed = statements(latex)
        assert formula.startswith(r"\varphi_{")
        assert rf"{{{n}!}}" in formula
        assert compute(with_worths, latex_worths(game)) == expected[i]
        assert compute(numbers) == expected[i]
        assert compute(products) == expected[i]
        value, _, approximately = boxed.partition(r" \approx ")
        assert compute(value.removeprefix(r"\boxed{").removesuffix("}")) == expected[i]
        if approximately:
            assert float(approximately) == pytest.approx(float(expected[i]), rel=6e-4)
        else:
            assert 10**4 % expected[i].denominator == 0


@pytest.mark.parametrize(("n", "seed"), GAMES)
def test_the_weights_of_the_latex_sum_to_one(n: int, seed: int) -> None:
    _, with_worths, numbers, _, _ = statements(
        st.derivation(random_game(n, seed), 0)._repr_latex_()
    )
    factorials = re.findall(r"\\frac\{(\d)!\\,(\d)!\}\{(\d)!\}", with_worths)
    assert len(factorials) == 2 ** (n - 1)
    fact = math.factorial
    shares = [F(fact(int(a)) * fact(int(b)), fact(int(c))) for a, b, c in factorials]
    assert sum(shares) == 1
    printed = re.findall(r"(?:\\tfrac\{(\d+)\}\{(\d+)\}|(1))\\,\\bigl\(", numbers)
    assert [F(int(a), int(b)) if b else F(1) for a, b, _ in printed] == shares


def test_three_friends_typeset() -> None:
    assert (
        st.derivation(st.games.three_friends(), "A")._repr_latex_()
        == r"""$$
\begin{aligned}
\varphi_{A} &= \sum_{S\subseteq N\setminus\{A\}} \frac{|S|!\,(3-|S|-1)!}{3!} \\
&\qquad\times \bigl[v(S\cup\{A\})-v(S)\bigr] \\[0.6ex]
&= \frac{0!\,2!}{3!}\bigl[v(\{A\})-v(\varnothing)\bigr] \\[0.6ex]
&\quad {}+ \frac{1!\,1!}{3!}\bigl[v(\{A,B\})-v(\{B\})\bigr] \\[0.6ex]
&\quad {}+ \frac{1!\,1!}{3!}\bigl[v(\{A,C\})-v(\{C\})\bigr] \\[0.6ex]
&\quad {}+ \frac{2!\,0!}{3!}\bigl[v(\{A,B,C\})-v(\{B,C\})\bigr] \\[0.6ex]
&= \tfrac{1}{3}\,\bigl(100-0\bigr) + \tfrac{1}{6}\,\bigl(180-80\bigr) \\[0.6ex]
&\quad {}+ \tfrac{1}{6}\,\bigl(160-60\bigr) + \tfrac{1}{3}\,\bigl(200-140\bigr) \\[0.6ex]
&= \tfrac{100}{3} + \tfrac{50}{3} + \tfrac{50}{3} + 20 \\[0.6ex]
&= \boxed{\tfrac{260}{3}} \approx 86.67
\end{aligned}
$$"""
    )


def test_three_friends_as_text() -> None:
    worked = st.derivation(st.games.three_friends(), "B")
    assert str(worked) == repr(worked) == "\n".join([
        "phi_B = sum over all S without B of |S|! (3-|S|-1)! / 3! * [v(S + B) - v(S)]",
        "  = 1/3 * [v({B}) - v({})]           = 1/3 * (80 - 0)    = 80/3",
        "  + 1/6 * [v({A, B}) - v({A})]       = 1/6 * (180 - 100) = 40/3",
        "  + 1/6 * [v({B, C}) - v({C})]       = 1/6 * (140 - 60)  = 40/3",
        "  + 1/3 * [v({A, B, C}) - v({A, C})] = 1/3 * (200 - 160) = 40/3",
        "  = 200/3 ≈ 66.67",
    ])  # fmt: skip
    assert worked.value == F(200, 3)
    assert worked.player == "B"


TERM = re.compile(
    r"  [=+] (?P<weight>[\d/]+) \* \[v\(\{(?P<joined>.*?)\}\) - v\(\{(?P<alone>.*?)\}\)\] += "
    r"(?P<again>[\d/]+) \* \((?P<after>\S+) - \(?(?P<before>[^\s()]+)\)?\) += (?P<weighted>\S+)"
)


@pytest.mark.parametrize(("n", "seed"), GAMES)
def test_every_line_of_the_text_is_right(n: int, seed: int) -> None:
    game = random_game(n, seed)
    expected = shapley(as_dict(game.worths()), n)
    for i, player in enumerate(game.players):
        head, *lines, last = str(st.derivation(game, player)).split("\n")
        assert head.startswith(f"phi_{player} = sum over all S without {player} of |S|! ({n}-|S|")
        assert [line[2] for line in lines] == ["="] + ["+"] * (2 ** (n - 1) - 1)
        total, weights, seen = F(0), F(0), set()
        for line in lines:
            term = TERM.fullmatch(line)
            assert term is not None, line
            assert not re.search(r"[+-] -", line)
            alone = tuple(filter(None, term["alone"].split(", ")))
            joined = tuple(term["joined"].split(", "))
            assert set(joined) - set(alone) == {player}
            assert term["weight"] == term["again"]
            assert [F(term["after"]), F(term["before"])] == [game[joined], game[alone]]
            difference = F(term["after"]) - F(term["before"])
            assert F(term["weighted"]) == F(term["weight"]) * difference
            total, weights = total + F(term["weighted"]), weights + F(term["weight"])
            seen.add(frozenset(alone))
        assert len(seen) == 2 ** (n - 1)
        assert weights == 1
        assert total == expected[i] == F(last.split()[1])


@pytest.mark.parametrize("seed", range(3))
def test_games_of_floats_are_shown_to_four_digits(seed: int) -> None:
    game = random_game(4, seed, exact=False)
    values = st.shapley_values(game)
    for i in range(4):
        worked = st.derivation(game, i)
        assert float(worked.value) == pytest.approx(values[i], abs=1e-14)
        latex = worked._repr_latex_()
        well_formed(latex)
        _, _, numbers, products, boxed = statements(latex)
        assert float(compute(numbers)) == pytest.approx(values[i], abs=2e-3)
        assert float(compute(products)) == pytest.approx(values[i], abs=2e-3)
        assert latex.count(r"&\approx") == 3  # what is rounded is not called equal
        assert str(worked).count("≈") == 17
        assert re.fullmatch(r"\\boxed\{-?0\.\d{4,}\}|\\boxed\{-?\d\.\d+\}", boxed)
        last = str(worked).split("\n")[-1]
        assert float(last.split()[1]) == pytest.approx(values[i], rel=6e-4)


def test_floats_that_were_typed_are_worked_out_exactly() -> None:
    typed = st.Game.from_worths({"": 0.2, "A": 0.6, "B": 0.7, "AB": 0.9})
    assert st.derivation(typed, "A").value == F(3, 10)
    friends = st.Game(lambda rows: st.games.three_friends()(rows).astype(float), 3)
    assert st.derivation(friends, "A").value == F(260, 3)
    assert st.contribution_table(friends, "A").footer[-1] == "260/3"
    assert st.lineup_table(friends).footer[1:] == ["260/3", "200/3", "140/3", "200"]


def test_names_with_special_characters_are_escaped() -> None:
    game = st.Game(lambda rows: rows.sum(axis=1).astype(float), [SPECIAL, "_", "p q"])
    for player in game.players:
        latex = st.derivation(game, player)._repr_latex_()
        well_formed(latex)
        # MathJax shows the backslash of an escape inside \text{}, so that none may stand there
        assert not [text for text in re.findall(r"\\text\{([^{}]*)\}", latex) if "\\" in text]
        assert r"\text{a}\_\text{b}\#\text{c}\$\text{d}\%\text{e}\&\text{f}\{\text{g}\}" in latex
        assert r"\text{h}{\backslash}\text{i}{\wedge}\text{j}{\sim}\text{k}" in latex
        assert r"\text{p q}" in latex


def test_the_player_is_given_by_name_or_position() -> None:
    game = st.games.age_bp()
    assert str(st.derivation(game, 1)) == str(st.derivation(game, "BP"))


# --- tables


def cells(table: Any) -> list[list[str]]:
    """Lines of a table printed as text, split at wide gaps."""
    return [re.split(r"  +", line.strip()) for line in str(table).split("\n")]


@pytest.mark.parametrize(("n", "seed"), GAMES)
def test_contribution_table_is_right(n: int, seed: int) -> None:
    game = random_game(n, seed)
    expected = shapley(as_dict(game.worths()), n)
    for i, player in enumerate(game.players):
        table = st.contribution_table(game, player)
        assert len(table.rows) == 2 ** (n - 1)
        for S, alone, joined, contribution, weight, product in table.rows:
            members = tuple(filter(None, S[1:-1].split(", ")))
            assert F(alone) == game[members]
            assert F(joined) == game[(*members, player)]
            assert F(contribution) == F(joined) - F(alone)
            share = F(math.factorial(len(members)) * math.factorial(n - 1 - len(members)))
            assert F(weight) == share / math.factorial(n)
            assert F(product) == F(weight) * F(contribution)
        assert list(table.footer[:4]) == ["sum", "", "", ""]
        assert [F(x) for x in table.footer[4:]] == [1, expected[i]]


@pytest.mark.parametrize(("n", "seed"), GAMES)
def test_lineup_table_is_right(n: int, seed: int) -> None:
    game = random_game(n, seed)
    expected = shapley(as_dict(game.worths()), n)
    table = st.lineup_table(game)
    total = game.worths()[-1] - game.worths()[0]
    names = [" ".join(order) for order in permutations(game.players)]
    assert [row[0] for row in table.rows] == names
    assert list(table.header) == ["line-up", *game.players, "sum"]
    for name, *added, in_all in table.rows:
        before: tuple[str, ...] = ()
        for player in name.split(" "):
            expected_step = game[(*before, player)] - game[before]
            assert F(added[game.players.index(player)]) == expected_step
            before = (*before, player)
        assert F(in_all) == total
    assert table.footer[0] == "average"
    assert [F(x) for x in table.footer[1:]] == [*expected, total]


def test_worth_table_lists_small_coalitions_first() -> None:
    assert cells(st.worth_table(st.games.three_friends())) == [
        ["S", "{}", "{A}", "{B}", "{C}", "{A, B}", "{A, C}", "{B, C}", "{A, B, C}"],
        ["v(S)", "0", "100", "80", "60", "180", "160", "140", "200"],
    ]


def test_the_tables_of_the_friends_as_text() -> None:
    game = st.games.three_friends()
    assert cells(st.lineup_table(game))[-1] == ["average", "260/3", "200/3", "140/3", "200"]
    assert cells(st.contribution_table(game, "C"))[-2:] == [
        ["{A, B}", "180", "200", "20", "1/3", "20/3"],
        ["sum", "1", "140/3"],
    ]


# --- what is refused


@pytest.mark.parametrize(
    ("show", "what"),
    [
        (lambda game: st.derivation(game, 0), "a derivation"),
        (lambda game: st.contribution_table(game, 0), "a derivation"),
        (st.lineup_table, "a table of line-ups"),
        (st.worth_table, "a table of worths"),
    ],
)
def test_what_cannot_be_shown_is_refused(show: Any, what: str) -> None:
    with pytest.raises(ValueError, match=f"game has 6 players and {what}.*at most 5; use shapl"):
        show(st.games.majority(6))
    two = st.Game(lambda rows: np.zeros((len(rows), 2)), 2)
    with pytest.raises(ValueError, match=rf"game has 2 outputs and {what} shows one.*\[:, k\]"):
        show(two)
    with pytest.raises(TypeError, match="game must be a Game, got ndarray"):
        show(np.zeros(4))


def test_an_unknown_player_is_refused() -> None:
    for show in (st.derivation, st.contribution_table):
        with pytest.raises(ValueError, match="player 'D' is not in this game; its players are A"):
            show(st.games.three_friends(), "D")


def test_a_large_game_is_refused_before_its_value_function_is_called() -> None:
    def value(rows: np.ndarray) -> np.ndarray:
        raise AssertionError("called")

    for show in (st.lineup_table, st.worth_table, lambda game: st.derivation(game, 0)):
        with pytest.raises(ValueError, match="8 players"):
            show(st.Game(value, 8))
