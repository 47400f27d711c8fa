"""Run what the pages of the site print, and hold what comes against what they show.

A page is run from top to bottom in an empty folder, as a reader would type it. What a block is, its
first line says:

- ``console``: lines that begin with ``$`` are commands, the others what the command prints; ``...``
  stands for anything, as in doctests. A command without lines below shows nothing to compare.
- ``sh`` and ``bash``: commands alone, a line each; what stands behind ``#`` is a remark.
- ``pycon``: a session of Python; all of a page are one session.
- any other with ``title="NAME"``: a file that the reader writes under that name.

A command may end with 0, or with 1, which says that something was found; any other code has to be
shown by ``echo $?``. A block that cannot be run stands behind ``<!-- not run: REASON -->``. A
picture before ``<!-- made: PATH -->`` is the one that the commands above wrote to PATH.

Run ``python -m docs.pages`` from the repository's root to hold every page against what comes, and
``python -m docs.pages --write`` to write what comes into the pages where it differs.
"""

from __future__ import annotations

import argparse
import contextlib
import doctest
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.commands import environment, run_cli

__all__ = ["DOCS", "Fault", "Run", "not_run", "pages", "run_page"]

DOCS: Final = Path(__file__).parent
_FENCE: Final = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<language>[\w-]*)(?P<more>[^\n`]*)\n"
    r"(?P<body>.*?)^(?P=indent)(?P=fence) *$",
    re.M | re.S,
)
_NOT_RUN: Final = re.compile(r"<!-- not run: (?P<reason>[^>]+) -->\s*$")
_MADE: Final = re.compile(r"\]\((?P<picture>[^)\s]+)\)\s*<!-- made: (?P<path>[^>]+) -->")
_TITLE: Final = re.compile(r'title="([^"]+)"')
_FLAGS: Final = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
_ALIKE: Final = doctest.OutputChecker().check_output
# What a reader's terminal is: 80 columns, and an address where no service answers, since a test
# must ask no real one whether or not this machine has a network.
_READER: Final = {"COLUMNS": "80", "KDGRAPH_API_URL": "http://127.0.0.1:9"}


class Block(NamedTuple):
    """A fenced block of a page: language, title, text without its indent, and where it stands."""

    language: str
    title: str | None
    text: str
    start: int
    indent: str
    reason: str | None
    """Why it is not run; None where it is."""


class Fault(NamedTuple):
    """What a page shows otherwise than it comes: which page and line, what was typed, what came."""

    page: str
    line: int
    typed: str
    shown: str
    came: str

    def __str__(self) -> str:
        return (
            f"{self.page}:{self.line}: {self.typed}\n--- shown\n{self.shown}--- came\n{self.came}"
        )


@dataclass
class Run:
    """How a page was run: what differs, how many examples ran, and the page as it should read."""

    page: str
    text: str
    faults: list[Fault] = field(default_factory=list)
    commands: int = 0
    examples: int = 0
    mended: str = ""
    pictures: dict[Path, bytes] = field(default_factory=dict)
    """Pictures that differ from those that were drawn: their paths, and what was drawn."""


def pages() -> list[Path]:
    """Return the pages that people write or that scripts of this folder wrote into it."""
    return sorted(path for path in DOCS.rglob("*.md"))


def _blocks(text: str) -> Iterator[Block]:
    for found in _FENCE.finditer(text):
        indent = found["indent"]
        body = re.sub(rf"^{indent}", "", found["body"], flags=re.M)
        title = _TITLE.search(found["more"])
        reason = _NOT_RUN.search(text[: found.start()])
        yield Block(
            found["language"],
            title and title[1],
            body,
            found.start("body"),
            indent,
            reason and reason["reason"],
        )


def not_run(path: Path) -> list[tuple[str, str]]:
    """Return the blocks of a page that are not run, each with the reason that the page gives."""
    return [(b.text, b.reason) for b in _blocks(path.read_text("utf-8")) if b.reason is not None]


def run_page(path: Path, folder: Path, *, edited: Callable[[str], str] | None = None) -> Run:
    """Run a page in an empty folder; `edited` changes its text before, for tests of this runner."""
    text = path.read_text("utf-8")
    text = edited(text) if edited else text
    run = Run(path.relative_to(DOCS).as_posix() if path.is_relative_to(DOCS) else path.name, text)
    session: dict[str, Any] = {}
    parts: list[str] = []
    end = 0
    with contextlib.chdir(folder):
        for block in _blocks(text):
            written = _run_block(run, block, session)
            if written is not None and written != block.text:
                raw = text[block.start :].split("```")[0].removesuffix(block.indent)
                lines = written.splitlines(keepends=True)
                parts += [
                    text[end : block.start],
                    "".join(f"{block.indent}{line}" if line.strip() else line for line in lines),
                ]
                end = block.start + len(raw)
        for made in _MADE.finditer(text):
            _compare_picture(run, made, path.parent / made["picture"])
    run.mended = "".join([*parts, text[end:]])
    return run


def _compare_picture(run: Run, made: re.Match[str], picture: Path) -> None:
    """Hold a picture of a page against the one that its commands drew, but for its metadata.

    Those of an SVG tell the day of the snapshot, which a build on this very day has made.
    """
    came = Path(made["path"]).read_bytes()
    old = picture.read_bytes() if picture.exists() else b""
    if old.rpartition(b"</metadata>")[2] != came.rpartition(b"</metadata>")[2]:
        line = run.text[: made.start()].count("\n") + 1
        run.pictures[picture] = came
        run.faults.append(Fault(run.page, line, made[0], f"{picture.name}\n", f"{made['path']}\n"))


def _run_block(run: Run, block: Block, session: dict[str, Any]) -> str | None:
    """Run a block; return its text as it should read, None where it shows nothing."""
    line = run.text[: block.start].count("\n") + 1
    if block.reason is not None:
        return None
    if block.language == "console":
        return "".join(_run_console(run, block, line))
    if block.language in ("sh", "bash"):
        last = 0
        for typed in _joined(block.text):
            last = _run_command(run, line, typed, "", last)[0]
        return None
    if block.language == "pycon":
        return _run_session(run, block, line, session)
    if block.title is not None:
        target = Path(block.title)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block.text, "utf-8", newline="")
    return None


def _joined(text: str) -> list[str]:
    """Return the commands of a block: lines, joined where one ends with a backslash."""
    lines = text.replace("\\\n", "").splitlines()
    return [line for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _run_console(run: Run, block: Block, line: int) -> Iterator[str]:
    parts = re.split(r"(?m)^(?=\$ )", block.text)
    yield parts[0]
    last = 0
    for offset, part in enumerate(parts[1:]):
        typed = part.partition("\n")[0]
        shown = part[len(typed) + 1 :]
        while typed.endswith("\\"):
            more = shown.partition("\n")[0]
            typed, shown = f"{typed}\n{more}", shown[len(more) + 1 :]
        following = parts[offset + 2] if offset + 2 < len(parts) else ""
        at = line + block.text[: block.text.find(part)].count("\n")
        last, came = _run_command(
            run, at, typed[2:].replace("\\\n", ""), shown, last, told="$ echo $?" in following[:9]
        )
        alike = not shown.strip() or _ALIKE(f"{shown.strip()}\n", f"{came.strip()}\n", _FLAGS)
        if not alike:
            run.faults.append(Fault(run.page, at, typed, shown, came))
        gap = shown[len(shown.rstrip("\n")) + 1 :]
        yield f"{typed}\n{shown if alike else came.strip(chr(10)) + chr(10) + gap}"


def _run_command(
    run: Run, line: int, typed: str, shown: str, last: int, *, told: bool = False
) -> tuple[int, str]:
    """Run one command of a shell; return its exit code and what it prints."""
    run.commands += 1
    first, pipe, rest = _piped(typed)
    words = shlex.split(first, comments=True)
    if words[:1] == ["kdgraph"]:
        done = run_cli(*words[1:], **_READER)
        code, came = done.returncode, done.stdout + done.stderr
        if pipe:
            tail = subprocess.run(
                ["bash", "-c", rest if pipe == "|" else f"cat {pipe} {rest}"],
                input=done.stdout, capture_output=True, text=True, check=False, env=environment(),
            )  # fmt: skip
            code, came = tail.returncode, tail.stdout + tail.stderr
    else:
        done = subprocess.run(
            ["bash", "-c", f"(exit {last}); {typed}"],
            capture_output=True, text=True, check=False, env=environment(**_READER),
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        code, came = done.returncode, done.stdout + done.stderr
    if code not in (0, 1) and not told:
        run.faults.append(Fault(run.page, line, typed, shown, f"{came}(ended with {code})\n"))
    return code, "".join(f"{text.rstrip()}\n" for text in came.splitlines())


def _piped(typed: str) -> tuple[str, str, str]:
    """Part a command at its first pipe or redirection."""
    quoted = re.match(r"""((?:[^|>'"]|'[^']*'|"[^"]*")*)(>>|>|\|)?(.*)""", typed, re.S)
    assert quoted is not None
    return quoted[1], quoted[2] or "", quoted[3]


class _Runner(doctest.DocTestRunner):
    """A runner that keeps what came instead of printing it."""

    def __init__(self, run: Run, line: int) -> None:
        super().__init__(optionflags=_FLAGS, verbose=False)
        self.run_of_page, self.line = run, line
        self.came: dict[int, str] = {}

    def report_failure(self, out: Any, test: Any, example: Any, got: str) -> None:  # noqa: ARG002
        self._keep(example, got)

    def report_unexpected_exception(
        self,
        out: Any,  # noqa: ARG002
        test: Any,  # noqa: ARG002
        example: Any,
        exc_info: Any,
    ) -> None:
        self._keep(
            example, f"Traceback (most recent call last):\n{exc_info[0].__name__}: {exc_info[1]}\n"
        )

    def _keep(self, example: Any, got: str) -> None:
        self.came[example.lineno] = got
        page, at = self.run_of_page.page, self.line + example.lineno
        self.run_of_page.faults.append(Fault(page, at, example.source.strip(), example.want, got))


def _run_session(run: Run, block: Block, line: int, session: dict[str, Any]) -> str:
    test = doctest.DocTestParser().get_doctest(block.text, session, run.page, run.page, line)
    runner = _Runner(run, line)
    runner.run(test, out=lambda _: None, clear_globs=False)
    session.update(test.globs)
    run.examples += len(test.examples)
    if not runner.came:
        return block.text
    lines = block.text.splitlines(keepends=True)
    for example in reversed(test.examples):
        if example.lineno in runner.came:
            start = example.lineno + example.source.count("\n")
            stop = start + example.want.count("\n")
            lines[start:stop] = [runner.came[example.lineno]]
    return "".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run pages and tell what differs; return 1 if anything does."""
    parser = argparse.ArgumentParser(
        prog="python -m docs.pages", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--write", action="store_true", help="write what comes into the pages")
    parser.add_argument("pages", nargs="*", type=Path, help="pages to run; all without any")
    given = parser.parse_args(arguments)
    wrong = 0
    for path in [page.resolve() for page in given.pages] or pages():
        with tempfile.TemporaryDirectory() as folder:
            run = run_page(path, Path(folder))
        wrong += len(run.faults)
        if given.write and run.mended != run.text:
            path.write_text(run.mended, "utf-8")
        for picture, came in run.pictures.items() if given.write else ():
            picture.write_bytes(came)
        for fault in run.faults:
            print(fault)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
