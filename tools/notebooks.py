"""Execute the chapters: ``book/**/X.md``, the text people edit, becomes ``X.ipynb`` with outputs.

::

    python tools/notebooks.py                        every chapter named in _toc.yml
    python tools/notebooks.py book/game/weights.md   only this one
    python tools/notebooks.py --text                 execute only chapters whose code has changed
    python tools/notebooks.py --check                execute nothing; exit 1 if a pair has drifted

A notebook is written only if all its cells ran. The same text and outputs give the same bytes.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml
from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

ROOT = Path(__file__).resolve().parent.parent
KERNEL_CONFIG = ROOT / "tools" / "kernel_config.py"
CELL_TIMEOUT_SECONDS = 300
ENVIRONMENT = {  # of kernels here and in the tests, so that no chapter speaks of it
    "OMP_NUM_THREADS": "1",  # fastest for small networks, and every machine adds in the same order
    "PYTHONWARNINGS": "ignore:IProgress not found",  # progress bars need widgets that readers have
}
FIGURE = "image/svg+xml"
PICTURE_NAME = re.compile(r'" id="image[0-9a-f]{10,}"')  # from its content; nothing asks for it
MADE = re.compile(r"\b(?:[hmp]|C\w*_)[0-9a-f]{10,}\b")  # names inside a figure
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},  # no version: it differs from machine to machine
}


class ThisInterpreter(KernelSpecManager):
    """Kernels of the interpreter that runs this tool, whatever kernels are registered."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return the one kernel there is, under any name; it logs errors only."""
        spec = get_kernel_dict(extra_arguments=["--log-level=40", f"--config={KERNEL_CONFIG}"])
        return KernelSpec(resource_dir=RESOURCES, **{**spec, "env": ENVIRONMENT})


class OwnKernelManager(AsyncKernelManager):
    """Starts kernels of this interpreter."""

    @default("kernel_spec_manager")
    def _this_interpreter(self) -> KernelSpecManager:
        return ThisInterpreter(parent=self)


def toc_files(root: Path = ROOT) -> list[str]:
    """Return the pages of ``_toc.yml`` in reading order, as paths without an ending."""

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (str(node[key]) for key in ("root", "file") if key in node)
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    return list(walk(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))))


def is_chapter(text_path: Path) -> bool:
    """Say whether a ``.md`` file is a notebook's text (it names a kernel) and not a plain page."""
    front = re.match(r"---\n(.*?)\n---\n", text_path.read_text(encoding="utf-8"), re.DOTALL)
    return front is not None and "kernelspec" in (yaml.safe_load(front.group(1)) or {})


def chapters(root: Path = ROOT) -> list[Path]:
    """Return the ``.md`` of every chapter that ``_toc.yml`` names."""
    paths = [root / f"{name}.md" for name in toc_files(root)]
    return [path for path in paths if path.exists() and is_chapter(path)]


def read_text(text_path: Path) -> NotebookNode:
    """Read a chapter's text as a notebook without outputs; ids come from the cells' content."""
    notebook: NotebookNode = jupytext.read(text_path)
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return notebook


def steady(svg: str) -> str:
    """Return a figure whose inner names say in which order they come.

    matplotlib makes them from places, whose last digits differ from run to run. Those of pictures
    are left out.
    """
    names: dict[str, str] = {}
    svg = PICTURE_NAME.sub('"', svg)
    return MADE.sub(lambda name: names.setdefault(name[0], f"made-{len(names)}"), svg)


def execute(notebook: NotebookNode, folder: Path, timed: bool = False) -> NotebookNode:
    """Run every cell in ``folder`` and drop what differs from run to run; errors are raised.

    With ``timed`` every cell's metadata say when it began and ended.
    """
    NotebookClient(
        notebook,
        kernel_manager_class=OwnKernelManager,
        timeout=CELL_TIMEOUT_SECONDS,
        record_timing=timed,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    ).execute()
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        if FIGURE in output.get("data", {}):
            output["data"][FIGURE] = steady(output["data"][FIGURE])
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def dumps(notebook: NotebookNode) -> str:
    """Return the notebook as JSON with sorted keys: one way to write everything."""
    nbformat.validate(notebook)
    plain = json.loads(nbformat.writes(notebook, version=4))
    return json.dumps(plain, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def with_stored_outputs(text_path: Path) -> NotebookNode | None:
    """Return a chapter with the outputs that are stored; None if its code is another now."""
    target = text_path.with_suffix(".ipynb")
    if not target.exists():
        return None
    notebook, stored = read_text(text_path), nbformat.read(target, as_version=4)
    new, old = ([cell for cell in n.cells if cell.cell_type == "code"] for n in (notebook, stored))
    if [cell.source for cell in new] != [cell.source for cell in old]:
        return None
    for cell, before in zip(new, old, strict=True):
        cell.outputs, cell.execution_count = before.outputs, before.execution_count
    return notebook


def build(text_path: Path, only_text: bool = False) -> float:
    """Execute one chapter, write its notebook and return the seconds it took.

    With ``only_text`` the stored outputs are kept where no line of code has changed.
    """
    start = time.perf_counter()
    kept = with_stored_outputs(text_path) if only_text else None
    notebook = kept or execute(read_text(text_path), text_path.parent)
    # newline: the same bytes on Windows
    with text_path.with_suffix(".ipynb").open("w", encoding="utf-8", newline="\n") as file:
        file.write(dumps(notebook))
    return time.perf_counter() - start


def drift(text_path: Path) -> list[str]:
    """Return the differences between a chapter's text and its notebook; none when they agree."""
    target = text_path.with_suffix(".ipynb")
    if not target.exists():
        return [f"{target.name} is missing"]

    def lines(notebook: Any) -> list[str]:
        result = [json.dumps(notebook["metadata"], sort_keys=True)]
        for cell in notebook["cells"]:
            metadata = json.dumps(cell["metadata"], sort_keys=True)
            result.append(f"{cell['cell_type']} {cell.get('id')} {metadata}")
            result += "".join(cell["source"]).splitlines()
        return result

    text = lines(json.loads(dumps(read_text(text_path))))
    stored = lines(json.loads(target.read_text(encoding="utf-8")))
    return list(difflib.unified_diff(text, stored, text_path.name, target.name, lineterm="", n=1))


def check(paths: list[Path]) -> int:
    """Print the drift of each pair; return 1 if there is any."""
    status = 0
    for path in paths:
        if difference := drift(path):
            status = 1
            print("\n".join(difference))
            print(f"{path.stem}: text and notebook differ; run `make notebooks`")
    return status


def run(paths: list[Path], only_text: bool = False) -> int:
    """Execute chapter after chapter; stop at the first error, with the cell and the traceback."""
    total = 0.0
    for path in paths:
        try:
            seconds = build(path, only_text)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            print(f"{error}\n{path}: a cell failed; the notebook was not written", file=sys.stderr)
            return 1
        total += seconds
        print(f"{seconds:6.1f} s  {path.stem}", flush=True)
    print(f"{total:6.1f} s  in total")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Execute the chapters, or check the pairs.")
    parser.add_argument(
        "files", nargs="*", type=Path, help="chapters (.md or .ipynb); without: all of _toc.yml"
    )
    parser.add_argument(
        "--text", action="store_true", help="keep stored outputs where no code has changed"
    )
    parser.add_argument(
        "--check", action="store_true", help="execute nothing, report pairs that have drifted"
    )
    options = parser.parse_args(arguments)
    paths = [path.resolve().with_suffix(".md") for path in options.files] or chapters()
    for path in paths:
        if not path.exists() or not is_chapter(path):
            parser.error(f"{path} is not a chapter: a .md file whose front matter names a kernel")
    return check(paths) if options.check else run(paths, options.text)


if __name__ == "__main__":
    sys.exit(main())
