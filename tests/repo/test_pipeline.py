"""What the project's files say about one another: pins, pages, citations, the two commands."""

from __future__ import annotations

import datetime
import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tomllib
import unicodedata
from importlib import metadata
from pathlib import Path

import notebooks
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from pybtex.database import Entry, parse_file

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
CONSTRAINTS = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
CONFIG = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
CONDA_NAMES = {
    "pytorch-cpu": "torch",
    "matplotlib-base": "matplotlib",
    "brotli-python": "brotli",
}


def requirements(*extras: str) -> dict[str, Requirement]:
    """What the package needs with these extras, extras of extras included."""
    found: dict[str, Requirement] = {}
    lines = list(PROJECT["dependencies"])
    for extra in extras:
        lines += EXTRAS[extra]
    for requirement in map(Requirement, lines):
        if requirement.name == PROJECT["name"]:
            found |= requirements(*requirement.extras)
        else:
            found[canonicalize_name(requirement.name)] = requirement
    return found


def here(requirement: Requirement, extra: str = "") -> bool:
    """Whether it is needed on this machine."""
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def pins() -> dict[str, str]:
    return {canonicalize_name(name): pin for name, pin in (row.split("==") for row in CONSTRAINTS)}


# --- versions -------------------------------------------------------------------------------


def test_constraints_are_exact_versions_and_nothing_else():
    bad = [row for row in CONSTRAINTS if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][a-z0-9.]*", row)]
    assert bad == []
    assert len(pins()) == len(CONSTRAINTS) > 100


@pytest.mark.parametrize("name", sorted(requirements("test")))
def test_constraints_pin_what_pyproject_allows(name):
    assert requirements("test")[name].specifier.contains(pins()[name])


def test_the_first_python_that_is_promised_can_install_them():
    """That of Debian 12 is 3.11.2; some releases ask for 3.11.5."""
    first = next(iter(SpecifierSet(PROJECT["requires-python"]))).version + ".0"
    asked = {
        name: distribution.metadata.get("Requires-Python") or ""
        for name in pins()
        for distribution in metadata.distributions(name=name)
    }
    assert len(asked) > 100
    assert {name: ask for name, ask in asked.items() if first not in SpecifierSet(ask)} == {}


def test_constraints_are_the_environment_of_these_tests():
    """All that the package, its extras and their needs have installed, at the pinned version."""
    installed: dict[str, str] = {}
    wanted = requirements("test").values()
    todo = [requirement for requirement in wanted if here(requirement)]
    while todo:
        requirement = todo.pop()
        name = canonicalize_name(requirement.name)
        distribution = metadata.distribution(name)
        if name not in installed:
            installed[name] = distribution.version.partition("+")[0]
            needs = map(Requirement, distribution.requires or [])
            extras = ["", *requirement.extras]
            todo += [need for need in needs if any(here(need, extra) for extra in extras)]
    # What PyTorch brings with it where it is no CPU build.
    hardware = ("nvidia-", "cuda-", "triton")
    differ = {
        name: (version, pins().get(name))
        for name, version in installed.items()
        if pins().get(name) != version and not name.startswith(hardware)
    }
    assert differ == {}


# --- conda and Binder -----------------------------------------------------------------------

ENVIRONMENTS = {"environment.yml": "book", ".binder/environment.yml": "run"}
CONDA_FORGE = tomllib.loads((ROOT / "tests" / "repo" / "conda-forge.toml").read_text("utf-8"))

each_environment = pytest.mark.parametrize("file", ENVIRONMENTS)


def environment(file: str) -> tuple[list[Requirement], list[Requirement]]:
    """What an environment takes from conda-forge, and what it takes from pip."""
    stated = yaml.safe_load((ROOT / file).read_text(encoding="utf-8"))
    assert stated["channels"] == ["conda-forge"]
    assert stated["name"] == PROJECT["name"]
    *packages, by_pip = stated["dependencies"]
    lines = [re.sub(r"^(\w+)=([\d.]+)$", r"\1==\2.*", line) for line in packages]
    pip = [line for line in by_pip["pip"] if line != "-e ."]
    return [Requirement(line) for line in lines], [Requirement(line) for line in pip]


@each_environment
def test_an_environment_asks_for_what_its_extra_needs(file):
    packages, by_pip = environment(file)
    stated = {CONDA_NAMES.get(r.name, canonicalize_name(r.name)): r for r in [*packages, *by_pip]}
    (python,) = stated.pop("python").specifier
    line = f"Programming Language :: Python :: {python.version.removesuffix('.*')}"
    assert line in PROJECT["classifiers"]
    assert not stated.pop("pip").specifier
    asked = requirements(ENVIRONMENTS[file])
    if file == "environment.yml":  # Binder has JupyterLab
        assert str(stated.pop("jupyterlab").specifier) == ">=4"
    assert {name: r.specifier for name, r in stated.items()} == {
        name: r.specifier for name, r in asked.items()
    }


def on_conda_forge(package: Requirement) -> bool:
    """Whether conda-forge had a version that is asked for, when its recipe was read."""
    entry = CONDA_FORGE.get(package.name, {"newest": None})
    versions = [entry["newest"], *entry.get("has", [])]
    return any(package.specifier.contains(version) for version in versions if version)


@each_environment
def test_conda_forge_has_every_package_that_is_asked_of_it(file):
    packages, _ = environment(file)
    assert [str(package) for package in packages if not on_conda_forge(package)] == []


@each_environment
def test_what_is_left_to_pip_is_not_on_conda_forge(file):
    _, by_pip = environment(file)
    assert "captum" in {package.name for package in by_pip}
    assert [str(package) for package in by_pip if on_conda_forge(package)] == []


@pytest.mark.parametrize("line", ["captum>=0.9,<1", "sphinx-proof>=0.4", "numpy>=99", "nowhere"])
def test_what_conda_forge_has_not_is_found_out(line):
    assert not on_conda_forge(Requirement(line))


def test_the_table_of_conda_forge_is_dated_and_holds_no_more_than_is_asked():
    dates = [entry["seen"] for entry in CONDA_FORGE.values()]
    assert all(isinstance(date, datetime.date) for date in dates)
    asked = {r.name for file in ENVIRONMENTS for part in environment(file) for r in part}
    assert set(CONDA_FORGE) <= asked


def test_binder_installs_the_package_and_not_its_needs_a_second_time():
    script = ROOT / ".binder" / "postBuild"
    assert os.access(script, os.X_OK)
    assert (
        script.read_text(encoding="utf-8").splitlines()[-1].endswith("pip install --no-deps -e .")
    )
    lines = yaml.safe_load((ROOT / ".binder" / "environment.yml").read_text("utf-8"))[
        "dependencies"
    ]
    assert "-e ." not in lines[-1]["pip"]  # a path from the folder of this file


# --- one citation, one address --------------------------------------------------------------


def test_the_citation_is_of_this_book():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["title"] == CONFIG["title"]
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert PROJECT["license"] in citation["license"]


def test_the_address_of_the_repository_stands_where_it_must_and_nowhere_else():
    address = CONFIG["repository"]["url"].removeprefix("https://")
    skipped = {".git", ".venv", "_build", "build", "notebooks"}  # those are made from _config.yml
    holders = [
        path.relative_to(ROOT).as_posix()
        for top in ROOT.iterdir()
        if top.name not in skipped and top.suffix != ".egg-info"
        for path in ([top] if top.is_file() else top.rglob("*"))
        if path.is_file() and address.encode() in path.read_bytes()
    ]
    assert sorted(holders) == ["_config.yml", "pyproject.toml"]
    assert PROJECT["urls"]["Source"] == CONFIG["repository"]["url"]
    assert PROJECT["urls"]["Issues"] == CONFIG["repository"]["url"] + "/issues"
    assert PROJECT["urls"]["Documentation"] + "/" == CONFIG["sphinx"]["config"]["html_baseurl"]
    assert (ROOT / "_config.yml").read_text(encoding="utf-8").count(address) == 1
    assert CONFIG["sphinx"]["config"]["html_theme_options"]["repository_url"].endswith(address)


# --- pages ----------------------------------------------------------------------------------


def test_the_table_of_contents_names_every_page_once():
    stated = notebooks.toc_files()
    there = {
        path.relative_to(ROOT).with_suffix("").as_posix()
        for ending in ("md", "ipynb")
        for path in (ROOT / "book").rglob(f"*.{ending}")
        if ".ipynb_checkpoints" not in path.parts
    }
    assert sorted(stated) == sorted({*there, "genindex"})


def test_the_text_of_a_chapter_is_no_page_of_its_own():
    pages = [path.relative_to(ROOT) for path in (ROOT / "book").rglob("*.md")]
    for page in pages:
        hidden = any(fnmatch.fnmatch(page.as_posix(), glob) for glob in CONFIG["exclude_patterns"])
        assert hidden == notebooks.is_chapter(ROOT / page), f"{page}: see exclude_patterns"
    assert len(notebooks.chapters()) >= 7


def test_notebooks_are_not_executed_when_the_book_is_built():
    assert CONFIG["execute"]["execute_notebooks"] == "off"
    assert CONFIG["only_build_toc_files"] is True


# --- the bibliography -----------------------------------------------------------------------

ENTRIES: dict[str, Entry] = dict(parse_file(str(ROOT / "book" / "references.bib")).entries)


@pytest.mark.parametrize("key", sorted(ENTRIES))
def test_an_entry_says_who_what_when_and_where(key):
    entry = ENTRIES[key]
    assert {"title", "year"} <= set(entry.fields)
    assert {"doi", "eprint", "journal", "booktitle", "publisher", "institution"} & set(entry.fields)
    assert re.fullmatch(r"10\.\d{4,}/\S+", entry.fields.get("doi", "10.1000/none"))
    assert re.fullmatch(r"\d{4}\.\d{4,5}", entry.fields.get("eprint", "1234.56789"))
    last_name = " ".join(entry.persons["author"][0].last_names)
    last_name = re.sub(r"\\[a-zA-Z'`\"^~](?![a-z])|[{}]", "", last_name)
    plain = unicodedata.normalize("NFKD", last_name).encode("ascii", "ignore").decode().lower()
    assert re.fullmatch(re.sub("[^a-z]", "", plain) + entry.fields["year"] + "[a-z]*", key)


def test_every_citation_has_an_entry():
    used = {
        (path.name, key.strip())
        for path in (ROOT / "book").rglob("*.md")
        for keys in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", path.read_text(encoding="utf-8"))
        for key in keys.split(",")
    }
    assert len(used) > 10
    assert {item for item in used if item[1] not in ENTRIES} == set()
    assert set(ENTRIES) - {key for _, key in used} == set(), "no page cites these"


# --- the two commands -----------------------------------------------------------------------

needs_make = pytest.mark.skipif(
    shutil.which("make") is None, reason="no make here: README has the plain commands"
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with what `make` looks at before it does anything."""
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "_config.yml", "_toc.yml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "page.ipynb").touch()
    return tmp_path


def make(project: Path, *arguments: str, path: Path | None = None) -> tuple[int, str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    if path:
        environment["PATH"] = f"{path}{os.pathsep}{environment['PATH']}"
    environment.pop("PYTHON", None)
    done = subprocess.run(
        ["make", *arguments],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def fake_python(project: Path, script: str) -> Path:
    folder = project / "bin"
    folder.mkdir()
    (folder / "python3").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / "python3").chmod(0o755)
    return folder


@needs_make
@pytest.mark.parametrize("target", ["book", "test"])
def test_an_old_python_is_refused_with_what_to_do(project, target):
    old = fake_python(
        project, 'case "$*" in *--version*) echo Python 3.9.6;; *version_info*) exit 1;; esac'
    )
    status, said = make(project, target, path=old)
    assert status == 2
    assert "python3 is Python 3.9.6; this book needs Python 3.11 or newer" in said
    assert "make PYTHON=python3.12" in said
    assert not (project / ".venv").exists()


@needs_make
@pytest.mark.parametrize("target", ["book", "test"])
def test_a_python_without_venv_is_refused_with_what_to_do(project, target):
    bare = fake_python(
        project, f'case "$*" in *ensurepip*) exit 1;; esac\nexec "{sys.executable}" "$@"'
    )
    status, said = make(project, target, path=bare)
    assert status == 2
    assert "its modules venv and ensurepip are missing" in said
    assert "apt-get install python3-venv" in said
    assert not (project / ".venv").exists()


@needs_make
def test_no_python_at_all_is_refused_with_what_to_do(project):
    status, said = make(project, "book", "PYTHON=python-of-nowhere")
    assert status == 2
    assert "python-of-nowhere was not found. Install Python 3.11 or newer" in said


@needs_make
def test_make_does_what_is_needed_and_no_more(project):
    def planned() -> str:
        status, said = make(project, "-n", "book", f"PYTHON={sys.executable}")
        assert status == 0
        return said

    assert "pip install" in planned()
    later = iter(range(1, 9))

    def touch(path: str) -> None:
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).touch()
        when = (ROOT / "Makefile").stat().st_mtime + 1e6 + next(later)
        os.utime(project / path, (when, when))

    for path in ("pyproject.toml", "constraints.txt", ".venv/.ready", "_build/html/.built"):
        touch(path)
    assert "pip install" not in planned()
    assert "jupyter-book" not in planned()
    touch("book/page.ipynb")
    assert "pip install" not in planned()
    assert "jupyter-book build" in planned()
    touch("constraints.txt")
    assert "pip install" in planned()
    assert "jupyter-book build" in planned()
