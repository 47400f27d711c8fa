"""A corpus from recorded exchanges, so that the emulator can be held against the real service.

What is taken from the recordings is data: papers, authors, edges and their order, which paper an
identifier leads to, and for searches and recommendations the ranked papers and the claimed total,
because nobody outside knows how the service ranks. Everything else (pages, `next`, tokens, fields,
defaults, filters, errors, nulls, headers) is the emulator's own doing.

The same search at another time has another answer, so a corpus is made from the recordings of one
sitting: those of one day, up to the first question that was asked again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.emulator.corpus import Author, Corpus, Hits, Paper
from tests.emulator.fields import FLAT
from tests.emulator.search_routes import search_key

__all__ = ["Reader", "Recording", "recorded_bodies", "recorded_corpus", "recordings"]


@dataclass(frozen=True)
class Recording:
    """One recorded exchange; `target` is path and query as sent."""

    name: str
    sitting: str
    edited: bool
    method: str
    target: str
    path: str
    query: dict[str, str]
    sent: Any
    with_key: bool
    status: int
    headers: dict[str, str]
    newline: bool
    body: Any


def recordings(folder: Path) -> list[Recording]:
    """Read all recorded exchanges that have an envelope, in the order in which they took place."""
    stored = {file.stem: json.loads(file.read_text("utf-8")) for file in folder.glob("*.json")}
    stored = {name: one for name, one in stored.items() if one["request"]}
    found: list[Recording] = []
    questions: set[tuple[str, str, str]] = set()
    sitting = ""
    for name, one in sorted(stored.items(), key=lambda i: (i[1]["source"]["recorded"], i[0])):
        asked, said, source = one["request"], one["response"], one["source"]
        day = source["recorded"][:10]
        question = (day, asked["url"], json.dumps(asked["body"]))
        if not sitting.startswith(day):
            sitting = day
        elif question in questions:
            sitting += "+"
        questions.add(question)
        address = urlsplit(asked["url"])
        found.append(
            Recording(
                name,
                sitting,
                bool(source["edited"]),
                asked["method"],
                address.path + (f"?{address.query}" if address.query else ""),
                unquote(asked["path"]),
                asked["query"],
                asked["body"],
                "x-api-key" in asked["headers"],
                said["status"],
                said["headers"],
                said["body_ends_with_newline"],
                said["body"],
            )
        )
    return found


def recorded_bodies(folder: Path) -> dict[str, Any]:
    """Read the recorded bodies that came without an envelope, by name."""
    bodies = {}
    for file in sorted(folder.glob("body-only-*.json")):
        bodies[file.stem] = json.loads(file.read_text("utf-8"))["response"]["body"]
    return bodies


def recorded_corpus(folder: Path, sitting: str | None = None) -> Corpus:
    """Make a corpus from the recordings of one sitting; None: of all, the later ones winning."""
    reader = Reader()
    for recording in recordings(folder):
        if sitting is None or recording.sitting == sitting:
            reader.read(recording)
    return reader.corpus


class Reader:
    """Learns a corpus from answers, one after another."""

    def __init__(self) -> None:
        self.corpus = Corpus()

    def read(self, recording: Recording) -> None:
        """Learn all that an exchange tells."""
        _, service, _, kind, *rest = recording.path.split("/")
        body, tail = recording.body, rest[-1] if rest else ""
        if recording.status == 400 and kind == "paper":
            self._known("/".join(rest))
        if recording.status != 200:
            return
        if service == "datasets":
            self._datasets(recording, kind, rest)
        elif service == "recommendations":
            self._recommendations(recording, rest)
        elif tail in ("search", "bulk", "match"):
            self._search(recording, kind, tail)
        elif tail == "batch":
            for identifier, row in zip(recording.sent["ids"], body, strict=True):
                if row is not None and kind == "paper":
                    self.corpus.know(identifier, self.paper(row).sha)
                elif row is not None:
                    self.author(row)
        elif tail in ("citations", "references"):
            self.walk(self._known("/".join(rest[:-1])), tail, body["data"])
        elif tail == "authors":
            paper = self._known("/".join(rest[:-1]))
            paper.authors = [(row["authorId"], row["name"]) for row in body["data"]]
            self._each(self.author, body["data"])
        elif tail == "papers":
            self.corpus.authors.setdefault(rest[0], Author(rest[0], ""))
            for row in body["data"]:
                self.corpus.wrote(rest[0], self.paper(row).sha)
        elif kind == "author":
            self.author(body)
        else:
            self.corpus.know("/".join(rest), self.paper(body).sha)

    def _known(self, identifier: str) -> Paper:
        """Return the paper of an identifier whose sha the recording does not tell."""
        paper = self.corpus.find(identifier)
        if paper is None:
            made = hashlib.sha1(identifier.encode(), usedforsecurity=False).hexdigest()
            paper = self.corpus.add_paper(Paper(made))
            self.corpus.know(identifier, made)
        return paper

    def _each(self, learn: Any, rows: Iterable[Any]) -> None:
        for row in rows:
            learn(row)

    def paper(self, row: dict[str, Any]) -> Paper:
        """Learn a row about a resolved paper."""
        paper = self.corpus.papers.get(row["paperId"])
        if paper is None:
            paper = self.corpus.add_paper(Paper(row["paperId"]))
        shown = {name: value for name, value in row.items() if name in FLAT and name != "authors"}
        paper.extra.update(shown)
        paper.title = paper.extra.get("title")
        paper.year = paper.extra.get("year")
        paper.date = paper.extra.get("publicationDate")
        paper.venue = paper.extra.get("venue")
        if row.get("authors"):
            paper.authors = [(a["authorId"], a["name"]) for a in row["authors"]]
            self._each(self.author, row["authors"])
        for head in ("citations", "references"):
            if head in row:
                self.walk(paper, head, row[head], nested=True)
        return paper

    def author(self, row: dict[str, Any]) -> None:
        """Learn a row about an author."""
        if row["authorId"] is None:
            return
        author = self.corpus.authors.setdefault(
            row["authorId"], Author(row["authorId"], row.get("name", ""))
        )
        author.extra.update({name: value for name, value in row.items() if name != "papers"})
        for paper in row.get("papers", []):
            self.corpus.wrote(author.author_id, self.paper(paper).sha)

    def walk(self, paper: Paper, head: str, rows: list[Any], *, nested: bool = False) -> None:
        """Learn rows of citations or references of a paper, nested ones without edge fields."""
        end, own = ("citingPaper", "cited") if head == "citations" else ("citedPaper", "citing")
        for row in rows:
            far = row if nested else row[end]
            if far["paperId"] is None:
                said = {n: v for n, v in far.items() if n not in ("paperId", "title")}
                known: dict[str, Any] = {own: paper.sha}
                edge = self.corpus.add_unresolved(title=far["title"], **known, **said)
            else:
                ends = (self.paper(far).sha, paper.sha)
                edge = self.corpus.add_citation(*(ends if head == "citations" else ends[::-1]))
            if not nested:
                edge.influential = row.get("isInfluential", False)
                pairs = row.get("contextsWithIntent", [])
                edge.contexts = [(pair["context"], pair["intents"]) for pair in pairs]

    def _search(self, recording: Recording, kind: str, tail: str) -> None:
        rows = recording.body.get("data", [])
        if tail == "match":
            self._each(
                self.paper, [{n: v for n, v in r.items() if n != "matchScore"} for r in rows]
            )
            return
        if kind == "author":
            self._each(self.author, rows)
            shas = [row["authorId"] for row in rows]
        else:
            shas = [self.paper(row).sha for row in rows]
        route = "bulk" if tail == "bulk" else "author" if kind == "author" else "search"
        key = search_key(route, recording.query)
        hits = self.corpus.searches.setdefault(key, Hits(recording.body["total"], []))
        hits.total = recording.body["total"]
        hits.shas = list(dict.fromkeys([*hits.shas, *shas]))

    def _recommendations(self, recording: Recording, rest: list[str]) -> None:
        shas = [self.paper(row).sha for row in recording.body["recommendedPapers"]]
        if recording.method == "GET":
            liked, disliked = ["/".join(rest[1:])], list[str]()
        else:
            liked = recording.sent["positivePaperIds"]
            disliked = recording.sent["negativePaperIds"] or []
        pool = recording.query.get("from", "all-cs")
        self._each(self._known, [*liked, *disliked])
        self.corpus.recommended[pool, tuple(liked), tuple(disliked)] = shas

    def _datasets(self, recording: Recording, kind: str, rest: list[str]) -> None:
        told, body = self.corpus.datasets, recording.body
        described = told.setdefault("described", {})
        if kind == "diffs":
            start, _, end, name = rest
            told.setdefault("diffs", {})[start, end, name] = body["diffs"]
        elif len(rest) == 3:
            described[rest[2]] = {n: body[n] for n in ("name", "description", "README")}
            told.setdefault("files", {})[rest[0], rest[2]] = body["files"]
        elif rest and rest[0]:
            told["README"] = body["README"]
            told["described"] = {row["name"]: row for row in body["datasets"]} | described
        else:
            told["releases"] = body
