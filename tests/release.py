"""Build what a release sends, twice, and check it: ``python -m tests.release``.

Wheel and source distribution are built from the tracked files in two folders, on two days and with
two sets of file permissions; the bytes have to be the same, and so has the wheel that the source
distribution gives. Twine checks both. Version, changelog and citation file have to agree.

``--install`` then installs the wheel in an empty environment with all that it needs, from the
registry that pip is set up for, and runs one command there. ``--output`` keeps the files.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from kdgraph._version import __version__
from tests.gate import clean_environment
from tests.tracked import copy_tracked_files

__all__ = ["EPOCH", "build", "check", "digests", "disagreements", "install", "main", "twice"]

ROOT: Final = Path(__file__).resolve().parent.parent
EPOCH: Final = "1767225600"
"""1 January 2026: the time that every file of a release bears, in ``SOURCE_DATE_EPOCH``."""
_DAY: Final = 24 * 3600


def _run(*command: str | Path, cwd: Path, **more: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean_environment(os.environ) | {"SOURCE_DATE_EPOCH": EPOCH} | more,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def build(source: Path, out: Path) -> list[Path]:
    """Build source distribution and wheel of a checkout, with the packages that are here."""
    _run(sys.executable, "-m", "hatchling", "build", "-d", out, cwd=source)
    return sorted(out.iterdir())


def twice(folder: Path) -> list[Path]:
    """Build from two copies that differ in place, time and permissions; return the files.

    Raises
    ------
    RuntimeError
        If any byte differs, or the source distribution gives another wheel.
    """
    made = {}
    for name, mask, age in (("first", 0o022, 0), ("a second one", 0o077, 400 * _DAY)):
        source, out = folder / name / "checkout", folder / name / "dist"
        old = os.umask(mask)
        try:
            copy_tracked_files(ROOT, source)
            for path in source.rglob("*"):
                if path.is_file():
                    when = path.stat().st_mtime - age
                    os.utime(path, (when, when))
                    path.chmod(0o666 & ~mask)
            made[name] = build(source, out)
        finally:
            os.umask(old)
    first, second = made.values()
    if digests(first) != digests(second):
        raise RuntimeError(f"two builds differ: {digests(first)} and {digests(second)}")
    (sdist,) = (path for path in first if path.suffix == ".gz")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    out = folder / "from sdist"
    _run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out, cwd=unpacked)
    wheel = digests(sorted(out.iterdir()))
    if not wheel.items() <= digests(first).items():
        raise RuntimeError(f"the source distribution gives another wheel: {wheel}")
    return first


def digests(paths: Sequence[Path]) -> dict[str, str]:
    """Return the SHA-256 of files by name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def check(paths: Sequence[Path]) -> str:
    """Let twine check the files, warnings as errors, and return what it says.

    Raises
    ------
    RuntimeError
        If it finds anything.
    """
    said = _run(sys.executable, "-m", "twine", "check", "--strict", *paths, cwd=ROOT)
    return re.sub(r"\x1b\[[0-9;]*m", "", said)


def install(wheel: Path, folder: Path) -> str:
    """Install a wheel in an empty environment, and return what a first build says there.

    Raises
    ------
    RuntimeError
        If it cannot be installed, or the command fails.
    """
    environment = folder / "environment"
    venv.create(environment, with_pip=True)
    programs = environment / ("Scripts" if os.name == "nt" else "bin")
    _run(programs / "python", "-m", "pip", "install", "--quiet", wheel, cwd=folder)
    return _run(programs / "kdgraph", "build", "--offline", "--json", cwd=folder)


def disagreements(texts: Mapping[str, str] | None = None, version: str = __version__) -> list[str]:
    """Return where changelog and citation file say another version or another day.

    A version that ends with ``.dev0`` or the like is none that is released: only the citation
    file is held against it.

    Examples
    --------
    >>> log = "## [Unreleased]\\n\\n## [1.0.0] - 2026-11-24\\n"
    >>> cff = "version: 1.0.0\\ndate-released: 2026-11-24\\n"
    >>> disagreements({"CHANGELOG.md": log, "CITATION.cff": cff}, "1.0.0")
    []
    >>> disagreements({"CHANGELOG.md": log, "CITATION.cff": cff}, "1.1.0")
    ['CITATION.cff says 1.0.0, kdgraph/_version.py 1.1.0', 'CHANGELOG.md has no part [1.1.0]']
    """
    if texts is None:
        names = ("CHANGELOG.md", "CITATION.cff")
        texts = {name: (ROOT / name).read_text("utf-8") for name in names}
    cited = _named(r"^version: *\"?([^\"\s]+)", texts["CITATION.cff"])
    day = _named(r"^date-released: *\"?([\d-]+)", texts["CITATION.cff"])
    parts = dict(re.findall(r"^## \[([^\]]+)\](?: - ([\d-]+))?", texts["CHANGELOG.md"], re.M))
    wrong = []
    if cited != version:
        wrong.append(f"CITATION.cff says {cited}, kdgraph/_version.py {version}")
    if next(iter(parts), "") != "Unreleased":
        wrong.append("CHANGELOG.md does not begin with [Unreleased]")
    if "dev" in version:
        return wrong
    if version not in parts:
        wrong.append(f"CHANGELOG.md has no part [{version}]")
    elif parts[version] != day:
        wrong.append(f"CHANGELOG.md says {parts[version] or 'no day'}, CITATION.cff {day}")
    return wrong


def _named(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.M)
    return found[1] if found else "nothing"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build and check, and say what was built."""
    parser = argparse.ArgumentParser(prog="python -m tests.release", description=__doc__)
    parser.add_argument("--install", action="store_true", help="install the wheel, too")
    parser.add_argument("-o", "--output", type=Path, help="keep the files in this folder")
    given = parser.parse_args(arguments)
    if wrong := disagreements():
        print("\n".join(wrong), file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        try:
            made = twice(folder)
            print(check(made).strip())
            if given.install:
                (wheel,) = (path for path in made if path.suffix == ".whl")
                install(wheel, folder)
                print("installed in an empty environment; a first build there went well")
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
        for name, digest in digests(made).items():
            print(f"{digest}  {name}")
        if given.output:
            given.output.mkdir(parents=True, exist_ok=True)
            for path in made:
                shutil.copyfile(path, given.output / path.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
