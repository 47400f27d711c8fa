"""No module of kdgraph needs what a system lacks, but where both ways are written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from tests.portability.windows import POSIX_MODULES, POSIX_ONLY

ROOT = Path(__file__).parents[2]
_SOURCES = [
    path for folder in ("kdgraph", "dashboards") for path in sorted((ROOT / folder).rglob("*.py"))
]
_MODULE: Final = re.compile(rf"^\s*(?:import|from) +({'|'.join(POSIX_MODULES)})\b", re.MULTILINE)
_PART: Final = re.compile(rf"\bos\.({'|'.join(sorted(POSIX_ONLY))})\b")
_SIGNAL: Final = re.compile(
    r"\bSIG(?:KILL|HUP|USR1|USR2|CHLD|ALRM|PIPE)\b|\bsend_signal\b|\bpreexec_fn\b|\bstart_new_session\b"
)
_OPENED: Final = re.compile(
    r"\.(?:read_text|write_text)\((?!(?:[^()]|\([^()]*\))*(?:utf-8|encoding=))"
    r"|\bopen\((?:[^()]|\([^()]*\))*[\"'][rwxa]t?\+?[\"'](?!(?:[^()]|\([^()]*\))*encoding=)"
)
_STRFTIME: Final = re.compile(r"strftime\([^)]*%-")

_BOTH_WAYS: Final = {
    ("kdgraph/files.py", "resource"): "a limit of the size of files, where there is one",
    ("kdgraph/store/lock.py", "fcntl"): "flock, else the lock of SQLite",
}


def _found(text: str) -> list[str]:
    """Return what in a source one of the systems lacks."""
    found = [match[1] for pattern in (_MODULE, _PART) for match in pattern.finditer(text)]
    found += [match[0] for match in _SIGNAL.finditer(text)]
    found += [f"text without its encoding: {match[0]}" for match in _OPENED.finditer(text)]
    return found + [match[0] for match in _STRFTIME.finditer(text)]


def test_sources_use_what_every_system_has() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), what)
        for path in _SOURCES
        for what in _found(path.read_text("utf-8"))
    }
    assert len(_SOURCES) > 300
    assert found == set(_BOTH_WAYS), "write both ways in one place, and name it in _BOTH_WAYS"


@pytest.mark.parametrize(
    "line",
    [
        "import fcntl",
        "    from pwd import getpwuid",
        "os.kill(os.getpgrp(), 9)",
        "os.open(folder, os.O_DIRECTORY)",
        "signal.signal(signal.SIGHUP, stop)",
        "process.send_signal(2)",
        "path.write_text(text)",
        "path.read_text(errors='replace')",
        "open(path, 'w')",
        'path.open("r")',
        'when.strftime("%-d %B")',
    ],
)
def test_what_a_system_lacks_would_be_found(line: str) -> None:
    assert _found(line)


@pytest.mark.parametrize(
    "line",
    ["import resources", "os.getpid()", 'path.open("rb")', "open(path, 'w', encoding='utf-8')"],
)
def test_what_every_system_has_is_no_finding(line: str) -> None:
    assert not _found(line)
