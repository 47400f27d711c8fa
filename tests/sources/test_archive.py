"""E-prints of every form and every kind of damage are opened in memory, and losses are counted."""

from __future__ import annotations

import gzip
import io
import lzma
import random
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.sources import ArchiveLimits, Eprint, open_eprint
from tests.emulator import tar, tar_gz

TEX = b"\\documentclass{article}\\begin{document}\\cite{a}\\end{document}"


def entry(name: str, kind: bytes = tarfile.REGTYPE, *, size: int = 0, link: str = "") -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, link
    return info.tobuf(tarfile.GNU_FORMAT)


def link(name: str, kind: bytes, target: str = "main.tex") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


def _checked(block: bytes, at: int, value: bytes) -> bytes:
    changed = bytearray(block)
    changed[at : at + len(value)] = value
    changed[148:156] = b" " * 8
    changed[148:156] = b"%06o\0 " % sum(changed)
    return bytes(changed)


FORMS = {
    "tar.gz": (tar_gz({"main.tex": TEX, "b.bbl": b"x"}), "tar", True),
    "tar": (tar({"main.tex": TEX}), "tar", False),
    "a single gzipped file": (gzip.compress(TEX), "TeX", True),
    "bare TeX": (TEX, "TeX", False),
    "bare TeX before 1995": (b"% a comment\n\\documentstyle{article}", "TeX", False),
    "Latin-1": ("\\section{caf\u00e9}".encode("latin-1"), "TeX", False),
    "UTF-16": ("\\section{x}".encode("utf-16"), "TeX", False),
    "gzip in gzip": (gzip.compress(gzip.compress(TEX)), "TeX", True),
    "PDF": (b"%PDF-1.5\n%\xe2\xe3", "PDF", False),
    "PDF in gzip": (gzip.compress(b"%PDF-1.5\n%\xe2\xe3"), "PDF", True),
    "PostScript": (b"%!PS-Adobe-2.0\n", "PostScript", False),
    "PostScript after ^D": (b"\x04%!PS-Adobe-2.0\n", "PostScript", False),
    "DVI": (b"\xf7\x02\x01\x83\x92\xc0\x1c\x3b", "DVI", False),
    "HTML": (b"\n<!DOCTYPE html>\n<html>", "HTML", False),
    "XHTML": (b'<?xml version="1.0"?>\n<!-- a --><html>', "HTML", False),
    "nothing": (b"", "empty", False),
    "nothing in gzip": (gzip.compress(b""), "empty", True),
    "zeros": (bytes(2048), "empty", False),
    "zip": (b"PK\x03\x04 and so on", "unknown", False),
    "xz": (lzma.compress(TEX), "unknown", False),
    "noise": (random.Random(1).randbytes(4000), "unknown", False),
}


@pytest.mark.parametrize("form", FORMS)
def test_the_bytes_tell_the_form(form: str) -> None:
    content, expected, packed = FORMS[form]
    found = open_eprint(content)
    assert (found.form, found.packed) == (expected, packed)
    assert found.readable == (expected in ("tar", "TeX"))
    assert not found.losses


def test_text_is_kept_and_figures_are_passed_over() -> None:
    files = {
        "./main.tex": TEX,
        "sec/intro": b"no ending",
        "fig/a.pdf": b"%PDF-1.5",
        "b.dat": bytes(9),
        "00README.XXX": b"toplevelfile main.tex",
        "a" * 90 + "/" + "b" * 120 + ".tex": b"a long name",
    }
    found = open_eprint(tar_gz(files))
    assert set(found.files) == {n.removeprefix("./") for n in files} - {"fig/a.pdf", "b.dat"}
    assert found.files["main.tex"] == TEX
    assert found.passed_over == 2
    assert not found.losses


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_every_dialect_of_tar_is_read(form: int) -> None:
    made = io.BytesIO()
    names = ["main.tex", "k/" * 8 + "x" * 40 + ".tex"]
    if form != tarfile.USTAR_FORMAT:
        names += ["y" * 200 + ".tex", "caf\u00e9.tex"]
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size, info.mtime = 3, 1.5 if form == tarfile.PAX_FORMAT else 1
            archive.addfile(info, io.BytesIO(b"TeX"))
    assert open_eprint(made.getvalue()).files == dict.fromkeys(names, b"TeX")


HOSTILE: dict[str, tuple[bytes, str]] = {
    "an absolute path": (tar({"/etc/passwd": b"x", "main.tex": TEX}), "leaves the archive"),
    "a way out": (tar({"../../x.tex": b"x", "main.tex": TEX}), "leaves the archive"),
    "a hidden way out": (tar({"a/../../x.tex": b"x", "main.tex": TEX}), "leaves the archive"),
    "control characters": (tar({"a\x1b[31m.tex": b"x", "main.tex": TEX}), "is no path"),
    "a path without end": (tar({"d/" * 300 + "x.tex": b"x", "main.tex": TEX}), "is no path"),
    "a symbolic link": (
        tar({"main.tex": TEX}, [link("x.tex", tarfile.SYMTYPE, "/etc/passwd")]),
        "links",
    ),
    "a hard link": (tar({"main.tex": TEX}, [link("x.tex", tarfile.LNKTYPE)]), "links"),
    "a device": (tar({"main.tex": TEX}, [link("x.tex", tarfile.CHRTYPE)]), "devices"),
    "a disk": (tar({"main.tex": TEX}, [link("x.tex", tarfile.BLKTYPE)]), "devices"),
    "a named pipe": (tar({"main.tex": TEX}, [link("x.tex", tarfile.FIFOTYPE)]), "named pipes"),
    "a link with a size": (
        entry("x.tex", tarfile.SYMTYPE, size=2**40, link="y") + tar({"main.tex": TEX}),
        "links",
    ),
    "the same path twice": (
        tar({"main.tex": b"old"})[:1024] + tar({"main.tex": TEX}),
        "comes twice",
    ),
    "a path that differs by dots only": (
        tar({"./main.tex": b"old", "main.tex": TEX}),
        "comes twice",
    ),
    "a header of noise": (tar({"main.tex": TEX})[:1024] + b"\x01" * 512, "a header is none"),
    "a size below zero": (
        tar({"main.tex": TEX})[:1024] + _checked(entry("x.tex"), 124, b"\xff" * 12),
        "below zero",
    ),
    "a name of a megabyte": (
        entry("././@LongLink", tarfile.GNUTYPE_LONGNAME, size=2**20)
        + b"n" * 2**20
        + tar({"main.tex": TEX}),
        "longer than any name",
    ),
    "an archive without an end": (tar({"main.tex": TEX})[:1024], "the archive is cut off"),
    "a file that is cut": (
        tar({"main.tex": TEX})[:1024] + entry("b.tex", size=5000) + b"only this",
        "files that are cut off",
    ),
    "a size that nobody has": (
        tar({"main.tex": TEX})[:1024] + entry("b.tex", size=2**40) + b"only this",
        "the archive is cut off",
    ),
}


@pytest.mark.parametrize("packing", [bytes, gzip.compress], ids=["tar", "tar.gz"])
@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_hostile_or_broken_is_left_out_and_counted(
    kind: str, packing: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    content, expected = HOSTILE[kind]
    found = open_eprint(packing(content))
    assert found.files["main.tex"] == TEX
    assert any(expected in what for what in found.lost), found.lost
    assert not list(tmp_path.iterdir())


def test_limits_leave_out_and_count() -> None:
    files = {f"{n}.tex": b"x" * 1000 for n in range(10)} | {"long.tex": b"y" * 5000}
    small = ArchiveLimits(member=2000, kept=4000)
    found = open_eprint(tar_gz(files), limits=small)
    assert sum(map(len, found.files.values())) == 4000
    assert found.lost == (
        "files beyond 4,000 bytes of text in all (6 times)",
        "files longer than 2,000 bytes",
    )
    few = open_eprint(tar_gz(files), limits=ArchiveLimits(members=3))
    assert len(few.files) == 3
    assert few.lost == ("what follows the first 3 entries",)
    assert open_eprint(tar_gz(files), limits=ArchiveLimits(members=11)).lost == ()
    deep = open_eprint(tar_gz({"a/b/c.tex": b"x"}), limits=ArchiveLimits(depth=1))
    assert not deep.files
    assert deep.losses
    single = open_eprint(gzip.compress(bytes(b"x" * 3000)), limits=small)
    assert not single.readable
    assert "longer than 2,000 bytes" in single.lost[0]


def test_what_unpacks_to_too_much_is_stopped() -> None:
    content = tar_gz({"a.tex": TEX, "zeros.tex": bytes(3 * 2**20), "b.tex": TEX})
    found = open_eprint(content, limits=ArchiveLimits(unpacked=2**20, member=2**16))
    assert list(found.files) == ["a.tex"]
    assert "unpacks to more than is allowed" in " ".join(found.lost)
    layered = TEX
    for _ in range(9):
        layered = gzip.compress(layered)
    assert "layers of gzip" in open_eprint(layered).lost[0]


def test_a_member_of_a_gigabyte_is_passed_over_within_bounds(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    content = packer.compress(entry("zeros.tex", size=2**30)) + packer.flush(zlib.Z_FULL_FLUSH)
    # a megabyte of zeros, packed once and repeated: as a raw block it needs nothing before it
    block = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = block.compress(bytes(2**20)) + block.flush(zlib.Z_FULL_FLUSH)
    rest = zlib.compressobj(9, zlib.DEFLATED, -15)
    end = rest.compress(tar({"main.tex": TEX})) + rest.flush()
    found = open_eprint(content + zeros * 1024 + end + bytes(8))
    assert found.files == {"main.tex": TEX}
    assert any("files longer than 64 MB" in what for what in found.lost)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_cut_archive_gives_what_is_whole(share: float) -> None:
    noise = random.Random(0)
    files = {f"{n}.tex": bytes(noise.choices(b"abcdefgh\\{}", k=3000)) for n in range(20)}
    whole = tar_gz(files)
    found = open_eprint(whole[: int(len(whole) * share)])
    assert found.losses
    whole_files = {name: content for name, content in found.files.items() if files[name] == content}
    assert len(whole_files) >= len(found.files) - 1
    assert len(found.files) >= int(20 * share) - 2


def test_broken_packing_gives_what_came_before() -> None:
    noise = random.Random(0)
    files = {f"{n}.tex": bytes(noise.choices(b"abcdefgh\\{}", k=9000)) for n in range(20)}
    whole = bytearray(tar_gz(files))
    middle = len(whole) // 2
    whole[middle : middle + 40] = b"\xff" * 40
    found = open_eprint(bytes(whole))
    assert found.losses
    assert found.files["0.tex"] == files["0.tex"]
    wrong_sum = open_eprint(gzip.compress(TEX * 300)[:-8] + bytes(8))
    assert wrong_sum.files["main.tex"].startswith(TEX * 290)
    assert "incorrect data check" in wrong_sum.lost[0]
    trailing = open_eprint(tar_gz(files) + b"trailing")
    assert trailing.files == files
    assert "follows the gzip packing" in trailing.lost[0]
    assert open_eprint(tar_gz(files) + bytes(100)).lost == ()
    two = gzip.compress(tar(files)[:9000]) + gzip.compress(tar(files)[9000:])
    assert open_eprint(two).files == files


@settings(max_examples=60)
@given(st.binary(max_size=1500), st.integers(0, 5), st.data())
def test_no_bytes_break_it(noise: bytes, kind: int, data: st.DataObject) -> None:
    base = [
        noise,
        gzip.compress(noise),
        tar({"main.tex": noise}),
        tar_gz({"main.tex": noise}),
        entry("a.tex", size=len(noise)) + noise,
        gzip.compress(b"\x1f\x8b" + noise),
    ][kind]
    changed = bytearray(base)
    if changed:
        at = data.draw(st.integers(0, len(changed) - 1))
        changed[at] ^= data.draw(st.integers(1, 255))
    found = open_eprint(bytes(changed))
    assert isinstance(found, Eprint)
    assert all(not name.startswith("/") and ".." not in name.split("/") for name in found.files)
    assert open_eprint(bytes(changed)) == found
