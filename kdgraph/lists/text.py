"""The bytes of a list and their text, and the lines of a text; nothing of either is lost."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right

__all__ = ["BOM", "Lines", "decode", "words"]

BOM = "\ufeff"
_LINE_END = re.compile(r"\r\n?|\n")


def decode(data: bytes) -> tuple[str, str] | None:
    r"""Return the text and its encoding, or None for what is no text.

    UTF-8, or UTF-16 with a byte order mark. The mark stays the first character, so that encoding
    the text gives the same bytes. No other encoding is guessed: a wrong guess would garble names
    without anyone noticing.

    Examples
    --------
    >>> decode("Buciluǎ".encode("utf-16"))[1], decode(b"Bucilu\xe4"), decode(b"a\0b")
    ('utf-16-le', None, None)
    """
    encoding = "utf-8"
    if data.startswith(codecs.BOM_UTF16_LE):
        encoding = "utf-16-le"
    elif data.startswith(codecs.BOM_UTF16_BE):
        encoding = "utf-16-be"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else (text, encoding)


def words(text: str) -> frozenset[str]:
    """Return the words of a text; long vocabularies read better as one."""
    return frozenset(text.split())


class Lines:
    """The lines of a text: from where to where each goes, with and without its end.

    Lines end with LF, CRLF or CR, as Markdown has it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        self.ends: list[int] = []
        for match in _LINE_END.finditer(text):
            self.ends.append(match.start())
            self.starts.append(match.end())
        self.ends.append(len(text))

    def number(self, offset: int) -> int:
        """Return the number, from 1, of the line in which the character at `offset` is."""
        return bisect_right(self.starts, offset)

    def whole(self, start: int, end: int) -> tuple[int, int, int]:
        """Widen a span to whole lines where nothing but white space shares them with it.

        Returns the start, the end without the last line end, and the end with it. What is part of
        a line only stays as it is.
        """
        first, last = self.number(start) - 1, self.number(max(start, end - 1)) - 1
        line_start, line_end = self.starts[first], self.ends[last]
        if self.text.startswith(BOM) and line_start == 0:
            line_start = 1
        before = self.text[line_start:start]
        after = self.text[end:line_end]
        if before.strip(" \t") or after.strip(" \t"):
            return start, end, end
        after_end = self.starts[last + 1] if last + 1 < len(self.starts) else line_end
        return line_start, line_end, after_end
