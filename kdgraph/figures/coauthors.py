"""Co-authors: who writes with whom, among the authors with most papers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, shortest_path

from kdgraph.analysis.authors.communities import coauthor_communities
from kdgraph.analysis.authors.corpus import AuthorCorpus
from kdgraph.analysis.authors.names import also_as
from kdgraph.analysis.authors.ranking import rank_authors
from kdgraph.analysis.names.paper_names import short_names
from kdgraph.analysis.ties import best_first
from kdgraph.figures import FIGURES
from kdgraph.figures.canvas.drawing import Axis, Box, Drawing, Panel
from kdgraph.figures.canvas.labels import Wish, place_labels
from kdgraph.figures.canvas.marks import SHAPES, Curves, Floats, Mark, Points, Text
from kdgraph.figures.canvas.page import MARGIN, Key
from kdgraph.figures.canvas.theme import KINDS
from kdgraph.figures.canvas.typography import fitted, measure, missing_signs
from kdgraph.figures.figure import FigureBase, counted
from kdgraph.figures.layouts.network import pack_boxes, pack_on_shelves, stress_layout, turn_wide
from kdgraph.graph.snapshot import Snapshot

__all__ = ["coauthors"]

_WIDE: Final = 5.0  # inches
_MOST: Final = (48, 22)  # authors on a wide and on a narrow page, unless asked for
_SIZE: Final = 6.8
_LONGEST: Final = 84.0  # points, of a name
_SMALLEST_DOT: Final = 3.2
_LARGEST_DOT: Final = 12.0
_THINNEST: Final = 0.5
_THICKEST: Final = 3.2
_COVER: Final = (0.36, 0.25)  # of the page, that dots and names take, narrow and wide
_FLATTEST: Final = 0.4  # of the width: what is no lower, but for a few authors
_FEW: Final = 8
_TIE: Final = 14.0  # points of a line between two authors who stand alone
_ASPECT: Final = 1.6  # width by height of a part of the network
_BETWEEN: Final = 9.0  # points between parts
_CROWDED: Final = 3.0  # ties an author from which on only the strongest are drawn
_STRONGEST: Final = 2  # of each author
_BELOW: Final = 2.0  # points between a dot and its name
_NAMED: Final = 6  # names in a note
_COLUMNS: Final = (
    *("item", "author_id", "name", "papers", "fractional_papers", "score", "by_name"),
    *("community", "also_as", "other_id", "other_name", "weight"),
)
_FARTHEST: Final = 6  # times as many authors are looked at as are shown
_KINDS: Final = SHAPES[1:]  # of communities; round are those who stand for themselves
_APART: Final = 0.7  # of the longest way: how far authors without any tie stand from each other


@FIGURES.add("coauthors", label="Co-authors")
def coauthors(
    snapshot: Snapshot,
    *,
    width: float = 7.0,
    section: str | None = None,
    top: int | None = None,
    by: str = "fractional_papers",
    scope: str | None = None,
    field_least: int | None = None,
) -> Drawing:
    """Draw who writes with whom, among the first authors by a measure.

    Authors who wrote with none of the others shown are left out and counted. The area of a dot is
    the author's number of papers, each shared among its authors; the width of a line the number of
    papers in common; colour and shape the community within the network of all authors; round and
    grey are authors of whose community nobody else is shown. Authors stand near those they write
    with. A name that no font here can draw stands in the Latin form that another paper prints, else
    the author is called by a paper.

    Parameters
    ----------
    snapshot : Snapshot
        Papers and authors.
    width : float
        Inches.
    section : str, optional
        Only papers listed under headings that hold this count.
    top : int, optional
        At most so many authors; by default 48, or 22 on a narrow page.
    by : str
        The measure of authors that says who comes first, a name of `kdgraph.AUTHOR_MEASURES`.
    scope, field_least : str and int, optional
        Which papers are drawn and counted, as for `kdgraph.Snapshot.within`; by default the field.

    Raises
    ------
    InputError
        If there is no such section or measure, or `top` is below 1.

    Examples
    --------
    >>> import kdgraph
    >>> drawing = coauthors(kdgraph.embedded(), top=3, scope="all")
    >>> drawing.numbers[["item", "name", "papers"]].values.tolist()
    [['author', 'Geoffrey E. Hinton', 25], ['author', 'Quoc V. Le', 17],
     ['tie', 'Geoffrey E. Hinton', 1]]
    """
    figure = FigureBase(
        "coauthors",
        snapshot,
        width=width,
        section=section,
        top=top,
        of_what="author",
        scope=scope,
        field_least=field_least,
        of_the_field=True,
        options={"by": by},
    )
    found = _chosen_coauthors(figure.snapshot, by=by, most=figure.most(*_MOST), section=section)
    if not len(found.authors):
        why = "no two authors known here wrote a paper together"
        notes = [f"{note[0].upper()}{note[1:]}." for note in found.notes]
        return figure.empty(why, _COLUMNS, notes=notes, of_citations=False)
    return _Network(found, figure).drawing(by)


class _Network:
    """The places of the authors, and the marks that follow from them."""

    def __init__(self, found: _Coauthors, figure: FigureBase) -> None:
        self.found, self.figure, self.page = found, figure, figure.page
        self.authors = found.authors
        self.ties = _strongest(found.ties, len(found.authors))
        self.latin = _in_latin(figure.snapshot, self.authors)
        self.names = [
            fitted(self.latin.get(one, "?" if pd.isna(name) else str(name)), _SIZE, _LONGEST)
            + (_MARK if other else "")
            for one, name, other in zip(
                self.authors.index, self.authors["name"], self.authors["also_as"], strict=True
            )
        ]
        size = self.authors["fractional_papers"].to_numpy(dtype=np.float64)
        share = size / size.max() if len(size) else size
        self.dots = np.sqrt(_SMALLEST_DOT**2 + share * (_LARGEST_DOT**2 - _SMALLEST_DOT**2))
        self.height = 0.0
        self.places = self._places()
        self.kinds = self._kinds()

    def _places(self) -> Floats:
        """Return where the dots stand, in points of the body; the height follows from them."""
        words = np.array([measure(name, _SIZE).width for name in self.names])
        high = self.dots + _BELOW + measure("A", _SIZE).height
        halves = np.column_stack([np.maximum(words, self.dots), high]) / 2
        boxes = self._boxes(halves, self.page - 2 * MARGIN)
        bottom = (boxes[:, 1] - halves[:, 1]).min()
        self.height = float((boxes[:, 1] + halves[:, 1]).max() - bottom) + 2 * MARGIN
        # the dot stands at the top of the box, the name below it
        return np.column_stack(
            [
                boxes[:, 0] + MARGIN,
                boxes[:, 1] + halves[:, 1] - self.dots / 2 - bottom + MARGIN,
            ]
        )

    def _boxes(self, halves: Floats, room: float) -> Floats:
        """Return the middles of the boxes of dots and names: each part by itself, parts apart."""
        n = len(halves)
        away, cover = self._distances(), _COVER[self.page >= _WIDE * 72]
        ends = (self.ties["one"], self.ties["other"])
        ties = coo_array((np.ones(len(self.ties)), ends), shape=(n, n))
        parts, part = connected_components(ties, directed=False)
        if parts == 1:
            rough = turn_wide(stress_layout(away))
            least = room * _FLATTEST if n > _FEW else 0.0
            return pack_boxes(rough, halves, width=room, gap=3.0, cover=cover, least=least)
        found = np.zeros((n, 2))
        sizes = np.zeros((parts, 2))
        for number in range(parts):
            rows = np.flatnonzero(part == number)
            own = halves[rows]
            wide = 2 * float(own[:, 0].sum()) + _TIE
            if len(rows) > 2:
                wide = float(np.sqrt(4 * (own[:, 0] * own[:, 1]).sum() / _COVER[0] * _ASPECT))
            wide = min(max(wide, 2 * float(own[:, 0].max())), room)
            inner = turn_wide(stress_layout(away[np.ix_(rows, rows)]))
            boxes = pack_boxes(inner, own, width=wide, gap=3.0, cover=_COVER[0])
            low, high = (boxes - own).min(axis=0), (boxes + own).max(axis=0)
            found[rows] = boxes - (low + high) / 2
            sizes[number] = (high - low) / 2
        middles = pack_on_shelves(sizes, width=room, gap=_BETWEEN)
        return found + middles[part]

    def _distances(self) -> Floats:
        """Return how far authors should stand from each other: the way along the ties."""
        n = len(self.names)
        one, other = self.ties["one"].to_numpy(), self.ties["other"].to_numpy()
        length = self.ties["papers"].to_numpy(dtype=np.float64) ** -0.25
        way = shortest_path(coo_array((length, (one, other)), shape=(n, n)).tocsr(), directed=False)
        far = np.isinf(way)
        longest = float(way[~far].max(initial=1.0))
        found: Floats = np.where(far, max(longest * _APART, 1.5), way)
        return found

    def _kinds(self) -> list[int | None]:
        """Return for each author the number of the community's colour and shape.

        None for those of whose community nobody else is shown, and for more communities than there
        are pairs of a colour and a shape.
        """
        sizes = self.authors["community"].value_counts().to_dict()
        several = [number for number, size in sizes.items() if size > 1]
        order = sorted(several, key=lambda number: (-sizes[number], number))
        kind = {number: place for place, number in enumerate(order[: KINDS * len(_KINDS)])}
        return [kind.get(number) for number in self.authors["community"]]

    def drawing(self, by: str) -> Drawing:
        """Return the marks, and what is said of them."""
        labels, dropped = self._labels()
        marks = (*self._lines(), *self._points(), *labels)
        box = Box(0.0, 0.0, self.page, self.height)
        panel = Panel(box, Axis(0.0, self.page), Axis(0.0, self.height), marks, name="network")
        n = len(self.names)
        pairs = (self.ties["one"], self.ties["other"])
        network = coo_array((np.ones(len(self.ties)), pairs), shape=(n, n))
        parts, part = connected_components(network, directed=False)
        facts = {
            "authors": n,
            "ties": counted(len(self.ties), "pair"),
            "parts": int(parts),
            "known": counted(self.found.authors_known, "author"),
            "communities": counted(len(set(self.kinds) - {None}), "community", "communities"),
            "by": by.replace("_", " "),
            "story": self._story(part),
        }
        return self.figure.drawing(
            (panel,),
            height=self.height,
            caption=_CAPTION,
            facts=facts,
            alt="{story}",
            numbers=self._numbers(),
            keys=self._keys(),
            notes=self._notes(dropped),
            of_citations=False,
        )

    def _path(self, row: int) -> Floats:
        ends = [int(self.ties["one"].iloc[row]), int(self.ties["other"].iloc[row])]
        return self.places[ends]

    def _lines(self) -> Iterator[Mark]:
        """Draw the ties, thin ones first; within a community in its colour."""
        joint = self.ties["papers"].to_numpy(dtype=np.float64)
        order = np.argsort(joint, kind="stable")
        if not len(order):
            return
        most = max(float(joint.max()), 2.0)
        widths = _THINNEST + (_THICKEST - _THINNEST) * (joint - 1) / (most - 1)
        inks = []
        for row in order:
            one, other = self.ties["one"].iloc[row], self.ties["other"].iloc[row]
            same = self.authors["community"].iloc[[one, other]].nunique() == 1
            inks.append(self._ink(one) if same else "muted")
        yield Curves(
            role="joint papers",
            paths=tuple(self._path(row) for row in order),
            ink=inks,
            width=[float(widths[row]) for row in order],
            opacity=0.45,
            layer=-1,
            papers=tuple(self.ties["titles"].iloc[row] for row in order),
            words=tuple(self._tie_words(row) for row in order),
        )

    def _tie_words(self, row: int) -> str:
        tie = self.ties.iloc[row]
        one, other = (self.authors["name"].iloc[tie[end]] for end in ("one", "other"))
        return f"{one} and {other}: {counted(int(tie['papers']), 'joint paper')}"

    def _ink(self, row: int) -> str:
        kind = self.kinds[row]
        return "muted" if kind is None else f"series:{kind % KINDS}"

    def _shape(self, row: int) -> str:
        # so that the first seven differ without colour, and 56 in both
        kind = self.kinds[row]
        return "circle" if kind is None else _KINDS[kind % len(_KINDS)]

    def _words(self) -> tuple[str, ...]:
        return tuple(
            f"{name}: {counted(papers, 'paper')} here, {share:.1f} when shared among their authors"
            f"{' · known by name alone' if by_name else ''}{f' · {other}' if other else ''}"
            for name, papers, share, by_name, other in zip(
                self.authors["name"],
                self.authors["papers"],
                self.authors["fractional_papers"],
                self.authors["by_name"],
                self.authors["also_as"],
                strict=True,
            )
        )

    def _points(self) -> Iterator[Mark]:
        yield Points(
            role="author",
            x=self.places[:, 0],
            y=self.places[:, 1],
            size=self.dots.tolist(),
            ink=[self._ink(row) for row in range(len(self.names))],
            shape=[self._shape(row) for row in range(len(self.names))],
            filled=[not (self._mixed and by_name) for by_name in self.authors["by_name"]],
            edge=0.9,
            papers=tuple(self.authors["titles"]),
            words=self._words(),
        )

    @property
    def _mixed(self) -> bool:
        """Whether some authors are known by name alone and some are not."""
        return self.authors["by_name"].nunique() == 2

    def _labels(self) -> tuple[list[Mark], int]:
        """Return the names below or beside their dots, and how many found no place."""
        bounds = Box(MARGIN / 2, 0.0, self.page - MARGIN / 2, self.height)
        lines = [self._path(row) for row in range(len(self.ties))]
        # the boxes that were set apart have the names below; elsewhere they may cross fewer lines
        for sides in (((0, -1), (1, 0), (-1, 0), (0, 1)), ((0, -1),)):
            wishes = [
                Wish(x, y, name, _SIZE, diameter, sides=sides)
                for (x, y), name, diameter in zip(
                    self.places.tolist(), self.names, self.dots.tolist(), strict=True
                )
            ]
            found = place_labels(wishes, bounds, lines=lines)
            if not found.dropped:
                break
        if not found.placed:
            return [], len(found.dropped)
        rows = list(found.placed)
        titles, words = list(self.authors["titles"]), self._words()
        label = Text(
            role="name",
            x=self.places[rows, 0],
            y=self.places[rows, 1],
            dx=found.dx,
            dy=found.dy,
            text=tuple(self.names[row] for row in rows),
            size=_SIZE,
            plate=True,
            papers=tuple(titles[row] for row in rows),
            words=tuple(words[row] for row in rows),
        )
        return [label], len(found.dropped)

    def _keys(self) -> list[Key]:
        keys = []
        if len(self.ties):
            least, most = int(self.ties["papers"].min()), int(self.ties["papers"].max())
            keys.append(Key(counted(least, "joint paper"), "muted", "line", width=_THINNEST))
            if most > least:
                keys.append(Key(f"{most}", "muted", "line", width=_THICKEST))
        if self._mixed:
            keys.append(Key("known by name alone", "muted", "circle", filled=False))
        return keys

    def _notes(self, dropped: int) -> list[str]:
        found = self.found
        notes = []
        if found.alone:
            notes.append(
                f"Not shown: {counted(found.alone, 'author')} of the first {found.looked_at}, who "
                "wrote with none of the others."
            )
        if left_out := found.authors_known - found.looked_at:
            notes.append(f"Not shown: {counted(left_out, 'further author')}.")
        hidden = len(found.ties) - len(self.ties)
        if hidden:
            notes.append(f"Not drawn: {counted(hidden, 'pair')} with weaker ties than theirs.")
        if dropped:
            notes.append(f"{counted(dropped, 'name')} found no room.")
        marked = np.flatnonzero((self.authors["also_as"] != "").to_numpy())
        alike = sorted({self.names[row].removesuffix(_MARK) for row in marked})
        if alike:
            more = f" and {len(alike) - _NAMED} more" if len(alike) > _NAMED else ""
            names = ", ".join(alike[:_NAMED])
            notes.append(
                f"{_MARK} Perhaps two people or one, for these names agree: {names}{more}."
            )
        further = sum(kind is None for kind in self.kinds)
        if further:
            notes.append(
                f"Grey and round: {counted(further, 'author')} without another of the community "
                "among those shown."
            )
        if self.latin:
            few = counted(len(self.latin), "name")
            notes.append(
                f"{few} in signs that cannot be drawn here: another printed form in Latin letters, "
                "or a paper, stands instead."
            )
        notes += [f"{note[0].upper()}{note[1:]}." for note in found.notes]
        return notes

    def _story(self, part: np.ndarray[Any, Any]) -> str:
        """Return what there is to see: the parts, the hub of the largest, the closest pair."""
        n = len(self.names)
        sizes = np.bincount(part.astype(np.intp))
        said = (
            f"A network of {counted(n, 'author')} joined by {counted(len(self.ties), 'line')} for "
            f"their joint papers, in {counted(len(sizes), 'part')}; the largest dot is "
            f"{self._called(int(np.argmax(self.dots)))}."
        )
        if len(sizes) > 1 and sizes.max() > 2 and (sizes == sizes.max()).sum() == 1:
            own = part == int(np.argmax(sizes))
            lines = np.bincount(
                np.concatenate([self.ties["one"], self.ties["other"]]).astype(np.intp), minlength=n
            )
            hub = int(np.argmax(np.where(own, lines, -1)))
            said += f" {sizes.max()} authors hang together around {self._called(hub)}"
            said += (
                f", {int((sizes == 2).sum())} parts are pairs." if (sizes == 2).sum() > 1 else "."
            )
        joint = self.ties["papers"].to_numpy()
        if (joint == joint.max()).sum() == 1 and joint.max() > 1:
            tie = self.ties.iloc[int(np.argmax(joint))]
            one, other = self._called(int(tie["one"])), self._called(int(tie["other"]))
            said += f" The widest line joins {one} and {other} ({joint.max()} joint papers)."
        return said

    def _called(self, row: int) -> str:
        return self.names[row].removesuffix(_MARK)

    def _numbers(self) -> pd.DataFrame:
        """Return a row for each author and one for each tie."""
        people = self.authors.drop(columns="titles").reset_index()
        people.insert(0, "item", "author")
        ids, names = self.authors.index, self.authors["name"]
        one, other = self.ties["one"], self.ties["other"]
        ties = pd.DataFrame(
            {
                "item": "tie",
                "author_id": ids[one],
                "name": names.iloc[one].to_numpy(),
                "other_id": ids[other],
                "other_name": names.iloc[other].to_numpy(),
                "papers": self.ties["papers"].to_numpy(),
                "weight": self.ties["weight"].to_numpy(),
            }
        )
        return pd.concat([people, ties], ignore_index=True)[list(_COLUMNS)]


@dataclass(frozen=True, slots=True, eq=False)
class _Coauthors:
    """Authors and their ties.

    Attributes
    ----------
    authors : DataFrame
        Indexed by ``author_id``, best first: ``name``, ``papers``, ``fractional_papers``,
        ``score`` of the measure, ``by_name``, ``also_as`` (others shown who may be the same),
        ``community`` (of the whole network) and ``titles``, the ids of the papers.
    ties : DataFrame
        ``one`` and ``other``, places in `authors`, ``papers`` in common and ``weight``, which
        counts each by 1 / (authors - 1); ``titles``, the ids of these papers.
    looked_at, alone : int
        Authors looked at, best first, and those among them who wrote with none of the others.
    authors_known, communities : int
        All authors, and all their communities.
    notes : tuple of str
        What must be known beside the numbers.
    """

    authors: pd.DataFrame
    ties: pd.DataFrame
    looked_at: int
    alone: int
    authors_known: int
    communities: int
    notes: tuple[str, ...]


def _chosen_coauthors(
    snapshot: Snapshot, *, by: str, most: int, section: str | None = None
) -> _Coauthors:
    """Return the first authors by a measure who wrote with at least one other of them."""
    ranking = rank_authors(snapshot, by, top=max(most * _FARTHEST, 1), section=section)
    corpus = AuthorCorpus(snapshot, section=section)
    together = corpus.together
    order = corpus.authors.index.get_indexer(pd.Index(ranking.frame["author_id"]))
    everybody = ranking.frame.set_index("author_id")
    weight = csr_array(together.coauthorship[order][:, order])
    joint = csr_array(together.joint_papers[order][:, order])
    rows, looked_at = _first_tied(weight, most)
    weight, joint = csr_array(weight[rows][:, rows]), csr_array(joint[rows][:, rows])
    chosen = everybody.iloc[rows]
    ids = chosen.index
    found = snapshot.once(  # whatever the measure
        f"communities of co-authors, section {section!r}",
        lambda: coauthor_communities(snapshot, top=1, section=section),
    )
    community = found.authors.set_index("author_id")["community"]
    wrote = csr_array(corpus.wrote[:, order[rows]]).tocsc()
    written = [
        corpus.papers[wrote.indices[wrote.indptr[n] : wrote.indptr[n + 1]]]
        for n in range(len(rows))
    ]
    counted = set(corpus.papers[corpus.counted])
    titles = [tuple(str(one) for one in papers if one in counted) for papers in written]
    authors = pd.DataFrame(
        {
            "name": chosen["name"].to_numpy(),
            "papers": [len(papers) for papers in titles],
            "fractional_papers": together.authors["fractional_papers"].loc[ids].to_numpy(),
            "score": chosen["score"].to_numpy(),
            "by_name": chosen["by_name"].to_numpy(dtype=bool),
            "community": community.reindex(ids).to_numpy(dtype=np.int64),
            "titles": titles,
        },
        index=ids,
    )
    authors["also_as"] = also_as(authors, ids)
    return _Coauthors(
        authors=authors,
        ties=_ties(weight, joint, titles),
        looked_at=looked_at,
        alone=looked_at - len(rows),
        authors_known=ranking.ranked,
        communities=found.found,
        notes=found.notes,
    )


def _first_tied(weight: csr_array, most: int) -> tuple[list[int], int]:
    """Return the rows with a tie among the first so many, and how many that are.

    As many rows are looked at as give `most` with a tie, or all.
    """
    tied: set[int] = set()
    for row in range(weight.shape[0]):
        before = weight.indices[weight.indptr[row] : weight.indptr[row + 1]]
        new = {int(other) for other in before if other < row}
        if new:
            new.add(row)
        if len(tied | new) > most:
            return sorted(tied), row
        tied |= new
        if len(tied) == most:
            return sorted(tied), row + 1
    return sorted(tied), int(weight.shape[0])


def _ties(weight: csr_array, joint: csr_array, titles: list[tuple[str, ...]]) -> pd.DataFrame:
    pairs = weight.tocoo()
    rows = [
        (one, other, int(joint[one, other]), value)
        for one, other, value in zip(
            pairs.row.tolist(), pairs.col.tolist(), pairs.data.tolist(), strict=True
        )
        if one < other
    ]
    kinds = {"one": "int64", "other": "int64", "papers": "int64", "weight": "float64"}
    frame = pd.DataFrame(sorted(rows), columns=list(kinds)).astype(kinds)
    frame["titles"] = [
        tuple(sorted(set(titles[one]) & set(titles[other])))
        for one, other in zip(frame["one"], frame["other"], strict=True)
    ]
    return frame


def _in_latin(snapshot: Snapshot, authors: pd.DataFrame) -> dict[str, str]:
    """Return what stands for the names that no font here can draw, by author id.

    That is the form that other papers print most often, or what a name itself has in brackets;
    where there is none, the place among the authors of the best cited paper.
    """
    signs = {
        str(one): str(name)
        for one, name in authors["name"].items()
        if not pd.isna(name) and missing_signs(str(name))
    }
    if not signs:
        return {}
    written = snapshot.authorships[snapshot.authorships["author_id"].isin(list(signs))]
    cited = snapshot.citations["cited_id"].value_counts()
    found = {}
    for one, name in signs.items():
        own = written[written["author_id"] == one]
        forms = own["name"].dropna().value_counts().to_dict()
        order = sorted(map(str, forms), key=lambda form: (-forms[form], form))
        latin = next(_drawn_forms([*order, name]), None)
        if latin is None and len(own):
            papers = own.assign(cited=cited.reindex(own["paper_id"]).fillna(0).to_numpy())
            best = papers.sort_values(["cited", "paper_id"], ascending=[False, True]).iloc[0]
            (paper,) = short_names(snapshot, [best["paper_id"]]).values()
            if not missing_signs(paper):
                latin = f"author {int(best['position']) + 1} of {paper}"
        if latin is not None:
            found[one] = latin
    return found


def _drawn_forms(names: Iterable[str]) -> Iterator[str]:
    """Give what of the names can be drawn: whole, or the part in or before brackets.

    >>> list(_drawn_forms(["\U00012000\U00012001 (Xiaoming Wang)", "Ada Byron"]))
    ['Xiaoming Wang', 'Ada Byron']
    """
    for name in names:
        if not missing_signs(name):
            yield name.strip()
            continue
        for part in re.split(r"[()\uff08\uff09\[\]]", name):
            if not missing_signs(part) and re.search(r"[^\W\d_]{2}", part):
                yield part.strip()


def _strongest(ties: pd.DataFrame, authors: int) -> pd.DataFrame:
    """Return the ties to draw: all, or the strongest of each author where they are a thicket."""
    if len(ties) <= _CROWDED * authors:
        return ties
    order = ties.iloc[best_first(ties["weight"])]
    ends = order[["one", "other"]].stack()  # one row an end, the strongest ties first
    place = ends.groupby(ends.to_numpy()).cumcount()
    kept = place.index[place < _STRONGEST].get_level_values(0)
    return ties.loc[ties.index.isin(kept)].reset_index(drop=True)


_MARK: Final = "*"  # at a name that may be another one's
_CAPTION: Final = (
    "Co-authorship: {authors} of {known}, the first by {by} among those who wrote with "
    "another of them, and {ties} with joint papers. Dot area: papers, each divided evenly among "
    "its authors. Line width: joint papers. Colour and shape: {communities} of the network of all "
    "authors; a line has a colour where both its ends have it."
)
