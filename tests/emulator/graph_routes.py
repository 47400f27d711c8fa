"""Routes of the Academic Graph that look papers and authors up."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from tests.emulator.answers import Answer, ApiError, application
from tests.emulator.corpus import Corpus, Edge, Paper
from tests.emulator.fields import FLAT, Asked, ask_author, ask_edge, ask_paper
from tests.emulator.render import Renderer
from tests.emulator.request import Options, Request, in_window, page, window

__all__ = ["GraphRoutes", "envelope"]


def envelope(
    rows: list[str], *, offset: int, limit: int, total: int, before: str = "", after: str = ""
) -> str:
    """Return the JSON text of a page; `next` is there only while rows remain beyond it."""
    more = f'"next": {offset + limit}, ' if offset + limit < total else ""
    return f'{{{before}"offset": {offset}, {more}"data": [{", ".join(rows)}]{after}}}'


class GraphRoutes:
    """`/graph/v1/paper` and `/graph/v1/author`, searches apart."""

    def __init__(self, corpus: Corpus, options: Options) -> None:
        self.corpus, self.options = corpus, options
        self.render = Renderer(corpus)
        self.holes: dict[tuple[str, str], list[int]] = {}

    def _paper(self, identifier: str) -> Paper:
        paper = self.corpus.find(identifier)
        if paper is None:
            raise ApiError(404, f"Paper with id {identifier} not found")
        return paper

    # --- whole papers ----------------------------------------------------------------------------

    def paper_text(self, paper: Paper, asked: Asked, room: Callable[[Paper, str, int], int]) -> str:
        """Return a paper with nested lists, each cut to the `room` it has."""
        text = self.render.paper_text(paper, asked.flat)
        if asked.authors and paper.extra.get("authors", paper.authors) is not None:
            values = json.loads(text)
            values["authors"] = self.render.authors_of(paper, asked.authors)
            text = json.dumps(values)
        for head, flat in asked.nested.items():
            if head in paper.elided:
                text = f'{text[:-1]}, "{head}": null}}'
                continue
            edges, citing = self._rows(paper, head)
            edges = edges[: room(paper, head, len(edges))]
            rows = (self.render.row_text(e.citing if citing else e.cited, e, flat) for e in edges)
            text = f'{text[:-1]}, "{head}": [{", ".join(rows)}]}}'
        return text

    def _rows(self, paper: Paper, head: str) -> tuple[list[Edge], bool]:
        if head == "citations":
            return self.corpus.citations(paper.sha), True
        return self.corpus.references(paper.sha), False

    def single(self, _: Paper, head: str, there: int) -> int:
        """Return how many rows of a nested list a single paper shows."""
        return min(there, self.options.nested_limit) if head == "citations" else there

    def get_paper(self, request: Request, identifier: str) -> Answer:
        """`GET /paper/{id}`."""
        paper = self._paper(identifier)
        asked = ask_paper(request.query.get("fields"))
        return self.sized(self.paper_text(paper, asked, self.single))

    def sized(self, text: str) -> Answer:
        """Answer JSON text, unless there is too much of it."""
        answer = application(None, text=text)
        if len(answer.body) > self.options.max_bytes:
            size = self.options.max_bytes // (1024 * 1024)
            raise ApiError(400, f"Response would exceed maximum size of {size} MB")
        return answer

    def post_paper_batch(self, request: Request) -> Answer:
        """`POST /paper/batch`: aligned with the ids, null for each unknown one."""
        ids = request.ids()
        if len(ids) > 500:
            raise ApiError(400, f"Too many paper ids: {len(ids)}. Maximum is 500")
        broken = [i for i in ids if not isinstance(i, str) or not i.strip()]
        if broken and self.options.malformed_ids == "reject":
            raise ApiError(400, f"Malformed paper id: {json.dumps(broken[0])}")
        papers = [self.corpus.find(i) if isinstance(i, str) else None for i in ids]
        if not any(papers):
            raise ApiError(400, "No valid paper ids given")
        asked = ask_paper(request.query.get("fields"))
        room = self._budget([p for p in papers if p is not None], asked)
        return self.sized(
            "[" + ", ".join(self.paper_text(p, asked, room) if p else "null" for p in papers) + "]"
        )

    def _budget(self, papers: Iterable[Paper], asked: Asked) -> Callable[[Paper, str, int], int]:
        """Share the rows of one answer: which papers come short has nothing to do with order."""
        left = self.options.batch_budget
        shares: dict[tuple[str, str], int] = {}
        for paper in sorted(papers, key=lambda p: zlib.crc32(p.sha.encode())):
            for head in asked.nested:
                counted = head == "citations" or self.options.budget_counts_references
                if head in paper.elided:
                    continue
                there = len(self._rows(paper, head)[0])
                if head == "citations" and there > self.options.heavy:
                    raise ApiError(504, "Endpoint request timed out", message=True)
                if head == "citations" and self.options.cut_in_batch:
                    there = min(there, self.options.nested_limit)
                if head == "references" and self.options.references_in_batch is not None:
                    there = min(there, self.options.references_in_batch)
                if counted:
                    there = min(there, left)
                    left -= there
                shares[paper.sha, head] = there
        return lambda paper, head, _: shares[paper.sha, head]

    # --- walks -----------------------------------------------------------------------------------

    def get_citations(self, request: Request, identifier: str) -> Answer:
        """`GET /paper/{id}/citations`: newest first, within a window of dates if asked."""
        offset, limit = page(request)
        span = window(request)
        paper = self._paper(identifier)
        asked = ask_edge(request.query.get("fields"), "citingPaper")
        edges = self.corpus.citations(paper.sha)
        if span is not None:
            edges = [e for e in edges if self._in(span, e.citing)]
        if "citations" in paper.elided:
            return application({"data": None, "citedPaperInfo": self._info(paper)})
        slots = self.slots(edges, paper.sha + "/citations", request)
        return self._walk(slots, asked, "citingPaper", offset, limit)

    def _in(self, span: tuple[str, str], sha: str | None) -> bool:
        paper = self.corpus.papers.get(sha) if sha else None
        return paper is not None and in_window(
            span, paper.date, paper.year, self.options.undated_in_windows
        )

    def get_references(self, request: Request, identifier: str) -> Answer:
        """`GET /paper/{id}/references`; `data: null` where the publisher elided them."""
        offset, limit = page(request)
        paper = self._paper(identifier)
        asked = ask_edge(request.query.get("fields"), "citedPaper")
        if "references" in paper.elided:
            return application({"data": None, "citingPaperInfo": self._info(paper)})
        after = ""
        if self.options.citing_info:
            after = f', "citingPaperInfo": {json.dumps(self.render.paper(paper, FLAT[:2]))}'
        slots = self.slots(self.corpus.references(paper.sha), paper.sha + "/references", request)
        return self._walk(slots, asked, "citedPaper", offset, limit, after)

    def _info(self, paper: Paper) -> dict[str, Any]:
        return self.render.paper(paper, ("paperId", "openAccessPdf"))

    def slots(self, edges: list[Edge], walk: str, request: Request) -> list[Edge | None]:
        """Return the rows with the holes that empty pages left: a later page is short by them."""
        slots: list[Edge | None] = list(edges)
        for at in self.holes.get((walk, request.query.get("publicationDateOrYear", "")), []):
            slots.insert(at, None)
        return slots

    def leave_hole(self, request: Request, walk: str, at: int) -> None:
        """Let a walk have one empty place more, at an offset, from now on."""
        head = request.path.removeprefix("/graph/v1/paper/").removesuffix(f"/{walk}")
        key = (f"{self._paper(head).sha}/{walk}", request.query.get("publicationDateOrYear", ""))
        self.holes.setdefault(key, []).append(at)

    def _walk(
        self,
        slots: list[Edge | None],
        asked: Asked,
        end: str,
        offset: int,
        limit: int,
        after: str = "",
    ) -> Answer:
        rows = [
            self.render.edge_text(edge, end, asked.flat, asked.edge)
            for edge in slots[offset : offset + limit]
            if edge is not None
        ]
        return self.sized(envelope(rows, offset=offset, limit=limit, total=len(slots), after=after))

    def get_paper_authors(self, request: Request, identifier: str) -> Answer:
        """`GET /paper/{id}/authors`."""
        offset, limit = page(request)
        paper = self._paper(identifier)
        asked = ask_author(request.query.get("fields"))
        rows = [
            self._author_text(author_id, name, asked)
            for author_id, name in paper.authors[offset : offset + limit]
        ]
        text = envelope(rows, offset=offset, limit=limit, total=len(paper.authors))
        return self.sized(text)

    # --- authors ---------------------------------------------------------------------------------

    def _author_text(self, author_id: str | None, name: str, asked: Asked) -> str:
        if author_id is None:
            return json.dumps({f: name if f == "name" else None for f in asked.authors})
        text = json.dumps(self.render.author(author_id, asked.authors))
        if flat := asked.nested.get("papers"):
            papers = [self.corpus.papers[sha] for sha in self.corpus.papers_of(author_id)]
            rows = ", ".join(self.render.paper_text(p, flat) for p in papers)
            text = f'{text[:-1]}, "papers": [{rows}]}}'
        return text

    def author_text(self, author_id: str, asked: Asked) -> str:
        """Return an author that the corpus has."""
        return self._author_text(author_id, self.corpus.authors[author_id].name, asked)

    def get_author(self, request: Request, author_id: str) -> Answer:
        """`GET /author/{id}`."""
        if author_id not in self.corpus.authors:
            raise ApiError(404, f"Author with id {author_id} not found")
        return self.sized(self.author_text(author_id, ask_author(request.query.get("fields"))))

    def post_author_batch(self, request: Request) -> Answer:
        """`POST /author/batch`."""
        ids = request.ids()
        if len(ids) > 1_000:
            raise ApiError(400, f"Too many author ids: {len(ids)}. Maximum is 1000")
        known = [str(i) if str(i) in self.corpus.authors else None for i in ids]
        if not any(known):
            raise ApiError(400, "No valid author ids given")
        asked = ask_author(request.query.get("fields"))
        return self.sized(
            "[" + ", ".join(self.author_text(i, asked) if i else "null" for i in known) + "]"
        )

    def get_author_papers(self, request: Request, author_id: str) -> Answer:
        """`GET /author/{id}/papers`."""
        offset, limit = page(request)
        span = window(request)
        if author_id not in self.corpus.authors:
            raise ApiError(404, f"Author with id {author_id} not found")
        asked = ask_paper(request.query.get("fields"))
        shas = self.corpus.papers_of(author_id)
        if span is not None:
            shas = [sha for sha in shas if self._in(span, sha)]
        papers = [self.corpus.papers[sha] for sha in shas[offset : offset + limit]]
        left = 10_000

        def room(_: Paper, head: str, there: int) -> int:
            nonlocal left
            if head == "citations":
                there = min(there, left)
                left -= there
            return there

        rows = [self.paper_text(paper, asked, room) for paper in papers]
        return self.sized(envelope(rows, offset=offset, limit=limit, total=len(shas)))
