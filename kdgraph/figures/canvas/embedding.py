"""What a file says of itself: how to draw it again, in the place that its format has for this.

The statement is one JSON object. Its ``seal`` is a digest of the file with zeros in the seal's own
place, so that a file which anything was changed in after it was drawn can be told from one that
another version rendered. It guards against accidents, not against forgers.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from typing import Any, Final

from kdgraph.errors import InputError
from kdgraph.figures.canvas.sheet import Sheet

__all__ = ["metadata", "renderer", "said", "seal_of", "sealed", "statement"]

_UNSEALED: Final = "0" * 32
_KEY: Final = "seal"


def statement(drawing: Sheet) -> dict[str, Any]:
    """Return what must be known to draw a figure again and to compare: plain values only."""
    made = drawing.provenance
    terms = made.terms
    # what is none of these is not said, so that a plain figure's bytes do not depend on them
    some = {
        "names": made.names,
        "authors": made.authors,
        "packages": list(made.packages) or None,
        "terms": terms.options or None,
        "notes": list(drawing.notes) if terms.notes != "figure" else None,
    }
    return {
        **{name: value for name, value in some.items() if value is not None},
        "kdgraph": made.version,
        "figure": made.figure,
        "snapshot": made.snapshot_id,
        "as_of": made.as_of,
        "options": dict(made.options),
        "theme": made.theme,
        "facts": {name: str(value) for name, value in drawing.facts.items()},
        "digests": drawing.digests,
        "rough_digests": drawing.rough_digests,
        "digits": drawing.digits,
    }


def said(drawing: Sheet, form: str, script: str | None = None) -> str:
    """Return the statement of a drawing for a format as JSON on one line, not yet sealed."""
    whole = {**statement(drawing), "renderer": renderer(form), _KEY: _UNSEALED}
    if script is not None:
        whole["script"] = script
    return json.dumps(whole, ensure_ascii=True, sort_keys=True)


def metadata(drawing: Sheet, form: str) -> dict[str, str | None]:
    """Return the metadata of a print format; none of it changes from one run to the next."""
    text = said(drawing, form)
    title = f"kdgraph: {drawing.name}"
    if form == "pdf":
        return {
            "Title": title,
            "Subject": drawing.alt,
            "Keywords": text,
            "Creator": f"kdgraph {drawing.provenance.version}",
            "Producer": None,
            "CreationDate": None,
        }
    if form == "svg":
        return {"Title": title, "Description": drawing.alt, "Keywords": text, "Date": None}
    return {"Title": title, "Description": drawing.alt, "kdgraph": text, "Software": None}


def renderer(form: str) -> str:
    """Return what turns marks into bytes, with the versions that the bytes depend on."""
    from matplotlib import __version__, ft2font

    # by its widths of words everything is placed
    widths = f"freetype {ft2font.__freetype_version__}"
    if form == "html":
        import plotly

        return f"plotly {plotly.__version__}, {widths}"
    if form == "pgf":
        return f"kdgraph, {widths}"
    packed = f", zlib {zlib.ZLIB_RUNTIME_VERSION}" if form != "svg" else ""
    return f"matplotlib {__version__}, {widths}{packed}"


def sealed(content: bytes) -> bytes:
    """Return the content of a file with its seal in place.

    Examples
    --------
    >>> whole = sealed(b'{"seal": "' + b"0" * 32 + b'"}')
    >>> seal_of(whole), seal_of(whole.replace(b"}", b" }"))
    (True, False)
    """
    place = _place(content, _UNSEALED)
    return _with_seal(content, place, _digest(content, place))


def seal_of(content: bytes) -> bool:
    """Return whether a file is as it was when it was sealed."""
    for place in _places(content):
        held = content[place : place + len(_UNSEALED)]
        if _digest(content, place) == held:
            return True
    return False


def _digest(content: bytes, place: int) -> bytes:
    blank = _with_seal(content, place, _UNSEALED.encode())
    return hashlib.sha256(blank).hexdigest()[: len(_UNSEALED)].encode()


# quotes are written in three ways: in JSON, in XML, and in the JSON of an attribute
_MARKS: Final = (b'"seal": "', b"&quot;seal&quot;: &quot;")


def _places(content: bytes) -> list[int]:
    found = []
    for mark in _MARKS:
        at = content.find(mark)
        while at >= 0:
            found.append(at + len(mark))
            at = content.find(mark, at + 1)
    return found


def _place(content: bytes, held: str) -> int:
    for place in _places(content):
        if content[place : place + len(held)] == held.encode():
            return place
    raise InputError("a file without a statement cannot be sealed")


def _with_seal(content: bytes, place: int, seal: bytes) -> bytes:
    changed = content[:place] + seal + content[place + len(seal) :]
    if not content.startswith(_PNG):
        return changed
    # a PNG's chunk ends with a checksum of itself
    at = len(_PNG)
    while at < len(changed):
        (length,) = struct.unpack(">I", changed[at : at + 4])
        end = at + 8 + length
        if at <= place < end:
            check = struct.pack(">I", zlib.crc32(changed[at + 4 : end]))
            return changed[:end] + check + changed[end + 4 :]
        at = end + 4
    return changed


_PNG: Final = b"\x89PNG\r\n\x1a\n"
