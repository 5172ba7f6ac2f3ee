"""Sphinx extension: works stand where one looks for their authors: Š among S, D’Amour among Da."""

from __future__ import annotations

import unicodedata

from pybtex.database import Person
from pybtex.plugin import register_plugin
from pybtex.richtext import Text
from pybtex.style.formatting import alpha
from pybtex.style.sorting.author_year_title import SortingStyle
from sphinx.application import Sphinx


def plain(name: str) -> str:
    r"""Return the letters of a name as LaTeX has it, without accents and signs.

    Examples
    --------
    >>> plain(r"\v{s}trumbelj  erik"), plain("d’amour")
    ('strumbelj  erik', 'damour')
    """
    kept = unicodedata.normalize("NFKD", str(Text.from_latex(name)))
    return "".join(letter for letter in kept if letter.isascii() and letter not in "'-")


class ByLetters(SortingStyle):  # type: ignore[misc]
    """Sort by authors, year and title, as the style that is common, but by letters alone."""

    def person_key(self, person: Person) -> str:
        """Return what is compared of a person."""
        return plain(super().person_key(person))


class Style(alpha.Style):  # type: ignore[misc]
    """The common style, sorted by letters."""

    default_sorting_style = ByLetters


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with the library that writes the works."""
    register_plugin("pybtex.style.formatting", "by_letters", Style)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
