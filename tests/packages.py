"""Other people's packages: as an installer leaves them, in a folder on the path."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

__all__ = ["installed"]


def installed(
    folder: Path,
    name: str,
    code: str,
    offers: Mapping[str, Mapping[str, str]],
    *,
    version: str = "1.0",
) -> str:
    """Put a package of one module into a folder, with the metadata that an installer writes.

    `offers` are attributes of the module by group of entry points and name. Returns the name of the
    module.
    """
    module = name.replace("-", "_")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{module}.py").write_text(code, "utf-8")
    metadata = folder / f"{module}-{version}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", "utf-8"
    )
    lines = []
    for group, members in offers.items():
        lines.append(f"[{group}]")
        lines += [f"{member} = {module}:{where}" for member, where in members.items()]
    (metadata / "entry_points.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return module
