"""Writing an export whole or not at all, over an earlier export but over nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from kdgraph.errors import InputError, StoreError
from kdgraph.files import disk_faults, write_file_atomically, write_folder_atomically

__all__ = ["write_bundle", "write_file"]

_FIRST_ZIP_TIME: Final = (1980, 1, 1, 0, 0, 0)  # zip has no "no time"; a fixed one repeats


def write_file(path: Path, content: bytes) -> Path:
    """Replace the file at `path`, whole or not at all; folders above it are made.

    Raises
    ------
    StoreError
        If a folder stands there, or the disk refuses; what was there before is then untouched.
    """
    if path.is_dir():
        raise StoreError(f"cannot write {path}: it is a folder; give the name of a file")
    return write_file_atomically(path, content, how="")


def write_bundle(
    path: Path, files: Mapping[str, bytes], *, marker: str, signature: bytes
) -> tuple[Path, ...]:
    """Write several files as a folder, or as one archive where `path` ends in ``.zip``.

    A folder that is already there is replaced if it is empty or an earlier export: the file
    `marker` in it begins with `signature`, and it holds no file that is not in `files`.

    Parameters
    ----------
    path : Path
        The folder or the archive.
    files : mapping of str to bytes
        Content by plain file name.
    marker, signature : str and bytes
        The file that tells an export from other folders, and how it begins.

    Returns
    -------
    tuple of Path
        What was written: all files, or the archive.

    Raises
    ------
    InputError
        If `path` has the suffix of a single file.
    StoreError
        If something else stands there, or the disk refuses; it is then untouched.
    """
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return (write_file(path, _archive(files)),)
    if suffix in {Path(name).suffix for name in files}:
        raise InputError(
            f"{path}: this format writes one file for each table; "
            f"give a folder ({path.with_suffix('')}) or an archive ({path.with_suffix('.zip')})"
        )
    with disk_faults(path, "write", how=""):
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        _refuse_strangers(path, files, marker, signature)
        write_folder_atomically(target, files, aside=None)
    return tuple(path / name for name in files)


def _refuse_strangers(
    path: Path, files: Mapping[str, bytes], marker: str, signature: bytes
) -> None:
    if not path.exists():
        return
    if not path.is_dir():
        raise StoreError(f"cannot write {path}: it is a file; give the name of a folder")
    held = sorted(inner.name for inner in path.iterdir())
    strange = [name for name in held if name not in files]
    if held and not strange:
        earlier = marker in held and (path / marker).read_bytes().startswith(signature)
        strange = [] if earlier else held
    if strange:
        more = f" and {len(strange) - 1} more" if len(strange) > 1 else ""
        raise StoreError(
            f"cannot write {path}: it holds {strange[0]}{more}, so it is no earlier export; "
            "give an empty or a new folder"
        )


def _archive(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=_FIRST_ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # unix, wherever this runs
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return buffer.getvalue()
