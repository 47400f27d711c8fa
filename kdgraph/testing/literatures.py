"""Literatures that figures must cope with: hard ones, and next to nothing at all."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from typing import Any, Final

from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

__all__ = ["HARD_TITLES", "against_time", "dense", "empty", "hard", "lonely", "unconnected"]

HARD_TITLES: Final = (
    "A Title So Long That It Cannot End: " + "Distilling Knowledge Into Smaller Networks " * 6,
    "<b>Bold</b> <script>alert('x')</script> & {Braces} #1 of 100% $x_1$ ~ ^ \\backslash",
    "تقطير المعرفة في الشبكات العصبية العميقة",
    "זיקוק ידע ברשתות נוירונים",
    "知识蒸馏:从教师网络到学生网络",
    "ニューラルネットワークにおける知識の蒸留",
    "지식 증류를 위한 대조 학습",
    "\U0001f9ff An emblem that few fonts have",
    "W" * 120,
    "x",
    "%{y} and %{customdata} are no templates",
    "]]> --> </svg> ${html}",
    "[Re] A reproduction [x](javascript:alert(4))",
    "*Starred* at its beginning",
)
"""Titles that break careless writers; the first is of almost 300 signs, the ninth one long word."""

_SECTIONS: Final = (
    "Pioneers",
    "A Section With One Paper",
    "An Empty Section",
    "Undated",
    "فئة",
    "知识蒸馏",
    "<i>Markup</i> & Co.",
    "Surveys / Of Everything, With a Heading That Goes on for Rather Longer Than a Column Is Wide",
    "Nine",
    "Ten",
)
"""Ten, so that two share their colours with others."""


def _snapshot(
    name: str,
    papers: Sequence[dict[str, Any]],
    sections: Sequence[tuple[str, str | None]],
    arcs: Sequence[tuple[str, str]],
    authors: Sequence[tuple[str, Sequence[str]]] = (),
) -> Snapshot:
    """Return a snapshot of papers, of (section, paper) entries and of (citing, cited) pairs."""
    entries = [
        {
            "entry_id": f"{name}:{n}",
            "list_id": name,
            "position": n,
            "line_start": n + 1,
            "line_end": n + 1,
            "section": section,
            "title": paper or "Nowhere to be found",
            "venues": [],
            "authors": ["A. Byron"],
            "code_links": [{"label": "code", "url": "https://example.org/"}] if n % 3 == 0 else [],
        }
        for n, (section, paper) in enumerate(sections)
    ]
    matches: list[dict[str, Any]] = [
        {"entry_id": f"{name}:{n}", "paper_id": paper, "method": "title", "confidence": 1.0}
        if paper
        else {"entry_id": f"{name}:{n}", "reason": "no title is near"}
        for n, (_, paper) in enumerate(sections)
    ]
    people = dict.fromkeys(who for _, names in authors for who in names)
    states = ("complete", "complete", "capped", "not asked", "failed")
    coverage = [
        {"paper_id": paper["paper_id"], "direction": way, "state": states[n % len(states)]}
        for n, paper in enumerate(papers)
        for way in ("references", "citations")
    ]
    frames = {
        "entries": TABLES["entries"].frame(entries),
        "matches": TABLES["matches"].frame(matches),
        "papers": TABLES["papers"].frame(papers),
        "identifiers": TABLES["identifiers"].frame([]),
        "authors": TABLES["authors"].frame(
            {"author_id": f"s2:{who}", "name": who, "by_name": False} for who in people
        ),
        "authorships": TABLES["authorships"].frame(
            {"paper_id": paper, "position": n, "author_id": f"s2:{who}", "name": who}
            for paper, names in authors
            for n, who in enumerate(names)
        ),
        "citations": TABLES["citations"].frame(
            {"citing_id": citing, "cited_id": cited, "origins": [name]} for citing, cited in arcs
        ),
        "contexts": TABLES["contexts"].frame(
            {"citing_id": citing, "cited_id": cited, "n": 0, "sentence": f"We extend [{n}]."}
            for n, (citing, cited) in enumerate(arcs[:9])
        ),
        "coverage": TABLES["coverage"].frame(coverage),
    }
    return Snapshot(frames, dataclasses.replace(toys.MANIFEST, id=name, list_id=name))


def hard() -> Snapshot:
    """Return 90 papers with all that is hard at once: titles, names, sections, gaps in the years.

    Among them are an undated section, a paper of the future and one three centuries old, papers of
    one day, a cycle, one that cites itself backwards in time, and a paper that all cite.
    """
    chance = random.Random(4)  # noqa: S311  # always the same literature
    ids = [f"p{n:02}" for n in range(90)]
    papers: list[dict[str, Any]] = []
    for n, paper_id in enumerate(ids):
        year: int | None = 2000 + min(n // 4, 22)
        if n in (1, 17, 33) or 40 <= n < 46:
            year = None
        year = {0: 1700, 89: 2031}.get(n, year)
        papers.append(
            {
                "paper_id": paper_id,
                "title": HARD_TITLES[n] if n < len(HARD_TITLES) else f"Study Number {n}",
                "year": year,
                "date": "2015-05-05" if year == 2015 else None,
                "origin": "hard",
                "hop": 0 if n < 60 else 1,
                "reported_citations": None if n % 5 == 0 else 3 * n,
                "abstract": "Students learn from teachers." if n % 2 else None,
            }
        )
    arcs = {(ids[n], ids[chance.randrange(n)]) for n in range(1, 90) for _ in range(4)}
    arcs |= {(paper_id, "p05") for paper_id in ids if paper_id != "p05"}
    arcs |= {("p60", "p61"), ("p61", "p62"), ("p62", "p60"), ("p03", "p80")}
    sections: list[tuple[str, str | None]] = [("A Section With One Paper", "p12")]
    sections += [("An Empty Section", None)]
    sections += [("Undated", ids[n]) for n in range(40, 46)]
    rest = [name for name in _SECTIONS if "One" not in name and "Empty" not in name]
    rest.remove("Undated")
    dated = [n for n in range(60) if n != 12 and not 40 <= n < 46]
    sections += [(rest[place % len(rest)], ids[n]) for place, n in enumerate(dated)]
    names = ["Ada Byron", "علي بن أحمد", "王小明", "Łukasz Ćwikła-Żółkiewski", "N" * 60, "山田太郎"]
    names += [f"Person {n}" for n in range(20)]
    authors = [(p, chance.sample(names, chance.randrange(1, 6))) for p in ids if p != "p07"]
    return _snapshot("hard", papers, sections, sorted(arcs), authors)


def empty() -> Snapshot:
    """Return a snapshot without a list and without papers."""
    return _snapshot("empty", [], [], [])


def lonely() -> Snapshot:
    """Return one listed paper, which cites nothing."""
    paper = {"paper_id": "only", "title": "The Only Paper", "year": 2015, "origin": "lonely"}
    return _snapshot("lonely", [paper], [("Alone", "only")], [], [("only", ["Ada Byron"])])


def unconnected() -> Snapshot:
    """Return twelve listed papers of three sections, none of which cites another."""
    papers = [
        {"paper_id": f"u{n}", "title": f"Paper {n}", "year": 2000 + n, "origin": "unconnected"}
        for n in range(12)
    ]
    sections = [(f"Section {n % 3}", f"u{n}") for n in range(12)]
    return _snapshot("unconnected", papers, sections, [])


def against_time() -> Snapshot:
    """Return a family in which papers cite what is dated after them.

    A second edition of 2020 is the only paper that one of 2012 cites, and more hangs on that; one
    of 2013 cites the edition too, and an older paper; a pair of one year cite each other's kin; a
    chain of three runs backwards as a whole; one paper has no year and is cited by a dated one.
    """
    years = {
        "x:root": 2010,
        "x:edition": 2020,
        "x:follower": 2012,
        "x:later": 2016,
        "x:branch": 2014,
        "x:chooser": 2013,
        "x:twin-a": 2014,
        "x:twin-b": 2014,
        "x:third": 2017,
        "x:second": 2015,
        "x:first": 2011,
        "x:undated": None,
        "x:heir": 2018,
    }
    papers = [
        {
            "paper_id": one,
            "title": f"The {one[2:]} paper",
            "year": year,
            "origin": "against",
            "hop": 0,
        }
        for one, year in years.items()
    ]
    arcs = [
        ("x:edition", "x:root"),
        ("x:follower", "x:edition"),
        ("x:later", "x:follower"),
        ("x:branch", "x:root"),
        ("x:chooser", "x:edition"),
        ("x:chooser", "x:root"),
        ("x:twin-a", "x:root"),
        ("x:twin-b", "x:twin-a"),
        ("x:second", "x:third"),
        ("x:first", "x:second"),
        ("x:heir", "x:undated"),
        ("x:undated", "x:root"),
        ("x:heir", "x:later"),
    ]
    sections = [("S" if n % 2 else "T", one) for n, one in enumerate(years)]
    return _snapshot("against", papers, sections, arcs, [(one, ["Ada Byron"]) for one in years])


_SAYINGS: Final = (
    "We extend the loss of [1] to several teachers.",
    "Inspired by [1], we weigh the layers of the student.",
    "We use the teacher of [1] in all experiments.",
    "Our student outperforms [1] by a wide margin.",
    "Small students have been studied before [1].",
)
_WRITERS: Final = ("Abt", "Bell", "Cole", "Dorn", "Ek", "Fry", "Gil", "Hood", "Iams", "Joss")


def dense() -> Snapshot:
    """Return 48 listed papers of seven sections that cite each other some 300 times, by sentences.

    All reference lists were read but that of one survey, whose citations are known from the cited
    side; 40 papers beside the list cite and are cited too.
    """
    chance = random.Random(11)  # noqa: S311  # likewise
    sections = {"Roots": 3, "Surveys": 3, "Layers": 12, "Images": 12, "Peers": 6, "Crowds": 6}
    sections["No Data"] = 6
    ids = [f"dense:{name.lower()}-{n}" for name, count in sections.items() for n in range(count)]
    listed = dict.fromkeys(ids)
    ids += [f"dense:beside-{n}" for n in range(40)]
    years = {one: chance.randrange(2014, 2026) for one in ids}
    years |= {one: 2010 for one in ids if "roots" in one}
    years |= {one: chance.randrange(2020, 2024) for one in ids if "surveys" in one}
    order = sorted(ids, key=lambda one: (years[one], one))
    cited = dict.fromkeys(ids, 0)
    arcs = []
    for place, one in enumerate(order):
        older = [other for other in order[:place] if years[other] <= years[one]]
        near = [other for other in older if other in listed]
        wanted = chance.choices(near, [1 + 3 * cited[n] for n in near], k=8) if near else []
        wanted += chance.choices(older, [1 + cited[n] for n in older], k=4) if older else []
        for other in dict.fromkeys(wanted):
            cited[other] += 1
            arcs.append((one, other))
    papers = [
        {
            "paper_id": one,
            "title": ("A Survey of " if "surveys" in one else "") + f"Teachers and {one[6:]}",
            "year": years[one],
            "date": f"{years[one]}-{chance.randrange(1, 13):02}-{chance.randrange(1, 28):02}",
            "hop": 0 if one in listed else 1,
            "origin": "dense",
        }
        for one in ids
    ]
    entries: list[tuple[str, str | None]] = [
        (name, f"dense:{name.lower()}-{n}")
        for name, count in sections.items()
        for n in range(count)
    ]
    authors = [(one, chance.sample(_WRITERS, chance.randrange(1, 4))) for one in ids]
    made = _snapshot("dense", papers, entries, sorted(arcs), authors)
    frames = made.frames()
    frames["contexts"] = TABLES["contexts"].frame(
        {"citing_id": citing, "cited_id": one, "n": 0, "sentence": chance.choice(_SAYINGS)}
        for citing, one in sorted(arcs)
        if one in listed and chance.random() < 0.9
    )
    frames["coverage"] = TABLES["coverage"].frame(
        {
            "paper_id": one,
            "direction": "references",
            "state": "elided" if one == "dense:surveys-1" else "complete",
        }
        for one in ids
    )
    return Snapshot(frames, made.manifest)
