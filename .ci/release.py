"""What a release says about itself: one version, one date, its notes.

::

    python .ci/release.py v0.1.0                   print the notes of this version
    python .ci/release.py v0.1.0 --absolute-links  and make the links of README.md absolute

Exit 1, and say why, unless the tag is the version of the package, CITATION.cff names the same
version, and CHANGELOG.md has a heading with it and with the date of CITATION.cff. It needs the
standard library alone: it runs before anything is installed.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def found(pattern: str, path: str, root: Path = ROOT) -> str:
    """Return what a pattern's group finds in a file."""
    match = re.search(pattern, (root / path).read_text(encoding="utf-8"), flags=re.MULTILINE)
    if match is None:
        raise ValueError(f"{path} has no line like {pattern}")
    return match.group(1)


def version_and_date(root: Path = ROOT) -> tuple[str, str]:
    """Return the package's version and its date; raise ValueError where files disagree."""
    version = found(r'^__version__ = "(.+)"$', "shapley_tutor/__init__.py", root)
    cited = found(r"^version: (\S+)$", "CITATION.cff", root)
    if cited != version:
        raise ValueError(f"CITATION.cff says version {cited}, the package {version}")
    date = found(r"^date-released: (\S+)$", "CITATION.cff", root)
    logged = found(rf"^## {re.escape(version)} - (\S+)$", "CHANGELOG.md", root)
    if logged != date:
        raise ValueError(f"CHANGELOG.md dates {version} {logged}, CITATION.cff {date}")
    return version, date


def notes(changelog: str, version: str) -> str:
    """Return the section of a version, without its heading."""
    after = re.split(rf"^## {re.escape(version)} .*\n", changelog, maxsplit=1, flags=re.MULTILINE)
    if len(after) == 1:
        raise ValueError(f"CHANGELOG.md has no section on {version}")
    return re.split(r"^## ", after[1], maxsplit=1, flags=re.MULTILINE)[0].strip()


def with_absolute_links(text: str, source: str, tag: str) -> str:
    """Let a README's relative links and pictures lead to the tagged files.

    An index of packages shows the README away from the files that it names. In the repository
    the links stay relative, so that its address stands in pyproject.toml and _config.yml only.
    """

    def absolute(match: re.Match[str]) -> str:
        kind = "blob" if match["before"].startswith("[") else "raw"
        return f"{match['before']}{source}/{kind}/{tag}/{match['path']}"

    link = r"(?P<before>!?\[[^\]]*\]\(|src=\")(?P<path>(?!\w+:|#)[^)\"]+)"
    return re.sub(link, absolute, text)


def main() -> None:
    """Check the tag, print the notes."""
    parser = argparse.ArgumentParser(description="Check a release and print its notes.")
    parser.add_argument("tag", help="v and the version")
    parser.add_argument("--absolute-links", action="store_true", help="rewrite README.md in place")
    arguments = parser.parse_args()
    try:
        version, _ = version_and_date()
        if arguments.tag != f"v{version}":
            raise ValueError(f"the tag is {arguments.tag}, the package's version {version}")
        text = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    except ValueError as error:
        sys.exit(f"No release: {error}")
    if arguments.absolute_links:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        readme = ROOT / "README.md"
        before = readme.read_text(encoding="utf-8")
        after = with_absolute_links(before, project["urls"]["Source"], arguments.tag)
        readme.write_text(after, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
