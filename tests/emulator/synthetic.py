"""A made-up literature of any size, the same for one seed, with the oddities of the real one."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.emulator.corpus import Corpus, Paper
from tests.emulator.wording import FAMILY, GIVEN, VENUES, made_title

__all__ = ["synthetic_corpus"]

_FIRST, _LAST = date(2013, 1, 7), date(2026, 6, 30)


def synthetic_corpus(
    n_papers: int = 20_000,
    *,
    seed: int = 0,
    listed: int = 40,
    mean_references: int = 20,
    star: float = 0.55,
    reach: float = 0.97,
    undated: float = 0.08,
    yearless: float = 0.01,
    elided: float = 0.01,
    duplicates: int | None = None,
    cycles: int = 5,
    miscounted: int | None = None,
) -> Corpus:
    """Make a corpus.

    Papers are numbered in order of time; their number grows as fields do. Each cites about
    `mean_references` earlier ones: with probability `reach` at least one of the `listed`, the rest
    by preferential attachment among what was cited lately. The first listed paper is cited by the
    share `star` of all later ones, so that from 20,000 papers on it has more than 9,999 citations;
    the next four by 8 to 20 percent of them.

    Parameters
    ----------
    n_papers, seed, listed : int
        Size, variant, and how many papers stand in the curated list.
    mean_references : int
        Resolved references per paper, on average.
    star, reach : float
        See above.
    undated, yearless, elided : float
        Shares of papers with a year but no date, without either, and whose references the publisher
        holds back.
    duplicates : int, optional
        Pairs of preprint and published record of one work; default one in 200 papers.
    cycles : int
        Pairs of papers that cite each other.
    miscounted : int, optional
        Papers whose `referenceCount` is not the length of their list; default one in 1,000.

    Returns
    -------
    Corpus
        With the facts ``duplicates`` (pairs of sha), ``cycles`` (pairs), ``elided``,
        ``miscounted``, ``unreached`` (papers that neither cite a listed one nor are cited by one;
        all sha) and ``list`` (see `tests.emulator.lists`).

    Examples
    --------
    >>> corpus = synthetic_corpus(300, seed=1, listed=6)
    >>> len(corpus.papers), len(corpus.listed), len(corpus.truth()) > 3000
    (300, 6, True)
    >>> corpus.truth() == synthetic_corpus(300, seed=1, listed=6).truth()
    True
    """
    if n_papers < 4 * listed:
        raise ValueError(
            f"{listed} listed papers need at least {4 * listed} papers, got {n_papers}"
        )
    made = _Maker(n_papers, random.Random(f"kdgraph {seed}"), seed)
    made.choose_listed(listed)
    doubles = n_papers // 200 if duplicates is None else duplicates
    made.make_papers(undated, yearless, doubles)
    made.make_citations(mean_references, star, reach, cycles)
    made.spoil(elided, n_papers // 1_000 if miscounted is None else miscounted)
    return made.corpus


@dataclass
class _Maker:
    n: int
    random: random.Random
    seed: int
    corpus: Corpus = field(default_factory=Corpus)
    papers: list[Paper] = field(default_factory=list)
    listed: list[int] = field(default_factory=list)
    twins: dict[int, int] = field(default_factory=dict)

    def choose_listed(self, listed: int) -> None:
        """Spread the listed papers over time, the first ones early and close to one another."""
        first = max(2, self.n // 1_000)
        spread = [first + round((self.n * 0.9 - first) * (k / listed) ** 2) for k in range(listed)]
        for at in spread:
            while at in self.listed:
                at += 1
            self.listed.append(at)

    # --- papers ----------------------------------------------------------------------------------

    def make_papers(self, undated: float, yearless: float, doubles: int) -> None:
        """Make all papers; a published record stands somewhat later than its preprint."""
        draw, listed, span = self.random.random, set(self.listed), (_LAST - _FIRST).days
        free = [i for i in range(self.n // 50, self.n - 60) if i not in listed]
        for preprint in sorted(self.random.sample(free, min(doubles, len(free) // 4))):
            record = preprint + self.random.randint(5, 50)
            if not {preprint, record} & (set(self.twins) | set(self.twins.values()) | listed):
                self.twins[record] = preprint
        seen: set[str] = set()
        for i in range(self.n):
            day = _FIRST + timedelta(days=round(span * (i / self.n) ** 0.4))
            paper = self._paper(i, day, seen)
            if i not in listed and draw() < yearless:
                paper.year = paper.date = None
            elif i not in listed and draw() < undated:
                paper.date = None
            self.papers.append(paper)
            self.corpus.add_paper(paper)
        self.corpus.listed = [self.papers[i].sha for i in self.listed]
        for i in range(0, self.n, 97):
            paper = self.papers[i]
            self.corpus.aliases[_sha(f"alias {self.seed} {i}")] = paper.sha
            self.corpus.aliases[f"corpusid:{100_000_000 + i}"] = paper.sha
        self.corpus.facts["duplicates"] = [
            (self.papers[a].sha, self.papers[b].sha) for b, a in self.twins.items()
        ]

    def _paper(self, i: int, day: date, seen: set[str]) -> Paper:
        draw = self.random.random
        venue = VENUES[int(draw() * len(VENUES))]
        paper = Paper(
            _sha(f"{self.seed} {i}"),
            200_000_000 + (i * 7919 + self.seed) % 50_000_000,
            year=day.year,
            date=day.isoformat(),
            venue=venue if draw() < 0.8 else "arXiv.org",
        )
        twin = self.papers[self.twins[i]] if i in self.twins else None
        if twin is not None:
            paper.title, paper.authors = twin.title, list(twin.authors)
        else:
            paper.title = made_title(self.random, i, seen)
            paper.authors = self._authors(i)
        self._identify(paper, i, day)
        if draw() < 0.77:
            paper.abstract = (
                f"We study {paper.title}. Experiments on {1 + i % 9} benchmarks follow."
            )
        if draw() < 0.6:
            paper.tldr = f"A study of {paper.title}."
        return paper

    def _identify(self, paper: Paper, i: int, day: date) -> None:
        kind = self.random.random()
        ids = paper.external_ids
        if i in self.twins:
            kind = 0.99  # the published record: only a DOI
        elif i in self.twins.values():
            kind = 0.2  # the preprint: only arXiv
        if i in self.listed:
            kind = (0.2, 0.5)[self.listed.index(i) % 2]
        number = i % 9_000 + 1_000 if day.year < 2015 else (i * 37 + self.seed) % 90_000 + 1
        if kind < 0.85:
            width = 4 if day.year < 2015 else 5
            ids["ArXiv"] = f"{day:%y%m}.{number:0{width}}"
        if 0.4 < kind < 0.85 or kind >= 0.88:
            acronym = "".join(c for c in str(paper.venue) if c.isupper()) or "X"
            ids["DOI"] = f"10.1109/{acronym}{day.year}.{i:06}"
        if kind < 0.3:
            ids["DBLP"] = f"journals/corr/abs-{day:%y%m}-{number:05}"
        if i % 11 == 0:
            ids["MAG"] = str(2_000_000_000 + i)

    def _authors(self, i: int) -> list[tuple[str | None, str]]:
        draw = self.random.random
        pool = max(20, self.n // 3)
        names: list[tuple[str | None, str]] = []
        taken: set[int] = set()
        home = int(draw() * pool)
        for _ in range(1 + int(draw() * 6)):
            who = (home + int(draw() ** 2 * 40)) % pool
            if who in taken:
                continue
            taken.add(who)
            # fewer names than people, so that some people share one
            name = f"{GIVEN[who * 7 % len(GIVEN)]} {FAMILY[who * 13 % len(FAMILY)]}"
            names.append((None if draw() < 0.015 else str(1_700_000 + who * 31), name))
        return names

    # --- citations -------------------------------------------------------------------------------

    def make_citations(self, mean: int, star: float, reach: float, cycles: int) -> None:
        """Let every paper cite earlier ones."""
        draw, listed = self.random.random, self.listed
        pull = [star, 0.2, 0.15, 0.1, 0.08]
        pull += [0.03 / (1 + k / 10) for k in range(max(0, len(listed) - len(pull)))]
        tickets = [0]
        cited_by: list[list[int]] = [[] for _ in range(self.n)]
        for i in range(1, self.n):
            older = [k for k, j in enumerate(listed) if j < i]
            chosen: dict[int, None] = {}
            if older and (draw() < reach or i in listed):
                for k in older:
                    if draw() < pull[k]:
                        chosen[listed[k]] = None
                if not chosen:
                    chosen[listed[older[int(draw() * len(older))]]] = None
            if i in self.twins:
                chosen.update(dict.fromkeys(cited_by[self.twins[i]][: mean // 2]))
            self._fill(i, chosen, min(i, mean // 2 + int(draw() * (mean + 1))), tickets)
            if i in self.twins.values() or i in self.twins:
                chosen.pop(self.twins.get(i, -1), None)
            cited_by[i] = list(chosen)
            tickets.extend(chosen)
            if len(tickets) > 60_000:
                del tickets[:20_000]
            for j in chosen:
                self._cite(i, j)
        for i in range(listed[0]):
            self._cite(listed[i % min(3, len(listed))], i)
        self._cycle(cycles)
        shas, reached = set(self.corpus.listed), set(self.corpus.listed)
        for citing, cited in self.corpus.truth():
            if cited in shas:
                reached.add(citing)
            elif citing in shas:
                reached.add(cited)
        self.corpus.facts["unreached"] = [p.sha for p in self.papers if p.sha not in reached]

    def _fill(self, i: int, chosen: dict[int, None], many: int, tickets: list[int]) -> None:
        """Fill a reference list: three quarters by fame of late, one quarter among the recent."""
        draw = self.random.random
        recent, tries = min(i, 3_000), 0
        skipped = set(self.listed)
        while len(chosen) < many and tries < 5 * many:
            tries += 1
            if draw() < 0.75:
                j = tickets[-1 - int(draw() * len(tickets))]
            else:
                j = i - 1 - int(draw() * recent)
            if j not in skipped:
                chosen[j] = None

    def _cite(self, i: int, j: int) -> None:
        self.corpus.add_citation(
            self.papers[i].sha, self.papers[j].sha, influential=self.random.random() < 0.06
        )

    def _cycle(self, cycles: int) -> None:
        pairs = []
        for k in range(cycles):
            i = min(self.n - 2, self.n // 10 + k * (self.n // 2) // max(1, cycles))
            while {i, i + 1} & set(self.listed):
                i += 1
            self._cite(i, i + 1)
            self._cite(i + 1, i)
            pairs.append((self.papers[i].sha, self.papers[i + 1].sha))
        self.corpus.facts["cycles"] = pairs

    # --- what the service gets wrong -------------------------------------------------------------

    def spoil(self, elided: float, miscounted: int) -> None:
        """Add unresolved rows, hold reference lists back, get counts wrong, prepare the list."""
        draw = self.random.random
        for i, paper in enumerate(self.papers):
            for k in range(int(draw() * 4)):
                title = f"Technical Report {i}-{k} (unpublished)"
                self.corpus.add_unresolved(citing=paper.sha, title=title, venue="", year=None)
            if draw() < 0.02:
                title = f"Working Paper {i}: Lecture Notes"
                self.corpus.add_unresolved(cited=paper.sha, title=title)
        plain = [p for i, p in enumerate(self.papers) if i not in set(self.listed)]
        hidden = self.random.sample(plain, round(elided * len(plain)))
        hidden += [self.papers[i] for i in self.listed[5:15:8]] if elided else []
        for paper in hidden:
            paper.elided = frozenset({"references"})
        wrong = self.random.sample([p for p in plain if not p.elided], miscounted)
        for paper in wrong:
            paper.extra["referenceCount"] = len(self.corpus.references(paper.sha)) + 2
        facts: dict[str, Any] = self.corpus.facts
        facts["elided"] = [paper.sha for paper in hidden]
        facts["miscounted"] = [paper.sha for paper in wrong]
        self._prepare_list()

    def _prepare_list(self) -> None:
        """Take from some listed papers the ids that their line in the list will not show."""
        how = ["arxiv"] * len(self.listed)
        for k in range(7, len(how), 10):
            how[k] = "title"
        if len(how) > 4:
            how[3], how[4] = "unknown arxiv", "doi"
        for k, i in enumerate(self.listed):
            paper = self.papers[i]
            if how[k] in ("title", "unknown arxiv"):
                self.corpus.forget_id(paper.sha, "ArXiv")
            if how[k] == "doi":
                paper.external_ids["DOI"] = f"10.1145/{1_150_402 + self.seed}.{1_150_464 + i}"
                self.corpus.add_paper(paper)
        self.corpus.facts["list"] = how


def _sha(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
