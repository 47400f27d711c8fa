"""An interactive picture: for a page of the dashboard, or as one HTML file that opens by itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.export.bibtex import bibtex_text
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.typography import font_faces
from kdgraph.figures.interactive.scene import SCALE, scene_of
from kdgraph.graph.snapshot import Snapshot

__all__ = ["InteractivePicture", "interactive_picture"]

_FOLDER: Final = Path(__file__).parent


@cache
def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True, eq=False)
class InteractivePicture:
    """A drawing that answers the pointer, the keyboard and touch.

    Attributes
    ----------
    drawing : Drawing
        The same as the printed figure.
    scene : dict
        What the script is given: values that JSON holds; see `kdgraph.interactive_picture`.
    bibliography : str
        The papers of the drawing as BibTeX.
    """

    drawing: Drawing
    scene: dict[str, Any]
    bibliography: str

    @staticmethod
    def script() -> str:
        """Return the script that shows a scene: an ES module of our own, which loads nothing."""
        return _text("interactive.js")

    @staticmethod
    def style() -> str:
        """Return the style sheet that goes with `script`."""
        return _text("interactive.css")

    def to_html(self, *, pinned: Sequence[str] = (), look: str = "", remarks: str = "") -> str:
        """Return one HTML file that opens without Python and asks no network for anything.

        Parameters
        ----------
        pinned : sequence of str
            Ids of the papers that are pinned when it opens.
        look : str
            What was filtered, as the dashboard's address keeps it.
        remarks : str
            Own words below the picture.

        Examples
        --------
        >>> import kdgraph
        >>> corpus = kdgraph.embedded()
        >>> page = interactive_picture(corpus, kdgraph.draw("evolution", corpus)).to_html()
        >>> page.count("https://fonts"), "@article" in page or "@misc" in page
        (0, True)
        """
        drawing = self.drawing
        notes = "".join(f"<li>{escape(note)}</li>" for note in drawing.told_notes)
        shown = {"scene": self.scene, "pinned": list(pinned), "look": look}
        parts = {
            "title": escape(f"{drawing.name}: {drawing.caption}"[:120]),
            "fonts": font_faces(),
            "style": self.style(),
            "ground": self.scene["colours"]["ground"],
            "scheme": "dark" if drawing.provenance.theme == "dark" else "light",
            "ink": self.scene["colours"]["ink"],
            "muted": self.scene["colours"]["muted"],
            "width": str(self.scene["width"]),
            "caption": escape(drawing.caption),
            "remarks": f"<p>{escape(remarks)}</p>" if remarks else "",
            "alt": escape(drawing.alt),
            "notes": f"<ul>{notes}</ul>" if notes else "",
            "source": escape(drawing.provenance.footer()),
            "bib": escape(self.bibliography),
            "name": escape(drawing.name),
            "shown": json.dumps(shown, ensure_ascii=False).replace("<", "\\u003c"),
            "script": self.script(),
        }
        # one replacement after another would read the parts themselves
        pieces = _PAGE.split("@@")
        return "".join(parts[one] if number % 2 else one for number, one in enumerate(pieces))


def interactive_picture(
    snapshot: Snapshot,
    drawing: Drawing,
    *,
    overrides: Overrides | None = None,
    scale: float = SCALE,
) -> InteractivePicture:
    """Return a drawing as a picture that can be explored: evolution, main path, historiograph.

    What is pointed at lights its forebears and heirs, with the sentence that says so; papers can be
    searched, filtered by section, year and kind of inheritance, and walked with the arrow keys.

    Parameters
    ----------
    snapshot : Snapshot
        The papers and citations behind the marks.
    drawing : Drawing
        What `kdgraph.draw` made of the same snapshot.
    overrides : Overrides, optional
        Labels by hand, which win.
    scale : float
        Pixels a point of the drawing.

    Examples
    --------
    >>> import kdgraph
    >>> corpus = kdgraph.embedded()
    >>> picture = interactive_picture(corpus, kdgraph.draw("evolution", corpus))
    >>> picture.scene["papers"]["arxiv:1412.6550"]["title"]
    'FitNets: Hints for Thin Deep Nets'
    """
    scene = scene_of(drawing, snapshot, overrides=overrides, scale=scale)
    return InteractivePicture(drawing, scene, bibtex_text(snapshot, list(scene["papers"])))


_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="@@scheme@@">
<title>@@title@@</title>
<style>
@@fonts@@
body{margin:20px auto;padding:0 14px;max-width:@@width@@px;background:@@ground@@;color:@@ink@@;
font:16px/1.45 "Source Sans 3","DejaVu Sans",sans-serif}
figure{margin:0}
figcaption{margin-top:12px}
.about{color:@@muted@@;font-size:14px}
pre{overflow-x:auto}
@@style@@
</style>
</head>
<body>
<main>
<figure>
<div id="picture"></div>
<figcaption>@@caption@@</figcaption>
</figure>
@@remarks@@
<div class="about">
<p><b>Description.</b> @@alt@@</p>
@@notes@@
<p>@@source@@</p>
<details><summary>Papers as BibTeX</summary>
<p><a id="bib-link" download="@@name@@.bib">Save as a file</a></p>
<pre id="bib">@@bib@@</pre></details>
</div>
</main>
<script type="application/json" id="shown">@@shown@@</script>
<script type="module">
@@script@@
const shown = JSON.parse(document.getElementById("shown").textContent);
const picture = new Picture(document.getElementById("picture"), (name, value) => {
  if (name !== "opened") return;
  const link = shown.scene.papers[value].link;
  if (link) window.open(link, "_blank", "noopener");
});
picture.show(shown.scene, shown.pinned, shown.look);
const text = document.getElementById("bib").textContent;
const file = new Blob([text], { type: "application/x-bibtex" });
document.getElementById("bib-link").href = URL.createObjectURL(file);
</script>
</body>
</html>
"""
