"""Every question about a literature that the public door answers, and the core of the answer.

`QUESTIONS` is complete: a test holds it against what the public door shows of `kdgraph.analysis`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
import pandas as pd

import kdgraph
from kdgraph.analysis.lineage.weighing import CUTS
from kdgraph.graph.snapshot import Snapshot
from kdgraph.kernels.routes import SEARCHES
from kdgraph.kernels.traversal import WEIGHTS

__all__ = ["ELSEWHERE", "QUESTIONS", "Asked", "Question", "core", "parts_of"]

ELSEWHERE: Final = {
    "author_joins": "asked in tests/graph/test_people.py, of authors with alike names",
    "correct": "writes a file; tests/analysis/lineage/test_correcting.py",
    "quality_note": "about how labels were measured",
    "read_overrides": "about a file",
    "remove_correction": "writes a file, too",
    "restore_overrides": "writes a file, too",
    "told_name": "about a row of paper_names",
}
"""Functions of the analysis that ask nothing of a literature, and why."""

_NOT_BY_CITATION: Final = {"influential_share", "reported_citations"}
_NOT_BY_DIRECTION: Final = _NOT_BY_CITATION | {"betweenness"}  # turned chains are as short
_BY_TEAMS: Final = {
    *("papers", "fractional_papers", "listed_papers", "coauthors", "coauthorship", "betweenness")
}


@dataclass(frozen=True)
class Asked:
    """Where to ask: a snapshot, and two papers and an author to ask about."""

    snapshot: Snapshot
    a: str
    b: str
    author: str = "Ada Byron"


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    function : str
        The name in ``kdgraph.__all__``, of a function or of a registry of functions.
    ask : callable
        The call.
    frames : tuple of str
        The frames that hold the answer; none where the answer is a frame itself, or a text.
    directed : bool
        Whether turning all citations changes the answer.
    local : bool
        Whether the answer stays when a paper without citations comes to the literature.
    papers : int
        How many papers it names: none, ``b``, or ``a`` and ``b``.
    """

    function: str
    ask: Callable[[Asked], Any]
    frames: tuple[str, ...] = ()
    directed: bool = True
    local: bool = True
    papers: int = 0


def _score(at: Asked, name: str) -> Any:
    return kdgraph.MEASURES[name](at.snapshot.citation_graph())[["score"]]


def _rank(at: Asked, name: str) -> Any:
    return kdgraph.rank(at.snapshot, name, top=1000)


def _explain(at: Asked, name: str) -> Any:
    return kdgraph.explain(at.snapshot, name, at.b)


def _rank_authors(at: Asked, name: str) -> Any:
    return kdgraph.rank_authors(at.snapshot, name, top=1000)


def _of_graph(at: Asked, function: str, **options: Any) -> Any:
    return getattr(kdgraph, function)(at.snapshot.citation_graph(), **options)


def _of_snapshot(at: Asked, function: str, *given: Any, **options: Any) -> Any:
    return getattr(kdgraph, function)(at.snapshot, *given, **options)


def _about_a_paper(at: Asked, function: str, **options: Any) -> Any:
    return getattr(kdgraph, function)(at.snapshot, at.b, **options)


def _about_two(at: Asked, function: str, **options: Any) -> Any:
    return getattr(kdgraph, function)(at.snapshot, at.a, at.b, **options)


def _about_an_author(at: Asked, function: str) -> Any:
    return getattr(kdgraph, function)(at.snapshot, at.author)


def _similar_pairs(at: Asked, kind: str) -> Any:
    return kdgraph.similar_pairs(at.snapshot.citation_graph(), at.b, kind=kind)


def _reduced(at: Asked) -> Any:
    return kdgraph.transitive_reduction(at.snapshot, [at.a, at.b, *at.snapshot.papers.index])


def _measures() -> Iterator[tuple[str, Question]]:
    for name in kdgraph.MEASURES:
        directed, local = name not in _NOT_BY_DIRECTION, name != "pagerank"  # which sums to 1
        yield (
            f"MEASURES {name}",
            Question("MEASURES", partial(_score, name=name), directed=directed, local=local),
        )
        yield (
            f"rank {name}",
            Question("rank", partial(_rank, name=name), ("frame",), directed=directed, local=local),
        )
        yield (
            f"explain {name}",
            Question("explain", partial(_explain, name=name), ("citers",), local=local, papers=1),
        )
    for name in kdgraph.AUTHOR_MEASURES:
        yield (
            f"rank_authors {name}",
            Question(
                "rank_authors",
                partial(_rank_authors, name=name),
                ("frame",),
                directed=name not in _BY_TEAMS,
            ),
        )


def _main_paths() -> Iterator[tuple[str, Question]]:
    # each weight with each search, and each of both with every way to cut cycles
    for row, weight in enumerate(WEIGHTS):
        for column, search in enumerate(SEARCHES):
            how = CUTS[(row + column) % len(CUTS)]
            ask = partial(
                _of_graph, function="main_path", weight=weight, search=search, cycles=how, k=2
            )
            yield (
                f"main_path {weight} {search} {how}",
                Question("main_path", ask, ("arcs", "papers")),
            )


def _lineages() -> Iterator[tuple[str, Question]]:
    for how in CUTS:
        ask = partial(_of_graph, function="cut_cycles", how=how)
        yield f"cut_cycles {how}", Question("cut_cycles", ask, ("cut",))
    for kind in ("shortest", "best"):
        ask = partial(_about_two, function="paths_between", kind=kind)
        yield f"paths_between {kind}", Question("paths_between", ask, ("paths",), papers=2)
    ask = partial(_about_two, function="path_shares")
    yield "path_shares", Question("path_shares", ask, ("arcs", "papers"), papers=2)
    for name in ("ancestors", "descendants"):
        ask = partial(_about_a_paper, function=name)
        yield name, Question(name, ask, ("papers",), papers=1)
    ask = partial(_about_two, function="intermediacy", samples=64)
    yield "intermediacy", Question("intermediacy", ask, ("papers",), papers=2)
    reduced = Question("transitive_reduction", _reduced, ("arcs", "redundant", "cut"), papers=2)
    yield "transitive_reduction", reduced
    ask = partial(_of_graph, function="robust_core", k=2)
    yield "robust_core", Question("robust_core", ask, ("arcs", "papers", "settings"))
    for name in ("label_arcs", "primary_parents"):
        yield name, Question(name, partial(_of_snapshot, function=name))
    yield "paper_names", Question("paper_names", _names, directed=False)
    frames = ("papers", "candidates")
    yield "likely_forebears", Question("likely_forebears", _likely, frames)
    ask = partial(_of_snapshot, function="parent_contest")
    yield "parent_contest", Question("parent_contest", ask, ("parents", "candidates"))
    yield "reading_order", Question("reading_order", _order, ("papers",), local=False)


def _surveys(at: Asked) -> Any:
    return kdgraph.survey_coverage(at.snapshot, [at.a, at.b])


def _order(at: Asked) -> Any:
    # the place in the order is what is asked for, so that it stays when rows are sorted
    return kdgraph.reading_order(at.snapshot, 20)


def _names(at: Asked) -> Any:
    # they stand as the papers of the snapshot do
    return kdgraph.paper_names(at.snapshot).sort_index()


def _likely(at: Asked) -> Any:
    return kdgraph.likely_forebears(at.snapshot, sorted(at.snapshot.papers.index))


def _section_path(at: Asked) -> Any:
    return kdgraph.section_path(at.snapshot, "Part")


def _groups() -> Iterator[tuple[str, Question]]:
    yield "section_path", Question("section_path", _section_path, ("entries", "exits"))
    for kind in ("co-citation", "coupling"):
        yield (
            f"similar_pairs {kind}",
            Question("similar_pairs", partial(_similar_pairs, kind=kind), papers=1),
        )
        ask = partial(_about_a_paper, function="similar_papers", kind=kind)
        yield f"similar_papers {kind}", Question("similar_papers", ask, ("frame",), papers=1)
    for name, frames in (("communities", ("groups", "sweep")), ("rpys", ("frame",))):
        yield name, Question(name, partial(_of_graph, function=name), frames)
    ask = partial(_of_graph, function="research_fronts", least=2)
    yield "research_fronts", Question("research_fronts", ask, ("fronts",))
    ask = partial(_of_snapshot, function="section_flow")
    of_surveys = ("surveys", "papers", "overlap")
    yield "survey_coverage", Question("survey_coverage", _surveys, of_surveys, papers=2)
    yield "section_flow", Question("section_flow", ask, ("flow", "sections"))
    ask = partial(_of_snapshot, function="communities")
    beside = ("groups", "central", "sections")
    yield "communities beside the list", Question("communities", ask, beside)
    ask = partial(_of_snapshot, function="research_fronts", resolution=1.0)
    yield "research_fronts beside the list", Question("research_fronts", ask, ("core", "central"))
    # what belongs together has no direction
    yield (
        "section_agreement",
        Question(
            "section_agreement",
            partial(_of_snapshot, function="section_agreement"),
            ("table", "papers"),
            directed=False,
        ),
    )


def _people() -> Iterator[tuple[str, Question]]:
    for name, ask, frames, directed in (
        (
            "author_lineage",
            partial(_about_an_author, function="author_lineage"),
            "papers own_line builds_on_papers built_on_by_papers",
            True,
        ),
        ("find_author", partial(_about_an_author, function="find_author"), "", False),
        (
            "coauthor_communities",
            partial(_of_snapshot, function="coauthor_communities"),
            "authors communities components",
            False,
        ),
        (
            "list_concentration",
            partial(_of_snapshot, function="list_concentration", shuffles=10),
            "authors measures sections",
            False,
        ),
    ):
        yield name, Question(name, ask, tuple(frames.split()), directed=directed)


QUESTIONS: Final[dict[str, Question]] = dict(
    [*_measures(), *_main_paths(), *_lineages(), *_groups(), *_people()]
)
"""All questions by a name that says which options they have."""


def parts_of(question: Question, answer: Any) -> dict[str, pd.DataFrame]:
    """Return the frames of an answer as they are."""
    if question.frames:
        return {name: getattr(answer, name) for name in question.frames}
    if isinstance(answer, str):
        return {"text": pd.DataFrame({"text": [answer]})}
    return {"answer": answer}


def core(question: Question, answer: Any) -> dict[str, pd.DataFrame]:
    """Return the frames of an answer, rows in an order that hangs on their values alone."""
    return {name: _sorted(frame) for name, frame in parts_of(question, answer).items()}


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in the order of their words; what merely numbers them is left out."""
    plain = frame.reset_index(drop=frame.index.name is None)
    words = [plain[name].map(_word).to_numpy(dtype=str) for name in plain.columns]
    order = np.lexsort(words[::-1]) if words else np.zeros(0, dtype=np.intp)
    return plain.iloc[order].reset_index(drop=True)


def _word(value: Any) -> str:
    return f"{value:.9g}" if isinstance(value, float) else str(value)
