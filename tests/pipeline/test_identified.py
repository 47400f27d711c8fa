"""A list that gives no more than an identifier of some kind resolves by it, in one batch."""

from __future__ import annotations

from pathlib import Path

from kdgraph.store import DataFolder
from tests.emulator import Corpus, Emulator, synthetic_corpus
from tests.pipeline.journey import build_here

_KINDS = ("PubMed", "PubMedCentral", "ACL", "MAG", "corpus", "sha")
_LINES = {
    "PubMed": "PMID: {}",
    "PubMedCentral": "https://pmc.ncbi.nlm.nih.gov/articles/PMC{}/",
    "ACL": "https://aclanthology.org/{}.pdf",
    "MAG": "https://openalex.org/W{}",
    "corpus": "CorpusID:{}",
    "sha": "https://www.semanticscholar.org/paper/{}",
}


def _with_ids(corpus: Corpus) -> dict[str, str]:
    """Give the listed papers an identifier of another kind each; return their lines by sha."""
    lines = {}
    for n, sha in enumerate(corpus.listed):
        kind = _KINDS[n % len(_KINDS)]
        paper = corpus.papers[sha]
        number = f"P99-{1000 + n}" if kind == "ACL" else str(30_000_000 + n)
        if kind in ("corpus", "sha"):
            number = sha if kind == "sha" else str(paper.corpus_id)
        else:
            paper.external_ids = {**paper.external_ids, kind: number}
            corpus.add_paper(paper)
        lines[sha] = _LINES[kind].format(number)
    return lines


def test_papers_named_by_their_identifiers_alone_are_found_by_them(tmp_path: Path) -> None:
    corpus = synthetic_corpus(60, seed=5, listed=12, elided=0.0, miscounted=0)
    lines = _with_ids(corpus)
    with Emulator(corpus) as emulator:
        report = build_here("\n".join(lines.values()).encode(), emulator, tmp_path)
        first = next(e for e in emulator.log if e.path.endswith("/batch"))
        assert not any("search" in e.path for e in emulator.log), "no title is there to look for"
    assert report.exit_code == 0
    assert isinstance(first.body, dict)
    assert {"PMID:30000000", "PMCID:30000001", "ACL:P99-1002", "MAG:30000003"} < set(
        first.body["ids"]
    )
    snapshot = DataFolder(tmp_path).snapshot()
    in_order = snapshot.entries.sort_values("position").index
    matched = snapshot.matches.loc[in_order, "paper_id"]
    assert matched.notna().all()
    key = snapshot.identifiers.query("scheme == 's2'").set_index("paper_id")["value"]
    assert [key[paper_id] for paper_id in matched] == list(lines)
    assert set(snapshot.matches["method"]) == {"pubmed", "pmc", "acl", "mag", "corpus", "s2"}


def test_a_list_of_pmids_in_a_table_resolves(tmp_path: Path) -> None:
    corpus = synthetic_corpus(40, seed=6, listed=6, elided=0.0, miscounted=0)
    rows = ["PMID,Notes"]
    for n, sha in enumerate(corpus.listed):
        corpus.papers[sha].external_ids = {"PubMed": str(41_000_000 + n)}
        corpus.add_paper(corpus.papers[sha])
        rows.append(f"{41_000_000 + n},read")
    with Emulator(corpus) as emulator:
        report = build_here("\n".join(rows).encode(), emulator, tmp_path)
    assert report.exit_code == 0
    assert DataFolder(tmp_path).snapshot().matches["method"].tolist() == ["pubmed"] * 6
