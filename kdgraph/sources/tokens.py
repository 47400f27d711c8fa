r"""TeX code as tokens: what TeX's own first step makes of characters, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias

__all__ = [
    "BLANK",
    "CLOSE",
    "COMMAND",
    "EVENT",
    "MATH",
    "OPEN",
    "PARAGRAPH",
    "PARAMETER",
    "SIGN",
    "WORDS",
    "Lexer",
    "Token",
    "characters",
    "source_of",
]

Token: TypeAlias = tuple[int, str, int]
"""Kind, text and place: the number of the file times 2**32, plus the offset in it."""

COMMAND: Final = 0  # a control sequence, without its backslash
OPEN: Final = 1
CLOSE: Final = 2
WORDS: Final = 3  # ordinary characters, several at once
BLANK: Final = 4
PARAGRAPH: Final = 5  # an empty line
MATH: Final = 6  # one dollar or two
SIGN: Final = 7  # one of & ~ # ^ _
EVENT: Final = 8  # what no character stands for: the end of a file, the end of an argument
PARAMETER: Final = 9  # the digit of a macro's parameter

_PATTERN = r"""
    \\(?P<word>[{letters}]+)[ \t]*(?:\n(?![ \t]*\n)[ \t]*)?
    |\\(?P<char>\n|[^\n])?
    |(?P<comment>%[^\n]*(?:\n[ \t]*)?)
    |(?P<words>[^\\{{}}$%&~\#^_\s]+)
    |(?P<blank>\s+)
    |(?P<open>\{{)|(?P<close>\}})
    |(?P<math>\$\$?)
    |(?P<sign>[&~\#^_])
"""
_IN_DOCUMENT: Final = re.compile(_PATTERN.format(letters="A-Za-z"), re.VERBOSE)
_IN_PACKAGE: Final = re.compile(_PATTERN.format(letters="A-Za-z@"), re.VERBOSE)
_EMPTY_LINE: Final = re.compile(r"\n[ \t]*\n")


class Lexer:
    r"""Cuts a text into tokens, one after the other; any text can be cut.

    Parameters
    ----------
    text : str
        TeX code with ``\n`` at the ends of lines.
    number : int
        The number of its file, for the places of the tokens.
    at_letter : bool
        Whether ``@`` is a letter, as in packages.

    Examples
    --------
    >>> lexer = Lexer("a $b$ % c\n\\d", 0)
    >>> [token[1] for token in iter(lexer.next, None)]
    ['a', ' ', '$', 'b', '$', ' ', 'd']
    """

    __slots__ = ("_before", "at_letter", "name", "number", "position", "text")

    def __init__(self, text: str, number: int, *, at_letter: bool = False, name: str = "") -> None:
        self.text = text
        self.number = number
        self.name = name
        self.at_letter = at_letter
        self.position = 0
        self._before = number << 32

    def next(self) -> Token | None:
        """Return the next token; None at the end."""
        while True:
            pattern = _IN_PACKAGE if self.at_letter else _IN_DOCUMENT
            found = pattern.match(self.text, self.position)
            if found is None:
                return None
            at = self._before + self.position
            self.position = found.end()
            kind = found.lastgroup
            if kind == "word":
                return COMMAND, found["word"], at
            if kind == "words":
                return WORDS, found[0], at
            if kind == "blank":
                blank = found[0]
                paragraph = "\n" in blank and _EMPTY_LINE.search(blank)
                return (PARAGRAPH, "\n\n", at) if paragraph else (BLANK, " ", at)
            if kind == "open":
                return OPEN, "{", at
            if kind == "close":
                return CLOSE, "}", at
            if kind == "comment":
                # an empty line after a comment still ends the paragraph
                if found[0].endswith(("\n", " ", "\t")) and "\n" in found[0]:
                    rest = self.text[self.position : self.position + 1]
                    if rest == "\n":
                        return PARAGRAPH, "\n\n", at
                continue
            if kind == "math":
                return MATH, found[0], at
            if kind == "sign":
                return SIGN, found[0], at
            char = found["char"]
            if char is None:
                continue  # a backslash as the last character
            return COMMAND, " " if char in "\n\t" else char, at

    def skip_past(self, end: str) -> str | None:
        """Go behind the next `end` and return what stood before it; None where there is none."""
        found = self.text.find(end, self.position)
        if found < 0:
            return None
        passed = self.text[self.position : found]
        self.position = found + len(end)
        return passed


def characters(tokens: Iterable[Token]) -> list[Token]:
    """Return tokens with every run of characters cut into single ones."""
    found: list[Token] = []
    for token in tokens:
        if token[0] == WORDS and len(token[1]) > 1:
            found += [(WORDS, char, token[2] + n) for n, char in enumerate(token[1])]
        else:
            found.append(token)
    return found


def source_of(tokens: Iterable[Token]) -> str:
    r"""Return TeX code that reads as these tokens.

    >>> lexer = Lexer(r"\emph{a} b", 0)
    >>> print(source_of(iter(lexer.next, None)))
    \emph {a} b
    """
    parts = []
    for kind, text, _ in tokens:
        if kind == COMMAND:
            parts.append(f"\\{text} " if text[-1:].isalpha() else f"\\{text}")
        elif kind == PARAMETER:
            parts.append(f"#{text}")
        elif kind != EVENT:
            parts.append(text)
    return "".join(parts)
