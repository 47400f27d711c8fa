"""Recommendations and dataset listings: the two services beside the graph."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import Any

from tests.emulator.answers import Answer, ApiError, application
from tests.emulator.corpus import Corpus
from tests.emulator.fields import ask_flat
from tests.emulator.graph_routes import GraphRoutes
from tests.emulator.request import Request, integer

__all__ = ["DatasetRoutes", "RecommendationRoutes"]

_DATASETS = ("abstracts", "authors", "citations", "paper-ids", "papers", "tldrs")
_HOST = "https://ai2-s2ag.s3.amazonaws.com"


class RecommendationRoutes:
    """`/recommendations/v1`: papers that share most references and citations, newest first."""

    def __init__(self, corpus: Corpus, graph: GraphRoutes) -> None:
        self.corpus, self.graph = corpus, graph

    def answer(self, request: Request, path: str) -> Answer:
        """Answer `papers/` (POST) or `papers/forpaper/{id}` (GET)."""
        if request.method == "POST" and path.rstrip("/") == "papers":
            liked = request.ids("positivePaperIds")
            disliked = request.ids("negativePaperIds")
            if not liked:
                raise ApiError(400, "No positive paper examples given")
            return self._recommend(request, liked, disliked, "all-cs")
        start = "papers/forpaper/"
        if request.method == "GET" and path.startswith(start) and len(path) > len(start):
            pool = request.query.get("from", "recent")
            if pool not in ("recent", "all-cs"):
                raise ApiError(400, f"Unacceptable query params: [from={pool}]")
            return self._recommend(request, [path.removeprefix(start)], [], pool)
        raise ApiError(404, "Not Found", message=True)

    def _recommend(
        self, request: Request, liked: list[Any], disliked: list[Any], pool: str
    ) -> Answer:
        limit = integer(request, "limit", 100, least=1)
        if limit > 500:
            raise ApiError(400, "'limit' must be <= 500")
        key = (pool, tuple(liked), tuple(disliked))
        ranked = self.corpus.recommended.get(key)
        if ranked is None:
            ranked = self._rank(self._shas(liked), self._shas(disliked), pool)
        asked = ask_flat(request.query.get("fields"), refused=frozenset({"tldr", "embedding"}))
        rows = [
            self.graph.render.paper_text(self.corpus.papers[sha], asked.flat)
            for sha in ranked[:limit]
        ]
        return self.graph.sized(f'{{"recommendedPapers": [{", ".join(rows)}]}}')

    def _shas(self, identifiers: list[Any]) -> list[str]:
        shas = []
        for identifier in identifiers:
            paper = self.corpus.find(str(identifier))
            if paper is None:
                raise ApiError(404, f"Paper with id {identifier} not found")
            shas.append(paper.sha)
        return shas

    def _rank(self, liked: list[str], disliked: list[str], pool: str) -> list[str]:
        scores: Counter[str] = Counter()
        for sign, seeds in ((1, liked), (-1, disliked)):
            for seed in seeds:
                for edge in self.corpus.references(seed):
                    for other in self.corpus.citations(edge.cited)[:200] if edge.cited else ():
                        if other.citing is not None:
                            scores[other.citing] += sign
        ranked = [sha for sha, score in scores.items() if score > 0 and sha not in liked]
        papers = self.corpus.papers
        ranked.sort(key=lambda sha: (scores[sha], papers[sha].when, sha), reverse=True)
        if pool == "recent":
            ranked.sort(key=lambda sha: papers[sha].when, reverse=True)
        return ranked


class DatasetRoutes:
    """`/datasets/v1`: which releases there are; links and differences need a key."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus

    def _releases(self) -> list[str]:
        given: list[str] = self.corpus.datasets.get("releases", [])
        return given or ["2026-09-01", "2026-09-08", "2026-09-15"]

    def _release(self, name: str) -> str:
        if name == "latest":
            return self._releases()[-1]
        if name not in self._releases():
            raise ApiError(404, f"Release {name} not found")
        return name

    def answer(self, request: Request, path: str) -> Answer:
        """Answer one of the four routes."""
        path = path.rstrip("/")
        if request.method != "GET":
            raise ApiError(405, "Method Not Allowed", message=True)
        if path == "release":
            return application(self._releases())
        if match := re.fullmatch(r"release/([^/]+)", path):
            return application(self._listing(self._release(match[1])))
        if match := re.fullmatch(r"release/([^/]+)/dataset/([^/]+)", path):
            self._need_key(request)
            return application(self._links(self._release(match[1]), match[2]))
        if match := re.fullmatch(r"diffs/([^/]+)/to/([^/]+)/([^/]+)", path):
            self._need_key(request)
            return application(
                self._differences(self._release(match[1]), self._release(match[2]), match[3])
            )
        raise ApiError(404, "Not Found", message=True)

    def _need_key(self, request: Request) -> None:
        if request.key is None:
            raise ApiError(401, "A valid API key is required")

    def _described(self, name: str) -> dict[str, Any]:
        described: dict[str, dict[str, Any]] = self.corpus.datasets.get("described", {})
        if described and name in described:
            return described[name]
        if name in _DATASETS:
            return {"name": name, "description": f"The {name}.", "README": f"About {name}."}
        raise ApiError(404, f"Dataset {name} not found")

    def _listing(self, release: str) -> dict[str, Any]:
        names = list(self.corpus.datasets.get("described", {})) or list(_DATASETS)
        return {
            "release_id": release,
            "README": self.corpus.datasets.get(
                "README", "Semantic Scholar Academic Graph Datasets"
            ),
            "datasets": [self._described(name) for name in names],
        }

    def _links(self, release: str, name: str) -> dict[str, Any]:
        files = self.corpus.datasets.get("files", {}).get((release, name))
        made = [f"{_HOST}/staging/{release}/{name}/{n:05}.gz" for n in range(3)]
        return {**self._described(name), "files": self._signed(made if files is None else files)}

    def _signed(self, links: list[str]) -> list[str]:
        """Return links as they are handed out: signed, where there is a storage of our own."""
        sign = self.corpus.datasets.get("sign")
        return links if sign is None else [sign(link) for link in links]

    def _differences(self, start: str, end: str, name: str) -> dict[str, Any]:
        self._described(name)
        known = self.corpus.datasets.get("diffs", {}).get((start, end, name))
        if known is None:
            span = [r for r in self._releases() if start <= r <= end]
            known = [
                {
                    "from_release": a,
                    "to_release": b,
                    "update_files": [f"{_HOST}/updates/{a}-to-{b}/{name}/1.gz"],
                    "delete_files": [f"{_HOST}/deletes/{a}-to-{b}/{name}/1.gz"],
                }
                for a, b in itertools.pairwise(span)
            ]
        signed = [
            {
                **one,
                "update_files": self._signed(one["update_files"]),
                "delete_files": self._signed(one["delete_files"]),
            }
            for one in known
        ]
        return {"dataset": name, "start_release": start, "end_release": end, "diffs": signed}
