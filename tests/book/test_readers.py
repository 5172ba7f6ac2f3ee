"""Notebooks for readers: plain Markdown, the chapters' code, and nothing needed but ``[run]``."""

from __future__ import annotations

import ast
import copy
import functools
import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import bare_kernel
import nbformat
import plain_code
import plain_markdown
import pytest
import readers
from markdown_it import MarkdownIt
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from plain_markdown import Book, Chapter, Numbers, Target

ROOT = Path(__file__).resolve().parents[2]
PAGES = readers.chapters()
SHORT = ("book/game/coalitions", "book/game/weights", "book/model/features-as-players")
COMMONMARK = MarkdownIt("commonmark")
FORMULA = re.compile(r"\$\$.+?\$\$|(?<!\\)\$.+?(?<!\\)\$", re.DOTALL)
LEFT = re.compile(
    r"\{[\w:+-]+\}(?=`|code)|:{3,}|^:[\w-]+:.*|</?st-[\w-]+|\{\{|^\([\w-]+\)=|^: |^%", re.MULTILINE
)

each_chapter = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rpartition("/")[2])


@functools.cache
def cells_of(page: str) -> list[Any]:
    """The cells of a notebook for readers, as it is stored."""
    text = (ROOT / readers.target_of(page)).read_text(encoding="utf-8")
    return json.loads(text)["cells"]


def sources(page: str, kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in cells_of(page) if cell["cell_type"] == kind]


# --- the files are what the chapters make ---------------------------------------------------


def test_the_stored_files_are_what_the_chapters_make():
    assert readers.stale(readers.files()) == []


def test_a_file_that_differs_is_missing_or_belongs_to_nobody_is_found(tmp_path):
    (tmp_path / "notebooks").mkdir()
    made = {"notebooks/a.ipynb": "a\n", "notebooks/b.ipynb": "b\n", "notebooks/c.ipynb": "c\n"}
    (tmp_path / "notebooks" / "a.ipynb").write_bytes(b"a\n")
    (tmp_path / "notebooks" / "b.ipynb").write_bytes(b"b\r\n")
    (tmp_path / "notebooks" / "old.ipynb").touch()
    (tmp_path / "notebooks" / ".ipynb_checkpoints").mkdir()
    (tmp_path / "notebooks" / ".ipynb_checkpoints" / "a-checkpoint.ipynb").touch()
    expected = ["notebooks/b.ipynb", "notebooks/c.ipynb", "notebooks/old.ipynb"]
    assert readers.stale(made, tmp_path) == expected


def test_the_check_fails_when_one_is_stale(monkeypatch, capsys):
    made = readers.files()
    assert readers.main(["--check"]) == 0
    monkeypatch.setattr(readers, "files", lambda: {**made, "notebooks/README.md": "another"})
    assert readers.main(["--check"]) == 1
    assert "notebooks/README.md is not what its chapter makes" in capsys.readouterr().out


@each_chapter
def test_outputs_are_stripped_and_the_file_is_valid(page):
    nbformat.validate(nbformat.read(ROOT / readers.target_of(page), as_version=4))
    code = [cell for cell in cells_of(page) if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)


# --- the text is plain Markdown -------------------------------------------------------------


def left_over(text: str) -> list[str]:
    """What a reader of CommonMark and formulas would see of MyST in a text."""
    found = []
    for token in COMMONMARK.parse(FORMULA.sub("formula", text)):
        if token.type == "fence" and "{" in token.info:
            found.append(token.info)
        if token.type in ("inline", "html_block"):
            said = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", "code", token.content, flags=re.DOTALL)
            found += LEFT.findall(said)
    return found


@each_chapter
def test_no_role_and_no_directive_is_left(page):
    assert [found for text in sources(page, "markdown") for found in left_over(text)] == []


@pytest.mark.parametrize(
    "text",
    ["see {doc}`/book/x` here", "```{exercise} A\n:label: b\n```", ":::{note}\na\n:::", "{{ x }}",
     "<st-game-board>\n</st-game-board>", "$a$\n: a meaning", "(target)=\n# A", "% aside"],
)  # fmt: skip
def test_what_would_be_left_is_seen(text):
    assert left_over(text) != []


@each_chapter
def test_a_quoted_formula_stays_on_its_line(page):
    quoted = [
        line
        for text in sources(page, "markdown")
        for line in text.split("\n")
        if line.startswith(">")
    ]
    assert [line for line in quoted if len(re.findall(r"(?<!\\)\$", line)) % 2] == []


@each_chapter
def test_what_unfolds_is_closed_in_its_cell(page):
    for text in sources(page, "markdown"):
        assert text.count("<details>") == text.count("</details>") == text.count("<summary>")
        assert not re.search(r"</summary>\n(?!\n)|(?<!\n)\n</details>", text)  # Markdown inside


@each_chapter
def test_every_exercise_has_its_solution(page):
    text = "\n".join(sources(page, "markdown"))
    asked = re.findall(r"^> \*\*(Exercise [\d.]+) \((.+)\)\*\*$", text, re.MULTILINE)
    solved = re.findall(r"<summary>Solution to (Exercise [\d.]+) \((.+)\)</summary>", text)
    assert asked == solved
    assert len(asked) >= 3


# --- the code is the chapter's --------------------------------------------------------------


class WithoutGlue(ast.NodeTransformer):
    """Takes from a program its calls of glue, its import, and what stands around nothing else."""

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
        return None if node.module == "myst_nb" else node

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        return None if ast.unparse(node).startswith("glue(") else node

    def visit_For(self, node: ast.For) -> ast.AST | None:
        self.generic_visit(node)
        return node if node.body else None

    def visit_If(self, node: ast.If) -> ast.AST | None:
        self.generic_visit(node)
        return node if node.body or node.orelse else None


@each_chapter
def test_the_code_is_what_was_executed_but_for_glue(page):
    stored = [
        cell
        for cell in readers.cells_of(page)
        if cell["cell_type"] == "code" and "glue" not in cell["metadata"].get("tags", [])
    ]
    before = [WithoutGlue().visit(ast.parse("".join(cell["source"]))) for cell in stored]
    first, *after = sources(page, "code")
    assert first.startswith("# Where the package is not installed")
    assert [ast.unparse(ast.parse(source)) for source in after] == [
        ast.unparse(tree) for tree in before if tree.body
    ]
    assert "glue(" not in "".join(after)
    assert "myst_nb" not in "".join(after)


def test_glue_goes_and_everything_else_stays():
    before = """import torch
from myst_nb import glue

n = 2  # glue is mentioned here
for i in range(n):
    glue(f"a-{i}", i, display=False)
for i in range(n):
    n += i
    glue(
        "b", i,
        display=False)
glued = print("glue(1)")
"""
    after = "import torch\n\nn = 2  # glue is mentioned here\nfor i in range(n):\n    n += i\n"
    assert plain_code.without_glue(before) == after + 'glued = print("glue(1)")'
    assert plain_code.without_glue("glue('a', 1)") == ""
    with pytest.raises(ValueError, match="without the lines that glue, this is no code"):
        plain_code.without_glue("def f():\n    glue('a', 1)")


@pytest.mark.parametrize(
    ("tags", "solution", "folds"),
    [
        ([], "", {}),
        (["hide-input"], "", {"source_hidden": True}),
        (["remove-input", "nbval-ignore-output"], "", {"source_hidden": True}),
        (["checks"], "", {"source_hidden": True}),
        (["hide-output"], "", {"outputs_hidden": True}),
        (["hide-cell"], "", {"source_hidden": True, "outputs_hidden": True}),
        (["remove-cell"], "", {"source_hidden": True, "outputs_hidden": True}),
        ([], "Solution to Exercise 3", {"source_hidden": True, "outputs_hidden": True}),
    ],
)
def test_what_the_page_hides_is_folded(tags, solution, folds):
    cell = {"metadata": {"tags": tags}}
    metadata = plain_code.folding(cell, solution)
    assert metadata.get("jupyter", {}) == folds
    assert metadata.get("cellView") == ("form" if "source_hidden" in folds else None)


@pytest.mark.parametrize(
    ("metadata", "solution", "title"),
    [
        ({"tags": ["hide-input", "setup"]}, "", "The set-up"),
        ({"tags": ["hide-input"], "mystnb": {"figure": {}}}, "", "The plotting code"),
        ({"tags": ["hide-input"], "mystnb": {"figure": {"name": "tab-a"}}}, "", "The code"),
        ({"tags": ["hide-cell"]}, "", "The code"),
        ({"tags": ["hide-cell", "checks"]}, "", "Check: 1 equality"),
        ({"tags": ["checks"]}, "Solution to Exercise 3", "Check: 1 equality"),
        ({}, "Solution to Exercise 3", "Solution to Exercise 3"),
    ],
)
def test_what_is_folded_has_a_title(metadata, solution, title):
    source = "assert 1 == 1"
    told = plain_code.titled({"metadata": metadata}, source, solution)
    assert told == f"# @title {title}\n{source}"
    assert plain_code.titled({"metadata": {}}, source, "") == source


@each_chapter
def test_the_line_that_is_left_of_a_folded_cell_is_its_title(page):
    code = [cell for cell in cells_of(page) if cell["cell_type"] == "code"]
    folded = ["source_hidden" in cell["metadata"].get("jupyter", {}) for cell in code]
    assert [cell["source"][0].startswith("# @title ") for cell in code] == folded
    assert any(folded)


@each_chapter
def test_hidden_cells_of_the_chapter_are_there_and_folded(page):
    hidden = {
        cell["id"]
        for cell in readers.cells_of(page)
        if {"remove-cell", "hide-input", "hide-cell", "checks"}
        & set(cell["metadata"].get("tags", []))
        and plain_code.without_glue("".join(cell["source"]))
    }
    folded = {c["id"] for c in cells_of(page) if "jupyter" in c["metadata"]}
    assert hidden <= folded


@each_chapter
def test_every_figure_has_its_caption_below_it(page):
    named = [
        cell["id"]
        for cell in readers.cells_of(page)
        if cell["cell_type"] == "code" and "figure" in cell["metadata"].get("mystnb", {})
    ]
    ids = [cell["id"] for cell in cells_of(page)]
    assert all(ids[ids.index(name) + 1] == f"{name}-caption" for name in named)
    captions = ["".join(c["source"]) for c in cells_of(page) if c["id"].endswith("-caption")]
    assert len(captions) == len(named)
    assert all(re.search(r"(Fig\.|Table) \d+", caption) for caption in captions)


# --- what is asked for ----------------------------------------------------------------------


def test_the_extra_run_brings_no_page_maker_and_touches_no_jupyter():
    asked = {canonicalize_name(r.name) for r in bare_kernel.requirements("run")}
    makers = {"sphinx", "jupyter-book", "jupytext", "myst-nb", "nbclient", "playwright"}
    assert asked.isdisjoint({"ipykernel", "ipywidgets", "ipython", "notebook", "jupyterlab"})
    assert makers.isdisjoint(bare_kernel.allowed())
    assert asked <= bare_kernel.allowed()


def test_readers_are_told_everywhere_to_install_the_same():
    """ipywidgets too: without them tqdm warns in the first cell, with a path of the machine."""
    told = ("README.md", "notebooks/README.md", "book/back/about.md", ".github/workflows/book.yml")
    texts = {file: (ROOT / file).read_text("utf-8").replace(" \\\n  ", " ") for file in told}
    commands = {
        file: re.findall(r"pip install .*?(-e '\.\[run\]'.*)", text) for file, text in texts.items()
    }
    assert commands == {file: ["-e '.[run]' jupyterlab ipywidgets"] for file in told}


def test_every_module_that_a_chapter_imports_is_asked_for_by_name():
    asked = {canonicalize_name(r.name) for r in bare_kernel.requirements("run")}
    asked |= {"shapley-tutor", "ipython"}
    makers = metadata.packages_distributions()
    imported = {
        name.partition(".")[0]
        for page in PAGES
        for source in sources(page, "code")[1:]
        for node in ast.walk(ast.parse(source))
        for name in [
            *([alias.name for alias in node.names] if isinstance(node, ast.Import) else []),
            *([node.module or ""] if isinstance(node, ast.ImportFrom) else []),
        ]
    }
    outside = imported - sys.stdlib_module_names
    assert len(outside) > 10
    lacking = {name for name in outside if asked.isdisjoint(map(canonicalize_name, makers[name]))}
    assert lacking == set()


# --- they run with that alone ---------------------------------------------------------------


@pytest.mark.parametrize("page", SHORT)
def test_a_short_chapter_runs_from_top_to_bottom(page, tmp_path):
    start = (ROOT / readers.target_of(page)).parent
    printed = bare_kernel.run(sources(page, "code"), tmp_path, start)
    said = [
        "".join("".join(o["text"]) for o in cell["outputs"] if o["output_type"] == "stream")
        for cell in readers.cells_of(page)
        if cell["cell_type"] == "code"
    ]
    assert [text for text in printed if text] == [text for text in said if text]


def test_the_kernels_of_these_tests_lack_what_readers_lack(tmp_path):
    tried = """
for name in ("sphinx", "jupytext", "ipywidgets", "nbclient", "bs4", "torch", "shapley_tutor"):
    try:
        __import__(name)
        print(name, end=" ")
    except ModuleNotFoundError as error:
        assert str(error) == f"No module named {name!r}"
"""
    assert bare_kernel.run([tried], tmp_path) == ["torch shapley_tutor "]


PIP = """
get_ipython().register_magic_function(lambda line: print(line), "line", "pip")
"""
HIDE = """
import importlib.util
real = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "shapley_tutor" else real(name)
"""


def test_the_first_cell_installs_the_package_where_it_is_not_and_only_there(tmp_path):
    (first,) = {sources(page, "code")[0] for page in PAGES}
    printed = bare_kernel.run([PIP, first, HIDE, first], tmp_path)
    assert printed[1] == ""
    command = re.fullmatch(r'install --quiet "(.+)"\n', printed[3])
    requirement = Requirement(command[1])
    assert requirement.name == "shapley-tutor"
    assert requirement.extras == {"run"}
    assert requirement.url == "git+" + readers.config()["repository"]["url"]


def test_a_figure_is_as_large_as_on_the_page(tmp_path):
    (first,) = {sources(page, "code")[0] for page in PAGES}
    prepared = """
from binascii import a2b_base64
import matplotlib.pyplot as plt
import shapley_tutor as st
from IPython.core.formatters import format_display_data

st.plots.use_style()
"""
    drawn = """
data, about = format_display_data(plt.subplots(figsize=(6, 3))[0])
plt.close()
picture = a2b_base64(data["image/png"])
print(int.from_bytes(picture[16:20]), about["image/png"]["width"])
"""
    dots, shown = map(int, bare_kernel.run([first, prepared, drawn], tmp_path)[2].split())
    assert abs(dots - 1200) < 30  # what is cut off or added at the edges
    assert shown == dots // 2


# --- the index ------------------------------------------------------------------------------


def test_the_index_lists_every_chapter_with_two_badges():
    text = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| \[(.+?)\]\((.+?)\) \| \[!\[(.+?)\].*?\) \| \[!\[(.+?)\]", text, re.MULTILINE
    )
    titles = readers.the_book().pages
    repository = readers.config()["repository"]["url"].removeprefix("https://github.com/")
    branch = readers.config()["repository"]["branch"]
    assert [f"book/{path.removesuffix('.ipynb')}" for _, path, _, _ in rows] == PAGES
    for title, path, colab, binder in rows:
        assert (ROOT / "notebooks" / path).is_file()
        assert title == titles[f"book/{path.removesuffix('.ipynb')}"]
        assert (colab, binder) == (f"Open “{title}” in Colab", f"Open “{title}” in Binder")
        assert f"/github/{repository}/blob/{branch}/notebooks/{path})" in text
        assert f"/gh/{repository}/{branch}?urlpath=lab/tree/notebooks/{path})" in text


# --- piece by piece -------------------------------------------------------------------------


@pytest.fixture
def chapter() -> Chapter:
    book = Book(site="https://site/", pages={"book/a/b": "A *title*"})
    book.targets = {
        "thm": Target("Theorem 7", "Sizes", "https://site/p.html#thm"),
        "ex": Target("Exercise 3", "Do < it", "https://site/p.html#ex"),
        "eq": Target("(4)", "", "https://site/p.html#equation-eq"),
        "fig": Target("Fig. 5", "", "https://site/p.html#fig"),
    }
    book.citations = {"a1": ("One *et al.*", "2001"), "b2": ("Two", "2002")}
    return Chapter(book, "p", {"n": "260", "t": "'260/3'", "f": "0.123", "o": "<object>"})


B = "https://site/book/back/bibliography.html"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{glue:text}`n` and {glue:text}`t`", "260 and 260/3"),
        ("{glue:text}`f:.1f`, {glue:text}`o`", "0.1, <object>"),
        ("{doc}`/book/a/b`", "[A *title*](https://site/book/a/b.html)"),
        ("{doc}`the last\npage </book/a/b>`", "[the last\npage](https://site/book/a/b.html)"),
        ("{prf:ref}`thm`", "[Theorem 7](https://site/p.html#thm)"),
        ("{eq}`eq`, {math:numref}`eq`", "[(4)](https://site/p.html#equation-eq), " * 2),
        ("{numref}`fig`", "[Fig. 5](https://site/p.html#fig)"),
        ("{numref}`picture %s <fig>`", "[picture 5](https://site/p.html#fig)"),
        ("{ref}`ex`", "[Exercise 3](https://site/p.html#ex)"),
        ("{cite:t}`a1`", rf"One *et al.* \[[2001]({B})\]"),
        ("{cite:p}`a1,b2`", rf"\[[One *et al.*, 2001]({B}), [Two, 2002]({B})\]"),
        ("`{ref}` and `` {eq}`x` ``", "`{ref}` and `` {eq}`x` ``"),
        ("$x^{ref}`y`$ for\n$a\n+ b$", "$x^{ref}`y`$ for\n$a + b$"),
        ("$$x$$", "$$x$$"),
        ("$$\nx\n$$ (eq)", "$$\nx \\tag{4}\n$$"),
        ("```{math}\n:label: eq\nx\n```", "$$\nx \\tag{4}\n$$"),
        ("```{math}\nx\n```", "$$\nx\n$$"),
        ("$N$\n: All of\n  it.\n\n$n$\n: How many.", "- $N$: All of\n  it.\n\n- $n$: How many."),
        ("% a note\nText.", "Text."),
        ("```python\n{ref}`thm`\n```", "```python\n{ref}`thm`\n```"),
        ("```{dropdown} A\nYes.\n```", "<details>\n<summary>A</summary>\n\nYes.\n\n</details>"),
        (
            "````{prf:theorem} Sizes\n:label: thm\n\nLet\n\n```{math}\nx\n+ y\n```\n````",
            "> **Theorem 7 (Sizes)**\n>\n> Let\n>\n> $$ x + y $$",
        ),
        ("```{admonition} Mind\n:class: warning\n\nThis.\n```", "> **Mind**\n>\n> This."),
        ("```{prf:proof}\nCount.\n```", "**Proof.** Count. ∎"),
        ("```{prf:proof}\nSo\n\n$$\nx\n$$\n```", "**Proof.** So\n\n$$\nx\n$$\n\n∎"),
        (
            "<st-a b>\n<div class='c'><table>\n<tr></tr>\n</table></div>\n</st-a>",
            "<table>\n<tr></tr>\n</table>\n\n"
            "*On [the page](https://site/p.html) this table is something to play with.*",
        ),
        ("{term}`dividend`, {term}`dividends <dividend>`", "dividend, dividends"),
        ("a\n```{index} ! dividend, worth\n```\nb", "a\n\nb"),
    ],
)  # fmt: skip
def test_a_piece_of_myst_in_plain_words(chapter, text, expected):
    assert plain_markdown.plain(text, chapter) == expected.removesuffix(", ")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{abbr}`A`", "the role {abbr} is not known here"),
        ("{ref}`nowhere`", "'nowhere' is not there"),
        ("{glue:text}`nothing`", "'nothing' is not there"),
        ("{cite:t}`nobody1900`", "'nobody1900' is not there"),
        ("```{tabs}\n```", "the directive {tabs} is not known here"),
        ("```{note}\nopen", "nothing closes"),
        ("<st-open>\nopen", "nothing closes"),
    ],
)
def test_what_is_not_known_is_an_error(chapter, text, complaint):
    with pytest.raises(ValueError, match=re.escape(complaint)):
        plain_markdown.plain(text, chapter)


def test_a_solution_unfolds_cell_by_cell(chapter):
    start, end = "```{solution-start} ex\n:class: dropdown\n```", "```{solution-end}\n```"
    title = "<summary>Solution to Exercise 3 (Do &lt; it)"
    told = [plain_markdown.cell(f"Before.\n\n{start}\n\nFirst.", chapter)]
    assert chapter.solution
    told += [
        plain_markdown.cell("Second.", chapter),
        plain_markdown.cell(f"{end}\n\nAfter.", chapter),
    ]
    assert told[0] == f"Before.\n\n<details>\n{title}</summary>\n\nFirst.\n\n</details>"
    assert told[1] == f"<details>\n{title}, continued</summary>\n\nSecond.\n\n</details>"
    assert told[2] == "After."
    assert not chapter.solution
    assert "In the next cell." in plain_markdown.cell(start, chapter)
    assert plain_markdown.cell(end, chapter) == ""


def test_numbers_begin_with_the_chapter():
    numbers = Numbers(7)
    first = "$$x$$ (a)\n\n```{prf:theorem} T\n:label: b\n\n$$y$$ (c)\n```\n\n$$z$$"
    second = "```{exercise} E\n:label: d\n```\n```{prf:definition}\n:label: e\n```\n"
    second += "```{math}\n:label: f\nx\n```"
    found = dict(plain_markdown.labels(first, "u", copy.deepcopy(numbers)))
    assert {key: target.text for key, target in found.items()} == {
        "a": "(7.1)", "b": "Theorem 7.1", "c": "(7.2)",
    }  # fmt: skip
    list(plain_markdown.labels(first, "u", numbers))
    found = dict(plain_markdown.labels(second, "u", numbers))
    assert {key: target.text for key, target in found.items()} == {
        "d": "Exercise 7.1", "e": "Definition 7.1", "f": "(7.3)",
    }  # fmt: skip
    assert found["f"].url == "u#equation-f"
    assert Numbers(None).figure("a", "u").text == "Fig. 1"
    assert Numbers(7).figure("tab-a", "u").text == "Table 7.1"
