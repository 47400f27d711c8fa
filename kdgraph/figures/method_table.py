"""A table of methods and their properties: read from a CSV file, or made of what is known."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import pandas as pd
from rapidfuzz import fuzz, process

from kdgraph.analysis.names.paper_names import paper_names, short_names
from kdgraph.errors import AmbiguousPaperError, InputError, UnknownPaperError
from kdgraph.export.citation_keys import citation_keys
from kdgraph.files import read_bounded
from kdgraph.graph.snapshot import Snapshot
from kdgraph.texts import clean

__all__ = [
    "BLANK",
    "DASH",
    "NO",
    "NUMBER",
    "PARTLY",
    "SIGNS",
    "TEXT",
    "YES",
    "Cell",
    "MethodRow",
    "MethodTable",
    "known_table",
    "read_method_table",
    "table_template",
]

YES: Final = "yes"
NO: Final = "no"
PARTLY: Final = "partly"
DASH: Final = "dash"
BLANK: Final = "blank"
NUMBER: Final = "number"
TEXT: Final = "text"
SIGNS: Final = (YES, PARTLY, NO)
"""Kinds of cells that are drawn as signs."""

_WORDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("yes", "y", "true", "+", "\u2713", "\u2714", "\u2705", "\u2611", "\u25cf"), YES
    ),
    **dict.fromkeys(
        ("no", "n", "false", "\u2717", "\u2718", "\u00d7", "\u274c", "\u2612", "\u25cb"), NO
    ),
    **dict.fromkeys(
        ("~", "partly", "partial", "partially", "some", "(yes)", "(y)", "(x)", "(\u2713)"),
        PARTLY,
    ),
    **dict.fromkeys(("\u2248", "\u25d0", "\u25d1", "\u00b1"), PARTLY),
    **dict.fromkeys(("-", "\u2013", "\u2014", "n/a", "na", "n.a."), DASH),
    "": BLANK,
}
_X: Final = "x"  # a mark as in a form, but beside other signs for yes a cross
_NUMBER: Final = re.compile(
    r"[<>~\u2264\u2265\u2248]? ?[-+\u2212\u00b1]?\d[\d,.]*(?: ?\u00b1 ?\d[\d.,]*)?"
    r"(?:[eE][-+]?\d+)? ?[%kKMGTB]?"
)
_LONGEST_NUMBER: Final = 24  # signs
_COMMENT: Final = "#"
_FORMULA: Final = ("=", "+", "-", "@")
_DELIMITERS: Final = ",;\t|"
_MOST_BYTES: Final = 4_000_000
_MOST_COLUMNS: Final = 60
_LONGEST_HEADER: Final = 80
_TOLD: Final = 5  # faults that one message names
_NEAR: Final = 75.0  # of 100: names less alike are no hint
_NAMED: Final = 3  # names in a hint


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one place: its kind, and the words as they were written."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One paper with its cells; `line` is where it stands in the file, 0 where there is none."""

    paper_id: str
    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class MethodTable:
    """Properties of papers.

    Attributes
    ----------
    columns : tuple of str
        Their names.
    rows : tuple of MethodRow
        In the order of the file.
    text : str or None
        The table as CSV text, from which it is read again; None where it was not read.
    """

    columns: tuple[str, ...]
    rows: tuple[MethodRow, ...]
    text: str | None = None

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """What each column holds: ``sign`` or ``number`` where all its cells do, else ``text``."""
        return tuple(
            _kind_of([row.cells[number].kind for row in self.rows])
            for number in range(len(self.columns))
        )

    @property
    def papers(self) -> tuple[str, ...]:
        """The ids of the papers, in the order of the rows."""
        return tuple(row.paper_id for row in self.rows)


def _kind_of(kinds: Sequence[str]) -> str:
    told = {kind for kind in kinds if kind not in (BLANK, DASH)}
    if told and told <= set(SIGNS):
        return "sign"
    return "number" if told == {NUMBER} else "text"


def read_method_table(snapshot: Snapshot, source: str | Path) -> MethodTable:
    r"""Read a table of methods: a header, then a row for each paper, its properties beside it.

    The first column names the paper: by id, arXiv id, DOI, citation key, its name in figures, or a
    title or a part of it. Every other column is a property, but one whose name begins with ``#`` is
    for the reader alone. Cells hold signs (yes, no, partly; ✓, ✗, ~; true, false), numbers or short
    words; ``-`` stands for what does not apply, and nothing for what is not known. An ``x`` means
    yes, as in a form, but no in a column that has other signs for yes.

    Parameters
    ----------
    snapshot : Snapshot
        Whose papers are meant.
    source : str or Path
        A CSV file in UTF-8, with commas, semicolons, tabs or bars; or its text, if it is a str of
        several lines.

    Raises
    ------
    InputError
        If the file cannot be read or is no such table, a row names no paper or several, or a paper
        has two rows. The message names the line, what stands there and what is nearest.

    Examples
    --------
    >>> import kdgraph
    >>> text = "paper,Needs data,Teachers\nFitNets,yes,1\nhinton2014distilling,✓,1\n"
    >>> table = read_method_table(kdgraph.embedded(), text)
    >>> table.columns, table.kinds, table.papers
    (('Needs data', 'Teachers'), ('sign', 'number'), ('arxiv:1412.6550', 'arxiv:1503.02531'))
    """
    text, name = _text(source)
    lines = _lines(text, name)
    head_line, head = next(lines, (1, []))
    kept = _checked(head, head_line, name)
    finder = _Finder(snapshot)
    faults: list[str] = []
    found: dict[str, int] = {}
    rows: list[tuple[str, int, list[str]]] = []
    for line, values in lines:
        if len(values) > len(head):
            faults.append(
                f"line {line} has {len(values)} columns, the header {len(head)}; put words that "
                f"hold the delimiter in quotes"
            )
            continue
        values += [""] * (len(head) - len(values))
        if not values[0]:
            faults.append(f"line {line} has no paper in its first column")
            continue
        try:
            paper_id = finder.find(values[0])
        except (UnknownPaperError, AmbiguousPaperError) as error:
            faults.append(f"line {line}: {finder.told(values[0], error)}")
            continue
        if paper_id in found:
            faults.append(
                f"lines {found[paper_id]} and {line} are of the same paper, {values[0]!r}; keep one"
            )
            continue
        found[paper_id] = line
        rows.append((paper_id, line, [values[number] for number in kept]))
    if faults:
        more = len(faults) - _TOLD
        rest = f"\n  and {more} more" if more > 0 else ""
        raise InputError(f"{name}:\n  " + "\n  ".join(faults[:_TOLD]) + rest)
    if not rows:
        raise InputError(f"{name} has a header, but no row of a paper; add a line for each paper")
    columns = [_cells([values[number] for _, _, values in rows]) for number in range(len(kept))]
    return MethodTable(
        columns=tuple(head[number] for number in kept),
        rows=tuple(
            MethodRow(paper_id, line, tuple(column[place] for column in columns))
            for place, (paper_id, line, _) in enumerate(rows)
        ),
        text=_written([[head[0], *(head[n] for n in kept)], *([p, *v] for p, _, v in rows)]),
    )


def known_table(snapshot: Snapshot, section: str | None = None) -> MethodTable:
    """Return what is known of the listed papers as such a table: venue, code, citations.

    ``Code`` is a tick where the list links any; nothing where it does not, which does not mean that
    there is none. ``Cited`` counts the citations inside the corpus.

    Examples
    --------
    >>> import kdgraph
    >>> table = known_table(kdgraph.embedded())
    >>> table.columns, len(table.rows), [cell.text for cell in table.rows[1].cells]
    (('Venue', 'Code', 'Cited'), 59, ['NeurIPS', '', '44'])
    """
    cited = snapshot.citations["cited_id"].value_counts().to_dict()
    entries = snapshot.reading_list.entries_under(section).dropna(subset="paper_id")
    entries = entries.drop_duplicates("paper_id")
    told = snapshot.entries.reindex(entries.index)
    own = snapshot.papers["venue"]
    rows = []
    for paper_id, venues, links in zip(
        entries["paper_id"], told["venues"], told["code_links"], strict=True
    ):
        printed = [dict(one).get("name") for one in (venues if venues is not None else ())]
        venue = clean(str(printed[0] or "")) if printed else None
        given = own.get(paper_id)
        venue = venue or (None if given is None or pd.isna(given) else clean(str(given)))
        coded = links is not None and len(links) > 0
        cells = (
            Cell(TEXT if venue else BLANK, venue or ""),
            Cell(YES if coded else BLANK, "yes" if coded else ""),
            Cell(NUMBER, f"{cited.get(paper_id, 0):,}"),
        )
        rows.append(MethodRow(str(paper_id), 0, cells))
    return MethodTable(("Venue", "Code", "Cited"), tuple(rows))


def table_template(snapshot: Snapshot, section: str | None = None) -> str:
    r"""Return a table to fill in as CSV text: a row for each listed paper, by section.

    Names, years and sections stand in columns for the reader alone, whose headers begin with ``#``.

    Raises
    ------
    InputError
        If there is no such section, or no entry of the list has a paper.

    Examples
    --------
    >>> import kdgraph
    >>> print("\n".join(table_template(kdgraph.embedded()).splitlines()[:2]))
    paper,# name,# year,# section,Property 1,Property 2,Property 3
    bucilua2006model,Model Compression,2006,Pioneering Papers,,,
    """
    entries = snapshot.reading_list.entries_under(section).dropna(subset="paper_id")
    entries = entries.drop_duplicates("paper_id")
    if not len(entries):
        raise InputError("no entry of the list has a paper, so that there is no table to fill in")
    keys = citation_keys(snapshot)
    names = short_names(snapshot, entries["paper_id"])
    years = snapshot.papers["year"].to_dict()
    rows: list[list[str]] = [
        ["paper", "# name", "# year", "# section", "Property 1", "Property 2", "Property 3"]
    ]
    for paper_id, heading in zip(entries["paper_id"], entries["section"], strict=True):
        year = years.get(paper_id)
        told = "" if year is None or pd.isna(year) else str(int(year))
        rows.append(
            [str(keys[paper_id]), _safe(names[paper_id]), told, _safe(str(heading)), "", "", ""]
        )
    return _written(rows)


# --- the file -------------------------------------------------------------------------------------


def _text(source: str | Path) -> tuple[str, str]:
    """Return the text of a table, and what messages call it."""
    if isinstance(source, str) and "\n" in source:
        return source, "the table"
    path = Path(source)
    try:
        data = read_bounded(path, _MOST_BYTES, "give a CSV file with a row for each paper")
    except FileNotFoundError as error:
        raise InputError(
            f"there is no table {path}; `kdgraph figures --matrix-template {path}` writes one to "
            "fill in"
        ) from error
    try:
        return data.decode("utf-8-sig"), str(path)
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8 (byte {error.start:,}); save it as CSV in UTF-8"
        ) from error


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Give the rows that are not empty, each with the number of its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    before = 0
    while True:
        try:
            values = next(reader, None)
        except csv.Error as error:
            raise InputError(f"{name}, line {before + 1}: no CSV row ({error})") from error
        if values is None:
            return
        line, before = before + 1, reader.line_num
        cleaned = [" ".join((clean(value) or "").split()) for value in values]
        if any(cleaned):
            yield line, cleaned


def _delimiter(text: str) -> str:
    """Return what parts the columns of the header: of several, the one that occurs most."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", head)
    count = Counter(sign for sign in bare if sign in _DELIMITERS)
    return max(_DELIMITERS, key=lambda sign: (count[sign], -_DELIMITERS.index(sign)))


def _checked(head: list[str], line: int, name: str) -> list[int]:
    """Return the numbers of the columns that are properties."""
    where = f"{name}, line {line}"
    if len(head) < 2:
        raise InputError(
            f"{where}: expected a header with the paper and at least one property, such as "
            f"'paper,Needs data'; got {','.join(head)!r}"
        )
    while len(head) > 2 and not head[-1]:  # a delimiter at the end of the line
        head.pop()
    kept = [n for n in range(1, len(head)) if not head[n].startswith(_COMMENT)]
    nameless = [n + 1 for n in kept if not head[n]]
    if nameless:
        raise InputError(f"{where}: column {nameless[0]} has no name; name it, or remove it")
    twice = [one for one, count in Counter(head[n] for n in kept).items() if count > 1]
    if twice:
        raise InputError(f"{where}: two columns are called {twice[0]!r}; rename one of them")
    long = [head[n] for n in kept if len(head[n]) > _LONGEST_HEADER]
    if long:
        raise InputError(
            f"{where}: the column name {long[0]!r:.60} has {len(long[0])} characters; "
            f"at most {_LONGEST_HEADER} can be drawn"
        )
    if not kept:
        raise InputError(
            f"{where}: all columns but the first begin with {_COMMENT!r}, which are not drawn; "
            "add one with a property"
        )
    if len(kept) > _MOST_COLUMNS:
        raise InputError(f"{where}: {len(kept)} properties; at most {_MOST_COLUMNS} can be drawn")
    return kept


def _cells(values: Sequence[str]) -> list[Cell]:
    """Return the cells of one column."""
    plain = [value.casefold() for value in values]
    x = NO if any(_WORDS.get(value) == YES for value in plain) else YES
    cells = []
    for value, word in zip(values, plain, strict=True):
        kind = x if word == _X else _WORDS.get(word)
        if kind is None:
            kind = NUMBER if len(value) <= _LONGEST_NUMBER and _NUMBER.fullmatch(value) else TEXT
        cells.append(Cell(kind, value))
    return cells


def _safe(text: str) -> str:
    """Return words that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _written(rows: Sequence[Sequence[str]]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


class _Finder:
    """Finds the papers that a first column names."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot.whole  # a view leaves rows out, which is told, not refused
        keys = citation_keys(self._snapshot)
        self._keys = {str(key): str(paper) for paper, key in keys.items()}
        names = paper_names(self._snapshot)["name"]
        bearers: dict[str, list[str]] = {}
        for paper, name in names.items():
            bearers.setdefault(str(name).casefold(), []).append(str(paper))
        self._names = {name: ids[0] for name, ids in bearers.items() if len(ids) == 1}
        self._called = names.to_dict()

    def find(self, text: str) -> str:
        """Return the id of the paper that a text means: key, name, else as `Snapshot.find`."""
        paper = self._keys.get(text) or self._names.get(text.casefold())
        return self._snapshot.find(text) if paper is None else paper

    def told(self, text: str, error: UnknownPaperError | AmbiguousPaperError) -> str:
        """Return what is said of a text that is no paper, on one line."""
        if isinstance(error, AmbiguousPaperError):
            names = [
                f"{self._called.get(paper, title)} ({paper})" for paper, title in error.candidates
            ]
            return (
                f"{error.total} papers fit {text!r}: {'; '.join(names[:3])}"
                f"{'; ...' if error.total > 3 else ''}; name one of them by its id"
            )
        known = [*self._keys, *map(str, self._called.values())]
        near = process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=_NEAR)
        found = [] if near is None else [near[0]]
        if not found:  # such as a surname alone
            word = text.casefold()
            found = [one for one in known if word in one.casefold().split()][:_NAMED]
        found = found or list(error.near[:1])
        hint = f"; the nearest: {', '.join(found)}" if found else ""
        return (
            f"no paper called {text!r}{hint}. Give an id, a DOI, a citation key, a name or a part "
            "of the title"
        )
