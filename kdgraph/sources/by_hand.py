"""Sources that somebody laid into the data folder by hand: an archive, a folder, TeX or a .bbl."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from pathlib import Path

from kdgraph.errors import InputError
from kdgraph.files import disk_faults, read_bounded
from kdgraph.sources.archive import ArchiveLimits, Eprint, is_text_name, open_eprint
from kdgraph.sources.names import paper_of_file

__all__ = ["HandLaid", "read_folder"]

_MOST_BYTES = 512 * 2**20


class HandLaid:
    """The sources in a folder, by arXiv id.

    Their names are ``ID.tar.gz``, ``ID.gz``, ``ID.tex``, ``ID.bbl`` or a folder ``ID``, with or
    without a version; an old id is ``hep-th_9901001`` or ``hep-th/9901001``. Where several are of
    one paper they are read together.

    Parameters
    ----------
    folder : Path
        It need not exist.

    Attributes
    ----------
    unknown : tuple of str
        Names from which nobody can tell the paper.
    """

    def __init__(self, folder: Path) -> None:
        found: defaultdict[str, list[Path]] = defaultdict(list)
        unknown: list[str] = []
        for path in _below(folder):
            named = paper_of_file(path.name)
            if named is not None:
                found[named[0]].append(path)
            elif path.is_dir() and not path.is_symlink():
                # the archive of old ids, such as hep-th
                for inner in _below(path):
                    named = paper_of_file(f"{path.name}_{inner.name}")
                    if named is not None:
                        found[named[0]].append(inner)
                    else:
                        unknown.append(f"{path.name}/{inner.name}")
            else:
                unknown.append(path.name)
        self._paths = dict(found)
        self.unknown = tuple(unknown)

    def __contains__(self, arxiv: str) -> bool:
        return arxiv in self._paths

    def names(self, arxiv: str) -> str:
        """Return the names of what was laid for a paper."""
        return ", ".join(path.name for path in self._paths[arxiv])

    def digest(self, arxiv: str) -> str:
        """Return the SHA-256 of all that was laid for a paper, as far as it is read."""
        found = self.open(arxiv)
        made = hashlib.sha256(repr((found.form, found.lost)).encode())
        for name, content in sorted(found.files.items()):
            made.update(f"{name}\0{len(content)}\0".encode())
            made.update(content)
        return made.hexdigest()

    def open(self, arxiv: str) -> Eprint:
        """Read what was laid for a paper; what cannot be read is among its losses."""
        found = [_open(path) for path in self._paths[arxiv]]
        whole = found[0]
        for more in found[1:]:
            if more.readable and not whole.readable:
                whole.form = more.form
            whole.files.update({k: v for k, v in more.files.items() if k not in whole.files})
            whole.passed_over += more.passed_over
            whole.losses.update(more.losses)
        return whole


def _below(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    with disk_faults(folder, "list"):
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))


def _open(path: Path) -> Eprint:
    if path.is_dir():
        return read_folder(path)
    try:
        content = read_bounded(path, _MOST_BYTES, "lay a source there")
    except (InputError, OSError) as error:
        found = Eprint("unknown")
        found.losses[str(error)] += 1
        return found
    found = open_eprint(content)
    if found.form == "TeX" and path.suffix.lower() in (".tex", ".bbl", ".bib", ".ltx"):
        found.files = {path.name: found.files.pop("main.tex", b"")}
    return found


def read_folder(folder: Path, *, limits: ArchiveLimits | None = None) -> Eprint:
    """Read the files of a folder that may be TeX; links are not followed.

    The same bounds hold as for archives.
    """
    limits = limits or ArchiveLimits()
    found = Eprint("tar")
    kept = number = 0
    with disk_faults(folder, "list"):
        for place, folders, names in os.walk(folder):
            here = Path(place)
            folders.sort()
            if len(here.relative_to(folder).parts) >= limits.depth:
                folders.clear()
            links = [name for name in folders if (here / name).is_symlink()]
            if links:
                found.losses["links"] += len(links)
            for name in sorted(names):
                path = here / name
                number += 1
                if number > limits.members:
                    found.losses[f"what follows the first {limits.members:,} files"] += 1
                    return found
                if path.is_symlink():
                    found.losses["links"] += 1
                    continue
                if not is_text_name(name):
                    found.passed_over += 1
                    continue
                try:
                    content = read_bounded(path, min(limits.member, limits.kept - kept), "")
                except (InputError, OSError):
                    found.losses["files that are too long or cannot be read"] += 1
                    continue
                kept += len(content)
                found.files[path.relative_to(folder).as_posix()] = content
    return found
