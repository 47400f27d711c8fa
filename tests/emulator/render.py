"""Papers, authors and edges as the JSON of the service.

Rows are kept as JSON text per (paper, fields), so that a batch with thousands of nested rows is
mostly joining strings; the kept text is dropped whenever the corpus changes.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from tests.emulator.corpus import Corpus, Edge, Paper
from tests.emulator.fields import AUTHOR

__all__ = ["DISCLAIMER", "Renderer"]

DISCLAIMER = (
    "Notice: The following paper fields have been elided by the publisher: {fields}. "
    "Paper or abstract available at {url}, which is subject to the license by the author or "
    "copyright owner provided with this content. Please go to the source to verify the license and "
    "copyright information for your use."
)
_SENTENCES = {
    "methodology": "We build on {title} [{n}] and extend its objective to our setting.",
    "background": "Transfer between networks has been studied before, e.g. {title} [{n}].",
    "result": "Our results compare well with those of {title} [{n}] on the same benchmark.",
}


class Renderer:
    """Turns what a corpus knows into the JSON that the service answers."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._kept: dict[tuple[str, tuple[str, ...]], str] = {}
        self._kept_version = -1

    # --- papers ----------------------------------------------------------------------------------

    def paper_text(self, paper: Paper, flat: tuple[str, ...]) -> str:
        """Return the JSON text of flat fields of a paper, from memory where possible."""
        if self._kept_version != self.corpus.version:
            self._kept, self._kept_version = {}, self.corpus.version
        key = (paper.sha, flat)
        text = self._kept.get(key)
        if text is None:
            text = self._kept[key] = json.dumps(self.paper(paper, flat))
        return text

    def paper(self, paper: Paper, flat: Iterable[str]) -> dict[str, Any]:
        """Return flat fields of a paper."""
        extra = paper.extra
        return {
            name: extra[name] if name in extra else _PAPER[name](self.corpus, paper)
            for name in flat
        }

    def row_text(self, sha: str | None, edge: Edge, flat: tuple[str, ...]) -> str:
        """Return the JSON text of one end of an edge; an unresolved end has its title, if that."""
        paper = self.corpus.papers.get(sha) if sha is not None else None
        if paper is not None:
            return self.paper_text(paper, flat)
        said = edge.unresolved or {}
        if said.get("title") is None:
            return "null"
        return json.dumps(
            {name: said.get(name, [] if name == "authors" else None) for name in flat}
        )

    # --- edges -----------------------------------------------------------------------------------

    def edge_text(self, edge: Edge, end: str, flat: tuple[str, ...], own: tuple[str, ...]) -> str:
        """Return the JSON text of a row of `/citations` (end citingPaper) or `/references`."""
        row = self.row_text(edge.citing if end == "citingPaper" else edge.cited, edge, flat)
        if not own:
            return f'{{"{end}": {row}}}'
        facts = json.dumps(self.edge(edge, own))
        return f'{facts[:-1]}, "{end}": {row}}}'

    def edge(self, edge: Edge, own: Iterable[str]) -> dict[str, Any]:
        """Return the fields that an edge itself has."""
        contexts = self.contexts(edge)
        facts: dict[str, Any] = {
            "contexts": [sentence for sentence, _ in contexts],
            "intents": list(dict.fromkeys(i for _, intents in contexts for i in intents)),
            "contextsWithIntent": [
                {"context": sentence, "intents": intents} for sentence, intents in contexts
            ],
            "isInfluential": edge.influential,
        }
        return {name: facts[name] for name in own}

    def contexts(self, edge: Edge) -> list[tuple[str, list[str]]]:
        """Return the citation sentences of an edge; made up from its two shas if it has none."""
        if edge.contexts is not None:
            return edge.contexts
        if edge.citing is None or edge.cited is None:
            return []
        number = zlib.crc32(f"{edge.citing} {edge.cited}".encode())
        title = self.corpus.papers[edge.cited].title or "this work"
        kinds = list(_SENTENCES)
        kinds = ["methodology", *kinds[1:]] if edge.influential else kinds[1:]
        return [
            (_SENTENCES[kind].format(title=title, n=number % 60 + 1), [kind])
            for kind in kinds[: (number >> 8) % 3 + edge.influential]
        ]

    # --- authors ---------------------------------------------------------------------------------

    def author(self, author_id: str, own: Iterable[str]) -> dict[str, Any]:
        """Return fields of an author."""
        author = self.corpus.authors[author_id]
        return {
            name: author.extra[name]
            if name in author.extra
            else _AUTHOR[name](self.corpus, author_id)
            for name in own
        }

    def authors_of(self, paper: Paper, own: tuple[str, ...]) -> list[dict[str, Any]]:
        """Return the authors of a paper with any author fields."""
        return [
            self.author(author_id, own)
            if author_id is not None
            else {field: name if field == "name" else None for field in own}
            for author_id, name in paper.authors
        ]


def _count(corpus: Corpus, sha: str) -> int:
    return len(corpus.citations(sha))


def _disclaimed_pdf(paper: Paper) -> dict[str, Any] | None:
    if paper.elided:
        fields = "{" + ", ".join(repr(name) for name in sorted(paper.elided)) + "}"
        url = f"https://www.semanticscholar.org/paper/{paper.sha}"
        said = DISCLAIMER.format(fields=fields, url=url)
        return {"url": "", "status": "CLOSED", "license": None, "disclaimer": said}
    if arxiv := paper.external_ids.get("ArXiv"):
        url = f"https://arxiv.org/pdf/{arxiv}"
        return {"url": url, "status": "GREEN", "license": None, "disclaimer": ""}
    return {"url": "", "status": "CLOSED", "license": None, "disclaimer": ""}


def _bibtex(paper: Paper) -> dict[str, str]:
    authors = " and ".join(name for _, name in paper.authors)
    key = "".join(c for c in (paper.authors[0][1].split()[-1] if paper.authors else "X"))
    return {
        "bibtex": f"@Article{{{key}{paper.year},\n author = {{{authors}}},\n"
        f" title = {{{paper.title}}},\n year = {{{paper.year}}}\n}}\n"
    }


def _external(paper: Paper) -> dict[str, Any]:
    ids: dict[str, Any] = dict(paper.external_ids)
    if paper.corpus_id is not None:
        ids["CorpusId"] = paper.corpus_id
    return ids


_PAPER: dict[str, Callable[[Corpus, Paper], Any]] = {
    "paperId": lambda _, p: p.sha,
    "externalIds": lambda _, p: _external(p),
    "corpusId": lambda _, p: p.corpus_id,
    "publicationVenue": lambda _, p: {"name": p.venue} if p.venue else None,
    "url": lambda _, p: f"https://www.semanticscholar.org/paper/{p.sha}",
    "title": lambda _, p: p.title,
    "abstract": lambda _, p: None if "abstract" in p.elided else p.abstract,
    "venue": lambda _, p: p.venue,
    "year": lambda _, p: p.year,
    "referenceCount": lambda c, p: len(c.references(p.sha)),
    "citationCount": lambda c, p: _count(c, p.sha),
    "influentialCitationCount": lambda c, p: c.influential(p.sha),
    "isOpenAccess": lambda _, p: "ArXiv" in p.external_ids,
    "openAccessPdf": lambda _, p: _disclaimed_pdf(p),
    "fieldsOfStudy": lambda _, _p: ["Computer Science"],
    "s2FieldsOfStudy": lambda _, _p: [{"category": "Computer Science", "source": "s2-fos-model"}],
    "tldr": lambda _, p: {"model": "tldr@v2.0.0", "text": p.tldr} if p.tldr else None,
    "publicationTypes": lambda _, p: ["JournalArticle"] if p.venue else None,
    "publicationDate": lambda _, p: p.date,
    "journal": lambda _, p: {"name": p.venue} if p.venue else None,
    "citationStyles": lambda _, p: _bibtex(p),
    "embedding": lambda _, p: {
        "model": "specter_v1",
        "vector": [(zlib.crc32(f"{p.sha}{i}".encode()) % 2000 - 1000) / 250 for i in range(768)],
    },
    "textAvailability": lambda _, p: "abstract" if p.abstract else "none",
    "authors": lambda _, p: [{"authorId": a, "name": name} for a, name in p.authors],
}


def _counts(corpus: Corpus, author_id: str) -> list[int]:
    return sorted((_count(corpus, sha) for sha in corpus.papers_of(author_id)), reverse=True)


_AUTHOR: dict[str, Callable[[Corpus, str], Any]] = {
    "authorId": lambda _, a: a,
    "externalIds": lambda _, _a: {},
    "url": lambda _, a: f"https://www.semanticscholar.org/author/{a}",
    "name": lambda c, a: c.authors[a].name,
    "affiliations": lambda _, _a: [],
    "homepage": lambda _, _a: None,
    "paperCount": lambda c, a: len(c.papers_of(a)),
    "citationCount": lambda c, a: sum(_counts(c, a)),
    "hIndex": lambda c, a: sum(n > rank for rank, n in enumerate(_counts(c, a))),
}
assert set(_AUTHOR) == set(AUTHOR)
