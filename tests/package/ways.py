"""What a way out is: a call that fails, what it says, what is done about it, what comes out."""

from __future__ import annotations

import itertools
import re
import warnings
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import brute
import numpy as np
import pandas as pd
import pytest

import shapley_tutor as st


class Way(NamedTuple):
    """A message and the way out that it names.

    Attributes
    ----------
    says
        Regular expression of the kind of error and of its text.
    before
        Code that makes what the call needs, beside :func:`names`. What it changes with ``patch``
        is as it was after the failure.
    then
        Code that does what the message says. CODE stands for what ``take`` finds in the message;
        FIXED for its value, a function that still calls what it replaces.
    take
        Regular expression whose group is code in the message; empty where the way is in words.
    right
        Code of the right numbers, evaluated before the way is taken.
    call
        Code of the call.
    close
        How near the numbers are to the right ones.
    """

    says: str
    before: str = ""
    then: str = ""
    take: str = ""
    right: str = "by_hand(times, [[3, 5], [1, 4]], [[0, 0], [2, 2]])"
    call: str = "st.explain(predict, X, background, **more)"
    close: float = 1e-9


class Failure(NamedTuple):
    """What a call said, and where in the package."""

    text: str
    file: str
    line: int


def names() -> dict[str, Any]:
    """Two rows and a product, as arrays and as DataFrames."""
    X, background = np.array([[3.0, 5.0], [1.0, 4.0]]), np.array([[0.0, 0.0], [2.0, 2.0]])
    D, B = (pd.DataFrame(rows, columns=["a", "b"]) for rows in (X, background))
    return {
        "st": st, "np": np, "pd": pd, "Fraction": Fraction, "by_hand": by_hand,
        "times": lambda a, b: a * b, "predict": lambda X: X[:, 0] * X[:, 1],
        "product": lambda D: (D["a"] * D["b"]).to_numpy(dtype=float),
        "X": X, "background": background, "D": D, "B": B, "more": {},
    }  # fmt: skip


def by_hand(
    cell: Callable[..., Any],
    rows: Sequence[Sequence[Any]],
    background: Sequence[Sequence[Any]],
    weights: Sequence[float] | None = None,
    players: Sequence[Sequence[int]] | None = None,
) -> list[list[float]]:
    """Base value and Shapley values of every row, one cell and one coalition at a time."""
    shares = weights or [1] * len(background)
    players = players or [[j] for j in range(len(rows[0]))]
    found = []
    for row in rows:
        worths: brute.Worths = {}
        for S in brute.subsets(range(len(players))):
            known = set(itertools.chain.from_iterable(players[i] for i in S))
            answers = [
                cell(*(row[j] if j in known else other[j] for j in range(len(row))))
                for other in background
            ]
            sums = sum(share * a for share, a in zip(shares, answers, strict=True))
            worths[S] = sums / sum(shares)
        values = brute.shapley(worths, len(players))
        found.append([float(worths[frozenset()]), *map(float, values)])
    return found


def numbers(result: Any) -> Any:
    """What a call found: of an explanation, base values and values."""
    if isinstance(result, st.Explanation):
        return np.column_stack([result.base_values, result.values])
    return result.values if isinstance(result, st.Estimate) else np.asarray(result, dtype=float)


def fail(way: Way) -> tuple[dict[str, Any], Failure]:
    """The names, and what the call says."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings():
        space = {**names(), "patch": patch}
        exec(way.before, space)
        space["RIGHT"] = eval(way.right, space)
        try:
            result = eval(way.call, space)
        except Exception as error:
            found, place = error, error.__traceback__
        else:
            raise AssertionError(f"{way.call} says nothing and gives {result}")
    text = "\n".join([f"{type(found).__name__}: {found}", *getattr(found, "__notes__", [])])
    frames = []
    while place is not None:
        frames.append((place.tb_frame.f_code.co_filename, place.tb_lineno))
        place = place.tb_next
    inside = [frame for frame in frames if "shapley_tutor" in frame[0]]
    FAILURES[way] = Failure(text, *inside[-1])
    return space, FAILURES[way]


FAILURES: dict[Way, Failure] = {}


def failure(way: Way) -> Failure:
    """What the call says; once for all tests that ask, those that follow the way included."""
    return FAILURES.get(way) or fail(way)[1]


def follow(way: Way) -> tuple[Any, Any]:
    """What is found on the way out, and what is right."""
    space, failed = fail(way)
    assert re.search(way.says, failed.text), failed.text
    then = way.then
    if way.take:
        code = re.search(way.take, failed.text)
        assert code, failed.text
        then = then.replace("CODE", code[1])
        then = then.replace("FIXED", f"eval({code[1]!r}, dict(globals()))")
    exec(then, space)
    return numbers(eval(way.call, space)), space["RIGHT"]
