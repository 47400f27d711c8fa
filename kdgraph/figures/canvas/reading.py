"""Reading what a figure's file says of itself, whatever its format."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

from kdgraph.errors import InputError
from kdgraph.figures.canvas.containers import UNREADABLE

__all__ = ["NoStatementError", "Statement", "read_statement"]

_BEGIN: Final = '{"as_of": '  # its keys are sorted
_PGF: Final = re.compile(r"^% kdgraph-provenance: (\{.*\})$", re.M)
_HTML: Final = re.compile(
    r'<script type="application/json" id="kdgraph-provenance">(\{.*?\})</script>', re.S
)
_MOST_PIXELS: Final = 64_000_000  # 27 inches square at 300 to the inch
_NEEDED: Final[Mapping[str, Any]] = {
    "kdgraph": str,
    "renderer": str,
    "figure": str,
    "snapshot": str,
    "as_of": (str, type(None)),
    "theme": str,
    "options": dict,
    "facts": dict,
    "digests": dict,
}


class NoStatementError(InputError):
    """A file that does not say how it was drawn: it is none of ours, or it lost what it said."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(
            f"{path}: {problem}; give a PDF, SVG, PNG, HTML or PGF file that kdgraph wrote. "
            "Programs that convert or compress a figure often drop what it says of itself"
        )
        self.path, self.problem = path, problem


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file says of itself, and the format that it has.

    `rough_digests` is empty in files of before they were written; `names` is the digest of the
    names that papers bear in it by hand, `authors` of what was said by hand of who is one author;
    None where nothing was. `packages` are those, with their versions, that its code is from beside
    kdgraph. `terms` are those it was drawn in, `script` the file that it needs
    beside it.
    """

    form: str
    figure: str
    snapshot_id: str
    as_of: str | None
    options: Mapping[str, Any]
    theme: str
    facts: Mapping[str, str]
    digests: Mapping[str, str]
    rough_digests: Mapping[str, str]
    version: str
    renderer: str
    names: str | None = None
    authors: str | None = None
    packages: tuple[str, ...] = ()
    terms: Mapping[str, Any] = field(default_factory=dict)
    script: str | None = None


def read_statement(path: Path, content: bytes) -> Statement:
    """Return what a file says of itself.

    Parameters
    ----------
    path : Path
        What to call it in messages.
    content : bytes
        Its content, by which its format is told.

    Raises
    ------
    NoStatementError
        If it says nothing that can be read.
    """
    if content.startswith(b"%PDF-"):
        form, text = "pdf", _of_pdf(path, content)
    elif content.startswith(b"\x89PNG"):
        form, text = "png", _of_png(path, content)
    else:
        form, text = _of_text(path, content)
    if text is None:
        raise NoStatementError(path, "it does not say how it was drawn")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NoStatementError(path, f"what it says of itself cannot be read ({error})") from error
    if not isinstance(said, dict):
        raise NoStatementError(path, "what it says of itself is no table")
    wrong = [key for key, kind in _NEEDED.items() if not isinstance(said.get(key), kind)]
    if wrong:
        raise NoStatementError(path, f"what it says of itself lacks {', '.join(wrong)}")
    return Statement(
        form=form,
        figure=said["figure"],
        snapshot_id=said["snapshot"].partition("@")[0],
        as_of=said["as_of"],
        options=said["options"],
        theme=said["theme"],
        facts=said["facts"],
        digests=said["digests"],
        rough_digests=rough if isinstance(rough := said.get("rough_digests"), dict) else {},
        version=said["kdgraph"],
        renderer=said["renderer"],
        names=names if isinstance(names := said.get("names"), str) else None,
        authors=authors if isinstance(authors := said.get("authors"), str) else None,
        packages=tuple(map(str, packages))
        if isinstance(packages := said.get("packages"), list)
        else (),
        terms=terms if isinstance(terms := said.get("terms"), dict) else {},
        script=script if isinstance(script := said.get("script"), str) else None,
    )


def _of_pdf(path: Path, content: bytes) -> str | None:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        info = PdfReader(BytesIO(content)).metadata
    except (PyPdfError, *UNREADABLE) as error:
        raise NoStatementError(path, f"it is a damaged PDF ({error})") from error
    words = None if info is None else info.get("/Keywords")
    return None if words is None or not str(words).startswith(_BEGIN) else str(words)


def _of_png(path: Path, content: bytes) -> str | None:
    from PIL import Image, UnidentifiedImageError

    # asked before anything is made of it: a few bytes may stand for any number of pixels
    width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
    if width * height > _MOST_PIXELS:
        raise NoStatementError(
            path, f"it has {width:,} times {height:,} pixels, more than a figure has"
        )
    try:
        with Image.open(BytesIO(content)) as image:
            image.load()
            said = image.info.get("kdgraph")
    except (
        Image.DecompressionBombError,
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise NoStatementError(path, f"it is a damaged PNG ({error})") from error
    return None if said is None else str(said)


def _of_text(path: Path, content: bytes) -> tuple[str, str | None]:
    try:
        text = content.decode().replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise NoStatementError(path, "it is neither PDF nor PNG nor text") from error
    for form, pattern in (("pgf", _PGF), ("html", _HTML)):
        if found := pattern.search(text):
            return form, found[1]
    if not re.search(r"<(?:\w+:)?svg\b", text[:4096]):
        return "text", None
    if "<!ENTITY" in text:
        raise NoStatementError(path, "it defines entities of its own, as no figure of ours does")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  # without entities it cannot explode
    except ElementTree.ParseError as error:
        raise NoStatementError(path, f"it is a damaged SVG ({error})") from error
    texts = [element.text.strip() for element in root.iter() if element.text]
    return "svg", next((text for text in texts if text.startswith(_BEGIN)), None)
