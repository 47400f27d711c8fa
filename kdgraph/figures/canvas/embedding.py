"""What a file says of itself: how to draw it again, in the place that its format has for this."""

from __future__ import annotations

import json
from typing import Any

from kdgraph.figures.canvas.drawing import Drawing

__all__ = ["metadata", "statement"]


def statement(drawing: Drawing) -> dict[str, Any]:
    """Return what must be known to draw a figure again and to compare: plain values only."""
    made = drawing.provenance
    return {
        "kdgraph": made.version,
        "figure": made.figure,
        "snapshot": made.snapshot_id,
        "as_of": made.as_of,
        "options": dict(made.options),
        "theme": made.theme,
        "facts": {name: str(value) for name, value in drawing.facts.items()},
        "digests": drawing.digests,
    }


def metadata(drawing: Drawing, form: str) -> dict[str, str | None]:
    """Return the metadata of a print format; none of it changes from one run to the next."""
    import matplotlib

    said = {**statement(drawing), "renderer": f"matplotlib {matplotlib.__version__}"}
    text = json.dumps(said, ensure_ascii=True, sort_keys=True)
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
