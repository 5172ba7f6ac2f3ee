"""Every public docstring says what goes in, what comes out, what is refused, and shows it."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import pytest

import shapley_tutor as st
from shapley_tutor import games, sensitivity, solutions

ROOMS = {"games": games, "sensitivity": sensitivity, "solutions": solutions}
SECTIONS = ["Parameters", "Attributes", "Returns", "Raises", "Examples"]


def public_names() -> Iterator[tuple[str, Any]]:
    """Functions and classes that users call, those of the rooms included."""
    for name in st.__all__:
        if not inspect.ismodule(getattr(st, name)):
            yield name, getattr(st, name)
    for room, module in ROOMS.items():
        for name, thing in vars(module).items():
            told = name in module.__all__ if hasattr(module, "__all__") else made_in(thing, module)
            if told and callable(thing) and not name.startswith("_"):
                yield f"{room}.{name}", thing


def made_in(thing: Any, module: Any) -> bool:
    return bool(getattr(thing, "__module__", "") == module.__name__)


def own_members(name: str, thing: Any) -> Iterator[tuple[str, Any]]:
    """Public methods and properties that a class has from this package."""
    for member, value in inspect.getmembers(thing):
        if member.startswith("_"):
            continue
        home = inspect.getattr_static(thing, member)
        function = getattr(home, "fget", None) or getattr(home, "func", None) or value
        if getattr(function, "__module__", "").startswith("shapley_tutor"):
            yield f"{name}.{member}", home if isinstance(home, DATA) else value


DATA = (property, cached_property)
THINGS = dict(public_names())
MEMBERS = {
    member: value
    for name, thing in THINGS.items()
    if inspect.isclass(thing)
    for member, value in own_members(name, thing)
}
CALLED = THINGS | {name: value for name, value in MEMBERS.items() if not isinstance(value, DATA)}


def sections(text: str) -> dict[str, str]:
    """Parts of a docstring by their headings."""
    parts = re.split(r"^([A-Z][a-z]+)\n-+$", text, flags=re.MULTILINE)
    return {"": parts[0], **dict(zip(parts[1::2], parts[2::2], strict=True))}


def named(section: str) -> list[str]:
    """Names that stand at the left edge of a section, several in a line with commas between."""
    lines = [line for line in section.splitlines() if re.match(r"[\w*]", line)]
    return [name.strip(" *") for line in lines for name in line.partition(":")[0].split(",")]


def parameters(thing: Any) -> list[str]:
    if hasattr(thing, "_fields"):
        return list(thing._fields)
    function = thing.__init__ if inspect.isclass(thing) else thing
    return [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]


def raises(thing: Any) -> bool:
    """Whether the function itself has a raise; what it calls has one more often than not."""
    function = thing.__init__ if inspect.isclass(thing) else thing
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    except (OSError, TypeError):
        return False
    return any(isinstance(node, ast.Raise) for node in ast.walk(tree))


def test_the_names_are_found() -> None:
    assert {"explain", "Game", "games.airport", "sensitivity.variance_game"} <= set(CALLED)
    assert {"Game.from_worths", "Game.n_players", "Explanation.to_frame"} <= set(MEMBERS)
    assert len(CALLED) > 50


@pytest.mark.parametrize("name", CALLED)
def test_every_parameter_is_named(name: str) -> None:
    thing = CALLED[name]
    text = sections(inspect.getdoc(thing) or "")
    told = named(text.get("Parameters", "")) + named(text.get("Attributes", ""))
    assert [p for p in parameters(thing) if p not in told] == [], name
    unknown = set(named(text.get("Parameters", ""))) - set(parameters(thing))
    assert not unknown, f"{name} tells of {unknown}, which it does not take"


@pytest.mark.parametrize("name", CALLED)
def test_every_result_is_told(name: str) -> None:
    thing = CALLED[name]
    result = None if inspect.isclass(thing) else inspect.signature(thing).return_annotation
    if result == "Estimate":  # whose class tells what is in it
        assert sections(inspect.getdoc(st.Estimate) or "")["Attributes"].strip()
    elif result not in ("None", None):
        assert sections(inspect.getdoc(thing) or "").get("Returns", "").strip(), name


@pytest.mark.parametrize("name", CALLED)
def test_every_refusal_is_told(name: str) -> None:
    if raises(CALLED[name]):
        assert sections(inspect.getdoc(CALLED[name]) or "").get("Raises", "").strip(), name


@pytest.mark.parametrize("name", CALLED)
def test_every_docstring_shows_an_example(name: str) -> None:
    assert ">>> " in sections(inspect.getdoc(CALLED[name]) or "").get("Examples", ""), name


@pytest.mark.parametrize("name", MEMBERS)
def test_every_member_says_what_it_is(name: str) -> None:
    assert (inspect.getdoc(MEMBERS[name]) or "").strip(), name


@pytest.mark.parametrize("name", CALLED)
def test_sections_stand_in_order(name: str) -> None:
    known = [part for part in sections(inspect.getdoc(CALLED[name]) or "") if part in SECTIONS]
    assert known == sorted(known, key=SECTIONS.index), name
