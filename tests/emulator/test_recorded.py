"""The emulator against the real service: every recorded request, asked again over a socket.

Not compared, because no logic can give it: the value of `matchScore`, and the order of `intents`
(the service gives them as a set). Tokens are opaque: where a recording continues with a token, the
emulator's own token of that place is sent. The order and the total of a search are data, taken from
the recordings; that every row passes the filters asked for is judged by the emulator.
"""

from __future__ import annotations

import http.client
import json
from typing import Any, Self
from urllib.parse import quote, urlencode

import pytest

from tests.emulator import Corpus, Emulator
from tests.emulator.corpus import Paper
from tests.emulator.recorded import Reader, Recording, recorded_bodies, recorded_corpus, recordings
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared
_FOLDER = SHARED / "semantic-scholar" / "recorded"
_RECORDINGS = recordings(_FOLDER) if _FOLDER.is_dir() else []
_SITTINGS = sorted({recording.sitting for recording in _RECORDINGS})


class Replay:
    """One kept-alive connection, and the emulator's token for each recorded one."""

    def __init__(self, emulator: Emulator) -> None:
        host, port = emulator.url.removeprefix("http://").split(":")
        self._connection = http.client.HTTPConnection(host, int(port), timeout=20)
        self.tokens: dict[str, str] = {}

    def ask(self, recording: Recording) -> tuple[http.client.HTTPResponse, bytes]:
        """Send a recorded request as it was sent, but for the token."""
        target = recording.target
        if token := recording.query.get("token"):
            target = target.replace(quote(token, safe=""), self.tokens[token])
        headers = {"x-api-key": "pruned"} if recording.status == 403 else {}
        if recording.with_key and recording.status == 200:
            headers = {"x-api-key": "good"}
        body = None
        if recording.sent is not None:
            body, headers["Content-Type"] = json.dumps(recording.sent), "application/json"
        self._connection.request(recording.method, target, body, headers)
        answer = self._connection.getresponse()
        return answer, answer.read()

    def get(self, path: str, **query: object) -> Any:
        """Ask something else, and return the decoded body."""
        self._connection.request("GET", f"{path}?{urlencode(query)}")
        return json.loads(self._connection.getresponse().read())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _comparable(body: Any) -> Any:
    """Return a body without what is not compared."""
    if isinstance(body, list):
        return [_comparable(item) for item in body]
    if not isinstance(body, dict):
        return body
    body = {name: _comparable(value) for name, value in body.items()}
    if "matchScore" in body:
        assert isinstance(body["matchScore"], float)
        del body["matchScore"]
    if isinstance(body.get("intents"), list):
        body["intents"] = sorted(body["intents"])
    if isinstance(body.get("token"), str):
        body["token"] = "(opaque)"
    return body


@pytest.mark.parametrize("sitting", _SITTINGS)
def test_every_recorded_request_is_answered_as_it_was(sitting: str) -> None:
    corpus = recorded_corpus(_FOLDER, sitting)
    with Emulator(corpus, keys={"good"}) as emulator, Replay(emulator) as replay:
        for recording in _RECORDINGS:
            if recording.sitting != sitting:
                continue
            answer, raw = replay.ask(recording)
            body, name = json.loads(raw), recording.name
            assert answer.status == recording.status, name
            if isinstance(body, dict) and body.get("token"):
                replay.tokens[recording.body["token"]] = body["token"]
            assert _comparable(body) == _comparable(recording.body), name
            if recording.edited:
                continue
            assert raw.endswith(b"\n") == recording.newline, name
            headers = ["content-type", "x-amzn-errortype", "access-control-allow-origin"]
            if "search" not in name or "no-results" in name:
                headers.append("content-length")
            for header in headers:
                assert answer.headers.get(header) == recording.headers.get(header), (name, header)


def test_nothing_recorded_is_left_out() -> None:
    assert len(_RECORDINGS) >= 75
    assert {"paper-citations-p19", "search-no-results", "datasets-links"} <= {
        recording.name for recording in _RECORDINGS
    }


@pytest.mark.parametrize("limit", [1, 333, 1000])
def test_the_same_citations_come_in_pages_of_any_size(limit: int) -> None:
    walk = [r for r in _RECORDINGS if r.name.startswith("paper-citations-p")]
    recorded = [row for recording in walk for row in recording.body["data"]]
    rows: list[Any] = []
    offset: int | None = 1500 if limit == 1 else 0
    recorded = recorded[offset:]
    corpus = recorded_corpus(_FOLDER, walk[0].sitting)
    with Emulator(corpus) as emulator, Replay(emulator) as replay:
        while offset is not None:
            page = replay.get(walk[0].path, fields="title", offset=offset, limit=limit)
            assert page["offset"] == offset
            rows += page["data"]
            offset = page.get("next")
    assert rows == recorded
    assert len(rows) in (381, 1881)


def _fields_of(row: dict[str, Any], prefix: str = "") -> list[str]:
    """Return the `fields` under which the service answers such a row."""
    fields = []
    for name, value in row.items():
        if name in ("citations", "references", "papers"):
            fields += _fields_of(value[0], f"{name}.")
        elif name == "authors" and not prefix and len(value[0]) > 2:
            fields += [f"authors.{inner}" for inner in value[0]]
        else:
            fields.append(prefix + name)
    return fields


def _get(corpus: Corpus, path: str, fields: list[str]) -> Any:
    with Emulator(corpus) as emulator, Replay(emulator) as replay:
        return replay.get(path, fields=",".join(fields))


def test_a_paper_with_every_field_is_answered_as_recorded() -> None:
    recorded = recorded_bodies(_FOLDER)["body-only-paper-all-fields"]
    reader = Reader()
    sha = reader.paper(recorded).sha
    # the real paper had 10,059 citations, of which the newest 1,000 came: more than come exist
    for n in range(100):
        old = reader.corpus.add_paper(Paper(f"{n:040x}", title="An old one", date="1960-01-01"))
        reader.corpus.add_citation(old.sha, sha)
    body = _get(reader.corpus, f"/graph/v1/paper/{sha}", _fields_of(recorded))
    assert len(body["citations"]) == 1_000
    assert _comparable(body) == _comparable(recorded)


def test_an_author_with_every_field_is_answered_as_recorded() -> None:
    recorded = recorded_bodies(_FOLDER)["body-only-author-all-fields"]
    reader = Reader()
    reader.author(recorded)
    body = _get(reader.corpus, f"/graph/v1/author/{recorded['authorId']}", _fields_of(recorded))
    assert body == recorded


@pytest.mark.parametrize(
    ("name", "end", "route"),
    [
        ("body-only-citation-edge", "citingPaper", "citations"),
        ("body-only-reference-edge", "citedPaper", "references"),
    ],
)
def test_an_edge_with_every_field_is_answered_as_recorded(name: str, end: str, route: str) -> None:
    recorded = recorded_bodies(_FOLDER)[name]
    reader = Reader()
    near = reader.corpus.add_paper(Paper("ab" * 20, title="The other end"))
    reader.walk(near, route, [recorded])
    fields = [*(n for n in recorded if n != end), *recorded[end]]
    body = _get(reader.corpus, f"/graph/v1/paper/{near.sha}/{route}", fields)
    assert body["data"][0].keys() == recorded.keys()
    assert _comparable(body) == {"offset": 0, "data": [_comparable(recorded)]}
