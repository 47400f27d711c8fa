"""Builds in which the service has an odd value in one field of one kind of answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kdgraph.errors import FetchError
from tests.emulator import Emulator, Fault, listed_markdown, synthetic_corpus
from tests.emulator.answers import Answer, application
from tests.emulator.request import Request
from tests.pipeline.journey import build_here
from tests.s2.fitting import FIELDS, VALUES, one_of_each

__all__ = ["Campaign", "Case"]


@dataclass(frozen=True)
class Case:
    """A field, and the kind of answer that has it; `path` as `one_of_each` writes it."""

    kind: str
    path: str


def kind_of(request: Request) -> str:
    """Return what kind of answer a request gets: its route, and what is nested in a batch."""
    route = request.path.rsplit("/", 1)[-1]
    fields = request.query.get("fields", "")
    if route == "batch":
        nested = [name for name in ("references", "citations") if f"{name}." in fields]
        return " ".join(["batch", *nested, "flat" if "abstract" in fields else ""]).strip()
    return route if route in ("match", "references", "citations") else "paper"


class OddService(Emulator):
    """An emulator that sets one field to a value, in answers of one kind."""

    case: Case | None = None
    value: Any = None
    spoiled = 0
    seen: dict[str, Any]

    def answer(self, request: Request, target: str) -> tuple[Answer, Fault | None]:
        """Return the answer, odd where it is of that kind."""
        answer, fault = super().answer(request, target)
        if answer.status != 200:
            return answer, fault
        kind, data = kind_of(request), json.loads(answer.body)
        if len(answer.body) > len(json.dumps(self.seen.get(kind, ""))):
            self.seen[kind] = data
        if self.case is None or kind != self.case.kind:
            return answer, fault
        for path, container, name in one_of_each(data):
            if path == self.case.path:
                container[name] = self.value
                self.spoiled += 1
                return application(data), fault
        return answer, fault


def odd_values(path: str) -> Iterator[Any]:
    """Yield the values that no field of this path may have."""
    name = path.removeprefix("[].").removeprefix("data[].")
    for head in ("citedPaper.", "citingPaper.", "references[].", "citations[]."):
        name = name.removeprefix(head)
    for value in VALUES:
        if name in FIELDS:
            odd = not FIELDS[name](value)
        else:  # a row, a list of rows, or what goes on: another object or list may be right
            odd = not isinstance(value, dict) and value not in (None, [], [None])
        if odd:
            yield value


class Campaign:
    """A small corpus, what it gives without odd values, and all fields that there are."""

    def __init__(self, folder: Path) -> None:
        self.corpus = synthetic_corpus(14, seed=4, listed=3, mean_references=3)
        for number, paper in enumerate(self.corpus.papers.values()):
            paper.abstract, paper.tldr = "What it is about.", "Short."
            if number % 2:
                paper.extra["fieldsOfStudy"] = ["Philosophy"]
        self.corpus.version += 1
        self.source = listed_markdown(self.corpus).encode()
        with self._service() as service:
            report = build_here(self.source, service, folder)
            assert (report.exit_code, report.odd) == (0, {})
            self.clean_id = report.summary.snapshot_id
            self.cases = [
                Case(kind, path)
                for kind, data in sorted(service.seen.items())
                for path, _, _ in one_of_each(data)
            ]

    def _service(self) -> OddService:
        service = OddService(self.corpus)
        service.seen = {}
        return service

    def check(self, case: Case, folder: Path, turn: int) -> str:
        """Build with the field odd all the time, then without, and return what became of it."""
        values = list(odd_values(case.path))
        value = values[turn % len(values)]
        told = f"{case} = {value!r:.40}"
        with self._service() as service:
            service.case, service.value = case, value
            try:
                first = build_here(self.source, service, folder)
            except FetchError:  # ends with 3
                became = "no build"
            else:
                assert service.spoiled, told
                whole = first.exit_code == 0
                same = first.summary.snapshot_id == self.clean_id
                assert first.exit_code in (0, 3), told
                assert same or not whole or first.odd, f"{told}: nothing is said"
                became = "as without" if same else "told" if whole else "not whole"
            service.case = None
            second = build_here(self.source, service, folder)
            assert (second.exit_code, second.odd) == (0, {}), f"{told}: {second.failed_lookups}"
            assert second.summary.snapshot_id == self.clean_id, f"{told}: {became}, and stays"
        return became
