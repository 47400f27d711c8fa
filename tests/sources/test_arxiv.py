"""arXiv over real sockets: the pace, refusals, faults, odd answers, and what is kept."""

from __future__ import annotations

import gzip
import socket
from itertools import pairwise
from pathlib import Path
from random import Random
from time import monotonic

import pytest

from kdgraph._version import __version__
from kdgraph.errors import FetchError, InputError, RefusedError, UnreachableError
from kdgraph.http import Limiter
from kdgraph.sources import Arxiv, open_eprint
from kdgraph.store import EprintFolder
from tests.emulator import ArxivEmulator, ArxivPaper, Fault, Faults, tar_gz
from tests.sources.asking import NOW, Hours, asking

TEX = "\\documentclass{article}\\begin{document}\\cite{a}\\end{document}"
SOURCE = tar_gz({"main.tex": TEX, "main.bbl": "\\bibitem{a} A."})


def paper(identifier: str = "1503.02531", **more: object) -> ArxivPaper:
    return ArxivPaper(identifier, **{"source": SOURCE, **more})  # type: ignore[arg-type]


def test_a_source_comes_with_its_version_and_is_kept(tmp_path: Path) -> None:
    with ArxivEmulator([paper(version=3)]) as emulator, asking(emulator, tmp_path) as arxiv:
        held = arxiv.source("1503.02531")
        assert (held.status, held.form, held.version, held.at) == (200, "tar", 3, NOW)
        assert held.body == SOURCE
        assert emulator.asked() == ["/e-print/1503.02531"]
        assert EprintFolder(tmp_path / "eprints").get("1503.02531") == held


def test_who_asks_is_said(tmp_path: Path) -> None:
    with ArxivEmulator([paper()]) as emulator:
        with asking(emulator, tmp_path, contact="me@example.org") as arxiv:
            arxiv.source("1503.02531")
        agent = emulator.log[0].headers["user-agent"]
    assert agent.startswith(f"kdgraph/{__version__} ")
    assert "contact: me@example.org" in agent


def test_three_seconds_lie_between_the_starts_of_any_two_requests(tmp_path: Path) -> None:
    papers = [paper(f"1503.{n:05d}") for n in range(6)]
    faults = Faults(schedule=[None, "503", "reset", "truncated", None, "429", "html_200"])
    hours = Hours()
    with ArxivEmulator(papers, faults=faults) as emulator:
        with asking(emulator, tmp_path, hours, jitter=lambda: 0.0) as arxiv:
            arxiv.entries(p.arxiv for p in papers)
            for one in papers:
                assert arxiv.source(one.arxiv).body == SOURCE
        assert emulator.max_in_flight == 1
        assert len(emulator.log) == 12 == len(hours.starts)
    assert min(b - a for a, b in pairwise(hours.starts)) >= 3.0


def test_the_pace_is_real_time(tmp_path: Path) -> None:
    papers = [paper(f"1503.{n:05d}") for n in range(4)]
    with ArxivEmulator(papers) as emulator:
        store = EprintFolder(tmp_path / "eprints")
        start = monotonic()
        with Arxiv(url=emulator.url, store=store, pace=0.1, limiter=Limiter()) as arxiv:
            for one in papers:
                arxiv.source(one.arxiv)
        assert monotonic() - start >= 0.3
        starts = [exchange.started for exchange in emulator.log]
    assert min(b - a for a, b in pairwise(starts)) >= 0.09


@pytest.mark.parametrize("kind", ["429", "503"])
def test_retry_after_is_kept(kind: str, tmp_path: Path) -> None:
    hours = Hours()
    emulator = ArxivEmulator([paper()], faults=Faults(schedule=[kind]), wait="77")
    with emulator, asking(emulator, tmp_path, hours) as arxiv:
        assert arxiv.source("1503.02531").body == SOURCE
    first, second = hours.starts
    assert second - first >= 77


def test_who_is_asked_to_wait_for_an_hour_asks_nothing_more(tmp_path: Path) -> None:
    emulator = ArxivEmulator([paper()], faults=Faults(schedule=["429"]), wait="3600")
    with emulator, asking(emulator, tmp_path) as arxiv:
        with pytest.raises(FetchError, match="wait 3600 s"):
            arxiv.source("1503.02531")
        with pytest.raises(FetchError, match="arXiv asks to wait another 3600 s"):
            arxiv.source("1412.6550")
        assert len(emulator.log) == 1


def test_a_refusal_ends_it_in_clear_words(tmp_path: Path) -> None:
    with ArxivEmulator([paper()], denied=True) as emulator, asking(emulator, tmp_path) as arxiv:
        for _ in range(3):
            with pytest.raises(RefusedError, match=r"HTTP 403.*Access Denied.*KDGRAPH_CONTACT"):
                arxiv.source("1503.02531")
        assert len(emulator.log) == 1


def test_nobody_there_is_found_out_by_one_attempt(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        hours = Hours()
        with (
            asking(url, tmp_path, hours) as arxiv,
            pytest.raises(UnreachableError, match="--arxiv-url"),
        ):
            arxiv.source("1503.02531")
        assert len(hours.starts) == 1
        assert hours.time == 100.0


def test_offline_asks_nothing(tmp_path: Path) -> None:
    with ArxivEmulator([paper()]) as emulator:
        with (
            asking(emulator, tmp_path, offline=True) as arxiv,
            pytest.raises(UnreachableError, match="offline"),
        ):
            arxiv.source("1503.02531")
        assert not emulator.log


def test_an_address_that_cannot_be_asked_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--arxiv-url, KDGRAPH_ARXIV_URL"):
        asking("ftp://x", tmp_path)


FAULTS = [
    "429",
    "500_html",
    "502",
    "503",
    "truncated",
    "reset",
    "reset_mid",
    "html_200",
    "endless",
]


@pytest.mark.parametrize("kind", FAULTS)
def test_the_same_id_gives_the_same_under_faults(kind: str, tmp_path: Path) -> None:
    identifiers = ("1503.02531", "hep-th/9901001")
    faults = Faults(schedule=[kind, None, kind])
    papers = [paper(i) for i in identifiers]
    with ArxivEmulator(papers, faults=faults) as emulator, asking(emulator, tmp_path) as arxiv:
        found = [arxiv.source(i) for i in identifiers]
        assert arxiv.stats.retries == 2
    with ArxivEmulator(papers) as emulator, asking(emulator, tmp_path / "calm") as arxiv:
        assert found == [arxiv.source(i) for i in identifiers]


def test_slow_answers_are_given_up_and_asked_again(tmp_path: Path) -> None:
    faults = Faults(schedule=[Fault("drip", seconds=5), Fault("hang", seconds=5)])
    emulator = ArxivEmulator([paper()], faults=faults)
    with emulator, asking(emulator, tmp_path, timeout=0.2) as arxiv:
        assert arxiv.source("1503.02531").body == SOURCE
        assert arxiv.stats.faults == {"timeout": 2}


def test_a_service_that_is_down_is_left_alone(tmp_path: Path) -> None:
    faults = Faults(rates={"503": 1.0}, at_most=None)
    with ArxivEmulator([paper()], faults=faults) as emulator:
        with asking(emulator, tmp_path, attempts=3) as arxiv:
            for _ in range(3):
                with pytest.raises(FetchError, match="HTTP 503"):
                    arxiv.source("1503.02531")
            with pytest.raises(FetchError, match="not asked: the last 3 calls failed"):
                arxiv.source("1412.6550")
        assert len(emulator.log) == 9


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"%PDF-1.5 ...", "PDF"),
        (gzip.compress(b"%!PS-Adobe", mtime=0), "PostScript"),
        (b"\xf7\x02\x01 ...", "DVI"),
        (gzip.compress(b"<html><body>an HTML submission", mtime=0), "HTML"),
    ],
)
def test_what_is_no_tex_is_said_and_not_kept(body: bytes, form: str, tmp_path: Path) -> None:
    with ArxivEmulator([paper(source=body)]) as emulator, asking(emulator, tmp_path) as arxiv:
        held = arxiv.source("1503.02531")
        assert (held.form, held.body, held.bytes) == (form, None, len(body))
        assert arxiv.held("1503.02531") is not None
    assert [p.name for p in (tmp_path / "eprints").iterdir()] == ["1503.02531.json"]


def test_a_withdrawn_paper_has_no_source(tmp_path: Path) -> None:
    with ArxivEmulator([paper(source=None)]) as emulator, asking(emulator, tmp_path) as arxiv:
        assert arxiv.source("1503.02531").status == 404
        assert arxiv.source("9999.99999").status == 404
        assert len(emulator.log) == 2


def test_a_web_page_is_no_source(tmp_path: Path) -> None:
    page = b"<!DOCTYPE html><html><body>Please log in to the <b>hotel</b> network"
    with ArxivEmulator([paper(source=page)]) as emulator, asking(emulator, tmp_path) as arxiv:
        with pytest.raises(FetchError, match=r"a web page .* Please log in to the hotel network"):
            arxiv.source("1503.02531")
        assert len(emulator.log) == 2
    assert arxiv.held("1503.02531") is None


def test_the_source_of_another_paper_is_refused(tmp_path: Path) -> None:
    wrong = {"Content-Disposition": 'attachment; filename="arXiv-1412.6550v4.tar.gz"'}
    with ArxivEmulator([paper(headers=wrong)]) as emulator, asking(emulator, tmp_path) as arxiv:
        with pytest.raises(FetchError, match=r"the answer is the source of arXiv:1412\.6550"):
            arxiv.source("1503.02531")
        assert arxiv.held("1503.02531") is None


def test_a_source_that_is_cut_three_times_is_taken_as_it_is(tmp_path: Path) -> None:
    cut = tar_gz({"main.tex": TEX, "b.tex": Random(0).randbytes(2000).hex()})[:-60]
    with ArxivEmulator([paper(source=cut)]) as emulator, asking(emulator, tmp_path) as arxiv:
        held = arxiv.source("1503.02531")
        assert len(emulator.log) == 3
    assert held.body == cut
    found = open_eprint(cut)
    assert found.files["main.tex"] == TEX.encode()
    assert found.losses


def test_a_source_is_followed_where_it_has_moved_but_nowhere_else(tmp_path: Path) -> None:
    with ArxivEmulator([paper()], moved=True) as emulator, asking(emulator, tmp_path) as arxiv:
        assert arxiv.source("1503.02531").body == SOURCE
        assert emulator.asked() == ["/e-print/1503.02531", "/src/1503.02531"]
    faults = Faults(schedule=["redirect"])
    with ArxivEmulator([paper()], faults=faults) as emulator, asking(emulator, tmp_path) as arxiv:
        with pytest.raises(FetchError, match="redirects to"):
            arxiv.source("1503.02531")
        assert len(emulator.log) == 1


def test_versions_of_many_papers_come_in_one_request(tmp_path: Path) -> None:
    papers = [paper(f"1503.{n:05d}", version=n % 4 + 1, title=f"On {n} & co") for n in range(250)]
    papers.append(paper("hep-th/9901001", authors=("A. Old", "B. Older"), published="1999-01-04"))
    with ArxivEmulator(papers) as emulator, asking(emulator, tmp_path) as arxiv:
        found = arxiv.entries([*(p.arxiv for p in papers), "2101.00001"])
        assert len(emulator.log) == 1
        assert len(emulator.log[0].target) < 4_000
        assert set(found) == {p.arxiv for p in papers}
        assert found["1503.00007"].version == 4
        assert found["1503.00007"].title == "On 7 & co"
        old = found["hep-th/9901001"]
        assert old.authors == ("A. Old", "B. Older")
        assert str(old.published) == "1999-01-04"
        kept = arxiv.held_entry("hep-th/9901001")
        assert kept == (old, NOW)
        arxiv.entries(f"1503.{n:05d}" for n in range(900))
        assert len(emulator.log) == 5


def test_an_id_that_spoils_a_feed_is_found_and_the_rest_is_told(tmp_path: Path) -> None:
    papers = [paper(f"1503.{n:05d}") for n in range(8)]
    with ArxivEmulator(papers) as emulator, asking(emulator, tmp_path) as arxiv:
        found = arxiv.entries([*(p.arxiv for p in papers), "nonsense"])
        assert set(found) == {p.arxiv for p in papers}


def test_entries_that_nobody_asked_for_are_left_out(tmp_path: Path) -> None:
    emulator = ArxivEmulator([paper("1503.02531"), paper("1412.6550")])
    emulator.papers["1503.02531"] = emulator.papers["1412.6550"]
    with emulator, asking(emulator, tmp_path) as arxiv:
        assert arxiv.entries(["1503.02531"]) == {}
        assert arxiv.foreign == 1


@pytest.mark.parametrize(
    "feed",
    [
        b"<html><p>not a feed</html>",
        b"<feed><entry>",
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><feed>&a;</feed>',
        b"{}",
        b"",
    ],
)
def test_what_is_no_feed_is_refused(feed: bytes, tmp_path: Path) -> None:
    class Odd(ArxivEmulator):
        def _feed(self, identifiers):  # type: ignore[no-untyped-def]
            answer = super()._feed(identifiers)
            answer.body = feed
            return answer

    with (
        Odd([paper()]) as emulator,
        asking(emulator, tmp_path, attempts=2) as arxiv,
        pytest.raises(FetchError, match="feed"),
    ):
        arxiv.entries(["1503.02531"])
