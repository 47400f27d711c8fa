"""Builds that read the papers' own sources: alone, beside Semantic Scholar, kept, and by hand."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from kdgraph.errors import FetchError, UnreachableError
from kdgraph.merge import assemble
from kdgraph.model import TABLES
from kdgraph.pipeline import BuildOptions, run_build
from kdgraph.pipeline.stored import records_of
from kdgraph.settings import Settings
from kdgraph.store import DataFolder, StoredSnapshot, embedded_folder, open_snapshot
from tests.commands import run_cli
from tests.emulator import ArxivEmulator, ArxivPaper, Emulator, Faults, tar_gz
from tests.pipeline.nowhere import (
    CITES,
    IDS,
    TITLES,
    build_from,
    markdown,
    papers,
    service_corpus,
    source_of,
)

OWN = "arxiv source"
LISTED_EDGES = {
    (f"arxiv:{IDS[citing]}", f"arxiv:{IDS[cited]}") for citing in CITES for cited in CITES[citing]
}


def snapshot_in(data: Path) -> StoredSnapshot:
    return DataFolder(data).snapshot()


def listed_edges(snapshot: StoredSnapshot) -> set[tuple[str, str]]:
    listed = set(snapshot.matches["paper_id"].dropna())
    found = snapshot.citations
    inside = found["citing_id"].isin(listed) & found["cited_id"].isin(listed)
    return set(zip(found.loc[inside, "citing_id"], found.loc[inside, "cited_id"], strict=True))


def references_of(snapshot: StoredSnapshot, name: str) -> pd.Series:
    table = snapshot.coverage
    rows = table[(table["paper_id"] == f"arxiv:{IDS[name]}") & (table["direction"] == "references")]
    return rows.iloc[0]


def test_a_list_has_its_whole_lineage_without_semantic_scholar(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv:
        report = build_from(arxiv, tmp_path)
        # one for the versions, one for each paper, one for the titles of what they cite
        assert len(arxiv.log) == 7
        assert arxiv.max_in_flight == 1
    assert (report.mode, report.exit_code, report.changed) == ("from sources", 0, True)
    assert any("are due; run the same command again" in remark for remark in report.remarks)
    snapshot = snapshot_in(tmp_path)
    assert snapshot.matches["method"].tolist() == ["arxiv"] * 5
    assert listed_edges(snapshot) == LISTED_EDGES
    assert snapshot.manifest.origins == (OWN,)
    assert {tuple(origins) for origins in snapshot.citations["origins"]} == {(OWN,)}
    row = references_of(snapshot, "leaf")
    assert (row["state"], row["origin"], row["version"]) == ("complete", OWN, 1)
    assert (row["reported"], row["fetched"], row["unresolved"], row["outside"]) == (6, 6, 1, 0)
    (unresolved,) = row["unresolved_references"]
    assert unresolved["key"] == "nameless"
    assert unresolved["text"].startswith("E. Stranger. A Report that Nobody Has.")
    # cited by arXiv id, and described by arXiv; cited by DOI, and described by the citing list
    beyond = snapshot.papers[snapshot.papers["hop"] == 1]
    assert beyond["title"].to_dict() == {
        "arxiv:1705.12345": "Strange Fields",
        "doi:10.9999/fields.1": "Stranger Fields",
    }
    assert report.sources is not None
    assert (report.sources.references, report.sources.resolved) == (22, 17)
    assert report.sources.requests == 7


def test_mentions_and_sentences_have_their_places(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv:
        build_from(arxiv, tmp_path)
    snapshot = snapshot_in(tmp_path)
    ends = f"arxiv:{IDS['branch']}", f"arxiv:{IDS['root']}"
    citations = snapshot.citations
    row = citations[(citations["citing_id"] == ends[0]) & (citations["cited_id"] == ends[1])].iloc[
        0
    ]
    assert (row["mentions"], row["mentions_alone"], row["mentions_in_tables"]) == (2, 2, 0)
    assert row["mentions_by_section"] == [
        {"section": "introduction", "mentions": 1},
        {"section": "experiments", "mentions": 1},
    ]
    contexts = snapshot.contexts
    told = contexts[(contexts["citing_id"] == ends[0]) & (contexts["cited_id"] == ends[1])]
    assert told["section"].tolist() == ["introduction", "experiments"]
    assert told["origin"].tolist() == [OWN, OWN]
    assert told["group"].tolist() == [1, 1]
    assert told["sentence"].iloc[0].startswith("We extend the work of")
    shown = " ".join(run_cli("show", ends[0], "--data", tmp_path).stdout.split())
    assert f"{ends[1]} (named 2 times)" in shown  # all of the text was read
    assert "(introduction, arxiv source)" in shown


def test_a_second_build_asks_nothing_and_a_refresh_only_what_is_new(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv:
        first = build_from(arxiv, tmp_path)
        arxiv.clear_log()
        again = build_from(arxiv, tmp_path)
        assert not arxiv.log
        assert (again.mode, again.changed) == ("kept", False)
        assert again.summary.snapshot_id == first.summary.snapshot_id
        arxiv.papers[IDS["old"]].version = 2
        arxiv.papers[IDS["old"]].source = source_of("branch")  # it cites the root now
        soon = BuildOptions(refresh_after=pd.Timedelta(0).to_pytimedelta())
        later = build_from(arxiv, tmp_path, options=soon)
        assert arxiv.sources_asked() == [IDS["old"]]
    assert later.changed
    snapshot = snapshot_in(tmp_path)
    new = (f"arxiv:{IDS['old']}", f"arxiv:{IDS['root']}")
    assert listed_edges(snapshot) == LISTED_EDGES | {new}
    assert references_of(snapshot, "old")["version"] == 2
    # an origin that was read anew replaces what it said before
    assert len(snapshot.contexts.duplicated(["citing_id", "cited_id", "n"])) == len(
        snapshot.contexts
    )


def test_what_is_kept_serves_without_a_network_and_on_another_list(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv:
        build_from(arxiv, tmp_path)
        url = arxiv.url
    shorter = "\n".join(markdown().splitlines()[:-2]).encode()
    report = build_from(url, tmp_path, source=shorter, options=BuildOptions(offline=True))
    assert report.mode == "from sources"
    assert report.summary.listed_papers == 3
    assert report.sources is not None
    assert report.sources.requests == 0
    kept = {IDS[name] for name in ("root", "branch", "twig")}
    edges = {e for e in LISTED_EDGES if {e[0][6:], e[1][6:]} <= kept}
    assert listed_edges(snapshot_in(tmp_path)) == edges


def test_a_build_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv:
        calm = build_from(arxiv, tmp_path / "calm")
    faults = Faults(rates={"503": 1.0}, at_most=None, only=IDS["twig"])
    with ArxivEmulator(papers(), faults=faults) as arxiv:
        partial = build_from(arxiv, tmp_path / "data")
        assert partial.exit_code == 0
        assert partial.sources is not None
        assert partial.sources.states == {"at hand": 4, "failed": 1}
        row = references_of(snapshot_in(tmp_path / "data"), "twig")
        assert row["state"] == "not asked"
        assert "503 Service Unavailable" in row["failure"]
        arxiv.faults = None
        arxiv.clear_log()
        whole = build_from(arxiv, tmp_path / "data")
        assert arxiv.sources_asked() == [IDS["twig"]]
    assert whole.summary.snapshot_id == calm.summary.snapshot_id


def test_faults_change_no_fact(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv:
        calm = build_from(arxiv, tmp_path / "calm")
    kinds = ["429", "503", "reset_mid", None, "truncated", "html_200", None, "500_html", "reset"]
    with ArxivEmulator(papers(), faults=Faults(schedule=kinds)) as arxiv:
        assert build_from(arxiv, tmp_path / "data").summary.snapshot_id == calm.summary.snapshot_id
        assert len(arxiv.log) == 14


def test_a_plain_copy_of_the_sources_is_enough(tmp_path: Path) -> None:
    with ArxivEmulator(papers(), without_versions=True, names_files=False) as arxiv:
        report = build_from(arxiv, tmp_path)
    assert report.exit_code == 0
    snapshot = snapshot_in(tmp_path)
    assert listed_edges(snapshot) == LISTED_EDGES
    assert snapshot.papers.loc[f"arxiv:{IDS['root']}", "title"] == TITLES["root"]


def test_sources_laid_by_hand_need_no_network_at_all(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, identifier in IDS.items():
        (folder / f"{identifier.replace('/', '_')}.tar.gz").write_bytes(source_of(name))
    done = run_cli("build", _written(tmp_path), "--offline", "--data", tmp_path, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["mode"] == "from sources"
    assert told["sources"]["by_hand"] == 5
    assert listed_edges(snapshot_in(tmp_path)) == LISTED_EDGES


def test_a_list_of_references_alone_may_be_laid_by_hand(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    (folder / f"{IDS['branch']}.bbl").write_text(
        "\\begin{thebibliography}{9}\\bibitem{r} A. Root. \\newblock "
        f"{TITLES['root']}. \\newblock arXiv:{IDS['root']}, 2020.\\end{{thebibliography}}"
    )
    (folder / f"{IDS['root']}.tar.gz").write_bytes(source_of("root"))
    build_from("http://127.0.0.1:9", tmp_path, options=BuildOptions(offline=True))
    snapshot = snapshot_in(tmp_path)
    assert listed_edges(snapshot) == {(f"arxiv:{IDS['branch']}", f"arxiv:{IDS['root']}")}
    row = snapshot.citations.set_index("citing_id").loc[f"arxiv:{IDS['branch']}"]
    assert pd.isna(row["mentions"])  # its text was not read


def _written(tmp_path: Path) -> Path:
    path = tmp_path / "gardens.md"
    path.write_text(markdown(), "utf-8")
    return path


def test_the_command_says_what_it_read_and_status_tells_by_origin(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv:
        more = {"KDGRAPH_ARXIV_URL": arxiv.url, "KDGRAPH_ARXIV_PACE": "0"}
        arguments = ("build", _written(tmp_path), "--data", tmp_path, "--api-url")
        done = run_cli(*arguments, "http://127.0.0.1:9", **more)
    assert done.returncode == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "Nothing came from Semantic Scholar (connection refused)" in text
    assert "5 at hand, of 5 papers; 7 requests" in text
    status = " ".join(run_cli("status", "--data", tmp_path).stdout.split())
    assert "by origin arxiv source 17; a citation may have several" in status
    assert "5 papers read, 5 of them listed, 5 complete: 22 references" in status
    assert "references that led to no paper" in status
    shown = " ".join(run_cli("show", IDS["branch"], "--data", tmp_path).stdout.split())
    assert "its references complete (arxiv source), 4 rows fetched" in shown
    assert "“We extend the work of [root].” (introduction, arxiv source)" in shown
    told = json.loads(run_cli("status", "--data", tmp_path, "--json").stdout)
    assert told["by_origin"] == {OWN: 17}
    assert told["sources"]["mentions"] > 20


def test_a_source_with_a_title_of_its_own_is_told(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv:
        arxiv.papers[IDS["leaf"]].source = source_of("old")
        report = build_from(arxiv, tmp_path)
    (told,) = [remark for remark in report.remarks if "another title" in remark]
    assert f'1 sources bear another title than arXiv gives (such as {IDS["leaf"]}, "Dual' in told


def test_where_nobody_answers_the_corpus_that_ships_serves_and_both_are_told(
    tmp_path: Path,
) -> None:
    closed = "http://127.0.0.1:9"
    settings = Settings(data=tmp_path, api_url=closed, pace=0.0, arxiv_url=closed)
    report = run_build(None, settings)
    assert (report.mode, report.exit_code) == ("embedded", 0)
    told = "the papers' own sources on arXiv could not be had either: connection refused"
    assert told in report.remarks


def test_where_arxiv_refuses_too_the_first_error_is_told(tmp_path: Path) -> None:
    with ArxivEmulator(papers(), denied=True) as arxiv:
        with pytest.raises(UnreachableError, match="connection refused"):
            build_from(arxiv, tmp_path)
        assert len(arxiv.log) == 1
    with ArxivEmulator() as arxiv, pytest.raises(UnreachableError):
        build_from(arxiv, tmp_path)


@pytest.mark.parametrize("refusal", ["a key is asked for", "too many requests", "down"])
def test_a_service_that_refuses_leaves_the_lineage_to_the_sources(
    refusal: str, tmp_path: Path
) -> None:
    kinds = {"too many requests": "429", "down": "503"}
    faults = Faults(rates={kinds[refusal]: 1.0}, at_most=None) if refusal in kinds else None
    service = Emulator(service_corpus(), require_key=refusal not in kinds, faults=faults)
    with service, ArxivEmulator(papers()) as arxiv:
        report = build_from(arxiv, tmp_path, service=service.url)
    assert (report.mode, report.exit_code) == ("from sources", 0)
    assert listed_edges(snapshot_in(tmp_path)) == LISTED_EDGES


def test_a_service_that_is_down_is_an_error_where_there_is_no_source(tmp_path: Path) -> None:
    faults = Faults(rates={"503": 1.0}, at_most=None)
    with (
        Emulator(service_corpus(), faults=faults) as service,
        ArxivEmulator() as arxiv,
        pytest.raises(FetchError, match="HTTP 503"),
    ):
        build_from(arxiv, tmp_path, service=service.url)


def test_both_origins_stand_beside_each_other_and_are_compared(tmp_path: Path) -> None:
    with Emulator(service_corpus()) as service, ArxivEmulator(papers()) as arxiv:
        report = build_from(arxiv, tmp_path, service=service.url)
        assert (report.mode, report.exit_code) == ("crawled", 0)
    snapshot = snapshot_in(tmp_path)
    assert snapshot.manifest.origins == ("semantic scholar", OWN)
    extra = (f"arxiv:{IDS['twig']}", f"arxiv:{IDS['old']}")
    assert listed_edges(snapshot) == LISTED_EDGES | {extra}
    origins = {
        (row["citing_id"], row["cited_id"]): row["origins"]
        for _, row in snapshot.citations.iterrows()
    }
    assert OWN not in origins[extra]
    assert origins[f"arxiv:{IDS['leaf']}", f"arxiv:{IDS['root']}"] == [OWN]
    both = origins[f"arxiv:{IDS['root']}", f"arxiv:{IDS['old']}"]
    assert OWN in both
    assert len(both) > 1
    twig = references_of(snapshot, "twig")
    assert (twig["in_both"], twig["only_in_source"], twig["only_in_service"]) == (2, 2, 1)
    assert (twig["service_state"], twig["service_fetched"]) == ("complete", 3)
    branch = references_of(snapshot, "branch")
    assert (branch["state"], branch["service_state"]) == ("complete", "elided")
    assert pd.isna(branch["in_both"])
    status = " ".join(run_cli("status", "--data", tmp_path).stdout.split())
    assert "both lists of 4 papers" in status
    assert "1 in Semantic Scholar alone" in status


def test_without_sources_nothing_is_asked_of_arxiv_and_nothing_changes(tmp_path: Path) -> None:
    none = BuildOptions(sources="none")
    with Emulator(service_corpus()) as service, ArxivEmulator(papers()) as arxiv:
        plain = build_from(arxiv, tmp_path / "a", service=service.url, options=none)
        assert not arxiv.log
        silent = Settings(data=tmp_path / "b", api_url=service.url, pace=0.0)
        other = run_build(markdown().encode(), silent)  # on this very machine: arXiv is not asked
    assert plain.sources is None
    assert other.sources is not None
    assert other.sources.states == {"not asked": 5}
    assert "on this very machine" in str(other.sources.why)
    assert plain.summary.snapshot_id == other.summary.snapshot_id
    assert snapshot_in(tmp_path / "b").manifest.origins == ("semantic scholar",)


def test_sources_of_the_core_are_read_too(tmp_path: Path) -> None:
    shorter = [line for line in markdown().splitlines() if TITLES["branch"] not in line]
    source = "\n".join(shorter).encode()
    corpus = service_corpus()
    branch = next(p for p in corpus.papers.values() if p.title == TITLES["branch"])
    branch.elided = frozenset()
    root = next(p for p in corpus.papers.values() if p.title == TITLES["root"])
    corpus.add_citation(branch.sha, root.sha)
    with Emulator(corpus) as service, ArxivEmulator(papers()) as arxiv:
        build_from(arxiv, tmp_path, service=service.url, source=source)
        assert IDS["branch"] not in arxiv.sources_asked()
        core = BuildOptions(sources="core")
        build_from(arxiv, tmp_path, service=service.url, source=source, options=core)
        assert IDS["branch"] in arxiv.sources_asked()
    assert references_of(snapshot_in(tmp_path), "branch")["origin"] == OWN


def test_the_corpus_that_ships_is_completed_from_sources(tmp_path: Path) -> None:
    body = (
        "\\documentclass{article}\\begin{document}\\section{Introduction} See \\cite{a}, \\cite{b}."
        "\\begin{thebibliography}{9}"
        "\\bibitem{a} X. Y. \\newblock A Work that Nobody Knows. \\newblock arXiv:1601.00001, 2016."
        "\\bibitem{b} A. Romero. \\newblock FitNets: Hints for Thin Deep Nets. \\newblock 2015."
        "\\end{thebibliography}\\end{document}"
    )
    hinton = ArxivPaper("1503.02531", tar_gz({"main.tex": body}))
    with ArxivEmulator([hinton]) as arxiv:
        settings = Settings(
            data=tmp_path,
            api_url="http://127.0.0.1:9",
            pace=0.0,
            arxiv_url=arxiv.url,
            arxiv_pace=0.0,
        )
        report = run_build(None, settings)
    assert report.mode == "from sources"
    assert report.summary.embedded
    assert report.summary.note is not None
    assert report.summary.entries == 59
    snapshot = snapshot_in(tmp_path)
    shipped = open_snapshot(embedded_folder())
    assert set(shipped.papers.index) < set(snapshot.papers.index)
    row = snapshot.coverage.set_index(["paper_id", "direction"]).loc["arxiv:1503.02531"]
    assert row.loc["references", "origin"] == OWN
    cited = snapshot.citations[snapshot.citations["origins"].map(lambda o: o == [OWN])]
    assert set(cited["cited_id"]) == {"arxiv:1601.00001", "arxiv:1412.6550"}


def test_the_facts_of_a_snapshot_survive_their_way_through_records() -> None:
    shipped = open_snapshot(embedded_folder())
    made = assemble(
        records_of(shipped), shipped.entries, base=shipped.frames(), now=datetime.now(UTC)
    )
    for name, table in TABLES.items():
        if name == "matches":  # the list is matched anew
            continue
        facts = [c.name for c in table.columns if not c.volatile and c.name not in table.key]
        left, right = made.frames[name].sort_index(), shipped.frames()[name].sort_index()
        if len(table.key) > 1:
            left, right = (f.sort_values(list(table.key), ignore_index=True) for f in (left, right))
        assert_frame_equal(left[facts], right[facts])


def test_doctor_connects_to_arxiv_and_asks_it_nothing(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as arxiv, Emulator(service_corpus()) as service:
        told = _arxiv_check(tmp_path, "--arxiv-url", arxiv.url, "--api-url", service.url)
        unasked = _arxiv_check(tmp_path, "--api-url", service.url)
        url = arxiv.url
        assert len(arxiv.log) == 0
    assert told == {"state": "good", "found": f"{url} accepts connections", "advice": None}
    assert unasked["state"] == "note"
    assert "on this very machine" in unasked["found"]
    # a build can do without arXiv, so its absence is no fault of the installation
    gone = _arxiv_check(tmp_path, "--arxiv-url", url, "--api-url", url)
    assert gone["state"] == "note"
    assert "cannot be reached" in gone["found"]
    assert "--sources none" in gone["advice"]


def _arxiv_check(data: Path, *options: str) -> dict[str, str]:
    done = run_cli("doctor", "--json", "--data", data, *options)
    (check,) = (c for c in json.loads(done.stdout)["checks"] if c["name"] == "arXiv")
    del check["name"]
    return dict(check)
