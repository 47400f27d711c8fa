"""Checks of installation, service, disk, data folder and snapshots, each with advice."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import tomllib
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from kdgraph._version import __version__
from kdgraph.errors import (
    KdgraphError,
    NoSnapshotError,
    PluginWarning,
    StoreError,
    UnprotectedKeyWarning,
)
from kdgraph.lists import LIST_FORMATS
from kdgraph.registry import Plugin, Registry, unknown_groups
from kdgraph.s2 import Service
from kdgraph.settings import Settings, is_this_machine, proxy_of
from kdgraph.store import (
    DataFolder,
    damaged_arrays,
    embedded_folder,
    inspect_cache,
    open_snapshot,
)

__all__ = ["Check", "diagnose", "diagnose_extensions"]

State = Literal["good", "note", "wrong"]

_PACKAGES: Final = ("semanticscholar", "httpx", "networkx", "pandas", "numpy", "pyarrow")
_DASHBOARD: Final = ("streamlit", "plotly")
_DISK_NEEDED: Final = 500 * 2**20
_MOST_OVERRIDES: Final = 2**20


@dataclass(frozen=True, slots=True)
class Check:
    """One check: good, worth a note, or wrong; what was found, and what to do."""

    name: str
    state: State
    found: str
    advice: str | None = None


def diagnose(settings: Settings, *, live: bool = False) -> tuple[Check, ...]:
    """Check versions, system, key, service, arXiv, disk, folder, cache and snapshots.

    Nothing is written, and without `live` nothing is asked: the service's port is only connected
    to. With `live` one real request is made of Semantic Scholar, with the key where there is one;
    arXiv is only connected to.
    """
    folder = DataFolder(settings.data)
    checks: list[Callable[[], Iterator[Check]]] = [
        _versions,
        _dashboard,
        lambda: _key(settings),
        lambda: _live(settings) if live else _port(settings),
        lambda: _arxiv(settings),
        lambda: _disk(settings.data),
        lambda: _embedded(),
        lambda: _cache(folder),
        lambda: _snapshots(folder),
        lambda: _other_files(folder),
    ]
    return tuple(check for look in checks for check in look())


def diagnose_extensions(*families: Registry[Any]) -> Iterator[Check]:
    """Check what other packages offer for these registries, and for that of list formats.

    Each is imported. What is offered under a name of ours that nobody looks at is noted, too.
    """
    families = (*families, LIST_FORMATS)
    found: dict[str, list[Plugin]] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)  # each is told below
        for family in families:
            for plugin in family.plugins():
                found.setdefault(plugin.origin, []).append(plugin)
    for origin, plugins in sorted(found.items()):
        usable = ", ".join(f"{one.kind} {one.name}" for one in plugins if not one.problem)
        if usable:
            yield Check("extension", "good", f"{origin}: {usable}")
        for one in plugins:
            if one.problem:
                advice = f"update {one.package}, tell its authors, or uninstall it"
                yield Check("extension", "wrong", f"{one}: {one.problem}", advice)
    groups = [family.group for family in families if family.group]
    for origin, group in unknown_groups(groups):
        yield Check(
            "extension",
            "note",
            f"{origin} offers something as {group!r}, where kdgraph does not look",
            f"the groups of entry points are {', '.join(groups)}",
        )


def _versions() -> Iterator[Check]:
    system = f"{platform.system()} {platform.machine()}"
    python = f"Python {platform.python_version()}"
    yield Check("kdgraph", "good", f"{__version__} on {python}, {system}")
    found, missing = [], []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        names = ", ".join(missing)
        yield Check("packages", "wrong", f"not installed: {names}", "install kdgraph again")
    else:
        yield Check("packages", "good", ", ".join(found))


def _dashboard() -> Iterator[Check]:
    found = [name for name in _DASHBOARD if find_spec(name) is not None]
    if len(found) == len(_DASHBOARD):
        text = ", ".join(f"{name} {version(name)}" for name in found)
        yield Check("dashboard", "good", text)
    else:
        yield Check(
            "dashboard",
            "note",
            "not installed, nor figures as HTML",
            "python -m pip install 'kdgraph[dashboard]', in a checkout '.[dashboard]'",
        )


def _key(settings: Settings) -> Iterator[Check]:
    if settings.api_key is None:
        yield Check(
            "API key",
            "note",
            "none; the rate limit shared by all anonymous users of Semantic Scholar applies",
            "a free key in S2_API_KEY gives you one request per second of your own",
        )
    elif settings.api_url.startswith("http:") and not is_this_machine(settings.api_url):
        yield Check(
            "API key", "wrong", str(UnprotectedKeyWarning(settings.api_url)), "give https://"
        )
    else:
        yield Check("API key", "good", f"found in {settings.key_source} (not shown, not stored)")


def _port(settings: Settings) -> Iterator[Check]:
    yield _reached(
        "service",
        settings.api_url,
        by_hand="`kdgraph doctor --live` makes one real call",
        without="check the network, a proxy or --api-url; `kdgraph build` uses the papers' own "
        "sources and the embedded corpus meanwhile",
    )


def _arxiv(settings: Settings) -> Iterator[Check]:
    # connected to only: a request that nobody needs is not polite
    if settings.arxiv_address is None:
        yield Check(
            "arXiv",
            "note",
            "not asked: Semantic Scholar is asked on this very machine",
            "give --arxiv-url or KDGRAPH_ARXIV_URL to read the papers' own sources all the same",
        )
        return
    check = _reached(
        "arXiv",
        settings.arxiv_address,
        by_hand="`kdgraph build` asks it for the sources of the listed papers",
        without="check the network, a proxy or --arxiv-url; sources laid into DATA/sources by hand "
        "are read all the same, and `kdgraph build --sources none` does without",
    )
    # Semantic Scholar alone is enough for a build
    yield replace(check, state="note") if check.state == "wrong" else check


def _reached(name: str, url: str, *, by_hand: str, without: str) -> Check:
    """Connect to the port of an address and say whether somebody is there; nothing is sent."""
    address = urlsplit(url)
    port = address.port or (443 if address.scheme == "https" else 80)
    if proxy := proxy_of(url):
        return Check(name, "note", f"{url} is reached through the proxy {proxy}", by_hand)
    try:
        with closing(socket.create_connection((address.hostname or "", port), timeout=5)):
            return Check(name, "good", f"{url} accepts connections")
    except OSError as error:
        return Check(name, "wrong", f"{url} cannot be reached ({error.strerror or error})", without)


def _live(settings: Settings) -> Iterator[Check]:
    try:
        with Service(
            api_url=settings.api_url,
            api_key=settings.api_key,
            pace=settings.pace,
            deadline=min(settings.deadline, 60.0),
            timeout=min(settings.timeout, 30.0),
        ) as service:
            service.check()
    except KdgraphError as error:
        yield Check("service", "wrong", str(error), "see the message")
    else:
        with_key = "with the key" if settings.api_key else "without a key"
        yield Check("service", "good", f"{settings.api_url} answered a real request {with_key}")


def _disk(data: Path) -> Iterator[Check]:
    place = data.absolute()
    while not place.exists():
        place = place.parent
    try:
        free = shutil.disk_usage(place).free
    except OSError as error:
        yield Check("disk", "wrong", f"{place}: {error.strerror}", "give another --data folder")
        return
    state: State = "good" if free >= _DISK_NEEDED else "wrong"
    advice = None if state == "good" else "a corpus of 20,000 papers takes about 300 MB"
    yield Check("disk", state, f"{free / 2**30:,.1f} GiB free at {place}", advice)
    if not place.is_dir():
        yield Check("data folder", "wrong", f"{place} is a file", "give another --data folder")
    elif not os.access(place, os.W_OK | os.X_OK):
        yield Check(
            "data folder",
            "wrong",
            f"{place} cannot be written (it is read-only, or belongs to somebody else)",
            "reading works; to build, give a writable folder with --data",
        )


def _embedded() -> Iterator[Check]:
    try:
        snapshot = open_snapshot(embedded_folder())
        snapshot.verify()
    except KdgraphError as error:
        yield Check("embedded corpus", "wrong", str(error), "install kdgraph again")
    else:
        yield Check("embedded corpus", "good", f"intact, {len(snapshot.papers):,} papers")


def _cache(folder: DataFolder) -> Iterator[Check]:
    if not folder.cache_path.exists():
        yield Check("stored answers", "note", "none yet")
        return
    try:
        held = inspect_cache(folder.cache_path)
    except StoreError as error:  # the system's refusal, not damage: building again mends nothing
        yield Check("stored answers", "wrong", str(error))
        return
    if isinstance(held, str):
        advice = "build again: damaged answers are requested again in the same run"
        yield Check("stored answers", "wrong", f"{folder.cache_path} is {held}", advice)
    else:
        text = f"{held.answers:,} answers and {held.lists:,} lists in {held.bytes / 2**20:,.1f} MB"
        yield Check("stored answers", "good", text)


def _snapshots(folder: DataFolder) -> Iterator[Check]:
    damaged = folder.damaged(thorough=True)
    for path, problem in damaged:
        advice = "`kdgraph build` moves it aside and, if it is the current one, writes a new one"
        yield Check("snapshot", "wrong", f"{path.name}: {problem}", advice)
    unsealed = [manifest.id for manifest in folder.manifests() if not manifest.sealed]
    if unsealed:
        yield Check(
            "snapshot",
            "note",
            f"{', '.join(unsealed)}: written by kdgraph 0.1.0, whose manifests have no digest, "
            f"so a change of origin, time or notes would go unnoticed",
        )
    try:
        current = folder.snapshot()
        current.verify()
    except NoSnapshotError as error:
        # none yet is no fault; one that is named and not there is
        state: State = "note" if error.wanted is None else "wrong"
        mend = None if state == "note" else "`kdgraph build` rewrites the file `current`"
        yield Check("current snapshot", state, str(error), mend)
    except KdgraphError as error:
        if not damaged:
            yield Check("current snapshot", "wrong", str(error))
    else:
        time = f"{current.manifest.time:%Y-%m-%d %H:%M} UTC"
        yield Check("current snapshot", "good", f"{current.id} of {time}, intact")


def _other_files(folder: DataFolder) -> Iterator[Check]:
    for path in folder.changed_lists():
        yield Check(
            "list",
            "wrong",
            f"{path} differs from the list that a stored snapshot was built from: it was edited "
            f"or damaged",
            "`kdgraph build LIST` with your own file stores it beside this one",
        )
    for path, problem in damaged_arrays(folder.path):
        yield Check(
            "derived arrays",
            "wrong",
            f"{path}: {problem}",
            "they are recomputed when needed and can be deleted",
        )
    overrides = folder.path / "overrides.toml"
    if overrides.is_file():
        try:
            with overrides.open("rb") as file:
                tomllib.loads(file.read(_MOST_OVERRIDES).decode())
        except (OSError, ValueError, RecursionError) as error:
            yield Check("overrides", "wrong", f"{overrides}: {error}", "correct it by hand")
    aside = [*folder.path.glob("*.damaged-*"), *folder.snapshots.glob(".damaged-*")]
    if aside:
        names = ", ".join(sorted(path.name for path in aside))
        yield Check(
            "kept aside", "note", names, "damaged; delete them when you no longer need them"
        )
