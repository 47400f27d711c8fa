"""Literatures made of hard titles and names, for the tests of formats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

__all__ = ["HARD_TITLES", "literature", "titles"]

HARD_TITLES: Sequence[str] = (
    "R&D at 50% of C_1 for $5: #1 {Teachers}",
    'The "Student" learns; <b>or</b>, does it?',
    "An unbalanced { brace and a back\\slash^2 ~tilde | bar `tick`",
    "}{ the other way round, @misc{x, and 100% more",
    "تقطير المعرفة في الشبكات العصبية",
    "知识蒸馏综述",
    "Two\nlines\r\nand\ta tab",
    "Ünïcödé: Bucilu\u01ce, \u0141ukasz, \u00d8re, na\u00efve \u00df, \u03b1-\u03b2 \u2264 \u221e",
    "FitNets: Hints for a U-Net on ImageNet in 3D, H&E and I",
    "distillation " * 24 + "at length",
    "x" * 300,
    "[Link](http://example.org) *bold* _under_ `code` # Heading",
    "1. A numbered start",
    "A title, CVPR 2019",
    "TY  - JOUR",
    "=SUM(A1) \U0001f600 family \u2013 dash \u2014 em",
)
"""Titles that break careless writers of one format or another."""

titles = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cf", "Co", "Cn", "Zl", "Zp")),
    min_size=1,
    max_size=60,
)
"""Any printable line."""


def literature(rows: Sequence[Mapping[str, Any]]) -> Snapshot:
    """Return papers that cite the one before them; `authors` and ids may stand in each row."""
    papers, authors, lines, names = [], {}, [], []
    for n, row in enumerate(rows):
        facts = dict(row)
        paper_id = str(facts.setdefault("paper_id", f"p{n:03}"))
        for place, name in enumerate(facts.pop("authors", ())):
            authors[f"name:{name}"] = {"author_id": f"name:{name}", "name": name}
            line = {"position": place, "author_id": f"name:{name}", "name": name}
            lines.append({"paper_id": paper_id, **line})
        for scheme in ("arxiv", "doi"):
            if scheme in facts:
                value = facts.pop(scheme)
                names.append({"scheme": scheme, "value": value, "paper_id": paper_id})
        papers.append(facts)
    ids = [facts["paper_id"] for facts in papers]
    arcs = [{"citing_id": a, "cited_id": b} for a, b in zip(ids[1:], ids, strict=False)]
    frames = {name: table.empty() for name, table in TABLES.items()} | {
        "papers": TABLES["papers"].frame(papers),
        "authors": TABLES["authors"].frame(authors.values()),
        "authorships": TABLES["authorships"].frame(lines),
        "identifiers": TABLES["identifiers"].frame(names),
        "citations": TABLES["citations"].frame(arcs),
    }
    return Snapshot(frames, replace(toys.MANIFEST, id="hard"))
