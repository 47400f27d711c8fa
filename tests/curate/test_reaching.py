"""`--online`: what answers that there is nothing is a finding, what does not answer is none."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kdgraph.curate import lint
from kdgraph.curate.reaching import Reached

STATUS = {"/ok": 200, "/gone": 410, "/none": 404, "/busy": 503, "/no": 403, "/moved": 302}


class _Handler(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []  # noqa: RUF012  # the server's own

    def _answer(self) -> None:
        self.asked.append((self.command, self.path))
        status = STATUS.get(self.path, 404)
        if self.path == "/get-only":
            status = 405 if self.command == "HEAD" else 200
        self.send_response(status)
        if status == 302:
            self.send_header("location", "/ok")
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_HEAD = _answer  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    _Handler.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_only_what_is_surely_gone_is_found(server: str) -> None:
    urls = [f"{server}{path}" for path in (*STATUS, "/get-only", "/ok#part")]
    text = "".join(
        f"- **Deep Owls of {n}, CVPR 2018** [[pdf]]({url})\n" for n, url in enumerate(urls)
    )
    text += "- **Mice in Fields, CVPR 2018** [[pdf]](http://127.0.0.1:9/x)\n"
    reach = Reached(pace=0.0, timeout=5.0)
    report = lint(text.encode(), online=True, reach=reach, select=["unreachable-link"])
    assert [(f.line, f.message.rpartition(": ")[2]) for f in report.findings] == [
        (2, "the server answers 410"),
        (3, "the server answers 404"),
    ]
    assert dict(reach.undecided()) == {
        "no connection": 1,
        "the server answers 403": 1,
        "the server answers 503": 1,
    }
    assert [note.partition(" ")[0] for note in report.notes] == ["1", "1", "1"]
    assert _Handler.asked.count(("HEAD", "/ok")) == 2  # once by itself, once as it was moved to
    before = len(_Handler.asked)
    lint(text.encode(), online=True, reach=reach, select=["unreachable-link"])
    assert len(_Handler.asked) == before


def test_a_host_that_does_not_exist_is_dead_unless_nothing_answers(
    server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = socket.getaddrinfo

    def resolved(host: str | bytes | None, *rest: object, **more: object) -> object:
        if host in ("no-such-host.invalid", b"no-such-host.invalid"):  # tests ask no real resolver
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return resolve(host, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    dead = "http://no-such-host.invalid/x"
    reach = Reached(pace=0.0, timeout=5.0)
    answers = reach.ask([dead])
    assert answers[dead].dead is None  # perhaps it is this machine that has no network
    reach = Reached(pace=0.0, timeout=5.0)
    answers = reach.ask([dead, f"{server}/ok"])
    assert answers[f"{server}/ok"].dead is False
    assert answers[dead].dead is True


def test_without_online_nothing_is_asked(server: str) -> None:
    text = f"- **Deep Owls, CVPR 2018** [[pdf]]({server}/none)\n"
    report = lint(text.encode())
    assert "unreachable-link" in report.not_run
    assert _Handler.asked == []
