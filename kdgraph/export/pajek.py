"""Pajek: the citation graph as a network with a partition and vectors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from kdgraph.errors import InputError
from kdgraph.export import EXPORTS
from kdgraph.export._files import write_bundle, write_file
from kdgraph.export._network import Network, network
from kdgraph.export._report import ExportReport, provenance, reported
from kdgraph.export.citation_keys import citation_keys
from kdgraph.graph.snapshot import Snapshot

__all__ = ["pajek"]

_README: Final = "README.txt"
_SIGNATURE: Final = b"kdgraph export: pajek\n"
_NOT_LISTED: Final = 0
_UNKNOWN_YEAR: Final = 0


# networkx has a writer, but a quotation mark or a line break in its labels breaks the file, and it
# writes no partitions and vectors
@EXPORTS.add("pajek", label="Pajek")
def pajek(snapshot: Snapshot, path: Path) -> ExportReport:
    r"""Write the citation graph for Pajek: a folder, a ``.zip``, or one project file (``.paj``).

    ``citations.net`` has the papers, labelled by citation key and title, with arcs from the citing
    to the cited paper. ``sections.clu`` gives each paper the number of the first list section it
    stands in, 0 where it is not on the list; comments in it and the README name the sections.
    ``years.vec`` holds years, 0 where unknown, and ``citations.vec``
    the citations received from papers here. As Pajek does by itself, all that is not ASCII is
    written as ``&#number;``. Its labels know no quotation marks and no line breaks: these become
    apostrophes and blanks, and are counted.

    Raises
    ------
    InputError
        If `path` ends in ``.net``, ``.clu`` or ``.vec``: there is more than one file.
    StoreError
        If it cannot be written, or is a folder that holds something else.
    """
    found = network(snapshot, bare=True)
    labels, changed = _labels(snapshot, found)
    sections = _sections(found)
    facts = {name: _line(str(value))[0] for name, value in provenance(snapshot).items()}
    place = {paper_id: n for n, (paper_id, _) in enumerate(found.papers, start=1)}
    received = np.zeros(len(place) + 1, dtype=np.int64)
    for _, cited_id, _ in found.citations:
        received[place[cited_id]] += 1
    classes = [_class(row.get("sections"), sections) for _, row in found.papers]
    years = [_UNKNOWN_YEAR if row["year"] is None else row["year"] for _, row in found.papers]
    vertices = f"*Vertices {len(place)}"
    parts = {
        "citations.net": [
            vertices,
            *(f'{n} "{label}"' for n, label in enumerate(labels, start=1)),
            "*Arcs",
            *(f"{place[citing]} {place[cited]} 1" for citing, cited, _ in found.citations),
        ],
        "sections.clu": [vertices, *map(str, classes)],
        "years.vec": [vertices, *map(str, years)],
        "citations.vec": [vertices, *map(str, received[1:].tolist())],
    }
    about = [f"% {name}: {value}" for name, value in facts.items()]
    names = [f"% section {number}: {_line(name)[0]}" for name, number in sections.items()]
    rows = {"papers": len(place), "citations": len(found.citations), "sections": len(sections)}
    dropped = {
        **found.dropped,
        "quotation marks made apostrophes": changed[0],
        "line breaks and control characters made blanks": changed[1],
        "papers without a year": years.count(_UNKNOWN_YEAR),
    }
    suffix = path.suffix.lower()
    if suffix == ".paj":
        text = [*about, *names, *(line for name in parts for line in _object(name, parts[name]))]
        write_file(path, _text(text))
        return reported(snapshot, "pajek", path, rows, dropped=dropped)
    if suffix in {".net", ".clu", ".vec"}:
        raise InputError(
            f"{path}: a network for Pajek comes with a partition and vectors, each a file; give a "
            f"folder ({path.with_suffix('')}), an archive ({path.with_suffix('.zip')}) or one "
            f"project file ({path.with_suffix('.paj')})"
        )
    files = {_README: _SIGNATURE + _text(_readme(facts, sections))}
    for name, lines in parts.items():
        head = names if name.endswith(".clu") else []
        files[name] = _text([*about, *head, *lines])
    written = write_bundle(path, files, marker=_README, signature=_SIGNATURE)
    return reported(snapshot, "pajek", path, rows, files=written, dropped=dropped)


def _labels(snapshot: Snapshot, found: Network) -> tuple[list[str], tuple[int, int]]:
    """Return the labels in order, and how many quotes and line breaks they lost."""
    keys = citation_keys(snapshot)
    titles = [_line(str(facts.get("title") or "")) for _, facts in found.papers]
    labels = [
        f"{keys[paper_id]} {title}".rstrip()
        for (paper_id, _), (title, _, _) in zip(found.papers, titles, strict=True)
    ]
    return labels, (sum(quotes for _, quotes, _ in titles), sum(n for _, _, n in titles))


def _line(text: str) -> tuple[str, int, int]:
    """Return a text as it can stand in a label, and how many quotes and control characters went."""
    text = text.strip()
    quotes = text.count('"')
    text = text.replace('"', "'")
    clean = "".join(char if char.isprintable() or not _breaks(char) else " " for char in text)
    changed = sum(a != b for a, b in zip(text, clean, strict=True))
    # an entity in a title must not become the character that it names; and a backslash before the
    # quotation mark that ends a label is read as one that escapes it
    clean = clean.replace("&#", "&#38;#").replace("\\", "&#92;")
    return "".join(c if c.isascii() else f"&#{ord(c)};" for c in clean), quotes, changed


def _breaks(char: str) -> bool:
    return ord(char) < 32 or 127 <= ord(char) < 160 or char in "\u2028\u2029"


def _sections(found: Network) -> dict[str, int]:
    """Return the number of each section, from 1 in the order of the list."""
    return {name: n for n, name in enumerate(found.sections, start=1)}


def _class(of_paper: list[str] | None, sections: Mapping[str, int]) -> int:
    return sections[of_paper[0]] if of_paper else _NOT_LISTED


def _object(file: str, lines: Iterable[str]) -> list[str]:
    name, _, kind = file.partition(".")
    head = {"net": "*Network", "clu": "*Partition", "vec": "*Vector"}[kind]
    return [f"{head} {name}", *lines]


def _readme(facts: Mapping[str, str], sections: Mapping[str, int]) -> list[str]:
    return [
        "",
        *(f"{name}: {value}" for name, value in facts.items()),
        "",
        "citations.net: papers, and arcs from the citing to the cited paper",
        "sections.clu: the first section of the list that each paper stands in:",
        f"  {_NOT_LISTED}: not on the list",
        *(f"  {number}: {_line(name)[0]}" for name, number in sections.items()),
        f"years.vec: year of publication; {_UNKNOWN_YEAR} where unknown",
        "citations.vec: citations received from papers here",
    ]


def _text(lines: Iterable[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("ascii")
