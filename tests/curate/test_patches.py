"""Unified diffs: git takes them, they give the very bytes, and what no longer fits is refused."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.curate.patches import apply_patch, unified_diff
from kdgraph.errors import InputError

LINES = st.lists(
    st.sampled_from([b"- owl\n", b"\n", b"mouse\r\n", b"\xff\xfe\n", b"-- a\n", b"\t \n", b"+x\n"]),
    max_size=12,
)


@given(LINES, LINES, st.binary(max_size=3), st.binary(max_size=3))
@settings(max_examples=100, deadline=None)
def test_a_diff_makes_the_second_text_of_the_first(
    one: list[bytes], two: list[bytes], end: bytes, other: bytes
) -> None:
    before, after = b"".join(one) + end, b"".join(two) + other
    patch = unified_diff(before, after, "a.md")
    if before == after:
        assert patch == b""
    else:
        assert apply_patch(before, patch) == after


def _git(folder: Path, patch: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["git", "apply", *options, "-"], cwd=folder, input=patch, capture_output=True, check=False
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"a\nb\nc\n", b"a\nB\nc\n"),
        (b"a\r\nb\r\nc", b"a\r\nb\r\nc\r\nd"),
        (b"a\nb", b"a\nb\n"),
        (b"x\n" * 50 + b"y\n" + b"x\n" * 50, b"new\n" + b"x\n" * 50 + b"z\n" + b"x\n" * 50),
        ("# Über \U0001f989\n- 知识\n".encode(), "# Über \U0001f989\n- 知识\n- more\n".encode()),
        (b"\xef\xbb\xbfa\n", b"\xef\xbb\xbfb\n"),
    ],
)
@pytest.mark.parametrize("name", ["list.md", "über list.md", 'sub/"q".md'])
def test_git_takes_it(tmp_path: Path, before: bytes, after: bytes, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(before)
    patch = unified_diff(before, after, name)
    done = _git(tmp_path, patch, "--whitespace=nowarn")
    assert done.returncode == 0, done.stderr
    assert path.read_bytes() == after


def test_a_patch_moves_with_lines_added_before_it_if_it_fits_in_one_place() -> None:
    before = b"".join(b"line %d\n" % n for n in range(20))
    patch = unified_diff(before, before.replace(b"line 10\n", b"line ten\n"), "a.md")
    assert apply_patch(b"new\n" + before, patch) == b"new\n" + before.replace(
        b"line 10\n", b"line ten\n"
    )
    with pytest.raises(InputError, match="fit in several places"):
        apply_patch(b"other\n" + before + before, patch)


def test_what_no_longer_fits_is_refused_with_the_line() -> None:
    patch = unified_diff(b"a\nb\nc\n", b"a\nb\nc\nd\n", "a.md")
    with pytest.raises(InputError) as refused:
        apply_patch(b"a\nX\nc\n", patch, name="a.md")
    said = str(refused.value)
    assert "the patch no longer fits a.md: line 2 should read 'b' and reads 'X'" in said
    assert "nothing was written" in said
    with pytest.raises(InputError, match="line 3 should read 'c' and is not there"):
        apply_patch(b"a\nb\n", patch)


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        (b"", "holds no change"),
        (b"hello\n", "holds no change"),
        (b"--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n", "damaged in line 5"),
        (b"--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n",
         "changes 2 files"),
    ],
)  # fmt: skip
def test_what_is_no_patch_of_one_file_is_refused(patch: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        apply_patch(b"a\n", patch)
