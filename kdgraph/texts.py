"""Clean text for files and terminals: control characters and invalid code points."""

from __future__ import annotations

import json
import re
from typing import Any, Final

__all__ = ["clean", "file_name", "json_text", "one_line", "shown"]

# C0 but tab and newline, DEL, C1, marks and controls of writing direction, noncharacters
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff\U0010ffff]"
)
_UNSAFE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
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
    if text is None or text.isprintable():  # nothing in it ends a line
        return text and text.strip()
    return re.sub(r"[ \t]*\n\s*", " ", text.replace("\t", " ")).strip()


def shown(text: str) -> str:
    r"""Return `text` as `clean` does, for a terminal; what is blank stays as it is.

    Examples
    --------
    >>> shown("no file caf\udce9\x1b[31m.md\n"), shown("")
    ('no file caf?[31m.md\n', '')
    """
    return clean(text) or text


def file_name(name: str) -> str:
    r"""Return a file name of any bytes as one that every program can read, write and print.

    Bytes that are no UTF-8 and control characters are written in hexadecimal, so that two names
    stay two.

    Examples
    --------
    >>> file_name("caf\udce9.md"), file_name("a\nb.md"), file_name("知识.md")
    ('caf%E9.md', 'a%0Ab.md', '知识.md')
    """
    # what the system could not decode stands as halves of surrogate pairs, one for each byte
    name = _SURROGATE.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", name)
    return _UNSAFE.sub(lambda found: _hexadecimal(found[0].encode()), name)


def _hexadecimal(raw: bytes) -> str:
    return "".join(f"%{byte:02X}" for byte in raw)


def json_text(value: Any, *, indent: int | None = None) -> str:
    r"""Return plain values as JSON that a terminal can show: what it would obey is escaped.

    Examples
    --------
    >>> print(json_text({"title": "red \u202e caf\udce9 知"}))
    {"title": "red \u202e caf\udce9 知"}
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)
    escape = re.compile(f"{_UNSAFE.pattern}|{_SURROGATE.pattern}")
    return escape.sub(lambda found: _escaped(found[0]), text)


def _escaped(char: str) -> str:
    return char if char == "\n" else f"\\u{ord(char):04x}"
