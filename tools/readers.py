"""Write the notebooks that readers open: ``notebooks/<part>/<chapter>.ipynb`` and their index.

::

    python tools/readers.py            write every notebook, and notebooks/README.md
    python tools/readers.py --check    write nothing; exit 1 if one is not what it should be

They come from the executed notebooks beside the chapters' texts, and execute nothing themselves.
The text is plain Markdown (``plain_markdown.py``) with the glued values in it; the code is the
chapter's without the lines that glue, hidden cells are folded below a title (``plain_code.py``),
outputs left out. A first cell installs the package where it is not there, as in Colab, and asks
for figures at the size of the pages; without that they are shown dot by dot, twice as large.
"""

from __future__ import annotations

import argparse
import functools
import json
import re
import sys
from pathlib import Path
from typing import Any

import notebooks
import plain_code
import plain_markdown
import yaml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from plain_markdown import Book, Chapter, Numbers
from pybtex.database import Entry, parse_file
from pybtex.richtext import Text

ROOT = notebooks.ROOT
DROPPED = "glue"  # the tag of cells that hand numbers to the text, which has them here
INSTALL = """\
# Where the package is not installed, as in Colab, this installs it and what the chapter needs.
from importlib.util import find_spec

if find_spec("shapley_tutor") is None:
    %pip install --quiet "shapley-tutor[run] @ git+{repository}"

# Figures are as large as on the page: 200 dots for an inch, shown at half their size.
%config InlineBackend.figure_formats = ["retina"]
%config InlineBackend.print_figure_kwargs = {{"bbox_inches": "tight", "dpi": 200}}
"""
NOTE = (
    "*This is the notebook of {page}, which shows the same text with all outputs and widgets. Run "
    "the cells in order; what is folded prepares or checks something, or is a solution.*"
)


@functools.cache
def config() -> Any:
    """Return the settings of the book."""
    return yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))


def target_of(page: str) -> str:
    """Return where the notebook of a page is: ``notebooks/game/weights.ipynb``."""
    return f"notebooks/{page.removeprefix('book/')}.ipynb"


def cells_of(page: str) -> list[Any]:
    """Return the cells of a page: those of its executed notebook, or its text as one."""
    path = ROOT / f"{page}.ipynb"
    if path.exists():
        cells: list[Any] = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return cells
    text = (ROOT / f"{page}.md").read_text(encoding="utf-8")
    return [{"cell_type": "markdown", "source": text, "metadata": {}}]


def source_of(cell: Any) -> str:
    """Return the source of a cell."""
    return "".join(cell["source"])


# --- the book: numbers, titles, citations ---------------------------------------------------


def authors_and_year(entry: Entry) -> tuple[str, str]:
    """Return the last names of an entry's authors, as the pages write them, and its year."""
    names = [
        " ".join(str(Text.from_latex(part)) for part in (*person.prelast_names, *person.last_names))
        for person in entry.persons["author"]
    ]
    if len(names) > 2:
        return f"{names[0]} *et al.*", entry.fields["year"]
    return " and ".join(names), entry.fields["year"]


@functools.cache
def the_book() -> Book:
    """Read every page of ``_toc.yml`` once: what has a number, in the order of the pages."""
    book = Book(site=config()["sphinx"]["config"]["html_baseurl"])
    places = {page: number for number, page in enumerate(chapters(), 1)}
    entries = parse_file(str(ROOT / "book" / "references.bib")).entries
    book.citations = {key: authors_and_year(entry) for key, entry in entries.items()}
    for page in notebooks.toc_files():
        url, cells, numbers = book.url(page), cells_of(page), Numbers(places.get(page))
        heading = re.search(r"^# (.+)$", source_of(cells[0]), re.MULTILINE)
        book.pages[page] = heading[1] if heading else page
        for cell in cells:
            if cell["cell_type"] == "markdown":
                book.targets |= plain_markdown.labels(source_of(cell), url, numbers)
            elif figure := cell["metadata"].get("mystnb", {}).get("figure"):
                book.targets[figure["name"]] = numbers.figure(figure["name"], url)
    return book


# --- notebooks ------------------------------------------------------------------------------


def glued_values(cells: list[Any]) -> dict[str, str]:
    """Return what the cells of a chapter glue: from a key to the stored repr of its value."""
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    found = {}
    for output in outputs:
        if scrap := output.get("metadata", {}).get("scrapbook"):
            found[scrap["name"]] = "".join(output["data"][f"{scrap['mime_prefix']}text/plain"])
    return found


def caption(figure: Any, chapter: Chapter) -> str:
    """Return the caption of a figure, with its number."""
    text = plain_markdown.inline(" ".join(figure["caption"].split()), chapter)
    number = chapter.book.targets[figure["name"]].text
    if chapter.solution:
        return plain_markdown.unfold(f"{chapter.solution}: {number}", text)
    return f"**{number}.** {text}"


def code_cells(cell: Any, chapter: Chapter) -> list[Any]:
    """Return a cell of code and its figure's caption below it; nothing if it only glued."""
    if DROPPED in cell["metadata"].get("tags", []):
        return []
    source = plain_code.without_glue(source_of(cell))
    if not source and source_of(cell):
        return []
    metadata = plain_code.folding(cell, chapter.solution)
    source = plain_code.titled(cell, source, chapter.solution)
    made = [new_code_cell(source, id=cell["id"], metadata=metadata)]
    if figure := cell["metadata"].get("mystnb", {}).get("figure"):
        made.append(new_markdown_cell(caption(figure, chapter), id=f"{cell['id']}-caption"))
    return made


def notebook(page: str) -> str:
    """Return the notebook of a page for readers, as the text of its file."""
    book, cells = the_book(), cells_of(page)
    chapter = Chapter(book, page, glued_values(cells))
    first = INSTALL.format(repository=config()["repository"]["url"])
    made = [new_code_cell(first.strip("\n"), id="install")]
    for cell in cells:
        if cell["cell_type"] == "code":
            made += code_cells(cell, chapter)
        elif text := plain_markdown.cell(source_of(cell), chapter):
            made.append(new_markdown_cell(text, id=cell["id"]))
    note = NOTE.format(page=plain_markdown.link("the page", book.url(page)))
    heading, _, rest = made[1]["source"].partition("\n")
    made[1]["source"] = f"{heading}\n\n{note}\n{rest}"
    return notebooks.dumps(new_notebook(cells=made, metadata=notebooks.METADATA))


def chapters() -> list[str]:
    """Return the pages that have a notebook, in reading order."""
    return [path.relative_to(ROOT).with_suffix("").as_posix() for path in notebooks.chapters()]


# --- the index ------------------------------------------------------------------------------


def launchers(page: str) -> dict[str, str]:
    """Return where a chapter opens: the addresses of its notebook in Colab and Binder."""
    buttons, repository = config()["launch_buttons"], config()["repository"]
    place = "/".join(repository["url"].split("/")[-2:])
    path, branch = target_of(page), repository["branch"]
    return {
        "Colab": f"{buttons['colab_url']}/github/{place}/blob/{branch}/{path}",
        "Binder": f"{buttons['binderhub_url']}/v2/gh/{place}/{branch}?urlpath=lab/tree/{path}",
    }


BADGES = {
    "Colab": "https://colab.research.google.com/assets/colab-badge.svg",
    "Binder": "https://mybinder.org/badge_logo.svg",
}


def row(page: str) -> str:
    """Return the row of a chapter: its notebook, and a badge for each place where it opens."""
    title = the_book().pages[page]
    badges = [
        plain_markdown.link(f"![Open “{title}” in {place}]({BADGES[place]})", url)
        for place, url in launchers(page).items()
    ]
    path = target_of(page).removeprefix("notebooks/")
    return f"| {plain_markdown.link(title, path)} | {' | '.join(badges)} |"


def index() -> str:
    """Return the text of ``notebooks/README.md``."""
    rows = "\n".join(map(row, chapters()))
    site = plain_markdown.link("the book's pages", the_book().site)
    repository = config()["repository"]["url"]
    return f"""# Notebooks

Every chapter to run and to change. Text, code and numbers are those of {site}; solutions unfold.

| Chapter | Colab | Binder |
|:--|:--|:--|
{rows}

**Colab** installs the package in the first cell: a minute or two. **Binder** has it installed;
the first start can take some minutes. **On your machine**, with Python 3.11 or newer:

```sh
git clone {repository}
cd {repository.rsplit("/", 1)[-1]}
pip install -e '.[run]' jupyterlab ipywidgets
jupyter lab notebooks
```

`tools/readers.py` makes these files from the executed notebooks in `book/`: change the texts
there, not these.
"""


# --- the command line -----------------------------------------------------------------------


def files() -> dict[str, str]:
    """Return every file of ``notebooks/``, from its path in the repository to its text."""
    made = {target_of(page): notebook(page) for page in chapters()}
    return {**made, "notebooks/README.md": index()}


def strangers(made: dict[str, str], root: Path = ROOT) -> list[str]:
    """Return files in ``notebooks/`` that no chapter makes."""
    there = [path for path in (root / "notebooks").rglob("*") if path.is_file()]
    names = [p.relative_to(root).as_posix() for p in there if ".ipynb_checkpoints" not in p.parts]
    return [name for name in names if name not in made]


def stale(made: dict[str, str], root: Path = ROOT) -> list[str]:
    """Return files in ``notebooks/`` that differ from what the chapters make, byte by byte."""

    def stored(name: str) -> str | None:
        return (root / name).read_bytes().decode() if (root / name).exists() else None

    return [name for name, text in made.items() if stored(name) != text] + strangers(made, root)


def check() -> int:
    """Print which files are not what they should be; return 1 if there are any."""
    names = stale(files())
    for name in names:
        print(f"{name} is not what its chapter makes; run `python tools/readers.py`")
    return int(bool(names))


def write() -> int:
    """Write every file; remove those of chapters that are gone."""
    made = files()
    for name, text in made.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8", newline="\n")
    for name in strangers(made):
        (ROOT / name).unlink()
    print(f"{len(made)} files in notebooks/")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Write the notebooks for readers, or check them.")
    parser.add_argument("--check", action="store_true", help="write nothing, report what is stale")
    return check() if parser.parse_args(arguments).check else write()


if __name__ == "__main__":
    sys.exit(main())
