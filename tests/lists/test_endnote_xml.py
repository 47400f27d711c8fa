"""EndNote's XML."""

from __future__ import annotations

from kdgraph.lists import Link, Venue, read_list

TEXT = """<?xml version="1.0"?><xml><records><record>
<ref-type name="Journal Article">17</ref-type>
<contributors>
 <authors><author role="x"><style face="normal" size="100%">Poe, Nora</style></author></authors>
 <secondary-authors><author>An Editor</author></secondary-authors>
</contributors>
<titles><title>Burrows &lt;under&gt; <style face="italic">heavy</style> rain &amp; snow</title>
<secondary-title>Journal of Digging</secondary-title><empty/></titles>
<periodical><full-title>Journal of Digging</full-title><abbr-1>J. Dig.</abbr-1></periodical>
<dates><year>2011</year><pub-dates><date>Mar 3</date></pub-dates></dates>
<accession-num>21452104</accession-num><remote-database-name>PubMed</remote-database-name>
<urls><related-urls><url>https://example.org/a.pdf</url><url>https://github.com/poe/x</url>
</related-urls></urls><keywords><keyword>one</keyword><keyword>two</keyword></keywords>
</record><record><titles></titles></record><record><titles><title>Never closed</title>
"""


def test_records() -> None:
    found = read_list(TEXT.encode(), name="x")
    assert found.format == "endnote-xml"
    assert found.render() == TEXT.encode()
    (entry,) = found.entries
    assert entry.title == "Burrows <under> heavy rain & snow"
    assert (entry.authors, entry.section) == (("Poe, Nora",), "")
    assert entry.venues == (Venue("Journal of Digging", 2011),)
    assert entry.identifiers == ("PMID:21452104",)
    assert entry.paper_links[0] == "https://example.org/a.pdf"
    assert entry.code_links == (Link("", "https://github.com/poe/x"),)
    assert [item.reason for item in found.skipped] == [
        "a record without title, DOI, arXiv id or address of a paper",
        "a record that is not closed",
    ]
    edited = entry.edit(
        authors=["Lin, A. & B.", "Ode, Bo"], title="<Dry>", venues=[("Moles", 2012)]
    )
    assert edited.source.count("Moles") == 2
    assert (
        '<author role="x"><style face="normal" size="100%">Lin, A. &amp; B.</style></author>'
        in (edited.source)
    )
    assert "<title>&lt;Dry&gt;</title>" in edited.source
    found.revise([edited])
