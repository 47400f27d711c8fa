"""Findings as SARIF 2.1.0, which code hosts and editors show beside the lines."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final
from urllib.parse import quote

from kdgraph._version import __version__
from kdgraph.curate.finding import LINT_RULES, Edit, Finding
from kdgraph.curate.linting import LintReport
from kdgraph.lists.text import Lines

__all__ = ["sarif"]

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(report: LintReport, path: str) -> dict[str, Any]:
    """Return a report as a SARIF log of one run.

    Parameters
    ----------
    report : LintReport
        What was found.
    path : str
        The path of the list relative to the repository, with slashes.

    Examples
    --------
    >>> from kdgraph.curate.linting import lint
    >>> log = sarif(lint(b"- **Deep Owls, CVPR 2018** [[pdf]]()"), "README.md")
    >>> [result["ruleId"] for result in log["runs"][0]["results"]]
    ['broken-link']
    """
    codes = sorted({*report.rules, *report.not_run})
    text = report.document.data.decode(report.document.encoding)
    uri = quote(path.replace("\\", "/"))
    lines = Lines(text)
    seen: dict[str, int] = {}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "kdgraph",
                        "semanticVersion": __version__,
                        "rules": [_rule(code) for code in codes],
                    }
                },
                "invocations": [
                    {
                        "executionSuccessful": True,
                        "toolExecutionNotifications": [
                            {
                                "level": "note",
                                "message": {"text": f"{code} did not run: {reason}"},
                                "associatedRule": {"id": code, "index": codes.index(code)},
                            }
                            for code, reason in report.not_run.items()
                        ],
                    }
                ],
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(finding, uri, codes.index(finding.code), lines, seen)
                    for finding in report.findings
                ],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    rule = LINT_RULES[code]
    return {
        "id": code,
        "shortDescription": {"text": rule.meaning},
        "fullDescription": {"text": " ".join(rule.explanation.split()) or rule.meaning},
        "defaultConfiguration": {"level": rule.severity, "enabled": rule.default},
    }


def _result(
    finding: Finding, uri: str, index: int, lines: Lines, seen: dict[str, int]
) -> dict[str, Any]:
    said = "".join(f"\n{text}" for text in finding.evidence)
    found: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": finding.message + said},
        "locations": [_location(uri, _region(lines, *finding.span))],
        "partialFingerprints": {"kdgraph/v1": _fingerprint(finding, seen)},
    }
    if finding.also:
        found["relatedLocations"] = [
            {"id": n, **_location(uri, {"startLine": line})} for n, line in enumerate(finding.also)
        ]
    if finding.fix is not None:
        found["fixes"] = [
            {
                "description": {"text": finding.fix.description},
                "artifactChanges": [
                    {
                        "artifactLocation": {"uri": uri},
                        "replacements": [_replacement(lines, e) for e in finding.fix.edits],
                    }
                ],
            }
        ]
    return found


def _location(uri: str, region: dict[str, int]) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}


def _region(lines: Lines, start: int, end: int) -> dict[str, int]:
    """Return a region whose end is exclusive; both count from 1."""
    first = lines.number(start)
    last = first if end <= start else lines.number(end - 1)
    return {
        "startLine": first,
        "startColumn": start - lines.starts[first - 1] + 1,
        "endLine": last,
        "endColumn": max(end, start) - lines.starts[last - 1] + 1,
    }


def _replacement(lines: Lines, edit: Edit) -> dict[str, Any]:
    return {
        "deletedRegion": _region(lines, edit.start, edit.end),
        "insertedContent": {"text": edit.text},
    }


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """Return what stays the same when lines are added elsewhere; the nth alike gets a number."""
    parts: Sequence[str] = (finding.code, finding.entry_id or "", finding.message)
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    seen[key] = seen.get(key, 0) + 1
    return key if seen[key] == 1 else f"{key}:{seen[key]}"
