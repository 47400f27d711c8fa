"""Lists that cannot be read: each gets one clear message."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kdgraph.errors import InputError, ListError
from kdgraph.lists import read_list

PAPER = b"- **Deep Mutual Learning, CVPR 2018**\n"


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \n\t\r\n ", "empty", id="blank"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "not text", id="image"),
        pytest.param(PAPER + b"\0", "not text", id="nul"),
        pytest.param(PAPER + "Buciluä".encode("latin-1"), "not text", id="latin-1"),
        pytest.param(b"\xff\xfe- \x00\xd8", "not text", id="broken utf-16"),
        pytest.param(b"# Title\n\nOnly prose here.\n", "no paper found", id="prose"),
        pytest.param(b"- [A site](https://example.org)\n", "no paper found", id="links"),
        pytest.param(b"@article{a, author={B}}\n", "no paper found", id="bibtex"),
        pytest.param(b"\xef\xbb\xbf", "empty", id="a mark and nothing else"),
    ],
)
def test_no_list(data: bytes, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "list.md"
    path.write_bytes(data)
    for source in (path, data):
        with pytest.raises(ListError, match=problem) as caught:
            read_list(source)
        assert caught.value.exit_code == 2
        assert caught.value.advice


def test_a_list_without_papers_says_what_is_understood_and_what_was_passed_over() -> None:
    items = b"".join(b"- [A site %d](https://example.org)\n" % n for n in range(7))
    with pytest.raises(ListError) as caught:
        read_list(b"\nSee <https://arxiv.org/abs/1503.02531>.\n\n" + items)
    message = str(caught.value)
    assert "bibtex: entries with" in message
    assert "8 lines were passed over" in message
    often, seldom = message.index("7 x "), message.index("1 x ")
    assert often < seldom, "the most frequent reason comes first"
    assert "such as line 4: - [A site 0](https://example.org)" in message[often:seldom]
    assert message.count("remedy: ") == 2
    assert "A site 1" not in message


def test_a_list_of_an_unknown_kind_is_named_by_its_ending(tmp_path: Path) -> None:
    path = tmp_path / "list.adoc"
    path.write_bytes(b"= Owls\n\nOnly prose here.\n")
    with pytest.raises(ListError, match=r"there is no reader of \.adoc files"):
        read_list(path)
    path.write_bytes(b"- **Deep Mutual Learning, CVPR 2018**\n")
    found = read_list(path)
    assert (found.format, found.source) == ("markdown", str(path))
    assert found.chosen == "because the text looks like it; there is no reader of .adoc files"
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n"
    path.write_bytes(pointer)
    with pytest.raises(ListError, match="Git LFS"):
        read_list(path)


def test_a_folder_gives_its_readme_and_says_so(tmp_path: Path) -> None:
    clone = tmp_path / "awesome-owls"
    clone.mkdir()
    with pytest.raises(
        ListError, match=r"a folder without a README; give the list itself, a file$"
    ):
        read_list(clone)
    (clone / "papers.bib").write_bytes(b"@misc{a, title={Deep Owls}}")
    with pytest.raises(ListError, match=r"there are: papers\.bib"):
        read_list(clone)
    (clone / "ReadMe.md").write_bytes(PAPER)
    (clone / "README.md.bak").write_bytes(b"nothing")
    found = read_list(str(clone))
    assert found.list_id == "awesome-owls"
    assert found.source == str(clone / "ReadMe.md")
    assert found.notes == (f"ReadMe.md was taken from the folder {clone}",)


def test_missing_folder_unreadable(tmp_path: Path) -> None:
    with pytest.raises(ListError, match="no such file"):
        read_list(tmp_path / "none.md")
    with pytest.raises(ListError, match="folder"):
        read_list(tmp_path)
    with pytest.raises(ListError, match="cannot be read"):
        read_list(tmp_path / ("x" * 300))
    if os.geteuid() != 0:
        locked = tmp_path / "locked.md"
        locked.write_bytes(PAPER)
        locked.chmod(0)
        with pytest.raises(ListError, match="cannot be read"):
            read_list(locked)


def test_unknown_format() -> None:
    with pytest.raises(ListError, match=r"no list format called 'docx'; there are: bibtex"):
        read_list(PAPER, format="docx")


def test_a_file_of_the_size_of_a_disk_is_not_read_to_its_end() -> None:
    with pytest.raises(ListError, match="more than 64 MB"):
        read_list(Path("/dev/zero"))


def test_the_ending_decides_and_the_text_where_there_is_none(tmp_path: Path) -> None:
    ids = b"1503.02531\n1412.6550\n"
    for name, expected in (("a.txt", "identifiers"), ("b", "identifiers")):
        (tmp_path / name).write_bytes(ids)
        document = read_list(tmp_path / name)
        assert (document.format, document.list_id) == (expected, name[0])
    assert read_list(b"\n\n" + PAPER).format == "markdown"
    assert read_list(PAPER).list_id == "stdin"
    assert read_list(PAPER, name="!!").list_id == "list"
    (tmp_path / "c.csv").write_bytes(PAPER)
    with pytest.raises(ListError, match="read as table"):
        read_list(tmp_path / "c.csv")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig"])
def test_byte_order_marks_come_back(encoding: str) -> None:
    text = PAPER.decode() + "- **Buciluǎ** [[pdf]](https://arxiv.org/abs/2001.00001)\r\n"
    data = text.encode(encoding)
    if encoding == "utf-16-le":
        data = b"\xff\xfe" + data
    document = read_list(data)
    assert document.render() == data
    first, second = document.entries
    assert second.title == "Buciluǎ"
    assert document.render([second]) == data.replace(
        PAPER.decode().encode("utf-8" if encoding == "utf-8-sig" else "utf-16-le"), b""
    )
    assert document.render([first]).startswith(data[:3])


def test_rendering_refuses_strangers_and_doubles() -> None:
    document, other = read_list(PAPER, name="a"), read_list(PAPER, name="b")
    with pytest.raises(InputError, match="not an entry of the list a"):
        document.render(other.entries)
    with pytest.raises(InputError, match="given twice"):
        document.render(document.entries * 2)


def test_edits_that_cannot_be_written_are_refused() -> None:
    document = read_list(PAPER)
    (entry,) = document.entries
    for title in ("", "  ", "two\nlines", "nul\0"):
        with pytest.raises(InputError, match="cannot be written"):
            entry.edit(title=title)
    with pytest.raises(InputError, match="prints no authors"):
        entry.edit(authors=["Ying Zhang"])
    with pytest.raises(InputError, match="not both"):
        entry.edit(year=2017, venues=[("CVPR", 2017)])
    with pytest.raises(InputError, match="give a list of names"):
        entry.edit(authors="Ying Zhang")
    with pytest.raises(ListError, match="would read as title 'Learning'"):
        document.revise([entry.edit(title="Learning, ICML 2020")])


def test_editing_years_and_venues() -> None:
    document = read_list(b"- **A thing, CVPR 2019, TPAMI 2020** [[pdf]](https://x.org/a.pdf)\n")
    (entry,) = document.entries
    earlier = entry.edit(year=2018)
    assert [venue.year for venue in earlier.venues] == [2018, 2020]
    assert document.revise([earlier]).entries[0].year == 2018
    with pytest.raises(InputError, match="earliest year would be 2020"):
        entry.edit(year=2021)
    moved = entry.edit(venues=[("ICML", 2022)])
    assert "**A thing, ICML 2022**" in moved.source
    assert document.revise([moved]).entries[0].year == 2022
