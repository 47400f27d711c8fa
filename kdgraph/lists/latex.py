"""LaTeX as it stands in titles and names -> plain text, and back as far as it must be."""

from __future__ import annotations

import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import LatexWalkerParseError

__all__ = ["from_latex", "to_latex"]

_MARKUP = re.compile(r"[\\{}$~%]|--|``|''|[?!]`")
_SPECIAL = {
    **{char: f"\\{char}" for char in "&%$#_{}"},
    "~": r"{\textasciitilde}",
    "\\": r"{\textbackslash}",
}


@lru_cache(maxsize=1)
def _converter() -> LatexNodes2Text:
    return LatexNodes2Text(math_mode="text", strict_latex_spaces=True)


def from_latex(text: str) -> str:
    r"""Return what LaTeX shows: accents, braces and commands gone, white space as single blanks.

    What is no LaTeX, such as a lone brace, stays as it is.

    Examples
    --------
    >>> from_latex(r"{Bucilu\v{a}}, Cristian"), from_latex(r"On-the-fly {\&} {KD}")
    ('Buciluǎ, Cristian', 'On-the-fly & KD')
    """
    if _MARKUP.search(text):
        # a per cent sign in a title is one, though LaTeX would begin a comment there
        source = re.sub(r"(?<!\\)%", r"\\%", text)
        try:
            text = _converter().latex_to_text(source, tolerant_parsing=True)
        except (LatexWalkerParseError, IndexError, ValueError):
            text = text.replace("{", "").replace("}", "")
    return " ".join(text.split())


def to_latex(text: str) -> str:
    r"""Escape what LaTeX would not show; letters of all scripts stay as they are.

    Examples
    --------
    >>> to_latex("R&D at 50% of C_1")
    'R\\&D at 50\\% of C\\_1'
    """
    return re.sub(r"[&%$#_{}~\\]", lambda match: _SPECIAL[match[0]], text)
