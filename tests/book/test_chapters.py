"""The stored notebooks: in step with their texts, run in order, honest, and guarded by a net.

That every cell gives its stored output again is tested in ``book/`` (nbval, book/conftest.py);
here we test that this net holds.
"""

from __future__ import annotations

import json
import os
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
IMPORTED = [ROOT / "tests" / "book", ROOT / "tools"]  # where book/conftest.py imports from
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
        pictures = [o for o in cell["outputs"] if "image/svg+xml" in o.get("data", {})]
        options = cell["metadata"].get("mystnb", {})
        name = options.get("figure", {}).get("name", "")
        assert bool(pictures) == (bool(options) and not name.startswith("tab-")), cell["source"]
        if pictures:
            assert len(options["image"]["alt"]) > 20
            assert {"caption", "name"} <= set(options["figure"])


@each_chapter
def test_what_is_named_as_a_table_is_one_table_with_a_caption(text):
    for cell in code_cells(text):
        figure = cell["metadata"].get("mystnb", {}).get("figure", {})
        if figure.get("name", "").startswith("tab-"):
            shown = [
                "".join(o["data"].get("text/html", "")) for o in cell["outputs"] if "data" in o
            ]
            assert [html.count("<table") for html in shown] == [1], figure
            assert 4 <= len(figure["caption"].split()) <= 30
            assert figure["caption"].strip().endswith((".", "?"))


SOMEWHERE = re.compile(r"\btables? (?:above|below|before)\b", re.IGNORECASE)


def test_the_text_names_tables_by_their_numbers():
    assert SOMEWHERE.search("The table above says it")
    texts = [*TEXTS, *(ROOT / "book" / "back").glob("*.md")]
    found = {text.name: SOMEWHERE.findall(text.read_text(encoding="utf-8")) for text in texts}
    assert {name: hits for name, hits in found.items() if hits} == {}


@each_chapter
def test_figures_are_drawn_and_write_a_true_minus(text):
    for output in outputs(text):
        kinds = output.get("data", {})
        assert "image/png" not in kinds
        written = re.findall(r"<!-- (.*?) -->", "".join(kinds.get("image/svg+xml", "")))
        plain = [re.sub(r"\$.*?\$", "", line) for line in written]  # in formulas - is a minus
        assert [line for line in plain if re.search(r"(?<!\w)-\d", line)] == []


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


def test_outputs_are_kept_where_only_the_text_has_changed(sample, tmp_path, monkeypatch):
    for file in (sample, sample.with_suffix(".ipynb")):
        shutil.copy(file, tmp_path)
    text = tmp_path / sample.name
    write(text, text.read_text().replace("# A sample", "# Another sample"))
    with monkeypatch.context() as patch:
        patch.setattr(notebooks, "execute", None)
        assert notebooks.main(["--text", str(text)]) == 0
    kept = text.with_suffix(".ipynb").read_bytes()
    assert kept != sample.with_suffix(".ipynb").read_bytes()
    assert notebooks.main([str(text)]) == 0
    assert text.with_suffix(".ipynb").read_bytes() == kept
    write(text, text.read_text().replace('"text", 41', '"text", 42'))
    assert notebooks.main(["--text", str(text)]) == 0
    assert any("42" in str(output) for output in outputs(text))


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


def replace_in(*where: str, old: str, new: str) -> Callable[[Any], None]:
    """Change one string somewhere in the outputs of a cell."""

    def change(cell: Any) -> None:
        part: Any = cell["outputs"][0]
        for key in where[:-1]:
            part = part[key]
        before = json.dumps(part[where[-1]])
        assert old in before
        part[where[-1]] = json.loads(before.replace(old, new))

    return change


def forget_the_run(cell: Any) -> None:
    cell["outputs"], cell["execution_count"] = [], None


def leave(cell: Any) -> None:
    """Untouched."""


GLUE = "from myst_nb import glue\nglue('sample-{}', '260/3', display=False)"
PICTURE = """import matplotlib.pyplot as plt
plt.subplots(figsize=(6, 4), dpi=200)[1].set_title("A title with {}", fontsize=12)
plt.show()"""
# What is done to the stored output of a cell, the cell, and what it is compared with.
TAMPERINGS: dict[str, tuple[str, Callable[[Any], None]]] = {
    "nothing": ("print('text', 40)", leave),
    "a printed digit": ("print('text', 41)", replace_in("text", old="41", new="47")),
    "a digit of a table": (
        "from IPython.display import HTML\nHTML('<b>42</b>')",
        replace_in("data", "text/html", old="42", new="47"),
    ),
    "a digit of a formula": (
        "from IPython.display import Latex\nLatex('$43$')",
        replace_in("data", "text/latex", old="43", new="47"),
    ),
    "a glued digit": (
        GLUE.format("total"),
        replace_in("data", "application/papermill.record/text/plain", old="26", new="27"),
    ),
    "a glued name": (
        GLUE.format("name"),
        replace_in("metadata", "scrapbook", "name", old="sample", new="other"),
    ),
    "a cell never run": ("print('text', 44)", forget_the_run),
    "nothing of a picture": (PICTURE.format(45), leave),
    "a digit in a picture": (PICTURE.format(45), leave),  # the stored one says 46: see below
    "a digit of a real chapter": ("", leave),
}
UNTOUCHED = ("nothing", "nothing of a picture")


@pytest.fixture(scope="module")
def nbval_says(tmp_path_factory) -> dict[str, str]:
    """Run nbval, as `make test` does, over a notebook of tampered cells; what failed in each."""
    folder = tmp_path_factory.mktemp("tampered")
    shutil.copy(ROOT / "book" / "conftest.py", folder)
    names = [name for name in TAMPERINGS if name != "a digit of a real chapter"]
    sources = [TAMPERINGS[name][0] for name in names]
    sources[names.index("a digit in a picture")] = PICTURE.format(46)
    cells = "".join(f"```{{code-cell}} ipython3\n{source}\n```\n\n" for source in sources)
    text = write(folder / "lab.md", FRONT + cells)
    assert notebooks.main([str(text)]) == 0
    lab = json.loads(text.with_suffix(".ipynb").read_text(encoding="utf-8"))
    for name, cell in zip(names, lab["cells"], strict=True):
        TAMPERINGS[name][1](cell)
        cell["source"] = TAMPERINGS[name][0]
    write(folder / "lab.ipynb", json.dumps(lab))
    real = json.loads((ROOT / "book/game/three-friends.ipynb").read_text(encoding="utf-8"))
    one_real_digit(real["cells"])
    write(folder / "real.ipynb", json.dumps(real))
    failures = run_nbval(folder)
    said = {name: failures.get(("lab", k), "") for k, name in enumerate(names)}
    said["a digit of a real chapter"] = "".join(
        text for (notebook, _), text in failures.items() if notebook == "real"
    )
    return said


def run_nbval(folder: Path) -> dict[tuple[str, int], str]:
    """What nbval says of the cells that fail: (notebook, number of the code cell)."""
    report = folder / "report.xml"
    subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider",
         "-c", "/dev/null", "--rootdir", folder, f"--junitxml={report}", folder],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, IMPORTED))},
    )  # fmt: skip
    failures = {}
    for case in ET.parse(report).iter("testcase"):
        number = int(re.search(r"\d+$", case.get("name", "")).group())
        for failure in case.iter("failure"):
            failures[case.get("classname", "").split(".")[0], number] = failure.text or ""
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


@pytest.mark.parametrize("name", UNTOUCHED)
def test_an_untouched_cell_passes(nbval_says, name):
    assert nbval_says[name] == ""


@pytest.mark.parametrize("name", [name for name in TAMPERINGS if name not in UNTOUCHED])
def test_one_changed_digit_is_found(nbval_says, name):
    assert re.search(
        "Cell outputs differ|Figures differ|Metadata differ|never run", nbval_says[name]
    )
