"""The storage of the datasets: a host of its own, whose links are signed and expire."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from tests.emulator.answers import HTML, Answer
from tests.emulator.corpus import Corpus
from tests.emulator.faults import Fault, Faults
from tests.emulator.request import Request
from tests.emulator.server import Listening

__all__ = ["Storage", "packed_lines"]

_DENIED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code>'
    "<Message>Request has expired</Message></Error>"
)


def packed_lines(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Pack rows as the service does: one JSON object a line, by gzip."""
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    return gzip.compress(lines.encode(), 6, mtime=0)


class Storage(Listening):
    """Files behind signed links on the loopback interface, while the `with` block lasts.

    Parameters
    ----------
    files : mapping of str to bytes
        What there is, by path; may be changed while it runs.
    ranges : bool
        Whether parts of a file can be asked for.
    lasts : int, optional
        How many requests a link is good for; then it has expired.
    faults : Faults, optional
        What goes wrong.
    """

    def __init__(
        self,
        files: Mapping[str, bytes],
        *,
        ranges: bool = True,
        lasts: int | None = None,
        faults: Faults | None = None,
    ) -> None:
        super().__init__()
        self.files, self.ranges, self.lasts, self.faults = dict(files), ranges, lasts, faults
        self._left: dict[str, int] = {}
        self._signed = 0

    def offer(self, corpus: Corpus) -> None:
        """Let a corpus hand out signed links to these files."""
        corpus.datasets["sign"] = self.sign

    def sign(self, path: str) -> str:
        """Return a link to a file, as the service hands it out."""
        with self._lock:
            self._signed += 1
            signature = f"{self._signed:08x}secret"
            if self.lasts is not None:
                self._left[signature] = self.lasts
        return f"{self.url}{path}?X-Amz-Expires=604800&X-Amz-Signature={signature}"

    def bytes_asked(self, path: str) -> list[str]:
        """Return the ranges of a file that were asked for, in order."""
        return [one.headers.get("range", "") for one in self.log if one.path == path]

    def answer(self, request: Request, target: str) -> tuple[Answer, Fault | None]:
        """Return the answer to a request, and the fault that befalls it."""
        fault = self.faults.choose(request.path, request.path) if self.faults else None
        if fault is not None and fault.kind == "503":
            page = HTML.format(status=503, reason="Slow Down").encode()
            told = "0.01" if fault.retry_after is None else f"{fault.retry_after:g}"
            return Answer(503, page, {"Content-Type": "text/html", "Retry-After": told}), None
        with self._lock:
            signature = request.query.get("X-Amz-Signature", "")
            left = self._left.get(signature)
            if left is not None:
                if left <= 0:
                    return Answer(403, _DENIED.encode(), {"Content-Type": "application/xml"}), None
                self._left[signature] = left - 1
            return self._file(request.path, request.headers), fault

    def _file(self, path: str, asked: Mapping[str, str]) -> Answer:
        body = self.files.get(path)
        if body is None:
            return Answer(404, b"<Error><Code>NoSuchKey</Code></Error>", {})
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        headers = {"Content-Type": "binary/octet-stream", "ETag": tag}
        span = re.fullmatch(r"bytes=([0-9]+)-([0-9]*)", asked.get("range", ""))
        if not self.ranges or span is None or asked.get("if-range", tag) != tag:
            return Answer(200, body, headers)
        start, last = int(span[1]), int(span[2] or len(body) - 1)
        if start >= len(body):
            return Answer(416, b"", {"Content-Range": f"bytes */{len(body)}"})
        piece = body[start : last + 1]
        where = f"bytes {start}-{start + len(piece) - 1}/{len(body)}"
        return Answer(206, piece, {**headers, "Content-Range": where})
