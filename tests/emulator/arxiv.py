"""The emulated arXiv: sources of papers in every form, and what it says about versions."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from kdgraph.identifiers import arxiv_id
from tests.emulator.answers import HTML, Answer
from tests.emulator.faults import Fault, Faults
from tests.emulator.request import Request
from tests.emulator.server import Listening

__all__ = ["DENIED", "ArxivEmulator", "ArxivPaper", "tar", "tar_gz"]

DENIED = (
    "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>"
    "<p>Sadly, your client appears to violate our automated access guidelines.</p></body></html>"
)


def tar(files: Mapping[str, str | bytes], more: Iterable[tarfile.TarInfo] = ()) -> bytes:
    """Pack files as a tar; `more` are entries without content, such as links."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for info in more:
            archive.addfile(info)
    return made.getvalue()


def tar_gz(files: Mapping[str, str | bytes], more: Iterable[tarfile.TarInfo] = ()) -> bytes:
    """Pack files as arXiv does where there are several."""
    return gzip.compress(tar(files, more), 6, mtime=0)


@dataclass
class ArxivPaper:
    """A paper on arXiv; `source` is what an e-print request gets, and None that there is none."""

    arxiv: str
    source: bytes | None = None
    title: str = "A paper"
    authors: tuple[str, ...] = ("Ada Nowhere",)
    published: str = "2015-03-09"
    version: int = 1
    doi: str | None = None
    headers: dict[str, str] = field(default_factory=dict)


class ArxivEmulator(Listening):
    """arXiv's export host on the loopback interface, while the `with` block lasts.

    Parameters
    ----------
    papers : iterable of ArxivPaper
        What it knows; `papers` may be changed while it runs.
    faults : Faults, optional
        What goes wrong.
    denied : bool
        Whether everything is refused as by arXiv's robot detection.
    without_versions : bool
        Whether it has no query interface (404), as a plain copy of the sources.
    moved : bool
        Whether ``/e-print/`` redirects to ``/src/``.
    names_files : bool
        Whether answers name their file, with id and version.
    wait : str, optional
        A ``Retry-After`` that every refusal (429, 503) carries.
    """

    def __init__(
        self,
        papers: Iterable[ArxivPaper] = (),
        *,
        faults: Faults | None = None,
        denied: bool = False,
        without_versions: bool = False,
        moved: bool = False,
        names_files: bool = True,
        wait: str | None = None,
        latency: float = 0.0,
    ) -> None:
        super().__init__(latency=latency)
        self.papers = {paper.arxiv: paper for paper in papers}
        self.faults, self.denied, self.moved, self.wait = faults, denied, moved, wait
        self.without_versions, self.names_files = without_versions, names_files

    def asked(self) -> list[str]:
        """Return the paths of all requests so far."""
        return [exchange.path for exchange in self.log]

    def sources_asked(self) -> list[str]:
        """Return the ids whose source was asked for, in order."""
        return [p.removeprefix("/e-print/") for p in self.asked() if p.startswith("/e-print/")]

    def answer(self, request: Request, target: str) -> tuple[Answer, Fault | None]:
        """Return the answer to a request, and the fault that befalls it."""
        if self.denied:
            return Answer(403, DENIED.encode(), {"Content-Type": "text/html"}), None
        fault = self.faults.choose(target, request.path) if self.faults else None
        answer = self._answer(request)
        if fault is not None and fault.kind in ("429", "503") and self.wait is not None:
            page = HTML.format(status=fault.kind, reason="wait")
            headers = {"Content-Type": "text/html", "Retry-After": self.wait}
            return Answer(int(fault.kind), page.encode(), headers), None
        return answer, fault

    def _answer(self, request: Request) -> Answer:
        path = request.path
        if path.startswith("/api/query") and not self.without_versions:
            return self._feed(request.query.get("id_list", "").split(","))
        for start in ("/e-print/", "/src/"):
            if path.startswith(start):
                identifier = path.removeprefix(start)
                if self.moved and start == "/e-print/":
                    return Answer(301, b"", {"Location": f"/src/{identifier}"})
                return self._source(identifier)
        return _page(404, "Not Found")

    def _source(self, identifier: str) -> Answer:
        paper = self.papers.get(arxiv_id(identifier) or "")
        if paper is None or paper.source is None:
            return _page(404, "Not Found")
        headers = {"Content-Type": "application/x-eprint-tar", **paper.headers}
        if self.names_files and "Content-Disposition" not in headers:
            name = f"arXiv-{paper.arxiv.replace('/', '')}v{paper.version}.tar.gz"
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return Answer(200, paper.source, headers)

    def _feed(self, identifiers: Iterable[str]) -> Answer:
        entries = []
        for identifier in identifiers:
            known = arxiv_id(identifier)
            if known is None:
                address = f"incorrect_id_format_for_{identifier}"
                entries = [f"<entry><id>http://arxiv.org/api/errors#{address}</id></entry>"]
                break
            if known in self.papers:
                entries.append(_entry(self.papers[known]))
        feed = (
            '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
            f"<title>ArXiv Query</title>{''.join(entries)}</feed>"
        )
        return Answer(200, feed.encode(), {"Content-Type": "application/atom+xml; charset=UTF-8"})


def _entry(paper: ArxivPaper) -> str:
    authors = "".join(f"<author><name>{escape(n)}</name></author>" for n in paper.authors)
    doi = (
        f'<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">{escape(paper.doi)}</arxiv:doi>'
        if paper.doi
        else ""
    )
    return (
        f"<entry><id>http://arxiv.org/abs/{paper.arxiv}v{paper.version}</id>"
        f"<published>{paper.published}T00:00:00Z</published><title>{escape(paper.title)}</title>"
        f"<summary>Of {escape(paper.title)}.</summary>{authors}{doi}"
        '<category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/></entry>'
    )


def _page(status: int, reason: str) -> Answer:
    text = HTML.format(status=status, reason=reason)
    return Answer(status, text.encode(), {"Content-Type": "text/html"})
