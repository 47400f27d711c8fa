"""A clean checkout: the files that git tracks, as they lie in the work tree."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

__all__ = ["copy_tracked_files"]


def copy_tracked_files(root: Path, target: Path) -> None:
    """Copy the tracked files of the work tree `root` to `target`, with changes not yet committed.

    Without git, or where `root` is no work tree of it (an unpacked release), all is copied but
    hidden files and compiled ones.
    """
    for name in _tracked(root) or _visible(root):
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)


def _tracked(root: Path) -> list[str]:
    if shutil.which("git") is None:
        return []
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    return [name for name in listed.stdout.split("\0") if name] if listed.returncode == 0 else []


def _visible(root: Path) -> list[str]:
    names = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return [
        str(name)
        for name in names
        if not any(part.startswith(".") or part == "__pycache__" for part in name.parts)
    ]
