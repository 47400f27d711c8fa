"""Words of the data in Markdown, shown as they are: nothing in a title becomes a link or a tag."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["markdown_text"]

_SPECIAL: Final = re.compile(r"[\\`*_\[\]<>|~&$]")
_BLOCK: Final = re.compile(r"^(?:[#+-]|\d+[.)])")
_CODEPOINTS_OF_DIRECTION: Final = frozenset(
    {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
)


def markdown_text(text: str) -> str:
    r"""Return words on one line, with a backslash before each sign that Markdown would read.

    Controls are left out, and so are those that turn the direction of reading, which would turn the
    rest of the page.

    Examples
    --------
    >>> print(markdown_text("[Re] A *bold*\nlink"))
    \[Re\] A \*bold\* link
    >>> print(markdown_text("# no heading"), markdown_text("1. no item"))
    \# no heading 1\. no item
    """
    words = " ".join(text.split())
    shown = "".join(sign for sign in words if not _is_control(sign))
    escaped = _SPECIAL.sub(r"\\\g<0>", shown)
    return _BLOCK.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", escaped)


def _is_control(sign: str) -> bool:
    return (
        unicodedata.category(sign) == "Cc"
        or unicodedata.bidirectional(sign) in _CODEPOINTS_OF_DIRECTION
    )
