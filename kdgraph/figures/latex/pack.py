r"""The LaTeX pack: figures, trees, table, captions, bibliography, and a document with all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.parents import primary_parents
from kdgraph.figures._sections_tree import sections_tree
from kdgraph.figures._shown import counted
from kdgraph.figures.canvas.choices import Choices
from kdgraph.figures.canvas.drawing import Drawing
from kdgraph.figures.canvas.making import MadeFigure, MadeFigures, inches, make_figures
from kdgraph.figures.canvas.provenance import Provenance, provenance_of
from kdgraph.figures.latex.bibliography import bibliography
from kdgraph.figures.latex.document import Float, Part, head, main_file
from kdgraph.figures.latex.forest import Forest, forest
from kdgraph.figures.latex.lineage import Lineage, lineage, lineage_papers
from kdgraph.figures.latex.mentions import Mentions
from kdgraph.figures.latex.properties import PropertiesTable, properties_table
from kdgraph.figures.latex.style import STYLE, style_file
from kdgraph.figures.latex.table import MethodsTable, methods_table
from kdgraph.figures.method_table import MethodTable, read_method_table
from kdgraph.files import write_file_atomically
from kdgraph.graph.snapshot import Snapshot
from kdgraph.tex import latex_body, scripts_in

__all__ = ["LatexPack", "make_pack"]

_FIGURES: Final = "figures"
_BIBLIOGRAPHY: Final = "references"


@dataclass(frozen=True)
class LatexPack:
    """What `make_pack` wrote.

    `cited` counts the papers in the bibliography; `notes` say what the trees and the table leave
    out, and which words pdfLaTeX cannot print.
    """

    folder: Path
    figures: MadeFigures
    files: tuple[Path, ...]
    cited: int
    notes: tuple[str, ...]


def make_pack(
    snapshot: Snapshot,
    folder: Path,
    *,
    only: Sequence[str] | None = None,
    formats: Sequence[str] | None = None,
    width: float | str | None = None,
    theme: str | None = None,
    section: str | None = None,
    top: int | None = None,
    overrides: Overrides | None = None,
    scope: str | None = None,
    field_least: int | None = None,
    inferred: bool | None = None,
    own: Mapping[str, Mapping[str, Any]] | None = None,
    style: str | None = None,
    notes: str | None = None,
    font_size: float | None = None,
    svg_text: bool | None = None,
    choices: Choices | None = None,
    done: Callable[[MadeFigure], object] = lambda _: None,
) -> LatexPack:
    r"""Write what a survey in LaTeX takes over from a snapshot into a folder.

    ``main.tex`` includes all and compiles; ``kdgraph.sty`` has the packages and commands that the
    parts need. The parts: each figure as ``NAME.tex`` with caption, label and alternative text, its
    PDF and PGF in ``figures/``; ``taxonomy-forest.tex``, the sections of the list as ``forest``;
    ``lineage-tikz.tex``, the evolution tree as TikZ; ``methods-table.tex``, the listed papers with
    their primary parents; where the figure matrix has a table by its author,
    ``properties-table.tex``, the same in LaTeX. Papers in these are cited; ``references.bib`` has
    exactly those papers, by keys that stay the same in every selection. The same snapshot and
    options give the same bytes.

    Parameters
    ----------
    snapshot : Snapshot
        What to show.
    folder : Path
        Where to write; made if it is not there. Other files in it stay.
    only : sequence of str, optional
        Figures by name; by default all. Trees and table are always there.
    formats : sequence of str, optional
        Formats of the figures beside pdf and pgf.
    width : float or str, optional
        Inches of figures, trees and table, or a text as `inches` reads it; by default the page of
        the style. Above 3.5 inches, they go over both columns. A narrower table has fewer columns,
        and a tree or table that is higher than a page goes on under its number.
    theme : str, optional
        light, dark or transparent, for the figures; by default light.
    section, top : optional
        As in `make_figures`; `top` is the most entries of the taxonomy (by default 160), papers of
        the lineage (80, as in ``evolution``) and rows of the table (all).
    overrides : Overrides, optional
        Names, parents and labels by hand. Parents that the list does not name are shown and cited
        too.
    scope, field_least : str and int, optional
        For the figures, as in `make_figures`; the trees and the table are of the list.
    inferred : bool, optional
        Whether the lineage, and figures that show parents, show likely forebears of papers whose
        reference lists were not read; by default they do.
    own : mapping, optional
        What single figures take, as in `make_figures`.
    style, notes, font_size, svg_text : optional
        For the figures, as in `make_figures`; but notes are in the caption by default. With
        ``none`` those of trees and table only stand in ``main.tex`` as a comment.
    choices : Choices, optional
        What a file of choices says, from `kdgraph.read_choices`; what is given stands before it.
    done : callable
        Is told of each figure once it is written.

    Raises
    ------
    InputError
        If a figure, a format, the theme, the width or the section is not known, or `top` is below
        1.
    StoreError
        If a file cannot be written.
    """
    if overrides is not None:
        snapshot = overrides.named(snapshot)
    choices = choices or Choices()
    if notes is None and "notes" not in choices.common:
        notes = "caption"
    given = {"width": width, "section": section, "top": top, "inferred": inferred, "style": style}
    said: dict[str, Any] = {"style": "plain", "width": "page", "inferred": True}
    said |= {"section": None, "top": None, **choices.options("", given | {"notes": notes})}
    section, top, inferred = said["section"], said["top"], said["inferred"]
    asked = said["width"]
    wide = inches(asked, said["style"]) if isinstance(asked, str) else float(asked)
    extra = choices.common.get("formats", ()) if formats is None else formats
    made = make_figures(
        snapshot,
        folder / _FIGURES,
        only=only,
        formats=list(dict.fromkeys(["pdf", "pgf", *extra])),
        width=width,
        theme=theme,
        section=section,
        top=top,
        overrides=overrides,
        scope=scope,
        field_least=field_least,
        inferred=inferred,
        own=own,
        style=style,
        notes=notes,
        font_size=font_size,
        svg_text=svg_text,
        choices=choices,
        done=done,
    )
    options = {"width": wide, "section": section, "top": top, "inferred": inferred}
    options |= {"scope": scope, "field_least": field_least}
    provenance = provenance_of(snapshot, "latex", options)
    source = choices.options("matrix", (own or {}).get("matrix", {})).get("table")
    drawn = "matrix" in [one.name for one in made.figures]
    trees = _Trees(
        snapshot,
        provenance,
        table=None if source is None or not drawn else read_method_table(snapshot, source),
        width=wide,
        section=section,
        top=top,
        overrides=overrides,
        inferred=inferred,
        silent=said["notes"] == "none",
    )
    told = _told(provenance)
    parts = [*trees.parts, *(_figure_part(one.drawing, told) for one in made.figures)]
    files = {f"{part.name}.tex": part.text for part in parts}
    files[f"{_BIBLIOGRAPHY}.bib"] = bibliography(snapshot, trees.mentions.cited)
    scripts = sorted({name for text in files.values() for name in scripts_in(text)})
    what = (
        rf"The style file of a LaTeX pack: \usepackage{{{STYLE}}} before any of its parts. Needs "
        "graphicx, xcolor, array, booktabs, longtable, tikz, forest, url and amssymb."
    )
    files[f"{STYLE}.sty"] = style_file(
        head(what, told),
        source=f"Source: {latex_body(provenance.footer())}.",
        note=latex_body(provenance.data_note or ""),
        scripts=scripts,
        day=provenance.date,
    )
    title = f"Figures of the list {trees.name}" if trees.name else "Figures of a literature"
    left_out = [*trees.notes]
    if scripts:
        left_out.append(
            f"pdfLaTeX cannot print words in these scripts, and names the script instead: "
            f"{', '.join(scripts)}. LuaLaTeX and XeLaTeX print them where they find a font."
        )
    files["main.tex"] = main_file(
        title, provenance.date, parts, [*told, *left_out], wide, cited=bool(trees.mentions.cited)
    )
    written = tuple(
        write_file_atomically(folder / name, text.encode(), how="") for name, text in files.items()
    )
    return LatexPack(folder, made, written, len(trees.mentions.cited), tuple(left_out))


class _Trees:
    """The taxonomy, the lineage and the table, and the papers that they cite."""

    def __init__(
        self,
        snapshot: Snapshot,
        provenance: Provenance,
        *,
        table: MethodTable | None,
        width: float,
        section: str | None,
        top: int | None,
        overrides: Overrides | None,
        inferred: bool,
        silent: bool,
    ) -> None:
        self._silent = silent
        self._told, self._width, self._section = _told(provenance), width, section
        parents = primary_parents(snapshot, overrides=overrides)
        tree = sections_tree(snapshot, section)
        descent = lineage_papers(
            snapshot,
            parents,
            width=width,
            section=section,
            top=top,
            overrides=overrides,
            inferred=inferred,
        )
        self.name = tree.name
        listed = [leaf.paper_id for _, leaf in tree.leaves() if leaf.paper_id is not None]
        chosen = parents["parent_id"].dropna()
        own = () if table is None else table.papers
        self.mentions = Mentions(snapshot, [*listed, *descent.papers.index, *chosen, *own])
        self._forest = forest(tree, self.mentions, width=width, top=top)
        self._lineage = lineage(descent, self.mentions, width=width)
        self._table = methods_table(snapshot, tree, parents, self.mentions, width=width, top=top)
        self.parts: tuple[Part, ...] = (
            self._forest_part(self._forest),
            self._lineage_part(self._lineage),
            self._table_part(self._table),
        )
        self._properties = None
        if table is not None:
            self._properties = properties_table(
                snapshot, table, self.mentions, width=width, section=section
            )
            self.parts = (*self.parts, self._properties_part(self._properties))

    @property
    def notes(self) -> list[str]:
        """What each of them leaves out."""
        return [
            *(f"taxonomy-forest: {note}" for note in self._forest.notes),
            *(f"lineage-tikz: {note}" for note in self._lineage.notes),
            *(f"methods-table: {note}" for note in self._table.notes),
            *(
                f"properties-table: {note}"
                for note in (() if self._properties is None else self._properties.notes)
            ),
        ]

    def _forest_part(self, made: Forest) -> Part:
        caption = (
            f"Taxonomy of {self._of()}: {counted(made.entries, 'entry', 'entries')} in "
            f"{counted(made.sections, 'section')}, as its authors order them."
        )
        alt = (
            f"A tree of {counted(made.sections, 'section')} whose leaves are "
            f"{counted(made.entries, 'entry', 'entries')} with their citations."
        )
        float_ = Float("figure", "taxonomy-forest", self._width, caption, self._beside(made), alt)
        return self._part(float_, made, "The list has no entries.")

    def _lineage_part(self, made: Lineage) -> Part:
        guessed = made.linked - made.known
        caption = (
            f"Descent of {counted(made.papers, 'paper')} of {self._of()} by the time of first "
            f"publication. Primary parents among the papers shown: {made.known} by a citing "
            f"sentence or by hand, {guessed} by mentions or structure alone. Colour and shape: "
            "section of the list; filled: code linked; size: citations within the corpus."
        )
        later, likely = "", ""
        if made.likely:
            caption += (
                f" Dotted, {counted(made.likely, 'paper')} whose reference list was not read, on "
                "the likely forebear: inferred from the papers that cite both, no citation that "
                "was read."
            )
            likely = f", {made.likely} on a likely forebear alone, dotted"
        if made.later:
            caption += (
                f" Dashed, {counted(made.later, 'parent')} dated after the child, so that the two "
                "are not drawn as a descent in time."
            )
            later = f", {made.later} of them with one dated later, dashed"
        nothing = "No paper of the list can be placed."
        alt = (
            f"A tree of {counted(made.papers, 'paper')} from {made.first} to {made.last}, from "
            f"left to right; {made.linked} hang on a parent{later}{likely}."
            if made.papers
            else nothing
        )
        float_ = Float("figure", "lineage-tikz", self._width, caption, self._beside(made), alt)
        return self._part(float_, made, nothing)

    def _table_part(self, made: MethodsTable) -> Part:
        papers = counted(made.papers - made.surveys, "method")
        if made.surveys:
            papers += f" and {counted(made.surveys, 'survey')}"
        caption = (
            f"The {papers} of {self._of()} by section. Primary parents "
            f"among all listed papers: {made.known} by evidence of the text, with what the citing "
            f"sentence says or how often it is named, and {made.linked - made.known} by structure, "
            "a guess from time and from who is cited together. Code: linked in the list. Cited: "
            "citations within the corpus."
        )
        float_ = Float("table", "methods-table", self._width, caption, self._beside(made))
        return self._part(float_, made, "The list has no entries.")

    def _properties_part(self, made: PropertiesTable) -> Part:
        caption = (
            f"{counted(made.methods, 'paper')} of {self._of()} by "
            f"{counted(made.properties, 'property', 'properties')}."
        )
        if made.legend:
            caption += f" {made.legend[:1].upper()}{made.legend[1:]}."
        notes = () if self._silent else made.notes
        float_ = Float("table", "properties-table", self._width, caption, notes)
        text = made.code(float_, float_.parted(made.height, goes_on=True))
        return Part(float_.name, f"{head(_what(float_), self._told)}\n{text}\n", float_.label)

    def _part(self, float_: Float, made: Forest | Lineage | MethodsTable, nothing: str) -> Part:
        parted = float_.parted(made.height, goes_on=True)
        pictures = made.pictures(float_.room(parted), float_.page)
        text = float_.code(pictures or (rf"\emph{{{latex_body(nothing)}}}",), parted)
        return Part(float_.name, f"{head(_what(float_), self._told)}\n{text}\n", float_.label)

    def _beside(self, made: Forest | Lineage | MethodsTable) -> tuple[str, ...]:
        """Return the notes that stand beside the pictures."""
        return () if self._silent else made.notes

    def _of(self) -> str:
        if self._section is not None:
            return f"the sections like “{self._section}”"
        return f"the list “{self.name}”" if self.name else "the list"


def _what(float_: Float) -> str:
    return (
        rf"{float_.name}.tex of a LaTeX pack; needs \usepackage{{{STYLE}}}, and "
        f"{_BIBLIOGRAPHY}.bib for what it cites."
    )


def _told(provenance: Provenance) -> list[str]:
    """Return where data come from, for comments."""
    asked = {name: value for name, value in provenance.options.items() if value is not None}
    return [
        provenance.footer(),
        "Options: " + ", ".join(f"{name} {value}" for name, value in asked.items()),
        provenance.data_note or "",
    ]


def _figure_part(drawing: Drawing, told: Sequence[str]) -> Part:
    """Return the float of a figure that was written as PDF and PGF."""
    name = drawing.name
    what = (
        f"The figure {name} with caption, label and alternative text; needs "
        rf"\usepackage{{{STYLE}}}, and {_FIGURES}/{name}.pdf beside the document."
    )
    # beside a picture that holds its notes, the caption need not
    notes = drawing.notes if drawing.provenance.terms.notes == "caption" else ()
    float_ = Float("figure", name, drawing.width, drawing.caption, notes)
    picture = rf"\kdgfigure[{{{latex_body(drawing.alt)}}}]{{{name}}}"
    height = drawing.height * 72
    parted = float_.parted(height)
    if (room := float_.room(parted)) < height:
        picture = rf"\scalebox{{{room / height:.2f}}}{{{picture}}}% to have room on a page"
    text = float_.code([picture], parted)
    return Part(name, f"{head(what, told)}\n{text}\n", float_.label)
