"""What keeps us from the service is named as what it is, and told apart from nobody being there."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kdgraph.errors import FetchError, HandshakeError, InputError, UnreachableError
from kdgraph.s2 import Service
from tests.emulator import Emulator
from tests.s2.certificates import served
from tests.s2.worlds import Seen, quick, scripted, sha, star

PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def ask(service: Service) -> Any:
    found = service.papers([sha(0)], ["paperId"])[0].found
    return found and {"paperId": found.key}


def refusal(url: str, **options: Any) -> HandshakeError:
    with quick(url, **options) as service, pytest.raises(HandshakeError) as caught:
        ask(service)
    assert caught.value.exit_code == 3
    assert not isinstance(caught.value, UnreachableError)
    assert caught.value.url == url
    return caught.value


def test_a_certificate_that_nobody_vouches_for(tmp_path: Path) -> None:
    with Emulator(star(2), tls=served(tmp_path).context) as emulator:
        error = refusal(emulator.url)
        assert "certificate verify failed" in str(error)
        assert "unable to get local issuer certificate" in str(error)
        assert "SSL_CERT_FILE" in str(error)
        assert "not permitted" not in str(error)
        assert error.attempts == 2
        assert emulator.log == []


def test_a_trusted_certificate_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = served(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(known.authority))
    with Emulator(star(2), tls=known.context) as emulator, quick(emulator.url) as service:
        assert ask(service) == {"paperId": sha(0)}


def test_a_certificate_of_another_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = served(tmp_path, name="api.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(known.authority))
    with Emulator(star(2), tls=known.context) as emulator:
        message = str(refusal(emulator.url))
    assert "IP address mismatch" in message
    assert "--api-url" in message


def test_a_certificate_that_is_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = served(tmp_path, out_of_date=True)
    monkeypatch.setenv("SSL_CERT_FILE", str(known.authority))
    with Emulator(star(2), tls=known.context) as emulator:
        message = str(refusal(emulator.url))
    assert "certificate has expired" in message
    assert "clock" in message


def test_a_file_of_certificates_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/at-all.pem")
    with (
        quick("https://127.0.0.1:9") as service,
        pytest.raises(InputError, match="SSL_CERT_FILE"),
    ):
        ask(service)


def test_a_server_without_tls_where_tls_was_expected() -> None:
    with Emulator(star(2)) as emulator:
        message = str(refusal(emulator.url.replace("http:", "https:")))
    assert "does not speak TLS" in message
    assert "http://" in message


@contextmanager
def hanging_up(*, reset: bool) -> Iterator[int]:
    """Take connections and close them at once; give the port."""
    with socket.create_server(("127.0.0.1", 0)) as ear:

        def serve() -> None:
            while True:
                try:
                    connection, _ = ear.accept()
                except OSError:
                    return
                if reset:
                    linger = b"\1\0\0\0\0\0\0\0"
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                else:
                    connection.recv(1)
                connection.close()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield ear.getsockname()[1]
        ear.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize("reset", [False, True])
def test_a_handshake_that_breaks_off(reset: bool) -> None:
    with hanging_up(reset=reset) as port:
        message = str(refusal(f"https://127.0.0.1:{port}"))
    assert "TLS handshake" in message


@pytest.mark.parametrize("reset", [False, True])
def test_somebody_who_takes_the_connection_and_says_nothing_is_not_nobody(reset: bool) -> None:
    with (
        hanging_up(reset=reset) as port,
        quick(f"http://127.0.0.1:{port}", attempts=3) as service,
        pytest.raises(FetchError) as caught,
    ):
        ask(service)
    assert not isinstance(caught.value, UnreachableError)


@contextmanager
def through(script: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Put a proxy that answers as `script` says into the environment."""
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with scripted(script) as proxy:
        for name in PROXIES:
            monkeypatch.setenv(name, proxy.url.replace("//", "//user:pass-word@"))
        yield proxy


def test_a_proxy_that_wants_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    def script(_: Seen) -> Any:
        return 407, {"proxy-authenticate": "Basic"}, b"<html>Who are you?</html>"

    for url in ("http://api.example.invalid", "https://api.example.invalid"):
        with through(script, monkeypatch):
            error = refusal(url)
        assert "407" in str(error)
        assert "HTTPS_PROXY" in str(error)
        assert "pass-word" not in str(error)
        assert error.attempts == 2


@pytest.mark.parametrize(("status", "attempts"), [(403, 2), (503, 3)])
def test_a_proxy_that_refuses_to_connect(
    status: int, attempts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with through(lambda _: (status, {}, b""), monkeypatch):
        error = refusal("https://api.example.invalid", attempts=3)
    assert f"the proxy refuses: {status}" in str(error)
    assert error.attempts == attempts


def test_a_proxy_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:  # bound but not listening
        taken.bind(("127.0.0.1", 0))
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        for name in PROXIES:
            monkeypatch.setenv(name, f"http://user:pass-word@{address}")
        with (
            quick("https://api.example.invalid") as service,
            pytest.raises(UnreachableError, match=f"through the proxy http://{address}") as caught,
        ):
            ask(service)
    assert "pass-word" not in str(caught.value)


def test_a_network_that_asks_for_a_log_in() -> None:
    with scripted(lambda _: (511, {}, b"<html>Hotel Wi-Fi</html>")) as server:
        message = str(refusal(server.url))
    assert "log-in" in message
    assert "Hotel Wi-Fi" in message


def test_a_page_in_place_of_json_is_called_a_page() -> None:
    with (
        scripted(lambda _: (200, {}, b"<!doctype html><title>Welcome</title>")) as server,
        quick(server.url, attempts=2) as service,
        pytest.raises(FetchError, match="a page of 37 bytes"),
    ):
        ask(service)


def test_a_name_that_does_not_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)  # tests ask no DNS
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    with (
        quick("http://localhost:9") as service,
        pytest.raises(UnreachableError, match="host name localhost cannot be resolved"),
    ):
        ask(service)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://[::1", "malformed"),
        ("http://[::1]x", "malformed"),
        ("http://[nix]", "malformed"),
        ("http://::1", "brackets"),
        ("http://x:99999", "port"),
        ("http://x:0", "port"),
        ("http://x:", "port"),
        ("http://x:http", "port"),
        ("http://x y", "spaces"),
        ("http://x\n", "control"),
        ("http://x\u202e", "control"),
        ("http://a..b", "malformed"),
        (f"http://{'a' * 64}.org", "malformed"),
        ("http://user:secret@x", "password"),
        ("http://", "no host"),
        ("http:///graph", "no host"),
        ("ftp://x", "http://"),
        ("api.semanticscholar.org", "http://"),
        ("http://x?", "query"),
        ("http://x#y", "fragment"),
        ("", "http://"),
    ],
)
def test_an_address_that_nobody_can_ask_is_refused_in_words(url: str, words: str) -> None:
    with pytest.raises(InputError, match="service address") as caught:
        Service(api_url=url)
    assert words in str(caught.value).replace(f"{url!r}", "", 1)


def test_addresses_that_can_be_asked() -> None:
    for url in ("http://[::1]:80", "https://b\u00fccher.example", "http://x/mirror/", "http://a_b"):
        with Service(api_url=url) as service:
            assert service.api_url == url.rstrip("/")


def test_a_server_that_can_agree_on_nothing() -> None:
    without_certificate = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with Emulator(star(2), tls=without_certificate) as emulator:
        message = str(refusal(emulator.url))
    assert "TLS handshake fails" in message
