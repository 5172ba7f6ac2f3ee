"""The package by itself: a wheel with complete metadata that works where only numpy is there."""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """Built from a copy: what an earlier build left in the tree would be packed as well."""
    out, source = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("source")
    shutil.copytree(ROOT / "shapley_tutor", source / "shapley_tutor")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*command, "--no-index", "--wheel-dir", out, source],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.glob("*.whl")
    return built


def metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def test_the_wheel_holds_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = {n for n in archive.namelist() if ".dist-info/" not in n}
    modules = {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / "shapley_tutor").rglob("*")
        if p.suffix in (".py", ".typed", ".npz")
    }
    assert names == modules


def test_metadata_is_complete_for_an_index(wheel):
    found = metadata(wheel)
    assert found["Name"] == "shapley-tutor"
    assert found["License-Expression"] == "BSD-3-Clause"
    assert found["Requires-Python"] == ">=3.11"
    assert found["Summary"].endswith(".")
    assert found["Description-Content-Type"] == "text/markdown"
    assert len(str(found.get_payload())) > 1000
    urls = dict(entry.split(", ", 1) for entry in found.get_all("Project-URL"))
    assert set(urls) == {"Documentation", "Issues", "Source"}
    assert all(url.startswith("https://") for url in urls.values())
    assert len(found.get_all("Classifier")) >= 8
    required = [r for r in found.get_all("Requires-Dist") if "extra ==" not in r]
    assert required == ["numpy>=1.26"]
    assert {"torch", "plots", "book", "test"} <= set(found.get_all("Provides-Extra"))


USE = """
import sys
import shapley_tutor as st
values = st.shapley_values(st.games.three_friends())
assert [str(v) for v in values] == ["260/3", "200/3", "140/3"], values
import numpy as np
e = st.explain(lambda X: X @ [1.0, 2.0], np.eye(2), np.zeros((1, 2)))
assert e.values.tolist() == [[1, 0], [0, 2]]
assert st.kernel_regression(st.games.three_friends(), 8).values.sum() == 200
for name, extra in (("networks", "torch"), ("plots", "plots")):
    try:
        module = getattr(st, name)
        module.use_style()
    except ImportError as error:
        assert f"shapley-tutor[{extra}]" in str(error), error
    else:
        raise AssertionError(name)
third_parties = {m.split(".")[0] for m in sys.modules} & {"torch", "matplotlib", "pandas", "scipy"}
assert not third_parties, third_parties
print(st.__file__)
"""


def test_it_works_in_an_empty_environment_with_numpy_alone(wheel, tmp_path):
    venv.create(tmp_path, with_pip=False)
    (packages,) = tmp_path.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    installed = Path(np.__file__).parent.parent
    for part in installed.glob("numpy*"):  # numpy, numpy.libs and its metadata, nothing else
        (packages / part.name).symlink_to(part)
    done = subprocess.run(
        [tmp_path / "bin" / "python", "-I", "-c", USE],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(packages)
