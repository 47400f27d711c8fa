"""How often the words by which lists are read are right, against fields that leave no doubt.

``python -m benchmarks.list_words FOLDER`` takes the CSV and BibTeX files of a folder (gzipped or
not), whose columns and fields say what is a title, a venue and a line of authors, and the links of
its Markdown files, whose labels say what they lead to. It prints the table that stands in
`kdgraph.lists.vocabulary`: none of it is told by what is measured.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pybtex.database import parse_string

from kdgraph.lists.links import is_code, is_label, is_no_paper, is_paper
from kdgraph.lists.people import are_names, are_surely_names
from kdgraph.lists.venues import is_venue
from kdgraph.lists.vocabulary import (
    NO_NAME_FIRST,
    PARTICLES,
    SMALL_WORDS,
    TECHNICAL_WORDS,
    TITLE_WORDS,
)

_COLUMNS = {
    "titles": ("title", "paper_title"),
    "authors": ("authors", "author"),
    "venues": ("publisher", "conference", "booktitle", "journal"),
}
_LINK = re.compile(r"\[([^\[\]]{2,20})\]\((https?://[^)\s]+)\)")
_PAPERS = frozenset({"paper", "pdf", "arxiv", "abs", "doi", "openreview"})
_CODE = frozenset({"code", "github", "pytorch", "tensorflow", "officialcode", "repo"})
_OTHER = frozenset({"project", "projectpage", "website", "video", "demo", "slides", "blog"})


@dataclass
class Truth:
    """What the fields of lists say: texts by what they are, and addresses by their labels."""

    titles: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    venues: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    def add(self, name: str, value: str | None) -> None:
        """Take a field that is given."""
        said = " ".join((value or "").split())
        if said:
            getattr(self, name).append(said)

    def addresses(self, labels: frozenset[str]) -> list[str]:
        """Return the addresses that stand under one of some labels."""
        return [url for label, url in self.links if re.sub("[^a-z]", "", label.lower()) in labels]


def _text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()


def truth_of(folder: Path) -> Truth:
    """Read what the lists of a folder say by themselves."""
    truth = Truth()
    for path in sorted(folder.iterdir()):
        kind = Path(path.name.removesuffix(".gz")).suffix
        if kind == ".csv":
            for row in csv.DictReader(io.StringIO(_text(path))):
                for name, columns in _COLUMNS.items():
                    truth.add(name, next((row[c] for c in columns if row.get(c)), None))
        elif kind == ".bib":
            for entry in parse_string(_text(path), "bibtex").entries.values():
                # braces and commands are TeX; a list of names, not its characters, is in question
                truth.add(
                    "titles", re.sub(r"[{}]|\\\w+|\$[^$]*\$", "", entry.fields.get("title", ""))
                )
                people = [" ".join(p.first_names + p.middle_names + p.prelast_names + p.last_names)
                          for p in entry.persons.get("author", [])]  # fmt: skip
                truth.add("authors", ", ".join(re.sub(r"[{}\\'\"`^~]", "", p) for p in people))
                venue = entry.fields.get("booktitle") or entry.fields.get("journal", "")
                truth.add("venues", re.sub(r"[{}\\]", "", venue))
        elif kind == ".md":
            truth.links += _LINK.findall(_text(path))
    return truth


def _holding(words: frozenset[str], fold: Callable[[str], str] = str) -> Callable[[str], bool]:
    return lambda text: not words.isdisjoint(fold(word.strip(".,:;()")) for word in text.split())


def measures(truth: Truth) -> Iterator[tuple[str, int, int, int]]:
    """Yield what is told by some words: how many rightly, how many wrongly, how many there are."""
    singles = [n for line in truth.authors for n in re.split(r",\s*|\s+and\s+", line) if " " in n]
    papers, code, other = map(truth.addresses, (_PAPERS, _CODE, _OTHER))
    other = [url for url in other if "arxiv.org" not in url]  # some lists call arXiv a website
    particles = [n for n in singles if any(word.islower() for word in n.split()[1:-1])]
    told: list[tuple[str, Callable[[str], bool], Iterable[str], Iterable[str]]] = [
        ("a venue, against titles and names", is_venue, truth.venues, truth.titles + singles),
        ("SMALL_WORDS: a title, against names", _holding(SMALL_WORDS), truth.titles, singles),
        ("TITLE_WORDS: a title, against names",
         _holding(TITLE_WORDS, str.lower), truth.titles, singles),
        ("TECHNICAL_WORDS: a title, against names",
         _holding(TECHNICAL_WORDS, str.lower), truth.titles, singles),
        ("NO_NAME_FIRST: a title, against names",
         lambda text: text.split(" ", 1)[0] in NO_NAME_FIRST, truth.titles, singles),
        ("PARTICLES: inside a name",
         lambda text: not PARTICLES.isdisjoint(text.split()[1:-1]), particles, []),
        ("`are_names`, against titles and venues",
         are_names, truth.authors, truth.titles + truth.venues),
        ("`are_surely_names`, likewise",
         are_surely_names, truth.authors, truth.titles + truth.venues),
        ("PAPER_HOSTS: links labelled as papers", is_paper, papers, code + other),
        ("CODE_HOSTS: links labelled as code", is_code, code, papers + other),
        ("NO_PAPER_HOSTS: code, projects, videos", is_no_paper, code + other, papers),
        ("labels of links, against titles",
         is_label, [label for label, _ in truth.links], truth.titles),
    ]  # fmt: skip
    for name, tells, those, others in told:
        all_of_them = list(those)
        right = sum(map(tells, all_of_them))
        yield name, right, sum(map(tells, others)), len(all_of_them)


def table(truth: Truth) -> str:
    """Return the table, as reStructuredText."""
    rows = [
        (name, f"{right + wrong:,}", f"{100 * right / max(1, right + wrong):.1f} %",
         f"{100 * right / max(1, count):.0f} %")
        for name, right, wrong, count in measures(truth)
    ]  # fmt: skip
    heads = ("told by", "among", "precision", "coverage")
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    rule = " ".join("=" * width for width in widths)
    lines = [" ".join(map(str.ljust, row, widths)).rstrip() for row in (heads, *rows)]
    return "\n".join([rule, lines[0], rule, *lines[1:], rule])


def main() -> None:
    """Print the table of a folder of lists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    truth = truth_of(parser.parse_args().folder)
    print(f"{len(truth.titles):,} titles, {len(truth.authors):,} lines of authors, "
          f"{len(truth.venues):,} venues, {len(truth.links):,} labelled links\n")  # fmt: skip
    print(table(truth))


if __name__ == "__main__":
    main()
