"""Text as a file can hold it and a terminal can show it, wherever it came from."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["clean", "one_line"]

# C0 but tab and newline, DEL, C1, marks and controls of writing direction, noncharacters
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\U0010ffff]"
)
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_BREAK: Final = re.compile("\r\n?|[\x85\u2028\u2029]")


def clean(text: str | None) -> str | None:
    r"""Return `text` without what no file holds and no terminal should obey, None if blank.

    Halves of surrogate pairs become question marks; control characters and controls of writing
    direction go, all line ends become newlines.

    Examples
    --------
    >>> clean("caf\u00e9"), clean("caf\ud83d"), clean("  ")
    ('café', 'caf?', None)
    >>> clean("\x1b]0;title\x07red \u202eherring\r\n")
    ']0;titlered herring\n'
    """
    if text is None or not text.strip():
        return None
    if text.isascii() and text.isprintable():
        return text
    text = _UNSEEN.sub("", _BREAK.sub("\n", text))
    return _SURROGATE.sub("?", text) if text.strip() else None


def one_line(text: str | None) -> str | None:
    r"""Return `text` as `clean` does, on one line and without spaces around.

    Examples
    --------
    >>> one_line(" Democratic Reform: \n Evidence ")
    'Democratic Reform: Evidence'
    """
    text = clean(text)
    if text is None:
        return None
    return re.sub(r"[ \t]*\n\s*", " ", text.replace("\t", " ")).strip()
