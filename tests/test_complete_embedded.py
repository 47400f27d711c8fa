"""The embedded corpus is completed from sources, with facts only, and named where it is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kdgraph.store import EMBEDDED_ID, StoredSnapshot, embedded_folder, open_snapshot
from tests.emulator import ArxivEmulator, ArxivPaper, tar_gz

ROOT = Path(__file__).resolve().parent.parent
HINTON, CRD, RKD = "1503.02531", "1910.10699", "1904.05068"
NAMED_IN = ("kdgraph/store/embedded.py", "pyproject.toml", ".gitignore", "data/README.md")

# a source that nobody wrote, under the id of a listed paper whose list was not read
TEXT = r"""\documentclass{article}
\title{Contrastive Representation Distillation}
\begin{document}\maketitle
\begin{abstract}An abstract that must not be kept.\end{abstract}
\section{Introduction} Our aim widens that of \cite{hinton}, in a sentence to be left out.
\section{Experiments} We set it beside \cite{rkd} and \cite{hinton}; see also \cite{lost}.
\begin{thebibliography}{9}
\bibitem{hinton} G. Hinton, O. Vinyals, J. Dean. Distilling the knowledge in a neural network.
arXiv:1503.02531, 2015.
\bibitem{rkd} W. Park and others. Relational knowledge distillation. arXiv:1904.05068, 2019.
\bibitem{lost} N. Nowhere. Memoranda on an empty drawer. Unpublished, 1971.
\end{thebibliography}
\end{document}
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What the script changes of a checkout."""
    root = tmp_path / "checkout"
    for name in NAMED_IN:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(embedded_folder(), root / "data" / "snapshots" / EMBEDDED_ID)
    return root


def complete(checkout: Path, data: Path, url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "data/complete_embedded.py",
            f"--root={checkout}",
            f"--data={data}",
            f"--arxiv-url={url}",
        ],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT), "KDGRAPH_ARXIV_PACE": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


def texts_of(snapshot: StoredSnapshot) -> set[str]:
    """All texts of a snapshot, however deep they lie in its tables."""
    return {repr(value) for f in snapshot.frames().values() for n in f.columns for value in f[n]}


def test_sources_complete_the_corpus_that_ships(checkout: Path, tmp_path: Path) -> None:
    paper = ArxivPaper(
        CRD, tar_gz({"main.tex": TEXT}), "Contrastive Representation Distillation", ("Y. Tian",)
    )
    data = tmp_path / "data"
    with ArxivEmulator([paper]) as arxiv:
        done = complete(checkout, data, arxiv.url)
        asked = len(arxiv.log)
        again = complete(checkout, data, arxiv.url)
        assert len(arxiv.log) == asked
    assert done.returncode == 0, done.stderr
    assert "'at hand': 1" in done.stdout
    (folder,) = (checkout / "data" / "snapshots").iterdir()
    assert folder.name != EMBEDDED_ID
    for name in NAMED_IN:
        text = (checkout / name).read_text(encoding="utf-8")
        assert folder.name in text, name
        assert EMBEDDED_ID not in text, name
    assert again.returncode == 2, "this installation ships another snapshot than that checkout"
    assert "no word of" in again.stderr

    old, new = open_snapshot(embedded_folder()), open_snapshot(folder)
    assert new.manifest.embedded
    assert set(new.manifest.origins) == {*old.manifest.origins, "arxiv source"}
    citations = new.citations
    read = citations[citations["citing_id"] == f"arxiv:{CRD}"].set_index("cited_id")
    assert set(read.index) == {f"arxiv:{HINTON}", f"arxiv:{RKD}"}
    assert read["mentions"].to_dict() == {f"arxiv:{HINTON}": 2, f"arxiv:{RKD}": 1}
    assert read["mentions_exact"].all()
    # nothing of what was there is lost
    ends = old.citations.set_index(["citing_id", "cited_id"]).index
    assert ends.isin(citations.set_index(["citing_id", "cited_id"]).index).all()
    assert len(citations) == len(ends) + 2
    assert set(new.papers.index) == set(old.papers.index)
    rows = new.coverage[new.coverage["direction"] == "references"].set_index("paper_id")
    row = rows.loc[f"arxiv:{CRD}"]
    assert (row["state"], row["fetched"], row["unresolved"]) == ("complete", 3, 1)
    # facts only
    assert len(new.contexts) == 0
    assert new.papers["abstract"].isna().all()
    told = "\n".join(texts_of(new))
    for words in ("must not be kept", "to be left out", "Memoranda"):
        assert words not in told


def test_where_arxiv_gives_nothing_nothing_is_changed(checkout: Path, tmp_path: Path) -> None:
    with ArxivEmulator([]) as arxiv:
        done = complete(checkout, tmp_path / "data", arxiv.url)
    assert done.returncode == 3
    assert "gave no source" in done.stderr
    assert "Traceback" not in done.stderr
    for name in NAMED_IN:
        assert (checkout / name).read_bytes() == (ROOT / name).read_bytes()
    assert [p.name for p in (checkout / "data" / "snapshots").iterdir()] == [EMBEDDED_ID]
