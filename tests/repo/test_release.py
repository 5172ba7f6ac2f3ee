"""Releases and the files around them: one version, one date, settings that name what exists."""

from __future__ import annotations

import datetime
import importlib.util
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

import shapley_tutor as st

ROOT = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(p for p in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if p.name != "config.yml")
STATED = ("shapley_tutor/__init__.py", "CITATION.cff", "CHANGELOG.md")


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("release", ROOT / ".ci" / "release.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


release = script()


# --- one version, one date


def test_the_version_stands_in_the_package_and_pyproject_takes_it_from_there() -> None:
    assert PYPROJECT["project"]["dynamic"] == ["version"]
    version = PYPROJECT["tool"]["setuptools"]["dynamic"]["version"]
    assert version == {"attr": "shapley_tutor.__version__"}


def test_package_citation_and_changelog_name_one_version_and_one_date() -> None:
    citation = read(ROOT / "CITATION.cff")
    version, date = release.version_and_date()
    assert version == st.__version__ == citation["version"]
    assert datetime.date.fromisoformat(date) == citation["date-released"]


def test_the_changelog_has_its_versions_newest_first_and_changes_of_known_kinds() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    first, *released = re.findall(r"^## (.+)$", text, flags=re.MULTILINE)
    assert first == "Unreleased"
    stated = [re.fullmatch(r"(\d+\.\d+\.\d+) - (\d{4}-\d\d-\d\d)", line) for line in released]
    assert all(stated)
    dates = [datetime.date.fromisoformat(match[2]) for match in stated if match]
    assert dates == sorted(dates, reverse=True)
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.+)$", text, flags=re.MULTILINE)) <= kinds


@pytest.mark.parametrize(
    ("path", "old", "new", "complaint"),
    [
        ("CITATION.cff", "\nversion: ", "\nversion: 9.", "CITATION.cff says version 9"),
        ("CITATION.cff", "\ndate-released: 2", "\ndate-released: 3", "CHANGELOG.md dates"),
        ("CHANGELOG.md", f"## {st.__version__} ", "## 9.9.9 ", "CHANGELOG.md has no line like"),
        ("shapley_tutor/__init__.py", "__version__ =", "version =", "__init__.py has no line like"),
    ],
)
def test_files_that_disagree_stop_a_release(tmp_path, path, old, new, complaint) -> None:
    for name in STATED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    assert release.version_and_date(tmp_path) == release.version_and_date()
    text = (tmp_path / path).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(complaint)):
        release.version_and_date(tmp_path)


def ask(tag: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(ROOT / ".ci" / "release.py"), tag]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_right_tag_gets_the_notes_of_its_version() -> None:
    done = ask(f"v{st.__version__}")
    assert done.returncode == 0, done.stderr
    assert len(done.stdout) > 200
    assert not re.search(r"^## ", done.stdout, flags=re.MULTILINE)


@pytest.mark.parametrize("tag", [st.__version__, "v9.9.9"])
def test_another_tag_is_refused(tag: str) -> None:
    done = ask(tag)
    assert done.returncode == 1
    assert f"the tag is {tag}, the package's version {st.__version__}" in done.stderr


def test_the_notes_of_a_version_end_where_the_one_before_begins() -> None:
    text = "# Log\n\n## 0.2.0 - d\n\nnew\n\n### Added\n\n- x\n\n## 0.1.0 - d\n\nold\n"
    assert release.notes(text, "0.2.0") == "new\n\n### Added\n\n- x"
    assert release.notes(text, "0.1.0") == "old"
    with pytest.raises(ValueError, match=r"no section on 0\.1"):
        release.notes(text, "0.1")


# --- the README, here and on an index of packages


def links(text: str) -> list[tuple[str, str]]:
    """Pairs of what a link is (a picture or not) and where it leads."""
    found = re.findall(r"(!?)\[[^\]]*\]\(([^)]+)\)", text)
    return [*found, *(("!", path) for path in re.findall(r'src="([^"]+)"', text))]


def test_the_links_of_the_readme_lead_to_files() -> None:
    paths = [path for _, path in links(README) if "://" not in path]
    assert len(paths) > 15
    assert [path for path in paths if not (ROOT / path).is_file()] == []


def test_links_are_absolute_where_the_readme_is_shown_without_its_files() -> None:
    after = release.with_absolute_links(README, "https://forge/o/r", "v1.2.3")
    for (mark, before), (_, path) in zip(links(README), links(after), strict=True):
        kind = "raw" if mark else "blob"
        assert path == (before if "://" in before else f"https://forge/o/r/{kind}/v1.2.3/{before}")
    assert release.with_absolute_links(after, "https://elsewhere", "v9") == after


# --- what is shipped as source


def test_the_source_distribution_holds_the_package_and_no_notebooks(tmp_path: Path) -> None:
    root = tmp_path / "source"
    junk = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "shapley_tutor", root / "shapley_tutor", ignore=junk)
    beside = ["README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff", "pyproject.toml"]
    for name in [*beside, "MANIFEST.in"]:
        shutil.copy(ROOT / name, root / name)
    for name in ("book/page.ipynb", "tests/test_page.py", "tests/repo/test_page.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    code = "from setuptools import build_meta; build_meta.build_sdist('dist')"
    subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, check=True)
    (built,) = (root / "dist").glob("*.tar.gz")
    assert built.name == f"shapley_tutor-{st.__version__}.tar.gz"
    with tarfile.open(built) as archive:
        names = {m.name.partition("/")[2] for m in archive.getmembers() if m.isfile()}
    generated = {"PKG-INFO", "setup.cfg", "MANIFEST.in"}
    package = {
        path.relative_to(root).as_posix()
        for path in (root / "shapley_tutor").rglob("*")
        if path.is_file()
    }
    assert {n for n in names if ".egg-info/" not in n} - generated == package | set(beside)


# --- settings name what exists


def commands(target: str) -> list[str]:
    """Every line that a target of the Makefile runs, its variables filled in."""
    values = dict(re.findall(r"^(\w+) [:?]?= (.*)$", MAKEFILE, flags=re.MULTILINE))
    (lines,) = re.findall(rf"^{target}:.*\n((?:\t.*\n)+)", MAKEFILE, flags=re.MULTILINE)
    for _ in values:
        lines = re.sub(r"\$\((\w+)\)", lambda m: values.get(m[1], m[0]), lines)
    return [line.strip().lstrip("@") for line in lines.splitlines()]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):(?!=)", MAKEFILE, flags=re.MULTILINE))


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def needed(job: dict[str, Any]) -> list[str]:
    needs = job.get("needs", [])
    return [needs] if isinstance(needs, str) else needs


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_what_exists(path: Path) -> None:
    workflow = read(path)
    for job in workflow["jobs"].values():
        assert set(needed(job)) <= set(workflow["jobs"])
        assert job["runs-on"]
    run = "\n".join(step["run"] for step in steps(workflow) if "run" in step)
    assert set(re.findall(r"\bmake ([a-z]+)", run)) <= targets()
    assert all((ROOT / name).is_file() for name in re.findall(r"\.ci/[\w.]+", run))
    files = [step.get("with", {}).get("cache-dependency-path", "") for step in steps(workflow)]
    assert all((ROOT / name).is_file() for name in "\n".join(files).split())


def test_workflows_may_do_what_they_must_and_no_more() -> None:
    writes = {
        (path.stem, name): {k for k, v in job.get("permissions", {}).items() if v == "write"}
        for path in WORKFLOWS
        for name, job in read(path)["jobs"].items()
    }
    assert {job: rights for job, rights in writes.items() if rights} == {
        ("book", "publish"): {"pages", "id-token"},
        ("release", "publish"): {"id-token"},
        ("release", "announce"): {"contents"},
    }
    everywhere = [read(path)["permissions"] for path in WORKFLOWS]
    assert all(set(rights.values()) <= {"read"} for rights in everywhere)


def test_an_action_has_one_major_version_everywhere() -> None:
    used = [s["uses"].split("@") for path in WORKFLOWS for s in steps(read(path)) if "uses" in s]
    versions: dict[str, set[str]] = {}
    for action, version in used:
        assert re.fullmatch(r"v\d+|release/v\d+", version), f"{action}@{version}"
        versions.setdefault(action, set()).add(version)
    assert {action: found for action, found in versions.items() if len(found) > 1} == {}


def test_the_package_is_checked_on_the_pythons_that_it_names() -> None:
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PYPROJECT["project"]["classifiers"]))
    matrix = read(GITHUB / "workflows" / "book.yml")["jobs"]["check"]["strategy"]["matrix"]
    assert matrix["python"] == named
    assert {row["python"] for row in matrix["include"]} <= set(named)


def test_the_package_is_checked_with_the_oldest_pandas_that_it_allows() -> None:
    check = read(GITHUB / "workflows" / "book.yml")["jobs"]["check"]
    oldest = [row["pandas"] for row in check["strategy"]["matrix"]["include"] if "pandas" in row]
    extras = PYPROJECT["project"]["optional-dependencies"]
    assert [f"pandas>={version}" for version in oldest] == [
        line for line in extras["run"] if line.startswith("pandas")
    ]
    (run,) = (step["run"] for step in check["steps"] if step.get("if") == "matrix.pandas")
    assert "pip install 'pandas==${{ matrix.pandas }}.*'" in run


def test_nothing_is_published_before_it_is_checked() -> None:
    book, shipped = (read(GITHUB / "workflows" / f"{n}.yml")["jobs"] for n in ("book", "release"))
    assert set(needed(book["publish"])) == {"check", "test", "readers"}
    assert needed(shipped["publish"]) == ["build"]
    assert needed(shipped["announce"]) == ["publish"]
    assert shipped["publish"]["environment"] == "pypi"
    run = [step.get("run", "") for step in shipped["build"]["steps"]]
    checks = [".ci/release.py", "-m build", "twine check --strict"]
    places = [next(i for i, line in enumerate(run) if check in line) for check in checks]
    assert places == sorted(places)


def test_dependabot_looks_at_what_exists_and_leaves_the_networks_alone() -> None:
    updates = {u["package-ecosystem"]: u for u in read(GITHUB / "dependabot.yml")["updates"]}
    assert set(updates) == {"pip", "github-actions"}
    assert all((ROOT / u["directory"].lstrip("/")).is_dir() for u in updates.values())
    assert all(len(u["groups"]) == 1 for u in updates.values())
    ignored = {entry["dependency-name"] for entry in updates["pip"]["ignore"]}
    extras = PYPROJECT["project"]["optional-dependencies"].values()
    needs = {re.split("[=<>]", need)[0] for extra in extras for need in extra}
    assert "torch" in ignored
    assert ignored <= needs


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.name)
def test_an_issue_form_is_complete(path: Path) -> None:
    form = read(path)
    assert {"name", "description", "body"} <= set(form)
    ids = [field["id"] for field in form["body"]]
    assert len(ids) == len(set(ids)) >= 3
    assert {field["type"] for field in form["body"]} <= {"input", "textarea"}
    assert all(field["attributes"]["label"] for field in form["body"])


def test_the_files_that_a_forge_shows_are_there() -> None:
    assert [path.name for path in FORMS] == ["bug.yml", "wrong-number.yml"]
    assert set(read(GITHUB / "ISSUE_TEMPLATE" / "config.yml")) == {"blank_issues_enabled"}
    name = read(GITHUB / "ISSUE_TEMPLATE" / "wrong-number.yml")["name"]
    assert f'"{name}"' in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for text in ((GITHUB / "PULL_REQUEST_TEMPLATE.md"), ROOT / "CONTRIBUTING.md"):
        assert set(re.findall(r"`make ([a-z]+)", text.read_text(encoding="utf-8"))) <= targets()


def test_pre_commit_runs_what_make_style_runs() -> None:
    (local,) = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local"  # so that no version can differ from constraints.txt
    assert all(hook["language"] == "system" for hook in local["hooks"])
    lines = [hook["entry"] for hook in local["hooks"]]
    assert lines.pop() == "git diff --cached --check"
    assert sorted(lines) == sorted(commands("style"))
    assert all((ROOT / name).is_file() for line in lines for name in re.findall(r"tools/\S+", line))


def test_the_rooms_that_contributing_lists_are_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| Room |")[2].partition("\n\n")[0]
    rooms = [name for row in re.findall(r"^\| (.+?) \|", table, flags=re.MULTILINE)
             for name in re.findall(r"`([\w./]+)`", row)]  # fmt: skip
    package = ROOT / "shapley_tutor"
    assert len(rooms) > 12
    places = {name: (ROOT / name, package / name, package / f"{name}.py") for name in rooms}
    assert [name for name, there in places.items() if not any(p.exists() for p in there)] == []
    files = re.findall(r"`((?:_ext|tests|tools|book|\.ci)/[\w/.-]+\.(?:py|bib))`", text)
    assert len(files) > 8
    assert [name for name in files if not (ROOT / name).is_file()] == []
