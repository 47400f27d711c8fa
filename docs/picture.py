"""Draw `docs/listed-papers.svg` from the embedded corpus: how the listed papers cite one another.

Run it from the repository's root as ``python docs/picture.py``; it needs nothing but kdgraph. The
drawing has one lane for each section of the list and one column for each year. Colour repeats what
the lane says already, so nothing is lost without it. The same snapshot gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

import kdgraph

__all__ = ["Mark", "draw", "main", "marks"]

WIDTH: Final = 1180
LEFT, RIGHT, TOP, BOTTOM = 196, 24, 94, 92
GAP_YEARS: Final = 3  # empty years beyond this many are shown as a break
LANE_ROW: Final = 34  # height of one row of papers in a lane
LANE_PADDING: Final = 26
FONT: Final = "Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif"
INK, QUIET, GRID = "#1f2430", "#5b6270", "#e6e8ec"
# Okabe and Ito (2008), the yellow darkened so that it stands on white.
COLOURS: Final = (
    "#3d3d3d", "#56728f", "#d55e00", "#0072b2", "#009e73", "#b8860b", "#a7487f", "#2a9fd6",
)  # fmt: skip
# What a paper is called in the field, and where its mark leaves room for that name.
LABELS: Final[Mapping[str, tuple[str, str]]] = {
    "Model Compression": ("Model Compression", "above"),
    "Do Deep Nets Really Need to be Deep?": ("Ba & Caruana", "above"),
    "Distilling the Knowledge in a Neural Network": ("Hinton et al.", "above"),
    "FitNets: Hints for Thin Deep Nets": ("FitNets", "below"),
    "Paying More Attention to Attention: Improving the Performance of Convolutional Neural "
    "Networks via Attention Transfer": ("Attention Transfer", "below"),
    "Deep Mutual Learning": ("Deep Mutual Learning", "below"),
    "Relational Knowledge Distillation": ("RKD", "above"),
    "Contrastive Representation Distillation": ("CRD", "above"),
    "Knowledge Distillation: A Survey": ("Gou et al.", "above"),
    "Progressive Distillation for Fast Sampling of Diffusion Models": (
        "Progressive Distillation",
        "above left",
    ),
    "Consistency Models": ("Consistency Models", "above"),
    "One-step Diffusion with Distribution Matching Distillation": ("DMD", "above"),
    "Improved Distribution Matching Distillation for Fast Image Synthesis": ("DMD2", "right"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One listed paper on the page; `read` tells whether its own reference list was read."""

    paper_id: str
    title: str
    year: int
    lane: int
    x: float
    y: float
    radius: float
    cited: int
    read: bool


def _columns(years: Iterable[int]) -> dict[int, float]:
    """Return the middle of each year's column; long gaps between years take one narrow column."""
    present = sorted(set(years))
    shown: list[tuple[int | None, float]] = []
    for before, year in zip([None, *present], present, strict=False):
        gap = 0 if before is None else year - before - 1
        if before is not None and gap > GAP_YEARS:
            shown.append((None, 0.5))
        else:
            shown += [(empty, 1.0) for empty in range(year - gap, year)]
        shown.append((year, 1.0))
    unit = (WIDTH - LEFT - RIGHT) / sum(width for _, width in shown)
    middles, x = {}, float(LEFT)
    for shown_year, width in shown:
        if shown_year is not None:
            middles[shown_year] = x + width * unit / 2
        x += width * unit
    return middles


def _radius(cited: int) -> float:
    return 4.0 + 1.05 * math.sqrt(cited)


def marks(snapshot: kdgraph.Snapshot) -> tuple[list[Mark], list[str], list[float]]:
    """Place the listed papers; also return the sections, and the upper edge of each lane."""
    papers, coverage = snapshot.papers, snapshot.coverage
    listed = (
        snapshot.entries.join(snapshot.matches["paper_id"])
        .dropna(subset=["paper_id"])
        .sort_values("position")
    )
    listed = listed.drop_duplicates("paper_id")
    sections = list(dict.fromkeys(listed["section"]))
    cited = snapshot.citations["cited_id"].value_counts()
    references = coverage[coverage["direction"] == "references"].set_index("paper_id")["state"]
    year = papers["first_year"].fillna(papers["year"])
    columns = _columns(int(year[paper_id]) for paper_id in listed["paper_id"])
    cells: dict[tuple[int, int], list[str]] = {}
    for section, paper_id in zip(listed["section"], listed["paper_id"], strict=True):
        cells.setdefault((sections.index(section), int(year[paper_id])), []).append(paper_id)
    edges = [float(TOP)]
    for lane in range(len(sections)):
        inside = [ids for (at, _), ids in cells.items() if at == lane]
        rows = max(math.ceil(len(ids) / 2) for ids in inside) * LANE_ROW
        widest = 2 * max(_radius(int(cited.get(one, 0))) for ids in inside for one in ids)
        edges.append(edges[-1] + LANE_PADDING + max(rows, widest + LANE_PADDING / 2))
    placed = []
    for (lane, when), ids in sorted(cells.items()):
        ids.sort(key=lambda paper_id: (-int(cited.get(paper_id, 0)), paper_id))
        height = math.ceil(len(ids) / 2)
        middle = (edges[lane] + edges[lane + 1]) / 2
        for place, paper_id in enumerate(ids):
            row, side = divmod(place, 2)
            alone = place == len(ids) - 1 and side == 0
            placed.append(
                Mark(
                    paper_id,
                    str(papers.at[paper_id, "title"]),
                    when,
                    lane,
                    columns[when] + (0 if alone else (-14 if side == 0 else 14)),
                    middle + (row - (height - 1) / 2) * LANE_ROW + (0 if alone or not side else 7),
                    _radius(int(cited.get(paper_id, 0))),
                    int(cited.get(paper_id, 0)),
                    references[paper_id] != "not asked",
                )
            )
    return placed, sections, edges


def _text(x: float, y: float, text: str, *, size: float = 12, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" {more}>{escape(text)}</text>'


def _arc(citing: Mark, cited: Mark) -> str:
    """Return the line from a citing paper to the older one that it cites."""
    colour = COLOURS[citing.lane % len(COLOURS)]
    reach = max(abs(citing.x - cited.x) * 0.5, 18)
    bend = 34 if citing.lane == cited.lane else 0
    return (
        f'<path d="M{citing.x:.1f} {citing.y:.1f}C{citing.x - reach:.1f} {citing.y - bend:.1f} '
        f'{cited.x + reach:.1f} {cited.y - bend:.1f} {cited.x:.1f} {cited.y:.1f}" '
        f'stroke="{colour}"/>'
    )


def _circle(mark: Mark) -> str:
    colour = COLOURS[mark.lane % len(COLOURS)]
    fill, stroke = (colour, "#ffffff") if mark.read else ("#ffffff", colour)
    width = 1.2 if mark.read else 2
    looked = "its reference list was read" if mark.read else "nobody read its reference list"
    about = f"{mark.title} ({mark.year}); cited by {mark.cited} papers here; {looked}"
    return (
        f'<circle cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="{mark.radius:.1f}" fill="{fill}" '
        f'stroke="{stroke}" stroke-width="{width}"><title>{escape(about)}</title></circle>'
    )


def _label(mark: Mark) -> str:
    name, side = LABELS[mark.title]
    away = mark.radius + 5
    x, y, anchor = {
        "above": (mark.x, mark.y - away, "middle"),
        "below": (mark.x, mark.y + away + 9, "middle"),
        "above left": (mark.x + 6, mark.y - away, "end"),
        "right": (mark.x + away, mark.y + 4, "start"),
    }[side]
    halo = 'paint-order="stroke" stroke="#ffffff" stroke-width="3.5" stroke-linejoin="round"'
    return _text(x, y, name, size=11.5, more=f'text-anchor="{anchor}" font-weight="600" {halo}')


def _wrapped(words: Sequence[str], most: int = 24) -> list[str]:
    lines = [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + 1 + len(word) > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def draw(snapshot: kdgraph.Snapshot) -> str:
    """Return the picture as SVG; every number in it is counted from the tables."""
    placed, sections, edges = marks(snapshot)
    citations, coverage = snapshot.citations, snapshot.coverage
    at = {mark.paper_id: mark for mark in placed}
    inner = [
        (at[citing], at[cited])
        for citing, cited in zip(citations["citing_id"], citations["cited_id"], strict=True)
        if citing in at and cited in at
    ]
    read = sum(mark.read for mark in placed)
    asked = coverage[(coverage["direction"] == "references") & (coverage["state"] != "not asked")]
    height = edges[-1] + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'width="{WIDTH}" height="{height:.0f}" font-family="{FONT}" fill="{INK}" role="img">',
        "<title>How the papers of the knowledge distillation list cite one another</title>",
        f'<rect width="{WIDTH}" height="{height:.0f}" rx="10" fill="#ffffff"/>',
        _text(
            28, 42, "How the listed papers build on one another", size=22, more='font-weight="700"'
        ),
        _text(
            28,
            66,
            f"{len(placed)} papers of the knowledge distillation list by first year and section, "
            f"and the {len(inner)} citations among them that were read; a line runs from the "
            "citing paper back to the one it cites.",
            size=12.5,
            more=f'fill="{QUIET}"',
        ),
    ]
    for lane, section in enumerate(sections):
        top, bottom = edges[lane], edges[lane + 1]
        if lane % 2 == 0:
            parts.append(
                f'<rect x="12" y="{top:.1f}" width="{WIDTH - 24}" height="{bottom - top:.1f}" '
                'rx="6" fill="#f6f7f9"/>'
            )
        lines = _wrapped(section.split(" / ")[-1].split())
        first = (top + bottom) / 2 - (len(lines) - 1) * 7.5 + 4
        colour = COLOURS[lane % len(COLOURS)]
        parts += [
            _text(28, first + 15 * i, line, size=12.5, more=f'fill="{colour}" font-weight="600"')
            for i, line in enumerate(lines)
        ]
    columns = _columns(mark.year for mark in placed)
    for year, x in columns.items():
        parts.append(
            f'<path d="M{x:.1f} {TOP}V{edges[-1]:.1f}" stroke="{GRID}" stroke-dasharray="2 4"/>'
        )
        more = f'text-anchor="middle" fill="{QUIET}"'
        parts.append(_text(x, edges[-1] + 20, str(year), size=12, more=more))
        if year - 1 not in columns and year != min(columns):
            parts.append(_text(x - 56, edges[-1] + 20, "…", size=12, more=more))
    arcs = "".join(_arc(citing, cited) for citing, cited in inner)
    parts.append(f'<g fill="none" stroke-width="1.3" stroke-opacity="0.42">{arcs}</g>')
    parts += [_circle(mark) for mark in sorted(placed, key=lambda mark: -mark.radius)]
    parts += [_label(mark) for mark in placed if mark.title in LABELS]
    parts += _legend(edges[-1] + 54, read=read, unread=len(placed) - read, lists=len(asked))
    parts.append("</svg>\n")
    return "\n".join(parts)


def _legend(y: float, *, read: int, unread: int, lists: int) -> list[str]:
    more = f'fill="{QUIET}"'
    parts = [
        f'<circle cx="36" cy="{y - 4:.1f}" r="7" fill="{QUIET}"/>',
        _text(50, y, f"own reference list was read ({read})", more=more),
        f'<circle cx="266" cy="{y - 4:.1f}" r="6.5" fill="#ffffff" stroke="{QUIET}" '
        'stroke-width="2"/>',
        _text(280, y, f"nobody read its list ({unread}): what it cites is unknown", more=more),
    ]
    x = 690.0
    for cited in (10, 100, 300):
        radius = _radius(cited)
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y - 4:.1f}" r="{radius:.1f}" fill="none" stroke="{QUIET}"/>'
        )
        parts.append(_text(x + radius + 4, y, str(cited), more=more))
        x += 2 * radius + 42
    parts.append(_text(x - 24, y, f"times cited in the {lists} lists that were read", more=more))
    source = (
        "Source: the corpus that kdgraph carries. Read in published reference lists; real, "
        "partial, not Semantic Scholar output."
    )
    parts.append(_text(28, y + 28, source, size=11, more=more))
    return parts


def main() -> None:
    """Write the picture beside this file."""
    picture = draw(kdgraph.embedded())
    Path(__file__).with_name("listed-papers.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
