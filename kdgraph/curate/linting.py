"""Linting a list: every rule that can run is run, and every one that cannot is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kdgraph.curate.finding import Finding, Found, Rule, chosen_rules
from kdgraph.curate.fixing import apply_fixes
from kdgraph.curate.listed import Listed, Repository, repository_of
from kdgraph.curate.reaching import Reached
from kdgraph.errors import InputError
from kdgraph.graph.snapshot import Snapshot
from kdgraph.lists.document import ListDocument
from kdgraph.lists.reading import read_list

__all__ = ["Fixed", "LintReport", "fix_list", "lint", "own_repository"]

_ROUNDS: Final = 5
_NO_CORPUS: Final = "no snapshot knows the papers of this list; run `kdgraph build LIST` first"
_OFFLINE: Final = "asks the network"


@dataclass(frozen=True, slots=True)
class LintReport:
    """What the rules found in a list.

    Attributes
    ----------
    source : str
        The file or address that was read.
    entries : int
        How many papers the list has.
    findings : tuple of Finding
        In the order of the list.
    rules : tuple of str
        The codes of the rules that ran.
    not_run : mapping
        The codes of those that were chosen and could not run, with the reason.
    notes : tuple of str
        What limits the findings, a sentence each.
    document : ListDocument
        The list as read.
    """

    source: str
    entries: int
    findings: tuple[Finding, ...]
    rules: tuple[str, ...]
    not_run: Mapping[str, str]
    notes: tuple[str, ...]
    document: ListDocument = field(repr=False)

    @property
    def fixable(self) -> int:
        """How many findings have a fix."""
        return sum(finding.fix is not None for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Fixed:
    """A list after ``--fix``.

    `data` are its bytes now, `applied` the findings that were mended, `refused` those whose fix
    would have changed how something else reads. `report` is what the rules find in it now.
    """

    data: bytes = field(repr=False)
    applied: tuple[Finding, ...]
    refused: tuple[Finding, ...]
    report: LintReport


def lint(
    source: str | Path | bytes | ListDocument,
    *,
    snapshot: Snapshot | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    repository: str | None = None,
    online: bool = False,
    reach: Reached | None = None,
    heard: Callable[[int, int], None] | None = None,
) -> LintReport:
    r"""Look for mistakes in a list.

    Parameters
    ----------
    source : str, Path, bytes or ListDocument
        The list, as `kdgraph.read_list` takes it.
    snapshot : Snapshot, optional
        What is known about the papers. Without one, the rules that need it do not run, and
        `LintReport.not_run` says so.
    select, ignore : sequence of str
        Codes of rules that run, or do not: whole ones, or beginnings that end in ``*``; "all" is
        all. See docs/lint.md.
    repository : str, optional
        The list's own repository as ``OWNER/NAME`` or its address, where it was not fetched from
        there.
    online : bool
        Also ask every address whether it leads anywhere.
    reach : Reached, optional
        What asks for addresses, with its pace.
    heard : callable, optional
        Told how many rules ran, of how many.

    Returns
    -------
    LintReport
        The findings, in the order of the list.

    Raises
    ------
    InputError
        If the list cannot be read, or there is no such rule.

    Examples
    --------
    >>> text = b"- [Surveys](#survey)\n## Surveys\n- **Deep Owls, CVPR 2018** [[pdf]](http://a.org/1)"
    >>> (found,) = lint(text).findings
    >>> found.code, found.line, found.message
    ('dead-anchor', 1, 'no heading of the list has the anchor #survey')
    """
    read = source if isinstance(source, ListDocument) else read_list(source)
    rules = list(chosen_rules(select, ignore))
    corpus = None
    if snapshot is not None:
        from kdgraph.curate.corpus import Corpus

        corpus = Corpus(read, snapshot)
        if corpus.unknown == len(read.entries):
            corpus = None  # it is about something else
    if online and reach is None:
        reach = Reached()
    listed = Listed(read, own_repository(read, repository), corpus, reach if online else None)
    missing = {"corpus": corpus is None, "network": not online}
    reasons = {"corpus": _NO_CORPUS, "network": _OFFLINE}
    ran: list[str] = []
    not_run: dict[str, str] = {}
    findings: list[Finding] = []
    for n, rule in enumerate(rules):
        if rule.needs is not None and missing[rule.needs]:
            not_run[rule.code] = reasons[rule.needs]
            continue
        findings += [_placed(listed, rule, found) for found in rule.check(listed)]
        ran.append(rule.code)
        if heard is not None:
            heard(n + 1, len(rules))
    findings.sort(key=lambda finding: (finding.span, finding.code, finding.message))
    return LintReport(
        source=read.source,
        entries=len(read.entries),
        findings=tuple(findings),
        rules=tuple(ran),
        not_run=not_run,
        notes=tuple(_notes(listed)),
        document=read,
    )


def fix_list(
    source: str | Path | bytes | ListDocument,
    *,
    snapshot: Snapshot | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    repository: str | None = None,
    online: bool = False,
    reach: Reached | None = None,
) -> Fixed:
    """Apply every fix of `lint` to a list in memory; options as there.

    It is repeated until nothing more can be mended, so that a second call changes nothing. Not a
    byte changes outside the fields that the fixes name.

    Examples
    --------
    >>> fix_list(b"- **Deep Owls, CVPR 2018** [[pdf]](https://https://a.org/1)").data
    b'- **Deep Owls, CVPR 2018** [[pdf]](https://a.org/1)'
    """
    read = source if isinstance(source, ListDocument) else read_list(source)
    if online and reach is None:
        reach = Reached()  # asks for every address once, however many rounds there are

    def look(at: ListDocument) -> LintReport:
        return lint(
            at,
            snapshot=snapshot,
            select=select,
            ignore=ignore,
            repository=repository,
            online=online,
            reach=reach,
        )

    report = look(read)
    applied: list[Finding] = []
    refused: list[Finding] = []
    for _ in range(_ROUNDS):
        done = apply_fixes(report.document, report.findings)
        refused = list(done.refused)
        if not done.applied:
            break
        applied += done.applied
        report = look(done.document)
    return Fixed(report.document.data, tuple(applied), tuple(refused), report)


def own_repository(document: ListDocument, given: str | None) -> Repository | None:
    """Return the repository that a list is kept in: the one given, or that of its address.

    Raises
    ------
    InputError
        If what is given names none.
    """
    if given is None:
        found = repository_of(document.source)
        return found[0] if found is not None else None
    url = given if "//" in given else f"https://github.com/{given.strip('/')}"
    found = repository_of(url)
    if found is None:
        raise InputError(f"{given!r} names no repository; give OWNER/NAME, or its address")
    return found[0]


def _placed(listed: Listed, rule: Rule, found: Found) -> Finding:
    """Count the place of a finding in lines and columns."""
    lines = listed.lines
    start, end = found.span
    line, end_line = lines.number(start), lines.number(max(start, end - 1))
    also = {lines.number(place) for place in found.also} - {line}
    return Finding(
        code=rule.code,
        severity=rule.severity,
        line=line,
        column=start - lines.starts[line - 1] + 1,
        end_line=end_line,
        end_column=max(end, start) - lines.starts[end_line - 1] + 1,
        message=found.message,
        evidence=tuple(found.evidence),
        also=tuple(sorted(also)),
        entry_id=found.entry_id,
        fix=found.fix,
        span=found.span,
    )


def _notes(listed: Listed) -> list[str]:
    notes = []
    if listed.corpus is not None:
        corpus = listed.corpus
        if not corpus.own and corpus.unknown:
            notes.append(
                f"{corpus.unknown:,} of {len(listed.entries):,} entries are not among the papers "
                f"of the snapshot {corpus.snapshot.id}, which was built from another list or from "
                "an earlier state of this one; rules that need the corpus say nothing about them"
            )
        if corpus.snapshot.data_note:
            notes.append(corpus.snapshot.data_note)
    if listed.reach is not None:
        for reason, count in listed.reach.undecided().items():
            notes.append(f"{count:,} addresses: {reason}; whether they lead anywhere is not known")
    return notes
