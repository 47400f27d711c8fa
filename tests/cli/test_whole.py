"""Papers of the list in the whole literature, from the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from kdgraph.graph.data import embedded
from tests.bulk.releases import write_release
from tests.commands import run_cli


def _release(folder: Path) -> Path:
    """Write a release around some papers of the embedded list, known there by DOI or arXiv id."""
    snapshot = embedded()
    names = {}
    for number, paper_id in enumerate(sorted(snapshot.reading_list.papers)[:30]):
        scheme, _, value = paper_id.partition(":")
        kind = {"arxiv": "ArXiv", "doi": "DOI"}.get(scheme)
        if kind is not None:
            names[number + 1] = {kind: value}
    others = range(1000, 1100)
    papers = [
        {"corpusid": n, "title": f"Paper {n}", "year": 2015 + n % 5, "externalids": names.get(n)}
        for n in [*names, *others]
    ]
    # the first of them is cited by all others, the second by half, together with the first
    first, second = list(names)[:2]
    rows = [{"citingcorpusid": n, "citedcorpusid": first} for n in others]
    rows += [{"citingcorpusid": n, "citedcorpusid": second} for n in others[:50]]
    return write_release(folder / "2026-01-06", {"papers": [papers], "citations": [rows]})


def test_listed_papers_are_ranked_in_the_whole_literature(tmp_path: Path, data: Path) -> None:
    folder = _release(tmp_path / "s2")
    shutil.copytree(data, tmp_path / "data")
    where = ("--in", "whole", "--datasets", folder, "--data", tmp_path / "data")
    done = run_cli("rank", "citations", *where, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["release"] == "2026-01-06"
    first, second = told["frame"][:2]
    assert (first["rank"], first["score"], first["ranked"]) == (
        1,
        100.0,
        told["coverage"]["papers"],
    )
    assert (second["rank"], second["score"]) == (2, 50.0)
    assert told["asked"] == told["found"] + len(told["missing"])
    assert len(list((tmp_path / "data" / "whole").glob("measures-2026-01-06-*"))) == 1

    text = " ".join(run_cli("rank", "--top", "3", *where).stdout.split())
    assert "PageRank among all papers of the release" in text
    assert "the whole literature is the release 2026-01-06" in text
    assert "papers were not found in it" in text
    year = json.loads(run_cli("rank", "year-percentile", *where, "--json").stdout)
    assert year["frame"][0]["ranked"] < told["coverage"]["papers"]

    near = run_cli("rank", *where, "--co-cited", first["paper_id"], "--json")
    assert json.loads(near.stdout)["frame"][0]["count"] == 50
    printed = run_cli("rank", *where, "--co-cited", first["paper_id"])
    assert "Most often cited together with" in printed.stdout


def test_what_does_not_fit_together_is_refused(tmp_path: Path, data: Path) -> None:
    for options, words in (
        (("--in", "whole"), "needs --datasets DIR"),
        (("pagerank", "--datasets", tmp_path), "add --in whole"),
        (("hits", "--in", "whole", "--datasets", _release(tmp_path / "s2")), "no measure 'hits'"),
        (("--in", "whole", "--datasets", tmp_path / "none"), "is no folder"),
    ):
        done = run_cli("rank", *options, "--data", data)
        assert done.returncode == 2
        assert words in " ".join(done.stderr.split()), done.stderr
