"""Every rule of `kdgraph lint`: what it finds, and what it leaves alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kdgraph.curate import LINT_RULES, Finding, fix_list, lint
from kdgraph.curate.finding import chosen_rules
from kdgraph.curate.series import is_plausible, series_of
from kdgraph.errors import InputError
from kdgraph.graph.data import embedded
from kdgraph.graph.snapshot import Snapshot
from kdgraph.model import TABLES


def _found(text: str, code: str, snapshot: Snapshot | None = None) -> tuple[Finding, ...]:
    return lint(text.encode(), snapshot=snapshot, select=[code]).findings


def _fixed(text: str, code: str) -> str:
    return fix_list(text.encode(), select=[code]).data.decode()


def _items(
    count: int, line: str = "- **Deep Owls {n}, CVPR 2018** [[pdf]](http://arxiv.org/abs/{id})\n"
) -> str:
    greek = "Alpha Beta Gamma Delta Zeta Theta Iota Kappa Lambda Omega Sigma Tau".split()  # noqa: SIM905
    return "".join(
        line.format(n=f"of Region {greek[n]}", id=f"1801.{n:05}", k=n) for n in range(count)
    )


# --- dead-anchor


def test_a_link_to_no_heading_is_dead_and_gets_the_heading_of_the_same_words() -> None:
    text = "- [Owls & Hawks](#owls-hawks)\n- [Top](#top)\n\n## Owls & Hawks\n\n" + _items(1)
    (found,) = _found(text, "dead-anchor")
    assert (found.line, found.column, found.severity) == (1, 18, "error")
    assert found.also == (4,)
    assert _fixed(text, "dead-anchor") == text.replace("(#owls-hawks)", "(#owls--hawks)")


def test_a_renamed_heading_is_found_by_its_place_in_the_contents() -> None:
    text = (
        "- [Day](#day)\n- [Owls Hunt Mice](#owls-hunt-mice)\n- [Night](#night)\n\n"
        "## Day\n\n## Owls Catch Mice\n\n## Night\n\n" + _items(1)
    )
    assert "(#owls-catch-mice)" in _fixed(text, "dead-anchor")
    # nothing tells which of two is meant
    two = text.replace("## Owls Catch Mice\n", "## Owls Catch Mice\n\n## Owls Meet Mice\n")
    (found,) = _found(two, "dead-anchor")
    assert found.fix is None


def test_anchors_that_work_are_no_findings() -> None:
    text = (
        '<a name="x"></a>\n[a](#x) [b](#OWLS) [c](#top) [d](http://a.org/#zzz) `[e](#gone)`\n\n'
        "## Owls\n\n" + _items(1)
    )
    assert _found(text, "dead-anchor") == ()


# --- foreign-badge


def test_a_badge_of_another_list_is_foreign() -> None:
    text = (
        "[![Awesome](http://a.org/b.svg)](https://github.com/jane/Awesome-Mice)\n\n# Owl Papers\n\n"
    )
    (found,) = _found(text + _items(1), "foreign-badge")
    assert found.line == 1
    assert "jane/Awesome-Mice" in found.message
    for own in ("jane/Awesome-Owls", "sindresorhus/awesome", "owls/readme"):
        assert _found(text.replace("jane/Awesome-Mice", own) + _items(1), "foreign-badge") == ()


def test_with_the_own_repository_known_every_other_one_is_foreign() -> None:
    text = (
        "# Owls\n[![Awesome](http://a.org/b.svg)](https://github.com/jane/owls)\n"
        "![stars](https://img.shields.io/github/stars/carl/owls.svg)\n"
        "[PRs](https://github.com/carl/owls/pulls) [an issue](https://github.com/x/y/issues/12)\n\n"
    )
    report = lint((text + _items(1)).encode(), select=["foreign-badge"], repository="Jane/Owls")
    assert [(f.line, f.severity) for f in report.findings] == [(3, "warning"), (4, "warning")]
    with pytest.raises(InputError, match="names no repository"):
        lint(_items(1).encode(), repository="owls")


def test_links_of_papers_are_not_the_lists_own() -> None:
    text = "# Owls\n\n- **Deep Owls, CVPR 2018** [[stars](https://github.com/a/b/stargazers)]\n"
    assert _found(text, "foreign-badge") == ()


# --- missing-paper-link, missing-venue


def test_an_entry_without_a_paper_link_is_found_among_those_that_have_one() -> None:
    text = _items(5) + "- **Silent Wings at Night, ICCV 2019** [[code]](https://github.com/o/w)\n"
    (found,) = _found(text, "missing-paper-link")
    assert (found.line, found.evidence) == (6, ("5 of the 6 entries have one",))
    assert _found(text + "- **Owls Again, ICCV 2019**\n- **Owls Twice, ICCV 2019**\n",
                  "missing-paper-link") == ()  # fmt: skip


@pytest.mark.parametrize(
    "entry",
    [
        "- **[Silent Wings at Night](https://github.com/o/w), ICCV 2019**\n",
        "- **Silent Wings at Night, ICCV 2019** [[page]](https://owls.edu/~jane/wings.html)\n",
    ],
)
def test_an_address_that_may_be_the_papers_is_left_alone(entry: str) -> None:
    assert _found(_items(5) + entry, "missing-paper-link") == ()


def test_an_entry_without_a_venue_is_found_unless_words_are_left_that_may_be_one() -> None:
    text = _items(5) + "- **Silent Wings at Night** [[pdf]](http://arxiv.org/abs/1901.00009)\n"
    (found,) = _found(text, "missing-venue")
    assert found.line == 6
    assert found.evidence[1] == "its link is a preprint, arXiv:1901.00009"
    unread = text.replace("Night** ", "Night** Lectures on Owls and Mice ")
    assert _found(unread, "missing-venue") == ()


# --- duplicate-paper, shared-repository


def test_a_paper_twice_is_found_within_and_across_sections() -> None:
    entry = "- **Deep Owls at Night, CVPR 2018** [[pdf]](http://arxiv.org/abs/1801.00009)\n"
    text = f"## A\n{_items(4)}{entry}{entry}\n## B\n{entry}"
    found = _found(text, "duplicate-paper")
    assert [(f.line, f.also) for f in found] == [(7, (6,)), (10, (6,))]
    assert "in the same section" in found[0].message
    assert 'under "A"' in found[1].message


def test_an_identifier_under_two_titles_is_told_as_that() -> None:
    text = (
        _items(2)
        + "- **Hunting Mice with Silent Wings, CVPR 2018** http://arxiv.org/abs/1801.00001\n"
    )
    (found,) = _found(text, "duplicate-paper")
    assert "under another title" in found.message


def test_a_list_that_repeats_papers_under_headings_does_so_on_purpose() -> None:
    assert _found(f"## A\n{_items(12)}\n## B\n{_items(12)}", "duplicate-paper") == ()


def test_a_repository_of_several_papers_is_told_once_with_all_lines() -> None:
    text = (
        "- **Deep Owls, CVPR 2018** [[code]](https://github.com/o/owls)\n"
        "- **Silent Wings, CVPR 2019** [[code]](https://github.com/O/owls/)\n"
        "- **Night Birds, CVPR 2020** [[code]](https://github.com/o/owls/tree/main/night)\n"
        "- **Mice in Fields, CVPR 2021** [[code]](https://github.com/o/owls)\n"
    )
    (found,) = _found(text, "shared-repository")
    assert (found.line, found.also) == (1, (2, 4))
    assert "3 papers" in found.message


# --- inconsistent-label, inconsistent-venue, final-stop, punctuation


def test_names_of_frameworks_are_written_as_their_makers_do() -> None:
    line = "- **Deep Owls {n}, CVPR 2018** [[Pytorch]](https://github.com/o/r{k})\n"
    text = (
        _items(3, line)
        + "- **Silent Wings at Night, CVPR 2018** [[PyTorch]](https://github.com/o/w)[[TKDE]](http://a.org/1)\n"
    )
    assert len(_found(text, "inconsistent-label")) == 3
    assert _fixed(text, "inconsistent-label") == text.replace("Pytorch", "PyTorch")


def test_other_labels_follow_the_majority_and_without_one_nothing_is_changed() -> None:
    line = "- **Deep Owls {n}, CVPR 2018** [[Paper]](http://arxiv.org/abs/{id})\n"
    text = (
        _items(3, line)
        + "- **Silent Wings, CVPR 2018** [[paper]](http://arxiv.org/abs/1901.00009)\n"
    )
    assert _fixed(text, "inconsistent-label") == text.replace("[paper]", "[Paper]")
    even = (
        _items(1, line)
        + "- **Silent Wings, CVPR 2018** [[paper]](http://arxiv.org/abs/1901.00009)\n"
    )
    (found,) = _found(even, "inconsistent-label")
    assert found.fix is None
    assert _found(_items(4, line), "inconsistent-label") == ()


def test_venues_follow_the_majority_and_one_slip_is_named() -> None:
    line = "- **Deep Owls {n}, NeurIPS 2018** [[pdf]](http://arxiv.org/abs/{id})\n"
    text = _items(4, line)
    text += "- **Silent Wings at Night, Neurips 2019** [[pdf]](http://arxiv.org/abs/1901.00009)\n"
    text += "- **Mice in the Fields, NeruIPS 2020** [[pdf]](http://arxiv.org/abs/1901.00010)\n"
    assert [f.line for f in _found(text, "inconsistent-venue")] == [5, 6]
    right = text.replace("Neurips", "NeurIPS").replace("NeruIPS", "NeurIPS")
    assert _fixed(text, "inconsistent-venue") == right
    # two venues, and none of them misspelt
    other = text.replace("Neurips", "NIPS").replace("NeruIPS", "ICCV")
    assert _found(other, "inconsistent-venue") == ()


def test_lines_of_authors_end_alike() -> None:
    line = "- **Deep Owls {n}, CVPR 2018**\n  - http://arxiv.org/abs/{id}\n"
    line += "  - *Ann Berg, Carl Dahl.*\n"
    text = _items(4, line) + line.format(n="at Night", id="1901.00009").replace("Dahl.*", "Dahl*")
    (found,) = _found(text, "final-stop")
    assert found.line == 15
    assert _fixed(text, "final-stop") == text.replace("Dahl*", "Dahl.*")


def test_slips_of_punctuation_in_authors_and_titles() -> None:
    text = (
        "- **Deep Owls , and Mice in Fields, CVPR 2018**\n"
        "  - http://arxiv.org/abs/1801.00001\n"
        "  - *Ann Berg,Carl Dahl, , Dora Egg.*\n"
    )
    right = text.replace("Owls ,", "Owls,").replace("Berg,Carl", "Berg, Carl").replace(", , ", ", ")
    assert _fixed(text, "punctuation") == right
    assert _found(right, "punctuation") == ()


# --- broken-link, heading-spelling, author-spelling


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("https://https://arxiv.org/abs/1801.00001", "https://arxiv.org/abs/1801.00001"),
        ("htttps://arxiv.org/abs/1801.00001", "https://arxiv.org/abs/1801.00001"),
        ("https:/arxiv.org/abs/1801.00001", "https://arxiv.org/abs/1801.00001"),
        ("https//arxiv.org/abs/1801.00001", "https://arxiv.org/abs/1801.00001"),
        ("arxiv.org/abs/1801.00001", "https://arxiv.org/abs/1801.00001"),
        ("www.owls.org/1.pdf", "https://www.owls.org/1.pdf"),
    ],
)
def test_addresses_with_a_broken_scheme_are_mended(wrong: str, right: str) -> None:
    text = f"- **Deep Owls, CVPR 2018** [[pdf]]({wrong})\n- **Mice, CVPR 2018** [[pdf]](http://b.org/1)\n"
    (found,) = _found(text, "broken-link")
    assert found.severity == "error"
    assert _fixed(text, "broken-link") == text.replace(f"({wrong})", f"({right})")


def test_empty_addresses_are_told_and_relative_ones_are_not() -> None:
    text = (
        "- **Deep Owls, CVPR 2018** [[code]]() [[a]](pdfs/owls.pdf) [x]() http://b.org/1.pdf\n"
        "- **Mice, CVPR 2018** [[a]](../mice.pdf) [[pdf]](https://arxiv.org/abs/1801.00001)\n"
    )
    (found,) = _found(text, "broken-link")
    assert found.message == 'the link "code" has an empty address'
    assert found.fix is None


def test_a_word_of_a_heading_one_letter_from_one_of_many_titles_is_misspelt() -> None:
    line = "- **Distillation of Owls {n}, CVPR 2018** [[pdf]](http://arxiv.org/abs/{id})\n"
    text = "## Distilation of Owls\n\n" + _items(6, line)
    (found,) = _found(text, "heading-spelling")
    assert found.column == 4
    assert _fixed(text, "heading-spelling") == text.replace("Distilation", "Distillation")
    for good in ("Distillations", "Distillating", "Instillation", "DISTILATION"):
        assert _found(text.replace("Distilation", good), "heading-spelling") == ()


def test_two_spellings_of_a_name_with_common_coauthors() -> None:
    line = "- **{t}, CVPR 2018**\n  - http://arxiv.org/abs/{i}\n  - *{a}.*\n"
    people = "Bo Lindqvist, Carla Dahlberg"
    text = line.format(t="Deep Owls", i="1801.00001", a=f"Changyong Shu, {people}")
    text += line.format(t="Silent Wings", i="1801.00002", a=f"Changyong Shun, {people}")
    (found,) = _found(text, "author-spelling")
    assert {found.line, *found.also} == {3, 4}
    apart = text.replace("Shun, Bo Lindqvist, Carla Dahlberg", "Shun, Ann Other, Bea Third")
    assert _found(apart, "author-spelling") == ()


# --- rules that ask the corpus


@dataclass
class Shelf:
    """A snapshot of two papers, made of the tables that the rules look at."""

    year: int = 2018
    venue: str = "Computer Vision and Pattern Recognition"
    authors: tuple[str, ...] = ("Ann Lindqvist", "Carl Dahlberg")

    def snapshot(self) -> Snapshot:
        papers = {
            "arxiv:1801.00001": ("Deep Owls at Night", self.venue, self.year),
            "arxiv:1801.00002": ("Hunting Mice with Silent Wings", None, 2018),
        }
        rows = [
            {"paper_id": p, "title": t, "venue": v, "year": y, "hop": 0}
            for p, (t, v, y) in papers.items()
        ]
        frames = {name: table.empty() for name, table in TABLES.items()}
        frames["papers"] = TABLES["papers"].frame(rows)
        frames["identifiers"] = TABLES["identifiers"].frame(
            {"scheme": "arxiv", "value": p.partition(":")[2], "paper_id": p} for p in papers
        )
        frames["authors"] = TABLES["authors"].frame(
            {"author_id": f"s2:{n}", "name": name} for n, name in enumerate(self.authors)
        )
        frames["authorships"] = TABLES["authorships"].frame(
            {"paper_id": "arxiv:1801.00001", "position": n, "author_id": f"s2:{n}", "name": name}
            for n, name in enumerate(self.authors)
        )
        manifest = replace(embedded().manifest, id="shelf", embedded=False, origins=("test",))
        return Snapshot(frames, replace(manifest, list_digest="another"))


ENTRY = "- **Deep Owls at Night, {venue}** http://arxiv.org/abs/1801.00001\n  - *{authors}.*\n"


def _listed(venue: str = "CVPR 2018", authors: str = "Ann Lindqvist, Carl Dahlberg") -> str:
    return ENTRY.format(venue=venue, authors=authors)


def test_without_a_snapshot_rules_that_need_one_are_named_as_not_run() -> None:
    report = lint(_listed().encode())
    wanted = {code for code in LINT_RULES if LINT_RULES[code].needs == "corpus"}
    assert wanted <= set(report.not_run)
    assert wanted.isdisjoint(report.rules)
    assert set(report.rules) | set(report.not_run) == set(LINT_RULES)
    stranger = "- **Something Else Entirely, CVPR 2018** http://arxiv.org/abs/1912.00001\n"
    assert wanted <= set(lint(stranger.encode(), snapshot=Shelf().snapshot()).not_run)


@pytest.mark.parametrize(
    ("venue", "there", "count"),
    [
        ("CVPR 2018", "Computer Vision and Pattern Recognition", 0),
        ("ICCV 2018", "Computer Vision and Pattern Recognition", 1),
        ("CVPR 2019", "CVPR 2018", 1),
        ("CVPR 2018, TPAMI 2020", "CVPR 2018", 0),
        ("TPAMI 2020", "CVPR 2018", 0),  # a conference and a journal do not exclude each other
        ("CVPR-workshop 2018", "ICCV 2018", 0),
        ("arXiv 2018", "CVPR 2018", 0),
        ("ICCV 2018", "Proceedings of Something", 0),
    ],
)
def test_a_venue_of_another_series_contradicts(venue: str, there: str, count: int) -> None:
    found = _found(_listed(venue), "venue-contradicted", Shelf(venue=there).snapshot())
    assert len(found) == count


def test_a_year_is_contradicted_only_if_it_is_far_from_all_known_ones() -> None:
    assert len(_found(_listed("CVPR 2015"), "year-contradicted", Shelf().snapshot())) == 1
    assert _found(_listed("CVPR 2019"), "year-contradicted", Shelf().snapshot()) == ()


def test_a_preprint_that_was_published_gets_its_venue() -> None:
    shelf = Shelf(venue="CVPR 2018").snapshot()
    text = _listed("arXiv 2018")
    (found,) = _found(text, "published-version", shelf)
    assert "CVPR 2018" in found.message
    data = fix_list(text.encode(), snapshot=shelf, select=["published-version"]).data
    assert data.decode() == text.replace("arXiv 2018", "CVPR 2018")
    assert _found(_listed("ICML 2019"), "published-version", shelf) == ()


@pytest.mark.parametrize(
    ("authors", "count"),
    [
        ("Ann Lindqvist, Carl Dalberg", 1),
        ("Anna Lindqvist, Carl Dahlberg", 1),
        ("A. Lindqvist, C. Dahlberg", 0),
        ("Carl Dahlberg, Ann Lindqvist", 0),
        ("Ann Líndqvist, Carl E. Dahlberg", 0),
        ("Ann Lindqvist, Somebody Else", 0),
        ("Ann Lindqvist", 0),
    ],
)
def test_names_that_differ_by_a_slip_are_told(authors: str, count: int) -> None:
    found = _found(_listed(authors=authors), "author-names", Shelf().snapshot())
    assert len(found) == count
    assert all(finding.fix is None for finding in found)


def test_a_name_that_one_paper_alone_prints_proves_nothing() -> None:
    frames = dict(Shelf().snapshot().frames())
    for table in ("authors", "authorships"):
        flat = frames[table].reset_index() if table == "authors" else frames[table]
        ids = [f"name:{one}" for one in flat["author_id"]]
        frames[table] = TABLES[table].conform(flat.assign(author_id=ids))
    nameless = Snapshot(frames, Shelf().snapshot().manifest)
    text = _listed(authors="Ann Lindqvist, Carl Dalberg")
    assert _found(text, "author-names", nameless) == ()


def test_an_identifier_of_another_paper_is_an_error() -> None:
    text = (
        _listed() + "- **Counting Stars over Deserts, CVPR 2018** http://arxiv.org/abs/1801.00002\n"
    )
    (found,) = _found(text, "wrong-identifier", Shelf().snapshot())
    assert (found.line, found.severity) == (3, "error")
    assert "Hunting Mice" in found.message
    short = text.replace("Counting Stars over Deserts", "StarNet")
    assert _found(short, "wrong-identifier", Shelf().snapshot()) == ()


def test_entries_without_a_paper_are_told_with_the_reason_of_the_build() -> None:
    text = _listed()
    snapshot = Shelf().snapshot()
    document = lint(text.encode()).document
    (entry,) = document.entries
    frames = dict(snapshot.frames())
    frames["matches"] = TABLES["matches"].frame(
        [{"entry_id": entry.entry_id, "paper_id": None, "reason": "nobody knows it"}]
    )
    own = Snapshot(frames, replace(snapshot.manifest, list_digest=document.digest))
    # all are unknown there: the snapshot is not about this list
    assert "unmatched-entry" in lint(document, snapshot=own).not_run
    two = lint(
        (text + "- **Mice in Fields, CVPR 2018** http://arxiv.org/abs/1801.00002\n").encode()
    )
    ids = [entry.entry_id for entry in two.document.entries]
    frames["matches"] = TABLES["matches"].frame(
        [
            {"entry_id": ids[0], "paper_id": None, "reason": "nobody knows it"},
            {"entry_id": ids[1], "paper_id": "arxiv:1801.00002", "confidence": 1.0, "reason": ""},
        ]
    )
    own = Snapshot(frames, replace(snapshot.manifest, list_digest=two.document.digest))
    (found,) = lint(two.document, snapshot=own, select=["unmatched-entry"]).findings
    assert "nobody knows it" in found.message


# --- the registry


def test_every_rule_has_a_test_here_and_its_documentation() -> None:
    tested = Path(__file__).read_text("utf-8")
    for code, rule in LINT_RULES.items():
        assert rule.code == code == code.lower()
        assert rule.meaning.endswith((".", "`."))
        assert f'"{code}"' in tested or code == "unreachable-link"


def test_rules_are_chosen_by_code_and_by_beginning() -> None:
    def codes(*select: str, ignore: tuple[str, ...] = ()) -> list[str]:
        return [rule.code for rule in chosen_rules(select, ignore)]

    assert codes("inconsistent-*") == ["inconsistent-label", "inconsistent-venue"]
    assert codes("dead-anchor,broken-link") == ["broken-link", "dead-anchor"]
    assert "dead-anchor" not in codes(ignore=("dead-anchor",))
    assert codes("all") == list(LINT_RULES)
    with pytest.raises(InputError, match="no lint rule called 'ded-anchor'; there are: author"):
        codes("ded-anchor")


def test_series_are_known_by_long_and_short_names() -> None:
    same = ("NIPS", "NeurIPS 2018", "Advances in Neural Information Processing Systems")
    assert {found.name for name in same if (found := series_of(name))} == {"NeurIPS"}
    assert series_of("CVPR Workshops") == ("", "workshop")
    assert series_of("Owl Days") is None
    assert is_plausible("CVPR", 2018, None)
    assert not is_plausible("CVPR", 2018, "1807.00001")
