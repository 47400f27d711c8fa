"""What every list format promises, also tomorrow's: it reads, and it says where each field stands.

A format has a sample in the folder ``samples``: a file named after it, with the two papers of
`PAPERS`, as much of them as lists of this format print.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from kdgraph.errors import InputError
from kdgraph.lists import LIST_FORMATS, Entry, ListDocument, Venue, read_list

SAMPLES = Path(__file__).resolve().parent / "samples"
PAPERS: tuple[dict[str, Any], ...] = (
    {
        "title": "Distilling the Knowledge in a Neural Network",
        "authors": ("Geoffrey Hinton", "Oriol Vinyals"),
        "venues": (Venue("NIPS", 2014),),
        "year": 2014,
        "arxiv": "1503.02531",
        "doi": None,
        "section": "Papers",
    },
    {
        "title": "Model Compression",
        "authors": ("Rich Caruana", "Cristian Bucila"),
        "venues": (Venue("KDD", 2006),),
        "year": 2006,
        "arxiv": None,
        "doi": "10.1145/1150402.1150464",
        "section": "Later",
    },
)
CHANGES: dict[str, Any] = {
    "title": "Towards Another Title of This Paper",
    "authors": ("Ada Lovelace", "Grace Hopper"),
    "venues": (Venue("ICML", 2019),),
    "year": 2017,
    "arxiv": "1412.6550",
    "doi": "10.1162/neco.1997.9.8.1735",
}

every_format = pytest.mark.parametrize("name", LIST_FORMATS)
every_change = pytest.mark.parametrize("field", CHANGES)


def sample(name: str) -> Path:
    """Return the sample of a format."""
    found = list(SAMPLES.glob(f"{name}.*"))
    assert len(found) == 1, (
        f"the list format {name!r} needs one sample in {SAMPLES}, named {name}.*"
    )
    return found[0]


def read(name: str) -> ListDocument:
    """Read the sample of a format."""
    return read_list(sample(name))


def test_those_of_the_design_are_there() -> None:
    assert set(LIST_FORMATS) >= {"bibtex", "identifiers", "markdown", "table"}
    endings = [suffix for member in LIST_FORMATS.values() for suffix in member.suffixes]
    assert len(endings) == len(set(endings))


@every_format
def test_it_is_known_by_its_ending_and_by_its_looks(name: str) -> None:
    assert sample(name).suffix in LIST_FORMATS[name].suffixes
    assert read(name).format == name
    assert read_list(sample(name).read_bytes()).format == name
    likeness = {other: member.likeness(sample(name).read_text("utf-8"))
                for other, member in LIST_FORMATS.items()}  # fmt: skip
    assert all(0 <= value <= 1 for value in likeness.values())
    assert max(likeness, key=lambda other: likeness[other]) == name
    assert len(LIST_FORMATS[name].shape) > 20


@every_format
def test_both_papers_are_read_and_each_field_that_is_printed(name: str) -> None:
    found = read(name)
    assert found.skipped == ()
    assert found.render() == sample(name).read_bytes()
    assert len(found.entries) == len(PAPERS)
    for entry, paper in zip(found.entries, PAPERS, strict=True):
        read_fields = {field: getattr(entry, field) for field in paper if getattr(entry, field)}
        assert read_fields == {field: paper[field] for field in read_fields}
        assert entry.arxiv or entry.doi or entry.title


@every_change
@every_format
def test_a_field_that_is_read_is_changed_where_it_stands(name: str, field: str) -> None:
    found = read(name)
    changed = 0
    for n, entry in enumerate(found.entries):
        if not getattr(entry, field):
            with pytest.raises(InputError, match=f"prints no {field}"):
                entry.edit(**{field: CHANGES[field]})
            continue
        edited = entry.edit(**{field: CHANGES[field]})
        assert edited.source != entry.source
        entries = [*found.entries[:n], edited, *found.entries[n + 1 :]]
        again = found.revise(entries)
        assert getattr(again.entries[n], field) == CHANGES[field]
        assert _others(again.entries[n], field) == _others(entry, field)
        assert [e for k, e in enumerate(again.entries) if k != n] == [
            dataclasses.replace(e, line_start=a.line_start, line_end=a.line_end)
            for k, (e, a) in enumerate(zip(found.entries, again.entries, strict=True))
            if k != n
        ]
        # and back again, though a cell may be quoted now
        back = again.entries[n].edit(**{field: getattr(entry, field)})
        restored = again.revise([*again.entries[:n], back, *again.entries[n + 1 :]])
        assert [_others(e, "") for e in restored.entries] == [_others(e, "") for e in found.entries]
        changed += 1
    assert changed == sum(bool(getattr(entry, field)) for entry in found.entries)


def _others(entry: Entry, changed: str) -> dict[str, Any]:
    """Return the facts that do not follow from the changed one."""
    follow = {"year": {"venues"}, "venues": {"year"}}.get(changed, set()) | {changed}
    return {field: getattr(entry, field) for field in PAPERS[0] if field not in follow}


@every_format
def test_a_paper_that_is_left_out_takes_nothing_else_along(name: str) -> None:
    found = read(name)
    text = found.data.decode()
    for n, (start, _, end) in enumerate(found.places):
        rest = [entry for k, entry in enumerate(found.entries) if k != n]
        assert found.render(rest).decode() == text[:start] + text[end:]


@every_format
@pytest.mark.parametrize("text", ["", "\n", "{", "@article{", '"', "|", "- [", "\ufeff", "# "])
def test_what_is_broken_never_fails(name: str, text: str) -> None:
    parsed = LIST_FORMATS[name].parse(text)
    assert parsed.drafts == []
