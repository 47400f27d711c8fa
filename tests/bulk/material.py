"""A small invented release of the datasets, with all that real ones hold."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["LIST", "PAPERS", "citations", "papers", "write_release"]

PAPERS = 240
Row = dict[str, Any]

_SUBJECTS = (
    "lichens",
    "tide gauges",
    "weaving looms",
    "harbour cranes",
    "Σίσυφος stones",
    "雪 drifts",
)

LIST = """
@article{one, title={Measuring lichens by ear, volume 6}, eprint={1508.00006},
  archiveprefix={arXiv}}
@article{two, title={Measuring Tide-Gauges by Ear, volume 7}, author={Ona Pell7}, year=2007}
@article{three, title={Measuring weaving looms by ear, volume 8}, doi={10.5555/LOOM.8}}
@article{four, title={Measuring harbour cranes by ear, volume 9},
  url={https://www.semanticscholar.org/paper/00000000000000000000000000000000000b0009}}
@article{five, title={Σίσυφος Stones}, author={Ona Pell10}, year=2010}
@article{six, title={A treatise that nobody wrote}, year=2011}
"""
"""Papers by arXiv id, title, DOI, a merged id of the service, a title in Greek; and none."""


def _hash(number: int, kind: str = "a") -> str:
    return f"{kind}{number:04d}".rjust(40, "0")


def papers() -> list[Row]:
    """Return the rows of ``papers``, and of ``paper-ids`` and ``abstracts`` under other keys."""
    rows: list[Row] = []
    for n in range(1, PAPERS + 1):
        subject = _SUBJECTS[n % len(_SUBJECTS)]
        title = f"Measuring {subject} by ear, volume {n}"
        arxiv = f"1508.{n:05d}" if n % 5 == 1 else None
        doi = f"10.5555/{subject.split()[-1][:-1].upper()}.{n}" if n % 4 == 0 else None
        if n == 10:
            title = "Σίσυφος stones"
        rows.append(
            {
                "corpusid": n,
                "externalids": {
                    "ACL": None,
                    "DBLP": None,
                    "ArXiv": arxiv,
                    "MAG": str(9_000 + n),
                    "CorpusId": str(n),
                    "PubMed": None,
                    "DOI": doi,
                    "PubMedCentral": None,
                },
                "url": f"https://www.semanticscholar.org/paper/{_hash(n)}" if n % 17 else None,
                "title": title,
                "authors": [{"authorId": str(n % 60), "name": f"Ona Pell{n % 60}"}]
                if n % 9
                else [],
                "venue": "" if n % 3 else "Annals of Listening",
                "year": 2000 + n % 25 if n % 11 else None,
                "referencecount": 9,
                "citationcount": n * 37 % 101,
                "influentialcitationcount": n % 3,
                "isopenaccess": False,
                "s2fieldsofstudy": [
                    {"category": "Geology", "source": "external"},
                    {"category": "Geology", "source": "s2-fos-model"},
                ]
                if n % 2
                else None,
                "publicationtypes": None,
                "publicationdate": f"{2000 + n % 25}-03-01" if n % 7 == 0 else None,
                "journal": {"name": "", "pages": None, "volume": ""},
            }
        )
    rows[5]["externalids"]["ArXiv"] = "1508.00006"
    rows[7]["externalids"]["DOI"] = "10.5555/loom.8"
    return rows


def citations() -> list[Row]:
    """Return citations in both shapes, with nulls, repeated ones, and some of a paper by itself."""
    chance = random.Random(16)
    rows: list[Row] = []
    for k in range(1_500):
        citing = chance.randrange(1, PAPERS + 1)
        cited = None if k % 6 == 0 else chance.randrange(1, PAPERS + 20)  # some have no row
        said = [f"Paper {citing} builds on [{cited}].", "See also [3]."][: k % 3] or None
        if k % 2:
            rows.append(
                {
                    "citationid": 2**32 + k,
                    "citingcorpusid": citing,
                    "citedcorpusid": cited,
                    "isinfluential": k % 5 == 0,
                    "contexts": said,
                    "intents": said and [["methodology"], None][: len(said)],
                }
            )
        else:
            rows.append(
                {
                    "citingcorpusid": str(citing),
                    "citedcorpusid": None if cited is None else str(cited),
                    "isinfluential": k % 7 == 0,
                    "contexts": said,
                    "intents": ["background", "result"] if k % 4 else None,
                    "updated": "2023-01-20T00:00:00Z",
                }
            )
    rows += rows[100:140]
    rows.append(
        {
            "citationid": 2**33,
            "citingcorpusid": 6,
            "citedcorpusid": 6,
            "isinfluential": False,
            "contexts": None,
            "intents": None,
        }
    )
    return rows


def write_release(
    folder: Path,
    *,
    without: Sequence[str] = (),
    change: Mapping[str, Callable[[list[Row]], list[Row]]] | None = None,
) -> Path:
    """Write the release as shards, three of each dataset, and return its folder."""
    known = papers()
    datasets: dict[str, list[Row]] = {
        "papers": known,
        "paper-ids": [
            {"sha": _hash(row["corpusid"], kind), "corpusid": row["corpusid"], "primary": first}
            for row in known
            for kind, first in (("b", False), ("a", True))
        ],
        "citations": citations(),
        "abstracts": [
            {"corpusid": row["corpusid"], "abstract": f"We listen to {row['title']}."}
            for row in known
            if row["corpusid"] % 2
        ],
        "tldrs": [
            {"corpusid": row["corpusid"], "model": "tldr@v2.0.0", "text": "It hums."}
            for row in known[::4]
        ],
    }
    for name, rows in datasets.items():
        if name in without:
            continue
        rows = (change or {}).get(name, list)(rows)
        (folder / name).mkdir(parents=True)
        for part in range(3):
            lines = "".join(f"{json.dumps(row)}\n" for row in rows[part::3])
            path = folder / name / f"part-{part}.jsonl.gz"
            path.write_bytes(gzip.compress(lines.encode(), mtime=0))
    return folder
