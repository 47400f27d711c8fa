"""Answers of arXiv, kept as they came: a file for each source, and one that tells all about it.

``eprints/1503.02531.json`` says what arXiv answered, when and in which version; the source itself
lies beside it in gzip, under the first digits of its SHA-256. An answer whose bytes are not those
that it names counts as never asked, and so does a file whose own digest is another. The file is
written after the source and replaced in one step, so that a kill at any time leaves the old answer
or the new one. What arXiv says about the papers (titles, versions) is in ``eprints/entries.json``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kdgraph.files import disk_faults, remove_quietly, write_file_atomically
from kdgraph.records import EprintAnswer

__all__ = ["EprintFolder"]

_MOST: Final = 512 * 2**20


class EprintFolder:
    """The answers of arXiv in a data folder; the folder is made with the first one.

    `recovered` tells what was damaged, and is asked again.

    Examples
    --------
    >>> import tempfile
    >>> folder = EprintFolder(Path(tempfile.mkdtemp()))
    >>> digest = hashlib.sha256(b"TeX").hexdigest()
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> folder.put(EprintAnswer("hep-th/9901001", 200, "TeX", 2, now, b"TeX", 3, digest))
    >>> folder.get("hep-th/9901001").body, sorted(p.name for p in folder.path.iterdir())
    (b'TeX', ['hep-th_9901001-2936bf4c.gz', 'hep-th_9901001.json'])
    """

    def __init__(self, path: Path) -> None:
        self.path = Path(path)
        self.recovered: list[str] = []
        self._entries: dict[str, Any] | None = None

    def get(self, arxiv: str) -> EprintAnswer | None:
        """Return the answer kept for a paper's source; None where there is none that is whole."""
        kept = self._read(_stem(arxiv)).get("source")
        if kept is None or kept.get("arxiv") != arxiv:
            return None
        try:
            body = self._body(arxiv, kept) if kept["kept"] else None
            return EprintAnswer(
                arxiv,
                int(kept["status"]),
                str(kept["form"]),
                kept["version"],
                _time(kept["at"]),
                body,
                int(kept["bytes"]),
                str(kept["sha256"]),
            )
        except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
            self.recovered.append(
                f"the stored source of arXiv:{arxiv} in {self.path} was damaged ({error}) and is "
                "asked again"
            )
            return None

    def put(self, held: EprintAnswer) -> None:
        """Keep an answer; it takes the place of an older one."""
        before = self._files(held.arxiv)
        source = {
            "arxiv": held.arxiv,
            "status": held.status,
            "form": held.form,
            "version": held.version,
            "at": _text(held.at),
            "bytes": held.bytes,
            "sha256": held.sha256,
            "kept": held.body is not None,
        }
        file = self._file(held.arxiv, held.sha256)
        if held.body is not None:
            packed = held.body.startswith(b"\x1f\x8b")
            content = held.body if packed else gzip.compress(held.body, 6, mtime=0)
            source["packed"] = packed
            write_file_atomically(file, content)
        self._write(_stem(held.arxiv), {"source": source})
        for old in before:
            if held.body is None or old != file:
                remove_quietly(old)

    def get_entry(self, arxiv: str) -> tuple[str, datetime] | None:
        """Return the XML that arXiv gave about a paper, and when it came."""
        kept = self._all_entries().get(arxiv)
        return None if kept is None else (str(kept["xml"]), _time(kept["at"]))

    def put_entries(self, entries: Mapping[str, str], at: datetime) -> None:
        """Keep what arXiv said about papers, by id; it takes the place of what it said before."""
        new = {arxiv: {"xml": xml, "at": _text(at)} for arxiv, xml in entries.items()}
        self._entries = {**self._all_entries(), **new}
        self._write("entries", {"entries": self._entries})

    def _all_entries(self) -> dict[str, Any]:
        if self._entries is None:
            self._entries = self._read("entries").get("entries", {})
        return self._entries

    def _file(self, arxiv: str, sha256: str) -> Path:
        return self.path / f"{_stem(arxiv)}-{sha256[:8]}.gz"

    def _files(self, arxiv: str) -> list[Path]:
        """Return the sources that are kept for a paper: one, but for a kill in between."""
        with disk_faults(self.path, "list"):
            return sorted(self.path.glob(f"{_stem(arxiv)}-*.gz")) if self.path.is_dir() else []

    def _body(self, arxiv: str, kept: dict[str, Any]) -> bytes:
        with self._file(arxiv, kept["sha256"]).open("rb") as file:
            content = file.read(_MOST)
        if not kept["packed"]:
            content = gzip.decompress(content)
        if hashlib.sha256(content).hexdigest() != kept["sha256"]:
            raise ValueError("its SHA-256 is another")
        return content

    def _read(self, stem: str) -> dict[str, Any]:
        path = self.path / f"{stem}.json"
        try:
            with disk_faults(path, "read"):
                text = path.read_bytes() if path.exists() else None
            if text is None:
                return {}
            content = json.loads(text)
            if content.pop("digest") == _digest(content):
                return dict(content)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            pass  # as good as changed
        self.recovered.append(f"{path} was damaged: what it told is asked again")
        return {}

    def _write(self, stem: str, content: dict[str, Any]) -> None:
        whole = {**content, "digest": _digest(content)}
        text = json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=True) + "\n"
        write_file_atomically(self.path / f"{stem}.json", text.encode())


def _stem(arxiv: str) -> str:
    return arxiv.replace("/", "_")


def _digest(content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
