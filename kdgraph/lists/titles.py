"""Plain lists of titles, one a line."""

from __future__ import annotations

import re
from typing import Final

from kdgraph.identifiers import find_identifier
from kdgraph.lists.formats import LIST_FORMATS, Draft, ListFormat, Parsed, Refused, Value
from kdgraph.lists.people import are_surely_names
from kdgraph.lists.text import BOM, LONGEST, Lines

__all__ = ["TITLES"]

_MARK: Final = re.compile(r"\s*+(?:[-*+\u2022\u2013]\s+|\[?\d{1,4}[.)\]]\s+|\(\d{1,4}\)\s+)?")
_YEAR: Final = re.compile(r"[\s,][(\[]?(?P<year>(?:19[3-9]|20\d)\d)[)\]]?\.?$")
_NO_TITLE: Final = re.compile(
    r"https?:|\*\*|[{}<>|\t=@`\\\[\]]|\b(?:19|20)\d\d\b|\b10\.\d|\bet\.? al\b"
)
# Thai, kana and Chinese characters, between whose words stands no space; a name has at most four.
_UNSPACED: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_QUOTES: Final = {'"': '"', "\u201c": "\u201d", "'": "'", "\u2018": "\u2019"}


def _parse(text: str) -> Parsed:
    parsed = Parsed()
    lines = Lines(text)
    section = ""
    for start, end in zip(lines.starts, lines.ends, strict=True):
        start += start == 0 and text.startswith(BOM)
        if not text[start:end].strip():
            continue
        if end - start > LONGEST:
            reason = f"a line of more than {LONGEST:,} characters"
            parsed.refused.append(Refused(start, end, reason))
            continue
        if (heading := _heading(text[start:end])) is not None:
            section = heading
            continue
        draft = _read(text, start, end)
        if draft is None:
            parsed.refused.append(Refused(start, end, "a line that is no title"))
            continue
        draft.section = section
        parsed.drafts.append(draft)
    if parsed.drafts:
        parsed.notes.append("each line was read as a title, for the list gives nothing else")
    return parsed


def _heading(line: str) -> str | None:
    """Return the section that a line names: "# Surveys" or "Surveys:"."""
    said = line.strip()
    if said.startswith("#") or (said.endswith(":") and len(said) <= 60):
        return said.strip(" \t#:")
    return None


def _read(text: str, start: int, end: int) -> Draft | None:
    """Read a line: a title, perhaps behind a number, in quotation marks, before a year."""
    mark = _MARK.match(text, start, end)
    at = mark.end() if mark else start
    stop = start + len(text[start:end].rstrip(" \t.;,"))
    draft = Draft(start, stop)
    tail = max(at, stop - 8)
    if year := _YEAR.search(text[tail:stop]):
        draft.year = int(year["year"])
        draft.spans["year"] = ((tail + year.start("year"), tail + year.end("year")),)
        stop = at + len(text[at : tail + year.start()].rstrip(" \t,"))
    said = text[at:stop]
    if len(said) > 2 and _QUOTES.get(said[0]) == said[-1]:
        at, stop = at + 1, stop - 1
    said = text[at:stop].rstrip(" ,.")
    if not re.search(r"[^\W\d_]{2}", said) or re.match(r"[@<>{}|\\]", said):
        return None
    if len(said) < 300 and find_identifier(said) is not None:
        return None  # an address or identifier alone
    draft.title = " ".join(said.split())
    draft.spans["title"] = ((at, at + len(said)),)
    return draft


def _likeness(text: str) -> float:
    """Say which share of the lines can be titles and nothing else."""
    lines = [line.strip() for line in text[:40_000].removeprefix(BOM).splitlines()]
    lines = [line for line in lines if line and _heading(line) is None]
    titles = sum(_is_title(line) for line in lines)
    if not lines or titles * 5 < len(lines) * 4:
        return 0.0
    return 0.7 * titles / len(lines)


def _is_title(line: str) -> bool:
    mark = _MARK.match(line)
    said = line[mark.end() :] if mark else line
    if year := _YEAR.search(said[-8:]):
        said = said[: len(said[:-8]) + year.start()].rstrip(" ,")
    unspaced = len(_UNSPACED.findall(said[:300])) > 4
    if not (5 if unspaced else 8) <= len(said) <= 300 or re.search(
        r"https?:|\]\(|\*\*|[{}<>|\t=@`\\]|\d{4}\W*,|\b10\.\d", said
    ):
        return False
    words = said.split()
    letters = sum(char.isalpha() for char in said)
    begins = (
        said[0].isupper() or said[0].isdigit() or said[0] in "\"\u201c'" or not said[0].isascii()
    )
    ends = said[-1] not in ",;:\uff0c\uff1b\uff1a\u3001\u3002" and not (
        said[-1] == "." and not said.endswith("...")
    )
    plain = (unspaced or len(words) >= 2) and len(words) <= 30 and letters * 10 > len(said) * 6
    tail = re.split(r"[,.]\s|\s[-\u2013]\s", said, maxsplit=1)[-1]
    names = are_surely_names(said) or are_surely_names(tail)
    return begins and ends and plain and not names


def _write(_field: str, value: Value, _old: str) -> str:
    return str(value)


TITLES = LIST_FORMATS.add("titles", label="Titles, one a line")(
    ListFormat(
        suffixes=(".titles",),
        shape="one title a line, perhaps with its year",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Plain lists of titles."""
