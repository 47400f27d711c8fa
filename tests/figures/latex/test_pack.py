"""What a LaTeX pack holds and says, read without TeX."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import kdgraph
from kdgraph.analysis.lineage.forebears import likely_forebears
from kdgraph.analysis.lineage.overrides import Overrides
from kdgraph.analysis.lineage.parents import primary_parents
from kdgraph.errors import InputError
from kdgraph.export.citation_keys import citation_keys
from kdgraph.figures.latex.document import Float
from kdgraph.figures.latex.pack import make_pack
from kdgraph.figures.latex.table import _short_venues
from kdgraph.testing import literatures
from tests.figures.latex.packs import LITERATURES, bare, cites, entries, faults, pack, part

TREES = ("taxonomy-forest.tex", "lineage-tikz.tex", "methods-table.tex")
FITNETS, HINTON = "arxiv:1412.6550", "arxiv:1503.02531"

every_literature = pytest.mark.parametrize("name", LITERATURES)
every_width = pytest.mark.parametrize("width", [3.3, 7.0])


@every_width
@every_literature
def test_braces_and_environments_are_closed(name: str, width: float) -> None:
    for path in pack(name, width).files:
        if path.suffix in (".tex", ".bib"):
            assert faults(path.read_text(encoding="utf-8")) == [], path.name


@every_width
@every_literature
def test_the_bibliography_has_exactly_what_is_cited(name: str, width: float) -> None:
    made = pack(name, width)
    cited = {key for tree in TREES for key in cites(part(made, tree))}
    held = entries(part(made, "references.bib"))
    assert set(held) == cited
    assert held == sorted(held)
    assert made.cited == len(held)
    known = citation_keys(LITERATURES[name]())
    assert cited <= set(known)


@every_literature
def test_everything_is_included_and_every_reference_resolves(name: str) -> None:
    made = pack(name)
    main = part(made, "main.tex")
    included = re.findall(r"\\input\{([\w-]+)\}", main)
    assert {f"{one}.tex" for one in included} | {"main.tex"} == {
        path.name for path in made.files if path.suffix == ".tex"
    }
    whole = main + "".join(part(made, f"{one}.tex") for one in included)
    labels = re.findall(r"\\label\{([\w:-]+)\}", whole)
    assert sorted(labels) == sorted(set(labels))
    assert set(re.findall(r"\\ref\{([\w:-]+)\}", whole)) <= set(labels)
    for figure in re.findall(r"\\kdgfigure\[.*\]\{(\w[\w-]*)\}", whole):
        assert (made.folder / "figures" / f"{figure}.pdf").is_file()
        assert (made.folder / "figures" / f"{figure}.pgf").is_file()
    assert (r"\bibliography{references}" in main) == bool(made.cited)


@every_literature
def test_every_file_says_where_its_data_come_from(name: str) -> None:
    snapshot, made = LITERATURES[name](), pack(name)
    for path in made.files:
        text = " ".join(path.read_text(encoding="utf-8").replace("%", " ").split())
        assert f"snapshot {snapshot.id}" in text or f"{{{snapshot.id}}}" in text, path.name
        if snapshot.data_note:
            assert " ".join(snapshot.data_note.split())[:60] in text, path.name
    for path in made.files:
        if path.suffix == ".tex" and path.name != "main.tex":
            text = path.read_text(encoding="utf-8")
            captions = [line for line in text.split("\n") if line.startswith(r"\caption{")]
            assert r"\kdgsource{} \kdgdatanote" in captions[0], path.name


def test_the_same_snapshot_gives_the_same_bytes(tmp_path: Path) -> None:
    first = pack("hard")
    again = make_pack(literatures.hard(), tmp_path, only=["taxonomy"])
    assert [path.name for path in first.files] == [path.name for path in again.files]
    for one, other in zip(first.files, again.files, strict=True):
        assert one.read_bytes() == other.read_bytes(), one.name


def test_the_taxonomy_cites_each_listed_paper_below_its_section() -> None:
    snapshot, text = LITERATURES["plain"](), part(pack("plain"), "taxonomy-forest.tex")
    keys = citation_keys(snapshot)
    assert sorted(cites(text)) == sorted(keys[list(snapshot.reading_list.papers)])
    headings = re.findall(r"^    \[\{(.*)\}, kdg section=\d", text, re.MULTILINE)
    assert headings[:2] == ["Pioneering Papers", "Survey Papers"]
    assert len(headings) == 8
    below = text[text.index("Feature Distillation}") : text.index("Online Knowledge")]
    assert rf"FitNets~\kdgcite{{{keys[FITNETS]}}}" in below


def test_the_lineage_draws_each_primary_parent() -> None:
    snapshot, text = LITERATURES["plain"](), part(pack("plain"), "lineage-tikz.tex")
    keys = citation_keys(snapshot)
    parents = primary_parents(snapshot)["parent_id"].dropna()
    wanted = {(str(keys[parent]), str(keys[str(child)])) for child, parent in parents.items()}
    likely = likely_forebears(snapshot).named
    guessed = {(str(keys[parent]), str(keys[str(child)])) for child, parent in likely.items()}
    drawn = re.findall(
        r"\\draw\[kdg branch=\d(.*?)\] \((?:\[[^\]]*\])?(\w+)\) (?:--.*)?\((\w+)\);", text
    )
    assert {(one, other) for style, one, other in drawn if "likely" not in style} == wanted
    assert {(one, other) for style, one, other in drawn if "likely" in style} == guessed
    assert r"\kdglinekey{kdg likely}{likely forebear, inferred}" in text
    places = {
        key: float(x) for key, x in re.findall(r"\\coordinate \((\w+)\) at \(([\d.]+),", text)
    }
    assert len(places) == 59
    assert all(places[parent] < places[child] for parent, child in wanted)


def test_the_lineage_draws_the_runners_up_of_the_evolution_tree() -> None:
    snapshot, text = LITERATURES["plain"](), part(pack("plain"), "lineage-tikz.tex")
    keys = citation_keys(snapshot)
    parents = primary_parents(snapshot)
    near = parents[parents["margin"] <= 0.1]["runner_up_id"].dropna()
    wanted = {(str(keys[other]), str(keys[str(child)])) for child, other in near.items()}
    drawn = re.findall(
        r"\\draw\[kdg other\] \((\w+)\) \.\. controls \S+ and \S+ \.\. \((\w+)\);", text
    )
    assert set(drawn) == wanted
    assert len(drawn) == len(wanted) > 0


def test_the_table_has_a_row_for_each_listed_paper_with_its_parent() -> None:
    snapshot, text = LITERATURES["plain"](), part(pack("plain"), "methods-table.tex")
    keys = citation_keys(snapshot)
    rows = [line for line in text.split("\n") if line.count(" & ") == 6 and "Method &" not in line]
    assert len(rows) == 59
    # after the end of a row, a star or a bracket would be an argument of it
    assert all(row.startswith("    {}") for row in rows)
    (row,) = [one for one in rows if one.strip().startswith("{}FitNets")]
    cells = [cell.strip() for cell in row.removesuffix(r"\\").split(" & ")]
    cited = int((snapshot.citations["cited_id"] == FITNETS).sum())
    assert cells[0] == rf"{{}}FitNets~\kdgcite{{{keys[FITNETS]}}}"
    assert cells[1:3] == ["2015", "ICLR"]
    assert cells[3].startswith(r"\kdgcode{https://")
    assert cells[4].endswith(rf"\kdgcite{{{keys[HINTON]}}}")
    assert cells[5:] == ["4 mentions", f"{cited:,}"]


def test_a_parent_that_the_list_does_not_name_is_shown_and_cited(tmp_path: Path) -> None:
    snapshot = kdgraph.embedded()
    listed = set(snapshot.reading_list.papers)
    other = next(
        one
        for one in snapshot.citations["cited_id"]
        if one not in listed and snapshot.papers["year"].get(one) is not pd.NA
    )
    rows = {"paper_id": [FITNETS], "parent_id": [other], "note": [""]}
    arcs = pd.DataFrame({"citing_id": [], "cited_id": [], "label": [], "note": []})
    by_hand = Overrides(arcs, pd.DataFrame(rows), [])
    made = make_pack(snapshot, tmp_path, only=["taxonomy"], overrides=by_hand)
    key = str(citation_keys(snapshot)[other])
    assert key in entries(part(made, "references.bib"))
    assert key in cites(part(made, "methods-table.tex"))
    text = part(made, "lineage-tikz.tex")
    assert re.search(rf"kdg branch=\d, kdg known\] \(.*{key}\)", text)
    assert "Not on the list~(1)" in text


def test_a_section_a_day_and_the_most_cited_narrow_it(tmp_path: Path) -> None:
    made = pack("plain", section="Data-Free", top=3)
    assert len(cites(part(made, "taxonomy-forest.tex"))) == 3
    assert "Survey Papers" not in bare(part(made, "taxonomy-forest.tex"))
    assert any("5 entries with fewer citations here left out" in note for note in made.notes)
    table = part(made, "methods-table.tex")
    assert sum(line.count(" & ") == 6 for line in table.split("\n")) == 4  # with the head
    assert len(re.findall(r"\\coordinate", part(made, "lineage-tikz.tex"))) <= 3
    view = kdgraph.embedded().as_of(2017)
    early = make_pack(view, tmp_path, only=["taxonomy"])
    keys = citation_keys(view)
    assert set(entries(part(early, "references.bib"))) <= set(keys)
    assert "as of 2017-12-31" in part(early, "methods-table.tex")
    with pytest.raises(InputError, match="Nothing Like It"):
        pack("plain", section="Nothing Like It")


def test_what_cannot_be_printed_or_placed_is_said() -> None:
    made = pack("hard")
    said = " ".join(made.notes)
    assert "Arabic, Chinese, Hebrew, Japanese, Korean, sign" in said
    assert "9 listed papers without a year cannot be placed" in said
    assert "1 entry in grey matched to no paper" in said
    # other words than those in the command are such that pdfLaTeX prints them
    for path in made.files:
        text = re.sub(r"\\kdgforeign\{\w+\}\{[^{}]*\}", "", path.read_text(encoding="utf-8"))
        code = bare(text) if path.suffix != ".bib" else text.partition("\n\n")[2]
        assert code.isascii(), path.name


WIDTHS = {"column": 3.3, "book": 122 / 25.4, "page": 7.0}


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", ["plain", "hard"])
def test_the_table_has_its_width_whatever_stands_in_it(name: str, width: float) -> None:
    text = part(pack(name, width), "methods-table.tex")
    for columns in re.findall(r"\\begin\{tabular\}\{@\{\}(.*)@\{\}\}", text):
        rooms = [float(room) for room in re.findall(r"[LRC]\{([\d.]+)bp\}", columns)]
        assert len(rooms) == columns.count("bp")
        assert sum(rooms) + 8 * (len(rooms) - 1) == pytest.approx(width * 72, abs=0.5)
        assert min(rooms) > 15
    rows = [line for line in text.split("\n") if line.startswith("    {}")]
    assert {line.count(" & ") + 1 for line in rows} == {len(rooms)}
    if name == "plain":
        assert len(rows) == 59
        (row,) = [one for one in rows if one.strip().startswith("{}FitNets")]
        assert "2015" in row
        assert "ICLR" in row
        assert "4 mentions" in row
        assert sum(bool(re.search(r"structure(?:\}| &)", one)) for one in rows) == 8


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_every_picture_has_room_on_its_page(width: float) -> None:
    made = pack("plain", width)
    text = part(made, "lineage-tikz.tex")
    assert len(set(re.findall(r"kdg name\] at \(\[[^\]]*\](\w+)\)", text))) == 59
    assert len(re.findall(r"kdg name\] at", text)) == 59, "each paper is named once"
    high = 532.0 if 3.5 < width < 6.2 else 630.0
    boxes = re.findall(r"bounding box\] \(-8,([\d.-]+)\) rectangle \([\d.]+,([\d.-]+)\)", text)
    assert len(boxes) == text.count(r"\caption{") == text.count(r"\begin{tikzpicture}")
    assert all((float(below) - float(above)) * 8.5 < high for above, below in boxes)
    assert (r"\clip" in text) == (len(boxes) > 1)
    for one, other in re.findall(
        r"\\draw\[kdg branch[^\]]*\] \((?:\[[^\]]*\])?(\w+)\).*\((\w+)\);", text
    ):
        assert rf"\coordinate ({one})" in text
        assert rf"\coordinate ({other})" in text


def test_notes_stand_in_the_caption_where_a_page_has_room_for_both() -> None:
    notes = ("One note. " * 40,)
    made = Float("figure", "x", 3.3, "A caption. Its rest. And more.", notes)
    whole = "A caption. Its rest. And more."
    assert made.parted(300.0)[:1] == (whole,)
    assert made.parted(300.0).notes.count("One note.") == 40
    assert made.parted(585.0)[:2] == (whole, "")
    assert made.parted(605.0).caption == "A caption."
    assert made.parted(605.0, goes_on=True).caption == whole
    for height in (300.0, 585.0, 605.0):
        text = made.code(["P"], made.parted(height))
        assert text.count("One note.") == 40
        assert text.count("Its rest.") == 1
        above, _, below = text.partition(r"\end{figure}")
        assert (r"On Figure~\ref{fig:kdg-x}: " in below) == (height > 300)
        assert ("Its rest." in above) == (height < 600)
    assert Float("figure", "x", 4.8, "A caption.").page < Float("figure", "x", 7.0, "").page


def test_captions_count_surveys_apart_and_break_no_name() -> None:
    text = part(pack("plain"), "methods-table.tex")
    assert "The 56 methods and 3 surveys of the list" in text
    for path in pack("plain").files:
        if path.suffix == ".tex":
            assert r"\-" not in path.read_text(encoding="utf-8"), path.name


def test_venues_are_called_as_the_list_calls_them() -> None:
    frames = kdgraph.embedded().frames()
    papers = frames["papers"].copy()
    long = "International Conference on Learning Representations"
    papers.loc[papers["venue"].str.startswith("ICLR").fillna(False), "venue"] = long
    papers.loc[FITNETS, "venue"] = long
    entries = frames["entries"].copy()
    matches = frames["matches"]
    unsaid = matches.index[matches["paper_id"] == HINTON][0]
    said = zip(entries.index, entries["venues"], strict=True)
    entries["venues"] = [[] if one == unsaid else venues for one, venues in said]
    papers.loc[HINTON, "venue"] = long
    made = kdgraph.Snapshot(
        frames | {"papers": papers, "entries": entries}, kdgraph.embedded().manifest
    )
    venues = _short_venues(made)
    fitnets = matches.index[matches["paper_id"] == FITNETS][0]
    assert venues[fitnets] == venues[unsaid] == "ICLR"
    assert long not in venues.values()
    assert "TPAMI" in venues.values()


def test_an_empty_list_and_one_paper_are_no_fault() -> None:
    empty = pack("empty")
    assert "The list has no entries." in part(empty, "taxonomy-forest.tex")
    assert "No paper of the list can be placed." in part(empty, "lineage-tikz.tex")
    assert entries(part(empty, "references.bib")) == []
    lonely = pack("lonely")
    assert len(entries(part(lonely, "references.bib"))) == 1
    assert "1 entry in 1 section" in part(lonely, "taxonomy-forest.tex")


def test_long_trees_and_tables_go_on_under_the_same_number() -> None:
    text = part(pack("hard", 7.0), "methods-table.tex")
    assert text.count(r"\begin{tabular}") == text.count(r"\begin{table*}") == 2
    assert text.count(r"\addtocounter{table}{-1}") == 1
    assert text.count(r"\label{") == 1
    assert "(continued)" in text
    assert r"\begin{figure}[tp]" in part(pack("hard", 3.3), "lineage-tikz.tex")
    assert r"\begin{figure*}[tp]" in part(pack("hard", 7.0), "lineage-tikz.tex")
