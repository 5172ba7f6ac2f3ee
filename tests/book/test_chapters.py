"""The stored notebooks: in step with their texts, run in order, honest, and guarded by a net.

That every cell gives its stored output again is tested in ``book/`` (nbval, book/conftest.py);
here we test that this net holds.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import notebooks
import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXTS = notebooks.chapters()
NAMES = [path.stem for path in TEXTS]
UNCOMPARED = {"nbval-ignore-output", "nbval-skip", "nbval-raises-exception", "raises-exception"}

each_chapter = pytest.mark.parametrize("text", TEXTS, ids=NAMES)


def code_cells(text: Path) -> list[Any]:
    stored = json.loads(text.with_suffix(".ipynb").read_text(encoding="utf-8"))
    return [cell for cell in stored["cells"] if cell["cell_type"] == "code"]


def outputs(text: Path) -> list[Any]:
    return [output for cell in code_cells(text) for output in cell["outputs"]]


# --- the stored notebooks -------------------------------------------------------------------


@each_chapter
def test_text_and_notebook_are_in_step(text):
    assert notebooks.drift(text) == []


@each_chapter
def test_every_cell_was_run_once_and_in_order(text):
    counts = [cell["execution_count"] for cell in code_cells(text)]
    assert counts == list(range(1, len(counts) + 1))


@each_chapter
def test_outputs_hold_nothing_of_the_machine(text):
    shown = json.dumps([{k: v for k, v in o.items() if k != "metadata"} for o in outputs(text)])
    assert re.findall(r"\bat 0x[0-9a-f]{6,}|/(?:home|root|tmp|Users|work)/[\w.-]+", shown) == []


@each_chapter
def test_a_cell_that_is_not_compared_says_why(text):
    for cell in code_cells(text):
        source = "".join(cell["source"])
        assert not re.search(r"^\s*#\s*(NBVAL|PYTEST_VALIDATE)_", source, re.MULTILINE)
        if UNCOMPARED & set(cell["metadata"].get("tags", [])):
            reasons = re.findall(r"^\s*#\s*(\w+(?:\W+\w+){2,})", source, re.MULTILINE)
            assert reasons, f"add a comment with the reason to:\n{source}"


@each_chapter
def test_every_picture_is_stored_and_has_caption_name_and_alternative(text):
    for cell in code_cells(text):
        pictures = [o for o in cell["outputs"] if "image/png" in o.get("data", {})]
        options = cell["metadata"].get("mystnb", {})
        assert bool(pictures) == bool(options), "".join(cell["source"])
        if pictures:
            assert len(options["image"]["alt"]) > 20
            assert {"caption", "name"} <= set(options["figure"])


def glued(text: Path) -> list[str]:
    return [o["metadata"]["scrapbook"]["name"] for o in outputs(text)
            if "scrapbook" in o.get("metadata", {})]  # fmt: skip


@each_chapter
def test_glued_numbers_are_defined_on_their_page(text):
    prose = text.read_text(encoding="utf-8")
    used = {key.partition(":")[0] for key in re.findall(r"\{glue:\w*\}`([^`]+)`", prose)}
    assert used <= set(glued(text))


def test_no_glued_name_is_defined_twice():
    names = Counter(name for text in TEXTS for name in glued(text))
    assert [name for name, count in names.items() if count > 1] == []


# --- the tool -------------------------------------------------------------------------------

FRONT = """---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""

SAMPLE = (
    FRONT
    + """# A sample

```{code-cell} ipython3
import sys
import matplotlib.pyplot as plt
from IPython.display import HTML, Latex
from myst_nb import glue
```

```{code-cell} ipython3
:tags: [remove-cell]
glue("sample-total", "260/3", display=False)
```

```{code-cell} ipython3
print("text", 41)
```

```{code-cell} ipython3
HTML("<b>42</b>")
```

```{code-cell} ipython3
Latex("$43$")
```

```{code-cell} ipython3
plt.subplots(figsize=(6, 4), dpi=200)[1].set_title("A title with 44", fontsize=12)
plt.show()
```
"""
)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    text = write(tmp_path_factory.mktemp("sample") / "sample.md", SAMPLE)
    assert notebooks.main([str(text)]) == 0
    return text


def test_the_kernel_is_the_interpreter_that_runs_the_tool(tmp_path):
    cell = "```{code-cell} ipython3\nimport sys\nprint(sys.executable)\n```\n"
    text = write(tmp_path / "who.md", FRONT + cell)
    assert notebooks.main([str(text)]) == 0
    assert outputs(text)[0]["text"] == [f"{sys.executable}\n"]


def test_the_same_text_gives_the_same_bytes(sample, tmp_path):
    again = shutil.copy(sample, tmp_path)
    assert notebooks.main([str(again)]) == 0
    first, second = (p.with_suffix(".ipynb").read_bytes() for p in (sample, Path(again)))
    assert first == second


def test_an_error_in_a_cell_stops_the_tool_and_writes_nothing(tmp_path, capsys):
    cells = "".join(f"```{{code-cell}} ipython3\n{code}\n```\n\n" for code in ("1 / 0", "2"))
    text = write(tmp_path / "broken.md", FRONT + cells)
    assert notebooks.main([str(text)]) == 1
    said = capsys.readouterr().err
    assert "ZeroDivisionError" in said
    assert "1 / 0" in said
    assert "broken.md: a cell failed; the notebook was not written" in said
    assert not text.with_suffix(".ipynb").exists()


# --- the net holds --------------------------------------------------------------------------


def change_word(text: str, notebook: str) -> tuple[str, str]:
    return text.replace("# A sample", "# Another sample"), notebook


def change_code(text: str, notebook: str) -> tuple[str, str]:
    return text, notebook.replace('print(\\"text\\", 41)', 'print(\\"text\\", 42)')


def change_tag(text: str, notebook: str) -> tuple[str, str]:
    return text, notebook.replace('"remove-cell"', '"hide-input"')


def drop_cell(text: str, notebook: str) -> tuple[str, str]:
    cells = json.loads(notebook)
    del cells["cells"][-1]
    return text, json.dumps(cells)


@pytest.mark.parametrize("breaking", [change_word, change_code, change_tag, drop_cell])
def test_a_pair_that_has_drifted_apart_is_found(sample, tmp_path, breaking, capsys):
    before = [sample.read_text(), sample.with_suffix(".ipynb").read_text()]
    assert notebooks.main(["--check", str(sample)]) == 0
    after = breaking(*before)
    assert list(after) != before
    write(tmp_path / "sample.ipynb", after[1])
    text = write(tmp_path / "sample.md", after[0])
    assert notebooks.main(["--check", str(text)]) == 1
    assert "run `make notebooks`" in capsys.readouterr().out


def tamper(*where: str, old: str, new: str) -> Callable[[Any], None]:
    """Make a change of one string somewhere in the outputs."""

    def change(cells: Any) -> None:
        for cell in cells:
            for output in cell.get("outputs", []):
                part: Any = output
                for key in where[:-1]:
                    part = part.get(key, {})
                if where[-1] in part:
                    before = part[where[-1]]
                    after = json.loads(json.dumps(before).replace(old, new))
                    if before != after:
                        part[where[-1]] = after
                        return
        raise AssertionError(f"nothing to tamper with: {where}")

    return change


def forget_a_run(cells: Any) -> None:
    cell = next(cell for cell in cells if cell.get("outputs"))
    cell["outputs"], cell["execution_count"] = [], None


TAMPERINGS: dict[str, Callable[[Any], None]] = {
    "a printed digit": tamper("text", old="41", new="47"),
    "a digit of a table": tamper("data", "text/html", old="42", new="47"),
    "a digit of a formula": tamper("data", "text/latex", old="43", new="47"),
    "a glued digit": tamper("data", "application/papermill.record/text/plain", old="26", new="27"),
    "a glued name": tamper("metadata", "scrapbook", "name", old="total", new="other"),
    "a cell never run": forget_a_run,
}


@pytest.fixture(scope="module")
def nbval_says(sample, tmp_path_factory) -> dict[str, str]:
    """Run nbval, as `make test` does, over tampered copies; file name -> what failed in it."""
    folder = tmp_path_factory.mktemp("tampered")
    shutil.copy(ROOT / "book" / "conftest.py", folder)
    shutil.copy(sample.with_suffix(".ipynb"), folder / "untouched.ipynb")
    real = ROOT / "book" / "game" / "three-friends.ipynb"
    for name, change in TAMPERINGS.items():
        save_tampered(sample.with_suffix(".ipynb"), change, folder / f"{name}.ipynb")
    save_tampered(real, one_real_digit, folder / "a real chapter.ipynb")
    picture = write(folder / "a digit in a picture.md", SAMPLE.replace("with 44", "with 45"))
    assert notebooks.main([str(picture)]) == 0
    other = picture.with_suffix(".ipynb")
    write(other, other.read_text().replace("with 45", "with 44"))
    report = folder / "report.xml"
    subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider",
         "-c", "/dev/null", "--rootdir", folder, f"--junitxml={report}", folder],
        capture_output=True,
        check=False,
    )  # fmt: skip
    failures = {path.stem: "" for path in folder.glob("*.ipynb")}
    for case in ET.parse(report).iter("testcase"):
        for failure in case.iter("failure"):
            failures[case.get("classname", "").split(".")[0]] += failure.text or ""
    return failures


def one_real_digit(cells: Any) -> None:
    """Change the first digit of the first printed text or table."""
    for cell in cells:
        for output in cell.get("outputs", []):
            part, key = (output, "text") if "text" in output else (output["data"], "text/plain")
            if key in part and re.search(r"\d", "".join(part[key])):
                part[key] = re.sub(r"\d", lambda d: str((int(d[0]) + 1) % 10),
                                   "".join(part[key]), count=1)  # fmt: skip
                return
    raise AssertionError("no digit in any output")


def save_tampered(source: Path, change: Callable[[Any], None], target: Path) -> None:
    notebook = json.loads(source.read_text(encoding="utf-8"))
    change(notebook["cells"])
    target.write_text(json.dumps(notebook), encoding="utf-8")


def test_an_untouched_notebook_passes(nbval_says):
    assert nbval_says["untouched"] == ""


@pytest.mark.parametrize("name", [*TAMPERINGS, "a real chapter", "a digit in a picture"])
def test_one_changed_digit_is_found(nbval_says, name):
    assert re.search("Cell outputs differ|differ in|Metadata differ|never run", nbval_says[name])
