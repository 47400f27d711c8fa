"""Who is one author: joined by names and evidence, never in a chain, and taken back by hand."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pytest

from kdgraph import InputError
from kdgraph.graph.people import AuthorRules, People, given_name, who_is_who
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES
from kdgraph.testing import toys

Cites = Sequence[tuple[str, str]]


def frames(wrote: Mapping[str, Sequence[str]], cites: Cites = ()) -> dict[str, pd.DataFrame]:
    """Return tables in which each paper has authors by name; "Name#7" has the service's id 7."""
    lines: list[dict[str, Any]] = []
    for paper, names in wrote.items():
        used: set[str] = set()
        for position, printed in enumerate(names):
            name, _, number = printed.partition("#")
            row = f"s2:{number}" if number else row_of(name)
            while row in used:
                row += "-2"
            used.add(row)
            lines.append({"paper_id": paper, "position": position, "author_id": row, "name": name})
    found = {name: table.empty() for name, table in TABLES.items()}
    found["papers"] = TABLES["papers"].frame(
        {"paper_id": paper, "title": f"Title {paper}", "year": 2020} for paper in wrote
    )
    found["authorships"] = TABLES["authorships"].frame(lines)
    found["authors"] = TABLES["authors"].frame(
        {"author_id": row, "name": name, "by_name": row.startswith("name:")}
        for row, name in sorted({line["author_id"]: line["name"] for line in lines}.items())
    )
    found["citations"] = TABLES["citations"].frame(
        {"citing_id": citing, "cited_id": cited} for citing, cited in cites
    )
    return found


def row_of(name: str) -> str:
    return "name:" + name.lower().replace(".", "").replace(" ", "-")


def people(
    wrote: Mapping[str, Sequence[str]], cites: Cites = (), rules: AuthorRules | None = None
) -> People:
    tables = frames(wrote, cites)
    return who_is_who(tables["authors"], tables["authorships"], tables["citations"], rules)


def groups(found: People) -> list[list[str]]:
    together: dict[str, set[str]] = {}
    for row in found.joined.itertuples(index=False):
        together.setdefault(str(row.author_id), {str(row.author_id)}).add(str(row.row_id))
    return sorted(sorted(rows) for rows in together.values())


@pytest.mark.parametrize(
    ("name", "other", "one"),
    [
        ("Jane Roe", "Jane A. Roe", True),
        ("Jane A. Roe", "Jane Ann Roe", True),
        ("Jane A. B. Roe", "Jane B. Roe", True),
        ("Roe, Jane", "Jane A. Roe", True),
        ("Jian-Ping Roe", "Jianping Roe", True),
        ("Jian Ping Roe", "Jianping Roe", True),
        ("Zoë Roe", "Zoe A Roe", True),
        ("Jane van der Roe", "Jane Roe", True),
        ("Jane TQ Roe", "Jane T. Q. Roe", True),
        ("Jane Roe", "Jane A. Roe Jr.", True),
        ("Jane A. Roe", "Jane B. Roe", False),
        ("Jane Ann Roe", "Jane Ada Roe", False),
        ("Jane TQ Roe", "Jane T. S. Roe", False),
        ("Jane A. B. Roe", "Jane B. A. Roe", False),
        ("Jane Roe", "Janet Roe", False),
        ("Jane Roe", "Jane Poe", False),
        ("J. Roe", "Jane Roe", False),
        ("JP Roe", "JP A. Roe", False),
        ("Roe", "Jane Roe", False),
        ("Gemini Team", "Gemini A. Team", False),
    ],
)
def test_names_agree_or_contradict(name: str, other: str, one: bool) -> None:
    found = people({"p": [name, "Carl Poe"], "q": [other, "Carl Poe"]})
    assert (len(found.joined) == 1) is one
    if one:
        assert found.joined["evidence"].tolist() == ["co-author Carl Poe"]


def test_without_a_coauthor_or_citation_alike_names_stay_apart() -> None:
    found = people({"p": ["Jane Roe", "Carl Poe"], "q": ["Jane A. Roe", "Ann Doe"]})
    assert groups(found) == []
    assert found.apart[["row_name", "other_name", "reason"]].to_numpy().tolist() == [
        ["Jane A. Roe", "Jane Roe", "no co-author in common, and no citation between their papers"]
    ]


def test_a_citation_between_their_papers_is_evidence_in_either_direction() -> None:
    wrote = {"p": ["Jane Roe"], "q": ["Jane A. Roe"], "r": ["Jane A. Roe"]}
    for cites in ([("p", "q")], [("q", "p")]):
        found = people(wrote, cites)
        assert groups(found) == [["name:jane-a-roe", "name:jane-roe"]]
        assert found.joined["evidence"].item() == "1 citation between their papers"
    assert groups(people(wrote, [("q", "r")])) == []  # of one row only


def test_coauthors_are_told_by_the_same_test_of_names() -> None:
    wrote = {"p": ["Jane Roe", "Carl Poe"], "q": ["Jane A. Roe", "Carl B. Poe"]}
    assert groups(people(wrote)) == [
        ["name:carl-b-poe", "name:carl-poe"],
        ["name:jane-a-roe", "name:jane-roe"],
    ]
    initials = {"p": ["Jane Roe", "C. Poe"], "q": ["Jane A. Roe", "Carl Poe"]}
    assert groups(people(initials)) == []


def test_joining_does_not_chain_names_that_contradict() -> None:
    team = {paper: [name, "Carl Poe"] for paper, name in zip("pqr", NAMES, strict=True)}
    found = people(team)
    assert groups(found) == []
    assert set(found.apart["reason"]) == {
        "not joined, for Jane A. Roe and Jane B. Roe contradict each other"
    }
    two = people({paper: team[paper] for paper in "pq"})
    assert groups(two) == [["name:jane-a-roe", "name:jane-roe"]]


NAMES = ("Jane A. Roe", "Jane Roe", "Jane B. Roe")


def test_two_of_one_name_on_one_paper_are_two_people() -> None:
    found = people({"p": ["Bo Li", "Bo Li", "Carl Poe"], "q": ["Bo Li", "Carl Poe"]})
    assert groups(found) == []
    assert found.apart["reason"].tolist() == ["they stand together on p"]
    middle = people(
        {"p": ["Bo Li", "Bo A. Li", "Carl Poe"], "q": ["Bo Li", "Carl Poe"]}, [("q", "p")]
    )
    assert groups(middle) == []


def test_a_service_tells_people_apart_so_its_ids_are_never_joined_by_names() -> None:
    found = people(
        {"p": ["Jane Roe#1", "Carl Poe"], "q": ["Jane A. Roe#2", "Carl Poe"], "r": ["Jane Roe"]},
        [("p", "q"), ("r", "p")],
    )
    assert groups(found) == []


def test_by_hand_rows_are_joined_whatever_they_are_called() -> None:
    wrote = {"p": ["Jane Roe#1"], "q": ["J. Roe"], "r": ["Jane Poe"]}
    found = people(wrote, rules=AuthorRules(joined=(("s2:1", "name:j-roe", "name:jane-poe"),)))
    assert groups(found) == [["name:j-roe", "name:jane-poe", "s2:1"]]
    assert set(found.joined["author_id"]) == {"s2:1"}  # the service's id stands
    assert set(found.joined["basis"]) == {"hand"}


def test_by_hand_rows_are_parted_that_names_would_join() -> None:
    wrote = {paper: [name, "Carl Poe"] for paper, name in zip("pq", NAMES, strict=False)}
    rules = AuthorRules(parted=(("name:jane-a-roe", "name:jane-roe"),))
    found = people(wrote, rules=rules)
    assert groups(found) == []
    assert found.apart["reason"].tolist() == ["parted by hand"]


def test_a_hand_settles_a_chain() -> None:
    wrote = {paper: [name, "Carl Poe"] for paper, name in zip("pqr", NAMES, strict=True)}
    found = people(wrote, rules=AuthorRules(joined=(("name:jane-b-roe", "name:jane-roe"),)))
    assert groups(found) == [["name:jane-b-roe", "name:jane-roe"]]


def test_one_row_of_two_people_is_parted_by_its_papers() -> None:
    wrote = {"p": ["Bo Li", "Carl Poe"], "q": ["Bo Li", "Carl Poe"], "r": ["Bo Li", "Ann Doe"]}
    rules = AuthorRules(split=(("name:bo-li", ("r",)),))
    snapshot = Snapshot(frames(wrote), toys.MANIFEST).with_author_rules(rules)
    lines = snapshot.authorships
    mine = lines[lines["name"] == "Bo Li"].set_index("paper_id")["author_id"].to_dict()
    assert mine == {"p": "name:bo-li", "q": "name:bo-li", "r": "name:bo-li-2"}
    assert snapshot.authors.at["name:bo-li-2", "name"] == "Bo Li"
    assert snapshot.people.apart["reason"].tolist() == ["parted by hand"]


def test_rules_that_contradict_are_refused() -> None:
    pair = ("name:jane-a-roe", "name:jane-roe")
    wrote = {"p": ["Jane Roe"], "q": ["Jane A. Roe"]}
    with pytest.raises(InputError, match="both joins and parts name:jane-a-roe and name:jane-roe"):
        people(wrote, rules=AuthorRules(joined=(pair,), parted=(pair,)))


WORLD = {
    "p": ["Jane Roe", "Carl Poe", "Bo Li"],
    "q": ["Jane A. Roe", "Carl B. Poe"],
    "r": ["Bo Li", "Bo Li", "Jane B. Roe"],
    "s": ["Jane Ann Roe", "Ann Doe", "Carl Poe"],
    "t": ["Ann E. Doe", "Jane A. Roe"],
}


def test_the_order_of_rows_changes_nothing() -> None:
    tables = frames(WORLD, [("p", "q"), ("t", "s")])
    expected = who_is_who(tables["authors"], tables["authorships"], tables["citations"])
    assert len(expected.joined)
    for seed in range(5):
        mixed = {
            name: tables[name].sample(frac=1, random_state=random.Random(seed).randrange(2**31))
            for name in ("authors", "authorships", "citations")
        }
        found = who_is_who(mixed["authors"], mixed["authorships"], mixed["citations"])
        assert found.person == expected.person
        pd.testing.assert_frame_equal(found.joined, expected.joined)
        pd.testing.assert_frame_equal(found.apart, expected.apart)


def test_everything_sees_one_author_and_the_stored_tables_stay() -> None:
    wrote = {"p": ["Jane Roe", "Carl Poe"], "q": ["Jane A. Roe", "Carl Poe"]}
    snapshot = Snapshot(frames(wrote), toys.MANIFEST)
    assert set(snapshot.authors["name"]) == {"Jane A. Roe", "Carl Poe"}
    assert snapshot.authors["by_name"].all()
    assert set(snapshot.authorships["author_id"]) == {"name:jane-a-roe", "name:carl-poe"}
    assert set(snapshot.authorships["name"]) == {
        "Jane A. Roe",
        "Jane Roe",
        "Carl Poe",
    }  # as printed
    graph = snapshot.author_graph()
    assert graph.authors["papers"].to_dict() == {"name:jane-a-roe": 2, "name:carl-poe": 2}
    assert "name:jane-roe" in snapshot.frames()["authors"].index
    part = snapshot.as_of("2020").within("all")
    assert part.authors.index.tolist() == snapshot.authors.index.tolist()


def test_a_view_has_the_name_and_id_of_the_whole() -> None:
    tables = frames({"p": ["Jane Roe", "Carl Poe"], "q": ["Jane A. Roe", "Carl Poe"]})
    tables["papers"].loc["q", "year"] = 2022
    view = Snapshot(tables, toys.MANIFEST).as_of("2021")
    assert view.authors["name"].to_dict() == {
        "name:carl-poe": "Carl Poe",
        "name:jane-a-roe": "Jane A. Roe",
    }


@pytest.mark.parametrize(
    ("printed", "family", "first", "middle"),
    [
        ("Geoffrey E. Hinton", "hinton", "geoffrey", ("e",)),
        ("Hinton, Geoffrey Everest", "hinton", "geoffrey", ("everest",)),
        ("Laurens van der Maaten", "maaten", "laurens", ()),
        ("Jian-Ping Mei", "mei", "jianping", ()),
        ("Ricky T.Q. Chen", "chen", "ricky", ("t", "q")),
        ("Ricky TQ Chen", "chen", "ricky", ("t", "q")),
        ("Cristian Bucilu\u01ce", "bucilua", "cristian", ()),
        ("Rich Caruana Jr.", "caruana", "rich", ()),
        ("BO LI", "li", "bo", ()),
    ],
)
def test_names_in_parts(printed: str, family: str, first: str, middle: tuple[str, ...]) -> None:
    assert given_name(printed) == (family, first, middle)
