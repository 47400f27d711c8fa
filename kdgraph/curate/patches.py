"""Unified diffs of lists, byte by byte: made, and applied only where they fit exactly."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from kdgraph.errors import InputError
from kdgraph.texts import shown

__all__ = ["apply_patch", "unified_diff"]

_HUNK: Final = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_NO_END: Final = b"\\ No newline at end of file\n"
_CONTEXT: Final = 3


def unified_diff(before: bytes, after: bytes, path: str) -> bytes:
    r"""Return the unified diff that makes `after` of `before`, as git writes and takes it.

    Lines end with LF here, whatever the list ends its lines with: a CR is part of its line. Equal
    texts give an empty diff.

    Parameters
    ----------
    before, after : bytes
        The two texts.
    path : str
        The path of the file, relative to the folder in which the diff is applied.

    Examples
    --------
    >>> print(unified_diff(b"a\nb", b"a\nc", "x.md").decode())
    diff --git a/x.md b/x.md
    --- a/x.md
    +++ b/x.md
    @@ -1,2 +1,2 @@
     a
    -b
    \ No newline at end of file
    +c
    \ No newline at end of file
    <BLANKLINE>
    """
    if before == after:
        return b""
    one, two = ("a/" + path).encode(), ("b/" + path).encode()
    pieces = [
        b"diff --git %b %b\n" % (_quoted(one), _quoted(two)),
        b"--- %b\n" % (_quoted(one) if before else b"/dev/null"),
        b"+++ %b\n" % _quoted(two),
    ]
    # every byte is one character here, so that nothing is changed on the way
    old, new = (_lines(data) for data in (before, after))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for group in matcher.get_grouped_opcodes(_CONTEXT):
        a0, a1, b0, b1 = group[0][1], group[-1][2], group[0][3], group[-1][4]
        pieces.append(b"@@ -%b +%b @@\n" % (_range(a0, a1), _range(b0, b1)))
        for tag, i0, i1, j0, j1 in group:
            if tag == "equal":
                pieces += [_marked(b" ", line) for line in old[i0:i1]]
                continue
            pieces += [_marked(b"-", line) for line in old[i0:i1]]
            pieces += [_marked(b"+", line) for line in new[j0:j1]]
    return b"".join(pieces)


def _lines(data: bytes) -> list[bytes]:
    return [line + b"\n" for line in data.split(b"\n")[:-1]] + (
        [data.rpartition(b"\n")[2]] if not data.endswith(b"\n") and data else []
    )


def _range(start: int, stop: int) -> bytes:
    size = stop - start
    if size == 1:
        return b"%d" % (start + 1)
    return b"%d,%d" % (start + 1 if size else start, size)


def _marked(mark: bytes, line: bytes) -> bytes:
    return mark + line if line.endswith(b"\n") else mark + line + b"\n" + _NO_END


def _quoted(path: bytes) -> bytes:
    """Return a path as git writes it: in quotes where a byte of it would be misread."""
    if all(32 <= byte < 127 and byte not in b'"\\' for byte in path):
        return path
    escaped = b"".join(
        b"\\%c" % byte if byte in b'"\\' else b"%c" % byte if 32 <= byte < 127 else b"\\%03o" % byte
        for byte in path
    )
    return b'"%b"' % escaped


@dataclass(frozen=True, slots=True)
class _Hunk:
    """The lines that have to stand in the text from a line (from 0) on, and those for them."""

    line: int
    before: tuple[bytes, ...]
    after: tuple[bytes, ...]


def apply_patch(data: bytes, patch: bytes, *, name: str = "the list") -> bytes:
    r"""Return a text with a unified diff of one file applied, or refuse it as a whole.

    Each hunk has to fit exactly, context and all. Where lines were added or removed before it, it
    may stand elsewhere, if it fits there and nowhere else.

    Raises
    ------
    InputError
        If the patch is none, is about several files, or does not fit; the message names the line,
        what the patch expects there and what stands there.

    Examples
    --------
    >>> patch = unified_diff(b"a\nb\n", b"a\nb\nc\n", "x.md")
    >>> apply_patch(b"new\na\nb\n", patch)
    b'new\na\nb\nc\n'
    >>> apply_patch(b"a\nB\n", patch, name="x.md")
    Traceback (most recent call last):
        ...
    kdgraph.errors.InputError: the patch no longer fits x.md: line 2 should read 'b' and ...
    """
    lines = _lines(data)
    pieces: list[bytes] = []
    at = shift = 0
    for hunk in _hunks(patch):
        place = _place(lines, hunk, at, shift)
        if place is None:
            raise InputError(
                f"the patch no longer fits {name}: {_mismatch(lines, hunk, shift)}; nothing was "
                "written. Make the patch anew from the list as it is now"
            )
        pieces += [*lines[at:place], *hunk.after]
        at = place + len(hunk.before)
        shift = place - hunk.line
    return b"".join([*pieces, *lines[at:]])


def _place(lines: Sequence[bytes], hunk: _Hunk, least: int, shift: int) -> int | None:
    """Return where the lines of a hunk stand: where they should, else in the only other place."""
    size = len(hunk.before)

    def fits(place: int) -> bool:
        return place >= least and tuple(lines[place : place + size]) == hunk.before

    if fits(hunk.line + shift):
        return hunk.line + shift
    if not size:
        return None
    others = [place for place in range(least, len(lines) - size + 1) if fits(place)]
    return others[0] if len(others) == 1 else None


def _mismatch(lines: Sequence[bytes], hunk: _Hunk, shift: int) -> str:
    size = len(hunk.before)
    fits = [
        n + 1
        for n in range(len(lines) - size + 1 if size else 0)
        if tuple(lines[n : n + size]) == hunk.before
    ]
    if len(fits) > 1:
        return f"its lines fit in several places (lines {', '.join(map(str, fits[:4]))})"
    at = max(hunk.line + shift, 0)
    for n, wanted in enumerate(hunk.before):
        found = lines[at + n] if at + n < len(lines) else None
        if found != wanted:
            reads = f"reads {_told(found)}" if found is not None else "is not there"
            return f"line {at + n + 1} should read {_told(wanted)} and {reads}"
    return f"the lines from {at + 1} on stand before what another part of it changes"


def _told(line: bytes) -> str:
    text = shown(line.decode("utf-8", "replace")).rstrip("\n")
    return repr(text if len(text) <= 80 else text[:79] + "…")


def _hunks(patch: bytes) -> list[_Hunk]:
    advice = "give a unified diff of one file, as `kdgraph compare --patch` writes it"
    found: list[_Hunk] = []
    rows = _lines(patch)
    files = sum(
        row.startswith(b"--- ") and after.startswith(b"+++ ") for row, after in pairwise(rows)
    )
    if files > 1:
        raise InputError(f"the patch changes {files} files; {advice}")
    at = 0
    while at < len(rows):
        head = _HUNK.match(rows[at])
        at += 1
        if head is None:
            continue
        left = int(head[2] or 1), int(head[4] or 1)
        before: list[bytes] = []
        after: list[bytes] = []
        while (len(before), len(after)) != left:
            row = rows[at] if at < len(rows) else b""
            mark, line = row[:1], row[1:]
            if row in (b"\n", b"\r\n"):  # some editors strip the blank of an empty line
                mark, line = b" ", row
            if mark not in (b" ", b"-", b"+") or len(before) > left[0] or len(after) > left[1]:
                raise InputError(
                    f"the patch is damaged in line {at + 1}: a hunk has fewer lines than its head "
                    f"says; {advice}"
                )
            at += 1
            if at < len(rows) and rows[at].startswith(b"\\ "):
                line = line.removesuffix(b"\n")
                at += 1
            if mark in b" -":
                before.append(line)
            if mark in b" +":
                after.append(line)
        start = int(head[1])
        found.append(_Hunk(start - 1 if before else start, tuple(before), tuple(after)))
    if not found:
        raise InputError(f"the patch holds no change; {advice}")
    return found
