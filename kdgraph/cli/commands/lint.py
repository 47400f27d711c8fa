"""Check a list for mistakes, and mend those that can be mended safely.

Example: kdgraph lint README.md --diff
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kdgraph.cli.known import snapshot_about
from kdgraph.cli.options import AsJson, DataOption, SnapshotOption
from kdgraph.cli.printing import (
    escape,
    headed,
    notes_of,
    plural,
    print_blocks,
    two_columns,
    write_json,
    write_text,
)

if TYPE_CHECKING:
    from kdgraph.curate.finding import Finding
    from kdgraph.curate.linting import Fixed, LintReport
    from kdgraph.pipeline import GivenList
    from kdgraph.settings import Settings

__all__ = ["lint"]

CHOICES = ("kdgraph.curate.finding", "LINT_RULES")
"""The registry that ``--help`` lists."""

_PRINTED = 10


class Output(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


class Starter(StrEnum):
    """What ``--init`` prints."""

    GITHUB = "github"
    ACTION = "action"
    PRE_COMMIT = "pre-commit"


def lint(
    source: Annotated[
        str | None,
        typer.Argument(
            metavar="LIST",
            help="A file, a folder with a README, an address, or - for standard input."
            "  [default: the list that `kdgraph build` would take]",
        ),
    ] = None,
    *,
    output: Annotated[
        Output,
        typer.Option("--format", help="How to print the findings."),
    ] = Output.TEXT,
    fix: Annotated[
        bool, typer.Option("--fix", help="Write the fixes into the list; no other byte changes.")
    ] = False,
    diff: Annotated[
        bool,
        typer.Option(
            "--diff", help="Print what --fix would change, as a unified diff; write nothing."
        ),
    ] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select",
            metavar="CODE",
            help="Only these rules: codes, or beginnings such as inconsistent-*; all. Can be given "
            "several times.",
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", metavar="CODE", help="Not these rules; likewise."),
    ] = None,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask every address whether it leads anywhere.")
    ] = False,
    repository: Annotated[
        str | None,
        typer.Option(
            "--repository",
            metavar="OWNER/NAME",
            help="The list's own repository.  [default: the one it was fetched from]",
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help=f"Print all findings, not {_PRINTED} of each rule.")
    ] = False,
    init: Annotated[
        Starter | None,
        typer.Option(
            "--init",
            help="Print a file that makes this run by itself: a workflow for GitHub, an action, "
            "or a hook for pre-commit.",
        ),
    ] = None,
    data: DataOption = None,
    snapshot: SnapshotOption = None,
    as_json: AsJson = False,
) -> None:
    """Check a list for mistakes; what a snapshot knows of its papers is evidence.

    Rules that cannot run are named. --fix mends what cannot go wrong, and touches no other byte.
    It ends with 1 where there are findings, 0 where there are none.
    """
    from kdgraph.curate.linting import fix_list
    from kdgraph.curate.linting import lint as linted
    from kdgraph.curate.starters import STARTERS
    from kdgraph.settings import settings

    if init is not None:
        write_text(STARTERS[str(init)])
        return
    output = Output.JSON if as_json else output
    options: dict[str, Any] = {
        "select": tuple(select or ()),
        "ignore": tuple(ignore or ()),
        "repository": repository,
        "online": online,
    }
    chosen = settings(data=data)
    given = _read(source, chosen, fix=fix)
    options["snapshot"] = snapshot_about(chosen, given, snapshot)
    if online:
        options["reach"] = _reach()
    fixed = None
    if fix or diff:
        fixed = fix_list(given.document, **options)
    if diff and fixed is not None:
        _print_diff(given, fixed)
        raise typer.Exit(int(bool(fixed.applied or fixed.report.findings)))
    if fixed is not None:
        from kdgraph.curate.writing import write_list

        write_list(Path(given.source.shown), given.document.data, fixed.data)
        report = fixed.report
    else:
        report = linted(given.document, **options)
    _print(report, fixed, output, _path_of(given), every=every)
    raise typer.Exit(int(bool(report.findings)))


def _read(source: str | None, chosen: Settings, *, fix: bool) -> GivenList:
    from kdgraph import pipeline
    from kdgraph.cli.progress import spinner

    if fix and source in (None, "-"):
        raise _nowhere_to_write(source)
    given: bytes | str | None = source
    if source == "-":
        given = sys.stdin.buffer.read(pipeline.MOST_LIST_BYTES + 1)
    with spinner(f"reading {source or 'the list'}") as heard:
        found = pipeline.read_given_list(given, chosen, heard=heard)
    if fix and found.source.fetched is not None:
        raise _nowhere_to_write(source)
    return found


def _nowhere_to_write(source: str | None) -> Exception:
    from kdgraph.errors import InputError

    what = "no list was named" if source is None else f"{source} is no file"
    return InputError(
        f"--fix writes into a file, and {what}; give the path of the list, or --diff instead"
    )


def _reach() -> Any:
    from kdgraph.curate.reaching import Reached

    if not sys.stderr.isatty():
        return Reached()

    def heard(done: int, total: int) -> None:
        end = "\n" if done == total else "\r"
        sys.stderr.write(f"asked {done:,} of {total:,} addresses{end}")
        sys.stderr.flush()

    return Reached(heard=heard)


def _path_of(given: GivenList) -> str:
    """Return the path of the list from the working folder, else as it was given."""
    path = Path(given.source.shown)
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix() if path.exists() else str(path)
    except (ValueError, OSError):
        return given.source.shown


def _print_diff(given: GivenList, fixed: Fixed) -> None:
    from kdgraph.curate.patches import unified_diff

    write_text(unified_diff(given.document.data, fixed.data, _path_of(given)))
    left = len(fixed.report.findings)
    sys.stderr.write(
        f"kdgraph: {plural(len(fixed.applied), 'finding')} would be mended, {left:,} left\n"
    )


def _print(
    report: LintReport, fixed: Fixed | None, output: Output, path: str, *, every: bool
) -> None:
    if output is Output.SARIF:
        from kdgraph.curate.sarif import sarif

        write_json(sarif(report, path))
    elif output is Output.GITHUB:
        from kdgraph.curate.annotations import github_annotations

        write_text(github_annotations(report, path))
    elif output is Output.JSON:
        write_json(_to_json(report, fixed))
    else:
        print_blocks(*_blocks(report, fixed, every=every))


def _to_json(report: LintReport, fixed: Fixed | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "source": report.source,
        "entries": report.entries,
        "findings": report.findings,
        "rules": report.rules,
        "not_run": report.not_run,
        "notes": report.notes,
    }
    if fixed is not None:
        told |= {"fixed": fixed.applied, "fix_refused": fixed.refused}
    return told


def _blocks(report: LintReport, fixed: Fixed | None, *, every: bool) -> Iterable[Any]:
    from kdgraph.curate.finding import LINT_RULES

    by_code: dict[str, list[Finding]] = {}
    for finding in report.findings:
        by_code.setdefault(finding.code, []).append(finding)
    order = {"error": 0, "warning": 1, "note": 2}
    for code in sorted(by_code, key=lambda code: (order[LINT_RULES[code].severity], code)):
        found = by_code[code]
        lines = []
        for finding in found if every else found[:_PRINTED]:
            evidence = "".join(f"\n[dim]{escape(text)}[/]" for text in finding.evidence)
            mend = f"\n[dim]--fix: {escape(finding.fix.description)}[/]" if finding.fix else ""
            lines.append(
                (f"{finding.line}:{finding.column}", f"{escape(finding.message)}{evidence}{mend}")
            )
        if len(found) > len(lines):
            lines.append(("", f"[dim]and {len(found) - len(lines):,} more (--all)[/]"))
        yield headed(f"{code} ({LINT_RULES[code].severity}, {len(found):,})", two_columns(lines))
    yield _total(report, fixed)
    by_reason: dict[str, list[str]] = {}
    for code, reason in report.not_run.items():
        said = f"{reason}; give --online" if LINT_RULES[code].needs == "network" else reason
        by_reason.setdefault(said, []).append(code)
    limits = [f"not run: {', '.join(codes)} ({reason})" for reason, codes in by_reason.items()]
    yield from notes_of([*limits, *report.notes], None)


def _total(report: LintReport, fixed: Fixed | None) -> str:
    counts = Counter(finding.severity for finding in report.findings)
    kinds = ", ".join(
        plural(counts[kind], kind) for kind in ("error", "warning", "note") if counts[kind]
    )
    said = f"{plural(len(report.findings), 'finding')} in {plural(report.entries, 'paper')}"
    said += f": {kinds}" if kinds else ""
    if report.fixable:
        said += f"; --fix mends {report.fixable:,}, --diff shows how"
    if fixed is not None:
        said = f"{plural(len(fixed.applied), 'finding')} mended; {said}"
        if fixed.refused:
            said += f"; {len(fixed.refused):,} not, since something else would read otherwise"
    return escape(said)
