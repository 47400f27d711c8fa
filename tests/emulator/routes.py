"""From an address to the route that answers it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.emulator.answers import Answer, ApiError, application
from tests.emulator.corpus import Corpus
from tests.emulator.graph_routes import GraphRoutes
from tests.emulator.other_routes import DatasetRoutes, RecommendationRoutes
from tests.emulator.request import Options, Request
from tests.emulator.search_routes import SearchRoutes

__all__ = ["Routes"]


class Routes:
    """All three services of the API over one corpus."""

    def __init__(self, corpus: Corpus, options: Options) -> None:
        self.graph = GraphRoutes(corpus, options)
        self.search = SearchRoutes(corpus, options, self.graph)
        self.recommendations = RecommendationRoutes(corpus, self.graph)
        self.datasets = DatasetRoutes(corpus)

    def answer(self, request: Request) -> Answer:
        """Answer a request; errors of the API are answers too."""
        try:
            return self._route(request)
        except ApiError as error:
            return error.answer

    def _route(self, request: Request) -> Answer:
        _, service, version, *rest = [*request.path.split("/", 3), "", "", ""][:4]
        path = rest[0]
        if (service, version) == ("graph", "v1"):
            return self._graph(request, path)
        if (service, version) == ("recommendations", "v1"):
            return self.recommendations.answer(request, path)
        if (service, version) == ("datasets", "v1"):
            return self.datasets.answer(request, path)
        raise ApiError(404, "Not Found", message=True)

    def _graph(self, request: Request, path: str) -> Answer:
        exact = {
            "GET paper/search": self.search.get_search,
            "GET paper/search/match": self.search.get_match,
            "GET paper/search/bulk": self.search.get_bulk,
            "GET author/search": self.search.get_author_search,
            "GET paper/autocomplete": self.search.get_autocomplete,
            "GET snippet/search": self.search.get_snippets,
            "POST paper/batch": self.graph.post_paper_batch,
            "POST author/batch": self.graph.post_author_batch,
        }
        route = exact.get(f"{request.method} {path.rstrip('/')}")
        if route is not None:
            return route(request)
        if request.method != "GET":
            raise ApiError(405, "Method Not Allowed", message=True)
        kind, _, identifier = path.partition("/")
        ends: dict[str, dict[str, Callable[[Request, str], Answer]]] = {
            "paper": {
                "citations": self.graph.get_citations,
                "references": self.graph.get_references,
                "authors": self.graph.get_paper_authors,
            },
            "author": {"papers": self.graph.get_author_papers},
        }
        # identifiers may hold raw slashes, so what follows the last one is looked at first
        head, _, tail = identifier.rpartition("/")
        if head and tail in ends.get(kind, {}):
            return ends[kind][tail](request, head)
        if kind == "paper" and identifier:
            return self.graph.get_paper(request, identifier)
        if kind == "author" and identifier:
            return self.graph.get_author(request, identifier)
        raise ApiError(404, "Not Found", message=True)

    def odd(self, kind: str, request: Request, answer: Answer) -> Answer | None:
        """Return an answer with one of the quirks; None where it cannot have that one."""
        if answer.status != 200:
            return None
        body: Any = json.loads(answer.body)
        if kind == "key_200":
            told = next((b for b in (body if isinstance(body, list) else [body]) if b), None)
            if request.key is None or not isinstance(told, dict):
                return None
            told["apiKey"] = request.key
            return application(body)
        if not isinstance(body, dict) or not isinstance(body.get("data"), list):
            return None
        rows = body["data"]
        if kind == "early_token":
            if body.get("token") is None:
                return None
            return application({**body, "token": None})
        walk = request.path.rsplit("/", 1)[-1]
        if walk not in ("citations", "references", "papers") or "offset" not in body:
            return None
        offset = body["offset"]
        if kind == "short_page" and len(rows) > 1:
            kept = len(rows) // 2
            return application({"offset": offset, "next": offset + kept, "data": rows[:kept]})
        if kind == "short_next" and "next" in body and len(rows) > 1:
            return application({**body, "next": body["next"] - max(1, len(rows) // 100)})
        if kind == "empty_page" and rows and walk != "papers" and offset < 8_000:
            self.graph.leave_hole(request, walk, offset)
            return application({"offset": offset, "next": offset + 1, "data": []})
        return None
