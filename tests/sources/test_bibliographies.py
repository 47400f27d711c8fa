"""Entries of bibliographies: what is found of each, in the ways that styles print them."""

# ruff: noqa: E501, RUF001 - entries stand as styles print them

from __future__ import annotations

from typing import Any

import pytest

from tests.sources.papers import read

ENTRY = {
    "plain": r"""A.~Ash and B.~C. Birch.
\newblock Thin nets, and how to {G}row them.
\newblock {\em Journal of Nets}, 3(2):1--9, 2015.""",
    "natbib": r"""Anna Ash and Bo~C. Birch.
\newblock Thin nets, and how to grow them.
\newblock In \emph{Proceedings of Nets}, pp.\  1--9. PMLR, 2015.""",
    "icml": r"""Ash, Anna and Birch, Bo~C.
\newblock Thin nets, and how to grow them.
\newblock \emph{Journal of Nets}, 3\penalty0 (2):\penalty0 1--9, 2015.""",
    "IEEEtran": r"""\BIBentryALTinterwordspacing
A.~Ash and B.~C. Birch, ``Thin nets, and how to grow them,'' \emph{Journal of
  Nets}, vol.~3, no.~2, pp. 1--9, 2015.
\BIBentrySTDinterwordspacing""",
    "elsarticle-num": r"""A.~Ash, B.~C. Birch, Thin nets, and how to grow them, Journal of Nets 3~(2)
  (2015) 1--9.
\newblock \href {https://doi.org/10.1000/nets.3} {\path{doi:10.1000/nets.3}}.""",
    "elsarticle-harv": r"""Ash, A., Birch, B.~C., 2015. Thin nets, and how to grow them. Journal of Nets
  3~(2), 1--9.""",
    "splncs04": r"""Ash, A., Birch, B.C.: Thin nets, and how to grow them. Journal of Nets
  \textbf{3}(2),  1--9 (2015)""",
    "apalike": r"""Ash, A. and Birch, B.~C. (2015).
\newblock Thin nets, and how to grow them.
\newblock {\em Journal of Nets}, 3(2):1--9.""",
    "apacite": r"""\APACinsertmetastar {a}%
\begin{APACrefauthors}Ash, A.\BCBT {}\ \BBA {} Birch, B\BPBI C.\end{APACrefauthors}%
\unskip\ \newblock \APACrefYearMonthDay{2015}{}{}.
{\BBOQ}\APACrefatitle {Thin nets, and how to grow them} {Thin nets, and how to grow
  them}.{\BBCQ}\newblock \APACjournalVolNumPages{Journal of Nets}{3}{2}{1--9}.\PrintBackRefs{}""",
    "ACM": r"""\bibfield{author}{\bibinfo{person}{Anna Ash} {and} \bibinfo{person}{Bo~C. Birch}.}
  \bibinfo{year}{2015}\natexlab{}.
\newblock \showarticletitle{Thin nets, and how to grow them}.
\newblock \bibinfo{journal}{\emph{Journal of Nets}} \bibinfo{volume}{3}
  (\bibinfo{year}{2015}), \bibinfo{pages}{1--9}.""",
    "revtex": r"""\BibitemOpen
  \bibfield  {author} {\bibinfo {author} {\bibfnamefont {A.}~\bibnamefont {Ash}}\ and\ \bibinfo
  {author} {\bibfnamefont {B.~C.}\ \bibnamefont {Birch}},\ }\bibfield  {title} {\enquote {\bibinfo
  {title} {Thin nets, and how to grow them},}\ }\href {\doibase 10.1000/nets.3} {\bibfield
  {journal} {\bibinfo  {journal} {J. Nets}\ }\textbf {\bibinfo {volume} {3}},\ \bibinfo {pages} {1}
  (\bibinfo {year} {2015})}\BibitemShut {NoStop}%""",
    "amsplain": r"""Anna Ash and Bo~C. Birch, \emph{Thin nets, and how to grow them}, Journal of Nets
  \textbf{3} (2015), no.~2, 1--9.""",
    "siam": r"""{\sc A.~Ash and B.~C. Birch}, {\em Thin nets, and how to grow them}, Journal of Nets,
  3 (2015), pp.~1--9.""",
    "JHEP": r"""A.~Ash and B.C.~Birch, \emph{{Thin nets, and how to grow them}},
  \href{https://doi.org/10.1000/nets.3}{\emph{J. Nets} {\bfseries 3} (2015) 1}.""",
    "achemso": r"""Ash,~A.; Birch,~B.~C. Thin nets, and how to grow them. \emph{J. Nets}
  \textbf{2015}, \emph{3}, 1--9""",
    "chicago": r"""Ash, A. and B.~C. Birch (2015).
\newblock Thin nets, and how to grow them.
\newblock {\em Journal of Nets\/}~{\em 3\/}(2), 1--9.""",
    "agsm": r"""Ash, A. \harvardand\ Birch, B.~C.  \harvardyearleft 2015\harvardyearright , `Thin nets,
  and how to grow them', {\em Journal of Nets} {\bf 3}(2),~1--9.""",
    "vancouver": r"""Ash A, Birch BC. Thin nets, and how to grow them. Journal of Nets. 2015;3(2):1--9.""",
    "by hand": r"""A. Ash and B. C. Birch, ``Thin nets, and how to grow them'', Journal of Nets 3, 2015.""",
}


def entry(code: str, preamble: str = "", key: str = "a", **files: str) -> dict[str, Any]:
    """Return the only entry of a bibliography."""
    bibliography = rf"\begin{{thebibliography}}{{9}}\bibitem{{{key}}} {code}\end{{thebibliography}}"
    found = read(rf"\cite{{{key}}}", preamble, bibliography=bibliography, files=files)
    assert len(found.references) == 1
    return dict(found.references.iloc[0])


@pytest.mark.parametrize("style", ENTRY)
def test_styles_are_parted(style: str) -> None:
    found = entry(ENTRY[style])
    assert found["title"].lower() == "thin nets, and how to grow them"
    assert found["year"] == 2015
    assert [name.replace(",", "").split()[0][0] for name in found["authors"]] == ["A", "B"]
    assert "Ash" in found["authors"][0]
    assert "Birch" in found["authors"][1]
    assert found["kind"] == "paper"
    if "10.1000" in ENTRY[style]:
        assert found["doi"] == "10.1000/nets.3"
    assert "\\" not in found["text"]


@pytest.mark.parametrize(
    ("code", "arxiv", "doi"),
    [
        ("A. Ash. Nets. arXiv preprint arXiv:2101.00001v2, 2021.", "2101.00001", None),
        ("A. Ash. Nets. {\\em CoRR}, abs/2101.00001, 2021.", "2101.00001", None),
        (
            "A. Ash, Nets, J. Nets 1 (2000) 2 [\\href{http://arxiv.org/abs/hep-th/0001002}{{\\tt hep-th/0001002}}].",
            "hep-th/0001002",
            None,
        ),
        ("A. Ash. Nets. arXiv, 2101.00001, 2021.", "2101.00001", None),
        ("A. Ash. Nets. \\doi{10.1000/x_1}.", None, "10.1000/x_1"),
        ("A. Ash. Nets. \\url{https://doi.org/10.1000/x\\_1}.", None, "10.1000/x_1"),
        ("A. Ash. Nets. doi: 10.48550/arXiv.2101.00001.", "2101.00001", None),
        ("A. Ash. Nets. \\eprint{2101.00001}.", "2101.00001", None),
        ("A. Ash. Nets. J. Nets 2101.1234, 2021.", None, None),
    ],
)
def test_identifiers_are_found(code: str, arxiv: str | None, doi: str | None) -> None:
    found = entry(code)
    assert (found["arxiv"], found["doi"]) == (arxiv, doi)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("A. Ash. Nets. \\newblock {\\em Journal of Nets}, 2015.", "paper"),
        ("A. Ash. \\newblock {\\em The Book of Nets}. \\newblock Springer, 2015.", "paper"),
        ("A. Ash. Nets, PhD thesis, University of Nets, 2015.", "paper"),
        ("A. Ash. Nets. arXiv:2101.00001. https://github.com/ash/nets", "paper"),
        ("A. Ash. nets. \\url{https://github.com/ash/nets}, 2015.", "software"),
        ("Ash Inc. Nets toolbox. \\url{https://nets.org}, 2015.", "software"),
        ("A. Ash. The nets dataset. \\url{https://nets.org/data}, 2015.", "data set"),
        ("A. Ash. Nets. \\url{https://www.kaggle.com/ash/nets}, 2015.", "data set"),
        ("Ash. All about nets. \\url{https://nets.org/blog}. Accessed 2020-01-02.", "web page"),
        ("Nets. \\url{https://nets.org}.", "web page"),
    ],
)
def test_what_is_no_paper_is_told(code: str, kind: str) -> None:
    found = entry(code)
    assert found["kind"] == kind
    assert bool(found["reason"]) == (kind != "paper")


def test_a_footnote_in_the_list_is_a_note() -> None:
    found = entry("Nets here are thin; see also \\cite{b}.", key="Note1")
    assert (found["kind"], found["title"]) == ("note", None)


BIBLATEX = r"""
\refsection{0}
  \datalist[entry]{nty/global//global/global}
    \entry{a}{article}{}
      \name{author}{2}{}{%
        {{un=0,uniquepart=base,hash=x1}{%
           family={Ash}, familyi={A\bibinitperiod}, given={Anna\bibnamedelima B.}, giveni={A\bibinitperiod}}}%
        {{hash=x2}{family={Birch}, familyi={B\bibinitperiod}, given={Bo}, giveni={B\bibinitperiod}, prefix={van}}}%
      }
      \list{publisher}{1}{%
        {Nets {\&} Sons}%
      }
      \field{title}{Thin \emph{nets}}
      \field{subtitle}{A study}
      \field{journaltitle}{Journal of Nets}
      \field{year}{2015}
      \verb{doi}
      \verb 10.1000/nets_3
      \endverb
      \verb{eprint}
      \verb 2101.00001
      \endverb
      \field{eprinttype}{arxiv}
    \endentry
    \entry{p}{proceedings}{dataonly}
      \field{title}{All Nets}
    \endentry
  \enddatalist
\endrefsection
\refsection{1}
    \entry{a}{article}{}
      \field{title}{Thin nets}
    \endentry
    \entry{c}{online}{}
      \list{author}{1}{}
      \field{title}{Nets}
      \verb{url}
      \verb https://nets.org/~ash
      \endverb
    \endentry
\endrefsection
"""


def test_biblatex_lists_are_read_over_all_their_sections() -> None:
    found = read(
        r"\cite{a}\cite{c}\printbibliography", bibliography="", files={"main.bbl": BIBLATEX}
    )
    assert list(found.references["key"]) == ["a", "c"]
    first, second = found.references.to_dict("records")
    assert first["title"] == "Thin nets: A study"
    assert first["authors"] == ["Ash, Anna B.", "van Birch, Bo"]
    assert (first["year"], first["doi"], first["arxiv"]) == (2015, "10.1000/nets_3", "2101.00001")
    assert (second["kind"], second["other"]) == ("web page", {"url": "https://nets.org/~ash"})
    assert found.bibliography == "biblatex"
    assert found.complete


BIB = r"""
@comment{ @article{x, title={No}} }
@string{jn = "Journal of " # "Nets"}
@string(pub = {Nets \& Sons})
% @article{old, title = {Left out}}
@article{a, author = {Ash, Anna and {Nets Group} and others}, title = {Thin {N}ets in $\ell_1$},
  journal = jn, year = 2015, doi = "https://doi.org/10.1000/Nets.3", month = jan}
@InProceedings{B, author = "Birch, B{\"o}", title = "G{\"o}del's {Nets}", crossref = {conf}}
@proceedings{conf, title = {Proc.\ of Nets}, year = {2016}, publisher = pub}
@misc{c, title = {Costs}, author={C. Cedar}, eprint = {2101.00001}, archivePrefix = {arXiv}}
@article{broken, title = {Never closed, year = 2000
@software{d, title = {netlib}, url = {https://nets.org/lib}}
@article{never, title = {Never cited}}
"""


def test_databases_give_what_is_cited() -> None:
    found = read(
        r"\cite{c,a} \cite{b} \nocite{d} \cite{zzz} \bibliography{refs}",
        bibliography="",
        files={"refs.bib": BIB},
    )
    rows = found.references.set_index("key")
    assert list(rows.index) == ["c", "a", "b", "d"]
    assert rows.at["a", "title"] == "Thin Nets in ℓ_1"
    assert rows.at["a", "authors"] == ["Ash, Anna", "Nets Group"]
    assert (rows.at["a", "venue"], rows.at["a", "doi"]) == ("Journal of Nets", "10.1000/nets.3")
    assert rows.at["b", "title"] == "Gödel's Nets"
    assert (rows.at["b", "venue"], rows.at["b", "year"]) == ("Proc. of Nets", 2016)
    assert rows.at["c", "arxiv"] == "2101.00001"
    assert rows.at["d", "kind"] == "software"
    assert set(rows["origin"]) == {"database"}
    assert found.unknown_keys == ["zzz"]


def test_nocite_of_everything_gives_everything() -> None:
    found = read(r"\cite{a}\nocite{*}\bibliography{refs}", bibliography="", files={"refs.bib": BIB})
    assert {"a", "B", "c", "d", "never"} <= set(found.references["key"])


def test_a_printed_list_is_completed_from_the_database_but_never_longer() -> None:
    printed = r"\begin{thebibliography}{9}\bibitem{c} C. Cedar, J. Nets {\bf 3}, 1 (2021).\end{thebibliography}"
    found = read(
        r"\cite{c,a}\bibliography{refs}",
        bibliography="",
        files={"refs.bib": BIB, "main.bbl": printed},
    )
    assert list(found.references["key"]) == ["c"]
    row = found.references.iloc[0]
    assert (row["title"], row["arxiv"], row["origin"]) == ("Costs", "2101.00001", "printed")
    assert found.unknown_keys == ["a"]


def test_another_papers_list_is_not_taken() -> None:
    stale = r"\begin{thebibliography}{9}\bibitem{x} X. \newblock Other. \bibitem{y} Y. \newblock More.\end{thebibliography}"
    found = read(
        r"\cite{a}\bibliography{refs}", bibliography="", files={"refs.bib": BIB, "old.bbl": stale}
    )
    assert list(found.references["key"]) == ["a"]


def test_amsrefs_entries_are_read() -> None:
    found = read(
        r"\cite{a}*{p. 3}",
        bibliography=r"""\begin{bibdiv}\begin{biblist}
\bib{a}{article}{ author={Ash, Anna}, author={Birch, Bo}, title={Thin nets},
  journal={J. Nets}, volume={3}, date={2015-02}, eprint={arXiv:2101.00001} }
\end{biblist}\end{bibdiv}""",
    )
    row = found.references.iloc[0]
    assert (row["title"], row["authors"], row["year"]) == (
        "Thin nets",
        ["Ash, Anna", "Birch, Bo"],
        2015,
    )
    assert row["arxiv"] == "2101.00001"


def test_several_bibliographies_are_one_list() -> None:
    more = r"\begin{thebibliography}{9}\bibitem{d} D. Dogwood. \newblock Depth. \bibitem{a} A. Ash.\end{thebibliography}"
    found = read(rf"\cite{{a}} {more} \cite{{d}}")
    assert list(found.references["key"]) == ["d", "a", "b", "c"]
    assert found.lost["entry printed twice"] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "utf-16"])
def test_encodings_and_ends_of_lines_are_read(encoding: str) -> None:
    declared = "latin1" if encoding == "latin-1" else "utf8"
    text = (
        f"\\documentclass{{article}}\r\n\\usepackage[{declared}]{{inputenc}}\r\n\\begin{{document}}\r\n"
        "Größe nach Müller \\cite{a}.\r\n\r\n\\begin{thebibliography}{9}\r\n"
        "\\bibitem{a} É. Müller.\r\n\\newblock Größe der Netze.\r\n\\newblock 2015.\r\n"
        "\\end{thebibliography}\r\n\\end{document}"
    )
    from kdgraph.sources import read_source

    found = read_source({"m.tex": text.encode(encoding)})
    assert found.references.at[0, "title"] == "Größe der Netze"
    assert found.mentions.at[0, "sentence"] == "Größe nach Müller."
    assert found.mentions.at[0, "line"] == 4
