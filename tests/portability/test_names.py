"""Names that kdgraph makes for files are names on every system, and stay apart there."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kdgraph
from kdgraph.model import TABLES
from kdgraph.store import DataFolder
from kdgraph.texts import file_name, same_file_key

_DEVICES = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"]
_DEVICES += [f"{port}{number}" for port in ("COM", "LPT") for number in (*range(10), "¹", "²", "³")]


@pytest.mark.parametrize("device", _DEVICES)
def test_no_file_is_called_like_a_device(device: str) -> None:
    for name in (device, device.lower(), f"{device}.md", f"{device}.tar.gz", f"{device} .md"):
        made = file_name(name)
        assert re.split(r"[ .]", made)[0].upper() not in _DEVICES
        assert made.endswith(name[1:])
    for harmless in (f"{device}x", f"x{device}.md", f"list.{device}", f"{device}-a.md"):
        assert file_name(harmless) == harmless


@given(st.text(alphabet='aB.:<>"|?*\\ \x00\x1f\x7fé知\udce9', max_size=12))
@settings(max_examples=60, deadline=None)
def test_made_names_are_allowed_everywhere_and_made_once(name: str) -> None:
    made = file_name(name)
    assert not set(made) & set('<>:"|?*\\')
    assert made.isprintable()
    assert not made.endswith((".", " "))
    made.encode("utf-8")
    assert file_name(made) == made


def test_names_that_differ_stay_apart() -> None:
    names = ["a?", "a*", "a.", "a ", "a", "a..", "aux", "Aux", "a\\b", "a:b", 'a"']
    assert len({file_name(name) for name in names}) == len(names)
    long = [f"{'owl' * 60}{end}.md" for end in ("", "s", "et")]
    cut = [file_name(name) for name in long]
    assert len(set(cut)) == 3
    assert all(name.endswith(".md") and len(name.encode()) == 120 for name in cut)
    wide = file_name("知" * 100 + ".bib")
    assert wide.endswith(".bib")
    assert 117 < len(wide.encode()) <= 120


def test_names_of_figures_exports_and_tables_are_names_everywhere() -> None:
    for names in (list(kdgraph.FIGURES), list(kdgraph.EXPORTS), list(TABLES)):
        assert [file_name(name) for name in names] == names
        assert len({same_file_key(name) for name in names}) == len(names)


def test_lists_whose_names_differ_by_case_or_accents_alone_stay_apart(tmp_path: Path) -> None:
    names = [
        "KD.md",
        "kd.md",
        "Kd.MD",
        "caf\u00e9.md",
        "cafe\u0301.md",
        "stra\u00dfe.md",
        "STRASSE.md",
    ]
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:
        paths = [writer.write_list(name, f"{n}".encode()) for n, name in enumerate(names)]
        again = [writer.write_list(name, f"{n}".encode()) for n, name in enumerate(names)]
        same = writer.write_list("KD.MD", b"0")
    assert [path.read_bytes() for path in paths] == [f"{n}".encode() for n in range(len(names))]
    assert len({same_file_key(path.name) for path in paths}) == len(names)
    assert again == paths
    assert same == paths[0]  # the very bytes, under a name that is one with it on Windows
    assert paths[0].name == "KD.md"


def test_paths_below_the_data_folder_leave_room_on_windows(tmp_path: Path) -> None:
    """260 characters with the end, where long paths are not allowed; 120 are for the folder."""
    folder = DataFolder(tmp_path)
    with folder.writer("test") as writer:
        for text in (b"1", b"2"):
            kept = writer.write_list(file_name("a" * 300 + ".markdown"), text)
    longest = max(
        len(str(PureWindowsPath(kept.relative_to(tmp_path)))),
        len(str(PureWindowsPath("derived", "0" * 16, "author-graph", "x" * 40 + ".npy"))),
    )
    assert longest < 260 - 120
