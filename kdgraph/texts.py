"""Clean text for files and terminals: control characters and invalid code points."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from typing import Any, Final

__all__ = ["clean", "file_name", "json_text", "one_line", "same_file_key", "shown"]

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
    r"""Return a file name of any bytes as one that every program and system can read and write.

    Bytes that are no UTF-8, control characters, and what Windows forbids are written in
    hexadecimal, so that two names stay two: any of ``< > : " | ? * \``, a point or blank at the
    end, and the first letter of the name of a device such as ``aux`` or ``COM1``, whatever ending
    it has. A name of more than 120 bytes is cut, and ends in a checksum of the whole: systems allow
    255, and Windows 260 characters for a whole path.

    Examples
    --------
    >>> file_name("caf\udce9.md"), file_name("a\nb.md"), file_name("知识.md")
    ('caf%E9.md', 'a%0Ab.md', '知识.md')
    >>> file_name("why?.md"), file_name("aux.md"), file_name("list. "), file_name("auxiliary.md")
    ('why%3F.md', '%61ux.md', 'list.%20', 'auxiliary.md')
    >>> file_name("very long " * 20 + ".md")[80:]
    'very long very long very lon-b59163e5.md'
    """
    # what the system could not decode stands as halves of surrogate pairs, one for each byte
    name = _SURROGATE.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", name)
    for never in (_UNSAFE, _FORBIDDEN):
        name = never.sub(lambda found: _hexadecimal(found[0].encode()), name)
    if _DEVICE.match(name):
        name = _hexadecimal(name[0].encode()) + name[1:]
    if len(name.encode()) > _LONGEST:
        dot = name.rfind(".")
        ending = name[dot:] if dot > 0 and len(name[dot:].encode()) <= _LONGEST_ENDING else ""
        ending = f"-{hashlib.sha256(name.encode()).hexdigest()[:8]}{ending}"
        # half a letter at the end is left out
        name = name.encode()[: _LONGEST - len(ending.encode())].decode("utf-8", "ignore") + ending
    return name


_FORBIDDEN: Final = re.compile(r'[<>:"|?*\\]|[. ]\Z')
_DEVICE: Final = re.compile(
    r"(?:con(?:in\$|out\$)?|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?= *(?:\.|\Z))", re.IGNORECASE
)
_LONGEST: Final = 120
_LONGEST_ENDING: Final = 20


def same_file_key(name: str) -> str:
    r"""Return what names share that are one file where case, or how an accent is made, is ignored.

    Windows and macOS ignore case, macOS also whether an accent is a character of its own.

    Examples
    --------
    >>> same_file_key("KD.md") == same_file_key("kd.MD")
    True
    >>> same_file_key("\u00e9") == same_file_key("e\u0301")
    True
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    return unicodedata.normalize("NFC", folded)


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
