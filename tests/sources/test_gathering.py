"""Sources at hand: by hand first, then kept ones, then from arXiv; a refresh asks for little."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from kdgraph.expand import Silent
from kdgraph.sources import Gathered, HandLaid, gather
from kdgraph.store import DataFolder, EprintFolder
from tests.emulator import ArxivEmulator, ArxivPaper, Fault, Faults, tar_gz
from tests.sources.asking import NOW, asking

TEX = "\\documentclass{article}\\begin{document}\\cite{a}\\end{document}"
IDS = ["1503.02531", "1412.6550", "hep-th/9901001"]


def papers() -> list[ArxivPaper]:
    return [ArxivPaper(i, tar_gz({"main.tex": f"% {i}\n{TEX}"})) for i in IDS]


def gathered(
    emulator: ArxivEmulator,
    data: Path,
    *,
    days: float = 0,
    ids: list[str] = IDS,
    why_not: str | None = None,
) -> Gathered:
    now = NOW + timedelta(days=days)
    with asking(emulator, data, now=lambda: now, attempts=2) as arxiv:
        return gather(
            ids,
            arxiv,
            HandLaid(data / "sources"),
            stale_before=now - timedelta(days=30),
            watcher=Silent(),
            why_not=why_not,
        )


def states(found: Gathered) -> list[str]:
    return [found.sources[i].state for i in IDS]


def test_one_request_a_paper_and_one_for_all_versions(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as emulator:
        found = gathered(emulator, tmp_path)
        assert len(emulator.log) == 4
        assert states(found) == ["at hand"] * 3
        assert [found.sources[i].version for i in IDS] == [1, 1, 1]
        assert set(found.entries) == set(IDS)
        assert found.open("hep-th/9901001").files["main.tex"].startswith(b"% hep-th/9901001\n")
        again = gathered(emulator, tmp_path, days=29)
        assert len(emulator.log) == 4
        assert again.sources == found.sources


def test_a_refresh_asks_for_versions_and_fetches_only_new_ones(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as emulator:
        gathered(emulator, tmp_path)
        emulator.clear_log()
        gathered(emulator, tmp_path, days=31)
        assert len(emulator.log) == 1
        emulator.papers[IDS[1]].version = 2
        emulator.papers[IDS[1]].source = tar_gz({"main.tex": "% second\n" + TEX})
        found = gathered(emulator, tmp_path, days=62)
        assert emulator.sources_asked() == [IDS[1]]
        assert found.sources[IDS[1]].version == 2
        assert found.open(IDS[1]).files["main.tex"].startswith(b"% second")
    assert len(list((tmp_path / "eprints").glob("*.gz"))) == 3


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    faults = Faults(rates={"503": 1.0}, at_most=None, only="1412.6550")
    with ArxivEmulator(papers(), faults=faults) as emulator:
        found = gathered(emulator, tmp_path)
        assert states(found) == ["at hand", "failed", "at hand"]
        assert "HTTP 503" not in (found.sources[IDS[0]].failure or "")
        assert found.failed == 1
        emulator.faults = None
        emulator.clear_log()
        found = gathered(emulator, tmp_path)
        assert states(found) == ["at hand"] * 3
        assert emulator.sources_asked() == [IDS[1]]


def test_a_refresh_that_fails_keeps_the_older_source(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as emulator:
        gathered(emulator, tmp_path)
        emulator.papers[IDS[0]].version = 2
        emulator.faults = Faults(rates={"503": 1.0}, at_most=None, only="/e-print/")
        found = gathered(emulator, tmp_path, days=31)
        assert states(found) == ["at hand"] * 3
        assert found.sources[IDS[0]].version == 1
        assert found.sources[IDS[0]].failure is not None
        assert found.failed == 1


def test_a_copy_that_knows_no_versions_gives_sources(tmp_path: Path) -> None:
    with ArxivEmulator(papers(), without_versions=True, names_files=False) as emulator:
        found = gathered(emulator, tmp_path)
        assert states(found) == ["at hand"] * 3
        assert found.sources[IDS[0]].version is None
        gathered(emulator, tmp_path, days=1)
        assert len(emulator.sources_asked()) == 3


def test_a_refusal_ends_the_asking_and_says_so(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as emulator:
        gathered(emulator, tmp_path, ids=IDS[:1])
        emulator.denied = True
        emulator.clear_log()
        found = gathered(emulator, tmp_path)
        assert len(emulator.log) == 1
        assert states(found) == ["at hand", "not asked", "not asked"]
        assert "Access Denied" in str(found.why)
        assert "Access Denied" in str(found.sources[IDS[1]].failure)


def test_offline_uses_what_is_kept(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as emulator:
        gathered(emulator, tmp_path, ids=IDS[:2])
        emulator.clear_log()
        found = gathered(emulator, tmp_path, days=99, why_not="--offline was given")
        assert not emulator.log
        assert states(found) == ["at hand", "at hand", "not asked"]


def test_withdrawn_papers_and_pdfs_are_said_and_asked_again_after_their_time(
    tmp_path: Path,
) -> None:
    with ArxivEmulator(papers()) as emulator:
        emulator.papers[IDS[0]].source = None
        emulator.papers[IDS[1]].source = b"%PDF-1.4"
        found = gathered(emulator, tmp_path)
        assert states(found) == ["no source", "no TeX", "at hand"]
        assert found.sources[IDS[1]].reason == "arXiv has it as PDF only"
        emulator.clear_log()
        gathered(emulator, tmp_path, days=1)
        assert not emulator.log


def test_an_address_that_is_not_arxiv_is_told(tmp_path: Path) -> None:
    with ArxivEmulator() as emulator:
        found = gathered(emulator, tmp_path)
    assert any("check --arxiv-url" in remark for remark in found.remarks)


@pytest.mark.parametrize(
    ("names", "identifier"),
    [
        (["1503.02531.tar.gz"], "1503.02531"),
        (["1503.02531v2.tar.gz"], "1503.02531"),
        (["arXiv-1503.02531v1.tar.gz"], "1503.02531"),
        (["hep-th_9901001.tar.gz"], "hep-th/9901001"),
        (["arXiv-hep-th9901001v1.tgz"], "hep-th/9901001"),
        (["hep-th/9901001.tar.gz"], "hep-th/9901001"),
        (["1503.02531.tex"], "1503.02531"),
        (["1503.02531.tex", "1503.02531.bbl"], "1503.02531"),
        (["1503.02531.bbl"], "1503.02531"),
        (["1503.02531/paper.tex", "1503.02531/a/b.bib"], "1503.02531"),
        (["hep-th/9901001/paper.tex"], "hep-th/9901001"),
        (["hep-th_9901001/paper.tex"], "hep-th/9901001"),
    ],
)
def test_what_was_laid_by_hand_comes_first(
    names: list[str], identifier: str, tmp_path: Path
) -> None:
    for name in names:
        path = tmp_path / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        packed = name.endswith(("gz", "tgz"))
        path.write_bytes(tar_gz({"by-hand.tex": TEX}) if packed else TEX.encode())
    with ArxivEmulator(papers()) as emulator:
        found = gathered(emulator, tmp_path)
        assert identifier not in emulator.sources_asked()
    source = found.sources[identifier]
    assert source.state == "at hand"
    assert source.by_hand is not None
    files = found.open(identifier).files
    assert set(files.values()) == {TEX.encode()}
    assert len(files) == len(names)


def test_names_without_an_id_are_told_and_links_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    (folder / "1503.02531").mkdir(parents=True)
    (folder / "1503.02531" / "main.tex").write_text(TEX)
    (folder / "1503.02531" / "secret.tex").symlink_to("/etc/passwd")
    (folder / "1503.02531" / "up").symlink_to("..")
    (folder / "my paper.tex").write_text(TEX)
    (folder / "1412.6550.tar.gz").symlink_to("/dev/zero")
    with ArxivEmulator(papers()) as emulator:
        found = gathered(emulator, tmp_path)
    opened = found.open("1503.02531")
    assert list(opened.files) == ["main.tex"]
    assert opened.losses == {"links": 2}
    assert any("my paper.tex" in remark for remark in found.remarks)
    assert "no regular file" in found.open("1412.6550").lost[0]


def test_damage_to_what_is_kept_is_found_and_asked_again(tmp_path: Path) -> None:
    with ArxivEmulator(papers()) as emulator:
        gathered(emulator, tmp_path)
        folder = tmp_path / "eprints"
        changed = next(folder.glob("1503.02531-*.gz"))
        content = bytearray(changed.read_bytes())
        content[len(content) // 2] ^= 1
        changed.write_bytes(content)
        told = folder / "1412.6550.json"
        told.write_text(told.read_text().replace('"version": 1', '"version": 9'))
        next(folder.glob("hep-th_9901001-*.gz")).unlink()
        emulator.clear_log()
        assert states(gathered(emulator, tmp_path)) == ["at hand"] * 3
        assert emulator.sources_asked() == IDS
        store = EprintFolder(folder)
        (folder / "entries.json").write_text("{")
        assert store.get_entry(IDS[0]) is None
        assert "damaged" in store.recovered[0]


def test_nothing_is_written_outside_the_folder_of_answers(tmp_path: Path) -> None:
    hostile = tar_gz({"../out.tex": "x", "/tmp/out.tex": "x", "main.tex": TEX})
    with ArxivEmulator([ArxivPaper(IDS[0], hostile)]) as emulator:
        found = gathered(emulator, tmp_path / "data", ids=IDS[:1])
        found.open(IDS[0])
    assert {p.relative_to(tmp_path).parts[:2] for p in tmp_path.rglob("*") if p.is_file()} == {
        ("data", "eprints")
    }


def test_a_writer_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    left = tmp_path / "eprints" / ".writing-1-abcd"
    left.parent.mkdir()
    left.write_bytes(b"half")
    with DataFolder(tmp_path).writer("test"):
        assert not left.exists()


def test_slow_arxiv_is_a_failure_and_not_the_end(tmp_path: Path) -> None:
    faults = Faults(schedule=[None, Fault("429", burst=2)])
    with ArxivEmulator(papers(), faults=faults) as emulator:
        found = gathered(emulator, tmp_path)
        assert states(found) == ["failed", "at hand", "at hand"]
        assert "HTTP 429" not in str(found.why)
