"""Sentences of running text, and which of them each citation stands in."""

# ruff: noqa: RUF001 - these quotes and dashes are what is printed

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kdgraph.sources.printing import spaced

__all__ = ["CITED", "NAMED", "PRINTED", "Sentence", "sentences"]

CITED: Final = "\ue000"
"""Stands in the text for a citation that is printed in brackets or as a number."""
NAMED: Final = "\ue001"
"""Stands in the text for a citation that is a part of the sentence: the names of its authors."""

PRINTED: Final = "\ue002"
"""Stands behind a formula and for a number that only LaTeX knows: what is before it is no word."""

_MARKS: Final = f"{CITED}{NAMED}"
_END: Final = re.compile(
    rf"(?P<stop>[.!?…]+[\"'”’»)\]]*)(?P<gap>[\s{_MARKS},;]*)|(?P<cjk>[。！？])"
)
_RUN: Final = re.compile(rf"[{_MARKS}](?:[\s,;]*[{_MARKS}])*")
_ABBREVIATION: Final = re.compile(
    r"(?:^|[\s(\[“‘\"'/~–—-])(?:e\.\s?g|i\.\s?e|c\.\s?f|cf|et\s+al|al|etc(?=\.,)|vs|viz|resp"
    r"|w\.r\.t|a\.k\.a"
    r"|approx|ca|incl|excl|figs?|eqs?|eqns?|secs?|sects?|refs?|tabs?|chap|ch|app|appx|alg|algs"
    r"|thm|prop"
    r"|props|lem|cor|def|defs|rem|ex|exs|vol|no|nos|nr|pp?|pg|ed|eds|dr|prof|mr|mrs|ms|st|jr|sr"
    r"|inc|ltd|co"
    r"|dept|univ|z\.\s?b|d\.\s?h|u\.\s?a|bzw|vgl|abb|bspw|sog|evtl|ggf|ggfs|z\.\s?t|kap|abschn"
    r"|gl|s\.\s?o|s\.\s?u"
    r"|inkl|max|min|num|op|cit|ibid|cit|p\.\s?ex|chap|fig|éd|env|suppl|supp|mat|sim|avg|std|dim"
    r"|est|jan|feb"
    r"|mar|apr|jun|jul|aug|sept?|oct|nov|dec|[^\W\d_](?:\.[^\W\d_])+|(?-i:[A-Z]))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the citations in it.

    Attributes
    ----------
    plain : str
        Without citations, and without brackets that held nothing else.
    places : list of (int, int, tuple of int)
        For each citation its number in the text, its offset in `plain`, and the numbers of those
        that stand side by side with it, itself among them.
    marked : str
        With a mark for each citation.
    """

    plain: str
    places: list[tuple[int, int, tuple[int, ...]]]
    marked: str

    def shown(self, keys: Sequence[Sequence[str]]) -> str:
        """Return the sentence with the keys of each citation in brackets."""
        numbers = iter(number for number, _, _ in self.places)
        shown = re.sub(f"[{_MARKS}]", lambda _: f" [{', '.join(keys[next(numbers)])}]", self.marked)
        return spaced(shown.replace("( [", "([").replace("([[", "([")).replace("( [", "([")


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a text that cite something.

    A citation behind the full stop belongs to the sentence before it, unless the text goes on in
    small letters or the citation names the authors: then it begins the next one.

    Examples
    --------
    >>> text = f"As in Sec. 2, we follow {CITED}. Others do not.{CITED} {NAMED} show more."
    >>> [(one.plain, one.places) for one in sentences(text)]
    [('As in Sec. 2, we follow.', [(0, 23, (0,))]), ('Others do not.', [(1, 14, (1,))]),
     ('show more.', [(2, 0, (2,))])]
    """
    number = 0
    for start, end in _parts(text):
        piece = text[start:end]
        count = sum(piece.count(mark) for mark in _MARKS)
        if count:
            yield _made(piece, number)
        number += count


def _parts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(text):
        end = found.end() if found["cjk"] else _boundary(text, found)
        if end is not None and end > start:
            yield start, end
            start = end
    if start < len(text):
        yield start, len(text)


def _boundary(text: str, found: re.Match[str]) -> int | None:
    """Return where the sentence ends that a full stop may end; None where it goes on."""
    gap, following = found["gap"], text[found.end() : found.end() + 1]
    stop = found.start("gap")
    if not following:
        return found.end()
    if not gap:
        return None
    cited = gap.strip(" \t\n,;")
    if not cited and not any(char.isspace() for char in gap):
        return None
    if not cited and gap.strip():
        return None  # a comma follows
    if re.search(r"(?:^|[^\w])[^\W\d_]$", text[max(0, found.start() - 2) : found.start()]) and (
        re.match(r"[^\W\d_]\.", text[found.end() : found.end() + 2])
    ):
        return None  # "z. B.", "U. S."
    if found["stop"].startswith(".") and not found["stop"].startswith(".."):
        before = text[max(0, found.start() - 24) : found.start()]
        if _ABBREVIATION.search(before):
            return None
    if following.islower():
        if not cited:
            return None
        # "done. [3] showed" but not "done.[3] showed"
        if NAMED in gap:
            return stop + gap.index(NAMED)
        return stop if gap[:1].isspace() else None
    if cited:
        named = gap.find(NAMED)
        if named >= 0:
            return stop + named
    return found.end() if cited else stop


def _made(piece: str, first: int) -> Sentence:
    marked = re.sub(r"\s+", " ", piece.replace(PRINTED, "")).strip(" ,;")
    number = first
    groups: list[tuple[int, ...]] = []
    for run in _RUN.finditer(marked):
        count = sum(run[0].count(mark) for mark in _MARKS)
        groups += [tuple(range(number, number + count))] * count
        number += count
    plain: list[str] = []
    offsets: list[int] = []
    for char in marked:
        before = plain[-1] if plain else ""
        if char in _MARKS:
            if before == " ":
                plain.pop()
            offsets.append(len(plain))
            continue
        if char == " " and before in ("", " ", "(", "["):
            continue
        if char in ",;:.!?)]":
            if before == " ":
                plain.pop()
                before = plain[-1] if plain else ""
            if char in ")]" and before in ("(", "["):  # nothing but citations was in brackets
                plain.pop()
                if plain and plain[-1] == " ":
                    plain.pop()
                offsets = [min(offset, len(plain)) for offset in offsets]
                continue
            if char in ",;" and before in ("", "(", "["):
                continue
        plain.append(char)
    said = "".join(plain).strip()
    places = [(first + n, min(offset, len(said)), groups[n]) for n, offset in enumerate(offsets)]
    return Sentence(said, places, marked)
