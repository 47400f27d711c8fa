"""Build or refresh the current snapshot from a list."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from kdgraph.errors import (
    DamagedSnapshotError,
    FetchError,
    ForbiddenError,
    InputError,
    NoSnapshotError,
    ServiceError,
    UnreachableError,
)
from kdgraph.expand import EVIDENCE, RULE, Policy, Progress, Silent, expand
from kdgraph.lists import ListDocument
from kdgraph.merge import assemble
from kdgraph.pipeline.offline import match_offline, usable_current
from kdgraph.pipeline.paper_sources import (
    ORIGIN,
    SOURCES,
    SourceReading,
    arxiv_ids,
    between_listed,
    read_papers,
)
from kdgraph.pipeline.report import BuildReport, Losses, Requests, SourcesReport
from kdgraph.pipeline.source import GivenList, address_record, read_given_list
from kdgraph.pipeline.summary import LIST_SOURCE, READING, summarise
from kdgraph.pipeline.unmatched import write_unmatched
from kdgraph.pipeline.without_service import build_from_sources, parameters_of
from kdgraph.records import Records
from kdgraph.resolve import ServiceCatalogue, resolve_entries
from kdgraph.s2 import Event, Service, losses
from kdgraph.settings import DEFAULT_ARXIV_URL, Settings
from kdgraph.settings import settings as read_settings
from kdgraph.sources import Arxiv, Gathered, HandLaid, gather
from kdgraph.store import (
    DataFolder,
    EprintFolder,
    Manifest,
    ResponseCache,
    StoredSnapshot,
    Writer,
)
from kdgraph.texts import same_file_key

__all__ = [
    "KEEP_SNAPSHOTS",
    "BuildOptions",
    "BuildProgress",
    "CallbackProgress",
    "build",
    "run_build",
]

KEEP_SNAPSHOTS = 10
_GOES_ON = timedelta(
    days=1
)  # an interrupted run of that age goes on, whatever --refresh-after says


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """Options of a build.

    Parameters
    ----------
    max_papers : int
        Most papers in the corpus; see `kdgraph.expand.select` for which are kept.
    evidence : str
        Whose citing sentences are asked; one of `EVIDENCE`.
    refresh_after : timedelta
        Age at which a list is asked again though its count is unchanged.
    offline : bool
        Send no request; use stored answers only.
    sources : str
        Whose sources on arXiv are read; one of `SOURCES`.
    """

    max_papers: int = 20_000
    evidence: str = "listed"
    refresh_after: timedelta = timedelta(days=30)
    offline: bool = False
    sources: str = "listed"

    def __post_init__(self) -> None:
        if self.evidence not in EVIDENCE:
            raise InputError(f"evidence {self.evidence!r}: expected one of {', '.join(EVIDENCE)}")
        if self.sources not in SOURCES:
            raise InputError(f"sources {self.sources!r}: expected one of {', '.join(SOURCES)}")
        if self.max_papers < 1:
            raise InputError(f"max_papers must be at least 1, got {self.max_papers}")
        if self.refresh_after < timedelta(0):
            raise InputError("refresh_after must not be negative")


def run_build(
    source: str | Path | bytes | GivenList | None,
    settings: Settings,
    options: BuildOptions | None = None,
    *,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> BuildReport:
    """Turn a list into the current snapshot of a data folder, or refresh that snapshot.

    `build` is the same with settings of the environment.

    Parameters
    ----------
    source : str, Path, bytes, GivenList or None
        The list: a file, a folder with a README, an address, bytes (as from standard input), one
        that is read already, or None for the list of the current snapshot, else the only one in
        ``lists/``, else the one that kdgraph ships.
    settings : Settings
        Data folder, service address, key, pace.
    options : BuildOptions, optional
        How far to go.
    progress : Progress, optional
        Told how far the crawl is.
    now : callable
        The clock.

    Returns
    -------
    BuildReport
        What was done, and what the current snapshot holds.

    Raises
    ------
    InputError, StoreError
        If the list or the folder cannot be used; nothing is changed.
    ServiceError
        If the service is down or refuses the key. The current snapshot stays; answers that had
        arrived are stored, so the same call goes on.
    """
    options = options or BuildOptions()
    folder = DataFolder(settings.data)
    progress = progress or Silent()
    # A list that cannot be read must not leave a folder behind.
    if not isinstance(source, GivenList):
        progress.stage("reading the list", 0)
        source = read_given_list(source, settings, offline=options.offline, now=now)
    document, file_name = source.document, source.file_name
    with folder.writer("build") as writer:
        before = folder.current_id()
        kept_as = writer.write_list(file_name, document.data).name
        job = _Job(
            folder,
            writer,
            document,
            kept_as,
            settings,
            options,
            progress,
            now,
            EprintFolder(folder.eprints),
        )
        job.check_current()
        if document.cleaned:
            job.remarks.append(
                f"{document.cleaned:,} fields of the list contain control characters or text "
                f"direction marks: these are ignored; the list itself is kept as it is"
            )
        another = same_file_key(kept_as) != same_file_key(file_name)
        if another and not job.is_list_of_current():
            job.remarks.append(
                f"{file_name} in {folder.lists} is another list, or an earlier version of this "
                f"one: it stays, and this one is stored as {kept_as}"
            )
        failed: ServiceError | None = None
        requests, losses = Requests(), Losses()
        if options.offline:
            failed = UnreachableError(settings.api_url, "--offline was given")
        else:
            try:
                manifest, requests, losses = job.crawl()
            except (UnreachableError, FetchError) as error:
                failed = error
            except ForbiddenError as error:
                if error.with_key:
                    raise  # the key is to be mended
                failed = error
        mode = "crawled"
        made = None if failed is None else job.build_from_sources(failed)
        if made is not None:
            mode, manifest = made
        elif isinstance(failed, UnreachableError):
            mode, manifest = match_offline(folder, writer, document, kept_as, failed, now=now())
        elif failed is not None:
            raise failed
        at_hand = mode in ("kept", "embedded", "matched offline")
        if at_hand and options.max_papers < manifest.rows["papers"]:
            job.remarks.append(
                f"--max-papers {options.max_papers:,} limits what is requested from the "
                f"service; the {manifest.rows['papers']:,} papers at hand are all shown"
            )
        job.remarks.extend(writer.set_aside_damaged())
        for gone in writer.prune(KEEP_SNAPSHOTS):
            job.remarks.append(
                f"snapshot {gone} removed: the last {KEEP_SNAPSHOTS} are kept, and partial ones go "
                "first"
            )
        about_list: dict[str, Any] = {READING: source.reading.to_dict()}
        if source.source.fetched is not None:
            about_list[LIST_SOURCE] = address_record(source.source.fetched, document.digest)
        writer.annotate(manifest.id, about_list)
        snapshot = folder.snapshot(manifest.id)
        summary = summarise(snapshot)
        unmatched_file = write_unmatched(folder, summary)
    return BuildReport(
        mode=mode,
        changed=manifest.id != before,
        summary=summary,
        requests=requests,
        reading=source.reading,
        unmatched_file=unmatched_file,
        skipped=document.skipped,
        why=None if failed is None else _why(failed),
        failed_lists=losses.lists,
        failed_lookups=losses.lookups,
        odd=losses.odd,
        remarks=tuple(job.remarks),
        sources=job.sources,
    )


def _why(error: ServiceError) -> str:
    return error.reason if isinstance(error, UnreachableError | FetchError) else str(error)


@dataclass(frozen=True, slots=True)
class BuildProgress:
    """How far a build has come; given to the `progress` callback of `build`.

    Parameters
    ----------
    stage : str
        What is done at present, in words: "papers of the list".
    done, total : int
        Requests of this stage that were answered, and about how many there will be.
    waiting : str or None
        Why nothing moves, if the service gave no usable answer and is asked again.
    seconds : float
        How long until then.
    """

    stage: str
    done: int = 0
    total: int = 0
    waiting: str | None = None
    seconds: float = 0.0


class CallbackProgress:
    """Tells a callback what a `Progress` is told."""

    def __init__(self, tell: Callable[[BuildProgress], None]) -> None:
        self._tell, self._now = tell, BuildProgress("")

    def stage(self, label: str, total: int) -> None:
        """Tell that a stage begins."""
        self._now = BuildProgress(label, 0, total)
        self._tell(self._now)

    def step(self) -> None:
        """Tell that one more request, or part, is done."""
        self._now = replace(self._now, done=self._now.done + 1)
        self._tell(self._now)

    def wait(self, reason: str, seconds: float) -> None:
        """Tell why nothing moves."""
        self._tell(replace(self._now, waiting=reason, seconds=seconds))


def build(
    source: str | Path | bytes | None = None,
    *,
    data: str | Path | None = None,
    max_papers: int = 20_000,
    evidence: str = "listed",
    refresh_after: float = 30.0,
    offline: bool = False,
    api_url: str | None = None,
    api_key: str | None = None,
    sources: str = "listed",
    arxiv_url: str | None = None,
    progress: Callable[[BuildProgress], None] | None = None,
) -> BuildReport:
    """Build the graph of a list in a data folder, or refresh it: what ``kdgraph build`` does.

    An interrupted build goes on when the same call is made again; nothing that was answered is
    asked twice.

    Parameters
    ----------
    source : str, Path, bytes or None
        The list: a file, a folder with a README, an address such as
        ``https://github.com/OWNER/NAME``, contents as bytes, or None for the list of the current
        snapshot, else the only one in ``lists/`` of the data folder, else the one that kdgraph
        ships.
    data : str or Path, optional
        The data folder; by default ``KDGRAPH_DATA``, else ``data``.
    max_papers : int
        Most papers of the corpus, listed ones included; these are always kept.
    evidence : {"listed", "none", "core", "all"}
        Whose citing sentences are asked, one request each: those of the listed papers; none; also
        those of papers between two listed ones; those of all papers.
    refresh_after : float
        Days after which an answer is asked again though the count it rests on is unchanged.
    offline : bool
        Ask nothing; use what is stored, else the embedded corpus.
    api_url, api_key : str, optional
        The service and the key; by default ``KDGRAPH_API_URL`` and ``S2_API_KEY`` or
        ``SEMANTIC_SCHOLAR_API_KEY``, else Semantic Scholar without a key.
    sources : {"listed", "core", "none"}
        Whose sources on arXiv are fetched and read, one request each at three seconds' distance:
        those of the listed papers; also those of the papers between two listed ones; none.
    arxiv_url : str, optional
        Where arXiv is asked; by default ``KDGRAPH_ARXIV_URL``, else arXiv's own export host. No
        request goes there by default if `api_url` is on this very machine.
    progress : callable, optional
        Told how far the build has come, a `BuildProgress` at a time, at times from another thread.

    Returns
    -------
    BuildReport
        What was done, what the snapshot holds, and what it does not know. Its `exit_code` is 3 if
        lists could not be had.

    Raises
    ------
    InputError, StoreError
        If the list, an option or the folder cannot be used; nothing is changed.
    ServiceError
        If the service is down or refuses the key. The current snapshot stays; answers that had
        arrived are stored.

    Examples
    --------
    >>> import tempfile
    >>> report = build(data=tempfile.mkdtemp(), offline=True)
    >>> report.mode, report.summary.entries, report.summary.papers
    ('embedded', 59, 2030)
    """
    return run_build(
        source,
        read_settings(
            data=None if data is None else Path(data),
            api_url=api_url,
            api_key=api_key,
            arxiv_url=arxiv_url,
        ),
        BuildOptions(
            max_papers=max_papers,
            evidence=evidence,
            refresh_after=timedelta(days=refresh_after),
            offline=offline,
            sources=sources,
        ),
        progress=None if progress is None else CallbackProgress(progress),
    )


def _follow(progress: Progress, event: Event) -> None:
    if event.kind in ("answer", "saved"):
        progress.step()
    elif event.kind == "wait":
        progress.wait(event.reason or "no usable answer", event.seconds)


@dataclass(slots=True)
class _Job:
    """One build under the folder's lock."""

    folder: DataFolder
    writer: Writer
    document: ListDocument
    file_name: str
    settings: Settings
    options: BuildOptions
    progress: Progress
    now: Callable[[], datetime]
    eprints: EprintFolder
    base: StoredSnapshot | None = None
    remarks: list[str] = field(default_factory=list)
    sources: SourcesReport | None = None
    gathered: Gathered | None = None

    def is_list_of_current(self) -> bool:
        """Whether the current snapshot was built from this very file."""
        return self.base is not None and self.base.manifest.list_file == self.file_name

    def check_current(self) -> None:
        """Find the snapshot whose paper ids are kept; say so if it is damaged."""
        try:
            self.base = self.folder.snapshot()
            self.base.verify()
            if self.folder.lists / self.base.manifest.list_file in self.folder.changed_lists():
                self.remarks.append(
                    f"{self.base.manifest.list_file} in {self.folder.lists} differs from what "
                    f"the current snapshot was built from: it was edited or damaged"
                )
        except NoSnapshotError as error:
            # the newest that can be read, so that ids and first sightings last
            self.base = self.folder.newest_whole()
            if error.wanted is not None:
                self.remarks.append(
                    f"the file {self.folder.path / 'current'} was damaged: it named the snapshot "
                    f"{error.wanted!r}, which does not exist; this build rewrites it"
                )
        except DamagedSnapshotError as error:
            self.base = self.folder.newest_whole()
            self.remarks.append(f"{error}: it is not used, and this build writes a new one")

    def crawl(self) -> tuple[Manifest, Requests, Losses]:
        """Ask the service for what is due, and publish what it says."""
        options, settings = self.options, self.settings
        with ResponseCache(self.folder.cache_path) as cache:
            now = self.now()
            oldest = now - max(options.refresh_after, _GOES_ON)
            run = cache.begin_run(self._digest(), now, oldest=oldest)
            policy = Policy(
                run_started=run.started,
                stale_before=run.started - options.refresh_after,
                max_papers=options.max_papers,
                evidence=options.evidence,
            )
            progress = self.progress
            with Service(
                api_url=settings.api_url,
                api_key=settings.api_key,
                cache=cache,
                pace=settings.pace,
                deadline=settings.deadline,
                timeout=settings.timeout,
                backoff=settings.pace,
                now=self.now,
                on_event=partial(_follow, progress),
            ) as service:
                entries = self.document.frame()
                progress.stage("papers of the list", 1)
                catalogue = ServiceCatalogue(service, policy.run_started, policy.stale_before)
                resolution = resolve_entries(entries, catalogue)
                lost = losses(catalogue.odd)
                known = self.base.manifest.notes.get("odd_of_the_list", {}) if self.base else {}
                if lost and lost != losses(known):
                    # as with other lists: in the next run they are what the service says
                    catalogue.failures.append(f"papers of the list with {'; '.join(lost)}")
                if not resolution.papers and catalogue.failures:
                    what = f"{len(catalogue.failures)} of the entries of {self.document.list_id}"
                    raise FetchError(what, None, 1, f"such as {catalogue.failures[0]}")
                if not resolution.papers:
                    first = resolution.matches[0].reason
                    raise InputError(
                        f"none of the {len(entries)} entries of {self.document.list_id} is known "
                        f"to the service (the first: {first}); check titles and identifiers"
                    )
                listed = len(resolution.papers)
                if options.max_papers < listed:
                    self.remarks.append(
                        f"--max-papers {options.max_papers:,} is below the number of listed "
                        f"papers found, {listed:,}: only these are kept"
                    )
                expansion = expand(service, resolution.papers, cache, policy, progress=progress)
                records = expansion.records
                records.matches = resolution.matches
                sources = self._read_sources(records, entries, catalogue, policy.stale_before)
                stats = service.stats
                if stats.masked:
                    self.remarks.append(
                        f"the API key came back {stats.masked:,} times in answers, from the "
                        "service or a proxy in between; it is masked and not stored"
                    )
            odd = dict(sorted((catalogue.odd + expansion.odd).items()))
            progress.stage("writing the snapshot", 0)
            before = self.base.frames() if self.base is not None else None
            assembly = assemble(records, entries, base=before, now=self.now())
            notes = {
                **assembly.notes,
                "neighbours_met": expansion.neighbours,
                "neighbours_left_out": expansion.left_out,
                "lists_failed": expansion.failed + len(catalogue.failures),
                "sentences_failed": expansion.unheard,
                "lookups_failed": len(catalogue.failures),
                "odd_values": odd,
                "odd_of_the_list": dict(sorted(catalogue.odd.items())),
                "rule": RULE,
            }
            manifest = self.writer.publish(
                assembly.frames,
                origins=("semantic scholar", ORIGIN) if sources else ("semantic scholar",),
                list_id=self.document.list_id,
                list_file=self.file_name,
                list_digest=self.document.digest,
                parameters={
                    "max_papers": options.max_papers,
                    "evidence": options.evidence,
                    "refresh_after_days": options.refresh_after / timedelta(days=1),
                    **({"sources": sources} if sources else {}),
                },
                notes=notes,
                time=self.now(),
            )
            cache.finish_run(run)
            cache.prune_unreferenced(policy.stale_before)
            self.remarks.extend(cache.recovered)
        requests = Requests(
            stats.requests, stats.saved, stats.retries, dict(stats.faults), run.resumed
        )
        return manifest, requests, Losses(expansion.failed, tuple(catalogue.failures), odd)

    def _read_sources(
        self,
        records: Records,
        entries: pd.DataFrame,
        service: ServiceCatalogue,
        stale_before: datetime,
    ) -> str | None:
        """Add what the papers' own sources say; return what names them, None where none is read."""
        if self.options.sources == "none":
            return None
        listed = {match.paper for match in records.matches if match.paper is not None}
        papers = arxiv_ids(paper for paper in records.papers if paper.key in listed)
        for match in records.matches:
            written = entries.at[match.entry_id, "arxiv"]
            if match.paper is not None and match.method == "arxiv" and isinstance(written, str):
                papers[match.paper] = written
        if self.options.sources == "core":
            between = between_listed(records.citations, listed)
            papers |= arxiv_ids(paper for paper in records.papers if paper.key in between)
        with self._arxiv() as arxiv:
            gathered = self._gather(arxiv, list(papers.values()), stale_before)
            reading = read_papers(
                papers,
                gathered,
                records.papers,
                arxiv=arxiv,
                service=service,
                most_papers=self.options.max_papers,
                progress=self.progress or Silent(),
            )
            self._tell_of_sources(gathered, reading, len(papers), arxiv)
        records.extend(reading.records)
        return gathered.digest() if gathered.at_hand else None

    def build_from_sources(self, why: ServiceError) -> tuple[str, Manifest] | None:
        """Build without the service from what is at hand and the papers' sources, if there are any.

        Returns
        -------
        tuple of str and Manifest, or None
            How it was made: "from sources", or "kept" where the current snapshot has them already.
        """
        options, now = self.options, self.now()
        if options.sources == "none":
            return None
        entries = self.document.frame()
        stale_before = now - options.refresh_after
        with self._arxiv() as arxiv:
            if arxiv.offline and not (self.folder.sources.is_dir() or self.eprints.path.is_dir()):
                return None
            found = build_from_sources(
                entries,
                self.document.digest,
                usable_current(self.folder),
                arxiv=arxiv,
                gather=lambda ids: self._gather(arxiv, ids, stale_before),
                before=self.base.frames() if self.base is not None else None,
                most_papers=options.max_papers,
                now=now,
                progress=self.progress or Silent(),
            )
            if found is None:
                if self.gathered is not None and self.gathered.sources and self.gathered.why:
                    self.remarks.append(
                        "the papers' own sources on arXiv could not be had either: "
                        f"{self.gathered.why}"
                    )
                return None
            self._tell_of_sources(found.gathered, found.reading, found.papers, arxiv)
        if found.assembly is None:
            assert found.base is not None
            if self.folder.current_id() != found.base.id:
                self.writer.set_current(found.base.id)
            return "kept", found.base.manifest
        before = () if found.base is None else found.base.manifest.origins
        manifest = self.writer.publish(
            found.assembly.frames,
            origins=tuple(dict.fromkeys([*before, ORIGIN])),
            list_id=self.document.list_id,
            list_file=self.file_name,
            list_digest=self.document.digest,
            parameters={"max_papers": options.max_papers, **parameters_of(found)},
            notes=found.assembly.notes,
            time=now,
        )
        self.remarks.append(
            f"Semantic Scholar gave nothing ({_why(why)}): what cites the listed papers, and the "
            "papers that are named by title alone, are due; run the same command again"
        )
        return "from sources", manifest

    def _arxiv(self) -> Arxiv:
        settings = self.settings
        address = settings.arxiv_address
        return Arxiv(
            url=address or DEFAULT_ARXIV_URL,
            store=self.eprints,
            contact=settings.contact,
            pace=settings.arxiv_pace,
            deadline=settings.deadline,
            timeout=2 * settings.timeout,  # figures make a source long
            backoff=settings.arxiv_pace,
            offline=self.options.offline or address is None,
            now=self.now,
            on_event=partial(_follow, self.progress or Silent()),
        )

    def _gather(self, arxiv: Arxiv, ids: list[str], stale_before: datetime) -> Gathered:
        why_not = None
        if self.options.offline:
            why_not = "--offline was given"
        elif arxiv.offline:
            why_not = (
                "Semantic Scholar is asked on this very machine, so nothing is sent to arXiv "
                "unless --arxiv-url says where"
            )
        self.gathered = gather(
            ids,
            arxiv,
            HandLaid(self.folder.sources),
            stale_before=stale_before,
            watcher=self.progress or Silent(),
            why_not=why_not,
        )
        return self.gathered

    def _tell_of_sources(
        self, gathered: Gathered, reading: SourceReading, papers: int, arxiv: Arxiv
    ) -> None:
        self.remarks += [*gathered.remarks, *reading.remarks, *self.eprints.recovered]
        states = Counter(source.state for source in gathered.sources.values())
        self.sources = SourcesReport(
            papers=papers,
            states=dict(sorted(states.items())),
            by_hand=sum(source.by_hand is not None for source in gathered.sources.values()),
            complete=len(reading.complete),
            references=reading.references,
            resolved=reading.resolved,
            outside=reading.outside,
            unresolved=reading.unresolved,
            no_papers=reading.no_papers,
            mentions=reading.mentions,
            requests=arxiv.stats.requests,
            retried=arxiv.stats.retries,
            why=gathered.why,
        )

    def _digest(self) -> str:
        """Name the job: only a run of the same list, service and limits can go on with it."""
        job = [
            self.document.digest,
            self.settings.api_url,
            self.options.max_papers,
            self.options.evidence,
        ]
        return hashlib.sha256(json.dumps(job).encode()).hexdigest()[:16]
