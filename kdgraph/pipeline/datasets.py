"""The Semantic Scholar Datasets: which releases there are, fetching one, bringing it up to date.

The service is asked for names and links, with the key; the files themselves come from a storage
host, which is never told the key.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from semanticscholar.SemanticScholarException import (
    BadQueryParametersException,
    ObjectNotFoundException,
)

from kdgraph.bulk.fetching import Fetching, purpose_of
from kdgraph.bulk.release import (
    DATASETS,
    DEFAULT_DATASETS,
    LEDGER,
    MANIFEST,
    RELEASE,
    SHARD_ENDING,
    HeldDataset,
    read_manifest,
    releases_in,
    write_manifest,
)
from kdgraph.bulk.updating import Difference, Updated, apply_differences
from kdgraph.errors import FetchError, InputError
from kdgraph.expand import Progress, Silent
from kdgraph.files import disk_faults, remove_quietly
from kdgraph.http import Event, Patience
from kdgraph.s2 import MemoryCache, Service
from kdgraph.s2.client import HardenedClient
from kdgraph.settings import Settings, settings
from kdgraph.store.lock import WriterLock
from kdgraph.texts import file_name

__all__ = [
    "DEFAULT_DATASETS",
    "Estimate",
    "Offered",
    "PulledRelease",
    "Releases",
    "UpdatedRelease",
    "dataset_releases",
    "pull_datasets",
    "update_datasets",
]

_MEGABYTE: Final = 10**6
_DIFFERENCES: Final = ".differences"
_ATTEMPTS: Final = 20
_TIMES_TO_UPDATE: Final = 1.1  # the new shards are about as large as the old ones


@dataclass(frozen=True, slots=True)
class Offered:
    """A dataset of a release, as the service describes it."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Releases:
    """The releases that the service offers, oldest first, and those in a folder.

    `latest` holds the datasets of the newest one.
    """

    releases: tuple[str, ...]
    latest: tuple[Offered, ...]
    held: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is about to be fetched: files and bytes of each dataset, and the bytes still missing."""

    release: str
    files: Mapping[str, int]
    bytes: Mapping[str, int]
    left: int

    @property
    def total(self) -> int:
        """Bytes of all datasets."""
        return sum(self.bytes.values())


@dataclass(frozen=True, slots=True)
class PulledRelease:
    """A release that was fetched; `fetched` is in bytes, and `held` has what is there now."""

    folder: Path
    release: str
    fetched: int
    held: Mapping[str, HeldDataset]


@dataclass(frozen=True, slots=True)
class UpdatedRelease:
    """A release made of an older one and the differences; `fetched` is in bytes.

    `updated` says of each dataset what changed; it is empty where the older one was the newest.
    """

    folder: Path
    release: str
    from_release: str
    fetched: int
    updated: Mapping[str, Updated]


def dataset_releases(
    folder: str | os.PathLike[str] | None = None, *, api_url: str | None = None
) -> Releases:
    """Return the releases of the Semantic Scholar Datasets; no key is needed.

    Parameters
    ----------
    folder : path, optional
        A folder of releases, to tell which of them are there.
    api_url : str, optional
        As for ``kdgraph build``.

    Raises
    ------
    ServiceError
        If the service gives no usable answer.
    """
    with _asking(settings(api_url=api_url), Silent()) as client:
        names = _releases(client)
        offered = _offered(client, names[-1])
    where = None if folder is None else Path(folder)
    held = {} if where is None else {n: tuple(read_manifest(where / n)) for n in releases_in(where)}
    return Releases(names, tuple(offered.values()), held)


def pull_datasets(
    folder: str | os.PathLike[str],
    *,
    release: str = "latest",
    only: Sequence[str] = DEFAULT_DATASETS,
    at_once: int = 4,
    api_url: str | None = None,
    api_key: str | None = None,
    progress: Progress | None = None,
    on_estimate: Callable[[Estimate], bool] = lambda _: True,
) -> PulledRelease | None:
    """Fetch a release of the Semantic Scholar Datasets, or what is missing of it.

    Shards arrive in ranges, several at a time, and are continued where they broke off, also by a
    later call; each is held against its size and unpacked once to the checksum at its end. Links
    that have expired are asked for again. The release counts as there only when all that was asked
    for is whole (see `kdgraph.bulk.release`).

    Parameters
    ----------
    folder : path
        The folder of releases; the shards go to ``FOLDER/RELEASE/DATASET``.
    release : str
        Such as ``2025-08-19``, or ``latest``.
    only : sequence of str
        Which datasets; those that a corpus is made of by default (`DEFAULT_DATASETS`).
    at_once : int
        Files fetched at a time.
    api_url, api_key : str, optional
        As for ``kdgraph build``, with the same environment variables. Links are given only to those
        who have a key.
    progress : Progress, optional
        Told of megabytes as they arrive.
    on_estimate : callable
        Told how much it is before anything is fetched; nothing is where it returns False.

    Returns
    -------
    PulledRelease or None
        None where `on_estimate` returned False.

    Raises
    ------
    InputError
        If there is no such release or dataset.
    ServiceError
        If the service or the storage gives no usable answer; what arrived is kept.
    StoreError
        If the disk has no room, or refuses.
    """
    folder = Path(folder)
    progress = progress or Silent()
    found = settings(api_url=api_url, api_key=api_key)
    with _asking(found, progress) as client:
        name = _chosen(release, _releases(client))
        offered = _offered(client, name)
        wanted = _wanted(only, offered, name)
        target = folder / name
        with _writing(folder, "datasets pull"):
            held = read_manifest(target)
            missing = [dataset for dataset in wanted if not _is_whole(target, dataset, held)]
            if not missing:
                return PulledRelease(target, name, 0, held)

            def links(dataset: str) -> Mapping[str, str]:
                data = _ask(client.get_dataset_download_links, name, dataset)
                return _named(dataset, data.files)

            fetching = _fetching(target, links, f"pull {name}", at_once, found, progress)
            fetching.measure(missing)
            estimate = Estimate(name, fetching.files, fetching.bytes, fetching.left)
            if not on_estimate(estimate):
                return None
            fetching.check_room()
            progress.stage(f"Fetching {name}", -(-estimate.left // _MEGABYTE))
            shards = fetching.fetch()
            fresh = {
                dataset: HeldDataset(tuple(files.values())) for dataset, files in shards.items()
            }
            said = _ask(client.get_release, name).readme
            write_manifest(target, {**held, **fresh}, attribution=said)
            fetching.finish()
    return PulledRelease(target, name, estimate.left, read_manifest(target))


def update_datasets(
    folder: str | os.PathLike[str],
    *,
    release: str = "latest",
    at_once: int = 4,
    memory: str = "2GB",
    api_url: str | None = None,
    api_key: str | None = None,
    progress: Progress | None = None,
    on_estimate: Callable[[Estimate], bool] = lambda _: True,
) -> UpdatedRelease | None:
    """Make a newer release of the newest one in a folder, from the differences between them.

    All datasets of the older release are brought up to date: rows are replaced and inserted by
    their key, then those to delete go, difference by difference. The newer release lies beside the
    older one, which is not touched, and counts as there only when all of it is; an interrupted call
    is continued by the same call.

    Parameters
    ----------
    folder : path
        The folder of releases.
    release : str
        Which release to go to, such as ``2025-09-05``, or ``latest``.
    at_once : int
        Files fetched at a time.
    memory : str
        How much may be held in memory (as DuckDB takes it); the rest of the work is on disk.
    api_url, api_key, progress, on_estimate
        As for `pull_datasets`.

    Raises
    ------
    InputError
        If nothing is there to be updated, or no such release.
    ServiceError
        If the service or the storage gives no usable answer; what arrived is kept.
    StoreError
        If the disk has no room or refuses, a shard is broken, or rows have no key.
    """
    folder = Path(folder)
    progress = progress or Silent()
    found = settings(api_url=api_url, api_key=api_key)
    present = releases_in(folder)
    if not present:
        raise InputError(
            f"{folder} holds no whole release that could be updated; `kdgraph datasets pull "
            f"{folder}` fetches one"
        )
    with _asking(found, progress) as client, _writing(folder, "datasets update"):
        name = _chosen(release, _releases(client))
        older = [held for held in present if held < name]
        if name in present or not older:
            if name not in present:
                raise InputError(
                    f"the release {name} is older than what {folder} holds "
                    f"({', '.join(present)}); differences only lead forward: `kdgraph datasets "
                    f"pull {folder} --release {name}` fetches it"
                )
            for left in (_DIFFERENCES, LEDGER):  # of a command that was stopped at its very end
                remove_quietly(folder / name / left)
            return UpdatedRelease(folder / name, name, name, 0, {})
        start = older[-1]
        return _update(
            client,
            folder,
            (start, name),
            found,
            at_once=at_once,
            memory=memory,
            progress=progress,
            on_estimate=on_estimate,
        )


def _update(
    client: HardenedClient,
    folder: Path,
    span: tuple[str, str],
    found: Settings,
    *,
    at_once: int,
    memory: str,
    progress: Progress,
    on_estimate: Callable[[Estimate], bool],
) -> UpdatedRelease | None:
    start, name = span
    old, target = folder / start, folder / name
    held = read_manifest(old)
    steps: dict[str, list[_Step]] = {}

    def links(dataset: str) -> Mapping[str, str]:
        steps[dataset] = _steps(client, dataset, start, name)
        return {path: link for step in steps[dataset] for path, link in step.links.items()}

    for dataset in held:
        if dataset not in DATASETS:
            raise InputError(f"no key is known for the dataset {dataset!r}, so it has no updates")
    fetching = _fetching(target, links, f"update {start} to {name}", at_once, found, progress)
    fetching.measure(held)
    estimate = Estimate(name, fetching.files, fetching.bytes, fetching.left)
    if not on_estimate(estimate):
        return None
    written = sum(_bytes_in(target / dataset) for dataset in held)
    larger = int(_TIMES_TO_UPDATE * sum(one.bytes for one in held.values())) + estimate.total
    fetching.check_room(max(0, larger - written))
    progress.stage(f"Fetching changes to {name}", -(-estimate.left // _MEGABYTE))
    fetching.fetch()
    updated: dict[str, Updated] = {}
    for dataset, one in held.items():
        differences = [step.difference(target) for step in steps[dataset]]
        news = sum(len(difference.updates) for difference in differences)
        progress.stage(f"Updating {dataset}, shards", len(one.shards) + news)
        updated[dataset] = apply_differences(
            [old / dataset / shard.name for shard in one.shards],
            differences,
            target / dataset,
            key=DATASETS[dataset],
            memory=memory,
            tell=progress.step,
        )
    fresh = {
        dataset: HeldDataset(one.shards, f"updated from {start}")
        for dataset, one in updated.items()
    }
    said = _ask(client.get_release, name).readme
    write_manifest(target, fresh, attribution=said)
    fetching.finish()
    remove_quietly(target / _DIFFERENCES)
    return UpdatedRelease(target, name, start, estimate.left, updated)


@dataclass(frozen=True, slots=True)
class _Step:
    """One difference, as it is fetched: links by the path that their files get."""

    from_release: str
    to_release: str
    updates: Mapping[str, str]
    deletes: Mapping[str, str]

    @property
    def links(self) -> Mapping[str, str]:
        return {**self.updates, **self.deletes}

    def difference(self, target: Path) -> Difference:
        return Difference(
            self.from_release,
            self.to_release,
            tuple(target / path for path in self.updates),
            tuple(target / path for path in self.deletes),
        )


def _steps(client: HardenedClient, dataset: str, start: str, end: str) -> list[_Step]:
    """Ask for the differences of a dataset, and see that they lead from one release to the other.

    Raises
    ------
    FetchError
        If one is missing, or they are out of order: applied so, rows would be lost in silence.
    """
    told = _ask(client.get_dataset_diffs, dataset, start, end).diffs
    steps = []
    for number, one in enumerate(told):
        where = f"{_DIFFERENCES}/{dataset}/{number:04}"
        steps.append(
            _Step(
                str(one.from_release),
                str(one.to_release),
                _named(f"{where}-updates", one.update_files or ()),
                _named(f"{where}-deletes", one.delete_files or ()),
            )
        )
    ends = [step.to_release for step in steps]
    chain = [start, *ends]
    whole = [step.from_release for step in steps] == chain[:-1] and chain[-1] == end
    if not whole or any(a >= b for a, b in pairwise(chain)):
        path = ", ".join(f"{step.from_release} to {step.to_release}" for step in steps) or "none"
        reason = f"they do not lead from {start} to {end} ({path}); fetch the release as a whole"
        raise FetchError(f"the differences of {dataset}", 200, 1, reason)
    return steps


def _named(folder: str, links: Sequence[str]) -> dict[str, str]:
    """Return links by the path that their files get below a release.

    It is made of the path in the link alone, since what is signed differs each time.

    >>> _named("papers", ["https://s3.example/2025-08-19/papers/20250822_0?X-Amz-Signature=1"])
    {'papers/20250822_0.jsonl.gz': 'https://s3.example/2025-08-19/papers/20250822_0?X-Amz-...'}
    """
    paths = {link: [part for part in urlsplit(link).path.split("/") if part] for link in links}
    last = Counter(parts[-1] if parts else "" for parts in paths.values())
    named: dict[str, str] = {}
    for link, parts in paths.items():
        alone = parts and last[parts[-1]] == 1
        stem = "shard" if not parts else parts[-1] if alone else "-".join(parts)
        for ending in (".gz", ".jsonl", ".json"):
            stem = stem.removesuffix(ending)
        name = f"{folder}/{file_name(stem)}{SHARD_ENDING}"
        if name in named:
            raise FetchError(f"the links of {folder}", 200, 1, f"two of them lead to {name}")
        named[name] = link
    return named


def _is_whole(target: Path, dataset: str, held: Mapping[str, HeldDataset]) -> bool:
    """Whether every shard of a dataset is there with the size that it was fetched with."""
    one = held.get(dataset)
    if one is None:
        return False
    with disk_faults(target, "read", how=""):
        paths = [(target / dataset / shard.name, shard.bytes) for shard in one.shards]
        return all(path.is_file() and path.stat().st_size == size for path, size in paths)


def _wanted(only: Sequence[str], offered: Mapping[str, Offered], release: str) -> list[str]:
    if not only:
        raise InputError(f"no dataset is named; the default is {', '.join(DEFAULT_DATASETS)}")
    absent = [name for name in only if name not in offered]
    if absent:
        raise InputError(
            f"the release {release} has no dataset {', '.join(map(repr, absent))}; it has "
            f"{', '.join(offered)}"
        )
    return list(dict.fromkeys(only))


def _chosen(release: str, releases: Sequence[str]) -> str:
    if release == "latest":
        return releases[-1]
    if release not in releases:
        near = ", ".join([name for name in releases if name[:7] == release[:7]] or releases[-5:])
        raise InputError(
            f"there is no release {release!r}; such are {near}, and `kdgraph datasets list` has all"
        )
    return release


def _releases(client: HardenedClient) -> tuple[str, ...]:
    told = _ask(client.get_available_releases)
    # each is the name of a folder, too
    names = [name for name in told if isinstance(name, str) and RELEASE.fullmatch(name)]
    if not names:
        raise FetchError("the releases of the datasets", 200, 1, "no names of releases in it")
    return tuple(sorted(names))


def _offered(client: HardenedClient, release: str) -> dict[str, Offered]:
    told = _ask(client.get_release, release)
    return {
        str(one.name): Offered(str(one.name), str(one.description or ""))
        for one in told.datasets or ()
        if one.name
    }


def _ask(call: Callable[..., Any], *names: str) -> Any:
    """Ask the service by a call of the library, whose own refusals become ours."""
    try:
        return call(*names)
    except (ObjectNotFoundException, BadQueryParametersException) as error:
        what = " ".join(names) or "the releases"
        raise InputError(f"the service knows nothing of {what}: {error}") from error


@contextmanager
def _asking(found: Settings, progress: Progress) -> Iterator[HardenedClient]:
    service = Service(
        api_url=found.api_url,
        api_key=found.api_key,
        cache=MemoryCache(),
        pace=found.pace,
        deadline=found.deadline,
        timeout=found.timeout,
        backoff=found.pace,
        on_event=_waits(progress),
    )
    with HardenedClient(service.client, service.close) as client:
        yield client


@contextmanager
def _writing(folder: Path, command: str) -> Iterator[None]:
    with disk_faults(folder, "make the folder", how=" as DIR"):
        folder.mkdir(parents=True, exist_ok=True)
    with WriterLock(folder / "lock", command):
        yield


def _fetching(
    target: Path,
    links: Callable[[str], Mapping[str, str]],
    purpose: str,
    at_once: int,
    found: Settings,
    progress: Progress,
) -> Fetching:
    if at_once < 1:
        raise InputError(f"{at_once} files at once is none; expected 1 or more")
    _drop_other_work(target, purpose)
    # no pace: the storage is no service of one request a second
    patience = Patience(
        0.0, found.timeout, found.deadline, found.pace, _ATTEMPTS, random.SystemRandom().random
    )
    return Fetching(
        target,
        links,
        patience,
        purpose,
        at_once,
        _waits(progress),
        _Megabytes(progress.step).count,
    )


def _drop_other_work(target: Path, purpose: str) -> None:
    """Remove what an interrupted command with another aim has left in a release that is not there.

    An update from another release would leave shards that hold other rows under the same names.
    """
    began = purpose_of(target)
    if began is None or began == purpose or (target / MANIFEST).is_file():
        return
    with disk_faults(target, "read", how=""):
        for path in list(target.iterdir()):
            if path.name in DATASETS or path.name == _DIFFERENCES:
                remove_quietly(path)


def _bytes_in(folder: Path) -> int:
    with disk_faults(folder, "read", how=""):
        return sum(path.stat().st_size for path in folder.glob("*")) if folder.is_dir() else 0


def _waits(progress: Progress) -> Callable[[Event], None]:
    def hear(event: Event) -> None:
        if event.kind == "wait":
            progress.wait(event.reason or "no usable answer", event.seconds)

    return hear


class _Megabytes:
    """Counts bytes, and steps once for each million; what is fetched again is counted once."""

    def __init__(self, step: Callable[[], None]) -> None:
        self._step, self._bytes, self._told = step, 0, 0

    def count(self, number: int) -> None:
        self._bytes += number
        while self._bytes >= (self._told + 1) * _MEGABYTE:
            self._told += 1
            self._step()
