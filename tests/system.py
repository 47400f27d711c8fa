"""What tests need of the operating system: a browser, Java, poppler, TeX.

``python -m tests.system`` installs with ``apt-get`` what is missing, where there is one and this is
root: about 230 MB to download once. It never fails: tests whose programs are not here are skipped,
and say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.browser import chromium

__all__ = ["NEEDS", "Need", "install", "main"]

_PATIENCE: Final = 900  # seconds
_TIMEOUT: Final = ("-o", "Acquire::http::Timeout=20", "-o", "Acquire::Retries=1")


@dataclass(frozen=True)
class Need:
    """Something that tests need: the Debian packages that hold it, and whether it is here."""

    name: str
    packages: tuple[str, ...]
    is_here: Callable[[], bool]


def _has(*programs: str) -> Callable[[], bool]:
    return lambda: all(shutil.which(program) is not None for program in programs)


def _has_tex() -> bool:
    if not _has("pdflatex", "xelatex", "lualatex", "bibtex", "kpsewhich")():
        return False
    # what a LaTeX pack and a figure in PGF load; caption is in texlive-latex-recommended
    styles = ("forest.sty", "pgf.sty", "booktabs.sty", "natbib.sty", "caption.sty", "lmodern.sty")
    done = subprocess.run(["kpsewhich", *styles], capture_output=True, text=True, check=False)
    return len(done.stdout.splitlines()) == len(styles)


NEEDS: Final = (
    Need("a browser", ("chromium",), lambda: chromium() is not None),
    Need("Java", ("openjdk-17-jre-headless",), _has("java")),  # for Spark
    Need("poppler", ("poppler-utils",), _has("pdffonts", "pdfimages")),
    Need(
        "TeX",
        # forest and pgf; booktabs and caption; the two other engines that a figure in PGF is for
        (
            "texlive-pictures",
            "texlive-latex-recommended",
            "texlive-xetex",
            "texlive-luatex",
            "lmodern",
        ),
        _has_tex,
    ),
)


def install(
    run: Callable[[list[str]], int],
    needs: Sequence[Need] = NEEDS,
    *,
    root: bool,
    apt: str | None,
) -> list[str]:
    """Install what is missing and can be installed; return what happened, a line for each need."""
    told = []
    updated = False
    for need in needs:
        if need.is_here():
            told.append(f"{need.name}: here")
            continue
        command = f"`apt-get install {' '.join(need.packages)}`"
        if apt is None or not root:
            told.append(f"{need.name}: missing; tests of it are skipped until root runs {command}")
            continue
        if not updated:
            run([apt, *_TIMEOUT, "update", "-qq"])
            updated = True
        start = time.monotonic()
        options = ("-y", "-qq", "--no-install-recommends")
        code = run([apt, *_TIMEOUT, "install", *options, *need.packages])
        if code != 0 or not need.is_here():
            told.append(
                f"{need.name}: missing; {command} ended with {code}, so tests of it are skipped"
            )
        else:
            told.append(f"{need.name}: installed in {time.monotonic() - start:.0f} s")
    return told


def _run(command: list[str]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, check=False, env=environment, timeout=_PATIENCE, stdout=subprocess.DEVNULL
        )
    except (OSError, subprocess.TimeoutExpired):
        return 1
    return done.returncode


def main() -> int:
    """Install what is missing if need be, and say what happened."""
    print(*install(_run, root=os.geteuid() == 0, apt=shutil.which("apt-get")), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
