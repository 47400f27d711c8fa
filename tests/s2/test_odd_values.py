"""Each odd value in each field of every kind of answer: read, and what is lost is counted.

What a field may hold is written down in `fitting` once more, so that the border is held against it
both ways: what fits is not counted as odd, what does not is, and a field that is not read changes
nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import partial
from typing import Any, Final

import pytest

from kdgraph.records import PaperRecord
from kdgraph.s2 import EDGE_FIELDS, FLAT_FIELDS, Odd, read_page, read_paper, rows_of_walk
from kdgraph.s2.border import (
    LIST_FIELDS,
    Edge,
    misfit_of_batch,
    misfit_of_match,
    misfit_of_page,
    misfit_of_paper,
)
from tests.emulator import Emulator, places, synthetic_corpus
from tests.emulator.asking import Asking
from tests.s2.fitting import FIELDS, SEEN, SHA, VALUES, clean, count, one_of_each
from tests.shared import SHARED, needs_shared

RECORDED = SHARED / "semantic-scholar" / "recorded"


def set_to_each(data: Any) -> Iterator[tuple[str, Any]]:
    """Yield (path, value) of each field and odd value, while `data` has it there."""
    for path, container, name in list(one_of_each(data)):
        held = container[name]
        for value in VALUES:
            container[name] = deepcopy(value)
            yield path, value
        container[name] = held


def check_record(paper: PaperRecord) -> None:
    """What must hold for any record, whatever it was read from."""
    json.dumps([repr(paper)]).encode()
    repr(paper).encode()  # no half of a surrogate pair is left
    assert SHA.fullmatch(paper.key)
    assert paper.year is None or (type(paper.year) is int and 1500 <= paper.year <= SEEN.year + 1)
    for number in (
        paper.reported_citations,
        paper.reported_references,
        paper.reported_influential,
    ):
        assert number is None or count(number)
    texts = [paper.title, paper.venue, paper.abstract, paper.tldr, *(paper.fields or ())]
    texts += [author.name for author in paper.authors or ()]
    assert all(one is None or (clean(one) and one == one.strip()) for one in texts)
    assert all(value and clean(value) for _, value in paper.identifiers)


def check_edge(edge: Edge) -> None:
    if edge.paper is not None:
        check_record(edge.paper)
    assert edge.influential in (None, True, False)
    for context in edge.contexts:
        assert context.sentence
        assert clean(context.sentence)
        assert all(clean(word) for word in context.intents or ())


def read_row(raw: Any, asked: tuple[str, ...]) -> tuple[Any, Odd]:
    """Return what is read of a paper's own row, and what is odd about it."""
    one = read_paper(raw, SEEN, asked)
    if one is None:
        return None, Odd()
    check_record(one.paper)
    for held in one.lists.values():
        for edge in held.rows:
            check_edge(edge)
    return (one.paper, one.lists), one.odd


def hold_against(path: str, value: Any, odd: int, *, same: bool) -> None:
    """Hold what was read of a field with some value against what the field may hold."""
    fits = FIELDS.get(path)
    if fits is None:
        assert same, f"{path} = {value!r:.60} is not read, and changes what is"
        assert not odd, f"{path} = {value!r:.60} is not read, and counted as odd"
    else:
        assert (odd == 0) == fits(value), f"{path} = {value!r:.60}: counted {odd} times"


def check_rows(rows: list[Any], asked: tuple[str, ...]) -> int:
    """Set each field of the first of some papers' rows to each value; return how many were."""
    tried = 0
    row = next(row for row in rows if row is not None)
    before, odd = read_row(row, asked)
    assert not odd
    for path, value in set_to_each(row):
        tried += 1
        read, odd = read_row(row, asked)
        if path == "paperId":  # the form of an answer, or null in a batch, says so
            assert (read is None) == (misfit_of_paper(row) is not None)
            continue
        top, *rest = path.split(".")
        nested = top.removesuffix("[]") in ("references", "citations") and bool(rest)
        hold_against(".".join(rest) if nested else path, value, odd.total(), same=read == before)
    return tried


def check_page(data: Any, direction: Any, asked: tuple[str, ...]) -> int:
    """Set each field of a page to each value; return how many were."""
    tried = 0
    offset = data["offset"]
    end = "citedPaper" if direction == "references" else "citingPaper"
    before = read_page(data, direction, SEEN, asked)
    assert not before.odd
    for path, value in set_to_each(data):
        tried += 1
        if misfit_of_page(data, direction, offset) is not None:
            assert path in ("data", "data[]", "next", "offset", f"data[].{end}")
            continue
        page = read_page(data, direction, SEEN, asked)
        assert page.offset == offset or page.rows is None
        assert page.following is None or (type(page.following) is int and page.following > offset)
        for edge in rows_of_walk([page]).rows:
            check_edge(edge)
        own = path.removeprefix("data[].")
        if path == own:
            assert value is None or path != "offset" or value == offset
        elif own == end:
            assert value is None or page.odd.total() or "paperId" in value
        elif not (own == f"{end}.paperId" and value is None):
            same = [e._replace(sign="") for e in page.rows or ()] == list(before.rows or ())
            hold_against(own.removeprefix(f"{end}."), value, page.odd.total(), same=same)
    return tried


def known(corpus: Any, sha: str) -> None:
    """Let a paper have all that a paper can have."""
    paper = corpus.papers[sha]
    paper.abstract, paper.tldr = "What it is about.", "It is short."
    paper.year, paper.date = 2015, "2015-05-06"
    paper.extra["externalIds"] = {
        "ArXiv": "1503.02531",
        "DOI": "10.1234/odd",
        "CorpusId": 7,
        "DBLP": "conf/a/B15",
        "MAG": "12",
        "ACL": "W12-3903",
        "PubMed": "13",
        "PubMedCentral": "PMC14",
    }
    paper.extra["fieldsOfStudy"] = ["Philosophy"]
    paper.extra["s2FieldsOfStudy"] = [{"category": "Philosophy", "source": "external"}]


def test_of_emulated_answers() -> None:
    corpus = synthetic_corpus(40, seed=1, listed=2, mean_references=4)
    star = max(corpus.papers, key=lambda sha: len(corpus.citations(sha)))
    cited = next(e.cited for e in corpus.references(star) if e.cited is not None)
    for sha in (star, cited, *(e.citing for e in corpus.citations(star) if e.citing)):
        known(corpus, sha)
    corpus.version += 1
    flat = (*FLAT_FIELDS, "references.paperId")
    deep = ("paperId", "citationCount", *(f"citations.{name}" for name in LIST_FIELDS))
    edge = (*EDGE_FIELDS, *LIST_FIELDS)
    with Emulator(corpus) as emulator, Asking(emulator) as ask:
        flats = ask.post("paper/batch", {"ids": [star]}, fields=",".join(flat)).body
        deeps = ask.post("paper/batch", {"ids": [star]}, fields=",".join(deep)).body
        match = ask.get("paper/search/match", query=corpus.papers[star].title, fields="title,year")
        single = ask.get(f"paper/{star}", fields=",".join(FLAT_FIELDS)).body
        pages = [
            (ask.get(f"paper/{star}/{way}", fields=",".join(fields), limit=2).body, way, fields)
            for way in ("references", "citations")
            for fields in (edge, LIST_FIELDS, ("paperId",))
        ]
    assert misfit_of_batch(flats, 1) is misfit_of_batch(deeps, 1) is None
    tried = check_rows(flats, flat) + check_rows(deeps, deep)
    tried += check_rows(match.body["data"], ("title", "year"))
    tried += check_rows([single], FLAT_FIELDS)
    for page, way, fields in pages:
        tried += check_page(page, way, fields)
    assert tried > 10_000


FILES: Final = sorted(path.stem for path in RECORDED.glob("*.json"))


def few_rows(data: Any) -> Any:
    """Return some JSON with three rows of each list, for a few are like all."""
    if isinstance(data, list):
        return [few_rows(row) for row in data[:3]]
    if isinstance(data, dict):
        return {name: few_rows(value) for name, value in data.items()}
    return data


def told(row: dict[str, Any]) -> int:
    return sum(value is not None for value in row.values())


def _far(row: dict[str, Any]) -> dict[str, Any]:
    far: dict[str, Any] = row.get("citedPaper") or row["citingPaper"]
    return far


@needs_shared
@pytest.mark.parametrize("name", FILES or ["none"])
def test_of_recorded_answers(name: str) -> None:
    recorded = json.loads((RECORDED / f"{name}.json").read_text())
    data = few_rows(recorded["response"]["body"])
    papers = [c[k] for c, k in places([data]) if isinstance(c[k], dict) and c[k].get("paperId")]
    if papers:  # the one of which most is told
        paper = max(deepcopy(papers), key=told)
        asked = (*FLAT_FIELDS, "references.title", "citations.title")
        check_rows([paper], tuple(field for field in asked if field.partition(".")[0] in paper))
    if name.startswith(("paper-citations", "paper-references")):
        rows = recorded["response"]["body"]["data"]
        data["data"] = [row for row in rows if _far(row)["paperId"]][:3]
        check_page(data, name.split("-")[1], ("title",))
    for direction, end in (("references", "citedPaper"), ("citations", "citingPaper")):
        if isinstance(data, dict) and end in data:
            check_page({"offset": 0, "data": [data]}, direction, EDGE_FIELDS)
    for _ in set_to_each(data):
        for misfit in (misfit_of_match, misfit_of_paper, partial(misfit_of_batch, count=1)):
            misfit(data)
        read_row(data, FLAT_FIELDS)
