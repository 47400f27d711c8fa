"""Extract the current snapshot of a list from a release of the Semantic Scholar Datasets."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kdgraph._version import __version__
from kdgraph.bulk.engine import keyed_folder
from kdgraph.bulk.engines import open_engine
from kdgraph.bulk.extraction import READ, Corpus, Extraction, Row
from kdgraph.bulk.release import Release, open_release
from kdgraph.bulk.shards import facts_of
from kdgraph.errors import InputError
from kdgraph.expand import EVIDENCE, RULE, Progress, Silent
from kdgraph.files import disk_faults, remove_quietly
from kdgraph.lists import ListDocument
from kdgraph.merge import assemble
from kdgraph.pipeline.build import KEEP_SNAPSHOTS, BuildProgress, CallbackProgress
from kdgraph.pipeline.offline import usable_current
from kdgraph.pipeline.report import ExtractReport
from kdgraph.pipeline.source import GivenList, address_record, read_given_list
from kdgraph.pipeline.summary import LIST_SOURCE, READING, summarise
from kdgraph.pipeline.unmatched import write_unmatched
from kdgraph.records import (
    CitationRecord,
    ContextRecord,
    CoverageRecord,
    PaperRecord,
    Records,
)
from kdgraph.resolve import RecordCatalogue, Resolution, resolve_entries, wanted_identifiers
from kdgraph.s2 import Odd, read_paper
from kdgraph.s2.border import LIST_FIELDS
from kdgraph.settings import Settings
from kdgraph.settings import settings as read_settings
from kdgraph.store import DataFolder, Writer

__all__ = ["ExtractOptions", "extract", "run_extract"]

ORIGIN: Final = "s2:datasets"
"""The origin of citations that were read in a release of the datasets."""

_WHOLE: Final = re.compile(r"-?[0-9]{1,19}")
_MOST_HOPS: Final = 3
# what the border is asked to read of a paper, by its names at the service
_FIELDS: Final = (*LIST_FIELDS, "s2FieldsOfStudy")


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """Options of an extraction.

    Parameters
    ----------
    datasets : Path
        A release, or a folder of releases, of which the newest is taken.
    engine : str
        "duckdb", or "spark".
    master : str or None
        Of Spark; None: this machine.
    hops : int
        How many citations away from a listed paper a neighbour may be.
    max_papers : int
        Most papers in the corpus; see `kdgraph.expand.select` for which are kept.
    evidence : str
        Whose citing sentences are kept; one of `EVIDENCE`.
    memory : str
        How much the engine may hold, as ``3GiB``.
    threads : int or None
        How many DuckDB uses; None: as many as there are processors.
    """

    datasets: Path
    engine: str = "duckdb"
    master: str | None = None
    hops: int = 1
    max_papers: int = 20_000
    evidence: str = "listed"
    memory: str = "2GiB"
    threads: int | None = None

    def __post_init__(self) -> None:
        if self.evidence not in EVIDENCE:
            raise InputError(f"evidence {self.evidence!r}: expected one of {', '.join(EVIDENCE)}")
        if not 1 <= self.hops <= _MOST_HOPS:
            raise InputError(f"hops must be from 1 to {_MOST_HOPS}, got {self.hops}")
        if self.max_papers < 1:
            raise InputError(f"max_papers must be at least 1, got {self.max_papers}")


def extract(
    source: str | Path | bytes | None = None,
    *,
    datasets: str | Path,
    data: str | Path | None = None,
    engine: str = "duckdb",
    master: str | None = None,
    hops: int = 1,
    max_papers: int = 20_000,
    evidence: str = "listed",
    memory: str = "2GiB",
    progress: Callable[[BuildProgress], None] | None = None,
) -> ExtractReport:
    """Cut the graph of a list out of the Semantic Scholar Datasets: what ``kdgraph extract`` does.

    It makes the same kind of snapshot as `build`, from shards on disk and without the service. An
    interrupted extraction goes on when the same call is made again, with the step that was cut off.

    Parameters
    ----------
    source : str, Path, bytes or None
        The list, as for `build`.
    datasets : str or Path
        A release of the datasets: a folder with ``papers``, ``paper-ids`` and ``citations`` in it,
        and ``abstracts`` and ``tldrs`` where these are wanted; or a folder of releases.
    data : str or Path, optional
        The data folder; by default ``KDGRAPH_DATA``, else ``data``.
    engine : {"duckdb", "spark"}
        What runs the work; the snapshot is the same.
    master : str, optional
        Of Spark: ``spark://HOST:7077``; by default this machine. Its workers must see the shards
        and the data folder under the same paths.
    hops : int
        How many citations away from a listed paper a neighbour may be, 1 to 3.
    max_papers : int
        Most papers of the corpus, listed ones included; these are always kept.
    evidence : {"listed", "none", "core", "all"}
        Whose citing sentences are kept: those of citations from or to listed papers; none; also
        those in papers between two listed ones; those in all papers. The last two read the
        citations once more.
    memory : str
        How much the engine may hold, as ``2GiB``; what exceeds it is worked on in the data folder.
    progress : callable, optional
        Told how far it is, from another thread; `total` is 100 in each stage.

    Returns
    -------
    ExtractReport
        What was done, what the snapshot holds, and what it does not know.

    Raises
    ------
    InputError, StoreError
        If the list, an option, a shard or the folder cannot be used; the current snapshot stays.
    EngineError
        If Spark cannot start, or gave up.
    """
    return run_extract(
        source,
        read_settings(data=None if data is None else Path(data)),
        ExtractOptions(
            datasets=Path(datasets),
            engine=engine,
            master=master,
            hops=hops,
            max_papers=max_papers,
            evidence=evidence,
            memory=memory,
        ),
        progress=None if progress is None else CallbackProgress(progress),
    )


def run_extract(
    source: str | Path | bytes | GivenList | None,
    settings: Settings,
    options: ExtractOptions,
    *,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> ExtractReport:
    """Cut the graph of a list out of a release; `extract` is the same with settings of the system.

    Parameters
    ----------
    source : str, Path, bytes, GivenList or None
        The list, as for `kdgraph.pipeline.build.run_build`.
    settings : Settings
        The data folder.
    options : ExtractOptions
        Where the release is, and how far to go.
    progress : Progress, optional
        Told how far it is, in hundredths of each step.
    now : callable
        The clock.
    """
    folder = DataFolder(settings.data)
    progress = progress or Silent()
    release = open_release(options.datasets)
    for dataset in ("papers", "paper-ids", "citations"):
        release.of(dataset)
    if not isinstance(source, GivenList):
        progress.stage("reading the list", 0)
        source = read_given_list(source, settings, offline=False, now=now)
    document = source.document
    with folder.writer("extract") as writer:
        before = folder.current_id()
        kept_as = writer.write_list(source.file_name, document.data).name
        work = keyed_folder(folder.path / "extract", "run", _inputs(document, release, options))
        remarks = _forget_others(work)
        resumed = work.is_dir()
        job = _Job(document, release, options, now(), progress, remarks)
        records, corpus = job.records(work)
        progress.stage("writing the snapshot", 0)
        base = usable_current(folder)
        assembly = assemble(
            records,
            document.frame(),
            base=None if base is None else base.frames(),
            now=job.now,
        )
        manifest = writer.publish(
            assembly.frames,
            origins=("semantic scholar",),
            list_id=document.list_id,
            list_file=kept_as,
            list_digest=document.digest,
            parameters={
                "release": release.name,
                "hops": options.hops,
                "max_papers": options.max_papers,
                "evidence": options.evidence,
            },
            notes={
                **assembly.notes,
                "neighbours_met": corpus.met,
                "neighbours_left_out": corpus.left_out,
                "neighbours_without_a_row": corpus.unknown,
                "lists_failed": 0,
                "odd_values": dict(sorted(job.odd.items())),
                "rule": RULE,
            },
            time=job.now,
        )
        remove_quietly(work)
        remarks += _tidied(writer)
        about_list: dict[str, Any] = {READING: source.reading.to_dict()}
        if source.source.fetched is not None:
            about_list[LIST_SOURCE] = address_record(source.source.fetched, document.digest)
        writer.annotate(manifest.id, about_list)
        summary = summarise(folder.snapshot(manifest.id))
        unmatched_file = write_unmatched(folder, summary)
    return ExtractReport(
        changed=manifest.id != before,
        summary=summary,
        reading=source.reading,
        release=release.name,
        engine=options.engine,
        resumed=resumed,
        unmatched_file=unmatched_file,
        skipped=document.skipped,
        odd=dict(sorted(job.odd.items())),
        remarks=tuple(remarks),
    )


def _inputs(document: ListDocument, release: Release, options: ExtractOptions) -> Any:
    """Return all that the tables of a run depend on; not the engine, for each reads the other's."""
    return [
        __version__,
        document.digest,
        str(release.folder.resolve()),
        facts_of(release, READ),
        options.hops,
        options.max_papers,
        options.evidence,
    ]


def _forget_others(work: Path) -> list[str]:
    """Remove what runs with other inputs left; the folder's lock is held."""
    if not work.parent.is_dir():
        return []
    with disk_faults(work.parent, "list"):
        others = sorted(path for path in work.parent.iterdir() if path != work)
    for path in others:
        remove_quietly(path)
    if not others:
        return []
    return [
        "an extraction with another list, release or options was interrupted before; what it had "
        "done is removed, and this one begins anew"
    ]


def _tidied(writer: Writer) -> list[str]:
    return [
        *writer.set_aside_damaged(),
        *(
            f"snapshot {gone} removed: the last {KEEP_SNAPSHOTS} are kept, and partial ones go "
            "first"
            for gone in writer.prune(KEEP_SNAPSHOTS)
        ),
    ]


@dataclass(slots=True)
class _Job:
    """Turns rows of the release into records."""

    document: ListDocument
    release: Release
    options: ExtractOptions
    now: datetime
    progress: Progress
    remarks: list[str]
    odd: Odd = field(default_factory=Counter)

    def records(self, work: Path) -> tuple[Records, Corpus]:
        """Run all steps in the folder `work`."""
        options = self.options
        with open_engine(
            options.engine,
            work,
            master=options.master,
            memory=options.memory,
            threads=options.threads,
        ) as engine:
            steps = Extraction(engine, self.release, self._told)
            resolution, number_of = self._resolve(steps)
            listed = [number_of[key] for key in resolution.papers]
            if options.max_papers < len(listed):
                self.remarks.append(
                    f"--max-papers {options.max_papers:,} is below the number of listed papers "
                    f"found, {len(listed):,}: only these are kept"
                )
            steps.reach(listed, hops=options.hops, sentences=options.evidence != "none")
            corpus = steps.select(listed, hops=options.hops, most=options.max_papers)
            papers = self._papers(steps, {number_of[k]: p for k, p in resolution.papers.items()})
            records = Records(
                papers=[papers[number] for number in sorted(papers)],
                matches=resolution.matches,
                citations=self._citations(steps, papers, set(listed)),
            )
            for direction in ("references", "citations"):
                counted = steps.coverage(direction)
                records.coverage += [
                    _covered(papers[number], direction, counted.get(number), self.now)
                    for number in sorted(papers)
                ]
            if nameless := steps.odd_rows():
                self.odd["citations: no citing paper"] += nameless
        return records, corpus

    def _told(self, label: str) -> Callable[[float], None]:
        self.progress.stage(label, 100)
        steps = 0

        def heard(share: float) -> None:
            nonlocal steps
            while steps < int(100 * share):
                steps += 1
                self.progress.step()

        return heard

    # --- the list --------------------------------------------------------------------------------

    def _resolve(self, steps: Extraction) -> tuple[Resolution, dict[str, int]]:
        """Return the papers of the list, and the number of each by its key."""
        entries = self.document.frame()
        wanted = [wanted_identifiers(row) for _, row in entries.iterrows()]
        identifiers = sorted({pair for pairs in wanted for pair in pairs})
        hashes = steps.by_hash([value for scheme, value in identifiers if scheme == "s2"])
        numbers = {int(value) for scheme, value in identifiers if scheme == "corpus"}
        titles = [title for title in entries["title"] if isinstance(title, str)]
        rows = steps.candidates(identifiers, titles, numbers | set(hashes.values()))
        also: dict[int, list[str]] = {}
        for sha, meant in hashes.items():
            also.setdefault(meant, []).append(sha)
        catalogue: list[PaperRecord] = []
        number_of: dict[str, int] = {}
        for row in rows:
            if (number := _number(row["corpusid"])) is None:
                continue
            record = _record(row, number, self.now, Counter())
            if record.key in number_of:
                continue
            number_of[record.key] = number
            more = [("s2", digits) for digits in also.get(number, ())]
            merged = tuple(dict.fromkeys([*record.identifiers, *more]))
            catalogue.append(replace(record, identifiers=merged, hop=0))
        name = f"the release {self.release.name}" if self.release.name else "the datasets"
        resolution = resolve_entries(entries, RecordCatalogue(catalogue, name=name))
        if not resolution.papers:
            first = resolution.matches[0].reason if resolution.matches else "the list is empty"
            raise InputError(
                f"none of the {len(entries)} entries of {self.document.list_id} is in {name} (the "
                f"first: {first}); check titles and identifiers"
            )
        return resolution, number_of

    # --- the corpus ------------------------------------------------------------------------------

    def _papers(
        self, steps: Extraction, listed: Mapping[int, PaperRecord]
    ) -> dict[int, PaperRecord]:
        rows = steps.papers()
        hashes = steps.primary_hashes(
            [row["corpusid"] for row in rows if _hash_in(row["url"]) is None]
        )
        texts = {}
        for dataset, column in (("abstracts", "abstract"), ("tldrs", "text")):
            found = steps.texts(dataset, column)
            if found is None:
                self.remarks.append(
                    f"{self.release.folder} has no dataset {dataset}: the papers of this "
                    "snapshot have none; lay it there and run the same command again"
                )
            texts[dataset] = found or {}
        papers = {}
        for row in rows:
            number = row["corpusid"]
            record = _record(
                row,
                number,
                self.now,
                self.odd,
                sha=hashes.get(number),
                abstract=texts["abstracts"].get(number),
                tldr=texts["tldrs"].get(number),
            )
            known = listed.get(number)
            if known is not None:  # the matches name it by its key there
                record = replace(
                    record,
                    key=known.key,
                    identifiers=tuple(dict.fromkeys([*record.identifiers, *known.identifiers])),
                )
            papers[number] = replace(record, hop=row["hop"])
        return papers

    def _citations(
        self, steps: Extraction, papers: Mapping[int, PaperRecord], listed: set[int]
    ) -> list[CitationRecord]:
        rows = steps.citations()
        evidence = self.options.evidence
        heard: set[int] = set()
        if evidence == "all":
            heard = set(papers)
        elif evidence == "core":
            citing = {row["citing"] for row in rows if row["cited"] in listed}
            heard = citing & {row["cited"] for row in rows if row["citing"] in listed}
        if heard - listed:
            more = steps.sentences(heard - listed)
            rows += [{**row, "influential": None} for row in more]
        rows.sort(key=lambda row: repr(sorted(row.items(), key=str)))
        return [
            CitationRecord(
                citing=papers[row["citing"]].key,
                cited=papers[row["cited"]].key,
                origins=(ORIGIN,),
                influential=_truth(row["influential"]),
                intents=_intents(row["intents"]),
                contexts=_contexts(row["contexts"], row["intents"]),
                seen=self.now,
            )
            for row in rows
            if row["citing"] in papers and row["cited"] in papers
        ]


# --- single rows ---------------------------------------------------------------------------------


def _record(
    row: Row,
    number: int,
    now: datetime,
    odd: Odd,
    *,
    sha: str | None = None,
    abstract: str | None = None,
    tldr: str | None = None,
) -> PaperRecord:
    """Read a row of ``papers`` through the border of the service, by the service's names."""
    own = _hash_in(row["url"]) or sha
    raw: dict[str, Any] = {
        # the border takes no paper without an id of the service; this one is taken out again
        "paperId": own or f"{number:040x}",
        "corpusId": number,
        "externalIds": _json(row["externalids"]),
        "title": row["title"],
        "venue": row["venue"],
        "year": _value(row["year"]),
        "publicationDate": row["publicationdate"],
        "authors": _json(row["authors"]),
        "citationCount": _value(row["citationcount"]),
        "referenceCount": _value(row["referencecount"]),
        "influentialCitationCount": _value(row["influentialcitationcount"]),
        "s2FieldsOfStudy": _json(row["s2fieldsofstudy"]),
        "abstract": abstract,
        "tldr": None if tldr is None else {"text": tldr},
    }
    found = read_paper(raw, now, _FIELDS)
    assert found is not None  # it has an id
    odd += found.odd
    if own is not None:
        return found.paper
    return replace(
        found.paper,
        key=f"corpus:{number}",
        identifiers=tuple(pair for pair in found.paper.identifiers if pair[0] != "s2"),
    )


def _hash_in(url: str | None) -> str | None:
    found = re.search(r"([0-9a-fA-F]{40})/?$", url or "")
    return found[1].lower() if found else None


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and _WHOLE.fullmatch(text) else None


def _value(text: str | None) -> int | str | None:
    """Return a number that came as text, as every value does here; other texts as they are."""
    number = _number(text)
    return text if number is None else number


def _json(text: str | None) -> Any:
    if text is None:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text  # the border counts it as odd


def _truth(text: str | None) -> bool | None:
    return {"true": True, "false": False}.get(text or "")


def _intents(text: str | None) -> tuple[str, ...] | None:
    """Return the intents of a citation, whichever shape they have; None where they are unknown.

    >>> _intents('["methodology"]'), _intents('[["result", "background"], null, ["result"]]')
    (('methodology',), ('background', 'result'))
    >>> _intents(None), _intents("[]")
    (None, ())
    """
    given = _json(text)
    if not isinstance(given, list):
        return None
    words = set()
    for each in given:
        words |= {word for word in (each if isinstance(each, list) else [each]) if _is_word(word)}
    return tuple(sorted(words))


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _contexts(contexts: str | None, intents: str | None) -> tuple[ContextRecord, ...]:
    """Return the citing sentences; intents of each only where they are given for each.

    Until 2023 intents were one list for all sentences together, often of another length.

    >>> [c.intents for c in _contexts('["As in [1].", "We use [1]."]', '["methodology", "result"]')]
    [None, None]
    >>> [c.intents for c in _contexts('["As in [1].", "We use [1]."]', '[null, ["methodology"]]')]
    [None, ('methodology',)]
    """
    sentences = _json(contexts)
    if not isinstance(sentences, list):
        return ()
    given = _json(intents)
    each: Sequence[Any] = [None] * len(sentences)
    if (
        isinstance(given, list)
        and len(given) == len(sentences)
        and all(one is None or isinstance(one, list) for one in given)
    ):
        each = given
    return tuple(
        ContextRecord(
            sentence, None if words is None else tuple(word for word in words if _is_word(word))
        )
        for sentence, words in zip(sentences, each, strict=True)
        if _is_word(sentence)
    )


def _covered(
    paper: PaperRecord, direction: str, counted: Row | None, now: datetime
) -> CoverageRecord:
    """Say how much of a paper's list the release holds, against what it counts itself."""
    reported = paper.reported_references if direction == "references" else paper.reported_citations
    counts = counted or {"resolved": 0, "unresolved": 0, "outside": 0, "own": 0}
    fetched = counts["resolved"] + counts["unresolved"]
    reasons: list[str] = []
    state = "complete"
    if reported is not None and fetched < reported:
        state = "capped"
        reasons.append(f"the release counts {reported} and gives {fetched}")
    if counts["own"]:
        reasons.append("a paper's citation of itself is left out")
    return CoverageRecord(
        paper=paper.key,
        direction=direction,
        state=state,
        reported=reported,
        fetched=fetched,
        unresolved=counts["unresolved"],
        outside=counts["outside"],
        reason="; ".join(reasons) or None,
        when=now,
    )
