"""Small made-up papers for the reader's tests."""

from __future__ import annotations

from collections.abc import Mapping

from kdgraph.sources import Limits, PaperSource, read_source

__all__ = ["keys_of", "paper", "read"]

BIBLIOGRAPHY = r"""
\begin{thebibliography}{9}
\bibitem{a} A. Ash. \newblock Aims of nets. \newblock {\em Journal of Nets}, 2011.
\bibitem{b} B. Birch. \newblock Bounds of nets. \newblock {\em Journal of Nets}, 2012.
\bibitem{c} C. Cedar. \newblock Costs of nets. \newblock {\em Journal of Nets}, 2013.
\end{thebibliography}
"""


def paper(body: str, preamble: str = "", bibliography: str = BIBLIOGRAPHY) -> str:
    """Return a document with this body."""
    return (
        "\\documentclass{article}\n"
        f"{preamble}\n\\begin{{document}}\n{body}\n{bibliography}\n\\end{{document}}\n"
    )


def read(
    body: str,
    preamble: str = "",
    *,
    files: Mapping[str, str | bytes] | None = None,
    bibliography: str = BIBLIOGRAPHY,
    limits: Limits | None = None,
) -> PaperSource:
    """Read a document with this body, and further files beside it."""
    more = {
        name: text if isinstance(text, bytes) else text.encode()
        for name, text in (files or {}).items()
    }
    main = paper(body, preamble, bibliography).encode()
    return read_source({"main.tex": main, **more}, limits=limits)


def keys_of(body: str, preamble: str = "", **others: object) -> list[str]:
    """Return the keys that a document cites, in its order."""
    return list(read(body, preamble, **others).mentions["key"])  # type: ignore[arg-type]
