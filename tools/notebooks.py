"""Execute the chapters: ``book/**/X.md`` (the text that people edit) becomes ``book/**/X.ipynb`` with outputs.

    python tools/notebooks.py                        every chapter named in _toc.yml
    python tools/notebooks.py book/game/weights.md   only this one
    python tools/notebooks.py --check                execute nothing; exit 1 if a pair has drifted apart

A notebook is written only if every cell ran. The same text and the same outputs give the same bytes.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import yaml
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
KERNELSPEC = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELL_TIMEOUT_SECONDS = 300
_PNG_SOFTWARE = re.compile(r"\s+$")


def toc_files(root: Path = ROOT) -> list[str]:
    """Return the pages of ``_toc.yml`` in reading order, as paths without an ending."""

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            for key in ("root", "file"):
                if key in node:
                    yield str(node[key])
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    return list(walk(yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))))


def is_chapter(text_path: Path) -> bool:
    """Say whether a ``.md`` file is the text of a notebook (it names a kernel) and not a plain page."""
    text = text_path.read_text(encoding="utf-8")
    front = re.match(r"---\n(.*?)\n---\n", text, flags=re.DOTALL)
    return bool(front) and "kernelspec" in (yaml.safe_load(front.group(1)) or {})


def chapters(root: Path = ROOT) -> list[Path]:
    """Return the ``.md`` of every chapter that ``_toc.yml`` names and that is there."""
    paths = [root / f"{name}.md" for name in toc_files(root)]
    return [path for path in paths if path.exists() and is_chapter(path)]


def read_text(text_path: Path) -> NotebookNode:
    """Read a chapter's text as a notebook without outputs, its cells with ids made from their content."""
    notebook = jupytext.read(text_path)
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        digest = hashlib.sha256(f"{cell.cell_type}\n{cell.source}".encode()).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        cell["id"] = digest if seen[digest] == 1 else f"{digest}-{seen[digest]}"
    return notebook


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run every cell in ``folder`` with the interpreter that runs this tool; errors are raised."""
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_SECONDS,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(folder)}},
    )
    # A registered kernelspec may belong to another environment, so the command is given outright.
    manager = client.create_kernel_manager()
    manager.kernel_spec.argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    client.execute()
    return tidy(notebook)


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Drop what changes from run to run or from machine to machine; merge neighboring stream outputs."""
    notebook.metadata = nbformat.from_dict(
        {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    )
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            merged: list[NotebookNode] = []
            for output in cell.outputs:
                last = merged[-1] if merged else None
                if output.output_type == "stream" and last is not None and last.get("name") == output.name:
                    last.text += output.text
                else:
                    merged.append(output)
            cell.outputs = merged
    return notebook


def dumps(notebook: NotebookNode) -> str:
    """Return the notebook as JSON with sorted keys and one way to write everything."""
    nbformat.validate(notebook)
    plain = json.loads(nbformat.writes(notebook, version=4))
    return json.dumps(plain, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def build(text_path: Path) -> float:
    """Execute one chapter, write its notebook and return the seconds it took."""
    start = time.perf_counter()
    notebook = execute(read_text(text_path), text_path.parent)
    target = text_path.with_suffix(".ipynb")
    scratch = target.with_suffix(".ipynb.tmp")
    scratch.write_text(dumps(notebook), encoding="utf-8")
    os.replace(scratch, target)
    return time.perf_counter() - start


def drift(text_path: Path) -> list[str]:
    """Return the differences between a chapter's text and its notebook; none when they agree."""
    target = text_path.with_suffix(".ipynb")
    if not target.exists():
        return [f"{target.name} is missing"]
    stored = json.loads(target.read_text(encoding="utf-8"))
    wanted = json.loads(dumps(read_text(text_path)))

    def lines(notebook: Any) -> list[str]:
        out = [json.dumps(notebook["metadata"], sort_keys=True)]
        for cell in notebook["cells"]:
            source = cell["source"]
            text = source if isinstance(source, str) else "".join(source)
            out.append(f"{cell['cell_type']} {cell['id']} {json.dumps(cell['metadata'], sort_keys=True)}")
            out += text.splitlines()
        return out

    return list(difflib.unified_diff(lines(wanted), lines(stored), text_path.name, target.name, lineterm="", n=1))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", type=Path, help="chapters (.md or .ipynb); all of _toc.yml if none")
    parser.add_argument("--check", action="store_true", help="execute nothing, report pairs that have drifted apart")
    options = parser.parse_args(arguments)
    paths = [path.resolve().with_suffix(".md") for path in options.files] or chapters()
    if options.check:
        return check(paths)
    total = 0.0
    for path in paths:
        try:
            seconds = build(path)
        except CellExecutionError as error:
            print(f"{path}: a cell failed; the notebook was not written\n{error}", file=sys.stderr)
            return 1
        total += seconds
        print(f"{seconds:6.1f} s  {path.stem}", flush=True)
    print(f"{total:6.1f} s  in total")
    return 0


def check(paths: list[Path]) -> int:
    """Print the drift of each pair; return 1 if there is any."""
    status = 0
    for path in paths:
        if difference := drift(path):
            status = 1
            print("\n".join(difference))
            print(f"{path.stem}: text and notebook differ; run: make notebooks")
    return status


if __name__ == "__main__":
    sys.exit(main())
