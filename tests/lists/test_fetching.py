"""Lists by address: from a server on this machine, with everything that may go wrong there."""

from __future__ import annotations

import gzip
import time
from datetime import UTC, datetime

import pytest

import kdgraph
from kdgraph.errors import ListError, ListUnavailableError
from kdgraph.lists.fetching import Fetched, fetch_list
from tests.lists.serving import Answer, ListServer, slow

RAW = "https://raw.githubusercontent.com/O/owls"
LIST = b"# Owls\n\n- **Deep Mutual Learning, CVPR 2018** https://arxiv.org/abs/1706.00384\n"
PAGE = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>"
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def _fetch(
    server: ListServer,
    address: str = "https://github.com/O/owls",
    *,
    most: int = 10**6,
    timeout: float = 5.0,
) -> Fetched:
    mirror = None if address.startswith(server.url) else server.url
    return fetch_list(
        address, most=most, mirror=mirror, timeout=timeout, backoff=0.0, now=lambda: NOON
    )


def test_a_repository_gives_its_readme_under_any_spelling() -> None:
    with ListServer({f"/{RAW}/HEAD/README.rst": Answer(LIST)}) as server:
        found = _fetch(server)
    assert server.asked == [
        f"/{RAW}/HEAD/{name}"
        for name in ("README.md", "readme.md", "Readme.md", "README.MD", "README.rst")
    ]
    assert (found.given, found.address) == ("https://github.com/O/owls", f"{RAW}/HEAD/README.rst")
    assert (found.name, found.file_name, found.page) == ("owls", "owls.rst", False)
    assert (found.data, found.time) == (LIST, NOON)


def test_nothing_of_ours_but_the_address_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S2_API_KEY", "secret")
    with ListServer({f"/{RAW}/HEAD/README.md": Answer(LIST)}) as server:
        _fetch(server)
    (headers,) = server.headers
    assert not {"authorization", "cookie", "x-api-key", "referer"} & headers.keys()
    assert "secret" not in str(headers)


def test_where_there_is_nothing_it_says_so_and_does_not_ask_again() -> None:
    with ListServer({}) as server:
        with pytest.raises(ListError, match=r"nothing under this address \(README under") as caught:
            _fetch(server)
        assert caught.value.exit_code == 2
        assert len(server.asked) == len(set(server.asked)) == 11
        with pytest.raises(ListError, match="there is nothing under this address;"):
            _fetch(server, "https://github.com/O/owls/blob/main/x.md")


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_server_is_asked_again_and_then_given_up(status: int) -> None:
    path = f"/{RAW}/HEAD/README.md"
    busy = Answer(b"busy", status, {"retry-after": "0"})
    with ListServer({path: [busy, busy, Answer(LIST)]}) as server:
        assert _fetch(server).data == LIST
    with ListServer({path: busy}) as server:
        with pytest.raises(ListUnavailableError, match=f"HTTP {status}") as caught:
            _fetch(server)
        assert server.asked == [path] * 3
    assert caught.value.exit_code == 3
    assert f"\n  curl -L {RAW}/HEAD/README.md | kdgraph build -" in str(caught.value)


def test_it_waits_longer_before_each_attempt() -> None:
    with ListServer({f"/{RAW}/HEAD/README.md": Answer(status=503)}) as server:
        begun = time.monotonic()
        with pytest.raises(ListUnavailableError):
            fetch_list("github:O/owls", most=9, mirror=server.url, backoff=0.02)
    assert time.monotonic() - begun >= 0.02 + 0.04


def test_a_long_wait_is_told_and_not_waited_for() -> None:
    busy = Answer(status=429, headers={"retry-after": "3600"})
    with ListServer({f"/{RAW}/HEAD/README.md": busy}) as server:
        with pytest.raises(ListUnavailableError, match="asks to wait 3600 s"):
            _fetch(server)
        assert len(server.asked) == 1


def test_without_a_network_it_says_what_would_fetch_the_list() -> None:
    with ListServer({}) as server:
        pass
    with pytest.raises(ListUnavailableError, match="no connection") as caught:
        _fetch(server)
    assert f"curl -L {RAW}/HEAD/README.md | kdgraph build -" in str(caught.value)
    with pytest.raises(ListUnavailableError) as caught:
        _fetch(server, f"{server.url}/a%20b;rm.md?token=ABC")
    assert "ABC" not in str(caught.value)
    assert f"curl -L '{server.url}/a%20b;rm.md?token=***' |" in str(caught.value)


@pytest.mark.parametrize("status", [401, 403, 418])
def test_a_refusal_is_told_with_its_status(status: int) -> None:
    with (
        ListServer({f"/{RAW}/HEAD/README.md": Answer(PAGE, status)}) as server,
        pytest.raises(ListError, match=f"the server answers HTTP {status}") as caught,
    ):
        _fetch(server)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(Answer(PAGE, headers={"content-type": "text/html; charset=utf-8"}), id="told"),
        pytest.param(Answer(b"\n<html><body>x"), id="seen"),
        pytest.param(Answer(b'<?xml version="1.0"?>\n<!DOCTYPE html>'), id="xhtml"),
    ],
)
def test_a_page_where_a_raw_file_was_expected_is_no_list(answer: Answer) -> None:
    with (
        ListServer({f"/{RAW}/HEAD/README.md": answer}) as server,
        pytest.raises(ListError, match="a web page came from https://raw") as caught,
    ):
        _fetch(server)
    assert "save the file" in caught.value.advice


def test_html_within_a_readme_is_no_page() -> None:
    text = b'<p align="center"><img src="owl.png"></p>\n\n' + LIST
    with ListServer({f"/{RAW}/HEAD/README.md": Answer(text)}) as server:
        assert _fetch(server).page is False


def test_a_page_of_any_other_host_is_read_as_one_and_says_so() -> None:
    page = Answer(PAGE, headers={"content-type": "text/html"})
    with ListServer({"/owls": page, "/owls.htm": page}) as server:
        found = _fetch(server, f"{server.url}/owls")
        assert (found.page, found.file_name) == (True, "owls.html")
        assert _fetch(server, f"{server.url}/owls.htm").file_name == "owls.htm"


@pytest.mark.parametrize("packed", [False, True])
def test_what_is_too_large_is_not_read_to_its_end(packed: bool) -> None:
    body = gzip.compress(bytes(10**7)) if packed else b"x" * 10**6
    answer = Answer(body, headers={"content-encoding": "gzip"} if packed else {})
    with (
        ListServer({"/x.md": answer}) as server,
        pytest.raises(ListError, match=r"more than 0 MB"),
    ):
        _fetch(server, f"{server.url}/x.md", most=10**5)


def test_packed_answers_are_unpacked_and_broken_ones_told() -> None:
    packed = gzip.compress(LIST)
    headers = {"content-encoding": "gzip"}
    answers = {
        "/good.md": Answer(packed, headers=headers),
        "/cut.md": Answer(packed[:-9], headers=headers),
        "/odd.md": Answer(LIST, headers={"content-encoding": "br"}),
    }
    with ListServer(answers) as server:
        assert _fetch(server, f"{server.url}/good.md").data == LIST
        with pytest.raises(ListUnavailableError, match="packing"):
            _fetch(server, f"{server.url}/cut.md")
        with pytest.raises(ListError, match="packs its answer as 'br'"):
            _fetch(server, f"{server.url}/odd.md")


def test_a_server_that_drips_is_given_up() -> None:
    drip = Answer(slow([b"x"] * 50, 0.02))
    with (
        ListServer({"/x.md": drip}) as server,
        pytest.raises(ListUnavailableError, match=r"no whole answer within 0\.1 s"),
    ):
        _fetch(server, f"{server.url}/x.md", timeout=0.1)


def test_redirects_are_followed_within_bounds() -> None:
    def to(target: str) -> Answer:
        return Answer(status=302, headers={"location": target})

    answers = {f"/r{n}": to(f"/r{n + 1}") for n in range(9)}
    answers |= {
        "/a.md": to("/b.md"),
        "/b.md": Answer(LIST),
        "/file": to("file:///etc/passwd"),
        "/user": to("http://me:word@127.0.0.1/"),
        "/none": Answer(status=302),
    }
    with ListServer(answers) as server:
        assert _fetch(server, f"{server.url}/a.md").data == LIST
        with pytest.raises(ListError, match="more than 5 redirects"):
            _fetch(server, f"{server.url}/r0")
        for path in ("/file", "/user"):
            with pytest.raises(ListError, match="which is not followed") as caught:
                _fetch(server, f"{server.url}{path}")
            assert "word" not in str(caught.value)
        with pytest.raises(ListError):
            _fetch(server, f"{server.url}/none")


def test_a_name_without_an_ending_is_completed_from_what_the_server_says() -> None:
    told = {"content-disposition": 'attachment; filename="../owl list.bib"'}
    with ListServer({"/export?id=3": Answer(b"@misc{a}", headers=told)}) as server:
        found = _fetch(server, f"{server.url}/export?id=3")
    assert found.file_name == "export.bib"


def test_read_list_takes_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with ListServer({f"/{RAW}/HEAD/README.md": Answer(LIST)}) as server:
        monkeypatch.setenv("KDGRAPH_LIST_MIRROR", server.url)
        found = kdgraph.read_list("https://github.com/O/owls")
    assert (found.list_id, found.source) == ("owls", "https://github.com/O/owls")
    assert (found.format, found.entries[0].arxiv) == ("markdown", "1706.00384")
    monkeypatch.setenv("KDGRAPH_LIST_MIRROR", "nowhere")
    with pytest.raises(kdgraph.InputError, match=r"KDGRAPH_LIST_MIRROR='nowhere'"):
        kdgraph.read_list("https://github.com/O/owls")
