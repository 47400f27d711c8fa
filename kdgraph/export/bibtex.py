"""BibTeX: the papers as a bibliography for LaTeX, with keys that never change under a subset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._references import Reference, cleaned, noted, references
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.graph.snapshot import Snapshot
from kdgraph.person_names import is_group, name_parts
from kdgraph.tex import bibtex_field, bibtex_title, title_text

__all__ = ["bibtex", "bibtex_text"]

_KINDS: Final = {"conference": "inproceedings", "journal": "article"}
_VENUE_FIELDS: Final = {"conference": "booktitle", "journal": "journal", "unknown": "howpublished"}
_LONGEST_SORTING: Final = 40
_MONTHS: Final = "janfebmaraprmayjunjulaugsepoctnovdec"


@EXPORTS.add("bibtex", label="BibTeX")
def bibtex(snapshot: Snapshot, path: Path) -> ExportReport:
    r"""Write all papers as a BibTeX database, in UTF-8; see `bibtex_text`.

    A document that cites letters such as ą, Đ and « needs ``\usepackage[T1]{fontenc}``, one with
    signs such as ≲ ``amssymb``; a style that prints addresses, such as plainnat, needs
    ``url`` or ``hyperref``. Other scripts, and the Vietnamese letters ơ and ư, are printed by
    LuaLaTeX and XeLaTeX, not by pdfLaTeX.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    records = references(snapshot)
    write_file(path, _database(snapshot, records).encode())
    rows = {"papers": len(records), **noted(records)}
    return reported(snapshot, "bibtex", path, rows, dropped=cleaned(records))


def bibtex_text(snapshot: Snapshot, paper_ids: Iterable[str] | None = None) -> str:
    r"""Return a BibTeX database of some papers in the order given, or of all, by key.

    Keys are those of `citation_keys`. Titles, names and venues are escaped for LaTeX, with braces
    around words whose capitals a style must keep; formulas and tags of a title are printed as what
    they mean where they are known and balanced. DOIs and addresses stand as they are, for styles
    print them as such. What is known of a venue decides the kind of entry: ``inproceedings``,
    ``article``, or ``misc`` for preprints and where nothing tells. Where the data come from stands
    in ``@string`` macros, which no style prints and every reader of BibTeX passes over: comments
    would not do, since BibTeX itself looks for entries in them. Tags of `Snapshot.reading_notes`
    are keywords behind the sections of the list; the read mark is ``readstatus``, as in JabRef, the
    note ``annote``, which reference managers read as a note and styles do not print.

    Raises
    ------
    UnknownPaperError
        If an id is none of a paper here.

    Examples
    --------
    >>> from kdgraph.graph.data import embedded
    >>> print(bibtex_text(embedded(), ["arxiv:1503.02531"]).partition("\n\n")[2])
    @inproceedings{hinton2014distilling,
      title = {Distilling the Knowledge in a Neural Network},
      author = {Geoffrey Hinton and Oriol Vinyals and Jeff Dean},
      booktitle = {NeurIPS-workshop},
      year = {2014},
      eprint = {1503.02531},
      archivePrefix = {arXiv},
      url = {https://arxiv.org/abs/1503.02531},
      keywords = {Pioneering Papers},
    }
    <BLANKLINE>
    """
    return _database(snapshot, references(snapshot, paper_ids))


def _database(snapshot: Snapshot, records: Iterable[Reference]) -> str:
    strings = "\n".join(
        f"@string{{kdgraph_{name} = {{{_balanced(str(value))}}}}}"
        for name, value in provenance(snapshot).items()
    )
    return "\n\n".join([strings, *(_entry(record) for record in records)]) + "\n"


def _entry(record: Reference) -> str:
    lines = [f"  {name} = {value}," for name, value in _fields(record)]
    return "\n".join([f"@{_KINDS.get(record.kind, 'misc')}{{{record.key},", *lines, "}"])


def _fields(record: Reference) -> Iterator[tuple[str, str]]:
    if record.title:
        yield "title", f"{{{bibtex_title(record.title)}}}"
    if names := [name for name in map(_name, record.authors) if name]:
        yield "author", f"{{{' and '.join(names)}}}"
    else:  # what styles sort by, and make their labels of
        yield "key", f"{{{_sorting(record)}}}"
    if record.venue is not None:
        yield _VENUE_FIELDS[record.kind], f"{{{bibtex_field(record.venue)}}}"
    if record.year is not None:
        yield "year", f"{{{record.year}}}"
    if record.date is not None:
        yield "month", _MONTHS[3 * record.date.month - 3 : 3 * record.date.month]
    if record.doi is not None:
        yield "doi", f"{{{_verbatim(record.doi)}}}"
    if record.arxiv is not None:
        yield "eprint", f"{{{record.arxiv}}}"
        yield "archivePrefix", "{arXiv}"
    if record.url is not None:
        yield "url", f"{{{_verbatim(record.url)}}}"
    if words := [*record.sections, *record.kept.tags]:
        yield "keywords", f"{{{bibtex_field('; '.join(words))}}}"
    if record.kept.reading:
        yield "readstatus", f"{{{record.kept.reading}}}"
    if record.kept.note:  # not "note", which styles print
        yield "annote", f"{{{bibtex_field(record.kept.note)}}}"


def _sorting(record: Reference) -> str:
    """Return the first words of a title, which stand for authors where there are none."""
    words = " ".join(title_text(record.title).split()[:3])[:_LONGEST_SORTING]
    return bibtex_field(words) if words.strip() else record.key


def _name(printed: str) -> str:
    """Return a name as BibTeX parts it: as printed, unless it would go wrong then."""
    name = " ".join(printed.split()).strip(" ,")
    parts = name_parts(name)
    if not name:
        return ""
    if is_group(name) or re.search(r"\band\b", name, re.I) or name.lower() == "others":
        return f"{{{bibtex_field(name)}}}"
    if parts.suffix:
        return bibtex_field(f"{parts.family}, {parts.suffix}, {parts.given}")
    if parts.given and " " in parts.family and parts.family[0].isupper():  # "Van Gool"
        return bibtex_field(f"{parts.family}, {parts.given}")
    return f"{{{bibtex_field(name)}}}" if name.count(",") > 1 else bibtex_field(name)


def _verbatim(address: str) -> str:
    """Return an address that stands in braces without being escaped."""
    for char in '{}\\ "':
        address = address.replace(char, f"%{ord(char):02X}")
    return address


def _balanced(text: str) -> str:
    return " ".join(text.translate(str.maketrans("{}", "()")).split())
