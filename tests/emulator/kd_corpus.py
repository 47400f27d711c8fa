"""A corpus from real citations of the knowledge distillation literature.

The facts are those of `papers.jsonl` and `citations.jsonl`; what an index would add (shas, corpus
ids, author ids) is made up from them, the same every time.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.emulator.corpus import Corpus, Paper

__all__ = ["kd_corpus"]


def kd_corpus(folder: Path) -> Corpus:
    """Read the corpus of real citations in a folder; its seeds are the `listed` papers."""
    corpus = Corpus()
    sha_of: dict[str, str] = {}
    for number, line in enumerate(_rows(folder / "papers.jsonl")):
        paper = corpus.add_paper(_paper(line, number))
        sha_of[line["id"]] = paper.sha
        if line["seed"]:
            corpus.listed.append(paper.sha)
    for line in _rows(folder / "citations.jsonl"):
        corpus.add_citation(sha_of[line["citing"]], sha_of[line["cited"]])
    corpus.facts["sha"] = sha_of
    return corpus


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line]


def _paper(row: dict[str, Any], number: int) -> Paper:
    ids = {"ArXiv": row["arxiv"], "DOI": row["doi"]}
    return Paper(
        row["s2"] or _digest(row["id"]),
        210_000_000 + number,
        title=row["title"],
        year=row["year"],
        venue=row["venue"] or "",
        authors=[(_author_id(name), name) for name in row["authors"] or []],
        external_ids={name: value for name, value in ids.items() if value},
    )


def _author_id(name: str) -> str:
    return str(1_000_000 + int(_digest(name.casefold())[:7], 16))


def _digest(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
