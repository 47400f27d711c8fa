"""Routes that rank: title match, relevance search, bulk search, author search.

How the real service ranks is not known. Here a paper's rank is the summed rarity of the words of
the query that its title (or abstract) has, shorter titles first; where the corpus holds the hits of
a recorded search, their order and total are taken from there and everything else is done here.
"""

from __future__ import annotations

import base64
import json
import math
import re
import unicodedata
from collections import defaultdict
from typing import Any

from tests.emulator.answers import Answer, ApiError, application
from tests.emulator.corpus import Corpus, Hits, Paper
from tests.emulator.fields import ask_author, ask_flat, ask_paper
from tests.emulator.graph_routes import GraphRoutes, envelope
from tests.emulator.request import Options, Request, in_window, integer, page, window

__all__ = ["SearchRoutes", "search_key", "words"]

_FILTERS = (
    "year",
    "publicationDateOrYear",
    "venue",
    "fieldsOfStudy",
    "publicationTypes",
    "minCitationCount",
    "openAccessPdf",
)
_COMMON = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "is",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
}
_BULK = 1_000


def words(text: str) -> list[str]:
    """Return the words of a text, accents removed, in lower case.

    Examples
    --------
    >>> words("Naïve-Bayes & C++")
    ['naive', 'bayes', 'c']
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"\w+", plain)


def search_key(kind: str, query: dict[str, str]) -> tuple[Any, ...]:
    """Return under which key the hits of a recorded search are kept: query and filters."""
    filters = tuple((name, query[name]) for name in _FILTERS if name in query)
    return (kind, query.get("query", ""), *filters)


class SearchRoutes:
    """The searches of `/graph/v1`."""

    def __init__(self, corpus: Corpus, options: Options, graph: GraphRoutes) -> None:
        self.corpus, self.options, self.graph = corpus, options, graph
        self._built = -1
        self._having: dict[str, list[str]] = {}
        self._length: dict[str, int] = {}

    # --- ranking ---------------------------------------------------------------------------------

    def _build(self) -> None:
        with self.corpus.lock:
            if self._built == self.corpus.version:
                return
            having: defaultdict[str, list[str]] = defaultdict(list)
            self._length = {}
            for paper in self.corpus.papers.values():
                title = set(words(paper.title or ""))
                self._length[paper.sha] = max(1, len(title))
                for word in title:
                    having[word].append(paper.sha)
            self._having, self._built = having, self.corpus.version

    def _scores(self, query: str, *, whole: bool = False) -> dict[str, float]:
        """Score papers by title; `whole`: only those that have every word."""
        self._build()
        asked = set(words(query))
        scores: defaultdict[str, float] = defaultdict(float)
        found: defaultdict[str, int] = defaultdict(int)
        for word in sorted(asked):
            shas = self._having.get(word, [])
            rarity = math.log(1 + len(self._length) / (1 + len(shas)))
            for sha in shas:
                scores[sha] += rarity / (4 if word in _COMMON else 1)
                found[sha] += 1
        return {
            sha: 20 * score * (1 + found[sha] / self._length[sha]) / 2
            for sha, score in scores.items()
            if not whole or found[sha] == len(asked)
        }

    def _passes(self, paper: Paper, query: dict[str, str]) -> bool:
        render = self.graph.render
        if (years := query.get("year")) and not _year_in(years, paper.year):
            return False
        span = window(Request("GET", "", query, b"", None))
        if span and not in_window(span, paper.date, paper.year, "keep"):
            return False
        if venue := query.get("venue"):
            wanted = {name.strip().casefold() for name in venue.split(",")}
            if not wanted & self._venue_names(paper):
                return False
        for name in ("fieldsOfStudy", "publicationTypes"):
            if kinds := query.get(name):
                other = "s2FieldsOfStudy" if name == "fieldsOfStudy" else name
                have = render.paper(paper, (other,))[other] or []
                plain = {h["category"] if isinstance(h, dict) else h for h in have}
                if not plain & set(kinds.split(",")):
                    return False
        if least := query.get("minCitationCount"):
            count = render.paper(paper, ("citationCount",))["citationCount"]
            if count < int(least):
                return False
        if "openAccessPdf" in query:
            pdf = render.paper(paper, ("openAccessPdf",))["openAccessPdf"]
            return bool(pdf and pdf.get("url"))
        return True

    def _venue_names(self, paper: Paper) -> set[str]:
        """Return the names under which a paper's venue is found: abbreviations too."""
        fields = self.graph.render.paper(paper, ("venue", "publicationVenue"))
        venue = fields["publicationVenue"] or {}
        names = {fields["venue"], venue.get("name"), *venue.get("alternate_names", [])}
        if "arXiv.org" in names:
            names.add("ArXiv")
        return {name.casefold() for name in names if name}

    def _hits(self, kind: str, query: dict[str, str]) -> Hits:
        recorded = self.corpus.searches.get(search_key(kind, query))
        if recorded is not None:
            shas = [s for s in recorded.shas if self._known_to_pass(self.corpus.papers[s], query)]
            return Hits(recorded.total - len(recorded.shas) + len(shas), shas)
        if "-" in query.get("query", "") and kind == "search":
            return Hits(0, [])
        if query.get("query"):
            scores = self._scores(query["query"], whole=True)
        else:
            scores = dict.fromkeys(self.corpus.papers, 0.0)
        shas = [s for s in scores if self._passes(self.corpus.papers[s], query)]
        shas.sort(key=lambda sha: (-scores[sha], sha))
        return Hits(len(shas), shas)

    def _known_to_pass(self, paper: Paper, query: dict[str, str]) -> bool:
        """Apply the filters whose field a recording shows; the others cannot be judged."""
        fields = {"publicationDateOrYear": "year", "minCitationCount": "citationCount"}
        fields["fieldsOfStudy"] = "s2FieldsOfStudy"
        judged = {
            n: v for n, v in query.items() if n in _FILTERS and fields.get(n, n) in paper.extra
        }
        return self._passes(paper, judged)

    # --- routes ----------------------------------------------------------------------------------

    def get_match(self, request: Request) -> Answer:
        """`GET /paper/search/match`: the nearest title, whether it is the right one or not."""
        query = _query(request)
        if "matchScore" in request.query.get("fields", "").split(","):
            raise ApiError(400, "Unrecognized or unsupported fields: [matchScore]")
        asked = ask_paper(request.query.get("fields"))
        scores = self._scores(query) if set(words(query)) - _COMMON else {}
        kept = {
            s: x for s, x in scores.items() if self._passes(self.corpus.papers[s], request.query)
        }
        if not kept:
            raise ApiError(404, "Title match not found")
        best = min(kept, key=lambda sha: (-kept[sha], sha))
        text = self.graph.paper_text(self.corpus.papers[best], asked, self.graph.single)
        score = json.dumps(round(kept[best], 5))
        return self.graph.sized(f'{{"data": [{text[:-1]}, "matchScore": {score}}}]}}')

    def get_search(self, request: Request) -> Answer:
        """`GET /paper/search`: no `data` at all where nothing is found."""
        _query(request)
        offset, limit = page(request, most=100, window=1_000)
        asked = ask_paper(request.query.get("fields"))
        hits = self._hits("search", request.query)
        if hits.total == 0:
            return application({"total": 0, "offset": offset})
        rows = [
            self.graph.paper_text(self.corpus.papers[sha], asked, self.graph.single)
            for sha in hits.shas[offset : offset + limit]
        ]
        before = f'"total": {hits.total}, '
        return self.graph.sized(
            envelope(rows, offset=offset, limit=limit, total=hits.total, before=before)
        )

    def get_bulk(self, request: Request) -> Answer:
        """`GET /paper/search/bulk`: 1,000 rows a call, the last token null."""
        refused = frozenset({"tldr", "embedding"})
        asked = ask_flat(request.query.get("fields"), refused=refused)
        start, query = 0, dict(request.query)
        if token := request.query.get("token"):
            start, query = _open(token)
        elif not request.query.get("query") and not any(f in query for f in _FILTERS):
            raise ApiError(400, "Missing required parameter 'query'")
        by, _, way = (query.get("sort") or "paperId").partition(":")
        if by not in ("paperId", "publicationDate", "citationCount") or way not in (
            "",
            "asc",
            "desc",
        ):
            raise ApiError(400, f"Unacceptable query params: [sort={query.get('sort')}]")
        hits = self._hits("bulk", query)
        shas = sorted(hits.shas, key=lambda sha: self._sort_key(by, sha), reverse=way == "desc")
        rows = [
            self.graph.render.paper_text(self.corpus.papers[sha], asked.flat)
            for sha in shas[start : start + _BULK]
        ]
        end = start + _BULK
        token_text = json.dumps(_seal(end, query) if end < len(shas) else None)
        rows_text = ", ".join(rows)
        return self.graph.sized(
            f'{{"total": {hits.total}, "token": {token_text}, "data": [{rows_text}]}}'
        )

    def _sort_key(self, by: str, sha: str) -> tuple[Any, str]:
        if by == "paperId":
            return ("", sha)
        value = self.graph.render.paper(self.corpus.papers[sha], (by,))[by]
        return (value if value is not None else ("" if by == "publicationDate" else 0), sha)

    def get_author_search(self, request: Request) -> Answer:
        """`GET /author/search`: every word of the query is in the name."""
        query = _query(request)
        offset, limit = page(request)
        asked = ask_author(request.query.get("fields"))
        recorded = self.corpus.searches.get(search_key("author", request.query))
        ids = recorded.shas if recorded else self._authors_named(set(words(query)))
        total = recorded.total if recorded else len(ids)
        if total == 0:
            return application({"total": 0, "offset": offset, "data": []})
        rows = [self.graph.author_text(i, asked) for i in ids[offset : offset + limit]]
        before = f'"total": {total}, '
        return self.graph.sized(
            envelope(rows, offset=offset, limit=limit, total=total, before=before)
        )

    def get_autocomplete(self, request: Request) -> Answer:
        """`GET /paper/autocomplete`: titles that begin with the query, ten at most."""
        start = _query(request).lower()
        known = self.corpus.papers.values()
        papers = [paper for paper in known if (paper.title or "").lower().startswith(start)]
        matches = [
            {
                "id": paper.sha,
                "title": paper.title,
                "authorsYear": " ".join(filter(None, [self._first_author(paper), f"{paper.year}"])),
            }
            for paper in papers[:10]
        ]
        return application({"matches": matches})

    def _first_author(self, paper: Paper) -> str:
        written = self.graph.render.paper(paper, ("authors",))["authors"]
        return f"{written[0]['name']}," if written else ""

    def get_snippets(self, request: Request) -> Answer:
        """`GET /snippet/search`: titles and abstracts that hold every word of the query."""
        asked = set(words(_query(request)))
        limit = integer(request, "limit", 10, least=1)
        if limit > 1_000:
            raise ApiError(400, "'limit' must be <= 1000")
        rows = []
        for paper in self.corpus.papers.values():
            for kind, text in (("title", paper.title or ""), ("abstract", paper.abstract or "")):
                if asked <= set(words(text)):
                    rows.append(self._snippet(paper, kind, text))
        return application({"data": rows[:limit], "retrievalVersion": "pa1-v1"})

    def _snippet(self, paper: Paper, kind: str, text: str) -> dict[str, Any]:
        written = self.graph.render.paper(paper, ("authors",))["authors"] or []
        return {
            "score": 0.5,
            "paper": {
                "corpusId": f"{paper.corpus_id}",  # a string here, unlike elsewhere
                "title": paper.title,
                "authors": [author["name"] for author in written],
                "openAccessInfo": {"license": None, "status": None, "disclaimer": ""},
            },
            "snippet": {"text": text, "snippetKind": kind, "section": None},
        }

    def _authors_named(self, asked: set[str]) -> list[str]:
        return [i for i, a in self.corpus.authors.items() if asked <= set(words(a.name))]


def _query(request: Request) -> str:
    query = request.query.get("query", "").strip()
    if not query:
        raise ApiError(400, "Missing required parameter 'query'")
    integer(request, "minCitationCount", 0)
    return query


def _year_in(years: str, year: int | None) -> bool:
    low, dash, high = years.partition("-")
    if not (low or high) or not all(p.isdecimal() for p in (low, high) if p):
        raise ApiError(400, f"Unacceptable query params: [year={years}]")
    if year is None:
        return False
    return int(low or 0) <= year <= int((high if dash else low) or 9999)


def _seal(start: int, query: dict[str, str]) -> str:
    kept = {n: v for n, v in query.items() if n in (*_FILTERS, "query", "sort")}
    return base64.b32encode(json.dumps([start, kept]).encode()).decode().rstrip("=")


def _open(token: str) -> tuple[int, dict[str, str]]:
    try:
        start, query = json.loads(base64.b32decode(token + "=" * (-len(token) % 8)))
    except ValueError:
        raise ApiError(400, "Invalid token") from None
    return int(start), dict(query)
