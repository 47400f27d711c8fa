"""The wheel: it builds, carries its data, and works where nothing but it is installed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from email import message_from_string
from pathlib import Path
from unittest import mock

import pytest

from kdgraph._version import __version__
from kdgraph.store import EMBEDDED_ID
from tests import release
from tests.gate import clean_environment
from tests.tracked import copy_tracked_files

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED = f"snapshots/{EMBEDDED_ID}"


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean_environment(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the tracked files, as a release would."""
    source = tmp_path_factory.mktemp("source")
    out = tmp_path_factory.mktemp("wheel")
    copy_tracked_files(ROOT, source)
    _run(
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        out,
        source,
        cwd=out,
    )
    (built,) = out.glob("*.whl")
    return built


def test_the_wheel_carries_the_package_and_its_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {info.filename: info.file_size for info in archive.infolist()}
        for path in sorted((ROOT / "data" / "lists").iterdir()):
            assert archive.read(f"kdgraph/_data/lists/{path.name}") == path.read_bytes()
        for path in sorted((ROOT / "data" / EMBEDDED).iterdir()):
            assert archive.read(f"kdgraph/_data/{EMBEDDED}/{path.name}") == path.read_bytes()
    assert "kdgraph/py.typed" in names
    assert "kdgraph/_data/README.md" in names
    assert f"kdgraph/_data/{EMBEDDED}/manifest.json" in names
    sources = {str(p.relative_to(ROOT)) for p in (ROOT / "kdgraph").rglob("*.py")}
    assert sources <= set(names)
    pages = ROOT / "dashboards"
    shown = {str(p.relative_to(ROOT)) for p in pages.rglob("*.*") if p.suffix in (".py", ".svg")}
    assert {f"kdgraph/figures/interactive/interactive.{end}" for end in ("js", "css")} <= set(names)
    assert {f"kdgraph/_app/{name}" for name in shown} <= set(names)
    assert not [name for name in names if name.startswith(("tests", "data", "docs"))]
    data = {name: size for name, size in names.items() if not name.endswith(".py")}
    assert sum(data.values()) < 2_200_000  # fonts and the corpus; no other data slip in
    # unpacked; some 4 MB are source, nearly half of it docstrings
    assert sum(names.values()) < 7_000_000


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        text = archive.read(f"kdgraph-{__version__}.dist-info/METADATA").decode("utf-8")
        licence = archive.read(f"kdgraph-{__version__}.dist-info/licenses/LICENSE").decode("utf-8")
        points = archive.read(f"kdgraph-{__version__}.dist-info/entry_points.txt").decode("utf-8")
    metadata = message_from_string(text)
    assert metadata["Name"] == "kdgraph"
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "MIT License" in licence
    assert "kdgraph = kdgraph.cli:main" in points


@pytest.mark.slow
def test_the_wheel_works_on_its_own(wheel: Path, tmp_path: Path) -> None:
    # The dependencies are those of this environment, the package is that of the wheel alone.
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=False)
    python = environment / "bin" / "python"
    site = _run(
        python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path
    ).strip()
    _run(
        sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps",
        "--no-index", wheel, cwd=tmp_path,
    )  # fmt: skip
    here = {str(Path(p).resolve()) for p in sys.path if p.endswith("site-packages")}
    (Path(site) / "dependencies.pth").write_text("\n".join(sorted(here)), encoding="utf-8")
    where = _run(python, "-c", "import kdgraph; print(kdgraph.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(environment.resolve())
    kdgraph = environment / "bin" / "kdgraph"
    assert __version__ in _run(kdgraph, "--version", cwd=tmp_path)
    _run(kdgraph, "build", "--offline", cwd=tmp_path)
    script = _run(
        python, "-c", "from kdgraph.cli.serving import script; print(script())", cwd=tmp_path
    )
    assert Path(script.strip()).is_relative_to(environment.resolve())
    page = (
        "import sys\n"
        "from streamlit.testing.v1 import AppTest\n"
        "sys.argv = ['', '--data', 'data']\n"
        f"app = AppTest.from_file({script.strip()!r}, default_timeout=60).run()\n"
        "print([one.value for one in app.exception], app.title[0].value)\n"
    )
    assert _run(python, "-c", page, cwd=tmp_path).strip() == "[] Overview"
    status = _run(kdgraph, "status", cwd=tmp_path)
    assert re.search(r"\b59\b", status)
    assert "not Semantic Scholar output" in " ".join(status.split())


def test_every_dependency_has_a_lower_bound() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [text for texts in project["optional-dependencies"].values() for text in texts]
    assert [text for text in project["dependencies"] + extras if ">=" not in text] == []


def test_version_and_day_are_the_same_everywhere() -> None:
    assert release.disagreements() == []


@pytest.mark.parametrize(
    ("log", "cited", "told"),
    [
        pytest.param("## [Unreleased]\n## [2.0.0] - 2027-01-02\n", "2.0.0", 0, id="all agree"),
        pytest.param(
            "## [Unreleased]\n## [2.0.0] - 2027-01-02\n", "1.9.0", 1, id="cited otherwise"
        ),
        pytest.param("## [Unreleased]\n## [2.0.0] - 2027-01-03\n", "2.0.0", 1, id="another day"),
        pytest.param("## [Unreleased]\n## [1.9.0] - 2027-01-02\n", "2.0.0", 1, id="no part"),
        pytest.param("## [2.0.0] - 2027-01-02\n", "2.0.0", 1, id="nothing unreleased"),
    ],
)
def test_a_release_that_contradicts_itself_is_told(log: str, cited: str, told: int) -> None:
    cff = f"cff-version: 1.2.0\nversion: {cited}\ndate-released: 2027-01-02\n"
    found = release.disagreements({"CHANGELOG.md": log, "CITATION.cff": cff}, "2.0.0")
    assert len(found) == told


@pytest.mark.slow
def test_a_release_is_built_twice_to_the_same_bytes_and_twine_finds_nothing(tmp_path: Path) -> None:
    made = release.twice(tmp_path)
    assert [path.name for path in made] == [
        f"kdgraph-{__version__}-py3-none-any.whl",
        f"kdgraph-{__version__}.tar.gz",
    ]
    assert release.check(made).count("PASSED") == 2
    with tarfile.open(made[1]) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "CHANGELOG.md", "docs/mkdocs.yml", "tests/gate.py"} <= names
    assert not [name for name in names if name.startswith(("data/cache", "dist", ".venv"))]


def test_two_builds_that_differ_are_no_release(tmp_path: Path) -> None:
    places = []

    def differs(source: Path, out: Path) -> list[Path]:
        places.append(source)
        out.mkdir(parents=True)
        (out / "a.whl").write_text(str(source))
        return [out / "a.whl"]

    with (
        mock.patch.object(release, "build", differs),
        mock.patch.object(release, "copy_tracked_files", lambda root, to: to.mkdir(parents=True)),
        pytest.raises(RuntimeError, match="two builds differ"),
    ):
        release.twice(tmp_path)
    assert len(set(places)) == 2
