"""The back of the book: every public name, every word and every letter has its place there."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import api_reference
import notebooks
import pytest

import shapley_tutor as st
from shapley_tutor import games, plots, sampling, sensitivity, solutions

BACK = Path(__file__).resolve().parents[2] / "book" / "back"
PAGES = {page.stem: page.read_text(encoding="utf-8") for page in BACK.glob("*.md")}
REFERENCE = "\n".join(text for name, text in PAGES.items() if name.startswith("api"))
TEXTS = notebooks.chapters()

# --- the reference --------------------------------------------------------------------------


def thing_at(path: str) -> Any:
    """What stands at a path with dots, modules that are not yet imported included."""
    thing: Any = st
    for part in path.split(".")[1:]:
        if isinstance(thing, ModuleType) and not hasattr(thing, part):
            thing = importlib.import_module(f"{thing.__name__}.{part}")
        else:
            thing = getattr(thing, part)
    return thing


def documented(reference: str) -> dict[str, Any]:
    """Functions and classes of the reference by their paths."""
    paths = re.findall(r"^\.\. auto(?:function|class):: (\S+)$", reference, re.MULTILINE)
    return {path: thing_at(path) for path in paths}


def public() -> dict[str, Any]:
    """What users may call: of the package itself, and of the rooms that it opens."""
    found = {f"shapley_tutor.{name}": getattr(st, name) for name in st.__all__}
    for room in (games, plots, sampling, sensitivity, solutions):
        own = [k for k, v in vars(room).items() if getattr(v, "__module__", "") == room.__name__]
        names = getattr(room, "__all__", [k for k in own if not k.startswith("_")])
        found |= {f"{room.__name__}.{name}": getattr(room, name) for name in names}
    return found


@functools.cache
def used(text: Path) -> dict[str, Any]:
    """What of the package the code of a chapter names."""
    stored = json.loads(text.with_suffix(".ipynb").read_text(encoding="utf-8"))
    cells = ["".join(c["source"]) for c in stored["cells"] if c["cell_type"] == "code"]
    nodes = [node for cell in cells for node in ast.walk(ast.parse(cell))]
    known = {alias: path for node in nodes for alias, path in imported(node)}
    paths = {*known.values(), *(path for node in nodes for path in dotted(node, known))}
    return {path: thing_at(path) for path in paths}


def imported(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Names that an import binds, and what they stand for."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        home = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for name in node.names:
            if f"{home}{name.name}".startswith("shapley_tutor"):
                yield name.asname or name.name, f"{home}{name.name}"


def dotted(node: ast.AST, known: dict[str, str]) -> Iterator[str]:
    """The path of ``st.plots.bar``; a method of what a path leads to is its own affair."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.insert(0, node.attr)
        node = node.value
    if isinstance(node, ast.Name) and node.id in known and parts:
        path = known[node.id]
        for part in parts:
            if not isinstance(thing_at(path), ModuleType):
                break
            path = f"{path}.{part}"
        yield path


def left_out(reference: str, names: dict[str, Any]) -> list[str]:
    """Names that a reference does not have: functions and classes, and values by their name."""
    there = {id(thing) for thing in documented(reference).values()}
    missing = []
    for path, thing in names.items():
        if inspect.isclass(thing) or inspect.isroutine(thing):
            if id(thing) not in there:
                missing.append(path)
        elif not isinstance(thing, ModuleType):
            room, name = path.split(".")[-2:]
            if not re.search(rf"\b{room}\.{name}\b", reference):
                missing.append(path)
    return sorted(missing)


def test_the_names_are_found():
    used_anywhere = {path for text in TEXTS for path in used(text)}
    assert {"shapley_tutor.explain", "shapley_tutor.games.airport"} <= set(public())
    assert "shapley_tutor.plots.use_style" in used_anywhere
    assert "shapley_tutor.datasets.series.STEPS" in used_anywhere
    assert len(documented(REFERENCE)) > 120


def test_every_public_name_is_in_the_reference():
    assert left_out(REFERENCE, public()) == []


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_every_name_that_a_chapter_uses_is_in_the_reference(text):
    assert left_out(REFERENCE, used(text)) == []


def test_a_name_that_is_left_out_is_found():
    for directive in ("function:: shapley_tutor.explain", "class:: shapley_tutor.Game"):
        shorter = REFERENCE.replace(f".. auto{directive}\n", "", 1)
        assert left_out(shorter, public()) == [directive.split(":: ")[1]]
    shorter = REFERENCE.replace("series.STEPS", "")
    (text,) = (text for text in TEXTS if text.stem == "sequences")
    assert left_out(shorter, used(text)) == ["shapley_tutor.datasets.series.STEPS"]


def test_nothing_stands_twice_in_the_reference():
    things = [id(thing) for thing in documented(REFERENCE).values()]
    assert len(things) == len(set(things)) == REFERENCE.count("```{eval-rst}")


@pytest.mark.parametrize("path", documented(REFERENCE))
def test_a_docstring_names_a_chapter_that_has_it_and_shows_an_example(path):
    thing = documented(REFERENCE)[path]
    told = inspect.getdoc(thing) or ""
    assert ">>> " in told
    found = api_reference.CHAPTER.search(told)
    assert found, "add: Introduced in chapter *...*"
    title = " ".join(found[2].split())
    chapter = api_reference.ROOT / f"{api_reference.chapters()[title]}.md"
    assert chapter in TEXTS
    if inspect.isroutine(thing):
        assert re.search(rf"\b{thing.__name__}\b", chapter.read_text(encoding="utf-8")), title


# --- words ----------------------------------------------------------------------------------

VOCABULARY = """player, coalition, worth, grand coalition, marginal contribution, line-up, dividend,
payoff, feature, value function, background, marginal expectation, conditional expectation,
baseline, attribution, base value"""


def terms() -> dict[str, str]:
    """The glossary: words and what is said of them."""
    block = re.search(r":::\{glossary\}\n(.+?)\n:::", PAGES["glossary"], re.DOTALL)
    assert block
    return dict(re.findall(r"^(\S.*)\n  (.+)$", block[1], re.MULTILINE))


def test_the_glossary_has_the_words_of_the_book_in_order():
    assert {" ".join(word.split()) for word in VOCABULARY.split(",")} <= set(terms())
    assert list(terms()) == sorted(terms(), key=str.lower)


@pytest.mark.parametrize("word", terms())
def test_the_chapter_that_a_term_leads_to_has_the_word(word):
    (page,) = re.findall(r"\{doc\}`/(book/[\w/-]+)`$", terms()[word])
    said = (BACK.parents[1] / f"{page}.md").read_text(encoding="utf-8")
    assert re.search(rf"\b{word.split()[-1]}", said, re.IGNORECASE)


# --- letters --------------------------------------------------------------------------------

CODE = re.compile(r"^(`{3,})(?:\{code-cell\}|python).*?^\1$", re.MULTILINE | re.DOTALL)
MATHS = re.compile(
    r"\$\$(.+?)\$\$|(?<![\\$])\$([^$]+?)\$|^```\{math\}(.+?)^```", re.MULTILINE | re.DOTALL
)
NO_LETTER = re.compile(r"\\(?:text|operatorname|mathrm|mathit|begin|end|label|tag)\*?\{[^{}]*\}")
DECORATED = r"\\(?:hat|bar|mathbb)\s*(?:\{\w\}|\w|\\[a-z]+)"
GREEK = "alpha beta gamma delta Delta varepsilon epsilon zeta eta theta Theta kappa lambda Lambda "
GREEK += "mu nu xi rho sigma Sigma tau phi varphi Phi chi psi Psi omega Omega ell varnothing"
LETTER = re.compile(
    rf"{DECORATED}|\\(?:{'|'.join(GREEK.split())})(?![a-zA-Z])|(?<![\\A-Za-z])[A-Za-z](?![A-Za-z])"
)
EVERYWHERE = {"e"}  # Euler's number


def letters(text: str) -> set[str]:
    """Letters in the formulas of a text, as they are written."""
    formulas = ["".join(groups) for groups in MATHS.findall(CODE.sub("", text))]
    found = {x for f in formulas for x in LETTER.findall(NO_LETTER.sub(" ", f))}
    return {re.sub(r"[\s{}]", "", x) for x in found} - EVERYWHERE


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_every_letter_of_a_chapter_is_in_the_tables(text):
    shared, own = PAGES["glossary"].partition("## Symbols")[2].split("## Letters of one chapter")
    page = text.relative_to(BACK.parents[1]).with_suffix("").as_posix()
    rows = [row for row in own.splitlines() if row.startswith(f"| {{doc}}`/{page}`")]
    known = letters(shared) | letters("\n".join(rows))
    assert letters(text.read_text(encoding="utf-8")) - known == set()


def test_a_letter_that_no_table_has_is_found():
    assert letters("See $\\theta_i + \\hat f(z)$, $$\\mathbb E[Y]$$ and `code`.") == {
        "\\theta", "i", "\\hatf", "z", "\\mathbbE", "Y"
    }  # fmt: skip
    assert letters("```{code-cell} ipython3\nprint('$q$')\n```\n$\\text{no } 2^n$") == {"n"}


# --- questions ------------------------------------------------------------------------------


def test_every_question_has_an_answer_that_leads_somewhere():
    asked = re.split(r"^### ", PAGES["questions"], flags=re.MULTILINE)[1:]
    assert len(asked) > 80
    heads = [text.partition("\n")[0] for text in asked]
    assert len(heads) == len(set(heads))
    assert [text for text in asked if not re.search(r"\{(?:numref|ref|doc)\}`", text)] == []
