"""A drawing as HTML: the picture by plotly, the words about it, and nothing from the network.

The file holds the fonts and plotly's script, or asks a file beside it for the script, which several
pages then share.
"""

from __future__ import annotations

import json
from html import escape
from typing import Final

from kdgraph.figures.canvas.plotly_library import get_plotlyjs, to_json
from kdgraph.figures.canvas.screen import SCALE, fonts_of, to_plotly
from kdgraph.figures.canvas.sheet import Sheet
from kdgraph.figures.canvas.theme import theme_named
from kdgraph.figures.canvas.typography import families, font_faces

__all__ = ["to_html"]

_BUTTONS: Final = 28  # pixels above the picture, for the buttons that zoom
_CONFIG: Final = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d", "toImage"],
    "showTips": False,
}


def to_html(
    drawing: Sheet, said: str = "{}", *, scale: float = SCALE, script: str | None = None
) -> str:
    """Return a drawing as the text of an HTML file: the same text for the same drawing.

    Below the picture, and so not in it, stand the caption, the notes, the alternative text and
    where it comes from.

    Parameters
    ----------
    drawing : Sheet
        What to show; its theme gives the ground.
    said : str
        What the file says of itself to machines, as JSON.
    scale : float
        Pixels a point of the page.
    script : str, optional
        The file beside it that holds plotly's script; by default the page itself does.
    """
    theme = theme_named(drawing.provenance.theme)
    drawing = drawing.without_footer()
    name = f"kdgraph-{drawing.name}"
    picture = to_plotly(drawing, scale=scale)
    height = picture.layout.height + _BUTTONS
    picture.update_layout(height=height, margin_t=_BUTTONS)
    figure = to_json(picture, validate=False)
    notes = "".join(f"<li>{escape(note)}</li>" for note in drawing.told_notes)
    parts = {
        "title": escape(f"{drawing.name}: {drawing.caption}"[:120]),
        "fonts": font_faces(),
        "face": families()[0],
        "family": fonts_of(drawing),
        "ground": theme.ground or "transparent",
        "scheme": "dark" if theme.name == "dark" else "light",
        "ink": theme.ink,
        "muted": theme.muted,
        "width": str(round(drawing.width * 72 * scale)),
        "height": str(height),
        "name": escape(name),
        "alt": escape(drawing.alt),
        "caption": escape(drawing.caption),
        "notes": f"<h2>Notes</h2>\n<ul>{notes}</ul>" if notes else "",
        "source": escape(drawing.provenance.footer()),
        "data_note": f"<p>{escape(drawing.provenance.data_note)}</p>"
        if drawing.provenance.data_note
        else "",
        "said": said.replace("<", "\\u003c"),
        "script": _script(script, name),
        "figure": figure,
        "config": json.dumps(_CONFIG),
    }
    # one replacement after another would read the parts themselves
    pieces = _PAGE.split("@@")
    return "".join(parts[piece] if number % 2 else piece for number, piece in enumerate(pieces))


def _script(file: str | None, place: str) -> str:
    """Return plotly's script, or what asks a file for it and says so where it is missing."""
    if file is None:
        return f"<script>{get_plotlyjs()}</script>"
    said = f"This page needs the file {file} beside it."
    missing = f"document.getElementById({json.dumps(place)}).textContent = {json.dumps(said)}"
    return f'<script src="{escape(file)}" onerror="{escape(missing)}"></script>'


_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="@@scheme@@">
<title>@@title@@</title>
<style>
@@fonts@@
body{margin:24px auto;padding:0 12px;max-width:@@width@@px;background:@@ground@@;color:@@ink@@;
font:16px/1.45 @@family@@}
figure{margin:0}
.picture{overflow-x:auto}
figcaption{margin-top:12px}
.about{color:@@muted@@;font-size:14px}
.about h2{font-size:14px;margin:1em 0 0.2em}
.about h2+*{margin-top:0}
</style>
<script type="application/json" id="kdgraph-provenance">@@said@@</script>
</head>
<body>
<figure>
<div class="picture" role="img" aria-label="@@alt@@">
<div id="@@name@@" style="width:@@width@@px;height:@@height@@px"></div>
</div>
<figcaption>@@caption@@</figcaption>
</figure>
<div class="about">
@@notes@@
<h2>Alternative text</h2>
<p>@@alt@@</p>
<h2>Source</h2>
<p>@@source@@</p>
@@data_note@@
</div>
@@script@@
<script>
var figure = @@figure@@;
var draw = function () {
  Plotly.newPlot("@@name@@", figure.data, figure.layout, @@config@@);
};
var faces = ["", "600 ", "italic "].map(function (face) {
  return document.fonts.load(face + '12px "@@face@@"');
});
Promise.all(faces).then(draw, draw);  // words are measured as they are drawn
</script>
</body>
</html>
"""
