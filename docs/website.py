"""Build the site: the pages of this folder, and those that are written from the code.

Run ``python -m docs.website`` from the repository's root, in an environment with the extra
``docs`` (``pip install --editable '.[docs]'``). The site is then in ``dist/site``, or where
``--output`` says; ``python -m http.server --directory dist/site`` shows it. Nothing in it is
fetched from elsewhere.

Links and anchors that lead nowhere, docstrings that cannot be read and pages outside the menu are
errors. The command reference, the data schema and the reference of the Python interface are written
by `docs.reference` while the site is built, the notebooks are set as they were executed, and some
pages are kept elsewhere in the repository; all are put together in a temporary folder first.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from docs import notebooks, reference

__all__ = ["BORROWED", "assemble", "build", "main"]

DOCS: Final = Path(__file__).parent
ROOT: Final = DOCS.parent
BORROWED: Final = {"data/README.md": "corpus.md", "CHANGELOG.md": "changelog.md"}
"""Pages kept elsewhere: their paths in the repository, and on the site."""
_CARRIED: Final = (".md", ".ipynb", ".svg", ".png", ".css", ".yml", ".yaml")
_LINK: Final = re.compile(r"(?<=\]\()(?P<target>[^)#\s:]+)(?P<anchor>#[^)\s]*)?(?=\))")
_API: Final = "api/"


def assemble(folder: Path) -> None:
    """Write the sources of all pages into an empty folder."""
    for path in sorted(DOCS.rglob("*")):
        name = path.relative_to(DOCS)
        if path.is_file() and path.suffix in _CARRIED and name.name != "mkdocs.yml":
            _put(folder / name, path)
    for inside, place in BORROWED.items():
        (folder / place).write_text(_moved(ROOT / inside, folder / place, folder), "utf-8")
    for place, text in {**reference.pages(), **notebooks.pages()}.items():
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    for place, data in notebooks.pictures().items():
        (folder / place).write_bytes(data)


def _put(target: Path, path: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".md":
        folder = target.parents[len(path.relative_to(DOCS).parts) - 1]
        target.write_text(_moved(path, target, folder), "utf-8")
    else:
        shutil.copyfile(path, target)


def _moved(path: Path, target: Path, folder: Path) -> str:
    """Return a page with its links into the repository as links of the site."""

    def place(found: re.Match[str]) -> str:
        meant = (path.parent / found["target"]).resolve()
        if not meant.is_relative_to(ROOT):
            return found[0]
        inside = meant.relative_to(ROOT).as_posix()
        name = BORROWED.get(inside, inside.removeprefix("docs/"))
        if name.endswith(".ipynb"):
            name = f"{name.removesuffix('.ipynb')}.md"
        there = os.path.relpath(folder / name, target.parent)
        return f"{Path(there).as_posix()}{found['anchor'] or ''}"

    return _LINK.sub(place, path.read_text("utf-8"))


def _menu(entries: list[Any], folder: Path) -> list[Any]:
    """Return the menu without pages that are not there, and with those of the Python interface."""
    kept: list[Any] = []
    for entry in entries:
        ((title, what),) = entry.items()
        if isinstance(what, list):
            kept.append({title: _menu(what, folder)})
        elif what == _API:
            kept.append({title: [{name: path} for name, path in reference.api_menu().items()]})
        elif (folder / what).exists():
            kept.append(entry)
    return kept


def build(output: Path) -> int:
    """Build the site into a folder; return 1 if anything had to be warned of, else 0."""
    os.environ["NO_MKDOCS_2_WARNING"] = "1"  # the theme's advice on another program
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    from mkdocs.commands.build import build as build_pages
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        assemble(folder)
        config = load_config(
            str(DOCS / "mkdocs.yml"), docs_dir=str(folder), site_dir=str(output), strict=True
        )
        config.nav = _menu(list(config.nav or []), folder)
        try:
            config.plugins.on_startup(command="build", dirty=False)
            build_pages(config)
        except Abort as end:
            print(end, file=sys.stderr)
            return 1
        finally:
            config.plugins.on_shutdown()
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the site, and say where it is."""
    parser = argparse.ArgumentParser(prog="python -m docs.website", description=__doc__)
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "dist" / "site")
    given = parser.parse_args(arguments)
    code = build(given.output)
    if code == 0:
        print(f"Written to {given.output}")
    return code


if __name__ == "__main__":
    sys.exit(main())
