"""The bytes of a list and their text, and the lines of a text; nothing of either is lost."""

from __future__ import annotations

import codecs
import gc
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import accumulate, count
from operator import add
from typing import Final

__all__ = [
    "BOM",
    "LONGEST",
    "Lines",
    "barred",
    "before_tail",
    "decode",
    "has_digit",
    "holds",
    "unswept",
    "words",
]

BOM = "\ufeff"
_BLANKS = "".join(char for char in map(chr, range(0x3001)) if char.isspace())
LONGEST = 20_000
"""Characters of the longest line, cell or paragraph that is read; more is no paper of a list.

The longest known have 6,000: a title, a hundred authors, and links. Without a bound one line could
hold up the reader for hours and its field the memory.
"""
_LINE_END = re.compile(r"\r\n?|\n")
_DIGIT = re.compile(r"\d")


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


def holds(text: str, words: Iterable[str]) -> bool:
    """Tell whether one of `words` stands in a text, in a tenth of the time a pattern takes.

    Examples
    --------
    >>> holds("owl journal", ("letters", "journal")), holds("owls", ("letters", "journal"))
    (True, False)
    """
    for word in words:  # noqa: SIM110 - `any` over a generator takes thrice as long
        if word in text:
            return True
    return False


def has_digit(text: str) -> bool:
    """Tell whether a text holds a digit of any script.

    Examples
    --------
    >>> has_digit("CVPR 2018"), has_digit("CVPR"), has_digit("٢٠١٨")
    (True, False, True)
    """
    return holds(text, "2013456789") or (not text.isascii() and _DIGIT.search(text) is not None)


_MANY: Final = 50_000


@contextmanager
def unswept() -> Iterator[None]:
    """Hold back the collector of reference cycles, of which reading makes none.

    It would look again and again at the hundred thousand small objects that a list is read into,
    for a fifth of the whole time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            # All that was made is old at once, without a look at it; where something is frozen, it
            # stays so. To count that takes its time, too, so that a small list does without.
            if gc.get_count()[0] > _MANY and gc.get_freeze_count() == 0:
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def barred(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with bars for some of its pieces, so that all else keeps its place.

    Examples
    --------
    >>> barred("Owls, ICML 2020, code", [(17, 21), (6, 15)])
    'Owls, |||||||||, ||||'
    """
    ordered = sorted(spans)
    if not ordered:
        return text
    parts: list[str] = []
    at = 0
    for start, end in ordered:
        start = max(start, at)
        if start < end:
            parts += (text[at:start], "|" * (end - start))
            at = end
    parts.append(text[at:])
    return "".join(parts)


def before_tail(text: str, tail: re.Pattern[str], *, after: str, before: str) -> int:
    """Return where the last words of `text` begin if they match `tail`, else its length.

    Several in a row are passed over, with white space and the characters `after` and `before` on
    their two sides. Each character is looked at a bounded number of times, however many tails
    there are: a pattern that is searched from the left and anchored at the end is not so.

    Examples
    --------
    >>> text = "CVPR 2018 (oral, best paper)"
    >>> text[: before_tail(text, re.compile(r"oral|best paper"), after=")", before=",(")]
    'CVPR 2018'
    """
    end = len(text)
    for match in reversed(list(tail.finditer(text))):
        if text[match.end() : end].strip(after + _BLANKS):
            break
        end = match.start()
        while end > 0 and (text[end - 1].isspace() or text[end - 1] in before):
            end -= 1
    return end


class Lines:
    """The lines of a text: from where to where each goes, with and without its end.

    Lines end with LF, CRLF or CR, as Markdown has it.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        self.ends: list[int] = []
        if "\r" not in text:
            sizes = list(map(len, text.split("\n")))
            self.ends = list(map(add, accumulate(sizes), count()))
            self.starts += [end + 1 for end in self.ends[:-1]]
            return
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
