"""The derivation of a Shapley value, typeset from the game itself.

Everything is computed from the game, so it cannot disagree with it. A game whose worths are
Fractions, or floats of at most six decimals, is worked out exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from shapley_tutor.coalitions import label
from shapley_tutor.display import (
    Number,
    as_fractions,
    latex_coalition,
    latex_fraction,
    latex_name,
    latex_number,
    rounded,
    text_number,
)
from shapley_tutor.game import Game
from shapley_tutor.values import shapley_weights
from shapley_tutor.worths import check_game

MAX_PLAYERS_SHOWN = 5
NEXT_LINE = r" \\[0.6ex]" "\n"  # more room than between a numerator and its denominator


@dataclass(frozen=True)
class Term:
    """One coalition S that the player joins: the weight, v(S) and v(S with the player)."""

    coalition: tuple[str, ...]
    joined: tuple[str, ...]
    weight: Fraction
    before: Number
    after: Number

    @property
    def contribution(self) -> Number:
        """The marginal contribution v(S with the player) - v(S)."""
        return self.after - self.before

    @property
    def weighted(self) -> Number:
        """Weight times marginal contribution."""
        return self.weight * self.contribution


@dataclass(frozen=True)
class Derivation:
    """The Shapley value of one player, worked out term by term.

    Displays as LaTeX in a notebook; ``str()`` is the same as plain text.
    """

    player: str
    terms: tuple[Term, ...]

    @property
    def value(self) -> Number:
        """The Shapley value: the sum of the weighted marginal contributions."""
        return sum((term.weighted for term in self.terms), start=Fraction(0))

    @property
    def n_players(self) -> int:
        """How many players the game has."""
        return max(len(term.joined) for term in self.terms)

    @property
    def is_exact(self) -> bool:
        """Whether the numbers shown are exact; else they are rounded to four digits."""
        return isinstance(self.value, Fraction)

    def _repr_latex_(self) -> str:
        n, equals = self.n_players, "=" if self.is_exact else r"\approx"
        lines = [_formula(self.player, n)]
        for term in self.terms:
            size = len(term.coalition)
            weight = rf"\frac{{{size}!\,{n - size - 1}!}}{{{n}!}}"
            joined, alone = (
                latex_coalition(term.joined),
                latex_coalition(term.coalition),
            )
            sign = "=" if term is self.terms[0] else r"\quad {}+"
            lines.append(rf"&{sign} {weight}\bigl[v({joined})-v({alone})\bigr]")
        numbers = [
            rf"{latex_fraction(term.weight)}\,\bigl({latex_number(term.after)}"
            rf"-{latex_number(term.before, bracket=True)}\bigr)"
            for term in self.terms
        ]
        lines += _sum_lines(numbers, equals, per_line=2)
        products = [latex_number(term.weighted, bracket=True) for term in self.terms]
        lines += _sum_lines(products, equals, per_line=4)
        lines.append(
            rf"&{equals} \boxed{{{latex_number(self.value)}}}" + rounded(self.value, r"\approx")
        )
        body = NEXT_LINE.join(lines)
        return f"$$\n\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n$$"

    def __str__(self) -> str:
        n, who, equals = self.n_players, self.player, "=" if self.is_exact else "≈"
        rows = [
            [
                "+" if k else "=",
                f"{term.weight} * [v({label(term.joined)}) - v({label(term.coalition)})]",
                (
                    f"{equals} {term.weight} * ({text_number(term.after)}"
                    f" - {text_number(term.before, bracket=True)})"
                ),
                f"{equals} {text_number(term.weighted)}",
            ]
            for k, term in enumerate(self.terms)
        ]
        widths = [max(len(row[k]) for row in rows) for k in range(4)]
        padded = [
            "  " + " ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
            for row in rows
        ]
        return "\n".join(
            [
                (
                    f"phi_{who} = sum over all S without {who} of "
                    f"|S|! ({n}-|S|-1)! / {n}! * [v(S + {who}) - v(S)]"
                ),
                *(line.rstrip() for line in padded),
                f"  {equals} {text_number(self.value)}{rounded(self.value, '≈')}",
            ]
        )

    __repr__ = __str__


def derivation(game: Game, player: str | int) -> Derivation:
    """Work out the Shapley value of one player, from the formula to the boxed number.

    Introduced in chapter *Three friends, exactly*.

    Parameters
    ----------
    game
        A game of at most 5 players (16 terms) with one output.
    player
        Name or position.

    Returns
    -------
    Derivation
        Displays as LaTeX in a notebook; ``str()`` is text, ``value`` the number.

    Raises
    ------
    ValueError
        If the player is unknown, or the game has more players or outputs.

    Examples
    --------
    >>> from shapley_tutor.games import age_bp
    >>> derivation(age_bp(), "Age")
    phi_Age = sum over all S without Age of |S|! (2-|S|-1)! / 2! * [v(S + Age) - v(S)]
      = 1/2 * [v({Age}) - v({})]       = 1/2 * (0.6 - 0.2) = 0.2
      + 1/2 * [v({Age, BP}) - v({BP})] = 1/2 * (0.9 - 0.7) = 0.1
      = 0.3
    """
    worths = as_fractions(check_game(game, MAX_PLAYERS_SHOWN, "a derivation"))
    i = game.index(player)
    weights = shapley_weights(game.n_players, exact=True)
    bit = 1 << i
    terms = [
        Term(
            coalition=_members(game, mask),
            joined=_members(game, mask | bit),
            weight=weights[mask.bit_count()],
            before=worths[mask],
            after=worths[mask | bit],
        )
        for mask in small_first(game.n_players)
        if not mask & bit
    ]
    return Derivation(game.players[i], tuple(terms))


def _members(game: Game, mask: int) -> tuple[str, ...]:
    return tuple(player for i, player in enumerate(game.players) if mask >> i & 1)


def small_first(n: int) -> list[int]:
    """Masks of all coalitions by size, and within a size in the order one reads them."""
    sets = [members for size in range(n + 1) for members in combinations(range(n), size)]
    return [sum(1 << i for i in members) for members in sets]


def _formula(player: str, n: int) -> str:
    who = latex_name(player)
    weight = rf"\frac{{|S|!\,({n}-|S|-1)!}}{{{n}!}}"
    return (
        rf"\varphi_{{{who}}} &= \sum_{{S\subseteq N\setminus\{{{who}\}}}} {weight} \\"
        "\n"
        rf"&\qquad\times \bigl[v(S\cup\{{{who}\}})-v(S)\bigr]"
    )


def _sum_lines(terms: list[str], equals: str, per_line: int) -> list[str]:
    """Terms of a sum on aligned lines: an equals sign first, then plus signs."""
    pieces = [terms[k : k + per_line] for k in range(0, len(terms), per_line)]
    signs = [f"&{equals} ", *[r"&\quad {}+ "] * (len(pieces) - 1)]
    return [sign + " + ".join(piece) for sign, piece in zip(signs, pieces, strict=True)]
