"""README and index: the same chapters, the minutes that the chapters state, code that runs."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
INDEX = (ROOT / "book" / "index.md").read_text(encoding="utf-8")


def chapters() -> list[str]:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    return [file for file in files if not file.startswith(("book/back/", "genindex"))]


def stated(file: str) -> tuple[str, str]:
    """Title and minutes that a chapter states."""
    text = (ROOT / f"{file}.md").read_text(encoding="utf-8")
    title = re.search(r"^# (.+)$", text, flags=re.MULTILINE).group(1)
    return title, re.search(r"Minutes:\**\s*(\d+)", text).group(1)


def test_readme_lists_every_chapter_with_its_title_and_minutes():
    rows = re.findall(r"^\| \[(.+)\]\((.+)\.md\) \| (\d+) \| (.+) \|$", README, flags=re.MULTILINE)
    assert [file for _, file, _, _ in rows] == chapters()
    assert [(title, minutes) for title, _, minutes, _ in rows] == [stated(f) for f in chapters()]


def test_index_lists_the_same_chapters():
    rows = re.findall(r"^\| \{doc\}`/(.+)` \| (\d+) \| (.+) \|$", INDEX, flags=re.MULTILINE)
    readme = re.findall(r"^\| \[.+\]\((.+)\.md\) \| (\d+) \| (.+) \|$", README, flags=re.MULTILINE)
    assert rows == readme


def test_the_example_of_the_readme_prints_what_it_shows():
    code = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL).group(1)
    shown = re.search(r"```text\n(.*?)```", README, flags=re.DOTALL).group(1)
    assert len([line for line in code.splitlines() if not line.startswith("import")]) <= 6
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == shown
