"""The package as a whole: what importing costs, what is promised and documented."""

from __future__ import annotations

import ast
import inspect
import json
import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

import shapley_tutor as st

PACKAGE = Path(st.__file__).parent
ROOT = PACKAGE.parent

FILES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE
)


def fresh(code: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Run code in an interpreter of its own."""
    return subprocess.run(
        [sys.executable, *options, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )


# --- what importing costs


def test_importing_needs_numpy_alone() -> None:
    code = (
        "import sys, json, numpy; before = set(sys.modules); import shapley_tutor;"
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    new = json.loads(fresh(code).stdout)
    foreign = {
        name
        for name in new
        if name.split(".")[0] not in {*sys.stdlib_module_names, "numpy", "shapley_tutor"}
    }
    assert foreign == set()
    assert "shapley_tutor.values" in new
    lazy = {f"shapley_tutor.{name}" for name in ("datasets", "models", "plots")}
    assert not lazy & set(new)
    assert len(new) < 85


def test_submodules_are_loaded_when_they_are_first_used() -> None:
    code = (
        "import sys, shapley_tutor as st; assert 'shapley_tutor.datasets' not in sys.modules;"
        "st.data; assert 'shapley_tutor.datasets.patients' in sys.modules;"
        "assert 'torch' not in sys.modules"
    )
    fresh(code)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'shapley_tutor' has no attribute 'shapely'"):
        st.shapely  # noqa: B018


# --- what is promised and documented

PROMISED = {
    "Game", "banzhaf_values", "coalitions", "derivation", "dividends", "explain", "explain_trees",
    "games", "interaction_values", "interactions", "kernel_weights", "nucleolus", "owen_values",
    "shapley_values", "shapley_values_by_lineups", "shapley_weights", "worths_from_dividends",
}  # fmt: skip
NAMED_GAMES = {
    "three_friends", "age_bp", "gloves", "airport", "majority", "unanimity", "security_council",
}  # fmt: skip


def documented() -> list[tuple[str, Any]]:
    """Every public function and class, those of the named games included."""
    public = [(name, getattr(st, name)) for name in st.__all__ if name != "games"]
    named = [(f"games.{name}", getattr(st.games, name)) for name in sorted(NAMED_GAMES)]
    return [*public, *named]


def test_every_promised_name_is_there() -> None:
    assert set(st.__all__) >= PROMISED
    assert list(st.__all__) == sorted(st.__all__)
    assert all(callable(getattr(st.games, name)) for name in NAMED_GAMES)
    assert all(hasattr(st, name) for name in st.__all__)


@pytest.mark.parametrize(("name", "thing"), documented(), ids=lambda x: x if type(x) is str else "")
def test_every_public_name_has_a_docstring_with_an_example(name: str, thing: Any) -> None:
    text = inspect.getdoc(thing)
    assert text is not None
    assert "\nExamples\n--------\n" in text, f"{name} has no Examples section"
    assert ">>> " in text.partition("\nExamples\n--------\n")[2]


@pytest.mark.parametrize(("name", "thing"), documented(), ids=lambda x: x if type(x) is str else "")
def test_every_public_name_is_typed(name: str, thing: Any) -> None:
    function = thing.__init__ if inspect.isclass(thing) else thing
    parameters = [p for p in inspect.signature(function).parameters.values() if p.name != "self"]
    assert all(p.annotation is not p.empty for p in parameters), name


def test_every_module_says_what_it_is_for() -> None:
    for path in FILES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_the_marker_of_a_typed_package_is_shipped() -> None:
    assert resources.files("shapley_tutor").joinpath("py.typed").is_file()
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "py.typed" in settings["tool"]["setuptools"]["package-data"]["shapley_tutor"]
    assert [need.split(">")[0] for need in settings["project"]["dependencies"]] == ["numpy"]
