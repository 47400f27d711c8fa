"""Texts from lists, papers and people, as Markdown that shows them as they are."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["plain"]

_SIGNS: Final = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:=&\"'^@/])")
# Streamlit turns these into other signs after it has read the Markdown, where no backslash helps
_TURNED: Final = re.compile(r"(?<=:)(?=[\w+\-/]+:)|(?<=[-<])(?=[->])|(?<=[<>~])(?==)|(?<=-)(?=-)")
_JOINER: Final = "\N{WORD JOINER}"


def plain(text: object) -> str:
    r"""Return `text` as Markdown that shows every sign of it, on one line.

    Tags, formulas, links, emphasis, emoji shortcodes and colours show as they are written.

    Examples
    --------
    >>> plain("A <b>bold</b> *claim* about $x$")
    'A \\<b\\>bold\\<\\/b\\> \\*claim\\* about \\$x\\$'
    >>> len(plain(":smile:")) - len(r"\:smile\:")  # a sign without width is put in
    1
    """
    line = " ".join(str(text).split())
    return _SIGNS.sub(r"\\\1", _TURNED.sub(_JOINER, line))
