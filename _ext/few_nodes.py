"""Sphinx extension: pages in few elements, so that browsers lay them out soon.

Pygments puts every name, dot and bracket into an element of its own, which was half of a page. The
book colors comments, words of the language, strings and what is defined; the rest is plain text,
and what stands together in one color is one element. MathJax puts an element around every letter,
and a group around many; where such a one adds nothing, the letter stands alone. What holds lines of
fractions and tables apart, and the bars of fractions, are boxes without content: custom.css draws
them.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from pygments.formatters import HtmlFormatter
from pygments.token import Token
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge

# What custom.css colors; a kind stands for those below it.
COLORED = (
    Token.Comment, Token.Keyword, Token.Operator.Word, Token.Literal.String,
    Token.Name.Function, Token.Name.Class, Token.Name.Decorator,
)  # fmt: skip

# A letter, a group of one letter, a space in a style, and what is empty.
LETTER = re.compile(
    r'<(mjx-m[ino]|mjx-mtext) class="([^"]*)"([^>]*)><mjx-c class="([^"]*)"></mjx-c></\1>'
)
PLAYER = re.compile(r" st-player-\d")  # whose color it has
GROUP = re.compile(
    r'<mjx-TeXAtom((?: (?:size|space)="\w+")*) texclass="\w+">'
    r'<mjx-c class="([^"]*)"></mjx-c></mjx-TeXAtom>'
)
SPACE = re.compile(r"<mjx-mstyle>(<mjx-mspace[^>]*></mjx-mspace>)</mjx-mstyle>")
# Boxes of which a style sheet makes what comes before or after what they stand in.
CELL = re.compile(r"<mjx-tstrut></mjx-tstrut>(?=</mjx-mtd>)")
BOX = re.compile(
    r'<(mjx-num|mjx-den|mjx-dtable)><(mjx-nstrut|mjx-dstrut|mjx-line)(?: type="(d)")?></\2>'
)
EMPTY = re.compile(r'<mjx-mi class="mjx-n"></mjx-mi>')
# In MathML, which is read aloud: a box around it, spaces, and a group of one.
ALOUD = re.compile(r"<mjx-assistive-mml[^>]*>(.*)</mjx-assistive-mml>")
SILENT = re.compile(r"<mstyle[^>]*><mspace[^>]*></mspace></mstyle>")
SMALL = re.compile(
    r"<mstyle[^>]*>(<mfrac>(?:(?!</?mstyle|<mfrac|</mfrac>).)*</mfrac>)</mstyle>"  # not said
)
ONE = re.compile(r"<mrow[^>]*>(<(m[ino])\b[^>]*>[^<]*</\2>)</mrow>")


@functools.cache
def plain(kind: Any) -> Any:
    """Return the colored kind that a token belongs to, or that of text."""
    return next((color for color in COLORED if kind in color), Token.Text)


class FewNodes(HtmlFormatter):  # type: ignore[misc]
    """Writes code with one element for each stretch of a color."""

    def _wrap_pre(self, inner: Any) -> Any:
        """Begin with the code, not with an empty element for browsers of long ago."""
        for is_code, text in super()._wrap_pre(inner):
            yield is_code, text if is_code else text.replace("<span></span>", "")

    def format_unencoded(self, tokensource: Any, outfile: Any) -> None:
        """Write the code of a cell."""
        tokens = ((plain(kind), value) for kind, value in tokensource)
        super().format_unencoded(tokens, outfile)


def with_fewer(formula: str) -> str:
    """Return a formula of MathJax without elements that change nothing.

    Examples
    --------
    >>> with_fewer('<mjx-mi class="mjx-i" space="4"><mjx-c class="mjx-c78"></mjx-c></mjx-mi>')
    '<mjx-c class="mjx-c78" space="4"></mjx-c>'
    >>> with_fewer('<mrow data-mjx-texclass="ORD"><mi>x</mi></mrow>')
    '<mi>x</mi>'
    >>> with_fewer('<mjx-num><mjx-nstrut type="d"></mjx-nstrut><mjx-mo></mjx-mo></mjx-num>')
    '<mjx-num type="d"><mjx-mo></mjx-mo></mjx-num>'
    """

    def letter(found: re.Match[str]) -> str:
        player = PLAYER.search(found[2])
        return f'<mjx-c class="{found[4]}{player[0] if player else ""}"{found[3]}></mjx-c>'

    formula = LETTER.sub(letter, formula)
    formula = GROUP.sub(r'<mjx-c class="\2"\1></mjx-c>', formula)
    formula = BOX.sub(lambda found: f'<{found[1]} type="{found[3] or "t"}">', CELL.sub("", formula))
    formula = EMPTY.sub("", SPACE.sub(r"\1", formula))
    formula = ALOUD.sub(r"\1", formula)
    return ONE.sub(r"\1", SMALL.sub(r"\1", SILENT.sub("", formula)))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    PygmentsBridge.html_formatter = FewNodes
    return {"parallel_read_safe": True, "parallel_write_safe": True}
