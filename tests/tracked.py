"""A clean checkout: the files that git tracks, as they lie in the work tree."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

__all__ = ["copy_tracked_files"]


def copy_tracked_files(root: Path, target: Path) -> None:
    """Copy the tracked files of the work tree `root` to `target`, with changes not yet committed.

    Where `root` is no git checkout (an unpacked release), everything but hidden files and what
    builds leave behind is copied.
    """
    listed = subprocess.run(
        ["git", "ls-files", "-z"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        names = [name for name in listed.stdout.split("\0") if name]
    else:
        names = [
            str(path.relative_to(root))
            for path in root.rglob("*")
            if path.is_file() and not any(part.startswith((".", "__")) for part in path.parts)
        ]
    for name in names:
        if (root / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, target / name)
