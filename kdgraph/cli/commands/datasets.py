"""Fetch the Semantic Scholar Datasets, all papers and citations, and bring them up to date.

Example: kdgraph datasets pull /big/s2 --estimate
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from kdgraph.cli.options import ApiKey, ApiUrl, AsJson
from kdgraph.cli.printing import (
    escape,
    format_number,
    frame_table,
    grid,
    headed,
    plural,
    print_blocks,
    write_json,
)
from kdgraph.cli.progress import progress
from kdgraph.cli.subcommands import SubCommands

if TYPE_CHECKING:
    from kdgraph.pipeline.datasets import Estimate, PulledRelease, UpdatedRelease

__all__ = ["datasets"]

_Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder of releases; made if need be.")
]
_Release = Annotated[
    str, typer.Option("--release", help="A release such as 2025-08-19, or latest.")
]
_AtOnce = Annotated[int, typer.Option("--at-once", min=1, help="Files fetched at a time.")]
_EstimateOnly = Annotated[
    bool, typer.Option("--estimate", help="Print how much it would be, and fetch nothing.")
]
_GIGABYTE = 1e9
_Done = TypeVar("_Done")


def _list(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="DIR", help="Folder of releases, to mark those that are there."),
    ] = None,
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """List the releases that there are, and the datasets of the newest; no key is needed.

    Example: kdgraph datasets list
    """
    import pandas as pd

    from kdgraph.pipeline.datasets import dataset_releases

    found = dataset_releases(folder, api_url=api_url)
    if as_json:
        write_json(found)
        return
    shown = found.releases[-10:]
    more = f"the last {len(shown)} of " if len(shown) < len(found.releases) else ""
    frame = pd.DataFrame(
        {
            "release": shown,
            "here": [", ".join(found.held.get(name, ())) for name in shown],
        }
    )
    named = [(one.name, escape(" ".join(one.description.split()))) for one in found.latest]
    older = [name for name in found.held if name not in shown]
    print_blocks(
        headed(
            f"{more}{plural(len(found.releases), 'release')}",
            frame_table(frame, ["release", "here"] if folder is not None else ["release"]),
        ),
        *([f"Also here: {escape(', '.join(older))}"] if older else []),
        headed(f"Datasets of {found.releases[-1]}", grid(named)),
    )


def _pull(
    folder: _Folder,
    *,
    release: _Release = "latest",
    only: Annotated[
        str | None,
        typer.Option(
            "--only",
            metavar="NAMES",
            help="Datasets, separated by commas.  [default: papers, paper-ids, citations, "
            "abstracts, authors]",
        ),
    ] = None,
    at_once: _AtOnce = 4,
    estimate: _EstimateOnly = False,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Fetch a release, or what is missing of it; an interrupted command resumes when rerun.

    Links are given only to those who have an API key, which is never sent to the host of the files.
    Each file is held against its size and its checksum. The release counts as there when all of it
    is: DIR/RELEASE/DATASET/*.jsonl.gz, with a manifest.json beside.

    Example: kdgraph datasets pull /big/s2 --only papers,paper-ids,citations
    """
    from kdgraph.pipeline.datasets import DEFAULT_DATASETS, pull_datasets

    names = (
        DEFAULT_DATASETS if only is None else tuple(filter(None, map(str.strip, only.split(","))))
    )
    heard = _Heard(go=not estimate, as_json=as_json)
    with progress("MB") as bars:
        done = pull_datasets(
            folder,
            release=release,
            only=names,
            at_once=at_once,
            api_url=api_url,
            api_key=api_key,
            progress=bars,
            on_estimate=heard,
        )
    _answer(done, heard, _pulled, as_json=as_json)


def _update(
    folder: _Folder,
    *,
    release: _Release = "latest",
    at_once: _AtOnce = 4,
    memory: Annotated[
        str, typer.Option("--memory", help="Memory to use; the rest of the work is on disk.")
    ] = "2GB",
    estimate: _EstimateOnly = False,
    api_url: ApiUrl = None,
    api_key: ApiKey = None,
    as_json: AsJson = False,
) -> None:
    """Make a newer release of the newest one that is there, from what changed between them.

    Only the differences are fetched. The newer release lies beside the older one, which stays as it
    is until you remove it; so there must be room for both. An interrupted command resumes when
    rerun.

    Example: kdgraph datasets update /big/s2
    """
    from kdgraph.pipeline.datasets import update_datasets

    heard = _Heard(go=not estimate, as_json=as_json)
    with progress("steps") as bars:
        done = update_datasets(
            folder,
            release=release,
            at_once=at_once,
            memory=memory,
            api_url=api_url,
            api_key=api_key,
            progress=bars,
            on_estimate=heard,
        )
    _answer(done, heard, _updated, as_json=as_json)


class _Heard:
    """Tells an estimate before anything is fetched, and keeps it."""

    def __init__(self, *, go: bool, as_json: bool) -> None:
        self._go, self._as_json = go, as_json
        self.told: Estimate | None = None

    def __call__(self, estimate: Estimate) -> bool:
        self.told = estimate
        if self._go and not self._as_json:
            print_blocks(*_estimated(estimate))
        return self._go


def _estimated(estimate: Estimate) -> list[Any]:
    rows = [
        (name, f"{plural(estimate.files[name], 'file')}, {_size(number)}")
        for name, number in estimate.bytes.items()
    ]
    left = (
        "all of it is to be fetched"
        if estimate.left == estimate.total
        else f"{_size(estimate.left)} of it is to be fetched"
    )
    return [headed(f"{estimate.release}: {_size(estimate.total)}, {left}", grid(rows))]


def _answer(
    done: _Done | None, heard: _Heard, told: Callable[[_Done], list[Any]], *, as_json: bool
) -> None:
    if as_json:
        write_json({"estimate": heard.told, "done": done})
    elif done is None:
        print_blocks(*(_estimated(heard.told) if heard.told is not None else []))
    else:
        print_blocks(*told(done))


def _pulled(done: PulledRelease) -> list[Any]:
    rows = [
        (name, f"{format_number(one.rows)} rows in {plural(len(one.shards), 'file')}")
        for name, one in done.held.items()
    ]
    return [headed(f"{done.folder} holds", grid(rows)), f"{_size(done.fetched)} were fetched."]


def _updated(done: UpdatedRelease) -> list[Any]:
    if not done.updated:
        return [escape(f"{done.folder} is the newest release already; nothing is to be done.")]
    rows = [
        (
            name,
            f"{format_number(one.after)} rows: {format_number(one.inserted)} came, "
            f"{format_number(one.replaced)} changed, {format_number(one.deleted)} went"
            + (f"; {format_number(one.absent)} to delete were not there" if one.absent else ""),
        )
        for name, one in done.updated.items()
    ]
    old = done.folder.with_name(done.from_release)
    return [
        headed(f"{done.folder}, from {done.from_release}", grid(rows)),
        escape(f"{_size(done.fetched)} were fetched. The older release is still in {old}."),
    ]


def _size(number: int) -> str:
    return f"{number / _GIGABYTE:,.2f} GB" if number >= _GIGABYTE / 100 else f"{number:,} bytes"


datasets = SubCommands(
    help="The Semantic Scholar Datasets: all papers and citations, for what goes beyond the API.",
    commands={"list": _list, "pull": _pull, "update": _update},
    default=("list",),
)
