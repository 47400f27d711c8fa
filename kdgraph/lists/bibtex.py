"""Lists in BibTeX and BibLaTeX: an entry a paper."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pybtex.bibtex.utils import split_name_list
from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.scanner import PybtexSyntaxError
from pybtex.utils import CaseInsensitiveDict

from kdgraph.identifiers import arxiv_id, doi, find_arxiv, find_doi, link, semantic_scholar_id
from kdgraph.lists.formats import (
    LIST_FORMATS,
    Draft,
    Link,
    ListFormat,
    Parsed,
    Refused,
    Span,
    Value,
    Venue,
)
from kdgraph.lists.links import is_code
from kdgraph.lists.text import Lines
from kdgraph.lists.venues import year_in
from kdgraph.lists.watching import reached
from kdgraph.tex import escape_latex, latex_to_text

__all__ = ["BIBTEX"]

_START = re.compile(r"(?:^|(?<=\r))[ \t\ufeff]*@\s*(?P<kind>[A-Za-z]+)\s*[{(]", re.MULTILINE)
_FIELD = re.compile(r"[,\s]*(?P<name>[A-Za-z][\w+:./-]*)\s*=\s*")
_NO_SECTION = re.compile(
    r"(?i)encoding|jabref|saved with|bibdesk|created|generated|\w\s*=|@|https?:"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]{0,6}\b\.?"
_DATE = re.compile(  # "June 16, 2026", "Setp. 1, 2020", "published Mar. 2019 on arxiv"
    rf"(?i)\b{_MONTH},?\s{{0,3}}(?:\d{{1,2}}\b|(?:19|20)\d\d\b)|^{_MONTH}$|\b\d{{1,2}}\.?\s{_MONTH}"
    r"|^[^\W\d]{3,10}\.?\s\d{1,2},?\s(?:19|20)\d\d$"
    r"|\b(?:19|20)\d\d[-/.]\d{1,2}\b|\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b"
)
_MOST_WRITTEN_OUT: Final = 20_000  # characters of the abbreviations in one entry
_LONGEST_FIELD: Final = 200_000  # an abstract or notes; three thousand authors take 60,000
_LONGEST_SECTION: Final = 500
_VENUES: Final = ("booktitle", "journal", "journaltitle", "eventtitle", "howpublished")
_NO_PAPER: Final = frozenset({"comment", "string", "preamble", "set", "xdata"})


@dataclass(frozen=True, slots=True)
class _Piece:
    """One @command of the file; `whole` tells whether its braces close."""

    kind: str
    start: int
    end: int
    whole: bool


def _pieces(text: str) -> Iterator[_Piece]:
    """Part a text at its @commands, each at the start of a line; broken ones end at the next."""
    closings = _closings(text)
    at = 0
    while (match := _START.search(text, at)) is not None:
        start = text.index("@", match.start())
        following = _START.search(text, match.end())
        limit = following.start() if following else len(text)
        end = closings.get(match.end() - 1)
        if end is None or (following and end > limit and _swallows(text, following, limit)):
            body = text[start:limit].rstrip()
            yield _Piece(match["kind"].lower(), start, start + len(body), whole=False)
            at = limit
        else:
            yield _Piece(match["kind"].lower(), start, end, whole=True)
            at = end


def _swallows(text: str, following: re.Match[str], limit: int) -> bool:
    """Tell whether an entry that goes past the next one has lost its end."""
    return text[limit : following.end()].strip().startswith("@")


def _closings(text: str) -> dict[int, int]:
    """Return behind which character each brace, and each bracket of a command, is closed.

    Braces nest; a bracket that opens a command is closed by the next one outside all braces within.
    """
    commands = {match.end() - 1 for match in _START.finditer(text)}
    closed: dict[int, int] = {}
    braces: list[int] = []
    brackets: list[tuple[int, int]] = []  # depth of braces, place
    depth = 0
    for match in re.finditer(r"\\[{}]|[{}()]", text):
        char, at = match[0], match.start()
        if char == "{":
            braces.append(at)
            depth += 1
        elif char == "}":
            depth -= 1
            if braces:
                closed[braces.pop()] = at + 1
            while brackets and brackets[-1][0] > depth:
                brackets.pop()
        elif char == "(" and at in commands:
            brackets.append((depth, at))
        elif char == ")":
            while brackets and brackets[-1][0] == depth:
                closed[brackets.pop()[1]] = at + 1
    return closed


def _parse(text: str) -> Parsed:
    parsed = Parsed()
    macros: Any = _Abbreviations(month_names, most=_MOST_WRITTEN_OUT + 4 * len(text))
    lines = Lines(text)
    pieces = list(_pieces(text))
    sections = _sections(text, lines, pieces)
    section_starts = [at for at, _ in sections]
    for n, piece in enumerate(pieces):
        reached(n, len(pieces))
        if not piece.whole:
            if piece.kind not in _NO_PAPER:
                parsed.refused.append(
                    Refused(piece.start, piece.end, "a brace or bracket is not closed")
                )
            continue
        source = text[piece.start : piece.end]
        macros.begin()
        try:
            commands = list(LowLevelParser(source, macros=macros, handle_error=_raise_unless_macro))
        except _TooLongError as error:
            parsed.refused.append(Refused(piece.start, piece.end, str(error)))
            continue
        except PybtexSyntaxError as error:
            line = lines.number(piece.start) + (error.lineno or 1) - 1
            problem = str(error).split(":")[-1].strip()
            parsed.refused.append(
                Refused(piece.start, piece.end, f"not BibTeX: {problem} (line {line})")
            )
            continue
        if piece.kind in _NO_PAPER or not commands:
            continue
        fields = {name.lower(): "".join(parts) for name, parts in reversed(commands[0][1][1])}
        if long := [name for name in sorted(fields) if len(fields[name]) > _LONGEST_FIELD]:
            reason = f"the field {_excerpt(long[0])} has more than {_LONGEST_FIELD:,} characters"
            parsed.refused.append(Refused(piece.start, piece.end, reason))
            continue
        draft = _read(fields, piece, _spans(text, piece))
        if draft is None:
            reason = "an entry without title, DOI, arXiv id or address of a paper"
            parsed.refused.append(Refused(piece.start, piece.end, reason))
            continue
        above = bisect_left(section_starts, piece.start)
        draft.section = sections[above - 1][1] if above else _keywords(fields)
        parsed.drafts.append(draft)
    return parsed


class _TooLongError(Exception):
    """Abbreviations that stand for more text than a list can hold."""


class _Abbreviations(CaseInsensitiveDict):  # type: ignore[misc]
    """The abbreviations defined so far; they may be written out to a bounded length only.

    Forty that each name the one before twice would stand for a text of 10^12 characters.
    """

    def __init__(self, known: Mapping[str, str], *, most: int) -> None:
        super().__init__(known)
        self._left = most
        self._left_here = 0

    def begin(self) -> None:
        """Say that another entry or definition begins."""
        self._left_here = min(_MOST_WRITTEN_OUT, self._left)

    def __getitem__(self, name: str) -> str:
        written = str(super().__getitem__(name))
        self._left -= len(written)
        self._left_here -= len(written)
        if self._left_here < 0:
            raise _TooLongError(
                "its abbreviations, written out, have more than "
                f"{_MOST_WRITTEN_OUT:,} characters (or those of the list too many)"
            )
        return written


def _raise_unless_macro(error: PybtexSyntaxError) -> None:
    """Read an abbreviation that nobody defined as nothing, as BibTeX does; all else is an error."""
    if error.error_type != "undefined string":
        raise error


def _sections(text: str, lines: Lines, pieces: Sequence[_Piece]) -> list[tuple[int, str]]:
    """Return the comment lines between entries that name what follows them.

    A date is no name, nor is a remark on one entry: comments without ornament that are as many as
    half the entries are remarks.
    """
    whole = [piece for piece in pieces if piece.whole]
    starts = [piece.start for piece in whole]
    found = []
    for start, end in zip(lines.starts, lines.ends, strict=True):
        if end - start > _LONGEST_SECTION:
            continue
        line = text[start:end].strip(" \t\ufeff")
        if not line.startswith("%"):
            continue
        name = line.strip(" \t%=*#_-")
        if not re.search(r"[^\W_]", name) or len(name.split()) > 10:
            continue
        if _NO_SECTION.search(name) or _DATE.search(name):
            continue
        before = bisect_right(starts, start)
        if not before or whole[before - 1].end <= start:
            found.append((start, name, re.match(r"%\s*[%=*#_-]{2}|%[%=*#_-]", line) is not None))
    bare = sum(not ornate for _, _, ornate in found)
    papers = sum(piece.kind not in _NO_PAPER for piece in whole)
    remarks = bare > 2 and 2 * bare > papers
    return [(start, name) for start, name, ornate in found if ornate or not remarks]


def _excerpt(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _keywords(fields: Mapping[str, str]) -> str:
    """Return JabRef's group or the only keyword; several keywords are no section."""
    group = latex_to_text(fields.get("groups", "")).split(",")[0].strip()
    words = [w.strip() for w in re.split(r"[,;]", latex_to_text(fields.get("keywords", "")))]
    words = [word for word in words if word]
    return group or (words[0] if len(words) == 1 else "")


def _spans(text: str, piece: _Piece) -> dict[str, Span]:
    """Return where the value of each field stands, inside its braces or quotes."""
    spans: dict[str, Span] = {}
    opening = re.compile(r"[{(]").search(text, piece.start)
    at = text.find(",", opening.end() if opening else piece.start, piece.end)
    while at >= 0 and (match := _FIELD.match(text, at, piece.end)) is not None:
        start = match.end()
        end = _value_end(text, start, piece.end - 1)
        raw = text[start:end].rstrip()
        simple = len(raw) > 1 and (raw[0], raw[-1]) in (("{", "}"), ('"', '"'))
        if simple and _single(raw):
            spans.setdefault(match["name"].lower(), (start + 1, start + len(raw) - 1))
        elif raw.isdigit():
            spans.setdefault(match["name"].lower(), (start, start + len(raw)))
        at = end
    return spans


def _value_end(text: str, at: int, limit: int) -> int:
    """Return where the value that begins at `at` ends: at the next comma outside all braces."""
    depth, quoted = 0, False
    for match in re.compile(r"\\.|[{}\",]", re.DOTALL).finditer(text, at, limit):
        char = match[0]
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == '"' and depth == 0:
            quoted = not quoted
        elif char == "," and depth == 0 and not quoted:
            return match.start()
    return limit


def _single(raw: str) -> bool:
    """Tell whether a value is one braced or quoted text, not several joined by #."""
    if raw[0] == '"':
        return '"' not in re.sub(r"\{[^{}]*\}", "", raw[1:-1])
    depth = 0
    for n, char in enumerate(raw):
        depth += (char == "{") - (char == "}")
        if depth == 0 and n < len(raw) - 1:
            return False
    return True


def _read(fields: Mapping[str, str], piece: _Piece, spans: Mapping[str, Span]) -> Draft | None:
    draft = Draft(piece.start, piece.end)
    plain = {name: latex_to_text(value) for name, value in fields.items()}
    draft.title = plain.get("title") or None
    if plain.get("subtitle") and draft.title:
        draft.title = f"{draft.title}: {plain['subtitle']}"
        spans = {name: span for name, span in spans.items() if name != "title"}
    names = re.sub(r"\s+", " ", fields.get("author", "")).strip()
    draft.authors = [
        latex_to_text(name) for name in split_name_list(names) if name.strip().lower() != "others"
    ]
    dated = next((name for name in ("year", "date") if year_in(plain.get(name, ""))), None)
    found = year_in(plain[dated]) if dated else None
    draft.year = found[0] if found else None
    venue = next((name for name in _VENUES if _is_venue(plain.get(name, ""))), None)
    if venue is not None:
        draft.venues = [Venue(plain[venue], draft.year)]
    _identify(draft, fields, plain)
    printed = {"title": "title", "author": "authors", "doi": "doi"}
    for name, span in spans.items():
        if name in printed:
            draft.spans[printed[name]] = (span,)
        elif name == venue:
            draft.spans["venue"] = (span,)
        elif name == dated and found:
            value = fields[name]
            at = value.find(str(found[0]))
            draft.spans["year"] = ((span[0] + at, span[0] + at + 4),)
        elif name == "eprint" and draft.arxiv and arxiv_id(plain["eprint"]):
            draft.spans["arxiv"] = (span,)
    known = draft.title or draft.doi or draft.arxiv or draft.paper_links
    return draft if known else None


def _is_venue(value: str) -> bool:
    return bool(value) and not re.search(r"https?:|\\url", value)


def _identify(draft: Draft, fields: Mapping[str, str], plain: Mapping[str, str]) -> None:
    raw = {name: re.sub(r"\\([_%#&~])", r"\1", value) for name, value in fields.items()}
    urls = re.findall(
        r"https?://[^\s{}]+", " ".join(raw.get(n, "") for n in ("url", "howpublished", "note"))
    )
    for url in dict.fromkeys(urls):
        if is_code(url):
            draft.code_links.append(Link("", url))
        else:
            draft.paper_links.append(url)
    for name in ("code", "github"):
        draft.code_links += [
            Link("", url) for url in re.findall(r"https?://\S+", raw.get(name, ""))
        ]
    if "semanticscholar" in raw or "s2id" in raw:
        sha = semantic_scholar_id(raw.get("semanticscholar", "") or raw.get("s2id", ""))
        if sha:
            draft.paper_links.append(str(link("s2", sha)))
    eprint = raw.get("eprint", "")
    kind = (raw.get("archiveprefix", "") or raw.get("eprinttype", "") or "arxiv").lower()
    if kind == "arxiv":
        draft.arxiv = arxiv_id(eprint) or find_arxiv(eprint)
    draft.doi = doi(raw.get("doi", "")) or find_doi(raw.get("doi", ""))
    sources = [*urls, *(plain.get(n, "") for n in ("journal", "note", "howpublished", "volume"))]
    for source in sources:
        draft.arxiv = draft.arxiv or find_arxiv(source)
        draft.doi = draft.doi or find_doi(source)
    if draft.doi is not None and draft.doi.startswith("10.48550/"):
        draft.arxiv, draft.doi = draft.arxiv or find_arxiv(draft.doi), None


def _likeness(text: str) -> float:
    """Say how much of a text are entries: other lists may end with the one that cites them."""
    if not any(match["kind"].lower() not in _NO_PAPER for match in _START.finditer(text)):
        return 0.0
    inside = sum(piece.end - piece.start for piece in _pieces(text))
    comments = sum(len(line[0]) for line in re.finditer(r"(?:^|[\r\n])[ \t]*%[^\r\n]*", text))
    share = (inside + comments) / len(text.strip())
    return 0.99 if share > 0.5 else 0.5 * share


def _write(field_name: str, value: Value, old: str) -> str:
    """Write a field as LaTeX; a title stays in inner braces where it was."""
    if isinstance(value, int) or field_name in ("doi", "arxiv"):
        return str(value)
    if not isinstance(value, str):
        names: list[Callable[[], str] | str] = [str(part) for part in value]
        return " and ".join(escape_latex(str(name)) for name in names)
    braced = old.startswith("{") and old.endswith("}") and _single(old)
    return f"{{{escape_latex(value)}}}" if braced else escape_latex(value)


BIBTEX = LIST_FORMATS.add("bibtex", label="BibTeX")(
    ListFormat(
        suffixes=(".bib", ".bibtex"),
        shape="entries with a title, a DOI, an eprint or a url",
        likeness=_likeness,
        parse=_parse,
        write=_write,
    )
)
"""Lists in BibTeX."""
