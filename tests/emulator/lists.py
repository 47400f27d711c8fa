"""The curated list that belongs to a corpus, as Markdown and as BibTeX.

Most lines give an arXiv id that the service knows. Some give a title only, one an arXiv id that the
service does not know (its title is known), one a DOI; and one more line names a paper that the
service does not have, whose title is near to that of another one.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.emulator.corpus import Corpus
from tests.emulator.wording import SECTIONS

__all__ = ["ListedPaper", "listed_bibtex", "listed_markdown", "listed_papers"]


@dataclass(frozen=True)
class ListedPaper:
    """One line of the list; `sha` is None for the paper that the service does not have."""

    sha: str | None
    section: str
    title: str
    venue: str
    year: int | None
    authors: tuple[str, ...]
    how: str
    arxiv: str | None
    doi: str | None


def listed_papers(corpus: Corpus) -> list[ListedPaper]:
    """Return the lines of the list, in order.

    `how` is one of "arxiv", "doi", "title", "unknown arxiv", "unknown paper".
    """
    lines = []
    hows = corpus.facts.get("list") or ["arxiv"] * len(corpus.listed)
    for n, (sha, how) in enumerate(zip(corpus.listed, hows, strict=True)):
        paper = corpus.papers[sha]
        arxiv = paper.external_ids.get("ArXiv") if how == "arxiv" else None
        lines.append(
            ListedPaper(
                sha,
                SECTIONS[n * len(SECTIONS) // len(hows)],
                paper.title or "",
                paper.venue or "",
                paper.year,
                tuple(name for _, name in paper.authors),
                how,
                f"1302.{4_000 + n}" if how == "unknown arxiv" else arxiv,
                paper.external_ids.get("DOI") if how == "doi" else None,
            )
        )
    near = lines[0]
    title = f"{near.title}, or Why Penguins Prefer Granite"
    authors = ("Quirin Unbekannt",)
    lines.append(
        ListedPaper(None, SECTIONS[-1], title, "CVPR", 1999, authors, "unknown paper", None, None)
    )
    return lines


def listed_markdown(corpus: Corpus) -> str:
    """Return the list in the shape of curated lists on GitHub."""
    out = ["# A-Synthetic-Paper-List", "Papers that were never written.", ""]
    out += [f"  * [{name}](#{name.lower().replace(' ', '-')})" for name in SECTIONS]
    section = ""
    for n, line in enumerate(listed_papers(corpus)):
        if line.section != section:
            section = line.section
            out += ["", f"## {section}", ""]
        venue = f", {line.venue} {line.year}" if line.venue and line.year else ""
        code = f" [[PyTorch]](https://github.com/example/code-{n})" if n % 3 == 0 else " "
        out.append(f"- **{line.title}{venue}**{code}")
        if line.arxiv:
            out.append(f"  - https://arxiv.org/abs/{line.arxiv}")
        if line.doi:
            out.append(f"  - https://dl.acm.org/doi/abs/{line.doi}")
        out += [f"  - *{', '.join(line.authors)}.*", ""]
    out += ["## Useful Resources", "", "- A page: https://github.com/example/awesome", ""]
    return "\n".join(out)


def listed_bibtex(corpus: Corpus) -> str:
    """Return the list as BibTeX."""
    out = []
    for n, line in enumerate(listed_papers(corpus)):
        fields = {"title": "{" + _escaped(line.title) + "}"}
        fields["author"] = " and ".join(line.authors)
        if line.venue:
            fields["booktitle"] = line.venue
        if line.year:
            fields["year"] = str(line.year)
        if line.arxiv:
            fields |= {"eprint": line.arxiv, "archiveprefix": "arXiv"}
        if line.doi:
            fields["doi"] = line.doi
        inside = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
        out.append(f"@inproceedings{{key{n},\n{inside}\n}}\n")
    return "\n".join(out)


def _escaped(text: str) -> str:
    for sign in "&#%":
        text = text.replace(sign, "\\" + sign)
    return text
