"""The marks of a drawing as plain values in pixels, with what is known of the papers behind them.

The script beside this module draws them as SVG. It is given numbers, names of shapes, colours and
words, and puts words nowhere but into text nodes, so that no title can become markup.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from kdgraph.analysis.lineage.inheritance import label_arcs
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.figures._kinds import kind_ink, kind_shape, section_kinds
from kdgraph.figures._shown import NO_SECTION
from kdgraph.figures.canvas.marks import Areas, Bars, Curves, Floats, Mark, Points, Text, spread
from kdgraph.figures.canvas.sheet import Axis, Key, Panel, Sheet
from kdgraph.figures.canvas.theme import Theme, theme_named
from kdgraph.figures.canvas.typography import drawable, origin
from kdgraph.graph.snapshot import Snapshot
from kdgraph.identifiers import link

__all__ = ["DESCENT", "SCALE", "UNLISTED", "scene_of"]

SCALE: Final = 1.8
"""Pixels a point of the page: words of 6.8 points are then as large as small print on a screen."""

DESCENT: Final = frozenset(
    {
        "parent by evidence",
        "parent by structure",
        "parent against time",
        "parent",
        "likely forebear",
        "likely",
        "robust core",
        "main path",
        "main path against time",
        "other main path",
        "way",
        "by mentions",
        "known forebear",
    }
)
"""Roles of arcs that say that one paper descends from another: these are followed all the way."""

_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "parent by evidence": ("parent, by a sentence or by hand", "descends from"),
    "parent by structure": ("parent, by mentions or structure", "descends from"),
    "parent against time": ("parent dated later", "descends from"),
    "likely forebear": ("likely forebear, inferred", "likely descends from"),
    "other parent": ("close runner-up", "could descend from"),
    "main path": ("main path", "cites"),
    "main path against time": ("main path, against time", "cites"),
    "robust core": ("robust core", "cites"),
    "other main path": ("key routes", "cites"),
    "citation around": ("other citations", "cites"),
    "citation around against time": ("other citations, against time", "cites"),
    "way": ("citation on a way", "cites"),
    "known forebear": ("parent that is known", "descends from"),
    "by mentions": ("named repeatedly", "builds on"),
    "cited": ("cited", "cites"),
    "likely": ("likely forebear, inferred", "likely descends from"),
    "through an undated paper": (
        "through a paper without a year",
        "cites, through a paper without a year,",
    ),
    "citation": ("citation", "cites"),
    "citation against time": ("citation of a later paper", "cites"),
}
"""By role: how a filter calls arcs of this kind, and the verb between citing and cited paper."""

_SILENT: Final = frozenset({"no sentence", "no cue"})
_LONGEST: Final = 420  # signs of a sentence beside an arc
_MOST_AUTHORS: Final = 6
UNLISTED: Final = "not on the list"
"""What a paper without a section is under."""


def scene_of(
    drawing: Sheet,
    snapshot: Snapshot,
    *,
    overrides: Overrides | None = None,
    scale: float = SCALE,
) -> dict[str, Any]:
    """Return what the script needs to show a drawing: values that JSON holds.

    Legend, notes and provenance are no part of the picture: they are given as ``keys`` and words.

    Parameters
    ----------
    drawing : Drawing
        What to show; its theme gives the colours.
    snapshot : Snapshot
        The papers and citations behind its marks.
    overrides : Overrides, optional
        Labels by hand, which win.
    scale : float
        Pixels a point of the page.

    Returns
    -------
    dict
        ``name``, ``alt``, ``digest`` (of the marks), ``width`` and ``height`` in pixels,
        ``colours``, ``panels`` (each with its frame, ticks and items), ``keys``, ``papers`` by id,
        ``arcs`` (citing, cited, kind, label, sentence), ``kinds`` with how many arcs each has, and
        ``years``, the first and the last of the papers shown.

    Examples
    --------
    >>> import kdgraph
    >>> corpus = kdgraph.embedded()
    >>> scene = scene_of(kdgraph.draw("evolution", corpus), corpus)
    >>> scene["papers"]["arxiv:1412.6550"]["name"], scene["years"]
    ('FitNets', [2006, 2025])
    """
    theme = theme_named(drawing.provenance.theme)
    panels = [panel for panel in drawing.panels if panel.name != "page"]
    top = max((panel.box.top + _above(panel) for panel in panels), default=0.0)
    bottom = min((panel.box.bottom - _below(panel) for panel in panels), default=0.0)
    page = _Page(theme, top, scale)
    arcs = _arcs(panels, snapshot, overrides)
    papers = _papers(drawing, snapshot)
    years = [one["year"] for one in papers.values() if one["year"] is not None]
    return {
        "name": drawing.name,
        "alt": drawing.alt,
        "digest": drawing.digests["marks"],
        "width": round(drawing.width * 72 * scale),
        "height": round((top - bottom) * scale),
        "scale": scale,
        "colours": {
            "ground": theme.ground or "transparent",
            "ink": theme.ink,
            "muted": theme.muted,
            "faint": theme.faint,
            "accent": theme.accent,
        },
        "panels": [page.panel(panel) for panel in panels],
        "keys": [page.key(key) for key in drawing.keys if not _is_filter(key)],
        "sections": _sections(papers, snapshot, page),
        "papers": papers,
        "arcs": arcs,
        "kinds": [
            {"kind": kind, "label": _KINDS.get(kind, (kind, ""))[0], "count": count}
            for kind, count in sorted(Counter(arc["kind"] for arc in arcs).items())
        ],
        "years": [min(years), max(years)] if years else [],
    }


def _above(panel: Panel) -> float:
    return 16.0 if panel.y.title or panel.title else 12.0 if panel.x.ticks else 6.0


def _below(panel: Panel) -> float:
    return 24.0 if panel.x.title else 14.0 if panel.x.ticks else 3.0


class _Page:
    """Turns points of the page, from its lower left, into pixels from the upper left."""

    def __init__(self, theme: Theme, top: float, scale: float) -> None:
        self.theme, self.top, self.scale = theme, top, scale

    def pixels(self, x: Any, y: Any) -> tuple[list[float], list[float]]:
        across = np.asarray(x, dtype=np.float64) * self.scale
        down = (self.top - np.asarray(y, dtype=np.float64)) * self.scale
        return np.round(across, 2).ravel().tolist(), np.round(down, 2).ravel().tolist()

    def colour(self, ink: str) -> str:
        return self.theme.colour(ink) or "transparent"

    def key(self, key: Key) -> dict[str, Any]:
        return {
            "words": key.words,
            "ink": self.colour(key.ink),
            "sign": key.sign,
            "dash": key.dash,
            "filled": key.filled,
            "width": key.width,
        }

    def panel(self, panel: Panel) -> dict[str, Any]:
        """Return a panel: its frame, the ticks of its axes, and its items from below upwards."""
        box = panel.box
        (left, right), (top, bottom) = self.pixels([box.left, box.right], [box.top, box.bottom])
        items: list[dict[str, Any]] = []
        for mark in sorted(panel.marks, key=lambda mark: mark.layer):
            if len(mark):
                items += self._items(panel, mark)
        return {
            "name": panel.name,
            "title": panel.title,
            "left": left,
            "right": right,
            "top": top,
            "bottom": bottom,
            "x": self._axis(panel, panel.x, across=True),
            "y": self._axis(panel, panel.y, across=False),
            "items": items,
        }

    def _axis(self, panel: Panel, axis: Axis, *, across: bool) -> dict[str, Any]:
        def places(values: Sequence[float]) -> list[float]:
            held = np.asarray(values, dtype=np.float64)
            low = np.full(len(held), panel.x.low if not across else panel.y.low)
            pair = (held, low) if across else (low, held)
            return self.pixels(*panel.to_page(*pair))[0 if across else 1]

        at = places([place for place, _ in axis.ticks])
        return {
            "ticks": [[place, words] for place, (_, words) in zip(at, axis.ticks, strict=True)],
            "lines": (places(axis.lines) if axis.lines else at) if axis.grid else [],
            "line": axis.line,
            "title": axis.title,
        }

    def _items(self, panel: Panel, mark: Mark) -> list[dict[str, Any]]:
        count = len(mark)
        shared = {"role": mark.role, "layer": mark.layer}
        if isinstance(mark, Points):
            values = self._points(panel, mark)
        elif isinstance(mark, Curves):
            values = self._curves(panel, mark)
        elif isinstance(mark, Bars):
            values = self._bars(panel, mark)
        elif isinstance(mark, Areas):
            values = self._areas(panel, mark)
        else:
            values = self._text(panel, mark)
        return [
            {
                **shared,
                **value,
                "papers": list(mark.papers_of(row)),
                "words": mark.words_of(row),
            }
            for row, value in zip(range(count), values, strict=True)
        ]

    def _points(self, panel: Panel, mark: Points) -> list[dict[str, Any]]:
        count = len(mark)
        xs, ys = self.pixels(*panel.to_page(mark.x, mark.y))
        return [
            {
                "kind": "point",
                "x": x,
                "y": y,
                "size": round(size * self.scale, 2),
                "ink": self.colour(ink),
                "shape": shape,
                "filled": bool(filled),
                "edge": round(mark.edge * self.scale, 2),
            }
            for x, y, size, ink, shape, filled in zip(
                xs,
                ys,
                spread(mark.size, count),
                spread(mark.ink, count),
                spread(mark.shape, count),
                spread(mark.filled, count),
                strict=True,
            )
        ]

    def _path(self, panel: Panel, path: Floats, *, bent: bool, closed: bool) -> str:
        xs, ys = self.pixels(*panel.to_page(path[:, 0], path[:, 1]))
        pairs = [f"{x:g} {y:g}" for x, y in zip(xs, ys, strict=True)]
        if bent:
            steps = [" ".join(pairs[at : at + 3]) for at in range(1, len(pairs), 3)]
            drawn = f"M{pairs[0]}" + "".join(f"C{step}" for step in steps)
        else:
            drawn = f"M{pairs[0]}" + "".join(f"L{pair}" for pair in pairs[1:])
        return drawn + ("Z" if closed else "")

    def _curves(self, panel: Panel, mark: Curves) -> list[dict[str, Any]]:
        count = len(mark)
        return [
            {
                "kind": "curve",
                "d": self._path(panel, path, bent=mark.bent, closed=False),
                "ink": self.colour(ink),
                "width": round(width * self.scale, 2),
                "dash": mark.dash,
                "opacity": mark.opacity,
                "arrow": mark.arrows,
            }
            for path, ink, width in zip(
                mark.paths, spread(mark.ink, count), spread(mark.width, count), strict=True
            )
        ]

    def _areas(self, panel: Panel, mark: Areas) -> list[dict[str, Any]]:
        return [
            {
                "kind": "area",
                "d": self._path(panel, path, bent=mark.bent, closed=True),
                "ink": self.colour(ink),
                "opacity": mark.opacity,
            }
            for path, ink in zip(mark.paths, spread(mark.ink, len(mark)), strict=True)
        ]

    def _bars(self, panel: Panel, mark: Bars) -> list[dict[str, Any]]:
        x0, y0 = self.pixels(*panel.to_page(mark.left, mark.bottom))
        x1, y1 = self.pixels(*panel.to_page(mark.right, mark.top))
        return [
            {
                "kind": "area",
                "d": f"M{a:g} {b:g}L{c:g} {b:g}L{c:g} {d:g}L{a:g} {d:g}Z",
                "ink": self.colour(ink),
                "opacity": mark.opacity,
            }
            for a, b, c, d, ink in zip(x0, y0, x1, y1, spread(mark.ink, len(mark)), strict=True)
        ]

    def _text(self, panel: Panel, mark: Text) -> list[dict[str, Any]]:
        count = len(mark)
        starts = self.pixels(*panel.to_page(mark.x, mark.y))
        found = []
        for row, (x, y) in enumerate(zip(*starts, strict=True)):
            dx, dy = spread(mark.dx, count)[row], spread(mark.dy, count)[row]
            size, across = spread(mark.size, count)[row], spread(mark.halign, count)[row]
            up, ink = spread(mark.valign, count)[row], spread(mark.ink, count)[row]
            # the script keeps the side at which words are held, so that another font does no harm
            left, base = origin(mark.text[row], 0.0, 0.0, size, mark.weight, across, up, mark.angle)
            held = (left, 0.0) if mark.angle else (0.0, base)
            found.append(
                {
                    "kind": "text",
                    "x": x,
                    "y": y,
                    "dx": round((dx + held[0]) * self.scale, 2),
                    "dy": round(-(dy + held[1]) * self.scale, 2),
                    "text": drawable(mark.text[row]),
                    "size": round(size * self.scale, 2),
                    "ink": self.colour(ink),
                    "across": across,
                    "weight": mark.weight,
                    "angle": mark.angle,
                    "plate": mark.plate,
                }
            )
        return found


def _arcs(
    panels: Sequence[Panel], snapshot: Snapshot, overrides: Overrides | None
) -> list[dict[str, Any]]:
    """Return each arc between two papers once: what it is, and the sentence that says so."""
    roles: dict[tuple[str, str], str] = {}
    for panel in panels:
        for mark in sorted(panel.marks, key=lambda mark: -mark.layer):
            if not isinstance(mark, Curves):
                continue
            for ids in mark.papers:
                if len(ids) == 2:
                    pair = (ids[0], ids[1])
                    # of several lines for one pair, the one that says most
                    if roles.get(pair) not in DESCENT:
                        roles[pair] = mark.role
    known = set(zip(snapshot.citations["citing_id"], snapshot.citations["cited_id"], strict=True))
    cited = [pair for pair in roles if pair in known]
    labels: Mapping[tuple[str, str], Any] = {}
    if cited:
        frame = pd.DataFrame(cited, columns=["citing_id", "cited_id"])
        rows = label_arcs(snapshot, frame, overrides=overrides)
        labels = dict(zip(cited, rows.to_dict("records"), strict=True))
    return [_arc(pair, role, labels.get(pair)) for pair, role in roles.items()]


def _arc(pair: tuple[str, str], role: str, label: Mapping[str, Any] | None) -> dict[str, Any]:
    read = None if label is None or label["label"] in _SILENT else str(label["label"])
    sentence = None if label is None or pd.isna(label["sentence"]) else str(label["sentence"])
    if sentence is not None and len(sentence) > _LONGEST:
        sentence = f"{sentence[: _LONGEST - 1]}…"
    return {
        "citing": pair[0],
        "cited": pair[1],
        "role": role,
        "kind": read or role,
        "label": read or "cites",
        "said": read or _KINDS.get(role, (role, "cites" if label else "is connected with"))[1],
        "sentence": sentence,
        "descent": role in DESCENT,
    }


def _is_filter(key: Key) -> bool:
    """Return whether a key stands for sections or arcs, which the script offers as filters."""
    return key.sign == "line" or (key.ink.startswith("series:") and key.sign != "bar")


def _sections(
    papers: Mapping[str, Mapping[str, Any]], snapshot: Snapshot, page: _Page
) -> list[dict[str, Any]]:
    """Return the sections of the papers shown in the order of the list, with their signs."""
    kinds = section_kinds(snapshot)
    counts = Counter(str(paper["section"]) for paper in papers.values())
    found = [
        {
            "name": name,
            "ink": page.colour(kind_ink(kind)),
            "sign": kind_shape(kind),
            "count": counts.pop(name),
        }
        for kind, name in enumerate(kinds.names)
        if name in counts
    ]
    muted = page.colour("muted")
    if bare := counts.pop(NO_SECTION, 0):
        found.append({"name": NO_SECTION, "ink": muted, "sign": "square", "count": bare})
    if outside := counts.total():
        found.append({"name": UNLISTED, "ink": muted, "sign": "circle", "count": outside})
    return found


def _papers(drawing: Sheet, snapshot: Snapshot) -> dict[str, dict[str, Any]]:
    """Return what is said of each paper shown."""
    known = set(snapshot.papers.index)
    shown = [one for one in drawing.papers() if one in known]
    names = short_names(snapshot, shown)
    kinds = section_kinds(snapshot)
    found = {}
    for paper_id, brief in snapshot.describe(shown).iterrows():
        one = str(paper_id)
        scheme, _, value = one.partition(":")
        authors = [name for name in str(brief["authors"]).split(", ") if name]
        more = f" and {len(authors) - _MOST_AUTHORS} others"
        found[one] = {
            "name": names[one],
            "title": "(no title)" if pd.isna(brief["title"]) else str(brief["title"]),
            "year": None if pd.isna(brief["year"]) else int(brief["year"]),
            "venue": "" if pd.isna(brief["venue"]) else str(brief["venue"]),
            "authors": ", ".join(authors[:_MOST_AUTHORS])
            + (more if len(authors) > _MOST_AUTHORS else ""),
            "section": kinds.section(one) or (NO_SECTION if brief["listed"] else ""),
            "listed": bool(brief["listed"]),
            "cited": int(brief["cited_here"]),
            "link": link(scheme, value),
        }
    return found
