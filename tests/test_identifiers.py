"""Identifiers of papers in fields, in running text and in addresses."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdgraph.identifiers import (
    arxiv_id,
    doi,
    find_arxiv,
    find_doi,
    find_identifier,
    in_address,
    in_text,
    link,
    of_entry,
    semantic_scholar_id,
    service_id,
)

SHA = "0f1e2d3c4b5a69788796a5b4c3d2e1f001234567"
SICI = "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2"
METEOROLOGY = "10.1175/1520-0469(1973)030<0130:abc>2.0.co;2"


@pytest.mark.parametrize(
    "address",
    [
        "https://arxiv.org/abs/2104.01234v3",
        "http://www.arxiv.org/pdf/2104.01234v3.pdf",
        "https://arxiv.org/pdf/2104.01234.pdf#page=3",
        "https://arxiv.org/html/2104.01234v1#S2",
        "https://arxiv.org/format/2104.01234",
        "https://arxiv.org/src/2104.01234v2",
        "https://arxiv.org/e-print/2104.01234",
        "https://arxiv.org/ftp/arxiv/papers/2104/2104.01234.pdf",
        "https://export.arxiv.org/abs/2104.01234?context=cs",
        "https://browse.arxiv.org/pdf/2104.01234.pdf",
        "cn.arxiv.org/pdf/2104.01234v1",
        "arxiv.org/abs/2104.01234",
        "https://arxiv.org/abs/arXiv:2104.01234",
        "https://arxiv.org/abs/2104.01234%20",
        "https://export.arxiv.org/api/query?id_list=2104.01234",
        "https://ar5iv.labs.arxiv.org/html/2104.01234",
        "https://ar5iv.org/abs/2104.01234",
        "https://www.alphaxiv.org/overview/2104.01234v2",
        "https://www.arxiv-vanity.com/papers/2104.01234/",
        "https://scirate.com/arxiv/2104.01234",
        "https://papers.cool/arxiv/2104.01234",
        "https://huggingface.co/papers/2104.01234",
        "hf.co/papers/2104.01234",
        "https://www.semanticscholar.org/arxiv/2104.01234",
        "https://api.semanticscholar.org/arXiv:2104.01234",
        "https://api.semanticscholar.org/graph/v1/paper/ARXIV:2104.01234",
        "https://doi.org/10.48550/arXiv.2104.01234",
        "https://doi.org/10.48550%2FarXiv.2104.01234",
        "https://ui.adsabs.harvard.edu/abs/2021arXiv210401234R/abstract",
        "https://dblp.org/rec/journals/corr/abs-2104-01234.html",
        "https://web.archive.org/web/2022/https://arxiv.org/abs/2104.01234",
        "https://www.google.com/url?q=https://arxiv.org/abs/2104.01234&sa=D",
        "https://www.google.com/url?q=https%3A%2F%2Farxiv.org%2Fabs%2F2104.01234&sa=D",
        "https://arxiv-org.proxy.example.edu/abs/2104.01234",
    ],
)
def test_an_arxiv_id_is_read_from_all_addresses_of_arxiv_and_its_doubles(address: str) -> None:
    assert in_address(address) == (("arxiv", "2104.01234"),)
    assert find_arxiv(f"as told in [the paper]({address}), and others") == "2104.01234"
    assert find_doi(address) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arXiv:2104.01234 [cs.LG] 3 Apr 2021", "2104.01234"),
        ("arXiv preprint arXiv:2104.01234, 2021", "2104.01234"),
        ("arXiv 2104.01234", "2104.01234"),
        ("_arXiv:2104.01234v2_", "2104.01234"),
        ("CoRR, abs/2104.01234", "2104.01234"),
        ("arXiv:cs.LG/0305123v1", "cs/0305123"),
        ("https://arxiv.org/abs/physics.data-an/0305123", "physics/0305123"),
        ("https://arxiv.org/ftp/hep-ph/papers/0305/0305123.pdf", "hep-ph/0305123"),
        ("https://arxiv.org/abs/hep-ph%2F0305123v2", "hep-ph/0305123"),
        ("arXiv:hep-ph/2104.01234", "2104.01234"),
        ("ttps://arxiv.org/abs/2104.01234", "2104.01234"),
        ("https:/arxiv.org/abs//2104.01234", "2104.01234"),
        ("https://arxiv.org/abs/0901.1234", "0901.1234"),
        # no month, too few digits for the year or too many, not yet in use, no archive, misprinted
        ("arXiv:2114.01234", None),
        ("https://arxiv.org/abs/2100.01234", None),
        ("https://arxiv.org/abs/2104.1234", None),
        ("https://arxiv.org/abs/0901.123456", None),
        ("https://arxiv.org/abs/0703.1234", None),
        ("https://arxiv.org/abs/owls/0305123", None),
        ("https://arxiv.org/abs/hep-ph/9913123", None),
        ("arXv:2104.01234", None),
        ("https://arxiv.org/list/cs.CL/2104", None),
        ("https://arxiv.org/abs/ 2104.01234", None),
        ("pages 2104.01234", None),
        ("notarxiv: 2104.01234", None),
    ],
)
def test_arxiv_ids_in_text_are_those_that_arxiv_can_have_given_out(
    text: str, expected: str | None
) -> None:
    assert find_arxiv(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2104.01234v12", "2104.01234"),
        ("arXiv: math.GT/0305123", "math/0305123"),
        ("cond-mat.stat-mech/0305123", "cond-mat/0305123"),
        ("2114.01234", None),
        ("see 2104.01234", None),
    ],
)
def test_an_arxiv_id_as_a_whole(text: str, expected: str | None) -> None:
    assert arxiv_id(text) == expected


KDD = "10.1145/3123456.3234567"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"https://doi.org/{KDD}", KDD),
        (f"http://dx.doi.org/{KDD}.", KDD),
        ("https://doi.org/10.1145%2F3123456.3234567", KDD),
        ("https://doi.org/10.1145%252F3123456.3234567", KDD),
        (f"https://dl.acm.org/doi/pdf/{KDD}?casa_token=x:y", KDD),
        (f"https://dl.acm.org/doi/fullHtml/{KDD}#sec-2", KDD),
        ("https://dl.acm.org/citation.cfm?doid=3123456.3234567", KDD),
        ("https://dl.acm.org/citation.cfm?doid=3123456.3234567&amp;coll=portal", KDD),
        # some are numbers of the library alone, without a DOI
        ("https://dl.acm.org/citation.cfm?id=3123456.3234567", None),
        (f"https://doi-org.proxy.example.edu/{KDD}", KDD),
        (f"https://www.researchgate.net/publication/7_owls_{KDD}", KDD),
        (f"doi:{KDD};", KDD),
        (f"“{KDD}”", KDD),
        (f"({KDD})", KDD),
        (f"{KDD}。", KDD),
        (f"{KDD}\u200b and so on", KDD),
        ("10.1007/978-3-031-99999-1\\_7", "10.1007/978-3-031-99999-1_7"),
        (
            "https://link.springer.com/chapter/10.1007/978-3-031-99999-1_7/fulltext.html#Sec1",
            "10.1007/978-3-031-99999-1_7",
        ),
        (
            "https://link.springer.com/content/pdf/10.1007%2Fs10994-099-99999-1.pdf",
            "10.1007/s10994-099-99999-1",
        ),
        ("https://onlinelibrary.wiley.com/doi/epdf/10.1002/owl.2999", "10.1002/owl.2999"),
        ("https://www.nature.com/articles/s41586-099-09999-9.pdf", "10.1038/s41586-099-09999-9"),
        (
            "https://www.nature.com/articles/s41586-099-09999-9/figures/2",
            "10.1038/s41586-099-09999-9",
        ),
        (
            "https://www.nature.com/nature/journal/v599/n9/full/nature99999.html",
            "10.1038/nature99999",
        ),
        ("https://www.nature.com/collections/owls", None),
        ("https://elifesciences.org/articles/99999v2", "10.7554/elife.99999"),
        ("https://papers.ssrn.com/sol3/papers.cfm?abstract_id=9999999", "10.2139/ssrn.9999999"),
        ("https://www.science.org/doi/full/10.1126/science.xyz9999", "10.1126/science.xyz9999"),
        ("https://www.pnas.org/doi/suppl/10.1073/pnas.9999999999", "10.1073/pnas.9999999999"),
        ("https://link.aps.org/doi/10.1103/PhysRevX.99.021022", "10.1103/physrevx.99.021022"),
        (
            "https://www.biorxiv.org/content/10.1101/2029.05.11.999999v2.full-text",
            "10.1101/2029.05.11.999999",
        ),
        (
            "https://www.medrxiv.org/content/10.1101/2029.03.01.29999999v1.supplementary-material",
            "10.1101/2029.03.01.29999999",
        ),
        ("https://www.biorxiv.org/content/early/2017/01/01/099999", None),
        (
            "https://journals.plos.org/plosone/article/file?id=10.1371/journal.pone.9999999&type=printable",
            "10.1371/journal.pone.9999999",
        ),
        (
            "https://journals.plos.org/plosone/article?id=info:doi/10.1371/journal.pone.9999999",
            "10.1371/journal.pone.9999999",
        ),
        (
            "https://academic.oup.com/owls/article/doi/10.1093/owls/btz999/5555555",
            "10.1093/owls/btz999",
        ),
        (
            "https://pubs.aip.org/aip/owl/article-abstract/doi/10.1063/9.0999999/77/Owls-at-night",
            "10.1063/9.0999999",
        ),
        (
            "https://iopscience.iop.org/article/10.1088/1742-9999/1/1/012/pdf",
            "10.1088/1742-9999/1/1/012",
        ),
        (
            "https://www.frontiersin.org/articles/10.3389/fowls.2029.99999/full",
            "10.3389/fowls.2029.99999",
        ),
        (
            "https://pubs.acs.org/doi/suppl/10.1021/acs.owls.9c99999/suppl_file/a_1.pdf",
            "10.1021/acs.owls.9c99999",
        ),
        (
            "https://www.tandfonline.com/doi/abs/10.1080/99999999.2029.9999999?journalCode=owls20",
            "10.1080/99999999.2029.9999999",
        ),
        ("https://epubs.siam.org/doi/10.1137/99M9999999;jsessionid=abc.live", "10.1137/99m9999999"),
        ("https://joss.theoj.org/papers/10.21105/joss.99999.pdf", "10.21105/joss.99999"),
        ("https://ieeexplore.ieee.org/document/9999999", None),
        ("https://www.sciencedirect.com/science/article/pii/S0004370299999999", None),
        ("https://jmlr.org/papers/v99/10-123.html", None),
        ("https://www.mdpi.com/1424-8220/21/6/2034", None),
        ("version 10.4 of /usr/lib", None),
    ],
)
def test_a_doi_is_read_from_text_and_from_the_addresses_of_publishers(
    text: str, expected: str | None
) -> None:
    assert find_doi(text) == expected


@pytest.mark.parametrize(
    "name", [SICI, METEOROLOGY, "10.1890/0012-9658(2003)084[1511:abc]2.0.co;2"]
)
@pytest.mark.parametrize(
    "wrapped",
    [
        "{}",
        "({}).",
        "[paper](https://doi.org/{})",
        "https://onlinelibrary.wiley.com/doi/abs/{}",
        "see doi:{}, and others",
    ],
)
def test_a_sici_stays_whole_however_it_is_written(name: str, wrapped: str) -> None:
    encoded = name.replace("<", "%3C").replace(">", "%3E").replace("[", "%5B").replace("]", "%5D")
    for written in (name, name.upper(), encoded, name.replace("<", "&lt;").replace(">", "&gt;")):
        assert find_doi(wrapped.format(written)) == name


def test_a_sici_in_a_field_as_reference_managers_write_it() -> None:
    for written in (
        SICI,
        SICI.replace("<", r"{\textless}").replace(">", r"{\textgreater}"),
        SICI.replace("<", r"\textless{}").replace(">", r"\textgreater{}"),
        "https://doi.org/" + SICI.replace("(", "%28").replace(")", "%29").replace("<", "%3C"),
    ):
        assert doi(written) == SICI


@pytest.mark.parametrize(
    "stump",
    [
        SICI.split("<")[0],
        METEOROLOGY.split("<")[0],
        SICI.split("<")[0] + "<",
        "https://doi.org/" + SICI.split("<")[0],
    ],
)
def test_what_is_left_of_a_sici_that_was_cut_is_no_identity(stump: str) -> None:
    assert find_doi(stump) is None
    assert doi(stump) is None


def test_a_doi_in_a_field_ends_where_the_field_ends() -> None:
    assert doi("10.1234/a<b>c'd") == "10.1234/a<b>c'd"
    assert find_doi("10.1234/a<b>c'd") == "10.1234/a"
    assert doi("DOI 10.1234/a") is None
    assert doi("10.1234/a b") is None


OTHERS = [
    ("https://pubmed.ncbi.nlm.nih.gov/12345678/?from=x", "pubmed", "12345678"),
    ("https://www.ncbi.nlm.nih.gov/pubmed/12345678", "pubmed", "12345678"),
    ("https://www.ncbi.nlm.nih.gov/pubmed/?term=12345678", "pubmed", "12345678"),
    ("https://europepmc.org/abstract/MED/12345678", "pubmed", "12345678"),
    ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC7654321/pdf/x.pdf", "pmc", "7654321"),
    ("https://pmc.ncbi.nlm.nih.gov/articles/PMC7654321/#S3", "pmc", "7654321"),
    ("https://europepmc.org/article/PMC/PMC7654321", "pmc", "7654321"),
    ("https://aclanthology.org/2099.owl-long.12/", "acl", "2099.owl-long.12"),
    ("https://aclanthology.org/2099.findings-owl.3.pdf", "acl", "2099.findings-owl.3"),
    ("https://www.aclweb.org/anthology/p99-1234", "acl", "P99-1234"),
    ("https://www.aclweb.org/anthology/papers/P/P99/P99-1234/", "acl", "P99-1234"),
    ("http://anthology.aclweb.org/P/P99/P99-1234.pdf", "acl", "P99-1234"),
    ("https://aclanthology.org/P99-1234v2.pdf", "acl", "P99-1234"),
    (f"https://www.semanticscholar.org/paper/Owls-Roe/{SHA.upper()}?x=1", "s2", SHA),
    (f"https://api.semanticscholar.org/{SHA}", "s2", SHA),
    (f"https://www.semanticscholar.org/reader/{SHA}", "s2", SHA),
    ("https://api.semanticscholar.org/CorpusID:99887766", "corpus", "99887766"),
    ("https://api.semanticscholar.org/CorpusId%3A99887766", "corpus", "99887766"),
    ("https://academic.microsoft.com/paper/2101234567/reference", "mag", "2101234567"),
    ("https://openalex.org/W2101234567", "mag", "2101234567"),
]


@pytest.mark.parametrize(("address", "scheme", "value"), OTHERS)
def test_other_identifiers_are_read_from_their_addresses(
    address: str, scheme: str, value: str
) -> None:
    assert in_address(address) == ((scheme, value),)
    assert find_identifier(address) == (scheme, value)


@pytest.mark.parametrize(
    "address",
    [
        "https://openreview.net/forum?id=AbCdEf0123",
        "https://aclanthology.org/volumes/P99-1/",
        "https://aclanthology.org/events/acl-2099/",
        "https://www.semanticscholar.org/author/9999",
        f"https://github.com/someone/owls/commit/{SHA}",
        "https://openalex.org/W4399999999",
        "https://pubmed.ncbi.nlm.nih.gov/?term=owls",
        "https://img.shields.io/badge/owls-2104-red.svg",
        "http://[broken",
        "",
    ],
)
def test_an_address_without_identifier_gives_none(address: str) -> None:
    assert in_address(address) == ()


def test_a_doi_of_the_acl_anthology_is_both() -> None:
    assert in_address("https://doi.org/10.18653/v1/2099.owl-long.12") == (
        ("doi", "10.18653/v1/2099.owl-long.12"),
        ("acl", "2099.owl-long.12"),
    )
    assert in_address("https://doi.org/10.3115/v1/P99-1234")[1] == ("acl", "P99-1234")
    assert len(in_address("https://doi.org/10.3115/1073083.1073135")) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMID: 12345678", ("pubmed", "12345678")),
        ("PubMed ID 12345678", ("pubmed", "12345678")),
        ("PMCID: PMC7654321", ("pmc", "7654321")),
        ("PMC7654321", ("pmc", "7654321")),
        ("ACL:p99-1234", ("acl", "P99-1234")),
        ("CorpusID:99887766", ("corpus", "99887766")),
        (f"S2:{SHA}", ("s2", SHA)),
        ("W2101234567", ("mag", "2101234567")),
        ("10.48550/arXiv.2104.01234", ("arxiv", "2104.01234")),
        ("W4399999999", None),
        ("12345678", None),
        ("Owls", None),
    ],
)
def test_an_identifier_behind_its_name(text: str, expected: tuple[str, str] | None) -> None:
    assert find_identifier(text) == expected


def test_every_address_that_is_written_is_read_again() -> None:
    values = {
        "arxiv": "hep-ph/0305123",
        "doi": SICI,
        "s2": SHA,
        "corpus": "99887766",
        "acl": "2099.owl-long.12",
        "pubmed": "12345678",
        "pmc": "7654321",
    }
    for scheme, value in values.items():
        assert (scheme, value) in in_address(str(link(scheme, value)))
    assert semantic_scholar_id(str(link("s2", SHA))) == SHA


def test_the_service_is_asked_by_the_most_trustworthy_identifier_first() -> None:
    links = [
        "https://openalex.org/W2101234567",
        "https://aclanthology.org/P99-1234",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC7654321/",
        "https://pubmed.ncbi.nlm.nih.gov/12345678/",
        "https://api.semanticscholar.org/CorpusID:99887766",
        f"https://www.semanticscholar.org/paper/{SHA}",
    ]
    found = of_entry("2104.01234", KDD, links)
    assert [service_id(*identifier) for identifier in found] == [
        "ARXIV:2104.01234",
        f"DOI:{KDD}",
        SHA,
        "CorpusId:99887766",
        "PMID:12345678",
        "PMCID:7654321",
        "ACL:P99-1234",
        "MAG:2101234567",
    ]


def test_a_link_beside_the_paper_speaks_for_it_only_if_it_is_alone() -> None:
    badge, another = (f"https://www.semanticscholar.org/paper/{c * 40}" for c in "ab")
    assert of_entry(None, None, [], [badge]) == (("s2", "a" * 40),)
    assert of_entry(None, None, [], [badge, badge]) == (("s2", "a" * 40),)
    assert of_entry(None, None, [], [badge, another]) == ()
    assert of_entry(None, None, [another], [badge]) == (("s2", "b" * 40),)
    # which arXiv id or DOI is the paper's own is decided where the list is read
    assert (
        of_entry(None, None, [f"https://doi.org/{KDD}"], ["https://arxiv.org/abs/2104.01234"]) == ()
    )


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="10./:<>[]()%arxivdoh pmc-\\&;?=#", max_size=80))
def test_no_text_breaks_the_search(text: str) -> None:
    for find in (find_arxiv, find_doi, find_identifier, in_address, doi, arxiv_id):
        find(text)


@pytest.mark.parametrize(
    "unit", ["a.", "arxiv ", "10.1234/", "https://", "%25", "10.1234/(sici)1234-5678(", "<", "/pdf"]
)
def test_crafted_text_takes_time_in_proportion_to_its_length(unit: str) -> None:
    def cpu(count: int) -> float:
        text = unit * count
        best = float("inf")
        for _ in range(3):
            started = time.process_time()
            for find in (find_arxiv, find_doi):
                in_address.cache_clear()
                find(text + " 1234.5678")
            best = min(best, time.process_time() - started)
        return best

    assert cpu(4000) <= 8 * cpu(1000) + 0.02


def test_the_name_of_a_scheme_may_be_written_as_that_of_an_address() -> None:
    assert in_address("doi://10.1145/1150402.1150464") == (("doi", "10.1145/1150402.1150464"),)
    assert in_address("arxiv://1503.02531") == (("arxiv", "1503.02531"),)
    assert in_address("acl://owls.example/a") == ()
    assert in_text("see doi://" + "doi:/" * 2000 + "owls") == ()
