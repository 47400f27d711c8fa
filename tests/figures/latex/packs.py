"""LaTeX packs of literatures, made once, and how to read them without TeX."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import kdgraph
from kdgraph.figures.latex.pack import LatexPack, make_pack
from kdgraph.graph.snapshot import Snapshot
from kdgraph.testing import literatures

__all__ = ["LITERATURES", "bare", "cites", "entries", "faults", "pack", "part"]

LITERATURES: Final[dict[str, Callable[[], Snapshot]]] = {
    "plain": kdgraph.embedded,
    "hard": literatures.hard,
    "empty": literatures.empty,
    "lonely": literatures.lonely,
}


@cache
def pack(name: str, width: float = 7.0, **options: Any) -> LatexPack:
    """Return the pack of a literature with one figure, made once."""
    folder = Path(mkdtemp(prefix="kdgraph-pack-"))
    only = options.pop("only", "taxonomy")
    return make_pack(LITERATURES[name](), folder, only=[only], width=width, **options)


def part(made: LatexPack, name: str) -> str:
    """Return the text of a file of a pack."""
    return (made.folder / name).read_text(encoding="utf-8")


def bare(tex: str) -> str:
    """Return LaTeX code without its comments, and without signs that a backslash escapes."""
    return "\n".join(
        re.sub(r"%.*", "", re.sub(r"\\[\\%{}&#$_~^\"'`=.-]", "", line)) for line in tex.split("\n")
    )


def faults(tex: str) -> list[str]:
    """Return what is wrong with the braces and the environments of a file."""
    found, depth, open_ = [], 0, []
    for token in re.finditer(r"[{}]|\\(begin|end)\{(\w+\*?)\}", bare(tex)):
        if token[0] in "{}":
            depth += 1 if token[0] == "{" else -1
            if depth < 0:
                found.append("a brace too many is closed")
                depth = 0
        elif token[1] == "begin":
            open_.append(token[2])
        elif not open_ or open_.pop() != token[2]:
            found.append(f"{token[2]} is closed but not open")
    return found + [f"{name} stays open" for name in open_] + (["braces stay open"] * (depth > 0))


def cites(tex: str) -> list[str]:
    """Return the keys that a file cites, in its order."""
    return re.findall(r"\\kdgcite\{(\w+)\}", bare(tex))


def entries(bibliography: str) -> list[str]:
    """Return the keys of a BibTeX database, in its order."""
    return re.findall(r"^@(?!string|preamble)\w+\{(\w+),$", bibliography, re.MULTILINE)
