"""A made-up literature that exists on the emulated arXiv alone."""

from __future__ import annotations

from pathlib import Path

from kdgraph.pipeline import BuildOptions, BuildReport, run_build
from kdgraph.settings import Settings
from tests.emulator import ArxivEmulator, ArxivPaper, Corpus, Paper, tar_gz

__all__ = [
    "CITES",
    "IDS",
    "TITLES",
    "build_from",
    "markdown",
    "papers",
    "service_corpus",
    "source_of",
]

IDS = {
    "root": "2001.00001",
    "branch": "2002.00002",
    "twig": "2003.00003",
    "leaf": "2004.00004",
    "old": "hep-th/9901001",
}
TITLES = {
    "root": "Gardens of Quiet Teachers",
    "branch": "Branching Students in Quiet Gardens",
    "twig": "Twigs without Labels",
    "leaf": "A Leaf Falls Twice",
    "old": "Dualities among Ancient Teachers",
}
YEARS = {name: 1999 if name == "old" else 2020 for name in IDS}
AUTHORS = {name: (f"Ada {name.title()}", "Ben Nowhere") for name in IDS}
# how each paper's list names another: by arXiv id, or by title and authors alone
CITES = {
    "root": {"old": "arxiv"},
    "branch": {"root": "arxiv"},
    "twig": {"root": "title", "branch": "title"},
    "leaf": {"twig": "arxiv", "root": "title", "old": "title"},
    "old": {},
}
BEYOND = {
    "known": "C. Stranger. Strange Fields. arXiv:1705.12345, 2017.",
    "journal": "D. Stranger. Stranger Fields. Journal of Fields, 2018. doi:10.9999/fields.1.",
    "nameless": "E. Stranger. A Report that Nobody Has. Technical report, 1988.",
}


def source_of(name: str) -> bytes:
    """Return the source of a paper: a text that cites, and its list."""
    items = []
    for cited, how in CITES[name].items():
        where = f"arXiv:{IDS[cited]}" if how == "arxiv" else "In Proceedings of Nowhere"
        items.append(
            f"\\bibitem{{{cited}}} A. {cited.title()} and B. Nowhere. "
            f"\\newblock {TITLES[cited]}. \\newblock {where}, {YEARS[cited]}."
        )
    items += [f"\\bibitem{{{key}}} {text}" for key, text in BEYOND.items()]
    first, *rest = [*CITES[name], *BEYOND]
    text = (
        f"\\documentclass{{article}}\\title{{{TITLES[name]}}}\\begin{{document}}\\maketitle\n"
        f"\\section{{Introduction}} Gardens are quiet. We extend the work of \\cite{{{first}}}. "
        f"Others are of note \\cite{{{','.join(rest)}}}.\n"
        f"\\section{{Experiments}} We compare with \\cite{{{first}}} in every garden.\n"
        "\\bibliography{main}\\end{document}\n"
    )
    listed = "\n".join(items)
    bbl = f"\\begin{{thebibliography}}{{9}}\n{listed}\n\\end{{thebibliography}}\n"
    return tar_gz({"main.tex": text, "main.bbl": bbl})


def papers() -> list[ArxivPaper]:
    """Return the papers as arXiv has them, and one that is cited and not listed."""
    made = [
        ArxivPaper(
            identifier,
            source_of(name),
            title=TITLES[name],
            authors=AUTHORS[name],
            published=f"{YEARS[name]}-06-01",
        )
        for name, identifier in IDS.items()
    ]
    stranger = ArxivPaper(
        "1705.12345", None, title="Strange Fields", authors=("Cy Stranger",), published="2017-05-01"
    )
    return [*made, stranger]


def markdown() -> str:
    """Return the list."""
    lines = ["# Papers about gardens", "", "## Quiet ones", ""]
    lines += [
        f"{n}. [{TITLES[name]}](https://arxiv.org/abs/{identifier}), {AUTHORS[name][0]}, "
        f"{YEARS[name]}"
        for n, (name, identifier) in enumerate(IDS.items(), start=1)
    ]
    return "\n".join(lines) + "\n"


def build_from(
    arxiv: ArxivEmulator | str,
    data: Path,
    *,
    service: str = "http://127.0.0.1:9",
    source: Path | bytes | None = None,
    options: BuildOptions | None = None,
) -> BuildReport:
    """Build the list with the emulated arXiv; by default Semantic Scholar is switched off."""
    settings = Settings(
        data=data,
        api_url=service,
        pace=0.0,
        deadline=5.0,
        timeout=5.0,
        arxiv_url=arxiv if isinstance(arxiv, str) else arxiv.url,
        arxiv_pace=0.0,
    )
    return run_build(markdown().encode() if source is None else source, settings, options)


def service_corpus() -> Corpus:
    """Return what Semantic Scholar says of these papers: less, more, and nothing of one's list.

    It lacks the root on the leaf's list, has the old paper on the twig's, and withholds the
    branch's list.
    """
    corpus = Corpus()
    shas = {name: f"{n:040x}" for n, name in enumerate(IDS, start=1)}
    for name, identifier in IDS.items():
        corpus.add_paper(
            Paper(
                shas[name],
                title=TITLES[name],
                year=YEARS[name],
                authors=[(str(n), author) for n, author in enumerate(AUTHORS[name])],
                external_ids={"ArXiv": identifier},
                elided=frozenset({"references"}) if name == "branch" else frozenset(),
            )
        )
        corpus.listed.append(shas[name])
    for citing, lists in CITES.items():
        for cited in lists:
            if (citing, cited) != ("leaf", "root") and citing != "branch":
                corpus.add_citation(shas[citing], shas[cited])
    corpus.add_citation(shas["twig"], shas["old"])
    return corpus
