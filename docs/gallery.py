"""Draw every figure of the embedded corpus into `docs/figures/`, and the page that shows them.

Run it from the repository's root as ``python docs/gallery.py``; it needs nothing but kdgraph. The
same corpus gives the same bytes. Each picture says in itself how to draw it again, so that
``kdgraph verify docs/figures/evolution.svg`` checks it, and so does a test.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import kdgraph

__all__ = ["FOLDER", "PAGE", "main", "page"]

FOLDER: Final = Path(__file__).parent / "figures"
PAGE: Final = Path(__file__).parent / "gallery.md"
_HEAD: Final = """# Gallery

Every figure that `kdgraph figures` draws, 7 inches wide, of the corpus that ships with kdgraph.
Captions, notes and alternative texts are those that kdgraph writes. The pictures are drawn by
`docs/gallery.py`; `kdgraph verify docs/figures/evolution.svg` draws one again and compares.

{note}
"""
_FIRST: Final = ("milestones", "evolution", "main-path")  # the others follow by name


def page(drawings: dict[str, kdgraph.Drawing], note: str) -> str:
    """Return the page in Markdown."""
    parts = [_HEAD.format(note=note)]
    for name, drawing in drawings.items():
        parts.append(f"## {name}\n\n![{drawing.alt}](figures/{name}.svg)\n\n{drawing.caption}\n")
        if drawing.notes:
            parts.append("".join(f"- {said}\n" for said in drawing.notes))
    return "\n".join(parts)


def main() -> None:
    """Draw the figures and write the page."""
    snapshot = kdgraph.embedded()
    names = [*_FIRST, *(name for name in kdgraph.FIGURES if name not in _FIRST)]
    drawings = {name: kdgraph.FIGURES[name](snapshot, width=7.0) for name in names}
    FOLDER.mkdir(exist_ok=True)
    for name, drawing in drawings.items():
        drawing.save(FOLDER / f"{name}.svg")
    PAGE.write_text(page(drawings, snapshot.data_note or ""), encoding="utf-8")


if __name__ == "__main__":
    main()
