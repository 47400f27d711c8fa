r"""A paper's LaTeX source as what it cites: its references, and every mention of them."""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import pandas as pd

from kdgraph.errors import InputError
from kdgraph.files import read_bounded
from kdgraph.sources.archive import Eprint, open_eprint
from kdgraph.sources.bibliography import Entries, Entry, biblatex_entries
from kdgraph.sources.bibtex import Database
from kdgraph.sources.by_hand import read_folder
from kdgraph.sources.document import NATIVE, Citation, Document, walk
from kdgraph.sources.expansion import Expander
from kdgraph.sources.files import Limits, Losses, SourceFiles
from kdgraph.sources.sections import SECTIONS, kinds_of
from kdgraph.titles import plain, surname

__all__ = ["PaperSource", "read_source"]

_CLASS: Final = re.compile(
    r"^[^%\n]*?\\document(?:class|style)\s*(?:%[^\n]*\n\s*)?(?:\[[^\]]*\]\s*)?\{([^{}]*)\}",
    re.MULTILINE,
)
_BODY: Final = re.compile(r"^[^%\n]*\\begin\s*\{document\}", re.MULTILINE)
_NO_PAPER_CLASS: Final = re.compile(
    r"beamer|slides|letter|standalone|subfiles|poster|exam|moderncv|seminar|leaflet"
)
_NO_PAPER_NAME: Final = re.compile(
    r"supp|slides|talk|vortrag|poster|letter|response|rebuttal|reply|template|sample"
    r"|example[^/]*\.tex$|cover|appendix|old|backup|diff|"
    r"instructions|author_?guide|readme",
    re.IGNORECASE,
)
_REFERENCES: Final = {
    **dict.fromkeys(("key", "text", "title", "authors"), "object"),
    "year": "Int64",
    **dict.fromkeys(("venue", "arxiv", "doi", "other", "kind", "reason"), "object"),
    "mentions": "int64",
    **dict.fromkeys(("origin", "file"), "object"),
    "line": "int64",
}
_MENTIONS: Final = {
    **dict.fromkeys(("key", "command", "section", "heading"), "object"),
    **dict.fromkeys(("in_abstract", "in_table", "in_caption", "in_footnote"), "bool"),
    "group": "int64",
    "alone": "bool",
    **dict.fromkeys(("sentence", "shown"), "object"),
    "offset": "int64",
    "file": "object",
    "line": "int64",
}
_LOSSES: Final = {**dict.fromkeys(("reason", "what", "file"), "object"), "line": "int64"}


@dataclass(frozen=True, slots=True)
class PaperSource:
    """What a paper's source says of the papers it cites.

    Attributes
    ----------
    references : DataFrame
        One row for each entry of the printed bibliography, in its order: ``key``; ``text``, the
        entry without TeX; ``title``, ``authors`` (list of str), ``year``, ``venue``; ``arxiv`` and
        ``doi`` in the forms of `kdgraph.identifiers`; ``other``, a dict of further ids by scheme
        (``url``, ``pubmed``, ``isbn``); ``kind``: ``paper`` (books, theses and reports too),
        ``software``, ``data set``, ``web page`` or ``note``, and ``reason``, what tells that it is
        no paper; ``mentions``, how often the text cites it; ``origin``: ``printed`` (from a
        ``.bbl`` file or the text) or ``database`` (from a ``.bib`` file, where nothing printed is
        there); ``file`` and ``line``. Missing values are None or <NA>.
    mentions : DataFrame
        One row for each key of each citing command, in the order of the text: ``key``; ``command``
        without backslash; ``section``, one of `kdgraph.sources.SECTIONS`; ``heading``, the top
        heading it stands under; ``in_abstract``, ``in_table``, ``in_caption``, ``in_footnote``;
        ``group``, how many keys are cited at the same place, and ``alone``, whether it is one;
        ``sentence``, the citing sentence without citations and TeX, and ``offset``, where in it the
        citation stands; ``shown``, the sentence with the keys of its citations in brackets;
        ``file`` and ``line`` of the citing command. A row without a reference of its key is of an
        unknown key.
    losses : DataFrame
        What was lost: ``reason``, ``what``, ``file``, ``line`` (0 where none is meant). A reason
        that occurs more than a thousand times is listed a thousand times; `lost` counts all.
    lost : dict
        How often each reason occurs.
    main_file : str or None
        The file that makes the paper; None where no file does.
    files : tuple of str
        The files that were read, in order.
    title : str
        The title of the paper, empty where it has none.
    bibliography : str
        Where the references come from: ``bbl``, ``biblatex``, ``text``, ``database`` or ``none``.
    complete : bool
        Whether the reference list is whole: there is one, and no key is cited that it lacks.
    """

    references: pd.DataFrame
    mentions: pd.DataFrame
    losses: pd.DataFrame
    lost: dict[str, int] = field(default_factory=dict)
    main_file: str | None = None
    files: tuple[str, ...] = ()
    title: str = ""
    bibliography: str = "none"
    complete: bool = False

    @property
    def unknown_keys(self) -> list[str]:
        """Keys that the text cites and the bibliography does not have, in the text's order."""
        known = set(self.references["key"])
        return [key for key in dict.fromkeys(self.mentions["key"]) if key not in known]

    @property
    def never_cited(self) -> list[str]:
        """Keys of the bibliography that the text does not cite, in its order."""
        return [str(key) for key in self.references.loc[self.references["mentions"] == 0, "key"]]

    @property
    def text_is_whole(self) -> bool:
        """Whether nothing of the text was cut or missing, so that `mentions` has all mentions."""
        return not _CUT & set(self.lost)

    def by_section(self) -> pd.DataFrame:
        """Return how often each key is cited in each kind of section, and in tables.

        One row for each key in the order of the text; the columns are the kinds of sections and
        ``in_table``.
        """
        counts = pd.crosstab(self.mentions["key"], self.mentions["section"])
        counts = counts.reindex(columns=list(SECTIONS), fill_value=0)
        counts["in_table"] = self.mentions.groupby("key")["in_table"].sum()
        order = list(dict.fromkeys(self.mentions["key"]))
        return counts.reindex(order).astype("int64")


def read_source(
    source: str | os.PathLike[str] | bytes | Mapping[str, bytes],
    *,
    main: str | None = None,
    limits: Limits | None = None,
) -> PaperSource:
    r"""Read what a paper cites from its LaTeX source.

    Parameters
    ----------
    source : path, bytes or mapping
        An e-print as arXiv gives it (a ``.tar.gz``, a packed ``.tex``), a folder or a
        ``.tex`` file, by its path (then files beside a ``.tex`` are found too); or the bytes of an
        e-print; or the files themselves, from their names to their bytes.
    main : str, optional
        The main file; by default the file with ``\documentclass`` that makes the paper.
    limits : Limits, optional
        How much is read of a source that is larger than any paper's.

    Returns
    -------
    PaperSource
        References, mentions with their sentences, and what was lost. What is broken is survived
        and counted; a source without TeX gives empty frames, with the reason in ``losses``.

    Raises
    ------
    InputError
        If there is no such file or folder, or it cannot be read.

    Examples
    --------
    >>> paper = read_source({"a.tex": rb'''
    ... \documentclass{article} \begin{document} \section{Introduction}
    ... Nets are deep. We extend \citet{roe} with hints~\cite{roe,poe}.
    ... \begin{thebibliography}{9}
    ... \bibitem{roe} A. Roe. \newblock Thin nets. \newblock {\em J.}, 2015.
    ... \end{thebibliography} \end{document}'''})
    >>> paper.references[["key", "title", "year", "mentions"]].to_dict("records")
    [{'key': 'roe', 'title': 'Thin nets', 'year': 2015, 'mentions': 2}]
    >>> paper.mentions[["key", "section", "group", "sentence"]].values.tolist()
    [['roe', 'introduction', 1, 'We extend with hints.'],
     ['roe', 'introduction', 2, 'We extend with hints.'],
     ['poe', 'introduction', 2, 'We extend with hints.']]
    >>> paper.unknown_keys, paper.lost
    (['poe'], {'unknown key': 1})
    """
    limits = limits or Limits()
    opened, main = _opened(source, main)
    return _Reading(opened, limits).source(main)


def _opened(
    source: str | os.PathLike[str] | bytes | Mapping[str, bytes], main: str | None
) -> tuple[Eprint, str | None]:
    """Return the files of a source, and which of them is the main one where that is told."""
    if isinstance(source, Mapping):
        return Eprint("tar", files=dict(source)), main
    if isinstance(source, bytes):
        return open_eprint(source), main
    path = Path(source)
    wanted = "give an arXiv e-print (.tar.gz), a folder with .tex files or a .tex file"
    if path.is_dir():
        return read_folder(path), main
    try:
        opened = open_eprint(read_bounded(path, _MOST_BYTES, wanted))
    except FileNotFoundError:
        raise InputError(f"there is no file or folder {path}; {wanted}") from None
    if opened.form == "TeX" and path.suffix.lower() in (".tex", ".ltx", ".latex"):
        beside = read_folder(path.resolve().parent)
        if path.name in beside.files:
            return beside, main or path.name
        opened.files = {path.name: opened.files.pop("main.tex", b"")}
    elif opened.form == "TeX" and path.suffix.lower() == ".bbl":
        opened.files = {path.name: opened.files.pop("main.tex", b"")}
    return opened, main


class _Reading:
    """Reads one source."""

    def __init__(self, opened: Eprint, limits: Limits) -> None:
        self._files = SourceFiles(opened.files, limits)
        self._form = opened.form
        self._limits = limits
        self._losses = self._files.losses
        for what, count in sorted(opened.losses.items()):
            self._losses.add("left out of the archive", what, times=count)

    def source(self, main: str | None) -> PaperSource:
        """Return what the source says; `main` names its main file."""
        found = self._files.find(main, ("", ".tex")) if main else self._main_file()
        if found is None:
            what = main or "no file with \\documentclass"
            if main is None and self._form not in ("tar", "TeX"):
                what = f"the source is {_FORMS.get(self._form, self._form)}"
            self._losses.add_in("", "no main file", what)
            return self._lists_only()
        self._files.main = found
        text = self._files.text(found)
        if text is not None:
            self._files.declare_encoding(text)
        # a part of a paper, or one in plain TeX, has no preamble
        bare = text is not None and _CLASS.search(text) is None and _BODY.search(text) is None
        document, expander, _ = walk(self._files, found, self._limits, self._losses, bare=bare)
        if bare and not document.citations and not document.items:
            self._losses.add_in(found, "no main file", "neither \\documentclass nor a citation")
        if not bare and not document.began and not document.citations:
            self._losses.add_in(found, "broken TeX", "no \\begin{document}")
        entries, origin = self._entries(document, expander)
        return self._made(found, document, entries, origin, expander)

    def _lists_only(self) -> PaperSource:
        """Return what lists of references without a text say."""
        document = Document()
        expander = Expander(self._files, self._losses, NATIVE, self._limits)
        printer = Entries(expander)
        entries: list[Entry] = []
        origin = "none"
        for name in self._files:
            if name.lower().endswith(".bbl"):
                kind, found = self._of_file(name, printer)
                entries += found
                origin = kind if found else origin
        return self._made(None, document, _once(entries, self._losses), origin, expander)

    # --- the main file ----------------------------------------------------------------------

    def _main_file(self) -> str | None:
        """Return the file that makes the paper."""
        named = self._named_main()
        if named is not None:
            return named
        candidates: list[tuple[tuple[float, ...], str]] = []
        included = self._included()
        for name in self._files:
            if not name.lower().endswith((".tex", ".ltx", ".latex")) and "." in posixpath.basename(
                name
            ):
                continue
            if self._files.size(name) > self._limits.text:
                continue
            head = self._files.data(name)[:400_000].decode("latin-1").replace("\r", "\n")
            classed = _CLASS.search(head)
            if classed is None and _BODY.search(head) is None and "\\bye" not in head:
                continue
            klass = classed[1] if classed else ""
            base = posixpath.basename(name).lower()
            stem = posixpath.splitext(name)[0]
            score = (
                float(classed is not None),
                float(_BODY.search(head) is not None or "\\input" in head),
                -float(_NO_PAPER_CLASS.search(klass) is not None),
                -float(stem in included or name in included),
                -float(_NO_PAPER_NAME.search(name) is not None),
                -float(name.count("/")),
                float(f"{stem}.bbl" in self._files),
                float(
                    "thebibliography" in head
                    or "\\bibliography" in head
                    or "\\printbibliography" in head
                ),
                float(
                    base
                    in (
                        "main.tex",
                        "ms.tex",
                        "paper.tex",
                        "article.tex",
                        "manuscript.tex",
                        "thesis.tex",
                    )
                ),
                float(self._weight(name, head)),
            )
            candidates.append((score, name))
        if not candidates:
            only = [n for n in self._files if n.lower().endswith((".tex", ".ltx"))]
            return only[0] if len(only) == 1 else None
        candidates.sort(key=lambda pair: pair[1])
        return max(candidates, key=lambda pair: pair[0])[1]

    def _weight(self, name: str, head: str) -> int:
        """Return how many bytes of text a file leads to directly."""
        size = self._files.size(name)
        for wanted in re.findall(r"\\(?:input|include|subfile)\s*\{([^{}]+)\}", head)[:100]:
            found = self._files.find(posixpath.join(posixpath.dirname(name), wanted), (".tex", ""))
            size += self._files.size(found) if found else 0
        return size

    def _named_main(self) -> str | None:
        """Return the main file that arXiv's own notes name."""
        for name in ("00README.json", "00README.XXX"):
            found = self._files.find(name, ("",))
            if found is None:
                continue
            said = self._files.data(found)[:100_000].decode("utf-8", "replace")
            if name.endswith(".json"):
                try:
                    listed = json.loads(said).get("sources", [])
                    named = [
                        str(one.get("filename"))
                        for one in listed
                        if isinstance(one, dict) and one.get("usage") == "toplevel"
                    ]
                except (ValueError, AttributeError, TypeError, RecursionError):
                    continue
            else:
                named = re.findall(r"(?m)^\s*(\S+)\s+toplevelfile\s*$", said)
            tops = [self._files.find(one, ("",)) for one in named]
            known = [one for one in tops if one is not None]
            if known:
                return known[0]
        return None

    def _included(self) -> set[str]:
        """Return what other files read, as named there."""
        found: set[str] = set()
        for name in self._files:
            if name.lower().endswith((".tex", ".ltx")) and self._files.size(name) < 2_000_000:
                said = self._files.data(name)[:400_000].decode("latin-1")
                folder = posixpath.dirname(name)
                for wanted in re.findall(r"\\(?:input|include|subfile)\s*\{([^{}]+)\}", said):
                    found.add(posixpath.normpath(posixpath.join(folder, wanted.strip())))
                    found.add(posixpath.normpath(wanted.strip()))
        return found

    # --- the bibliography -------------------------------------------------------------------

    def _entries(self, document: Document, expander: Expander) -> tuple[list[Entry], str]:
        printer = Entries(expander)
        database = self._database(document)
        printed: list[Entry] = [printer.printed(item) for item in document.items]
        origin = "text" if printed else "none"
        bbl = None
        if not printed or document.prints_bibliography:
            bbl, more = self._from_bbl(document, printer)
            if more:
                origin = bbl or origin
                printed += more
        if printed:
            return [
                self._completed(one, database, printer) for one in _once(printed, self._losses)
            ], origin
        made = self._from_database(document, database, printer)
        return made, "database" if made else "none"

    def _database(self, document: Document) -> Database:
        def lost(reason: str, what: str, file: str, offset: int) -> None:
            number = self._files.number(file) if file in self._files else 0
            self._losses.add(reason, what, (number << 32) + offset)

        database = Database(lost)
        folder = posixpath.dirname(self._files.main)
        named = [
            found
            for name in document.databases
            if (
                found := self._files.find(posixpath.join(folder, name), (".bib", ""))
                or self._files.find(name, (".bib", ""))
            )
        ]
        missing = [
            name
            for name in document.databases
            if not (
                self._files.find(posixpath.join(folder, name), (".bib", ""))
                or self._files.find(name, (".bib", ""))
            )
        ]
        if not named:
            named = [name for name in self._files if name.lower().endswith(".bib")]
        for name in dict.fromkeys(named):
            text = self._files.text(name) if name.lower().endswith(".bib") else None
            if text is not None:
                database.add(name, text)
        self._missing_databases = missing if not len(database) else []
        return database

    _missing_databases: list[str]

    def _from_bbl(self, document: Document, printer: Entries) -> tuple[str | None, list[Entry]]:
        stem = posixpath.splitext(self._files.main)[0]
        names = sorted(
            (name for name in self._files if name.lower().endswith(".bbl")),
            key=lambda name: (posixpath.splitext(name)[0] != stem, name),
        )
        cited = {key for one in document.citations for key in one.keys}
        several = document.bibliographies > 1 or bool(_SEVERAL & document.packages)
        own: list[Entry] = []
        others: list[tuple[int, list[Entry], str]] = []
        origin = ""
        for name in names[:50]:
            kind, found = self._of_file(name, printer)
            shared = len(cited & {one.key for one in found})
            if posixpath.splitext(name)[0] == stem and found and (shared or not cited):
                own, origin = found, kind
                if not several:
                    break
            elif shared:
                others.append((shared, found, kind))
        # another document's list is none of this paper's
        if not own and others:
            best = max(others, key=lambda one: one[0])
            if best[0] * 2 >= len(cited) or several:
                own, origin = list(best[1]), best[2]
        if several:
            for shared, found, _ in others:
                if shared * 2 >= len(found):
                    own += found
        return (origin, own) if own else (None, [])

    def _of_file(self, name: str, printer: Entries) -> tuple[str, list[Entry]]:
        text = self._files.text(name)
        if text is None:
            return "", []
        if "\\entry" in text and "\\endentry" in text:
            return "biblatex", self._of_biblatex(name, text, printer)
        return "bbl", self._of_bbl(name, printer)

    def _of_biblatex(self, name: str, text: str, printer: Entries) -> list[Entry]:
        number = self._files.number(name) << 32
        found: list[Entry] = []
        for entry, offset in biblatex_entries(text):
            if len(found) >= self._limits.entries:
                self._losses.add("cut by a limit", "entries of the bibliography", number + offset)
                break
            found.append(replace(printer.of_database(entry, number + offset), origin="printed"))
        return found

    def _of_bbl(self, name: str, printer: Entries) -> list[Entry]:
        document, expander, _ = walk(
            self._files, name, self._limits, self._losses, bare=True, macros=printer.expander
        )
        own = Entries(expander)
        return [own.printed(item) for item in document.items]

    def _from_database(
        self, document: Document, database: Database, printer: Entries
    ) -> list[Entry]:
        r"""Return what BibTeX would print: what is cited, or everything for ``\nocite{*}``."""
        wanted = [key for one in document.citations for key in one.keys]
        wanted += [key for key, _ in document.uncited]
        if "*" in wanted:
            wanted = [*(key for key in wanted if key != "*"), *database.keys()]
        found: list[Entry] = []
        for key in dict.fromkeys(wanted):
            entry = database.get(key)
            if entry is None:
                continue
            if len(found) >= self._limits.entries:
                self._losses.add("cut by a limit", "entries of the bibliography")
                break
            at = (self._files.number(entry.file) << 32) + entry.offset
            found.append(replace(printer.of_database(entry, at), key=key))
        return found

    def _completed(self, entry: Entry, database: Database, printer: Entries) -> Entry:
        """Return a printed entry with what only the database says: ids, and a title left out."""
        known = database.get(entry.key) if entry.key in database else None
        if known is None:
            return entry
        more = printer.of_database(known, entry.at)
        title = entry.title
        if more.title:
            letters = plain(more.title).replace(" ", "")
            in_print = plain(entry.text).replace(" ", "")
            if title is None or (letters and letters in in_print) or _agree(entry, more):
                title = more.title
            elif plain(title).replace(" ", "") != letters:
                return entry  # another work, under a key that was used again
        kind, reason = entry.kind, entry.reason
        if more.kind != "paper" and (entry.arxiv or entry.doi) is None:
            kind, reason = more.kind, more.reason
        elif kind in ("web page", "software") and more.kind == "paper":
            kind, reason = "paper", ""
        return replace(
            entry,
            title=title,
            authors=more.authors
            if more.authors and len(more.authors) >= len(entry.authors)
            else entry.authors,
            year=entry.year or more.year,
            venue=entry.venue or more.venue,
            arxiv=entry.arxiv or more.arxiv,
            doi=entry.doi or more.doi,
            other={**more.other, **entry.other},
            kind=kind,
            reason=reason,
        )

    # --- the result -------------------------------------------------------------------------

    def _made(
        self,
        main: str | None,
        document: Document,
        entries: list[Entry],
        origin: str,
        expander: Expander | None,
    ) -> PaperSource:
        counts = Counter(key for one in document.citations for key in one.keys)
        known = {entry.key for entry in entries}
        unknown: list[str] = []
        for one in document.citations:
            for key in one.keys:
                if key not in known and key not in unknown:
                    unknown.append(key)
                    self._losses.add("unknown key", key, one.at)
        if main is not None and not entries and counts:
            self._losses.add_in(
                main, "no bibliography", "neither .bbl nor .bib nor thebibliography"
            )
        for name in getattr(self, "_missing_databases", []) if not entries else []:
            self._losses.add_in(name, "missing input", f"{name}: a BibTeX database")
        silent = {key for key, _ in document.uncited}
        for entry in entries:
            if (
                main is not None
                and counts[entry.key] == 0
                and entry.key not in silent
                and "*" not in silent
                and entry.kind != "note"
            ):
                self._losses.add("key never cited", entry.key, entry.at)
        references = _reference_frame(entries, counts, self._files)
        mentions = _mention_frame(document, self._files)
        return PaperSource(
            references=references,
            mentions=mentions,
            losses=_frame(_LOSSES, self._losses.listed),
            lost=dict(sorted(self._losses.counts.items())),
            main_file=main,
            files=tuple(expander.opened_files) if expander is not None else (),
            title=document.title,
            bibliography=origin,
            complete=bool(entries) and not unknown and not _CUT & set(self._losses.counts),
        )


_SEVERAL: Final = frozenset({"multibib", "bibunits", "chapterbib"})
_CUT: Final = frozenset(
    {"cut by a limit", "left out of the archive", "missing input", "unreadable file"}
)
_FORMS: Final = {"empty": "empty", "unknown": "of a form that is not known"}
_MOST_BYTES: Final = 512 * 2**20


def _agree(printed: Entry, database: Entry) -> bool:
    """Tell whether the first author and the year of a database stand in a printed entry."""
    if not database.authors or database.year is None or printed.year != database.year:
        return False
    return surname(database.authors[0]) in plain(printed.text)


def _once(entries: Sequence[Entry], losses: Losses) -> list[Entry]:
    found: dict[str, Entry] = {}
    for n, entry in enumerate(entries):
        key = entry.key or f"\0{n}"
        if key in found:
            losses.add("entry printed twice", entry.key, entry.at)
        else:
            found[key] = entry
    return list(found.values())


def _reference_frame(
    entries: Sequence[Entry], counts: Mapping[str, int], files: SourceFiles
) -> pd.DataFrame:
    rows = []
    for entry in entries:
        file, line = files.place(entry.at)
        rows.append(
            (
                *(entry.key, entry.text, entry.title, list(entry.authors), entry.year, entry.venue),
                *(entry.arxiv, entry.doi, dict(entry.other), entry.kind, entry.reason),
                *(counts.get(entry.key, 0), entry.origin, file, line),
            )
        )
    return _frame(_REFERENCES, rows)


def _frame(types: Mapping[str, str], rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """Return rows as a frame with these columns."""
    columns = list(zip(*rows, strict=True)) if rows else [() for _ in types]
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=kind)
            for (name, kind), values in zip(types.items(), columns, strict=True)
        }
    )


def _mention_frame(document: Document, files: SourceFiles) -> pd.DataFrame:
    headings = document.headings
    kinds = kinds_of(headings, document.title)
    top = min((heading.level for heading in headings if heading.level >= 0), default=0)
    over: list[str] = []
    current = ""
    for heading in headings:
        if heading.level == top:
            current = heading.text
        over.append(current)
    named = set(kinds)
    begins = "introduction" not in named and {"experiments", "method"} & named
    rows = []
    for one in document.citations:
        file, line = files.place(one.at)
        section = _section(one, kinds, bool(begins))
        above = over[one.heading] if one.heading >= 0 else ""
        rows += [
            (
                *(key, one.command, section, above, one.part == "abstract", one.in_table),
                *(one.in_caption, one.in_footnote, one.group, one.group == 1, one.sentence),
                *(one.shown, one.offset, file, line),
            )
            for key in one.keys
        ]
    return _frame(_MENTIONS, rows)


def _section(one: Citation, kinds: Sequence[str], begins: bool) -> str:
    if one.part == "abstract":
        return "abstract"
    if one.part != "text":
        return "other"
    if one.heading < 0:
        # journals that begin without a heading
        return "introduction" if begins else "other"
    return kinds[one.heading]
