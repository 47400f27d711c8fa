"""Whether two files show the same though their bytes differ: the same marks, another container.

Production offices save figures again with their own programs, which compress streams anew, add an
author and a date, or change the ends of lines. What is looked at here is what a reader would see.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final
from xml.etree import ElementTree

__all__ = ["UNREADABLE", "changed_metadata", "same_marks"]

_DEPTH: Final = 40  # of objects in objects; those of a figure are less than ten deep
_PASSED_OVER: Final = frozenset(  # how a stream is packed, who made it, and the way back
    (
        *("/Length", "/Filter", "/DecodeParms", "/DL", "/Parent", "/Metadata", "/PieceInfo"),
        *("/LastModified", "/StructParents", "/Tabs"),
    )
)
_METADATA: Final = "{http://www.w3.org/2000/svg}metadata"

UNREADABLE: Final = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What readers of PDF let out of files that are cut, twisted or deeply nested."""


def same_marks(form: str, one: bytes, other: bytes) -> bool:
    r"""Return whether two files of a format show the same; False where that cannot be told.

    PDF: the same pages, with equal decoded streams of content, fonts and all else that they use.
    PNG: the same pixels. SVG: the same elements, but for what is said about them. Other formats are
    text, of which only the ends of lines may differ.

    Examples
    --------
    >>> same_marks("pgf", b"one\r\ntwo\r\n", b"one\ntwo\n"), same_marks("pgf", b"one", b"two")
    (True, False)
    """
    if one.replace(b"\r\n", b"\n") == other.replace(b"\r\n", b"\n") and form not in ("pdf", "png"):
        return True
    if form == "pdf":
        return _same(_pdf(one), _pdf(other))
    if form == "png":
        return _same(_png(one), _png(other))
    return form == "svg" and _same(_svg(one), _svg(other))


def _same(one: Any, other: Any) -> bool:
    return one is not None and one == other


def _pdf(content: bytes) -> Any:
    """Return all that the pages of a PDF are made of, as plain values."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        return [_plain(page, ()) for page in PdfReader(BytesIO(content)).pages]
    except (PyPdfError, *UNREADABLE):
        return None


def _plain(thing: Any, above: tuple[int, ...]) -> Any:
    from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

    thing = thing.get_object() if hasattr(thing, "get_object") else thing
    if len(above) > _DEPTH or id(thing) in above:
        raise ValueError("a PDF whose objects hold one another")
    within = (*above, id(thing))
    if isinstance(thing, DictionaryObject):
        said = {
            str(key): _plain(value, within)
            for key, value in thing.items()
            if key not in _PASSED_OVER
        }
        if "/Contents" in said and said.get("/Type") == "/Page":
            contents: Any = thing.get_contents()  # type: ignore[attr-defined]  # of a page
            said["/Contents"] = _digest(contents.get_data())
        if isinstance(thing, StreamObject):
            said[""] = _digest(thing.get_data())
        return said
    if isinstance(thing, ArrayObject):
        return [_plain(item, within) for item in thing]
    if isinstance(thing, float):
        return round(float(thing), 5)
    return int(thing) if isinstance(thing, int) and not isinstance(thing, bool) else str(thing)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data.rstrip()).hexdigest()


def _png(content: bytes) -> Any:
    from PIL import Image

    try:
        with Image.open(BytesIO(content)) as image:
            image.load()
            looks = {key: image.info.get(key) for key in ("gamma", "icc_profile", "transparency")}
            frames = getattr(image, "n_frames", 1)
            return image.size, frames, looks, image.convert("RGBA").tobytes()
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return None


def _svg(content: bytes) -> str | None:
    try:
        text = content.decode()
        if "<!ENTITY" in text or "<?xml-stylesheet" in text:
            return None  # what it shows is not in its elements
        root = ElementTree.fromstring(text)  # noqa: S314  # without entities it cannot explode
        for parent in root.iter():
            for child in [child for child in parent if child.tag == _METADATA]:
                parent.remove(child)
        said = ElementTree.tostring(root)
        return ElementTree.canonicalize(said, strip_text=True, rewrite_prefixes=True)
    except (UnicodeDecodeError, ElementTree.ParseError, RecursionError, ValueError):
        return None


def changed_metadata(form: str, one: bytes, other: bytes) -> list[str]:
    """Return the names of what two PDFs say otherwise of themselves, such as ``Author``."""
    from pypdf import PdfReader

    if form != "pdf":
        return []
    said: list[Mapping[str, Any]] = []
    for content in (one, other):
        info = PdfReader(BytesIO(content)).metadata
        said.append({} if info is None else {str(k): str(v) for k, v in info.items()})
    names = sorted({*said[0], *said[1]} - {"/Keywords"})
    return [name[1:] for name in names if said[0].get(name) != said[1].get(name)]
