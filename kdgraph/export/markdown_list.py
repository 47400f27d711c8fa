"""Markdown: the papers as a curated list that people read and that kdgraph reads back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from kdgraph.export import EXPORTS
from kdgraph.export._files import write_file
from kdgraph.export._references import Reference, cleaned, references
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.export.markdown_text import markdown_text
from kdgraph.graph.snapshot import Snapshot
from kdgraph.identifiers import link

__all__ = ["markdown_list"]

_UNLISTED: Final = "Papers beyond the list"
_SEARCH: Final = "https://www.semanticscholar.org/search?q="


@EXPORTS.add("markdown", label="Markdown list")
def markdown_list(snapshot: Snapshot, path: Path) -> ExportReport:
    """Write all papers as a Markdown list, one item each, under the sections of the list.

    A paper stands in the first section that has it, in the list's order; papers that are not on the
    list follow under a heading of their own, by year and key. An item gives title, venue and year,
    links to code, the address of the paper and the authors. Where no address is known there is a
    link that searches for the title. `kdgraph build` reads the file as a list of the same papers.

    Raises
    ------
    StoreError
        If the file cannot be written.
    """
    records = {record.paper_id: record for record in references(snapshot)}
    sections: dict[str, list[Reference]] = {}
    for paper_id in snapshot.reading_list.papers:
        if paper_id in records and records[paper_id].sections:
            record = records.pop(paper_id)
            sections.setdefault(record.sections[0], []).append(record)
    if records:
        rest = sorted(records.values(), key=lambda r: (r.year is None, r.year or 0, r.key))
        sections.setdefault(_UNLISTED, []).extend(rest)
    code = _code_links(snapshot)
    facts = provenance(snapshot)
    lines = [f"# {markdown_text(str(facts['list']))}", ""]
    lines += ["<!-- kdgraph export: markdown"]
    lines += [f"{name}: {str(value).replace('--', '- -')}" for name, value in facts.items()]
    lines += ["-->", ""]
    if snapshot.data_note is not None:
        lines += [f"> {markdown_text(snapshot.data_note)}", ""]
    lines += [f"- [{markdown_text(name)}](#{_anchor(name)})" for name in sections]
    for name, of_section in sections.items():
        lines += ["", f"## {markdown_text(name)}", ""]
        for record in of_section:
            lines += _item(record, code.get(record.paper_id, ()))
    write_file(path, ("\n".join(lines) + "\n").encode())
    papers = sum(map(len, sections.values()))
    rows = {"papers": papers, "sections": len(sections)}
    broken = sum(
        len(record.title.splitlines()) > 1 for found in sections.values() for record in found
    )
    return reported(
        snapshot,
        "markdown",
        path,
        rows,
        dropped={
            "titles of several lines made one": broken,
            **cleaned(record for found in sections.values() for record in found),
        },
    )


def _item(record: Reference, code: tuple[tuple[str, str], ...]) -> Iterator[str]:
    title = " ".join(record.title.split())
    venue = record.venues or ("arXiv" if record.arxiv else "")
    if record.year is not None and str(record.year) not in venue:
        venue = f"{venue} {record.year}".strip()
    # the dot parts the venue from a title that may end like one
    stop = "" if title.endswith((".", "?", "!")) else "."
    head = f"- **{markdown_text(title)}**" + (f"{stop} {markdown_text(venue)}." if venue else "")
    links = [f"[[{markdown_text(label)}]]({_address(url)})" for label, url in code]
    if record.url is None:
        links.append(f"[[search]]({_SEARCH}{quote(title, safe='')})")
    yield " ".join([head, *links])
    arxiv = link("arxiv", record.arxiv) if record.arxiv else None
    for url in dict.fromkeys(url for url in (record.url, arxiv) if url is not None):
        yield f"  - <{_address(url)}>"
    if record.authors:
        names = ", ".join(" ".join(name.split()).replace(",", "") for name in record.authors)
        yield f"  - *{markdown_text(names)}.*"


def _code_links(snapshot: Snapshot) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return the labels and addresses of code that the list gives for each paper."""
    matched = snapshot.matches["paper_id"].dropna().to_dict()
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for entry_id, links in snapshot.entries["code_links"].items():
        if entry_id in matched and links is not None:
            named = tuple((str(link["label"] or "code"), str(link["url"])) for link in links)
            found[matched[entry_id]] = (*found.get(matched[entry_id], ()), *named)
    return found


def _address(url: str) -> str:
    return re.sub(r"[\s<>()\\]", lambda found: f"%{ord(found[0]):02X}", url)


def _anchor(heading: str) -> str:
    """Return the place of a heading as GitHub names it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
