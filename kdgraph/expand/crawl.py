"""Crawl from listed papers to the records and the coverage of a corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from kdgraph.expand.lists import MOST_NESTED, ListAnswer, Lists, Wanted, requests_for
from kdgraph.expand.policy import ListIndex, Policy, Progress, Silent
from kdgraph.expand.selection import select
from kdgraph.records import CitationRecord, CoverageRecord, PaperRecord, Records
from kdgraph.s2 import Edge, Odd, Service

__all__ = ["Expansion", "expand"]

ReferenceKind = Literal["references", "evidence"]


@dataclass(slots=True)
class Expansion:
    """What a crawl brought: records for the store, and the counts that a summary shows.

    `neighbours` counts all papers met beside the listed ones, `left_out` those of them that were
    not kept; `failed` counts the lists that could not be had this time, `unheard` those of them
    that were asked for citing sentences of papers beside the listed ones; `odd` what did not fit in
    the lists that are used.
    """

    records: Records = field(default_factory=Records)
    neighbours: int = 0
    left_out: int = 0
    failed: int = 0
    unheard: int = 0
    odd: Odd = field(default_factory=Odd)


def expand(
    service: Service,
    listed: Mapping[str, PaperRecord],
    index: ListIndex,
    policy: Policy,
    *,
    progress: Progress | None = None,
) -> Expansion:
    """Crawl from the listed papers to a corpus of at most `policy.max_papers`.

    Parameters
    ----------
    service : Service
        Semantic Scholar, or what behaves like it.
    listed : mapping of str to PaperRecord
        The listed papers by the service's id, as just answered: their counts tell what is due.
    index : ListIndex
        Where lists that came are remembered.
    policy : Policy
        Limits, and what counts as too old.

    Raises
    ------
    ServiceError
        If the service is down or refuses the key. What had arrived is stored.
    """
    progress = progress or Silent()
    lists = Lists(service, index, policy)
    kind = _fetch_listed(lists, listed, policy, progress)
    met = _meet(lists, listed, kind)
    selection = select(set(listed), met.papers, met.links(), max_papers=policy.max_papers)
    kept = [key for key in selection.kept if key not in listed]
    wanted = [Wanted(k, met.papers[k].reported_references, met.papers[k].seen) for k in kept]
    progress.stage("references inside the corpus", requests_for(lists.due("references", wanted)))
    lists.nested("references", wanted, flat=True)
    evident = _evident(kept, met, policy)
    asked = [w for w in wanted if w.paper in evident]
    if asked:
        progress.stage("citing sentences", len(lists.due("evidence", asked)))
        lists.walk("evidence", asked)
    writer = _Writer(lists, listed, met.papers, kept)
    return Expansion(
        records=writer.records(kind, evident),
        neighbours=len(met.papers),
        left_out=selection.left_out,
        failed=len(lists.failures),
        unheard=sum(kind == "evidence" and paper not in listed for kind, paper in lists.failures),
        odd=writer.odd,
    )


def _fetch_listed(
    lists: Lists, listed: Mapping[str, PaperRecord], policy: Policy, progress: Progress
) -> ReferenceKind:
    references = [Wanted(k, p.reported_references, p.seen) for k, p in listed.items()]
    citations = [Wanted(k, p.reported_citations, p.seen) for k, p in listed.items()]
    kind: ReferenceKind = "references" if policy.evidence == "none" else "evidence"
    if kind == "references":
        progress.stage("references of the listed papers", requests_for(lists.due(kind, references)))
        lists.nested("references", references, flat=False)
    else:
        progress.stage("references of the listed papers", len(lists.due(kind, references)))
        lists.walk("evidence", references)
    small = [w for w in citations if w.reported is not None and w.reported <= MOST_NESTED]
    progress.stage("citations, in batches", requests_for(lists.due("citations", small)))
    lists.nested("citations", small, flat=False)
    # what is too long for a batch, came short in one or failed with one
    rest = lists.due("citations", citations)
    progress.stage("citations, page by page", sum(1 + (w.reported or 0) // 1000 for w in rest))
    lists.walk("citations", rest)
    return kind


@dataclass(slots=True)
class _Met:
    """The papers met on the lists of the listed ones, and how they are linked to these."""

    papers: dict[str, PaperRecord] = field(default_factory=dict)
    cite: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    cited_by: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def links(self) -> dict[str, set[str]]:
        """Return, for each paper, the listed papers that it cites or is cited by."""
        return {key: self.cite[key] | self.cited_by[key] for key in self.papers}


def _meet(lists: Lists, listed: Mapping[str, PaperRecord], kind: ReferenceKind) -> _Met:
    met = _Met()
    for list_kind, links in ((kind, met.cited_by), ("citations", met.cite)):
        for answer in lists.read(list_kind, listed):
            for row in answer.rows:
                if row.key is None:  # counted as unresolved when the list was read
                    continue
                links[row.key].add(answer.paper)
                if row.key in listed:
                    continue
                known = met.papers.get(row.key)
                if known is None or (answer.at and known.seen and answer.at > known.seen):
                    met.papers[row.key] = row.paper or PaperRecord(
                        row.key, "", (("s2", row.key),), seen=answer.at
                    )
    return met


def _evident(kept: Iterable[str], met: _Met, policy: Policy) -> set[str]:
    """Choose the papers beside the listed ones whose citing sentences are asked."""
    if policy.evidence == "all":
        return set(kept)
    if policy.evidence == "core":
        return {key for key in kept if met.cite[key] and met.cited_by[key]}
    return set()


class _Writer:
    """Turns the stored lists of the kept papers into records."""

    def __init__(
        self,
        lists: Lists,
        listed: Mapping[str, PaperRecord],
        neighbours: Mapping[str, PaperRecord],
        kept: Iterable[str],
    ) -> None:
        self._lists, self._listed = lists, listed
        self._papers = dict(listed) | {key: neighbours[key] for key in kept}
        self._kept = [key for key in self._papers if key not in listed]
        self._merged: dict[str, str] = {}
        self._records = Records()
        self.odd = Odd()

    def records(self, kind: ReferenceKind, evident: Iterable[str]) -> Records:
        """Write everything: papers first, since merged ids become known there."""
        nested = list(self._read("references", self._kept))
        for answer in nested:
            self._describe(answer)
        for answer in nested:
            self._references(answer, covers=True)
        for answer in self._read("evidence", evident):
            self._references(answer, covers=False)
        for answer in self._read(kind, self._listed):
            self._references(answer, covers=True)
        for answer in self._read("citations", self._listed):
            self._citations(answer)
        self._records.papers = [self._papers[key] for key in sorted(self._papers)]
        return self._records

    def _read(self, kind: str, papers: Iterable[str]) -> Iterable[ListAnswer]:
        for answer in self._lists.read(kind, papers):
            self.odd += answer.odd
            yield answer

    def _describe(self, answer: ListAnswer) -> None:
        """Take the paper's own row, which tells more than the list on which it was met."""
        now = answer.own
        if now is None:
            return
        if now.key != answer.paper:  # merged into another record of the service since
            self._merged[now.key] = answer.paper
            now = replace(
                now, key=answer.paper, identifiers=(*now.identifiers, ("s2", answer.paper))
            )
        self._papers[answer.paper] = now

    def _here(self, row: Edge) -> str | None:
        """Return the key of a kept paper, None for one that is outside the corpus."""
        key = row.key or ""
        return key if key in self._papers else self._merged.get(key)

    def _references(self, answer: ListAnswer, *, covers: bool) -> None:
        outside = own = 0
        for row in answer.rows:
            cited = self._here(row)
            outside += cited is None
            own += cited == answer.paper
            if cited is not None:
                self._cite(answer.paper, cited, row, "s2:references", answer)
        if covers:
            self._cover(answer, "references", outside, own)

    def _citations(self, answer: ListAnswer) -> None:
        outside = own = 0
        for row in answer.rows:
            citing = self._here(row)
            outside += citing is None
            own += citing == answer.paper
            if citing is not None:
                self._cite(citing, answer.paper, row, "s2:citations", answer)
        self._cover(answer, "citations", outside, own)

    def _cite(self, citing: str, cited: str, row: Edge, origin: str, answer: ListAnswer) -> None:
        self._records.citations.append(
            CitationRecord(
                citing=citing,
                cited=cited,
                origins=(origin,),
                influential=row.influential,
                intents=row.intents,
                contexts=row.contexts,
                seen=answer.at,
            )
        )

    def _cover(self, answer: ListAnswer, direction: str, outside: int, own: int) -> None:
        asked = answer.at is not None
        paper = self._papers[answer.paper]
        counted = (
            paper.reported_references if direction == "references" else paper.reported_citations
        )
        itself = "a paper's citation of itself is left out" if own else None
        self._records.coverage.append(
            CoverageRecord(
                paper=answer.paper,
                direction=direction,
                state=answer.state,
                reported=answer.reported if answer.reported is not None else counted,
                fetched=answer.received if asked else None,
                unresolved=answer.unresolved if asked else None,
                outside=outside if asked else None,
                reason="; ".join(filter(None, (answer.reason, itself))) or None,
                failure=answer.failure,
                when=answer.at,
            )
        )
