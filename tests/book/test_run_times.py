"""The page of run times has every chapter and every experiment, as they are now."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import notebooks  # noqa: E402
import recompute  # noqa: E402
import run_times  # noqa: E402

PAGE = run_times.PAGE.read_text(encoding="utf-8")


def test_every_chapter_has_its_times_in_the_order_of_the_book():
    rows = re.findall(r"^\| \{doc\}`/(\S+)` \| (\d+) \| (\d+) \| ([\d,]+) \|$", PAGE, re.MULTILINE)
    chapters = [path.relative_to(ROOT).with_suffix("") for path in notebooks.chapters()]
    assert [row[0] for row in rows] == [chapter.as_posix() for chapter in chapters]
    for _, seconds, longest, memory in rows:
        assert 0 <= int(longest) < int(seconds)
        assert int(memory.replace(",", "")) > 50
    total = int(re.search(r"^\| All \| ([\d,]+) \| \| \|$", PAGE, re.MULTILINE)[1].replace(",", ""))
    assert abs(total - sum(int(row[1]) for row in rows)) <= len(rows)


def test_every_experiment_has_its_parts_and_chapters():
    found = re.findall(r"^\| (\w+) \| (\{doc\}.+) \| (\d+) \| [\d,.]+ \|$", PAGE, re.MULTILINE)
    texts = notebooks.chapters()
    assert found == [
        (name, run_times.shown_in(name, texts), str(recompute.experiment(name).PARTS))
        for name in recompute.experiments()
    ]


def test_a_chapter_is_timed_cell_by_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = tmp_path / "slow.md"
    fence = "```{code-cell} ipython3\n%s\n```\n"
    front = (
        "---\nkernelspec:\n  display_name: Python 3\n  language: python\n  name: python3\n---\n\n"
    )
    cells = ["import time", "time.sleep(0.6)", "held = bytearray(120_000_000)", "time.sleep(0.2)"]
    text.write_text(front + "\n".join(fence % cell for cell in cells), encoding="utf-8")
    run = run_times.run_chapter(text)
    assert 0.6 <= run.longest < run.seconds
    assert run.seconds >= 0.8
    assert run.memory > 120
    assert sorted(tmp_path.iterdir()) == [text]


def test_a_cell_that_never_ran_took_no_time():
    assert run_times.seconds_of(nbformat.v4.new_markdown_cell("text")) == 0


def test_only_what_is_made_is_written_anew():
    old = "Hot.\n% made: tea\nBlack.\n% end\nCold.\n"
    assert run_times.page(old, {"tea": "Green.\n"}) == old.replace("Black", "Green")
