"""Overrides by hand: found by any name, reported where they cannot be followed, never dropped."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

from kdgraph.analysis.lineage.overrides import read_overrides
from kdgraph.errors import InputError
from kdgraph.testing import toys


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "overrides.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_papers_are_found_by_any_name(tmp_path: Path) -> None:
    text = """
        [[arc]]
        citing = "10.1145/1150402.1150464"
        cited = "arXiv:1503.02531v2"
        label = "extends"
        note = "chapter 2"

        [[arc]]
        citing = "d"
        cited = "b"
        label = "mentions"

        [[parent]]
        paper = "ACL:P19-1001"
        parent = "CorpusID:7200347"

        [[parent]]
        paper = "f"
        parent = ""
    """
    found = read_overrides(_file(tmp_path, text), toys.snapshot())
    assert found.problems == []
    assert found.arcs.fillna("").to_numpy().tolist() == [
        ["b", "a", "extends", "chapter 2"],
        ["d", "b", "mentions", ""],
    ]
    assert found.parents[["paper_id", "parent_id"]].fillna("").to_numpy().tolist() == [
        ["d", "c"],
        ["f", ""],
    ]


def test_what_cannot_be_followed_is_reported(tmp_path: Path) -> None:
    text = """
        [[arc]]
        citing = "d"
        cited = "no such paper at all"
        label = "uses"
        [[arc]]
        citing = "a"
        cited = "d"
        label = "uses"
        [[parent]]
        paper = "students"
        parent = "a"
        [[parent]]
        paper = "b"
        parent = "a"
    """
    found = read_overrides(_file(tmp_path, text), toys.snapshot())
    assert len(found.problems) == 3
    unknown, ambiguous, uncited = found.problems
    assert unknown.startswith("overrides.toml, arc 1: no paper called 'no such paper at all'")
    assert ambiguous.startswith("overrides.toml, parent 1: 2 papers fit 'students'")
    assert uncited == "overrides.toml: a does not cite d here, so nothing is labelled 'uses'"
    assert found.arcs.empty
    assert found.parents["paper_id"].tolist() == ["b"]


def test_without_a_file_nothing_is_overridden(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", _file(tmp_path, "")):
        found = read_overrides(path, toys.snapshot())
        assert (len(found.arcs), len(found.parents), found.problems) == (0, 0, [])
        assert isinstance(found.arcs, pd.DataFrame)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("[[arc", "is no valid TOML", id="no TOML"),
        pytest.param("[[arcs]]", "'arcs' is no override; write", id="kind"),
        pytest.param("arc = 3", "'arc' is no override; write", id="no table"),
        pytest.param(
            "arc = [3]", "expected a table with cited, citing, date, label", id="no tables"
        ),
        pytest.param(
            '[[arc]]\nciting="d"\ncited="b"', "arc 1: 'label' must be given", id="missing"
        ),
        pytest.param(
            '[[arc]]\nciting="d"\ncited="b"\nlabel="likes"',
            "'likes' is no label; there are extends, adapts, uses, compares, mentions",
            id="label",
        ),
        pytest.param(
            '[[parent]]\npaper="d"\nparent="b"\nwhy="so"', "no key 'why'; there are", id="key"
        ),
        pytest.param('[[parent]]\npaper=1\nparent="b"', "'paper' must be given", id="type"),
        pytest.param('[[parent]]\npaper="d"\nparent="b"\nnote=1', "'note' must be text", id="note"),
        pytest.param(
            '[[parent]]\npaper="d"\nparent="b"\n[[parent]]\npaper="ACL:P19-1001"\nparent="c"',
            "overrides d twice",
            id="twice",
        ),
        pytest.param(
            '[[arc]]\nciting="d"\ncited="b"\nlabel="uses"\n' * 2, "overrides d citing b", id="arcs"
        ),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_overrides(_file(tmp_path, text), toys.snapshot())


def test_an_unreadable_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="cannot be read"):
        read_overrides(path, toys.snapshot())
    with pytest.raises(InputError, match="it is a folder"):
        read_overrides(tmp_path, toys.snapshot())


def test_what_would_stop_the_machine_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "overrides.toml"
    os.mkfifo(path)
    with pytest.raises(InputError, match="no regular file"):
        read_overrides(path, toys.snapshot())
    path.unlink()
    path.symlink_to("/dev/zero")
    with pytest.raises(InputError, match="no regular file"):
        read_overrides(path, toys.snapshot())
    path.unlink()
    path.write_text("# words\n" * 10**6, encoding="utf-8")
    with pytest.raises(InputError, match="more than 4 MB"):
        read_overrides(path, toys.snapshot())
    path.write_text(f"arc = {'[' * 10**5}{']' * 10**5}", encoding="utf-8")
    with pytest.raises(InputError, match="too deeply"):
        read_overrides(path, toys.snapshot())
