"""What holds for every list format."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, ClassVar, Final

from kdgraph.errors import InputError
from kdgraph.lists import LIST_FORMATS, Entry, ListDocument, Venue, read_list
from kdgraph.testing.contract import Contract, case

__all__ = ["PAPERS", "ListFormatContract", "check_list_format"]

PAPERS: Final[tuple[dict[str, Any], ...]] = (
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
"""The two papers of a sample, as much of them as lists of its format print."""

_CHANGES: Final[dict[str, Any]] = {
    "title": "Towards Another Title of This Paper",
    "authors": ("Ada Lovelace", "Grace Hopper"),
    "venues": (Venue("ICML", 2019),),
    "year": 2017,
    "arxiv": "1412.6550",
    "doi": "10.1162/neco.1997.9.8.1735",
}
_BROKEN: Final = ("", "\n", "{", "@article{", '"', "|", "- [", "\ufeff", "# ")


class ListFormatContract(Contract):
    """Promises of a list format: it reads, and it says where each field stands.

    Attributes
    ----------
    name : str
        What it is called in ``LIST_FORMATS``, where it has to be: the package is installed.
    sample : Path
        A list with the two papers of `PAPERS`, as much of them as lists of this format print.
    by_looks : bool
        Whether a text of this format is known as such without the ending of its file.
    """

    name: str
    sample: ClassVar[Path]
    by_looks: bool = True

    def _read(self) -> ListDocument:
        return read_list(self.sample)

    def test_it_is_known_by_its_ending_and_by_its_looks(self) -> None:
        """The ending decides, and without one the text."""
        member, text = LIST_FORMATS[self.name], self.sample.read_text("utf-8")
        assert self.sample.suffix in member.suffixes
        assert all(suffix == suffix.lower() for suffix in member.suffixes)
        assert self._read().format == self.name
        likeness = {other: LIST_FORMATS[other].likeness(text) for other in LIST_FORMATS}
        assert all(0 <= value <= 1 for value in likeness.values())
        if self.by_looks:
            assert read_list(self.sample.read_bytes()).format == self.name
            assert max(likeness, key=lambda other: likeness[other]) == self.name
        assert len(member.shape) > 20, "the shape is a message that says what is understood"

    def test_both_papers_are_read_and_each_field_that_is_printed(self) -> None:
        """Nothing of the sample is refused, and what is read is what stands there."""
        found = self._read()
        assert found.skipped == ()
        assert found.render() == self.sample.read_bytes()
        assert len(found.entries) == len(PAPERS), f"{len(found.entries)} papers"
        for entry, paper in zip(found.entries, PAPERS, strict=True):
            read_fields = {field: getattr(entry, field) for field in paper if getattr(entry, field)}
            assert read_fields == {field: paper[field] for field in read_fields}
            assert entry.arxiv or entry.doi or entry.title

    def test_a_field_that_is_read_is_changed_where_it_stands(self) -> None:
        """An edit changes one field of one entry, and can be taken back."""
        for field in _CHANGES:
            with case(field):
                self._change(field)

    def _change(self, field: str) -> None:
        found = self._read()
        changed = 0
        for n, entry in enumerate(found.entries):
            if not getattr(entry, field):
                try:
                    entry.edit(**{field: _CHANGES[field]})
                except InputError as error:
                    assert f"prints no {field}" in str(error)  # noqa: PT017  # without pytest
                else:
                    raise AssertionError(f"a {field} that is not printed was changed")
                continue
            edited = entry.edit(**{field: _CHANGES[field]})
            assert edited.source != entry.source
            entries = [*found.entries[:n], edited, *found.entries[n + 1 :]]
            again = found.revise(entries)
            assert getattr(again.entries[n], field) == _CHANGES[field]
            assert _others(again.entries[n], field) == _others(entry, field)
            assert [e for k, e in enumerate(again.entries) if k != n] == [
                dataclasses.replace(e, line_start=a.line_start, line_end=a.line_end)
                for k, (e, a) in enumerate(zip(found.entries, again.entries, strict=True))
                if k != n
            ]
            # and back again, though a cell may be quoted now
            back = again.entries[n].edit(**{field: getattr(entry, field)})
            restored = again.revise([*again.entries[:n], back, *again.entries[n + 1 :]])
            assert [_others(e, "") for e in restored.entries] == [
                _others(e, "") for e in found.entries
            ]
            changed += 1
        assert changed == sum(bool(getattr(entry, field)) for entry in found.entries)

    def test_a_paper_that_is_left_out_takes_nothing_else_along(self) -> None:
        """Each entry knows its place in the text."""
        found = self._read()
        text = found.data.decode()
        for n, (start, _, end) in enumerate(found.places):
            rest = [entry for k, entry in enumerate(found.entries) if k != n]
            assert found.render(rest).decode() == text[:start] + text[end:]

    def test_what_is_broken_never_fails(self) -> None:
        """A text that is none of a list gives no papers and no error."""
        for text in _BROKEN:
            with case(repr(text)):
                assert LIST_FORMATS[self.name].parse(text).drafts == []


def _others(entry: Entry, changed: str) -> dict[str, Any]:
    """Return the facts that do not follow from the changed one."""
    follow = {"year": {"venues"}, "venues": {"year"}}.get(changed, set()) | {changed}
    return {field: getattr(entry, field) for field in PAPERS[0] if field not in follow}


def check_list_format(name: str, sample: Path, **traits: Any) -> None:
    r"""Hold a list format to `ListFormatContract`; `traits` are attributes of it.

    Raises
    ------
    AssertionError
        If it does not keep a promise; a note names which.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     sample = Path(folder) / "two.ids"
    ...     _ = sample.write_bytes(b"arXiv:1503.02531\ndoi:10.1145/1150402.1150464\n")
    ...     check_list_format("identifiers", sample)
    """
    ListFormatContract.of(name=name, sample=sample, **traits).check()
