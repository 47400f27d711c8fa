"""reStructuredText: sections, lists, tables of four kinds, links, directives."""

from __future__ import annotations

from typing import Any

import docutils.core
import docutils.nodes
import pytest

from kdgraph.errors import InputError, ListError
from kdgraph.lists import Link, ListDocument, Venue, read_list


def read(text: str) -> ListDocument:
    found = read_list(text.encode(), name="r", format="rst")
    assert found.render() == text.encode()
    return found


def test_links_of_every_kind() -> None:
    found = read(
        """
- `Burrows under Pressure`_, Nora Poe, ICML 2020 |code|
- `Tunnels in the
  Sand <https://arxiv.org/abs/2101.00002>`__ [#n]_, CVPR 2021, `code <repo_>`_
- Hills of the Mole Revisited, ICLR 2019. pdf_
- `Night\\ -Vision in\\* Owls`__ (NeurIPS 2018)
- **Moles and Men**, Sam Quill, *KDD 2011*. :doi:`10.1000/m.1`

.. _Burrows under Pressure: https://arxiv.org/abs/2101.00001
.. _pdf: https://example.org/hills.pdf
.. _repo: https://github.com/poe/tunnels
.. |code| image:: https://example.org/code.svg
   :alt: Code
   :target: https://github.com/poe/burrows
.. [#n] A note.
__ https://arxiv.org/abs/1801.00004
"""
    )
    one, two, three, four, five = found.entries
    assert (one.title, one.arxiv, one.venues) == (
        "Burrows under Pressure",
        "2101.00001",
        (Venue("ICML", 2020),),
    )
    assert one.code_links == (Link("Code", "https://github.com/poe/burrows"),)
    assert (two.title, two.arxiv) == ("Tunnels in the Sand", "2101.00002")
    assert two.code_links == (Link("code", "https://github.com/poe/tunnels"),)
    assert three.paper_links == ("https://example.org/hills.pdf",)
    assert (four.title, four.arxiv) == ("Night-Vision in* Owls", "1801.00004")
    assert (five.title, five.doi) == ("Moles and Men", "10.1000/m.1")
    edited = two.edit(title="A *b* `c` d_ |e| F")
    assert r"`A \*b\* \`c\` d\_ \|e\| F <https" in edited.source
    found.revise([one, edited, three, four, five])
    with pytest.raises(ListError):  # the name of the address would have to change as well
        found.revise([one.edit(title="Burrows"), *found.entries[1:]])


TITLES = ["Burrows under Pressure", "Tunnels: a Longer View"]
SIMPLE = """
======================  ====  =====================================================
Paper                   Year  Links
======================  ====  =====================================================
Burrows under Pressure  2010  `pdf <https://arxiv.org/abs/1001.0001>`_
Tunnels: a              2011  `pdf <https://arxiv.org/abs/1101.0002>`_,
Longer View                   `code <https://github.com/poe/x>`_
======================  ====  =====================================================
"""
SIMPLE_WRAPPED = SIMPLE.replace(
    "\nLonger View                 ", "\n\\ \\                          "
)
GRID = """
+------------------------+------+------------------------------------------+
| Paper                  | Year | Links                                    |
+========================+======+==========================================+
| Burrows under Pressure | 2010 | `pdf <https://arxiv.org/abs/1001.0001>`_ |
+------------------------+------+------------------------------------------+
| Tunnels: a             | 2011 | `pdf <https://arxiv.org/abs/1101.0002>`_ |
| Longer View            |      | `code <https://github.com/poe/x>`_       |
+------------------------+------+------------------------------------------+
"""
LIST = """
.. list-table:: My papers
   :header-rows: 1
   :widths: 10 5 20

   * - Paper
     - Year
     - Links
   * - Burrows under Pressure
     - 2010
     - `pdf <https://arxiv.org/abs/1001.0001>`_
   * - Tunnels: a
       Longer View
     - 2011
     - `pdf <https://arxiv.org/abs/1101.0002>`_,
       `code <https://github.com/poe/x>`_
"""
CSV = """
.. csv-table:: My papers
   :header: "Paper", Year, Links

   Burrows under Pressure, 2010, `pdf <https://arxiv.org/abs/1001.0001>`_
   "Tunnels: a
   Longer View", 2011, "`pdf <https://arxiv.org/abs/1101.0002>`_, `code <https://github.com/poe/x>`_"
"""


@pytest.mark.parametrize("table", [GRID, LIST, CSV])
def test_tables(table: str) -> None:
    found = read(f"Moles\n=====\n\nOld\n---\n{table}\nNew\n---\n\n* no paper\n")
    assert [entry.title for entry in found.entries] == TITLES
    assert [entry.year for entry in found.entries] == [2010, 2011]
    assert [entry.arxiv for entry in found.entries] == ["1001.0001", "1101.0002"]
    assert {entry.section for entry in found.entries} == {"Old"}
    assert [link.url for link in found.entries[1].code_links] == ["https://github.com/poe/x"]
    assert [name for name, _ in found.columns] == ["Paper", "Year", "Links"]


def test_a_row_of_a_simple_table_goes_on_where_its_first_cell_is_blank() -> None:
    text = SIMPLE.replace("Tunnels: a             ", "Tunnels: a Longer View ").replace(
        "\nLonger View                 ", "\n                            "
    )
    found = read(text)
    assert [entry.title for entry in found.entries] == TITLES
    assert [link.url for link in found.entries[1].code_links] == ["https://github.com/poe/x"]


@pytest.mark.parametrize("table", [GRID, SIMPLE])
def test_an_edit_keeps_the_width_of_a_column_or_is_refused(table: str) -> None:
    found = read(table)
    first = found.entries[0]
    again = found.revise([first.edit(title="Burrows"), *found.entries[1:]])
    assert again.data.decode() == table.replace("Burrows under Pressure", "Burrows               ")
    back = again.entries[0].edit(title="Burrows under Pressure")
    assert again.revise([back, *again.entries[1:]]).data == found.data
    with pytest.raises(InputError, match="does not fit into its column"):
        again.entries[0].edit(title="Burrows under the Pressure of Rain")


def test_cells_over_several_columns_and_rows_and_wide_characters() -> None:
    found = read(
        """
+----------+----------------------+------+
| Category | Title                | Year |
+==========+======================+======+
| Moles    | `知 in Burrows`__    | 2010 |
|          +----------------------+------+
|          | `Tunnels in Sand`__         |
+----------+----------------------+------+

__ https://arxiv.org/abs/1001.0001
__ https://arxiv.org/abs/1001.0002
"""
    )
    assert [(e.title, e.section, e.year) for e in found.entries] == [
        ("知 in Burrows", "Moles", 2010),
        ("Tunnels in Sand", "Moles", None),
    ]


def test_directives_are_read_or_passed_over() -> None:
    found = read(
        """
.. contents::

.. note::

   * `Burrows under Pressure <https://arxiv.org/abs/1001.0001>`_

.. code-block:: rst

   * `Not This One Either <https://arxiv.org/abs/1001.0009>`_

.. a comment
   * `Nor This One Here <https://arxiv.org/abs/1001.0008>`_

.. raw:: html

   <ul><li><a href="https://arxiv.org/abs/1001.0002">Tunnels in HTML</a></li></ul>

.. csv-table::
   :file: more.csv

An example::

   * `Not Even This One <https://arxiv.org/abs/1001.0007>`_

Hills of the Mole Revisited
   Nora Poe and Sam Quill, ICML 2012, `pdf <https://arxiv.org/abs/1001.0003>`_
"""
    )
    assert [entry.title for entry in found.entries] == [
        "Burrows under Pressure",
        "Tunnels in HTML",
        "Hills of the Mole Revisited",
    ]
    assert found.entries[2].authors == ("Nora Poe", "Sam Quill")
    assert [item.reason for item in found.skipped] == ["a table in another file"]


def headings(text: str) -> list[str]:
    """Return the sections of a text as docutils nests them, below the only one at the top."""
    settings: dict[str, Any] = {"report_level": 5, "halt_level": 5, "doctitle_xform": False}
    tree = docutils.core.publish_doctree(text, settings_overrides=settings)
    found = []
    for node in tree.findall(docutils.nodes.reference):
        names: list[str] = []
        above: Any = node.parent
        while above is not None:
            if isinstance(above, docutils.nodes.section):
                names.insert(0, above.next_node(docutils.nodes.title).astext())
            above = above.parent
        found.append(" / ".join(names))
    return found


@pytest.mark.parametrize(
    "styles",
    [
        ("={}", "-{}", "^{}"),
        ("#{0}#", "*{0}*", "={}"),
        ("={0}=", "={}", "-{}"),
        ("~{}", "'{}", '"{}'),
    ],
)
def test_sections_are_those_of_docutils(styles: tuple[str, str, str]) -> None:
    def title(level: int, name: str) -> str:
        style = styles[level]
        rule = style[0] * len(name)
        over = f"{rule}\n" if style.endswith(style[0]) else ""
        return f"{over}{name}\n{rule}\n\n"

    def paper(n: int) -> str:
        return f"* `Burrows of Kind {n} <https://arxiv.org/abs/1001.{n:04d}>`_\n\n"

    parts = [
        *(title(0, "All of them"), title(1, "Moles"), paper(1), title(2, "Old moles"), paper(2)),
        *(title(2, "New moles"), paper(3), title(1, "Owls"), paper(4), "-----\n\n", paper(5)),
    ]
    text = "".join(parts)
    found = read(text)
    expected = [name.removeprefix("All of them / ") for name in headings(text)]
    assert [entry.section for entry in found.entries] == expected


def test_what_is_restructuredtext_and_what_is_not() -> None:
    for text in (SIMPLE, GRID, LIST, CSV):
        assert read_list(text.encode()).format == "rst"
    quoted = "# L\n\n- [Burrows](https://arxiv.org/abs/1001.0001) uses `a <b>`_ once\n" * 3
    assert read_list(quoted.encode()).format == "markdown"


def test_a_note_says_who_wrote_the_paper_of_a_row() -> None:
    text = """
1.1. Tutorials
==============

* Digging for Beginners, ICML 2010

2. Papers
=========

======================  ======  ====  ========
Title                   Venue   Year  Ref
======================  ======  ====  ========
Burrows under Pressure  ICML    2010  [#Poe]_
Tunnels in the Sand     CVPR    2011  [#Lin]_
Hills of the Mole       KDD     2012  [#Ode]_
======================  ======  ====  ========

.. [#Poe] Poe, N. and Quill, S., 2010. Burrows
   under pressure. In *International Conference on Digging*.
.. [#Lin] Lin, A., 2009. Something else altogether. *Digging*, 3(1), pp. 1-9.
.. [#Ode] A remark.
"""
    found = read(text)
    assert [entry.authors for entry in found.entries] == [("Poe, N.", "Quill, S."), (), ()]
    assert found.entries[0].title == "Burrows under Pressure"
    with pytest.raises(InputError, match="prints no authors"):  # it stands elsewhere
        found.entries[0].edit(authors=["Ada Lin"])


def test_citations_alone_are_a_list() -> None:
    found = read(
        "Prose [P10]_.\n\n.. [P10] Poe, N. (2010). Burrows under Pressure. *Digging*, 3(1), 1-9.\n"
    )
    (entry,) = found.entries
    assert (entry.title, entry.authors, entry.year) == (
        "Burrows under Pressure",
        ("Poe, N.",),
        2010,
    )


def test_citations_that_nothing_refers_to_are_papers_beside_others() -> None:
    text = """Owl papers
==========

.. [Roe19] Jane Roe and Carl Poe. *Owls at Noon*. ICML, 2019.
.. [Doe20] Ann Doe. *Herons at Noon*. NeurIPS, 2020. https://arxiv.org/abs/2001.00003
.. [why] This is a remark.

Others
------
#. `Cranes at Noon <https://arxiv.org/abs/2001.00004>`_, Doe et al., 2020 [Foe21]_

.. [Foe21] Bo Foe. *Cranes, Again*. ICML, 2021.
"""
    found = read_list(text.encode(), name="owls", format="rst")
    assert found.render() == text.encode()
    assert [(entry.title, entry.year, entry.section) for entry in found.entries] == [
        ("Owls at Noon", 2019, ""),
        ("Herons at Noon", 2020, ""),
        ("Cranes at Noon", 2020, "Others"),
    ]
