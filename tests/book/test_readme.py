"""README and index: the same chapters, the minutes that the chapters state, code that runs."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import numpy as np
import part_pictures
import parts
import pytest
import skimage
import yaml
from PIL import Image
from sphinx.errors import ExtensionError

from shapley_tutor.plots._pages import LIGHT

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


def test_index_lists_the_same_chapters_part_by_part():
    """Their titles and minutes are filled in when the book is built, from what they state."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    block = re.compile(r"^## (.+)\n\n.+\n\n```\{part\}\n((?:/.+\n)+)```$", re.MULTILINE)
    found = block.findall(INDEX)
    named = {part["caption"]: part["chapters"] for part in toc["parts"]}
    assert [heading for heading, _ in found] == [name for name in named if name != "Back"]
    lines = [line for _, part in found for line in parts.chapters_in(part.splitlines(), ROOT)]
    rows = re.findall(r"^\| \[.+\]\((.+)\.md\) \| (\d+) \| (.+) \|$", README, flags=re.MULTILINE)
    assert [(f, str(parts.minutes_of(ROOT, f)), text) for f, text in lines] == rows


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["book/game/weights: no"], "a line of {part} is"),
        (["/book/game/weights | alone"], "no part of _toc.yml consists of book/game/weights"),
    ],
)
def test_a_part_that_is_none_is_refused(lines, message):
    with pytest.raises(ExtensionError, match=message):
        parts.chapters_in(lines, ROOT)


def test_a_chapter_without_minutes_is_refused(tmp_path):
    (tmp_path / "a.md").write_text("# A\n", encoding="utf-8")
    with pytest.raises(ExtensionError, match="say how many minutes it takes"):
        parts.minutes_of(tmp_path, "a")


def test_times_are_told_as_people_tell_them():
    assert [parts.in_words(m) for m in (45, 60, 170)] == ["45 min", "1 h", "2 h 50 min"]


@pytest.mark.parametrize("part", part_pictures.PICTURES)
def test_a_picture_of_a_part_is_small_and_in_the_palette(part):
    picture = part_pictures.draw(part)
    assert len(picture) < (44_000 if "<image" in picture else 4_000)
    assert set(re.findall(r"(?:fill|stroke): ([^;\"]+)", picture)) <= {
        f"var(--st-{name})" for name in LIGHT
    }


def test_the_photograph_of_a_part_stands_upright():
    cat, *_ = part_pictures.rasters("deep/photograph", "fig-photograph-values")
    taken = Image.fromarray(skimage.data.chelsea()[:, 75:375])
    shown, truth = (np.array(one.convert("L").resize((64, 64))).ravel() for one in (cat, taken))
    assert np.corrcoef(shown, truth)[0, 1] > 0.95


def test_the_example_of_the_readme_prints_what_it_shows():
    code = re.search(r"```python\n(.*?)```", README, flags=re.DOTALL).group(1)
    shown = re.search(r"```text\n(.*?)```", README, flags=re.DOTALL).group(1)
    assert len([line for line in code.splitlines() if not line.startswith("import")]) <= 6
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), {})
    assert printed.getvalue() == shown
