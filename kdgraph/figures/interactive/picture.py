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
from kdgraph.analysis.lineage.parents import parent_contest
from kdgraph.export.bibtex import bibtex_text
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.typography import font_faces
from kdgraph.figures.interactive.scene import SCALE, scene_of
from kdgraph.graph.snapshot import Snapshot

__all__ = ["InteractivePicture", "interactive_picture"]

_FOLDER: Final = Path(__file__).parent
_CARD: Final = 340  # pixels of the card beside the picture of a file


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
    snapshot : Snapshot
        What is told on the card of a paper in the file: its candidates for the parent and their
        sentences, and the reader's own tags and notes, where the snapshot has them.
    overrides : Overrides, optional
        Parents and labels by hand.
    """

    drawing: Drawing
    scene: dict[str, Any]
    bibliography: str
    snapshot: Snapshot
    overrides: Overrides | None = None

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
        shown = {"scene": self.scene, "pinned": list(pinned), "look": look, "cards": self._cards()}
        parts = {
            "title": escape(f"{drawing.name}: {drawing.caption}"[:120]),
            "fonts": font_faces(),
            "style": self.style(),
            "ground": self.scene["colours"]["ground"],
            "scheme": "dark" if drawing.provenance.theme == "dark" else "light",
            "ink": self.scene["colours"]["ink"],
            "muted": self.scene["colours"]["muted"],
            "faint": self.scene["colours"]["faint"],
            "width": str(self.scene["width"] + _CARD),
            "card": str(_CARD),
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

    def _cards(self) -> dict[str, Any]:
        """Return what the card of each paper shows beside what the scene holds."""
        contest = parent_contest(self.snapshot, overrides=self.overrides)
        titles = self.snapshot.papers["title"].fillna("(no title)")
        found: dict[str, Any] = {}
        for one in self.scene["papers"]:
            kept = self.snapshot.reading_notes.of(one)
            card: dict[str, Any] = {
                "marks": [*filter(None, [kept.reading]), *kept.tags],
                "note": kept.note,
                "candidates": [
                    {
                        "id": other.candidate_id,
                        "title": titles.get(other.candidate_id, other.candidate_id),
                        "score": "barred" if other.score is None else f"{other.score:.2f}",
                        "outcome": other.outcome,
                        "said": other.said,
                        "sentence": other.sentence,
                    }
                    for other in contest.told(one)
                ],
            }
            if one in contest.parents.index and not card["candidates"]:
                card["why"] = str(contest.parents.at[one, "reason"])
            found[one] = card
        return found


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
    bibliography = bibtex_text(snapshot, list(scene["papers"]))
    return InteractivePicture(drawing, scene, bibliography, snapshot, overrides)


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
figure{margin:0;min-width:0}
.beside{display:grid;grid-template-columns:minmax(0,1fr) @@card@@px;gap:16px;align-items:start}
#card{position:sticky;top:10px;max-height:calc(100vh - 20px);overflow-y:auto;font-size:14.5px;
border-left:1px solid @@faint@@;padding:0 4px 0 14px}
#card h2{font-size:16px;margin:0 0 4px}
#card h3{font-size:14.5px;margin:14px 0 2px}
#card p{margin:3px 0}
#card .small{color:@@muted@@;font-size:13px}
#card blockquote{margin:4px 0 4px 2px;padding-left:8px;border-left:3px solid @@faint@@}
#card button{font:inherit;color:inherit;background:none;border:0;padding:0;text-align:left;
text-decoration:underline;cursor:pointer}
#card a{color:inherit}
@media (max-width:900px){
.beside{display:block}
#card{position:fixed;left:0;right:0;bottom:0;top:auto;max-height:45vh;z-index:20;border-left:0;
border-top:1px solid @@muted@@;background:@@ground@@;padding:10px 16px 14px}
#card.empty{display:none}
}
figcaption{margin-top:12px}
.about{color:@@muted@@;font-size:14px}
pre{overflow-x:auto}
@@style@@
</style>
</head>
<body>
<main>
<div class="beside">
<figure>
<div id="picture"></div>
<figcaption>@@caption@@</figcaption>
</figure>
<aside id="card" aria-label="The paper that was clicked" aria-live="polite"></aside>
</div>
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
const aside = document.getElementById("card");
const put = (parent, name, words, className) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = words;
  parent.append(made);
  return made;
};
// a paper of the picture leads there; another one is only named
const name = (parent, id, words) => {
  if (!shown.scene.papers[id]) return put(parent, "strong", words);
  const button = put(parent, "button", words);
  button.type = "button";
  button.addEventListener("click", () => picture.fly(id));
  return button;
};
const tellPaper = (id) => {
  const paper = shown.scene.papers[id];
  const card = shown.cards[id];
  put(aside, "h2", `${paper.title} (${paper.year ?? "no year"})`);
  put(aside, "p", paper.authors || "authors unknown");
  const facts = [paper.venue, paper.section || "not on the list", `cited by ${paper.cited} here`];
  put(aside, "p", facts.filter(Boolean).join(" · "), "small");
  if (paper.link) {
    const link = put(put(aside, "p", ""), "a", "Open the paper");
    link.href = paper.link;
    link.rel = "noopener";
    link.target = "_blank";
  }
  if (card.marks.length) put(aside, "p", card.marks.join(" · "), "small");
  if (card.note) put(aside, "blockquote", card.note);
  const won = card.candidates.some((one) => one.outcome === "parent");
  if (card.candidates.length) put(aside, "h3", won ? "Why this parent" : "No parent");
  else if (card.why) put(aside, "p", `No parent: ${card.why}.`, "small");
  for (const one of card.candidates) {
    const line = put(aside, "p", "");
    name(line, one.id, one.title);
    line.append(` · ${one.score} · ${one.outcome}`);
    if (one.said) put(aside, "p", one.said, "small");
    if (one.sentence) put(aside, "blockquote", one.sentence);
  }
};
const tell = (ids) => {
  aside.replaceChildren();
  aside.classList.toggle("empty", !ids.length);
  if (ids.length === 1) tellPaper(ids[0]);
  else if (ids.length) {
    const arc = shown.scene.arcs.find((one) => ids.includes(one.citing) && ids.includes(one.cited));
    if (ids.length === 2 && arc) {
      const line = put(aside, "p", "");
      name(line, arc.citing, shown.scene.papers[arc.citing].title);
      line.append(` ${arc.said} `);
      name(line, arc.cited, shown.scene.papers[arc.cited].title);
      if (arc.sentence) put(aside, "blockquote", arc.sentence);
    } else {
      for (const id of ids) name(put(aside, "p", ""), id, shown.scene.papers[id]?.title ?? id);
    }
  } else put(aside, "p", "Click on any mark to see its paper here.", "small");
};
const picture = new Picture(document.getElementById("picture"), (name, value) => {
  if (name === "pinned") tell(value);
  if (name !== "opened") return;
  const link = shown.scene.papers[value].link;
  if (link) window.open(link, "_blank", "noopener");
});
picture.show(shown.scene, shown.pinned, shown.look);
tell(shown.pinned.filter((id) => shown.scene.papers[id]));
const text = document.getElementById("bib").textContent;
const file = new Blob([text], { type: "application/x-bibtex" });
document.getElementById("bib-link").href = URL.createObjectURL(file);
</script>
</body>
</html>
"""
