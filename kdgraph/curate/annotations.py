"""Findings as commands of GitHub's workflows, which show them beside the lines of a change."""

from __future__ import annotations

from typing import Final

from kdgraph.curate.linting import LintReport

__all__ = ["github_annotations"]

_LEVELS: Final = {"error": "error", "warning": "warning", "note": "notice"}


def github_annotations(report: LintReport, path: str) -> str:
    """Return a report as lines that begin with ``::error``, ``::warning`` or ``::notice``.

    Examples
    --------
    >>> from kdgraph.curate.linting import lint
    >>> found = lint(b"- **Deep Owls, CVPR 2018** [[pdf]]()")
    >>> github_annotations(found, "a.md").splitlines()[0].partition(",title=")[2]
    'broken-link::the link "pdf" has an empty address'
    """
    lines = []
    for finding in report.findings:
        said = "\n".join([finding.message, *finding.evidence])
        columns = f",col={finding.column}"
        if finding.end_line == finding.line:
            columns += f",endColumn={finding.end_column}"
        lines.append(
            f"::{_LEVELS[finding.severity]} file={_property(path)},line={finding.line},"
            f"endLine={finding.end_line}{columns},title={finding.code}::{_data(said)}\n"
        )
    for code, reason in report.not_run.items():
        lines.append(f"::debug::{_data(f'{code} did not run: {reason}')}\n")
    return "".join(lines)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
