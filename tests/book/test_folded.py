"""What stands open in a chapter: short, without machinery, and enough to run.

A cell is *open* unless a tag folds it or takes it away. Open cells and those of the set-up
(``hide-input`` and ``setup``) are what a reader needs; nothing they use comes from other cells.
"""

from __future__ import annotations

import ast
import builtins
import re
import symtable
from collections.abc import Iterator
from typing import Any

import bare_kernel
import pytest
import readers
from test_readers import SHORT, sources

CLOSED = {"hide-input", "hide-cell", "remove-input", "remove-cell", "checks", "glue"}
# By part of the book.
MOST_LINES = {"game": 324, "model": 740, "scale": 288, "deep": 620, "judgement": 400}
IN_ALL = 2_372
GIVEN = {*dir(builtins), "display", "get_ipython", "__name__"}
MACHINERY = r"\bglue\b|filterwarnings|simplefilter\(.ignore|set_num_threads|OMP_NUM|IProgress"
PAGES = [page for page in readers.chapters() if page.split("/")[1] in MOST_LINES]
THREADS_ARE_THE_SUBJECT = {"book/scale/clusters"}  # one core for each worker


each_chapter = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.rpartition("/")[2])


def cells_of(page: str) -> list[Any]:
    return [cell for cell in readers.cells_of(page) if cell["cell_type"] == "code"]


def tags(cell: Any) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def is_open(cell: Any) -> bool:
    return not tags(cell) & CLOSED


def is_needed(cell: Any) -> bool:
    """Whether a reader needs this cell: it is open, or part of the set-up."""
    return is_open(cell) or "setup" in tags(cell)


def lines(page: str) -> int:
    return sum(
        len(readers.source_of(cell).splitlines()) for cell in cells_of(page) if is_open(cell)
    )


# --- how much -------------------------------------------------------------------------------


@pytest.mark.parametrize("part", MOST_LINES)
def test_a_part_of_the_book_shows_no_more_lines_of_code_than_this(part):
    shown = {page: lines(page) for page in PAGES if f"/{part}/" in page}
    assert shown
    assert sum(shown.values()) <= MOST_LINES[part], shown
    assert sum(MOST_LINES.values()) <= IN_ALL


# --- what -----------------------------------------------------------------------------------


@each_chapter
def test_no_machinery_is_in_a_cell_that_a_page_has(page):
    found = [
        line
        for cell in cells_of(page)
        if not tags(cell) & {"glue", "remove-cell"}
        for line in readers.source_of(cell).splitlines()
        if re.search(MACHINERY, line) and page not in THREADS_ARE_THE_SUBJECT
    ]
    assert found == []


@each_chapter
def test_no_two_blank_lines_and_none_at_an_end(page):
    for cell in cells_of(page):
        source = readers.source_of(cell)
        assert "\n\n\n" not in source, source
        assert source == source.strip("\n")


@each_chapter
def test_cells_that_check_assert_and_say_nothing(page):
    for cell in cells_of(page):
        asserts = [n for n in ast.walk(tree_of(cell)) if isinstance(n, ast.Assert)]
        if "checks" in tags(cell):
            assert asserts, readers.source_of(cell)
            assert cell["outputs"] == []
        elif is_open(cell):
            assert asserts == [], (
                f"checks belong into a cell of their own: {ast.unparse(asserts[0])}"
            )


@each_chapter
def test_set_up_is_folded(page):
    assert all(
        tags(cell) & {"hide-input", "hide-cell"} for cell in cells_of(page) if "setup" in tags(cell)
    )


def said(output: Any) -> str:
    """What a reader is shown of an output as text, the cells of a table apart from one another."""
    if output["output_type"] == "stream":
        return "".join(output["text"])
    return re.sub(r"<[^>]*>", " ", "".join(output.get("data", {}).get("text/html", "")))


RAW = re.compile(
    r"(?<![\w.−])-[\d.]+"  # a hyphen for a minus
    r"|\[[-−\d., ]*\]|\bnp\.\w+\(|\bFraction\(|\(\d+,\)|\(\d{3,}, \d+\)"  # arrays, shapes
    r"|(?<![\d.,])\d{5,}(?![\d.])|\b(?:True|False|None|nan)\b"
    r"|\b\d(?:\.\d+)?e[-−+]?\d+"  # powers of ten, the rounding of one processor among them
)


@each_chapter
def test_no_result_is_shown_as_python_writes_it(page):
    outputs = [output for cell in cells_of(page) for output in cell["outputs"]]
    shown = [o["data"] for o in outputs if o["output_type"] == "execute_result"]
    assert [data for data in shown if set(data) == {"text/plain"}] == []
    assert [found for output in outputs for found in RAW.findall(said(output))] == []


@pytest.mark.parametrize(
    "text", ["x -0.5", "[0.3 -1.]", "Fraction(1, 3)", "(200, 2)", "720000", "exact: True", "[1]",
             "by 4e-16", "3e+07"],
)  # fmt: skip
def test_what_python_writes_is_seen(text):
    assert RAW.search(text)


@pytest.mark.parametrize("text", ["−0.5, < 10⁻¹², 12,345", "260/3 x-ray", "S = {A}", "0.12345"])
def test_what_a_page_writes_is_not(text):
    assert not RAW.search(text)


# --- enough to run --------------------------------------------------------------------------


def tree_of(cell: Any) -> ast.Module:
    return ast.parse(readers.source_of(cell))


def names(source: str) -> tuple[set[str], set[str]]:
    """Global names that a cell uses, in its functions too, and those that it binds."""
    used, bound = set[str](), set[str]()

    def walk(table: symtable.SymbolTable) -> None:
        for symbol in table.get_symbols():
            if table.get_type() == "module":
                used.update([symbol.get_name()] if symbol.is_referenced() else [])
                bound.update(
                    [symbol.get_name()] if symbol.is_assigned() or symbol.is_imported() else []
                )
            elif symbol.is_global() and symbol.is_referenced():
                used.add(symbol.get_name())
        for child in table.get_children():
            walk(child)

    walk(symtable.symtable(source, "cell", "exec"))
    return used, bound


def borrowed(cells: list[Any]) -> Iterator[str]:
    """Names that a needed cell uses and another has bound last, or nobody."""
    last = dict.fromkeys(GIVEN, True)
    for cell in cells:
        used, bound = names(readers.source_of(cell))
        if is_needed(cell):
            yield from sorted(name for name in used - bound if not last.get(name, False))
        last.update(dict.fromkeys(bound, is_needed(cell)))


@each_chapter
def test_what_a_reader_sees_uses_nothing_of_other_cells(page):
    assert list(borrowed(cells_of(page))) == []


def cell(source: str, *labels: str) -> dict[str, Any]:
    return {"source": source, "metadata": {"tags": list(labels)}}


@pytest.mark.parametrize(
    ("hidden", "shown", "found"),
    [
        ("x = 1", "print(x)", ["x"]),
        ("x = 1", "x = 2\nprint(x)", []),
        ("def f(): pass", "def g():\n    return f()", ["f"]),
        ("import numpy as np", "[np.e for x in (1, 2)]", ["np"]),
        ("for n in (1, 2): pass", "print(sum(n for n in (1, 2)))", []),
        ("n = 3", "print(ready)", []),
        ("ready = 3", "print(ready)", ["ready"]),
    ],
)
def test_what_would_be_borrowed_is_seen(hidden, shown, found):
    cells = [cell("ready = 1", "hide-input", "setup"), cell(hidden, "checks"), cell(shown)]
    assert list(borrowed(cells)) == found


def unbound(programs: list[str]) -> list[str]:
    """Names that a cell of a notebook uses and no cell before it binds."""
    found, known = [], set(GIVEN)
    for source in programs:
        used, bound = names(source)
        found += sorted(used - bound - known)
        known |= bound
    return found


@pytest.mark.parametrize("page", readers.chapters())
def test_a_notebook_for_readers_uses_nothing_of_the_cells_that_it_leaves_out(page):
    assert unbound(sources(page, "code")[1:]) == []


def test_what_nobody_binds_is_seen():
    assert unbound(["x = 1", "def f():\n    return x + y", "y = f()"]) == ["y"]


@pytest.mark.parametrize("page", SHORT)
def test_what_a_reader_sees_runs_alone_and_says_the_same(page, tmp_path):
    needed = [cell for cell in cells_of(page) if is_needed(cell)]
    said = [
        "".join("".join(o["text"]) for o in cell["outputs"] if o["output_type"] == "stream")
        for cell in needed
    ]
    assert bare_kernel.run(list(map(readers.source_of, needed)), tmp_path) == said
    assert len(needed) < len(cells_of(page))
